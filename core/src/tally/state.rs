//! The state: rows in, another state in, readings out.

use super::groups::{Keyed, Runs, run_of};
use super::options::{TallyOptions, Work};
use super::read::{Column, OrderColumn, Part, Reader, Rows};
use super::run::{Bought, Kind, OrderKey, Ordered, Run, Sold, basket, of_basket};
use super::sums::Sums;
use crate::error::{Error, ErrorKind};
use crate::id::{Id, Names, NicheId, PartnerId, ProductId};
use crate::money::Currency;
use crate::sales::{Keys, LeftOut, Orders, RowRule, Sales, two_currencies};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// An order that has a text for a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrderId(pub(super) u32);

impl Id for OrderId {
    fn from_index(index: u32) -> Self {
        Self(index)
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// How orders are told apart; a state has one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderKind {
    Numbers,
    Texts,
}

/// Sales summed once: fed by [`update`](Self::update), combined by
/// [`merge`](Self::merge), stored by [`to_bytes`](Self::to_bytes), read by
/// [`cells`](Self::cells), [`partner_sales`](Self::partner_sales) and
/// [`product_cells`](Self::product_cells).
///
/// ```
/// use longtail::{Currency, Keys, Period, Sales, Tally, TallyOptions};
/// let rows = |names: [&'static str; 2], amounts: [i64; 2]| {
///     Sales::new(Currency::EURO, Keys::from_texts(names.map(Some)), amounts.to_vec())
/// };
/// let mut january = Tally::new(&TallyOptions::default())?;
/// january.update(&rows(["P-1", "P-2"], [10_00, 5_00])?)?;
/// let mut february = Tally::new(&TallyOptions::default())?;
/// february.update(&rows(["P-3", "P-1"], [1_00, 2_00])?)?;
/// february.merge(&Tally::from_bytes(&january.to_bytes()?)?)?;
/// let cells = february.cells(Period::All)?;
/// let amounts: Vec<i128> = cells.cells.iter().map(|cell| cell.sums.amount).collect();
/// assert_eq!((cells.partners, amounts), (vec!["P-1", "P-2", "P-3"], vec![12_00, 5_00, 1_00]));
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) options: TallyOptions,
    pub(super) currency: Option<Currency>,
    pub(super) partners: Names<PartnerId>,
    pub(super) niches: Names<NicheId>,
    pub(super) products: Names<ProductId>,
    pub(super) orders: Names<OrderId>,
    pub(super) order_kind: Option<OrderKind>,
    pub(super) by_partner: Runs<Ordered>,
    pub(super) bought: Runs<Bought>,
    pub(super) sold: Runs<Sold>,
    pub(super) left_out: [Sums; LeftOut::ALL.len()],
}

/// At most so many rows are read at a time, so that their columns stay in the cache;
/// and no fewer for the sake of threads.
const BLOCK_ROWS: [usize; 2] = [1 << 15, 1 << 18];

impl Tally {
    /// A state without rows.
    ///
    /// # Errors
    /// `Input` for an empty period.
    pub fn new(options: &TallyOptions) -> Result<Self, Error> {
        Ok(Self {
            options: options.checked()?,
            currency: None,
            partners: Names::default(),
            niches: Names::default(),
            products: Names::default(),
            orders: Names::default(),
            order_kind: None,
            by_partner: Runs::default(),
            bought: Runs::default(),
            sold: Runs::default(),
            left_out: Default::default(),
        })
    }

    /// What was asked of the state.
    #[must_use]
    pub const fn options(&self) -> &TallyOptions {
        &self.options
    }

    /// The currency of every amount; none when no table was ever given.
    #[must_use]
    pub const fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The rows left out, in the order of [`LeftOut::ALL`].
    #[must_use]
    pub const fn left_out(&self) -> &[Sums; LeftOut::ALL.len()] {
        &self.left_out
    }

    /// About how many bytes the sums take.
    #[must_use]
    pub fn size(&self) -> usize {
        self.by_partner.bytes() + self.bought.bytes() + self.sold.bytes()
    }

    /// Takes rows in, on one thread.
    ///
    /// # Errors
    /// As [`update_with`](Self::update_with).
    pub fn update(&mut self, sales: &Sales<'_>) -> Result<(), Error> {
        self.update_with(sales, Work::default())
    }

    /// Takes rows in. After an error the state is what it was.
    ///
    /// # Errors
    /// `Table` for another currency than before, or a column that the options
    /// need and the sales lack; `Range` for sums out of range; `Input` for a
    /// number of threads out of range; `Cancelled` when the watcher says so.
    pub fn update_with(&mut self, sales: &Sales<'_>, work: Work<'_>) -> Result<(), Error> {
        work.check()?;
        let filter = self.options.filter();
        filter.fits(sales)?;
        let currency = self.agreed_currency(Some(sales.currency()))?;
        let order_kind = self.agreed_orders(self.orders_of(sales).map(kind))?;
        let mut rows = Rows {
            sales,
            filter: &filter,
            rule: RowRule::new(&filter, sales),
            partner: column(&mut self.partners, sales.partner()),
            niche: sales.niche().map(|keys| column(&mut self.niches, keys)),
            product: match (sales.product(), self.options.products) {
                (Some(keys), true) => Some(column(&mut self.products, keys)),
                _ => None,
            },
            order: self.orders_of(sales).map(|orders| match orders {
                Orders::Numbers(_) => OrderColumn::new(orders, Vec::new()),
                Orders::Texts(keys) => OrderColumn::new(orders, known(&mut self.orders, keys)),
            }),
            known: [0; 2],
        };
        rows.known = [self.niches.len(), self.products.len()];
        let mut next = Sorted::of(self);
        for part in read_all(&rows, work)? {
            next.take(part)?;
        }
        next.put(self);
        (self.currency, self.order_kind) = (currency, order_kind);
        Ok(())
    }

    /// Takes in what another state has. After an error the state is what it was.
    ///
    /// # Errors
    /// `Input` when the options differ, `Table` when the currencies or the kinds
    /// of order numbers do, `Range` for sums out of range.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.options != other.options {
            let message = "tallies with unequal options cannot be merged";
            return Err(Error::new(ErrorKind::Input, message));
        }
        let currency = self.agreed_currency(other.currency)?;
        let order_kind = self.agreed_orders(other.order_kind)?;
        if self.currency.is_none() {
            // Nothing was taken in yet.
            *self = other.clone();
            return Ok(());
        }
        let new_ids = NewIds {
            partners: other.partners.iter().map(|name| self.partners.insert(name).0.0).collect(),
            niches: other.niches.iter().map(|name| self.niches.insert(name).0.0).collect(),
            products: other.products.iter().map(|name| self.products.insert(name).0.0).collect(),
            orders: other.orders.iter().map(|name| self.orders.insert(name).0.0).collect(),
            order_kind,
        };
        let mut next = Sorted::of(self);
        for (sums, more) in next.left_out.iter_mut().zip(&other.left_out) {
            *sums = sums.plus(more)?;
        }
        for run in other.by_partner.iter() {
            next.by_partner.push(new_ids.of_partners(run)?)?;
        }
        for run in other.bought.iter() {
            next.bought.push(new_ids.of_bought(run)?)?;
        }
        for run in other.sold.iter() {
            next.sold.push(new_ids.of_sold(run)?)?;
        }
        next.put(self);
        (self.currency, self.order_kind) = (currency, order_kind);
        Ok(())
    }

    /// As [`merge`](Self::merge), of a state that is not needed any more: nothing is
    /// copied when nothing was taken in yet.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn absorb(&mut self, other: Self) -> Result<(), Error> {
        if self.currency.is_none() && self.options == other.options {
            *self = other;
            return Ok(());
        }
        self.merge(&other)
    }

    fn orders_of<'s, 'a>(&self, sales: &'s Sales<'a>) -> Option<&'s Orders<'a>> {
        sales.order().filter(|_| self.options.orders)
    }

    fn agreed_currency(&self, other: Option<Currency>) -> Result<Option<Currency>, Error> {
        match (self.currency, other) {
            (Some(one), Some(other)) if one != other => {
                Err(two_currencies(one.code(), other.code()))
            }
            (one, other) => Ok(one.or(other)),
        }
    }

    fn agreed_orders(&self, other: Option<OrderKind>) -> Result<Option<OrderKind>, Error> {
        match (self.order_kind, other) {
            (Some(one), Some(other)) if one != other => {
                let message = "orders are numbers in one table and texts in another; cast one";
                Err(Error::new(ErrorKind::Table, message))
            }
            (one, other) => Ok(one.or(other)),
        }
    }
}

const fn kind(orders: &Orders<'_>) -> OrderKind {
    match orders {
        Orders::Numbers(_) => OrderKind::Numbers,
        Orders::Texts(_) => OrderKind::Texts,
    }
}

/// The sums of a state while it changes, so that an error changes nothing.
struct Sorted {
    by_partner: Runs<Ordered>,
    bought: Runs<Bought>,
    sold: Runs<Sold>,
    left_out: [Sums; LeftOut::ALL.len()],
}

impl Sorted {
    fn of(tally: &Tally) -> Self {
        Self {
            by_partner: tally.by_partner.clone(),
            bought: tally.bought.clone(),
            sold: tally.sold.clone(),
            left_out: tally.left_out,
        }
    }

    fn take(&mut self, part: Part) -> Result<(), Error> {
        for (sums, more) in self.left_out.iter_mut().zip(&part.left_out) {
            *sums = sums.plus(more)?;
        }
        part.by_partner.into_iter().try_for_each(|run| self.by_partner.push(run))?;
        part.bought.into_iter().try_for_each(|run| self.bought.push(run))?;
        part.sold.into_iter().try_for_each(|run| self.sold.push(run))
    }

    fn put(self, tally: &mut Tally) {
        tally.by_partner = self.by_partner;
        tally.bought = self.bought;
        tally.sold = self.sold;
        tally.left_out = self.left_out;
    }
}

/// The ids of a dictionary's names in the state; missing for the empty name.
fn known<I: Id>(names: &mut Names<I>, keys: &Keys<'_>) -> Vec<u32> {
    if keys.names().first() != Some(&"") && names.take_ascending(keys.names()) {
        return (0..keys.names().len() as u32).collect();
    }
    names.reserve(keys.names());
    let id = |(name, at): (&&str, u32)| {
        // The batches of a table mostly share one dictionary: then a name is where it was.
        if !name.is_empty() && names.name(I::from_index(at)) == *name {
            return at;
        }
        match name.is_empty() {
            true => crate::sales::MISSING_KEY,
            false => names.insert(name).0.index() as u32,
        }
    };
    keys.names().iter().zip(0..).map(id).collect()
}

fn column<'s, I: Id>(names: &mut Names<I>, keys: &'s Keys<'_>) -> Column<'s> {
    Column::new(keys, known(names, keys))
}

/// Reads all blocks; threads take them in turn. Sums do not depend on who read
/// what, so neither does the answer.
fn read_all(rows: &Rows<'_, '_>, work: Work<'_>) -> Result<Vec<Part>, Error> {
    let all = rows.sales.len();
    let size = all.div_ceil(work.threads).clamp(BLOCK_ROWS[0], BLOCK_ROWS[1]);
    let blocks: Vec<Range<usize>> =
        (0..all).step_by(size).map(|at| at..(at + size).min(all)).collect();
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let read = |watch: &mut dyn FnMut(u64, u64) -> bool| {
        let mut own = Reader::new(rows);
        while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            if !watch(block.start as u64, all as u64) {
                stop.store(true, Ordering::Relaxed);
            }
            if stop.load(Ordering::Relaxed) {
                return Err(Error::new(ErrorKind::Cancelled, "the work was broken off"));
            }
            own.read(block.clone())?;
        }
        own.finish()
    };
    let mut nobody = |_: u64, _: u64| true;
    let watch = work.watch.unwrap_or(&mut nobody);
    let helpers = work.threads.min(blocks.len()).saturating_sub(1);
    let read = &read;
    thread::scope(|scope| {
        let running: Vec<_> =
            (0..helpers).map(|_| scope.spawn(move || read(&mut |_, _| true))).collect();
        let mut parts = vec![read(watch)];
        for part in running {
            // What stopped a worker stops the call, as it would without workers.
            parts.push(part.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
        }
        parts.into_iter().collect()
    })
}

/// What the ids of one state are in another.
pub(super) struct NewIds {
    pub(super) partners: Vec<u32>,
    pub(super) niches: Vec<u32>,
    pub(super) products: Vec<u32>,
    pub(super) orders: Vec<u32>,
    pub(super) order_kind: Option<OrderKind>,
}

impl NewIds {
    fn same(ids: &[u32]) -> bool {
        ids.iter().zip(0..).all(|(id, own)| *id == own)
    }

    /// The code of an id or of none in the new state.
    fn code(ids: &[u32], code: u32) -> u32 {
        code.checked_sub(1).map_or(0, |id| ids[id as usize] + 1)
    }

    pub(super) fn of_partners(&self, run: &Run<Ordered>) -> Result<Run<Ordered>, Error> {
        if Self::same(&self.partners) && Self::same(&self.niches) && Self::same(&self.orders) {
            return Ok(run.clone());
        }
        let texts = self.order_kind == Some(OrderKind::Texts);
        changed(run, |partner, mut key: OrderKey| {
            if texts {
                key.order = u64::from(Self::code(&self.orders, key.order as u32));
            }
            key.niche = Self::code(&self.niches, key.niche);
            (self.partners[partner as usize], key)
        })
    }

    pub(super) fn of_bought(&self, run: &Run<Bought>) -> Result<Run<Bought>, Error> {
        if Self::same(&self.partners) && Self::same(&self.niches) && Self::same(&self.products) {
            return Ok(run.clone());
        }
        changed(run, |partner, member| {
            let (niche, product) = of_basket(member);
            let niche = Self::code(&self.niches, niche);
            (self.partners[partner as usize], basket(niche, Self::code(&self.products, product)))
        })
    }

    pub(super) fn of_sold(&self, run: &Run<Sold>) -> Result<Run<Sold>, Error> {
        if Self::same(&self.niches) && Self::same(&self.products) {
            return Ok(run.clone());
        }
        changed(run, |product, niche| {
            (Self::code(&self.products, product), Self::code(&self.niches, niche))
        })
    }
}

/// The run with other keys.
fn changed<K: Kind>(
    run: &Run<K>,
    change: impl Fn(u32, K::Member) -> (u32, K::Member),
) -> Result<Run<K>, Error> {
    let mut values: Vec<Keyed<K>> = Vec::new();
    let (mut cursor, mut own) = (run.cursor(), Vec::new());
    while let Some(group) = cursor.each(|member, value| own.push((member, *value))) {
        values.extend(own.drain(..).map(|(member, value)| (change(group, member), value)));
    }
    run_of(values)
}
