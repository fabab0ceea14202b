//! How fast sales fall with rank, band by band.

use super::totals::ranked;
use crate::error::{Error, ErrorKind};

/// The straight line through the logarithms of one band of ranks.
///
/// It describes; it is no test of a power law. A slope that differs from band to
/// band says that no single line holds (Brynjolfsson, Hu and Smith, 2010).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeRow {
    /// The first rank of the band, from 1.
    pub rank_from: u64,
    /// The last rank of the band.
    pub rank_to: u64,
    /// The slope of `ln(amount)` on `ln(rank)`, by least squares; none with fewer
    /// than three ranks.
    pub slope: Option<f64>,
    /// The share of the variance that the line explains; none without a slope or
    /// when all amounts are equal.
    pub r2: Option<f64>,
    /// Hill's estimate of the tail exponent from the ranks up to `rank_to`; none
    /// when there is no amount behind them or they are all equal to it.
    pub hill: Option<f64>,
}

/// The slope over all ranks, and over each band. `bounds` are the last ranks of the
/// bands, ascending; the last band goes to the end.
///
/// # Errors
/// `Input` for bounds that do not ascend from 1; `Range` for sums beyond 64 bits.
pub fn rank_slopes(
    amounts: impl Iterator<Item = i128>,
    bounds: &[u64],
) -> Result<Vec<SlopeRow>, Error> {
    if bounds.first() == Some(&0) || !bounds.is_sorted_by(|one, next| one < next) {
        let message = format!("`bounds` are {bounds:?}; expected ranks that ascend from 1");
        return Err(Error::new(ErrorKind::Input, message));
    }
    let (amounts, _) = ranked(amounts)?;
    let logs: Vec<f64> = amounts.iter().map(|&amount| (amount as f64).ln()).collect();
    let end = |bound: &u64| usize::try_from(*bound).unwrap_or(usize::MAX).min(logs.len());
    let ends = bounds.iter().map(end).chain([logs.len()]);
    let mut bands = vec![(0, logs.len())];
    let mut start = 0;
    for end in ends {
        if end > start {
            bands.push((start, end));
            start = end;
        }
    }
    let bands = bands.into_iter().filter(|(from, to)| from < to);
    Ok(bands.map(|(from, to)| band(&logs, from, to)).collect())
}

fn band(logs: &[f64], from: usize, to: usize) -> SlopeRow {
    let line = (to - from > 2).then(|| line(&logs[from..to], from));
    SlopeRow {
        rank_from: from as u64 + 1,
        rank_to: to as u64,
        slope: line.map(|(slope, _)| slope),
        r2: line.and_then(|(_, r2)| r2),
        hill: hill(logs, to),
    }
}

/// Slope and R² of the logs of amounts on the logs of ranks.
fn line(logs: &[f64], from: usize) -> (f64, Option<f64>) {
    // Logs descend. Equal ones lie on a flat line, of which rounding must not make a
    // slope.
    if logs.first() == logs.last() {
        return (0.0, None);
    }
    let n = logs.len() as f64;
    let ranks: Vec<f64> = (0..logs.len()).map(|at| ((from + at + 1) as f64).ln()).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (x, y) = (mean(&ranks), mean(logs));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (rank, log) in ranks.iter().zip(logs) {
        xx += (rank - x) * (rank - x);
        xy += (rank - x) * (log - y);
        yy += (log - y) * (log - y);
    }
    (xy / xx, (yy > 0.0).then(|| xy * xy / (xx * yy)))
}

/// B. M. Hill, 1975: `k / sum(ln(x_i / x_{k+1}))` over the k largest.
fn hill(logs: &[f64], k: usize) -> Option<f64> {
    let below = logs.get(k)?;
    let sum: f64 = logs[..k].iter().map(|log| log - below).sum();
    (sum > 0.0).then(|| k as f64 / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pure_power_has_one_slope_in_every_band() {
        let amounts = (1..=1_000i64).map(|rank| (1e15 / (rank as f64).powf(1.25)) as i128);
        let rows = rank_slopes(amounts, &[10, 100]).unwrap();
        let bands: Vec<_> = rows.iter().map(|r| (r.rank_from, r.rank_to)).collect();
        assert_eq!(bands, [(1, 1_000), (1, 10), (11, 100), (101, 1_000)]);
        for row in rows {
            assert!((row.slope.unwrap() + 1.25).abs() < 1e-6, "{row:?}");
            assert!((row.r2.unwrap() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn bounds_that_do_not_ascend_are_refused() {
        for bounds in [&[100, 10][..], &[10, 10], &[0]] {
            let error = rank_slopes([5, 4].into_iter(), bounds).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{bounds:?}");
        }
    }

    #[test]
    fn few_or_equal_amounts_have_no_slope_to_speak_of() {
        let row = |amounts: Vec<i128>| rank_slopes(amounts.into_iter(), &[]).unwrap();
        assert!(row(vec![]).is_empty() && row(vec![0, -5]).is_empty());
        assert_eq!(row(vec![5, 5])[0].slope, None);
        let equal = row(vec![5; 9])[0];
        assert_eq!((equal.slope, equal.r2, equal.hill), (Some(0.0), None, None));
    }
}
