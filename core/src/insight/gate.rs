//! The gate: what a cell must be before anybody outside may see it.

use super::bands::round_to;
use crate::error::{Error, ErrorKind};

/// The share of a cell that its largest partners may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dominance {
    /// How many of the largest partners: `n`.
    pub largest: u32,
    /// The percent that they together may make at most: `k`.
    pub percent_max: u32,
}

/// Whether amounts are told beside ranks, indices and bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amounts {
    /// Never. The default.
    #[default]
    Hidden,
    /// Rounded to a multiple of so many minor units, half up.
    Rounded(u64),
    /// As they are.
    Exact,
}

impl Amounts {
    /// An amount as far as it may be told.
    #[must_use]
    pub fn told(self, minor: i128) -> Option<i128> {
        match self {
            Self::Hidden => None,
            Self::Rounded(step) => Some(round_to(minor, i128::from(step.max(1)))),
            Self::Exact => Some(minor),
        }
    }
}

/// The rule of the gate. Hundepool and others, Statistical Disclosure Control
/// (2012), chapter 4, name the three tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatePolicy {
    /// The fewest partners with an amount that is not zero. Never below 3.
    pub partners_min: u32,
    /// The dominance rules: (n, k).
    pub dominance: Vec<Dominance>,
    /// The p % rule: what remains without the two largest must be at least so
    /// many percent of the largest, or the second-largest knows the largest too
    /// well. 0: not asked.
    pub p_percent: u32,
    /// Whether amounts are told.
    pub amounts: Amounts,
}

/// At least five partners; the largest makes at most half and the two largest
/// three quarters; p is 10 %; no amounts.
impl Default for GatePolicy {
    fn default() -> Self {
        let dominance = |largest, percent_max| Dominance { largest, percent_max };
        Self {
            partners_min: 5,
            dominance: vec![dominance(1, 50), dominance(2, 75)],
            p_percent: 10,
            amounts: Amounts::Hidden,
        }
    }
}

/// Two partners always know each other's amount; a rule that allows it is none.
pub(super) const PARTNERS_MIN: u32 = 3;

impl GatePolicy {
    /// Refuses a policy that protects nobody.
    ///
    /// # Errors
    /// `Input` for fewer than three partners, a dominance rule without partners
    /// or beyond 100 %, a step of zero.
    pub fn check(&self) -> Result<(), Error> {
        let faults = self.faults();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Input, faults.join("; ")))
    }

    /// Why the policy protects nobody; nothing when it does.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.partners_min < PARTNERS_MIN {
            let found = self.partners_min;
            faults.push(format!("`partners_min` is {found}; at least {PARTNERS_MIN} partners"));
        }
        for Dominance { largest, percent_max } in &self.dominance {
            if *largest == 0 || *percent_max > 100 {
                let rule = format!("dominance ({largest}, {percent_max})");
                faults.push(format!("{rule}: from 1 and up to 100 %"));
            }
        }
        if self.amounts == Amounts::Rounded(0) {
            faults.push("amounts cannot be rounded to a multiple of 0".to_owned());
        }
        faults
    }

    /// What a cell of these amounts, one a partner, breaks: nothing when it may be
    /// shown. Negative amounts count by their size.
    ///
    /// ```
    /// use longtail::insight::{GatePolicy, Withheld};
    /// let policy = GatePolicy::default();
    /// assert!(policy.judge([30, 25, 20, 15, 10]).is_empty());
    /// let broken = policy.judge([900, 40, 30, 20, 10]);
    /// assert!(broken.contains(&Withheld::Dominated { largest: 1 }));
    /// assert_eq!(policy.judge([7]).first(), Some(&Withheld::TooFewPartners));
    /// ```
    #[must_use]
    pub fn judge(&self, amounts: impl IntoIterator<Item = i128>) -> Vec<Withheld> {
        let mut sizes: Vec<u128> =
            amounts.into_iter().filter(|a| *a != 0).map(i128::unsigned_abs).collect();
        // Only the largest need to be in order.
        let asked = self.dominance.iter().map(|rule| rule.largest as usize).max();
        let largest = asked.unwrap_or(0).max(2);
        if largest < sizes.len() {
            sizes.select_nth_unstable_by(largest, |a, b| b.cmp(a));
        }
        let head = largest.min(sizes.len());
        sizes[..head].sort_unstable_by(|a, b| b.cmp(a));
        // A sum that is out of range cannot be judged, so nothing of it is shown.
        let Some(total) = sizes.iter().try_fold(0u128, |sum, x| sum.checked_add(*x)) else {
            return vec![Withheld::TooFewPartners];
        };
        let mut broken = Vec::new();
        if sizes.len() < self.partners_min as usize {
            broken.push(Withheld::TooFewPartners);
        }
        let top = |n: usize| sizes.iter().take(n).sum::<u128>();
        for rule in &self.dominance {
            if exceeds(top(rule.largest as usize), rule.percent_max, total) {
                broken.push(Withheld::Dominated { largest: rule.largest });
            }
        }
        if self.p_percent > 0 && total > 0 && below(total - top(2), self.p_percent, top(1)) {
            broken.push(Withheld::TooClose);
        }
        broken
    }
}

/// Whether `part` is more than so many percent of `whole`; out of range counts as
/// more.
fn exceeds(part: u128, percent: u32, whole: u128) -> bool {
    match (part.checked_mul(100), whole.checked_mul(u128::from(percent))) {
        (Some(part), Some(limit)) => part > limit,
        _ => true,
    }
}

/// Whether `part` is less than so many percent of `whole`; out of range counts as
/// less.
fn below(part: u128, percent: u32, whole: u128) -> bool {
    match (part.checked_mul(100), whole.checked_mul(u128::from(percent))) {
        (Some(part), Some(limit)) => part < limit,
        _ => true,
    }
}

/// Why a figure is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// Fewer partners than the policy asks.
    TooFewPartners,
    /// So many of the largest partners make more than the policy lets them.
    Dominated {
        /// How many of the largest.
        largest: u32,
    },
    /// The second-largest partner would know the largest within p %.
    TooClose,
    /// Shown beside what else is shown, it would give away a figure that is
    /// withheld.
    GivesAway,
    /// An earlier release withheld it; shown now, it would give that one away.
    WithheldBefore,
    /// Beside an earlier release it would give away what a few partners added.
    Difference,
    /// The partner that asks has no sales there, so nobody is its peer.
    NoSales,
}

impl Withheld {
    /// The stable word for the reason.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::TooFewPartners => "too_few_partners".to_owned(),
            Self::Dominated { largest } => format!("dominated_by_{largest}"),
            Self::TooClose => "too_close".to_owned(),
            Self::GivesAway => "gives_away".to_owned(),
            Self::WithheldBefore => "withheld_before".to_owned(),
            Self::Difference => "difference".to_owned(),
            Self::NoSales => "no_sales".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(partners_min: u32, n_k: &[(u32, u32)], p_percent: u32) -> GatePolicy {
        let dominance =
            n_k.iter().map(|&(largest, percent_max)| Dominance { largest, percent_max }).collect();
        GatePolicy { partners_min, dominance, p_percent, amounts: Amounts::Hidden }
    }

    #[test]
    fn partners_are_counted_when_their_amount_is_not_zero() {
        let policy = of(3, &[], 0);
        assert!(policy.judge([1, 1, 1]).is_empty());
        assert_eq!(policy.judge([1, 1, 0]), [Withheld::TooFewPartners]);
        assert_eq!(policy.judge([]), [Withheld::TooFewPartners]);
    }

    #[test]
    fn dominance_passes_at_its_bound_and_fails_above_it() {
        let policy = of(3, &[(1, 50), (2, 75)], 0);
        assert!(policy.judge([50, 25, 25]).is_empty());
        assert_eq!(
            policy.judge([51, 24, 25]),
            [Withheld::Dominated { largest: 1 }, Withheld::Dominated { largest: 2 }]
        );
    }

    #[test]
    fn the_p_rule_passes_at_its_bound_and_fails_below_it() {
        let policy = of(3, &[], 10);
        assert!(policy.judge([100, 50, 10]).is_empty());
        assert_eq!(policy.judge([100, 50, 9]), [Withheld::TooClose]);
    }

    #[test]
    fn a_return_counts_by_its_size() {
        assert_eq!(of(3, &[(1, 50)], 0).judge([-90, 50, 30]), [Withheld::Dominated { largest: 1 }]);
    }

    #[test]
    fn amounts_out_of_range_are_not_shown() {
        assert!(!GatePolicy::default().judge([i128::MAX; 5]).is_empty());
    }

    #[test]
    fn a_policy_that_protects_nobody_is_refused() {
        for policy in [of(2, &[], 0), of(3, &[(0, 50)], 0), of(3, &[(1, 101)], 0)] {
            assert_eq!(policy.check().unwrap_err().kind(), ErrorKind::Input);
        }
        let zero = GatePolicy { amounts: Amounts::Rounded(0), ..GatePolicy::default() };
        assert!(zero.check().is_err());
        assert!(GatePolicy::default().check().is_ok());
    }
}
