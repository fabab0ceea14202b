//! Sales: the fact table, as typed columns that are checked once.
//!
//! A row is one sold or returned line. The columns are slices that the caller
//! keeps; a missing value has a number of its own in each, so that a row takes
//! no more room than its values.

mod filter;
mod left_out;
mod matched;

pub(crate) use filter::RowRule;
pub use filter::SalesFilter;
pub use left_out::{LeftOut, LeftOutRows, Returns};
pub use matched::{Matched, match_returns};

use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::money::Currency;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::ops::Range;

/// Stands for a missing key in a column of ids.
pub const MISSING_KEY: u32 = u32::MAX;
/// Stands for a missing amount or quantity.
pub const MISSING_NUMBER: i64 = i64::MIN;
/// Stands for a missing day.
pub const MISSING_DAY: Day = Day(i32::MIN);

/// A column of names: small numbers, and the dictionary that they point into.
///
/// A name may occur more than once in the dictionary; an empty name counts as
/// missing.
#[derive(Clone, Debug)]
pub struct Keys<'a> {
    ids: Cow<'a, [u32]>,
    names: Cow<'a, [&'a str]>,
    /// Whether every id is known to lie inside the dictionary.
    checked: bool,
}

impl<'a> Keys<'a> {
    /// Ids with their dictionary; every id is below its length or [`MISSING_KEY`].
    ///
    /// # Errors
    /// `Table` when an id points outside the dictionary.
    pub fn new(
        ids: impl Into<Cow<'a, [u32]>>,
        names: impl Into<Cow<'a, [&'a str]>>,
    ) -> Result<Self, Error> {
        let keys = Self::deferred(ids, names);
        keys.check()?;
        Ok(Self { checked: true, ..keys })
    }

    /// As [`new`](Self::new), of ids that are checked where sales with them are read, with
    /// the same error: so a large column is not read twice.
    ///
    /// ```
    /// use longtail::{Currency, Keys, Sales, Tally, TallyOptions};
    /// let sales = Sales::new(Currency::EURO, Keys::deferred(vec![0, 7], vec!["P-1"]), &[5, 5])?;
    /// let mut tally = Tally::new(&TallyOptions::default())?;
    /// let error = tally.update(&sales).unwrap_err();
    /// assert_eq!(error.to_string(), "id 7 points outside a dictionary of 1 names");
    /// # Ok::<(), longtail::Error>(())
    /// ```
    #[must_use]
    pub fn deferred(ids: impl Into<Cow<'a, [u32]>>, names: impl Into<Cow<'a, [&'a str]>>) -> Self {
        Self { ids: ids.into(), names: names.into(), checked: false }
    }

    /// Refuses ids outside the dictionary.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.check_rows(0..self.ids.len())
    }

    fn is_inside(&self, id: u32) -> bool {
        self.checked || id == MISSING_KEY || (id as usize) < self.names.len()
    }

    /// As [`check`](Self::check), of some rows.
    fn check_rows(&self, rows: Range<usize>) -> Result<(), Error> {
        if self.checked || self.is_inside(largest(&self.ids[rows])) {
            return Ok(());
        }
        // Of all ids: which one is named must not depend on who reads which rows.
        Err(table(format!(
            "id {} points outside a dictionary of {} names",
            largest(&self.ids),
            self.names.len()
        )))
    }

    /// The column of these texts; `None` and the empty text are missing.
    ///
    /// ```
    /// use longtail::{Keys, MISSING_KEY};
    /// let keys = Keys::from_texts([Some("north"), None, Some("south"), Some("north")]);
    /// assert_eq!(keys.ids(), [0, MISSING_KEY, 1, 0]);
    /// assert_eq!(keys.names(), ["north", "south"]);
    /// ```
    #[must_use]
    pub fn from_texts(texts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut names = Vec::new();
        let ids: Vec<u32> = texts
            .into_iter()
            .map(|text| match text {
                None | Some("") => MISSING_KEY,
                Some(text) => *known.entry(text).or_insert_with(|| {
                    names.push(text);
                    // INVARIANT: a dictionary that large does not fit in memory.
                    (names.len() - 1) as u32
                }),
            })
            .collect();
        Self { ids: ids.into(), names: names.into(), checked: true }
    }

    /// One id a row.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// The dictionary.
    #[must_use]
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// The currency of a column in which every row has the same one.
    ///
    /// # Errors
    /// `Table` when there are two, a row has none, or the code is unknown.
    pub fn one_currency(&self) -> Result<Currency, Error> {
        self.check()?;
        let mut found: Option<&str> = None;
        for (row, id) in self.ids.iter().enumerate() {
            let code = self.names.get(*id as usize).copied().unwrap_or("");
            match found {
                _ if code.is_empty() => {
                    return Err(table(format!("row {row} of the table or batch has no currency")));
                }
                Some(first) if first == code => {}
                Some(first) => return Err(two_currencies(first, code)),
                None => found = Some(code),
            }
        }
        let code = found.unwrap_or("");
        Currency::parse(code).ok_or_else(|| table(format!("unknown currency `{code}`")))
    }
}

/// The largest id; the missing one when there is no other.
fn largest(ids: &[u32]) -> u32 {
    // One more than an id: that of the missing one is 0.
    ids.iter().fold(0u32, |end, &id| id.wrapping_add(1).max(end)).wrapping_sub(1)
}

/// The refusal to add two currencies.
pub(crate) fn two_currencies(one: &str, other: &str) -> Error {
    table(format!("sales in `{one}` and `{other}` cannot be added; convert them or ask for each"))
}

pub(crate) fn out_of_range() -> Error {
    Error::new(ErrorKind::Range, "a sum of the sales is out of range")
}

fn table(message: String) -> Error {
    Error::new(ErrorKind::Table, message)
}

/// The sales of one currency, in columns of equal length.
///
/// ```
/// use longtail::{Currency, Keys, Sales};
/// let partners = Keys::from_texts([Some("P-1"), Some("P-2")]);
/// let niches = Keys::from_texts([Some("dentists"), None]);
/// let sales = Sales::new(Currency::EURO, partners, &[12_50, -3_00])?.with_niche(niches)?;
/// assert_eq!(sales.len(), 2);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sales<'a> {
    currency: Currency,
    partner: Keys<'a>,
    amount_minor: Cow<'a, [i64]>,
    niche: Option<Keys<'a>>,
    product: Option<Keys<'a>>,
    day: Option<Days<'a>>,
    quantity: Option<Cow<'a, [i64]>>,
    order: Option<Orders<'a>>,
    dropped: Option<Cow<'a, [u8]>>,
}

/// A column of days: as days, or as the numbers that Arrow's `date32` has.
#[derive(Clone, Debug)]
pub struct Days<'a>(DaysKind<'a>);

#[derive(Clone, Debug)]
enum DaysKind<'a> {
    Days(Cow<'a, [Day]>),
    Numbers(Cow<'a, [i32]>),
}

impl<'a> Days<'a> {
    /// Days since 1970-01-01; `i32::MIN` is missing.
    #[must_use]
    pub fn from_numbers(numbers: impl Into<Cow<'a, [i32]>>) -> Self {
        Self(DaysKind::Numbers(numbers.into()))
    }

    /// The day of a row.
    #[must_use]
    pub fn at(&self, row: usize) -> Day {
        match &self.0 {
            DaysKind::Days(days) => days[row],
            DaysKind::Numbers(numbers) => Day(numbers[row]),
        }
    }

    /// The days, one a row.
    pub fn iter(&self) -> impl Iterator<Item = Day> {
        (0..self.len()).map(|row| self.at(row))
    }

    /// Flags each of the rows that has another day than the row before it.
    pub(crate) fn mark_changes(&self, rows: Range<usize>, flags: &mut [u8]) {
        match &self.0 {
            DaysKind::Days(days) => mark_changes(&days[rows], flags),
            DaysKind::Numbers(numbers) => mark_changes(&numbers[rows], flags),
        }
    }

    /// The first and the last day of some rows; a missing day comes first.
    pub(crate) fn span(&self, rows: Range<usize>) -> (Day, Day) {
        let (mut first, mut last) = (Day(i32::MAX), MISSING_DAY);
        for row in rows {
            let day = self.at(row);
            (first, last) = (first.min(day), last.max(day));
        }
        (first, last)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            DaysKind::Days(days) => days.len(),
            DaysKind::Numbers(numbers) => numbers.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Flags each row that differs from the row before it; flags that are set stay.
pub(crate) fn mark_changes<T: PartialEq>(values: &[T], flags: &mut [u8]) {
    let pairs = values.windows(2).zip(flags.iter_mut().skip(1));
    pairs.for_each(|(pair, flag)| *flag |= u8::from(pair[0] != pair[1]));
}

impl From<Vec<Day>> for Days<'_> {
    fn from(days: Vec<Day>) -> Self {
        Self(DaysKind::Days(days.into()))
    }
}

impl<'a> From<&'a [Day]> for Days<'a> {
    fn from(days: &'a [Day]) -> Self {
        Self(DaysKind::Days(days.into()))
    }
}

/// A column that says which rows belong to one order.
#[derive(Clone, Debug)]
pub enum Orders<'a> {
    /// Whole numbers; [`MISSING_NUMBER`] is missing.
    Numbers(Cow<'a, [i64]>),
    /// Texts with their dictionary.
    Texts(Keys<'a>),
}

impl Orders<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(keys) => keys.ids.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> Sales<'a> {
    /// Sales by partner; amounts are minor units, negative for returns.
    ///
    /// # Errors
    /// `Table` when the columns differ in length.
    pub fn new(
        currency: Currency,
        partner: Keys<'a>,
        amount_minor: impl Into<Cow<'a, [i64]>>,
    ) -> Result<Self, Error> {
        let amount_minor = amount_minor.into();
        same_length("amount", amount_minor.len(), partner.ids.len())?;
        Ok(Self {
            currency,
            partner,
            amount_minor,
            niche: None,
            product: None,
            day: None,
            quantity: None,
            order: None,
            dropped: None,
        })
    }

    /// The niche that each row was sold in.
    ///
    /// # Errors
    /// `Table` when the column has another length; so for the columns below.
    pub fn with_niche(mut self, niche: Keys<'a>) -> Result<Self, Error> {
        same_length("niche", niche.ids.len(), self.len())?;
        self.niche = Some(niche);
        Ok(self)
    }

    /// The product of each row.
    #[allow(clippy::missing_errors_doc)]
    pub fn with_product(mut self, product: Keys<'a>) -> Result<Self, Error> {
        same_length("product", product.ids.len(), self.len())?;
        self.product = Some(product);
        Ok(self)
    }

    /// The day of each row, already cut in the company's time zone.
    #[allow(clippy::missing_errors_doc)]
    pub fn with_day(mut self, day: impl Into<Days<'a>>) -> Result<Self, Error> {
        let day = day.into();
        same_length("day", day.len(), self.len())?;
        self.day = Some(day);
        Ok(self)
    }

    /// The number of units of each row, negative for returns.
    #[allow(clippy::missing_errors_doc)]
    pub fn with_quantity(mut self, quantity: impl Into<Cow<'a, [i64]>>) -> Result<Self, Error> {
        let quantity = quantity.into();
        same_length("quantity", quantity.len(), self.len())?;
        self.quantity = Some(quantity);
        Ok(self)
    }

    /// The order that each row belongs to.
    #[allow(clippy::missing_errors_doc)]
    pub fn with_order(mut self, order: Orders<'a>) -> Result<Self, Error> {
        same_length("order", order.len(), self.len())?;
        self.order = Some(order);
        Ok(self)
    }

    /// Leaves out the two rows of every pair that [`match_returns`] found.
    #[allow(clippy::missing_errors_doc)]
    pub fn without_pairs(mut self, pairs: &Matched) -> Result<Self, Error> {
        same_length("matched", pairs.marks.len(), self.len())?;
        self.dropped = Some(pairs.marks.clone().into());
        Ok(self)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.amount_minor.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amount_minor.is_empty()
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The partners.
    #[must_use]
    pub const fn partner(&self) -> &Keys<'a> {
        &self.partner
    }

    /// The amounts in minor units.
    #[must_use]
    pub fn amount_minor(&self) -> &[i64] {
        &self.amount_minor
    }

    /// The niches, if the sales have that column.
    #[must_use]
    pub const fn niche(&self) -> Option<&Keys<'a>> {
        self.niche.as_ref()
    }

    /// The products, if the sales have that column.
    #[must_use]
    pub const fn product(&self) -> Option<&Keys<'a>> {
        self.product.as_ref()
    }

    /// The days, if the sales have that column.
    #[must_use]
    pub const fn day(&self) -> Option<&Days<'a>> {
        self.day.as_ref()
    }

    /// The orders, if the sales have that column.
    #[must_use]
    pub const fn order(&self) -> Option<&Orders<'a>> {
        self.order.as_ref()
    }

    /// Refuses ids outside their dictionary, in any column of names.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.names().try_for_each(Keys::check)
    }

    /// As [`check`](Self::check), of the products of some rows.
    pub(crate) fn check_products(&self, rows: Range<usize>) -> Result<(), Error> {
        self.product.iter().try_for_each(|keys| keys.check_rows(rows.clone()))
    }

    /// Whether the ids of a row lie in their dictionaries.
    pub(crate) fn has_names(&self, row: usize) -> bool {
        self.names().all(|keys| keys.is_inside(keys.ids[row]))
    }

    /// The columns of names.
    fn names(&self) -> impl Iterator<Item = &Keys<'a>> {
        let order = match &self.order {
            Some(Orders::Texts(keys)) => Some(keys),
            _ => None,
        };
        let columns = [Some(&self.partner), self.niche.as_ref(), self.product.as_ref(), order];
        columns.into_iter().flatten()
    }

    /// Whether any row may have been left out before the figures.
    pub(crate) const fn has_dropped(&self) -> bool {
        self.dropped.is_some()
    }

    /// Why a row was left out before the figures, if it was.
    #[must_use]
    pub fn dropped(&self, row: usize) -> Option<LeftOut> {
        match self.dropped.as_ref()?.get(row)? {
            1 => Some(LeftOut::MatchedReturn),
            2 => Some(LeftOut::MatchedSale),
            _ => None,
        }
    }

    /// The quantities, if the sales have that column.
    #[must_use]
    pub fn quantity(&self) -> Option<&[i64]> {
        self.quantity.as_deref()
    }
}

fn same_length(column: &str, length: usize, rows: usize) -> Result<(), Error> {
    if length == rows {
        return Ok(());
    }
    Err(table(format!("column `{column}` has {length} rows, `partner` has {rows}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_outside_the_dictionary_is_refused() {
        let error = Keys::new(vec![0, MISSING_KEY, 2], vec!["a", "b"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Table);
        assert_eq!(error.to_string(), "id 2 points outside a dictionary of 2 names");
        assert!(Keys::new(vec![MISSING_KEY, 1], vec!["a", "b"]).is_ok());
    }

    #[test]
    fn whatever_reads_ids_that_were_not_checked_refuses_one_outside_the_dictionary() {
        use crate::{OrderHistory, SalesFilter, Tally, TallyOptions, Work, match_returns};
        let rows = 100_000;
        let good = || Keys::deferred(vec![0; rows], vec!["a", "b"]);
        let bad = || {
            let mut ids = vec![0; rows];
            (ids[10], ids[rows - 1]) = (2, 9);
            Keys::deferred(ids, vec!["a", "b"])
        };
        let sales = |bad_column: usize| {
            let keys = |column| if column == bad_column { bad() } else { good() };
            Sales::new(Currency::EURO, keys(0), vec![1; rows])
                .and_then(|sales| sales.with_niche(keys(1))?.with_product(keys(2)))
                .and_then(|sales| sales.with_order(Orders::Texts(keys(3))))
                .and_then(|sales| sales.with_day(vec![Day(1); rows])?.with_quantity(vec![1; rows]))
                .unwrap()
        };
        let expected = "id 9 points outside a dictionary of 2 names";
        for column in 0..4 {
            let sales = sales(column);
            let mut tally = Tally::new(&TallyOptions::default()).unwrap();
            let empty = tally.to_bytes().unwrap();
            for threads in [1, 2] {
                let error = tally.update_with(&sales, Work { threads, watch: None }).unwrap_err();
                assert_eq!((error.kind(), error.to_string()), (ErrorKind::Table, expected.into()));
                assert_eq!(tally.to_bytes().unwrap(), empty);
            }
            let mut history = OrderHistory::default();
            let errors = [
                match_returns(&sales).unwrap_err(),
                SalesFilter::default().left_out(&sales).unwrap_err(),
                history.update(&sales).unwrap_err(),
            ];
            assert!(errors.iter().all(|error| error.to_string() == expected));
        }
        assert_eq!(bad().one_currency().unwrap_err().to_string(), expected);
        let mut tally = Tally::new(&TallyOptions::default()).unwrap();
        tally.update(&sales(4)).unwrap();
    }

    #[test]
    fn columns_of_unequal_length_are_refused() {
        let keys = || Keys::from_texts([Some("a"), Some("b")]);
        assert!(Sales::new(Currency::EURO, keys(), vec![1]).is_err());
        let sales = || Sales::new(Currency::EURO, keys(), vec![1, 2]).unwrap();
        assert!(sales().with_day(vec![Day(1)]).is_err());
        assert!(sales().with_quantity(vec![1, 2, 3]).is_err());
        assert!(sales().with_niche(Keys::from_texts([None])).is_err());
        assert!(sales().with_product(Keys::from_texts([])).is_err());
    }

    #[test]
    fn a_currency_column_has_one_currency_in_every_row() {
        let currency = |codes: &[Option<&'static str>]| {
            Keys::from_texts(codes.iter().copied()).one_currency().map_err(|e| e.to_string())
        };
        assert_eq!(currency(&[Some("EUR"), Some("EUR")]), Ok(Currency::EURO));
        assert!(currency(&[Some("EUR"), Some("USD")]).is_err());
        let missing = Err("row 1 of the table or batch has no currency".into());
        assert_eq!(currency(&[Some("EUR"), None]), missing);
        assert_eq!(currency(&[Some("euro")]), Err("unknown currency `euro`".into()));
    }
}
