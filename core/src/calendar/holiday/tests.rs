#![allow(clippy::unwrap_used)]

use super::*;
use HolidayKind::{Customary, Statutory};
use chrono::Datelike;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The days of a kind in a year, in the order of the year.
fn days(set: &str, year: u16, kind: HolidayKind) -> Vec<String> {
    let set = HolidaySet::shipped(set).unwrap();
    let of_kind = set.days.iter().filter(|day| day.kind == kind);
    let mut days: Vec<Day> = of_kind.filter_map(|day| day.in_year(year)).collect();
    days.sort_unstable();
    days.iter().map(|day| day.to_string()[5..].to_owned()).collect()
}

fn plain(rule: DateRule) -> Holiday {
    Holiday {
        id: "x".into(),
        names: ["x".into(), "x".into()],
        kind: Statutory,
        rule,
        moved: [0; 7],
        every_years: 1,
        from: None,
        until: None,
    }
}

#[test]
fn easter_is_where_published_tables_have_it() {
    // The earliest and the latest that can be, and years of the tables in Meeus.
    for text in [
        "1818-03-22",
        "1943-04-25",
        "1954-04-18",
        "1991-03-31",
        "1992-04-19",
        "1993-04-11",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2285-03-22",
    ] {
        assert_eq!(easter(text[..4].parse().unwrap()), Some(day(text)));
    }
    assert_eq!((easter(1_582), easter(10_000)), (None, None));
}

#[test]
fn easter_agrees_with_another_algorithm_in_every_year() {
    // Gauss, as corrected in 1816, with its two exceptions.
    for year in 1_583..=9_999i32 {
        let (a, b, c, k) = (year % 19, year % 4, year % 7, year / 100);
        let p = (13 + 8 * k) / 25;
        let (m, n) = ((15 - p + k - k / 4) % 30, (4 + k - k / 4) % 7);
        let d = (19 * a + m) % 30;
        let e = (2 * b + 4 * c + 6 * d + n) % 7;
        let mut after_21_march = 1 + d + e;
        if (d == 29 && e == 6) || (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) {
            after_21_march -= 7;
        }
        let expected = Day::of(year as u16, 3, 21).unwrap().plus(after_21_march);
        assert_eq!(easter(year as u16), Some(expected), "{year}");
    }
}

#[test]
fn each_kind_of_rule_falls_on_its_day() {
    let nth = |month, weekday, nth| DateRule::NthWeekday { month, weekday, nth };
    for (rule, year, expected) in [
        (DateRule::Fixed { month: 2, day: 29 }, 2024, Some("2024-02-29")),
        (DateRule::Fixed { month: 2, day: 29 }, 2026, None),
        (DateRule::Easter { days: 39 }, 2026, Some("2026-05-14")),
        (DateRule::Easter { days: -80 }, 2285, Some("2285-01-01")),
        (nth(5, 0, 1), 2026, Some("2026-05-04")),
        (nth(5, 4, 1), 2026, Some("2026-05-01")),
        (nth(5, 4, 5), 2026, Some("2026-05-29")),
        (nth(5, 0, 5), 2026, None),
        (nth(5, 0, -1), 2026, Some("2026-05-25")),
        (nth(12, 3, -1), 2026, Some("2026-12-31")),
        (nth(5, 0, -4), 2026, Some("2026-05-04")),
        (nth(5, 0, -5), 2026, None),
        (nth(5, 0, 0), 2026, None),
        (DateRule::WeekdayFrom { month: 11, day: 16, weekday: 2 }, 2026, Some("2026-11-18")),
        (DateRule::WeekdayFrom { month: 11, day: 16, weekday: 2 }, 2022, Some("2022-11-16")),
        (DateRule::WeekdayFrom { month: 12, day: 31, weekday: 0 }, 2026, Some("2027-01-04")),
    ] {
        assert_eq!(rule.in_year(year), expected.map(day), "{rule:?} {year}");
    }
}

#[test]
fn the_nth_weekday_agrees_with_another_implementation() {
    use chrono::{NaiveDate, Weekday};
    for year in 1_999..=2_030 {
        for month in 1..=12u8 {
            for weekday in 0..7u8 {
                for nth in 1..=5u8 {
                    let of_week = Weekday::try_from(weekday).unwrap();
                    let date = NaiveDate::from_weekday_of_month_opt(
                        i32::from(year),
                        u32::from(month),
                        of_week,
                        nth,
                    );
                    let ours = nth_weekday(year, month, weekday, nth as i8);
                    let theirs = date
                        .map(|d| Day::of(d.year() as u16, d.month() as u8, d.day() as u8).unwrap());
                    assert_eq!(ours, theirs, "{year}-{month} {weekday} {nth}");
                }
            }
        }
    }
}

#[test]
fn a_holiday_has_its_years() {
    let mut every_fifth = plain(DateRule::Fixed { month: 5, day: 5 });
    every_fifth.every_years = 5;
    let years = |holiday: &Holiday| {
        (2_019..2_031).filter(|y| holiday.in_year(*y).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(years(&every_fifth), [2_020, 2_025, 2_030]);
    every_fifth.from = Some(2_022);
    every_fifth.until = Some(2_027);
    assert_eq!(years(&every_fifth), [2_022]);
    every_fifth.until = Some(2_028);
    assert_eq!(years(&every_fifth), [2_022, 2_027]);
    let always = plain(DateRule::Fixed { month: 5, day: 5 });
    let known = |year| always.in_year(year).is_some();
    assert_eq!([1_969, 1_970, 2_099, 2_100].map(known), [false, true, true, false]);
}

#[test]
fn a_moved_holiday_may_leave_its_year() {
    let mut new_year = plain(DateRule::Fixed { month: 1, day: 1 });
    new_year.moved = [0, 0, 0, 0, 0, -1, 1];
    // 2028-01-01 is a Saturday, 2023-01-01 a Sunday.
    for (year, expected) in [(2028, "2027-12-31"), (2023, "2023-01-02"), (2026, "2026-01-01")] {
        assert_eq!(new_year.in_year(year), Some(day(expected)));
        assert!(new_year.falls_on(day(expected)));
    }
    assert!(!new_year.falls_on(day("2028-01-01")));
}

#[test]
fn kings_day_on_a_sunday_is_the_day_before() {
    for (year, queens, kings) in [
        (2006, Some("2006-04-29"), None),
        (2013, Some("2013-04-30"), None),
        (2014, None, Some("2014-04-26")),
        (2015, None, Some("2015-04-27")),
        (2025, None, Some("2025-04-26")),
        (2031, None, Some("2031-04-26")),
    ] {
        let set = HolidaySet::shipped("NL").unwrap();
        let of = |id: &str| set.days.iter().find(|day| day.id == id).unwrap().in_year(year);
        assert_eq!((of("queens_day"), of("kings_day")), (queens.map(day), kings.map(day)));
    }
}

#[test]
fn the_years_of_the_law_texts() {
    for (set, year, kind, expected) in [
        // Algemene termijnenwet, art. 3; Liberation Day off in lustrum years.
        ("NL", 2025, Statutory, "01-01 04-21 04-26 05-05 05-29 06-09 12-25 12-26"),
        ("NL", 2026, Statutory, "01-01 04-06 04-27 05-14 05-25 12-25 12-26"),
        ("NL", 2026, Customary, "04-03 04-05 05-05 05-24"),
        // Royal Decree of 18 April 1974, art. 1: ten days.
        ("BE", 2026, Statutory, "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25"),
        ("BE", 2026, Customary, "04-03 04-05 05-15 05-24 12-26"),
        ("DE", 2026, Statutory, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"),
        ("DE", 2017, Statutory, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26"),
        (
            "DE-BY",
            2026,
            Statutory,
            "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
        ),
        ("DE-BY", 2026, Customary, "08-15 12-24 12-31"),
        (
            "DE-SN",
            2026,
            Statutory,
            "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26",
        ),
        (
            "DE-BE",
            2025,
            Statutory,
            "01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26",
        ),
    ] {
        assert_eq!(days(set, year, kind).join(" "), expected, "{set} {year} {kind:?}");
    }
}

#[test]
fn every_set_has_each_id_once_and_names_in_both_languages() {
    for id in SHIPPED_SETS {
        let set = HolidaySet::shipped(id).unwrap();
        let mut ids: Vec<&str> = set.days.iter().map(|day| &*day.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), set.days.len(), "{id}");
        assert!(set.days.iter().all(|day| day.names.iter().all(|name| !name.is_empty())));
        assert_eq!(set.to_string(), format!("{id} {SETS_VERSION}"));
    }
    for id in ["", "DE-", "DE-XX", "NL-NH", "nl", "FR"] {
        assert_eq!(HolidaySet::shipped(id), None, "{id}");
    }
}
