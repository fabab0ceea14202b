use super::decision::{Decision, NONE, Row, RowKind};
use super::note::{Datum, Note, NoteRule};
use super::total::severity_of;
use crate::explain::{Code, Outcome, TraceLevel};
use crate::id::Id;
use crate::money::{Exact, Mode, Rounding};
use crate::pricing::{Bound, Reaction};
use crate::rulebook::Engine;

/// Checks what is left of the order after its cost and everything it pays out.
///
/// Costs are in the rulebook's currency, so an order in another passes, and so
/// does one with a product whose cost is not known.
pub(super) fn guard_pocket(engine: &Engine, out: &mut Decision) {
    let Some(partner) = out.partner else { return };
    let guards = (0u32..).zip(&engine.book().guards);
    for (at, guard) in guards.filter(|(_, guard)| guard.bound.of_order()) {
        let Bound::MinPocketMarginPercent(percent) = guard.bound else { continue };
        if !engine.classes().partner(partner).guards.has(at as usize) {
            continue;
        }
        let Some((left, bound)) = pocket(engine, percent, out) else { continue };
        let outcome = match guard.reaction {
            _ if left >= bound => Outcome::Passed,
            Reaction::Approve => Outcome::Approval,
            Reaction::Reject | Reaction::Clamp => Outcome::Refused,
        };
        if outcome != Outcome::Passed {
            let note = Note::new(Code::PocketMargin, NONE, "")
                .severity(severity_of(guard.reaction))
                .rule(NoteRule::Guard(at))
                .with("amount", Datum::Amount(left))
                .with("bound", Datum::Amount(bound))
                .with("guard", Datum::Guard(at));
            out.notes.push(note);
        }
        let spoke = outcome != Outcome::Passed;
        if out.trace_level >= if spoke { TraceLevel::Summary } else { TraceLevel::Full } {
            let exact = |amount: i64| Exact::new(i128::from(amount), out.currency.exponent());
            let (before, after) = (exact(left), exact(bound));
            let (line, kind) = (NONE, RowKind::Pocket);
            out.trace.push(Row { line, kind, outcome, rule: at, before, after });
        }
    }
}

/// What is left, and the least that must be, in minor units; nothing where it
/// cannot be told.
fn pocket(engine: &Engine, percent: Exact, out: &Decision) -> Option<(i64, i64)> {
    if out.currency != engine.book().currency {
        return None;
    }
    let exponent = out.currency.exponent();
    let mut cost = Exact::ZERO;
    for line in out.lines.iter().filter(|line| line.priced() && line.confirmed > 0) {
        let own = engine.products().rows[line.product?.index()].cost?;
        cost = cost.plus(own.times_whole(line.confirmed)?)?;
    }
    let cost = Rounding::decimals(exponent).apply(cost)?.rescaled(exponent)?;
    let net = out.totals.net;
    let left = i128::from(net).checked_sub(i128::from(out.totals.fee))?.checked_sub(cost)?;
    // Up, so that the percentage holds.
    let up = Rounding { mode: Mode::Ceiling, increment: Exact::new(1, exponent) };
    let bound = up.apply(Exact::new(i128::from(net), exponent).share(percent)?)?;
    Some((i64::try_from(left).ok()?, i64::try_from(bound.rescaled(exponent)?).ok()?))
}
