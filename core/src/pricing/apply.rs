use super::rule::{Adjustment, Bound, Change, Combine, Guard};
use crate::calendar::Day;
use crate::explain::Outcome;
use crate::money::{Exact, Mode, Rounding, divide, power_of_ten};

/// An adjustment whose partner and product conditions hold.
#[derive(Clone, Copy)]
pub(crate) struct Competitor<'a> {
    pub rule: u32,
    pub adjustment: &'a Adjustment,
    /// Whether the line's quantity meets its scope.
    pub quantity_holds: bool,
    /// Whether it states an amount in another currency than the order's.
    pub foreign: bool,
}

/// What became of one competitor.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub rule: u32,
    pub outcome: Outcome,
    pub before: Exact,
    pub after: Exact,
    /// Whether it would have competed in the currency it is written in.
    pub foreign: bool,
}

impl Competitor<'_> {
    /// Why it does not compete after all, if so.
    fn lost(&self, day: Day) -> Option<Outcome> {
        use crate::calendar::IntervalState as State;
        match self.adjustment.valid.state(day) {
            State::NotYet => Some(Outcome::NotYetValid),
            State::Ended => Some(Outcome::Expired),
            State::Holds if !self.quantity_holds || self.foreign => Some(Outcome::NotMatched),
            State::Holds => None,
        }
    }
}

/// Runs one stage on a unit price; `None` when a number leaves its range.
///
/// Every competitor is reported once, in document order.
pub(crate) fn run_stage<'a>(
    combine: Combine,
    competitors: impl Iterator<Item = Competitor<'a>> + Clone,
    day: Day,
    original: Exact,
    start: Exact,
    mut report: impl FnMut(Step),
) -> Option<Exact> {
    let winner = match combine {
        Combine::Best => best(competitors.clone(), day, original, start)?,
        Combine::FirstMatch => competitors.clone().find(|c| c.lost(day).is_none()).map(|c| c.rule),
        Combine::Add | Combine::Compound => None,
    };
    let all = matches!(combine, Combine::Add | Combine::Compound);
    let mut running = start;
    for competitor in competitors {
        let rule = competitor.rule;
        let outcome = competitor.lost(day).unwrap_or(if all || winner == Some(rule) {
            Outcome::Applied
        } else {
            Outcome::Shadowed
        });
        let before = running;
        if outcome == Outcome::Applied {
            let basis = if combine == Combine::Add { start } else { running };
            let changed = competitor.adjustment.change.apply(original, basis)?;
            running = not_negative(running.plus(changed.minus(basis)?)?);
        }
        let foreign = outcome == Outcome::NotMatched && competitor.quantity_holds;
        report(Step { rule, outcome, before, after: running, foreign });
    }
    Some(running)
}

/// The rule that leaves the lowest price; outer `None` when out of range.
fn best<'a>(
    competitors: impl Iterator<Item = Competitor<'a>>,
    day: Day,
    original: Exact,
    start: Exact,
) -> Option<Option<u32>> {
    let mut lowest: Option<(Exact, u32)> = None;
    for competitor in competitors.filter(|c| c.lost(day).is_none()) {
        let price = competitor.adjustment.change.apply(original, start)?;
        if lowest.is_none_or(|(least, _)| price < least) {
            lowest = Some((price, competitor.rule));
        }
    }
    Some(lowest.map(|(_, rule)| rule))
}

fn not_negative(price: Exact) -> Exact {
    if price.signum() < 0 { Exact::ZERO } else { price }
}

impl Change {
    /// Whether it names an amount, which holds in its own currency only.
    pub(crate) const fn states_amount(self) -> bool {
        matches!(self, Self::Amount(_) | Self::Override(_))
    }

    fn apply(self, original: Exact, running: Exact) -> Option<Exact> {
        match self {
            Self::Percent(percent) => running.percent(percent),
            Self::PercentOfOriginal(percent) => running.plus(original.share(percent)?),
            Self::Amount(amount) => running.plus(amount),
            Self::Override(price) => Some(price),
        }
    }
}

impl Bound {
    /// Whether it compares with an amount: a floor, or the cost of the product.
    pub(crate) const fn states_amount(self) -> bool {
        matches!(self, Self::PriceFloor(_) | Self::MinMarginPercent(_))
    }
}

/// The lowest price the guard lets pass: outer `None` when out of range, inner
/// `None` when it asks nothing of this product.
///
/// A margin of 100 percent or more cannot be met and is refused when the
/// rulebook is checked.
pub(crate) fn guard_bound(
    guard: &Guard,
    list_price: Exact,
    cost: Option<Exact>,
    unit: Option<Rounding>,
) -> Option<Option<Exact>> {
    match guard.bound {
        Bound::PriceFloor(floor) => Some(Some(floor)),
        Bound::MaxDiscountPercent(percent) => Some(Some(list_price.percent(percent.negated())?)),
        Bound::MinMarginPercent(percent) => match cost {
            None => Some(None),
            Some(cost) => margin_price(cost, percent, unit).map(Some),
        },
    }
}

/// cost × 100 / (100 − percent), up to the unit rounding's increment or 4 decimals.
fn margin_price(cost: Exact, percent: Exact, unit: Option<Rounding>) -> Option<Exact> {
    let increment = unit.map_or(Exact::new(1, 4), |rounding| rounding.increment);
    let numerator = cost.times(Exact::HUNDRED)?;
    let denominator = Exact::HUNDRED.minus(percent)?.times(increment)?;
    let steps = quotient(numerator, denominator, Mode::Up)?;
    Some(Exact::new(steps.checked_mul(increment.mantissa())?, increment.scale()))
}

/// `a / b` in whole steps.
pub(crate) fn quotient(a: Exact, b: Exact, mode: Mode) -> Option<i128> {
    let scale = a.scale().max(b.scale());
    divide(a.rescaled(scale)?, b.rescaled(scale)?, mode)
}

/// Tax on an amount of minor units, half up: on top of it, or inside it.
pub(crate) fn tax_of(amount: i64, rate: Exact, inclusive: bool) -> Option<i64> {
    let scale = power_of_ten(rate.scale())?;
    let hundred = 100i128.checked_mul(scale)?;
    let base = if inclusive { hundred.checked_add(rate.mantissa())? } else { hundred };
    let tax = divide(i128::from(amount).checked_mul(rate.mantissa())?, base, Mode::HalfUp)?;
    i64::try_from(tax).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Interval;
    use crate::scope::Scope;

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    fn adjustment(change: Change) -> Adjustment {
        Adjustment { id: "a".into(), scope: Scope::default(), valid: Interval::default(), change }
    }

    fn run(combine: Combine, changes: &[Change]) -> (String, Vec<Outcome>) {
        let rules: Vec<_> = changes.iter().map(|c| adjustment(*c)).collect();
        let competitors = rules.iter().zip(0..).map(|(adjustment, rule)| Competitor {
            rule,
            adjustment,
            quantity_holds: true,
            foreign: false,
        });
        let mut outcomes = Vec::new();
        let price = run_stage(combine, competitors, Day(0), n("10"), n("10"), |s| {
            outcomes.push(s.outcome);
        });
        (price.map(|p| p.text(2)).unwrap_or_default(), outcomes)
    }

    #[test]
    fn combinations_of_twenty_and_ten_percent() {
        use Outcome::{Applied, Shadowed};
        let pair = [Change::Percent(n("-10")), Change::Percent(n("-20"))];
        for (combine, price, outcomes) in [
            (Combine::FirstMatch, "9.00", [Applied, Shadowed]),
            (Combine::Best, "8.00", [Shadowed, Applied]),
            (Combine::Add, "7.00", [Applied, Applied]),
            (Combine::Compound, "7.20", [Applied, Applied]),
        ] {
            assert_eq!(run(combine, &pair), (price.to_owned(), outcomes.to_vec()), "{combine:?}");
        }
    }

    #[test]
    fn a_price_never_goes_below_zero() {
        assert_eq!(run(Combine::Compound, &[Change::Amount(n("-11"))]).0, "0.00");
        assert_eq!(
            run(Combine::Add, &[Change::Percent(n("-60")), Change::Percent(n("-60"))]).0,
            "0.00"
        );
    }

    #[test]
    fn margin_bound_rounds_up_so_that_the_margin_holds() {
        let price = margin_price(n("7"), n("30"), None);
        assert_eq!(price, Some(n("10")));
        let price = margin_price(n("1"), n("30"), Some(Rounding::decimals(2)));
        assert_eq!(price, Some(n("1.43")));
    }

    #[test]
    fn tax_on_top_and_inside() {
        assert_eq!(tax_of(1_350, n("21"), false), Some(284));
        assert_eq!(tax_of(1_210, n("21"), true), Some(210));
        assert_eq!(tax_of(100, n("5.5"), false), Some(6));
    }
}
