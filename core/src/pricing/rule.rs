use crate::calendar::Interval;
use crate::money::{Currency, Exact, Rounding};
use crate::scope::Scope;

/// A price list: for whom, in which currency, while it holds. Its entries are
/// master data.
#[derive(Clone, Debug)]
pub struct PriceList {
    /// The id that entries and traces name.
    pub id: Box<str>,
    /// Its name, for people.
    pub name: Box<str>,
    /// The currency of its entries.
    pub currency: Currency,
    /// For which partners.
    pub scope: Scope,
    /// While it holds.
    pub valid: Interval,
}

/// Which of the price entries that hold is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChoosePrice {
    /// That of the first list, in document order.
    #[default]
    FirstList,
    /// The lowest; ties to the first list.
    Lowest,
}

/// A named stage of the price waterfall.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: Box<str>,
    /// What happens when several adjustments hold.
    pub combine: Combine,
    /// In document order.
    pub adjustments: Vec<Adjustment>,
}

/// What happens when several adjustments of a stage hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// The first of the document applies.
    FirstMatch,
    /// The one that leaves the lowest price applies; ties to the first.
    Best,
    /// All apply, each on the price at the start of the stage.
    Add,
    /// All apply, each on the price the one before left.
    Compound,
}

/// One adjustment of a unit price.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Its id.
    pub id: Box<str>,
    /// For whom, what and how many.
    pub scope: Scope,
    /// While it holds.
    pub valid: Interval,
    /// What it does.
    pub change: Change,
}

/// What an adjustment does to a unit price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// So many percent of the running price are added; negative lowers.
    Percent(Exact),
    /// So many percent of the list price are added.
    PercentOfOriginal(Exact),
    /// So much is added a unit.
    Amount(Exact),
    /// The price is this.
    Override(Exact),
}

/// A check on the price that the waterfall leaves.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Its id.
    pub id: Box<str>,
    /// For whom, what and how many.
    pub scope: Scope,
    /// What it asks.
    pub bound: Bound,
    /// What happens when the price is below.
    pub reaction: Reaction,
}

/// What a guard asks of a unit price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// So many percent of the price remain above the product's cost.
    MinMarginPercent(Exact),
    /// At most so many percent below the list price.
    MaxDiscountPercent(Exact),
    /// Not below this price.
    PriceFloor(Exact),
}

/// What happens when a rule's bound is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The price is raised to the bound.
    Clamp,
    /// The order is refused.
    Reject,
    /// A person must agree.
    Approve,
}

/// Where amounts are rounded.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundingRules {
    /// The unit price, when it is rounded at all.
    pub unit: Option<Rounding>,
    /// The line amount; by default half up to the minor unit.
    pub line: Option<Rounding>,
}

impl RoundingRules {
    /// The rounding of line amounts in a currency.
    #[must_use]
    pub fn line_in(&self, currency: Currency) -> Rounding {
        self.line.unwrap_or(Rounding::decimals(currency.exponent()))
    }
}

/// Tax on the sale.
#[derive(Clone, Debug, Default)]
pub struct Tax {
    /// Whether prices include it.
    pub inclusive: bool,
    /// Its rates by name, in percent.
    pub rates: Vec<(Box<str>, Exact)>,
}
