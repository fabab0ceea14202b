//! A first trial in many niches at once: how broad it can be and still answer.

use super::twice;
use crate::error::{Error, ErrorKind};

/// A niche that could be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialNiche {
    /// The niche.
    pub niche: String,
    /// How many partners can be recruited there.
    pub room: u64,
    /// What it could bring; those with more are tried first.
    pub potential_minor: i128,
}

/// What is asked of the trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrialOptions {
    /// Partners in the trial, all niches together.
    pub partners: u64,
    /// The rate of partners that sell in a niche not worth it.
    pub rate_poor: f64,
    /// The rate in a niche worth it.
    pub rate_good: f64,
    /// The greatest chance to call a poor niche good.
    pub false_alarm_max: f64,
    /// The least chance to see that a good niche is good.
    pub power_min: f64,
}

/// 100 partners; 10 % of them sell in a poor niche, 30 % in a good one; at most 10 %
/// false alarms, at least 80 % of the good ones seen.
impl Default for TrialOptions {
    fn default() -> Self {
        Self { partners: 100, rate_poor: 0.1, rate_good: 0.3, false_alarm_max: 0.1, power_min: 0.8 }
    }
}

/// The plan of the trial.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialPlan {
    /// So many partners a niche answer the question.
    pub partners_each: u64,
    /// A niche is good when at least so many of them sell.
    pub succeed_from: u64,
    /// The chance to call a poor niche good.
    pub false_alarm: f64,
    /// The chance to see a good one.
    pub power: f64,
    /// The niches in the trial with their partners, by potential.
    pub niches: Vec<(String, u64)>,
    /// Niches that have too little room to be judged in this way, by name.
    pub too_small: Vec<String>,
    /// Niches for which no partners are left, by potential: the next trial.
    pub later: Vec<String>,
    /// Partners that are left over.
    pub left: u64,
}

/// Beyond this a trial of one niche is no trial.
const EACH_MAX: u64 = 10_000;

/// Plans a first trial: the fewest partners a niche with which a good niche is told
/// from a poor one (exact binomial test), then as many niches as the partners allow,
/// the largest potential first, ties by name.
///
/// # Errors
/// `Input` for rates or chances out of their range, a niche given twice, or rates so
/// near each other that no trial can tell them apart.
pub fn trial(niches: &[TrialNiche], options: &TrialOptions) -> Result<TrialPlan, Error> {
    let mut faults = Vec::new();
    let unit = |value: f64| value > 0.0 && value < 1.0;
    let TrialOptions { rate_poor, rate_good, false_alarm_max, power_min, .. } = *options;
    if ![rate_poor, rate_good, false_alarm_max, power_min].into_iter().all(unit) {
        faults.push("rates and chances of a trial lie between 0 and 1".to_owned());
    }
    if rate_poor >= rate_good {
        faults.push(format!("`rate_poor` {rate_poor} is not below `rate_good` {rate_good}"));
    }
    for niche in twice(niches.iter().map(|niche| &*niche.niche)) {
        faults.push(format!("niche `{niche}` is given twice"));
    }
    Error::together(faults)?;
    let mut order: Vec<&TrialNiche> = niches.iter().collect();
    order.sort_by(|a, b| a.niche.cmp(&b.niche));
    let Some((each, from, false_alarm, power)) = size(options) else {
        let message =
            format!("no trial of up to {EACH_MAX} partners a niche tells these rates apart");
        return Err(Error::new(ErrorKind::Input, message));
    };
    let mut plan = TrialPlan {
        partners_each: each,
        succeed_from: from,
        false_alarm,
        power,
        niches: Vec::new(),
        too_small: Vec::new(),
        later: Vec::new(),
        left: options.partners,
    };
    let small = |niche: &&&TrialNiche| niche.room < each;
    plan.too_small = order.iter().filter(small).map(|niche| niche.niche.clone()).collect();
    order.retain(|niche| niche.room >= each);
    order.sort_by_key(|niche| std::cmp::Reverse(niche.potential_minor));
    for niche in order {
        if plan.left >= each {
            plan.left -= each;
            plan.niches.push((niche.niche.clone(), each));
        } else {
            plan.later.push(niche.niche.clone());
        }
    }
    Ok(plan)
}

/// The fewest partners, the bound, and its two chances.
fn size(options: &TrialOptions) -> Option<(u64, u64, f64, f64)> {
    (1..=EACH_MAX).find_map(|n| {
        let poor = tails(n, options.rate_poor);
        let from = poor.iter().position(|tail| *tail <= options.false_alarm_max)?;
        let power = *tails(n, options.rate_good).get(from)?;
        (power >= options.power_min).then(|| (n, from as u64, poor[from], power))
    })
}

/// The chance of at least `k` of `n`, for every `k` up to `n`. In logarithms, so
/// that a large `n` stays in range.
fn tails(n: u64, rate: f64) -> Vec<f64> {
    let (log_yes, log_no) = (libm::log(rate), libm::log1p(-rate));
    let mut term = n as f64 * log_no;
    let mut chances = Vec::with_capacity(n as usize + 1);
    for k in 0..=n {
        chances.push(libm::exp(term));
        term += libm::log((n - k) as f64 / (k + 1) as f64) + log_yes - log_no;
    }
    let mut sum = 0.0;
    for chance in chances.iter_mut().rev() {
        sum += *chance;
        *chance = sum;
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    fn niche(name: &str, room: u64, potential_minor: i128) -> TrialNiche {
        TrialNiche { niche: name.into(), room, potential_minor }
    }

    #[test]
    fn the_chances_of_a_trial_are_those_of_the_binomial_distribution() {
        let tails = tails(3, 0.5);
        for (found, expected) in tails.iter().zip([1.0, 0.875, 0.5, 0.125]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_largest_potentials_are_tried_first_and_small_niches_said() {
        let plan = trial(&[], &TrialOptions::default()).unwrap();
        assert_eq!((plan.partners_each, plan.succeed_from), (18, 4));
        assert!(plan.false_alarm <= 0.1 && plan.power >= 0.8, "{plan:?}");
        let strict = TrialOptions { false_alarm_max: 0.05, ..TrialOptions::default() };
        let plan = trial(&[], &strict).unwrap();
        assert_eq!((plan.partners_each, plan.succeed_from), (25, 6), "as A'Hern (2001) has it");
        let niches = [niche("c", 30, 5), niche("b", 17, 9), niche("a", 18, 5), niche("d", 99, 7)];
        let options = TrialOptions { partners: 46, ..TrialOptions::default() };
        let plan = trial(&niches, &options).unwrap();
        assert_eq!(plan.niches, [("d".to_owned(), 18), ("a".to_owned(), 18)]);
        assert_eq!(
            (plan.too_small, plan.later, plan.left),
            (vec!["b".into()], vec!["c".into()], 10)
        );
    }

    #[test]
    fn a_trial_that_cannot_answer_is_refused() {
        let default = TrialOptions::default();
        for options in [
            TrialOptions { rate_good: 0.1, ..default },
            TrialOptions { rate_good: 0.1001, ..default },
            TrialOptions { power_min: 1.0, ..default },
            TrialOptions { rate_poor: f64::NAN, ..default },
        ] {
            assert_eq!(trial(&[], &options).unwrap_err().kind(), ErrorKind::Input);
        }
        assert!(trial(&[niche("a", 1, 1), niche("a", 1, 1)], &default).is_err());
    }
}
