//! Availability: what can be promised of a product, on which days, without
//! breaking a promise made before.

mod overlay;
mod plan;
mod pool;
mod recipes;
mod rule;
mod search;
mod space;
mod split;
mod supplies;
mod tree;

pub use overlay::{Overlay, PoolId};
pub use plan::{Ask, Delivery, Planner, Promised, Terms};
pub use pool::{Hold, Pool, Protection};
pub use recipes::{Cycle, Recipes};
pub use rule::{Availability, PartnerGroup, QuantityPolicy, Sourcing, Supply, Unavailable};
pub use supplies::{Buyer, Quota, Supplies};
