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

/// Withholds until every atom is nothing or passes.
pub(super) fn protect(judged: &mut Judged<'_>) {
    loop {
        let atoms = signatures(judged);
        let fails = |(at, partners): &(&Signature, &Vec<u32>)| {
            !at.now.is_empty()
                && !steps(judged, partners)
                    .iter()
                    .all(|step| judged.safe(step.iter().map(|(_, minor)| *minor)))
        };
        let Some((failing, _)) = atoms.iter().find(fails) else { return };
        // The cheapest atom to lie in with: what tells the two apart is withheld. One
        // that lies in nothing shown is always at hand, so this ends.
        let apart = |other: &Signature| -> BTreeSet<u32> {
            failing.now.symmetric_difference(&other.now).copied().collect()
        };
        let nothing = Signature::default();
        let ways = atoms.keys().chain([&nothing]).map(apart).filter(|way| !way.is_empty());
        let cost = |way: &BTreeSet<u32>| {
            let sizes = way.iter().map(|niche| judged.size(*niche));
            (sizes.fold(0u128, u128::saturating_add), way.clone())
        };
        let Some(way) = ways.min_by_key(cost) else { return };
        for niche in way {
            judged.withhold(niche, Withheld::GivesAway);
        }
    }
}

/// The partners by what they lie in.
fn signatures(judged: &Judged<'_>) -> BTreeMap<Signature, Vec<u32>> {
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
    let mut atoms: BTreeMap<Signature, Vec<u32>> = BTreeMap::new();
    for (partner, signature) in of {
        atoms.entry(signature).or_default().push(partner);
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
