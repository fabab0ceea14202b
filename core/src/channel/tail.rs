//! The tail over time, with a head that stays and a head that moves.

use super::head::Head;
use super::totals::{ByPeriod, heads, ranked, ratio};
use crate::calendar::Day;
use crate::error::Error;
use crate::tally::{Cells, PeriodRow};

/// The tail in one period. Shares are of the partners above zero in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TailRow {
    /// The period.
    pub period: PeriodRow,
    /// Whether the fixed head was chosen on this period too. A head looks large in
    /// the periods that it was chosen on; compare only the others.
    pub past: bool,
    /// The partners above zero.
    pub partners: u64,
    /// What they make.
    pub revenue: i128,
    /// How many of them are in the fixed head.
    pub fixed_head_partners: u64,
    /// The share of the partners outside the fixed head.
    pub fixed_tail_share: Option<f64>,
    /// How many are head when the head is chosen in this period.
    pub moving_head_partners: u64,
    /// The share of the others.
    pub moving_tail_share: Option<f64>,
    /// Whether there are fewer partners than asked: a share of few says little.
    pub small: bool,
}

/// The tail's share in each period.
///
/// The *fixed* head is chosen once, on the whole periods that end by `past_until`
/// (without it: on all sales, which flatters the head). The *moving* head
/// is chosen in each period anew.
///
/// # Errors
/// `Input` when no whole period is past, or for a head out of range; `Range` for
/// sums beyond 64 bits.
pub fn tail_over_time(
    cells: &Cells<'_>,
    head: Head,
    past_until: Option<Day>,
    partners_min: u64,
) -> Result<Vec<TailRow>, Error> {
    tail_of(&ByPeriod::of_cells(cells)?, head, past_until, partners_min)
}

/// The same of totals.
pub(crate) fn tail_of(
    sales: &ByPeriod,
    head: Head,
    past_until: Option<Day>,
    partners_min: u64,
) -> Result<Vec<TailRow>, Error> {
    head.check()?;
    let past = sales.past(past_until)?;
    let fixed = heads(&sales.together(&past)?, head, sales.partners)?;
    let mut rows = Vec::with_capacity(sales.periods.len());
    for ((totals, &past), &period) in sales.totals.iter().zip(&past).zip(&sales.periods) {
        let above = || totals.iter().filter(|(_, amount)| *amount > 0);
        let (amounts, base) = ranked(above().map(|(_, amount)| amount))?;
        let outside = above().filter(|(partner, _)| !fixed[*partner as usize]);
        let tail: i128 = outside.clone().map(|(_, amount)| amount).sum();
        let moving = head.places(&amounts, base).ok_or_else(crate::sales::out_of_range)?;
        let moving_tail: i128 = amounts[moving..].iter().map(|each| i128::from(*each)).sum();
        rows.push(TailRow {
            period,
            past,
            partners: amounts.len() as u64,
            revenue: i128::from(base),
            fixed_head_partners: (amounts.len() - outside.count()) as u64,
            fixed_tail_share: ratio(tail, i128::from(base)),
            moving_head_partners: moving as u64,
            moving_tail_share: ratio(moving_tail, i128::from(base)),
            small: (amounts.len() as u64) < partners_min,
        });
    }
    Ok(rows)
}
