//! Which rows of sales take part.

use super::{Keys, LeftOut, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Returns, Sales, table};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};

/// Which rows of sales take part: by day, by product, and whether returns do.
///
/// ```
/// use longtail::{Currency, Day, Keys, LeftOut, Sales, SalesFilter};
/// let days = [Day::parse("2026-03-31").unwrap(), Day::parse("2026-04-01").unwrap()];
/// let partners = Keys::from_texts([Some("P-1"), Some("P-2")]);
/// let sales = Sales::new(Currency::EURO, partners, &[12_50, 8_00])?.with_day(&days[..])?;
/// let march = SalesFilter { until: Some(days[1]), ..SalesFilter::default() };
/// assert_eq!(march.left_out(&sales)?, [None, Some(LeftOut::OutsidePeriod)]);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SalesFilter {
    /// What happens to rows with a negative amount.
    pub returns: Returns,
    /// The first day that counts; none: from the beginning.
    pub from: Option<Day>,
    /// The first day that does not count any more; none: to the end.
    pub until: Option<Day>,
    /// Codes that are no products: postage, fees, samples.
    pub excluded_products: Vec<String>,
}

impl SalesFilter {
    /// Why each row takes no part; none where it does.
    ///
    /// # Errors
    /// `Input` for a period that is empty; `Table` when a period is asked and the
    /// sales have no days, products are excluded and they have none, or returns are
    /// matched and [`match_returns`](super::match_returns) was not asked.
    pub fn left_out(&self, sales: &Sales<'_>) -> Result<Vec<Option<LeftOut>>, Error> {
        let mut excluded = self.excluded_products.clone();
        excluded.sort_unstable();
        let filter = Self { excluded_products: excluded, ..self.clone() };
        filter.check()?;
        filter.fits(sales)?;
        sales.check()?;
        let rule = RowRule::new(&filter, sales);
        let keys = sales.partner();
        let name = |row: usize| keys.names().get(keys.ids()[row] as usize).copied().unwrap_or("");
        let partner = |row: usize| name(row).is_empty().then_some(LeftOut::NoPartner);
        Ok((0..sales.len()).map(|row| rule.why(row).or_else(|| partner(row))).collect())
    }

    /// Whether every row takes part that has a partner and an amount.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses a period that is empty.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && from >= until
        {
            let message = "the period is empty: `from` is not before `until`";
            return Err(Error::new(ErrorKind::Input, message));
        }
        Ok(())
    }

    pub(crate) const fn has_period(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Refuses sales that lack what is asked for.
    pub(crate) fn fits(&self, sales: &Sales<'_>) -> Result<(), Error> {
        if self.has_period() && sales.day().is_none() {
            return Err(table("a period needs the column `day`".to_owned()));
        }
        if self.returns == Returns::Matched && !sales.has_dropped() {
            let message = "matched returns need `match_returns` and `without_pairs` first";
            return Err(table(message.to_owned()));
        }
        if !self.excluded_products.is_empty() && sales.product().is_none() {
            return Err(table("excluded products need the column `product`".to_owned()));
        }
        Ok(())
    }

    /// Whether days from the first to the last count.
    pub(crate) fn covers(&self, (first, last): (Day, Day)) -> bool {
        first != MISSING_DAY
            && self.from.is_none_or(|from| first >= from)
            && self.until.is_none_or(|until| last < until)
    }
}

/// The rule for the rows of one table.
pub(crate) struct RowRule<'s, 'a> {
    filter: &'s SalesFilter,
    sales: &'s Sales<'a>,
    /// For each name of the products' dictionary, whether it is left out; nothing when
    /// none is.
    excluded: Vec<bool>,
}

impl<'s, 'a> RowRule<'s, 'a> {
    /// The excluded products of the filter are sorted.
    pub(crate) fn new(filter: &'s SalesFilter, sales: &'s Sales<'a>) -> Self {
        let codes = &filter.excluded_products;
        let names = sales.product().filter(|_| !codes.is_empty()).map_or(&[][..], Keys::names);
        let out = |name: &&str| codes.binary_search_by(|code| (**code).cmp(name)).is_ok();
        Self { filter, sales, excluded: names.iter().map(out).collect() }
    }

    /// Whether products are looked at.
    pub(crate) fn has_excluded(&self) -> bool {
        !self.excluded.is_empty()
    }

    /// Why a row takes no part; that it has no partner is not looked at.
    pub(crate) fn why(&self, row: usize) -> Option<LeftOut> {
        let (filter, amount) = (self.filter, self.sales.amount_minor()[row]);
        if filter.has_period() {
            let day = self.sales.day().map_or(MISSING_DAY, |days| days.at(row));
            if day == MISSING_DAY {
                return Some(LeftOut::NoDay);
            }
            if !filter.covers((day, day)) {
                return Some(LeftOut::OutsidePeriod);
            }
        }
        if amount == MISSING_NUMBER {
            return Some(LeftOut::NoAmount);
        }
        if !self.excluded.is_empty() {
            let id = self.sales.product().map_or(MISSING_KEY, |keys| keys.ids()[row]);
            if self.excluded.get(id as usize) == Some(&true) {
                return Some(LeftOut::ExcludedProduct);
            }
        }
        if let Some(reason) = self.sales.dropped(row) {
            return Some(reason);
        }
        (amount < 0 && filter.returns.leave_out()).then_some(LeftOut::Return)
    }
}
