//! What a planner sees of the ledger.

use super::ledger::StockLedger;
use super::loose::LoosePromise;
use super::plan::{PoolKey, Seen, StockKey};
use super::pool::{PoolPromise, PoolReceipt, StockPool};
use crate::calendar::Day;
use std::sync::Arc;

/// A pool as a planner sees it: the facts that count, and the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSupply {
    /// Which pool.
    pub key: PoolKey,
    /// Its version.
    pub version: u64,
    /// Units on hand, without those that were sold from hand.
    pub on_hand: i64,
    /// Units kept back.
    pub safety: i64,
    /// What is expected, by day and id.
    pub receipts: Vec<PoolReceipt>,
    /// What was promised, by day, without the holds that do not count. Promises
    /// to one partner that stand side by side are one.
    pub promises: Vec<SupplyPromise>,
}

/// Units promised to a partner for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplyPromise {
    /// The ship day.
    pub day: Day,
    /// To whom.
    pub partner: Arc<str>,
    /// Units.
    pub quantity: i64,
}

impl PoolSupply {
    // Under the lock of the ledger: no order is looked up and no text copied
    // for a promise.
    fn of<'p>(
        key: &PoolKey,
        pool: &StockPool,
        promises: impl Iterator<Item = &'p PoolPromise>,
    ) -> Self {
        let mut found: Vec<SupplyPromise> = Vec::new();
        for row in promises {
            match found.last_mut() {
                Some(last) if last.day == row.day && last.partner == row.partner => {
                    last.quantity = last.quantity.saturating_add(row.quantity);
                }
                _ => found.push(SupplyPromise {
                    day: row.day,
                    partner: row.partner.clone(),
                    quantity: row.quantity,
                }),
            }
        }
        Self {
            key: key.clone(),
            version: pool.version,
            on_hand: pool.on_hand.saturating_sub(pool.taken),
            safety: pool.safety,
            receipts: pool.receipts.clone(),
            promises: found,
        }
    }
}

/// A loose promise as a planner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LooseSupply {
    /// Of what.
    pub key: PoolKey,
    /// The promise.
    pub promise: LoosePromise,
    /// To whom it was made.
    pub partner: Arc<str>,
}

/// What a planner sees of some products.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StockSupply {
    /// Their pools.
    pub pools: Vec<PoolSupply>,
    /// What is promised of them beside the pools: it counts on quotas only.
    pub loose: Vec<LooseSupply>,
}

impl StockLedger {
    /// The supply of some products, at every location that has a pool, for an
    /// order placed by `owner` at `now` (seconds since 1970 in universal time).
    ///
    /// Holds that have expired do not count, nor does a hold of the same owner.
    /// Only these products are looked at, however many the ledger knows.
    #[must_use]
    pub fn supply(&self, products: &[&str], now: i64, owner: Option<&str>) -> StockSupply {
        self.supply_where(products, now, owner, &|_| true)
    }

    /// The same, with what has left only of the products that `left` names: of
    /// those without quotas it counts on nothing, and is much.
    pub(crate) fn supply_where(
        &self,
        products: &[&str],
        now: i64,
        owner: Option<&str>,
        left: &dyn Fn(&str) -> bool,
    ) -> StockSupply {
        let inner = self.lock();
        let books = &inner.books;
        let now = now.max(books.clock);
        let mut products = products.to_vec();
        products.sort_unstable();
        products.dedup();
        let mut found = StockSupply::default();
        let partner = |order: &str| {
            books.orders.get(order).map_or_else(|| "".into(), |order| order.partner.clone())
        };
        for product in products {
            let first = PoolKey::new(product, "");
            let left = left(product);
            let loose = books.loose.range(first.clone()..);
            for (key, rows) in loose.take_while(|(key, _)| *key.product == *product) {
                let counts =
                    |row: &&LoosePromise| books.lives(&row.order, row.expires_at, now, owner, None);
                let rows = rows.iter().take_while(|row| left || !row.left);
                found.loose.extend(rows.filter(counts).map(|row| LooseSupply {
                    key: key.clone(),
                    promise: row.clone(),
                    partner: partner(&row.order),
                }));
            }
            let own = books.pools.range(first..).take_while(|(key, _)| *key.product == *product);
            for (key, pool) in own {
                let counts = |row: &&PoolPromise| books.counts(row, now, owner, None);
                let counted = pool.promises.iter().filter(counts);
                found.pools.push(PoolSupply::of(key, pool, counted));
            }
        }
        found
    }

    /// The versions of the quotas of some products, for every group that was
    /// ever counted in one. Read them before the supply.
    #[must_use]
    pub fn quota_versions(&self, products: &[&str]) -> Vec<Seen> {
        let inner = self.lock();
        let mut seen = Vec::new();
        for product in products {
            let first = ((*product).into(), "".into());
            let own = inner.books.quotas.range(first..).take_while(|(key, _)| *key.0 == **product);
            seen.extend(own.map(|((product, group), version)| Seen {
                key: StockKey::Quota { product: product.clone(), group: group.clone() },
                version: *version,
            }));
        }
        seen
    }
}
