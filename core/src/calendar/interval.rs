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

    /// Whether both hold on some day.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let before = |until: Option<Day>, from: Option<Day>| matches!((until, from), (Some(until), Some(from)) if until <= from);
        !before(self.until, other.from) && !before(other.until, self.from)
    }

    /// Whether it ends before or when it begins, and so never holds.
    #[must_use]
    pub fn inverted(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }
}

/// While a rule holds, which may be another time for partners that were there
/// before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Validity {
    /// For everyone else.
    pub interval: Interval,
    /// When it begins for partners that were there before it began.
    pub existing_from: Option<Day>,
    /// When it ends for partners that were there before it ended.
    pub existing_until: Option<Day>,
}

impl Validity {
    /// The interval for a partner that is there since a day, if that is known.
    #[must_use]
    pub fn of(&self, since: Option<Day>) -> Interval {
        let was_there = |day: Option<Day>| matches!((since, day), (Some(s), Some(d)) if s < d);
        let Interval { from, until } = self.interval;
        let choose = |own: Option<Day>, existing: Option<Day>| {
            if was_there(own) { existing.or(own) } else { own }
        };
        Interval {
            from: choose(from, self.existing_from),
            until: choose(until, self.existing_until),
        }
    }

    /// Whether both hold for one partner on some day.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let kinds = |validity: &Self| {
            let Interval { from, until } = validity.interval;
            let existing = Interval {
                from: validity.existing_from.or(from),
                until: validity.existing_until.or(until),
            };
            [validity.interval, existing]
        };
        kinds(self).iter().zip(&kinds(other)).any(|(own, its)| own.meets(its))
    }

    /// Where `day` lies, for a partner that is there since another.
    #[must_use]
    pub fn state(&self, day: Day, since: Option<Day>) -> IntervalState {
        if self.existing_from.is_none() && self.existing_until.is_none() {
            return self.interval.state(day);
        }
        self.of(since).state(day)
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

    #[test]
    fn partners_that_were_there_before_a_rule_get_it_later_and_keep_the_old_longer() {
        let new = Validity {
            interval: Interval { from: Some(Day(10)), until: None },
            existing_from: Some(Day(20)),
            existing_until: None,
        };
        let old = Validity {
            interval: Interval { from: None, until: Some(Day(10)) },
            existing_from: None,
            existing_until: Some(Day(20)),
        };
        for (since, day, of_new, of_old) in [
            (None, 9, NotYet, Holds),
            (None, 10, Holds, Ended),
            (Some(10), 10, Holds, Ended),
            (Some(9), 10, NotYet, Holds),
            (Some(9), 19, NotYet, Holds),
            (Some(9), 20, Holds, Ended),
        ] {
            let since = since.map(Day);
            assert_eq!(new.state(Day(day), since), of_new, "new {since:?} {day}");
            assert_eq!(old.state(Day(day), since), of_old, "old {since:?} {day}");
        }
    }
}
