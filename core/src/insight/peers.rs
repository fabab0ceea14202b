//! Peers: a partner beside the others, and what they sell that it does not.

use super::bands::{partners_from, two_digits};
use super::cells::{Cells, Sums};
use super::gate::{GatePolicy, Withheld};
use crate::error::{Error, ErrorKind};

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

/// Three figures of at least as many peers as the gate asks for. Each quartile is
/// the mean of the three peers around it, to two digits, so that none is one
/// partner's amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFigures {
    /// The niche the peers are of: the one asked for, or the lowest above it that
    /// may be told.
    pub niche: String,
    /// The partner's own amount in that niche.
    pub own_minor: i128,
    /// At least so many peers.
    pub partners_from: u64,
    /// The lower quartile.
    pub lower_minor: i128,
    /// The median.
    pub median_minor: i128,
    /// The upper quartile.
    pub upper_minor: i128,
    /// The partner stands above so many percent of its peers: 0, 10, 25, 50, 75
    /// or 90.
    pub above_percent: u8,
}

/// The partner beside its peers in a niche: those with sales there, without the
/// partner itself. With the partner among them a group of two would know all.
///
/// # Errors
/// `Input` for a niche without sales, or a policy that protects nobody.
pub fn benchmark(
    cells: &Cells,
    policy: &GatePolicy,
    niche: &str,
    partner: &str,
) -> Result<Benchmark, Error> {
    policy.check()?;
    let own_niche = cells.known_niche(niche)?;
    let own = cells.partner(partner);
    let amount_in = |niche: u32| {
        let found = cells.total(niche).iter().find(|(id, _)| Some(*id) == own);
        found.map_or(0, |(_, sums)| sums.amount_minor)
    };
    let mut answer =
        Benchmark { own_minor: amount_in(own_niche), peers: None, withheld: Vec::new() };
    for (level, niche) in cells.up(own_niche).enumerate() {
        let total = cells.total(niche).iter().filter(|(id, _)| Some(*id) != own);
        let mut amounts: Vec<i128> = total.map(|(_, sums)| sums.amount_minor).collect();
        let broken = policy.judge(amounts.iter().copied());
        if !broken.is_empty() {
            if level == 0 {
                answer.withheld = broken;
            }
            continue;
        }
        amounts.retain(|amount| *amount != 0);
        amounts.sort_unstable();
        let own_minor = amount_in(niche);
        answer.peers = Some(PeerFigures {
            niche: cells.niches[niche as usize].clone(),
            own_minor,
            partners_from: partners_from(amounts.len() as u64),
            lower_minor: around(&amounts, 1),
            median_minor: around(&amounts, 2),
            upper_minor: around(&amounts, 3),
            above_percent: standing(&amounts, own_minor),
        });
        break;
    }
    Ok(answer)
}

/// The mean of the three values around a quartile, to two digits.
fn around(sorted: &[i128], quarter: usize) -> i128 {
    let at = ((sorted.len() - 1) * quarter + 2) / 4;
    let first = at.saturating_sub(1).min(sorted.len() - 3);
    let sum: i128 = sorted[first..first + 3].iter().sum();
    two_digits(sum / 3)
}

fn standing(sorted: &[i128], own: i128) -> u8 {
    let below = sorted.iter().filter(|amount| **amount < own).count() * 100;
    let reached = |percent: &u8| below >= usize::from(*percent) * sorted.len();
    [0, 10, 25, 50, 75, 90].into_iter().rfind(reached).unwrap_or(0)
}

/// What is asked about white spots.
#[derive(Clone, Debug)]
pub struct WhiteSpotOptions<'a> {
    /// At least so many percent of the peers sell it.
    pub peers_percent_min: u32,
    /// What the partner may order; everything when none.
    pub permitted: Option<&'a [&'a str]>,
    /// What can be delivered; everything when none.
    pub available: Option<&'a [&'a str]>,
    /// The most rows.
    pub limit: usize,
}

/// At least a quarter of the peers, everything, 20 rows.
impl Default for WhiteSpotOptions<'_> {
    fn default() -> Self {
        Self { peers_percent_min: 25, permitted: None, available: None, limit: 20 }
    }
}

/// A product that peers sell and the partner does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhiteSpot {
    /// The product.
    pub product: String,
    /// The niche of the peers it is told of.
    pub niche: String,
    /// So many percent of the peers sell it, rounded down to tens.
    pub peers_percent_from: u32,
    /// What a partner of this size would sell of it, from: the lower quartile of the
    /// peers that sell it, each scaled to the partner's size. None for a partner
    /// without sales in the niche.
    pub expected_from_minor: Option<i128>,
    /// The upper quartile, likewise.
    pub expected_until_minor: Option<i128>,
}

/// What a partner does not sell, but enough of its peers do, that is permitted and
/// available: by the share of peers, ties by product. Nothing is told of a product
/// whose sellers do not pass the gate; then the niche above is asked.
///
/// # Errors
/// `Input` for a niche without sales, a percentage beyond 100 or a policy that
/// protects nobody.
pub fn white_spots(
    cells: &Cells,
    policy: &GatePolicy,
    niche: &str,
    partner: &str,
    options: &WhiteSpotOptions<'_>,
) -> Result<Vec<WhiteSpot>, Error> {
    policy.check()?;
    if options.peers_percent_min > 100 {
        let message = format!("`peers_percent_min` is {}; at most 100", options.peers_percent_min);
        return Err(Error::new(ErrorKind::Input, message));
    }
    let own_niche = cells.known_niche(niche)?;
    let own = cells.partner(partner);
    let sorted = |names: Option<&[&'_ str]>| {
        names.map(|names| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            names.sort_unstable();
            names
        })
    };
    let (permitted, available) = (sorted(options.permitted), sorted(options.available));
    let among = |names: &Option<Vec<String>>, name: &String| {
        names.as_ref().is_none_or(|names| names.binary_search(name).is_ok())
    };
    let mut spots: Vec<(u32, WhiteSpot)> = Vec::new();
    for (product, name) in cells.products.iter().enumerate() {
        let sells = cells.up(own_niche).last().is_some_and(|all| {
            let cell = cells.cell(all, product as u32);
            cell.iter().any(|(id, sums)| Some(*id) == own && sums.amount_minor > 0)
        });
        if sells || !among(&permitted, name) || !among(&available, name) {
            continue;
        }
        let mut levels = cells.up(own_niche);
        spots.extend(levels.find_map(|at| {
            spot(cells, policy, at, own, product as u32, options.peers_percent_min)
        }));
    }
    spots.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.product.cmp(&other.product)));
    spots.truncate(options.limit);
    Ok(spots.into_iter().map(|(_, spot)| spot).collect())
}

fn spot(
    cells: &Cells,
    policy: &GatePolicy,
    niche: u32,
    own: Option<u32>,
    product: u32,
    percent_min: u32,
) -> Option<(u32, WhiteSpot)> {
    let peers: Vec<&(u32, Sums)> = cells
        .total(niche)
        .iter()
        .filter(|(id, sums)| Some(*id) != own && sums.amount_minor > 0)
        .collect();
    let sellers: Vec<&(u32, Sums)> = cells
        .cell(niche, product)
        .iter()
        .filter(|(id, sums)| Some(*id) != own && sums.amount_minor > 0)
        .collect();
    if peers.is_empty() || !policy.judge(sellers.iter().map(|(_, s)| s.amount_minor)).is_empty() {
        return None;
    }
    let percent = (sellers.len() * 100 / peers.len()) as u32;
    if percent < percent_min {
        return None;
    }
    let size = cells.total(niche).iter().find(|(id, _)| Some(*id) == own);
    let size = size.map_or(0, |(_, sums)| sums.amount_minor);
    let scaled = |(id, sums): &&(u32, Sums)| {
        let at = peers.binary_search_by_key(id, |(id, _)| *id).ok()?;
        sums.amount_minor.checked_mul(size)?.checked_div(peers[at].1.amount_minor)
    };
    let mut scaled: Vec<i128> = sellers.iter().filter_map(scaled).collect();
    scaled.sort_unstable();
    let expected = |quarter| (size > 0 && scaled.len() >= 3).then(|| around(&scaled, quarter));
    Some((
        percent,
        WhiteSpot {
            product: cells.products[product as usize].clone(),
            niche: cells.niches[niche as usize].clone(),
            peers_percent_from: percent / 10 * 10,
            expected_from_minor: expected(1),
            expected_until_minor: expected(3),
        },
    ))
}
