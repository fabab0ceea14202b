//! Promises served one after the other, from what is left of pools and quotas.

use super::super::books::StockBooks;
use super::super::plan::{PoolKey, StockKey};
use super::super::risk::units;
use super::super::total;
use super::bundle::{Bundle, Scope};
use super::left::{Cap, Left};
use super::{RepromiseTerms, Strategy, covers};
use crate::calendar::Day;
use crate::explain::{Code, Finding};
use std::collections::BTreeMap;

/// What is left while promises are served.
pub(super) struct Serving<'a> {
    terms: &'a RepromiseTerms<'a>,
    left: Left,
    // In the order of service.
    bundles: Vec<Served>,
}

/// A bundle, and where what it takes from stands.
pub(super) struct Served {
    pub bundle: Bundle,
    /// The pools, and the units of each in one of its own.
    pub takes: Vec<(usize, i64)>,
    /// The quotas likewise.
    pub caps: Vec<(usize, i64)>,
}

impl Served {
    /// What was promised to it on a day.
    fn own(&self, day: Day) -> i64 {
        let own = self.bundle.has.iter().filter(|piece| piece.0 == day);
        total(own.map(|piece| piece.1))
    }
}

impl<'a> Serving<'a> {
    pub fn new(books: &StockBooks, scope: Scope, terms: &'a RepromiseTerms<'a>) -> Self {
        let mut places: BTreeMap<&PoolKey, usize> = BTreeMap::new();
        let mut left = Left::default();
        for (key, pool) in scope.pools.iter().filter_map(|key| Some((key, books.pools.get(key)?))) {
            places.insert(key, left.curves.len());
            left.curves.push(books.without_promises(pool, &terms.sight));
        }
        let mut known: BTreeMap<(Box<str>, Box<str>), Option<usize>> = BTreeMap::new();
        let mut bundles = Vec::new();
        for mut bundle in scope.bundles {
            let takes = bundle.takes().into_iter();
            let takes = takes.filter_map(|(key, units)| Some((*places.get(key)?, units))).collect();
            let group = (terms.group)(&bundle.partner);
            let mut caps = Vec::new();
            for (product, units) in bundle.counts() {
                let Some(group) = &group else { continue };
                let cap = *known.entry((product.into(), group.clone())).or_insert_with(|| {
                    left.caps.extend(books.cap(product, group, terms));
                    left.caps.iter().position(|cap| cap.is_of(product, group))
                });
                caps.extend(cap.map(|cap| (cap, units)));
            }
            bundle.quotas = caps.iter().map(|(cap, _)| left.caps[*cap].key.clone()).collect();
            bundles.push(Served { bundle, takes, caps });
        }
        // All of them are served anew.
        for served in &bundles {
            left.use_up(served, &served.bundle.has, -1);
        }
        Self { terms, left, bundles }
    }

    pub fn serve(&mut self) {
        for strategy in Strategy::ALL {
            let own: Vec<usize> = (0..self.bundles.len())
                .filter(|at| self.bundles[*at].bundle.strategy == strategy)
                .collect();
            for at in own.iter().copied() {
                let pieces = match strategy {
                    Strategy::Win | Strategy::Redistribute => self.asks(at),
                    Strategy::Gain | Strategy::Fill => self.bundles[at].bundle.has.clone(),
                    Strategy::Lose => Vec::new(),
                };
                self.bundles[at].bundle.after = self.take(at, &pieces);
            }
            if strategy == Strategy::Gain {
                own.into_iter().for_each(|at| self.gain(at));
            }
        }
    }

    pub fn into_bundles(self) -> Vec<Bundle> {
        self.bundles.into_iter().map(|served| served.bundle).collect()
    }

    /// What a bundle asks for: what its line did and does not have elsewhere,
    /// and never less than it has.
    fn asks(&self, at: usize) -> Vec<(Day, i64)> {
        let own = &self.bundles[at].bundle;
        let Some((day, asked)) = own.asked else { return own.has.clone() };
        let others = self.bundles.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.filter(|(_, other)| own.of_same_line(&other.bundle));
        // All of an order have one strategy, and gains come when all are served.
        let gains = own.strategy == Strategy::Gain;
        let elsewhere = others.flat_map(|(place, other)| match gains || place < at {
            true => &other.bundle.after,
            false => &other.bundle.has,
        });
        let elsewhere = total(elsewhere.map(|piece| piece.1));
        let has = total(own.has.iter().map(|piece| piece.1));
        vec![(day, asked.saturating_sub(elsewhere).max(has))]
    }

    /// Serves a promise anew when that is better for it on every day.
    fn gain(&mut self, at: usize) {
        let before = self.left.clone_of(&self.bundles[at]);
        let kept = std::mem::take(&mut self.bundles[at].bundle.after);
        self.left.take(&self.bundles[at], &kept, -1);
        let asks = self.asks(at);
        let anew = self.take(at, &asks);
        let better = covers(&anew, &kept) && anew != kept;
        if !better {
            self.left.put_back(&self.bundles[at], before);
        }
        self.bundles[at].bundle.after = if better { anew } else { kept };
    }

    /// Takes deliveries as far as they are there, each on its day; the rest
    /// later in one piece. Where a promise may not come in parts, and not all
    /// of them are there, all of it moves.
    fn take(&mut self, at: usize, pieces: &[(Day, i64)]) -> Vec<(Day, i64)> {
        let before = self.left.clone_of(&self.bundles[at]);
        let mut taken: Vec<(Day, i64)> = Vec::new();
        let (mut rest, mut day) = (0, self.terms.sight.today);
        for (on, quantity) in pieces {
            let wanted = quantity.saturating_add(rest);
            let got = self.some(at, *on, wanted, &taken);
            self.deliver(at, *on, got, &mut taken);
            (rest, day) = (wanted - got, *on);
        }
        if rest > 0 {
            if !self.bundles[at].bundle.partial {
                self.left.put_back(&self.bundles[at], before);
                taken.clear();
                rest = total(pieces.iter().map(|piece| piece.1));
            }
            self.later(at, day, rest, &mut taken);
        }
        taken
    }

    /// The first day from `day` on that has all of the rest, or as much as
    /// there ever is.
    fn later(&mut self, at: usize, day: Day, rest: i64, taken: &mut Vec<(Day, i64)>) {
        let days = self.days(at, day);
        let (mut best, mut most) = (day, 0);
        for day in days {
            let got = self.some(at, day, rest, taken);
            if got > most {
                (best, most) = (day, got);
            }
            if got == rest {
                break;
            }
        }
        if most == rest || self.bundles[at].bundle.partial {
            self.deliver(at, best, most, taken);
        }
    }

    /// The days from `day` on, on which more can be there than the day before:
    /// something comes in, a window opens, supply has no end any more.
    fn days(&self, at: usize, day: Day) -> Vec<Day> {
        let served = &self.bundles[at];
        let curves = served.takes.iter().flat_map(|(pool, _)| self.left.curves[*pool].points());
        let windows = served.caps.iter().flat_map(|(cap, _)| &self.left.caps[*cap].windows);
        let windows = windows.map(|own| &own.limit);
        let until = self.terms.sight.until;
        let days = curves.map(|point| point.0).chain(windows.map(|limit| limit.from));
        let days = days.chain(until.map(|until| until.plus(1))).chain([day]);
        let mut days: Vec<Day> = days.map(|own| (self.terms.ship)(own.max(day))).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// How much of a wanted quantity can leave on a day.
    fn some(&self, at: usize, day: Day, wanted: i64, taken: &[(Day, i64)]) -> i64 {
        let served = &self.bundles[at];
        let so_far = total(taken.iter().filter(|own| own.0 == day).map(|own| own.1));
        let own = served.own(day).saturating_sub(so_far).max(0);
        let stays = own.min(self.room(served, |cap| cap.room_to_stay(day)));
        let room = self.room(served, |cap| cap.room(day)).max(stays);
        let there = self.supply(served, day).min(room).max(0);
        let multiple = served.bundle.multiple;
        if there >= wanted { wanted } else { there - there % multiple }
    }

    /// What supply gives of it on a day.
    fn supply(&self, served: &Served, day: Day) -> i64 {
        let until = self.terms.sight.until;
        if until.is_some_and(|until| day > until) {
            return i64::MAX;
        }
        let of = |(pool, each): &(usize, i64)| {
            units(self.left.curves[*pool].available(day, until)) / (*each).max(1)
        };
        served.takes.iter().map(of).min().unwrap_or(i64::MAX)
    }

    /// What quotas have room for.
    fn room(&self, served: &Served, of: impl Fn(&Cap) -> i64) -> i64 {
        let of = |(cap, each): &(usize, i64)| of(&self.left.caps[*cap]) / (*each).max(1);
        served.caps.iter().map(of).min().unwrap_or(i64::MAX)
    }

    fn deliver(&mut self, at: usize, day: Day, quantity: i64, taken: &mut Vec<(Day, i64)>) {
        if quantity > 0 {
            self.left.take(&self.bundles[at], &[(day, quantity)], 1);
            match taken.last_mut().filter(|last| last.0 == day) {
                Some(last) => last.1 = last.1.saturating_add(quantity),
                None => taken.push((day, quantity)),
            }
        }
    }

    /// Lines that lost units for which there would be supply, but no quota.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, served) in self.bundles.iter().enumerate() {
            let sum = |pieces: &[(Day, i64)]| total(pieces.iter().map(|piece| piece.1));
            let lost = sum(&served.bundle.has).saturating_sub(sum(&served.bundle.after));
            if lost <= 0 || served.bundle.strategy == Strategy::Lose {
                continue;
            }
            let days = self.days(at, self.terms.sight.today);
            let whole = if served.bundle.partial { served.bundle.multiple.min(lost) } else { lost };
            let mut supplied = days.iter().filter(|day| self.supply(served, **day) >= whole);
            let last = supplied.next_back().copied();
            let full = |(cap, each): &&(usize, i64)| {
                last.is_some_and(|day| self.left.caps[*cap].room(day) / (*each).max(1) < whole)
            };
            let Some((cap, _)) = served.caps.iter().find(full) else { continue };
            let StockKey::Quota { product, group } = &self.left.caps[*cap].key else { continue };
            for (line, _, units) in &served.bundle.told {
                let finding = Finding::new(Code::StockQuotaBinds, "")
                    .with("order", &*served.bundle.order)
                    .with("found", &**line)
                    .with("product", &**product)
                    .with("group", &**group)
                    .with("quantity", lost.saturating_mul(*units));
                findings.push(finding);
            }
        }
        findings
    }
}
