//! The sums of one cell.

use crate::error::{Error, ErrorKind};
use crate::sales::MISSING_NUMBER;

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
