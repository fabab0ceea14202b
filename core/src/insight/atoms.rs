//! Everything that was shown, release after release, as atoms: the smallest groups
//! of amounts whose sum can be worked out from it.
//!
//! An atom lies in one release and holds what came since the release before. Whoever
//! moves amounts within atoms, so that each keeps its sum, changes nothing that was
//! shown: a sum shown later is one of whole atoms, because what was withheld once
//! stays withheld.

use super::cells::Cells;
use super::history::{Amounts, Had, History, added};
use super::publish::Publication;
use hashbrown::HashMap;
use std::collections::BTreeMap;

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

/// What the releases come to, today's last.
pub(super) struct Releases {
    /// By release, then by product.
    pub(super) atoms: Vec<Atom>,
    /// What each partner sold over all products, by release and niche.
    pub(super) totals: Vec<BTreeMap<u32, Amounts>>,
}

/// Works out atoms and totals of all products.
pub(super) fn releases(history: &mut History<'_>, publication: &Publication) -> Releases {
    let cells = history.cells;
    let count = history.releases() + 1;
    let mut atoms: Vec<Vec<Atom>> = std::iter::repeat_with(Vec::new).take(count).collect();
    let mut steps = vec![Steps::default(); count];
    for product in history.products() {
        let all = history.all(product, |niche| publication.shows(niche, product));
        let none = Had::default();
        for (release, had) in all.iter().enumerate() {
            let before = release.checked_sub(1).map_or(&none, |at| &all[at]);
            steps[release].add(had, before);
            let found = match cells.disjoint {
                true => rests(cells, had, before),
                false => groups(had, before),
            };
            atoms[release].extend(found.into_iter().map(|parts| Atom { release, parts }));
        }
    }
    let mut totals: Vec<BTreeMap<u32, Amounts>> = Vec::with_capacity(count);
    for step in steps {
        totals.push(step.after(totals.last()));
    }
    Releases { atoms: atoms.into_iter().flatten().collect(), totals }
}

/// What one release added to what partners sold.
#[derive(Clone, Default)]
struct Steps {
    /// By niche and partner.
    added: HashMap<(u32, u32), i128>,
    /// The niches of the release, with many a one several times.
    niches: Vec<u32>,
}

impl Steps {
    fn add(&mut self, now: &Had, before: &Had) {
        let gone = before.iter().filter(|(niche, ..)| now.get(*niche).is_none());
        let gone = gone.map(|(niche, _, had)| (niche, &[][..], had));
        for (niche, now, had) in now.iter().map(|(n, _, now)| (n, now, before.of(n))).chain(gone) {
            for (partner, minor) in added(now, had) {
                let slot = self.added.entry((niche, partner)).or_default();
                // INVARIANT: sums of the sales were in range when they were added up.
                *slot = slot.saturating_add(minor);
            }
        }
        self.niches.extend(now.iter().map(|(niche, ..)| niche));
        if self.niches.len() > 1 << 16 {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.niches.sort_unstable();
        self.niches.dedup();
    }

    fn after(mut self, before: Option<&BTreeMap<u32, Amounts>>) -> BTreeMap<u32, Amounts> {
        self.settle();
        let mut sorted: Vec<((u32, u32), i128)> = self.added.into_iter().collect();
        sorted.sort_unstable();
        let mut totals: BTreeMap<u32, Amounts> = before.cloned().unwrap_or_default();
        totals.retain(|niche, _| self.niches.binary_search(niche).is_ok());
        for niche in self.niches {
            let from = sorted.partition_point(|((at, _), _)| *at < niche);
            let until = sorted.partition_point(|((at, _), _)| *at <= niche);
            let step = sorted[from..until].iter().map(|((_, partner), minor)| (*partner, *minor));
            let total = totals.entry(niche).or_default();
            total.extend(step);
            *total = summed(std::mem::take(total));
        }
        totals
    }
}

/// The sums by key, without those that are nothing.
pub(super) fn summed<K: Ord + Copy>(mut entries: Vec<(K, i128)>) -> Vec<(K, i128)> {
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries.dedup_by(|(key, minor), (last, sum)| {
        let same = key == last;
        if same {
            *sum = sum.saturating_add(*minor);
        }
        same
    });
    entries.retain(|(_, minor)| *minor != 0);
    entries
}

/// What was added to each shown niche, without the shown ones inside.
fn rests(cells: &Cells, now: &Had, before: &Had) -> Vec<Vec<Added>> {
    // By the shown niche that it is in, partner, and the lowest niche.
    let mut entries: Vec<([u32; 3], i128)> = Vec::new();
    let shown_at = |niche: u32| cells.up(niche).find(|niche| now.shows(*niche));
    for (niche, _, amounts) in now.iter() {
        let above = cells.above[niche as usize];
        let (own_at, above_at) = (shown_at(niche), above.and_then(shown_at));
        for (partner, minor) in added(amounts, before.of(niche)) {
            entries.extend(own_at.map(|at| ([at, partner, niche], minor)));
            let above = above.zip(above_at);
            entries.extend(above.map(|(above, at)| ([at, partner, above], minor.saturating_neg())));
        }
    }
    let entries = summed(entries);
    let rests = entries.chunk_by(|(a, _), (b, _)| a[0] == b[0]);
    let part = |([_, partner, niche], minor): &([u32; 3], i128)| Added {
        partner: *partner,
        niche: Some(*niche),
        minor: *minor,
    };
    rests.map(|rest| rest.iter().map(part).collect()).collect()
}

/// What was added to partners that lie in the same shown niches. A partner has the
/// same amount of a product in every niche that it lies in.
fn groups(now: &Had, before: &Had) -> Vec<Vec<Added>> {
    let mut lies_in: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (niche, _, amounts) in now.iter().filter(|(_, shown, _)| *shown) {
        for (partner, _) in amounts {
            lies_in.entry(*partner).or_default().push(niche);
        }
    }
    let sold = |had: &Had| {
        let mut sold: HashMap<u32, i128> = HashMap::new();
        for (partner, minor) in had.iter().flat_map(|(_, _, amounts)| amounts) {
            sold.entry(*partner).or_insert(*minor);
        }
        sold
    };
    let (sold, had) = (sold(now), sold(before));
    let of = |sold: &HashMap<u32, i128>, partner: u32| sold.get(&partner).copied().unwrap_or(0);
    let mut groups: BTreeMap<Vec<u32>, Vec<Added>> = BTreeMap::new();
    for (partner, niches) in lies_in {
        let minor = of(&sold, partner).saturating_sub(of(&had, partner));
        let group = groups.entry(niches).or_default();
        if minor != 0 {
            group.push(Added { partner, niche: None, minor });
        }
    }
    groups.into_values().collect()
}
