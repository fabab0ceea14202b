#![allow(clippy::unwrap_used)]

use super::super::{DateRule, Holiday, HolidayKind, HolidaySet};
use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn christmas() -> WorkingDays {
    let closed = vec![day("2026-12-26"), day("2026-12-25"), day("2026-12-25")];
    WorkingDays::new([true, true, true, true, true, false, false], closed).unwrap()
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

fn observed(set: &str, kinds: &[HolidayKind]) -> Vec<Observed> {
    HolidaySet::shipped(set).unwrap().observed(kinds, &[])
}

#[test]
fn holidays_are_closed_and_extra_days_work() {
    let holidays = observed("NL", &[HolidayKind::Statutory]);
    // Boxing Day 2026 is a Saturday, Easter Monday 2026 the 6th of April.
    let extra = vec![day("2026-04-06"), day("2026-03-07"), day("2026-03-08"), day("2026-03-09")];
    let closed = vec![day("2026-03-08"), day("2026-05-25")];
    let working = WorkingDays::new([true, true, true, true, true, false, false], closed).unwrap();
    let working = working.with(holidays, extra).unwrap();
    let why = |text: &str| match working.closed_by(day(text)) {
        None => "works".to_owned(),
        Some(ClosedBy::Weekday) => "weekday".to_owned(),
        Some(ClosedBy::Listed) => "listed".to_owned(),
        Some(ClosedBy::Holiday(own)) => format!("{} of {}", own.holiday.id, own.set),
    };
    for (text, expected) in [
        ("2026-04-06", "works"),
        ("2026-04-27", "kings_day of NL"),
        ("2025-04-26", "weekday"),
        ("2026-03-06", "works"),
        ("2026-03-07", "works"),
        ("2026-03-08", "weekday"),
        ("2026-03-09", "works"),
        ("2026-03-14", "weekday"),
        ("2026-04-03", "works"),
        ("2026-05-25", "whit_monday of NL"),
        ("2026-12-26", "weekday"),
        ("2099-12-25", "christmas_day of NL"),
        ("2100-12-24", "works"),
    ] {
        assert_eq!(why(text), expected, "{text}");
        assert_eq!(working.is_working(day(text)), expected == "works", "{text}");
    }
    assert_eq!(working.holidays().len(), 9);
}

#[test]
fn holidays_may_not_leave_a_year_without_a_working_day() {
    let mondays = |months: std::ops::RangeInclusive<u8>| -> Vec<Observed> {
        let rule = |month, nth| Observed {
            set: "own".into(),
            version: "".into(),
            holiday: Holiday {
                id: "x".into(),
                names: ["x".into(), "x".into()],
                kind: HolidayKind::Customary,
                rule: DateRule::NthWeekday { month, weekday: 0, nth },
                moved: [0; 7],
                every_years: 1,
                from: None,
                until: None,
            },
        };
        months.flat_map(|month| (1..=5).map(move |nth| rule(month, nth))).collect()
    };
    let only_mondays =
        || WorkingDays::new([true, false, false, false, false, false, false], vec![]).unwrap();
    assert_eq!(only_mondays().with(mondays(1..=12), vec![]), None);
    let december = only_mondays().with(mondays(1..=11), vec![]).unwrap();
    assert_eq!(december.at_or_after(day("2026-01-01")), day("2026-12-07"));
    assert!(WorkingDays::default().with(mondays(1..=12), vec![]).is_some());
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
