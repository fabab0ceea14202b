//! The sums of a cell.

use super::pack::{Out, read, read_wide, unzigzag, zigzag};
use crate::error::Error;
use crate::sales::{MISSING_NUMBER, out_of_range};

/// What rows come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sums {
    /// The amounts, in minor units.
    pub amount: i128,
    /// The units.
    pub quantity: i128,
    /// How many rows.
    pub rows: u64,
    /// Of these, rows with a negative amount.
    pub return_rows: u64,
    /// Of these, rows without a quantity; their units count as zero.
    pub rows_without_quantity: u64,
}

impl Sums {
    /// One row.
    #[cfg(test)]
    pub(super) fn of(amount: i64, quantity: i64) -> Self {
        let unknown = quantity == MISSING_NUMBER;
        Self {
            amount: i128::from(amount),
            quantity: if unknown { 0 } else { i128::from(quantity) },
            rows: 1,
            return_rows: u64::from(amount < 0),
            rows_without_quantity: u64::from(unknown),
        }
    }

    /// Rows that follow each other. With `small` numbers, of which none is missing,
    /// their sums fit 64 bits; without `returns` no amount is negative.
    #[inline]
    pub(super) fn of_rows(
        amounts: &[i64],
        quantities: Option<&[i64]>,
        small: bool,
        returns: bool,
    ) -> Self {
        let rows = amounts.len() as u64;
        let sum = |numbers: &[i64]| match small {
            true => i128::from(numbers.iter().sum::<i64>()),
            false => numbers.iter().filter(|n| **n != MISSING_NUMBER).map(|n| i128::from(*n)).sum(),
        };
        let missing = |numbers: &[i64]| match small {
            true => 0,
            false => numbers.iter().filter(|n| **n == MISSING_NUMBER).count() as u64,
        };
        let negative = || amounts.iter().map(|each| u64::from(*each < 0)).sum();
        Self {
            amount: sum(amounts),
            quantity: quantities.map_or(0, sum),
            rows,
            return_rows: if returns { negative() } else { 0 },
            rows_without_quantity: quantities.map_or(rows, missing),
        }
    }

    /// Takes one row in.
    ///
    /// INVARIANT: a table has fewer than 2^63 rows, so the plain sums of its rows
    /// stay inside their types; only adding sums to sums is checked.
    pub(super) fn take(&mut self, amount: i64, quantity: i64) {
        let unknown = quantity == MISSING_NUMBER;
        self.amount += i128::from(amount);
        self.quantity += if unknown { 0 } else { i128::from(quantity) };
        self.rows += 1;
        self.return_rows += u64::from(amount < 0);
        self.rows_without_quantity += u64::from(unknown);
    }

    /// Takes in what other rows of the same table come to; the invariant is that of
    /// [`take`](Self::take).
    pub(super) fn take_all(&mut self, rows: &Self) {
        self.amount += rows.amount;
        self.quantity += rows.quantity;
        self.rows += rows.rows;
        self.return_rows += rows.return_rows;
        self.rows_without_quantity += rows.rows_without_quantity;
    }

    /// Both together.
    ///
    /// # Errors
    /// `Range` when a sum does not fit.
    pub fn plus(&self, other: &Self) -> Result<Self, Error> {
        self.checked(other).ok_or_else(out_of_range)
    }

    fn checked(&self, other: &Self) -> Option<Self> {
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

    /// Appends the sums: a head with the number of rows, whether any is a return, and
    /// how many have no quantity: none, all, or some.
    #[inline]
    pub(super) fn write(&self, out: &mut Out) {
        let units = match self.rows_without_quantity {
            0 => WITH_UNITS,
            all if all == self.rows && self.quantity == 0 => WITHOUT_UNITS,
            _ => SOME_UNITS,
        };
        let returns = u64::from(self.return_rows > 0);
        let amount = zigzag(self.amount);
        match u64::try_from(amount) {
            Ok(amount) if self.rows < 1 << 56 => {
                out.small([self.rows << 3 | returns << 2 | units, amount]);
            }
            _ => {
                out.number(u128::from(self.rows) << 3 | u128::from(returns << 2 | units));
                out.number(amount);
            }
        }
        if returns == 1 {
            out.small([self.return_rows]);
        }
        if units != WITHOUT_UNITS {
            out.number(zigzag(self.quantity));
        }
        if units == SOME_UNITS {
            out.small([self.rows_without_quantity]);
        }
    }

    /// Reads what [`write`](Self::write) wrote.
    #[inline]
    pub(super) fn read(bytes: &[u8], at: &mut usize) -> Option<Self> {
        let head = read_wide(bytes, at)?;
        let mut sums = Self {
            rows: u64::try_from(head >> 3).ok()?,
            amount: unzigzag(read_wide(bytes, at)?),
            ..Self::default()
        };
        if head & 4 == 4 {
            sums.return_rows = read(bytes, at)?;
        }
        let units = head as u64 & 3;
        if units != WITHOUT_UNITS {
            sums.quantity = unzigzag(read_wide(bytes, at)?);
        }
        sums.rows_without_quantity = match units {
            WITH_UNITS => 0,
            WITHOUT_UNITS => sums.rows,
            SOME_UNITS => read(bytes, at)?,
            _ => return None,
        };
        // A row is a return once, and lacks a quantity once.
        (sums.return_rows.max(sums.rows_without_quantity) <= sums.rows).then_some(sums)
    }
}

/// Every row has a quantity, which follows.
const WITH_UNITS: u64 = 0;
/// No row has one, and nothing follows.
const WITHOUT_UNITS: u64 = 1;
/// The quantity follows, and how many rows have none.
const SOME_UNITS: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_read_back(
            amount in prop_oneof![any::<i128>(), -300i128..300],
            quantity in prop_oneof![any::<i128>(), -300i128..300],
            rows in 2..u64::MAX, return_rows in 0u64..3, rows_without_quantity in 0u64..3,
        ) {
            let sums = Sums { amount, quantity, rows, return_rows, rows_without_quantity };
            let (mut out, mut at) = (Out::default(), 0);
            sums.write(&mut out);
            prop_assert_eq!(Sums::read(out.written(), &mut at), Some(sums));
            prop_assert_eq!(at, out.len());
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut at = 0;
            while Sums::read(&bytes, &mut at).is_some() {}
            prop_assert!(at <= bytes.len());
        }
    }
}
