//! Where a niche buys otherwise.

use super::super::plain::{Statistic, answer};
use crate::discovery::{AmountCell, CountCell, ScoreOptions, amount_scores, scores};
use crate::error::Error;
use crate::insight::{Cell, Cells};
use crate::statistics::Shrunken;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The cells of the lowest niches as scores take them: orders and partners.
#[must_use]
pub fn count_cells(cells: &Cells) -> Vec<CountCell> {
    let inner: BTreeSet<u32> = cells.above.iter().copied().flatten().collect();
    let lowest = cells.cells.iter().filter(|((niche, _), _)| !inner.contains(niche));
    let counted = |((niche, product), cell): (&(u32, u32), &Cell)| CountCell {
        niche: cells.niches[*niche as usize].clone(),
        product: cells.products[*product as usize].clone(),
        orders: cell.iter().map(|(_, sums)| sums.orders).sum(),
        partners: cell.len() as u64,
    };
    lowest.map(counted).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoresQuestion<C> {
    cells: Vec<C>,
    niche_orders_min: Option<u64>,
    product_orders_min: Option<u64>,
    partners_min: Option<u64>,
    false_discoveries_max: Option<f64>,
    coverage: Option<f64>,
    limit: Option<usize>,
}

impl<C> ScoresQuestion<C> {
    fn options(&self) -> ScoreOptions {
        let default = ScoreOptions::default();
        ScoreOptions {
            niche_orders_min: self.niche_orders_min.unwrap_or(default.niche_orders_min),
            product_orders_min: self.product_orders_min.unwrap_or(default.product_orders_min),
            partners_min: self.partners_min.unwrap_or(default.partners_min),
            false_discoveries_max: self
                .false_discoveries_max
                .unwrap_or(default.false_discoveries_max),
            coverage: self.coverage.unwrap_or(default.coverage),
        }
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counted {
    niche: String,
    product: String,
    orders: u64,
    partners: u64,
}

#[derive(Serialize)]
pub(super) struct Interval {
    mean: Statistic,
    low: Statistic,
    high: Statistic,
}

impl From<Shrunken> for Interval {
    fn from(of: Shrunken) -> Self {
        Self { mean: Statistic(of.mean), low: Statistic(of.low), high: Statistic(of.high) }
    }
}

pub(super) fn scored(mut asked: ScoresQuestion<Counted>) -> Result<String, Error> {
    let cell = |c: Counted| CountCell {
        niche: c.niche,
        product: c.product,
        orders: c.orders,
        partners: c.partners,
    };
    let cells: Vec<CountCell> = std::mem::take(&mut asked.cells).into_iter().map(cell).collect();
    scores_json(&cells, &asked.options(), asked.limit())
}

/// The scores of cells as text.
pub(in super::super) fn scores_json(
    cells: &[CountCell],
    options: &ScoreOptions,
    limit: usize,
) -> Result<String, Error> {
    let found = scores(cells, options)?;
    #[derive(Serialize)]
    struct Answer {
        prior: Prior,
        judged: u64,
        within_rate: u64,
        cells: Vec<Scored>,
    }
    #[derive(Serialize)]
    struct Prior {
        shape: Statistic,
        rate: Statistic,
        log_likelihood: Statistic,
        converged: bool,
    }
    #[derive(Serialize)]
    struct Scored {
        niche: String,
        product: String,
        orders: u64,
        partners: u64,
        expected: Statistic,
        raw: Statistic,
        lift: Interval,
        low_5: Statistic,
        q: Statistic,
        discovery: bool,
    }
    let scored = |c: crate::discovery::ScoredCell| Scored {
        niche: c.niche,
        product: c.product,
        orders: c.orders,
        partners: c.partners,
        expected: Statistic(c.expected),
        raw: Statistic(c.raw),
        lift: c.lift.into(),
        low_5: Statistic(c.low_5),
        q: Statistic(c.q),
        discovery: c.discovery,
    };
    answer(&Answer {
        prior: Prior {
            shape: Statistic(found.prior.shape),
            rate: Statistic(found.prior.rate),
            log_likelihood: Statistic(found.prior.log_likelihood),
            converged: found.prior.converged,
        },
        judged: found.judged,
        within_rate: found.within_rate,
        cells: found.cells.into_iter().take(limit).map(scored).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amounts {
    niche: String,
    product: String,
    amounts_minor: Vec<i64>,
}

pub(super) fn scored_amounts(asked: &ScoresQuestion<Amounts>) -> Result<String, Error> {
    let cell = |c: &Amounts| AmountCell {
        niche: c.niche.clone(),
        product: c.product.clone(),
        amounts_minor: c.amounts_minor.clone(),
    };
    let cells: Vec<AmountCell> = asked.cells.iter().map(cell).collect();
    let found = amount_scores(&cells, &asked.options())?;
    #[derive(Serialize)]
    struct Answer {
        cells: Vec<Scored>,
    }
    #[derive(Serialize)]
    struct Scored {
        niche: String,
        product: String,
        partners: u64,
        raw: Statistic,
        ratio: Interval,
        chance_not_above: Statistic,
    }
    let scored = |c: crate::discovery::AmountScore| Scored {
        niche: c.niche,
        product: c.product,
        partners: c.partners,
        raw: Statistic(c.raw),
        ratio: c.ratio.into(),
        chance_not_above: Statistic(c.chance_not_above),
    };
    answer(&Answer { cells: found.into_iter().take(asked.limit()).map(scored).collect() })
}
