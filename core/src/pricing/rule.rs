use super::formula::Step;
use crate::calendar::Validity;
use crate::money::{Currency, Exact, Rounding};
use crate::schedule::Schedule;
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
    pub valid: Validity,
    /// Its rank where lists are chosen by priority.
    pub priority: i64,
    /// Over what its quantity breaks are counted.
    pub over: Over,
    /// How its quantity breaks work together.
    pub breaks: Breaks,
    /// The list its entries are derived from, by position; it has entries of
    /// its own for products that differ.
    pub from: Option<u32>,
    /// What makes a derived price of the other list's.
    pub formula: Vec<Step>,
    /// Other currencies it also prices, each at its own rate.
    pub convert: Vec<(Currency, Conversion)>,
}

impl PriceList {
    /// How its prices become prices of a currency: outer `None` when they do
    /// not, inner `None` when they are already.
    #[must_use]
    pub fn conversion(&self, currency: Currency) -> Option<Option<&Conversion>> {
        if self.currency == currency {
            return Some(None);
        }
        self.convert.iter().find(|(to, _)| *to == currency).map(|(_, own)| Some(own))
    }
}

/// How a price of one currency becomes one of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conversion {
    /// What one unit of the list's currency is in the other.
    pub rate: Exact,
    /// How the converted price is rounded, when it is.
    pub rounding: Option<Rounding>,
}

/// Over what a quantity is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Over {
    /// The line.
    #[default]
    Line,
    /// All lines of the order whose products are in the same group.
    Group,
    /// All lines of the order.
    Order,
}

impl Over {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 3] = ["line", "group", "order"];
}

/// How the quantity breaks of a list work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Breaks {
    /// Every unit has the price of the break that is reached.
    #[default]
    Volume,
    /// Each unit has the price of the break it lies in.
    Graduated,
    /// A price is for each started package of so many units.
    Package(i64),
}

/// Products whose quantities count together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: Box<str>,
    /// Which products; one that is in several belongs to the first.
    pub products: Scope,
}

/// Which of the price lists that hold is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChoosePrice {
    /// The first, in document order.
    #[default]
    FirstList,
    /// That with the lowest price; ties to the first list.
    Lowest,
    /// That with the most conditions; then the lowest price; then the first.
    MostConditions,
    /// That with the highest priority.
    Priority,
}

impl ChoosePrice {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 4] = ["first_list", "lowest", "most_conditions", "priority"];
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
    /// The first of the document applies, and nothing of the later stages does.
    Exclusive,
    /// The one with the most conditions applies; then the one that leaves the
    /// lowest price; then the first.
    MostConditions,
    /// The one with the highest priority applies.
    Priority,
}

impl Combine {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 7] =
        ["first_match", "best", "add", "compound", "exclusive", "most_conditions", "priority"];
    /// All of them, in the order of their names.
    pub const ALL: [Self; 7] = [
        Self::FirstMatch,
        Self::Best,
        Self::Add,
        Self::Compound,
        Self::Exclusive,
        Self::MostConditions,
        Self::Priority,
    ];
}

/// One adjustment of a unit price.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Its id.
    pub id: Box<str>,
    /// For whom, what and how many.
    pub scope: Scope,
    /// While it holds.
    pub valid: Validity,
    /// Its rank where a stage chooses by priority.
    pub priority: i64,
    /// Over what the quantity of its scope and of its tiers is counted.
    pub over: Over,
    /// What it does.
    pub change: Change,
}

/// What an adjustment does to a unit price.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// So many percent of the running price are added; negative lowers.
    Percent(Exact),
    /// So many percent of the list price are added.
    PercentOfOriginal(Exact),
    /// So much is added a unit.
    Amount(Exact),
    /// The price is this.
    Override(Exact),
    /// The price is rounded.
    Round(Rounding),
    /// Several steps, one after the other.
    Formula(Vec<Step>),
    /// What the schedule gives for the running price is taken off.
    Discount(Box<Schedule>),
    /// What the schedule gives for the running price is added.
    Surcharge(Box<Schedule>),
}

/// An adjustment of the order as a whole, split over its lines.
#[derive(Clone, Debug)]
pub struct OrderAdjustment {
    /// Its id.
    pub id: Box<str>,
    /// For which partners.
    pub scope: Scope,
    /// While it holds.
    pub valid: Validity,
    /// What it does, taken on the order's amount.
    pub change: OrderChange,
    /// How it is split over the lines.
    pub split: SplitMethod,
    /// Whether a discount stops where a guard that clamps would.
    pub keep_floors: bool,
}

/// What an adjustment does to the amount of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderChange {
    /// So many percent are added; negative lowers.
    Percent(Exact),
    /// So much is added.
    Amount(Exact),
    /// What the schedule gives for the amount is taken off.
    Discount(Schedule),
    /// What the schedule gives for the amount is added.
    Surcharge(Schedule),
}

impl OrderChange {
    /// Whether it names an amount, which holds in its own currency only.
    #[must_use]
    pub fn states_amount(&self) -> bool {
        match self {
            Self::Percent(_) => false,
            Self::Amount(_) => true,
            Self::Discount(schedule) | Self::Surcharge(schedule) => schedule.states_amount(true),
        }
    }
}

/// How an amount is split over lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SplitMethod {
    /// The cents that are left go to the largest remainders; ties to the earlier.
    #[default]
    LargestRemainder,
    /// Each part is rounded, halves down; what that leaves goes to the first.
    HalfDownThenFirst,
}

impl SplitMethod {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["largest_remainder", "half_down_then_first"];
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
    /// Not above this price.
    PriceCap(Exact),
    /// So many percent of the order remain above its cost and its fees.
    MinPocketMarginPercent(Exact),
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
