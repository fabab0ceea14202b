//! Rests of niches that lie in each other: a shown niche less what is shown inside.
//!
//! Each shown niche keeps its rest, the shown niches right inside it, and the rest
//! that each earlier release had. When a niche is withheld its rest goes to the one
//! above; nothing else changes. So a tree is judged in about the time it takes to
//! read it, however many niches it has.

use super::gate::Withheld;
use super::publish::{Amounts, Judged};
use hashbrown::HashMap;
use std::collections::BTreeSet;

struct Node {
    /// The nearest shown niche above.
    above: Option<u32>,
    /// The shown niches right inside, the smallest first, ties by name.
    inside: BTreeSet<(u128, u32)>,
    size: u128,
    rest: Amounts,
    /// The rest that each release had.
    before: Vec<Amounts>,
    rest_is_safe: bool,
    differences_are_safe: bool,
}

/// The rests of the shown niches of one product.
pub(super) struct Rests {
    nodes: HashMap<u32, Node>,
    /// The niches that are or were shown, from the top.
    order: Vec<u32>,
}

impl Rests {
    pub(super) fn of(judged: &Judged<'_>) -> Self {
        let mut nodes: HashMap<u32, Node> = HashMap::new();
        for &niche in &judged.shown {
            let above = judged.cells.up(niche).skip(1).find(|up| judged.shown.contains(up));
            let had = |release: &std::collections::BTreeMap<u32, (bool, Amounts)>| {
                release.get(&niche).map(|(_, amounts)| amounts.clone()).unwrap_or_default()
            };
            let node = Node {
                above,
                inside: BTreeSet::new(),
                size: judged.size(niche),
                rest: judged.amounts(niche),
                before: judged.before.iter().map(had).collect(),
                rest_is_safe: false,
                differences_are_safe: false,
            };
            nodes.insert(niche, node);
        }
        let whole: Vec<(u32, u32)> = judged
            .shown
            .iter()
            .filter_map(|niche| Some((*niche, nodes.get(niche)?.above?)))
            .collect();
        for (niche, above) in whole {
            let part = judged.amounts(niche);
            let before: Vec<Amounts> = judged
                .before
                .iter()
                .map(|release| release.get(&niche).map(|(_, a)| a.clone()).unwrap_or_default())
                .collect();
            let size = nodes.get(&niche).map_or(0, |node| node.size);
            if let Some(node) = nodes.get_mut(&above) {
                node.inside.insert((size, niche));
                add(&mut node.rest, part, -1);
                for (had, part) in node.before.iter_mut().zip(before) {
                    add(had, part, -1);
                }
            }
        }
        let mut order: Vec<u32> = judged.shown.iter().copied().collect();
        order.sort_by_key(|niche| (judged.cells.up(*niche).count(), *niche));
        Self { nodes, order }
    }

    /// Whether something had to be withheld for the rest of a niche.
    pub(super) fn protect_rests(&mut self, judged: &mut Judged<'_>) -> bool {
        let mut changed = false;
        // From the top: what is withheld inside a niche changes its rest only.
        for at in 0..self.order.len() {
            let niche = self.order[at];
            while let Some(node) = self.nodes.get_mut(&niche).filter(|node| !node.rest_is_safe) {
                node.rest_is_safe = judged.safe(node.rest.values().copied());
                // With nothing inside the rest is the cell, which passed by itself.
                let smallest = node.inside.first().copied();
                let Some((_, smallest)) = smallest.filter(|_| !node.rest_is_safe) else { break };
                self.withhold(smallest, judged, Withheld::GivesAway);
                changed = true;
            }
        }
        changed
    }

    /// Whether something had to be withheld for what was added since a release.
    pub(super) fn protect_differences(&mut self, judged: &mut Judged<'_>) -> bool {
        let mut changed = false;
        // From below: what is withheld changes the niche above it only.
        for at in (0..self.order.len()).rev() {
            let niche = self.order[at];
            let Some(node) = self.nodes.get_mut(&niche) else { continue };
            node.differences_are_safe =
                node.differences_are_safe || differences_are_safe(node, judged);
            if !node.differences_are_safe {
                self.withhold(niche, judged, Withheld::Difference);
                changed = true;
            }
        }
        changed
    }

    fn withhold(&mut self, niche: u32, judged: &mut Judged<'_>, reason: Withheld) {
        judged.withhold(niche, reason);
        let Some(gone) = self.nodes.remove(&niche) else { return };
        for (_, inside) in &gone.inside {
            if let Some(node) = self.nodes.get_mut(inside) {
                node.above = gone.above;
            }
        }
        let Some(node) = gone.above.and_then(|above| self.nodes.get_mut(&above)) else { return };
        node.inside.remove(&(gone.size, niche));
        node.inside.extend(gone.inside);
        add(&mut node.rest, gone.rest, 1);
        for (had, part) in node.before.iter_mut().zip(gone.before) {
            add(had, part, 1);
        }
        (node.rest_is_safe, node.differences_are_safe) = (false, false);
    }
}

fn differences_are_safe(node: &Node, judged: &Judged<'_>) -> bool {
    node.before.iter().zip(&judged.before).all(|(had, release)| {
        let partners = node.rest.keys().chain(had.keys().filter(|p| !node.rest.contains_key(*p)));
        let of = |amounts: &Amounts, partner: &u32| amounts.get(partner).copied().unwrap_or(0);
        let added = partners.map(|partner| of(&node.rest, partner) - of(had, partner));
        release.is_empty() || judged.safe(added)
    })
}

/// Adds so many times what the partners of another place have.
fn add(to: &mut Amounts, part: Amounts, times: i128) {
    for (partner, amount) in part {
        *to.entry(partner).or_default() += times * amount;
    }
}
