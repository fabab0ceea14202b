//! How predictable revenue is, with and without the head.

use super::head::Head;
use super::totals::{ByPeriod, heads};
use crate::calendar::Day;
use crate::error::Error;
use crate::tally::{Cells, PartnerAmounts};

/// How even one part of the revenue is over whole periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyRow {
    /// `total`, `head` or `tail`.
    pub part: &'static str,
    /// How many whole periods were looked at.
    pub periods: u64,
    /// The mean of the periods, in minor units.
    pub mean: Option<f64>,
    /// Coefficient of variation: the standard deviation of the sample over the mean; none with
    /// fewer than two periods or a mean not above zero.
    pub cv: Option<f64>,
    /// The median distance of `ln(this / last)` from its median; none when fewer
    /// than two steps or a period is not above zero.
    pub growth_mad: Option<f64>,
    /// The mean error of "as in the same period a season ago" over that of "as in
    /// the last period", on the same steps (after R. J. Hyndman and A. B. Koehler,
    /// 2006). Below 1: the season tells more than the last period. None when
    /// there is no whole season and one more period, or nothing ever changes.
    pub seasonal_mase: Option<f64>,
    /// Whether the head was chosen on the same periods: then it looks larger and
    /// more even than it will be.
    pub chosen_on_same: bool,
    /// How many partners of the part have rows in these periods.
    pub partners: u64,
}

/// How even the revenue is: of all partners, of the head, of the tail.
///
/// The head is fixed on the whole periods that end by `past_until`, and the
/// whole periods after it are looked at. Without `past_until` the head is chosen on
/// all sales, every whole period is looked at, and the rows say so. `season` is the number of periods after which the
/// year repeats: 12 for months.
///
/// # Errors
/// `Input` when no whole period is past, or for a head out of range; `Range` for
/// sums out of range.
pub fn steadiness(
    cells: &Cells<'_>,
    head: Head,
    past_until: Option<Day>,
    season: u32,
) -> Result<Vec<SteadyRow>, Error> {
    steadiness_of(&ByPeriod::of_cells(cells)?, head, past_until, season)
}

/// The same of totals.
pub(crate) fn steadiness_of(
    sales: &ByPeriod,
    head: Head,
    past_until: Option<Day>,
    season: u32,
) -> Result<Vec<SteadyRow>, Error> {
    let past = sales.past(past_until)?;
    let heads = heads(&sales.together(&past)?, head, sales.partners)?;
    let looked = || {
        let all = sales.totals.iter().zip(&sales.periods).zip(&past);
        let own =
            all.filter(|((_, period), past)| (past_until.is_none() || !**past) && period.whole);
        own.map(|((totals, _), _)| totals)
    };
    let series = |part: &dyn Fn(usize) -> bool| -> Result<Vec<f64>, Error> {
        let sum = |totals: &PartnerAmounts| {
            let own = totals.iter().filter(|(partner, _)| part(*partner as usize));
            own.map(|(_, amount)| amount).try_fold(0i128, i128::checked_add)
        };
        let sums = looked().map(|t| sum(t).ok_or_else(crate::sales::out_of_range));
        sums.map(|sum| sum.map(|sum| sum as f64)).collect()
    };
    let mut present = vec![false; sales.partners];
    for (partner, _) in looked().flat_map(PartnerAmounts::iter) {
        present[partner as usize] = true;
    }
    let own = |part: &dyn Fn(usize) -> bool| {
        (0..present.len()).filter(|partner| present[*partner] && part(*partner)).count() as u64
    };
    let row = |name, part: &dyn Fn(usize) -> bool| -> Result<SteadyRow, Error> {
        let values = series(part)?;
        Ok(SteadyRow {
            part: name,
            periods: values.len() as u64,
            mean: mean(&values),
            cv: variation(&values),
            growth_mad: growth_mad(&values),
            seasonal_mase: seasonal_mase(&values, season as usize),
            chosen_on_same: past_until.is_none(),
            partners: own(part),
        })
    };
    Ok(vec![
        row("total", &|_| true)?,
        row("head", &|partner| heads[partner])?,
        row("tail", &|partner| !heads[partner])?,
    ])
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn variation(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|mean| *mean > 0.0 && values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt() / mean)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[middle - 1] + upper) / 2.0 })
}

fn growth_mad(values: &[f64]) -> Option<f64> {
    if values.len() < 3 || values.iter().any(|value| *value <= 0.0) {
        return None;
    }
    let growth: Vec<f64> = values.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
    let middle = median(growth.clone())?;
    median(growth.into_iter().map(|each| (each - middle).abs()).collect())
}

fn seasonal_mase(values: &[f64], season: usize) -> Option<f64> {
    if season == 0 || values.len() <= season {
        return None;
    }
    let error = |back: usize| -> f64 {
        (season..values.len()).map(|at| (values[at] - values[at - back]).abs()).sum()
    };
    let last = error(1);
    (last > 0.0).then(|| error(season) / last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measures_on_numbers_done_by_hand() {
        // Mean 5, squares 9 + 1 + 1 + 9 = 20 over 3.
        let values = [2.0, 4.0, 6.0, 8.0];
        assert!((variation(&values).unwrap() - (20.0f64 / 3.0).sqrt() / 5.0).abs() < 1e-15);
        // A season of two: errors 4 and 4, against 2 and 2.
        assert_eq!(seasonal_mase(&values, 2), Some(2.0));
        assert_eq!(seasonal_mase(&[1.0, 9.0, 1.0, 9.0], 2), Some(0.0));
        // Growth ln 2, ln 2, ln 4: median ln 2, distances 0, 0, ln 2.
        assert_eq!(growth_mad(&[1.0, 2.0, 4.0, 16.0]), Some(0.0));
    }

    #[test]
    fn what_cannot_be_measured_is_none_and_never_nan() {
        assert_eq!((mean(&[]), variation(&[]), variation(&[5.0])), (None, None, None));
        assert_eq!(variation(&[0.0, 0.0]), None);
        assert_eq!(variation(&[-5.0, 1.0]), None);
        assert_eq!(growth_mad(&[1.0, 0.0, 2.0]), None);
        assert_eq!(seasonal_mase(&[3.0, 3.0, 3.0], 1), None);
        assert_eq!(seasonal_mase(&[1.0, 2.0], 2), None);
    }
}
