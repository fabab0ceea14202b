use super::OBSERVATIONS_MAX;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;

/// A promise that is due, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptRow<'a> {
    /// To whom it was made.
    pub partner: &'a str,
    /// Of what.
    pub product: &'a str,
    /// Whose goods they are; empty for none.
    pub supplier: &'a str,
    /// The promised day of arrival.
    pub promised: Day,
    /// The promised units.
    pub quantity: i64,
    /// The day on which the last of the units was there; none never came.
    pub delivered: Option<Day>,
    /// The units that came.
    pub delivered_quantity: i64,
}

/// What promises came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptRate {
    /// Promises.
    pub promises: u64,
    /// Delivered on the promised day or before it.
    pub on_time: u64,
    /// Delivered whole.
    pub in_full: u64,
    /// Both: on time in full.
    pub kept: u64,
    /// Promised units.
    pub units: u64,
    /// Units that came on time, at most the promised ones of each promise.
    pub units_on_time: u64,
}

impl KeptRate {
    fn add(&mut self, more: &Self) {
        // INVARIANT: promises are at most 10^9 of at most 10^9 units each.
        self.promises += more.promises;
        self.on_time += more.on_time;
        self.in_full += more.in_full;
        self.kept += more.kept;
        self.units += more.units;
        self.units_on_time += more.units_on_time;
    }

    /// The share of promises that were kept; `None` of no promises.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.promises > 0).then(|| self.kept as f64 / self.promises as f64)
    }

    /// Between which two shares the true rate lies with a confidence of 95 %: the
    /// score interval of E. B. Wilson (Journal of the American Statistical
    /// Association 22, 1927), which stays within 0 and 1 and holds for few
    /// promises too. From 0 to 1 of no promises.
    ///
    /// ```
    /// use longtail::KeptRate;
    /// let rate = KeptRate { promises: 10, kept: 9, ..KeptRate::default() };
    /// let (low, high) = rate.interval();
    /// assert_eq!((format!("{low:.4}"), format!("{high:.4}")), ("0.5958".into(), "0.9821".into()));
    /// ```
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        let Some(p) = self.rate() else { return (0.0, 1.0) };
        let n = self.promises as f64;
        let z2 = Z * Z;
        let middle = p + z2 / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z2 / n;
        // It always holds the rate itself, which rounding of floats may miss.
        let (low, high) = ((middle - half) / whole, (middle + half) / whole);
        (low.clamp(0.0, p), high.clamp(p, 1.0))
    }
}

/// The quantile of the normal distribution for 95 % on both sides.
const Z: f64 = 1.959_963_984_540_054;

/// The most units of one promise.
const UNITS_MAX: i64 = 1_000_000_000;

/// What promises are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptBy {
    /// To whom they were made.
    Partner,
    /// What was promised.
    Product,
    /// Whose goods they are.
    Supplier,
}

impl KeptBy {
    /// The words in questions.
    pub const NAMES: [&'static str; 3] = ["partner", "product", "supplier"];

    /// All of them, in the order of their names.
    pub const ALL: [Self; 3] = [Self::Partner, Self::Product, Self::Supplier];
}

/// Rates by partner, product or supplier, by name, and of all together.
pub type KeptTable = (Vec<(Box<str>, KeptRate)>, KeptRate);

/// Which promises were kept: counts by partner, product and supplier.
///
/// A state: [`update`](Self::update) counts, [`merge`](Self::merge) adds two up,
/// [`finish`](Self::finish) reads. A promise is kept when all of it was there on
/// the promised day or before: "on time in full", the delivery figures RL.2.1 and
/// RL.2.2 of the SCOR model.
///
/// ```
/// use longtail::{Day, Kept, KeptBy, KeptRow};
/// let day = |text| Day::parse(text);
/// let promised = day("2026-03-02").expect("a real day");
/// let row = KeptRow { partner: "P-1", product: "G", supplier: "", promised, quantity: 10,
///     delivered: day("2026-03-02"), delivered_quantity: 10 };
/// let mut kept = Kept::default();
/// kept.update(&row)?;
/// kept.update(&KeptRow { delivered: day("2026-03-03"), ..row })?;
/// let (partners, all) = kept.finish(KeptBy::Partner);
/// assert_eq!((all.promises, all.in_full, all.kept, all.rate()), (2, 2, 1, Some(0.5)));
/// assert_eq!(&*partners[0].0, "P-1");
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    // INVARIANT: together they hold at most OBSERVATIONS_MAX promises.
    pub(super) cells: BTreeMap<[Box<str>; 3], KeptRate>,
    total: u64,
}

impl Kept {
    /// Counts a promise.
    ///
    /// # Errors
    ///
    /// Of kind `range` for a promise of less than 1 or more than 1,000,000,000
    /// units, for less than none delivered, and beyond 1,000,000,000 promises; the
    /// state is unchanged.
    pub fn update(&mut self, row: &KeptRow<'_>) -> Result<(), Error> {
        if !(1..=UNITS_MAX).contains(&row.quantity) || row.delivered_quantity < 0 {
            let KeptRow { partner, product, quantity, delivered_quantity, .. } = row;
            let message = format!(
                "promise of `{product}` to `{partner}`: {quantity} units, {delivered_quantity} delivered"
            );
            return Err(Error::new(ErrorKind::Range, message));
        }
        let came = row.delivered.is_some() && row.delivered_quantity > 0;
        let on_time = came && row.delivered.is_some_and(|day| day <= row.promised);
        let in_full = came && row.delivered_quantity >= row.quantity;
        let units = row.quantity.unsigned_abs();
        let rate = KeptRate {
            promises: 1,
            on_time: u64::from(on_time),
            in_full: u64::from(in_full),
            kept: u64::from(on_time && in_full),
            units,
            units_on_time: match on_time {
                true => units.min(row.delivered_quantity.unsigned_abs()),
                false => 0,
            },
        };
        self.add([row.partner, row.product, row.supplier], &rate)
    }

    pub(super) fn add(&mut self, names: [&str; 3], rate: &KeptRate) -> Result<(), Error> {
        let total = self.total.checked_add(rate.promises);
        self.total = total.filter(|total| *total <= OBSERVATIONS_MAX).ok_or_else(too_many)?;
        if rate.promises > 0 {
            self.cells.entry(names.map(Box::from)).or_default().add(rate);
        }
        Ok(())
    }

    /// Takes in what another state has counted.
    ///
    /// # Errors
    ///
    /// Of kind `range` beyond 1,000,000,000 promises; the state is unchanged.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.total + other.total > OBSERVATIONS_MAX {
            return Err(too_many());
        }
        for ([partner, product, supplier], rate) in &other.cells {
            self.add([partner, product, supplier], rate)?;
        }
        Ok(())
    }

    /// The promises counted so far.
    #[must_use]
    pub const fn promises(&self) -> u64 {
        self.total
    }

    /// What came of the promises by partner, product or supplier. Promises without
    /// a supplier stand under the empty name.
    #[must_use]
    pub fn finish(&self, by: KeptBy) -> KeptTable {
        let (mut groups, mut all) = (BTreeMap::<&str, KeptRate>::new(), KeptRate::default());
        for (names, rate) in &self.cells {
            groups.entry(&names[by as usize]).or_default().add(rate);
            all.add(rate);
        }
        (groups.into_iter().map(|(name, rate)| (name.into(), rate)).collect(), all)
    }
}

fn too_many() -> Error {
    Error::new(ErrorKind::Range, format!("more than {OBSERVATIONS_MAX} promises"))
}

/// Whether counts can be those of promises.
pub(super) fn consistent(rate: &KeptRate) -> bool {
    let KeptRate { promises, on_time, in_full, kept, units, units_on_time } = *rate;
    let most = promises.saturating_mul(UNITS_MAX.unsigned_abs());
    let both = on_time.min(in_full);
    (1..=OBSERVATIONS_MAX).contains(&promises)
        && on_time.max(in_full) <= promises
        && kept <= both
        && on_time + in_full - kept <= promises
        && (promises..=most).contains(&units)
        && units_on_time <= units
}
