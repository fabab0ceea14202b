//! Niches that overlap: every group of partners that what is shown tells apart.
//!
//! Niches of partners are sets of partners. Whatever an outsider adds and subtracts
//! of the shown ones, what he finds is a sum over atoms: the partners that lie in
//! the same shown niches, now and in every earlier release. So each atom must be
//! nothing or pass the gate as if it were shown itself, in every release and in what
//! was added between two. That is stricter than what can be solved for, and never
//! less strict.

use super::gate::Withheld;
use super::history::{Amounts, Had};
use super::publish::Judged;
use std::collections::{BTreeMap, BTreeSet};

/// The shown niches of an atom: today's, and earlier ones by release.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    now: BTreeSet<u32>,
    before: BTreeSet<(usize, u32)>,
}

/// The partners of an atom, and whether they are known to be nothing or pass.
#[derive(Default)]
struct Group {
    partners: Vec<u32>,
    is_safe: bool,
}

/// Withholds until every atom is nothing or passes.
pub(super) fn protect(judged: &mut Judged<'_>) {
    let sizes: BTreeMap<u32, u128> =
        judged.shown.iter().map(|niche| (*niche, judged.size(*niche))).collect();
    let mut atoms = signatures(judged);
    while let Some(failing) = first_failing(judged, &mut atoms) {
        // The cheapest atom to lie in with: what tells the two apart is withheld. One
        // that lies in nothing shown is always at hand, so this ends.
        let apart = |other: &Signature| -> BTreeSet<u32> {
            failing.now.symmetric_difference(&other.now).copied().collect()
        };
        let nothing = Signature::default();
        let ways = atoms.keys().chain([&nothing]).map(apart).filter(|way| !way.is_empty());
        let cost = |way: BTreeSet<u32>| {
            let sizes = way.iter().filter_map(|niche| sizes.get(niche));
            (sizes.fold(0u128, |sum, size| sum.saturating_add(*size)), way)
        };
        let Some((_, way)) = ways.map(cost).min() else { return };
        withhold(&mut atoms, &way);
        for niche in way {
            judged.withhold(niche, Withheld::GivesAway);
        }
    }
}

/// The first atom that neither is nothing nor passes.
fn first_failing(judged: &Judged<'_>, atoms: &mut BTreeMap<Signature, Group>) -> Option<Signature> {
    for (at, group) in atoms.iter_mut().filter(|(_, group)| !group.is_safe) {
        let passes = |step: &Amounts| judged.safe(step.iter().map(|(_, minor)| *minor));
        group.is_safe = at.now.is_empty() || steps(judged, &group.partners).iter().all(passes);
        if !group.is_safe {
            return Some(at.clone());
        }
    }
    None
}

/// Puts atoms together that niches no longer tell apart; the others stay as they are.
fn withhold(atoms: &mut BTreeMap<Signature, Group>, niches: &BTreeSet<u32>) {
    let lies_in = |at: &&Signature| !at.now.is_disjoint(niches);
    let touched: Vec<Signature> = atoms.keys().filter(lies_in).cloned().collect();
    for mut at in touched {
        let Some(group) = atoms.remove(&at) else { continue };
        at.now.retain(|niche| !niches.contains(niche));
        let joined = atoms.entry(at).or_default();
        joined.partners.extend(group.partners);
        joined.partners.sort_unstable();
        joined.is_safe = false;
    }
}

/// The partners by what they lie in.
fn signatures(judged: &Judged<'_>) -> BTreeMap<Signature, Group> {
    let mut of: BTreeMap<u32, Signature> = BTreeMap::new();
    for &niche in &judged.shown {
        for (partner, sums) in judged.cells.cell(niche, judged.product) {
            if sums.amount_minor != 0 {
                of.entry(*partner).or_default().now.insert(niche);
            }
        }
    }
    for (release, niches) in judged.before.iter().enumerate() {
        for (niche, _, amounts) in niches.iter().filter(|(_, shown, _)| *shown) {
            for (partner, _) in amounts.iter().filter(|(_, amount)| *amount != 0) {
                of.entry(*partner).or_default().before.insert((release, niche));
            }
        }
    }
    let mut atoms: BTreeMap<Signature, Group> = BTreeMap::new();
    for (partner, signature) in of {
        atoms.entry(signature).or_default().partners.push(partner);
    }
    atoms
}

/// What partners had in the first release, and what each later one and today added.
fn steps(judged: &Judged<'_>, partners: &[u32]) -> Vec<Amounts> {
    // A partner has the same amount of a product in every niche that it lies in.
    let of_today = |partner: u32| judged.cells.sold(partner, judged.product);
    let of_release = |niches: &Had, partner: u32| {
        let of = |amounts: &[(u32, i128)]| {
            let at = amounts.binary_search_by_key(&partner, |(id, _)| *id);
            at.ok().map(|at| amounts[at].1)
        };
        niches.iter().find_map(|(_, _, amounts)| of(amounts)).unwrap_or(0)
    };
    let mut steps = Vec::new();
    let mut had: BTreeMap<u32, i128> = BTreeMap::new();
    let mut step = |amount_of: &dyn Fn(u32) -> i128| {
        let added = partners.iter().map(|partner| {
            let amount = amount_of(*partner);
            let before = had.insert(*partner, amount).unwrap_or(0);
            (*partner, amount.saturating_sub(before))
        });
        steps.push(added.collect::<Amounts>());
    };
    for niches in judged.before.iter().filter(|niches| !niches.is_empty()) {
        step(&|partner| of_release(niches, partner));
    }
    step(&of_today);
    steps
}
