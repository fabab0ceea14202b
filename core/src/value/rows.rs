//! What the models know of a partner: how many repeat orders, when the last, how long.

use super::input;
use crate::error::Error;

/// One partner's orders as the models see them, or several alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderRow {
    /// Orders after the first (`x`).
    pub repeats: u32,
    /// Time from the first order to the last (`t_x`), in any one unit.
    pub recency: f64,
    /// Time from the first order to the end of what was observed (`T`).
    pub age: f64,
    /// How many partners are so.
    pub partners: u64,
}

/// Rows sorted and counted: equal rows are one.
#[derive(Clone, Debug)]
pub struct Rows {
    pub rows: Vec<OrderRow>,
    /// Runs of rows with equal repeats: repeats, partners, end of the run.
    pub groups: Vec<(u32, f64, usize)>,
    pub partners: f64,
    /// The recencies and ages that occur. Orders are dated by day, so they are few.
    pub times: Vec<f64>,
    /// For each row the places of its recency and age among them.
    pub places: Vec<(usize, usize)>,
}

/// More orders than anybody places; the models' sums go over them one by one.
const REPEATS_MAX: u32 = 1_000_000;
/// More units of time than any model can be fitted to: its scales are searched up to a
/// thousandth of it.
const TIME_MAX: f64 = 1e9;

impl Rows {
    pub fn read(given: &[OrderRow]) -> Result<Self, Error> {
        check(given)?;
        let mut rows: Vec<OrderRow> = given.iter().copied().filter(|r| r.partners > 0).collect();
        rows.sort_by(|a, b| {
            let by_time = a.recency.total_cmp(&b.recency).then(a.age.total_cmp(&b.age));
            a.repeats.cmp(&b.repeats).then(by_time)
        });
        rows.dedup_by(|next, kept| {
            let same =
                (next.repeats, next.recency, next.age) == (kept.repeats, kept.recency, kept.age);
            if same {
                kept.partners += next.partners;
            }
            same
        });
        let mut groups: Vec<(u32, f64, usize)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if group.0 == row.repeats => {
                    group.1 += row.partners as f64;
                    group.2 = at + 1;
                }
                _ => groups.push((row.repeats, row.partners as f64, at + 1)),
            }
        }
        let partners = groups.iter().map(|group| group.1).sum();
        let mut times: Vec<f64> = rows.iter().flat_map(|row| [row.recency, row.age]).collect();
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        let place = |time: f64| times.partition_point(|known| *known < time);
        let places = rows.iter().map(|row| (place(row.recency), place(row.age))).collect();
        let rows = Self { rows, groups, partners, times, places };
        match rows.groups.last() {
            None => Err(input("there is no partner to fit a model to".into())),
            Some((0, ..)) => Err(input("no partner ordered a second time; no model fits".into())),
            Some(_) => Ok(rows),
        }
    }

    /// Mean and variance of the repeats, and the orders per unit of time.
    pub fn moments(&self) -> (f64, f64, f64) {
        let sum = |f: &dyn Fn(&OrderRow) -> f64| {
            self.rows.iter().map(|row| row.partners as f64 * f(row)).sum::<f64>()
        };
        let mean = sum(&|row| f64::from(row.repeats)) / self.partners;
        let square = sum(&|row| f64::from(row.repeats) * f64::from(row.repeats)) / self.partners;
        let time = sum(&|row| row.age);
        (mean, square - mean * mean, mean * self.partners / time)
    }
}

/// Refuses rows that no partner can have, whether a model is fitted to them or asked of them.
pub fn check(rows: &[OrderRow]) -> Result<(), Error> {
    rows.iter().enumerate().try_for_each(|(at, row)| check_row(at, row))
}

fn check_row(at: usize, row: &OrderRow) -> Result<(), Error> {
    let OrderRow { repeats, recency, age, .. } = *row;
    let fault = if !recency.is_finite() || !age.is_finite() {
        "recency and age must be numbers that are not infinite"
    } else if recency < 0.0 || recency > age {
        "recency must lie between 0 and the age"
    } else if (repeats > 0) != (recency > 0.0) {
        "recency must be above 0 with repeat orders, and 0 without"
    } else if repeats > REPEATS_MAX {
        "there are more than a million repeat orders"
    } else if age > TIME_MAX {
        "the age is more than a thousand million; take a longer unit of time"
    } else {
        return Ok(());
    };
    Err(input(format!("row {at}: {fault}; found repeats {repeats}, recency {recency}, age {age}")))
}

/// Refuses a time ahead that no model can be asked for.
pub fn check_horizon(horizon: f64) -> Result<(), Error> {
    if (0.0..=TIME_MAX).contains(&horizon) {
        return Ok(());
    }
    Err(input(format!("`horizon` is {horizon}; expected 0 to {TIME_MAX}")))
}
