//! Rate schedules: the one way in which an amount becomes a price, a discount, a
//! fee, a rebate or a fund.

mod apply;
mod check;
mod rule;
#[cfg(test)]
mod tests;

pub use apply::{Charge, Slice, Usage, top_up};
pub(crate) use check::{Over, read_schedule};
pub use rule::{Measure, Reach, Reached, Schedule, ScheduleMode, Tier};
