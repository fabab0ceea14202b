//! Where the library reads the contract otherwise than this model would.
//!
//! Each is `true` while the library does what its comment says. Whoever settles
//! one, in the contract or in the library, changes it here and the model follows.

/// `choose_price: lowest`: in a list with graduated breaks or packages the last
/// candidate counts, not the one with the lowest price.
pub const LAST_COUNTS_IN_BREAKS: bool = true;

/// `combine: add`: the sum is kept above zero after each adjustment, so that it
/// depends on their order; not once, when all are summed.
pub const ADD_STOPS_AT_ZERO: bool = true;

/// `best` and `most_conditions` compare prices before they are kept above zero.
pub const BEST_LOOKS_BELOW_ZERO: bool = true;

/// What is left of an order is rounded to the minor unit before it is compared
/// with the pocket margin.
pub const POCKET_IS_ROUNDED: bool = true;
