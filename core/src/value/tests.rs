use super::betageometric::{self, First};
use super::rows::Rows;
use super::*;
use crate::calendar::Day;
use crate::money::Currency;
use crate::numeric::{Draws, Progress, exp, ln, ln_gamma, nobody};
use crate::sales::{Keys, MISSING_DAY, MISSING_NUMBER, Sales};
use std::ops::ControlFlow;

fn row(repeats: u32, recency: f64, age: f64) -> OrderRow {
    OrderRow { repeats, recency, age, partners: 1 }
}

/// Partners of the BG/NBD model, with the orders of each in a later window.
fn world(p: [f64; 4], n: usize, window: f64, seed: u64) -> (Vec<OrderRow>, Vec<f64>) {
    world_of(OrderModel::BgNbd, p, n, window, seed)
}

/// The same of any model.
pub(super) fn world_of(
    model: OrderModel,
    p: [f64; 4],
    n: usize,
    window: f64,
    seed: u64,
) -> (Vec<OrderRow>, Vec<f64>) {
    let mut stream = Draws::numbered(seed, 0);
    let mut rows = Vec::new();
    let mut later = Vec::new();
    for _ in 0..n {
        let age = 20.0 + 20.0 * stream.uniform();
        let rate = stream.gamma(p[0]) / p[1];
        let (leave, stay) = (stream.gamma(p[2]), stream.gamma(p[3]));
        let chance = leave / (leave + stay);
        let (mut time, mut last, mut seen, mut after) = (0.0, 0.0, 0, 0.0);
        let life = match model {
            OrderModel::ParetoNbd => stream.exponential() / (leave / p[3]),
            OrderModel::MbgNbd if stream.uniform() < chance => 0.0,
            _ => f64::INFINITY,
        };
        loop {
            time += stream.exponential() / rate;
            if time > life.min(age + window) {
                break;
            }
            if time <= age {
                (last, seen) = (time, seen + 1);
            } else {
                after += 1.0;
            }
            if model != OrderModel::ParetoNbd && stream.uniform() < chance {
                break;
            }
        }
        rows.push(row(seen, last, age));
        later.push(after);
    }
    (rows, later)
}

const TRUE: [f64; 4] = [0.6, 4.0, 0.8, 2.5];

#[test]
fn slopes_are_those_of_differences() {
    let (rows, _) = world(TRUE, 60, 1.0, 3);
    let rows = Rows::read(&rows).unwrap();
    type Likelihood<'a> = &'a dyn Fn(&[f64], &mut [f64]) -> f64;
    let models: [(&str, Likelihood<'_>); 3] = [
        ("bg", &|at, slope| betageometric::value(&rows, First::Stays, at, slope)),
        ("mbg", &|at, slope| betageometric::value(&rows, First::MayLeave, at, slope)),
        ("pareto", &|at, slope| super::pareto::value(&rows, at, slope)),
    ];
    for (name, value) in models {
        for at in [[-0.5, 1.4, -0.2, 0.9], [0.3, 2.0, -3.0, 3.0], [-1.0, 0.2, 0.5, 4.0]] {
            let mut slope = [0.0; 4];
            value(&at, &mut slope);
            for i in 0..4 {
                let side = |h: f64| {
                    let mut beside = at;
                    beside[i] += h;
                    value(&beside, &mut [0.0; 4])
                };
                let rough = (side(1e-5) - side(-1e-5)) / 2e-5;
                let off = (slope[i] - rough).abs() / (1.0 + rough.abs());
                assert!(off < 1e-6, "{name} {at:?} {i}: {} for {rough}", slope[i]);
            }
        }
    }
}

/// The likelihoods by their definition: integrals over the partners, by many steps.
#[test]
fn likelihoods_are_the_integrals_they_stand_for() {
    let p = [0.9f64, 3.0, 0.7, 2.0];
    let at = p.map(ln);
    let beta = |a: f64, b: f64| exp(ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b));
    for (x, recency, age) in [(1, 2.0, 9.0), (4, 7.5, 9.0), (2, 9.0, 9.0)] {
        let rows = Rows::read(&[row(x, recency, age)]).unwrap();
        let n = f64::from(x);
        // Rates and chances on a grid in logarithms and in a sine, dense at the ends.
        let rate_part = |time: f64| {
            let steps = 4_000;
            (0..steps)
                .map(|k| {
                    let u = -14.0 + 20.0 * (f64::from(k) + 0.5) / f64::from(steps);
                    let rate = exp(u);
                    let density = exp(p[0] * ln(p[1]) - ln_gamma(p[0]) + p[0] * u - p[1] * rate);
                    density * exp(n * u - rate * time) * 20.0 / f64::from(steps)
                })
                .sum::<f64>()
        };
        let stay = |k: f64| beta(p[2], p[3] + k) / beta(p[2], p[3]);
        let leave = |k: f64| beta(p[2] + 1.0, p[3] + k) / beta(p[2], p[3]);
        let bg = stay(n) * rate_part(age) + leave(n - 1.0) * rate_part(recency);
        let mbg = stay(n + 1.0) * rate_part(age) + leave(n) * rate_part(recency);
        let lifetime = |t: f64| (p[3] / (p[3] + t)).powf(p[2]);
        let steps = 2_000;
        let gone: f64 = (0..steps)
            .map(|k| {
                let width = (age - recency) / f64::from(steps);
                let time = recency + (f64::from(k) + 0.5) * width;
                width * rate_part_quick(&p, n, time) * p[2] / (p[3] + time) * lifetime(time)
            })
            .sum();
        let pareto = lifetime(age) * rate_part(age) + gone;
        let near = |found: f64, wanted: f64, what: &str| {
            assert!((exp(found) / wanted - 1.0).abs() < 1e-5, "{what} {x}: {found} {}", ln(wanted));
        };
        near(betageometric::value(&rows, First::Stays, &at, &mut [0.0; 4]), bg, "bg");
        near(betageometric::value(&rows, First::MayLeave, &at, &mut [0.0; 4]), mbg, "mbg");
        near(super::pareto::value(&rows, &at, &mut [0.0; 4]), pareto, "pareto");
    }
}

/// `E[rate^n e^(-rate time)]` of gamma distributed rates.
fn rate_part_quick(p: &[f64; 4], n: f64, time: f64) -> f64 {
    exp(ln_gamma(p[0] + n) - ln_gamma(p[0]) + p[0] * ln(p[1]) - (p[0] + n) * ln(p[1] + time))
}

#[test]
fn expected_orders_are_the_mean_of_simulated_ones() {
    for (model, p) in [
        (OrderModel::BgNbd, TRUE),
        (OrderModel::MbgNbd, TRUE),
        (OrderModel::ParetoNbd, [0.6, 4.0, 0.7, 12.0]),
    ] {
        // Of one world the total alone strays by two in a hundred; of six by less than one.
        let (mut expected, mut actual) = (0.0, 0.0);
        for seed in 11..17 {
            let (rows, later) = world_of(model, p, 20_000, 15.0, seed);
            let fit = fit_orders(model, &rows).unwrap();
            let told = rows.iter().map(|r| fit.expected_orders(r.repeats, r.recency, r.age, 15.0));
            expected += told.sum::<f64>();
            actual += later.iter().sum::<f64>();
        }
        assert!((expected / actual - 1.0).abs() < 0.03, "{model:?}: {expected} {actual}");
    }
}

#[test]
fn a_model_finds_the_parameters_that_made_the_partners() {
    let (rows, _) = world(TRUE, 20_000, 1.0, 5);
    let fit = fit_orders(OrderModel::BgNbd, &rows).unwrap();
    let covariance = fit.covariance.unwrap();
    for i in 0..4 {
        let off = ln(fit.parameters[i] / TRUE[i]);
        assert!(off.abs() < 4.0 * covariance[i][i].sqrt(), "{i}: {:?}", fit.parameters);
    }
    assert_eq!(fit.limits, []);
}

/// All leave at one rate, or order at one: the likelihood rises without end as a
/// parameter runs off, and what is left of that rise is not worth a digit.
#[test]
fn a_ridge_is_walked_to_where_it_rises_no_more() {
    let mut found = 0;
    for seed in 0..12 {
        // Everybody leaves at a rate of 1 in 40.
        let (rows, _) =
            world_of(OrderModel::ParetoNbd, [1.2, 10.0, 2e4, 8e5], 400, 1.0, 700 + seed);
        let fit = fit_orders(OrderModel::ParetoNbd, &rows).unwrap();
        if !fit.limits.contains(&ModelLimit::AtBound) {
            continue;
        }
        found += 1;
        let own = Rows::read(&rows).unwrap();
        let mut slope = [0.0; 4];
        for step in [0.5, 2.0, 5.0, 8.0] {
            let [r, alpha, s, beta] = fit.parameters.map(ln);
            let further =
                super::pareto::value(&own, &[r, alpha, s + step, beta + step], &mut slope);
            assert!(further - fit.log_likelihood < 1e-6, "{seed} {step}: {further} {fit:?}");
        }
    }
    assert!(found >= 3, "{found}");
}

#[test]
fn parameters_are_covered_by_their_intervals() {
    let covered: Vec<bool> = (0..300)
        .flat_map(|seed| {
            let (rows, _) = world(TRUE, 800, 1.0, 100 + seed);
            let fit = fit_orders(OrderModel::BgNbd, &rows).unwrap();
            let covariance = fit.covariance.unwrap();
            (0..2)
                .map(|i| {
                    let off = ln(fit.parameters[i] / TRUE[i]);
                    off.abs() < 1.96 * covariance[i][i].sqrt()
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let share = covered.iter().filter(|c| **c).count() as f64 / covered.len() as f64;
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn orders_in_total_are_covered_by_their_interval() {
    use super::simulate::{Futures, Known};
    let mut inside = 0;
    const WORLDS: u64 = 600;
    for seed in 0..WORLDS {
        let (rows, later) = world(TRUE, 300, 15.0, 9_000 + seed);
        let fit = fit_orders(OrderModel::BgNbd, &rows).unwrap();
        let known: Vec<Known> = rows.iter().map(|row| Known { row: *row, amount: 0.0 }).collect();
        let futures = Futures {
            orders: &fit,
            amounts: None,
            mean_amount: 1.0,
            horizon: 15.0,
            draws: 400,
            seed,
            workers: 2,
        };
        let (_, total) = futures.ends(&known, &mut nobody()).unwrap();
        let actual: f64 = later.iter().sum();
        inside += u32::from(total.orders.0 <= actual && actual <= total.orders.1);
    }
    let share = f64::from(inside) / WORLDS as f64;
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn partners_that_never_leave_are_flagged() {
    let (rows, _) = world([0.8, 3.0, 1e-9, 5.0], 1_000, 1.0, 4);
    for model in [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd] {
        let fit = fit_orders(model, &rows).unwrap();
        assert!(fit.limits.contains(&ModelLimit::NoDropout), "{fit:?}");
        assert!(!fit.sees_dropout() && fit.log_likelihood.is_finite());
        let orders = fit.expected_orders(3, 20.0, 25.0, 10.0);
        assert!(orders.is_finite() && orders > 0.0);
    }
}

#[test]
fn horizons_without_end_and_without_length_are_finite() {
    let (rows, _) = world(TRUE, 500, 1.0, 6);
    for model in [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd] {
        let fit = fit_orders(model, &rows).unwrap();
        assert_eq!(fit.expected_orders(2, 5.0, 30.0, 0.0), 0.0);
        let steps = [1.0, 10.0, 100.0, 5_000.0];
        let orders = steps.map(|h| fit.expected_orders(2, 5.0, 30.0, h));
        assert!(orders.windows(2).all(|pair| pair[0] < pair[1]), "{model:?} {orders:?}");
        assert!(orders[3].is_finite());
        assert!(fit.p_alive(200, 29.9, 30.0) <= 1.0 && fit.p_alive(200, 1.0, 30.0) >= 0.0);
    }
}

#[test]
fn rows_alike_count_as_often_as_they_are_given() {
    let (rows, _) = world(TRUE, 200, 1.0, 8);
    let once = fit_orders(OrderModel::BgNbd, &rows).unwrap();
    let twice: Vec<OrderRow> = rows.iter().chain(&rows).copied().collect();
    let counted: Vec<OrderRow> = rows.iter().map(|r| OrderRow { partners: 2, ..*r }).collect();
    let (twice, counted) = (
        fit_orders(OrderModel::BgNbd, &twice).unwrap(),
        fit_orders(OrderModel::BgNbd, &counted).unwrap(),
    );
    assert_eq!(twice, counted);
    assert!((twice.log_likelihood / once.log_likelihood - 2.0).abs() < 1e-9);
}

#[test]
fn rows_that_cannot_be_are_refused() {
    let refused = |rows: &[OrderRow]| {
        let error = fit_orders(OrderModel::BgNbd, rows).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        error.to_string()
    };
    assert!(refused(&[]).contains("no partner"));
    assert!(refused(&[row(0, 0.0, 9.0)]).contains("second time"));
    assert!(refused(&[row(1, 10.0, 9.0)]).contains("between 0 and the age"));
    assert!(refused(&[row(1, -1.0, 9.0)]).contains("between 0 and the age"));
    assert!(refused(&[row(1, f64::NAN, 9.0)]).contains("not infinite"));
    assert!(refused(&[row(1, 1.0, f64::INFINITY)]).contains("not infinite"));
    assert!(refused(&[row(0, 1.0, 9.0)]).contains("0 without"));
    assert!(refused(&[row(2, 0.0, 9.0)]).contains("above 0 with"));
    assert!(refused(&[row(1, 1.0, 2e9)]).contains("longer unit"));
    let one = fit_orders(OrderModel::BgNbd, &[row(3, 8.0, 9.0)]).unwrap();
    assert!(one.log_likelihood.is_finite() && !one.limits.is_empty(), "{one:?}");
}

#[test]
fn a_model_is_asked_of_rows_it_could_be_fitted_to_and_for_a_time_ahead() {
    let (rows, _) = world(TRUE, 100, 1.0, 9);
    for model in [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd] {
        let fit = fit_orders(model, &rows).unwrap();
        let own: Vec<f64> =
            rows.iter().map(|r| fit.expected_orders(r.repeats, r.recency, r.age, 9.0)).collect();
        assert_eq!(fit.expected_orders_each(&rows, 9.0).unwrap(), own);
        assert_eq!(fit.p_alive_each(&rows).unwrap().len(), rows.len());
        assert_eq!(fit.expected_orders_each(&rows[..1], 0.0).unwrap(), [0.0]);
        let end = fit.expected_orders_each(&[row(1_000_000, 1e9, 1e9), row(0, 0.0, 0.0)], 1e9);
        assert!(end.unwrap().iter().all(|orders| orders.is_finite()), "{model:?}");
        let out = [-1.0, 1.1e9, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        for horizon in out {
            let error = fit.expected_orders_each(&rows, horizon).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(error.to_string().contains("`horizon` is"), "{error}");
        }
        for wrong in [
            row(1, 10.0, 9.0),
            row(1, f64::NAN, 9.0),
            row(1, 1.0, f64::INFINITY),
            row(0, 1.0, 9.0),
            row(2_000_000, 1.0, 9.0),
            row(1, 1.0, 2e9),
        ] {
            for error in [
                fit.p_alive_each(&[rows[0], wrong]).unwrap_err(),
                fit.expected_orders_each(&[rows[0], wrong], 9.0).unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Input);
                assert!(error.to_string().starts_with("row 1: "), "{error}");
            }
        }
    }
}

#[test]
fn amounts_find_the_parameters_that_made_them() {
    let mut stream = Draws::numbered(2, 0);
    let (p, q, gamma) = (6.0, 4.0, 15.0);
    let rows: Vec<AmountRow> = (0..8_000)
        .map(|k| {
            let orders = 1 + k % 7;
            let rate = stream.gamma(q) / gamma;
            let sum = stream.gamma(p * f64::from(orders)) / rate;
            AmountRow { orders, mean: sum / f64::from(orders), partners: 1 }
        })
        .collect();
    let fit = fit_amounts(&rows).unwrap();
    assert!((fit.p / p - 1.0).abs() < 0.1 && (fit.q / q - 1.0).abs() < 0.1, "{fit:?}");
    assert!((fit.expected_amount(0, 0.0) / 30.0 - 1.0).abs() < 0.05, "{fit:?}");
    assert!((fit.expected_amount(1_000, 50.0) / 50.0 - 1.0).abs() < 0.01);
    let cents: Vec<AmountRow> =
        rows.iter().map(|r| AmountRow { mean: r.mean * 100.0, ..*r }).collect();
    let fit_cents = fit_amounts(&cents).unwrap();
    assert!((fit_cents.gamma / fit.gamma / 100.0 - 1.0).abs() < 1e-5);
    assert!((fit_cents.p / fit.p - 1.0).abs() < 1e-5);
}

/// Partners who always pay the same, but each another amount, are not all alike; partners
/// whose means differ by chance alone are. Where all have as many orders nobody can tell
/// the two apart. Each time the fit says so.
#[test]
fn amounts_at_a_limit_are_flagged_and_the_higher_ridge_is_found() {
    let row = |orders, mean| AmountRow { orders, mean, partners: 10 };
    let same = fit_amounts(&[row(10, 100.0), row(10, 100_000.0)]).unwrap();
    assert_eq!(same.limits, [ModelLimit::AtBound], "{same:?}");
    let two = [row(10, 100.0), row(3, 100.0), row(10, 100_000.0), row(3, 100_000.0)];
    let fit = fit_amounts(&two).unwrap();
    assert_eq!(fit.limits, [ModelLimit::AtBound], "{fit:?}");
    let expected = fit.expected_amount_each(&two).unwrap();
    for (expected, own) in expected.iter().zip(&two) {
        assert!((expected / own.mean - 1.0).abs() < 0.1, "{fit:?} {expected}");
    }
    let mut stream = Draws::numbered(9, 0);
    let alike: Vec<AmountRow> = (0..60)
        .map(|k| {
            let orders = 1 + k % 5;
            let mean = stream.gamma(3.0 * f64::from(orders)) / f64::from(orders);
            AmountRow { orders, mean, partners: 1 }
        })
        .collect();
    let fit = fit_amounts(&alike).unwrap();
    assert!(fit.q > 1e4, "{fit:?}");
    assert_eq!(fit.limits, [ModelLimit::AtBound], "{fit:?}");
}

#[test]
fn amounts_that_cannot_be_are_refused() {
    let row = |orders, mean| AmountRow { orders, mean, partners: 1 };
    for rows in [
        vec![],
        vec![row(1, 5.0)],
        vec![row(1, 5.0), row(3, 5.0)],
        vec![row(0, 5.0), row(1, 3.0)],
        vec![row(1, 0.0), row(1, 3.0)],
        vec![row(1, f64::NAN), row(1, 3.0)],
        vec![row(1, -2.0), row(1, 3.0)],
        vec![row(1, 1e19), row(1, 3.0)],
    ] {
        assert_eq!(fit_amounts(&rows).unwrap_err().kind(), ErrorKind::Input, "{rows:?}");
    }
    let fit = fit_amounts(&[row(1, 5.0), row(4, 3.0), row(2, 4.0), row(2, 9.0)]).unwrap();
    for mean in [0.0, -2.0, f64::NAN, f64::INFINITY, 1e19] {
        let error = fit.expected_amount_each(&[row(1, 5.0), row(1, mean)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().starts_with("row 1: "), "{error}");
    }
    // Of a partner that never ordered nothing is known, whatever a host writes there.
    let unknown = fit.expected_amount(0, 0.0);
    let told = fit.expected_amount_each(&[row(0, 0.0), row(0, f64::NAN), row(2, 4.0)]).unwrap();
    assert_eq!(told, [unknown, unknown, fit.expected_amount(2, 4.0)]);
}

/// Seeded orders: partner, day, amount.
fn orders(partners: u32, days: i32, seed: u64) -> Vec<(String, i32, i64)> {
    let mut stream = Draws::numbered(seed, 0);
    let mut all = Vec::new();
    for partner in 0..partners {
        let rate = stream.gamma(0.9) / 15.0;
        let leave = 0.4 * stream.uniform();
        let mean = 30.0 + 100.0 * stream.uniform();
        let mut day = (f64::from(days) * 0.5 * stream.uniform()).floor();
        while day < f64::from(days) {
            let amount = mean * 20.0 * stream.gamma(5.0);
            all.push((format!("P-{partner:03}"), 19_000 + day as i32, 1 + amount as i64));
            if stream.uniform() < leave {
                break;
            }
            day += (1.0 + stream.exponential() / rate).floor();
        }
    }
    all
}

fn history(rows: &[(String, i32, i64)]) -> OrderHistory {
    let mut history = OrderHistory::default();
    history.update(&sales(rows)).unwrap();
    history
}

fn sales(rows: &[(String, i32, i64)]) -> Sales<'_> {
    let partners = Keys::from_texts(rows.iter().map(|row| Some(row.0.as_str())));
    let amounts: Vec<i64> = rows.iter().map(|row| row.2).collect();
    let days: Vec<Day> = rows.iter().map(|row| Day(row.1)).collect();
    Sales::new(Currency::EURO, partners, amounts).unwrap().with_day(days).unwrap()
}

#[test]
fn a_state_is_the_same_bytes_for_any_split_and_order() {
    let rows = orders(60, 300, 1);
    let whole = history(&rows).to_bytes();
    for seed in 0..20 {
        let mut stream = Draws::numbered(seed, 5);
        let mut mixed = rows.clone();
        for at in (1..mixed.len()).rev() {
            mixed.swap(at, stream.below(at as u64 + 1) as usize);
        }
        let cut = stream.below(mixed.len() as u64) as usize;
        let (mut one, other) = (history(&mixed[..cut]), history(&mixed[cut..]));
        let sent = OrderHistory::from_bytes(&other.to_bytes()).unwrap();
        one.merge(&sent).unwrap();
        assert_eq!(one.to_bytes(), whole);
        assert_eq!(OrderHistory::from_bytes(&whole).unwrap().to_bytes(), whole);
    }
}

#[test]
fn bytes_that_are_no_state_are_refused() {
    let whole = history(&orders(5, 100, 1)).to_bytes();
    for cut in 0..whole.len() {
        assert!(OrderHistory::from_bytes(&whole[..cut]).is_err(), "{cut}");
    }
    let mut other = whole.clone();
    other[3] = 2;
    assert!(OrderHistory::from_bytes(&other).unwrap_err().to_string().contains("version 2"));
    let mut stream = Draws::numbered(1, 1);
    for _ in 0..2_000 {
        let mut broken = whole.clone();
        let at = stream.below(broken.len() as u64) as usize;
        broken[at] ^= 1 << stream.below(8);
        if let Ok(state) = OrderHistory::from_bytes(&broken) {
            assert_eq!(state.to_bytes(), broken);
        }
    }
}

/// Bytes of one order of 5 minor units, with another number of rows.
fn told(rows: u64, no_partner: u64, amount_minor: i128) -> Vec<u8> {
    let mut bytes = history(&[("a".into(), 1, 5)]).to_bytes();
    bytes[7..15].copy_from_slice(&rows.to_le_bytes());
    bytes[15..23].copy_from_slice(&no_partner.to_le_bytes());
    let at = bytes.len() - 16;
    bytes[at..].copy_from_slice(&amount_minor.to_le_bytes());
    bytes
}

#[test]
fn rows_beyond_their_range_are_an_error_and_change_nothing() {
    let mut full = OrderHistory::from_bytes(&told(u64::MAX, 0, 5)).unwrap();
    let before = full.to_bytes();
    let error = full.update(&sales(&[("b".into(), 1, 5)])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Range);
    let error = full.merge(&history(&[("b".into(), 1, 5)])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Range);
    assert_eq!(full.to_bytes(), before);
    let mut none = OrderHistory::default();
    none.merge(&full).unwrap();
    assert_eq!(none.rows(), u64::MAX);
}

#[test]
fn bytes_whose_rows_cannot_make_their_sums_are_refused() {
    let most = i128::from(i64::MAX);
    for (rows, no_partner, amount) in
        [(0, 0, 5), (1, 1, 5), (u64::MAX, u64::MAX, 5), (1, 0, most + 1), (1, 0, i128::MAX)]
    {
        let error = OrderHistory::from_bytes(&told(rows, no_partner, amount)).unwrap_err();
        assert!(error.to_string().contains("damaged"), "{rows} {no_partner} {amount}: {error}");
    }
    // The largest that rows can make is summed without a fault.
    let bytes = told(u64::MAX - 1, 0, i128::from(u64::MAX - 1) * most);
    let mut large = OrderHistory::from_bytes(&bytes).unwrap();
    large.merge(&history(&[("a".into(), 1, i64::MAX)])).unwrap();
    large.order_table(Some(Day(9)), 1.0).unwrap();
    let sent = OrderHistory::from_bytes(&large.to_bytes()).unwrap();
    assert_eq!(sent.to_bytes(), large.to_bytes());
}

#[test]
fn a_unit_of_time_is_checked_also_without_orders() {
    for state in [OrderHistory::default(), history(&[("a".into(), 1, 5)])] {
        for unit in [0.0, 0.5, -7.0, f64::NAN, f64::INFINITY] {
            for until in [None, Some(Day(9))] {
                let error = state.order_table(until, unit).unwrap_err();
                assert!(error.to_string().contains("`unit_days` is"), "{error}");
            }
            assert!(state.order_rows(Day(9), unit).is_err());
        }
    }
}

#[test]
fn rows_that_are_no_orders_are_counted() {
    let partners = Keys::from_texts([Some("a"), None, Some("a"), Some("a"), Some("a"), Some("a")]);
    let days = vec![Day(1), Day(1), MISSING_DAY, Day(2), Day(3), Day(1)];
    let amounts = vec![5, 5, 5, MISSING_NUMBER, -5, 7];
    let table = Sales::new(Currency::EURO, partners, amounts).unwrap();
    let mut state = OrderHistory::default();
    assert!(state.update(&table).is_err());
    state.update(&table.with_day(days).unwrap()).unwrap();
    assert_eq!(state.left_out().map(|(_, count)| count), [1, 1, 1, 1]);
    assert_eq!((state.rows(), state.days.len()), (6, 2));
    // Two rows of one day are one order.
    assert_eq!(state.order_rows(Day(9), 1.0).unwrap(), [row(0, 0.0, 7.0)]);
}

fn valued(history: &OrderHistory, options: &ValueOptions) -> PartnerValue {
    partner_value(history, options, &mut nobody()).unwrap()
}

#[test]
fn the_answer_does_not_depend_on_threads_or_the_order_of_rows() {
    let rows = orders(150, 400, 3);
    let mut turned = rows.clone();
    turned.reverse();
    let options = ValueOptions { draws: 200, ..ValueOptions::default() };
    let usual = valued(&history(&rows), &options);
    assert_eq!(valued(&history(&turned), &options), usual);
    for workers in [2, 5] {
        assert_eq!(valued(&history(&rows), &ValueOptions { workers, ..options.clone() }), usual);
    }
}

#[test]
fn what_is_expected_lies_inside_its_interval() {
    let until = Some(Day(19_300));
    let options = ValueOptions { until, horizon_days: 90, draws: 400, ..ValueOptions::default() };
    let value = valued(&history(&orders(200, 400, 7)), &options);
    let t = &value.partners;
    for at in 0..t.partner.len() {
        assert!(t.orders_low[at] <= t.expected_orders[at] + 1.0);
        assert!(t.value_low[at] <= t.value_high[at]);
        for number in [t.p_alive[at], t.churn_risk[at]] {
            assert!((0.0..=1.0).contains(&number), "{number}");
        }
        for number in [t.value[at], t.rate_orders[at], t.seasonal_orders[at], t.rate_value[at]] {
            assert!(number.is_finite() && number >= 0.0);
        }
    }
    let s = &value.summary;
    let (low, high) = s.value_ends.unwrap();
    assert!(low < s.value && s.value < high, "{s:?}");
    assert_eq!(value.scores.len(), 3);
    assert_eq!(value.calibration.iter().map(|row| row.partners).sum::<u64>(), s.partners);
    let actual: u64 = t.actual_orders.iter().sum();
    assert_eq!(actual as f64, value.scores[0].actual);
    assert!(s.orders_ends.unwrap().0 <= actual as f64 && actual as f64 <= s.orders_ends.unwrap().1);
}

#[test]
fn without_dropout_the_churn_risk_is_by_gaps() {
    // Twelve partners that order every ten days; one stopped long ago.
    let mut rows = Vec::new();
    for partner in 0..12 {
        let end = if partner == 0 { 80 } else { 200 };
        for day in (0..=end).step_by(10) {
            rows.push((format!("P-{partner:02}"), 19_000 + day + partner, 5_000 + i64::from(day)));
        }
    }
    let value = valued(&history(&rows), &ValueOptions { draws: 0, ..ValueOptions::default() });
    let of = |name: &str| value.partners.partner.iter().position(|p| p == name).unwrap();
    if !value.orders.sees_dropout() {
        assert!(value.partners.churn_risk[of("P-00")] > 0.95);
        assert!(value.partners.churn_risk[of("P-05")] < 0.2);
        assert!(value.warnings.contains(&ValueWarning::Orders(ModelLimit::NoDropout)));
    } else {
        assert!(value.partners.churn_risk[of("P-00")] > value.partners.churn_risk[of("P-05")]);
    }
}

#[test]
fn a_season_that_was_seen_is_in_the_baseline() {
    // Three years in which December has three times the orders.
    let mut rows = Vec::new();
    for partner in 0..30 {
        for day in 0..1_000 {
            let december = day % 365 >= 334;
            let every = if december { 5 } else { 15 };
            if (day + partner) % every == 0 {
                rows.push((format!("P-{partner:02}"), 18_993 + day, 1_000 + i64::from(day % 7)));
            }
        }
    }
    let until = Day::parse("2023-12-01");
    let options = ValueOptions { until, horizon_days: 31, draws: 0, ..ValueOptions::default() };
    let value = valued(&history(&rows), &options);
    let s = &value.summary;
    assert!(s.season[11] > 2.0 && s.season[5] < 1.0, "{:?}", s.season);
    assert!(s.seasonal_orders > 2.0 * s.rate_orders, "{s:?}");
    assert!(!value.warnings.contains(&ValueWarning::SeasonUnseen));
}

#[test]
fn questions_without_an_answer_are_refused() {
    let refused = |history: &OrderHistory, options: &ValueOptions| {
        let error = partner_value(history, options, &mut nobody()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        error.to_string()
    };
    let usual = ValueOptions { draws: 0, ..ValueOptions::default() };
    assert!(refused(&OrderHistory::default(), &usual).contains("no orders"));
    let once = history(&[("a".into(), 5, 100), ("b".into(), 9, 100)]);
    assert!(refused(&once, &usual).contains("second time"));
    let some = history(&orders(30, 200, 1));
    let with = |options: ValueOptions| refused(&some, &options);
    assert!(with(ValueOptions { horizon_days: 0, ..usual.clone() }).contains("horizon_days"));
    assert!(with(ValueOptions { draws: 5, ..usual.clone() }).contains("draws"));
    assert!(with(ValueOptions { workers: 0, ..usual.clone() }).contains("workers"));
    assert!(with(ValueOptions { until: Some(Day(3)), ..usual.clone() }).contains("until"));
    let mut stop = |_: Progress| ControlFlow::Break(());
    let options = ValueOptions { draws: 100, ..usual };
    let error = partner_value(&some, &options, &mut stop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn one_partner_and_equal_amounts_give_a_flagged_answer() {
    let rows: Vec<_> = (0..6).map(|k| ("a".to_owned(), 19_000 + 7 * k, 1_000)).collect();
    let value = valued(&history(&rows), &ValueOptions::default());
    assert!(value.warnings.contains(&ValueWarning::MeanAmounts), "{:?}", value.warnings);
    assert!(value.summary.value.is_finite() && value.summary.value > 0.0);
    assert!(value.partners.value_high[0].is_finite());
}
