use super::books::{StockBooks, StockOrder};
use super::entry::{StockEntry, StockEvent};
use super::loose::LoosePromise;
use super::plan::{PoolKey, Seen, StockKey, StockPlan};
use super::pool::{PoolPromise, PoolReceipt, StockPool};
use super::{StockAnswer, verify};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::explain::Finding;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A stock ledger in memory, for hosts without a database.
///
/// Any number of threads share one. Each command is one step that is done whole
/// or not at all; what it did is an entry of the log, which the host stores
/// before it acts on the answer. A ledger is given back by
/// [`restore`](Self::restore) from a snapshot and the entries after it.
///
/// A business "no" is an answer with findings; an [`Error`] is misuse. Either
/// leaves the ledger as it was.
///
/// ```
/// use longtail::{Day, PoolKey, Sight, StockLedger};
/// let ledger = StockLedger::new();
/// let sight = Sight { today: Day(20_000), ..Sight::default() };
/// let pool = PoolKey::new("A-100", "main");
/// assert!(ledger.count(&pool, 12, 0, &sight).is_done());
/// assert!(!ledger.adjust(&pool, -13, &sight).is_done());
/// assert_eq!(ledger.entries(0).len(), 1);
/// assert!(ledger.verify().is_empty());
/// ```
#[derive(Debug, Default)]
pub struct StockLedger {
    inner: Mutex<Inner>,
}

/// The state and the log since its base.
#[derive(Debug, Default)]
pub(super) struct Inner {
    pub books: StockBooks,
    // INVARIANT: `books` is the fold of `log` on `base`.
    base: Arc<StockBooks>,
    log: Vec<StockEntry>,
}

impl Inner {
    /// Does what an event says and writes it down; gives its number.
    pub fn post(&mut self, event: StockEvent) -> u64 {
        self.books.apply(&event);
        let seq = self.books.seq;
        self.log.push(StockEntry { seq, event });
        seq
    }
}

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
            on_hand: pool.on_hand - pool.taken,
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
    /// A ledger without any pool.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every step leaves the books whole, so a thread that died while it
        // held the lock has left nothing half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The supply of some products, at every location that has a pool, for an
    /// order placed by `owner` at `now` (seconds since 1970 in universal time).
    ///
    /// Holds that have expired do not count, nor does a hold of the same owner.
    /// Only these products are looked at, however many the ledger knows.
    #[must_use]
    pub fn supply(&self, products: &[&str], now: i64, owner: Option<&str>) -> StockSupply {
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
            let loose = books.loose.range(first.clone()..);
            for (key, rows) in loose.take_while(|(key, _)| *key.product == *product) {
                let counts =
                    |row: &&LoosePromise| books.lives(&row.order, row.expires_at, now, owner, None);
                found.loose.extend(rows.iter().filter(counts).map(|row| LooseSupply {
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

    /// The entries after the one with this number; 0 gives all that are kept.
    #[must_use]
    pub fn entries(&self, after: u64) -> Vec<StockEntry> {
        let inner = self.lock();
        let skipped = inner.log.partition_point(|entry| entry.seq <= after);
        inner.log[skipped..].to_vec()
    }

    /// What is booked under a key.
    #[must_use]
    pub fn order(&self, key: &str) -> Option<StockOrder> {
        self.lock().books.orders.get(key).cloned()
    }

    /// The state as it is now.
    #[must_use]
    pub fn snapshot(&self) -> StockBooks {
        self.lock().books.clone()
    }

    /// Takes the state as the new beginning of the log and forgets the entries
    /// before it. Do so once a snapshot is stored.
    pub fn compact(&self) {
        let mut inner = self.lock();
        inner.base = Arc::new(inner.books.clone());
        inner.log.clear();
    }

    /// Drops what is over for good: closed orders of days before this one with
    /// their keys, and what has left on days before it. An order is closed when
    /// it was given back, or when all of it has left.
    ///
    /// A plan of such a day is refused from then on (`stock.too_old`), whether
    /// its key was booked or not: nobody knows any more. Open promises and holds
    /// stay, however old; so do sales from hand that did not say their day.
    ///
    /// `open` has, for each product with quotas whose windows have not ended
    /// before that day, the first day of these windows: what has left since
    /// still counts on them. A day that is not later than one before is a
    /// replay. To free the memory of the log too, [`compact`](Self::compact).
    ///
    /// ```
    /// use longtail::{Day, StockAnswer, StockLedger};
    /// let ledger = StockLedger::new();
    /// assert!(ledger.purge(Day(20_000), &[]).is_done());
    /// assert!(matches!(ledger.purge(Day(20_000), &[]), StockAnswer::Replayed { .. }));
    /// ```
    #[must_use]
    pub fn purge(&self, before: Day, open: &[(Box<str>, Day)]) -> StockAnswer {
        let mut inner = self.lock();
        if inner.books.purged.is_some_and(|known| known >= before) {
            return StockAnswer::Replayed { answer: "".into() };
        }
        let seq = inner.post(StockEvent::Purged { before, open: open.to_vec() });
        StockAnswer::Done { seq, findings: Vec::new() }
    }

    /// The ledger of a snapshot and the entries after it; without a snapshot,
    /// an empty one is the beginning.
    ///
    /// # Errors
    ///
    /// Of kind `input` when an entry is missing or comes twice.
    pub fn restore(snapshot: StockBooks, entries: Vec<StockEntry>) -> Result<Self, Error> {
        let base = Arc::new(snapshot);
        let mut books = (*base).clone();
        for entry in &entries {
            if entry.seq != books.seq + 1 {
                let missing = verify::entry_missing(&books);
                return Err(Error::with_findings(ErrorKind::Input, vec![missing]));
            }
            books.apply(&entry.event);
        }
        Ok(Self { inner: Mutex::new(Inner { books, base, log: entries }) })
    }

    /// Folds the log again and compares: every fault as a finding.
    ///
    /// Beside that the state is what the log says, it checks that no commit
    /// took a day below zero that was not, that every order has booked what its
    /// plan says less what was shipped and given back, and that no number is
    /// missing.
    #[must_use]
    pub fn verify(&self) -> Vec<Finding> {
        let inner = self.lock();
        verify::verify(&inner.base, &inner.log, &inner.books)
    }

    /// Folds the log and holds a state from elsewhere against it, such as a
    /// snapshot that was stored now.
    #[must_use]
    pub fn verify_state(&self, state: &StockBooks) -> Vec<Finding> {
        let inner = self.lock();
        verify::verify(&inner.base, &inner.log, state)
    }

    /// Books a plan while every version it names still holds.
    ///
    /// Answers `Done`, `Conflict` (plan again), `Replayed` with the first answer
    /// when the key was booked before, or `Refused` when the key was released
    /// or more would be taken than there is. `now` is in seconds since 1970 in
    /// universal time.
    ///
    /// The holds of the plan's owner, and a hold with the same key, make place
    /// for it.
    ///
    /// # Errors
    ///
    /// Of kind `input` for a plan that cannot have been made by the engine: no
    /// key, a quantity that is out of range, a pool without its version.
    pub fn commit(&self, plan: &StockPlan, now: i64) -> Result<StockAnswer, Error> {
        self.lock().commit(plan, now, None)
    }

    /// Books a plan like [`commit`](Self::commit), for a while: until it is
    /// confirmed, or `expires_at` is reached.
    ///
    /// # Errors
    ///
    /// Those of [`commit`](Self::commit).
    pub fn hold(&self, plan: &StockPlan, expires_at: i64, now: i64) -> Result<StockAnswer, Error> {
        self.lock().commit(plan, now, Some(expires_at))
    }
}

impl StockBooks {
    /// Whether a promise counts against an order: a hold does not once it has
    /// expired, nor against its own owner or key.
    pub(super) fn counts(
        &self,
        promise: &PoolPromise,
        now: i64,
        owner: Option<&str>,
        key: Option<&str>,
    ) -> bool {
        self.lives(&promise.order, promise.expires_at, now, owner, key)
    }

    /// The same of a promise of any kind.
    fn lives(
        &self,
        order: &str,
        expires_at: Option<i64>,
        now: i64,
        owner: Option<&str>,
        key: Option<&str>,
    ) -> bool {
        let Some(expires_at) = expires_at else { return true };
        let own = || {
            let order = self.orders.get(order);
            owner.is_some() && order.is_some_and(|order| order.owner.as_deref() == owner)
        };
        now < expires_at && key != Some(order) && !own()
    }
}
