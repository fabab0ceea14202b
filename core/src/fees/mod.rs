//! Fees: what partners earn on a sale, by a rate schedule over a base.

mod apply;
mod check;
mod rule;

pub(crate) use apply::{Fee, FeeFault, fee_of};
pub(crate) use check::read_plans;
pub use rule::{Base, Beneficiary, Plan, Reach, Schedule, ScheduleMode, Share, Tier, Window};
