//! From a tally to tables and a summary.

use super::concentration::Concentration;
use super::niche::{self, Niche, NicheTable};
use super::options::ChannelOptions;
use super::ranking::{Part, Ranking, narrow};
use crate::error::{Error, ErrorKind};
use crate::money::{Currency, Exact};
use crate::sales::{LeftOut, LeftOutRows, MISSING_KEY, Returns};
use crate::tally::{Cells, Period, Sums, Tally};

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

impl ChannelFigures {
    /// The figures of a tally, for one pass over the sales that answers more than them.
    ///
    /// ```
    /// use longtail::{ChannelFigures, ChannelOptions, Currency, Keys, Sales, Tally};
    /// let options = ChannelOptions::default();
    /// let january = Keys::from_texts([Some("P-1"), Some("P-2")]);
    /// let february = Keys::from_texts([Some("P-2")]);
    /// let mut tally = Tally::new(&options.tally()?)?;
    /// tally.update(&Sales::new(Currency::EURO, january, &[60_00, 15_00])?)?;
    /// let mut other = Tally::new(&options.tally()?)?;
    /// other.update(&Sales::new(Currency::EURO, february, &[25_00])?)?;
    /// tally.merge(&other)?;
    /// let figures = ChannelFigures::of(&tally, &options)?;
    /// assert_eq!(figures.partners.revenue_minor, [60_00, 40_00]);
    /// # Ok::<(), longtail::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Input` for options out of their range, or a tally that was asked for another
    /// period or other returns; `Range` for a sum beyond 64 bits.
    pub fn of(tally: &Tally, options: &ChannelOptions) -> Result<Self, Error> {
        let (asked, own) = (options.tally()?.filter(), tally.options().filter());
        if (asked.returns, asked.from, asked.until) != (own.returns, own.from, own.until) {
            let message = "the tally was asked for another period, or for other returns";
            return Err(Error::new(ErrorKind::Input, message));
        }
        let cells = tally.cells(Period::All)?;
        let (partners, ranking) = partner_table(&partner_sums(&cells)?, options)?;
        let niches = niche::table(&niches(&cells), options)?;
        let summary = summary(tally, &cells, &partners, niches.niche.len(), &ranking, options)?;
        Ok(Self { partners, niches, summary })
    }
}

/// The sums of each partner over its niches, in the order of the names.
fn partner_sums<'t>(cells: &Cells<'t>) -> Result<Vec<(&'t str, Sums)>, Error> {
    let mut sums: Vec<(&str, Sums)> =
        cells.partners.iter().map(|name| (*name, Sums::default())).collect();
    for cell in &cells.cells {
        let own = &mut sums[cell.partner as usize].1;
        *own = own.plus(&cell.sums)?;
    }
    Ok(sums)
}

/// The cells of each niche that has rows, niches and partners by name.
fn niches<'t>(cells: &Cells<'t>) -> Vec<Niche<'t>> {
    let named = cells.niches.iter().map(|name| Niche { name, partners: Vec::new() });
    let mut niches: Vec<Niche<'t>> = named.collect();
    for cell in &cells.cells {
        if let Some(niche) = niches.get_mut(cell.niche as usize) {
            niche.partners.push((cells.partners[cell.partner as usize], cell.sums));
        }
    }
    niches
}

fn partner_table(
    cells: &[(&str, Sums)],
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
    tally: &Tally,
    cells: &Cells<'_>,
    partners: &PartnerTable,
    niches: usize,
    ranking: &Ranking,
    options: &ChannelOptions,
) -> Result<ChannelSummary, Error> {
    let (used, without_niche) = used(cells)?;
    let left_out = left_out(tally)?;
    let revenue = &partners.revenue_minor;
    let count = |holds: fn(i64) -> bool| revenue.iter().filter(|r| holds(**r)).count() as u64;
    Ok(ChannelSummary {
        currency: tally.currency(),
        returns: options.returns,
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
        head_share: options.head_share,
        head_partners: ranking.head as u64,
        head_revenue_minor: ranking.head_revenue,
        concentration: Concentration::of(revenue, ranking.base),
    })
}

/// All rows used, and those of them without a niche.
fn used(cells: &Cells<'_>) -> Result<(Sums, Sums), Error> {
    let (mut all, mut without_niche) = (Sums::default(), Sums::default());
    for cell in &cells.cells {
        all = all.plus(&cell.sums)?;
        if cell.niche == MISSING_KEY {
            without_niche = without_niche.plus(&cell.sums)?;
        }
    }
    Ok((all, without_niche))
}

fn left_out(tally: &Tally) -> Result<Vec<LeftOutRows>, Error> {
    LeftOut::ALL
        .iter()
        .zip(tally.left_out())
        .map(|(&reason, sums)| {
            Ok(LeftOutRows { reason, rows: sums.rows, amount_minor: narrow(sums.amount)? })
        })
        .collect()
}
