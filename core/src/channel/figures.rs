//! From the mergeable state to tables and a summary.

use super::cell::Cell;
use super::concentration::Concentration;
use super::niche::{self, Niche, NicheTable};
use super::options::ChannelOptions;
use super::ranking::{Part, Ranking, narrow};
use super::sketch::ChannelSketch;
use crate::error::Error;
use crate::id::{Id, PartnerId};
use crate::money::{Currency, Exact};
use crate::sales::{LeftOut, LeftOutRows, Returns};
use hashbrown::HashMap;

/// The figures: a table of partners, a table of niches, and what holds for all.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelFigures {
    /// One row a partner.
    pub partners: PartnerTable,
    /// One row a niche; empty when the sales have no niches.
    pub niches: NicheTable,
    /// What holds for all.
    pub summary: ChannelSummary,
}

/// One row a partner, the largest first, ties by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartnerTable {
    /// The partner.
    pub partner: Vec<String>,
    /// Its place, from 1.
    pub rank: Vec<u64>,
    /// Its rows.
    pub rows: Vec<u64>,
    /// Of these, rows with a negative amount.
    pub return_rows: Vec<u64>,
    /// Its revenue.
    pub revenue_minor: Vec<i64>,
    /// Its units.
    pub quantity: Vec<i64>,
    /// Its share of the revenue of the partners above zero; zero for the others.
    pub share: Vec<Exact>,
    /// The share of this and all larger partners.
    pub cumulative_share: Vec<Exact>,
    /// Head or tail. The head is the smallest set of largest partners that
    /// makes at least the head's share; a partner at or below zero is tail.
    pub part: Vec<Part>,
}

/// What holds for all partners together, and what was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelSummary {
    /// The currency of every amount; none when no table was ever given.
    pub currency: Option<Currency>,
    /// What happened to rows with a negative amount.
    pub returns: Returns,
    /// All rows given.
    pub rows: u64,
    /// The rows that the figures stand on.
    pub rows_used: u64,
    /// Of these, rows with a negative amount.
    pub return_rows: u64,
    /// Of these, rows without a quantity; their units count as zero.
    pub rows_without_quantity: u64,
    /// Of these, rows without a niche.
    pub rows_without_niche: u64,
    /// What the rows without a niche amount to.
    pub revenue_without_niche_minor: i64,
    /// The rows left out, one entry a reason, also when there are none.
    pub left_out: Vec<LeftOutRows>,
    /// The revenue of all rows used.
    pub revenue_minor: i64,
    /// The revenue of the partners above zero: the whole that shares are of.
    pub revenue_above_zero_minor: i64,
    /// The partners with rows.
    pub partners: u64,
    /// Of these, partners whose revenue is zero.
    pub partners_zero: u64,
    /// Of these, partners whose revenue is negative.
    pub partners_negative: u64,
    /// The niches with rows.
    pub niches: u64,
    /// The head's share that was asked for.
    pub head_share: Exact,
    /// How many partners the head has.
    pub head_partners: u64,
    /// What the head makes.
    pub head_revenue_minor: i64,
    /// How concentrated the revenue is; none when no partner is above zero.
    pub concentration: Option<Concentration>,
}

pub(super) fn finish(sketch: &ChannelSketch) -> Result<ChannelFigures, Error> {
    let partners = partner_cells(sketch)?;
    let (partners, ranking) = partner_table(&partners, &sketch.options)?;
    let niches = niche::table(&niches(sketch), &sketch.options)?;
    let summary = summary(sketch, &partners, niches.niche.len(), &ranking)?;
    Ok(ChannelFigures { partners, niches, summary })
}

/// The sums of each partner over its niches, in the order of the names.
fn partner_cells(sketch: &ChannelSketch) -> Result<Vec<(&str, Cell)>, Error> {
    let mut cells: HashMap<PartnerId, Cell> = HashMap::new();
    for ((_, partner), cell) in &sketch.cells {
        cells.entry(*partner).or_default().add(cell)?;
    }
    let named = cells.into_iter().map(|(id, cell)| (sketch.partners.name(id), cell));
    Ok(by_name(named.collect()))
}

fn by_name(mut cells: Vec<(&str, Cell)>) -> Vec<(&str, Cell)> {
    cells.sort_unstable_by_key(|(name, _)| *name);
    cells
}

/// The cells of each niche that has rows, niches and partners by name.
fn niches(sketch: &ChannelSketch) -> Vec<Niche<'_>> {
    let mut partners: Vec<Vec<(&str, Cell)>> = vec![Vec::new(); sketch.niches.len()];
    for ((niche, partner), cell) in &sketch.cells {
        if let Some(niche) = niche {
            partners[niche.index()].push((sketch.partners.name(*partner), *cell));
        }
    }
    let named = sketch.niches.iter().zip(partners).filter(|(_, partners)| !partners.is_empty());
    let mut niches: Vec<Niche<'_>> =
        named.map(|(name, partners)| Niche { name, partners: by_name(partners) }).collect();
    niches.sort_unstable_by_key(|niche| niche.name);
    niches
}

fn partner_table(
    cells: &[(&str, Cell)],
    options: &ChannelOptions,
) -> Result<(PartnerTable, Ranking), Error> {
    let totals =
        cells.iter().map(|(_, cell)| narrow(cell.amount)).collect::<Result<Vec<_>, _>>()?;
    let ranking = Ranking::new(&totals, options)?;
    let mut table = PartnerTable {
        rank: ranking.ranks(),
        part: ranking.parts(),
        share: ranking.share.clone(),
        cumulative_share: ranking.cumulative_share.clone(),
        ..PartnerTable::default()
    };
    for &place in &ranking.order {
        let (name, cell) = &cells[place];
        table.partner.push((*name).to_owned());
        table.rows.push(cell.rows);
        table.return_rows.push(cell.return_rows);
        table.revenue_minor.push(totals[place]);
        table.quantity.push(narrow(cell.quantity)?);
    }
    Ok((table, ranking))
}

fn summary(
    sketch: &ChannelSketch,
    partners: &PartnerTable,
    niches: usize,
    ranking: &Ranking,
) -> Result<ChannelSummary, Error> {
    let (used, without_niche) = used(sketch)?;
    let left_out = left_out(sketch)?;
    let revenue = &partners.revenue_minor;
    let count = |holds: fn(i64) -> bool| revenue.iter().filter(|r| holds(**r)).count() as u64;
    Ok(ChannelSummary {
        currency: sketch.currency,
        returns: sketch.options.returns,
        rows: left_out.iter().fold(used.rows, |rows, l| rows.saturating_add(l.rows)),
        rows_used: used.rows,
        return_rows: used.return_rows,
        rows_without_quantity: used.rows_without_quantity,
        rows_without_niche: without_niche.rows,
        revenue_without_niche_minor: narrow(without_niche.amount)?,
        left_out,
        revenue_minor: narrow(used.amount)?,
        revenue_above_zero_minor: ranking.base,
        partners: revenue.len() as u64,
        partners_zero: count(|r| r == 0),
        partners_negative: count(|r| r < 0),
        niches: niches as u64,
        head_share: sketch.options.head_share,
        head_partners: ranking.head as u64,
        head_revenue_minor: ranking.head_revenue,
        concentration: Concentration::of(revenue, ranking.base),
    })
}

/// All rows used, and those of them without a niche.
fn used(sketch: &ChannelSketch) -> Result<(Cell, Cell), Error> {
    let (mut all, mut without_niche) = (Cell::default(), Cell::default());
    for ((niche, _), cell) in &sketch.cells {
        all.add(cell)?;
        if niche.is_none() {
            without_niche.add(cell)?;
        }
    }
    Ok((all, without_niche))
}

fn left_out(sketch: &ChannelSketch) -> Result<Vec<LeftOutRows>, Error> {
    LeftOut::ALL
        .iter()
        .zip(&sketch.left_out)
        .map(|(&reason, cell)| {
            Ok(LeftOutRows { reason, rows: cell.rows, amount_minor: narrow(cell.amount)? })
        })
        .collect()
}
