//! The sums of a cell, and how numbers are packed.

use crate::error::{Error, ErrorKind};
use crate::sales::MISSING_NUMBER;

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

    /// Appends the sums: a head that says whether the rare counts follow.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let rare = self.return_rows > 0 || self.rows_without_quantity > 0;
        write(out, (u128::from(self.rows) << 1) | u128::from(rare));
        write(out, zigzag(self.amount));
        write(out, zigzag(self.quantity));
        if rare {
            write(out, u128::from(self.return_rows));
            write(out, u128::from(self.rows_without_quantity));
        }
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(super) fn read(bytes: &[u8], at: &mut usize) -> Option<Self> {
        let head = read(bytes, at)?;
        let mut sums = Self {
            rows: u64::try_from(head >> 1).ok()?,
            amount: unzigzag(read(bytes, at)?),
            quantity: unzigzag(read(bytes, at)?),
            ..Self::default()
        };
        if head & 1 == 1 {
            sums.return_rows = u64::try_from(read(bytes, at)?).ok()?;
            sums.rows_without_quantity = u64::try_from(read(bytes, at)?).ok()?;
        }
        Some(sums)
    }
}

pub(super) fn out_of_range() -> Error {
    Error::new(ErrorKind::Range, "a sum of the sales is out of range")
}

/// Small numbers of either sign become small numbers.
const fn zigzag(value: i128) -> u128 {
    ((value << 1) ^ (value >> 127)) as u128
}

const fn unzigzag(value: u128) -> i128 {
    (value >> 1) as i128 ^ -((value & 1) as i128)
}

/// Appends a number in as many bytes of seven bits as it needs (LEB128).
pub(super) fn write(out: &mut Vec<u8>, value: u128) {
    let Ok(mut small) = u64::try_from(value) else {
        out.push(value as u8 | 0x80);
        return write(out, value >> 7);
    };
    while small >= 0x80 {
        out.push(small as u8 | 0x80);
        small >>= 7;
    }
    out.push(small as u8);
}

/// Reads a number; none when the bytes end or hold more than 128 bits.
pub(super) fn read(bytes: &[u8], at: &mut usize) -> Option<u128> {
    let mut small = 0u64;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        small |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(u128::from(small));
        }
    }
    let mut value = u128::from(small);
    for shift in (63..128).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        let bits = u128::from(byte & 0x7f);
        if (bits << shift) >> shift != bits {
            return None;
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_read_back(
            amount in prop_oneof![any::<i128>(), -300i128..300],
            quantity in prop_oneof![any::<i128>(), -300i128..300],
            rows in any::<u64>(), return_rows in 0u64..3, rows_without_quantity in 0u64..3,
        ) {
            let sums = Sums { amount, quantity, rows, return_rows, rows_without_quantity };
            let (mut bytes, mut at) = (Vec::new(), 0);
            sums.write(&mut bytes);
            prop_assert_eq!(Sums::read(&bytes, &mut at), Some(sums));
            prop_assert_eq!(at, bytes.len());
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut at = 0;
            while Sums::read(&bytes, &mut at).is_some() {}
            prop_assert!(at <= bytes.len());
        }
    }
}
