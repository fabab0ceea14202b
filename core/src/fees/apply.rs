use super::rule::Plan;
use crate::money::{Currency, Exact, Rounding};
use crate::schedule::Usage;

/// A fee on one base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fee {
    /// Before rounding and bounds.
    pub exact: Exact,
    /// In minor units.
    pub minor: i64,
    /// Whether a bound was not stated in the currency.
    pub bound_missing: bool,
}

/// The number left its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeeFault;

/// The fee of a plan on a base of minor units, rounded and within its bounds.
pub(crate) fn fee_of(plan: &Plan, base: i64, currency: Currency) -> Result<Fee, FeeFault> {
    compute(plan, base, currency).ok_or(FeeFault)
}

fn compute(plan: &Plan, base: i64, currency: Currency) -> Option<Fee> {
    let exponent = currency.exponent();
    let exact = plan.schedule.amount(&Usage::of(Exact::new(i128::from(base), exponent)))?;
    let rounding = plan.rounding.unwrap_or(Rounding::decimals(exponent));
    let mut rounded = rounding.apply(exact)?;
    let mut bound_missing = false;
    let mut bound = |bounds: &[(Currency, Exact)]| {
        let found = bounds.iter().find(|(c, _)| *c == currency).map(|(_, bound)| *bound);
        bound_missing |= found.is_none() && !bounds.is_empty();
        found
    };
    if let Some(minimum) = bound(&plan.minimum) {
        rounded = rounded.max(minimum);
    }
    if let Some(maximum) = bound(&plan.maximum) {
        rounded = rounded.min(maximum);
    }
    let minor = i64::try_from(rounded.rescaled(exponent)?).ok()?;
    Some(Fee { exact, minor, bound_missing })
}
