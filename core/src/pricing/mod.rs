//! Prices: lists, the waterfall of adjustments, guards, tax.

mod apply;
mod check;
mod formula;
mod rule;

pub(crate) use apply::{Basis, Competitor, average, guard_bound, run_stage, tax_of};
pub(crate) use check::{
    read_choose, read_groups, read_guards, read_order_adjustments, read_price_lists, read_rounding,
    read_stages, read_tax,
};
pub use formula::{Step, run_formula};
pub use rule::{
    Adjustment, Bound, Breaks, Change, ChoosePrice, Combine, Conversion, Group, Guard,
    OrderAdjustment, OrderChange, Over, PriceList, Reaction, RoundingRules, SplitMethod, Stage,
    Tax,
};
