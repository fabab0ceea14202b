//! Stock as a ledger of its own: what there is of each pool, what is expected
//! and what was promised from it, kept in memory for hosts without a database.
//!
//! The engine plans and this ledger books. A [`StockPlan`] names the version of
//! every pool it takes from; it is booked only while these versions still hold
//! (compare and set), so any number of clients can plan at the same time and
//! none promises a unit twice. Every change is an entry of an append-only log,
//! and the state is the fold of that log.

mod answer;
mod books;
mod command;
mod commit;
mod entry;
mod holds;
mod ledger;
mod loose;
mod plan;
mod pool;
mod promised;
mod repromise;
mod risk;
mod supply;
mod verify;

pub use answer::StockAnswer;
pub use books::{OrderState, StockBooks, StockOrder};
pub use entry::{ShippedUnits, StockEntry, StockEvent};
pub use ledger::StockLedger;
pub use loose::LoosePromise;
pub use plan::{Delta, OrderKit, OrderLine, PoolKey, Seen, Sight, StockKey, StockPlan};
pub use pool::{PoolPromise, PoolReceipt, StockPool};
pub use repromise::{
    Claim, Claimed, QuotaLimit, Repromise, RepromisePolicy, RepromiseTerms, Strategy, Whose,
};
pub use risk::{AtRisk, RiskDay, RiskPromise};
pub use supply::{LooseSupply, PoolSupply, StockSupply, SupplyPromise};

/// The sum of units; a state that no ledger made may have any.
fn total(units: impl IntoIterator<Item = i64>) -> i64 {
    units.into_iter().fold(0, i64::saturating_add)
}

/// More units than any warehouse holds; sums of many such numbers stay in range.
pub const UNITS_MAX: i64 = 1_000_000_000_000;
