//! Quantiles of lateness, pooled where a supplier has few receipts.

use super::lateness::{Counts, DAYS_MAX, Lateness};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;

/// What dates are asked of: how late each supplier is, seen with its class and
/// with all suppliers.
///
/// **Estimator.** The chance that a receipt is at most `x` days late is, with n
/// receipts of the supplier of which n(x) were, and `pool` receipts' worth of
/// belief in its class,
///
/// ```text
/// F(x) = (n(x) + pool * G(x)) / (n + pool)
/// ```
///
/// where G is the same figure of the class, itself drawn to all suppliers, whose
/// own share of receipts is taken as it is. This is the posterior mean under a
/// Dirichlet process (T. S. Ferguson, "A Bayesian analysis of some nonparametric
/// problems", Annals of Statistics 1, 1973), and the credibility estimate of H.
/// Bühlmann (ASTIN Bulletin 4, 1967) with a constant of `pool`. The quantile of a
/// percentage is the least whole number of days whose F reaches it (type 1 of R.
/// J. Hyndman and Y. Fan, The American Statistician 50, 1996). All of it is
/// computed in whole numbers, so it is exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatenessTable {
    suppliers: BTreeMap<Box<str>, Supplier>,
    classes: BTreeMap<Box<str>, Counts>,
    all: Counts,
    pool: u16,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Supplier {
    /// The class that most of its receipts have.
    class: Box<str>,
    most: u64,
    counts: Counts,
}

/// A percentage of receipts, and how late they are at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile {
    /// Of a hundred receipts so many are there by the date.
    pub percent: u8,
    /// Calendar days after the expected day; early counts as on time.
    pub days: i32,
    /// The date.
    pub date: Day,
}

/// How far the date of a receipt can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confidence {
    /// The class whose receipts were looked at, if any.
    pub class: Option<Box<str>>,
    /// Receipts of the supplier itself.
    pub observations: u64,
    /// Receipts of the class, the supplier's own among them.
    pub class_observations: u64,
    /// Receipts of all suppliers.
    pub all_observations: u64,
    /// One for each percentage asked for; none where nothing was observed, or
    /// nothing as late as this receipt is already.
    pub quantiles: Vec<Quantile>,
}

/// How many receipts' worth of belief in the class a supplier starts with.
const POOL: u16 = 10;

impl LatenessTable {
    pub(super) fn new(lateness: &Lateness) -> Self {
        let mut table = Self {
            suppliers: BTreeMap::new(),
            classes: BTreeMap::new(),
            all: Counts::new(),
            pool: POOL,
        };
        for ((supplier, class), counts) in &lateness.counts {
            let own = table.suppliers.entry(supplier.clone()).or_default();
            let count = counts.values().sum();
            // Keys come in order, so of classes with as many the first is kept.
            if count > own.most {
                (own.class, own.most) = (class.clone(), count);
            }
            add(&mut own.counts, counts);
            add(&mut table.all, counts);
            if !class.is_empty() {
                add(table.classes.entry(class.clone()).or_default(), counts);
            }
        }
        table
    }

    /// The same with another weight of the class: 0 looks at a supplier's own
    /// receipts only, as soon as there is one.
    #[must_use]
    pub fn with_pool(self, pool: u16) -> Self {
        Self { pool, ..self }
    }

    /// How far the date of an expected receipt can be trusted.
    ///
    /// Without a `class` it is the one that most receipts of the supplier have.
    /// With `today` the receipt is taken as not yet there: only what comes today
    /// or later is looked at. Percentages are from 1 to 100.
    ///
    /// # Errors
    ///
    /// Of kind `range` for a percentage that is none.
    pub fn confidence(
        &self,
        supplier: Option<&str>,
        class: Option<&str>,
        expected: Day,
        today: Option<Day>,
        percents: &[u8],
    ) -> Result<Confidence, Error> {
        if let Some(percent) = percents.iter().find(|percent| !(1..=100).contains(*percent)) {
            let message = format!("{percent} % is not from 1 to 100");
            return Err(Error::new(ErrorKind::Range, message));
        }
        let (class, levels) = self.levels(supplier, class);
        let none = Counts::new();
        let [own, of_class, all] = levels.map(|counts| counts.unwrap_or(&none));
        let steps = self.weights(supplier, class, expected, today);
        let quantile = |&percent: &u8| {
            let days = reached(&steps, percent)?.max(0);
            Some(Quantile { percent, days, date: expected.plus(days) })
        };
        Ok(Confidence {
            class: class.map(Box::from),
            observations: own.values().sum(),
            class_observations: of_class.values().sum(),
            all_observations: all.values().sum(),
            quantiles: percents.iter().filter_map(quantile).collect(),
        })
    }

    /// The class that is looked at, and what was observed of the supplier, of the
    /// class and of all.
    fn levels<'t>(
        &'t self,
        supplier: Option<&str>,
        class: Option<&'t str>,
    ) -> (Option<&'t str>, [Option<&'t Counts>; 3]) {
        let own = supplier.and_then(|supplier| self.suppliers.get(supplier));
        let class = class.or(own.map(|own| &*own.class)).filter(|class| !class.is_empty());
        let of_class = class.and_then(|class| self.classes.get(class));
        (class, [own.map(|own| &own.counts), of_class, Some(&self.all)])
    }

    /// The weight of each number of days late; with `today` of a receipt that was
    /// not there before it.
    pub(super) fn weights(
        &self,
        supplier: Option<&str>,
        class: Option<&str>,
        expected: Day,
        today: Option<Day>,
    ) -> Vec<(i32, u128)> {
        let none = Counts::new();
        let (_, levels) = self.levels(supplier, class);
        let [own, of_class, all] = levels.map(|counts| counts.unwrap_or(&none));
        // Nothing comes earlier than today.
        let least = today.map_or(-DAYS_MAX - 1, |today| today.0.saturating_sub(expected.0));
        self.steps(own, of_class, all, least)
    }

    /// The days on which this percentage of receipts is there, for planning: each
    /// date later by the supplier's quantile, or as it is where nothing was
    /// observed. Available-to-promise computed from these is what can be promised
    /// with that confidence, where each promise leans on one receipt.
    ///
    /// # Errors
    ///
    /// Of kind `range` for a percentage that is none.
    pub fn shifted<'a>(
        &self,
        receipts: impl IntoIterator<Item = (Option<&'a str>, Day)>,
        today: Option<Day>,
        percent: u8,
    ) -> Result<Vec<Day>, Error> {
        let shift = |(supplier, date): (Option<&str>, Day)| {
            let sure = self.confidence(supplier, None, date, today, &[percent])?;
            Ok(sure.quantiles.first().map_or(date, |quantile| quantile.date))
        };
        receipts.into_iter().map(shift).collect()
    }

    /// The weight of each number of days from `least` on, by days. Weights have
    /// one denominator, which cancels out.
    fn steps(&self, own: &Counts, class: &Counts, all: &Counts, least: i32) -> Vec<(i32, u128)> {
        let pool = u128::from(self.pool);
        let sum = |counts: &Counts| u128::from(counts.values().sum::<u64>());
        let at = |counts: &Counts, days: &i32| u128::from(counts.get(days).copied().unwrap_or(0));
        let (n, of_class, of_all) = (sum(own), sum(class), sum(all));
        // What a class weighs against all; without either weight it gives way.
        let class_weight = |days: &i32| match of_class + pool {
            0 => (at(all, days), of_all),
            whole => (at(class, days) * of_all + pool * at(all, days), whole * of_all),
        };
        // INVARIANT: counts are at most 10^9 and the pool below 10^5, so a weight
        // stays below 10^29 and a sum of percentages below 10^32.
        let weight = |days: &i32| match (of_class, n + pool) {
            (_, 0) => class_weight(days).0,
            (0, _) => at(own, days) * of_all + pool * at(all, days),
            _ => {
                let (share, whole) = class_weight(days);
                at(own, days) * whole + pool * share
            }
        };
        all.keys().filter(|days| **days >= least).map(|days| (*days, weight(days))).collect()
    }
}

/// The least days whose weight, with all before them, is this percentage.
fn reached(steps: &[(i32, u128)], percent: u8) -> Option<i32> {
    let whole: u128 = steps.iter().map(|(_, weight)| weight).sum();
    if whole == 0 {
        return None;
    }
    let mut sum = 0;
    let mut steps = steps.iter();
    steps
        .find(|(_, weight)| {
            sum += weight;
            sum * 100 >= whole * u128::from(percent)
        })
        .map(|(days, _)| *days)
}

fn add(counts: &mut Counts, more: &Counts) {
    for (&days, &count) in more {
        *counts.entry(days).or_default() += count;
    }
}
