use crate::calendar::Day;
use crate::fees::Window;
use std::collections::BTreeMap;

/// The name of the period of a day: `2026-03`, `2026-Q1`, `2026`, or the day
/// itself where a plan has no periods of the calendar.
pub(super) fn label(window: Window, day: Day) -> String {
    let text = day.to_string();
    // INVARIANT: a day ends in `-MM-DD`, all in ASCII.
    let (year, rest) = text.split_at(text.len() - 6);
    match window {
        Window::Month => format!("{year}{}", &rest[..3]),
        Window::Quarter => {
            let month: u8 = rest[1..3].parse().unwrap_or(1);
            format!("{year}-Q{}", (month - 1) / 3 + 1)
        }
        Window::Year => year.to_owned(),
        Window::Order | Window::Line | Window::Rolling(_) => text,
    }
}

/// The days whose sales count for one of `day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: Day,
    until: Day,
}

impl Span {
    pub(super) fn of(window: Window, day: Day) -> Self {
        match window {
            Window::Order | Window::Line => Self { from: day, until: day },
            Window::Rolling(days) => {
                let back = i32::try_from(days).unwrap_or(i32::MAX).saturating_sub(1);
                Self { from: day.plus(-back), until: day.plus(1) }
            }
            Window::Month => Self::of_months(day, 1),
            Window::Quarter => Self::of_months(day, 3),
            Window::Year => Self::of_months(day, 12),
        }
    }

    /// So many months of the calendar, counted from January.
    fn of_months(day: Day, months: u32) -> Self {
        let text = day.to_string();
        let (year, rest) = text.split_at(text.len() - 6);
        let number = |text: &str| text.parse::<u32>().unwrap_or(1);
        let (year, first) = (number(year), (number(&rest[1..3]) - 1) / months * months + 1);
        let begin = |year: u32, month: u32| Day::parse(&format!("{year:04}-{month:02}-01"));
        let next =
            if first + months > 12 { begin(year + 1, 1) } else { begin(year, first + months) };
        // What no text can name is the last day there is.
        Self { from: begin(year, first).unwrap_or(day), until: next.unwrap_or(Day(i32::MAX)) }
    }

    pub(super) fn has(self, day: Day) -> bool {
        self.from <= day && day < self.until
    }

    /// What a table has for its days.
    pub(super) fn days<T>(self, table: &BTreeMap<Day, T>) -> impl Iterator<Item = &T> {
        // A range that ends before it begins would be a fault of the table's.
        let until = self.until.max(self.from);
        table.range(self.from..until).map(|(_, value)| value)
    }
}

/// Whether a sale of `earlier` counts for one of `later`.
pub(super) fn counts_for(window: Window, earlier: Day, later: Day) -> bool {
    Span::of(window, later).has(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_period_is_named_and_has_its_days() {
        for (window, at, name, from, last) in [
            (Window::Month, "2026-02-28", "2026-02", "2026-02-01", "2026-02-28"),
            (Window::Month, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
            (Window::Month, "2026-12-01", "2026-12", "2026-12-01", "2026-12-31"),
            (Window::Quarter, "2026-03-31", "2026-Q1", "2026-01-01", "2026-03-31"),
            (Window::Quarter, "2026-04-01", "2026-Q2", "2026-04-01", "2026-06-30"),
            (Window::Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
            (Window::Year, "2026-07-02", "2026", "2026-01-01", "2026-12-31"),
            (Window::Rolling(30), "2026-03-30", "2026-03-30", "2026-03-01", "2026-03-30"),
            (Window::Rolling(1), "2026-03-30", "2026-03-30", "2026-03-30", "2026-03-30"),
            (Window::Year, "9999-12-31", "9999", "9999-01-01", "9999-12-31"),
        ] {
            let span = Span::of(window, day(at));
            assert_eq!(label(window, day(at)), name);
            assert!(span.has(day(from)) && span.has(day(last)) && span.has(day(at)), "{at}");
            assert!(!span.has(day(from).plus(-1)), "{at}");
            assert_eq!(span.has(day(last).plus(1)), name == "9999", "{at}");
        }
    }

    #[test]
    fn an_order_and_a_line_are_periods_by_themselves() {
        for window in [Window::Order, Window::Line] {
            assert!(!counts_for(window, day("2026-03-02"), day("2026-03-02")));
            assert_eq!(label(window, day("2026-03-02")), "2026-03-02");
        }
    }

    #[test]
    fn any_day_has_a_period() {
        for number in [i32::MIN, -719_529, 2_932_897, i32::MAX] {
            for window in [Window::Month, Window::Quarter, Window::Year, Window::Rolling(90)] {
                label(window, Day(number));
                Span::of(window, Day(number));
            }
        }
    }
}
