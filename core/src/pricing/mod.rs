//! Prices: lists, the waterfall of adjustments, guards, tax.

mod apply;
mod check;
mod rule;

pub(crate) use apply::{Competitor, guard_bound, run_stage, tax_of};
pub(crate) use check::{read_guards, read_price_lists, read_rounding, read_stages, read_tax};
pub use rule::{
    Adjustment, Bound, Change, ChoosePrice, Combine, Guard, PriceList, Reaction, RoundingRules,
    Stage, Tax,
};
