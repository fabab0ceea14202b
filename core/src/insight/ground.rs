//! Ground: the atoms laid out flat, once for all partners that ask.

use super::atoms::Atom;
use super::cover::{Budget, sum};
use std::ops::Range;

/// The atoms with their peers and parts, and where each partner has its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    pub(super) atoms: Vec<Laid>,
    pub(super) peers: Vec<Peer>,
    pub(super) parts: Vec<Part>,
    /// The parts of each partner, in the order of the tree.
    of_partner: Vec<Vec<u32>>,
    /// Where each niche begins and ends in the order of the tree.
    places: Vec<Range<u32>>,
    /// Whether something came back.
    pub(super) has_returns: bool,
}

/// An atom.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    release: usize,
    pub(super) peers: Range<u32>,
}

/// A partner in an atom.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) partner: u32,
    atom: u32,
    pub(super) size: i128,
    /// p % of what it has there, rounded up.
    pub(super) more: i128,
    pub(super) parts: Range<u32>,
}

/// What a partner has in one niche of an atom.
#[derive(Clone, Debug)]
pub(super) struct Part {
    peer: u32,
    /// None where niches overlap.
    niche: Option<u32>,
    minor: i128,
    pub(super) size: i128,
}

impl Ground {
    /// The parts of each atom go by partner.
    pub(super) fn new(
        above: &[Option<u32>],
        atoms: &[Atom],
        partners: usize,
        p_percent: u32,
    ) -> Self {
        let mut ground = Self {
            of_partner: vec![Vec::new(); partners],
            places: places(above),
            ..Self::default()
        };
        for atom in atoms {
            let first = ground.peers.len() as u32;
            for of_one in atom.parts.chunk_by(|a, b| a.partner == b.partner) {
                let Some(partner) = of_one.first().map(|part| part.partner) else { continue };
                let begin = ground.parts.len() as u32;
                let peer = ground.peers.len() as u32;
                for part in of_one {
                    ground.of_partner[partner as usize].push(ground.parts.len() as u32);
                    ground.has_returns |= part.minor < 0;
                    let size = part.minor.saturating_abs();
                    ground.parts.push(Part { peer, niche: part.niche, minor: part.minor, size });
                }
                let more = of_one.iter().map(|part| percent(part.minor, p_percent));
                ground.peers.push(Peer {
                    partner,
                    atom: ground.atoms.len() as u32,
                    size: sum(of_one.iter().map(|part| part.minor.saturating_abs())),
                    more: (sum(more).saturating_add(99)) / 100,
                    parts: begin..ground.parts.len() as u32,
                });
            }
            let peers = first..ground.peers.len() as u32;
            ground.atoms.push(Laid { release: atom.release, peers });
        }
        let mut of_partner = std::mem::take(&mut ground.of_partner);
        of_partner.iter_mut().for_each(|own| own.sort_by_key(|part| ground.place(*part)));
        ground.of_partner = of_partner;
        ground
    }

    pub(super) fn partners(&self) -> usize {
        self.of_partner.len()
    }

    pub(super) fn partner_of(&self, part: u32) -> u32 {
        self.peers[self.parts[part as usize].peer as usize].partner
    }

    pub(super) fn atom_of(&self, part: u32) -> usize {
        self.peers[self.parts[part as usize].peer as usize].atom as usize
    }

    fn release_of(&self, part: u32) -> usize {
        self.atoms[self.atom_of(part)].release
    }

    fn place(&self, part: u32) -> Option<u32> {
        self.parts[part as usize].niche.map(|niche| self.places[niche as usize].start)
    }

    /// Whether a niche is another one or lies in it.
    pub(super) fn lies_in(&self, niche: u32, other: u32) -> bool {
        self.places[other as usize].contains(&self.places[niche as usize].start)
    }

    /// Whether what a part gives is drawn on a budget of its partner. Where niches
    /// overlap everything is.
    pub(super) fn covers(&self, budget: &Budget, part: u32) -> bool {
        let place = self.place(part);
        let inside = |place| self.places[budget.niche as usize].contains(&place);
        self.release_of(part) <= budget.release && place.is_none_or(inside)
    }

    /// The parts of a partner that a budget covers.
    pub(super) fn covered(&self, partner: u32, budget: &Budget) -> impl Iterator<Item = u32> {
        let own = &self.of_partner[partner as usize];
        let places = &self.places[budget.niche as usize];
        let from = own.partition_point(|part| self.place(*part).is_some_and(|p| p < places.start));
        let until = own.partition_point(|part| self.place(*part).is_none_or(|p| p < places.end));
        let release = budget.release;
        own[from.min(until)..until]
            .iter()
            .copied()
            .filter(move |part| self.release_of(*part) <= release)
    }

    /// What a partner sold of it before anything came back.
    pub(super) fn gross(&self, partner: u32, budget: &Budget) -> i128 {
        sum(self.covered(partner, budget).map(|part| self.parts[part as usize].minor.max(0)))
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
