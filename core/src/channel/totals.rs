//! What partners come to, in all and by period.

use super::head::Head;
use super::ranking::{narrow, sum};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::tally::{Amounts, Cells, PartnerAmounts, PeriodRow};

/// What partners come to in each period.
pub(crate) struct ByPeriod {
    pub(super) periods: Vec<PeriodRow>,
    /// For each period the partners that have rows in it.
    pub(super) totals: Vec<PartnerAmounts>,
    /// How many partners there are.
    pub(super) partners: usize,
}

impl ByPeriod {
    /// Of the sums of each niche.
    pub(super) fn of_cells(cells: &Cells<'_>) -> Result<Self, Error> {
        let mut totals = vec![Vec::new(); cells.periods.rows.len()];
        for cell in &cells.cells {
            totals[cell.period as usize].push((cell.partner, cell.sums.amount));
        }
        let totals = totals.into_iter().map(PartnerAmounts::of).collect::<Result<_, _>>()?;
        Ok(Self { periods: cells.periods.rows.clone(), totals, partners: cells.partners.len() })
    }

    /// Of amounts in which niches are not told apart.
    pub(crate) fn of_amounts(amounts: Amounts<'_>) -> Self {
        let periods = amounts.periods.rows;
        let mut totals = vec![PartnerAmounts::default(); periods.len()];
        for pile in amounts.piles {
            totals[pile.period as usize] = pile.own;
        }
        Self { periods, totals, partners: amounts.partners }
    }

    /// The totals of several periods together.
    pub(super) fn together(&self, wanted: &[bool]) -> Result<PartnerAmounts, Error> {
        let mut sums: Vec<Option<i128>> = vec![None; self.partners];
        for (totals, _) in self.totals.iter().zip(wanted).filter(|(_, wanted)| **wanted) {
            for (partner, amount) in totals.iter() {
                let own = &mut sums[partner as usize];
                let sum = own.unwrap_or(0).checked_add(amount);
                *own = Some(sum.ok_or_else(crate::sales::out_of_range)?);
            }
        }
        let sums = sums.into_iter().zip(0..);
        let (partners, amounts) = sums.filter_map(|(sum, at)| Some((at, sum?))).unzip();
        Ok(PartnerAmounts { partners, amounts })
    }

    /// The periods on which a head is fixed: the whole ones that end by `until`, or
    /// all there are.
    pub(super) fn past(&self, until: Option<Day>) -> Result<Vec<bool>, Error> {
        let rows = &self.periods;
        let Some(until) = until else { return Ok(vec![true; rows.len()]) };
        let past: Vec<bool> = rows.iter().map(|p| p.whole && p.until <= until).collect();
        if past.contains(&true) || rows.is_empty() {
            return Ok(past);
        }
        let message =
            format!("no whole period ends by {until}, so there is no past to fix the head on");
        Err(Error::new(ErrorKind::Input, message))
    }
}

/// The amounts above zero from the largest to the smallest, and their sum.
pub(super) fn ranked(amounts: impl Iterator<Item = i128>) -> Result<(Vec<i64>, i64), Error> {
    let mut ranked =
        amounts.filter(|amount| *amount > 0).map(narrow).collect::<Result<Vec<i64>, _>>()?;
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let base = sum(ranked.iter().copied())?;
    Ok((ranked, base))
}

/// For each partner whether it is head; ties at the border by name.
pub(super) fn heads(
    totals: &PartnerAmounts,
    head: Head,
    partners: usize,
) -> Result<Vec<bool>, Error> {
    head.check()?;
    let (ranked, base) = ranked(totals.amounts.iter().copied())?;
    let places = head.places(&ranked, base).ok_or_else(crate::sales::out_of_range)?;
    let mut heads = vec![false; partners];
    let Some(&border) = places.checked_sub(1).and_then(|last| ranked.get(last)) else {
        return Ok(heads);
    };
    // Of those at the border, the first by name.
    let mut at_border = ranked[..places].iter().rev().take_while(|each| **each == border).count();
    for (partner, amount) in totals.iter() {
        if amount == i128::from(border) && at_border > 0 {
            at_border -= 1;
            heads[partner as usize] = true;
        } else if amount > i128::from(border) {
            heads[partner as usize] = true;
        }
    }
    Ok(heads)
}

/// A quotient; none without a denominator above zero.
pub(super) fn ratio(numerator: i128, denominator: i128) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}
