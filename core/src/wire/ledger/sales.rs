//! From a verdict to the ledger: what a decision sold, plan by plan.

use super::write;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::fees::{EarnPoint, Plan, Window};
use crate::id::{Id, PartnerId};
use crate::ledger::{Receiver, Sale, Source};
use crate::money::{Exact, Rounding};
use crate::order::{Decision, FeeLine, Line, NONE, Verdict};
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
/// rejected order sells nothing. The source is the order's id, and for a plan
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
            trace: String::new(),
        };
        PlanSale { plan: &plan.id, sale }
    };
    Ok(decision.fees.iter().map(sale).collect())
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
        let sum = |measure: &Measure| {
            let lines = (0u32..).zip(&self.decision.lines).filter(|(at, line)| {
                if plan.window == Window::Line {
                    *at == fee.line
                } else {
                    self.takes(fee.plan, line)
                }
            });
            let sum = lines.map(|(_, line)| self.of_line(*measure, line)).sum();
            (*measure, self.exact(*measure, sum))
        };
        plan.schedule.by.iter().filter(other).map(sum).collect()
    }

    fn of_line(&self, measure: Measure, line: &Line) -> i64 {
        match measure {
            Measure::Quantity => line.confirmed,
            Measure::List => line.amounts.list,
            Measure::Net => line.amounts.net,
            Measure::Gross => line.amounts.gross,
            Measure::Margin => self.margin(line),
            Measure::Count | Measure::Attainment => 0,
        }
    }

    /// Net less cost, as the fee was decided.
    fn margin(&self, line: &Line) -> i64 {
        let exponent = self.decision.currency.exponent();
        let cost = || {
            let cost = self.engine.products().rows[line.product?.index()].cost?;
            let total = Rounding::decimals(exponent).apply(cost.times_whole(line.confirmed)?)?;
            i64::try_from(total.rescaled(exponent)?).ok()
        };
        cost().map_or(0, |cost| line.amounts.net.saturating_sub(cost).max(0))
    }

    /// Whether a line is in the base of a plan: in its scope, and not taken by an
    /// earlier plan of its group.
    fn takes(&self, plan: u32, line: &Line) -> bool {
        let Some(product) = line.product.filter(|_| line.priced() && line.confirmed > 0) else {
            return false;
        };
        let (classes, plans) = (self.engine.classes(), &self.engine.book().plans);
        let takes = |at: usize| {
            classes.product(product).plans.has(at)
                && self.engine.scopes().plans[at].quantity_holds(line.quantity)
        };
        let own = &plans[plan as usize];
        let earlier = |at: usize| {
            own.group.is_some()
                && plans[at].group == own.group
                && classes.partner(self.partner).plans.has(at)
                && plans[at].valid.holds(self.decision.today)
                && takes(at)
        };
        takes(plan as usize) && !(0..plan as usize).any(earlier)
    }
}
