use crate::money::{Exact, Mode, Rounding, divide};

/// One step of a formula on a unit price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// So many percent are added; negative lowers.
    Percent(Exact),
    /// So much is added.
    Amount(Exact),
    /// It is rounded.
    Round(Rounding),
    /// It is raised until so many percent of it are above the product's cost.
    MarginMin(Exact),
    /// It is lowered until at most so many percent of it are above the cost.
    MarginMax(Exact),
}

impl Step {
    /// Whether it names an amount, or compares with one, which holds in the
    /// rulebook's currency only.
    #[must_use]
    pub const fn states_amount(&self) -> bool {
        matches!(self, Self::Amount(_) | Self::MarginMin(_) | Self::MarginMax(_))
    }

    /// The price after the step, never below zero; a margin says nothing about
    /// a product without a cost. `None` when a number leaves its range.
    #[must_use]
    pub fn apply(&self, price: Exact, cost: Option<Exact>) -> Option<Exact> {
        let after = match (self, cost) {
            (Self::Percent(percent), _) => price.percent(*percent)?,
            (Self::Amount(amount), _) => price.plus(*amount)?,
            (Self::Round(rounding), _) => rounding.apply(price)?,
            (Self::MarginMin(percent), Some(cost)) => {
                price.max(margin_price(cost, *percent, FINEST, Mode::Up)?)
            }
            (Self::MarginMax(percent), Some(cost)) => {
                price.min(margin_price(cost, *percent, FINEST, Mode::Down)?)
            }
            (Self::MarginMin(_) | Self::MarginMax(_), None) => price,
        };
        Some(after.or_zero())
    }
}

/// Where a margin is no whole number it is taken to four decimals.
const FINEST: Exact = Exact::new(1, 4);

/// All steps one after the other.
///
/// ```
/// use longtail::{Exact, Rounding, Mode, Step, run_formula};
/// let n = |text| Exact::parse(text).expect("a number");
/// let steps = [
///     Step::Percent(n("-10")),
///     Step::Round(Rounding { mode: Mode::HalfUp, increment: n("5") }),
///     Step::Amount(n("-0.05")),
/// ];
/// assert_eq!(run_formula(&steps, n("1303"), None).expect("in range").text(2), "1174.95");
/// ```
#[must_use]
pub fn run_formula(steps: &[Step], price: Exact, cost: Option<Exact>) -> Option<Exact> {
    steps.iter().try_fold(price, |price, step| step.apply(price, cost))
}

/// cost × 100 / (100 − percent), in whole increments.
pub(crate) fn margin_price(
    cost: Exact,
    percent: Exact,
    increment: Exact,
    mode: Mode,
) -> Option<Exact> {
    let numerator = cost.times(Exact::HUNDRED)?;
    let denominator = Exact::HUNDRED.minus(percent)?.times(increment)?;
    let scale = numerator.scale().max(denominator.scale());
    let steps = divide(numerator.rescaled(scale)?, denominator.rescaled(scale)?, mode)?;
    Some(Exact::new(steps.checked_mul(increment.mantissa())?, increment.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    #[test]
    fn a_margin_raises_or_lowers_to_its_price_and_leaves_what_is_between() {
        for (step, price, cost, expected) in [
            (Step::MarginMin(n("30")), "8", Some("7"), "10.00"),
            (Step::MarginMin(n("30")), "10", Some("7"), "10.00"),
            (Step::MarginMin(n("30")), "11", Some("7"), "11.00"),
            (Step::MarginMin(n("30")), "0.5", None, "0.50"),
            (Step::MarginMin(n("30")), "1", Some("1"), "1.4286"),
            (Step::MarginMax(n("30")), "11", Some("7"), "10.00"),
            (Step::MarginMax(n("30")), "9", Some("7"), "9.00"),
            (Step::MarginMax(n("30")), "9", Some("1"), "1.4285"),
            (Step::Amount(n("-3")), "2", None, "0.00"),
        ] {
            let got = step.apply(n(price), cost.map(n)).map(|price| price.text(2));
            assert_eq!(got.as_deref(), Some(expected), "{step:?} {price} {cost:?}");
        }
    }

    #[test]
    fn steps_run_in_the_order_written() {
        let round = Step::Round(Rounding { mode: Mode::HalfUp, increment: n("5") });
        let surcharge = Step::Amount(n("92"));
        let run = |steps: &[Step]| run_formula(steps, n("1201"), None).map(|p| p.text(2));
        assert_eq!(run(&[round, surcharge]).as_deref(), Some("1292.00"));
        assert_eq!(run(&[surcharge, round]).as_deref(), Some("1295.00"));
    }
}
