use super::Decision;
use super::decision::{Line, NONE, Row, RowKind};
use super::note::{Datum, Note, NoteRule};
use crate::calendar::IntervalState;
use crate::explain::{Code, Outcome, TraceLevel};
use crate::id::{Id, PartnerId, ProductId};
use crate::money::Exact;
use crate::pricing::{ChoosePrice, Competitor, Guard, Reaction, Stage, guard_bound, run_stage};
use crate::rulebook::Engine;

/// What one line is priced for.
struct Asked {
    at: u32,
    partner: PartnerId,
    product: ProductId,
    quantity: i64,
}

/// A number left its range at the named step.
struct Beyond(&'static str);

/// Prices every line that nothing blocks.
pub(super) fn price(engine: &Engine, out: &mut Decision) {
    let Some(partner) = out.partner else { return };
    for at in 0..out.lines.len() {
        let mut line = out.lines[at];
        let Some(product) = line.product.filter(|_| !line.blocked) else { continue };
        let asked = Asked { at: at as u32, partner, product, quantity: line.quantity };
        if let Err(Beyond(step)) = price_line(engine, &asked, &mut line, out) {
            line.blocked = true;
            line.entry = NONE;
            out.notes.push(beyond(asked.at, step));
        }
        out.lines[at] = line;
    }
}

pub(super) fn beyond(line: u32, step: &'static str) -> Note {
    Note::new(Code::AmountOutOfRange, line, "quantity").with("step", Datum::Word(step))
}

fn price_line(
    engine: &Engine,
    asked: &Asked,
    line: &mut Line,
    out: &mut Decision,
) -> Result<(), Beyond> {
    let Some(entry) = choose_entry(engine, asked, out) else {
        let note = Note::new(Code::NoPrice, asked.at, "product")
            .with("product", Datum::Product(asked.product))
            .with("currency", Datum::Currency);
        out.notes.push(note);
        line.blocked = true;
        return Ok(());
    };
    line.entry = entry;
    line.list_price = engine.prices().entry(entry).unit_price;
    let mut running = line.list_price;
    let mut first = 0usize;
    for stage in &engine.book().stages {
        let range = first..first + stage.adjustments.len();
        first = range.end;
        running = apply_stage(engine, asked, stage, range, line.list_price, running, out)
            .ok_or(Beyond("waterfall"))?;
    }
    running = round_unit(engine, asked.at, running, out).ok_or(Beyond("rounding"))?;
    line.unit_price =
        apply_guards(engine, asked, line.list_price, running, out).ok_or(Beyond("guards"))?;
    compare_expected(asked.at, line, out);
    Ok(())
}

/// The price entry that holds, with a row for every candidate that is traced.
fn choose_entry(engine: &Engine, asked: &Asked, out: &mut Decision) -> Option<u32> {
    let class = engine.classes().partner(asked.partner);
    let lowest = engine.book().choose_price == ChoosePrice::Lowest;
    let traced = out.trace_level >= TraceLevel::Candidates;
    let rows_before = out.trace.len();
    let mut chosen: Option<(u32, u32)> = None;
    for (list, range) in engine.prices().candidates(asked.product, &class.lists) {
        let rule = &engine.book().price_lists[list as usize];
        if rule.currency != out.currency {
            continue;
        }
        let list_state = rule.valid.state(out.today);
        for at in range {
            let entry = engine.prices().entry(at);
            let outcome = match list_state.and(entry.valid.state(out.today)) {
                IntervalState::NotYet => Outcome::NotYetValid,
                IntervalState::Ended => Outcome::Expired,
                IntervalState::Holds if asked.quantity < entry.quantity_from => {
                    Outcome::BelowQuantity
                }
                IntervalState::Holds => Outcome::Shadowed,
            };
            if outcome == Outcome::Shadowed {
                let wins = chosen.is_none_or(|(best_list, best)| {
                    if lowest {
                        entry.unit_price < engine.prices().entry(best).unit_price
                    } else {
                        best_list == list
                    }
                });
                if wins {
                    chosen = Some((list, at));
                }
            }
            if traced {
                out.trace.push(entry_row(asked.at, at, outcome));
            }
        }
    }
    let (_, entry) = chosen?;
    if traced {
        let winner = out.trace[rows_before..].iter_mut().find(|row| row.rule == entry);
        if let Some(row) = winner {
            row.outcome = Outcome::Applied;
        }
    } else if out.trace_level == TraceLevel::Summary {
        out.trace.push(entry_row(asked.at, entry, Outcome::Applied));
    }
    Some(entry)
}

fn entry_row(line: u32, entry: u32, outcome: Outcome) -> Row {
    Row {
        line,
        kind: RowKind::Entry,
        outcome,
        rule: entry,
        before: Exact::ZERO,
        after: Exact::ZERO,
    }
}

fn apply_stage(
    engine: &Engine,
    asked: &Asked,
    stage: &Stage,
    range: std::ops::Range<usize>,
    original: Exact,
    running: Exact,
    out: &mut Decision,
) -> Option<Exact> {
    let classes = engine.classes();
    let scopes = &engine.scopes().adjustments;
    let (first, quantity) = (range.start, asked.quantity);
    let partner = &classes.partner(asked.partner).adjustments;
    let product = &classes.product(asked.product).adjustments;
    let foreign = out.currency != engine.book().currency;
    let competitors = partner.both(product, range.clone()).map(|at| {
        let adjustment = &stage.adjustments[at - first];
        Competitor {
            rule: at as u32,
            adjustment,
            quantity_holds: scopes[at].quantity_holds(quantity),
            foreign: foreign && adjustment.change.states_amount(),
        }
    });
    let level = out.trace_level;
    let rows_before = out.trace.len();
    let (trace, notes) = (&mut out.trace, &mut out.notes);
    let after = run_stage(stage.combine, competitors, out.today, original, running, |step| {
        let wanted = match step.outcome {
            Outcome::Applied => TraceLevel::Summary,
            _ => TraceLevel::Candidates,
        };
        if step.foreign {
            let rule = NoteRule::Adjustment(step.rule);
            notes.push(in_other_currency(asked.at, rule, Datum::Adjustment(step.rule)));
        }
        if level >= wanted {
            trace.push(Row {
                line: asked.at,
                kind: RowKind::Adjustment,
                outcome: step.outcome,
                rule: step.rule,
                before: step.before,
                after: step.after,
            });
        }
    });
    if level == TraceLevel::Full {
        let unmatched = range.filter(|&at| !(partner.has(at) && product.has(at)));
        trace.extend(unmatched.map(|at| Row {
            line: asked.at,
            kind: RowKind::Adjustment,
            outcome: Outcome::NotMatched,
            rule: at as u32,
            before: Exact::ZERO,
            after: Exact::ZERO,
        }));
        trace[rows_before..].sort_by_key(|row| row.rule);
    }
    after
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

/// Guards in order; the price they leave.
fn apply_guards(
    engine: &Engine,
    asked: &Asked,
    list_price: Exact,
    start: Exact,
    out: &mut Decision,
) -> Option<Exact> {
    let mut price = start;
    for (at, guard) in (0u32..).zip(&engine.book().guards) {
        let in_scope = engine.guard_holds(at, asked.partner, asked.product, asked.quantity);
        let foreign = out.currency != engine.book().currency && guard.bound.states_amount();
        if in_scope && foreign {
            out.notes.push(in_other_currency(asked.at, NoteRule::Guard(at), Datum::Guard(at)));
        }
        let holds = in_scope && !foreign;
        let bound = if holds { bound_of(engine, guard, asked.product, list_price)? } else { None };
        let before = price;
        let outcome = match bound {
            _ if !holds => Outcome::NotMatched,
            Some(bound) if price < bound => {
                let (code, outcome) = match guard.reaction {
                    Reaction::Clamp => (Code::GuardClamped, Outcome::Clamped),
                    Reaction::Reject => (Code::GuardRejected, Outcome::Refused),
                    Reaction::Approve => (Code::GuardApproval, Outcome::Approval),
                };
                let note = Note::new(code, asked.at, "product")
                    .rule(NoteRule::Guard(at))
                    .with("price", Datum::Price(price))
                    .with("bound", Datum::Price(bound))
                    .with("guard", Datum::Guard(at));
                out.notes.push(note);
                if guard.reaction == Reaction::Clamp {
                    price = bound;
                }
                outcome
            }
            _ => Outcome::Passed,
        };
        let spoke = !matches!(outcome, Outcome::Passed | Outcome::NotMatched);
        if out.trace_level >= if spoke { TraceLevel::Summary } else { TraceLevel::Full } {
            let after = bound.unwrap_or(before);
            out.trace.push(Row {
                line: asked.at,
                kind: RowKind::Guard,
                outcome,
                rule: at,
                before,
                after,
            });
        }
    }
    Some(price)
}

fn bound_of(
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
