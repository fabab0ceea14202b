//! Cover: whether in everything that is shown each partner could have p % more.
//!
//! A bound on how little a peer sells takes from what it could have sold less, and
//! with that from what hides the others. So what each peer has above its bounds is a
//! budget, and every atom draws on it: in each, the others must give up so much
//! together that any one of them could have p % more. A way to give that keeps every
//! budget is another world in which all that is told is the same. One such way is
//! looked for, the atoms with the least to spare first; where none is found nothing
//! is told. So it may be too careful, never too bold.

use super::atoms::Atom;
use super::cells::Cells;
use std::cmp::Reverse;

/// So much a peer may give up, of what lies in a niche until a release.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    pub(super) niche: u32,
    pub(super) release: usize,
    pub(super) minor: i128,
}

/// The atoms as one attacker sees them, and the budgets of what it was told.
pub(super) struct Cover<'a> {
    cells: &'a Cells,
    /// Without the attacker's own amounts; the one with the least to spare first.
    atoms: Vec<Seen>,
    /// By partner.
    budgets: Vec<Vec<Budget>>,
}

struct Seen {
    release: usize,
    peers: Vec<Peer>,
}

/// A partner in an atom.
struct Peer {
    partner: u32,
    /// What it could have more as things are, or p % of what it has if that is less.
    more: i128,
    /// The sizes of its parts, and their niches.
    parts: Vec<(Option<u32>, i128)>,
}

/// The whole of an amount, in parts.
const WHOLE: i128 = 1 << 20;

impl<'a> Cover<'a> {
    pub(super) fn new(
        cells: &'a Cells,
        atoms: &[Atom],
        partners: usize,
        own: Option<u32>,
        p_percent: u32,
    ) -> Self {
        let mut seen: Vec<Seen> = atoms.iter().map(|atom| Seen::of(atom, own, p_percent)).collect();
        seen.retain(|atom| !atom.peers.is_empty());
        // Of equals the first stays first.
        seen.sort_by_cached_key(|atom| Reverse(atom.strain()));
        Self { cells, atoms: seen, budgets: vec![Vec::new(); partners] }
    }

    /// Takes budgets on, or leaves all as it was when they cannot all be kept.
    pub(super) fn takes(&mut self, budgets: &[(u32, Budget)]) -> bool {
        for (partner, budget) in budgets {
            self.budgets[*partner as usize].push(*budget);
        }
        let mut purse = Purse::new(self);
        let kept = self.atoms.iter().all(|atom| purse.pays(atom));
        if !kept {
            for (partner, _) in budgets {
                self.budgets[*partner as usize].pop();
            }
        }
        kept
    }
}

impl Seen {
    fn of(atom: &Atom, own: Option<u32>, p_percent: u32) -> Self {
        let mut peers: Vec<Peer> = Vec::new();
        for part in atom.parts.iter().filter(|part| Some(part.partner) != own) {
            let size = (part.niche, part.minor.saturating_abs());
            let more = part.minor.saturating_mul(i128::from(p_percent));
            match peers.last_mut().filter(|peer| peer.partner == part.partner) {
                Some(peer) => {
                    peer.more = peer.more.saturating_add(more);
                    peer.parts.push(size);
                }
                None => peers.push(Peer { partner: part.partner, more, parts: vec![size] }),
            }
        }
        let all = sum(peers.iter().map(Peer::size));
        for peer in &mut peers {
            // What the sums alone do not hide no benchmark gives away.
            let others = all.saturating_sub(peer.size());
            peer.more = (peer.more.saturating_add(99) / 100).clamp(0, others);
        }
        Self { release: atom.release, peers }
    }

    /// How much of what there is must be given, in parts.
    fn strain(&self) -> i128 {
        needed(self.peers.iter().map(|peer| (peer.size(), peer.more))).unwrap_or(WHOLE)
    }
}

impl Peer {
    fn size(&self) -> i128 {
        sum(self.parts.iter().map(|(_, size)| *size))
    }
}

fn sum(amounts: impl Iterator<Item = i128>) -> i128 {
    amounts.fold(0, i128::saturating_add)
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

/// What is left of the budgets, and of the amounts that will draw on them.
struct Purse<'c> {
    cover: &'c Cover<'c>,
    /// By partner and budget: what is left, and what waits.
    left: Vec<Vec<(i128, i128)>>,
}

impl<'c> Purse<'c> {
    fn new(cover: &'c Cover<'c>) -> Self {
        let left = |own: &Vec<Budget>| own.iter().map(|budget| (budget.minor, 0)).collect();
        let mut purse = Self { cover, left: cover.budgets.iter().map(left).collect() };
        for atom in &cover.atoms {
            for peer in &atom.peers {
                for (niche, size) in &peer.parts {
                    let waits = |slot: &mut (i128, i128)| slot.1 = slot.1.saturating_add(*size);
                    purse.each(peer.partner, *niche, atom.release, waits);
                }
            }
        }
        purse
    }

    /// Calls for each budget that what a partner has in a niche since a release
    /// draws on.
    fn each(
        &mut self,
        partner: u32,
        niche: Option<u32>,
        release: usize,
        mut of: impl FnMut(&mut (i128, i128)),
    ) {
        let cells = self.cover.cells;
        let budgets = self.cover.budgets[partner as usize].iter();
        for (budget, slot) in budgets.zip(&mut self.left[partner as usize]) {
            let inside = |niche| cells.up(niche).any(|up| up == budget.niche);
            if release <= budget.release && niche.is_none_or(inside) {
                of(slot);
            }
        }
    }

    /// What a part of an atom can give: a fair part, so that something is left for
    /// those that wait, or all.
    fn free(
        &mut self,
        partner: u32,
        part: (Option<u32>, i128),
        release: usize,
        fair: bool,
    ) -> i128 {
        let (niche, size) = part;
        let (mut share, mut most) = (WHOLE, size);
        self.each(partner, niche, release, |(left, waiting)| {
            most = most.min(*left);
            let own = left.checked_mul(WHOLE).map_or(0, |left| left / (*waiting).max(1));
            share = share.min(own);
        });
        if fair { size.checked_mul(share).map_or(0, |size| size / WHOLE).min(most) } else { most }
    }

    fn take(&mut self, partner: u32, part: (Option<u32>, i128), release: usize, given: i128) {
        let (niche, size) = part;
        self.each(partner, niche, release, |(left, waiting)| {
            *left -= given;
            *waiting = waiting.saturating_sub(size);
        });
    }

    /// Whether an atom finds what it needs; takes it.
    fn pays(&mut self, atom: &Seen) -> bool {
        [true, false].into_iter().any(|fair| {
            let found = self.offers(atom, fair);
            let Some(part) = needed(found.iter().map(|(free, more, _)| (*free, *more))) else {
                return false;
            };
            for (peer, (_, _, frees)) in atom.peers.iter().zip(found) {
                for (own, free) in peer.parts.iter().zip(frees) {
                    let given = free.checked_mul(part).map_or(free, |g| (g + WHOLE - 1) / WHOLE);
                    self.take(peer.partner, *own, atom.release, given);
                }
            }
            true
        })
    }

    /// What each partner of an atom can give, what it could have more, and what each
    /// of its parts can give. Parts that draw on one budget take turns.
    fn offers(&mut self, atom: &Seen, fair: bool) -> Vec<(i128, i128, Vec<i128>)> {
        let mut offer = |peer: &Peer| {
            let mut frees = Vec::with_capacity(peer.parts.len());
            for part in &peer.parts {
                let free = self.free(peer.partner, *part, atom.release, fair);
                self.each(peer.partner, part.0, atom.release, |slot| slot.0 -= free);
                frees.push(free);
            }
            for (part, free) in peer.parts.iter().zip(&frees) {
                self.each(peer.partner, part.0, atom.release, |slot| slot.0 += free);
            }
            (sum(frees.iter().copied()), peer.more, frees)
        };
        atom.peers.iter().map(&mut offer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::atoms::Added;
    use super::*;

    fn cover<'c>(cells: &'c Cells, atoms: &[&[(u32, i128)]]) -> Cover<'c> {
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
        Cover::new(cells, &atoms, 4, None, 10)
    }

    fn budget(partner: u32, minor: i128) -> (u32, Budget) {
        (partner, Budget { niche: 0, release: 0, minor })
    }

    #[test]
    fn the_others_must_be_able_to_give_a_tenth_of_the_largest() {
        let cells = Cells::default();
        let one: &[&[(u32, i128)]] = &[&[(0, 100), (1, 60), (2, 40)]];
        assert!(cover(&cells, one).takes(&[budget(1, 6), budget(2, 4)]));
        assert!(!cover(&cells, one).takes(&[budget(1, 5), budget(2, 4)]));
        // The largest gives to the others; what it has to give is theirs alone.
        assert!(!cover(&cells, one).takes(&[budget(0, 100), budget(1, 0), budget(2, 0)]));
    }

    #[test]
    fn a_budget_is_spent_once_over_all_atoms() {
        let cells = Cells::default();
        let two: &[&[(u32, i128)]] = &[&[(0, 100), (1, 100)], &[(2, 100), (1, 100)]];
        assert!(cover(&cells, two).takes(&[budget(1, 20)]));
        assert!(!cover(&cells, two).takes(&[budget(1, 19)]));
    }

    #[test]
    fn what_is_refused_leaves_the_budgets_as_they_were() {
        let cells = Cells::default();
        let mut own = cover(&cells, &[&[(0, 100), (1, 60), (2, 40)]]);
        assert!(!own.takes(&[budget(1, 0), budget(2, 0)]));
        assert!(own.takes(&[budget(1, 6), budget(2, 4)]));
        assert!(!own.takes(&[budget(1, 0)]));
    }

    #[test]
    fn what_sums_alone_do_not_hide_stands_against_no_budget() {
        let cells = Cells::default();
        assert!(cover(&cells, &[&[(0, 100)]]).takes(&[budget(0, 0)]));
        assert!(!cover(&cells, &[&[(0, 100), (1, 4)]]).takes(&[budget(1, 3)]));
        assert!(cover(&cells, &[&[(0, 100), (1, 4)]]).takes(&[budget(1, 4), budget(0, 1)]));
    }
}
