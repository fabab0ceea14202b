#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn christmas() -> WorkingDays {
    let closed = vec![day("2026-12-26"), day("2026-12-25"), day("2026-12-25")];
    WorkingDays::new([true, true, true, true, true, false, false], closed).unwrap()
}

fn shop() -> ShippingCalendar {
    ShippingCalendar {
        cut_off: parse_time("16:00"),
        working: christmas(),
        handling_days: 0,
        transit_days: 1,
    }
}

#[test]
fn weekends_and_closed_days_are_passed_over() {
    // 2026-12-25 is a closed Friday.
    let table = [
        ("2026-12-24", "2026-12-24", "2026-12-24", "2026-12-28", "2026-12-23"),
        ("2026-12-25", "2026-12-28", "2026-12-24", "2026-12-28", "2026-12-24"),
        ("2026-12-27", "2026-12-28", "2026-12-24", "2026-12-28", "2026-12-24"),
        ("2026-12-28", "2026-12-28", "2026-12-28", "2026-12-29", "2026-12-24"),
        ("2027-01-01", "2027-01-01", "2027-01-01", "2027-01-04", "2026-12-31"),
        ("2028-02-28", "2028-02-28", "2028-02-28", "2028-02-29", "2028-02-25"),
        ("9999-12-31", "9999-12-31", "9999-12-31", "10000-01-03", "9999-12-30"),
    ];
    for (text, after, before, plus, minus) in table {
        let (working, day) = (christmas(), day(text));
        assert_eq!(working.at_or_after(day).to_string(), after, "{text}");
        assert_eq!(working.at_or_before(day).to_string(), before, "{text}");
        assert_eq!(working.plus(day, 0), working.at_or_after(day));
        assert_eq!(working.minus(day, 0), working.at_or_before(day));
        assert_eq!(working.plus(day, 1).to_string(), plus, "{text}");
        assert_eq!(working.minus(day, 1).to_string(), minus, "{text}");
    }
}

#[test]
fn an_order_at_the_cut_off_is_too_late() {
    let table = [
        ("2026-03-02", "15:59", "2026-03-02"),
        ("2026-03-02", "16:00", "2026-03-03"),
        ("2026-03-06", "16:00", "2026-03-09"),
        ("2026-03-07", "09:00", "2026-03-09"),
        ("2026-03-07", "23:59", "2026-03-09"),
        ("2026-12-24", "16:00", "2026-12-28"),
    ];
    for (placed, time, ship) in table {
        let placed = Moment { day: day(placed), minute_of_day: parse_time(time).unwrap() };
        assert_eq!(shop().earliest_ship(placed).to_string(), ship, "{placed:?}");
    }
}

#[test]
fn handling_and_transit_are_working_days() {
    let calendar = ShippingCalendar { handling_days: 2, transit_days: 3, ..shop() };
    let placed = Moment { day: day("2026-12-23"), minute_of_day: 0 };
    assert_eq!(calendar.earliest_ship(placed).to_string(), "2026-12-28");
    assert_eq!(calendar.arrival(day("2026-12-23")).to_string(), "2026-12-29");
    assert_eq!(calendar.ship_for_arrival(day("2026-12-29")).to_string(), "2026-12-23");
    assert_eq!(calendar.ship_for_arrival(day("2026-12-27")).to_string(), "2026-12-21");
}

#[test]
fn without_a_calendar_every_day_counts_and_nothing_is_added() {
    let open = ShippingCalendar::default();
    let sunday = day("2026-03-01");
    assert_eq!(open.earliest_ship(Moment { day: sunday, minute_of_day: 1_439 }), sunday);
    assert_eq!(open.arrival(sunday), sunday);
    assert_eq!(open.ship_for_arrival(sunday), sunday);
}

#[test]
fn every_search_ends() {
    assert_eq!(WorkingDays::new([false; 7], Vec::new()), None);
    let mondays = (0..3_000).map(|week| Day(4 + 7 * week)).collect();
    let only = WorkingDays::new([true, false, false, false, false, false, false], mondays).unwrap();
    assert_eq!(only.at_or_after(Day(4)), Day(4 + 21_000));
    for end in [Day(i32::MAX), Day(i32::MIN)] {
        for days in [0, 1, u16::MAX] {
            let _ = (only.plus(end, days), only.minus(end, days));
        }
    }
}

#[test]
fn times_of_the_day_have_two_and_two_digits() {
    for (text, minute) in [("00:00", 0), ("16:00", 960), ("23:59", 1_439)] {
        assert_eq!(parse_time(text), Some(minute));
    }
    for text in ["", "24:00", "16:60", "4:00", "16:00:00", "16.00", "1600", "+1:00"] {
        assert_eq!(parse_time(text), None, "{text}");
    }
}

fn any_working() -> impl Strategy<Value = WorkingDays> {
    let closed = prop::collection::vec((0..60i32).prop_map(Day), 0..30);
    (any::<[bool; 7]>(), closed)
        .prop_filter_map("no day", |(week, closed)| WorkingDays::new(week, closed))
}

proptest! {
    #[test]
    fn the_ship_day_for_an_arrival_is_the_last_that_makes_it(
        working in any_working(), transit_days in 0..5u16, requested in 0..60i32,
    ) {
        let calendar = ShippingCalendar { working, transit_days, ..ShippingCalendar::open() };
        let ship = calendar.ship_for_arrival(Day(requested));
        let slow = (-400..=requested).rev().map(Day).find(|&ship| {
            calendar.working.is_working(ship) && calendar.arrival(ship) <= Day(requested)
        });
        prop_assert_eq!(Some(ship), slow);
    }

    #[test]
    fn steps_count_working_days(working in any_working(), start in 0..60i32, days in 1..9u16) {
        let start = Day(start);
        let (later, before) = (working.plus(start, days), working.minus(start, days));
        prop_assert!(working.is_working(later) && working.is_working(before));
        let between = |from: i32, to: i32| {
            (from..=to).filter(|&day| working.is_working(Day(day))).count()
        };
        prop_assert_eq!(between(start.0 + 1, later.0), usize::from(days));
        prop_assert_eq!(between(before.0, start.0 - 1), usize::from(days));
    }
}
