//! Availability: what can be promised of a product, on which days, without
//! breaking a promise made before.

mod better;
mod expected;
mod overlay;
mod pegs;
mod plan;
mod pool;
mod recipes;
mod rule;
mod search;
mod space;
mod split;
mod supplies;
mod tree;
mod why;

pub use better::{Better, Joined};
pub use expected::ExpectedReceipt;
pub use overlay::{Overlay, PoolId};
pub use pegs::{Coming, Peg, Wait};
pub use plan::{Ask, Delivery, Planner, Promised, Terms};
pub use pool::{Hold, Pool, Protection};
pub use recipes::{Cycle, Recipes};
pub use rule::{Availability, PartnerGroup, QuantityPolicy, Sourcing, Supply, Unavailable};
pub use supplies::{Buyer, Quota, Supplies};
pub use why::{Binding, BindingKind};
