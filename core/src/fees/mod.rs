//! Fees: what a partner earns on a sale, by rate schedules that are data.

mod apply;
mod check;
mod rule;

pub(crate) use apply::fee_of;
pub(crate) use check::{read_choose_fee, read_plan, read_plans};
pub use rule::{Beneficiary, ChooseFee, EarnPoint, Plan, PlanKind, RefundPolicy, Share, Window};
