use super::better::WhatIf;
use super::pool::promisable;
use super::search::{CLOSED, Candidate};
use super::space::Space;
use super::split::Step;
use super::supplies::Sight;
use super::{
    Availability, Buyer, Overlay, Pool, PoolId, Quota, Recipes, Sourcing, Supplies, Supply,
};
use crate::calendar::{Day, WorkingDays};

/// A quantity that leaves on a day from a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Delivery {
    /// The ship day.
    pub ship: Day,
    /// How many units.
    pub quantity: i64,
    /// The position of the location among those that supply.
    pub location: u32,
}

/// What is asked of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The product, by its number.
    pub product: u32,
    /// How many units.
    pub quantity: i64,
    /// Each delivery is a multiple of this; below 1 it is read as 1.
    pub multiple: i64,
    /// The least units of a delivery that is not all of the line.
    pub shipment_min: i64,
}

/// How a line may be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The wanted ship day; nothing leaves before it.
    pub target: Day,
    /// Whether it may be confirmed for less, or in several deliveries.
    pub partial: bool,
    /// How many calendar days after the target the last delivery may leave.
    pub late_days_max: Option<u32>,
}

/// Plans lines and books them.
///
/// - Nothing leaves before the target, also when it could: what is wanted
///   later is left to others until then, and more can be promised later.
/// - As much in total as possible comes first, in whole multiples; then as
///   early as possible: of all ways to ship that total in `deliveries_max`
///   deliveries or fewer, the least sum of quantity × days after the target;
///   of several, the fewest deliveries, then the one whose first delivery is
///   earliest, then the second.
/// - A delivery leaves on a working day, and at most `late_days_max` calendar
///   days after the target; it is at least the minimum shipment, or all of the
///   line.
/// - Without `partial` everything leaves in one delivery, as early as it can,
///   or nothing does.
/// - A product that is not tracked has the policy's `untracked` supply; it
///   books nothing.
/// - A horizon of n days ends on the n-th day after `today`. With nothing
///   beyond it, no delivery leaves later; with unlimited supply beyond it,
///   what is promised for later days takes nothing away from the days before.
/// - Quotas of the buyer's group cap what leaves on the days of their windows;
///   a group with quotas gets nothing on other days.
#[derive(Clone, Copy, Debug)]
pub struct Planner<'a> {
    /// The rules.
    pub policy: &'a Availability,
    /// What can be promised.
    pub supplies: &'a Supplies,
    /// What kits are made of.
    pub recipes: &'a Recipes,
    /// The days on which goods leave.
    pub working: &'a WorkingDays,
    /// The day of the order.
    pub today: Day,
    /// Who orders.
    pub buyer: Buyer<'a>,
    pub(super) what_if: WhatIf,
}

/// What a line gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Promised {
    /// How many units in all.
    pub total: i64,
    /// The position of the substitute that takes the product's place.
    pub substitute: Option<usize>,
}

impl<'a> Planner<'a> {
    /// A planner of promises on a day.
    #[must_use]
    pub fn new(
        policy: &'a Availability,
        (supplies, recipes): (&'a Supplies, &'a Recipes),
        working: &'a WorkingDays,
        today: Day,
        buyer: Buyer<'a>,
    ) -> Self {
        Self { policy, supplies, recipes, working, today, buyer, what_if: WhatIf::Nothing }
    }

    /// Plans a line, books it in the overlay and appends its deliveries in
    /// order of their days and locations.
    ///
    /// Of the substitutes the first that is complete on the first day takes the
    /// product's place where the product is not; else whoever is complete
    /// first; else the product gives what it can.
    pub fn line(
        &self,
        overlay: &mut Overlay,
        own: &Ask,
        substitutes: &[Ask],
        terms: &Terms,
        out: &mut Vec<Delivery>,
    ) -> Promised {
        let start = out.len();
        let mut space = std::mem::take(&mut overlay.space);
        let mut promised =
            Promised { total: self.find(overlay, &mut space, own, terms, out), substitute: None };
        if !substitutes.is_empty() {
            promised = self.replace(
                overlay,
                &mut space,
                (own, substitutes),
                terms,
                (start, promised),
                out,
            );
        }
        overlay.space = space;
        let taken = promised.substitute.and_then(|at| substitutes.get(at)).unwrap_or(own);
        self.book(overlay, taken.product, &out[start..]);
        promised
    }

    fn replace(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        (own, substitutes): (&Ask, &[Ask]),
        terms: &Terms,
        (start, mut promised): (usize, Promised),
        out: &mut Vec<Delivery>,
    ) -> Promised {
        let first = self.working.at_or_after(terms.target);
        let done = |total: i64, ask: &Ask, parts: &[Delivery]| {
            let last = parts.last().map(|part| part.ship);
            last.filter(|_| total == ask.quantity)
        };
        let mut soonest = done(promised.total, own, &out[start..]);
        if soonest == Some(first) {
            return promised;
        }
        let mut trial = std::mem::take(&mut space.trial);
        for (at, ask) in substitutes.iter().enumerate() {
            trial.clear();
            let total = self.find(overlay, space, ask, terms, &mut trial);
            let Some(last) = done(total, ask, &trial) else { continue };
            if soonest.is_none_or(|day| last < day) {
                soonest = Some(last);
                promised = Promised { total, substitute: Some(at) };
                out.truncate(start);
                out.extend_from_slice(&trial);
            }
            if last == first {
                break;
            }
        }
        space.trial = trial;
        promised
    }

    /// Plans one product for a line without booking it; gives the total.
    pub(super) fn find(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        ask: &Ask,
        terms: &Terms,
        out: &mut Vec<Delivery>,
    ) -> i64 {
        let window = Window::new(self.policy, self.today, self.working, ask, terms);
        if window.wanted == 0 || window.first > window.last {
            return 0;
        }
        let plain = [(ask.product, 1)];
        let line = Line { ask, parts: self.recipes.parts(ask.product).unwrap_or(&plain), window };
        let capped = self.families(&line).next().is_some();
        if self.supplies.locations() == 1 && !capped && self.at_once(overlay, space, &line) {
            let window = &line.window;
            out.push(Delivery { ship: window.first, quantity: window.wanted, location: 0 });
            return window.wanted;
        }
        space.steps.resize_with(self.supplies.locations(), Vec::new);
        for location in 0..self.supplies.locations() as u32 {
            self.steps(overlay, space, &line, location);
        }
        match self.policy.sourcing {
            Sourcing::Single => self.one_location(overlay, space, &line, capped, out),
            Sourcing::Split => self.all_locations(overlay, space, &line, capped, out),
        }
    }

    pub(super) fn sight(&self) -> Sight<'_> {
        Sight {
            today: self.today,
            overdue_days: self.policy.overdue_days,
            buyer: self.buyer,
            protected: true,
            what_if: self.what_if,
        }
    }

    /// What is left of a quota.
    pub(super) fn left(&self, quota: (PoolId, &Quota), overlay: &Overlay) -> i64 {
        let left = self.supplies.left(quota, &self.buyer, overlay);
        match self.what_if {
            WhatIf::Quota { id, quantity } if id == quota.0 => left.saturating_add(quantity),
            _ => left,
        }
    }

    /// The pool of a part at a location; `None` is without limit.
    pub(super) fn pool(&self, product: u32, location: u32) -> Option<&Pool> {
        const EMPTY: &Pool = &Pool::EMPTY;
        let pools = self.supplies.pools(product);
        match pools.get(location as usize) {
            Some(Some(pool)) => Some(pool),
            _ if pools.iter().any(Option::is_some) => Some(EMPTY),
            _ if self.policy.untracked == Supply::Unlimited => None,
            _ => Some(EMPTY),
        }
    }

    /// The lowest of what a part can promise from a day on.
    fn lowest(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        part: (u32, u32),
        from: Day,
        until: Day,
    ) -> i128 {
        let (product, location) = part;
        let Some(pool) = self.pool(product, location) else { return i128::MAX };
        let sight = self.sight();
        let id = self.supplies.pool_id(product, location);
        sight.beside(id, pool, overlay, &mut space.extra);
        let booked = overlay.booked(id);
        sight.view(pool, booked, &space.extra).lowest(from, until).net
    }

    /// Whether all that is wanted can leave on the first ship day.
    fn at_once(&self, overlay: &Overlay, space: &mut Space, line: &Line<'_>) -> bool {
        let window = &line.window;
        if window.least > window.wanted {
            return false;
        }
        line.parts.iter().all(|&(part, units)| {
            if !self.supplies.tracked(part) {
                return self.policy.untracked == Supply::Unlimited;
            }
            if window.first > window.known_until {
                return true;
            }
            let wanted = i128::from(window.wanted) * i128::from(units);
            self.lowest(overlay, space, (part, 0), window.first, window.known_until) >= wanted
        })
    }

    /// Fills the steps by which more and more can have left a location.
    fn steps(&self, overlay: &Overlay, space: &mut Space, line: &Line<'_>, location: u32) {
        let window = &line.window;
        let mut out = std::mem::take(&mut space.steps[location as usize]);
        out.clear();
        space.parts.clear();
        space.parts.push((window.first, window.wanted));
        let mut beyond = window.known_until < window.last;
        for &(part, units) in line.parts {
            let Some(pool) = self.pool(part, location) else { continue };
            beyond &= self.supplies.tracked(part);
            if window.first > window.known_until {
                continue;
            }
            let sight = self.sight();
            let id = self.supplies.pool_id(part, location);
            sight.beside(id, pool, overlay, &mut space.extra);
            let booked = overlay.booked(id);
            let view = sight.view(pool, booked, &space.extra);
            let until = window.known_until;
            let enough = i128::from(window.wanted) * i128::from(units);
            view.rises(window.first, until, enough, &mut space.rises);
            let rises = space.rises.iter();
            let whole = rises.map(|&(day, net)| (day, promisable(net / i128::from(units))));
            lower(&space.parts, whole, &mut space.merged);
            std::mem::swap(&mut space.parts, &mut space.merged);
        }
        if window.first > window.known_until && !beyond {
            space.parts.clear();
        }
        for &(day, total) in &space.parts {
            let total = total.min(window.wanted) / window.multiple * window.multiple;
            if !push(&mut out, Step { day: self.working.at_or_after(day), total }, window.last) {
                break;
            }
        }
        if beyond && window.first <= window.known_until {
            let day = self.working.at_or_after(window.known_until.plus(1));
            push(&mut out, Step { day, total: window.wanted }, window.last);
        }
        space.steps[location as usize] = out;
    }

    /// All from one location: the one that gives most, then is done first, then
    /// is named first.
    fn one_location(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        line: &Line<'_>,
        capped: bool,
        out: &mut Vec<Delivery>,
    ) -> i64 {
        let mut found: Option<(i64, Day)> = None;
        let mut best = std::mem::take(&mut space.best);
        best.clear();
        for location in 0..self.supplies.locations() as u32 {
            let steps = std::mem::take(&mut space.steps[location as usize]);
            let chosen = self.choose(overlay, space, line, &steps, capped);
            let (day, total) = chosen.last().map_or((END, 0), |step| (step.day, step.total));
            let better = |(most, last)| total > most || (total == most && day < last);
            if total > 0 && found.is_none_or(better) {
                found = Some((total, day));
                best.clear();
                let mut before = 0;
                best.extend(chosen.iter().map(|step| {
                    let quantity = step.total - std::mem::replace(&mut before, step.total);
                    Delivery { ship: step.day, quantity, location }
                }));
            }
            space.steps[location as usize] = steps;
        }
        out.extend_from_slice(&best);
        space.best = best;
        found.map_or(0, |(total, _)| total)
    }

    /// Each delivery day is filled from the locations in their order.
    fn all_locations(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        line: &Line<'_>,
        capped: bool,
        out: &mut Vec<Delivery>,
    ) -> i64 {
        let lists = std::mem::take(&mut space.steps);
        let mut sent = std::mem::take(&mut space.sent);
        let sum = add_up(&lists, line.window.wanted, space);
        let mut total = 0;
        sent.clear();
        sent.resize(lists.len(), 0);
        for step in self.choose(overlay, space, line, &sum, capped) {
            let mut open = step.total - total;
            for (location, (steps, sent)) in lists.iter().zip(&mut sent).enumerate() {
                let quantity = open.min(total_at(steps, step.day) - *sent);
                if quantity > 0 {
                    *sent += quantity;
                    open -= quantity;
                    out.push(Delivery { ship: step.day, quantity, location: location as u32 });
                }
            }
            total = step.total;
        }
        (space.steps, space.sent, space.sum) = (lists, sent, sum);
        total
    }

    /// The best deliveries, each with the total up to and with it.
    fn choose<'s>(
        &self,
        overlay: &Overlay,
        space: &'s mut Space,
        line: &Line<'_>,
        steps: &[Step],
        capped: bool,
    ) -> &'s [Step] {
        let window = &line.window;
        let most = if window.partial { usize::from(self.policy.deliveries_max).max(1) } else { 1 };
        space.split.clear();
        if !capped && window.least <= window.multiple {
            for step in steps {
                space.split.step(*step, window.last);
            }
            if !window.partial && space.split.total() < window.wanted {
                return &[];
            }
            return space.split.choose(most);
        }
        let multiple = window.multiple;
        let families = self.families(line).count();
        space.search.clear(families, window.first);
        space.caps.clear();
        for (family, (product, units)) in self.families(line).enumerate() {
            for quota in self.supplies.quotas(product, self.buyer.group) {
                let left = self.left(quota, overlay) / units / multiple;
                space.caps.push((family, *quota.1, space.search.cap(left)));
            }
        }
        space.days.clear();
        space.days.extend(steps.iter().map(|step| step.day));
        let starts = space.caps.iter().map(|(_, quota, _)| quota.from.max(window.first));
        space.days.extend(starts.map(|day| self.working.at_or_after(day)));
        space.days.sort_unstable();
        space.days.dedup();
        for &day in space.days.iter().filter(|day| **day <= window.last) {
            let candidate = Candidate { day, total: total_at(steps, day) / multiple };
            let caps = &space.caps;
            let windows = (0..families).map(|family| {
                let of = |(own, quota, _): &&(usize, Quota, u32)| {
                    *own == family && quota.from <= day && day < quota.until
                };
                caps.iter().find(of).map_or(CLOSED, |(_, _, cap)| *cap)
            });
            space.search.day(candidate, windows);
        }
        let total = space
            .search
            .run(most, window.least.div_euclid(multiple) + i64::from(window.least % multiple != 0));
        if !window.partial && total * multiple < window.wanted {
            return &[];
        }
        space.chosen.clear();
        let found = space.search.found();
        space.chosen.extend(found.map(|step| Step { total: step.total * multiple, ..step }));
        &space.chosen
    }

    /// Whose quotas cap a line, each with its units in one of the line's.
    pub(super) fn families<'l>(
        &'l self,
        line: &'l Line<'_>,
    ) -> impl Iterator<Item = (u32, i64)> + 'l {
        let kit = self.recipes.parts(line.ask.product).map(|_| (line.ask.product, 1));
        let all = kit.into_iter().chain(line.parts.iter().copied());
        all.filter(|(product, _)| self.supplies.quotas(*product, self.buyer.group).next().is_some())
    }

    /// Books deliveries of a product: its parts, the quotas and what was kept
    /// free for the buyer's group.
    pub fn book(&self, overlay: &mut Overlay, product: u32, deliveries: &[Delivery]) {
        let plain = [(product, 1)];
        let kit = self.recipes.parts(product);
        for delivery in deliveries {
            if kit.is_some() {
                self.book_quota(overlay, product, delivery.ship, delivery.quantity);
            }
            for &(part, units) in kit.unwrap_or(&plain) {
                let quantity = delivery.quantity.saturating_mul(units);
                self.book_quota(overlay, part, delivery.ship, quantity);
                self.book_pool(overlay, (part, delivery.location), delivery.ship, quantity);
            }
        }
    }

    fn book_quota(&self, overlay: &mut Overlay, product: u32, day: Day, quantity: i64) {
        for (id, quota) in self.supplies.quotas(product, self.buyer.group) {
            if quota.from <= day && day < quota.until {
                overlay.book(id, quota.from, quantity);
            }
        }
    }

    fn book_pool(
        &self,
        overlay: &mut Overlay,
        (product, location): (u32, u32),
        day: Day,
        quantity: i64,
    ) {
        let pools = self.supplies.pools(product);
        if pools.iter().all(Option::is_none) {
            return;
        }
        overlay.book(self.supplies.pool_id(product, location), day, quantity);
        let Some(Some(pool)) = pools.get(location as usize) else { return };
        for protection in pool.protections() {
            if Some(protection.group) == self.buyer.group && protection.covers(day) {
                overlay.book(protection.taken, Day(0), quantity);
            }
        }
    }

    /// The first day on which all lines can leave together, each complete, from
    /// the product itself or else the first substitute that can; books them.
    /// `out` is given for each line what leaves, `false` when there is no such
    /// day; then nothing is booked.
    ///
    /// A line is its own ask and after it its substitutes.
    pub fn together(
        &self,
        overlay: &mut Overlay,
        lines: &[&[Ask]],
        target: Day,
        last: Day,
        out: &mut dyn FnMut(usize, usize, &[Delivery]),
    ) -> bool {
        let mut space = std::mem::take(&mut overlay.space);
        let mark = overlay.mark();
        let mut day = self.working.at_or_after(target);
        let last = last.min(Window::limit(self.policy, self.today).0);
        let mut found = false;
        while day <= last && !found {
            found = (0..lines.len())
                .all(|at| self.line_on(overlay, &mut space, lines[at], day).is_some());
            overlay.rollback_to(mark);
            if !found {
                let Some(next) = self.next_change(overlay, &mut space, lines, day) else { break };
                day = self.working.at_or_after(next);
            }
        }
        for (at, line) in lines.iter().enumerate() {
            if found && let Some(which) = self.line_on(overlay, &mut space, line, day) {
                out(at, which, &space.trial);
            }
        }
        overlay.space = space;
        found
    }

    /// Which of a line's products can leave complete on a day; books it, and
    /// leaves its deliveries in the space.
    fn line_on(
        &self,
        overlay: &mut Overlay,
        space: &mut Space,
        line: &[Ask],
        day: Day,
    ) -> Option<usize> {
        let which = line.iter().position(|ask| self.complete_on(overlay, space, ask, day))?;
        self.book(overlay, line[which].product, &space.trial);
        Some(which)
    }

    fn complete_on(&self, overlay: &Overlay, space: &mut Space, ask: &Ask, day: Day) -> bool {
        let plain = [(ask.product, 1)];
        let parts = self.recipes.parts(ask.product).unwrap_or(&plain);
        let multiple = ask.multiple.max(1);
        let known_until = Window::limit(self.policy, self.today).1;
        space.trial.clear();
        if ask.quantity <= 0 || ask.quantity % multiple != 0 {
            return false;
        }
        let window = Window { wanted: ask.quantity, ..Window::on(day, ask) };
        let line = Line { ask, parts, window };
        let capped = self.families(&line).any(|(product, units)| {
            let mut quotas = self.supplies.quotas(product, self.buyer.group);
            let own = quotas.find(|(_, quota)| quota.from <= day && day < quota.until);
            own.is_none_or(|own| self.left(own, overlay) / units < ask.quantity)
        });
        if capped {
            return false;
        }
        let mut open = ask.quantity;
        for location in 0..self.supplies.locations() as u32 {
            let mut there = i128::from(ask.quantity);
            for &(part, units) in parts {
                let beyond = day > known_until && self.supplies.tracked(part);
                if !beyond {
                    let until = known_until.max(day);
                    let lowest = self.lowest(overlay, space, (part, location), day, until);
                    there = there.min(lowest.max(0) / i128::from(units));
                }
            }
            let there = promisable(there) / multiple * multiple;
            let quantity = match self.policy.sourcing {
                Sourcing::Single if there < ask.quantity => 0,
                _ => there.min(open),
            };
            if quantity > 0 {
                space.trial.push(Delivery { ship: day, quantity, location });
                open -= quantity;
            }
            if open == 0 {
                return true;
            }
        }
        false
    }

    /// The next day on which anything about these lines is different.
    fn next_change(
        &self,
        overlay: &Overlay,
        space: &mut Space,
        lines: &[&[Ask]],
        day: Day,
    ) -> Option<Day> {
        let mut next: Option<Day> = None;
        let mut at = |found: Day| {
            if found > day {
                next = Some(next.map_or(found, |next| next.min(found)));
            }
        };
        let known_until = Window::limit(self.policy, self.today).1;
        if known_until < Day(i32::MAX) {
            at(known_until.plus(1));
        }
        for ask in lines.iter().copied().flatten() {
            let plain = [(ask.product, 1)];
            let kit = self.recipes.parts(ask.product);
            let parts = kit.unwrap_or(&plain);
            let all = kit.map(|_| (ask.product, 1)).into_iter().chain(parts.iter().copied());
            for (_, quota) in all.flat_map(|(part, _)| self.supplies.quotas(part, self.buyer.group))
            {
                at(quota.from);
                at(quota.until);
            }
            for &(part, _) in parts {
                for location in 0..self.supplies.locations() as u32 {
                    let Some(pool) = self.pool(part, location) else { continue };
                    let sight = self.sight();
                    let id = self.supplies.pool_id(part, location);
                    sight.beside(id, pool, overlay, &mut space.extra);
                    let booked = overlay.booked(id);
                    if let Some(found) = sight.view(pool, booked, &space.extra).next_day(day) {
                        at(found);
                    }
                }
            }
        }
        next
    }
}

/// A line while one product is planned for it.
pub(super) struct Line<'a> {
    pub ask: &'a Ask,
    /// What is taken of pools for one unit.
    pub parts: &'a [(u32, i64)],
    pub window: Window,
}

/// The lower of two rising totals, day by day; both begin on the same day.
fn lower(one: &[(Day, i64)], other: impl Iterator<Item = (Day, i64)>, out: &mut Vec<(Day, i64)>) {
    out.clear();
    let (mut one, mut other) = (one.iter().copied().peekable(), other.peekable());
    let (mut of_one, mut of_other) = (0, 0);
    loop {
        let day = match (one.peek(), other.peek()) {
            (None, None) => return,
            (Some(next), None) | (None, Some(next)) => next.0,
            (Some(first), Some(second)) => first.0.min(second.0),
        };
        while let Some((_, total)) = one.next_if(|next| next.0 == day) {
            of_one = total;
        }
        while let Some((_, total)) = other.next_if(|next| next.0 == day) {
            of_other = total;
        }
        let total: i64 = of_one.min(of_other);
        if out.last().is_none_or(|last| last.1 < total) {
            out.push((day, total));
        }
    }
}

/// What all locations can have sent, as steps.
fn add_up(lists: &[Vec<Step>], wanted: i64, space: &mut Space) -> Vec<Step> {
    let mut sum = std::mem::take(&mut space.sum);
    sum.clear();
    let mut days = std::mem::take(&mut space.days);
    days.clear();
    days.extend(lists.iter().flatten().map(|step| step.day));
    days.sort_unstable();
    days.dedup();
    for &day in &days {
        let total = lists.iter().fold(0i64, |sum, steps| sum.saturating_add(total_at(steps, day)));
        push(&mut sum, Step { day, total: total.min(wanted) }, day);
    }
    space.days = days;
    sum
}

/// How much can have left by a day.
fn total_at(steps: &[Step], day: Day) -> i64 {
    let at = steps.partition_point(|step| step.day <= day);
    at.checked_sub(1).map_or(0, |at| steps[at].total)
}

/// Adds a step that is a rise, or raises the last one when it is of the same
/// day. Says whether the day is still in time.
fn push(steps: &mut Vec<Step>, step: Step, last: Day) -> bool {
    let known = steps.last().map_or(0, |step| step.total);
    if step.day > last || step.total <= known {
        return step.day <= last;
    }
    match steps.last_mut() {
        Some(known) if known.day == step.day => *known = step,
        _ => steps.push(step),
    }
    true
}

/// On which days a line may leave, and how far supply is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// The first and last ship day.
    pub first: Day,
    pub last: Day,
    /// After this day supply is unlimited.
    pub known_until: Day,
    /// In whole multiples.
    wanted: i64,
    pub multiple: i64,
    /// The least units of a delivery.
    least: i64,
    partial: bool,
}

const END: Day = Day(i32::MAX);

fn after(day: Day, days: Option<u32>) -> Day {
    days.map_or(END, |days| day.plus(i32::try_from(days).unwrap_or(i32::MAX)))
}

impl Window {
    pub fn new(
        policy: &Availability,
        today: Day,
        working: &WorkingDays,
        ask: &Ask,
        terms: &Terms,
    ) -> Self {
        let (limit, known_until) = Self::limit(policy, today);
        let multiple = ask.multiple.max(1);
        let whole = ask.quantity.max(0) / multiple * multiple;
        Self {
            first: working.at_or_after(terms.target),
            last: after(terms.target, terms.late_days_max).min(limit),
            known_until,
            wanted: if terms.partial || whole == ask.quantity { whole } else { 0 },
            multiple,
            least: ask.shipment_min.min(ask.quantity).max(1),
            partial: terms.partial,
        }
    }

    /// One day.
    fn on(day: Day, ask: &Ask) -> Self {
        let multiple = ask.multiple.max(1);
        Self {
            first: day,
            last: day,
            known_until: END,
            wanted: 0,
            multiple,
            least: 1,
            partial: false,
        }
    }

    /// The last ship day and the last day whose supply is known.
    pub fn limit(policy: &Availability, today: Day) -> (Day, Day) {
        let horizon = after(today, policy.horizon_days);
        match policy.beyond {
            Supply::None => (horizon, END),
            Supply::Unlimited => (END, horizon),
        }
    }
}

#[cfg(test)]
mod tests;
