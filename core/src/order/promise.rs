use super::decision::{Line, LineStatus, NONE};
use super::note::{Datum, Note};
use super::{Decision, Draft, DraftLine};
use crate::availability::{Ask, Buyer, Delivery, Overlay, Planner, Terms, Unavailable};
use crate::calendar::{Day, Moment, ShippingCalendar};
use crate::explain::{Code, Severity};
use crate::id::{Id, PartnerId, ProductId};
use crate::rulebook::Engine;

/// Space that is kept: a decision allocates nothing once it is warm.
#[derive(Debug, Default)]
pub(super) struct PromiseSpace {
    substitutes: Vec<Ask>,
    products: Vec<ProductId>,
}

/// Promises every line that has a price, one after the other; each sees what
/// the ones before it took.
pub(super) fn promise(
    engine: &Engine,
    draft: &Draft<'_>,
    placed: Moment,
    (overlay, space): (&mut Overlay, &mut PromiseSpace),
    out: &mut Decision,
) {
    let promising = Promising::new(engine, draft, placed, out);
    if draft.together.unwrap_or(engine.book().availability.together) {
        promising.together(overlay, space, out);
    } else {
        promising.one_by_one(overlay, space, out);
    }
    let priced = || out.lines.iter().filter(|line| line.priced());
    if priced().next().is_some() && priced().all(|line| line.confirmed == 0) {
        out.notes.push(Note::new(Code::NothingDeliverable, NONE, "lines"));
    }
}

/// The planner of the promises of an order.
fn planner<'a>(
    engine: &'a Engine,
    draft: &'a Draft<'_>,
    placed: Moment,
    out: &Decision,
) -> Planner<'a> {
    let book = engine.book();
    let group = || engine.supply_group(out.partner?);
    let supplies = engine.supplies();
    let buyer = Buyer {
        group: if book.availability.groups.is_empty() { None } else { group() },
        owner: draft.owner.as_deref(),
        moment: placed.instant,
    };
    let known = (supplies, engine.recipes());
    Planner::new(&book.availability, known, &book.calendar.working, out.today, buyer)
}

pub(super) struct Promising<'a> {
    pub engine: &'a Engine,
    draft: &'a Draft<'a>,
    /// The first day on which anything of the order may leave.
    pub earliest: Day,
    pub planner: Planner<'a>,
}

impl<'a> Promising<'a> {
    pub fn new(engine: &'a Engine, draft: &'a Draft<'a>, placed: Moment, out: &Decision) -> Self {
        let earliest = engine.book().calendar.earliest_ship(placed);
        Self { engine, draft, earliest, planner: planner(engine, draft, placed, out) }
    }

    fn one_by_one(&self, overlay: &mut Overlay, space: &mut PromiseSpace, out: &mut Decision) {
        for at in 0..out.lines.len() {
            let mut line = out.lines[at];
            if line.priced() {
                self.plan(overlay, space, &self.draft.lines[at], &mut line, out);
                judge(self.engine, at as u32, self.earliest, &mut line, out);
                out.lines[at] = line;
            }
        }
    }

    fn plan(
        &self,
        overlay: &mut Overlay,
        space: &mut PromiseSpace,
        asked: &DraftLine<'_>,
        line: &mut Line,
        out: &mut Decision,
    ) {
        let Some(product) = line.product else { return };
        let terms = self.terms(asked, line);
        let own = self.ask(product, line.quantity);
        self.substitutes(product, line.quantity, out.partner, space);
        let start = out.deliveries.len() as u32;
        let promised =
            self.planner.line(overlay, &own, &space.substitutes, &terms, &mut out.deliveries);
        line.confirmed = promised.total;
        line.substitute = promised.substitute.map(|at| space.products[at]);
        line.deliveries = (start, out.deliveries.len() as u32);
    }

    /// What is asked of the lines, each with its substitutes.
    pub fn asks(&self, space: &mut PromiseSpace, out: &Decision) -> Vec<Vec<Ask>> {
        let priced = out.lines.iter().filter(|line| line.priced());
        let asks = priced.filter_map(|line| {
            let product = line.product?;
            self.substitutes(product, line.quantity, out.partner, space);
            let own = self.ask(product, line.quantity);
            Some([own].iter().chain(&space.substitutes).copied().collect())
        });
        asks.collect()
    }

    /// All lines on one day, or none.
    fn together(&self, overlay: &mut Overlay, space: &mut PromiseSpace, out: &mut Decision) {
        let mut asks: Vec<Vec<Ask>> = Vec::new();
        let mut products: Vec<Vec<ProductId>> = Vec::new();
        let mut places: Vec<usize> = Vec::new();
        let mut terms: Vec<Terms> = Vec::new();
        for (at, line) in out.lines.iter().enumerate().filter(|(_, line)| line.priced()) {
            let Some(product) = line.product else { continue };
            self.substitutes(product, line.quantity, out.partner, space);
            let own = self.ask(product, line.quantity);
            asks.push([own].iter().chain(&space.substitutes).copied().collect());
            products.push([product].iter().chain(&space.products).copied().collect());
            terms.push(self.terms(&self.draft.lines[at], line));
            places.push(at);
        }
        let Some(target) = terms.iter().map(|terms| terms.target).max() else { return };
        let late = terms.iter().filter_map(|terms| terms.late_days_max).min();
        let last =
            late.map_or(Day(i32::MAX), |days| target.plus(i32::try_from(days).unwrap_or(i32::MAX)));
        let lines: Vec<&[Ask]> = asks.iter().map(Vec::as_slice).collect();
        let mut give = |number: usize, which: usize, deliveries: &[Delivery]| {
            let start = out.deliveries.len() as u32;
            out.deliveries.extend_from_slice(deliveries);
            let line = &mut out.lines[places[number]];
            line.confirmed = line.quantity;
            line.substitute = (which > 0).then(|| products[number][which]);
            line.deliveries = (start, out.deliveries.len() as u32);
        };
        if self.planner.together(overlay, &lines, target, last, &mut give) {
            for at in places {
                let mut line = out.lines[at];
                judge(self.engine, at as u32, self.earliest, &mut line, out);
                out.lines[at] = line;
            }
        } else {
            out.notes.push(Note::new(Code::NotTogether, NONE, "together"));
        }
    }

    /// What the rulebook, the order and the line say, the strictest of each.
    pub fn terms(&self, asked: &DraftLine<'_>, line: &Line) -> Terms {
        let policy = self.planner.policy;
        let late = [policy.late_days_max, self.draft.late_days_max, asked.late_days_max];
        let calendar = &self.engine.book().calendar;
        let target = line.requested.map_or(self.earliest, |day| calendar.ship_for_arrival(day));
        Terms {
            target: target.max(self.earliest),
            partial: policy.partial
                && self.draft.partial.unwrap_or(true)
                && asked.partial.unwrap_or(true),
            late_days_max: late.into_iter().flatten().min(),
        }
    }

    pub fn ask(&self, product: ProductId, quantity: i64) -> Ask {
        let row = &self.engine.products().rows[product.index()];
        let shipment_min = row.shipment_min.unwrap_or(self.planner.policy.shipment_min);
        Ask { product: product.0, quantity, multiple: row.quantity_multiple, shipment_min }
    }

    /// The substitutes that may take the product's place: active, permitted,
    /// and sold in this quantity.
    fn substitutes(
        &self,
        product: ProductId,
        quantity: i64,
        partner: Option<PartnerId>,
        space: &mut PromiseSpace,
    ) {
        space.substitutes.clear();
        space.products.clear();
        for &other in self.engine.recipes().substitutes(product.0) {
            let other = ProductId(other);
            let row = &self.engine.products().rows[other.index()];
            let permitted =
                partner.is_some_and(|own| self.engine.missing_permission(own, other).is_none());
            let sold = (row.quantity_min..=row.quantity_max).contains(&quantity)
                && quantity % row.quantity_multiple.max(1) == 0;
            if row.active && permitted && sold {
                space.substitutes.push(self.ask(other, quantity));
                space.products.push(other);
            }
        }
    }
}

/// What became of the line, and the findings that say so.
fn judge(engine: &Engine, at: u32, earliest: Day, line: &mut Line, out: &mut Decision) {
    let Some(product) = line.product else { return };
    let calendar = &engine.book().calendar;
    let product = Datum::Product(product);
    if line.confirmed == 0 {
        line.status = LineStatus::Rejected;
        let reject = engine.book().availability.unavailable == Unavailable::RejectOrder;
        let severity = if reject { Severity::Block } else { Severity::Warn };
        let note = Note::new(Code::Unavailable, at, "quantity").severity(severity);
        out.notes.push(note.with("product", product));
        return;
    }
    if let Some(substitute) = line.substitute {
        let note = Note::new(Code::Substituted, at, "product")
            .with("product", product)
            .with("substitute", Datum::Product(substitute));
        out.notes.push(note);
    }
    let wanted = line.requested.unwrap_or_else(|| calendar.arrival(earliest));
    let (late, last) = lateness(calendar, wanted, line, out);
    if line.confirmed < line.quantity {
        line.status = LineStatus::Partial;
        let note = Note::new(Code::Partial, at, "quantity")
            .with("product", product)
            .with("quantity", Datum::Whole(line.quantity))
            .with("confirmed", Datum::Whole(line.confirmed))
            .with("arrive", Datum::Day(last));
        out.notes.push(note);
    } else if late > 0 {
        line.status = LineStatus::Late;
        let note = Note::new(Code::Late, at, "requested")
            .with("product", product)
            .with("quantity", Datum::Whole(late))
            .with("requested", Datum::Day(wanted))
            .with("arrive", Datum::Day(last));
        out.notes.push(note);
    } else {
        line.status = LineStatus::Confirmed;
    }
}

/// How many units arrive after the wanted day, and when the last ones arrive.
fn lateness(calendar: &ShippingCalendar, wanted: Day, line: &Line, out: &Decision) -> (i64, Day) {
    let (mut late, mut last) = (0, wanted);
    for (i, delivery) in out.deliveries(line).iter().enumerate() {
        let arrive = calendar.arrival(delivery.ship);
        if arrive > wanted {
            late += delivery.quantity;
        }
        last = if i == 0 { arrive } else { last.max(arrive) };
    }
    (late, last)
}
