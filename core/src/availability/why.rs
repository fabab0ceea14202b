//! Why a line is promised as it is, and what single change would have it leave
//! whole on the wanted day.

use super::plan::{Line, Window};
use super::pool::promisable;
use super::space::Space;
use super::supplies::Sight;
use super::{Ask, Delivery, Overlay, Planner, Pool, PoolId, Sourcing, Terms};
use crate::calendar::Day;

/// What keeps a line from leaving whole on the first ship day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// What it is.
    pub kind: BindingKind,
    /// The product whose supply or quota it is: the line's, or a part of the kit.
    pub product: u32,
    /// The location, for supply.
    pub location: Option<u32>,
    /// The group that units are kept free for, or whose quota it is.
    pub group: Option<u32>,
    /// The day on which it binds: that with the least left from the wanted day
    /// on, or the first day of the quota's window.
    pub day: Day,
    /// How many units of the product are missing.
    pub short: i64,
}

/// What can keep a line from leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// There is not enough, from the day on.
    Supply,
    /// There would be enough, and it is kept free for a group.
    Protection,
    /// The quota of a window is used up.
    Quota,
    /// The group's quotas have no window on the wanted day.
    NoWindow,
}

impl BindingKind {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Protection => "protection",
            Self::Quota => "quota",
            Self::NoWindow => "no_window",
        }
    }
}

/// Units of a receipt that a delivery leans on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peg {
    /// The product that comes in.
    pub product: u32,
    /// Where.
    pub location: u32,
    /// The day it comes.
    pub day: Day,
    /// How many of its units.
    pub quantity: i64,
}

/// One change with which a line would leave whole on the first ship day; each
/// was tried by planning the line again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// So many more units of a product, there on a day.
    Units {
        /// The product.
        product: u32,
        /// Where.
        location: u32,
        /// By when.
        day: Day,
        /// How many.
        quantity: i64,
    },
    /// A receipt that comes so many days earlier.
    Receipt {
        /// The product.
        product: u32,
        /// Where.
        location: u32,
        /// The day it is expected.
        day: Day,
        /// How many days earlier.
        days: i32,
    },
    /// A quota that is so many units larger.
    Quota {
        /// The product.
        product: u32,
        /// The first day of its window.
        from: Day,
        /// The first day after it.
        until: Day,
        /// By how many units.
        quantity: i64,
    },
    /// Another multiple of a delivery.
    Multiple(i64),
}

/// A change of what can be promised, for one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum WhatIf {
    #[default]
    Nothing,
    /// More of a pool from a day on; and so much less from a later day on.
    Units { pool: PoolId, day: Day, quantity: i64, until: Option<Day> },
    /// More of a quota.
    Quota { id: PoolId, quantity: i64 },
}

/// So many receipts are tried.
const RECEIPTS_MAX: usize = 50;

/// Multiples up to this are tried.
const MULTIPLES_MAX: i64 = 1_000;

impl Planner<'_> {
    /// What keeps a line from leaving whole on the first ship day: at the
    /// location that is shortest of least, or at each when it may be split.
    #[must_use]
    pub fn binding(&self, overlay: &Overlay, ask: &Ask, terms: &Terms) -> Vec<Binding> {
        let plain = [(ask.product, 1)];
        let window = Window::new(self.policy, self.today, self.working, ask, terms);
        let line = Line { ask, parts: self.recipes.parts(ask.product).unwrap_or(&plain), window };
        let mut found = self.binding_quotas(overlay, &line);
        let mut of_supply: Vec<(i64, Binding)> = Vec::new();
        for location in 0..self.supplies.locations() as u32 {
            let parts = line.parts.iter();
            let least = parts
                .filter_map(|&part| self.binding_pool(overlay, &line, part, location))
                .min_by_key(|(there, _)| *there);
            of_supply.extend(least);
        }
        // A location with enough for all has no row; then supply does not bind.
        if of_supply.len() == self.supplies.locations() {
            let multiple = line.window.multiple;
            let whole = |there: i64| there / multiple * multiple;
            match self.policy.sourcing {
                Sourcing::Single => {
                    let mut most = of_supply.into_iter();
                    let first = most.next();
                    let best = most.fold(first, |best, next| match best {
                        Some(best) if next.0 <= best.0 => Some(best),
                        _ => Some(next),
                    });
                    found.extend(best.map(|(_, binding)| binding));
                }
                Sourcing::Split => {
                    let sum: i64 = of_supply.iter().map(|(there, _)| whole(*there)).sum();
                    if sum < ask.quantity {
                        found.extend(of_supply.iter().map(|(_, binding)| *binding));
                    }
                }
            }
        }
        found
    }

    fn binding_quotas(&self, overlay: &Overlay, line: &Line<'_>) -> Vec<Binding> {
        let mut found = Vec::new();
        let day = line.window.first;
        for (product, units) in self.families(line) {
            let wanted = line.ask.quantity.saturating_mul(units);
            let mut quotas = self.supplies.quotas(product, self.buyer.group);
            let own = quotas.find(|(_, quota)| quota.from <= day && day < quota.until);
            let binding = |kind, day, short| Binding {
                kind,
                product,
                location: None,
                group: self.buyer.group,
                day,
                short,
            };
            match own {
                None => found.push(binding(BindingKind::NoWindow, day, wanted)),
                Some(own) => {
                    let left = self.left(own, overlay);
                    if left < wanted {
                        found.push(binding(BindingKind::Quota, own.1.from, wanted - left));
                    }
                }
            }
        }
        found
    }

    /// How many of the line a part's pool has on the first day, and what binds,
    /// when it has less than the line asks.
    fn binding_pool(
        &self,
        overlay: &Overlay,
        line: &Line<'_>,
        (part, units): (u32, i64),
        location: u32,
    ) -> Option<(i64, Binding)> {
        let window = &line.window;
        let pool = self.pool(part, location)?;
        if window.first > window.known_until && self.supplies.tracked(part) {
            return None;
        }
        let id = self.supplies.pool_id(part, location);
        let wanted = line.ask.quantity.saturating_mul(units);
        let low = |sight: &Sight<'_>| {
            let mut extra = Vec::new();
            sight.beside(id, pool, overlay, &mut extra);
            let view = sight.view(pool, overlay.booked(id), &extra);
            view.lowest(window.first, window.known_until.max(window.first))
        };
        let own = low(&self.sight());
        let there = promisable(own.net);
        if there >= wanted {
            return None;
        }
        let without = low(&Sight { protected: false, ..self.sight() });
        let protected = promisable(without.net) >= wanted;
        let group = pool
            .protections()
            .iter()
            .find(|kept| kept.covers(own.day) && Some(kept.group) != self.buyer.group);
        let binding = Binding {
            kind: if protected { BindingKind::Protection } else { BindingKind::Supply },
            product: part,
            location: Some(location),
            group: group.filter(|_| protected).map(|kept| kept.group),
            day: own.day,
            // A position below zero is to be filled as well.
            short: promisable(i128::from(wanted) - own.net),
        };
        Some((there / units, binding))
    }

    /// The receipts that deliveries lean on, when supply serves what was
    /// promised in the order of the days, this line after all others of its day.
    #[must_use]
    pub fn pegs(&self, overlay: &Overlay, product: u32, deliveries: &[Delivery]) -> Vec<Peg> {
        let plain = [(product, 1)];
        let parts = self.recipes.parts(product).unwrap_or(&plain);
        let mut pegs: Vec<Peg> = Vec::new();
        for &(part, units) in parts {
            for location in 0..self.supplies.locations() as u32 {
                let Some(Some(pool)) = self.supplies.pools(part).get(location as usize) else {
                    continue;
                };
                let own = deliveries.iter().filter(|delivery| delivery.location == location);
                let mut sent = 0;
                for delivery in own {
                    let quantity = i128::from(delivery.quantity) * i128::from(units);
                    self.peg(
                        overlay,
                        (part, location, pool),
                        (delivery.ship, sent, quantity),
                        &mut pegs,
                    );
                    sent += quantity;
                }
            }
        }
        pegs
    }

    fn peg(
        &self,
        overlay: &Overlay,
        (product, location, pool): (u32, u32, &Pool),
        (ship, sent, quantity): (Day, i128, i128),
        pegs: &mut Vec<Peg>,
    ) {
        let id = self.supplies.pool_id(product, location);
        let sight = Sight { protected: false, ..self.sight() };
        let mut extra = Vec::new();
        sight.beside(id, pool, overlay, &mut extra);
        let view = sight.view(pool, overlay.booked(id), &extra);
        let mut come: i128 = view.net(Day(i32::MIN));
        let mut receipts: Vec<(Day, i128)> = Vec::new();
        pool.each_receipt(self.today, |day, received| {
            receipts.push((day, i128::from(received)));
            day <= ship
        });
        if let Some(days) = self.policy.overdue_days {
            let day = self.today.plus(i32::try_from(days).unwrap_or(i32::MAX));
            receipts.push((day, pool.overdue(self.today)));
            receipts.sort_by_key(|receipt| receipt.0);
        }
        // What has come by a day less its net position is what was asked by it.
        let by_ship: i128 = receipts.iter().filter(|r| r.0 <= ship).map(|r| r.1).sum();
        let asked = come + by_ship - view.net(ship) + sent;
        for (day, received) in receipts.into_iter().filter(|receipt| receipt.0 <= ship) {
            let from = come.max(asked);
            let until = (come + received).min(asked + quantity);
            if from < until {
                let quantity = promisable(until - from);
                match pegs.last_mut() {
                    Some(last)
                        if (last.product, last.location, last.day) == (product, location, day) =>
                    {
                        last.quantity += quantity;
                    }
                    _ => pegs.push(Peg { product, location, day, quantity }),
                }
            }
            come += received;
        }
    }

    /// Single changes with which the line would leave whole on the first ship
    /// day, each tried by planning it again. None when it does already.
    #[must_use]
    pub fn better(
        &self,
        overlay: &Overlay,
        (ask, ordered): (&Ask, i64),
        terms: &Terms,
    ) -> Vec<Better> {
        let mut found = Vec::new();
        let first = self.working.at_or_after(terms.target);
        if self.whole_on(first, overlay, ask, terms) {
            return found;
        }
        for binding in self.binding(overlay, ask, terms) {
            match (binding.kind, binding.location) {
                (BindingKind::Quota, _) => {
                    self.larger_quota(overlay, ask, terms, &binding, &mut found)
                }
                (BindingKind::Supply | BindingKind::Protection, Some(location)) => {
                    self.more_units(overlay, ask, terms, (&binding, location), &mut found);
                    self.earlier_receipts(overlay, ask, terms, (&binding, location), &mut found);
                }
                _ => {}
            }
        }
        self.other_multiple(overlay, (ask, ordered), terms, &mut found);
        found
    }

    /// Whether a line would leave whole on the first ship day.
    #[must_use]
    pub fn whole(&self, overlay: &Overlay, ask: &Ask, terms: &Terms) -> bool {
        self.whole_on(self.working.at_or_after(terms.target), overlay, ask, terms)
    }

    fn whole_on(&self, first: Day, overlay: &Overlay, ask: &Ask, terms: &Terms) -> bool {
        let mut out = Vec::new();
        let total = self.find(overlay, &mut Space::default(), ask, terms, &mut out);
        total == ask.quantity && out.last().is_some_and(|part| part.ship == first)
    }

    fn tried(&self, what_if: WhatIf, overlay: &Overlay, ask: &Ask, terms: &Terms) -> bool {
        let first = self.working.at_or_after(terms.target);
        Planner { what_if, ..*self }.whole_on(first, overlay, ask, terms)
    }

    fn more_units(
        &self,
        overlay: &Overlay,
        ask: &Ask,
        terms: &Terms,
        (binding, location): (&Binding, u32),
        found: &mut Vec<Better>,
    ) {
        let day = self.working.at_or_after(terms.target);
        let (product, quantity) = (binding.product, binding.short);
        let pool = self.supplies.pool_id(product, location);
        if self.tried(WhatIf::Units { pool, day, quantity, until: None }, overlay, ask, terms) {
            found.push(Better::Units { product, location, day, quantity });
        }
    }

    /// A receipt serves the first ship day when it comes on that day.
    fn earlier_receipts(
        &self,
        overlay: &Overlay,
        ask: &Ask,
        terms: &Terms,
        (binding, location): (&Binding, u32),
        found: &mut Vec<Better>,
    ) {
        let first = self.working.at_or_after(terms.target);
        let product = binding.product;
        let Some(Some(pool)) = self.supplies.pools(product).get(location as usize) else { return };
        let id = self.supplies.pool_id(product, location);
        let mut receipts: Vec<(Day, i64)> = Vec::new();
        pool.each_receipt(first.plus(1), |day, received| {
            receipts.push((day, received));
            receipts.len() < RECEIPTS_MAX
        });
        for (day, quantity) in receipts {
            let what_if = WhatIf::Units { pool: id, day: first, quantity, until: Some(day) };
            if self.tried(what_if, overlay, ask, terms) {
                found.push(Better::Receipt { product, location, day, days: day.0 - first.0 });
                return;
            }
        }
    }

    fn larger_quota(
        &self,
        overlay: &Overlay,
        ask: &Ask,
        terms: &Terms,
        binding: &Binding,
        found: &mut Vec<Better>,
    ) {
        let mut quotas = self.supplies.quotas(binding.product, self.buyer.group);
        let Some((id, quota)) = quotas.find(|(_, quota)| quota.from == binding.day) else { return };
        let (quantity, from, until) = (binding.short, quota.from, quota.until);
        if self.tried(WhatIf::Quota { id, quantity }, overlay, ask, terms) {
            found.push(Better::Quota { product: binding.product, from, until, quantity });
        }
    }

    /// The largest smaller multiple with which it is there; what was ordered is
    /// rounded up to it.
    fn other_multiple(
        &self,
        overlay: &Overlay,
        (ask, ordered): (&Ask, i64),
        terms: &Terms,
        found: &mut Vec<Better>,
    ) {
        for multiple in (1..ask.multiple.min(MULTIPLES_MAX)).rev() {
            let up =
                |multiple: i64| ordered.checked_add(multiple - 1).map(|n| n / multiple * multiple);
            // A quantity that was raised to a minimum stays as it is.
            let raised = up(ask.multiple.max(1)) != Some(ask.quantity);
            let quantity = if raised { Some(ask.quantity) } else { up(multiple) };
            let Some(quantity) = quantity.filter(|quantity| quantity % multiple == 0) else {
                continue;
            };
            if self.whole(overlay, &Ask { quantity, multiple, ..*ask }, terms) {
                return found.push(Better::Multiple(multiple));
            }
        }
    }
}

#[cfg(test)]
mod tests;
