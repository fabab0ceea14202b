//! What changes a pool: counts and receipts. None of it ever fails because of a
//! promise: what can no longer be kept is told.

use super::answer::{Datum, Refused};
use super::entry::StockEvent;
use super::ledger::{Inner, StockLedger};
use super::plan::{PoolKey, Sight};
use super::pool::StockPool;
use super::{StockAnswer, UNITS_MAX};
use crate::calendar::Day;
use crate::explain::Code;

impl StockLedger {
    /// Says what was counted in a pool and how much of it is kept back; a pool
    /// begins with this.
    ///
    /// What it leaves short is told in the answer's findings.
    #[must_use]
    pub fn count(&self, pool: &PoolKey, on_hand: i64, safety: i64, sight: &Sight) -> StockAnswer {
        self.change(pool, sight, |_| {
            not_negative(pool, on_hand)?;
            in_range(pool, on_hand)?;
            not_negative(pool, safety)?;
            in_range(pool, safety)?;
            Ok(Some(StockEvent::Counted { pool: pool.clone(), on_hand, safety }))
        })
    }

    /// Adds units to a pool, or takes them off when negative: found, lost, moved.
    #[must_use]
    pub fn adjust(&self, pool: &PoolKey, by: i64, sight: &Sight) -> StockAnswer {
        self.change(pool, sight, |books| {
            let own = books.pool(pool)?;
            in_range(pool, by)?;
            not_negative(pool, own.on_hand.saturating_add(by))?;
            in_range(pool, own.on_hand.saturating_add(by))?;
            Ok(Some(StockEvent::Adjusted { pool: pool.clone(), by }))
        })
    }

    /// Expects a receipt. The same again is a replay; another quantity or day
    /// under the same id is refused.
    #[must_use]
    pub fn add_receipt(
        &self,
        pool: &PoolKey,
        id: &str,
        day: Day,
        quantity: i64,
        sight: &Sight,
    ) -> StockAnswer {
        self.change(pool, sight, |books| {
            let own = books.pool(pool)?;
            match own.receipt(id) {
                Some(known) if (known.day, known.quantity) == (day, quantity) => return Ok(None),
                Some(_) => return Err(of_receipt(Code::StockReceiptKnown, pool, id)),
                None => {}
            }
            not_past(day, id, sight)?;
            not_negative(pool, quantity)?;
            in_range(pool, quantity)?;
            let (pool, id) = (pool.clone(), id.into());
            Ok(Some(StockEvent::ReceiptAdded { pool, id, day, quantity }))
        })
    }

    /// Expects a receipt on another day, or with another quantity.
    ///
    /// It never fails because of what was promised from it: the answer's
    /// findings tell which promises are now at risk.
    #[must_use]
    pub fn move_receipt(
        &self,
        pool: &PoolKey,
        id: &str,
        day: Day,
        quantity: Option<i64>,
        sight: &Sight,
    ) -> StockAnswer {
        self.change(pool, sight, |books| {
            let known = books.pool(pool)?.receipt(id);
            let known = known.ok_or_else(|| of_receipt(Code::StockUnknownReceipt, pool, id))?;
            let quantity = quantity.unwrap_or(known.quantity);
            if (known.day, known.quantity) == (day, quantity) {
                return Ok(None);
            }
            not_past(day, id, sight)?;
            not_negative(pool, quantity)?;
            in_range(pool, quantity)?;
            let (pool, id) = (pool.clone(), id.into());
            Ok(Some(StockEvent::ReceiptMoved { pool, id, day, quantity }))
        })
    }

    /// No longer expects a receipt.
    #[must_use]
    pub fn cancel_receipt(&self, pool: &PoolKey, id: &str, sight: &Sight) -> StockAnswer {
        self.change(pool, sight, |books| {
            let known = books.pool(pool)?.receipt(id);
            known.ok_or_else(|| of_receipt(Code::StockUnknownReceipt, pool, id))?;
            Ok(Some(StockEvent::ReceiptCancelled { pool: pool.clone(), id: id.into() }))
        })
    }

    /// Puts a receipt that has come on hand; with another quantity than was
    /// expected when it says so. Nothing of it is expected any more.
    #[must_use]
    pub fn arrive(
        &self,
        pool: &PoolKey,
        id: &str,
        quantity: Option<i64>,
        sight: &Sight,
    ) -> StockAnswer {
        self.change(pool, sight, |books| {
            let own = books.pool(pool)?;
            let known = own.receipt(id);
            let known = known.ok_or_else(|| of_receipt(Code::StockUnknownReceipt, pool, id))?;
            let quantity = quantity.unwrap_or(known.quantity);
            not_negative(pool, quantity)?;
            in_range(pool, quantity)?;
            in_range(pool, own.on_hand.saturating_add(quantity))?;
            Ok(Some(StockEvent::ReceiptArrived { pool: pool.clone(), id: id.into(), quantity }))
        })
    }

    /// Posts what `decide` gives; nothing is a replay. Tells what is at risk.
    fn change(
        &self,
        pool: &PoolKey,
        sight: &Sight,
        decide: impl FnOnce(&Inner) -> Result<Option<StockEvent>, Refused>,
    ) -> StockAnswer {
        let mut inner = self.lock();
        match decide(&inner) {
            Err(refused) => refused.into(),
            Ok(None) => StockAnswer::Replayed { answer: "".into() },
            Ok(Some(event)) => {
                let seq = inner.post(event);
                let findings = inner.books.risk_findings(pool, sight);
                StockAnswer::Done { seq, findings }
            }
        }
    }
}

impl Inner {
    pub(super) fn pool(&self, key: &PoolKey) -> Result<&StockPool, Refused> {
        self.books.pools.get(key).ok_or_else(|| unknown_pool(key))
    }
}

pub(super) fn unknown_pool(pool: &PoolKey) -> Refused {
    Refused::one(Code::StockUnknownPool, "product", &of_pool(pool))
}

fn of_pool(pool: &PoolKey) -> [(&'static str, Datum<'_>); 2] {
    [("product", Datum::Text(&pool.product)), ("location", Datum::Text(&pool.location))]
}

fn of_receipt(code: Code, pool: &PoolKey, id: &str) -> Refused {
    let [product, location] = of_pool(pool);
    Refused::one(code, "id", &[("found", Datum::Text(id)), product, location])
}

pub(super) fn not_negative(pool: &PoolKey, quantity: i64) -> Result<(), Refused> {
    let [product, location] = of_pool(pool);
    let data = [product, location, ("quantity", Datum::Whole(quantity))];
    if quantity < 0 { Err(Refused::one(Code::StockNegative, "quantity", &data)) } else { Ok(()) }
}

pub(super) fn in_range(pool: &PoolKey, quantity: i64) -> Result<(), Refused> {
    let [product, location] = of_pool(pool);
    let most = ("maximum", Datum::Whole(UNITS_MAX));
    let data = [product, location, ("quantity", Datum::Whole(quantity)), most];
    let beyond = quantity.unsigned_abs() > UNITS_MAX.unsigned_abs();
    if beyond { Err(Refused::one(Code::StockOutOfRange, "quantity", &data)) } else { Ok(()) }
}

fn not_past(day: Day, id: &str, sight: &Sight) -> Result<(), Refused> {
    if day >= sight.today {
        return Ok(());
    }
    let (mut written, mut today) = (String::new(), String::new());
    day.write_iso(&mut written);
    sight.today.write_iso(&mut today);
    let data = [
        ("found", Datum::Text(id)),
        ("day", Datum::Text(&written)),
        ("today", Datum::Text(&today)),
    ];
    Err(Refused::one(Code::StockReceiptPast, "day", &data))
}
