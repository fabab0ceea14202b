//! Niches: groups of partners with the same need, told by their attributes.

use crate::scope::Scope;

/// A niche: every partner that meets the scope belongs to it. A partner may
/// belong to several.
#[derive(Clone, Debug, PartialEq)]
pub struct Niche {
    /// The id that scopes name.
    pub id: Box<str>,
    /// Its name, for people.
    pub name: Box<str>,
    /// Who belongs to it; partner attributes only.
    pub scope: Scope,
}
