//! What counts and means of many cells say: shrinkage, and control of false
//! discoveries. Sums run in the order of their input; functions and draws are those
//! of `numeric`.

mod discovery_rate;
mod shrinkage;

pub use discovery_rate::q_values;
pub use shrinkage::{Count, GammaPoisson, Mean, NormalPrior, Shrunken};
