//! Rests of niches that lie in each other: a shown niche less what is shown inside.
//!
//! Each shown niche keeps its rest, the shown niches right inside it, and the rest
//! that each earlier release had. When a niche is withheld its rest goes to the one
//! above; nothing else changes. So a tree is judged in about the time it takes to
//! read it, however many niches it has.
//!
//! What a niche lost since a release came back or lies elsewhere now. Then two rests
//! may each change by much and their sum by what one partner added, so the change of
//! each shown niche as a whole must be nothing or pass as well. A niche that a release
//! showed and that is no longer there may have another name: it is compared with each.

use super::gate::Withheld;
use super::publish::{Amounts, Had, Judged};
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
    /// Of each release whether some partner has less of something now.
    less: Vec<bool>,
    /// Of each release what it showed of niches that are no longer there.
    gone: Vec<Vec<Amounts>>,
}

impl Rests {
    pub(super) fn of(judged: &Judged<'_>) -> Self {
        let mut nodes: HashMap<u32, Node> = HashMap::new();
        for &niche in &judged.shown {
            let above = judged.cells.up(niche).skip(1).find(|up| judged.shown.contains(up));
            let had = |release: &Had| {
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
        let less = |at: usize| {
            nodes.values().any(|node| added(&node.rest, &node.before[at]).any(|minor| minor < 0))
        };
        let gone = |release: &Had| -> Vec<Amounts> {
            let gone = release.iter().filter(|(niche, (shown, _))| {
                *shown && judged.cells.cell(**niche, judged.product).is_empty()
            });
            gone.map(|(_, (_, amounts))| amounts.clone()).collect()
        };
        Self {
            less: (0..judged.before.len()).map(less).collect(),
            gone: judged.before.iter().map(gone).collect(),
            nodes,
            order,
        }
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
            let Some(node) = self.nodes.get(&niche) else { continue };
            if node.differences_are_safe {
                continue;
            }
            if self.differences_are_safe(niche, node, judged) {
                let node = self.nodes.get_mut(&niche);
                node.into_iter().for_each(|node| node.differences_are_safe = true);
            } else {
                self.withhold(niche, judged, Withheld::Difference);
                changed = true;
            }
        }
        changed
    }

    fn differences_are_safe(&self, niche: u32, node: &Node, judged: &Judged<'_>) -> bool {
        judged.before.iter().enumerate().all(|(at, release)| {
            let rest = || judged.safe(added(&node.rest, &node.before[at]));
            release.is_empty() || (rest() && self.whole_is_safe(niche, node, judged, at))
        })
    }

    fn whole_is_safe(&self, niche: u32, node: &Node, judged: &Judged<'_>, at: usize) -> bool {
        let (had, gone) = (judged.before[at].get(&niche), &self.gone[at]);
        if !self.less[at] && gone.is_empty() {
            return true;
        }
        let whole = judged.amounts(niche);
        let change = had.filter(|_| self.less[at]);
        change.is_none_or(|(_, had)| judged.safe(added(&whole, had)))
            && gone
                .iter()
                .all(|had| judged.safe(added(&whole, had)) && judged.safe(added(&node.rest, had)))
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

/// What each partner has now and had not then.
fn added(now: &Amounts, had: &Amounts) -> impl Iterator<Item = i128> {
    let gone = had.iter().filter(|(partner, _)| !now.contains_key(*partner));
    let changed = now
        .iter()
        .map(|(partner, amount)| amount.saturating_sub(had.get(partner).copied().unwrap_or(0)));
    changed.chain(gone.map(|(_, amount)| amount.saturating_neg()))
}

/// Adds so many times what the partners of another place have.
fn add(to: &mut Amounts, part: Amounts, times: i128) {
    for (partner, amount) in part {
        let sum = to.entry(partner).or_default();
        // INVARIANT: what is out of range cannot be judged and is not shown.
        *sum = sum.saturating_add(amount.saturating_mul(times));
    }
}
