use super::OBSERVATIONS_MAX;
use super::quantile::LatenessTable;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;

/// A receipt that came: when it was expected, and when it was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt<'a> {
    /// Whose goods they were.
    pub supplier: &'a str,
    /// The kind of supplier, such as `overseas`; empty for none.
    pub class: &'a str,
    /// The day the supplier promised.
    pub expected: Day,
    /// The day the goods were there.
    pub arrived: Day,
}

/// More days early or late than these are a mistake in the data.
pub(super) const DAYS_MAX: i32 = 3_650;

/// How many receipts were how many days late, by day.
pub(super) type Counts = BTreeMap<i32, u64>;

/// How late suppliers were: the number of receipts by supplier, class and days
/// late; a negative number of days is early.
///
/// A state: [`update`](Self::update) counts, [`merge`](Self::merge) adds two up,
/// [`finish`](Self::finish) reads. Any split of the receipts over any number of
/// states gives the same bytes.
///
/// ```
/// use longtail::{Day, Lateness, Receipt};
/// let day = |text| Day::parse(text).expect("a real day");
/// let mut lateness = Lateness::default();
/// for arrived in ["2026-01-05", "2026-01-05", "2026-01-07", "2026-01-12"] {
///     let expected = day("2026-01-05");
///     lateness.update(&Receipt { supplier: "S-1", class: "", expected, arrived: day(arrived) })?;
/// }
/// let table = lateness.finish();
/// let sure = table.confidence(Some("S-1"), None, day("2026-03-12"), None, &[50, 80])?;
/// assert_eq!((sure.observations, sure.quantiles[0].days, sure.quantiles[1].days), (4, 0, 7));
/// assert_eq!(sure.quantiles[1].date, day("2026-03-19"));
/// assert_eq!(Lateness::from_bytes(&lateness.to_bytes())?, lateness);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    // INVARIANT: no count is 0, and together they are at most OBSERVATIONS_MAX.
    pub(super) counts: BTreeMap<(Box<str>, Box<str>), Counts>,
    total: u64,
}

impl Lateness {
    /// Counts a receipt.
    ///
    /// # Errors
    ///
    /// Of kind `range` for one that came more than 3,650 days early or late, and
    /// beyond 1,000,000,000 receipts; the state is unchanged.
    pub fn update(&mut self, receipt: &Receipt<'_>) -> Result<(), Error> {
        let days = i64::from(receipt.arrived.0) - i64::from(receipt.expected.0);
        let days = i32::try_from(days).ok().filter(|days| days.abs() <= DAYS_MAX);
        let days = days.ok_or_else(|| {
            let Receipt { supplier, expected, arrived, .. } = receipt;
            let message = format!(
                "receipt of `{supplier}`: from {expected} to {arrived} is more than {DAYS_MAX} days"
            );
            Error::new(ErrorKind::Range, message)
        })?;
        self.add(receipt.supplier, receipt.class, days, 1)
    }

    /// Adds so many receipts that were so many days late.
    pub(super) fn add(
        &mut self,
        supplier: &str,
        class: &str,
        days: i32,
        count: u64,
    ) -> Result<(), Error> {
        let total = self.total.checked_add(count).filter(|total| *total <= OBSERVATIONS_MAX);
        self.total = total.ok_or_else(too_many)?;
        if count > 0 {
            let counts = self.counts.entry((supplier.into(), class.into())).or_default();
            *counts.entry(days).or_default() += count;
        }
        Ok(())
    }

    /// Takes in what another state has counted.
    ///
    /// # Errors
    ///
    /// Of kind `range` beyond 1,000,000,000 receipts; the state is unchanged.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.total + other.total > OBSERVATIONS_MAX {
            return Err(too_many());
        }
        for ((supplier, class), counts) in &other.counts {
            for (&days, &count) in counts {
                self.add(supplier, class, days, count)?;
            }
        }
        Ok(())
    }

    /// The receipts counted so far.
    #[must_use]
    pub const fn observations(&self) -> u64 {
        self.total
    }

    /// The table that dates are asked of.
    #[must_use]
    pub fn finish(&self) -> LatenessTable {
        LatenessTable::new(self)
    }
}

fn too_many() -> Error {
    Error::new(ErrorKind::Range, format!("more than {OBSERVATIONS_MAX} observations"))
}
