use super::answer::{Datum, Refused};
use super::books::{OrderState, StockBooks, StockOrder};
use super::entry::StockEvent;
use super::ledger::Inner;
use super::loose::LoosePromise;
use super::plan::{Delta, OrderLine, PoolKey, Seen, StockKey, StockPlan};
use super::pool::{Curve, PoolPromise};
use super::{StockAnswer, UNITS_MAX, total};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::explain::Code;
use std::sync::Arc;

impl Inner {
    /// Commits a plan in normal form, which was checked, or holds it when it has a
    /// moment to expire at.
    pub(super) fn commit(
        &mut self,
        plan: StockPlan,
        now: i64,
        expires_at: Option<i64>,
    ) -> Result<StockAnswer, Error> {
        let now = now.max(plan.now).max(self.books.clock);
        if let Some(known) = self.known(&plan.key, expires_at.is_some(), now) {
            return Ok(known);
        }
        if let Some(refused) = self.too_old(&plan.key, plan.sight.today) {
            return Ok(refused.into());
        }
        if expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Ok(hold_expired(&plan.key).into());
        }
        let changed: Vec<StockKey> = plan
            .versions
            .iter()
            .filter(|seen| self.books.version(&seen.key) != seen.version)
            .map(|seen| seen.key.clone())
            .collect();
        if !changed.is_empty() {
            return Ok(StockAnswer::Conflict { changed });
        }
        let changed = self.books.check_moves(&plan)?;
        if !changed.is_empty() {
            return Ok(StockAnswer::Conflict { changed });
        }
        if let Some(refused) = self.books.beyond(&plan, now) {
            return Ok(refused.into());
        }
        Ok(self.book(StockPlan { now, ..plan }, expires_at))
    }

    /// The answer to a key that was booked before.
    pub(super) fn known(&self, key: &str, hold: bool, now: i64) -> Option<StockAnswer> {
        let order = self.books.orders.get(key)?;
        match order.state {
            OrderState::Expired => None,
            OrderState::Held { expires_at } if !hold || expires_at <= now => None,
            OrderState::Released => Some(of_order(Code::StockReleased, key).into()),
            _ => Some(StockAnswer::Replayed { answer: order.answer.clone() }),
        }
    }

    /// Refuses a key that is not known, of a day of which keys were dropped.
    pub(super) fn too_old(&self, key: &str, today: Day) -> Option<Refused> {
        let unknown = !self.books.orders.contains_key(key);
        let before = self.books.purged.filter(|before| unknown && today < *before)?;
        let (mut day, mut first) = (String::new(), String::new());
        today.write_iso(&mut day);
        before.write_iso(&mut first);
        let data = [
            ("order", Datum::Text(key)),
            ("day", Datum::Text(&day)),
            ("from", Datum::Text(&first)),
        ];
        Some(Refused::one(Code::StockTooOld, "today", &data))
    }

    /// Gives back the holds that make place, then books.
    fn book(&mut self, plan: StockPlan, expires_at: Option<i64>) -> StockAnswer {
        for order in self.books.making_place(&plan) {
            let order = (&*order).into();
            self.post(StockEvent::Expired { order, now: plan.now });
        }
        let seq = self.post(match expires_at {
            Some(expires_at) => StockEvent::Held { plan, expires_at },
            None => StockEvent::Committed { plan },
        });
        StockAnswer::Done { seq, findings: Vec::new() }
    }
}

impl StockBooks {
    /// The holds that end where a plan is booked: those of its key and owner,
    /// and in its pools those whose time is over. What a plan did not count may
    /// not come back to life after it.
    fn making_place(&self, plan: &StockPlan) -> Vec<Arc<str>> {
        let mut found: Vec<Arc<str>> = Vec::new();
        let expired = |promise: &&PoolPromise| promise.expires_at.is_some_and(|at| at <= plan.now);
        for pool in plan.pools().into_iter().filter_map(|key| self.pools.get(key)) {
            let over = pool.promises.iter().filter(expired);
            found.extend(over.map(|promise| promise.order.clone()));
        }
        // Quotas are over all locations: of a loose hold the product counts.
        for product in plan.quotas() {
            let rows = self.loose.range(PoolKey::new(product, "")..);
            let rows = rows.take_while(|(key, _)| *key.product == *product);
            let over = |row: &&LoosePromise| row.expires_at.is_some_and(|at| at <= plan.now);
            let open = rows.flat_map(|(_, rows)| rows.iter().take_while(|row| !row.left));
            let over = open.filter(over);
            found.extend(over.map(|row| row.order.clone()));
        }
        let own = |key: &&Arc<str>| {
            let owner = self.orders.get(*key).map(|order| &order.owner);
            ***key == *plan.key || (plan.owner.is_some() && owner == Some(&plan.owner))
        };
        found.extend(self.held.iter().filter(own).cloned());
        // A log of an older version may have a sale under the key of a hold.
        let held = |order: &StockOrder| matches!(order.state, OrderState::Held { .. });
        found.retain(|key| self.orders.get(key).is_some_and(held));
        found.sort();
        found.dedup();
        found
    }

    /// A plan that moves promises moves what is there, of orders that stand.
    /// Gives the loose promises that have left since it was made: what is loose
    /// has no version that tells.
    fn check_moves(&self, plan: &StockPlan) -> Result<Vec<StockKey>, Error> {
        let of_pools = |delta: &Delta| {
            let same = |p: &&PoolPromise| {
                (p.day, &*p.order, &*p.line) == (delta.day, &*delta.order, &*delta.line)
            };
            let pool = self.pools.get(&delta.pool);
            pool.and_then(|pool| pool.promises.iter().find(same)).map_or(0, |p| p.quantity)
        };
        let loose = |delta: &Delta| {
            let row = self.open_row(&delta.pool, delta.day, &delta.order, &delta.line);
            row.map_or(0, |p| p.quantity)
        };
        let of_pools = plan.deltas.iter().map(|delta| (delta, of_pools(delta), false));
        let loose = plan.loose.iter().map(|delta| (delta, loose(delta), true));
        let mut changed: Vec<StockKey> = Vec::new();
        let all = of_pools.chain(loose).filter(|(delta, ..)| delta.order != plan.key);
        for (delta, there, loose) in all {
            let firm = |order: &&StockOrder| order.state == OrderState::Firm;
            let order = self.orders.get(&*delta.order).filter(firm);
            let enough = there.saturating_add(delta.quantity) >= 0;
            let was_there = loose && order.is_some_and(|own| own.loose.contains(&delta.pool));
            if !enough && was_there {
                changed.push(StockKey::Pool(delta.pool.clone()));
            } else if !enough || order.is_none() {
                let message = format!(
                    "plan `{}` moves {} units of order `{}` that are not promised",
                    plan.key, delta.quantity, delta.order
                );
                return Err(Error::new(ErrorKind::Input, message));
            }
        }
        changed.sort();
        changed.dedup();
        Ok(changed)
    }

    /// Whether a plan takes a day below zero that was not, and which. The
    /// versions hold, so only a plan that the engine did not make does this.
    fn beyond(&self, plan: &StockPlan, now: i64) -> Option<Refused> {
        let counted = |promise: &PoolPromise| {
            self.counts(promise, now, plan.owner.as_deref(), Some(&plan.key))
        };
        let mut findings = Vec::new();
        for key in plan.pools() {
            let Some(pool) = self.pools.get(key) else { continue };
            if let Some(short) = missing(plan, key, &pool.curve(&plan.sight, counted)) {
                findings.extend(beyond_supply(&plan.key, key, short).0);
            }
        }
        (!findings.is_empty()).then_some(Refused(findings))
    }
}

/// The first day of a pool that a plan takes below zero, and further below
/// than it was; and by how much.
pub(super) fn missing(plan: &StockPlan, pool: &PoolKey, before: &Curve) -> Option<(Day, i128)> {
    let mut after = before.clone();
    for delta in plan.deltas.iter().filter(|delta| delta.pool == *pool) {
        after.take(delta.day.max(plan.sight.today), i128::from(delta.quantity));
    }
    let seen = |day: Day| plan.sight.until.is_none_or(|until| day <= until);
    let points = after.points().iter().filter(|point| seen(point.0));
    let mut worse = points.filter(|(day, net)| *net < before.at(*day).min(0));
    worse.next().map(|(day, net)| (*day, before.at(*day).min(0) - net))
}

pub(super) fn of_order(code: Code, order: &str) -> Refused {
    Refused::one(code, "order", &[("order", Datum::Text(order))])
}

pub(super) fn hold_expired(order: &str) -> Refused {
    of_order(Code::StockHoldExpired, order)
}

pub(super) fn beyond_supply(order: &str, pool: &PoolKey, short: (Day, i128)) -> Refused {
    let mut day = String::new();
    short.0.write_iso(&mut day);
    let data = [
        ("order", Datum::Text(order)),
        ("product", Datum::Text(&pool.product)),
        ("location", Datum::Text(&pool.location)),
        ("day", Datum::Text(&day)),
        ("quantity", Datum::Whole(i64::try_from(short.1).unwrap_or(i64::MAX))),
    ];
    Refused::one(Code::StockBeyondSupply, "deltas", &data)
}

/// What no plan of the engine has.
pub(super) fn check(plan: &StockPlan) -> Result<(), Error> {
    let misuse = |message: String| Err(Error::new(ErrorKind::Input, message));
    if plan.key.is_empty() {
        return misuse("a plan needs a key: the id of its order".to_owned());
    }
    for delta in plan.deltas.iter().chain(&plan.loose) {
        let own = delta.order == plan.key;
        if delta.quantity.unsigned_abs() > UNITS_MAX.unsigned_abs() || (own && delta.quantity < 0) {
            return misuse(format!(
                "plan `{}`: {} units cannot be booked",
                plan.key, delta.quantity
            ));
        }
    }
    for delta in &plan.deltas {
        let versioned = |seen: &Seen| {
            seen.version > 0 && matches!(&seen.key, StockKey::Pool(pool) if *pool == delta.pool)
        };
        if !plan.versions.iter().any(versioned) {
            let PoolKey { product, location } = &delta.pool;
            return misuse(format!(
                "plan `{}` takes `{product}` at `{location}` and names no version of it",
                plan.key
            ));
        }
    }
    let units = 0..=UNITS_MAX;
    if let Some(line) = plan.lines.iter().find(|line| !units.contains(&line.quantity)) {
        return misuse(format!(
            "plan `{}`: line `{}` cannot ask for {} units",
            plan.key, line.line, line.quantity
        ));
    }
    plan.lines.iter().try_for_each(|line| check_kit(plan, line))
}

/// Of each part of a kit that is taken there is enough for all the kits.
fn check_kit(plan: &StockPlan, line: &OrderLine) -> Result<(), Error> {
    let Some(recipe) = &line.kit else { return Ok(()) };
    let own = |delta: &&Delta| delta.order == plan.key && delta.line == line.line;
    for (part, units) in &recipe.parts {
        let mut fits = (1..=UNITS_MAX).contains(units);
        for kits in plan.loose.iter().filter(own) {
            if kits.pool.product != recipe.product {
                continue;
            }
            let of_part = |delta: &&Delta| {
                let same = delta.pool.product == *part && delta.day == kits.day;
                same && delta.pool.location == kits.pool.location
            };
            let taken = plan.deltas.iter().chain(&plan.loose).filter(own).filter(of_part);
            let taken = total(taken.map(|delta| delta.quantity));
            let needed = kits.quantity.checked_mul(*units);
            // Where nothing is counted of a part, none is taken.
            fits &= taken == 0 || needed.is_some_and(|needed| taken >= needed);
        }
        if !fits {
            let message = format!(
                "plan `{}`: line `{}` does not take {units} units of `{part}` for each kit",
                plan.key, line.line
            );
            return Err(Error::new(ErrorKind::Input, message));
        }
    }
    Ok(())
}
