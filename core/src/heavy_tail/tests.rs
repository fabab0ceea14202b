use super::*;
use crate::numeric::{Draws, Progress, exp, nobody};
use std::ops::ControlFlow;

fn plain(kind: TailKind) -> PowerLawOptions {
    PowerLawOptions { kind, draws: 0, ..PowerLawOptions::default() }
}

fn fit(values: &[f64], options: &PowerLawOptions) -> PowerLawFit {
    fit_power_law(values, options, &mut nobody()).unwrap()
}

/// Seeded values of a power law.
fn law(alpha: f64, xmin: f64, n: usize, seed: u64) -> Vec<f64> {
    let mut stream = Draws::numbered(seed, 0);
    (0..n).map(|_| xmin * exp(stream.exponential() / (alpha - 1.0))).collect()
}

/// The definition, value by value: every start, every value, no short cut.
fn slow(values: &[f64], options: &PowerLawOptions) -> (f64, f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut starts = sorted.clone();
    starts.dedup();
    let mut best = (f64::INFINITY, 0.0, 0.0);
    for &xmin in &starts[..starts.len() - 1] {
        let tail: Vec<f64> = sorted.iter().copied().filter(|x| *x >= xmin).collect();
        let n = tail.len() as f64;
        let logs: f64 = tail.iter().map(|x| (x / xmin).ln()).sum();
        let below = |x: f64| tail.iter().filter(|y| **y < x).count() as f64 / n;
        let upto = |x: f64| tail.iter().filter(|y| **y <= x).count() as f64 / n;
        let each = options.repeats == Repeats::Each;
        let (alpha, distance) = match options.kind {
            TailKind::Continuous => {
                let alpha = 1.0 + n / logs;
                let model = |x: f64| 1.0 - (x / xmin).powf(1.0 - alpha);
                let off = |x: &f64| {
                    let after = if each { upto(*x) - 1.0 / n } else { below(*x) };
                    (model(*x) - below(*x)).abs().max((model(*x) - after).abs())
                };
                (alpha, tail.iter().map(off).fold(0.0, f64::max))
            }
            TailKind::Discrete => {
                let mean = logs / n + xmin.ln();
                let sum = |alpha: f64, from: f64| crate::numeric::zeta_tail(alpha, from);
                // At the largest likelihood the mean logarithms agree.
                let (mut low, mut high) = (1.0001, 20.0);
                for _ in 0..60 {
                    let middle: f64 = 0.5 * (low + high);
                    let z = crate::numeric::zeta(middle, xmin);
                    if -z.slope / z.value > mean { low = middle } else { high = middle }
                }
                let alpha = 0.5 * (low + high);
                let model = |x: f64| 1.0 - sum(alpha, x) / sum(alpha, xmin);
                let off = |x: &f64| {
                    let at = (model(*x) - below(*x)).abs();
                    if each { at.max((model(*x + 1.0) - upto(*x)).abs()) } else { at }
                };
                (alpha, tail.iter().map(off).fold(0.0, f64::max))
            }
        };
        if distance < best.0 {
            best = (distance, alpha, xmin);
        }
    }
    best
}

#[test]
fn the_scan_finds_what_the_definition_says() {
    for seed in 0..12u64 {
        let mut values = law(1.6 + 0.2 * seed as f64, 3.0, 120, seed);
        // A body that is no power law, and rounding that makes repeated values.
        let mut stream = Draws::numbered(seed, 9);
        values.extend((0..80).map(|_| 1.0 + 2.5 * stream.uniform()));
        for (kind, repeats) in [
            (TailKind::Continuous, Repeats::Each),
            (TailKind::Continuous, Repeats::Once),
            (TailKind::Discrete, Repeats::Each),
            (TailKind::Discrete, Repeats::Once),
        ] {
            let rounded: Vec<f64> =
                values
                    .iter()
                    .map(|x| {
                        if kind == TailKind::Discrete { x.round() } else { (x * 4.0).round() / 4.0 }
                    })
                    .collect();
            let options = PowerLawOptions { repeats, ..plain(kind) };
            let (found, wanted) = (fit(&rounded, &options), slow(&rounded, &options));
            assert!((found.distance - wanted.0).abs() < 1e-9, "{kind:?} {repeats:?} {wanted:?}");
            assert!((found.alpha - wanted.1).abs() < 1e-6, "{kind:?} {repeats:?} {wanted:?}");
            assert_eq!(found.xmin, wanted.2);
        }
    }
}

#[test]
fn the_order_of_values_and_the_number_of_threads_change_nothing() {
    let values = law(2.2, 1.0, 300, 4);
    let options = PowerLawOptions { draws: 60, ..PowerLawOptions::default() };
    let usual = fit(&values, &options);
    let mut turned = values.clone();
    turned.reverse();
    assert_eq!(fit(&turned, &options), usual);
    for workers in [2, 3, 8] {
        assert_eq!(fit(&values, &PowerLawOptions { workers, ..options.clone() }), usual);
    }
    let other = fit(&values, &PowerLawOptions { seed: 2, ..options });
    assert_ne!(other.p_value, usual.p_value);
}

#[test]
fn p_values_of_power_laws_are_spread_evenly() {
    let options = PowerLawOptions { xmin: Some(1.0), draws: 100, ..PowerLawOptions::default() };
    let p_value = |seed: u64| fit(&law(2.5, 1.0, 150, 1_000 + seed), &options).p_value.unwrap();
    let all: Vec<f64> = (0..200).map(p_value).collect();
    for level in [0.1, 0.3, 0.5, 0.8] {
        let share = all.iter().filter(|p| **p < level).count() as f64 / 200.0;
        let error = (level * (1.0 - level) / 200.0).sqrt();
        assert!((share - level).abs() < 3.5 * error + 0.01, "{level}: {share}");
    }
}

/// Draws keep the body that the values have by chance, so a start that is chosen
/// makes the test careful: it calls fewer power laws wrong than its level says.
#[test]
fn p_values_with_a_chosen_start_are_never_too_small() {
    let options = PowerLawOptions { draws: 60, ..PowerLawOptions::default() };
    let p_value = |seed: u64| fit(&law(2.5, 1.0, 100, 2_000 + seed), &options).p_value.unwrap();
    let small = (0..120).filter(|seed| p_value(*seed) < 0.1).count();
    assert!(small <= 18, "{small} of 120 below 0.1");
}

#[test]
fn exponents_are_covered_by_their_intervals() {
    let options = PowerLawOptions { xmin: Some(1.0), ..plain(TailKind::Continuous) };
    let covers = |seed: &u64| {
        let found = fit(&law(2.5, 1.0, 400, 5_000 + seed), &options);
        (found.alpha - 2.5).abs() < 1.96 * found.alpha_error
    };
    let share = (0..2_000).filter(covers).count() as f64 / 2_000.0;
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn exponents_of_counts_are_covered_by_their_intervals() {
    let values: Vec<Vec<f64>> = (0..600u64).map(|seed| counts(2.5, 2.0, 400, seed)).collect();
    let options = PowerLawOptions { xmin: Some(2.0), ..plain(TailKind::Discrete) };
    let covers = |values: &&Vec<f64>| {
        let found = fit(values, &options);
        (found.alpha - 2.5).abs() < 1.96 * found.alpha_error
    };
    let share = values.iter().filter(covers).count() as f64 / 600.0;
    assert!((0.93..=0.97).contains(&share), "{share}");
}

/// Counts of a power law, by adding up probabilities.
fn counts(alpha: f64, xmin: f64, n: usize, seed: u64) -> Vec<f64> {
    let mut stream = Draws::numbered(seed, 77);
    let all = crate::numeric::zeta_tail(alpha, xmin);
    let draw = |stream: &mut Draws| {
        let (mut left, mut k) = (stream.uniform() * all, xmin);
        loop {
            left -= k.powf(-alpha);
            if left <= 0.0 || k > 1e6 {
                return k;
            }
            k += 1.0;
        }
    };
    (0..n).map(|_| draw(&mut stream)).collect()
}

#[test]
fn a_lognormal_is_told_from_a_power_law() {
    let mut stream = Draws::numbered(3, 0);
    let values: Vec<f64> = (0..3_000).map(|_| exp(1.0 + 0.7 * stream.normal())).collect();
    let options = PowerLawOptions { xmin: Some(1.0), draws: 50, ..PowerLawOptions::default() };
    let found = fit(&values, &options);
    assert_eq!(found.advice, TailAdvice::Lognormal, "{found:?}");
    assert_eq!(found.p_value, Some(0.0));
    let lognormal = found.rival(Rival::Lognormal).unwrap();
    assert!((lognormal.parameters[0].1 - 1.0).abs() < 0.1, "{lognormal:?}");
    assert!((lognormal.parameters[1].1 - 0.7).abs() < 0.05, "{lognormal:?}");
}

#[test]
fn a_power_law_beats_the_exponential_and_an_exponential_the_power_law() {
    let found = fit(&law(2.1, 5.0, 800, 1), &plain(TailKind::Continuous));
    let exponential = found.rival(Rival::Exponential).unwrap();
    assert!(exponential.ratio > 0.0 && exponential.p_value < 0.1, "{exponential:?}");
    let mut stream = Draws::numbered(5, 0);
    let values: Vec<f64> = (0..800).map(|_| 1.0 + 0.5 * stream.exponential()).collect();
    let found = fit(&values, &PowerLawOptions { xmin: Some(1.0), ..plain(TailKind::Continuous) });
    let exponential = found.rival(Rival::Exponential).unwrap();
    assert!(exponential.ratio < 0.0 && exponential.p_value < 0.1, "{exponential:?}");
    assert!((exponential.parameters[0].1 - 2.0).abs() < 0.2);
    let stretched = found.rival(Rival::StretchedExponential).unwrap();
    assert!(stretched.log_likelihood > exponential.log_likelihood - 1e-6, "{found:?}");
}

#[test]
fn counts_and_measures_agree_far_from_zero() {
    let counted: Vec<f64> = law(2.3, 2e6, 500, 8).iter().map(|x| x.round()).collect();
    let at = |kind| PowerLawOptions { xmin: Some(2e6), ..plain(kind) };
    let (one, other) =
        (fit(&counted, &at(TailKind::Discrete)), fit(&counted, &at(TailKind::Continuous)));
    assert!((one.alpha - other.alpha).abs() < 1e-3, "{one:?} {other:?}");
    assert!((one.log_likelihood - other.log_likelihood).abs() < 1e-2, "{one:?} {other:?}");
    for (one, other) in one.rivals.iter().zip(&other.rivals) {
        assert!((one.ratio - other.ratio).abs() < 0.05, "{one:?} {other:?}");
    }
}

#[test]
fn what_has_no_tail_is_refused() {
    let refused = |values: &[f64], options: &PowerLawOptions| {
        fit_power_law(values, options, &mut nobody()).unwrap_err().to_string()
    };
    let usual = plain(TailKind::Continuous);
    for values in [&[][..], &[1.0], &[4.0; 30], &[0.0; 30], &[-1.0, -2.0]] {
        assert!(refused(values, &usual).contains("no tail"), "{values:?}");
    }
    assert!(refused(&[1.0, f64::NAN], &usual).starts_with("value 1 is NaN"));
    assert!(refused(&[f64::INFINITY, 1.0], &usual).starts_with("value 0 is inf"));
    assert!(refused(&[1.0, 2.5], &plain(TailKind::Discrete)).contains("no whole number"));
    let at = |xmin| PowerLawOptions { xmin: Some(xmin), ..usual.clone() };
    assert!(refused(&[1.0, 2.0], &at(2.0)).contains("no tail"));
    assert!(refused(&[1.0, 2.0], &at(0.0)).contains("`xmin`"));
    assert!(refused(&[1.0, 2.0], &at(f64::NAN)).contains("`xmin`"));
    assert!(
        refused(&[1.0, 2.0], &PowerLawOptions { workers: 0, ..usual.clone() })
            .contains("`workers`")
    );
    let stepped = PowerLawOptions { alpha_step: Some(0.0), ..usual.clone() };
    assert!(refused(&[1.0, 2.0], &stepped).contains("`alpha_step`"));
}

#[test]
fn values_of_zero_and_below_are_left_out_and_counted() {
    let mut values = law(2.5, 1.0, 100, 2);
    let usual = fit(&values, &plain(TailKind::Continuous));
    values.extend([0.0, -3.0, -0.0]);
    let found = fit(&values, &plain(TailKind::Continuous));
    assert_eq!(found, PowerLawFit { left_out: 3, ..usual });
}

#[test]
fn few_values_cannot_tell() {
    let found = fit(&law(2.5, 1.0, 30, 2), &plain(TailKind::Continuous));
    assert_eq!(found.advice, TailAdvice::CannotTell);
    assert!(found.reasons.contains(&TailReason::FewValues));
    assert!(found.reasons.contains(&TailReason::NoPValue));
    assert!(found.rivals.iter().all(|rival| rival.ratio.is_finite() && rival.p_value.is_finite()));
}

#[test]
fn a_fit_that_its_caller_stops_is_an_error() {
    let mut watch = |progress: Progress| {
        if progress.done >= 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let error =
        fit_power_law(&law(2.5, 1.0, 200, 2), &PowerLawOptions::default(), &mut watch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn a_cut_off_is_normed() {
    use super::shapes::{ln_cut_off, ln_cut_off_sum};
    // Exponential integrals, made with mpmath.
    for (alpha, rate, wanted) in [
        (2.0, 1.0, 0.148_495_506_775_922_05),
        (0.0, 2.0, 0.067_667_641_618_306_35),
        (-2.0, 0.5, 15.769_797_152_528_469),
    ] {
        let found = exp(ln_cut_off(alpha, rate));
        assert!((found / wanted - 1.0).abs() < 1e-11, "{alpha} {rate}: {found}");
    }
    for (alpha, rate, xmin) in [(2.0f64, 0.3f64, 1.0f64), (1.5, 0.01, 7.0), (2.4, 1e-3, 12.0)] {
        let terms = (0..500_000).map(|k| {
            let k = xmin + f64::from(k);
            (k / xmin).powf(-alpha) * (-rate * k / xmin).exp()
        });
        let (found, wanted) = (exp(ln_cut_off_sum(alpha, rate, xmin)), terms.sum::<f64>());
        assert!((found / wanted - 1.0).abs() < 1e-6, "{alpha} {rate}: {found} {wanted}");
    }
}
