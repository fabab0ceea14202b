//! Which cells may be shown beside each other, and beside what was shown before.
//!
//! Niches lie in each other, so a shown niche less what is shown inside it tells
//! of the rest. These rests are the atoms: every figure that an outsider can work
//! out from the shown ones is a sum of atoms. Each must be empty or pass the gate
//! as if it were shown itself. What passes the three tests passes them in sums
//! too, so this protects all of them (Hundepool and others 2012, section 4.2.2, on
//! subadditivity).

use super::cells::{Cells, Sums};
use super::gate::{GatePolicy, Withheld};
use crate::error::Error;
use hashbrown::HashMap;
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
///
/// # Errors
/// `Input` for a policy that protects nobody.
pub fn publish(
    cells: &Cells,
    policy: &GatePolicy,
    previous: &[Release],
) -> Result<Publication, Error> {
    policy.check()?;
    let mut by_product: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (niche, product) in cells.cells.keys() {
        by_product.entry(*product).or_default().push(*niche);
    }
    let mut publication = Publication::default();
    for (product, niches) in by_product {
        let mut judged = Judged::new(cells, policy, previous, product, &niches);
        while judged.protect_rests() | judged.protect_differences() {}
        for (niche, withheld) in judged.withheld {
            publication.cells.insert((niche, product), withheld);
        }
    }
    Ok(publication)
}

type Amounts = HashMap<u32, i128>;

struct Judged<'a> {
    cells: &'a Cells,
    policy: &'a GatePolicy,
    product: u32,
    shown: BTreeSet<u32>,
    withheld: BTreeMap<u32, Vec<Withheld>>,
    /// For each release what each niche had, by today's partners.
    before: Vec<BTreeMap<u32, Amounts>>,
}

impl<'a> Judged<'a> {
    fn new(
        cells: &'a Cells,
        policy: &'a GatePolicy,
        previous: &[Release],
        product: u32,
        niches: &[u32],
    ) -> Self {
        let mut judged = Self {
            cells,
            policy,
            product,
            shown: BTreeSet::new(),
            withheld: BTreeMap::new(),
            before: Vec::new(),
        };
        // Partners that are no longer there still count; they get numbers behind.
        let mut gone: HashMap<&str, u32> = HashMap::new();
        let product_name = &cells.products[product as usize];
        for release in previous {
            let mut before = BTreeMap::new();
            for &niche in niches {
                let key = (cells.niches[niche as usize].clone(), product_name.clone());
                let Some(cell) = release.cells.get(&key) else { continue };
                let mut amounts = Amounts::new();
                for (partner, amount) in &cell.amounts {
                    let next = (cells.partners.len() + gone.len()) as u32;
                    let id = cells.partner(partner);
                    let id = id.unwrap_or_else(|| *gone.entry(partner).or_insert(next));
                    amounts.insert(id, *amount);
                }
                if !cell.shown {
                    judged.withheld.insert(niche, vec![Withheld::WithheldBefore]);
                }
                before.insert(niche, amounts);
            }
            judged.before.push(before);
        }
        for &niche in niches {
            let amounts = cells.cell(niche, product).iter().map(|(_, sums)| sums.amount_minor);
            let mut broken = policy.judge(amounts);
            broken.extend(judged.withheld.remove(&niche).unwrap_or_default());
            if broken.is_empty() {
                judged.shown.insert(niche);
            }
            judged.withheld.insert(niche, broken);
        }
        judged
    }

    fn withhold(&mut self, niche: u32, reason: Withheld) {
        self.shown.remove(&niche);
        self.withheld.entry(niche).or_default().push(reason);
    }

    fn amounts(&self, niche: u32) -> Amounts {
        let cell = self.cells.cell(niche, self.product);
        cell.iter().map(|(partner, sums)| (*partner, sums.amount_minor)).collect()
    }

    /// The shown niches right under a niche: nothing shown lies between.
    fn inside(&self, niche: u32) -> Vec<u32> {
        let nearest = |at: u32| self.cells.up(at).skip(1).find(|up| self.shown.contains(up));
        self.shown.iter().copied().filter(|at| nearest(*at) == Some(niche)).collect()
    }

    fn safe(&self, amounts: &Amounts) -> bool {
        let rest = amounts.values().copied().filter(|amount| *amount != 0);
        amounts.values().all(|amount| *amount == 0) || self.policy.judge(rest).is_empty()
    }

    /// What is left of amounts without those of other niches.
    fn rest(mut amounts: Amounts, without: impl IntoIterator<Item = Amounts>) -> Amounts {
        for part in without {
            for (partner, amount) in part {
                *amounts.entry(partner).or_default() -= amount;
            }
        }
        amounts
    }

    /// Whether something had to be withheld for the rest of a niche.
    fn protect_rests(&mut self) -> bool {
        let mut changed = false;
        // From the top: what is withheld inside a niche changes its rest only.
        let mut niches: Vec<u32> = self.shown.iter().copied().collect();
        niches.sort_by_key(|niche| (self.cells.up(*niche).count(), *niche));
        for niche in niches {
            if self.shown.contains(&niche) {
                changed |= self.protect_rest(niche);
            }
        }
        changed
    }

    fn protect_rest(&mut self, niche: u32) -> bool {
        let mut changed = false;
        loop {
            let inside = self.inside(niche);
            let unsafe_at = if self.cells.disjoint {
                let parts = inside.iter().map(|at| self.amounts(*at));
                let rest = Self::rest(self.amounts(niche), parts);
                if self.safe(&rest) { None } else { self.smallest(&inside) }
            } else {
                // Niches that overlap: no sum of them can be taken off, but each.
                let shown = |at: &u32| self.cells.up(*at).skip(1).any(|up| up == niche);
                let within: Vec<u32> = self.shown.iter().copied().filter(shown).collect();
                let gives =
                    |at: &u32| !self.safe(&Self::rest(self.amounts(niche), [self.amounts(*at)]));
                let given: Vec<u32> = within.into_iter().filter(gives).collect();
                self.smallest(&given)
            };
            let Some(at) = unsafe_at else { return changed };
            self.withhold(at, Withheld::GivesAway);
            changed = true;
        }
    }

    /// The smallest cell, ties by name.
    fn smallest(&self, niches: &[u32]) -> Option<u32> {
        let size = |niche: &u32| {
            let cell = self.cells.cell(*niche, self.product);
            let size = cell.iter().map(|(_, s)| s.amount_minor.unsigned_abs());
            (size.fold(0u128, u128::saturating_add), *niche)
        };
        niches.iter().copied().min_by_key(size)
    }

    /// Whether something had to be withheld for what was added since a release.
    fn protect_differences(&mut self) -> bool {
        let niches: Vec<u32> = self.shown.iter().copied().collect();
        let mut changed = false;
        for niche in niches {
            if !(0..self.before.len()).all(|at| self.difference_is_safe(niche, at)) {
                self.withhold(niche, Withheld::Difference);
                changed = true;
            }
        }
        changed
    }

    fn difference_is_safe(&self, niche: u32, release: usize) -> bool {
        let before = |at: u32| self.before[release].get(&at).cloned().unwrap_or_default();
        if self.before[release].is_empty() {
            return true;
        }
        if !self.cells.disjoint {
            return self.safe(&Self::rest(self.amounts(niche), [before(niche)]));
        }
        let inside = self.inside(niche);
        let now = Self::rest(self.amounts(niche), inside.iter().map(|at| self.amounts(*at)));
        let then = Self::rest(before(niche), inside.iter().map(|at| before(*at)));
        self.safe(&Self::rest(now, [then]))
    }
}
