//! Lines of small worlds with locations, quotas, protections and minimum
//! shipments, against all ways to deliver them.

use super::super::super::{Pool, Protection, Quota};
use super::*;

const DAYS: i32 = 7;

#[derive(Clone, Debug)]
struct World {
    sourcing: Sourcing,
    deliveries_max: u16,
    partial: bool,
    on_hand: [i64; 2],
    receipts: [Vec<(Day, i64)>; 2],
    promises: [Vec<(Day, i64)>; 2],
    /// From, until, units: kept free at the first location for the other group.
    kept: Option<(i32, i32, i64)>,
    /// Days and units of the windows, one after the other.
    quotas: Vec<(i32, i32, i64)>,
    quantity: i64,
    multiple: i64,
    shipment_min: i64,
    target: i32,
}

fn worlds() -> impl Strategy<Value = World> {
    let dated = || prop::collection::vec(((0..DAYS).prop_map(Day), 1..5i64), 0..4);
    let windows = prop::collection::vec((0..3i32, 1..4i32, 0..5i64), 0..4);
    let world = (
        (
            prop_oneof![Just(Sourcing::Single), Just(Sourcing::Split)],
            1..4u16,
            prop::bool::weighted(0.8),
        ),
        ([0..5i64, 0..5i64], [dated(), dated()], [dated(), dated()]),
        (prop::option::weighted(0.3, (0..DAYS, 1..5i32, 1..5i64)), windows),
        (1..10i64, prop_oneof![3 => Just(1i64), 1 => 2..4i64], 1..5i64, 0..4i32),
    );
    world.prop_map(
        |(
            (sourcing, deliveries_max, partial),
            (on_hand, receipts, promises),
            (kept, windows),
            ask,
        )| {
            let mut day = 0;
            let quotas = windows.into_iter().map(|(gap, length, units)| {
                let from = day + gap;
                day = from + length;
                (from, day, units)
            });
            let (quantity, multiple, shipment_min, target) = ask;
            World {
                sourcing,
                deliveries_max,
                partial,
                on_hand,
                receipts,
                promises,
                kept: kept.map(|(from, length, units)| (from, from + length, units)),
                quotas: quotas.collect(),
                quantity: quantity * multiple,
                multiple,
                shipment_min,
                target,
            }
        },
    )
}

type Parts = Vec<(i32, i64, u32)>;

impl World {
    fn planned(&self) -> Parts {
        let pool = |at: usize| {
            let pool = Pool::new(self.on_hand[at], 0, &self.receipts[at], &self.promises[at]);
            let kept = self.kept.filter(|_| at == 0).map(|(from, until, units)| {
                Protection::new(1, Some(Day(from)), Some(Day(until)), units)
            });
            Some(pool.with(Vec::new(), kept.into_iter().collect()))
        };
        let quotas = self.quotas.iter().map(|&(from, until, quantity)| Quota {
            product: 0,
            group: 0,
            from: Day(from),
            until: Day(until),
            quantity,
            promised: 0,
        });
        let supplies = Supplies::new(2, vec![pool(0), pool(1)], quotas.collect());
        let policy = Availability {
            sourcing: self.sourcing,
            deliveries_max: self.deliveries_max,
            late_days_max: Some((DAYS - self.target) as u32),
            ..Availability::default()
        };
        let (recipes, working) = (Recipes::default(), WorkingDays::every_day());
        let buyer = Buyer { group: Some(0), ..Buyer::default() };
        let (supplies, recipes, working, policy) = (&supplies, &recipes, &working, &policy);
        let planner = Planner { policy, supplies, recipes, working, today: Day(0), buyer };
        let terms = Terms {
            target: Day(self.target),
            partial: self.partial,
            late_days_max: policy.late_days_max,
        };
        let own = Ask {
            product: 0,
            quantity: self.quantity,
            multiple: self.multiple,
            shipment_min: self.shipment_min,
        };
        let mut out = Vec::new();
        planner.line(&mut Overlay::default(), &own, &[], &terms, &mut out);
        out.iter().map(|part| (part.ship.0, part.quantity, part.location)).collect()
    }

    fn available(&self, at: usize, day: i32) -> i64 {
        let net = |u: i32| {
            let sum = |rows: &[(Day, i64)]| -> i64 {
                rows.iter().filter(|row| row.0.0 <= u).map(|row| row.1).sum()
            };
            let kept = self.kept.filter(|kept| at == 0 && kept.0 <= u && u < kept.1);
            self.on_hand[at] + sum(&self.receipts[at])
                - sum(&self.promises[at])
                - kept.map_or(0, |kept| kept.2)
        };
        let lowest = (day..30).map(net).min().unwrap().max(0);
        lowest / self.multiple * self.multiple
    }

    /// All schedules by day, the best by the words of the contract.
    fn best(&self, available: &dyn Fn(i32) -> i64) -> Vec<(i32, i64)> {
        let mut best: Option<(Ranked, Vec<(i32, i64)>)> = None;
        let mut open = vec![(self.target, Vec::<(i32, i64)>::new())];
        while let Some((from, parts)) = open.pop() {
            let total: i64 = parts.iter().map(|part| part.1).sum();
            if self.partial || total == self.quantity || parts.is_empty() {
                let waiting = parts.iter().map(|part| part.1 * i64::from(part.0)).sum();
                let days = parts.iter().map(|part| part.0).collect();
                let rank = (-total, waiting, parts.len(), days);
                if best.as_ref().is_none_or(|known| rank < known.0) {
                    best = Some((rank, parts.clone()));
                }
            }
            let most = if self.partial { usize::from(self.deliveries_max) } else { 1 };
            if parts.len() == most {
                continue;
            }
            for day in from..=DAYS {
                let left = (1..=self.quantity - total).filter(|quantity| {
                    let least = self.shipment_min.min(self.quantity);
                    let window = self.quotas.iter().find(|quota| quota.0 <= day && day < quota.1);
                    let in_window = |quota: &(i32, i32, i64)| {
                        let parts =
                            parts.iter().filter(|part| quota.0 <= part.0 && part.0 < quota.1);
                        parts.map(|part| part.1).sum::<i64>() + quantity <= quota.2
                    };
                    quantity % self.multiple == 0
                        && *quantity >= least
                        && total + quantity <= available(day)
                        && (self.quotas.is_empty() || window.is_some_and(in_window))
                });
                open.extend(left.map(|quantity| {
                    let with = parts.iter().copied().chain([(day, quantity)]);
                    (day + 1, with.collect())
                }));
            }
        }
        best.unwrap().1
    }

    fn slow(&self) -> Parts {
        if self.sourcing == Sourcing::Single {
            let ways = [0, 1].map(|at| self.best(&|day| self.available(at, day)));
            let rank = |way: &Vec<(i32, i64)>| {
                let total: i64 = way.iter().map(|part| part.1).sum();
                (-total, way.last().map(|part| part.0))
            };
            let at = usize::from(rank(&ways[1]) < rank(&ways[0]));
            return ways[at].iter().map(|&(day, quantity)| (day, quantity, at as u32)).collect();
        }
        let mut sent = [0, 0];
        let mut parts = Vec::new();
        for (day, mut open) in self.best(&|day| self.available(0, day) + self.available(1, day)) {
            for at in [0, 1] {
                let quantity = open.min(self.available(at, day) - sent[at]);
                sent[at] += quantity;
                open -= quantity;
                parts.extend((quantity > 0).then_some((day, quantity, at as u32)));
            }
        }
        parts
    }
}

type Ranked = (i64, i64, usize, Vec<i32>);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_line_of_a_small_world_is_the_best_of_all(world in worlds()) {
        prop_assert_eq!(world.planned(), world.slow());
    }
}
