#![allow(clippy::unwrap_used)]

use super::*;
use chrono::Timelike;
use proptest::prelude::*;

fn at(zone: &str, text: &str) -> Option<String> {
    let moment = Zone::parse(zone).unwrap().local(text)?;
    let minute = moment.minute_of_day;
    Some(format!("{} {:02}:{:02}", moment.day, minute / 60, minute % 60))
}

#[test]
fn instants_become_local_and_local_times_stay() {
    let table = [
        // Amsterdam puts its clock forward on 2026-03-29 at 02:00 ...
        ("Europe/Amsterdam", "2026-03-29T00:59:59Z", "2026-03-29 01:59"),
        ("Europe/Amsterdam", "2026-03-29T01:00Z", "2026-03-29 03:00"),
        ("Europe/Amsterdam", "2026-03-29T01:59:59.999", "2026-03-29 01:59"),
        ("Europe/Amsterdam", "2026-03-29T02:00", "2026-03-29 03:00"),
        ("Europe/Amsterdam", "2026-03-29T02:59:59", "2026-03-29 03:59"),
        ("Europe/Amsterdam", "2026-03-29T03:00", "2026-03-29 03:00"),
        // ... and back on 2026-10-25 at 03:00.
        ("Europe/Amsterdam", "2026-10-25T00:30:00Z", "2026-10-25 02:30"),
        ("Europe/Amsterdam", "2026-10-25T01:30:00Z", "2026-10-25 02:30"),
        ("Europe/Amsterdam", "2026-10-25T02:30", "2026-10-25 02:30"),
        ("Europe/Amsterdam", "2026-03-02T10:15:00+01:00", "2026-03-02 10:15"),
        ("Europe/Amsterdam", "2026-03-01T23:30:00Z", "2026-03-02 00:30"),
        ("Europe/Amsterdam", "2026-12-31T23:30:00-0530", "2027-01-01 06:00"),
        ("Europe/Amsterdam", "2028-02-28T23:30:00Z", "2028-02-29 00:30"),
        ("UTC", "2026-01-01T00:15+01:00", "2025-12-31 23:15"),
        ("UTC", "2026-01-01 00:15", "2026-01-01 00:15"),
        ("UTC", "9999-12-31T23:59:59-23:59", "10000-01-01 23:58"),
        ("UTC", "0001-01-01T00:00:00+00:01", "0000-12-31 23:59"),
        ("Asia/Kathmandu", "2026-06-01T18:20Z", "2026-06-02 00:05"),
        // Gaps of half an hour, at midnight and of a whole day.
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04 02:40"),
        ("America/Santiago", "2026-09-06T00:10", "2026-09-06 01:10"),
        ("Pacific/Apia", "2011-12-30T10:15", "2011-12-31 10:15"),
    ];
    for (zone, text, local) in table {
        assert_eq!(at(zone, text).as_deref(), Some(local), "{zone} {text}");
    }
}

#[test]
fn every_way_to_write_the_same_time() {
    for text in [
        "2026-03-02T10:15Z",
        "2026-03-02t10:15z",
        "2026-03-02 10:15:00Z",
        "2026-03-02T10:15:60Z",
        "2026-03-02T10:15:30.123456789123Z",
        "2026-03-02T11:15+01:00",
        "2026-03-02T11:15+0100",
        "2026-03-02T11:15+01",
        "2026-03-02T10:15-00:00",
        "2026-03-02T10:15:59.9",
    ] {
        assert_eq!(at("UTC", text).as_deref(), Some("2026-03-02 10:15"), "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "2026-03-02",
        "2026-03-02T",
        "2026-03-02T10",
        "2026-03-02T10:1",
        "2026-02-30T10:15",
        "2026-03-02T24:00",
        "2026-03-02T10:60",
        "2026-03-02T10:15:61",
        "2026-03-02T10:15:",
        "2026-03-02T10:15:3",
        "2026-03-02T10:15:30.",
        "2026-03-02T10:15.5",
        "2026-03-02T10:15ZZ",
        "2026-03-02T10:15+24:00",
        "2026-03-02T10:15+01:60",
        "2026-03-02T10:15+1",
        "10:15",
        "2026-03-02T10:15 +01:00",
        " 2026-03-02T10:15",
        "2026-03-02_10:15",
        "2026-03-02T10:15*01",
        "2026-03-02T10:15+01:",
        "2026-03-02T10:15Zé",
        "é026-03-02T10:15",
    ] {
        assert_eq!(at("Europe/Amsterdam", text), None, "{text}");
    }
}

#[test]
fn zones_are_known_by_their_names() {
    assert_eq!(Zone::parse("Europe/Amsterdam").map(Zone::name), Some("Europe/Amsterdam"));
    assert_eq!(Zone::parse("UTC"), Some(Zone::UTC));
    assert_eq!(Zone::parse("Europe/Amsterdm"), None);
    assert_eq!(Zone::parse(""), None);
    assert!(Zone::names().count() > 400);
    assert!(Zone::names().all(|name| Zone::parse(name).map(Zone::name) == Some(name)));
}

proptest! {
    #[test]
    fn an_instant_agrees_with_another_implementation(
        seconds in -2_208_988_800i64..4_102_444_800, ahead in -1_439i64..1_440,
        zone in 0..TZ_VARIANTS.len(),
    ) {
        let (sign, size) = if ahead < 0 { ('-', -ahead) } else { ('+', ahead) };
        let clock = naive(seconds + ahead * 60).unwrap();
        let clock = clock.format("%Y-%m-%dT%H:%M:%S");
        let text = format!("{clock}{sign}{:02}:{:02}", size / 60, size % 60);
        let local = TZ_VARIANTS[zone].from_utc_datetime(&naive(seconds).unwrap()).naive_local();
        let moment = Zone(TZ_VARIANTS[zone]).local(&text).unwrap();
        prop_assert_eq!(moment.day.to_string(), local.date().to_string());
        prop_assert_eq!(u32::from(moment.minute_of_day), local.hour() * 60 + local.minute());
    }

    #[test]
    fn a_local_time_moves_only_in_a_gap_and_forward(
        minutes in 0i64..68_374_080, zone in 0..TZ_VARIANTS.len(),
    ) {
        let clock = naive(minutes * 60).unwrap();
        let zone = TZ_VARIANTS[zone];
        let moment = Zone(zone).local(&clock.format("%Y-%m-%dT%H:%M").to_string()).unwrap();
        let moved = i64::from(moment.day.0) * 1_440 + i64::from(moment.minute_of_day) - minutes;
        let gap = zone.from_local_datetime(&clock).earliest().is_none();
        prop_assert_eq!(moved > 0, gap);
        prop_assert!(moved >= 0);
    }

    #[test]
    fn no_text_panics(text in "[0-9TZ:+. é-]{0,32}") {
        let _ = Zone::UTC.local(&text);
        let _ = Zone(Tz::Europe__Amsterdam).local(&text);
    }
}

#[test]
fn an_instant_is_that_of_the_clock_that_was_read() {
    let zone = Zone::parse("Europe/Amsterdam").unwrap();
    for (one, other) in [
        ("2026-03-02T10:15:30+01:00", "2026-03-02T10:15:30"),
        ("2026-07-02T10:15:00+02:00", "2026-07-02T10:15:00"),
        // In the gap it moves forward, in the fold the earlier one is meant.
        ("2026-03-29T03:30:00+02:00", "2026-03-29T02:30:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00"),
        ("1970-01-01T00:00:01Z", "1970-01-01T01:00:01"),
    ] {
        assert_eq!(zone.instant(one), zone.instant(other), "{one}");
        assert!(zone.instant(one).is_some());
    }
    assert_eq!(Zone::UTC.instant("1970-01-01T00:00:01"), Some(1));
    assert_eq!(zone.instant("soon"), None);
}
