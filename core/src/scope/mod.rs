//! Scopes: for whom and for what a rule holds.
//!
//! A scope is a conjunction of conditions on declared attributes. A list inside
//! one condition means any of them; a missing attribute never matches;
//! "everyone" has to be written.

mod check;
mod compile;
mod rule;

pub(crate) use check::{Allowed, ScopeNames, read_scope, read_vocabulary};
pub(crate) use compile::{CompiledScope, OrderFacts, Subjected, Values, ids_of};
pub use rule::{Attribute, Condition, DealPlace, Scope, Subject, Test, Vocabulary};
