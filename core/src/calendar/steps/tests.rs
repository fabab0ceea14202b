#![allow(clippy::unwrap_used)]

use super::super::{HolidayKind, HolidaySet, Zone};
use super::*;
use crate::explain::Language;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn zone() -> Zone {
    Zone::parse("Europe/Amsterdam").unwrap()
}

fn dutch() -> WorkingDays {
    let holidays = HolidaySet::shipped("NL").unwrap().observed(&[HolidayKind::Statutory], &[]);
    WorkingDays::default().with(holidays, vec![]).unwrap()
}

fn shop() -> ShippingCalendar {
    ShippingCalendar {
        zone: Some(zone()),
        cut_off: [Some(16 * 60); 7],
        working: dutch(),
        transit_days: 1,
        ..ShippingCalendar::open()
    }
}

fn told(calendar: &ShippingCalendar, placed: &str, requested: Option<&str>) -> Vec<String> {
    let way = calendar.itinerary(zone().local(placed).unwrap(), requested.map(day));
    way.steps.iter().map(|step| step.words(Language::En)).collect()
}

#[test]
fn an_order_in_time_leaves_and_arrives() {
    assert_eq!(
        told(&shop(), "2026-03-02T15:59", None),
        [
            "leaves on 2026-03-02",
            "working days in transit: 1, until 2026-03-03",
            "arrives on 2026-03-03",
        ]
    );
    assert_eq!(told(&ShippingCalendar::open(), "2026-03-02T15:59", None).len(), 2);
}

#[test]
fn a_missed_cut_off_a_weekend_and_a_holiday_are_told_with_what_would_have_been() {
    // Good Friday works in this set; Easter Monday does not.
    assert_eq!(
        told(&shop(), "2026-04-03T16:12:30", None),
        [
            "the cut-off of 16:00 on 2026-04-03 was missed by 12 min; ordered 13 min earlier it could leave on 2026-04-03",
            "the shipper does not work on 2026-04-04 to 2026-04-05",
            "the shipper is closed on 2026-04-06: Easter Monday (NL, statutory)",
            "leaves on 2026-04-07",
            "working days in transit: 1, until 2026-04-08",
            "arrives on 2026-04-08",
        ]
    );
}

#[test]
fn a_cut_off_that_changes_nothing_is_not_told() {
    // On a Sunday nothing would have left either.
    assert!(told(&shop(), "2026-03-01T18:00", None)[0].starts_with("the shipper does not work"));
}

#[test]
fn the_same_in_dutch() {
    let calendar = shop();
    let way = calendar.itinerary(zone().local("2026-04-27T16:00").unwrap(), None);
    let told: Vec<_> = way.steps.iter().map(|step| step.words(Language::Nl)).collect();
    assert_eq!(told[0], "de verzender is gesloten op 2026-04-27: Koningsdag (NL, wettelijk)");
    let way = calendar.itinerary(zone().local("2026-04-28T16:00").unwrap(), None);
    assert_eq!(
        way.steps[0].words(Language::Nl),
        "de uiterste besteltijd 16:00 op 2026-04-28 is met 0 min gemist; 1 min eerder besteld kon het op 2026-04-28 weg"
    );
}

#[test]
fn an_order_so_many_minutes_earlier_leaves_when_it_says() {
    for text in
        ["2026-04-03T16:12:30", "2026-03-06T16:00", "2026-10-25T23:59:59", "2026-04-30T20:00"]
    {
        let mut calendar = shop();
        calendar.working = WorkingDays::every_day();
        let placed = zone().local(text).unwrap();
        let steps = calendar.steps_to_ship(placed);
        let CalendarStep::CutOffMissed(cut_off) = steps[0] else { panic!("{text}") };
        let ships = |minutes: i64| {
            let moment = zone().moment(placed.instant - minutes * 60).unwrap();
            calendar.earliest_ship(moment)
        };
        assert_eq!(ships(cut_off.earlier_minutes), cut_off.ships, "{text}");
        assert_eq!(ships(cut_off.earlier_minutes - 1), calendar.earliest_ship(placed), "{text}");
    }
}

#[test]
fn carrier_and_receiver_are_told_apart() {
    let tuesdays =
        WorkingDays::new([false, true, false, false, false, false, false], vec![day("2026-03-10")]);
    let calendar = ShippingCalendar {
        working: WorkingDays::every_day(),
        carrier: Some(WorkingDays::default()),
        receiver: tuesdays,
        handling_days: 1,
        ..shop()
    };
    assert_eq!(
        told(&calendar, "2026-03-06T10:00", None),
        [
            "working days of handling: 1, until 2026-03-07",
            "leaves on 2026-03-07",
            "the carrier does not work on 2026-03-08",
            "working days in transit: 1, until 2026-03-09",
            "the receiver does not work on 2026-03-09",
            "the receiver is closed on 2026-03-10",
            "the receiver does not work on 2026-03-11 to 2026-03-16",
            "arrives on 2026-03-17",
        ]
    );
}

#[test]
fn for_a_requested_day_it_says_why_it_comes_before_or_after() {
    let calendar = ShippingCalendar {
        receiver: WorkingDays::new([true; 7], vec![day("2026-03-12")]),
        carrier: Some(WorkingDays::every_day()),
        ..shop()
    };
    assert_eq!(
        told(&calendar, "2026-03-02T10:00", Some("2026-03-12")),
        [
            "leaves on 2026-03-10",
            "working days in transit: 1, until 2026-03-11",
            "arrives on 2026-03-11",
            "the receiver is closed on 2026-03-12",
        ]
    );
    let late = told(&calendar, "2026-03-06T17:00", Some("2026-03-07"));
    assert_eq!(late.last().unwrap(), "days after the requested 2026-03-07: 3");
    assert!(late[0].contains("missed by 60 min"));
}
