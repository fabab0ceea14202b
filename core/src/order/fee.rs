use super::decision::{Decision, FeeLine, NONE, Row, RowKind};
use super::draft::{Draft, Facts};
use super::note::{Datum, Note, NoteRule};
use super::share::{ShareSpace, receivers, share_out};
use crate::calendar::IntervalState;
use crate::explain::{Code, Outcome, TraceLevel};
use crate::fees::{ChooseFee, Plan, Window, fee_of};
use crate::id::{Id, PartnerId};
use crate::money::{Exact, Rounding};
use crate::pricing::tax_of;
use crate::rulebook::Engine;
use crate::schedule::{Measure, Usage};

/// Reused space for the fees.
#[derive(Debug, Default)]
pub(super) struct FeeSpace {
    shares: ShareSpace,
    by: Vec<Exact>,
    /// What the plan at hand has paid on earlier lines of the order.
    paid: i64,
    /// Plans that another of their group is chosen over.
    passed_over: Vec<u32>,
}

/// What the plans are asked about: one order of one partner.
struct Asked<'a> {
    engine: &'a Engine,
    draft: &'a Draft<'a>,
    partner: PartnerId,
}

/// Adds what every plan that holds pays.
pub(super) fn add_fees(
    engine: &Engine,
    draft: &Draft<'_>,
    space: &mut FeeSpace,
    out: &mut Decision,
) {
    let mut applied = false;
    if let Some(partner) = out.partner {
        let asked = Asked { engine, draft, partner };
        tell_unknown(&asked, out);
        space.passed_over.clear();
        if engine.book().choose_fee == ChooseFee::BestForPartner {
            choose_best(&asked, space, out);
        }
        for (at, plan) in (0u32..).zip(&engine.book().plans) {
            let shadowed = space.passed_over.contains(&at).then_some(Outcome::Shadowed);
            match shadowed.or_else(|| not_held(&asked, at, plan, out)) {
                Some(Outcome::Shadowed) if out.trace_level >= TraceLevel::Candidates => {
                    push_row(out, NONE, at, Outcome::Shadowed, Exact::ZERO, Exact::ZERO);
                }
                Some(outcome) if out.trace_level == TraceLevel::Full => {
                    push_row(out, NONE, at, outcome, Exact::ZERO, Exact::ZERO);
                }
                Some(_) => {}
                None => applied |= apply_plan(&asked, space, at, plan, out),
            }
        }
    }
    if !applied && out.trace_level >= TraceLevel::Summary {
        let (kind, outcome) = (RowKind::NoPlan, Outcome::NotMatched);
        let (before, after) = (Exact::ZERO, Exact::ZERO);
        out.trace.push(Row { line: NONE, kind, outcome, rule: NONE, before, after });
    }
}

/// Tries every plan of every group and passes over all but the best of each.
fn choose_best(asked: &Asked<'_>, space: &mut FeeSpace, out: &mut Decision) {
    let mut best: Vec<(&str, (i64, i64), u32)> = Vec::new();
    for (at, plan) in (0u32..).zip(&asked.engine.book().plans) {
        let Some(group) = plan.group.as_deref() else { continue };
        let Some(gives) = tried(asked, space, at, plan, out) else { continue };
        match best.iter_mut().find(|(own, ..)| *own == group) {
            Some((_, most, chosen)) if gives > *most => {
                space.passed_over.push(*chosen);
                (*most, *chosen) = (gives, at);
            }
            Some(_) => space.passed_over.push(at),
            None => best.push((group, gives, at)),
        }
    }
}

/// What a plan would give to who ordered, and to all; nothing of it stays.
fn tried(
    asked: &Asked<'_>,
    space: &mut FeeSpace,
    at: u32,
    plan: &Plan,
    out: &mut Decision,
) -> Option<(i64, i64)> {
    let (fees, shares, notes) = (out.fees.len(), out.shares.len(), out.notes.len());
    let (trace, fee) = (out.trace.len(), out.totals.fee);
    let pays = not_held(asked, at, plan, out).is_none() && apply_plan(asked, space, at, plan, out);
    let own = out.shares[shares..].iter().filter(|share| share.partner == asked.partner);
    let own = own.fold(0i64, |sum, share| sum.saturating_add(share.amount));
    let all = out.fees[fees..].iter().fold(0i64, |sum, fee| sum.saturating_add(fee.fee));
    out.fees.truncate(fees);
    out.shares.truncate(shares);
    out.notes.truncate(notes);
    out.trace.truncate(trace);
    out.totals.fee = fee;
    pays.then_some((own, all))
}

/// Facts of a plan that is not there are a slip, and would else go unseen.
fn tell_unknown(asked: &Asked<'_>, out: &mut Decision) {
    let plans = &asked.engine.book().plans;
    for facts in &asked.draft.to_date {
        if !plans.iter().any(|plan| *plan.id == *facts.rule) {
            let found = Datum::Text(out.keep(&facts.rule));
            out.notes.push(Note::new(Code::UnknownRule, NONE, "to_date").with("found", found));
        }
    }
}

/// Why a plan does not hold for the order, if so.
fn not_held(asked: &Asked<'_>, at: u32, plan: &Plan, out: &mut Decision) -> Option<Outcome> {
    let of_partner = asked.engine.classes().partner(asked.partner).plans.has(at as usize);
    if !of_partner || !asked.engine.scopes().plans[at as usize].facts_hold(&out.facts) {
        return Some(Outcome::NotMatched);
    }
    match plan.valid.state(out.today) {
        IntervalState::NotYet => return Some(Outcome::NotYetValid),
        IntervalState::Ended => return Some(Outcome::Expired),
        IntervalState::Holds => {}
    }
    if out.currency != asked.engine.book().currency && plan.in_one_currency() {
        let note = plan_note(Code::FeeCurrency, at, NONE)
            .with("stated", Datum::BookCurrency)
            .with("currency", Datum::Currency);
        out.notes.push(note);
        return Some(Outcome::NotMatched);
    }
    None
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

fn plan_note(code: Code, plan: u32, line: u32) -> Note {
    Note::new(code, line, "").rule(NoteRule::Plan(plan)).with("plan", Datum::Plan(plan))
}

/// One number for each measure that can be summed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sums([i64; 6]);

impl Sums {
    pub(crate) fn of(&self, measure: Measure) -> i64 {
        self.0.get(measure as usize).copied().unwrap_or_default()
    }

    fn plus(mut self, other: Self) -> Option<Self> {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own = own.checked_add(more)?;
        }
        Some(self)
    }
}

fn apply_plan(
    asked: &Asked<'_>,
    space: &mut FeeSpace,
    at: u32,
    plan: &Plan,
    out: &mut Decision,
) -> bool {
    let by_line = plan.window == Window::Line;
    space.paid = 0;
    let mut sum = Some(Sums::default());
    let mut applied = false;
    for line in 0..out.lines.len() {
        let Some(sums) = line_sums(asked.engine, asked.partner, at, line, out) else { continue };
        if by_line {
            applied |= pay(asked, space, at, plan, line as u32, sums, out);
        } else {
            sum = sum.and_then(|sum| sum.plus(sums));
        }
    }
    match sum {
        _ if by_line => applied,
        Some(mut sums) => {
            // An order is one transaction, however many lines it has.
            sums.0[Measure::Count as usize] = sums.0[Measure::Count as usize].min(1);
            pay(asked, space, at, plan, NONE, sums, out)
        }
        None => {
            out.notes.push(plan_note(Code::FeeOutOfRange, at, NONE));
            false
        }
    }
}

/// What a line adds to a plan's measures, if it is in the plan's scope and no
/// earlier plan of the same group takes it.
#[inline]
pub(crate) fn line_sums(
    engine: &Engine,
    partner: PartnerId,
    at: u32,
    line: usize,
    out: &Decision,
) -> Option<Sums> {
    let plan = engine.book().plans.get(at as usize)?;
    let line = out.lines.get(line)?;
    let product = line.product.filter(|_| line.priced() && line.confirmed > 0)?;
    let takes = |at: usize| {
        engine.classes().product(product).plans.has(at)
            && engine.scopes().plans[at].order_holds(line.quantity, &out.facts)
    };
    if !takes(at as usize) {
        return None;
    }
    if plan.group.is_some() && engine.book().choose_fee == ChooseFee::FirstPlan {
        let partner = &engine.classes().partner(partner).plans;
        let earlier = engine.book().plans.iter().enumerate().take(at as usize);
        let foreign = out.currency != engine.book().currency;
        let taken = |(at, other): (usize, &Plan)| {
            other.group == plan.group
                && partner.has(at)
                && !(foreign && other.in_one_currency())
                && other.valid.holds(out.today)
                && takes(at)
        };
        if earlier.into_iter().any(taken) {
            return None;
        }
    }
    let amounts = line.amounts;
    let needs_margin = plan.base == Measure::Margin || plan.schedule.by.contains(&Measure::Margin);
    let margin = if needs_margin {
        margin(engine, product.index(), amounts.net, line.confirmed, out)
    } else {
        0
    };
    // In the order of `Measure::ALL`.
    Some(Sums([line.confirmed, 1, amounts.list, amounts.net, amounts.gross, margin]))
}

/// Net less cost; a product without a cost has no margin to share.
fn margin(engine: &Engine, product: usize, net: i64, quantity: i64, out: &Decision) -> i64 {
    let exponent = out.currency.exponent();
    let cost = engine.products().rows[product].cost.and_then(|cost| {
        let total = cost.times_whole(quantity)?;
        let cents = Rounding::decimals(exponent).apply(total)?;
        i64::try_from(cents.rescaled(exponent)?).ok()
    });
    cost.map_or(0, |cost| net.saturating_sub(cost).max(0))
}

/// What came before, as the order says; a plan that needs it and is not told
/// starts from nothing, and says so.
fn facts<'d>(asked: &Asked<'d>, at: u32, plan: &Plan, line: u32, out: &mut Decision) -> Facts<'d> {
    let told = asked.draft.to_date.iter().find(|facts| *facts.rule == *plan.id);
    let needed = plan.window.is_period() || !plan.budget.is_empty();
    if told.is_none() && needed {
        out.notes.push(plan_note(Code::FeeToDateMissing, at, line));
    }
    told.cloned().unwrap_or_default()
}

fn pay(
    asked: &Asked<'_>,
    space: &mut FeeSpace,
    at: u32,
    plan: &Plan,
    line: u32,
    sums: Sums,
    out: &mut Decision,
) -> bool {
    let base = sums.of(plan.base);
    if base == 0 {
        return false;
    }
    if receivers(asked.engine, plan, asked.partner, &mut space.shares) == 0 {
        if out.trace_level == TraceLevel::Full {
            push_row(out, line, at, Outcome::NoReceiver, Exact::ZERO, Exact::ZERO);
        }
        return false;
    }
    let facts = facts(asked, at, plan, line, out);
    let Some(fee) = computed(asked, space, plan, sums, &facts, out) else {
        out.notes.push(plan_note(Code::FeeOutOfRange, at, line));
        return false;
    };
    if fee.bound_missing {
        let note = plan_note(Code::FeeBoundCurrencyMissing, at, line);
        out.notes.push(note.with("currency", Datum::Currency));
    }
    if fee.cut {
        let note = plan_note(Code::FeeBudgetExhausted, at, line);
        out.notes.push(note.with("left", Datum::Amount(fee.minor)));
    }
    out.totals.fee = fee.total;
    space.paid += fee.minor;
    let shares = share_out(&mut space.shares, fee.minor, out);
    let (exact, tax) = (fee.exact, fee.tax);
    out.fees.push(FeeLine { plan: at, line, base, exact, fee: fee.minor, tax, shares });
    if out.trace_level >= TraceLevel::Summary {
        let before = in_measure(plan.base, base, out);
        push_row(out, line, at, Outcome::Applied, before, exact);
    }
    true
}

struct Paid {
    exact: Exact,
    minor: i64,
    tax: i64,
    total: i64,
    bound_missing: bool,
    cut: bool,
}

/// The fee and its tax; `None` when a number leaves its range.
fn computed(
    asked: &Asked<'_>,
    space: &mut FeeSpace,
    plan: &Plan,
    sums: Sums,
    facts: &Facts<'_>,
    out: &Decision,
) -> Option<Paid> {
    let period = plan.window.is_period();
    let before = if period { facts.base } else { Exact::ZERO };
    let count_before = if period { facts.count } else { 0 };
    let amount = in_measure(plan.base, sums.of(plan.base), out);
    space.by.clear();
    for measure in &plan.schedule.by {
        let value = if *measure == Measure::Attainment {
            plan.attainment(before.plus(amount)?, out.currency)?
        } else {
            let earlier = if period { facts.of(*measure, plan.base) } else { Exact::ZERO };
            in_measure(*measure, sums.of(*measure), out).plus(earlier)?
        };
        space.by.push(value);
    }
    let usage = Usage { amount, before, count_before, by: &space.by };
    let exponent = out.currency.exponent();
    let paid = facts.paid.plus(Exact::new(i128::from(space.paid), exponent))?;
    let fee = fee_of(plan, &usage, paid, out.currency).ok()?;
    let rate = plan.tax.and_then(|tax| asked.engine.book().tax.rates.get(tax as usize));
    let tax = rate.map_or(Some(0), |(_, rate)| tax_of(fee.minor, *rate, false))?;
    let total = out.totals.fee.checked_add(fee.minor)?;
    let (bound_missing, cut) = (fee.bound_missing, fee.cut);
    Some(Paid { exact: fee.exact, minor: fee.minor, tax, total, bound_missing, cut })
}

fn in_measure(measure: Measure, value: i64, out: &Decision) -> Exact {
    let exponent = if measure.is_money() { out.currency.exponent() } else { 0 };
    Exact::new(i128::from(value), exponent)
}
