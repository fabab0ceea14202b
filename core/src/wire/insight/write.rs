//! Answers about what may be shared.

use super::super::plain::{Statistic, amount, answer};
use super::why::{Told, Why};
use crate::error::Error;
use crate::insight::{
    Benchmark, BestSellers, Cells, InsightState, LeftOutLines, Publication, Release, SafeTable,
    Together, WhiteSpot, Withheld,
};
use crate::money::Currency;
use serde::Serialize;
use std::collections::BTreeMap;

fn words(reasons: &[Withheld]) -> Vec<String> {
    reasons.iter().map(|reason| reason.name()).collect()
}

#[derive(Serialize)]
pub(super) struct Sellers {
    products: Vec<Seller>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<Vec<Kept>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why>>,
}

#[derive(Serialize)]
struct Seller {
    product: String,
    niche: String,
    rank: u64,
    partners_from: u64,
    share: Band,
    index: Option<i64>,
    lift: Option<Statistic>,
    amount: Option<String>,
}

#[derive(Serialize)]
struct Band {
    from_percent: u8,
    until_percent: u8,
}

#[derive(Serialize)]
struct Kept {
    product: String,
    reasons: Vec<String>,
    shown_at: Option<String>,
}

/// Without words it is for a partner, who is not told what is withheld.
pub(super) fn best_sellers(
    found: BestSellers,
    currency: Currency,
    told: Option<Told<'_>>,
) -> Sellers {
    let why = told.map(|told| told.why(found.withheld.iter().flat_map(|row| &row.reasons)));
    let seller = |row: crate::insight::BestSeller| Seller {
        product: row.product,
        niche: row.niche,
        rank: row.rank,
        partners_from: row.partners_from,
        share: Band {
            from_percent: row.share.from_percent,
            until_percent: row.share.until_percent,
        },
        index: row.index,
        lift: row.lift.map(Statistic),
        amount: row.amount_minor.map(|minor| amount(minor, currency)),
    };
    let kept = |row: crate::insight::WithheldProduct| Kept {
        product: row.product,
        reasons: words(&row.reasons),
        shown_at: row.shown_at,
    };
    Sellers {
        products: found.products.into_iter().map(seller).collect(),
        withheld: told.map(|_| found.withheld.into_iter().map(kept).collect()),
        why,
    }
}

#[derive(Serialize)]
pub(super) struct Spots {
    spots: Vec<Spot>,
}

#[derive(Serialize)]
struct Spot {
    product: String,
    niche: String,
    peers_percent_from: u32,
    expected_from: Option<String>,
    expected_until: Option<String>,
}

pub(super) fn white_spots(found: Vec<WhiteSpot>, currency: Currency) -> Spots {
    let spot = |row: WhiteSpot| Spot {
        product: row.product,
        niche: row.niche,
        peers_percent_from: row.peers_percent_from,
        expected_from: row.expected_from_minor.map(|minor| amount(minor, currency)),
        expected_until: row.expected_until_minor.map(|minor| amount(minor, currency)),
    };
    Spots { spots: found.into_iter().map(spot).collect() }
}

#[derive(Serialize)]
pub(super) struct Beside {
    own: String,
    peers: Option<Peers>,
    withheld: Vec<String>,
    why: Vec<Why>,
}

#[derive(Serialize)]
struct Peers {
    niche: String,
    own: String,
    partners_from: u64,
    lower_from: String,
    median_from: String,
    upper_from: String,
    above_percent: u8,
}

pub(super) fn benchmark(found: Benchmark, currency: Currency, told: Told<'_>) -> Beside {
    let money = |minor| amount(minor, currency);
    let peers = found.peers.map(|peers| Peers {
        niche: peers.niche,
        own: money(peers.own_minor),
        partners_from: peers.partners_from,
        lower_from: money(peers.lower_from_minor),
        median_from: money(peers.median_from_minor),
        upper_from: money(peers.upper_from_minor),
        above_percent: peers.above_percent,
    });
    let why = told.why(found.withheld.iter());
    Beside { own: money(found.own_minor), peers, withheld: words(&found.withheld), why }
}

#[derive(Serialize)]
pub(super) struct Pairs {
    pairs: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<Vec<KeptPair>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why>>,
}

#[derive(Serialize)]
struct Pair {
    a: String,
    b: String,
    niche: String,
    baskets_from: u64,
    partners_from: u64,
    support: Statistic,
    confidence_a: Statistic,
    confidence_b: Statistic,
    lift: Statistic,
    lift_shrunken: Option<Statistic>,
    leverage: Statistic,
}

#[derive(Serialize)]
struct KeptPair {
    a: String,
    b: String,
    reasons: Vec<String>,
    shown_at: Option<String>,
}

/// Without words it is for a partner, who is not told what is withheld.
pub(super) fn pairs(mut found: Together, limit: usize, told: Option<Told<'_>>) -> Pairs {
    found.withheld.truncate(limit);
    let why = told.map(|told| told.why(found.withheld.iter().flat_map(|row| &row.reasons)));
    let pair = |row: crate::insight::PairAt| Pair {
        a: row.a,
        b: row.b,
        niche: row.niche,
        baskets_from: row.figures.baskets_from,
        partners_from: row.figures.partners_from,
        support: Statistic(row.figures.support),
        confidence_a: Statistic(row.figures.confidence_a),
        confidence_b: Statistic(row.figures.confidence_b),
        lift: Statistic(row.figures.lift),
        lift_shrunken: row.figures.lift_shrunken.map(Statistic),
        leverage: Statistic(row.figures.leverage),
    };
    let kept = |row: crate::insight::WithheldPairAt| KeptPair {
        a: row.a,
        b: row.b,
        reasons: words(&row.reasons),
        shown_at: row.shown_at,
    };
    Pairs {
        pairs: found.pairs.into_iter().take(limit).map(pair).collect(),
        withheld: told.map(|_| found.withheld.into_iter().map(kept).collect()),
        why,
    }
}

#[derive(Serialize)]
pub(super) struct Published<'a> {
    cells: Vec<Judged<'a>>,
    shown: usize,
    withheld: usize,
    why: Vec<Why>,
    release: Option<Kind>,
}

#[derive(Serialize)]
struct Judged<'a> {
    niche: &'a str,
    product: &'a str,
    shown: bool,
    reasons: Vec<String>,
    shown_at: Option<&'a str>,
    amount: Option<String>,
}

#[derive(Serialize)]
struct Kind {
    id: String,
    cells: Vec<Released>,
}

#[derive(Serialize)]
struct Released {
    niche: String,
    product: String,
    shown: bool,
    amounts: BTreeMap<String, String>,
}

pub(super) fn publication<'a>(
    found: &Publication,
    cells: &'a Cells,
    told: Told<'_>,
    release: Option<Release>,
    currency: Currency,
) -> Published<'a> {
    let judged = |(&(niche, product), withheld): (&(u32, u32), &Vec<Withheld>)| {
        let sum = || cells.cell(niche, product).iter().map(|(_, s)| s.amount_minor).sum::<i128>();
        let shown = withheld.is_empty().then(|| told.policy.amounts.told(sum())).flatten();
        let shown_at = found.shown_at(cells, niche, product);
        Judged {
            niche: &cells.niches[niche as usize],
            product: &cells.products[product as usize],
            shown: withheld.is_empty(),
            reasons: words(withheld),
            shown_at: shown_at.map(|at| &*cells.niches[at as usize]),
            amount: shown.map(|minor| amount(minor, currency)),
        }
    };
    let shown = found.cells.values().filter(|reasons| reasons.is_empty()).count();
    Published {
        cells: found.cells.iter().map(judged).collect(),
        shown,
        withheld: found.cells.len() - shown,
        why: told.why(found.cells.values().flatten()),
        release: release.map(|release| kept(release, currency)),
    }
}

fn kept(release: Release, currency: Currency) -> Kind {
    let released = |((niche, product), cell): ((String, String), crate::insight::ReleasedCell)| {
        let amounts =
            cell.amounts.into_iter().map(|(partner, minor)| (partner, amount(minor, currency)));
        Released { niche, product, shown: cell.shown, amounts: amounts.collect() }
    };
    Kind { id: release.id, cells: release.cells.into_iter().map(released).collect() }
}

/// A release as text, for the company to keep and to give to the next publication.
/// It holds amounts of partners: it is never shown.
///
/// # Errors
/// None that is known.
pub fn release_json(release: Release, currency: Currency) -> Result<String, Error> {
    answer(&kept(release, currency))
}

#[derive(Serialize)]
pub(super) struct LeftOut {
    left_out: Vec<LeftOutRows>,
}

#[derive(Serialize)]
struct LeftOutRows {
    reason: &'static str,
    rows: u64,
    amount: String,
}

pub(super) fn left_out(state: &InsightState, currency: Currency) -> LeftOut {
    let row = |found: LeftOutLines| LeftOutRows {
        reason: found.reason.name(),
        rows: found.rows,
        amount: amount(found.amount_minor, currency),
    };
    LeftOut { left_out: state.left_out_by_reason().map(row).collect() }
}

#[derive(Serialize)]
pub(super) struct Table<'a> {
    cells: Vec<TableCell<'a>>,
    why: Vec<Why>,
}

#[derive(Serialize)]
struct TableCell<'a> {
    row: Option<&'a str>,
    column: Option<&'a str>,
    amount: Option<String>,
    reasons: Vec<String>,
    low: String,
    high: Option<String>,
}

/// A total has no row or no column.
pub(super) fn table<'a>(
    found: &SafeTable,
    rows: &'a [String],
    columns: &'a [String],
    currency: Currency,
    told: Told<'_>,
) -> Table<'a> {
    let mut cells = Vec::new();
    for (r, line) in found.withheld.iter().enumerate() {
        for (c, withheld) in line.iter().enumerate() {
            let bounds = found.audit[r][c];
            let shown = withheld.is_empty().then(|| amount(found.amounts[r][c], currency));
            cells.push(TableCell {
                row: rows.get(r).map(|name| &**name),
                column: columns.get(c).map(|name| &**name),
                amount: shown,
                reasons: words(withheld),
                low: amount(bounds.low, currency),
                high: bounds.high.map(|high| amount(high, currency)),
            });
        }
    }
    Table { cells, why: told.why(found.withheld.iter().flatten().flatten()) }
}
