//! Partners: who orders, with the attributes that scopes ask about.

use crate::calendar::Day;
use crate::id::{Names, PartnerId, ValueId};
use crate::money::{Currency, Exact};

/// Whether a partner may order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PartnerStatus {
    /// It may.
    #[default]
    Active,
    /// It may not for now.
    Blocked,
    /// It may not any more.
    Ended,
}

impl PartnerStatus {
    /// The words master data uses.
    pub const NAMES: [&'static str; 3] = ["active", "blocked", "ended"];

    /// The word for this status.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// The columns of the partner table that are no attributes.
pub const PARTNER_COLUMNS: [&str; 9] = [
    "id",
    "name",
    "currency",
    "status",
    "distributor",
    "credit_limit",
    "referrer",
    "agent",
    "since",
];

/// Values of declared attributes: attribute number and value, sorted.
///
/// An attribute may have several values, or none; a scope that asks about an
/// attribute without a value never holds.
pub type AttributeValues = Box<[(u16, ValueId)]>;

/// One partner.
#[derive(Clone, Debug, Default)]
pub struct Partner {
    /// Its name, for people.
    pub name: Box<str>,
    /// The currency it orders in, when not the rulebook's.
    pub currency: Option<Currency>,
    /// Whether it may order.
    pub status: PartnerStatus,
    /// The partner above it.
    pub distributor: Option<PartnerId>,
    /// The partner that brought it in.
    pub referrer: Option<PartnerId>,
    /// The partner that looks after it.
    pub agent: Option<PartnerId>,
    /// Since when it is there.
    pub since: Option<Day>,
    /// The highest amount with tax it may order on credit.
    pub credit_limit: Option<Exact>,
    /// Its attributes.
    pub values: AttributeValues,
}

/// All partners of a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    /// Their ids.
    pub ids: Names<PartnerId>,
    /// One row an id.
    pub rows: Vec<Partner>,
    /// The values of each declared attribute.
    pub values: Vec<Names<ValueId>>,
}
