use super::{Planner, Supplies};
use crate::calendar::Day;

/// A receipt by its name, as far as it has one: pools know days and units only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedReceipt {
    /// The product that comes in.
    pub product: u32,
    /// The position of the location.
    pub location: u32,
    /// The day it is expected.
    pub day: Day,
    /// Units.
    pub quantity: i64,
    /// What the company calls it.
    pub id: Option<Box<str>>,
    /// Who supplies.
    pub supplier: Option<Box<str>>,
}

impl Supplies {
    /// The same with the names of receipts, in any order. They change no promise.
    #[must_use]
    pub fn with_expected(mut self, mut receipts: Vec<ExpectedReceipt>) -> Self {
        receipts.sort_by_key(|receipt| (receipt.product, receipt.location, receipt.day));
        self.expected = receipts;
        self
    }

    /// The receipts of a pool that have a name, by day; of one day in their own
    /// order.
    #[must_use]
    pub fn expected(&self, product: u32, location: u32) -> &[ExpectedReceipt] {
        let pool = |receipt: &ExpectedReceipt| (receipt.product, receipt.location);
        let from = self.expected.partition_point(|own| pool(own) < (product, location));
        let own = &self.expected[from..];
        &own[..own.partition_point(|own| pool(own) == (product, location))]
    }
}

impl Planner<'_> {
    /// The receipts of a pool that have a name and count as coming on a day.
    pub fn expected_on(
        &self,
        product: u32,
        location: u32,
        day: Day,
    ) -> impl Iterator<Item = &ExpectedReceipt> {
        let receipts = self.supplies.expected(product, location).iter();
        receipts.filter(move |receipt| self.counted_on(receipt.day) == Some(day))
    }

    /// The day on which a receipt counts: its own, or the assumed one when it is
    /// overdue; then it may count on none.
    pub(super) fn counted_on(&self, expected: Day) -> Option<Day> {
        if expected >= self.today {
            return Some(expected);
        }
        let days = self.policy.overdue_days?;
        Some(self.today.plus(i32::try_from(days).unwrap_or(i32::MAX)))
    }
}
