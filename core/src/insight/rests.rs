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

use super::atoms::summed;
use super::gate::Withheld;
use super::history::{Amounts, added};
use super::publish::Judged;
use hashbrown::HashMap;
use std::collections::BTreeSet;

struct Node {
    /// The nearest shown niche above.
    above: Option<u32>,
    /// The shown niches right inside, the smallest first, ties by name.
    inside: BTreeSet<(u128, u32)>,
    size: u128,
    rest: Sums,
    /// What the rest has now and had not in each release.
    since: Vec<Sums>,
    rest_is_safe: bool,
    differences_are_safe: bool,
}

/// Amounts that are put together, and added up when they are looked at.
#[derive(Clone, Default)]
struct Sums {
    entries: Amounts,
    is_settled: bool,
}

impl Sums {
    fn add(&mut self, amounts: impl Iterator<Item = (u32, i128)>) {
        self.entries.extend(amounts);
        self.is_settled = false;
    }

    fn settle(&mut self) {
        if !self.is_settled {
            self.entries = summed(std::mem::take(&mut self.entries));
            self.is_settled = true;
        }
    }

    /// The sums by partner, without those that are nothing.
    fn settled(&mut self) -> &[(u32, i128)] {
        self.settle();
        &self.entries
    }
}

/// The rests of the shown niches of one product.
pub(super) struct Rests {
    nodes: HashMap<u32, Node>,
    /// The niches that are or were shown, from the top.
    order: Vec<u32>,
    /// Of each release whether some partner has less of something now.
    less: Vec<bool>,
    /// Of each release what it showed of niches that are no longer there.
    gone: Vec<Vec<u32>>,
}

impl Rests {
    pub(super) fn of(judged: &Judged<'_>) -> Self {
        let above = |niche: u32| {
            let above = judged.cells.up(niche).skip(1).find(|up| judged.shown.contains(up));
            let node = Node {
                above,
                inside: BTreeSet::new(),
                size: judged.size(niche),
                rest: Sums::default(),
                since: vec![Sums::default(); judged.before.len()],
                rest_is_safe: false,
                differences_are_safe: false,
            };
            (niche, node)
        };
        let mut nodes: HashMap<u32, Node> = judged.shown.iter().copied().map(above).collect();
        for &niche in &judged.shown {
            let whole = judged.amounts(niche);
            let (above, size) = nodes.get(&niche).map_or((None, 0), |node| (node.above, node.size));
            if let Some(node) = above.and_then(|above| nodes.get_mut(&above)) {
                node.inside.insert((size, niche));
            }
            for (at, sign) in [(Some(niche), 1), (above, -1)] {
                let Some(node) = at.and_then(|at| nodes.get_mut(&at)) else { continue };
                // INVARIANT: what is out of range cannot be judged and is not shown.
                let signed = |(partner, minor): (u32, i128)| (partner, minor.saturating_mul(sign));
                node.rest.add(whole.iter().copied().map(signed));
                for (since, had) in node.since.iter_mut().zip(&judged.before) {
                    since.add(added(&whole, had.of(niche)).map(signed));
                }
            }
        }
        let mut order: Vec<u32> = judged.shown.iter().copied().collect();
        order.sort_by_key(|niche| (judged.cells.up(*niche).count(), *niche));
        let mut less = vec![false; judged.before.len()];
        for node in nodes.values_mut() {
            for (less, since) in less.iter_mut().zip(&mut node.since) {
                *less |= since.settled().iter().any(|(_, minor)| *minor < 0);
            }
        }
        let is_gone = |niche: u32| judged.cells.cell(niche, judged.product).is_empty();
        let gone = judged.before.iter().map(|had| {
            let gone = had.iter().filter(|(niche, shown, _)| *shown && is_gone(*niche));
            gone.map(|(niche, ..)| niche).collect()
        });
        Self { less, gone: gone.collect(), nodes, order }
    }

    /// Whether something had to be withheld for the rest of a niche.
    pub(super) fn protect_rests(&mut self, judged: &mut Judged<'_>) -> bool {
        let mut changed = false;
        // From the top: what is withheld inside a niche changes its rest only.
        for at in 0..self.order.len() {
            let niche = self.order[at];
            while let Some(node) = self.nodes.get_mut(&niche).filter(|node| !node.rest_is_safe) {
                node.rest_is_safe = judged.safe(minor(node.rest.settled()));
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
            let node = self.nodes.get_mut(&niche);
            let Some(node) = node.filter(|node| !node.differences_are_safe) else { continue };
            node.rest.settle();
            node.since.iter_mut().for_each(Sums::settle);
            if self.differences_are_safe(niche, judged) {
                let node = self.nodes.get_mut(&niche);
                node.into_iter().for_each(|node| node.differences_are_safe = true);
            } else {
                self.withhold(niche, judged, Withheld::Difference);
                changed = true;
            }
        }
        changed
    }

    fn differences_are_safe(&self, niche: u32, judged: &Judged<'_>) -> bool {
        let Some(node) = self.nodes.get(&niche) else { return true };
        judged.before.iter().enumerate().all(|(at, had)| {
            let rest = || judged.safe(minor(&node.since[at].entries));
            had.is_empty() || (rest() && self.whole_is_safe(niche, node, judged, at))
        })
    }

    fn whole_is_safe(&self, niche: u32, node: &Node, judged: &Judged<'_>, at: usize) -> bool {
        let (had, gone) = (&judged.before[at], &self.gone[at]);
        if !self.less[at] && gone.is_empty() {
            return true;
        }
        let whole = judged.amounts(niche);
        let safe = |now: &Amounts, then: u32| {
            judged.safe(added(now, had.of(then)).map(|(_, minor)| minor))
        };
        let change = !self.less[at] || had.get(niche).is_none() || safe(&whole, niche);
        change && gone.iter().all(|gone| safe(&whole, *gone) && safe(&node.rest.entries, *gone))
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
        node.rest.add(gone.rest.entries.into_iter());
        for (since, part) in node.since.iter_mut().zip(gone.since) {
            since.add(part.entries.into_iter());
        }
        (node.rest_is_safe, node.differences_are_safe) = (false, false);
    }
}

fn minor(amounts: &[(u32, i128)]) -> impl Iterator<Item = i128> {
    amounts.iter().map(|(_, minor)| *minor)
}
