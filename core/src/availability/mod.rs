//! Availability: what can be promised of a product, on which days, without
//! breaking a promise made before.

mod overlay;
mod plan;
mod pool;
mod rule;
mod split;

pub use overlay::{Overlay, PoolId};
pub use plan::{Ask, Delivery, plan_line};
pub use pool::Pool;
pub use rule::{Availability, QuantityPolicy, Supply, Unavailable};
