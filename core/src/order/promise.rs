use super::Decision;
use super::decision::{Line, LineStatus, NONE};
use super::note::{Datum, Note};
use crate::availability::{Ask, Overlay, Unavailable, plan_line};
use crate::calendar::{Day, Moment, ShippingCalendar};
use crate::explain::{Code, Severity};
use crate::id::Id;
use crate::rulebook::Engine;

/// Promises every line that has a price, one after the other; each sees what
/// the ones before it took.
pub(super) fn promise(engine: &Engine, placed: Moment, overlay: &mut Overlay, out: &mut Decision) {
    let calendar = &engine.book().calendar;
    let earliest = calendar.earliest_ship(placed);
    let (mut priced, mut promised) = (false, false);
    for at in 0..out.lines.len() {
        let mut line = out.lines[at];
        if line.priced() {
            plan(engine, earliest, overlay, &mut line, out);
            judge(engine, at as u32, earliest, &mut line, out);
            priced = true;
            promised |= line.confirmed > 0;
            out.lines[at] = line;
        }
    }
    if priced && !promised {
        out.notes.push(Note::new(Code::NothingDeliverable, NONE, "lines"));
    }
}

fn plan(
    engine: &Engine,
    earliest: Day,
    overlay: &mut Overlay,
    line: &mut Line,
    out: &mut Decision,
) {
    let Some(product) = line.product else { return };
    let calendar = &engine.book().calendar;
    let target =
        line.requested.map_or(earliest, |day| calendar.ship_for_arrival(day).max(earliest));
    let ask = Ask {
        quantity: line.quantity,
        earliest,
        target,
        multiple: engine.products().rows[product.index()].quantity_multiple,
    };
    let start = out.deliveries.len() as u32;
    let policy = &engine.book().availability;
    let supply = (product.0, engine.pool(product));
    line.confirmed =
        plan_line(policy, supply, overlay, out.today, &calendar.working, &ask, &mut out.deliveries);
    line.deliveries = (start, out.deliveries.len() as u32);
}

/// What became of the line, and the finding that says so.
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
