use super::Day;
use std::borrow::Cow;
use std::fmt;

mod sets;

pub use sets::{SETS_VERSION, SHIPPED_SETS};

/// The years for which holidays are known; in others there are none.
pub const HOLIDAY_YEARS: std::ops::Range<u16> = 1_970..2_100;

/// Whether the law or only custom makes a day a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolidayKind {
    /// A law names the day.
    Statutory,
    /// Many are closed, but no law makes them.
    Customary,
}

impl HolidayKind {
    /// The words used in rulebooks.
    pub const NAMES: [&'static str; 2] = ["statutory", "customary"];

    /// Both, in the order of their names.
    pub const ALL: [Self; 2] = [Self::Statutory, Self::Customary];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// How the day of a holiday follows from the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRule {
    /// The same date every year; 29 February in leap years only.
    Fixed {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
    /// So many days after Easter Sunday, or before it when negative. From −80 to
    /// 250 it stays in the year of its Easter.
    Easter {
        /// 1 is Easter Monday, −2 Good Friday.
        days: i16,
    },
    /// The n-th of a day of the week in a month.
    NthWeekday {
        /// 1 to 12.
        month: u8,
        /// 0 is Monday.
        weekday: u8,
        /// 1 to 5 from the start, −1 to −5 from the end. A month without it has none.
        nth: i8,
    },
    /// The first of a day of the week on or after a date.
    WeekdayFrom {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
        /// 0 is Monday.
        weekday: u8,
    },
}

impl DateRule {
    /// The day of the year, before it is moved.
    #[must_use]
    pub fn in_year(self, year: u16) -> Option<Day> {
        match self {
            Self::Fixed { month, day } => Day::of(year, month, day),
            Self::Easter { days } => Some(easter(year)?.plus(i32::from(days))),
            Self::NthWeekday { month, weekday, nth } => nth_weekday(year, month, weekday, nth),
            Self::WeekdayFrom { month, day, weekday } => {
                let first = Day::of(year, month, day)?;
                Some(first.plus(days_until(first, weekday)))
            }
        }
    }
}

/// How many days after `day` the next such day of the week is; 0 for itself.
fn days_until(day: Day, weekday: u8) -> i32 {
    (i32::from(weekday) - i32::from(day.weekday())).rem_euclid(7)
}

fn nth_weekday(year: u16, month: u8, weekday: u8, nth: i8) -> Option<Day> {
    let first = Day::of(year, month, 1)?;
    let next = if month < 12 { Day::of(year, month + 1, 1)? } else { first.plus(31) };
    let from_start = first.plus(days_until(first, weekday));
    let last = from_start.plus((next.0 - 1 - from_start.0) / 7 * 7);
    let day = match nth {
        0 => return None,
        1.. => from_start.plus(7 * (i32::from(nth) - 1)),
        _ => last.plus(7 * (i32::from(nth) + 1)),
    };
    (first <= day && day < next).then_some(day)
}

/// Easter Sunday in the Gregorian calendar, of the years 1583 to 9999.
///
/// The anonymous algorithm of Nature, 20 April 1876, as Jean Meeus gives it in
/// "Astronomical Algorithms", 2nd edition, 1998, chapter 8.
///
/// ```
/// use longtail::{Day, easter};
/// assert_eq!(easter(2026), Day::parse("2026-04-05"));
/// ```
#[must_use]
pub fn easter(year: u16) -> Option<Day> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let real = (1_583..=9_999).contains(&year);
    real.then(|| Day::of(year, (n / 31) as u8, (n % 31 + 1) as u8)).flatten()
}

/// A day of the year on which a set is closed, as a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name in rules, such as `good_friday`.
    pub id: Cow<'static, str>,
    /// Its name for people, in English and in Dutch.
    pub names: [Cow<'static, str>; 2],
    /// Whether the law makes it one.
    pub kind: HolidayKind,
    /// The day of the year.
    pub rule: DateRule,
    /// By how many days it moves when it falls on a Monday, a Tuesday, and so on.
    pub moved: [i8; 7],
    /// Every so many years, counted from `from`, or from the year 0 without it.
    pub every_years: u16,
    /// The first year in which it is one.
    pub from: Option<u16>,
    /// The first year in which it is one no more.
    pub until: Option<u16>,
}

impl Holiday {
    /// Its day in a year, when it has one in it.
    ///
    /// ```
    /// use longtail::{Day, HolidaySet};
    /// let set = HolidaySet::shipped("NL").expect("a shipped set");
    /// let kings_day = set.days.iter().find(|day| day.id == "kings_day").expect("it has one");
    /// // 27 April 2025 was a Sunday.
    /// assert_eq!(kings_day.in_year(2025), Day::parse("2025-04-26"));
    /// assert_eq!(kings_day.in_year(2026), Day::parse("2026-04-27"));
    /// assert_eq!(kings_day.in_year(2013), None);
    /// ```
    #[must_use]
    pub fn in_year(&self, year: u16) -> Option<Day> {
        let from = self.from.unwrap_or(0);
        let begun = HOLIDAY_YEARS.contains(&year) && year >= from;
        let over = self.until.is_some_and(|until| year >= until);
        // INVARIANT: `every_years` is at least 1; 0 would count as 1.
        if !begun || over || !(year - from).is_multiple_of(self.every_years.max(1)) {
            return None;
        }
        let day = self.rule.in_year(year)?;
        Some(day.plus(i32::from(self.moved[usize::from(day.weekday())])))
    }

    /// Whether it falls on this day.
    #[must_use]
    pub fn falls_on(&self, day: Day) -> bool {
        // A holiday that is moved may leave its year.
        let years = (day.year() - 1)..=(day.year() + 1);
        let mut known = years.filter_map(|year| u16::try_from(year).ok());
        known.any(|year| self.in_year(year) == Some(day))
    }
}

/// Holidays under one name and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidaySet {
    /// Such as `NL` or `DE-BY`.
    pub id: Box<str>,
    /// Of the data.
    pub version: Box<str>,
    /// Its days, by their place in the data.
    pub days: Vec<Holiday>,
}

/// A holiday that a calendar keeps, and the set it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The id of the set.
    pub set: Box<str>,
    /// The version of the set.
    pub version: Box<str>,
    /// The holiday.
    pub holiday: Holiday,
}

impl HolidaySet {
    /// Its holidays of these kinds, without those with these ids.
    #[must_use]
    pub fn observed(&self, kinds: &[HolidayKind], without: &[&str]) -> Vec<Observed> {
        let kept = |day: &&Holiday| kinds.contains(&day.kind) && !without.contains(&&*day.id);
        let observed = |day: &Holiday| Observed {
            set: self.id.clone(),
            version: self.version.clone(),
            holiday: day.clone(),
        };
        self.days.iter().filter(kept).map(observed).collect()
    }
}

impl fmt::Display for HolidaySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)
    }
}

#[cfg(test)]
mod tests;
