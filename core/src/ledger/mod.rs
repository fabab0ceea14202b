//! The ledger of fees: what was earned, changed, taken back and paid out, as
//! signed entries that are only ever added. It keeps nothing itself: entries
//! come in, new entries go out, and the host stores them.

mod accrue;
mod again;
mod among;
mod entry;
mod fee;
mod history;
mod index;
mod kept;
mod key;
mod period;
mod recompute;
mod refund;
mod settle;
mod statement;
#[cfg(test)]
mod tests;
mod verify;
mod whole;

pub use accrue::{Booking, Receiver, Sale, accrue};
pub use entry::{Entry, EntryKind, Source};
pub use fee::Terms;
pub use kept::Ledger;
pub use refund::{Refund, refund};
pub use settle::{Account, PayoutPolicy, PayoutTerm, Settlement, settle};
pub use statement::{Statement, StatementRow, statement};
pub use verify::verify;
