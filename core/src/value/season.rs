//! The plain baselines: a rate, and a rate with a season.

use super::history::Partner;
use crate::calendar::Day;

/// How busy each month of the year is, against a month of even rate; 1 for months of
/// which too little was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    pub index: [f64; 12],
    /// Months of which at least half was seen.
    pub seen: [bool; 12],
}

/// Orders that a month needs before its index is used.
const ORDERS_MIN: f64 = 20.0;

impl Season {
    /// The repeat orders of each month over those that an even rate gives for the
    /// days on which partners were there to order.
    pub fn new(partners: &[Partner<'_>], until: Day) -> Self {
        let (mut orders, mut days) = ([0.0f64; 12], [0.0f64; 12]);
        let first = partners.iter().filter_map(|p| p.before(until).first()).map(|d| d.0).min();
        let mut calendar_days = [0u32; 12];
        // Partners that are there, day by day.
        let mut starts: Vec<i32> =
            partners.iter().filter_map(|p| p.before(until).first()).map(|d| d.0).collect();
        starts.sort_unstable();
        let mut there = 0;
        for day in first.unwrap_or(until.0)..until.0 {
            while starts.get(there).is_some_and(|start| *start < day) {
                there += 1;
            }
            let month = month(day);
            days[month] += there as f64;
            calendar_days[month] += 1;
        }
        for partner in partners {
            for (day, _) in partner.before(until).iter().skip(1) {
                orders[month(*day)] += 1.0;
            }
        }
        let rate = orders.iter().sum::<f64>() / days.iter().sum::<f64>().max(1.0);
        let usable = |m: usize| calendar_days[m] >= 15 && rate * days[m] >= ORDERS_MIN;
        let at = |m: usize| if usable(m) { orders[m] / (rate * days[m]) } else { 1.0 };
        Self {
            index: std::array::from_fn(at),
            seen: std::array::from_fn(|m| calendar_days[m] >= 15),
        }
    }

    /// The sums of the index up to each day from `from` on, for sums over any period.
    pub fn ladder(&self, from: Day, until: Day) -> Ladder {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for day in from.0..until.0 {
            sum += self.index[month(day)];
            sums.push(sum);
        }
        Ladder { from: from.0, sums }
    }

    /// Whether every month of a period was seen before.
    pub fn knows(&self, from: Day, until: Day) -> bool {
        (from.0..until.0).all(|day| self.seen[month(day)])
    }
}

pub struct Ladder {
    from: i32,
    sums: Vec<f64>,
}

impl Ladder {
    /// The index summed over days from `from` up to, without, `until`.
    pub fn over(&self, from: i32, until: i32) -> f64 {
        let at = |day: i32| {
            let place = (i64::from(day) - i64::from(self.from)).max(0) as usize;
            self.sums[place.min(self.sums.len() - 1)]
        };
        at(until) - at(from)
    }
}

/// The month of a day, from 0.
fn month(day: i32) -> usize {
    let mut text = String::with_capacity(10);
    Day(day).write_iso(&mut text);
    // INVARIANT: the text ends in `-MM-DD`.
    let digits = text.as_bytes();
    let at = digits.len() - 5;
    let number = usize::from(digits[at] - b'0') * 10 + usize::from(digits[at + 1] - b'0');
    number.saturating_sub(1).min(11)
}
