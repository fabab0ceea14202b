use super::Day;
use super::day::two_digits;
use super::holiday::{HOLIDAY_YEARS, Observed};

/// The days on which goods move: days of the week and extra days, without the
/// closed days and the holidays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    week: [bool; 7],
    // INVARIANT: sorted, each day once; holidays are among them, as days. Some
    // day of the week works, so every search ends after at most
    // `7 * (closed + 1)` days.
    closed: Box<[Day]>,
    // INVARIANT: sorted; on none of them the week works.
    extra: Box<[Day]>,
    holidays: Box<[Observed]>,
}

/// Why nobody works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedBy<'c> {
    /// Its day of the week is no working day.
    Weekday,
    /// It is a holiday.
    Holiday(&'c Observed),
    /// It is listed as closed.
    Listed,
}

impl Default for WorkingDays {
    /// Monday to Friday, never closed: what a calendar without `working_days`
    /// means.
    fn default() -> Self {
        Self::of_week([true, true, true, true, true, false, false], Vec::new())
    }
}

impl WorkingDays {
    /// Days of the week, Monday first, and days on which it is closed in any
    /// order; `None` when no day of the week works.
    #[must_use]
    pub fn new(week: [bool; 7], mut closed: Vec<Day>) -> Option<Self> {
        closed.sort_unstable();
        closed.dedup();
        week.contains(&true).then(|| Self::of_week(week, closed))
    }

    fn of_week(week: [bool; 7], closed: Vec<Day>) -> Self {
        let (extra, holidays) = (Box::default(), Box::default());
        Self { week, closed: closed.into(), extra, holidays }
    }

    /// All seven days, never closed.
    #[must_use]
    pub fn every_day() -> Self {
        Self::of_week([true; 7], Vec::new())
    }

    /// The same without these holidays, and with extra days, which work whatever
    /// day of the week or holiday they are. A day that was listed as closed stays
    /// so. `None` when the holidays leave no working day in some year.
    ///
    /// ```
    /// use longtail::{Day, HolidayKind, HolidaySet, WorkingDays};
    /// let day = |text| Day::parse(text).expect("a real day");
    /// let holidays = HolidaySet::shipped("NL").expect("a shipped set")
    ///     .observed(&[HolidayKind::Statutory], &[]);
    /// let extra = vec![day("2026-12-26"), day("2026-04-06")];
    /// let working = WorkingDays::default().with(holidays, extra).expect("days are left");
    /// assert!(!working.is_working(day("2026-12-25"))); // Christmas, a Friday
    /// assert!(working.is_working(day("2026-12-26"))); // a Saturday, but extra
    /// assert!(working.is_working(day("2026-04-06"))); // Easter Monday, but extra
    /// ```
    #[must_use]
    pub fn with(self, holidays: Vec<Observed>, mut extra: Vec<Day>) -> Option<Self> {
        extra.sort_unstable();
        extra.dedup();
        let mut closed = Vec::new();
        for year in HOLIDAY_YEARS {
            let from = closed.len();
            closed.extend(holidays.iter().filter_map(|own| own.holiday.in_year(year)));
            let of_year = &mut closed[from..];
            of_year.sort_unstable();
            // A year has 52 of each day of the week at least.
            if of_year.len() >= 52 && !self.works_in(year, of_year) {
                return None;
            }
        }
        closed.retain(|day| extra.binary_search(day).is_err());
        closed.extend(&*self.closed);
        closed.sort_unstable();
        closed.dedup();
        extra.retain(|day| !self.works_in_week(*day));
        extra.retain(|day| closed.binary_search(day).is_err());
        let week = self.week;
        Some(Self { week, closed: closed.into(), extra: extra.into(), holidays: holidays.into() })
    }

    /// Whether the week has a working day in a year that is not among these,
    /// which are sorted.
    fn works_in(&self, year: u16, closed: &[Day]) -> bool {
        let first = Day::of(year, 1, 1).unwrap_or_default();
        let mut days = (0..365).map(|days| first.plus(days));
        days.any(|day| self.works_in_week(day) && closed.binary_search(&day).is_err())
    }

    fn works_in_week(&self, day: Day) -> bool {
        self.week[usize::from(day.weekday())]
    }

    /// Whether goods move on this day.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        if self.works_in_week(day) {
            self.closed.binary_search(&day).is_err()
        } else {
            self.extra.binary_search(&day).is_ok()
        }
    }

    /// Why nobody works on this day; `None` when they do. A holiday on a day of
    /// the week that never works counts as such a day; one that is also listed as
    /// closed counts as a holiday.
    #[must_use]
    pub fn closed_by(&self, day: Day) -> Option<ClosedBy<'_>> {
        if self.is_working(day) {
            return None;
        }
        if !self.works_in_week(day) {
            return Some(ClosedBy::Weekday);
        }
        let holiday = self.holidays.iter().find(|own| own.holiday.falls_on(day));
        Some(holiday.map_or(ClosedBy::Listed, ClosedBy::Holiday))
    }

    /// The holidays it keeps, in the order they were named.
    #[must_use]
    pub fn holidays(&self) -> &[Observed] {
        &self.holidays
    }

    /// Whether some day of the week works in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.week.iter().zip(&other.week).any(|(own, its)| *own && *its)
    }

    /// The day itself, or the next working day.
    #[must_use]
    pub fn at_or_after(&self, day: Day) -> Day {
        self.seek(day, 1)
    }

    /// The day itself, or the last working day before it.
    #[must_use]
    pub fn at_or_before(&self, day: Day) -> Day {
        self.seek(day, -1)
    }

    /// The `days`-th working day after `day`; of 0 the day itself, or the next
    /// working day.
    #[must_use]
    pub fn plus(&self, day: Day, days: u16) -> Day {
        self.walk(day, days, 1)
    }

    /// The `days`-th working day before `day`; of 0 the day itself, or the
    /// last working day before it.
    #[must_use]
    pub fn minus(&self, day: Day, days: u16) -> Day {
        self.walk(day, days, -1)
    }

    fn walk(&self, day: Day, days: u16, step: i32) -> Day {
        if days == 0 {
            return self.seek(day, step);
        }
        (0..days).fold(day, |day, _| self.seek(day.plus(step), step))
    }

    /// The first working day from `day` on in the direction of `step`. At the
    /// end of the number line it stays there.
    fn seek(&self, mut day: Day, step: i32) -> Day {
        while !self.is_working(day) {
            let next = day.plus(step);
            if next == day {
                break;
            }
            day = next;
        }
        day
    }
}

/// The minute of the day of a time such as `16:00`: two digits, a colon, two
/// digits, up to `23:59`.
#[must_use]
pub fn parse_time(text: &str) -> Option<u16> {
    let [h1, h2, b':', m1, m2] = *text.as_bytes() else { return None };
    minute_of_day(two_digits(h1, h2)?, two_digits(m1, m2)?)
}

pub(super) fn minute_of_day(hour: u32, minute: u32) -> Option<u16> {
    (hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16)
}

#[cfg(test)]
mod tests;
