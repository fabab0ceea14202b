//! The mergeable state: one cell of whole numbers for each partner in each niche.

use super::cell::Cell;
use super::figures::{ChannelFigures, finish};
use super::options::ChannelOptions;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::{Id, Names, NicheId, PartnerId};
use crate::money::Currency;
use crate::sales::{Keys, LeftOut, MISSING_DAY, MISSING_NUMBER, Sales, two_currencies};
use hashbrown::HashMap;

/// A partner in a niche; the rows without a niche have a cell of their own.
pub(super) type CellKey = (Option<NicheId>, PartnerId);

/// The state of the figures: fed by [`update`](Self::update), combined by
/// [`merge`](Self::merge), read by [`finish`](Self::finish).
///
/// ```
/// use longtail::{ChannelOptions, ChannelSketch, Currency, Keys, Sales};
/// let rows = |names: [&'static str; 2], amounts: [i64; 2]| {
///     Sales::new(Currency::EURO, Keys::from_texts(names.map(Some)), amounts.to_vec())
/// };
/// let mut january = ChannelSketch::new(&ChannelOptions::default())?;
/// january.update(&rows(["P-1", "P-2"], [10_00, 5_00])?)?;
/// let mut february = ChannelSketch::new(&ChannelOptions::default())?;
/// february.update(&rows(["P-3", "P-1"], [1_00, 2_00])?)?;
/// february.merge(&january)?;
/// assert_eq!(february.finish()?.partners.revenue_minor, [12_00, 5_00, 1_00]);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChannelSketch {
    pub(super) options: ChannelOptions,
    pub(super) currency: Option<Currency>,
    pub(super) partners: Names<PartnerId>,
    pub(super) niches: Names<NicheId>,
    // Only ever iterated into sums or into vectors that are sorted by name.
    pub(super) cells: HashMap<CellKey, Cell>,
    pub(super) left_out: [Cell; LeftOut::ALL.len()],
}

impl ChannelSketch {
    /// A state without rows.
    ///
    /// # Errors
    /// `Input` for options out of their range.
    pub fn new(options: &ChannelOptions) -> Result<Self, Error> {
        options.check()?;
        Ok(Self {
            options: options.clone(),
            currency: None,
            partners: Names::default(),
            niches: Names::default(),
            cells: HashMap::new(),
            left_out: Default::default(),
        })
    }

    /// Takes rows in.
    ///
    /// # Errors
    /// `Table` for another currency than before, or a period without a column
    /// of days; `Range` for sums out of range, after which the state is spent.
    pub fn update(&mut self, sales: &Sales<'_>) -> Result<(), Error> {
        if self.options.has_period() && sales.day().is_none() {
            return Err(Error::new(ErrorKind::Table, "a period needs the column `day`"));
        }
        self.agree_on(Some(sales.currency()))?;
        let mut batch = Batch::new(sales);
        batch.read(sales, &self.options);
        for (reason, cell) in batch.left_out.iter().enumerate() {
            self.left_out[reason].add(cell)?;
        }
        let partners = intern(&mut self.partners, sales.partner().names());
        let niches = intern(&mut self.niches, sales.niche().map_or(&[], Keys::names));
        batch.cells.each(|index, cell| {
            let niche = niches.get(index / batch.stride).copied().flatten();
            match partners.get(index % batch.stride).copied().flatten() {
                Some(partner) => self.cells.entry((niche, partner)).or_default().add(cell),
                None => self.left_out[LeftOut::NoPartner as usize].add(cell),
            }
        })
    }

    /// Takes in what another state has.
    ///
    /// # Errors
    /// `Input` when the options differ, `Table` when the currencies do, `Range`
    /// for sums out of range, after which the state is spent.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.options != other.options {
            return Err(Error::new(
                ErrorKind::Input,
                "figures with unequal options cannot be merged",
            ));
        }
        self.agree_on(other.currency)?;
        for (cell, more) in self.left_out.iter_mut().zip(&other.left_out) {
            cell.add(more)?;
        }
        for ((niche, partner), cell) in &other.cells {
            let niche = niche.map(|id| self.niches.insert(other.niches.name(id)).0);
            let partner = self.partners.insert(other.partners.name(*partner)).0;
            self.cells.entry((niche, partner)).or_default().add(cell)?;
        }
        Ok(())
    }

    /// The figures of all rows taken in so far.
    ///
    /// # Errors
    /// `Range` for a sum that does not fit 64 bits.
    pub fn finish(&self) -> Result<ChannelFigures, Error> {
        finish(self)
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
}

/// The ids of a dictionary's names; none for the empty name.
fn intern<I: Id>(known: &mut Names<I>, names: &[&str]) -> Vec<Option<I>> {
    names.iter().map(|name| (!name.is_empty()).then(|| known.insert(name).0)).collect()
}

/// The sums of one table, by the ids of its own dictionaries.
struct Batch {
    cells: BatchCells,
    left_out: [Cell; LeftOut::ALL.len()],
    /// The length of the partners' dictionary and one for the missing partner.
    stride: usize,
}

enum BatchCells {
    Dense(Vec<Cell>),
    Sparse(HashMap<usize, Cell>),
}

impl BatchCells {
    fn each(&self, mut take: impl FnMut(usize, &Cell) -> Result<(), Error>) -> Result<(), Error> {
        match self {
            Self::Dense(cells) => {
                let mut touched = cells.iter().enumerate().filter(|(_, cell)| cell.rows > 0);
                touched.try_for_each(|(index, cell)| take(index, cell))
            }
            Self::Sparse(cells) => cells.iter().try_for_each(|(index, cell)| take(*index, cell)),
        }
    }
}

/// A table of cells this small is always laid out in full.
const DENSE_MIN: usize = 4_096;

impl Batch {
    fn new(sales: &Sales<'_>) -> Self {
        let stride = sales.partner().names().len() + 1;
        let size = stride.saturating_mul(sales.niche().map_or(0, |n| n.names().len()) + 1);
        let cells = if size <= sales.len().max(DENSE_MIN) {
            BatchCells::Dense(vec![Cell::default(); size])
        } else {
            BatchCells::Sparse(HashMap::new())
        };
        Self { cells, left_out: Default::default(), stride }
    }

    fn read(&mut self, sales: &Sales<'_>, options: &ChannelOptions) {
        let (stride, left_out) = (self.stride, &mut self.left_out);
        match &mut self.cells {
            BatchCells::Dense(cells) => {
                rows(sales, options, stride, left_out, |index, amount, quantity| {
                    cells[index].take(amount, quantity);
                })
            }
            BatchCells::Sparse(cells) => {
                rows(sales, options, stride, left_out, |index, amount, quantity| {
                    cells.entry(index).or_default().take(amount, quantity);
                })
            }
        }
    }
}

/// Hands every row that takes part to `take`, with the index of its cell.
fn rows(
    sales: &Sales<'_>,
    options: &ChannelOptions,
    stride: usize,
    left_out: &mut [Cell; LeftOut::ALL.len()],
    mut take: impl FnMut(usize, i64, i64),
) {
    let days = sales.day().filter(|_| options.has_period());
    let (quantities, partners) = (sales.quantity(), sales.partner().ids());
    let niches = sales.niche().map(|keys| (keys.ids(), keys.names().len()));
    for (row, (&amount, &partner)) in sales.amount_minor().iter().zip(partners).enumerate() {
        let quantity = quantities.map_or(MISSING_NUMBER, |q| q[row]);
        let day = days.map(|d| d.at(row));
        if let Some(reason) = unusable(day, amount, options, sales.dropped(row)) {
            left_out[reason as usize]
                .take(if amount == MISSING_NUMBER { 0 } else { amount }, quantity);
            continue;
        }
        // A missing key is the largest number: it lands in the last place.
        let partner = (partner as usize).min(stride - 1);
        let niche = niches.map_or(0, |(ids, len)| (ids[row] as usize).min(len));
        take(niche * stride + partner, amount, quantity);
    }
}

fn unusable(
    day: Option<Day>,
    amount: i64,
    options: &ChannelOptions,
    dropped: Option<LeftOut>,
) -> Option<LeftOut> {
    if let Some(day) = day {
        if day == MISSING_DAY {
            return Some(LeftOut::NoDay);
        }
        let early = options.from.is_some_and(|from| day < from);
        if early || options.until.is_some_and(|until| day >= until) {
            return Some(LeftOut::OutsidePeriod);
        }
    }
    if amount == MISSING_NUMBER {
        return Some(LeftOut::NoAmount);
    }
    dropped.or((amount < 0 && options.returns.leave_out()).then_some(LeftOut::Return))
}
