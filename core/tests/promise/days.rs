//! Dates and the shipping calendar, day by day.

use super::world::{Calendar, Day, Moment, Order, World};

const MONTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `2026-03-02` for day 0.
pub fn iso(day: Day) -> String {
    let mut left = day + 60;
    assert!((0..365).contains(&left), "day {day} is not in 2026");
    let mut month = 0;
    while left >= MONTHS[month] {
        left -= MONTHS[month];
        month += 1;
    }
    format!("2026-{:02}-{:02}", month + 1, left + 1)
}

pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A moment as text; every third hour in the words of another offset.
pub fn instant((day, minute): Moment) -> String {
    let (shown, offset) = if minute % 180 == 0 { (minute + 60, "+01:00") } else { (minute, "Z") };
    format!("{}T{}:00{offset}", iso(day), clock(shown))
}

/// Whether goods leave and arrive on a day.
pub fn works(calendar: Option<&Calendar>, day: Day) -> bool {
    calendar.is_none_or(|calendar| {
        calendar.working_days.contains(&day.rem_euclid(7)) && !calendar.closed.contains(&day)
    })
}

/// So many working days after a day.
fn later(calendar: Option<&Calendar>, day: Day, count: i64) -> Day {
    let mut at = day;
    for _ in 0..count {
        at += 1;
        while !works(calendar, at) {
            at += 1;
        }
    }
    at
}

/// The first day on which an order placed then can leave.
pub fn earliest(world: &World, (today, minute): Moment) -> Day {
    let Some(calendar) = &world.calendar else { return today };
    let own = Some(calendar);
    let in_time = calendar.cut_off.is_none_or(|cut_off| minute < cut_off);
    let start = if works(own, today) && in_time { today } else { later(own, today, 1) };
    later(own, start, calendar.handling_days)
}

/// When goods that leave on a day arrive.
pub fn arrival(world: &World, ship: Day) -> Day {
    let transit = world.calendar.as_ref().map_or(0, |calendar| calendar.transit_days);
    later(world.calendar.as_ref(), ship, transit)
}

/// The day of arrival that a line asks for; a past one is read as today.
pub fn requested(order: &Order, at: usize) -> Option<Day> {
    let asked = order.lines[at].requested.or(order.requested)?;
    Some(asked.max(order.placed.0))
}

/// The last day from which goods arrive by the requested day, never before the
/// earliest.
pub fn target(world: &World, order: &Order, at: usize) -> Day {
    let earliest = earliest(world, order.placed);
    let Some(by) = requested(order, at) else { return earliest };
    let in_time = |ship: &Day| works(world.calendar.as_ref(), *ship) && arrival(world, *ship) <= by;
    (earliest..=by).rev().find(in_time).unwrap_or(earliest)
}
