use super::formula::{margin_price, run_formula};
use super::rule::{Adjustment, Bound, Change, Combine, Guard};
use crate::calendar::{Day, IntervalState};
use crate::explain::Outcome;
use crate::money::{Exact, Mode, Rounding, divide, power_of_ten};
use crate::schedule::{Schedule, Usage};

/// An adjustment whose partner and product conditions hold.
#[derive(Clone, Copy)]
pub(crate) struct Competitor<'a> {
    pub rule: u32,
    pub adjustment: &'a Adjustment,
    /// The quantity of the line, or of what the adjustment counts over.
    pub quantity: i64,
    /// Whether that quantity, the deal and the day meet its scope.
    pub order_holds: bool,
    /// Whether it states an amount in another currency than the order's.
    pub foreign: bool,
}

/// What became of one competitor.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    pub rule: u32,
    pub outcome: Outcome,
    pub before: Exact,
    pub after: Exact,
    /// Whether it would have competed in the currency it is written in.
    pub foreign: bool,
}

/// What a stage is run on.
#[derive(Clone, Copy)]
pub(crate) struct Basis {
    pub today: Day,
    /// Since when the partner is there.
    pub since: Option<Day>,
    /// The list price.
    pub original: Exact,
    /// The price at the start of the stage.
    pub start: Exact,
    pub cost: Option<Exact>,
    /// Whether an earlier stage has ruled out everything after it.
    pub closed: bool,
}

impl Competitor<'_> {
    /// Why it does not compete after all, if so.
    fn lost(&self, basis: &Basis) -> Option<Outcome> {
        match self.adjustment.valid.state(basis.today, basis.since) {
            IntervalState::NotYet => Some(Outcome::NotYetValid),
            IntervalState::Ended => Some(Outcome::Expired),
            IntervalState::Holds if !self.order_holds || self.foreign => Some(Outcome::NotMatched),
            IntervalState::Holds => None,
        }
    }

    fn price(&self, basis: &Basis, running: Exact) -> Option<Exact> {
        let change = &self.adjustment.change;
        change.apply(basis.original, running, basis.cost, self.quantity)
    }
}

/// Runs one stage on a unit price; `None` when a number leaves its range.
///
/// Every competitor is reported once, in document order.
pub(crate) fn run_stage<'a>(
    combine: Combine,
    competitors: impl Iterator<Item = Competitor<'a>> + Clone,
    basis: &Basis,
    mut report: impl FnMut(Taken),
) -> Option<Exact> {
    let all = matches!(combine, Combine::Add | Combine::Compound) && !basis.closed;
    let winner =
        if all || basis.closed { None } else { winner(combine, competitors.clone(), basis)? };
    let won = |rule: u32| winner.filter(|(own, _)| *own == rule);
    let mut running = basis.start;
    // What `add` comes to is kept above zero once, so that no order of its rules matters.
    let mut sum = basis.start;
    for competitor in competitors {
        let rule = competitor.rule;
        let outcome = competitor.lost(basis).unwrap_or(if all || won(rule).is_some() {
            Outcome::Applied
        } else {
            Outcome::Shadowed
        });
        let before = running;
        if outcome == Outcome::Applied {
            let from = if combine == Combine::Add { basis.start } else { running };
            let changed = match won(rule) {
                Some((_, Some(price))) => price,
                _ => competitor.price(basis, from)?,
            };
            sum = if combine == Combine::Add { sum.plus(changed.minus(from)?)? } else { changed };
            running = sum.or_zero();
        }
        let foreign = outcome == Outcome::NotMatched && competitor.order_holds;
        report(Taken { rule, outcome, before, after: running, foreign });
    }
    Some(running)
}

/// The one rule that applies, with the price it leaves where that was asked for;
/// outer `None` when a number leaves its range.
fn winner<'a>(
    combine: Combine,
    competitors: impl Iterator<Item = Competitor<'a>>,
    basis: &Basis,
) -> Option<Option<(u32, Option<Exact>)>> {
    let mut competitors = competitors.filter(|c| c.lost(basis).is_none());
    if matches!(combine, Combine::FirstMatch | Combine::Exclusive) {
        return Some(competitors.next().map(|c| (c.rule, None)));
    }
    // The higher rank wins, then the lower price, then the earlier rule.
    let mut best: Option<(i64, Exact, u32)> = None;
    for competitor in competitors {
        let adjustment = competitor.adjustment;
        let rank = match combine {
            Combine::MostConditions => adjustment.scope.conditions.len() as i64,
            Combine::Priority => adjustment.priority,
            _ => 0,
        };
        let price = competitor.price(basis, basis.start)?.or_zero();
        if best.is_none_or(|(most, least, _)| rank > most || (rank == most && price < least)) {
            best = Some((rank, price, competitor.rule));
        }
    }
    Some(best.map(|(_, price, rule)| (rule, Some(price))))
}

impl Change {
    /// Whether it names an amount, which holds in its own currency only.
    pub(crate) fn states_amount(&self) -> bool {
        match self {
            Self::Percent(_) | Self::PercentOfOriginal(_) | Self::Round(_) => false,
            Self::Amount(_) | Self::Override(_) => true,
            Self::Formula(steps) => steps.iter().any(super::Step::states_amount),
            Self::Discount(schedule) | Self::Surcharge(schedule) => schedule.states_amount(true),
        }
    }

    fn apply(
        &self,
        original: Exact,
        running: Exact,
        cost: Option<Exact>,
        quantity: i64,
    ) -> Option<Exact> {
        match self {
            Self::Percent(percent) => running.percent(*percent),
            Self::PercentOfOriginal(percent) => running.plus(original.share(*percent)?),
            Self::Amount(amount) => running.plus(*amount),
            Self::Override(price) => Some(*price),
            Self::Round(rounding) => rounding.apply(running),
            Self::Formula(steps) => run_formula(steps, running, cost),
            Self::Discount(schedule) => running.minus(rated(schedule, running, quantity)?),
            Self::Surcharge(schedule) => running.plus(rated(schedule, running, quantity)?),
        }
    }
}

/// What a schedule gives for a unit price, its tier chosen by the price itself
/// or by the quantity.
fn rated(schedule: &Schedule, running: Exact, quantity: i64) -> Option<Exact> {
    let by = [Exact::whole(quantity)];
    let by = if schedule.by.is_empty() { &[][..] } else { &by[..] };
    schedule.amount(&Usage { by, ..Usage::of(running) })
}

impl Bound {
    /// Whether it compares with an amount: a floor, a cap, or a cost.
    pub(crate) const fn states_amount(self) -> bool {
        !matches!(self, Self::MaxDiscountPercent(_))
    }

    /// Whether the price must be below it, not above.
    pub(crate) const fn is_cap(self) -> bool {
        matches!(self, Self::PriceCap(_))
    }

    /// Whether it speaks of the order as a whole, after its fees.
    pub(crate) const fn of_order(self) -> bool {
        matches!(self, Self::MinPocketMarginPercent(_))
    }

    /// Whether a price has its margin, which needs no division. The bound of a
    /// margin is rounded up; a price below that may still have it.
    pub(crate) fn passes(self, price: Exact, cost: Option<Exact>) -> bool {
        match self {
            Self::MinMarginPercent(percent) => has_margin(price, percent, cost),
            _ => false,
        }
    }

    /// Whether a price that does not pass by itself is on the wrong side of it.
    pub(crate) fn stops(self, price: Exact, at: Exact) -> bool {
        match self {
            Self::PriceCap(_) => price > at,
            _ => price < at,
        }
    }
}

fn has_margin(price: Exact, percent: Exact, cost: Option<Exact>) -> bool {
    let rest = price.percent(percent.negated());
    rest.zip(cost).is_some_and(|(rest, cost)| rest >= cost)
}

/// The price at which the guard begins or ends to let pass: outer `None` when
/// out of range, inner `None` when it asks nothing of this product.
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
        Bound::PriceFloor(price) | Bound::PriceCap(price) => Some(Some(price)),
        Bound::MaxDiscountPercent(percent) => Some(Some(list_price.percent(percent.negated())?)),
        Bound::MinPocketMarginPercent(_) => Some(None),
        Bound::MinMarginPercent(percent) => match cost {
            None => Some(None),
            Some(cost) => {
                // Up, so that the margin holds.
                let increment = unit.map_or(Exact::new(1, 4), |rounding| rounding.increment);
                margin_price(cost, percent, increment, Mode::Up).map(Some)
            }
        },
    }
}

/// `a / b` in whole steps.
fn quotient(a: Exact, b: Exact, mode: Mode) -> Option<i128> {
    let scale = a.scale().max(b.scale());
    divide(a.rescaled(scale)?, b.rescaled(scale)?, mode)
}

/// An average price is taken to so many decimals.
const AVERAGE_DECIMALS: u8 = 12;

/// An amount over so many units, half up at a fixed number of decimals.
pub(crate) fn average(amount: Exact, quantity: i64) -> Option<Exact> {
    let step = Exact::whole(quantity).times(Exact::new(1, AVERAGE_DECIMALS))?;
    quotient(amount, step, Mode::HalfUp).map(|steps| Exact::new(steps, AVERAGE_DECIMALS))
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
    use crate::calendar::Validity;
    use crate::pricing::Over;
    use crate::scope::Scope;

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    fn adjustment(change: Change) -> Adjustment {
        let (scope, valid) = (Scope::default(), Validity::default());
        Adjustment { id: "a".into(), scope, valid, priority: 0, over: Over::Line, change }
    }

    fn run(combine: Combine, changes: &[Change]) -> (String, Vec<Outcome>) {
        let rules: Vec<_> = changes.iter().map(|c| adjustment(c.clone())).collect();
        let competitors = rules.iter().zip(0..).map(|(adjustment, rule)| Competitor {
            rule,
            adjustment,
            quantity: 1,
            order_holds: true,
            foreign: false,
        });
        let mut outcomes = Vec::new();
        let basis = Basis {
            today: Day(0),
            since: None,
            original: n("10"),
            start: n("10"),
            cost: None,
            closed: false,
        };
        let price = run_stage(combine, competitors, &basis, |s| outcomes.push(s.outcome));
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
    fn a_sum_is_kept_above_zero_once_in_whatever_order_it_stands() {
        let pair = [Change::Amount(n("-15")), Change::Amount(n("7"))];
        assert_eq!(run(Combine::Add, &pair).0, "2.00");
        let [first, second] = pair;
        assert_eq!(run(Combine::Add, &[second, first]).0, "2.00");
    }

    #[test]
    fn the_first_is_best_of_two_that_leave_nothing() {
        use Outcome::{Applied, Shadowed};
        let pair = [Change::Percent(n("-100")), Change::Amount(n("-20"))];
        for combine in [Combine::Best, Combine::MostConditions] {
            assert_eq!(run(combine, &pair), ("0.00".to_owned(), vec![Applied, Shadowed]));
        }
    }

    #[test]
    fn margin_bound_rounds_up_so_that_the_margin_holds() {
        let price = margin_price(n("7"), n("30"), n("0.0001"), Mode::Up);
        assert_eq!(price, Some(n("10")));
        let price = margin_price(n("1"), n("30"), n("0.01"), Mode::Up);
        assert_eq!(price, Some(n("1.43")));
    }

    #[test]
    fn a_price_below_the_rounded_bound_may_have_the_margin() {
        let guard = Bound::MinMarginPercent(n("12"));
        let bound = margin_price(n("8"), n("12"), n("5"), Mode::Up).unwrap_or_default();
        assert_eq!(bound, n("10"));
        for (price, stops) in [("9.95", false), ("9.0910", false), ("9.0909", true)] {
            let stopped = !guard.passes(n(price), Some(n("8"))) && guard.stops(n(price), bound);
            assert_eq!(stopped, stops, "{price}");
        }
    }

    #[test]
    fn tax_on_top_and_inside() {
        assert_eq!(tax_of(1_350, n("21"), false), Some(284));
        assert_eq!(tax_of(1_210, n("21"), true), Some(210));
        assert_eq!(tax_of(100, n("5.5"), false), Some(6));
    }
}
