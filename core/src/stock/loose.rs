//! What is promised and takes from no pool: it counts on quotas, and keeps the
//! parts of a kit together.

use super::books::{OrderState, StockBooks};
use super::entry::ShippedUnits;
use super::plan::{Delta, OrderLine, PoolKey};
use crate::calendar::Day;
use std::sync::Arc;

/// A promise beside the pools: of a kit, whose parts are promises of their own;
/// of a product that nothing is counted of; or of units that have left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoosePromise {
    /// Whether the units have left; they count on quotas for good. Those come
    /// last, so that what is still to leave is found beside any number of them.
    pub left: bool,
    /// The ship day.
    pub day: Day,
    /// The order it was promised to.
    pub order: Arc<str>,
    /// The line of the order.
    pub line: Box<str>,
    /// Units.
    pub quantity: i64,
    /// When it stops to count, when it is a hold: seconds since 1970 in
    /// universal time.
    pub expires_at: Option<i64>,
}

impl LoosePromise {
    fn place(&self) -> (bool, Day, &str, &str) {
        (self.left, self.day, &self.order, &self.line)
    }
}

/// Where what has left begins, in the rows of a key.
fn left_from(rows: &[LoosePromise]) -> usize {
    rows.partition_point(|row| !row.left)
}

impl StockBooks {
    /// Adds units to a loose promise, or takes them off when negative.
    pub(super) fn add_loose(&mut self, key: &PoolKey, row: LoosePromise) {
        let rows = self.loose.entry(key.clone()).or_default();
        let at = rows.partition_point(|known| known.place() < row.place());
        match rows.get_mut(at) {
            Some(known) if known.place() == row.place() => {
                known.quantity = known.quantity.saturating_add(row.quantity);
                if known.quantity <= 0 {
                    rows.remove(at);
                }
            }
            _ if row.quantity > 0 => rows.insert(at, row),
            _ => {}
        }
        self.drop_empty(key);
    }

    /// Books what a plan promises beside the pools.
    pub(super) fn book_loose(&mut self, deltas: &[Delta], expires_at: Option<i64>) {
        for delta in deltas {
            let row = LoosePromise {
                day: delta.day,
                order: (&*delta.order).into(),
                line: delta.line.clone(),
                left: false,
                quantity: delta.quantity,
                expires_at,
            };
            self.add_loose(&delta.pool, row);
        }
    }

    /// Makes the loose holds of an order promises.
    pub(super) fn confirm_loose(&mut self, order: &str, keys: &[PoolKey]) {
        for key in keys {
            let Some(rows) = self.loose.get_mut(key) else { continue };
            let open = left_from(rows);
            let own = rows[..open].iter_mut().filter(|row| *row.order == *order);
            own.for_each(|row| row.expires_at = None);
        }
    }

    /// Gives back the loose promises of an order that have not left.
    pub(super) fn give_back_loose(&mut self, order: &str, keys: &[PoolKey]) {
        for key in keys {
            if let Some(rows) = self.loose.get_mut(key) {
                let open = left_from(rows);
                if rows[..open].iter().any(|row| *row.order == *order) {
                    rows.retain(|row| row.left || *row.order != *order);
                }
            }
            self.drop_empty(key);
        }
    }

    /// The loose promises of an order that have not left, with their keys.
    pub(super) fn open_loose<'b>(
        &'b self,
        order: &'b str,
        keys: &'b [PoolKey],
    ) -> impl Iterator<Item = (&'b PoolKey, &'b LoosePromise)> {
        let own = move |row: &&LoosePromise| *row.order == *order;
        let rows = move |key: &'b PoolKey| {
            let rows = self.loose.get(key).into_iter().flatten().take_while(|row| !row.left);
            rows.filter(own).map(move |row| (key, row))
        };
        keys.iter().flat_map(rows)
    }

    /// The loose promise to a line of an order for a day, that has not left.
    pub(super) fn open_row(
        &self,
        key: &PoolKey,
        day: Day,
        order: &str,
        line: &str,
    ) -> Option<&LoosePromise> {
        let rows = self.loose.get(key)?;
        let place = (false, day, order, line);
        let found = rows.get(rows.partition_point(|row| row.place() < place))?;
        (found.place() == place).then_some(found)
    }

    pub(super) fn ship_loose(&mut self, key: &str, left: &ShippedUnits) {
        let Some(day) = left.day else { return };
        let row = LoosePromise {
            day,
            order: key.into(),
            line: left.line.clone(),
            left: false,
            quantity: left.quantity.saturating_neg(),
            expires_at: None,
        };
        self.add_loose(&left.pool, row);
        self.keep_left(key, left);
        let Some(order) = self.orders.get_mut(key) else { return };
        let line = order.lines.iter_mut().find(|line| line.line == left.line);
        // The line of a kit is counted in kits, not in what leaves with them.
        let own = |line: &&mut OrderLine| {
            line.kit.as_ref().is_none_or(|kit| kit.product == left.pool.product)
        };
        if let Some(line) = line.filter(own) {
            line.quantity = line.quantity.saturating_sub(left.quantity);
        }
    }

    /// What leaves on a day of a quota's window counts on it for good, also when
    /// the quota was made after it was booked, or after it left: so all that was
    /// promised is kept, until a purge.
    pub(super) fn keep_left(&mut self, key: &str, left: &ShippedUnits) {
        // One text for all that is kept of an order.
        let known = self.orders.get_key_value(key).map(|(key, _)| key.clone());
        let (Some(day), Some(order)) = (left.day, known) else { return };
        let row = LoosePromise {
            day,
            order,
            line: left.line.clone(),
            left: true,
            quantity: left.quantity,
            expires_at: None,
        };
        self.add_loose(&left.pool, row);
    }

    // A key without rows is no key: states that are alike are equal.
    fn drop_empty(&mut self, key: &PoolKey) {
        if self.loose.get(key).is_some_and(Vec::is_empty) {
            self.loose.remove(key);
        }
    }

    /// Drops what has left before a day, of each product before the day its
    /// open quotas begin; then closed orders of before that of which nothing
    /// is left. Of a hold there may be nothing at all, where it promises what
    /// is not counted: it stays until it ends.
    pub(super) fn purge(&mut self, before: Day, open: &[(Box<str>, Day)]) {
        self.purged = Some(self.purged.map_or(before, |known| known.max(before)));
        for (key, rows) in &mut self.loose {
            let own = open.iter().filter(|(product, _)| *product == key.product);
            let from = own.map(|(_, day)| *day).min().map_or(before, |day| day.min(before));
            rows.retain(|row| !row.left || row.day >= from);
        }
        self.loose.retain(|_, rows| !rows.is_empty());
        let of_pools = self.pools.values().flat_map(|pool| &pool.promises).map(|row| &row.order);
        let loose = self.loose.values().flatten().map(|row| &row.order);
        let mut open: Vec<Arc<str>> = of_pools.chain(loose).cloned().collect();
        open.sort_unstable();
        open.dedup();
        self.orders.retain(|key, order| {
            let old = order.today.is_some_and(|today| today < before);
            let taken = order.taken.iter().any(|(_, units)| *units > 0);
            let held = matches!(order.state, OrderState::Held { .. });
            !old || taken || held || open.binary_search(key).is_ok()
        });
    }
}
