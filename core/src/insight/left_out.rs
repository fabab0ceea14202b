//! The lines that take no part, by reason.

use crate::sales::LeftOut;

/// Why a line takes no part in what is shared. A line with several reasons counts
/// under the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineLeftOut {
    /// As a row of sales takes no part in figures.
    Row(LeftOut),
    /// The line has no product.
    NoProduct,
}

impl LineLeftOut {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; LeftOut::ALL.len() + 1] = {
        let mut all = [Self::NoProduct; LeftOut::ALL.len() + 1];
        let mut at = 0;
        while at < LeftOut::ALL.len() {
            all[at] = Self::Row(LeftOut::ALL[at]);
            at += 1;
        }
        all
    };

    /// The stable word for the reason: that of [`LeftOut::name`], or `no_product`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row(reason) => reason.name(),
            Self::NoProduct => "no_product",
        }
    }

    const fn place(self) -> usize {
        match self {
            Self::Row(reason) => reason as usize,
            Self::NoProduct => LeftOut::ALL.len(),
        }
    }
}

/// The lines that take no part for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOutLines {
    /// The reason.
    pub reason: LineLeftOut,
    /// How many lines.
    pub rows: u64,
    /// What they amount to in minor units; one without an amount counts as zero.
    pub amount_minor: i128,
}

/// Lines and amount of every reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOutSums([(u64, i128); LineLeftOut::ALL.len()]);

impl LeftOutSums {
    pub(super) fn count(&mut self, reason: LineLeftOut, amount: Option<i64>) {
        self.add_to(reason.place(), 1, amount.map_or(0, i128::from));
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (at, (lines, amount)) in other.0.into_iter().enumerate() {
            self.add_to(at, lines, amount);
        }
    }

    // More lines and larger amounts than these have room for do not fit in any table.
    fn add_to(&mut self, at: usize, lines: u64, amount: i128) {
        let sum = &mut self.0[at];
        *sum = (sum.0.saturating_add(lines), sum.1.saturating_add(amount));
    }

    pub(super) fn lines(&self) -> u64 {
        self.0.iter().fold(0, |sum, (lines, _)| sum.saturating_add(*lines))
    }

    pub(super) fn each(&self) -> impl Iterator<Item = LeftOutLines> {
        let row = |(reason, (rows, amount_minor))| LeftOutLines { reason, rows, amount_minor };
        LineLeftOut::ALL.into_iter().zip(self.0).map(row)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        for (lines, amount) in self.0 {
            out.extend(lines.to_le_bytes());
            out.extend(amount.to_le_bytes());
        }
    }

    /// The sums of numbers that [`write`](Self::write) gave; none for sums that so many
    /// lines cannot come to.
    pub(super) fn read(mut next: impl FnMut() -> Option<(u64, i128)>) -> Option<Self> {
        let mut sums = Self::default();
        for sum in &mut sums.0 {
            let (lines, amount) = next()?;
            if amount.unsigned_abs() > u128::from(lines) << 63 {
                return None;
            }
            *sum = (lines, amount);
        }
        Some(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_own_place_and_word() {
        for (place, reason) in LineLeftOut::ALL.into_iter().enumerate() {
            assert_eq!(reason.place(), place);
        }
        assert_eq!(LineLeftOut::ALL.map(LineLeftOut::name)[7..], ["no_partner", "no_product"]);
    }

    #[test]
    fn lines_and_amounts_add_up_by_reason() {
        let mut sums = LeftOutSums::default();
        sums.count(LineLeftOut::NoProduct, Some(-5));
        sums.count(LineLeftOut::NoProduct, None);
        let mut twice = sums;
        twice.add(&sums);
        let row = twice.each().find(|row| row.rows > 0).unwrap();
        assert_eq!(row.reason, LineLeftOut::NoProduct);
        assert_eq!((row.rows, row.amount_minor, twice.lines()), (4, -10, 4));
    }
}
