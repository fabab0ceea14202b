//! Money: exact numbers, currencies, rounding as a named step, and splits that
//! give back every cent. No binary float anywhere.

mod currency;
mod exact;
mod rounding;
mod split;

pub use currency::Currency;
pub use exact::Exact;
pub(crate) use exact::{power_of_ten, write_digits};
pub(crate) use rounding::divide;
pub use rounding::{Mode, Rounding};
pub use split::split;
