//! What a tally keeps, and how its work is watched.

use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::sales::Returns;

/// Options of a [`Tally`](super::Tally).
///
/// ```
/// use longtail::{Returns, TallyOptions};
/// let options = TallyOptions::default();
/// assert_eq!(options.returns, Returns::Net);
/// assert!(options.orders && options.products && options.excluded_products.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyOptions {
    /// What happens to rows with a negative amount.
    pub returns: Returns,
    /// The first day that counts; none: from the beginning.
    pub from: Option<Day>,
    /// The first day that does not count any more; none: to the end.
    pub until: Option<Day>,
    /// Codes that are no products: postage, fees, samples. Their rows are left
    /// out and counted.
    pub excluded_products: Vec<String>,
    /// Whether orders are told apart. Without, a state is smaller and a partner's
    /// number of orders is not known.
    pub orders: bool,
    /// Whether products are summed by niche and partner. Without, a state is much
    /// smaller and there are no best sellers.
    pub products: bool,
}

impl Default for TallyOptions {
    fn default() -> Self {
        Self {
            returns: Returns::Net,
            from: None,
            until: None,
            excluded_products: Vec::new(),
            orders: true,
            products: true,
        }
    }
}

impl TallyOptions {
    /// The same options in their one form: codes sorted, each once.
    pub(super) fn checked(&self) -> Result<Self, Error> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && from >= until
        {
            let message = "the period is empty: `from` is not before `until`";
            return Err(Error::new(ErrorKind::Input, message));
        }
        let mut options = self.clone();
        options.excluded_products.sort_unstable();
        options.excluded_products.dedup();
        Ok(options)
    }

    pub(super) const fn has_period(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }
}

/// How long work is done: on how many threads, and who looks on.
///
/// The answer does not depend on the number of threads.
pub struct Work<'w> {
    /// From 1 to 64; with 1 no thread is started.
    pub threads: usize,
    /// Called now and then, on the caller's own thread, with the rows done and all
    /// rows. When it gives `false` the work stops with an error of kind
    /// `Cancelled`.
    pub watch: Option<&'w mut dyn FnMut(u64, u64) -> bool>,
}

impl Default for Work<'_> {
    fn default() -> Self {
        Self { threads: 1, watch: None }
    }
}

/// The most threads that one call may ask for.
pub(super) const THREADS_MAX: usize = 64;

impl Work<'_> {
    pub(super) fn check(&self) -> Result<(), Error> {
        check_threads(self.threads)
    }
}

/// Refuses a number of threads that no machine is meant to have.
pub(crate) fn check_threads(threads: usize) -> Result<(), Error> {
    if (1..=THREADS_MAX).contains(&threads) {
        return Ok(());
    }
    let message = format!("`threads`: {threads} is not from 1 to {THREADS_MAX}");
    Err(Error::new(ErrorKind::Input, message))
}

/// A period of the calendar that days are cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
    /// All days together.
    All,
}

impl Period {
    /// Every period.
    pub const EVERY: [Self; 6] =
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::All];

    /// The stable word for the period.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The period with this word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|period| period.name() == name)
    }

    /// The first day of the period that a day lies in.
    ///
    /// ```
    /// use longtail::{Day, Period};
    /// let day = Day::parse("2026-11-25").expect("a day");
    /// let first = |period: Period| period.first_day(day).to_string();
    /// assert_eq!(first(Period::Week), "2026-11-23");
    /// assert_eq!(first(Period::Month), "2026-11-01");
    /// assert_eq!(first(Period::Quarter), "2026-10-01");
    /// assert_eq!(first(Period::Year), "2026-01-01");
    /// ```
    #[must_use]
    pub fn first_day(self, day: Day) -> Day {
        let back = |month: u32| {
            let first = day.first_of_month();
            (0..month).fold(first, |first, _| first.plus(-1).first_of_month())
        };
        match self {
            Self::Day => day,
            Self::Week => day.plus(-i32::from(day.weekday())),
            Self::Month => back(0),
            Self::Quarter => back((day.month() - 1) % 3),
            Self::Year => back(day.month() - 1),
            Self::All => Day(i32::MIN + 1),
        }
    }

    /// The first day of the next period.
    #[must_use]
    pub fn next(self, first: Day) -> Day {
        let month = |first: Day| first.plus(31).first_of_month();
        match self {
            Self::Day => first.plus(1),
            Self::Week => first.plus(7),
            Self::Month => month(first),
            Self::Quarter => (0..3).fold(first, |first, _| month(first)),
            Self::Year => (0..12).fold(first, |first, _| month(first)),
            Self::All => Day(i32::MAX),
        }
    }
}
