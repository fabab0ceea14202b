//! How far a date can be trusted: how late suppliers were, and which promises
//! were kept. Both are states of whole counts: fed, merged in any order, and read.

mod kept;
mod lateness;
mod quantile;
mod state;
mod waiting;

pub use kept::{Kept, KeptBy, KeptRate, KeptRow, KeptTable};
pub use lateness::{Lateness, Receipt};
pub use quantile::{Confidence, LatenessTable, Quantile};
pub(crate) use state::{read_kept, read_lateness};
pub use waiting::{Chances, Need, Possible, met_by, percent_by};

/// The most observations that a state takes: beyond it products of counts would
/// leave the range of the numbers they are compared in.
const OBSERVATIONS_MAX: u64 = 1_000_000_000;

#[cfg(test)]
mod tests;
