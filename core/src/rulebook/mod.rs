//! The rulebook: text, checked as a whole, compiled once with the master data
//! into an engine that any number of threads share.

mod book;
mod calendar;
mod check;
mod classes;
mod deals;
mod derive;
mod engine;
mod heads;
mod holidays;
mod prices;
mod promises;
mod supply;

pub use book::{AmountMin, OrderRules, Permission, Rulebook};
pub(crate) use calendar::{read_calendar, read_zone};
pub(crate) use classes::PartnerClass;
pub(crate) use engine::ListHead;
pub use engine::{Engine, MasterData, Registration};
pub(crate) use holidays::{read_holidays, read_own_sets};
pub use prices::PriceEntry;
pub(crate) use prices::{Known, Price, PriceIndex};
pub use supply::{PromiseRow, ProtectionRow, QuotaRow, StockRow, SupplyData, SupplyRow};
