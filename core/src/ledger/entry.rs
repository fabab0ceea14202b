use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::fees::Beneficiary;
use crate::money::{Currency, Exact};
use crate::schedule::Measure;
use std::fmt;

/// One row of the ledger. It is never changed: what turns out otherwise is
/// booked as another entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Unique: the same event gives the same key, so that a host's unique index
    /// books it once.
    pub key: String,
    /// What it is.
    pub kind: EntryKind,
    /// Who receives it, or gives it back.
    pub partner: String,
    /// In which role; none for a payout.
    pub role: Option<Beneficiary>,
    /// The partner whose sale it was.
    pub of: String,
    /// The id of the plan; empty for a payout.
    pub plan: String,
    /// What caused it, as the host names it.
    pub source: Source,
    /// The period of the plan in whose books it stands, such as `2026-03`.
    pub period: String,
    /// When it holds: the day of the sale.
    pub day: Day,
    /// The day in whose books it stands: never one that was closed.
    pub posted: Day,
    /// When it was known: the day it was entered.
    pub booked: Day,
    /// The currency of its money.
    pub currency: Currency,
    /// What of the plan's measure was sold; negative for what was refunded.
    pub base: Exact,
    /// How many transactions.
    pub count: i64,
    /// What was sold in other measures that choose a tier.
    pub measures: Vec<(Measure, Exact)>,
    /// The fee before rounding and bounds.
    pub exact: Exact,
    /// The fee, in minor units.
    pub amount: i64,
    /// Tax on it, in minor units.
    pub tax: i64,
    /// The key of the entry that it takes back from or adjusts.
    pub reverses: Option<String>,
    /// The hash of the rulebook it was decided by.
    pub rulebook: String,
    /// The hash of the trace it was decided with, or whatever the host keeps.
    pub trace: String,
}

impl Entry {
    /// Amount and tax.
    #[must_use]
    pub const fn total(&self) -> i128 {
        self.amount as i128 + self.tax as i128
    }

    /// Whether it opened a sale in the ledger.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.reverses.is_none() && matches!(self.kind, EntryKind::Accrual | EntryKind::Adjustment)
    }

    /// Whether it opened a sale that was known late.
    pub(super) fn is_late(&self) -> bool {
        self.is_root() && self.kind == EntryKind::Adjustment
    }

    /// Whether it takes back what was refunded.
    #[must_use]
    pub const fn takes_back(&self) -> bool {
        matches!(self.kind, EntryKind::Reversal | EntryKind::ClawBack)
    }
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Earned on a sale.
    Accrual,
    /// Earned on a sale that was known late, or the difference that such a sale
    /// or a refund makes to another.
    Adjustment,
    /// Taken back of what was not paid out yet.
    Reversal,
    /// Taken back of what was paid out.
    ClawBack,
    /// Paid to the partner.
    Payout,
}

impl EntryKind {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Accrual, Self::Adjustment, Self::Reversal, Self::ClawBack, Self::Payout];
    /// The words used in the ledger.
    pub const NAMES: [&'static str; 5] =
        ["accrual", "adjustment", "reversal", "claw_back", "payout"];

    /// The word used in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What caused an entry, as the host names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The order, invoice or credit note.
    pub order: String,
    /// Its line, for plans that pay by line.
    pub line: Option<String>,
}

impl Source {
    /// A whole order.
    #[must_use]
    pub fn order(order: &str) -> Self {
        Self { order: order.to_owned(), line: None }
    }

    /// A line of an order.
    #[must_use]
    pub fn line(order: &str, line: &str) -> Self {
        Self { order: order.to_owned(), line: Some(line.to_owned()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.order)?;
        self.line.iter().try_for_each(|line| write!(f, "/{line}"))
    }
}

/// A part of a fee, in three ways of counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Money {
    pub exact: Exact,
    pub amount: i64,
    pub tax: i64,
}

impl Money {
    pub(super) const fn of(entry: &Entry) -> Self {
        Self { exact: entry.exact, amount: entry.amount, tax: entry.tax }
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, Error> {
        let sum = || {
            Some(Self {
                exact: self.exact.plus(other.exact)?,
                amount: self.amount.checked_add(other.amount)?,
                tax: self.tax.checked_add(other.tax)?,
            })
        };
        sum().ok_or_else(out_of_range)
    }

    pub(super) fn minus(self, other: Self) -> Result<Self, Error> {
        self.plus(other.negated())
    }

    pub(super) const fn negated(self) -> Self {
        // INVARIANT: amounts come from rounded fees, which are never i64::MIN.
        Self {
            exact: self.exact.negated(),
            amount: self.amount.wrapping_neg(),
            tax: self.tax.wrapping_neg(),
        }
    }

    /// This, but each of the three not below that of `floor`.
    pub(super) fn at_least(self, floor: Self) -> Self {
        Self {
            exact: self.exact.max(floor.exact),
            amount: self.amount.max(floor.amount),
            tax: self.tax.max(floor.tax),
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::default()
    }
}

pub(super) fn out_of_range() -> Error {
    Error::new(ErrorKind::Range, "the amounts of the ledger are beyond what can be booked")
}

pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}

/// Minor units as people read them.
pub(super) fn shown(minor: i128, currency: Currency) -> String {
    let exponent = currency.exponent();
    format!("{} {currency}", Exact::new(minor, exponent).text(exponent))
}
