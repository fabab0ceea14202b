use std::fmt;

/// A calendar day, counted from 1970-01-01 in the Gregorian calendar, which
/// also names the days before its introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

impl Day {
    /// Reads exactly `YYYY-MM-DD`, a real day of the years 0001 to 9999.
    ///
    /// ```
    /// use longtail::Day;
    /// assert_eq!(Day::parse("2026-03-02").map(Day::weekday), Some(0));
    /// assert_eq!(Day::parse("2026-02-29"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes().try_into().ok()?)
    }

    /// The same from the ten bytes of the text.
    pub(super) fn from_bytes(text: &[u8; 10]) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
        let year = two_digits(y1, y2)? * 100 + two_digits(y3, y4)?;
        let (month, day) = (two_digits(m1, m2)?, two_digits(d1, d2)?);
        let real = year > 0 && (1..=12).contains(&month) && day > 0;
        (real && day <= days_in(year, month)).then(|| Self::from_civil(year, month, day))
    }

    /// The day of a year, a month and a day of the month, each counted from 1;
    /// `None` when there is no such day in the years 1 to 9999.
    #[must_use]
    pub fn of(year: u16, month: u8, day: u8) -> Option<Self> {
        let (year, month, day) = (u32::from(year), u32::from(month), u32::from(day));
        let real = (1..=9_999).contains(&year) && (1..=12).contains(&month) && day > 0;
        (real && day <= days_in(year, month)).then(|| Self::from_civil(year, month, day))
    }

    /// The year it lies in.
    #[must_use]
    pub fn year(self) -> i64 {
        self.civil().0
    }

    /// Counts the days by years that start in March, so that the leap day is
    /// the last one of its year.
    fn from_civil(year: u32, month: u32, day: u32) -> Self {
        // INVARIANT: year 1..=9999, so everything fits and only the last step
        // may go below zero.
        let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = years * 365 + years / 4 - years / 100 + years / 400;
        Self((days + (153 * months + 2) / 5 + day - 1) as i32 - DAYS_TO_1970)
    }

    /// Year, month and day of the month.
    fn civil(self) -> (i64, u32, u32) {
        let days = i64::from(self.0) + i64::from(DAYS_TO_1970);
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let months = (5 * of_year + 2) / 153;
        let day = of_year - (153 * months + 2) / 5 + 1;
        let month = if months < 10 { months + 3 } else { months - 9 };
        (era * 400 + year + i64::from(month < 3), month as u32, day as u32)
    }

    /// Appends `YYYY-MM-DD`. Years outside 0000 to 9999, which no text can
    /// name, get the digits or the sign they need.
    pub fn write_iso(self, out: &mut String) {
        let (year, month, day) = self.civil();
        if let Ok(year @ 0..=9_999) = u32::try_from(year) {
            push_two(out, year / 100);
            push_two(out, year % 100);
        } else {
            out.push_str(&format!("{year:05}"));
        }
        out.push('-');
        push_two(out, month);
        out.push('-');
        push_two(out, day);
    }

    /// The day so many days later, or earlier when negative; stops at the
    /// first and last day there are.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The month of the year, from 1.
    #[must_use]
    pub fn month(self) -> u32 {
        self.civil().1
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        // INVARIANT: a month has at most 31 days.
        self.plus(1 - self.civil().2 as i32)
    }

    /// The day of the week; 0 is Monday.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.0 as i64 + 3).rem_euclid(7) as u8
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(12);
        self.write_iso(&mut text);
        f.pad(&text)
    }
}

/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i32 = 719_468;

/// The number written in two ASCII digits.
pub(super) fn two_digits(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

fn push_two(out: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        out.push((b'0' + digit as u8) as char);
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate};

    #[test]
    fn days_at_the_ends_of_months_years_and_the_calendar() {
        let table = [
            ("1970-01-01", 0, 3),
            ("1969-12-31", -1, 2),
            ("2000-02-29", 11_016, 1),
            ("2026-03-02", 20_514, 0),
            ("0001-01-01", -719_162, 0),
            ("9999-12-31", 2_932_896, 4),
        ];
        for (text, number, weekday) in table {
            let day = Day::parse(text);
            assert_eq!(day, Some(Day(number)), "{text}");
            assert_eq!(Day(number).to_string(), text);
            assert_eq!(Day(number).weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        let texts = [
            "",
            "2026-3-2",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "0000-01-01",
            "2026/01/01",
            "2026-01-01 ",
            "+026-01-01",
            "20260101",
            "2026-01-0a",
            "２026-01-01",
            "10000-01-01",
            "-001-01-01",
        ];
        for text in texts {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_the_calendar_agrees_with_another_implementation() {
        let mut date = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        let mut text = String::new();
        for number in -719_162..=2_932_896 {
            text.clear();
            Day(number).write_iso(&mut text);
            let (year, month, day) = Day(number).civil();
            assert_eq!((year, month, day), (i64::from(date.year()), date.month(), date.day()));
            assert_eq!(Day::parse(&text), Some(Day(number)), "{text}");
            assert_eq!(u32::from(Day(number).weekday()), date.weekday().num_days_from_monday());
            date = date.succ_opt().unwrap();
        }
    }

    #[test]
    fn the_number_line_ends_without_a_panic() {
        assert_eq!(Day(i32::MAX).plus(1), Day(i32::MAX));
        assert_eq!(Day(i32::MIN).plus(-1), Day(i32::MIN));
        assert_eq!(Day(2_932_897).to_string(), "10000-01-01");
        assert_eq!(Day(-719_529).to_string(), "-0001-12-31");
        for number in [i32::MIN, i32::MAX] {
            assert!(!Day(number).to_string().is_empty());
            assert!(Day(number).weekday() < 7);
        }
    }
}
