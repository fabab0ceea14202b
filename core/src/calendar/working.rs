use super::day::two_digits;
use super::{Day, Moment};

/// The days on which goods move: days of the week without the closed days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    week: [bool; 7],
    // INVARIANT: sorted, each day once; and some day of the week works, so
    // every search ends after at most `7 * (closed + 1)` days.
    closed: Box<[Day]>,
}

impl Default for WorkingDays {
    /// Monday to Friday, never closed: what a calendar without `working_days`
    /// means.
    fn default() -> Self {
        Self { week: [true, true, true, true, true, false, false], closed: Box::default() }
    }
}

impl WorkingDays {
    /// Days of the week, Monday first, and days on which it is closed in any
    /// order; `None` when no day of the week works.
    #[must_use]
    pub fn new(week: [bool; 7], mut closed: Vec<Day>) -> Option<Self> {
        closed.sort_unstable();
        closed.dedup();
        week.contains(&true).then(|| Self { week, closed: closed.into() })
    }

    /// All seven days, never closed.
    #[must_use]
    pub fn every_day() -> Self {
        Self { week: [true; 7], closed: Box::default() }
    }

    /// Whether goods move on this day.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.week[usize::from(day.weekday())] && self.closed.binary_search(&day).is_err()
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

/// When goods leave and when they arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingCalendar {
    /// The minute of the day before which an order still counts for that day.
    pub cut_off: Option<u16>,
    /// The days on which goods are handled, leave, travel and arrive.
    pub working: WorkingDays,
    /// Working days between the order and the earliest ship day.
    pub handling_days: u16,
    /// Working days between the ship day and the arrival.
    pub transit_days: u16,
}

impl Default for ShippingCalendar {
    /// The same as [`ShippingCalendar::open`].
    fn default() -> Self {
        Self::open()
    }
}

impl ShippingCalendar {
    /// What a rulebook without a `calendar` means: every day works, goods
    /// leave on the day of the order and arrive on the day they leave. A
    /// `calendar` that does not name its working days has Monday to Friday.
    #[must_use]
    pub fn open() -> Self {
        Self { cut_off: None, working: WorkingDays::every_day(), handling_days: 0, transit_days: 0 }
    }

    /// The first day on which an order placed at this moment may leave: its
    /// own day if it works and the moment lies before the cut-off, else the
    /// next working day; plus the handling days.
    #[must_use]
    pub fn earliest_ship(&self, placed: Moment) -> Day {
        let missed = self.cut_off.is_some_and(|cut_off| placed.minute_of_day >= cut_off);
        let start = self.working.at_or_after(placed.day.plus(i32::from(missed)));
        self.working.plus(start, self.handling_days)
    }

    /// The day on which goods arrive that leave on `ship`.
    #[must_use]
    pub fn arrival(&self, ship: Day) -> Day {
        self.working.plus(ship, self.transit_days)
    }

    /// The last working day from which goods arrive by `requested`.
    #[must_use]
    pub fn ship_for_arrival(&self, requested: Day) -> Day {
        self.working.minus(self.working.at_or_before(requested), self.transit_days)
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
