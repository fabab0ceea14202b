use crate::money::Exact;

/// A rate schedule: how an amount becomes another one.
///
/// Only lower bounds are written, so there can be no gap and no overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// How the tiers work together.
    pub mode: ScheduleMode,
    /// Whether a tier is entered at its bound or only beyond it.
    pub reach: Reach,
    /// Whether the first tier counts as entered when there is nothing yet.
    pub entered_at_zero: bool,
    /// What chooses the tier; empty: the measure the schedule is over.
    pub by: Vec<Measure>,
    /// Which tier is reached when several measures choose it.
    pub reached: Reached,
    /// By rising lower bound; at least one.
    pub tiers: Vec<Tier>,
    /// So much of the measure is free in a period.
    pub free: Exact,
    /// So many transactions are free in a period.
    pub free_count: i64,
    /// Paid for each transaction.
    pub fixed: Exact,
    /// The least a transaction comes to.
    pub minimum: Option<Exact>,
    /// The most a transaction comes to.
    pub maximum: Option<Exact>,
}

/// How the tiers of a schedule work together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ScheduleMode {
    /// One rate for everything.
    #[default]
    Flat,
    /// Each slice at the rate of its own tier.
    Graduated,
    /// Everything at the rate of the tier reached.
    Volume,
    /// A price for each started package.
    Package,
}

impl ScheduleMode {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 4] = ["flat", "graduated", "volume", "package"];
}

/// Whether a tier is entered at its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reach {
    /// At the bound and above.
    #[default]
    AtOrAbove,
    /// Only above the bound.
    Above,
}

/// Which tier is reached when several measures choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reached {
    /// The highest that any of them enters: the first in which all of them fit.
    #[default]
    Any,
    /// The highest that all of them enter.
    All,
}

/// What can choose a tier, or be paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Units.
    Quantity,
    /// Transactions.
    Count,
    /// The amount at list prices.
    List,
    /// The amount without tax.
    Net,
    /// The amount with tax.
    Gross,
    /// Net less cost.
    Margin,
    /// Percent of a target that is reached.
    Attainment,
}

impl Measure {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 7] = [
        Self::Quantity,
        Self::Count,
        Self::List,
        Self::Net,
        Self::Gross,
        Self::Margin,
        Self::Attainment,
    ];
    /// The names a rulebook uses.
    pub const NAMES: [&'static str; 7] =
        ["quantity", "count", "list", "net", "gross", "margin", "attainment"];

    /// The name a rulebook uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Whether it counts money.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::List | Self::Net | Self::Gross | Self::Margin)
    }
}

/// One tier of a schedule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tier {
    /// Where it begins, in the first measure that chooses it.
    pub from: Exact,
    /// Where it begins in the other measures.
    pub also_from: Vec<Exact>,
    /// Percent of the amount.
    pub percent: Exact,
    /// For each unit.
    pub unit: Exact,
    /// Paid once when the tier is entered.
    pub fixed: Exact,
    /// Size of a package.
    pub package_size: Exact,
    /// Paid for each started package.
    pub per_package: Exact,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            mode: ScheduleMode::default(),
            reach: Reach::default(),
            entered_at_zero: true,
            by: Vec::new(),
            reached: Reached::default(),
            tiers: Vec::new(),
            free: Exact::ZERO,
            free_count: 0,
            fixed: Exact::ZERO,
            minimum: None,
            maximum: None,
        }
    }
}

impl Schedule {
    /// Whether it names an amount of money, which holds in its own currency
    /// only; `over_money` says whether the schedule is over money itself.
    #[must_use]
    pub fn states_amount(&self, over_money: bool) -> bool {
        let by_money = match &self.by[..] {
            [] => over_money,
            by => by.iter().any(|measure| measure.is_money()),
        };
        let zero = |number: Exact| number == Exact::ZERO;
        let plain = |tier: &Tier| {
            let bounds = zero(tier.from) && tier.also_from.iter().all(|from| zero(*from));
            (bounds || !by_money) && zero(tier.fixed) && zero(tier.unit) && zero(tier.per_package)
        };
        let whole = zero(self.fixed) && self.minimum.is_none() && self.maximum.is_none();
        !(whole && (zero(self.free) || !over_money) && self.tiers.iter().all(plain))
    }
}
