//! The rulebook: text, checked as a whole, compiled once with the master data
//! into an engine that any number of threads share.

mod book;
mod check;
mod classes;
mod derive;
mod engine;
mod prices;

pub use book::{AmountMin, OrderRules, Permission, Rulebook};
pub(crate) use classes::PartnerClass;
pub use engine::{Engine, MasterData, StockRow, SupplyData, SupplyRow};
pub(crate) use prices::Known;
pub use prices::PriceEntry;
