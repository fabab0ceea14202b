//! What moves as one when pools are promised again: a line in a pool, a kit with
//! its parts, an order whose lines leave together.

use super::super::books::{OrderState, StockBooks, StockOrder};
use super::super::plan::{OrderLine, PoolKey, StockKey};
use super::super::total;
use super::{Claim, Claimed, RepromisePolicy, RepromiseTerms, Strategy};
use crate::calendar::Day;
use std::collections::{BTreeMap, BTreeSet};

/// What moves as one. Its units are those of the product or kit that was
/// ordered; of lines that leave together all of them are one unit.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    pub order: Box<str>,
    pub partner: Box<str>,
    /// When it was promised.
    seq: u64,
    pub strategy: Strategy,
    /// What one unit moves.
    pub moves: Vec<Move>,
    /// What is told of one unit: a line, what was ordered, units.
    pub told: Vec<(Box<str>, PoolKey, i64)>,
    /// What it has.
    pub before: Vec<(Day, i64)>,
    /// The same, nothing before today.
    pub has: Vec<(Day, i64)>,
    /// The day and units it asked for, and what of its line others have is not
    /// taken off yet.
    pub asked: Option<(Day, i64)>,
    pub after: Vec<(Day, i64)>,
    /// A delivery that is not all of it is a multiple of this.
    pub multiple: i64,
    /// Whether it may come in several deliveries, or in part.
    pub partial: bool,
    /// The quotas it counts on.
    pub quotas: Vec<StockKey>,
}

/// Units of a promise that move with a bundle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Move {
    pub line: Box<str>,
    pub pool: PoolKey,
    pub loose: bool,
    /// In one unit of the bundle.
    pub units: i64,
}

impl Bundle {
    /// How many units of each pool one unit takes.
    pub fn takes(&self) -> BTreeMap<&PoolKey, i64> {
        let mut takes = BTreeMap::new();
        for part in self.moves.iter().filter(|part| !part.loose) {
            let own: &mut i64 = takes.entry(&part.pool).or_default();
            *own = own.saturating_add(part.units);
        }
        takes
    }

    /// How many units of each product one unit counts on quotas.
    pub fn counts(&self) -> BTreeMap<&str, i64> {
        let mut counts = BTreeMap::new();
        for part in &self.moves {
            let own: &mut i64 = counts.entry(&*part.pool.product).or_default();
            *own = own.saturating_add(part.units);
        }
        counts
    }

    /// Whether two are pieces of one line, which asked for them together.
    pub fn of_same_line(&self, other: &Self) -> bool {
        let line = |own: &Self| own.told.first().map(|told| told.0.clone());
        self.order == other.order && self.told.len() == 1 && line(self) == line(other)
    }

    /// What becomes of its lines.
    pub fn claims(&self) -> Vec<Claim> {
        let claim = |(line, pool, units): &(Box<str>, PoolKey, i64)| {
            let of = |pieces: &[(Day, i64)]| -> Vec<(Day, i64)> {
                pieces
                    .iter()
                    .map(|(day, quantity)| (*day, quantity.saturating_mul(*units)))
                    .collect()
            };
            Claim {
                order: self.order.clone(),
                line: line.clone(),
                pool: pool.clone(),
                partner: self.partner.clone(),
                strategy: self.strategy,
                before: of(&self.before),
                after: of(&self.after),
                outcome: Claimed::of(&self.has, &self.after),
            }
        };
        self.told.iter().map(claim).collect()
    }
}

/// The pools that are promised again, and every promise from them.
pub(super) struct Scope {
    pub pools: BTreeSet<PoolKey>,
    // In the order of service.
    pub bundles: Vec<Bundle>,
}

impl Scope {
    /// The pools asked about, and those that kits and lines that leave together
    /// take from beside them.
    pub fn of(
        books: &StockBooks,
        pools: &[PoolKey],
        policy: &RepromisePolicy,
        terms: &RepromiseTerms<'_>,
    ) -> Self {
        let mut scope = Self { pools: BTreeSet::new(), bundles: Vec::new() };
        let mut open: Vec<PoolKey> = pools.to_vec();
        // Of each order what is not in the scope yet.
        let mut rest: BTreeMap<&str, Vec<Bundle>> = BTreeMap::new();
        while let Some(key) = open.pop() {
            let Some(pool) = books.pools.get(&key) else { continue };
            if !scope.pools.insert(key.clone()) {
                continue;
            }
            for row in pool.promises.iter().filter(|row| row.expires_at.is_none()) {
                let Some(order) = books.orders.get(&row.order) else { continue };
                let own = rest
                    .entry(&row.order)
                    .or_insert_with(|| books.bundles(&row.order, order, policy, terms));
                let (found, others): (Vec<Bundle>, Vec<Bundle>) =
                    std::mem::take(own).into_iter().partition(|b| b.takes().contains_key(&key));
                *own = others;
                for bundle in found {
                    open.extend(bundle.takes().into_keys().cloned());
                    scope.bundles.push(bundle);
                }
            }
        }
        scope.bundles.sort_by(|a, b| {
            let place = |own: &Bundle| (own.strategy, own.seq);
            (place(a), &a.order, &a.told, &a.before).cmp(&(place(b), &b.order, &b.told, &b.before))
        });
        scope
    }
}

impl StockBooks {
    /// What of an order moves as one.
    fn bundles(
        &self,
        key: &str,
        order: &StockOrder,
        policy: &RepromisePolicy,
        terms: &RepromiseTerms<'_>,
    ) -> Vec<Bundle> {
        if order.state != OrderState::Firm {
            return Vec::new();
        }
        let mut found: BTreeMap<Vec<Move>, Bundle> = BTreeMap::new();
        for piece in self.pieces(key, order) {
            let Some(day) = piece.day else { continue };
            let part = |pool: &PoolKey, loose: bool, units: i64| Move {
                line: piece.line.into(),
                pool: pool.clone(),
                loose,
                units,
            };
            let parts = piece.parts.iter().map(|own| part(&own.key, own.loose, own.units));
            let mut moves: Vec<Move> = parts.collect();
            moves.push(part(piece.key, piece.loose, 1));
            let line = order.lines.iter().find(|line| *line.line == *piece.line);
            let own = found.entry(moves.clone()).or_insert_with(|| Bundle {
                order: key.into(),
                partner: (&*order.partner).into(),
                seq: order.seq,
                strategy: policy.strategy(key, &order.partner),
                moves,
                told: vec![(piece.line.into(), piece.key.clone(), 1)],
                before: Vec::new(),
                has: Vec::new(),
                asked: line.map(|line| (line.day, line.quantity)),
                after: Vec::new(),
                multiple: (terms.multiple)(&piece.key.product).max(1),
                partial: terms.partial && line.is_none_or(|line| !line.whole),
                quotas: Vec::new(),
            });
            own.before.push((day, piece.quantity));
        }
        let mut all: Vec<Bundle> = found.into_values().collect();
        if order.together {
            all = as_one(all, &order.lines);
        }
        let today = (terms.ship)(terms.sight.today);
        for bundle in &mut all {
            bundle.before.sort_unstable();
            let has = bundle.before.iter().map(|(day, q)| ((*day).max(today), *q));
            for (day, quantity) in has {
                match bundle.has.last_mut().filter(|last| last.0 == day) {
                    Some(last) => last.1 = last.1.saturating_add(quantity),
                    None => bundle.has.push((day, quantity)),
                }
            }
            bundle.asked = bundle.asked.map(|(day, quantity)| (day.max(today), quantity));
        }
        all
    }
}

/// Lines that leave on one day, as one unit; as they are when they no longer do.
fn as_one(all: Vec<Bundle>, lines: &[OrderLine]) -> Vec<Bundle> {
    let mut days = all.iter().flat_map(|bundle| bundle.before.iter().map(|piece| piece.0));
    let Some(day) = days.next() else { return all };
    if days.any(|other| other != day) {
        return all;
    }
    let quantity = |bundle: &Bundle| total(bundle.before.iter().map(|piece| piece.1));
    let mut moves = Vec::new();
    let mut told = Vec::new();
    for bundle in &all {
        let all_of_it = quantity(bundle);
        let all = |part: &Move| part.units.saturating_mul(all_of_it);
        moves.extend(bundle.moves.iter().map(|part| Move { units: all(part), ..part.clone() }));
        told.extend(
            bundle.told.iter().map(|(line, pool, _)| (line.clone(), pool.clone(), all_of_it)),
        );
    }
    let Some(first) = all.into_iter().next() else { return Vec::new() };
    let target = lines.iter().map(|line| line.day).max().unwrap_or(day);
    vec![Bundle {
        moves,
        told,
        before: vec![(day, 1)],
        asked: Some((target, 1)),
        multiple: 1,
        partial: false,
        ..first
    }]
}
