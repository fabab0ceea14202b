//! The figures of each niche.

use super::concentration::Concentration;
use super::options::ChannelOptions;
use super::ranking::{Part, Ranking, narrow, share_of, sum};
use crate::error::Error;
use crate::money::Exact;
use crate::sales::out_of_range;
use crate::tally::Sums;

/// One row a niche, the largest first, ties by name. Rows without a niche are
/// in the summary, not here.
///
/// A partner that sells in two niches counts in both: the niche belongs to the
/// row. Shares are of the revenue of the niches above zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NicheTable {
    /// The niche.
    pub niche: Vec<String>,
    /// Its place, from 1.
    pub rank: Vec<u64>,
    /// The partners with rows in it.
    pub partners: Vec<u64>,
    /// Its rows.
    pub rows: Vec<u64>,
    /// Of these, rows with a negative amount.
    pub return_rows: Vec<u64>,
    /// Its revenue.
    pub revenue_minor: Vec<i64>,
    /// Its units.
    pub quantity: Vec<i64>,
    /// Its share of the revenue.
    pub share: Vec<Exact>,
    /// The share of this and all larger niches.
    pub cumulative_share: Vec<Exact>,
    /// Head or tail, as for partners.
    pub part: Vec<Part>,
    /// Its largest partner; none when no partner is above zero.
    pub top_partner: Vec<Option<String>>,
    /// The share of that partner in the revenue of the niche's partners above zero.
    pub top_partner_share: Vec<Option<Exact>>,
    /// Concentration of its partners; none when no partner is above zero.
    pub concentration: Vec<Option<Concentration>>,
}

/// One niche with its partners in the order of their names.
pub(super) struct Niche<'s> {
    pub(super) name: &'s str,
    pub(super) partners: Vec<(&'s str, Sums)>,
}

/// A niche, summed up.
struct Whole {
    sums: Sums,
    revenue: i64,
    top: Option<(String, Exact)>,
    concentration: Option<Concentration>,
}

impl Whole {
    fn of(niche: &Niche<'_>, options: &ChannelOptions) -> Result<Self, Error> {
        let mut sums = Sums::default();
        for (_, more) in &niche.partners {
            sums = sums.plus(more)?;
        }
        let amounts = niche.partners.iter().map(|(_, sums)| narrow(sums.amount));
        let totals = amounts.collect::<Result<Vec<i64>, Error>>()?;
        let mut ranked = totals.clone();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        let base = sum(ranked.iter().copied().filter(|t| *t > 0))?;
        // The first of the largest: names ascend.
        let largest = ranked.first().copied().filter(|t| *t > 0);
        let place = largest.and_then(|most| totals.iter().position(|t| *t == most));
        let share = share_of(i128::from(largest.unwrap_or(0)), base, options.share_decimals);
        let share = share.ok_or_else(out_of_range)?;
        let top = place.map(|place| (niche.partners[place].0.to_owned(), share));
        let concentration = Concentration::of(&ranked, base);
        Ok(Self { sums, revenue: narrow(sums.amount)?, top, concentration })
    }
}

/// The table of niches that come in the order of their names.
pub(super) fn table(niches: &[Niche<'_>], options: &ChannelOptions) -> Result<NicheTable, Error> {
    let wholes =
        niches.iter().map(|niche| Whole::of(niche, options)).collect::<Result<Vec<_>, Error>>()?;
    let totals: Vec<i64> = wholes.iter().map(|whole| whole.revenue).collect();
    let ranking = Ranking::new(&totals, options)?;
    let mut table = NicheTable {
        rank: ranking.ranks(),
        part: ranking.parts(),
        share: ranking.share,
        cumulative_share: ranking.cumulative_share,
        ..NicheTable::default()
    };
    for &place in &ranking.order {
        table.push(&niches[place], &wholes[place])?;
    }
    Ok(table)
}

impl NicheTable {
    fn push(&mut self, niche: &Niche<'_>, whole: &Whole) -> Result<(), Error> {
        self.niche.push(niche.name.to_owned());
        self.partners.push(niche.partners.len() as u64);
        self.rows.push(whole.sums.rows);
        self.return_rows.push(whole.sums.return_rows);
        self.revenue_minor.push(whole.revenue);
        self.quantity.push(narrow(whole.sums.quantity)?);
        self.top_partner.push(whole.top.as_ref().map(|(name, _)| name.clone()));
        self.top_partner_share.push(whole.top.as_ref().map(|(_, share)| *share));
        self.concentration.push(whole.concentration);
        Ok(())
    }
}
