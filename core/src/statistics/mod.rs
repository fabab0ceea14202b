//! Statistics that give the same bits everywhere: special functions, a seeded
//! generator that counts, shrinkage, and control of false discoveries.
//!
//! Logarithms and their like come from `libm`, not from the platform's library,
//! whose last bit differs between systems. Sums run in the order of their input.

mod discovery_rate;
mod gamma;
mod normal;
mod random;
mod shrinkage;

pub use discovery_rate::q_values;
pub(crate) use normal::normal_quantile;
pub use random::Draws;
pub use shrinkage::{Count, GammaPoisson, Mean, NormalPrior, Shrunken};
