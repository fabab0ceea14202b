//! Other distributions of the same tail, and which of two is closer.

use super::options::{TailKind, words};
use super::sample::Sample;
use super::scan::Tail;
use super::shapes::{Shape, Values};
use crate::numeric::two_sided;

/// A distribution that the power law is compared with, from the same start on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// The logarithms are normal.
    Lognormal,
    /// A constant rate; of counts the geometric distribution.
    Exponential,
    /// A power law that ends in an exponential; the power law is its limit.
    TruncatedPowerLaw,
    /// Weibull's distribution.
    StretchedExponential,
}

words! {
    Rival: Lognormal = "lognormal", Exponential = "exponential",
        TruncatedPowerLaw = "truncated_power_law", StretchedExponential = "stretched_exponential";
}

impl Rival {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Lognormal, Self::Exponential, Self::TruncatedPowerLaw, Self::StretchedExponential];
}

/// A rival's fit, and its comparison with the power law.
///
/// The test is that of Vuong ("Likelihood ratio tests for model selection and
/// non-nested hypotheses", Econometrica 57, 1989). For the truncated power law,
/// which has the power law inside of it, twice the ratio is compared with the
/// chi-squared distribution of one degree of freedom.
#[derive(Clone, Debug, PartialEq)]
pub struct RivalFit {
    /// Which distribution.
    pub rival: Rival,
    /// Its parameters by name; empty when it has no best fit.
    pub parameters: Vec<(&'static str, f64)>,
    /// The logarithm of its likelihood.
    pub log_likelihood: f64,
    /// The power law's log-likelihood less this one's: above zero speaks for the
    /// power law.
    pub ratio: f64,
    /// The ratio in standard deviations.
    pub z: f64,
    /// How often chance alone gives a ratio at least that far from zero.
    pub p_value: f64,
    /// The rival is best where it becomes the power law, so the data cannot tell
    /// the two apart; then the ratio is zero.
    pub at_limit: bool,
}

/// The power law's log-likelihood and its rivals.
pub fn rivals(sample: &Sample, tail: &Tail, kind: TailKind) -> (f64, Vec<RivalFit>) {
    let values = Values::new(sample, tail, kind);
    let own = values.power_law(tail.alpha);
    let total = values.sum(|at| own.ln_density[at]);
    let fit = |rival| {
        let shape = match rival {
            Rival::Lognormal => values.lognormal(),
            Rival::Exponential => values.exponential(),
            Rival::TruncatedPowerLaw => values.truncated_power_law(tail.alpha),
            Rival::StretchedExponential => values.stretched_exponential(),
        };
        compare(rival, &values, &own, total, shape)
    };
    (total, Rival::ALL.map(fit).to_vec())
}

fn compare(
    rival: Rival,
    values: &Values,
    own: &Shape,
    total: f64,
    shape: Option<Shape>,
) -> RivalFit {
    let limit = RivalFit {
        rival,
        parameters: Vec::new(),
        log_likelihood: total,
        ratio: 0.0,
        z: 0.0,
        p_value: 1.0,
        at_limit: true,
    };
    let Some(shape) = shape else { return limit };
    let difference = |at: usize| own.ln_density[at] - shape.ln_density[at];
    let ratio = values.sum(difference);
    let nested = rival == Rival::TruncatedPowerLaw;
    // What has the power law inside of it cannot be worse than it.
    if !ratio.is_finite() || nested && ratio > -1e-7 * (1.0 + total.abs()) {
        return limit;
    }
    let mean = ratio / values.n;
    let square = |at: usize| (difference(at) - mean) * (difference(at) - mean);
    let spread = libm::sqrt(values.sum(square));
    let z = if spread > 0.0 { ratio / spread } else { 0.0 };
    // The chi-squared distribution of one degree is that of a squared normal number.
    let p_value = if nested { two_sided(libm::sqrt(2.0 * ratio.abs())) } else { two_sided(z) };
    RivalFit {
        rival,
        parameters: shape.parameters,
        log_likelihood: total - ratio,
        ratio,
        z,
        p_value,
        at_limit: false,
    }
}
