//! Is a tail a power law? A fit with its start, its rivals, and a p-value.
//!
//! The method is that of Clauset, Shalizi and Newman, "Power-law distributions in
//! empirical data" (SIAM Review 51, 2009): the exponent by largest likelihood, the
//! start of the tail by the smallest Kolmogorov-Smirnov distance, rivals by Vuong's
//! likelihood-ratio test, and the p-value by refitting draws of the fitted law
//! (above the start) together with draws of the data (below it).

mod advice;
mod counted;
mod draw;
mod options;
mod rival;
mod sample;
mod scan;
mod shapes;
#[cfg(test)]
mod tests;

pub use advice::{TailAdvice, TailReason};
pub use options::{PowerLawOptions, Repeats, TailKind};
pub use rival::{Rival, RivalFit};

use crate::error::{Error, ErrorKind};
use crate::numeric::Watch;
use sample::Sample;
use scan::scan;

/// A power law fitted to the tail of some values.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerLawFit {
    /// How the values were taken.
    pub kind: TailKind,
    /// How repeated values count in the distance.
    pub repeats: Repeats,
    /// Values above zero.
    pub values: u64,
    /// Values that are zero or below; a power law cannot speak of them.
    pub left_out: u64,
    /// The exponent: the density falls as `x^-alpha`.
    pub alpha: f64,
    /// Its standard error, for this start of the tail.
    pub alpha_error: f64,
    /// Where the tail starts: the smallest value that belongs to it.
    pub xmin: f64,
    /// Values in the tail.
    pub tail_values: u64,
    /// The Kolmogorov-Smirnov distance between the tail and its fit.
    pub distance: f64,
    /// The logarithm of the likelihood of the tail.
    pub log_likelihood: f64,
    /// Other distributions of the same tail, in the order of [`Rival::ALL`].
    pub rivals: Vec<RivalFit>,
    /// The share of draws that lie farther from their own fit; small: no power law.
    /// None when no draws were asked.
    pub p_value: Option<f64>,
    /// How many draws were refitted.
    pub draws: u32,
    /// What to make of it.
    pub advice: TailAdvice,
    /// Why.
    pub reasons: Vec<TailReason>,
}

/// Fits a power law to the tail of values, beside its rivals.
///
/// Values of zero and below are left out and counted. `watch` is told of every draw
/// that was refitted and may stop the work. The answer depends on the values, the
/// options and the seed only; not on the order of the values or on `workers`.
///
/// ```
/// use longtail::{PowerLawOptions, TailAdvice, fit_power_law, nobody};
/// // The quantiles of a power law with exponent 2.5 that starts at 10.
/// let values: Vec<f64> =
///     (0..500).map(|i| 10.0 * ((f64::from(i) + 0.3) / 500.0).powf(-1.0 / 1.5)).collect();
/// let options = PowerLawOptions { draws: 100, ..PowerLawOptions::default() };
/// let fit = fit_power_law(&values, &options, &mut nobody())?;
/// assert!((fit.alpha - 2.5).abs() < 0.05);
/// assert!(fit.p_value > Some(0.5));
/// assert_eq!(fit.advice, TailAdvice::PowerLaw);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a value that is no number or infinite, a value with decimals where
/// whole numbers are asked, options out of their range, and values of which fewer
/// than two differ above `xmin`; `Cancelled` when `watch` says so.
pub fn fit_power_law(
    values: &[f64],
    options: &PowerLawOptions,
    watch: Watch<'_>,
) -> Result<PowerLawFit, Error> {
    options.check()?;
    let (sample, left_out) = Sample::read(values, options)?;
    let tail = match options.xmin {
        Some(_) => scan::tail_at(&sample, 0, options),
        None => scan(&sample, options),
    };
    let Some(tail) = tail else {
        return Err(input("the values have no tail: fewer than two of them differ".into()));
    };
    let p_value = match options.draws {
        0 => None,
        _ => Some(draw::p_value(&sample, &tail, options, watch)?),
    };
    let (own, rivals) = rival::rivals(&sample, &tail, options.kind);
    let mut fit = PowerLawFit {
        kind: options.kind,
        repeats: options.repeats,
        values: sample.len() + sample.below_start,
        left_out,
        alpha: tail.alpha,
        alpha_error: tail.alpha_error(&sample, options.kind),
        xmin: sample.values[tail.start],
        tail_values: tail.len(&sample),
        distance: tail.distance,
        log_likelihood: own,
        rivals,
        p_value,
        draws: options.draws,
        advice: TailAdvice::CannotTell,
        reasons: Vec::new(),
    };
    (fit.advice, fit.reasons) = advice::advice(&fit);
    Ok(fit)
}

impl PowerLawFit {
    /// One rival of the fit.
    #[must_use]
    pub fn rival(&self, rival: Rival) -> Option<&RivalFit> {
        self.rivals.iter().find(|fit| fit.rival == rival)
    }
}

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

fn stopped() -> Error {
    Error::new(ErrorKind::Cancelled, "the fit was stopped")
}
