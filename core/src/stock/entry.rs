use super::plan::{PoolKey, StockPlan};
use crate::calendar::Day;

/// One line of the log: what happened, and as which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockEntry {
    /// From 1, without gaps.
    pub seq: u64,
    /// What happened.
    pub event: StockEvent,
}

/// What happened to the stock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StockEvent {
    /// The stock of a pool was counted; a pool begins with this.
    Counted {
        /// Which pool.
        pool: PoolKey,
        /// Units counted.
        on_hand: i64,
        /// Units kept back.
        safety: i64,
    },
    /// Units were found, lost or moved.
    Adjusted {
        /// Which pool.
        pool: PoolKey,
        /// Units more; negative for less.
        by: i64,
    },
    /// A receipt is expected.
    ReceiptAdded {
        /// Which pool.
        pool: PoolKey,
        /// The receipt.
        id: Box<str>,
        /// When.
        day: Day,
        /// Units.
        quantity: i64,
    },
    /// A receipt is expected on another day, or with another quantity.
    ReceiptMoved {
        /// Which pool.
        pool: PoolKey,
        /// The receipt.
        id: Box<str>,
        /// When.
        day: Day,
        /// Units.
        quantity: i64,
    },
    /// A receipt will not come.
    ReceiptCancelled {
        /// Which pool.
        pool: PoolKey,
        /// The receipt.
        id: Box<str>,
    },
    /// A receipt has come and is on hand.
    ReceiptArrived {
        /// Which pool.
        pool: PoolKey,
        /// The receipt.
        id: Box<str>,
        /// Units that came.
        quantity: i64,
    },
    /// A plan was booked.
    Committed {
        /// The plan.
        plan: StockPlan,
    },
    /// A plan was booked for a while.
    Held {
        /// The plan.
        plan: StockPlan,
        /// When it stops to count: seconds since 1970 in universal time.
        expires_at: i64,
    },
    /// A hold became a promise.
    Confirmed {
        /// Its key.
        order: Box<str>,
        /// When: seconds since 1970 in universal time.
        now: i64,
    },
    /// Everything that was promised to an order and not shipped was given back.
    Released {
        /// The order.
        order: Box<str>,
    },
    /// A hold was given back: its time was over, or an order of its owner took
    /// its place. Its key can be booked again.
    Expired {
        /// The order.
        order: Box<str>,
        /// When that was found: seconds since 1970 in universal time.
        now: i64,
    },
    /// Units were sold from hand, without a day.
    Taken {
        /// The order.
        order: Box<str>,
        /// Who ordered.
        partner: Box<str>,
        /// How many units of which pool; each pool once.
        units: Vec<(PoolKey, i64)>,
        /// The answer that was given.
        answer: Box<str>,
        /// The day of the sale, if it was said.
        today: Option<Day>,
    },
    /// Promised units left.
    Shipped {
        /// The order.
        order: Box<str>,
        /// The shipment: what is shipped under an id is shipped once.
        shipment: Box<str>,
        /// What left.
        units: Vec<ShippedUnits>,
        /// What left of loose promises, such as kits; their parts are units.
        loose: Vec<ShippedUnits>,
    },
    /// Closed orders of before a day were dropped.
    Purged {
        /// The day.
        before: Day,
        /// Products with quotas that are still open, and from which day on what
        /// has left of them counts.
        open: Vec<(Box<str>, Day)>,
    },
}

/// Units that left, and of which promise they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippedUnits {
    /// The line of the order; empty for what was sold from hand.
    pub line: Box<str>,
    /// From which pool.
    pub pool: PoolKey,
    /// The day it was promised for; nothing for what was sold from hand.
    pub day: Option<Day>,
    /// Units.
    pub quantity: i64,
}
