//! What may be shared: best sellers, white spots, pairs and benchmarks, all
//! through one gate.
//!
//! `InsightState` takes lines and merges; [`Cells`] are what it comes to; `publish`
//! judges every cell by itself, beside the others and beside earlier releases. A
//! figure that leaves the company comes from here.

mod atoms;
mod bands;
mod baskets;
mod best_sellers;
mod cells;
mod cover;
mod gate;
mod ground;
mod history;
mod left_out;
mod levels;
mod overlap;
mod peers;
mod publish;
mod reasons;
mod rests;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod together;
mod tree;
mod white_spots;

pub use bands::ShareBand;
pub use best_sellers::{BestSeller, BestSellers, RankBy, WithheldProduct, best_sellers};
pub use cells::{Cell, Cells, Sums};
pub use gate::{Amounts, Dominance, GatePolicy, Withheld};
pub use left_out::{LeftOutLines, LineLeftOut};
pub use levels::{PairAt, Together, WithheldPairAt, together};
pub use peers::{Benchmark, Benchmarks, PeerFigures, benchmark};
pub use publish::{Publication, Release, ReleasedCell, publish};
pub use state::{Baskets, InsightState, SalesLines};
pub use table::{Bounds, SafeTable, safe_table};
pub use together::{BasketLines, Pair, PairOptions, Pairs, WithheldPair, bought_together};
pub use tree::{ALL, NicheTree};
pub use white_spots::{WhiteSpot, WhiteSpotOptions, white_spots};
