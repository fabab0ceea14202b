//! Single changes that would make a promise better, each tried by planning again.

use super::plan::{Line, Window};
use super::space::Space;
use super::{Ask, Availability, Binding, BindingKind, Delivery, Overlay, Planner, PoolId, Terms};
use crate::calendar::Day;

/// One change with which a promise would be better; each was tried by planning
/// the line again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// So many more units of a product, there on a day; one less would not do.
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
    /// A receipt that comes so many days earlier; one day less would not do.
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
    /// A quota that is so many units larger; one less would not do.
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
    /// More deliveries than the policy allows; one less would not do.
    Deliveries(u16),
    /// More days of lateness; one less would not do.
    Lateness {
        /// How many calendar days after the target.
        days: u32,
        /// When the last delivery would leave.
        ship: Day,
    },
    /// Allowed in part and in several deliveries.
    Partial {
        /// How many units would be promised.
        quantity: i64,
        /// When the last of them would leave.
        ship: Day,
    },
    /// Not together with the other lines.
    Apart {
        /// How many units would be promised.
        quantity: i64,
        /// When the last of them would leave.
        ship: Day,
    },
    /// The whole order so many minutes earlier, before the cut-off.
    Order {
        /// How many minutes.
        minutes: i64,
        /// How many units would be promised.
        quantity: i64,
        /// When the first of them would leave.
        first: Day,
        /// When the last of them would leave.
        last: Day,
    },
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

/// So many receipts of a pool are tried.
const RECEIPTS_MAX: usize = 50;

/// Multiples up to this are tried.
const MULTIPLES_MAX: i64 = 1_000;

/// More units than any change of supply.
const UNITS_MAX: i64 = 1 << 40;

/// So many deliveries are tried.
const DELIVERIES_MAX: u16 = 100;

/// What a change is to bring about.
#[derive(Clone, Copy, Debug)]
enum Goal<'g> {
    /// All of the line leaves on the first ship day.
    Target,
    /// All of the line leaves, within its lateness.
    Complete,
    /// All lines of the order leave on one day.
    Together(&'g Joined<'g>),
}

/// Lines that leave together or not at all, each with its substitutes.
#[derive(Clone, Copy, Debug)]
pub struct Joined<'g> {
    /// The lines.
    pub lines: &'g [&'g [Ask]],
    /// The least lateness that any of them allows, in calendar days.
    pub late_days_max: Option<u32>,
}

/// A line, planned again and again with one thing or another changed.
#[derive(Clone, Copy)]
struct Trial<'t> {
    planner: Planner<'t>,
    overlay: &'t Overlay,
    ask: Ask,
    terms: Terms,
    goal: Goal<'t>,
}

impl<'t> Trial<'t> {
    fn first(&self) -> Day {
        self.planner.working.at_or_after(self.terms.target)
    }

    fn window(&self) -> Window {
        let Planner { policy, today, working, .. } = self.planner;
        Window::new(policy, today, working, &self.ask, &self.terms)
    }

    /// The last day on which the line may leave, if there is one.
    fn last(&self) -> Option<Day> {
        let last = match self.goal {
            Goal::Target => return Some(self.first()),
            Goal::Complete => self.window().last,
            Goal::Together(joined) => {
                let terms = Terms { late_days_max: joined.late_days_max, ..self.terms };
                Trial { terms, ..*self }.window().last
            }
        };
        let working = self.planner.working;
        (last < Day(i32::MAX)).then(|| working.at_or_before(last).max(self.first()))
    }

    fn deliveries(&self) -> (i64, Vec<Delivery>) {
        let mut out = Vec::new();
        let (overlay, space) = (self.overlay, &mut Space::default());
        let total = self.planner.find(overlay, space, &self.ask, &self.terms, &mut out);
        (total, out)
    }

    fn holds(&self) -> bool {
        if let Goal::Together(joined) = self.goal {
            return self.together(joined).is_some();
        }
        let (total, out) = self.deliveries();
        let Some(last) = out.last().filter(|_| total == self.ask.quantity) else { return false };
        matches!(self.goal, Goal::Complete) || last.ship == self.first()
    }

    /// The day on which all lines leave.
    fn together(&self, joined: &Joined<'_>) -> Option<Day> {
        let late = joined.late_days_max.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        let last = late.map_or(Day(i32::MAX), |days| self.terms.target.plus(days));
        let mut day = None;
        // An order is explained as if it were alone, so nothing is booked before it.
        let found = self.planner.together(
            &mut Overlay::default(),
            joined.lines,
            self.terms.target,
            last,
            &mut |_, _, deliveries| day = deliveries.last().map(|own| own.ship),
        );
        day.filter(|_| found)
    }

    fn what_if(&self, what_if: WhatIf) -> Self {
        Self { planner: Planner { what_if, ..self.planner }, ..*self }
    }

    /// The least number of units more of a pool by the last day.
    fn units(&self, product: u32, location: u32, day: Day) -> Option<i64> {
        self.planner.pool(product, location)?;
        let id = self.planner.supplies.pool_id(product, location);
        let more = |quantity: i64| {
            self.what_if(WhatIf::Units { pool: id, day, quantity, until: None }).holds()
        };
        least(UNITS_MAX, more)
    }

    /// The receipt that is due first of those with which it holds when they come
    /// as early as is wanted, and the least number of days earlier.
    fn receipt(&self, product: u32, location: u32) -> Option<Better> {
        let first = self.first();
        let pools = self.planner.supplies.pools(product);
        let Some(Some(pool)) = pools.get(location as usize) else { return None };
        let id = self.planner.supplies.pool_id(product, location);
        let mut receipts: Vec<(Day, i64)> = Vec::new();
        pool.each_receipt(first.plus(1), |day, received| {
            receipts.push((day, received));
            receipts.len() < RECEIPTS_MAX
        });
        receipts.into_iter().find_map(|(day, quantity)| {
            let earlier = |days: i64| {
                let early = Day(day.0 - i32::try_from(days).unwrap_or(0));
                let until = Some(day);
                self.what_if(WhatIf::Units { pool: id, day: early, quantity, until }).holds()
            };
            let days = least(i64::from(day.0) - i64::from(first.0), earlier)?;
            let days = i32::try_from(days).ok()?;
            Some(Better::Receipt { product, location, day, days })
        })
    }

    /// The window whose quota needs the least to be larger; the first of several.
    fn quota(&self, product: u32) -> Option<Better> {
        let last = self.last().unwrap_or(Day(i32::MAX));
        let quotas = self.planner.supplies.quotas(product, self.planner.buyer.group);
        let inside = quotas.filter(|(_, own)| own.from <= last && self.first() < own.until);
        let mut best: Option<(i64, Better)> = None;
        for (id, own) in inside {
            let (from, until) = (own.from, own.until);
            let more = |quantity: i64| self.what_if(WhatIf::Quota { id, quantity }).holds();
            if let Some(quantity) = least(UNITS_MAX, more)
                && best.is_none_or(|(known, _)| quantity < known)
            {
                best = Some((quantity, Better::Quota { product, from, until, quantity }));
            }
        }
        best.map(|(_, better)| better)
    }

    /// The largest smaller multiple with which it holds; what was ordered is
    /// rounded up to it.
    fn multiple(&self, ordered: i64) -> Option<Better> {
        let Ask { quantity: rounded, multiple: own, .. } = self.ask;
        (1..own.min(MULTIPLES_MAX)).rev().find_map(|multiple| {
            let up =
                |multiple: i64| ordered.checked_add(multiple - 1).map(|n| n / multiple * multiple);
            // A quantity that was raised to a minimum stays as it is.
            let raised = up(own.max(1)) != Some(rounded);
            let quantity = if raised { Some(rounded) } else { up(multiple) };
            let quantity = quantity.filter(|quantity| quantity % multiple == 0)?;
            let ask = Ask { quantity, multiple, ..self.ask };
            Self { ask, ..*self }.holds().then_some(Better::Multiple(multiple))
        })
    }

    /// The least number of days of lateness with which it is complete.
    fn lateness(&self) -> Option<Better> {
        let day = |late: Option<u32>| match self.goal {
            Goal::Together(joined) => self.together(&Joined { late_days_max: late, ..*joined }),
            _ => {
                let terms = Terms { late_days_max: late, ..self.terms };
                let (total, out) = Trial { terms, ..*self }.deliveries();
                out.last().filter(|_| total == self.ask.quantity).map(|own| own.ship)
            }
        };
        let after = |late: u32, last: Day| {
            let most = i64::from(last.0) - i64::from(self.terms.target.0) - i64::from(late);
            let days =
                least(most, |more| day(u32::try_from(i64::from(late) + more).ok()).is_some())?;
            u32::try_from(i64::from(late) + days).ok()
        };
        let late = match self.goal {
            Goal::Together(joined) => joined.late_days_max,
            _ => self.terms.late_days_max,
        }?;
        let days = after(late, day(None)?)?;
        Some(Better::Lateness { days, ship: day(Some(days))? })
    }

    /// The least number of deliveries with which it is complete.
    fn more_deliveries(&self) -> Option<Better> {
        let own = self.planner.policy.deliveries_max.max(1);
        let count = |more: i64| own.saturating_add(u16::try_from(more).unwrap_or(u16::MAX));
        let most = i64::from(DELIVERIES_MAX.saturating_sub(own));
        let more = least(most, |more| {
            let policy =
                Availability { deliveries_max: count(more), ..self.planner.policy.clone() };
            Trial { planner: Planner { policy: &policy, ..self.planner }, ..*self }.holds()
        })?;
        Some(Better::Deliveries(count(more)))
    }
}

/// The least number from 1 to `most` for which it holds, when it holds for all
/// after one for which it does.
fn least(most: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    if most < 1 || !holds(most) {
        return None;
    }
    let (mut fails, mut does) = (0, most);
    while does - fails > 1 {
        let half = fails + (does - fails) / 2;
        if holds(half) {
            does = half;
        } else {
            fails = half;
        }
    }
    Some(does)
}

impl Planner<'_> {
    /// Single changes with which the line would leave whole on the first ship
    /// day, each tried by planning it again. None when it does already.
    #[must_use]
    pub fn better(
        &self,
        overlay: &Overlay,
        (ask, ordered): (&Ask, i64),
        terms: &Terms,
    ) -> Vec<Better> {
        let trial = Trial { planner: *self, overlay, ask: *ask, terms: *terms, goal: Goal::Target };
        let mut found = Vec::new();
        if trial.holds() {
            return found;
        }
        for binding in self.binding(overlay, ask, terms) {
            match (binding.kind, binding.location) {
                (BindingKind::Quota, _) => found.extend(trial.quota_of(&binding)),
                (BindingKind::Supply | BindingKind::Protection, Some(location)) => {
                    let (product, quantity, day) = (binding.product, binding.short, trial.first());
                    let pool = self.supplies.pool_id(product, location);
                    let more = WhatIf::Units { pool, day, quantity, until: None };
                    if trial.what_if(more).holds() {
                        found.push(Better::Units { product, location, day, quantity });
                    }
                    found.extend(trial.receipt(product, location));
                }
                _ => {}
            }
        }
        found.extend(trial.multiple(ordered));
        found
    }

    /// Single changes with which a line that is promised in part or not at all
    /// would be promised whole, within its lateness unless that is the change;
    /// each was tried by planning again. None when it is whole already.
    ///
    /// With `joined` the lines leave together or not at all; then they are
    /// planned again together, after nothing else.
    #[must_use]
    pub fn complete(
        &self,
        overlay: &Overlay,
        (ask, ordered): (&Ask, i64),
        terms: &Terms,
        joined: Option<&Joined<'_>>,
    ) -> Vec<Better> {
        let goal = joined.map_or(Goal::Complete, Goal::Together);
        let trial = Trial { planner: *self, overlay, ask: *ask, terms: *terms, goal };
        let mut found = Vec::new();
        if trial.holds() {
            return found;
        }
        let plain = [(ask.product, 1)];
        let parts = self.recipes.parts(ask.product).unwrap_or(&plain);
        let by = trial.last().unwrap_or(trial.first());
        let locations = || 0..self.supplies.locations() as u32;
        for &(product, _) in parts {
            let more = locations().filter_map(|location| {
                let quantity = trial.units(product, location, by)?;
                Some(Better::Units { product, location, day: by, quantity })
            });
            found.extend(more.min_by_key(|better| match better {
                Better::Units { quantity, .. } => *quantity,
                _ => 0,
            }));
            found.extend(locations().filter_map(|location| trial.receipt(product, location)));
        }
        let window = Window::new(self.policy, self.today, self.working, ask, terms);
        let line = Line { ask, parts, window };
        found.extend(self.families(&line).filter_map(|(product, _)| trial.quota(product)));
        found.extend(trial.lateness());
        let alone = Trial { goal: Goal::Complete, ..trial };
        if joined.is_some() {
            let (quantity, out) = alone.deliveries();
            found.extend(out.last().map(|own| Better::Apart { quantity, ship: own.ship }));
            return found;
        }
        found.extend(trial.multiple(ordered));
        if terms.partial {
            found.extend(trial.more_deliveries());
        } else {
            let terms = Terms { partial: true, ..*terms };
            let (quantity, out) = Trial { terms, ..trial }.deliveries();
            found.extend(out.last().map(|own| Better::Partial { quantity, ship: own.ship }));
        }
        found
    }

    /// Whether a line would be promised whole, within its lateness.
    #[must_use]
    pub fn completes(&self, overlay: &Overlay, ask: &Ask, terms: &Terms) -> bool {
        let (ask, terms) = (*ask, *terms);
        Trial { planner: *self, overlay, ask, terms, goal: Goal::Complete }.holds()
    }

    /// Whether a line would leave whole on the first ship day.
    #[must_use]
    pub fn whole(&self, overlay: &Overlay, ask: &Ask, terms: &Terms) -> bool {
        let (ask, terms) = (*ask, *terms);
        Trial { planner: *self, overlay, ask, terms, goal: Goal::Target }.holds()
    }
}

impl Trial<'_> {
    /// The quota of the window that binds, larger by what is short.
    fn quota_of(&self, binding: &Binding) -> Option<Better> {
        let mut quotas = self.planner.supplies.quotas(binding.product, self.planner.buyer.group);
        let (id, quota) = quotas.find(|(_, quota)| quota.from == binding.day)?;
        let (product, quantity) = (binding.product, binding.short);
        let (from, until) = (quota.from, quota.until);
        let larger = self.what_if(WhatIf::Quota { id, quantity });
        larger.holds().then_some(Better::Quota { product, from, until, quantity })
    }
}

#[cfg(test)]
mod tests;
