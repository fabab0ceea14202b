//! What partners come to, in all and by period.

use super::head::Head;
use super::ranking::{narrow, sum};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::tally::Cells;

/// The amounts of partners by their place in [`Cells::partners`], ascending.
pub(super) type Totals = Vec<(u32, i128)>;

/// Adds up neighbours after sorting by partner.
pub(super) fn summed(mut amounts: Totals) -> Result<Totals, Error> {
    if !amounts.is_sorted_by_key(|(partner, _)| *partner) {
        amounts.sort_by_key(|(partner, _)| *partner);
    }
    let mut fits = true;
    amounts.dedup_by(|next, own| {
        let same = next.0 == own.0;
        if same {
            let sum = own.1.checked_add(next.1);
            fits &= sum.is_some();
            own.1 = sum.unwrap_or(0);
        }
        same
    });
    if fits { Ok(amounts) } else { Err(super::cell::out_of_range()) }
}

/// For each period the totals of the partners that have rows in it.
pub(super) fn by_period(cells: &Cells<'_>) -> Result<Vec<Totals>, Error> {
    let mut periods = vec![Totals::new(); cells.periods.rows.len()];
    for cell in &cells.cells {
        periods[cell.period as usize].push((cell.partner, cell.sums.amount));
    }
    periods.into_iter().map(summed).collect()
}

/// The totals of several periods together.
pub(super) fn together(periods: &[Totals]) -> Result<Totals, Error> {
    summed(periods.iter().flatten().copied().collect())
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
pub(super) fn heads(totals: &Totals, head: Head, partners: usize) -> Result<Vec<bool>, Error> {
    head.check()?;
    let mut order: Totals = totals.iter().copied().filter(|(_, amount)| *amount > 0).collect();
    order.sort_by_key(|(partner, amount)| (-amount, *partner));
    let (ranked, base) = ranked(order.iter().map(|(_, amount)| *amount))?;
    let places = head.places(&ranked, base).ok_or_else(super::cell::out_of_range)?;
    let mut heads = vec![false; partners];
    order.iter().take(places).for_each(|(partner, _)| heads[*partner as usize] = true);
    Ok(heads)
}

/// The periods on which a head is fixed: the whole ones that end by `until`, or all
/// there are.
pub(super) fn past(cells: &Cells<'_>, until: Option<Day>) -> Result<Vec<bool>, Error> {
    let rows = &cells.periods.rows;
    let Some(until) = until else { return Ok(vec![true; rows.len()]) };
    let past: Vec<bool> = rows.iter().map(|p| p.whole && p.until <= until).collect();
    if past.contains(&true) || rows.is_empty() {
        return Ok(past);
    }
    let message =
        format!("no whole period ends by {until}, so there is no past to fix the head on");
    Err(Error::new(ErrorKind::Input, message))
}

/// A quotient; none without a denominator above zero.
pub(super) fn ratio(numerator: i128, denominator: i128) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}
