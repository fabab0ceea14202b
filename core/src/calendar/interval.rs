use super::Day;

/// From a day until before another; either end may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Interval {
    /// The first day on which it holds.
    pub from: Option<Day>,
    /// The first day on which it holds no more.
    pub until: Option<Day>,
}

/// Where a day lies relative to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalState {
    /// Before it.
    NotYet,
    /// In it.
    Holds,
    /// After it.
    Ended,
}

impl IntervalState {
    /// Two intervals that must both hold: this one's state speaks first.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        if let Self::Holds = self { other } else { self }
    }
}

impl Interval {
    /// Where `day` lies. Before an inverted interval is `NotYet`, after its
    /// end `Ended`; it never holds.
    #[must_use]
    pub fn state(&self, day: Day) -> IntervalState {
        if self.from.is_some_and(|from| day < from) {
            IntervalState::NotYet
        } else if self.until.is_some_and(|until| day >= until) {
            IntervalState::Ended
        } else {
            IntervalState::Holds
        }
    }

    /// Whether `day` lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.state(day) == IntervalState::Holds
    }

    /// Whether it ends before or when it begins, and so never holds.
    #[must_use]
    pub fn inverted(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IntervalState::{Ended, Holds, NotYet};

    #[test]
    fn the_first_day_holds_and_the_last_does_not() {
        let table = [
            (None, None, 0, Holds),
            (Some(5), None, 4, NotYet),
            (Some(5), None, 5, Holds),
            (None, Some(8), 7, Holds),
            (None, Some(8), 8, Ended),
            (Some(5), Some(6), 5, Holds),
            (Some(5), Some(6), 6, Ended),
            (Some(5), Some(5), 4, NotYet),
            (Some(5), Some(5), 5, Ended),
        ];
        for (from, until, day, state) in table {
            let interval = Interval { from: from.map(Day), until: until.map(Day) };
            assert_eq!(interval.state(Day(day)), state, "{interval:?} {day}");
            assert_eq!(interval.holds(Day(day)), state == Holds);
        }
    }

    #[test]
    fn an_empty_or_reversed_interval_is_inverted() {
        for (from, until, inverted) in
            [(Some(5), Some(5), true), (Some(6), Some(5), true), (Some(5), Some(6), false)]
        {
            assert_eq!(
                Interval { from: from.map(Day), until: until.map(Day) }.inverted(),
                inverted
            );
        }
        assert!(!Interval { from: None, until: Some(Day(0)) }.inverted());
    }

    #[test]
    fn of_two_intervals_the_first_that_fails_speaks() {
        let table = [
            (Holds, Ended, Ended),
            (NotYet, Ended, NotYet),
            (Ended, NotYet, Ended),
            (Holds, Holds, Holds),
        ];
        for (one, other, both) in table {
            assert_eq!(one.and(other), both);
        }
    }
}
