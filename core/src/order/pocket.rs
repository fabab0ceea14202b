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
        let Some(Pocket { holds, left, bound }) = pocket(engine, percent, out) else { continue };
        let outcome = match guard.reaction {
            _ if holds => Outcome::Passed,
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

/// What is left, and the least that must be.
struct Pocket {
    /// Compared exactly.
    holds: bool,
    /// In minor units, rounded so that a difference shows.
    left: i64,
    bound: i64,
}

/// Nothing where it cannot be told.
fn pocket(engine: &Engine, percent: Exact, out: &Decision) -> Option<Pocket> {
    if out.currency != engine.book().currency {
        return None;
    }
    let exponent = out.currency.exponent();
    let mut cost = Exact::ZERO;
    for line in out.lines.iter().filter(|line| line.priced() && line.confirmed > 0) {
        let own = engine.products().rows[line.product?.index()].cost?;
        cost = cost.plus(own.times_whole(line.confirmed)?)?;
    }
    let net = Exact::new(i128::from(out.totals.net), exponent);
    let fee = Exact::new(i128::from(out.totals.fee), exponent);
    let (left, bound) = (net.minus(cost)?.minus(fee)?, net.share(percent)?);
    let minor = |value: Exact, mode: Mode| {
        let rounding = Rounding { mode, increment: Exact::new(1, exponent) };
        i64::try_from(rounding.apply(value)?.rescaled(exponent)?).ok()
    };
    let holds = left >= bound;
    Some(Pocket { holds, left: minor(left, Mode::Floor)?, bound: minor(bound, Mode::Ceiling)? })
}
