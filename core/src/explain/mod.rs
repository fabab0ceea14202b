//! Reasons: findings with stable codes, and their wording in two languages.

mod catalogue;
mod finding;
mod step;
mod trace;
mod wording;

pub use catalogue::Code;
pub use finding::{Finding, Position, Severity, Value};
pub(crate) use step::time;
pub use trace::{Outcome, TraceLevel};
pub use wording::{Language, fill};
