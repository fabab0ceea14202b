use super::decision::{Decision, NONE, Row, RowKind};
use super::note::{Datum, Note, NoteRule};
use super::price::bound_of;
use super::total::Priced;
use crate::calendar::{Day, IntervalState};
use crate::explain::{Code, Outcome, TraceLevel};
use crate::id::Id;
use crate::money::{Exact, Mode, Rounding, divide, split};
use crate::pricing::{OrderAdjustment, OrderChange, Reaction, SplitMethod};
use crate::rulebook::Engine;
use crate::schedule::Usage;

/// Reused space for splitting an amount over the lines.
#[derive(Debug, Default)]
pub(super) struct SplitSpace {
    /// What each line can take.
    room: Vec<i64>,
    weights: Vec<i64>,
    parts: Vec<i64>,
    open: Vec<usize>,
}

/// Applies the adjustments of the order to the amounts of its lines, one after
/// the other; what is told of them is told once, of the promised amounts.
/// `None` when a number leaves its range.
pub(super) fn adjust_order(
    engine: &Engine,
    rounding: Rounding,
    space: &mut SplitSpace,
    lines: &mut [Priced],
    told: bool,
    out: &mut Decision,
) -> Option<()> {
    // Nothing is for somebody who is not known.
    let Some(partner) = out.partner else { return Some(()) };
    let since = engine.partners().rows[partner.index()].since;
    let class = engine.classes().partner(partner);
    for (at, rule) in (0u32..).zip(&engine.book().order_adjustments) {
        let scoped = class.order_adjustments.has(at as usize);
        match outcome_of(engine, rule, scoped, since, out) {
            Outcome::Applied => apply(engine, rounding, space, at, rule, lines, told, out)?,
            outcome if told => not_applied(at, scoped, outcome, out),
            _ => {}
        }
    }
    Some(())
}

fn outcome_of(
    engine: &Engine,
    rule: &OrderAdjustment,
    scoped: bool,
    since: Option<Day>,
    out: &Decision,
) -> Outcome {
    let foreign = out.currency != engine.book().currency && rule.change.states_amount();
    match rule.valid.state(out.today, since) {
        _ if !scoped => Outcome::NotMatched,
        IntervalState::NotYet => Outcome::NotYetValid,
        IntervalState::Ended => Outcome::Expired,
        IntervalState::Holds if foreign => Outcome::NotMatched,
        IntervalState::Holds => Outcome::Applied,
    }
}

fn not_applied(at: u32, scoped: bool, outcome: Outcome, out: &mut Decision) {
    // In scope and not matched: it is written in another currency.
    if scoped && outcome == Outcome::NotMatched {
        let note = Note::new(Code::PriceCurrency, NONE, "")
            .rule(NoteRule::OrderAdjustment(at))
            .with("rule", Datum::OrderAdjustment(at))
            .with("stated", Datum::BookCurrency)
            .with("currency", Datum::Currency);
        out.notes.push(note);
    }
    let wanted = if scoped { TraceLevel::Candidates } else { TraceLevel::Full };
    if out.trace_level >= wanted {
        push_row(NONE, at, outcome, (0, 0), out);
    }
}

fn push_row(line: u32, rule: u32, outcome: Outcome, change: (i64, i64), out: &mut Decision) {
    let exact = |amount: i64| Exact::new(i128::from(amount), out.currency.exponent());
    let (before, after) = (exact(change.0), exact(change.1));
    let kind = RowKind::OrderAdjustment;
    out.trace.push(Row { line, kind, outcome, rule, before, after });
}

#[allow(clippy::too_many_arguments, reason = "one step of the order; a struct would rename them")]
fn apply(
    engine: &Engine,
    rounding: Rounding,
    space: &mut SplitSpace,
    at: u32,
    rule: &OrderAdjustment,
    lines: &mut [Priced],
    told: bool,
    out: &mut Decision,
) -> Option<()> {
    let sum = lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.own))?;
    let change = amount_of(&rule.change, sum, rounding, out.currency.exponent())?;
    let floors = change < 0 && rule.keep_floors;
    space.room.clear();
    for line in lines.iter() {
        let room = match change < 0 {
            true => line.own - floor_of(engine, line, floors, out)?.min(line.own),
            false => i64::MAX,
        };
        space.room.push(room);
    }
    space.weights.clear();
    space.weights.extend(lines.iter().map(|line| line.own));
    let left = place(change, rule.split, space)?;
    for (line, part) in lines.iter_mut().zip(&space.parts) {
        let before = line.own;
        line.own = before.checked_add(*part)?;
        if told && *part != 0 && out.trace_level >= TraceLevel::Summary {
            push_row(line.at, at, Outcome::Applied, (before, line.own), out);
        }
    }
    if told && left != 0 {
        let note = Note::new(Code::DiscountNotPlaced, NONE, "")
            .rule(NoteRule::OrderAdjustment(at))
            .with("left", Datum::Amount(left))
            .with("rule", Datum::OrderAdjustment(at));
        out.notes.push(note);
    }
    Some(())
}

/// What the adjustment adds to the order, rounded as line amounts are.
fn amount_of(change: &OrderChange, sum: i64, rounding: Rounding, exponent: u8) -> Option<i64> {
    let amount = Exact::new(i128::from(sum), exponent);
    let exact = match change {
        OrderChange::Percent(percent) => amount.share(*percent)?,
        OrderChange::Amount(amount) => *amount,
        OrderChange::Discount(schedule) => schedule.amount(&Usage::of(amount))?.negated(),
        OrderChange::Surcharge(schedule) => schedule.amount(&Usage::of(amount))?,
    };
    i64::try_from(rounding.apply(exact)?.rescaled(exponent)?).ok()
}

/// The least a line may come to: where the guards that clamp would stop it.
fn floor_of(engine: &Engine, line: &Priced, floors: bool, out: &Decision) -> Option<i64> {
    let (Some(partner), true) = (out.partner, floors) else { return Some(0) };
    let mut floor = 0;
    let foreign = out.currency != engine.book().currency;
    for (at, guard) in (0u32..).zip(&engine.book().guards) {
        let clamps = guard.reaction == Reaction::Clamp && !guard.bound.is_cap();
        if !clamps || (foreign && guard.bound.states_amount()) {
            continue;
        }
        if !engine.guard_holds(at, partner, line.product, line.quantity, &out.facts) {
            continue;
        }
        if let Some(bound) = bound_of(engine, guard, line.product, line.list_price)? {
            let exponent = out.currency.exponent();
            let up = Rounding { mode: Mode::Up, increment: Exact::new(1, exponent) };
            let least = up.apply(bound.times_whole(line.confirmed)?)?.rescaled(exponent)?;
            floor = floor.max(i64::try_from(least).ok()?);
        }
    }
    Some(floor)
}

/// Splits an amount over the weights so that no part exceeds its room; what a
/// full part cannot take is split again over the others. What is left, with the
/// sign of the amount; `None` when it cannot be split.
fn place(amount: i64, method: SplitMethod, space: &mut SplitSpace) -> Option<i64> {
    let SplitSpace { room, weights, parts, open } = space;
    let sign = amount.signum();
    let mut left = amount.checked_abs()?;
    parts.clear();
    parts.resize(weights.len(), 0);
    open.clear();
    open.extend((0..weights.len()).filter(|at| room[*at] > 0));
    while left > 0 && !open.is_empty() {
        let shares: Vec<i64> = open.iter().map(|at| weights[*at]).collect();
        let mut own = vec![0; shares.len()];
        match method {
            SplitMethod::LargestRemainder => split(left, &shares, &mut own).then_some(())?,
            SplitMethod::HalfDownThenFirst => half_down(left, &shares, &mut own)?,
        }
        let mut full = false;
        for (at, part) in open.iter().zip(&own) {
            let free = room[*at] - parts[*at];
            full |= *part > free;
            let taken = (*part).min(free);
            parts[*at] += taken;
            left -= taken;
        }
        open.retain(|at| parts[*at] < room[*at]);
        if !full {
            break;
        }
    }
    parts.iter_mut().for_each(|part| *part *= sign);
    Some(left * sign)
}

/// Splits an amount over weights, each part within its room, by a named method:
/// the parts, and what is left. `None` when it cannot be split.
pub(crate) fn split_within(
    amount: i64,
    method: SplitMethod,
    weights: Vec<i64>,
    room: Vec<i64>,
) -> Option<(Vec<i64>, i64)> {
    let mut space = SplitSpace { room, weights, ..SplitSpace::default() };
    let left = place(amount, method, &mut space)?;
    Some((space.parts, left))
}

/// Each part to the nearest unit, halves down; what that leaves goes to the first,
/// and what it takes too much comes from the first ones that have it.
fn half_down(amount: i64, weights: &[i64], parts: &mut [i64]) -> Option<()> {
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let mut left = amount;
    for (part, weight) in parts.iter_mut().zip(weights) {
        let (numerator, total) = match total {
            0 => (i128::from(amount), weights.len() as i128),
            total => (i128::from(amount).checked_mul(i128::from(*weight))?, total),
        };
        *part = i64::try_from(divide(numerator, total, Mode::HalfDown)?).ok()?;
        left -= *part;
    }
    for part in parts.iter_mut() {
        let own = left.max(-*part);
        *part += own;
        left -= own;
        if left == 0 {
            break;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn placed(amount: i64, method: SplitMethod, weights: &[i64], room: &[i64]) -> (Vec<i64>, i64) {
        let mut space =
            SplitSpace { room: room.to_vec(), weights: weights.to_vec(), ..SplitSpace::default() };
        let left = place(amount, method, &mut space).unwrap_or(i64::MAX);
        (space.parts, left)
    }

    #[test]
    fn no_part_goes_against_the_amount() {
        // Three parts of 1.67 become 2; the first has nothing to give.
        let placed = placed(5, SplitMethod::HalfDownThenFirst, &[0, 1, 1, 1], &[i64::MAX; 4]);
        assert_eq!(placed, (vec![0, 1, 2, 2], 0));
    }

    const FREE: [i64; 3] = [i64::MAX; 3];

    #[test]
    fn the_two_methods_give_another_cent() {
        let weights = [4_300, 1_400, 2_300];
        let remainder = placed(300, SplitMethod::LargestRemainder, &weights, &FREE);
        assert_eq!(remainder, (vec![161, 53, 86], 0));
        let first = placed(300, SplitMethod::HalfDownThenFirst, &weights, &FREE);
        assert_eq!(first, (vec![162, 52, 86], 0));
    }

    #[test]
    fn what_a_full_line_cannot_take_goes_to_the_others_and_the_rest_is_told() {
        let weights = [100, 100, 100];
        let at =
            |amount, room: &[i64]| placed(amount, SplitMethod::LargestRemainder, &weights, room);
        assert_eq!(at(-90, &[10, 100, 100]), (vec![-10, -40, -40], 0));
        assert_eq!(at(-90, &[10, 10, 100]), (vec![-10, -10, -70], 0));
        assert_eq!(at(-90, &[10, 10, 10]), (vec![-10, -10, -10], -60));
        assert_eq!(at(-90, &[0, 0, 0]), (vec![0, 0, 0], -90));
        assert_eq!(at(0, &[10, 10, 10]), (vec![0, 0, 0], 0));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_takes_more_than_it_can(
            amount in -100_000i64..100_000,
            first in any::<bool>(),
            lines in prop::collection::vec((0i64..10_000, 0i64..10_000), 1..12),
        ) {
            let method = if first {
                SplitMethod::HalfDownThenFirst
            } else {
                SplitMethod::LargestRemainder
            };
            let (weights, room): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
            let (parts, left) = placed(amount, method, &weights, &room);
            prop_assert_eq!(parts.iter().sum::<i64>() + left, amount);
            for (part, room) in parts.iter().zip(&room) {
                prop_assert!(part.abs() <= *room, "{} in {}", part, room);
                prop_assert!(*part == 0 || part.signum() == amount.signum());
            }
            let full = parts.iter().zip(&room).all(|(part, room)| part.abs() == *room);
            prop_assert!(left == 0 || full, "left {} though there is room", left);
        }
    }
}
