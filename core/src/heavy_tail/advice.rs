//! What to make of a fit, in words that need no statistics.

use super::PowerLawFit;
use super::options::words;
use super::rival::Rival;

/// What the tail is, as far as these values can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TailAdvice {
    /// A power law fits, and what else was tried fits worse.
    PowerLaw,
    /// A lognormal fits better.
    Lognormal,
    /// A power law up to a size at which it ends.
    TruncatedPowerLaw,
    /// No power law; what it is instead is another rival, or none of them.
    NotPowerLaw,
    /// Several descriptions do as well as each other, or there are too few values.
    CannotTell,
}

words! {
    TailAdvice: PowerLaw = "power_law", Lognormal = "lognormal",
        TruncatedPowerLaw = "truncated_power_law", NotPowerLaw = "not_power_law", CannotTell = "cannot_tell";
}

/// One reason for an advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TailReason {
    /// Fewer than 50 values in the tail.
    FewValues,
    /// No p-value was asked, so whether the law fits at all is open.
    NoPValue,
    /// Draws of the law itself are as far from their fit as the values are.
    Fits,
    /// The values are farther from the law than nine in ten draws of it.
    DoesNotFit,
    /// This rival fits significantly better.
    Beaten(Rival),
    /// This rival fits significantly worse.
    Beats(Rival),
    /// The values do not decide between the law and this rival.
    Undecided(Rival),
}

/// What Clauset, Shalizi and Newman take for both tests.
const LEVEL: f64 = 0.1;
/// Below this many values the tests cannot tell the candidates apart.
const TAIL_MIN: u64 = 50;

/// The advice with its reasons.
pub fn advice(fit: &PowerLawFit) -> (TailAdvice, Vec<TailReason>) {
    let mut reasons = Vec::new();
    let few = fit.tail_values < TAIL_MIN;
    if few {
        reasons.push(TailReason::FewValues);
    }
    let fits = fit.p_value.map(|p| p > LEVEL);
    reasons.push(match fits {
        None => TailReason::NoPValue,
        Some(true) => TailReason::Fits,
        Some(false) => TailReason::DoesNotFit,
    });
    reasons.extend(fit.rivals.iter().map(|rival| match rival.p_value < LEVEL {
        true if rival.ratio < 0.0 => TailReason::Beaten(rival.rival),
        true => TailReason::Beats(rival.rival),
        false => TailReason::Undecided(rival.rival),
    }));
    let has = |reason| reasons.contains(&reason);
    let beaten = reasons.iter().any(|reason| matches!(reason, TailReason::Beaten(_)));
    let advice = if few {
        TailAdvice::CannotTell
    } else if has(TailReason::Beaten(Rival::Lognormal)) && is_best(Rival::Lognormal, fit) {
        TailAdvice::Lognormal
    } else if fits != Some(false)
        && has(TailReason::Beaten(Rival::TruncatedPowerLaw))
        && is_best(Rival::TruncatedPowerLaw, fit)
    {
        TailAdvice::TruncatedPowerLaw
    } else if beaten || fits == Some(false) {
        TailAdvice::NotPowerLaw
    } else if has(TailReason::Undecided(Rival::Lognormal)) && !at_limit(fit) || fits.is_none() {
        TailAdvice::CannotTell
    } else {
        TailAdvice::PowerLaw
    };
    (advice, reasons)
}

fn at_limit(fit: &PowerLawFit) -> bool {
    fit.rival(Rival::Lognormal).is_some_and(|rival| rival.at_limit)
}

/// Whether no other rival is more likely by two units and more, which is what one
/// parameter more or less is worth.
fn is_best(rival: Rival, fit: &PowerLawFit) -> bool {
    let own = fit.rival(rival).map_or(f64::NEG_INFINITY, |rival| rival.log_likelihood);
    fit.rivals.iter().all(|other| other.log_likelihood < own + 2.0)
}

impl TailAdvice {
    /// The advice as a sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::PowerLaw => "a power law describes the tail; a lognormal does not do better",
            Self::Lognormal => "a lognormal describes the tail better than a power law",
            Self::TruncatedPowerLaw => {
                "a power law describes the tail up to a size at which it ends"
            }
            Self::NotPowerLaw => "the tail is no power law",
            Self::CannotTell => {
                "these values cannot tell a power law from other heavy tails; rely on neither"
            }
        }
    }
}

impl TailReason {
    /// The word for the reason.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FewValues => "few_values",
            Self::NoPValue => "no_p_value",
            Self::Fits => "fits",
            Self::DoesNotFit => "does_not_fit",
            Self::Beaten(_) => "beaten",
            Self::Beats(_) => "beats",
            Self::Undecided(_) => "undecided",
        }
    }

    /// The rival that it speaks of.
    #[must_use]
    pub const fn rival(self) -> Option<Rival> {
        match self {
            Self::Beaten(rival) | Self::Beats(rival) | Self::Undecided(rival) => Some(rival),
            _ => None,
        }
    }

    /// The reason as a sentence.
    #[must_use]
    pub fn text(self) -> String {
        let other = self.rival().map_or("", |rival| match rival {
            Rival::Lognormal => "a lognormal",
            Rival::Exponential => "an exponential",
            Rival::TruncatedPowerLaw => "a power law with a cut-off",
            Rival::StretchedExponential => "a stretched exponential",
        });
        match self {
            Self::FewValues => format!("the tail has fewer than {TAIL_MIN} values"),
            Self::NoPValue => "no p-value was asked, so whether the law fits is open".to_owned(),
            Self::Fits => "the values are as close to the law as draws of it are".to_owned(),
            Self::DoesNotFit => {
                "the values are farther from the law than nine in ten draws of it".to_owned()
            }
            Self::Beaten(_) => format!("{other} fits significantly better"),
            Self::Beats(_) => format!("{other} fits significantly worse"),
            Self::Undecided(_) => format!("the values do not decide between the law and {other}"),
        }
    }
}
