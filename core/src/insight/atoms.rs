//! Everything that was shown, release after release, as atoms: the smallest groups
//! of amounts whose sum can be worked out from it.
//!
//! An atom lies in one release and holds what came since the release before. Whoever
//! moves amounts within atoms, so that each keeps its sum, changes nothing that was
//! shown: a sum shown later is one of whole atoms, because what was withheld once
//! stays withheld.

use super::cells::Cells;
use super::publish::{Publication, Release};
use std::collections::{BTreeMap, BTreeSet};

/// One group of amounts.
pub(super) struct Atom {
    /// The release that first showed it.
    pub(super) release: usize,
    /// What was added; by partner, then by niche.
    pub(super) parts: Vec<Added>,
}

/// What one partner added, not nothing.
pub(super) struct Added {
    pub(super) partner: u32,
    /// The lowest niche that it lies in; none where niches overlap.
    pub(super) niche: Option<u32>,
    pub(super) minor: i128,
}

/// The amounts of one cell of one release, and whether it was shown.
struct Part {
    shown: bool,
    amounts: BTreeMap<u32, i128>,
}

/// The cells of one release: niche and amounts by product.
type Snapshot<'a> = BTreeMap<&'a str, BTreeMap<u32, Part>>;

/// All releases, today's last, with one number for each partner.
pub(super) struct History<'a> {
    cells: &'a Cells,
    partners: BTreeMap<&'a str, u32>,
    snapshots: Vec<Snapshot<'a>>,
    /// Whether a release showed a niche that is no longer there. Its lines may lie
    /// anywhere now, so what can be worked out is not known.
    torn: bool,
}

impl<'a> History<'a> {
    pub(super) fn new(
        cells: &'a Cells,
        publication: &Publication,
        previous: &'a [Release],
    ) -> Self {
        let earlier = previous.iter().flat_map(|release| release.cells.values());
        let mut names: BTreeSet<&str> =
            earlier.flat_map(|c| c.amounts.keys()).map(|p| &**p).collect();
        names.extend(cells.partners.iter().map(|name| &**name));
        let partners: BTreeMap<&str, u32> = names.into_iter().zip(0..).collect();
        let number = |name: &str| partners.get(name).copied();
        let mut snapshots: Vec<Snapshot<'a>> = Vec::new();
        let mut torn = false;
        for release in previous {
            let mut snapshot = Snapshot::new();
            for ((niche, product), cell) in &release.cells {
                let Some(niche) = cells.niche(niche) else {
                    torn |= cell.shown;
                    continue;
                };
                let amount = |(name, amount): (&String, &i128)| Some((number(name)?, *amount));
                let amounts = cell.amounts.iter().filter_map(amount).collect();
                let part = Part { shown: cell.shown, amounts };
                snapshot.entry(product).or_default().insert(niche, part);
            }
            snapshots.push(snapshot);
        }
        let today: Vec<u32> = cells.partners.iter().filter_map(|name| number(name)).collect();
        let mut snapshot = Snapshot::new();
        for (&(niche, product), cell) in &cells.cells {
            let amounts = cell.iter().map(|(id, sums)| (today[*id as usize], sums.amount_minor));
            let part =
                Part { shown: publication.shows(niche, product), amounts: amounts.collect() };
            let name = &*cells.products[product as usize];
            snapshot.entry(name).or_default().insert(niche, part);
        }
        snapshots.push(snapshot);
        Self { cells, partners, snapshots, torn }
    }

    /// The partners with their numbers.
    pub(super) fn partners(&self) -> BTreeMap<String, u32> {
        self.partners.iter().map(|(name, id)| ((*name).to_owned(), *id)).collect()
    }

    pub(super) fn is_torn(&self) -> bool {
        self.torn
    }

    pub(super) fn releases(&self) -> usize {
        self.snapshots.len()
    }

    /// What each partner sold in each niche over all products, until a release.
    pub(super) fn totals(&self, release: usize) -> BTreeMap<u32, BTreeMap<u32, i128>> {
        let mut totals: BTreeMap<u32, BTreeMap<u32, i128>> = BTreeMap::new();
        for (niche, part) in self.snapshots[release].values().flatten() {
            let total = totals.entry(*niche).or_default();
            part.amounts.iter().for_each(|(partner, amount)| add(total, *partner, *amount));
        }
        totals
    }

    /// The atoms of every release and product.
    pub(super) fn atoms(&self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for (release, snapshot) in self.snapshots.iter().enumerate() {
            for (product, parts) in snapshot {
                let before = release.checked_sub(1);
                let before = before.and_then(|at| self.snapshots[at].get(product));
                let found = match self.cells.disjoint {
                    true => self.rests(parts, before),
                    false => groups(parts, before),
                };
                atoms.extend(found.into_iter().map(|mut parts| {
                    parts.sort_by_key(|part| (part.partner, part.niche));
                    Atom { release, parts }
                }));
            }
        }
        atoms
    }

    /// What was added to each shown niche, without the shown ones inside.
    fn rests(&self, parts: &Parts, before: Option<&Parts>) -> Vec<Vec<Added>> {
        let mut own: BTreeMap<u32, Amounts> = BTreeMap::new();
        for (&niche, part) in parts {
            let before = before.and_then(|parts| parts.get(&niche)).map(|part| &part.amounts);
            let added = added(&part.amounts, before);
            if let Some(above) = self.cells.above[niche as usize] {
                subtract(own.entry(above).or_default(), &added);
            }
            let own = own.entry(niche).or_default();
            added.iter().for_each(|(partner, amount)| add(own, *partner, *amount));
        }
        let mut rests: BTreeMap<u32, Vec<Added>> = BTreeMap::new();
        for (niche, amounts) in own {
            let shown = |niche: &u32| parts.get(niche).is_some_and(|part| part.shown);
            if let Some(at) = self.cells.up(niche).find(shown) {
                rests.entry(at).or_default().extend(parts_of(amounts, Some(niche)));
            }
        }
        rests.into_values().collect()
    }
}

type Parts = BTreeMap<u32, Part>;
type Amounts = BTreeMap<u32, i128>;

fn parts_of(amounts: Amounts, niche: Option<u32>) -> impl Iterator<Item = Added> {
    let some = amounts.into_iter().filter(|(_, minor)| *minor != 0);
    some.map(move |(partner, minor)| Added { partner, niche, minor })
}

fn add(to: &mut Amounts, partner: u32, amount: i128) {
    let slot = to.entry(partner).or_default();
    // INVARIANT: sums of the sales were in range when they were added up.
    *slot = slot.saturating_add(amount);
}

fn subtract(from: &mut Amounts, amounts: &Amounts) {
    amounts.iter().for_each(|(partner, amount)| add(from, *partner, amount.saturating_neg()));
}

fn added(now: &Amounts, before: Option<&Amounts>) -> Amounts {
    let mut found = now.clone();
    before.into_iter().for_each(|before| subtract(&mut found, before));
    found
}

/// What was added to partners that lie in the same shown niches. A partner has the
/// same amount of a product in every niche that it lies in.
fn groups(parts: &Parts, before: Option<&Parts>) -> Vec<Vec<Added>> {
    let mut lies_in: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (niche, part) in parts.iter().filter(|(_, part)| part.shown) {
        for partner in part.amounts.keys() {
            lies_in.entry(*partner).or_default().insert(*niche);
        }
    }
    let of = |parts: Option<&Parts>, partner: u32| {
        let mut parts = parts.into_iter().flat_map(BTreeMap::values);
        parts.find_map(|part| part.amounts.get(&partner).copied()).unwrap_or(0)
    };
    let mut groups: BTreeMap<BTreeSet<u32>, Amounts> = BTreeMap::new();
    for (partner, niches) in lies_in {
        let amount = of(Some(parts), partner).saturating_sub(of(before, partner));
        groups.entry(niches).or_default().insert(partner, amount);
    }
    groups.into_values().map(|group| parts_of(group, None).collect()).collect()
}
