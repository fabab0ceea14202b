use super::decision::{Decision, Line, NONE, Row, RowKind};
use super::draft::Draft;
use super::list::choose;
use super::note::{Datum, Note, NoteRule};
use crate::calendar::Day;
use crate::explain::{Code, Outcome, TraceLevel};
use crate::id::{Id, PartnerId, ProductId};
use crate::money::Exact;
use crate::pricing::{
    Basis, Combine, Competitor, Guard, Over, Reaction, Stage, guard_bound, run_stage,
};
use crate::rulebook::{Engine, PartnerClass};
use std::ops::Range;

/// What one line is priced for.
pub(super) struct Asked<'e> {
    pub engine: &'e Engine,
    pub at: u32,
    pub partner: PartnerId,
    pub product: ProductId,
    /// The quantities of the line, of its group and of the order.
    quantities: [i64; 3],
    /// Since when the partner is there.
    pub since: Option<Day>,
    /// What was known when.
    pub known_at: Option<Day>,
}

impl<'e> Asked<'e> {
    pub(super) fn class(&self) -> &'e PartnerClass {
        self.engine.classes().partner(self.partner)
    }

    /// The quantity over the line, its group or the order.
    pub(super) const fn counted(&self, over: Over) -> i64 {
        self.quantities[over as usize]
    }
}

/// A number left its range at the named step.
pub(super) struct Beyond(pub &'static str);

/// Reused space: the quantity of each group.
#[derive(Debug, Default)]
pub(super) struct PriceSpace {
    groups: Vec<i64>,
}

/// Prices every line that nothing blocks.
pub(super) fn price(
    engine: &Engine,
    draft: &Draft<'_>,
    space: &mut PriceSpace,
    out: &mut Decision,
) {
    let Some(partner) = out.partner else { return };
    let since = engine.partners().rows[partner.index()].since;
    let order = count_groups(engine, space, out);
    for at in 0..out.lines.len() {
        let mut line = out.lines[at];
        let Some(product) = line.product.filter(|_| !line.blocked) else { continue };
        let group = engine.classes().product(product).group;
        let group = group.and_then(|group| space.groups.get(group as usize));
        let quantities = [line.quantity, group.copied().unwrap_or(line.quantity), order];
        let known_at = draft.known_at;
        let asked = Asked { engine, at: at as u32, partner, product, quantities, since, known_at };
        if let Err(Beyond(step)) = price_line(&asked, &mut line, out) {
            line.blocked = true;
            line.entry = NONE;
            out.notes.push(beyond(asked.at, step));
        }
        out.lines[at] = line;
    }
}

/// Sums the quantities of the lines that can be priced, by group; their total.
fn count_groups(engine: &Engine, space: &mut PriceSpace, out: &Decision) -> i64 {
    space.groups.clear();
    if !engine.counts_over_lines() {
        return 0;
    }
    space.groups.resize(engine.book().groups.len(), 0);
    let mut order = 0;
    for line in out.lines.iter().filter(|line| !line.blocked) {
        let Some(product) = line.product else { continue };
        // INVARIANT: at most 100,000 lines of at most 10^9 units.
        order += line.quantity;
        let group = engine.classes().product(product).group;
        if let Some(sum) = group.and_then(|group| space.groups.get_mut(group as usize)) {
            *sum += line.quantity;
        }
    }
    order
}

pub(super) fn beyond(line: u32, step: &'static str) -> Note {
    Note::new(Code::AmountOutOfRange, line, "quantity").with("step", Datum::Word(step))
}

fn price_line(asked: &Asked<'_>, line: &mut Line, out: &mut Decision) -> Result<(), Beyond> {
    let engine = asked.engine;
    if !choose(asked, line, out)? {
        let note = Note::new(Code::NoPrice, asked.at, "product")
            .with("product", Datum::Product(asked.product))
            .with("currency", Datum::Currency);
        out.notes.push(note);
        line.blocked = true;
        return Ok(());
    }
    let mut basis = Basis {
        today: out.today,
        since: asked.since,
        original: line.list_price,
        start: line.list_price,
        cost: engine.products().rows[asked.product.index()].cost,
        closed: false,
    };
    let mut first = 0usize;
    for stage in &engine.book().stages {
        let range = first..first + stage.adjustments.len();
        first = range.end;
        let (price, applied) =
            apply_stage(asked, stage, range, &basis, out).ok_or(Beyond("waterfall"))?;
        basis.start = price;
        basis.closed |= applied && stage.combine == Combine::Exclusive;
    }
    let rounded = round_unit(engine, asked.at, basis.start, out).ok_or(Beyond("rounding"))?;
    line.unit_price = apply_guards(asked, line.list_price, rounded, out).ok_or(Beyond("guards"))?;
    compare_expected(asked.at, line, out);
    Ok(())
}

/// The price after a stage, and whether anything applied.
fn apply_stage(
    asked: &Asked<'_>,
    stage: &Stage,
    range: Range<usize>,
    basis: &Basis,
    out: &mut Decision,
) -> Option<(Exact, bool)> {
    let engine = asked.engine;
    let scopes = &engine.scopes().adjustments;
    let first = range.start;
    let partner = &asked.class().adjustments;
    let product = &engine.classes().product(asked.product).adjustments;
    let foreign = out.currency != engine.book().currency;
    let facts = &out.facts;
    let competitors = partner.both(product, range.clone()).map(|at| {
        let adjustment = &stage.adjustments[at - first];
        let quantity = asked.counted(adjustment.over);
        Competitor {
            rule: at as u32,
            adjustment,
            quantity,
            order_holds: scopes[at].order_holds(quantity, facts),
            foreign: foreign && adjustment.change.states_amount(),
        }
    });
    let level = out.trace_level;
    let rows_before = out.trace.len();
    let mut applied = false;
    let (trace, notes) = (&mut out.trace, &mut out.notes);
    let after = run_stage(stage.combine, competitors, basis, |taken| {
        let wanted = match taken.outcome {
            Outcome::Applied => TraceLevel::Summary,
            _ => TraceLevel::Candidates,
        };
        applied |= taken.outcome == Outcome::Applied;
        if taken.foreign {
            let rule = NoteRule::Adjustment(taken.rule);
            notes.push(in_other_currency(asked.at, rule, Datum::Adjustment(taken.rule)));
        }
        if level >= wanted {
            let (outcome, rule) = (taken.outcome, taken.rule);
            trace.push(adjustment_row(asked.at, outcome, rule, taken.before, taken.after));
        }
    });
    if level == TraceLevel::Full {
        let unmatched = range.filter(|&at| !(partner.has(at) && product.has(at)));
        let (outcome, zero) = (Outcome::NotMatched, Exact::ZERO);
        trace.extend(unmatched.map(|at| adjustment_row(asked.at, outcome, at as u32, zero, zero)));
        trace[rows_before..].sort_by_key(|row| row.rule);
    }
    after.map(|after| (after, applied))
}

const fn adjustment_row(
    line: u32,
    outcome: Outcome,
    rule: u32,
    before: Exact,
    after: Exact,
) -> Row {
    Row { line, kind: RowKind::Adjustment, outcome, rule, before, after }
}

fn in_other_currency(line: u32, rule: NoteRule, name: Datum) -> Note {
    Note::new(Code::PriceCurrency, line, "product")
        .rule(rule)
        .with("rule", name)
        .with("stated", Datum::BookCurrency)
        .with("currency", Datum::Currency)
}

fn round_unit(engine: &Engine, at: u32, before: Exact, out: &mut Decision) -> Option<Exact> {
    let Some(rounding) = engine.book().rounding.unit else { return Some(before) };
    let after = rounding.apply(before)?;
    if after != before && out.trace_level >= TraceLevel::Summary {
        out.trace.push(Row {
            line: at,
            kind: RowKind::UnitRounding,
            outcome: Outcome::Rounded,
            rule: 0,
            before,
            after,
        });
    }
    Some(after)
}

/// Guards in order, those that lower the price before those that raise it: a
/// floor has the last word. The price they leave.
fn apply_guards(
    asked: &Asked<'_>,
    list_price: Exact,
    start: Exact,
    out: &mut Decision,
) -> Option<Exact> {
    let guards = &asked.engine.book().guards;
    let mut price = start;
    for caps in [true, false] {
        for (at, guard) in (0u32..).zip(guards) {
            if guard.bound.is_cap() == caps && !guard.bound.of_order() {
                price = apply_guard(asked, at, guard, list_price, price, out)?;
            }
        }
    }
    Some(price)
}

fn apply_guard(
    asked: &Asked<'_>,
    at: u32,
    guard: &Guard,
    list_price: Exact,
    price: Exact,
    out: &mut Decision,
) -> Option<Exact> {
    let engine = asked.engine;
    let quantity = asked.counted(Over::Line);
    let in_scope = engine.guard_holds(at, asked.partner, asked.product, quantity, &out.facts);
    let foreign = out.currency != engine.book().currency && guard.bound.states_amount();
    if in_scope && foreign {
        out.notes.push(in_other_currency(asked.at, NoteRule::Guard(at), Datum::Guard(at)));
    }
    let holds = in_scope && !foreign;
    let cost = engine.products().rows[asked.product.index()].cost;
    let passes = holds && guard.bound.passes(price, cost);
    let bound = match holds {
        // Only the full trace tells the bound of a guard that lets pass.
        true if passes && out.trace_level < TraceLevel::Full => None,
        true if passes => bound_of(engine, guard, asked.product, list_price).flatten(),
        true => bound_of(engine, guard, asked.product, list_price)?,
        false => None,
    };
    let stopped = bound.filter(|bound| !passes && guard.bound.stops(price, *bound));
    let outcome = match stopped {
        _ if !holds => Outcome::NotMatched,
        Some(bound) => speak(asked.at, at, guard, price, bound, out),
        None => Outcome::Passed,
    };
    let spoke = !matches!(outcome, Outcome::Passed | Outcome::NotMatched);
    if out.trace_level >= if spoke { TraceLevel::Summary } else { TraceLevel::Full } {
        let after = bound.unwrap_or(price);
        let (line, kind) = (asked.at, RowKind::Guard);
        out.trace.push(Row { line, kind, outcome, rule: at, before: price, after });
    }
    Some(if outcome == Outcome::Clamped { bound.unwrap_or(price) } else { price })
}

/// The finding of a guard that stops a price, and what becomes of it.
fn speak(
    line: u32,
    at: u32,
    guard: &Guard,
    price: Exact,
    bound: Exact,
    out: &mut Decision,
) -> Outcome {
    let (code, outcome) = match guard.reaction {
        Reaction::Clamp => (Code::GuardClamped, Outcome::Clamped),
        Reaction::Reject => (Code::GuardRejected, Outcome::Refused),
        Reaction::Approve => (Code::GuardApproval, Outcome::Approval),
    };
    let note = Note::new(code, line, "product")
        .rule(NoteRule::Guard(at))
        .with("price", Datum::Price(price))
        .with("bound", Datum::Price(bound))
        .with("guard", Datum::Guard(at));
    out.notes.push(note);
    outcome
}

pub(super) fn bound_of(
    engine: &Engine,
    guard: &Guard,
    product: ProductId,
    list_price: Exact,
) -> Option<Option<Exact>> {
    let cost = engine.products().rows[product.index()].cost;
    guard_bound(guard, list_price, cost, engine.book().rounding.unit)
}

fn compare_expected(at: u32, line: &Line, out: &mut Decision) {
    if let Some(expected) = line.expected_price.filter(|price| *price != line.unit_price) {
        let note = Note::new(Code::PriceDiffers, at, "unit_price")
            .with("expected", Datum::Price(expected))
            .with("price", Datum::Price(line.unit_price));
        out.notes.push(note);
    }
}
