//! A partner beside its peers, by figures that tell no peer's amount, also not
//! beside everything else that is shown.
//!
//! A quartile is told as a bound: at least half of the peers sell at least so much,
//! on a coarse grid of ten steps in ten. Such bounds say how little somebody can have;
//! with the sums that are shown they say how much another can have at most: the sum
//! less the bounds of the others. `cover` sees to it that beside all that was shown,
//! and all that this partner was told, any other could have p % more.

use super::atoms::{Releases, releases};
use super::bands::partners_from;
use super::cells::Cells;
use super::cover::{Budget, Cover};
use super::gate::{GatePolicy, Withheld};
use super::ground::Ground;
use super::history::{Amounts, History};
use super::publish::{Publication, Release};
use crate::error::{Error, ErrorKind};
use hashbrown::HashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A partner's own amount beside its peers', without its own among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benchmark {
    /// The partner's own amount in the niche asked for.
    pub own_minor: i128,
    /// What may be told of the peers; none when nothing may at any level.
    pub peers: Option<PeerFigures>,
    /// Why nothing is told of the peers in the niche asked for.
    pub withheld: Vec<Withheld>,
}

/// Three figures of at least as many peers as the gate asks for. Each is one of 10, 12,
/// 15, 20, 25, 30, 40, 50, 60, 80, 100, 120 ... minor units that so many peers reach:
/// the highest, or a lower one where the highest would give somebody away. So none is
/// one partner's amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFigures {
    /// The niche the peers are of: the one asked for, or the lowest above it that
    /// may be told.
    pub niche: String,
    /// The partner's own amount in that niche.
    pub own_minor: i128,
    /// At least so many peers.
    pub partners_from: u64,
    /// At least three quarters of the peers sell so much or more.
    pub lower_from_minor: i128,
    /// At least half of them do.
    pub median_from_minor: i128,
    /// At least a quarter of them does.
    pub upper_from_minor: i128,
    /// The partner stands above at least so many percent of its peers, as far as the
    /// figures that are the highest tell: 0, 25, 50 or 75.
    pub above_percent: u8,
}

/// The partner beside its peers in a niche: those with sales there, without the
/// partner itself. With the partner among them a group of two would know all.
///
/// For many partners prepare [`Benchmarks`] once.
///
/// # Errors
/// `Input` for a niche without sales, or a policy that protects nobody.
pub fn benchmark(
    cells: &Cells,
    publication: &Publication,
    policy: &GatePolicy,
    previous: &[Release],
    niche: &str,
    partner: &str,
) -> Result<Benchmark, Error> {
    Benchmarks::new(cells, publication, policy, previous)?.of(niche, partner)
}

/// What partners sold in a niche over all products.
#[derive(Clone, Debug)]
struct Total {
    niche: u32,
    /// By partner.
    sold: Vec<Sold>,
    /// Places in `sold`, the largest amount first.
    ranked: Vec<u32>,
}

/// What one partner sold, and the account that it lies in: none where nothing is shown.
#[derive(Clone, Copy, Debug)]
struct Sold {
    partner: u32,
    account: Option<u32>,
    size: i128,
}

impl Total {
    fn new(niche: u32, amounts: Amounts, ground: &Ground) -> Self {
        let sold = |(partner, size): (u32, i128)| Sold {
            partner,
            account: ground.account(niche, partner),
            size,
        };
        let sold: Vec<Sold> = amounts.into_iter().map(sold).collect();
        let mut ranked: Vec<u32> = (0..sold.len() as u32).collect();
        ranked.sort_by_key(|at| Reverse(sold[*at as usize].size));
        Self { niche, sold, ranked }
    }

    fn amount_of(&self, partner: u32) -> i128 {
        let at = self.sold.binary_search_by_key(&partner, |sold| sold.partner);
        at.map_or(0, |at| self.sold[at].size)
    }

    /// The others that sold something, the largest first.
    fn others(&self, own: Option<u32>) -> Vec<Sold> {
        let ranked = self.ranked.iter().map(|at| self.sold[*at as usize]);
        ranked.filter(|sold| Some(sold.partner) != own && sold.size != 0).collect()
    }
}

/// Everything that benchmarks are judged beside, prepared once for all partners.
#[derive(Clone, Debug)]
pub struct Benchmarks {
    policy: GatePolicy,
    niches: Vec<String>,
    above: Vec<Option<u32>>,
    partners: HashMap<String, u32>,
    /// By release, today's last, and niche: the lowest first.
    totals: Vec<Vec<Total>>,
    ground: Ground,
    /// Whether nothing can be judged, so that nothing is told.
    is_torn: bool,
}

impl Benchmarks {
    /// `publication` and `previous` are those of the best sellers: what is told here is
    /// told beside them. Of each release a partner is taken to have asked in all niches
    /// where it sells, so no record of its questions is kept. `previous` runs from the
    /// first to the last. Where one of them showed a niche that is no longer there
    /// nothing is told, and neither is where all amounts of them together come to 2^60
    /// minor units.
    ///
    /// # Errors
    /// `Input` for a policy that protects nobody, for two releases with one name, and for
    /// one that shows what one before it withheld: then they are not in their order.
    pub fn new(
        cells: &Cells,
        publication: &Publication,
        policy: &GatePolicy,
        previous: &[Release],
    ) -> Result<Self, Error> {
        policy.check()?;
        let mut history = History::new(cells, previous)?;
        history.check_order(previous)?;
        let Releases { atoms, totals } = releases(&mut history, publication);
        let partners = history.partners();
        let ground = Ground::new(&cells.above, &atoms, partners.len(), policy.p_percent);
        let totals = totals.into_iter().map(|totals| {
            let total = |(niche, amounts)| Total::new(niche, amounts, &ground);
            let mut totals: Vec<Total> = totals.into_iter().map(total).collect();
            totals.sort_by_key(|total| (Reverse(cells.up(total.niche).count()), total.niche));
            totals
        });
        Ok(Self {
            policy: policy.clone(),
            niches: cells.niches.clone(),
            above: cells.above.clone(),
            totals: totals.collect(),
            partners,
            is_torn: history.is_torn || !ground.in_range,
            ground,
        })
    }

    /// The partner beside its peers in a niche.
    ///
    /// # Errors
    /// `Input` for a niche without sales.
    pub fn of(&self, niche: &str, partner: &str) -> Result<Benchmark, Error> {
        let own_niche = self.niches.binary_search_by(|known| known.as_str().cmp(niche));
        let own_niche = own_niche
            .map(|at| at as u32)
            .map_err(|_| Error::new(ErrorKind::Input, format!("no sales in niche `{niche}`")))?;
        let own = self.partners.get(partner).copied();
        let told = self.told(own);
        let today = self.totals.last().map_or(&[][..], |totals| totals);
        let amount_in = |niche: u32| {
            let total = today.iter().find(|total| total.niche == niche);
            total.zip(own).map_or(0, |(total, own)| total.amount_of(own))
        };
        let up = std::iter::successors(Some(own_niche), |at| self.above[*at as usize]);
        let at = up.into_iter().find_map(|at| Some((at, told.get(&at)?.as_ref().ok()?)));
        let withheld = match told.get(&own_niche) {
            Some(Ok(_)) => Vec::new(),
            Some(Err(reasons)) => reasons.clone(),
            None => vec![Withheld::NoSales],
        };
        let peers = at.map(|(niche, figures)| {
            let own_minor = amount_in(niche);
            let [lower, median, upper] = figures.quartiles;
            // Of the highest step it is known that too few peers reach the next one.
            let reached =
                |(figure, _): &&(Quartile, u8)| figure.highest && own_minor >= above(figure.from);
            let standing = [(upper, 75), (median, 50), (lower, 25)];
            PeerFigures {
                niche: self.niches[niche as usize].clone(),
                own_minor,
                partners_from: partners_from(figures.peers),
                lower_from_minor: lower.from,
                median_from_minor: median.from,
                upper_from_minor: upper.from,
                above_percent: standing.iter().find(reached).map_or(0, |(_, percent)| *percent),
            }
        });
        Ok(Benchmark { own_minor: amount_in(own_niche), peers, withheld })
    }

    /// What a partner may be told today in each niche where it sells, and in the whole.
    fn told(&self, own: Option<u32>) -> BTreeMap<u32, Result<Figures, Vec<Withheld>>> {
        let sells = |total: &Total| own.is_some_and(|own| total.amount_of(own) != 0);
        let asked = |total: &&Total| self.above[total.niche as usize].is_none() || sells(total);
        let asked = |totals: &'_ [Total]| -> Vec<u32> {
            (0..).zip(totals).filter(|(_, total)| asked(total)).map(|(at, _)| at).collect()
        };
        let asked: Vec<Vec<u32>> = self.totals.iter().map(|totals| asked(totals)).collect();
        let all = self.totals.iter().zip(&asked);
        let niches = all.flat_map(|(totals, at)| at.iter().map(|at| totals[*at as usize].niche));
        let cover = Cover::new(&self.ground, own, niches, self.totals.len());
        let mut view = View { all: self, own, cover };
        let mut told = BTreeMap::new();
        for (release, (totals, asked)) in self.totals.iter().zip(asked).enumerate() {
            // The lowest first.
            let totals = asked.into_iter().map(|at| &totals[at as usize]);
            told = totals.map(|total| (total.niche, view.figures(release, total))).collect();
        }
        told
    }
}

/// What may be told of the peers in a niche.
struct Figures {
    peers: u64,
    quartiles: [Quartile; 3],
}

/// A bound that enough peers reach.
#[derive(Clone, Copy)]
struct Quartile {
    from: i128,
    /// Whether too few of them reach the next of the grid.
    highest: bool,
}

/// So many steps of the grid figures may lie below the highest, tried in this order:
/// the last is about a sixth of it.
const STEPS_BELOW: [u32; 5] = [0, 1, 2, 4, 8];

/// Everything that one partner is told, release after release.
struct View<'a> {
    all: &'a Benchmarks,
    own: Option<u32>,
    cover: Cover<'a>,
}

impl View<'_> {
    fn figures(&mut self, release: usize, total: &Total) -> Result<Figures, Vec<Withheld>> {
        let Benchmarks { policy, ground, is_torn, .. } = self.all;
        let others = total.others(self.own);
        let broken = policy.judge(others.iter().map(|sold| sold.size));
        if !broken.is_empty() {
            return Err(broken);
        }
        if *is_torn {
            return Err(vec![Withheld::GivesAway]);
        }
        let more = |sold: &Sold| {
            let account = sold.account.filter(|_| ground.has_returns);
            let gross = account.map_or(0, |account| ground.gross(account, release as u32));
            let more = gross.max(sold.size).saturating_mul(policy.p_percent.into());
            (sold.size, sold.size.saturating_mul(100).saturating_add(more))
        };
        let peers: Vec<(i128, i128)> = others.iter().map(more).collect();
        for steps_below in STEPS_BELOW {
            let quartiles = quartiles(&peers, steps_below);
            let budget = |Sold { partner, account, size }: &Sold| {
                let bound = quartiles.iter().rfind(|q| q.from > 0 && q.from <= *size)?;
                let account = account.filter(|_| Some(*partner) != self.own)?;
                Some(Budget { account, minor: size - bound.from })
            };
            let budgets: Vec<Budget> = total.sold.iter().filter_map(budget).collect();
            if self.cover.takes(release, &budgets) {
                return Ok(Figures { peers: peers.len() as u64, quartiles });
            }
        }
        Err(vec![Withheld::GivesAway])
    }
}

/// The three bounds, so many steps of the grid below the highest. Each peer comes with
/// its size and, times 100, its size with p % more; the largest first. Where that of a
/// single peer would make one of the bounds another it lies a step lower: else it would
/// say how much that peer has at most.
fn quartiles(peers: &[(i128, i128)], steps_below: u32) -> [Quartile; 3] {
    let mut bounds = [3, 2, 1].map(|quarters| {
        let needed = (peers.len() * quarters).div_ceil(4);
        let reached = needed.checked_sub(1).and_then(|at| peers.get(at));
        let highest = grid(reached.map_or(0, |(size, _)| *size));
        let next = above(highest);
        let over = peers.partition_point(|(size, _)| *size >= next);
        let last = next.saturating_sub(1).saturating_mul(100);
        let close = over + 1 >= needed && peers[over..].iter().any(|(_, more)| *more > last);
        let steps = steps_below + u32::from(close);
        let from = (0..steps).fold(highest, |bound, _| grid(bound - 1));
        Quartile { from, highest: steps == 0 }
    });
    // What lies a step lower takes those below along: raised to them it would be the
    // highest again.
    for (lower, upper) in [(1, 2), (0, 1)] {
        if bounds[upper].from < bounds[lower].from {
            bounds[lower] = Quartile { from: bounds[upper].from, highest: false };
        }
    }
    bounds
}

/// The steps of the grid within ten, in tenths.
const STEPS: [i128; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// The highest of the grid that is not above a value; 0 below 1.
pub(super) fn grid(value: i128) -> i128 {
    let mut ten = 1i128;
    while ten <= value / 10 {
        ten *= 10;
    }
    let steps = STEPS.iter().rev().map(|step| scaled(*step, ten));
    steps.into_iter().find(|step| *step <= value).unwrap_or(0).max(0)
}

/// The next of the grid.
fn above(found: i128) -> i128 {
    let mut ten = 1i128;
    loop {
        if let Some(next) = STEPS.iter().map(|step| scaled(*step, ten)).find(|step| *step > found) {
            return next;
        }
        let Some(next) = ten.checked_mul(10) else { return i128::MAX };
        ten = next;
    }
}

/// So many tenths of a power of ten, in whole minor units.
fn scaled(step: i128, ten: i128) -> i128 {
    step.checked_mul(ten).map_or(i128::MAX, |tenths| tenths / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_ten_steps_in_ten() {
        let found: Vec<i128> = [-3, 0, 1, 7, 10, 11, 19, 24, 4_999].into_iter().map(grid).collect();
        assert_eq!(found, [0, 0, 1, 6, 10, 10, 15, 20, 4_000]);
        assert_eq!([0, 1, 8, 50, 80].map(above), [1, 2, 10, 60, 100]);
        for value in 1..5_000 {
            assert!(grid(value) <= value && value < above(grid(value)), "{value}");
        }
        assert!(above(grid(i128::MAX)) == i128::MAX);
    }
}
