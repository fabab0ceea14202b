use super::Decision;
use super::decision::{FeeLine, NONE, Row, RowKind, ShareLine};
use super::note::{Datum, Note, NoteRule};
use crate::explain::{Code, Outcome, TraceLevel};
use crate::fees::{Base, Beneficiary, Plan, Window, fee_of};
use crate::id::{Id, PartnerId};
use crate::money::{Exact, split};
use crate::pricing::tax_of;
use crate::rulebook::Engine;

/// Reused space for the splits.
#[derive(Debug, Default)]
pub(super) struct FeeSpace {
    weights: Vec<i64>,
    parts: Vec<i64>,
}

/// Adds what every plan that holds pays.
pub(super) fn add_fees(engine: &Engine, space: &mut FeeSpace, out: &mut Decision) {
    let mut applied = false;
    for (at, plan) in (0u32..).zip(&engine.book().plans) {
        let Some(partner) = out.partner else { break };
        let holds = engine.classes().partner(partner).plans.has(at as usize);
        if !holds {
            if out.trace_level == TraceLevel::Full {
                push_row(out, NONE, at, Outcome::NotMatched, Exact::ZERO, Exact::ZERO);
            }
            continue;
        }
        if out.currency != engine.book().currency && plan.in_one_currency() {
            foreign_plan(at, out);
            continue;
        }
        applied |= apply_plan(engine, space, at, plan, partner, out);
    }
    if !applied && out.trace_level >= TraceLevel::Summary {
        let (kind, outcome) = (RowKind::NoPlan, Outcome::NotMatched);
        out.trace.push(Row {
            line: NONE,
            kind,
            outcome,
            rule: NONE,
            before: Exact::ZERO,
            after: Exact::ZERO,
        });
    }
}

fn foreign_plan(at: u32, out: &mut Decision) {
    let note = Note::new(Code::FeeCurrency, NONE, "")
        .rule(NoteRule::Plan(at))
        .with("plan", Datum::Plan(at))
        .with("stated", Datum::BookCurrency)
        .with("currency", Datum::Currency);
    out.notes.push(note);
    if out.trace_level == TraceLevel::Full {
        push_row(out, NONE, at, Outcome::NotMatched, Exact::ZERO, Exact::ZERO);
    }
}

fn push_row(
    out: &mut Decision,
    line: u32,
    plan: u32,
    outcome: Outcome,
    before: Exact,
    after: Exact,
) {
    out.trace.push(Row { line, kind: RowKind::Plan, outcome, rule: plan, before, after });
}

fn apply_plan(
    engine: &Engine,
    space: &mut FeeSpace,
    at: u32,
    plan: &Plan,
    partner: PartnerId,
    out: &mut Decision,
) -> bool {
    let mut sum = Some(0i64);
    let mut applied = false;
    for line in 0..out.lines.len() {
        let Some(base) = line_base(engine, at, plan, line, out) else { continue };
        match plan.window {
            Window::Order => sum = sum.and_then(|s| s.checked_add(base)),
            Window::Line => {
                applied |= pay(engine, space, at, plan, partner, line as u32, base, out)
            }
        }
    }
    match (plan.window, sum) {
        (Window::Line, _) => applied,
        (Window::Order, Some(base)) => pay(engine, space, at, plan, partner, NONE, base, out),
        (Window::Order, None) => {
            out.notes.push(beyond(at, NONE));
            false
        }
    }
}

fn beyond(plan: u32, line: u32) -> Note {
    Note::new(Code::FeeOutOfRange, line, "")
        .rule(NoteRule::Plan(plan))
        .with("plan", Datum::Plan(plan))
}

/// What a line adds to the plan's base, if its product is in the plan's scope.
fn line_base(engine: &Engine, at: u32, plan: &Plan, line: usize, out: &Decision) -> Option<i64> {
    let line = &out.lines[line];
    let product = line.product.filter(|_| line.priced() && line.confirmed > 0)?;
    let holds = engine.classes().product(product).plans.has(at as usize)
        && engine.scopes().plans[at as usize].quantity_holds(line.quantity);
    holds.then(|| match plan.base {
        Base::List => line.amounts.list,
        Base::Net => line.amounts.net,
        Base::Gross => line.amounts.gross,
        Base::Margin => margin(engine, product.index(), line.amounts.net, line.confirmed, out),
    })
}

/// Net less cost; a product without a cost has no margin to share.
fn margin(engine: &Engine, product: usize, net: i64, quantity: i64, out: &Decision) -> i64 {
    let exponent = out.currency.exponent();
    let cost = engine.products().rows[product].cost.and_then(|cost| {
        let total = cost.times_whole(quantity)?;
        let cents = crate::money::Rounding::decimals(exponent).apply(total)?;
        i64::try_from(cents.rescaled(exponent)?).ok()
    });
    cost.map_or(0, |cost| net.saturating_sub(cost).max(0))
}

#[allow(
    clippy::too_many_arguments,
    reason = "one flat step of the fee; a struct would only rename the arguments"
)]
fn pay(
    engine: &Engine,
    space: &mut FeeSpace,
    at: u32,
    plan: &Plan,
    partner: PartnerId,
    line: u32,
    base: i64,
    out: &mut Decision,
) -> bool {
    if base == 0 {
        return false;
    }
    let tax_rate = plan.tax.and_then(|t| engine.book().tax.rates.get(t as usize));
    let paid = fee_of(plan, base, out.currency).ok().and_then(|fee| {
        let tax = tax_rate.map_or(Some(0), |(_, rate)| tax_of(fee.minor, *rate, false))?;
        Some((fee, tax, out.totals.fee.checked_add(fee.minor)?))
    });
    let Some((fee, tax, total)) = paid else {
        out.notes.push(beyond(at, line));
        return false;
    };
    if fee.bound_missing {
        let note = Note::new(Code::FeeBoundCurrencyMissing, line, "")
            .rule(NoteRule::Plan(at))
            .with("plan", Datum::Plan(at))
            .with("currency", Datum::Currency);
        out.notes.push(note);
    }
    out.totals.fee = total;
    let shares = share_out(engine, space, plan, partner, fee.minor, out);
    out.fees.push(FeeLine { plan: at, line, base, exact: fee.exact, fee: fee.minor, tax, shares });
    if out.trace_level >= TraceLevel::Summary {
        let before = Exact::new(i128::from(base), out.currency.exponent());
        push_row(out, line, at, Outcome::Applied, before, fee.exact);
    }
    true
}

/// Splits a fee over its beneficiaries, by largest remainder.
fn share_out(
    engine: &Engine,
    space: &mut FeeSpace,
    plan: &Plan,
    partner: PartnerId,
    fee: i64,
    out: &mut Decision,
) -> (u32, u32) {
    let start = out.shares.len() as u32;
    let scale = plan.shares.iter().map(|s| s.percent.scale()).max().unwrap_or(0);
    space.weights.clear();
    space.weights.extend(
        plan.shares
            .iter()
            .map(|s| s.percent.rescaled(scale).and_then(|w| i64::try_from(w).ok()).unwrap_or(0)),
    );
    space.parts.clear();
    space.parts.resize(plan.shares.len(), 0);
    if !split(fee, &space.weights, &mut space.parts) {
        return (start, start);
    }
    let above = engine.partners().rows[partner.index()].distributor;
    for (at, share) in plan.shares.iter().enumerate() {
        if share.to == Beneficiary::Distributor && above.is_none() && at > 0 {
            // Nobody stands above this partner: the first share takes the part.
            space.parts[0] += space.parts[at];
            space.parts[at] = 0;
        }
    }
    for (at, share) in (0u32..).zip(&plan.shares) {
        let receiver = match share.to {
            Beneficiary::Partner => partner,
            Beneficiary::Distributor => match above {
                Some(above) => above,
                None if at == 0 => partner,
                None => continue,
            },
        };
        out.shares.push(ShareLine {
            share: at,
            partner: receiver,
            amount: space.parts[at as usize],
        });
    }
    (start, out.shares.len() as u32)
}
