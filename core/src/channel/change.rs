//! Where the change between two periods comes from.

use super::head::Head;
use super::totals::{ByPeriod, heads};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::tally::{Cells, PartnerAmounts};

/// One part of the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// `entry`: partners without revenue before; `exit`: without revenue after;
    /// `head` and `tail`: partners with revenue in both, by the head of the period
    /// before; `total`: all.
    pub part: &'static str,
    /// How many partners.
    pub partners: u64,
    /// What they made before.
    pub before: i128,
    /// What they made after.
    pub after: i128,
    /// The difference. The four parts add up to the total, to the cent.
    pub change: i128,
    /// Whether both periods are whole: a part of a month is less than a month, which
    /// is no change of the channel.
    pub whole: bool,
}

/// The change from one period to another, by its four parts.
///
/// The periods are named by their first days. Revenue is the plain sum, also below
/// zero; a partner whose rows come to zero has no revenue.
///
/// # Errors
/// `Input` when a day is not the first of a period of the cells, or for a head out
/// of range; `Range` for sums out of range.
pub fn change_between(
    cells: &Cells<'_>,
    head: Head,
    before: Day,
    after: Day,
) -> Result<Vec<ChangeRow>, Error> {
    change_of(&ByPeriod::of_cells(cells)?, head, before, after)
}

/// The same of totals.
pub(crate) fn change_of(
    sales: &ByPeriod,
    head: Head,
    before: Day,
    after: Day,
) -> Result<Vec<ChangeRow>, Error> {
    let place = |first: Day| {
        sales.periods.iter().position(|p| p.first == first).ok_or_else(|| {
            Error::new(ErrorKind::Input, format!("no period of the sales begins on {first}"))
        })
    };
    let (before, after) = (place(before)?, place(after)?);
    let whole = sales.periods[before].whole && sales.periods[after].whole;
    let (before, after) = (&sales.totals[before], &sales.totals[after]);
    let heads = heads(before, head, sales.partners)?;
    let mut parts = ["entry", "exit", "head", "tail", "total"].map(ChangeRow::new);
    for (partner, old, new) in both(before, after) {
        let part = match (old, new) {
            (0, 0) => continue,
            (0, _) => 0,
            (_, 0) => 1,
            _ => {
                if heads[partner as usize] {
                    2
                } else {
                    3
                }
            }
        };
        parts[part].add(old, new)?;
        parts[4].add(old, new)?;
    }
    for part in &mut parts {
        part.whole = whole;
    }
    Ok(parts.to_vec())
}

impl ChangeRow {
    const fn new(part: &'static str) -> Self {
        Self { part, partners: 0, before: 0, after: 0, change: 0, whole: false }
    }

    fn add(&mut self, old: i128, new: i128) -> Result<(), Error> {
        let sum = |one: i128, other: i128| one.checked_add(other);
        self.partners += 1;
        let sums = sum(self.before, old).zip(sum(self.after, new));
        let (before, after) = sums.ok_or_else(crate::sales::out_of_range)?;
        self.change = after.checked_sub(before).ok_or_else(crate::sales::out_of_range)?;
        (self.before, self.after) = (before, after);
        Ok(())
    }
}

/// Every partner of either, with what it made in each.
fn both<'t>(
    before: &'t PartnerAmounts,
    after: &'t PartnerAmounts,
) -> impl Iterator<Item = (u32, i128, i128)> + 't {
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    std::iter::from_fn(move || {
        let next = [old.peek(), new.peek()].into_iter().flatten().map(|(p, _)| *p).min()?;
        let old = old.next_if(|(partner, _)| *partner == next).map_or(0, |(_, amount)| amount);
        let new = new.next_if(|(partner, _)| *partner == next).map_or(0, |(_, amount)| amount);
        Some((next, old, new))
    })
}
