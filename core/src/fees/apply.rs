use super::rule::Plan;
use crate::money::{Currency, Exact, Mode, Rounding};
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
    /// What a budget would have let pass is less than was earned.
    pub cut: bool,
}

/// The number left its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeeFault;

/// The fee of a plan, rounded, within its bounds and what is left of its budget.
///
/// `paid` is what the plan has paid before, of its budget. A fee is never below
/// zero, whatever its schedule.
pub(crate) fn fee_of(
    plan: &Plan,
    usage: &Usage<'_>,
    paid: Exact,
    currency: Currency,
) -> Result<Fee, FeeFault> {
    compute(plan, usage, paid, currency).ok_or(FeeFault)
}

fn compute(plan: &Plan, usage: &Usage<'_>, paid: Exact, currency: Currency) -> Option<Fee> {
    let exponent = currency.exponent();
    let exact = plan.schedule.amount(usage)?.or_zero();
    let rounding =
        plan.rounding.map_or(Rounding::decimals(exponent), |own| own.whole_units(exponent));
    let mut rounded = rounding.apply(exact)?;
    let mut bound_missing = false;
    let mut bound = |bounds: &[(Currency, Exact)]| {
        let stated = Plan::stated(bounds, currency);
        bound_missing |= stated.is_none();
        stated.flatten()
    };
    if let Some(minimum) = bound(&plan.minimum) {
        rounded = rounded.max(minimum);
    }
    if let Some(maximum) = bound(&plan.maximum) {
        rounded = rounded.min(maximum);
    }
    let mut cut = false;
    if let Some(budget) = bound(&plan.budget) {
        // Down, so that no more is paid than there is.
        let down = Rounding { mode: Mode::Floor, increment: Exact::new(1, exponent) };
        let left = down.apply(budget.minus(paid)?.or_zero())?;
        cut = rounded > left;
        rounded = rounded.min(left);
    }
    let minor = i64::try_from(rounded.rescaled(exponent)?).ok()?;
    Some(Fee { exact, minor, bound_missing, cut })
}
