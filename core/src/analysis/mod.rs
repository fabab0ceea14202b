//! What a rulebook holds that its author may not have meant: rules that never
//! apply, tables that fall, plans that together pay more than there is.

mod curve;
mod guards;
mod index;
mod lists;
mod money;
mod overlap;
mod plans;
mod reach;
mod region;
mod report;
mod rules;
mod shadow;
mod tables;
mod witness;

pub use report::{Analysed, Analysis};
pub use witness::Example;
