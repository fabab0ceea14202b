//! The rulebook: text, checked as a whole, compiled once with the master data
//! into an engine that any number of threads share.

mod book;
mod check;
mod classes;
mod deals;
mod derive;
mod engine;
mod heads;
mod prices;
mod promises;
mod supply;

pub use book::{AmountMin, OrderRules, Permission, Rulebook};
pub(crate) use classes::PartnerClass;
pub(crate) use engine::ListHead;
pub use engine::{Engine, MasterData, Registration};
pub use prices::PriceEntry;
pub(crate) use prices::{Known, Price, PriceIndex};
pub use supply::{PromiseRow, ProtectionRow, QuotaRow, StockRow, SupplyData, SupplyRow};
