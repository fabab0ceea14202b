//! What leaves: promised units that are shipped, and units sold from hand.

use super::StockAnswer;
use super::answer::{Datum, Refused};
use super::books::OrderState;
use super::command::{in_range, not_negative};
use super::commit::of_order;
use super::entry::{ShippedUnits, StockEvent};
use super::ledger::{Inner, StockLedger};
use super::plan::PoolKey;
use crate::explain::Code;

impl StockLedger {
    /// Ships what was promised to an order: all of it, or one line, or so many
    /// units of one line. The earliest day goes first. A shipment with the same
    /// id is a replay.
    #[must_use]
    pub fn ship(
        &self,
        order: &str,
        shipment: &str,
        line: Option<&str>,
        quantity: Option<i64>,
    ) -> StockAnswer {
        let mut inner = self.lock();
        match inner.shipping(order, shipment, line, quantity) {
            Err(refused) => refused.into(),
            Ok(units) if units.is_empty() => StockAnswer::Replayed { answer: "".into() },
            Ok(units) => {
                let (order, shipment) = (order.into(), shipment.into());
                let seq = inner.post(StockEvent::Shipped { order, shipment, units });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
        }
    }

    /// Sells units from hand without a day and without a plan: what is free is
    /// the whole check (a guarded decrement), so it never has to be tried again.
    ///
    /// A pool with any receipt or promise is refused: there a unit that is on
    /// hand may be needed by a later promise, and only a plan looks ahead. A key
    /// that was booked before is a replay.
    #[must_use]
    pub fn take(
        &self,
        order: &str,
        partner: &str,
        units: &[(PoolKey, i64)],
        answer: &str,
    ) -> StockAnswer {
        let mut inner = self.lock();
        let clock = inner.books.clock;
        if let Some(known) = inner.known(order, true, clock) {
            return known;
        }
        match inner.taking(units) {
            Err(refused) => refused.into(),
            Ok(units) => {
                let (order, partner, answer) = (order.into(), partner.into(), answer.into());
                let seq = inner.post(StockEvent::Taken { order, partner, units, answer });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
        }
    }
}

impl Inner {
    /// What a shipment takes along; nothing when it left before.
    fn shipping(
        &self,
        key: &str,
        shipment: &str,
        line: Option<&str>,
        quantity: Option<i64>,
    ) -> Result<Vec<ShippedUnits>, Refused> {
        let known = self.books.orders.get(key);
        let known = known.ok_or_else(|| of_order(Code::StockUnknownOrder, key))?;
        if known.shipments.iter().any(|left| **left == *shipment) {
            return Ok(Vec::new());
        }
        let mut open = Vec::new();
        if known.state == OrderState::Firm {
            let pools =
                known.pools.iter().filter_map(|key| Some((key, self.books.pools.get(key)?)));
            for (pool, facts) in pools {
                let own = facts.promises.iter().filter(|promise| *promise.order == *key);
                open.extend(own.map(|promise| ShippedUnits {
                    line: promise.line.clone(),
                    pool: pool.clone(),
                    day: Some(promise.day),
                    quantity: promise.quantity,
                }));
            }
            open.extend(known.taken.iter().filter(|(_, units)| *units > 0).map(|(pool, units)| {
                ShippedUnits { line: "".into(), pool: pool.clone(), day: None, quantity: *units }
            }));
        }
        open.retain(|units| line.is_none_or(|line| *units.line == *line));
        open.sort_by(|a, b| (a.day, &a.line, &a.pool).cmp(&(b.day, &b.line, &b.pool)));
        let all: i64 = open.iter().map(|units| units.quantity).sum();
        let wanted = quantity.unwrap_or(all);
        if wanted <= 0 || wanted > all {
            let data = [
                ("order", Datum::Text(key)),
                ("quantity", Datum::Whole(wanted)),
                ("available", Datum::Whole(all)),
            ];
            return Err(Refused::one(Code::StockNotPromised, "quantity", &data));
        }
        let mut left = wanted;
        for units in &mut open {
            units.quantity = units.quantity.min(left);
            left -= units.quantity;
        }
        open.retain(|units| units.quantity > 0);
        self.on_hand(&open)?;
        Ok(open)
    }

    /// What is shipped must be on hand.
    fn on_hand(&self, units: &[ShippedUnits]) -> Result<(), Refused> {
        for pool in units.iter().map(|units| &units.pool) {
            let own = units.iter().filter(|units| units.pool == *pool);
            let own: i64 = own.map(|units| units.quantity).sum();
            not_negative(pool, self.pool(pool)?.on_hand - own)?;
        }
        Ok(())
    }

    fn taking(&self, units: &[(PoolKey, i64)]) -> Result<Vec<(PoolKey, i64)>, Refused> {
        let mut sums: Vec<(PoolKey, i64)> = Vec::new();
        for (pool, quantity) in units {
            not_negative(pool, *quantity)?;
            in_range(pool, *quantity)?;
            match sums.iter_mut().find(|sum| sum.0 == *pool) {
                Some(sum) => sum.1 = sum.1.saturating_add(*quantity),
                None => sums.push((pool.clone(), *quantity)),
            }
        }
        let mut findings = Vec::new();
        for (key, quantity) in &sums {
            let pool = self.pool(key)?;
            let data = [
                ("product", Datum::Text(&key.product)),
                ("location", Datum::Text(&key.location)),
                ("quantity", Datum::Whole(*quantity)),
                ("available", Datum::Whole(pool.free().max(0))),
            ];
            if pool.is_dated() {
                findings.extend(Refused::one(Code::StockDated, "units", &data[..2]).0);
            } else if *quantity > pool.free() {
                findings.extend(Refused::one(Code::StockNotFree, "units", &data).0);
            }
        }
        if findings.is_empty() { Ok(sums) } else { Err(Refused(findings)) }
    }
}
