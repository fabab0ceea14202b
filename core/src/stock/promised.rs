//! What leaves: promised units that are shipped, and units sold from hand.

use super::answer::{Datum, Refused};
use super::books::{OrderState, StockBooks, StockOrder};
use super::command::{in_range, not_negative};
use super::commit::of_order;
use super::entry::{ShippedUnits, StockEvent};
use super::ledger::{Inner, StockLedger};
use super::loose::LoosePromise;
use super::plan::PoolKey;
use super::{StockAnswer, total};
use crate::calendar::Day;
use crate::explain::Code;

impl StockLedger {
    /// Ships what was promised to an order: all of it, or one line, or so many
    /// units of one line, which are kits where the line is of a kit: its parts
    /// leave together. The earliest day goes first. A shipment with the same id
    /// is a replay.
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
            Ok(None) => StockAnswer::Replayed { answer: "".into() },
            Ok(Some((units, loose))) => {
                let (order, shipment) = (order.into(), shipment.into());
                let seq = inner.post(StockEvent::Shipped { order, shipment, units, loose });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
        }
    }

    /// Sells units from hand without a day and without a plan: what is free is
    /// the whole check (a guarded decrement), so it never has to be tried again.
    ///
    /// A pool with any receipt or promise is refused: there a unit that is on
    /// hand may be needed by a later promise, and only a plan looks ahead. A key
    /// that was booked before is a replay; that of a hold whose time is over is
    /// free, and what is left of the hold is given back first.
    ///
    /// With the day of the sale the key can be [purged](Self::purge) once all
    /// of it has left; without it the key is kept for good.
    #[must_use]
    pub fn take(
        &self,
        order: &str,
        partner: &str,
        units: &[(PoolKey, i64)],
        answer: &str,
        today: Option<Day>,
    ) -> StockAnswer {
        let mut inner = self.lock();
        let clock = inner.books.clock;
        if let Some(known) = inner.known(order, true, clock) {
            return known;
        }
        if let Some(refused) = today.and_then(|today| inner.too_old(order, today)) {
            return refused.into();
        }
        match inner.taking(order, units) {
            Err(refused) => refused.into(),
            Ok(units) => {
                inner.end_hold(order, clock);
                let (order, partner, answer) = (order.into(), partner.into(), answer.into());
                let seq = inner.post(StockEvent::Taken { order, partner, units, answer, today });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
        }
    }
}

/// Units of a line that leave on a day: of one pool, or kits with their parts.
pub(super) struct Piece<'b> {
    pub day: Option<Day>,
    pub line: &'b str,
    /// The pool, or what is loose.
    pub key: &'b PoolKey,
    pub loose: bool,
    pub quantity: i64,
    /// What leaves with it: parts of a kit.
    pub parts: Vec<Part>,
}

/// A part of a kit that was promised with it.
pub(super) struct Part {
    /// The pool, or what is loose.
    pub key: PoolKey,
    pub loose: bool,
    /// In one kit. INVARIANT: at least 1, and so many for each kit are promised.
    pub units: i64,
}

/// What leaves of pools, and of loose promises.
type Leaving = (Vec<ShippedUnits>, Vec<ShippedUnits>);

impl Inner {
    /// Gives back a hold whose key is booked anew, so that nothing of it stays
    /// under the key.
    fn end_hold(&mut self, key: &str, now: i64) {
        if self.books.held.contains(key) {
            self.post(StockEvent::Expired { order: key.into(), now });
        }
    }

    /// What a shipment takes along; nothing when it left before.
    fn shipping(
        &self,
        key: &str,
        shipment: &str,
        line: Option<&str>,
        quantity: Option<i64>,
    ) -> Result<Option<Leaving>, Refused> {
        let known = self.books.orders.get(key);
        let known = known.ok_or_else(|| of_order(Code::StockUnknownOrder, key))?;
        if known.shipments.iter().any(|left| **left == *shipment) {
            return Ok(None);
        }
        let mut open = match known.state {
            OrderState::Firm => self.books.pieces(key, known),
            _ => Vec::new(),
        };
        open.retain(|piece| line.is_none_or(|line| piece.line == line));
        open.sort_by_key(|piece| (piece.day, piece.line, piece.key));
        let all = total(open.iter().map(|piece| piece.quantity));
        let wanted = quantity.unwrap_or(all);
        if wanted <= 0 || wanted > all {
            let data = [
                ("order", Datum::Text(key)),
                ("quantity", Datum::Whole(wanted)),
                ("available", Datum::Whole(all)),
            ];
            return Err(Refused::one(Code::StockNotPromised, "quantity", &data));
        }
        let (mut units, mut loose) = (Vec::new(), Vec::new());
        let mut left = wanted;
        for piece in open {
            let quantity = piece.quantity.min(left);
            left -= quantity;
            let of = |pool: &PoolKey, quantity: i64| ShippedUnits {
                line: piece.line.into(),
                pool: pool.clone(),
                day: piece.day,
                quantity,
            };
            let own = if piece.loose { &mut loose } else { &mut units };
            own.push(of(piece.key, quantity));
            for part in &piece.parts {
                let own = if part.loose { &mut loose } else { &mut units };
                own.push(of(&part.key, part.units.saturating_mul(quantity)));
            }
        }
        units.retain(|units| units.quantity > 0);
        loose.retain(|units| units.quantity > 0);
        self.on_hand(&units)?;
        Ok(Some((units, loose)))
    }

    /// What is shipped must be on hand.
    fn on_hand(&self, units: &[ShippedUnits]) -> Result<(), Refused> {
        for pool in units.iter().map(|units| &units.pool) {
            let own = units.iter().filter(|units| units.pool == *pool);
            let own = total(own.map(|units| units.quantity));
            not_negative(pool, self.pool(pool)?.on_hand.saturating_sub(own))?;
        }
        Ok(())
    }

    /// What is sold, each pool once. What a hold under the key promised is over.
    fn taking(
        &self,
        order: &str,
        units: &[(PoolKey, i64)],
    ) -> Result<Vec<(PoolKey, i64)>, Refused> {
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
            if pool.is_dated_beside(order) {
                findings.extend(Refused::one(Code::StockDated, "units", &data[..2]).0);
            } else if *quantity > pool.free() {
                findings.extend(Refused::one(Code::StockNotFree, "units", &data).0);
            }
        }
        if findings.is_empty() { Ok(sums) } else { Err(Refused(findings)) }
    }
}

impl StockBooks {
    /// What of an order is still to leave: a kit is one piece with its parts.
    pub(super) fn pieces<'b>(&'b self, key: &'b str, order: &'b StockOrder) -> Vec<Piece<'b>> {
        let mut pieces: Vec<Piece<'b>> = Vec::new();
        let (mut kits, mut others) = (Vec::new(), Vec::new());
        for (loose, row) in self.open_loose(key, &order.loose) {
            let piece = Piece {
                day: Some(row.day),
                line: &row.line,
                key: loose,
                loose: true,
                quantity: row.quantity,
                parts: self.parts_of(key, order, loose, row),
            };
            if piece.parts.is_empty() { &mut others } else { &mut kits }.push(piece);
        }
        for (pool, facts) in order.pools.iter().filter_map(|of| Some((of, self.pools.get(of)?))) {
            for row in facts.promises.iter().filter(|row| *row.order == *key) {
                let (day, line, quantity) = (Some(row.day), &*row.line, row.quantity);
                let parts = Vec::new();
                others.push(Piece { day, line, key: pool, loose: false, quantity, parts });
            }
        }
        others.retain(|other| !kits.iter().any(|kit| kit.takes_along(other)));
        pieces.append(&mut kits);
        pieces.append(&mut others);
        pieces.extend(order.taken.iter().filter(|(_, units)| *units > 0).map(|(pool, units)| {
            let (quantity, parts) = (*units, Vec::new());
            Piece { day: None, line: "", key: pool, loose: false, quantity, parts }
        }));
        pieces
    }

    /// The parts that were promised with a loose promise of a kit: from pools, or
    /// loose where nothing was counted of them and they have a quota. A part of
    /// which less is promised than the kits need is no part of them.
    fn parts_of(
        &self,
        key: &str,
        order: &StockOrder,
        kit: &PoolKey,
        row: &LoosePromise,
    ) -> Vec<Part> {
        let line = order.lines.iter().find(|line| line.line == row.line);
        let recipe = line.and_then(|line| line.kit.as_ref());
        let recipe = recipe.filter(|own| own.product == kit.product);
        let parts = recipe.map_or(&[][..], |recipe| &recipe.parts);
        let part = |(part, units): &(Box<str>, i64)| {
            let own = PoolKey::new(part, &kit.location);
            let all = units.checked_mul(row.quantity).filter(|all| *all > 0)?;
            let pool = self.pools.get(&own);
            let of_pool = pool.and_then(|pool| pool.promised(row.day, key, &row.line));
            let loose = || self.open_row(&own, row.day, key, &row.line);
            let (promised, loose) = match of_pool {
                Some(promise) => (promise.quantity, false),
                None => (loose()?.quantity, true),
            };
            (promised >= all).then_some(Part { key: own, loose, units: *units })
        };
        parts.iter().filter_map(part).collect()
    }
}

impl Piece<'_> {
    /// Whether another piece is a part of this one.
    fn takes_along(&self, other: &Self) -> bool {
        let is_of = |part: &Part| part.key == *other.key && part.loose == other.loose;
        self.day == other.day && self.line == other.line && self.parts.iter().any(is_of)
    }
}
