//! What keeps a line from leaving whole on the wanted day.

use super::plan::{Line, Window};
use super::pool::promisable;
use super::supplies::Sight;
use super::{Ask, Overlay, Planner, Sourcing, Terms};
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
    /// on, the first day of the quota's window, or the last of the horizon.
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
    /// The wanted day lies after the last one on which anything leaves.
    Horizon,
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
            Self::Horizon => "horizon",
        }
    }
}

impl Planner<'_> {
    /// What keeps a line from leaving whole on the first ship day: at the
    /// location that is shortest of least, or at each when it may be split.
    #[must_use]
    pub fn binding(&self, overlay: &Overlay, ask: &Ask, terms: &Terms) -> Vec<Binding> {
        let plain = [(ask.product, 1)];
        let window = Window::new(self.policy, self.today, self.working, ask, terms);
        if window.first > window.last {
            let (product, short) = (ask.product, ask.quantity);
            let kind = BindingKind::Horizon;
            return vec![Binding {
                kind,
                product,
                location: None,
                group: None,
                day: window.last,
                short,
            }];
        }
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
}

#[cfg(test)]
mod tests;
