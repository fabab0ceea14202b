//! Questions about sales as JSON, answered by tables of columns: the one form from
//! which Python makes Arrow tables and Node makes arrays.

mod answer;
mod columns;
mod cost;
mod question;
mod request;
mod rows_used;
mod table;
#[cfg(test)]
mod tests;

pub use answer::figure;
pub use columns::{tally_columns, tally_options};
pub use cost::{CostQuestion, cost_question, cost_tables};
pub(super) use request::Columns;
pub use request::figures_json;
pub use table::{FigureColumn, FigureTable, FigureValues};
