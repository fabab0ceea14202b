//! How revenue is spread: by period and niche, along the curve, and over niches.

use super::concentration::Concentration;
use super::totals::{ranked, ratio};
use crate::error::Error;
use crate::sales::MISSING_KEY;
use crate::tally::{Amounts, Cells, Pile};

/// The concentration of the partners of one niche in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpreadRow {
    /// The place of the period in [`Cells::periods`].
    pub period: u32,
    /// The place of the niche in [`Cells::niches`]; `MISSING_KEY` without one.
    pub niche: u32,
    /// The revenue, all partners together.
    pub revenue: i128,
    /// The partners with rows.
    pub partners: u64,
    /// The figures; none when no partner is above zero.
    pub concentration: Option<Concentration>,
    /// Whether fewer partners than asked are above zero. In a small cell a fifth
    /// of the partners, rounded up, is a large part of them.
    pub small: bool,
}

/// The concentration in each period and niche.
///
/// # Errors
/// `Range` for sums beyond 64 bits.
pub fn spread(cells: &Cells<'_>, partners_min: u64) -> Result<Vec<SpreadRow>, Error> {
    let own = cells.cells.chunk_by(|a, b| (a.period, a.niche) == (b.period, b.niche));
    own.map(|own| {
        let amounts = own.iter().map(|cell| cell.sums.amount);
        spread_row(own[0].period, own[0].niche, amounts, partners_min)
    })
    .collect()
}

/// The same of amounts.
pub(crate) fn spread_of(amounts: &Amounts<'_>, partners_min: u64) -> Result<Vec<SpreadRow>, Error> {
    let row = |pile: &Pile| {
        let amounts = pile.own.amounts.iter().copied();
        spread_row(pile.period, pile.niche, amounts, partners_min)
    };
    amounts.piles.iter().map(row).collect()
}

fn spread_row(
    period: u32,
    niche: u32,
    amounts: impl ExactSizeIterator<Item = i128> + Clone,
    partners_min: u64,
) -> Result<SpreadRow, Error> {
    let partners = amounts.len() as u64;
    let revenue = amounts.clone().try_fold(0i128, i128::checked_add);
    let (ranked, base) = ranked(amounts)?;
    Ok(SpreadRow {
        period,
        niche,
        revenue: revenue.ok_or_else(crate::sales::out_of_range)?,
        partners,
        concentration: Concentration::of(&ranked, base),
        small: (ranked.len() as u64) < partners_min,
    })
}

/// A point of the Lorenz curve: what the smallest make together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LorenzPoint {
    /// So many of the smallest.
    pub count: u64,
    /// Their share of all.
    pub count_share: f64,
    /// Their share of the revenue.
    pub revenue_share: f64,
}

/// The Lorenz curve in so many steps (M. O. Lorenz, 1905): each point counts whole
/// partners, rounded down. No points when nothing is above zero.
///
/// # Errors
/// `Range` for sums beyond 64 bits.
pub fn lorenz(amounts: impl Iterator<Item = i128>, steps: u32) -> Result<Vec<LorenzPoint>, Error> {
    let (mut amounts, base) = ranked(amounts)?;
    amounts.reverse();
    let (n, steps) = (amounts.len(), steps.max(1) as usize);
    let (mut made, mut taken, mut points) = (0i128, 0, Vec::new());
    for step in (0..=steps).take_while(|_| n > 0) {
        let count = n * step / steps;
        made += amounts[taken..count].iter().map(|each| i128::from(*each)).sum::<i128>();
        taken = count;
        points.push(LorenzPoint {
            count: count as u64,
            count_share: count as f64 / n as f64,
            revenue_share: made as f64 / base as f64,
        });
    }
    Ok(points)
}

/// How much hangs on the largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DependenceRow {
    /// So many of the largest.
    pub largest: u64,
    /// What they make.
    pub revenue: i128,
    /// What is left without them.
    pub revenue_without: i128,
    /// Their share; none when nothing is above zero.
    pub share: Option<f64>,
}

/// The revenue with and without the largest `k`, for each `k`; of the partners
/// above zero. Asked for more than there are, it is all of them.
///
/// # Errors
/// `Range` for sums beyond 64 bits.
pub fn dependence(
    amounts: impl Iterator<Item = i128>,
    largest: &[u64],
) -> Result<Vec<DependenceRow>, Error> {
    let (amounts, base) = ranked(amounts)?;
    let row = |&k: &u64| {
        let k = usize::try_from(k).unwrap_or(usize::MAX).min(amounts.len());
        let revenue = amounts[..k].iter().map(|each| i128::from(*each)).sum();
        let base = i128::from(base);
        DependenceRow {
            largest: k as u64,
            revenue,
            revenue_without: base - revenue,
            share: ratio(revenue, base),
        }
    };
    Ok(largest.iter().map(row).collect())
}

/// Theil's T of one niche, and its part in the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilNiche {
    /// The place of the niche in [`Cells::niches`]; `MISSING_KEY` without one.
    pub niche: u32,
    /// The partners above zero.
    pub partners: u64,
    /// The niche's share of the revenue.
    pub share: f64,
    /// T among its partners.
    pub theil: f64,
}

/// Theil's T over all partners of all niches, split in two parts that add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Theil {
    /// `mean((x / mean) * ln(x / mean))`, in nats; 0 when all are equal.
    pub total: f64,
    /// What differs among partners of the same niche: `sum(share * theil)`.
    pub within: f64,
    /// What differs among the niches' means.
    pub between: f64,
    /// Niche by niche.
    pub niches: Vec<TheilNiche>,
}

/// Theil's T, split within and between niches (H. Theil, 1967). A partner that
/// buys in two niches counts in both. None when nothing is above zero.
///
/// `cells` are those of one period.
///
/// # Errors
/// `Range` for sums beyond 64 bits.
pub fn theil(cells: &Cells<'_>) -> Result<Option<Theil>, Error> {
    let mut groups: Vec<(u32, Vec<i64>, i64)> = Vec::new();
    for own in cells.cells.chunk_by(|a, b| a.niche == b.niche) {
        let (amounts, base) = ranked(own.iter().map(|cell| cell.sums.amount))?;
        if base > 0 {
            groups.push((own[0].niche, amounts, base));
        }
    }
    let n: usize = groups.iter().map(|(_, amounts, _)| amounts.len()).sum();
    let base: i128 = groups.iter().map(|(_, _, base)| i128::from(*base)).sum();
    if n == 0 {
        return Ok(None);
    }
    let (n, base) = (n as f64, base as f64);
    let mut split = Theil { total: 0.0, within: 0.0, between: 0.0, niches: Vec::new() };
    for (niche, amounts, own_base) in groups {
        let (own_n, own_base) = (amounts.len() as f64, own_base as f64);
        let share = own_base / base;
        let theil = theil_of(&amounts, own_n, own_base);
        split.within += share * theil;
        split.between += share * (share / (own_n / n)).ln();
        let partners = amounts.len() as u64;
        split.niches.push(TheilNiche { niche, partners, share, theil });
    }
    split.total = split.within + split.between;
    Ok(Some(split))
}

fn theil_of(amounts: &[i64], n: f64, base: f64) -> f64 {
    let mean = base / n;
    let term = |&amount: &i64| {
        let relative = amount as f64 / mean;
        relative * relative.ln()
    };
    amounts.iter().map(term).sum::<f64>() / n
}

impl TheilNiche {
    /// Whether it stands for the rows without a niche.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.niche == MISSING_KEY
    }
}
