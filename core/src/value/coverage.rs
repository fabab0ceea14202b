//! How often what comes lies within the intervals, in seeded worlds.

use super::simulate::{Ends, Futures, Known};
use super::tests::world_of;
use super::*;
use crate::numeric::{Draws, nobody};

/// What a world's partners spend on orders, by the Gamma-Gamma model.
struct Spending {
    stream: Draws,
    p: f64,
    q: f64,
    gamma: f64,
}

impl Spending {
    /// The scale of a partner's own amounts.
    fn partner(&mut self) -> f64 {
        self.gamma / self.stream.gamma(self.q)
    }

    fn orders(&mut self, scale: f64, orders: f64) -> f64 {
        if orders == 0.0 { 0.0 } else { scale * self.stream.gamma(self.p * orders) }
    }
}

/// One world: what came of each partner, and the ends that were said of it.
struct World {
    came: Vec<(f64, f64)>,
    ends: Vec<Ends>,
    total: Ends,
}

fn seen(model: OrderModel, p: [f64; 4], partners: usize, seed: u64) -> World {
    const HORIZON: f64 = 15.0;
    let (rows, later) = world_of(model, p, partners, HORIZON, seed);
    let stream = Draws::numbered(seed, 77);
    let mut spending = Spending { stream, p: 4.0, q: 4.5, gamma: 20.0 };
    let (mut known, mut came, mut means) = (Vec::new(), Vec::new(), Vec::new());
    for (row, later) in rows.iter().zip(later) {
        let scale = spending.partner();
        let amount = spending.orders(scale, f64::from(row.repeats));
        if row.repeats > 0 {
            let mean = amount / f64::from(row.repeats);
            means.push(AmountRow { orders: row.repeats, mean, partners: 1 });
        }
        known.push(Known { row: *row, amount });
        came.push((later, spending.orders(scale, later)));
    }
    let orders = fit_orders(model, &rows).unwrap();
    let amounts = fit_amounts(&means).unwrap();
    let futures = Futures {
        orders: &orders,
        amounts: Some(&amounts),
        mean_amount: amounts.mean,
        horizon: HORIZON,
        draws: 400,
        seed,
        workers: 2,
    };
    let (ends, total) = futures.ends(&known, &mut nobody()).unwrap();
    World { came, ends, total }
}

/// The shares below, within and above intervals.
fn shares(pairs: impl IntoIterator<Item = (f64, (f64, f64))>) -> [f64; 3] {
    let mut counts = [0.0f64; 3];
    for (came, (low, high)) in pairs {
        counts[if came < low { 0 } else { usize::from(came > high) + 1 }] += 1.0;
    }
    let all: f64 = counts.iter().sum();
    counts.map(|count| count / all)
}

const MODELS: [OrderModel; 3] = [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd];

/// Partners that order often: whole numbers of orders are then as good as any number.
fn busy(model: OrderModel) -> [f64; 4] {
    match model {
        OrderModel::ParetoNbd => [3.0, 1.0, 2.0, 200.0],
        _ => [3.0, 1.0, 0.6, 60.0],
    }
}

/// What came, and the interval that was told of it.
type Outcome = (f64, (f64, f64));

#[test]
fn what_busy_partners_order_and_spend_is_covered_by_their_intervals() {
    for model in MODELS {
        let worlds: Vec<World> = (0..20).map(|s| seen(model, busy(model), 300, 40 + s)).collect();
        // A partner that has left orders nothing, for certain: it is no test.
        let live = |w: &World, of: &dyn Fn(&World, usize) -> Outcome| {
            let own = (0..w.came.len()).filter(|at| w.ends[*at].orders.1 > 10.0);
            own.map(|at| of(w, at)).collect::<Vec<_>>()
        };
        let orders = |w: &World, at: usize| (w.came[at].0, w.ends[at].orders);
        let value = |w: &World, at: usize| (w.came[at].1, w.ends[at].value);
        let [_, inside, _] = shares(worlds.iter().flat_map(|w| live(w, &orders)));
        assert!((0.93..=0.97).contains(&inside), "{}: orders {inside}", model.name());
        let [_, inside, _] = shares(worlds.iter().flat_map(|w| live(w, &value)));
        assert!((0.93..=0.97).contains(&inside), "{}: value {inside}", model.name());
    }
}

/// Few orders are whole numbers, most often zero: an interval of them covers more than
/// it must, but on neither side less.
#[test]
fn what_quiet_partners_order_is_beyond_neither_end_more_often_than_it_may() {
    for model in MODELS {
        let p = if model == OrderModel::ParetoNbd {
            [0.6, 4.0, 0.6, 12.0]
        } else {
            [0.6, 4.0, 0.8, 2.5]
        };
        let worlds: Vec<World> = (0..20).map(|seed| seen(model, p, 400, 600 + seed)).collect();
        let orders = |w: &World| {
            (0..w.came.len()).map(|at| (w.came[at].0, w.ends[at].orders)).collect::<Vec<_>>()
        };
        let value = |w: &World| {
            (0..w.came.len()).map(|at| (w.came[at].1, w.ends[at].value)).collect::<Vec<_>>()
        };
        for (what, [below, inside, above]) in [
            ("orders", shares(worlds.iter().flat_map(orders))),
            ("value", shares(worlds.iter().flat_map(value))),
        ] {
            let said = format!("{} {what}: {below} {inside} {above}", model.name());
            assert!(below <= 0.03 && above <= 0.035 && inside >= 0.945, "{said}");
        }
    }
}

#[test]
fn what_all_partners_spend_together_is_covered_by_the_interval() {
    for (model, p) in [
        (OrderModel::BgNbd, [0.6, 4.0, 0.8, 2.5]),
        (OrderModel::MbgNbd, [0.6, 4.0, 0.8, 2.5]),
        (OrderModel::ParetoNbd, [0.6, 4.0, 0.6, 12.0]),
    ] {
        let worlds = (0..300).map(|seed| seen(model, p, 300, 20_000 + seed));
        let [below, inside, above] = shares(worlds.map(|w| {
            let sum = w.came.iter().map(|came| came.1).sum::<f64>();
            (sum, w.total.value)
        }));
        let said = format!("{}: {below} {inside} {above}", model.name());
        assert!((0.93..=0.97).contains(&inside) && below.max(above) <= 0.05, "{said}");
    }
}

#[test]
fn what_partners_are_known_to_spend_is_covered_by_the_fit() {
    let mut offs = Vec::new();
    for seed in 0..300 {
        let stream = Draws::numbered(seed, 8);
        let mut spending = Spending { stream, p: 4.0, q: 4.5, gamma: 20.0 };
        let rows: Vec<AmountRow> = (0..500)
            .map(|at| {
                let (orders, scale) = (1 + at % 7, spending.partner());
                let mean = spending.orders(scale, f64::from(orders)) / f64::from(orders);
                AmountRow { orders, mean, partners: 1 }
            })
            .collect();
        let fit = fit_amounts(&rows).unwrap();
        let covariance = fit.covariance.unwrap();
        for (at, (found, wanted)) in
            [(fit.p, 4.0), (fit.q, 4.5), (fit.gamma, 20.0)].into_iter().enumerate()
        {
            let off = crate::numeric::ln(found / wanted);
            offs.push((off, (-1.96 * covariance[at][at].sqrt(), 1.96 * covariance[at][at].sqrt())));
        }
    }
    let [_, inside, _] = shares(offs);
    assert!((0.93..=0.97).contains(&inside), "{inside}");
}
