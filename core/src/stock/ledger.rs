use super::books::{StockBooks, StockOrder};
use super::commit::check;
use super::entry::{StockEntry, StockEvent};
use super::plan::StockPlan;
use super::pool::PoolPromise;
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
    /// key, a quantity that is out of range, a pool without its version, fewer
    /// units of a part than its kits need.
    pub fn commit(&self, plan: &StockPlan, now: i64) -> Result<StockAnswer, Error> {
        self.book(plan, now, None)
    }

    /// Books a plan like [`commit`](Self::commit), for a while: until it is
    /// confirmed, or `expires_at` is reached.
    ///
    /// # Errors
    ///
    /// Those of [`commit`](Self::commit).
    pub fn hold(&self, plan: &StockPlan, expires_at: i64, now: i64) -> Result<StockAnswer, Error> {
        self.book(plan, now, Some(expires_at))
    }

    fn book(
        &self,
        plan: &StockPlan,
        now: i64,
        expires_at: Option<i64>,
    ) -> Result<StockAnswer, Error> {
        // Before the lock is taken: others plan meanwhile.
        let plan = plan.clone().normal();
        check(&plan)?;
        self.lock().commit(plan, now, expires_at)
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
    pub(super) fn lives(
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
