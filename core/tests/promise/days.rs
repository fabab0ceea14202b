//! Dates, clocks and the shipping calendar, day by day and minute by minute.

use super::world::{Calendar, Clock, Day, Days, Moment, Order, World};

const MONTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `2026-03-02` for day 0 of a world that begins there.
pub fn iso(world: &World, day: Day) -> String {
    let mut left = world.start + day + 60;
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
pub fn instant(world: &World, (day, minute): Moment) -> String {
    let (shown, offset) = if minute % 180 == 0 { (minute + 60, "+01:00") } else { (minute, "Z") };
    format!("{}T{}:00{offset}", iso(world, day), clock(shown))
}

/// What the warehouse's clock shows at a moment.
fn shown(world: &World, clock: Clock, (day, minute): Moment) -> Moment {
    // 2026-03-08 and 2026-11-01, counted from 2026-03-02.
    let summer = (6, 7 * 60)..(244, 6 * 60);
    let ahead = match clock {
        Clock::Universal => 0,
        Clock::Fixed(_, ahead) => ahead,
        Clock::NewYork if summer.contains(&(world.start + day, minute)) => -4 * 60,
        Clock::NewYork => -5 * 60,
    };
    let minutes = day * 1440 + minute + ahead;
    (minutes.div_euclid(1440), minutes.rem_euclid(1440))
}

/// The first moment at which the clock shows this; what it passes over is
/// shown an hour later.
fn first_shown(world: &World, clock: Clock, wanted: Moment) -> Moment {
    let all = ((wanted.0 - 1) * 1440..(wanted.0 + 2) * 1440).map(|at| (at / 1440, at % 1440));
    let all =
        all.map(|(day, minute)| if minute < 0 { (day - 1, minute + 1440) } else { (day, minute) });
    let mut shows = all.filter(|at| shown(world, clock, *at) == wanted);
    shows.next().unwrap_or_else(|| first_shown(world, clock, (wanted.0, wanted.1 + 60)))
}

/// Whether someone works on a day.
fn open(days: &Days, day: Day) -> bool {
    (days.week.contains(&day.rem_euclid(7)) || days.extra.contains(&day))
        && !days.closed.contains(&day)
}

/// Whether goods leave on a day.
pub fn works(calendar: Option<&Calendar>, day: Day) -> bool {
    calendar.is_none_or(|calendar| open(&calendar.shipper, day))
}

/// So many of someone's days after a day.
fn later(days: &Days, day: Day, count: i64) -> Day {
    let mut at = day;
    for _ in 0..count {
        at += 1;
        while !open(days, at) {
            at += 1;
        }
    }
    at
}

/// The first day on which an order placed then can leave.
pub fn earliest(world: &World, placed: Moment) -> Day {
    let Some(calendar) = &world.calendar else { return placed.0 };
    let (today, _) = shown(world, calendar.clock, placed);
    let cut_off = calendar.cut_off[today.rem_euclid(7) as usize];
    let in_time =
        cut_off.is_none_or(|minute| placed < first_shown(world, calendar.clock, (today, minute)));
    let counts = if in_time { today } else { today + 1 };
    // Nothing leaves before the day on which it was ordered.
    let start = (counts.max(placed.0)..).find(|day| open(&calendar.shipper, *day)).unwrap();
    later(&calendar.shipper, start, calendar.handling_days)
}

/// When goods that leave on a day arrive.
pub fn arrival(world: &World, ship: Day) -> Day {
    let Some(calendar) = &world.calendar else { return ship };
    let carrier = calendar.carrier.as_ref().unwrap_or(&calendar.shipper);
    let receiver = calendar.receiver.as_ref().unwrap_or(carrier);
    let brought = later(carrier, ship, calendar.transit_days);
    (brought..).find(|day| open(carrier, *day) && open(receiver, *day)).unwrap()
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
