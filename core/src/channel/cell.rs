//! The sums of one cell, and the reasons why a row is in none.

use crate::error::{Error, ErrorKind};
use crate::sales::MISSING_NUMBER;

/// Why a row takes no part. A row with several reasons counts under the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A period is asked and the row has no day.
    NoDay,
    /// The day is outside the period.
    OutsidePeriod,
    /// The row has no amount.
    NoAmount,
    /// The amount is negative and returns are left out.
    Return,
    /// The row has no partner.
    NoPartner,
}

impl LeftOut {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 5] =
        [Self::NoDay, Self::OutsidePeriod, Self::NoAmount, Self::Return, Self::NoPartner];

    /// The stable word for the reason.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDay => "no_day",
            Self::OutsidePeriod => "outside_period",
            Self::NoAmount => "no_amount",
            Self::Return => "return",
            Self::NoPartner => "no_partner",
        }
    }
}

/// The rows left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOutRows {
    /// The reason.
    pub reason: LeftOut,
    /// How many rows.
    pub rows: u64,
    /// What they amount to.
    pub amount_minor: i64,
}

/// The sums of one partner in one niche.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) amount: i128,
    pub(super) quantity: i128,
    pub(super) rows: u64,
    pub(super) return_rows: u64,
    pub(super) rows_without_quantity: u64,
}

impl Cell {
    // INVARIANT: a slice has fewer than 2^63 rows, so the plain sums of one
    // update stay inside their types; only adding cells to cells is checked.
    pub(super) fn take(&mut self, amount: i64, quantity: i64) {
        self.amount += i128::from(amount);
        self.rows += 1;
        self.return_rows += u64::from(amount < 0);
        if quantity == MISSING_NUMBER {
            self.rows_without_quantity += 1;
        } else {
            self.quantity += i128::from(quantity);
        }
    }

    pub(super) fn add(&mut self, other: &Self) -> Result<(), Error> {
        self.checked_add(other).ok_or_else(out_of_range).map(|sum| *self = sum)
    }

    fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            amount: self.amount.checked_add(other.amount)?,
            quantity: self.quantity.checked_add(other.quantity)?,
            rows: self.rows.checked_add(other.rows)?,
            return_rows: self.return_rows.checked_add(other.return_rows)?,
            rows_without_quantity: self
                .rows_without_quantity
                .checked_add(other.rows_without_quantity)?,
        })
    }
}

pub(super) fn out_of_range() -> Error {
    Error::new(ErrorKind::Range, "a sum of the sales is out of range")
}
