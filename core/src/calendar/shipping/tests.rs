#![allow(clippy::unwrap_used)]

use super::super::parse_time;
use super::*;
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn week(days: &str) -> WorkingDays {
    let names = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    WorkingDays::new(names.map(|name| days.contains(name)), Vec::new()).unwrap()
}

fn christmas() -> WorkingDays {
    let closed = vec![day("2026-12-26"), day("2026-12-25"), day("2026-12-25")];
    WorkingDays::new([true, true, true, true, true, false, false], closed).unwrap()
}

fn amsterdam() -> Zone {
    Zone::parse("Europe/Amsterdam").unwrap()
}

fn shop() -> ShippingCalendar {
    ShippingCalendar {
        zone: Some(amsterdam()),
        cut_off: [parse_time("16:00"); 7],
        working: christmas(),
        transit_days: 1,
        ..ShippingCalendar::open()
    }
}

fn ships(calendar: &ShippingCalendar, placed: &str) -> String {
    calendar.earliest_ship(amsterdam().local(placed).unwrap()).to_string()
}

#[test]
fn an_order_at_the_cut_off_is_too_late() {
    let table = [
        ("2026-03-02T15:59", "2026-03-02"),
        ("2026-03-02T15:59:59", "2026-03-02"),
        ("2026-03-02T16:00", "2026-03-03"),
        ("2026-03-02T15:00:00Z", "2026-03-03"),
        ("2026-03-06T16:00", "2026-03-09"),
        ("2026-03-07T09:00", "2026-03-09"),
        ("2026-03-07T23:59", "2026-03-09"),
        ("2026-12-24T16:00", "2026-12-28"),
    ];
    for (placed, ship) in table {
        assert_eq!(ships(&shop(), placed), ship, "{placed}");
        assert_eq!(ships(&ShippingCalendar { zone: None, ..shop() }, placed), ship, "{placed}");
    }
}

#[test]
fn each_day_of_the_week_has_its_own_cut_off() {
    let mut calendar = ShippingCalendar { working: week("motuwethfrsa"), ..shop() };
    calendar.cut_off[4] = parse_time("12:00");
    calendar.cut_off[5] = None;
    for (placed, ship) in [
        ("2026-03-05T15:59", "2026-03-05"),
        ("2026-03-06T11:59", "2026-03-06"),
        ("2026-03-06T12:00", "2026-03-07"),
        ("2026-03-07T23:59", "2026-03-07"),
        ("2026-03-08T10:00", "2026-03-09"),
    ] {
        assert_eq!(ships(&calendar, placed), ship, "{placed}");
    }
}

#[test]
fn a_cut_off_in_a_gap_moves_forward_and_in_a_fold_the_earlier_counts() {
    let at = |cut_off: &str| ShippingCalendar {
        cut_off: [parse_time(cut_off); 7],
        working: WorkingDays::every_day(),
        ..shop()
    };
    let table = [
        // 02:00 becomes 03:00 on 2026-03-29; 02:30 is 03:30.
        ("02:30", "2026-03-29T01:59", "2026-03-29"),
        ("02:30", "2026-03-29T03:29:59", "2026-03-29"),
        ("02:30", "2026-03-29T03:30", "2026-03-30"),
        // An order in the gap moves in the same way.
        ("02:30", "2026-03-29T02:29", "2026-03-29"),
        ("02:30", "2026-03-29T02:30", "2026-03-30"),
        // 03:00 becomes 02:00 on 2026-10-25; the first 02:30 is 00:30 UTC.
        ("02:30", "2026-10-25T00:29:59Z", "2026-10-25"),
        ("02:30", "2026-10-25T00:30:00Z", "2026-10-26"),
        ("02:30", "2026-10-25T01:15:00Z", "2026-10-26"),
        ("02:30", "2026-10-25T02:15", "2026-10-25"),
        ("03:00", "2026-10-25T01:59:59Z", "2026-10-25"),
        ("03:00", "2026-10-25T02:00:00Z", "2026-10-26"),
    ];
    for (cut_off, placed, ship) in table {
        assert_eq!(ships(&at(cut_off), placed), ship, "{cut_off} {placed}");
    }
}

#[test]
fn the_cut_off_is_on_the_clock_of_the_warehouse() {
    let in_zone = |zone: &str| ShippingCalendar {
        zone: Zone::parse(zone),
        working: WorkingDays::every_day(),
        ..shop()
    };
    // 16:00 in Helsinki is 15:00 in Amsterdam.
    assert_eq!(ships(&in_zone("Europe/Helsinki"), "2026-03-02T14:59"), "2026-03-02");
    assert_eq!(ships(&in_zone("Europe/Helsinki"), "2026-03-02T15:00"), "2026-03-03");
    // 00:30 in Amsterdam is the day before in New York, and nothing leaves before today.
    assert_eq!(ships(&in_zone("America/New_York"), "2026-03-03T00:30"), "2026-03-03");
    assert_eq!(ships(&in_zone("America/New_York"), "2026-03-03T21:59"), "2026-03-03");
    assert_eq!(ships(&in_zone("America/New_York"), "2026-03-03T22:00"), "2026-03-04");
    // It is Tuesday in Auckland already.
    assert_eq!(ships(&in_zone("Pacific/Auckland"), "2026-03-02T13:00"), "2026-03-03");
}

#[test]
fn handling_and_transit_are_working_days() {
    let calendar = ShippingCalendar { handling_days: 2, transit_days: 3, ..shop() };
    assert_eq!(ships(&calendar, "2026-12-23T00:00"), "2026-12-28");
    assert_eq!(calendar.arrival(day("2026-12-23")).to_string(), "2026-12-29");
    assert_eq!(calendar.ship_for_arrival(day("2026-12-29")).to_string(), "2026-12-23");
    assert_eq!(calendar.ship_for_arrival(day("2026-12-27")).to_string(), "2026-12-21");
}

#[test]
fn each_party_has_its_own_days() {
    let all = ShippingCalendar {
        working: week("motuwethfr"),
        transit_days: 1,
        carrier: Some(week("motuwethfrsa")),
        receiver: Some(week("tuthsa")),
        ..ShippingCalendar::open()
    };
    let shipper_only = ShippingCalendar { carrier: None, receiver: None, ..all.clone() };
    let no_receiver = ShippingCalendar { receiver: None, ..all.clone() };
    let no_carrier = ShippingCalendar { carrier: None, ..all.clone() };
    // 2026-03-02 is a Monday.
    let table = [
        ("2026-03-02", "2026-03-03", "2026-03-03", "2026-03-03", "2026-03-03"),
        ("2026-03-03", "2026-03-04", "2026-03-04", "2026-03-05", "2026-03-05"),
        ("2026-03-05", "2026-03-06", "2026-03-06", "2026-03-10", "2026-03-07"),
        ("2026-03-06", "2026-03-09", "2026-03-07", "2026-03-10", "2026-03-07"),
    ];
    for (ship, shipper, carrier, receiver, three) in table {
        let arrival = |calendar: &ShippingCalendar| calendar.arrival(day(ship)).to_string();
        assert_eq!(arrival(&shipper_only), shipper, "{ship}");
        assert_eq!(arrival(&no_receiver), carrier, "{ship}");
        assert_eq!(arrival(&no_carrier), receiver, "{ship}");
        assert_eq!(arrival(&all), three, "{ship}");
    }
    let back = |text: &str| all.ship_for_arrival(day(text)).to_string();
    assert_eq!(
        ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"]
            .map(back),
        ["2026-02-27", "2026-03-02", "2026-03-02", "2026-03-04", "2026-03-04", "2026-03-06"]
    );
}

#[test]
fn goods_are_taken_in_on_a_day_on_which_they_are_brought() {
    // The receiver is open on Good Friday, when the carrier does not drive.
    let carrier =
        WorkingDays::new([true, true, true, true, true, false, false], vec![day("2026-04-03")]);
    let calendar = ShippingCalendar {
        working: WorkingDays::default(),
        carrier,
        receiver: Some(week("mofr")),
        transit_days: 1,
        ..ShippingCalendar::open()
    };
    assert_eq!(calendar.arrival(day("2026-04-01")), day("2026-04-06"));
    assert_eq!(calendar.ship_for_arrival(day("2026-04-05")), day("2026-03-27"));
    assert_eq!(calendar.ship_for_arrival(day("2026-04-06")), day("2026-04-03"));
}

#[test]
fn without_a_day_in_common_the_search_still_ends() {
    let calendar = ShippingCalendar {
        carrier: Some(week("mo")),
        receiver: Some(week("tu")),
        transit_days: 1,
        ..ShippingCalendar::open()
    };
    assert_eq!(calendar.arrival(day("2026-03-02")), day("2026-03-10"));
    assert_eq!(calendar.ship_for_arrival(day("2026-03-10")), day("2026-03-08"));
}

#[test]
fn without_a_calendar_every_day_counts_and_nothing_is_added() {
    let open = ShippingCalendar::default();
    let sunday = day("2026-03-01");
    assert_eq!(ships(&open, "2026-03-01T23:59"), "2026-03-01");
    assert_eq!(open.arrival(sunday), sunday);
    assert_eq!(open.ship_for_arrival(sunday), sunday);
}

#[test]
fn moments_and_days_at_the_ends_do_not_panic() {
    let calendar = ShippingCalendar {
        handling_days: 3,
        carrier: Some(week("motu")),
        receiver: Some(week("tu")),
        ..shop()
    };
    for instant in [i64::MIN, i64::MAX, 0] {
        for day in [Day(i32::MIN), Day(i32::MAX), Day(0)] {
            let placed = Moment { day, minute_of_day: u16::MAX, instant };
            let way = calendar.itinerary(placed, Some(day));
            assert!(way.ship >= way.earliest);
            let _ = (calendar.arrival(day), calendar.ship_for_arrival(day));
        }
    }
}

fn any_working() -> impl Strategy<Value = WorkingDays> {
    let days = || prop::collection::vec((0..60i32).prop_map(Day), 0..20);
    (any::<[bool; 7]>(), days(), days()).prop_filter_map("no day", |(week, closed, extra)| {
        WorkingDays::new(week, closed)?.with(vec![], extra)
    })
}

fn any_calendar() -> impl Strategy<Value = ShippingCalendar> {
    let party = || prop::option::of(any_working());
    (any_working(), party(), party(), 0..5u16).prop_map(
        |(working, carrier, receiver, transit_days)| ShippingCalendar {
            working,
            carrier,
            receiver,
            transit_days,
            ..ShippingCalendar::open()
        },
    )
}

/// The arrival by the words of the guide, a day at a time.
fn slow_arrival(calendar: &ShippingCalendar, ship: i32) -> i32 {
    let carrier = calendar.carrier.as_ref().unwrap_or(&calendar.working);
    let receiver = calendar.receiver.as_ref().unwrap_or(carrier);
    let (mut at, mut travelled) = (ship, 0);
    while !carrier.is_working(Day(at)) && calendar.transit_days == 0 {
        at += 1;
    }
    while travelled < calendar.transit_days {
        at += 1;
        travelled += u16::from(carrier.is_working(Day(at)));
    }
    while !(receiver.is_working(Day(at))
        && (carrier.is_working(Day(at)) || !carrier.meets(receiver)))
    {
        at += 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_ship_day_for_an_arrival_is_the_last_that_makes_it(
        calendar in any_calendar(), requested in 0..60i32,
    ) {
        let ship = calendar.ship_for_arrival(Day(requested));
        let slow = (-400..=requested).rev().find(|&ship| {
            calendar.working.is_working(Day(ship)) && slow_arrival(&calendar, ship) <= requested
        });
        prop_assert_eq!(Some(ship), slow.map(Day));
    }

    #[test]
    fn goods_arrive_as_the_guide_says(calendar in any_calendar(), ship in 0..60i32) {
        prop_assert_eq!(calendar.arrival(Day(ship)), Day(slow_arrival(&calendar, ship)));
    }

    #[test]
    fn arrivals_never_overtake_each_other(calendar in any_calendar(), ship in 0..60i32) {
        prop_assert!(calendar.arrival(Day(ship)) <= calendar.arrival(Day(ship + 1)));
    }

    #[test]
    fn a_later_order_never_leaves_earlier_and_the_cut_off_is_the_only_step_of_a_day(
        zone in 0..TZ_VARIANTS.len(), minute in 0..1_440u16,
        instant in 946_684_800i64..2_000_000_000, later in 0..200_000i64,
    ) {
        let zone = Zone::parse(TZ_VARIANTS[zone].name()).unwrap();
        let calendar = ShippingCalendar {
            zone: Some(zone), cut_off: [Some(minute); 7], ..ShippingCalendar::open()
        };
        let at = |instant: i64| calendar.earliest_ship(zone.moment(instant).unwrap());
        // A clock may be put back over midnight, which repeats part of a day.
        if zone.moment(instant).unwrap().day <= zone.moment(instant + later).unwrap().day {
            prop_assert!(at(instant) <= at(instant + later));
        }
        let here = zone.moment(instant).unwrap();
        let in_time = instant < zone.instant_at(here.day, minute);
        prop_assert_eq!(at(instant), here.day.plus(i32::from(!in_time)));
    }
}
