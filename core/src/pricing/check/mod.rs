mod formula;
mod guards;
mod lists;
mod money;
mod order;
mod waterfall;

pub(crate) use guards::read_guards;
pub(crate) use lists::{read_choose, read_groups, read_price_lists};
pub(crate) use money::{read_rounding, read_tax};
pub(crate) use order::read_order_adjustments;
pub(crate) use waterfall::read_stages;
