//! Ground: the atoms laid out flat, once for all partners that ask.
//!
//! What a partner has lies in accounts: one for each niche that it has something in, and
//! for each niche above, up to the whole. A budget is one of an account until a release;
//! a part draws on its account and on those above. Where niches overlap a partner has one
//! account, and everything draws on it.

use super::atoms::Atom;
use super::cover::{WHOLE, needed, share};
use std::ops::Range;

/// The atoms with their peers and parts, and the accounts of each partner.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    /// By release.
    pub(super) atoms: Vec<Laid>,
    pub(super) peers: Vec<Peer>,
    pub(super) parts: Vec<Part>,
    pub(super) accounts: Vec<Account>,
    /// What each part gives when nobody attacks, in proportion to what it has.
    pub(super) given: Vec<i64>,
    /// The parts of each partner, in the order of the tree.
    in_order: Vec<u32>,
    /// Where the parts of each partner begin and end in that.
    of_partner: Vec<Range<u32>>,
    /// The accounts in each niche, by partner.
    in_niche: Vec<Vec<(u32, u32)>>,
    /// Whether something came back.
    pub(super) has_returns: bool,
    /// Whether all sums of it are in range.
    pub(super) in_range: bool,
}

/// An atom.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub(super) peers: Range<u32>,
    /// When nobody attacks.
    pub(super) state: State,
}

/// How an atom stands as one attacker sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// What the others have.
    pub(super) all: i64,
    /// How much of that they must give, in parts.
    pub(super) strain: i64,
    /// What they give.
    pub(super) given: i64,
    /// No less than any of them gives and could have more: who gives must not be the
    /// one who has more. When so much is given it is enough.
    pub(super) enough: i64,
}

/// A partner in an atom.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) partner: u32,
    pub(super) size: i64,
    /// p % of what it has there, rounded up.
    more: i64,
    pub(super) parts: Range<u32>,
}

impl Peer {
    /// What it could have more as things are, or p % of what it has if that is less: what
    /// the sums alone do not hide no benchmark gives away. `all` is the size of the atom.
    pub(super) fn more(&self, all: i64) -> i64 {
        self.more.clamp(0, (all - self.size).max(0))
    }
}

/// What a partner has in one niche of an atom.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) atom: u32,
    pub(super) account: u32,
    pub(super) release: u32,
    minor: i64,
    pub(super) size: i64,
}

/// What a partner has in a niche.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// In the niche above; comes before this one.
    pub(super) above: Option<u32>,
    /// Where its parts begin and end in the order of the tree.
    parts: Range<u32>,
}

/// All sizes together are below this, so that no sum of them is out of range.
pub(super) const IN_RANGE: i64 = 1 << 60;

impl Ground {
    /// The parts of each atom go by partner, the atoms by release. What is out of range
    /// cannot be judged: then nothing is laid out.
    pub(super) fn new(
        above: &[Option<u32>],
        atoms: &[Atom],
        partners: usize,
        p_percent: u32,
    ) -> Self {
        let parts = || atoms.iter().flat_map(|atom| &atom.parts);
        let has_returns = parts().any(|part| part.minor < 0);
        let sizes = parts().map(|part| part.minor.saturating_abs());
        let in_range = sizes.fold(0, i128::saturating_add) < i128::from(IN_RANGE);
        let mut ground = Self { has_returns, in_range, ..Self::default() };
        if !in_range {
            ground.of_partner = vec![0..0; partners];
            ground.in_niche = vec![Vec::new(); above.len()];
            return ground;
        }
        ground.lay_atoms(atoms, p_percent);
        ground.lay_accounts(above, atoms, partners);
        ground
    }

    fn lay_atoms(&mut self, atoms: &[Atom], p_percent: u32) {
        for (at, atom) in atoms.iter().enumerate() {
            let first = self.peers.len();
            for of_one in atom.parts.chunk_by(|a, b| a.partner == b.partner) {
                let Some(partner) = of_one.first().map(|part| part.partner) else { continue };
                let begin = self.parts.len() as u32;
                self.parts.extend(of_one.iter().map(|part| {
                    // INVARIANT: the sum of all sizes is in range.
                    let minor = part.minor as i64;
                    let (atom, release) = (at as u32, atom.release as u32);
                    Part { atom, account: 0, release, minor, size: minor.abs() }
                }));
                let more = of_one.iter().map(|part| percent(part.minor, p_percent));
                let more = more.fold(0, i128::saturating_add).saturating_add(99) / 100;
                let parts = begin..self.parts.len() as u32;
                self.peers.push(Peer {
                    partner,
                    size: self.parts[begin as usize..].iter().map(|part| part.size).sum(),
                    more: more.clamp(0, IN_RANGE.into()) as i64,
                    parts,
                });
            }
            let peers = first as u32..self.peers.len() as u32;
            self.given.resize(self.parts.len(), 0);
            let state = self.open(self.peers[first..].iter());
            for peer in &self.peers[first..] {
                for part in peer.parts.clone() {
                    self.given[part as usize] = share(self.parts[part as usize].size, state.strain);
                }
            }
            self.atoms.push(Laid { peers, state });
        }
    }

    /// How an atom stands when each peer gives in proportion to what it has.
    pub(super) fn open<'p>(&self, peers: impl Iterator<Item = &'p Peer> + Clone) -> State {
        let all = peers.clone().map(|peer| peer.size).sum();
        // INVARIANT: the others have what a peer could have more, so it can be given.
        let could = peers.clone().map(|peer| (peer.size, peer.more(all)));
        let strain = needed(could).unwrap_or(WHOLE);
        let mut state = State { all, strain, ..State::default() };
        for peer in peers {
            let parts = &self.parts[peer.parts.start as usize..peer.parts.end as usize];
            let given: i64 = parts.iter().map(|part| share(part.size, strain)).sum();
            state.given += given;
            state.enough = state.enough.max(given + peer.more(all));
        }
        state
    }

    fn lay_accounts(&mut self, above: &[Option<u32>], atoms: &[Atom], partners: usize) {
        let places = places(above);
        let niches: Vec<Option<u32>> =
            atoms.iter().flat_map(|atom| &atom.parts).map(|part| part.niche).collect();
        let mut of_partner: Vec<Vec<u32>> = vec![Vec::new(); partners];
        for peer in &self.peers {
            of_partner[peer.partner as usize].extend(peer.parts.clone());
        }
        let place = |niche: u32| places[niche as usize].start;
        self.in_niche = vec![Vec::new(); above.len()];
        let mut overlaps = Vec::new();
        for (partner, mut own) in (0..).zip(of_partner) {
            own.sort_by_key(|part| niches[*part as usize].map(place));
            let begin = self.in_order.len() as u32;
            self.in_order.extend(&own);
            let range = begin..self.in_order.len() as u32;
            self.of_partner.push(range.clone());
            if own.iter().any(|part| niches[*part as usize].is_none()) {
                let account = self.accounts.len() as u32;
                self.accounts.push(Account { above: None, parts: range });
                own.iter().for_each(|part| self.parts[*part as usize].account = account);
                overlaps.push((partner, account));
                continue;
            }
            let niche_of = |part: &u32| niches[*part as usize].unwrap_or_default();
            let mut found: Vec<u32> = own.iter().map(niche_of).collect();
            found.dedup();
            let up = |niche: &u32| std::iter::successors(Some(*niche), |at| above[*at as usize]);
            found = found.iter().flat_map(up).collect();
            // In the order of the tree what lies above comes first.
            found.sort_unstable_by_key(|niche| place(*niche));
            found.dedup();
            let first = self.accounts.len() as u32;
            let account = |niche: u32| {
                let at = found.binary_search_by_key(&place(niche), |niche| place(*niche));
                at.ok().map(|at| first + at as u32)
            };
            for (at, niche) in (first..).zip(&found) {
                let inside = &places[*niche as usize];
                let from = own.partition_point(|part| place(niche_of(part)) < inside.start) as u32;
                let until = own.partition_point(|part| place(niche_of(part)) < inside.end) as u32;
                let parts = begin + from..begin + until;
                let above = above[*niche as usize].and_then(account);
                self.accounts.push(Account { above, parts });
                self.in_niche[*niche as usize].push((partner, at));
            }
            for part in &own {
                let account = account(niche_of(part)).unwrap_or_default();
                self.parts[*part as usize].account = account;
            }
        }
        if !overlaps.is_empty() {
            for accounts in &mut self.in_niche {
                accounts.extend(&overlaps);
                accounts.sort_unstable();
            }
        }
    }

    /// The account of a partner in a niche; none when it has nothing there.
    pub(super) fn account(&self, niche: u32, partner: u32) -> Option<u32> {
        let accounts = &self.in_niche[niche as usize];
        let at = accounts.binary_search_by_key(&partner, |(partner, _)| *partner);
        at.ok().map(|at| accounts[at].1)
    }

    /// All accounts in a niche, by partner.
    pub(super) fn accounts_in(&self, niche: u32) -> impl Iterator<Item = u32> {
        self.in_niche[niche as usize].iter().map(|(_, account)| *account)
    }

    /// The parts that draw on an account until a release.
    pub(super) fn covered(&self, account: u32, release: u32) -> impl Iterator<Item = u32> {
        let range = &self.accounts[account as usize].parts;
        let parts = self.in_order[range.start as usize..range.end as usize].iter().copied();
        parts.filter(move |part| self.parts[*part as usize].release <= release)
    }

    /// The parts that a release brought.
    pub(super) fn parts_in(&self, release: u32) -> Range<usize> {
        let place = |release| self.parts.partition_point(|part| part.release < release);
        place(release)..place(release + 1)
    }

    /// The parts of a partner.
    pub(super) fn parts_of(&self, partner: u32) -> &[u32] {
        let range = &self.of_partner[partner as usize];
        &self.in_order[range.start as usize..range.end as usize]
    }

    /// What was sold of an account before anything came back.
    pub(super) fn gross(&self, account: u32, release: u32) -> i128 {
        let parts = self.covered(account, release);
        parts.map(|part| i128::from(self.parts[part as usize].minor.max(0))).sum()
    }
}

/// So many hundredths of an amount, times 100.
fn percent(minor: i128, p_percent: u32) -> i128 {
    minor.saturating_mul(i128::from(p_percent))
}

/// Each niche from its own place until behind the last inside it.
fn places(above: &[Option<u32>]) -> Vec<Range<u32>> {
    let mut inside: Vec<Vec<u32>> = vec![Vec::new(); above.len()];
    let mut open: Vec<u32> = Vec::new();
    for (niche, above) in above.iter().enumerate() {
        match above {
            Some(above) => inside[*above as usize].push(niche as u32),
            None => open.push(niche as u32),
        }
    }
    let mut order = Vec::with_capacity(above.len());
    while let Some(niche) = open.pop() {
        order.push(niche);
        open.extend(&inside[niche as usize]);
    }
    let mut places = vec![0..0; above.len()];
    for (place, niche) in order.iter().enumerate() {
        places[*niche as usize] = place as u32..place as u32 + 1;
    }
    // From the last: what lies inside ends before what it lies in does.
    for niche in order.iter().rev() {
        let end = places[*niche as usize].end;
        if let Some(above) = above[*niche as usize] {
            let above = &mut places[above as usize];
            above.end = above.end.max(end);
        }
    }
    places
}
