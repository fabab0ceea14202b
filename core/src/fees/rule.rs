use crate::money::{Currency, Exact, Rounding};
use crate::schedule::Schedule;
use crate::scope::Scope;

/// A fee plan: who earns what on which sales.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its id.
    pub id: Box<str>,
    /// For which partners; product conditions filter the base.
    pub scope: Scope,
    /// What the schedule is applied to.
    pub base: Base,
    /// Over what the base is summed.
    pub window: Window,
    /// How much is earned.
    pub schedule: Schedule,
    /// Least fee, by currency.
    pub minimum: Vec<(Currency, Exact)>,
    /// Highest fee, by currency.
    pub maximum: Vec<(Currency, Exact)>,
    /// Who receives which part; percentages total 100.
    pub shares: Vec<Share>,
    /// Which tax rate the fee has.
    pub tax: Option<u16>,
    /// How the fee is rounded; by default half up to the minor unit.
    pub rounding: Option<Rounding>,
}

impl Plan {
    /// Whether it means something in the rulebook's currency only: it states
    /// amounts, or it is taken over a margin, which needs the cost.
    #[must_use]
    pub fn in_one_currency(&self) -> bool {
        self.schedule.states_amount(true) || self.base == Base::Margin
    }
}

/// What a fee is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Base {
    /// The amount at list prices.
    List,
    /// The amount without tax.
    #[default]
    Net,
    /// The amount with tax.
    Gross,
    /// Net less cost, never below zero.
    Margin,
}

/// Over what a base is summed before the schedule is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Window {
    /// The whole order.
    #[default]
    Order,
    /// Each line by itself.
    Line,
}

/// One partner's part of a fee.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who receives it.
    pub to: Beneficiary,
    /// How many percent.
    pub percent: Exact,
}

/// Who receives a part of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beneficiary {
    /// The partner that orders.
    Partner,
    /// The partner above it.
    Distributor,
}

impl Beneficiary {
    /// The word used in rulebooks and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Distributor => "distributor",
        }
    }
}
