//! From a verdict to the ledger: what a decision sold, plan by plan.

use super::super::order::read_order;
use super::super::story::trace_hash;
use super::super::verdict::trace_json;
use super::write;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::explain::TraceLevel;
use crate::fees::{EarnPoint, Plan, Window};
use crate::id::PartnerId;
use crate::ledger::{Receiver, Sale, Source};
use crate::money::Exact;
use crate::order::{Decision, FeeLine, NONE, Options, Verdict, Workspace, line_sums};
use crate::rulebook::Engine;
use crate::schedule::Measure;

/// A sale as one plan sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanSale<'a> {
    /// The id of the plan.
    pub plan: &'a str,
    /// What was sold.
    pub sale: Sale,
}

/// The sales that a decision makes of an order, one for each fee it tells, for
/// [`accrue`](crate::accrue).
///
/// `event` is what happened to the order and `booked` the day it is entered. A
/// rejected order sells nothing. Each sale carries the [`trace_hash`] of the decision,
/// when it has a trace: decided again with the same options it gives the same. The source is the order's id, and for a plan
/// that pays by line the line's id, or `lines[0]` and so on.
///
/// # Errors
///
/// Of kind `input` for an order without an id: nothing would tell that it is
/// booked.
pub fn sales_of<'a>(
    engine: &'a Engine,
    decision: &Decision,
    event: EarnPoint,
    booked: Day,
) -> Result<Vec<PlanSale<'a>>, Error> {
    let Some(partner) = decision.partner.filter(|_| decision.verdict != Verdict::Rejected) else {
        return Ok(Vec::new());
    };
    if decision.fees.is_empty() {
        return Ok(Vec::new());
    }
    let Some(order) = decision.text(decision.order_id) else {
        let message = "an order without an id cannot be booked in the ledger";
        return Err(Error::new(ErrorKind::Input, message));
    };
    let of = Of { engine, decision, partner };
    let trace = hash_of(engine, decision);
    let sale = |fee: &FeeLine| {
        let plan = &engine.book().plans[fee.plan as usize];
        let sale = Sale {
            source: of.source(order, fee),
            partner: engine.partners().ids.name(partner).to_owned(),
            receivers: of.receivers(plan, fee),
            day: decision.today,
            booked,
            currency: decision.currency,
            base: of.exact(plan.base, fee.base),
            count: 1,
            measures: of.measures(plan, fee),
            event,
            trace: trace.clone(),
        };
        PlanSale { plan: &plan.id, sale }
    };
    Ok(decision.fees.iter().map(sale).collect())
}

/// What ties an entry to the way its decision was made; nothing without a trace.
fn hash_of(engine: &Engine, decision: &Decision) -> String {
    if decision.trace_level == TraceLevel::None {
        return String::new();
    }
    let mut trace = String::new();
    trace_json(engine, decision, &mut trace);
    trace_hash(&trace)
}

/// The same as the text that the verb `accrue` takes as its `sales`.
///
/// # Errors
///
/// Those of [`sales_of`].
pub fn sales_json(
    engine: &Engine,
    decision: &Decision,
    event: EarnPoint,
    booked: Day,
) -> Result<String, Error> {
    let mut out = String::new();
    let sales = sales_of(engine, decision, event, booked)?;
    write::list(&sales, &mut out, |own, out| write::sale(own.plan, &own.sale, out));
    Ok(out)
}

impl Engine {
    /// Decides an order from its JSON text and gives the sales it makes, as the
    /// text that the verb `accrue` takes; `event` and `booked` are words.
    ///
    /// # Errors
    ///
    /// Those of [`sales_of`], and of kind `input` for a text that is no order, an
    /// event that is none, and a day that is none.
    pub fn sales_text(&self, order: &str, event: &str, booked: &str) -> Result<String, Error> {
        let misuse = |message: String| Error::new(ErrorKind::Input, message);
        let at = EarnPoint::NAMES.iter().position(|name| *name == event).ok_or_else(|| {
            misuse(format!("event: `{event}` is not one of {}", EarnPoint::NAMES.join(", ")))
        })?;
        let day = Day::parse(booked)
            .ok_or_else(|| misuse(format!("booked: `{booked}` is no day such as 2026-03-01")))?;
        let mut workspace = Workspace::new();
        let decision = self.decide(&read_order(order)?, &Options::default(), &mut workspace)?;
        sales_json(self, decision, EarnPoint::ALL[at], day)
    }
}

struct Of<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
    partner: PartnerId,
}

impl Of<'_> {
    fn source(&self, order: &str, fee: &FeeLine) -> Source {
        if fee.line == NONE {
            return Source::order(order);
        }
        let line = &self.decision.lines[fee.line as usize];
        match self.decision.text(line.id) {
            Some(id) => Source::line(order, id),
            None => Source::line(order, &format!("lines[{}]", fee.line)),
        }
    }

    fn receivers(&self, plan: &Plan, fee: &FeeLine) -> Vec<Receiver> {
        let receiver = |share: &crate::order::ShareLine| Receiver {
            to: plan.shares[share.share as usize].to,
            partner: self.engine.partners().ids.name(share.partner).to_owned(),
        };
        self.decision.shares(fee).iter().map(receiver).collect()
    }

    fn exact(&self, measure: Measure, value: i64) -> Exact {
        let money = measure.is_money();
        let exponent = if money { self.decision.currency.exponent() } else { 0 };
        Exact::new(i128::from(value), exponent)
    }

    /// What chooses the tier and is neither the base nor follows from it.
    fn measures(&self, plan: &Plan, fee: &FeeLine) -> Vec<(Measure, Exact)> {
        let other = |measure: &&Measure| {
            **measure != plan.base && !matches!(measure, Measure::Count | Measure::Attainment)
        };
        let by_line = plan.window == Window::Line;
        let lines = (0..self.decision.lines.len())
            .filter(|at| !by_line || *at == fee.line as usize)
            .filter_map(|at| line_sums(self.engine, self.partner, fee.plan, at, self.decision));
        let lines: Vec<_> = lines.collect();
        let sum = |measure: &Measure| {
            let sum = lines.iter().map(|sums| sums.of(*measure)).sum();
            (*measure, self.exact(*measure, sum))
        };
        plan.schedule.by.iter().filter(other).map(sum).collect()
    }
}
