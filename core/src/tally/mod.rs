//! The tally: sales summed once, in a state that can be merged and stored.
//!
//! Every figure on sales is a reading of two sorted sets of sums. The first has a
//! sum for each partner, order, day and niche; the second for each product, niche
//! and partner. Sums are whole numbers, so the readings are the same bits for any
//! split of the rows and any order of the parts: one machine, several processes
//! and a distributed engine agree.

mod bytes;
mod groups;
mod options;
mod read;
mod run;
mod state;
mod sums;
#[cfg(test)]
mod tests;
mod views;

pub use options::{Period, TallyOptions, Work};
pub use state::Tally;
pub use sums::Sums;
pub use views::{Cell, Cells, PartnerSales, PeriodRow, Periods, ProductCell, ProductCells};
