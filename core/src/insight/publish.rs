//! Which cells may be shown beside each other, and beside what was shown before.
//!
//! Niches lie in each other, so a shown niche less what is shown inside it tells
//! of the rest. These rests are the atoms: every figure that an outsider can work
//! out from the shown ones is a sum of atoms. Each must be empty or pass the gate
//! as if it were shown itself. What passes the three tests passes them in sums
//! too, so this protects all of them (Hundepool and others 2012, section 4.2.2, on
//! subadditivity). `rests` does so for niches that lie in each other or have nothing
//! in common, `overlap` for any others.

use super::cells::{Cells, Sums};
use super::gate::{GatePolicy, Withheld};
use super::history::{Amounts, Had, History};
use super::{overlap, rests::Rests};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// What was shown earlier of the same or an overlapping period. The company keeps
/// it; it holds amounts of partners and is never shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Release {
    /// How the company calls it.
    pub id: String,
    /// Its cells, by niche and product.
    pub cells: BTreeMap<(String, String), ReleasedCell>,
}

/// One cell of a release.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReleasedCell {
    /// Whether it was shown.
    pub shown: bool,
    /// What each partner had sold, in minor units.
    pub amounts: BTreeMap<String, i128>,
}

/// The verdict on every cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Publication {
    /// Niche and product of each cell, and why it is withheld: nothing when shown.
    pub cells: BTreeMap<(u32, u32), Vec<Withheld>>,
}

impl Publication {
    /// Whether a cell is shown.
    #[must_use]
    pub fn shows(&self, niche: u32, product: u32) -> bool {
        self.cells.get(&(niche, product)).is_some_and(Vec::is_empty)
    }

    /// The lowest niche at or above this one in which the product is shown.
    #[must_use]
    pub fn shown_at(&self, cells: &Cells, niche: u32, product: u32) -> Option<u32> {
        cells.up(niche).find(|niche| self.shows(*niche, product))
    }

    /// What to keep of this publication for the next.
    #[must_use]
    pub fn release(&self, id: &str, cells: &Cells) -> Release {
        let released = |(&(niche, product), withheld): (&(u32, u32), &Vec<Withheld>)| {
            let key =
                (cells.niches[niche as usize].clone(), cells.products[product as usize].clone());
            let amount = |(partner, sums): &(u32, Sums)| {
                (cells.partners[*partner as usize].clone(), sums.amount_minor)
            };
            let amounts = cells.cell(niche, product).iter().map(amount).collect();
            (key, ReleasedCell { shown: withheld.is_empty(), amounts })
        };
        Release { id: id.to_owned(), cells: self.cells.iter().map(released).collect() }
    }
}

/// Judges every cell: by itself, beside the others, and beside earlier releases.
///
/// A cell that an earlier release withheld stays withheld. Where a rest does not
/// pass, the smallest cell inside is withheld with it, ties by name, until it does.
/// Where niches overlap, every group of partners that the shown niches tell apart
/// must pass, now and in what was added between releases.
///
/// # Errors
/// `Input` for a policy that protects nobody, and for two releases with one name.
pub fn publish(
    cells: &Cells,
    policy: &GatePolicy,
    previous: &[Release],
) -> Result<Publication, Error> {
    policy.check()?;
    let mut publication = Publication::default();
    let mut history = History::new(cells, previous)?;
    for product in 0..cells.products.len() as u32 {
        let mut judged = Judged::new(cells, policy, history.before(product), product);
        if cells.disjoint {
            let mut rests = Rests::of(&judged);
            while rests.protect_rests(&mut judged) | rests.protect_differences(&mut judged) {}
        } else {
            overlap::protect(&mut judged);
        }
        for (niche, withheld) in judged.withheld {
            publication.cells.insert((niche, product), withheld);
        }
    }
    Ok(publication)
}

/// The cells of one product on their way to a verdict.
pub(super) struct Judged<'a> {
    pub(super) cells: &'a Cells,
    pub(super) policy: &'a GatePolicy,
    pub(super) product: u32,
    pub(super) shown: BTreeSet<u32>,
    pub(super) withheld: BTreeMap<u32, Vec<Withheld>>,
    /// For each release what each niche had. Niches and partners that are no longer
    /// there have numbers behind today's.
    pub(super) before: Vec<Had>,
}

impl<'a> Judged<'a> {
    fn new(cells: &'a Cells, policy: &'a GatePolicy, before: Vec<Had>, product: u32) -> Self {
        let (mut shown, mut withheld) = (BTreeSet::new(), BTreeMap::new());
        for niche in cells.niches_of(product) {
            let amounts = cells.cell(niche, product).iter().map(|(_, sums)| sums.amount_minor);
            let mut broken = policy.judge(amounts);
            if before.iter().any(|release| matches!(release.get(niche), Some((false, _)))) {
                broken.push(Withheld::WithheldBefore);
            }
            if broken.is_empty() {
                shown.insert(niche);
            }
            withheld.insert(niche, broken);
        }
        Self { cells, policy, product, shown, withheld, before }
    }

    pub(super) fn withhold(&mut self, niche: u32, reason: Withheld) {
        self.shown.remove(&niche);
        self.withheld.entry(niche).or_default().push(reason);
    }

    pub(super) fn amounts(&self, niche: u32) -> Amounts {
        let cell = self.cells.cell(niche, self.product);
        cell.iter().map(|(partner, sums)| (*partner, sums.amount_minor)).collect()
    }

    /// Whether amounts are nothing or pass the gate.
    pub(super) fn safe(&self, amounts: impl Iterator<Item = i128>) -> bool {
        let mut rest = amounts.filter(|amount| *amount != 0).peekable();
        rest.peek().is_none() || self.policy.judge(rest).is_empty()
    }

    /// The size of a cell, returns by theirs.
    pub(super) fn size(&self, niche: u32) -> u128 {
        let cell = self.cells.cell(niche, self.product);
        let size = cell.iter().map(|(_, sums)| sums.amount_minor.unsigned_abs());
        size.fold(0u128, u128::saturating_add)
    }
}
