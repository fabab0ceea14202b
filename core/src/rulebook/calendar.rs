//! The section `calendar`: when the shipper, the carrier and the receiver work.

use super::holidays::{read_holidays, read_own_sets};
use crate::calendar::{Day, HolidaySet, ShippingCalendar, WorkingDays, Zone, parse_time};
use crate::document::{Fields, Node, Reader, Value, nearest};
use crate::explain::Code;

pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A name of the database of time zones.
pub(crate) fn read_zone(reader: &mut Reader, node: &Node) -> Option<Zone> {
    let text = reader.text(node)?;
    let zone = Zone::parse(text);
    if zone.is_none() {
        let near = nearest(text, Zone::names()).unwrap_or("");
        let data = [("found", text), ("expected", "time zone"), ("nearest", near)];
        reader.fault(node, Code::UnknownName, &data);
    }
    zone
}

/// The section; the zone of its clock is the rulebook's unless it has its own.
pub(crate) fn read_calendar(
    reader: &mut Reader,
    node: &Node,
    zone: Option<Zone>,
) -> Option<ShippingCalendar> {
    let mut fields = reader.fields(node)?;
    let own_zone = fields.optional(reader, "zone", read_zone);
    let cut_off = fields.optional(reader, "cut_off", read_cut_off).unwrap_or_default();
    let sets = fields.optional(reader, "holiday_sets", read_own_sets).unwrap_or_default();
    let working = read_working(reader, node, &mut fields, &sets);
    let handling = fields.optional(reader, "handling_days", |r, n| r.whole(n, 0, 365));
    let transit = fields.optional(reader, "transit_days", |r, n| r.whole(n, 0, 365));
    let carrier = fields.optional(reader, "carrier", |r, n| read_party(r, n, &sets));
    let receiver = fields.optional(reader, "receiver", |reader, node| {
        let receiver = read_party(reader, node, &sets)?;
        let carrier = carrier.as_ref().or(working.as_ref());
        if carrier.is_some_and(|carrier| !carrier.meets(&receiver)) {
            reader.invalid(node, "a day of the week on which the carrier works too");
        }
        Some(receiver)
    });
    fields.finish(reader);
    Some(ShippingCalendar {
        zone: own_zone.or(zone),
        cut_off,
        working: working?,
        handling_days: handling.unwrap_or(0) as u16,
        transit_days: transit.unwrap_or(0) as u16,
        carrier,
        receiver,
    })
}

/// The carrier's or the receiver's days.
fn read_party(reader: &mut Reader, node: &Node, sets: &[HolidaySet]) -> Option<WorkingDays> {
    let mut fields = reader.fields(node)?;
    let working = read_working(reader, node, &mut fields, sets);
    fields.finish(reader);
    working
}

/// `"16:00"` for every day, or `{ default: "16:00", fri: "12:00" }`.
fn read_cut_off(reader: &mut Reader, node: &Node) -> Option<[Option<u16>; 7]> {
    if !matches!(node.value, Value::Mapping(_)) {
        return read_time(reader, node).map(|minute| [Some(minute); 7]);
    }
    let mut fields = reader.fields(node)?;
    let default = fields.optional(reader, "default", read_time);
    let cut_off = DAYS.map(|day| fields.optional(reader, day, read_time).or(default));
    fields.finish(reader);
    Some(cut_off)
}

fn read_time(reader: &mut Reader, node: &Node) -> Option<u16> {
    let minute = parse_time(reader.text(node)?);
    if minute.is_none() {
        reader.invalid(node, "a time such as \"16:00\"");
    }
    minute
}

/// `working_days`, `closed`, `extra` and `holidays` among the fields of `node`.
fn read_working(
    reader: &mut Reader,
    node: &Node,
    fields: &mut Fields<'_>,
    sets: &[HolidaySet],
) -> Option<WorkingDays> {
    let mut week = [true, true, true, true, true, false, false];
    fields.optional(reader, "working_days", |reader, node| {
        let days = reader.each(node, |r, n| r.word(n, &DAYS));
        if days.is_empty() {
            reader.invalid(node, "at least one working day");
            return None;
        }
        week = [false; 7];
        days.iter().for_each(|&day| week[day] = true);
        Some(())
    });
    let closed = fields.optional(reader, "closed", |r, n| Some(r.each(n, Reader::day)));
    let closed = closed.unwrap_or_default();
    let extra = fields.optional(reader, "extra", |r, n| Some(read_extra(r, n, &closed)));
    let holidays = fields.optional(reader, "holidays", |r, n| Some(read_holidays(r, n, sets)));
    let working = WorkingDays::new(week, closed)?
        .with(holidays.unwrap_or_default(), extra.unwrap_or_default());
    if working.is_none() {
        reader.invalid(node, "holidays that leave a working day in every year");
    }
    working
}

/// Days that work, none of which is also closed.
fn read_extra(reader: &mut Reader, node: &Node, closed: &[Day]) -> Vec<Day> {
    reader.each(node, |reader, node| {
        let day = reader.day(node)?;
        if closed.contains(&day) {
            reader.invalid(node, "a day that is not among the closed ones");
            return None;
        }
        Some(day)
    })
}
