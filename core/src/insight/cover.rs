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
//!
//! What is left of the budgets is kept for each account and release that this attacker is
//! told of. Sums are far from the range of their numbers: `ground` sees to it.

use super::ground::{Ground, IN_RANGE, Peer, State};
use std::cmp::Reverse;

/// So much a peer may give up, of what lies in an account until a release.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    pub(super) account: u32,
    pub(super) minor: i128,
}

/// What each gives as one attacker sees it, and the budgets of what it was told.
///
/// INVARIANT: nobody gives more than a budget, and in every atom the others of each
/// peer give what it could have more.
pub(super) struct Cover<'g> {
    ground: &'g Ground,
    own: Option<u32>,
    /// How many releases there may be.
    releases: usize,
    /// So many releases are looked at.
    seen: usize,
    /// What each part gives.
    given: Vec<i64>,
    /// How each atom stands.
    atoms: Vec<State>,
    /// The lowest slot that each account draws on: an account that is told of.
    slot_of: Vec<u32>,
    /// The next slot above each.
    above: Vec<u32>,
    /// By slot and release; `FREE` is none.
    budgets: Vec<i64>,
    /// What is left of them.
    left: Vec<i64>,
    /// What parts gave before, since the way was known to be one.
    changed: Vec<(u32, i64)>,
    /// What was enough for atoms before.
    enough_before: Vec<(u32, i64)>,
}

/// The whole of an amount, in parts.
pub(super) const WHOLE: i64 = 1 << 20;

/// More than all that can be given, also when that is taken off.
const FREE: i64 = 2 * IN_RANGE;

/// No slot.
const NONE: u32 = u32::MAX;

impl<'g> Cover<'g> {
    /// Nobody is told of other niches than these.
    pub(super) fn new(
        ground: &'g Ground,
        own: Option<u32>,
        niches: impl Iterator<Item = u32>,
        releases: usize,
    ) -> Self {
        let mut cover = Self {
            ground,
            own,
            releases,
            seen: 0,
            given: ground.given.clone(),
            atoms: ground.atoms.iter().map(|atom| atom.state).collect(),
            slot_of: vec![NONE; ground.accounts.len()],
            above: Vec::new(),
            budgets: Vec::new(),
            left: Vec::new(),
            changed: Vec::new(),
            enough_before: Vec::new(),
        };
        cover.lay_slots(niches);
        let mut atoms: Vec<u32> = Vec::new();
        for part in own.map_or(&[][..], |own| ground.parts_of(own)) {
            cover.given[*part as usize] = 0;
            atoms.push(ground.parts[*part as usize].atom);
        }
        atoms.sort_unstable();
        atoms.dedup();
        for atom in atoms {
            let state = ground.open(cover.others(atom));
            for peer in cover.others(atom) {
                for part in peer.parts.clone() {
                    cover.given[part as usize] =
                        share(ground.parts[part as usize].size, state.strain);
                }
            }
            cover.atoms[atom as usize] = state;
        }
        cover
    }

    fn lay_slots(&mut self, niches: impl Iterator<Item = u32>) {
        // By niche, as budgets come.
        let mut told = 0;
        for account in niches.flat_map(|niche| self.ground.accounts_in(niche)) {
            let slot = &mut self.slot_of[account as usize];
            if *slot == NONE {
                *slot = told;
                told += 1;
            }
        }
        self.above = vec![NONE; told as usize];
        // What lies above comes first.
        for (account, laid) in self.ground.accounts.iter().enumerate() {
            let above = laid.above.map_or(NONE, |above| self.slot_of[above as usize]);
            match self.slot_of[account] {
                NONE => self.slot_of[account] = above,
                slot => self.above[slot as usize] = above,
            }
        }
        self.budgets = vec![FREE; self.above.len() * self.releases];
        self.left = self.budgets.clone();
    }

    fn others(&self, atom: u32) -> impl Iterator<Item = &'g Peer> + Clone + use<'g> {
        others(self.ground, self.own, atom)
    }

    /// Looks at all releases until this one: what they brought draws on its accounts.
    fn look(&mut self, release: usize) {
        let ground = self.ground;
        while self.seen <= release {
            let now = self.seen;
            if let Some(before) = now.checked_sub(1) {
                for slot in 0..self.above.len() {
                    let at = slot * self.releases + before;
                    self.left[at + 1] = FREE - (self.budgets[at] - self.left[at]);
                }
            }
            let parts = ground.parts_in(now as u32);
            for (part, given) in ground.parts[parts.clone()].iter().zip(&self.given[parts]) {
                let mut slot = self.slot_of[part.account as usize];
                while slot != NONE {
                    self.left[slot as usize * self.releases + now] -= given;
                    slot = self.above[slot as usize];
                }
            }
            self.seen += 1;
        }
    }

    /// Takes budgets until a release on, one an account, or leaves all as it was when they
    /// cannot all be kept.
    pub(super) fn takes(&mut self, release: usize, budgets: &[Budget]) -> bool {
        self.look(release);
        self.changed.clear();
        self.enough_before.clear();
        let mut before: Vec<(usize, i64)> = Vec::with_capacity(budgets.len());
        for Budget { account, minor } in budgets {
            let slot = self.slot_of[*account as usize];
            let at = slot as usize * self.releases + release;
            // Nobody gives so much as is out of range.
            let minor = (*minor).clamp(0, FREE.into()) as i64;
            if self.budgets[at] <= minor {
                continue;
            }
            before.push((at, self.budgets[at]));
            let used = self.budgets[at] - self.left[at];
            (self.budgets[at], self.left[at]) = (minor, minor - used);
            if used > minor {
                self.lower(*account, release, minor, used);
            }
        }
        let kept = self.repair_all();
        if !kept {
            for (part, given) in std::mem::take(&mut self.changed).into_iter().rev() {
                self.gives(part, given);
            }
            for (atom, enough) in std::mem::take(&mut self.enough_before).into_iter().rev() {
                self.atoms[atom as usize].enough = enough;
            }
            for (at, budget) in before {
                self.left[at] += budget - self.budgets[at];
                self.budgets[at] = budget;
            }
        }
        kept
    }

    /// Lets a partner give less, so that it keeps a budget.
    fn lower(&mut self, account: u32, release: usize, minor: i64, used: i64) {
        let ground = self.ground;
        for part in ground.covered(account, release as u32) {
            let given = self.given[part as usize];
            let less = match given.checked_mul(minor) {
                Some(product) => product / used,
                None => (i128::from(given) * i128::from(minor) / i128::from(used)) as i64,
            };
            if less < given {
                self.gives(part, less);
            }
        }
    }

    /// Sets what a part gives, in its atom and in every budget that it draws on.
    fn gives(&mut self, part: u32, given: i64) {
        let before = std::mem::replace(&mut self.given[part as usize], given);
        self.changed.push((part, before));
        let atom = self.ground.parts[part as usize].atom;
        self.atoms[atom as usize].given += given - before;
        self.draw(part, given - before);
    }

    fn draw(&mut self, part: u32, more: i64) {
        let laid = &self.ground.parts[part as usize];
        let mut slot = self.slot_of[laid.account as usize];
        while slot != NONE {
            let first = slot as usize * self.releases;
            let left = &mut self.left[first + laid.release as usize..first + self.seen];
            left.iter_mut().for_each(|left| *left -= more);
            slot = self.above[slot as usize];
        }
    }

    /// Whether every atom of which something changed gives enough, or finds it.
    fn repair_all(&mut self) -> bool {
        let parts = &self.ground.parts;
        let mut touched: Vec<u32> =
            self.changed.iter().map(|(part, _)| parts[*part as usize].atom).collect();
        touched.sort_unstable();
        touched.dedup();
        touched.retain(|atom| !self.is_enough(*atom));
        touched.sort_unstable_by_key(|atom| (Reverse(self.atoms[*atom as usize].strain), *atom));
        touched.into_iter().all(|atom| self.repair(atom))
    }

    /// Whether in an atom the others of each peer give what it could have more.
    fn is_enough(&mut self, atom: u32) -> bool {
        let State { all, given, enough, .. } = self.atoms[atom as usize];
        if given >= enough {
            return true;
        }
        // It may be less by now: who gives less needs less of the others.
        let needs = self.others(atom).map(|peer| self.given_by(peer) + peer.more(all));
        let needs = needs.max().unwrap_or(0);
        self.set_enough(atom, needs);
        given >= needs
    }

    fn set_enough(&mut self, atom: u32, enough: i64) {
        let before = std::mem::replace(&mut self.atoms[atom as usize].enough, enough);
        self.enough_before.push((atom, before));
    }

    fn given_by(&self, peer: &Peer) -> i64 {
        let parts = peer.parts.start as usize..peer.parts.end as usize;
        self.given[parts].iter().sum()
    }

    /// Whether the others of each peer in an atom find enough; they give it.
    fn repair(&mut self, atom: u32) -> bool {
        let ground = self.ground;
        let all = self.atoms[atom as usize].all;
        let mut offers: Vec<(i64, i64)> = Vec::new();
        let mut frees: Vec<(u32, i64)> = Vec::new();
        for peer in others(ground, self.own, atom) {
            let first = frees.len();
            let several = peer.parts.len() > 1;
            for part in peer.parts.clone() {
                let more = self.spare(part);
                // Parts that draw on one budget take turns.
                if several {
                    self.draw(part, more);
                }
                frees.push((part, self.given[part as usize] + more));
            }
            if several {
                for (part, free) in &frees[first..] {
                    self.draw(*part, self.given[*part as usize] - free);
                }
            }
            offers.push((frees[first..].iter().map(|(_, free)| free).sum(), peer.more(all)));
        }
        let Some(needed) = needed(offers.iter().copied()) else { return false };
        for (part, free) in frees {
            self.gives(part, share(free, needed));
        }
        let needs = self.others(atom).map(|peer| self.given_by(peer) + peer.more(all));
        let needs = needs.max().unwrap_or(0);
        self.set_enough(atom, needs);
        true
    }

    /// What a part could give beside what it gives.
    fn spare(&self, part: u32) -> i64 {
        let laid = &self.ground.parts[part as usize];
        let mut least = laid.size - self.given[part as usize];
        let mut slot = self.slot_of[laid.account as usize];
        while slot != NONE {
            let first = slot as usize * self.releases;
            let left = &self.left[first + laid.release as usize..first + self.seen];
            least = left.iter().fold(least, |least, left| least.min(*left));
            slot = self.above[slot as usize];
        }
        least.max(0)
    }
}

/// The peers of an atom without the attacker.
fn others(ground: &Ground, own: Option<u32>, atom: u32) -> impl Iterator<Item = &Peer> + Clone {
    let peers = &ground.atoms[atom as usize].peers;
    let peers = ground.peers[peers.start as usize..peers.end as usize].iter();
    peers.filter(move |peer| Some(peer.partner) != own)
}

/// So many parts of an amount, rounded up.
pub(super) fn share(amount: i64, parts: i64) -> i64 {
    let all = i128::from(amount) * i128::from(parts);
    // INVARIANT: no more parts than the whole.
    ((all + i128::from(WHOLE - 1)) / i128::from(WHOLE)) as i64
}

/// The part of all that is free which must be given so that each could have its
/// more from the others; none when all of it is too little.
pub(super) fn needed(peers: impl Iterator<Item = (i64, i64)> + Clone) -> Option<i64> {
    let all: i64 = peers.clone().map(|(free, _)| free).sum();
    let mut most = 0;
    for (free, more) in peers.filter(|(_, more)| *more > 0) {
        let others = all - free;
        if more > others {
            return None;
        }
        let wanted = i128::from(more) * i128::from(WHOLE);
        if wanted > i128::from(most) * i128::from(others) {
            // Rounded up: a part too many is no harm. Not above the whole, as `more` is not.
            most = ((wanted - 1) / i128::from(others) + 1) as i64;
        }
    }
    Some(most)
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

    fn cover(ground: &Ground) -> Cover<'_> {
        Cover::new(ground, None, std::iter::once(0), 1)
    }

    fn budgets(ground: &Ground, budgets: &[(u32, i128)]) -> Vec<Budget> {
        let budget = |(partner, minor): &(u32, i128)| Budget {
            account: ground.account(0, *partner).unwrap(),
            minor: *minor,
        };
        budgets.iter().map(budget).collect()
    }

    fn takes(atoms: &[&[(u32, i128)]], minor: &[(u32, i128)]) -> bool {
        let ground = ground(atoms);
        cover(&ground).takes(0, &budgets(&ground, minor))
    }

    #[test]
    fn the_others_must_be_able_to_give_a_tenth_of_the_largest() {
        let one: &[&[(u32, i128)]] = &[&[(0, 100), (1, 60), (2, 40)]];
        assert!(takes(one, &[(1, 6), (2, 4)]));
        assert!(!takes(one, &[(1, 5), (2, 4)]));
        // The largest gives to the others; what it has to give is theirs alone.
        assert!(!takes(one, &[(0, 100), (1, 0), (2, 0)]));
    }

    #[test]
    fn a_budget_is_spent_once_over_all_atoms() {
        let two: &[&[(u32, i128)]] = &[&[(0, 100), (1, 100)], &[(2, 100), (1, 100)]];
        assert!(takes(two, &[(1, 20)]));
        assert!(!takes(two, &[(1, 19)]));
    }

    #[test]
    fn what_is_refused_leaves_the_budgets_as_they_were() {
        let ground = ground(&[&[(0, 100), (1, 60), (2, 40)]]);
        let mut own = cover(&ground);
        let mut takes = |minor: &[(u32, i128)]| own.takes(0, &budgets(&ground, minor));
        assert!(!takes(&[(1, 0), (2, 0)]));
        assert!(takes(&[(1, 6), (2, 4)]));
        assert!(!takes(&[(1, 0)]));
    }

    #[test]
    fn what_sums_alone_do_not_hide_stands_against_no_budget() {
        assert!(takes(&[&[(0, 100)]], &[(0, 0)]));
        assert!(!takes(&[&[(0, 100), (1, 4)]], &[(1, 3)]));
        assert!(takes(&[&[(0, 100), (1, 4)]], &[(1, 4), (0, 1)]));
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
            let mut atoms: Vec<Atom> = (0..12)
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
            atoms.sort_by_key(|atom| atom.release);
            let ground = Ground::new(&above, &atoms, 5, 10);
            let mut cover = Cover::new(&ground, Some(4), 0..5, 3);
            let mut all: Vec<(usize, Budget)> = Vec::new();
            for step in 0..15 {
                let niche = number(5.0);
                let mut budgets: Vec<Budget> = Vec::new();
                let release = step as usize / 5;
                for partner in 0..4 {
                    if number(2.0) == 0 {
                        let minor = i128::from(number(40.0) + 10 - step / 2);
                        let account = ground.account(niche, partner);
                        budgets.extend(account.map(|account| Budget { account, minor }));
                    }
                }
                if cover.takes(release, &budgets) {
                    all.extend(budgets.into_iter().map(|budget| (release, budget)));
                    told += 1;
                } else {
                    refused += 1;
                }
                for (release, budget) in &all {
                    let parts = ground.covered(budget.account, *release as u32);
                    let used: i64 = parts.map(|part| cover.given[part as usize]).sum();
                    assert!(i128::from(used) <= budget.minor, "{seed}: {used} of {}", budget.minor);
                }
                for atom in 0..atoms.len() as u32 {
                    let given = |peer: &Peer| -> i64 {
                        peer.parts.clone().map(|part| cover.given[part as usize]).sum()
                    };
                    let all: i64 = cover.others(atom).map(given).sum();
                    let size = cover.others(atom).map(|peer| peer.size).sum();
                    for peer in cover.others(atom) {
                        assert!(peer.more(size) <= all - given(peer), "{seed} {atom}");
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
