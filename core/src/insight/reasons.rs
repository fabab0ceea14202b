//! Why figures are withheld, as findings: a code, words, and what to do.

use super::gate::{GatePolicy, Withheld};
use crate::explain::{Code, Finding};

impl Withheld {
    /// The stable code of the reason; the guide's page of codes has a paragraph for each.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::TooFewPartners => Code::SharingTooFewPartners,
            Self::Dominated { .. } => Code::SharingDominated,
            Self::TooClose => Code::SharingTooClose,
            Self::GivesAway => Code::SharingGivesAway,
            Self::WithheldBefore => Code::SharingWithheldBefore,
            Self::Difference => Code::SharingDifference,
            Self::NoSales => Code::SharingNoSales,
        }
    }

    /// The reason as a finding, under the policy that gave it: what was asked of the figure,
    /// and what to do. The level at which it can be shown stands beside the figure itself.
    ///
    /// ```
    /// use longtail::Language;
    /// use longtail::insight::{GatePolicy, Withheld};
    /// let why = Withheld::TooFewPartners.finding(&GatePolicy::default());
    /// assert_eq!(why.code.name(), "sharing.too_few_partners");
    /// assert_eq!(why.message(Language::En), "fewer than 5 partners have sales there");
    /// ```
    #[must_use]
    pub fn finding(self, policy: &GatePolicy) -> Finding {
        let finding = Finding::new(self.code(), "");
        match self {
            Self::TooFewPartners => finding.with("partners", i64::from(policy.partners_min)),
            Self::Dominated { largest } => {
                let rules = policy.dominance.iter().filter(|rule| rule.largest == largest);
                let percent = rules.map(|rule| rule.percent_max).min().unwrap_or_default();
                finding.with("largest", i64::from(largest)).with("percent", i64::from(percent))
            }
            Self::TooClose => finding.with("percent", i64::from(policy.p_percent)),
            _ => finding,
        }
    }
}

impl GatePolicy {
    /// Every reason for which a figure may be withheld under this policy, in their order.
    #[must_use]
    pub fn reasons(&self) -> Vec<Withheld> {
        let mut reasons = vec![Withheld::TooFewPartners];
        reasons.extend(
            self.dominance.iter().map(|rule| Withheld::Dominated { largest: rule.largest }),
        );
        if self.p_percent > 0 {
            reasons.push(Withheld::TooClose);
        }
        reasons.extend([
            Withheld::GivesAway,
            Withheld::WithheldBefore,
            Withheld::Difference,
            Withheld::NoSales,
        ]);
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::Language;
    use crate::insight::Dominance;

    #[test]
    fn every_reason_says_what_the_policy_asks_in_both_languages() {
        let policy = GatePolicy::default();
        let reasons = policy.reasons();
        assert_eq!(reasons.len(), 8);
        for reason in reasons {
            let why = reason.finding(&policy);
            assert!(why.code.name().starts_with("sharing."));
            for language in [Language::En, Language::Nl] {
                for text in [why.message(language), why.remedy(language)] {
                    assert!(!text.is_empty() && !text.contains(['{', '}']), "{text}");
                }
            }
        }
        let second = Withheld::Dominated { largest: 2 }.finding(&policy);
        assert_eq!(
            second.message(Language::En),
            "the largest 2 of the partners make more than 75 % of it"
        );
    }

    #[test]
    fn a_policy_gives_only_the_reasons_that_it_looks_for_each_once() {
        let rule = |percent_max| Dominance { largest: 1, percent_max };
        let dominance = vec![rule(60), rule(50)];
        let policy = GatePolicy { dominance, p_percent: 0, ..GatePolicy::default() };
        let reasons = policy.reasons();
        assert_eq!(
            reasons.iter().filter(|why| matches!(why, Withheld::Dominated { .. })).count(),
            1
        );
        assert!(!reasons.contains(&Withheld::TooClose));
        let why = Withheld::Dominated { largest: 1 }.finding(&policy);
        assert!(why.message(Language::En).contains("50 %"), "the stricter rule");
    }
}
