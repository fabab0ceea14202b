//! The tally: sales summed once, in a state that can be merged and stored.
//!
//! Every figure on sales is a reading of three sorted sets of sums: for each partner,
//! order, niche and day; for each product and niche; and what each partner has bought
//! of each product in each niche. Sums are whole numbers, so the readings are the same bits for any
//! split of the rows and any order of the parts: one machine, several processes
//! and a distributed engine agree.

mod amounts;
mod basket;
mod bytes;
mod groups;
mod options;
mod pack;
#[cfg(test)]
mod paths;
mod read;
mod run;
mod state;
mod sums;
#[cfg(test)]
mod tests;
mod views;

pub(crate) use amounts::{Amounts, PartnerAmounts, Pile};
pub(crate) use options::check_threads;
pub use options::{Period, TallyOptions, Work};
pub use state::Tally;
pub use sums::Sums;
pub use views::{Cell, Cells, PartnerSales, PeriodRow, Periods, ProductCell, ProductCells};
