//! Cover: whether in everything that is shown each partner could have p % more.
//!
//! A bound on how little a peer sells takes from what it could have sold less, and
//! with that from what hides the others. So what each peer has above its bounds is a
//! budget, and every atom draws on it: in each, the others must give up so much
//! together that any one of them could have p % more. A way to give that keeps every
//! budget is another world in which all that is told is the same.
//!
//! One such way is kept. At first each gives in proportion to what it has. Where a new
//! budget is too small its peer gives less, and the atoms that miss it look for more
//! among the others, those with the least to spare first; where one finds too little
//! nothing is told and the way is as it was. So this may be too careful, never too bold.

use super::ground::{Ground, Peer};
use std::cmp::Reverse;

/// So much a peer may give up, of what lies in a niche until a release.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    pub(super) niche: u32,
    pub(super) release: usize,
    pub(super) minor: i128,
}

/// What each gives as one attacker sees it, and the budgets of what it was told.
///
/// INVARIANT: nobody gives more than a budget, and in every atom the others of each
/// peer give what it could have more.
pub(super) struct Cover<'g> {
    ground: &'g Ground,
    own: Option<u32>,
    /// What each peer could have more as things are, or p % of what it has if that is
    /// less.
    more: Vec<i128>,
    /// What each part gives.
    given: Vec<i128>,
    /// How much of what there is each atom must give, in parts.
    strain: Vec<i128>,
    /// By partner.
    budgets: Vec<Vec<Drawn>>,
    /// What parts gave before, since the way was known to be one.
    changed: Vec<(u32, i128)>,
}

/// A budget and what is drawn on it.
#[derive(Clone, Copy)]
struct Drawn {
    budget: Budget,
    used: i128,
}

/// The whole of an amount, in parts.
const WHOLE: i128 = 1 << 20;

impl<'g> Cover<'g> {
    pub(super) fn new(ground: &'g Ground, own: Option<u32>) -> Self {
        let mut cover = Self {
            ground,
            own,
            more: vec![0; ground.peers.len()],
            given: vec![0; ground.parts.len()],
            strain: Vec::with_capacity(ground.atoms.len()),
            budgets: vec![Vec::new(); ground.partners()],
            changed: Vec::new(),
        };
        for atom in 0..ground.atoms.len() {
            let all = sum(cover.others(atom).map(|(_, peer)| peer.size));
            for (at, peer) in others(ground, own, atom) {
                // What the sums alone do not hide no benchmark gives away.
                cover.more[at] = peer.more.clamp(0, all.saturating_sub(peer.size));
            }
            let all = cover.others(atom).map(|(at, peer)| (peer.size, cover.more[at]));
            let strain = needed(all).unwrap_or(WHOLE);
            for (_, peer) in others(ground, own, atom) {
                for part in peer.parts.clone() {
                    cover.given[part as usize] = share(ground.parts[part as usize].size, strain);
                }
            }
            cover.strain.push(strain);
        }
        cover
    }

    fn others(&self, atom: usize) -> impl Iterator<Item = (usize, &'g Peer)> + Clone + use<'g> {
        others(self.ground, self.own, atom)
    }

    /// Takes budgets on, one a partner, or leaves all as it was when they cannot all be
    /// kept.
    pub(super) fn takes(&mut self, budgets: &[(u32, Budget)]) -> bool {
        let implied = |own: &Self, (partner, budget): &&(u32, Budget)| {
            let known = own.budgets[*partner as usize].iter();
            known.map(|known| known.budget).any(|known| own.implies(known, *budget))
        };
        let taken: Vec<(u32, Budget)> =
            budgets.iter().filter(|new| !implied(self, new)).copied().collect();
        self.changed.clear();
        for (partner, budget) in &taken {
            let parts = self.ground.covered(*partner, budget);
            let used = sum(parts.map(|part| self.given[part as usize]));
            self.budgets[*partner as usize].push(Drawn { budget: *budget, used });
            if used > budget.minor {
                self.lower(*partner, budget, used);
            }
        }
        let mut touched: Vec<usize> =
            self.changed.iter().map(|(part, _)| self.ground.atom_of(*part)).collect();
        touched.sort_unstable_by_key(|atom| (Reverse(self.strain[*atom]), *atom));
        touched.dedup();
        let kept = touched.into_iter().all(|atom| self.repair(atom));
        if kept {
            self.drop_implied(&taken);
        } else {
            for (part, given) in std::mem::take(&mut self.changed).into_iter().rev() {
                self.gives(part, given);
            }
            for (partner, _) in taken {
                self.budgets[partner as usize].pop();
            }
        }
        kept
    }

    /// Lets a partner give less, so that it keeps a budget.
    fn lower(&mut self, partner: u32, budget: &Budget, used: i128) {
        let ground = self.ground;
        for part in ground.covered(partner, budget) {
            let given = self.given[part as usize];
            let less = given.checked_mul(budget.minor).map_or(0, |given| given / used);
            self.gives(part, less);
        }
    }

    /// Sets what a part gives, in every budget that it draws on.
    fn gives(&mut self, part: u32, given: i128) {
        let before = std::mem::replace(&mut self.given[part as usize], given);
        self.changed.push((part, before));
        self.draw(part, given - before);
    }

    fn draw(&mut self, part: u32, more: i128) {
        let ground = self.ground;
        for drawn in &mut self.budgets[ground.partner_of(part) as usize] {
            if ground.covers(&drawn.budget, part) {
                drawn.used += more;
            }
        }
    }

    /// Whether the others of each peer in an atom give enough, or find it; they give it.
    fn repair(&mut self, atom: usize) -> bool {
        let given = |peer: &Peer| sum(peer.parts.clone().map(|part| self.given[part as usize]));
        let now = self.others(atom).map(|(at, peer)| (given(peer), self.more[at]));
        if suffices(now) {
            return true;
        }
        let ground = self.ground;
        let mut offers: Vec<(i128, i128)> = Vec::new();
        let mut frees: Vec<(u32, i128)> = Vec::new();
        for (at, peer) in others(ground, self.own, atom) {
            let first = frees.len();
            for part in peer.parts.clone() {
                let more = self.spare(part);
                // Parts that draw on one budget take turns.
                self.draw(part, more);
                frees.push((part, self.given[part as usize] + more));
            }
            for (part, free) in &frees[first..] {
                self.draw(*part, self.given[*part as usize] - free);
            }
            offers.push((sum(frees[first..].iter().map(|(_, free)| *free)), self.more[at]));
        }
        let Some(needed) = needed(offers.iter().copied()) else { return false };
        for (part, free) in frees {
            self.gives(part, share(free, needed));
        }
        true
    }

    /// What a part could give beside what it gives.
    fn spare(&self, part: u32) -> i128 {
        let size = self.ground.parts[part as usize].size - self.given[part as usize];
        let own = self.budgets[self.ground.partner_of(part) as usize].iter();
        let covering = own.filter(|drawn| self.ground.covers(&drawn.budget, part));
        covering.map(|drawn| drawn.budget.minor - drawn.used).fold(size, i128::min).max(0)
    }

    /// Whether who keeps one budget keeps another.
    fn implies(&self, known: Budget, other: Budget) -> bool {
        known.minor <= other.minor
            && known.release >= other.release
            && self.ground.lies_in(other.niche, known.niche)
    }

    /// Budgets that follow from a new one need not be looked at any more.
    fn drop_implied(&mut self, taken: &[(u32, Budget)]) {
        for (partner, _) in taken {
            let own = &self.budgets[*partner as usize];
            let Some(new) = own.last().copied() else { continue };
            let mut kept = own.clone();
            kept.pop();
            kept.retain(|drawn| !self.implies(new.budget, drawn.budget));
            kept.push(new);
            self.budgets[*partner as usize] = kept;
        }
    }
}

/// The peers of an atom without the attacker, with their places.
fn others(
    ground: &Ground,
    own: Option<u32>,
    atom: usize,
) -> impl Iterator<Item = (usize, &Peer)> + Clone {
    let peers = ground.atoms[atom].peers.clone();
    let peers = peers.map(|at| (at as usize, &ground.peers[at as usize]));
    peers.filter(move |(_, peer)| Some(peer.partner) != own)
}

pub(super) fn sum(amounts: impl Iterator<Item = i128>) -> i128 {
    amounts.fold(0, i128::saturating_add)
}

/// So many parts of an amount, rounded up.
fn share(amount: i128, parts: i128) -> i128 {
    amount.checked_mul(parts).map_or(amount, |all| (all + WHOLE - 1) / WHOLE)
}

/// Whether for each peer the others give what it could have more.
fn suffices(peers: impl Iterator<Item = (i128, i128)> + Clone) -> bool {
    let all = sum(peers.clone().map(|(given, _)| given));
    peers.into_iter().all(|(given, more)| more <= all.saturating_sub(given))
}

/// The part of all that is free which must be given so that each could have its
/// more from the others; none when all of it is too little.
fn needed(peers: impl Iterator<Item = (i128, i128)> + Clone) -> Option<i128> {
    let all = sum(peers.clone().map(|(free, _)| free));
    let mut most = 0;
    for (free, more) in peers.filter(|(_, more)| *more > 0) {
        let others = all.saturating_sub(free);
        if more > others {
            return None;
        }
        // Rounded up: a part too many is no harm.
        most = most.max(more.checked_mul(WHOLE).map_or(WHOLE, |more| (more - 1) / others + 1));
    }
    Some(most.min(WHOLE))
}

#[cfg(test)]
mod tests {
    use super::super::atoms::{Added, Atom};
    use super::*;

    fn ground(atoms: &[&[(u32, i128)]]) -> Ground {
        let part = |(partner, minor): &(u32, i128)| Added {
            partner: *partner,
            niche: None,
            minor: *minor,
        };
        let atom = |amounts: &&[(u32, i128)]| Atom {
            release: 0,
            parts: amounts.iter().map(part).collect(),
        };
        let atoms: Vec<Atom> = atoms.iter().map(atom).collect();
        Ground::new(&[None], &atoms, 4, 10)
    }

    fn budget(partner: u32, minor: i128) -> (u32, Budget) {
        (partner, Budget { niche: 0, release: 0, minor })
    }

    fn takes(atoms: &[&[(u32, i128)]], budgets: &[(u32, Budget)]) -> bool {
        Cover::new(&ground(atoms), None).takes(budgets)
    }

    #[test]
    fn the_others_must_be_able_to_give_a_tenth_of_the_largest() {
        let one: &[&[(u32, i128)]] = &[&[(0, 100), (1, 60), (2, 40)]];
        assert!(takes(one, &[budget(1, 6), budget(2, 4)]));
        assert!(!takes(one, &[budget(1, 5), budget(2, 4)]));
        // The largest gives to the others; what it has to give is theirs alone.
        assert!(!takes(one, &[budget(0, 100), budget(1, 0), budget(2, 0)]));
    }

    #[test]
    fn a_budget_is_spent_once_over_all_atoms() {
        let two: &[&[(u32, i128)]] = &[&[(0, 100), (1, 100)], &[(2, 100), (1, 100)]];
        assert!(takes(two, &[budget(1, 20)]));
        assert!(!takes(two, &[budget(1, 19)]));
    }

    #[test]
    fn what_is_refused_leaves_the_budgets_as_they_were() {
        let ground = ground(&[&[(0, 100), (1, 60), (2, 40)]]);
        let mut own = Cover::new(&ground, None);
        assert!(!own.takes(&[budget(1, 0), budget(2, 0)]));
        assert!(own.takes(&[budget(1, 6), budget(2, 4)]));
        assert!(!own.takes(&[budget(1, 0)]));
    }

    #[test]
    fn what_sums_alone_do_not_hide_stands_against_no_budget() {
        assert!(takes(&[&[(0, 100)]], &[budget(0, 0)]));
        assert!(!takes(&[&[(0, 100), (1, 4)]], &[budget(1, 3)]));
        assert!(takes(&[&[(0, 100), (1, 4)]], &[budget(1, 4), budget(0, 1)]));
    }

    /// What was told is another world that is looked for from nothing: random atoms,
    /// niches in each other and budgets, one after the other.
    #[test]
    fn the_way_that_is_kept_keeps_every_budget_and_fills_every_atom() {
        use crate::numeric::Draws;
        let above = [None, Some(0), Some(0), Some(1), Some(1)];
        let (mut told, mut refused) = (0, 0);
        for seed in 0..300 {
            let mut draws = Draws::new(41, 0, seed);
            let mut number = |below: f64| (draws.uniform() * below) as u32;
            let atoms: Vec<Atom> = (0..12)
                .map(|_| {
                    let mut parts: Vec<Added> = (0..6)
                        .map(|_| {
                            let minor = i128::from(number(200.0)) - 20;
                            Added { partner: number(5.0), niche: Some(number(5.0)), minor }
                        })
                        .collect();
                    parts.sort_by_key(|part| (part.partner, part.niche));
                    Atom { release: number(3.0) as usize, parts }
                })
                .collect();
            let ground = Ground::new(&above, &atoms, 5, 10);
            let mut cover = Cover::new(&ground, Some(4));
            let mut all: Vec<(u32, Budget)> = Vec::new();
            for step in 0..15 {
                let niche = number(5.0);
                let mut budgets: Vec<(u32, Budget)> = Vec::new();
                for partner in 0..4 {
                    if number(2.0) == 0 {
                        let minor = i128::from(number(40.0) + 10 - step / 2);
                        let release = step as usize / 5;
                        budgets.push((partner, Budget { niche, release, minor }));
                    }
                }
                if cover.takes(&budgets) {
                    all.extend(budgets);
                    told += 1;
                } else {
                    refused += 1;
                }
                for (partner, budget) in &all {
                    let parts = ground.covered(*partner, budget);
                    let used: i128 = parts.map(|part| cover.given[part as usize]).sum();
                    assert!(used <= budget.minor, "{seed}: {used} of {}", budget.minor);
                }
                for atom in 0..atoms.len() {
                    let given = |peer: &Peer| -> i128 {
                        peer.parts.clone().map(|part| cover.given[part as usize]).sum()
                    };
                    let all: i128 = cover.others(atom).map(|(_, peer)| given(peer)).sum();
                    for (at, peer) in cover.others(atom) {
                        assert!(cover.more[at] <= all - given(peer), "{seed} {atom}");
                        for part in peer.parts.clone() {
                            let given = cover.given[part as usize];
                            assert!(given >= 0 && given <= ground.parts[part as usize].size);
                        }
                    }
                }
            }
        }
        assert!(told > 500 && refused > 500, "{told} {refused}");
    }
}
