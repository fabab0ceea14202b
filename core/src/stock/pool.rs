use super::plan::Sight;
use crate::calendar::Day;
use std::sync::Arc;

/// A receipt that is expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoolReceipt {
    /// The day it is expected on.
    pub day: Day,
    /// Its id, unique within the pool.
    pub id: Box<str>,
    /// Units.
    pub quantity: i64,
}

/// Units promised from a pool for a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoolPromise {
    /// The ship day.
    pub day: Day,
    /// The order it was promised to.
    pub order: Arc<str>,
    /// The line of the order.
    pub line: Box<str>,
    /// Who ordered; kept here too, so that who looks at supply need not look
    /// up orders.
    pub partner: Arc<str>,
    /// Units.
    pub quantity: i64,
    /// When it stops to count, when it is a hold: seconds since 1970 in
    /// universal time.
    pub expires_at: Option<i64>,
}

/// The facts of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StockPool {
    /// Rises with every change; 1 when the pool is new.
    pub version: u64,
    /// Units counted.
    pub on_hand: i64,
    /// Units kept back.
    pub safety: i64,
    /// Units sold from hand without a day, still to be shipped.
    pub taken: i64,
    /// What is expected, by day and id.
    pub receipts: Vec<PoolReceipt>,
    /// What was promised, by day, order and line; each once, above zero.
    pub promises: Vec<PoolPromise>,
}

impl StockPool {
    /// Whether anything in it has a date.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        !self.receipts.is_empty() || !self.promises.is_empty()
    }

    /// The same beside what is promised to an order.
    pub(super) fn is_dated_beside(&self, order: &str) -> bool {
        !self.receipts.is_empty() || self.promises.iter().any(|row| *row.order != *order)
    }

    /// What can be sold from hand, in a pool without dates.
    #[must_use]
    pub fn free(&self) -> i64 {
        self.on_hand.saturating_sub(self.safety).saturating_sub(self.taken)
    }

    /// The net position after each day on which something happens, from today
    /// on: what is left when every promise that counts is kept.
    pub(super) fn curve(&self, sight: &Sight, counts: impl Fn(&PoolPromise) -> bool) -> Curve {
        let mut moves: Vec<(Day, i128)> = vec![(sight.today, i128::from(self.free()))];
        for receipt in &self.receipts {
            if let Some(day) = sight.counted_on(receipt.day) {
                moves.push((day, i128::from(receipt.quantity)));
            }
        }
        for promise in self.promises.iter().filter(|promise| counts(promise)) {
            moves.push((promise.day.max(sight.today), -i128::from(promise.quantity)));
        }
        Curve::new(moves)
    }

    /// Adds units to a promise, or takes them off when negative.
    pub(super) fn add(&mut self, row: PoolPromise) {
        let place =
            |p: &PoolPromise| (p.day, &*p.order, &*p.line) < (row.day, &*row.order, &*row.line);
        let at = self.promises.partition_point(place);
        match self.promises.get_mut(at) {
            Some(known)
                if (known.day, &known.order, &known.line) == (row.day, &row.order, &row.line) =>
            {
                known.quantity = known.quantity.saturating_add(row.quantity);
                if known.quantity <= 0 {
                    self.promises.remove(at);
                }
            }
            _ if row.quantity > 0 => self.promises.insert(at, row),
            _ => {}
        }
    }

    /// The promise to a line of an order for a day.
    pub(super) fn promised(&self, day: Day, order: &str, line: &str) -> Option<&PoolPromise> {
        let place = |p: &PoolPromise| (p.day, &*p.order, &*p.line) < (day, order, line);
        let found = self.promises.get(self.promises.partition_point(place))?;
        ((found.day, &*found.order, &*found.line) == (day, order, line)).then_some(found)
    }

    pub(super) fn receipt(&self, id: &str) -> Option<&PoolReceipt> {
        self.receipts.iter().find(|receipt| *receipt.id == *id)
    }

    pub(super) fn take_receipt(&mut self, id: &str) -> Option<PoolReceipt> {
        let at = self.receipts.iter().position(|receipt| *receipt.id == *id)?;
        Some(self.receipts.remove(at))
    }

    pub(super) fn add_receipt(&mut self, receipt: PoolReceipt) {
        let at = self.receipts.partition_point(|known| *known < receipt);
        self.receipts.insert(at, receipt);
    }
}

impl Sight {
    /// The day on which a receipt counts, if it does.
    pub(super) fn counted_on(&self, day: Day) -> Option<Day> {
        if day >= self.today {
            return Some(day);
        }
        let days = i32::try_from(self.overdue_days?).unwrap_or(i32::MAX);
        Some(self.today.plus(days))
    }
}

/// Net positions by day: a step function from its first day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Curve {
    // INVARIANT: days rise; never empty.
    points: Vec<(Day, i128)>,
}

impl Curve {
    fn new(mut moves: Vec<(Day, i128)>) -> Self {
        moves.sort_by_key(|(day, _)| *day);
        let mut points: Vec<(Day, i128)> = Vec::with_capacity(moves.len());
        let mut net = 0;
        for (day, quantity) in moves {
            net += quantity;
            match points.last_mut() {
                Some(last) if last.0 == day => last.1 = net,
                _ => points.push((day, net)),
            }
        }
        Self { points }
    }

    /// The days on which it changes, and the net position from each on.
    pub fn points(&self) -> &[(Day, i128)] {
        &self.points
    }

    /// The net position on a day.
    pub fn at(&self, day: Day) -> i128 {
        let until = self.points.partition_point(|point| point.0 <= day);
        until.checked_sub(1).map_or(0, |at| self.points[at].1)
    }

    /// What can be taken on a day without breaking a promise: the lowest net
    /// position from that day on, and never below nothing.
    pub fn available(&self, day: Day, until: Option<Day>) -> i128 {
        let seen = |at: &(Day, i128)| until.is_none_or(|until| at.0 <= until);
        let later = self.points.iter().filter(|at| at.0 > day && seen(at)).map(|at| at.1);
        later.chain([self.at(day)]).min().unwrap_or(0).max(0)
    }

    /// The same after units were taken from a day on.
    pub fn take(&mut self, day: Day, quantity: i128) {
        let at = self.points.partition_point(|point| point.0 < day);
        if self.points.get(at).is_none_or(|point| point.0 != day) {
            let net = self.at(day);
            self.points.insert(at, (day, net));
        }
        self.points[at..].iter_mut().for_each(|point| point.1 -= quantity);
    }
}
