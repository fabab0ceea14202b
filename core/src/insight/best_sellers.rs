//! What sells best in a niche, as far as it may be told.

use super::bands::{ShareBand, index_of, partners_from, share_band};
use super::cells::{Cells, Sums};
use super::gate::{GatePolicy, Withheld};
use super::publish::Publication;
use crate::error::Error;
use crate::statistics::{Count, GammaPoisson};
use std::cmp::Reverse;

/// What best sellers are ranked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RankBy {
    /// By how many partners sell it. The default: one large partner cannot lift it.
    #[default]
    Partners,
    /// By orders.
    Orders,
    /// By amount.
    Amount,
}

impl RankBy {
    /// The ranking with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Partners, Self::Orders, Self::Amount].into_iter().find(|by| by.name() == name)
    }

    /// The stable word for the ranking.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partners => "partners",
            Self::Orders => "orders",
            Self::Amount => "amount",
        }
    }
}

/// One product that may be told.
#[derive(Clone, Debug, PartialEq)]
pub struct BestSeller {
    /// The product.
    pub product: String,
    /// The niche that the figures are of: the one asked for, or the lowest above
    /// it in which they may be told.
    pub niche: String,
    /// Its place among the products told of that niche, from 1.
    pub rank: u64,
    /// At least so many partners sell it.
    pub partners_from: u64,
    /// Its share of all that is told of that niche. Of all that is sold it would also
    /// tell of what is withheld.
    pub share: ShareBand,
    /// Its amount where the mean of the products told of that niche is 100, in tens.
    pub index: Option<i64>,
    /// How much more often it is ordered in the niche than everywhere, shrunken;
    /// none in `all`, or when nothing can be learned from the niche.
    pub lift: Option<f64>,
    /// Its amount, when the policy lets it be told.
    pub amount_minor: Option<i128>,
}

/// A product that sells in the niche and of which nothing may be told there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithheldProduct {
    /// The product.
    pub product: String,
    /// Why.
    pub reasons: Vec<Withheld>,
    /// The niche above at which it may be told; none when nowhere.
    pub shown_at: Option<String>,
}

/// The best sellers of a niche.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BestSellers {
    /// What may be told: of the niche asked for first, then what is told of the
    /// niches above instead; in each by rank, ties by product.
    pub products: Vec<BestSeller>,
    /// What may not be told of the niche, by product. For the company, not for a
    /// partner: it says that there were sales.
    pub withheld: Vec<WithheldProduct>,
}

/// The best sellers of a niche: ranks, indices and bands, and amounts only when
/// the policy lets them be told. At most `limit` for each niche told of.
///
/// # Errors
/// `Input` for a niche without sales.
pub fn best_sellers(
    cells: &Cells,
    publication: &Publication,
    policy: &GatePolicy,
    niche: &str,
    by: RankBy,
    limit: usize,
) -> Result<BestSellers, Error> {
    let own = cells.known_niche(niche)?;
    let mut answer = BestSellers::default();
    let mut told: Vec<(u32, Vec<u32>)> = cells.up(own).map(|at| (at, Vec::new())).collect();
    for product in 0..cells.products.len() as u32 {
        let Some(reasons) = publication.cells.get(&(own, product)) else { continue };
        let shown_at = publication.shown_at(cells, own, product);
        if let Some((_, products)) = told.iter_mut().find(|(at, _)| Some(*at) == shown_at) {
            products.push(product);
        }
        if !reasons.is_empty() {
            answer.withheld.push(WithheldProduct {
                product: cells.products[product as usize].clone(),
                reasons: reasons.clone(),
                shown_at: shown_at.map(|at| cells.niches[at as usize].clone()),
            });
        }
    }
    for (niche, products) in told {
        let whole = told_of(cells, publication, niche);
        answer.products.extend(ranked(cells, policy, niche, products, by, limit, whole));
    }
    Ok(answer)
}

fn ranked(
    cells: &Cells,
    policy: &GatePolicy,
    niche: u32,
    products: Vec<u32>,
    by: RankBy,
    limit: usize,
    whole: i128,
) -> Vec<BestSeller> {
    if products.is_empty() {
        return Vec::new();
    }
    let of = |product: u32| {
        let cell = cells.cell(niche, product);
        (product, sellers(cell), add(cell))
    };
    let mut rows: Vec<(u32, u64, Sums)> = products.into_iter().map(of).collect();
    let told: i128 = rows.iter().map(|(_, _, sums)| sums.amount_minor).sum();
    let count = rows.len() as i128;
    rows.sort_by_key(|(product, partners, sums)| {
        let measure = match by {
            RankBy::Partners => i128::from(*partners),
            RankBy::Orders => i128::from(sums.orders),
            RankBy::Amount => sums.amount_minor,
        };
        (Reverse(measure), *product)
    });
    let prior = prior_of(cells, niche);
    let row = |(place, (product, partners, sums)): (usize, (u32, u64, Sums))| BestSeller {
        product: cells.products[product as usize].clone(),
        niche: cells.niches[niche as usize].clone(),
        rank: place as u64 + 1,
        partners_from: partners_from(partners),
        share: share_band(sums.amount_minor, whole),
        index: index_of(sums.amount_minor, told, count),
        lift: prior.and_then(|prior| Some(prior.mean(count_of(cells, niche, product)?))),
        amount_minor: policy.amounts.told(sums.amount_minor),
    };
    rows.into_iter().enumerate().take(limit).map(row).collect()
}

/// What is told of a niche, summed over products.
pub(super) fn told_of(cells: &Cells, publication: &Publication, niche: u32) -> i128 {
    let of = publication.cells.range((niche, 0)..=(niche, u32::MAX));
    let shown = of.filter(|(_, withheld)| withheld.is_empty());
    shown.map(|((_, product), _)| add(cells.cell(niche, *product)).amount_minor).sum()
}

pub(super) fn add(cell: &[(u32, Sums)]) -> Sums {
    let mut sum = Sums::default();
    for (_, sums) in cell {
        // INVARIANT: the sum over the cell was in range when its niche was added up.
        let _ = sum.add(sums);
    }
    sum
}

/// The partners whose amount is not zero.
pub(super) fn sellers(cell: &[(u32, Sums)]) -> u64 {
    cell.iter().filter(|(_, sums)| sums.amount_minor != 0).count() as u64
}

/// What the products of a niche tell of how much ratios differ there.
fn prior_of(cells: &Cells, niche: u32) -> Option<GammaPoisson> {
    cells.above[niche as usize]?;
    let products = 0..cells.products.len() as u32;
    let counts: Vec<Count> =
        products.filter_map(|product| count_of(cells, niche, product)).collect();
    GammaPoisson::fit(&counts)
}

/// Orders of a product in a niche beside what its part of all orders would be.
fn count_of(cells: &Cells, niche: u32, product: u32) -> Option<Count> {
    let all = cells.up(niche).last()?;
    let orders = |cell: &[(u32, Sums)]| cell.iter().map(|(_, sums)| sums.orders).sum::<u64>();
    let (of_niche, of_all) = (orders(cells.total(niche)), orders(cells.total(all)));
    let of_product = orders(cells.cell(all, product));
    let expected = of_niche as f64 * of_product as f64 / of_all as f64;
    let seen = orders(cells.cell(niche, product));
    (expected > 0.0).then_some(Count { seen, expected })
}
