//! Niches: who belongs to them, where they buy otherwise than the rest, what they
//! could bring, and where to recruit next.
//!
//! Figures for the company itself, over small sums. What leaves the company goes
//! through the gate of `insight`.

mod explore;
mod members;
mod potential;
mod score;
mod strata;
mod trend;
mod trial;

pub use explore::{Arm, ArmPlan, ExploreOptions, explore, explore_with};
pub use members::{CodeRange, Member, Members, NicheRule, memberships};
pub(crate) use potential::faults as potential_faults;
pub use potential::{Potential, PotentialNiche, PotentialOptions, potentials};
pub use score::{
    AmountCell, AmountScore, CountCell, ScoreOptions, ScoredCell, Scores, amount_scores, scores,
};
pub use strata::{Arms, Strata, Stratum, compare_strata};
pub use trend::{Trend, trend};
pub use trial::{TrialNiche, TrialOptions, TrialPlan, trial};

/// The names that stand more than once, each once, in their order.
fn twice<T: Ord + Copy>(names: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = names.collect();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect()
}
