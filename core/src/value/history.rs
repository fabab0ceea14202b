//! The mergeable state: what each partner ordered on which day.

use super::input;
use super::rows::OrderRow;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::{Names, PartnerId};
use crate::money::Currency;
use crate::sales::{MISSING_DAY, MISSING_NUMBER, Sales, two_currencies};

/// Why a row of sales is no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryLeftOut {
    /// No partner is named.
    NoPartner,
    /// No day is given.
    NoDay,
    /// No amount is given.
    NoAmount,
    /// The amount is zero or below: a return, or a gift.
    NotAboveZero,
}

impl HistoryLeftOut {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NoPartner, Self::NoDay, Self::NoAmount, Self::NotAboveZero];

    /// The word for the reason.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoPartner => "no_partner",
            Self::NoDay => "no_day",
            Self::NoAmount => "no_amount",
            Self::NotAboveZero => "not_above_zero",
        }
    }
}

/// One partner's orders of one day, which count as one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OrderDay {
    pub partner: u32,
    pub day: i32,
    pub amount_minor: i128,
}

/// The orders of partners by day: fed by [`update`](Self::update), combined by
/// [`merge`](Self::merge), read by [`partner_value`](super::partner_value).
///
/// All rows of a partner on one day are one order. The same rows give the same state
/// however they are split and in whatever order they come.
///
/// ```
/// use longtail::{Currency, Day, Keys, OrderHistory, Sales};
/// let rows = |partner: &'static str, day: &str, amount: i64| {
///     Sales::new(Currency::EURO, Keys::from_texts([Some(partner)]), vec![amount])?
///         .with_day(vec![Day::parse(day).unwrap_or_default()])
/// };
/// let (mut one, mut other) = (OrderHistory::default(), OrderHistory::default());
/// one.update(&rows("P-1", "2026-03-02", 40_00)?)?;
/// other.update(&rows("P-1", "2026-03-09", 25_00)?)?;
/// let (mut forth, mut back) = (one.clone(), other.clone());
/// forth.merge(&other)?;
/// back.merge(&one)?;
/// assert_eq!(forth.to_bytes(), back.to_bytes());
/// assert_eq!(forth.partners(), 1);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct OrderHistory {
    pub(super) currency: Option<Currency>,
    pub(super) names: Names<PartnerId>,
    /// The first `tidy` are sorted by partner and day, each once; what follows is not.
    pub(super) days: Vec<OrderDay>,
    pub(super) tidy: usize,
    pub(super) left_out: [u64; HistoryLeftOut::ALL.len()],
    pub(super) rows: u64,
}

/// So many days are taken in before they are put in order.
const LOOSE_MIN: usize = 65_536;

impl OrderHistory {
    /// Takes rows in; they need the column `day`.
    ///
    /// # Errors
    /// `Table` for another currency than before or no column of days; `Range` for more
    /// than 2^64 rows. The state is then as it was.
    pub fn update(&mut self, sales: &Sales<'_>) -> Result<(), Error> {
        let Some(days) = sales.day() else {
            return Err(Error::new(ErrorKind::Table, "orders need the column `day`"));
        };
        sales.check()?;
        let all = self.rows_with(sales.len() as u64)?;
        self.agree_on(Some(sales.currency()))?;
        self.rows = all;
        let names = sales.partner().names();
        let mut known: Vec<Option<u32>> = vec![None; names.len()];
        let rows = sales.partner().ids().iter().zip(days.iter()).zip(sales.amount_minor());
        for ((&partner, day), &amount) in rows {
            let name = names.get(partner as usize).copied().unwrap_or("");
            let reason = if name.is_empty() {
                HistoryLeftOut::NoPartner
            } else if day == MISSING_DAY {
                HistoryLeftOut::NoDay
            } else if amount == MISSING_NUMBER {
                HistoryLeftOut::NoAmount
            } else if amount <= 0 {
                HistoryLeftOut::NotAboveZero
            } else {
                let id = known[partner as usize];
                let id = id.unwrap_or_else(|| self.names.insert(name).0.0);
                known[partner as usize] = Some(id);
                let amount_minor = i128::from(amount);
                self.days.push(OrderDay { partner: id, day: day.0, amount_minor });
                continue;
            };
            self.left_out[reason as usize] += 1;
        }
        self.tidy_when_due();
        Ok(())
    }

    /// Takes in what another state has.
    ///
    /// # Errors
    /// `Table` when the currencies differ, `Range` for more than 2^64 rows; the state is
    /// then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let all = self.rows_with(other.rows)?;
        self.agree_on(other.currency)?;
        self.rows = all;
        let ids: Vec<u32> = other.names.iter().map(|name| self.names.insert(name).0.0).collect();
        self.days.extend(
            other.days.iter().map(|day| OrderDay { partner: ids[day.partner as usize], ..*day }),
        );
        for (count, more) in self.left_out.iter_mut().zip(other.left_out) {
            // INVARIANT: of the rows, these are a part.
            *count += more;
        }
        self.tidy_when_due();
        Ok(())
    }

    /// How many partners ordered.
    #[must_use]
    pub fn partners(&self) -> usize {
        self.names.len()
    }

    /// Rows taken in, and of these the ones left out, by reason.
    #[must_use]
    pub fn left_out(&self) -> [(HistoryLeftOut, u64); 4] {
        HistoryLeftOut::ALL.map(|reason| (reason, self.left_out[reason as usize]))
    }

    /// Rows taken in, those left out included.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    fn rows_with(&self, more: u64) -> Result<u64, Error> {
        let fault = || Error::new(ErrorKind::Range, "the number of rows is out of range");
        self.rows.checked_add(more).ok_or_else(fault)
    }

    fn agree_on(&mut self, currency: Option<Currency>) -> Result<(), Error> {
        match (self.currency, currency) {
            (Some(one), Some(other)) if one != other => {
                Err(two_currencies(one.code(), other.code()))
            }
            (None, _) => {
                self.currency = currency;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn tidy_when_due(&mut self) {
        if self.days.len() - self.tidy > self.tidy.max(LOOSE_MIN) {
            self.days = self.sorted(None);
            self.tidy = self.days.len();
        }
    }

    /// The days by partner and day, each once; partners by the given ranks or by id.
    pub(super) fn sorted(&self, ranks: Option<&[u32]>) -> Vec<OrderDay> {
        let mut days = self.days.clone();
        if let Some(ranks) = ranks {
            days.iter_mut().for_each(|day| day.partner = ranks[day.partner as usize]);
        }
        days.sort_unstable_by_key(|day| (day.partner, day.day));
        days.dedup_by(|next, kept| {
            let same = (next.partner, next.day) == (kept.partner, kept.day);
            if same {
                // INVARIANT: 2^64 rows of 2^63 each do not exceed 127 bits.
                kept.amount_minor = kept.amount_minor.saturating_add(next.amount_minor);
            }
            same
        });
        days
    }

    /// The names in order, and the place of each id among them.
    pub(super) fn ranks(&self) -> (Vec<&str>, Vec<u32>) {
        let mut order: Vec<(&str, u32)> =
            self.names.iter().enumerate().map(|(id, name)| (name, id as u32)).collect();
        order.sort_unstable();
        let mut ranks = vec![0; order.len()];
        for (rank, (_, id)) in order.iter().enumerate() {
            ranks[*id as usize] = rank as u32;
        }
        (order.into_iter().map(|(name, _)| name).collect(), ranks)
    }

    /// The partners with their days, by name.
    pub(super) fn by_partner(&self) -> Vec<Partner<'_>> {
        let (names, ranks) = self.ranks();
        let days = self.sorted(Some(&ranks));
        let mut partners: Vec<Partner<'_>> =
            names.into_iter().map(|name| Partner { name, days: Vec::new() }).collect();
        for day in days {
            partners[day.partner as usize].days.push((day.day, day.amount_minor));
        }
        partners
    }

    /// The rows that a model is fitted to: partners that first ordered before `until`,
    /// by name, with their orders before it. Times are in units of `unit_days`; the
    /// last day observed is the one before `until`.
    ///
    /// # Errors
    /// `Input` for a unit below one day.
    pub fn order_rows(&self, until: Day, unit_days: f64) -> Result<Vec<OrderRow>, Error> {
        check_unit(unit_days)?;
        let partners = self.by_partner();
        Ok(partners.iter().filter_map(|partner| partner.row(until, unit_days)).collect())
    }

    /// The same with the names of the partners and their mean amounts, for hosts that
    /// fit models by themselves. No `until` is the day after the last order.
    ///
    /// # Errors
    /// `Input` for a unit below one day.
    pub fn order_table(&self, until: Option<Day>, unit_days: f64) -> Result<OrderTable, Error> {
        check_unit(unit_days)?;
        let Some((_, after)) = self.span() else { return Ok(OrderTable::default()) };
        let (until, unit) = (until.unwrap_or(after), self.unit());
        let mut table = OrderTable::default();
        for partner in self.by_partner() {
            let Some(row) = partner.row(until, unit_days) else { continue };
            let repeats = partner.before(until).get(1..).unwrap_or_default();
            let sum = repeats.iter().map(|day| day.1).sum::<i128>() as f64 / unit;
            table.partner.push(partner.name.to_owned());
            table.repeats.push(row.repeats);
            table.recency.push(row.recency);
            table.age.push(row.age);
            table.amount_mean.push((row.repeats > 0).then(|| sum / f64::from(row.repeats)));
        }
        Ok(table)
    }

    /// Minor units in a unit of the currency.
    pub(super) fn unit(&self) -> f64 {
        (0..self.currency.map_or(2, Currency::exponent)).fold(1.0, |unit, _| unit * 10.0)
    }

    /// The first day and the day after the last.
    pub(super) fn span(&self) -> Option<(Day, Day)> {
        let first = self.days.iter().map(|day| day.day).min()?;
        let last = self.days.iter().map(|day| day.day).max()?;
        Some((Day(first), Day(last).plus(1)))
    }
}

fn check_unit(unit_days: f64) -> Result<(), Error> {
    if unit_days >= 1.0 && unit_days.is_finite() {
        return Ok(());
    }
    Err(input(format!("`unit_days` is {unit_days}; expected 1 or more")))
}

/// What the models know of each partner, by name; columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderTable {
    /// The partner.
    pub partner: Vec<String>,
    /// Orders after the first.
    pub repeats: Vec<u32>,
    /// Time from the first order to the last, in the unit asked.
    pub recency: Vec<f64>,
    /// Time from the first order to the last day observed.
    pub age: Vec<f64>,
    /// The mean amount of the orders after the first, in units of currency; none
    /// without such orders.
    pub amount_mean: Vec<Option<f64>>,
}

/// A partner with its order days, the earliest first.
#[derive(Clone, Debug)]
pub(super) struct Partner<'a> {
    pub name: &'a str,
    pub days: Vec<(i32, i128)>,
}

impl Partner<'_> {
    /// The days before a day.
    pub fn before(&self, until: Day) -> &[(i32, i128)] {
        &self.days[..self.days.partition_point(|(day, _)| *day < until.0)]
    }

    pub fn row(&self, until: Day, unit_days: f64) -> Option<OrderRow> {
        let days = self.before(until);
        let (first, last) = (days.first()?.0, days.last()?.0);
        let span = |to: i32| (i64::from(to) - i64::from(first)) as f64 / unit_days;
        Some(OrderRow {
            repeats: u32::try_from(days.len() - 1).unwrap_or(u32::MAX),
            recency: span(last),
            age: span(until.0.saturating_sub(1)),
            partners: 1,
        })
    }
}
