//! Readings of a tally: by period, niche and partner; by partner; by product.

use super::groups::add_up;
use super::options::Period;
use super::run::{OrderKey, basket, day_of, of_basket};
use super::state::Tally;
use super::sums::Sums;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::{Id, Names};
use crate::sales::{MISSING_DAY, MISSING_KEY};
use hashbrown::HashMap;

/// The sums of a partner in a niche in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The place of the period in [`Cells::periods`].
    pub period: u32,
    /// The place of the niche in [`Cells::niches`]; [`MISSING_KEY`] without one.
    pub niche: u32,
    /// The place of the partner in [`Cells::partners`].
    pub partner: u32,
    /// What its rows come to.
    pub sums: Sums,
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodRow {
    /// Its first day.
    pub first: Day,
    /// The first day after it.
    pub until: Day,
    /// Whether the sales cover all of it: not cut by `from`, `until`, or, where
    /// these are not given, by the first and last day that have a row.
    pub whole: bool,
}

/// The periods of a reading, without gaps, and what belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    /// In their order; a period without rows is there too.
    pub rows: Vec<PeriodRow>,
    /// The rows that have no day.
    pub without_day: Sums,
}

/// Sums by period, niche and partner; in this order, names in the order of
/// their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells<'t> {
    /// The partners that have rows, by name.
    pub partners: Vec<&'t str>,
    /// The niches that have rows, by name.
    pub niches: Vec<&'t str>,
    /// The periods.
    pub periods: Periods,
    /// The sums.
    pub cells: Vec<Cell>,
}

/// What a partner has bought: how recently, how often, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartnerSales<'t> {
    /// The partner.
    pub partner: &'t str,
    /// Its first day; none when no row has a day.
    pub first: Option<Day>,
    /// Its last day.
    pub last: Option<Day>,
    /// On how many different days it has rows.
    pub days: u64,
    /// How many orders it has; none when orders are not told apart.
    pub orders: Option<u64>,
    /// What its rows come to.
    pub sums: Sums,
}

/// What a product has sold in a niche.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductCell {
    /// The place of the niche in [`ProductCells::niches`]; [`MISSING_KEY`] without one.
    pub niche: u32,
    /// The place of the product in [`ProductCells::products`]; [`MISSING_KEY`]
    /// without one.
    pub product: u32,
    /// What its rows come to.
    pub sums: Sums,
    /// How many different partners have rows.
    pub partners: u64,
    /// The amounts of the two largest partners above zero, the larger first.
    pub largest: [i128; 2],
}

/// Sums by niche and product; in this order, names in the order of their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductCells<'t> {
    /// The niches that have rows, by name.
    pub niches: Vec<&'t str>,
    /// The products that have rows, by name.
    pub products: Vec<&'t str>,
    /// The sums.
    pub cells: Vec<ProductCell>,
}

/// More periods than this are no calendar of sales but a day that was mistyped; a
/// century of days fits.
const PERIODS_MAX: i64 = 36_525;

/// As many days as the longest period has.
const YEAR_MAX: i32 = 366;

/// Refuses days so far apart that their periods would fill the memory.
fn check_span(period: Period, (first, last): (Day, Day)) -> Result<(), Error> {
    let days = match period {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 28,
        Period::Quarter => 90,
        Period::Year => 365,
        Period::All => return Ok(()),
    };
    let few = (i64::from(last.0) - i64::from(first.0)) / days < PERIODS_MAX;
    // A period after the last day must begin before days end.
    if first > last || few && last < Day(i32::MAX).plus(-YEAR_MAX) {
        return Ok(());
    }
    let message = format!(
        "from {first} to {last} there are more than {PERIODS_MAX} periods; correct the days, \
         or say with `from` and `until` what the sales cover"
    );
    Err(Error::new(ErrorKind::Range, message))
}

/// A cell that still has the ids of the state.
type Raw = ((i32, u32, u32), Sums);

impl Tally {
    /// Sums by period, niche and partner.
    ///
    /// # Errors
    /// `Range` for a sum out of range, or days so far apart that there would be more
    /// than a century of days; `Table` for periods of a state without days.
    pub fn cells(&self, period: Period) -> Result<Cells<'_>, Error> {
        self.cells_with(period, 1)
    }

    /// The same, read by several threads.
    ///
    /// # Errors
    /// As [`cells`](Self::cells).
    pub fn cells_with(&self, period: Period, threads: usize) -> Result<Cells<'_>, Error> {
        let parts = self.by_partner.in_parts(threads, |mut groups| {
            let (mut part, mut sums, mut own) = (Part::new(period), Vec::new(), Vec::new());
            while let Some(partner) = groups.next(&mut sums)? {
                part.take(partner, &sums, &mut own)?;
            }
            Ok(part)
        })?;
        let mut part = Part::new(period);
        for other in parts {
            part.merge(other)?;
        }
        let partners = Ranks::new(&self.partners, part.cells.iter().map(|(key, _)| key.2));
        let niches = part.cells.iter().filter_map(|(key, _)| key.1.checked_sub(1));
        let niches = Ranks::new(&self.niches, niches);
        let periods = self.periods(period, part.span, part.without_day)?;
        if periods.rows.is_empty() && part.without_day.rows > 0 {
            let message = "periods need the column `day`";
            return Err(Error::new(ErrorKind::Table, message));
        }
        let cells = placed(period, &periods.rows, &part.cells, &partners, &niches);
        Ok(Cells { partners: partners.names, niches: niches.names, periods, cells })
    }

    /// The periods that the sales cover: as `from` and `until` say, without these from the
    /// first to the last day that has a row. Before and after all rows a period is there
    /// when it is whole: a cut one without a row says nothing.
    pub(super) fn periods(
        &self,
        period: Period,
        (first, last): (Day, Day),
        without_day: Sums,
    ) -> Result<Periods, Error> {
        let (from, until) = (self.options.from, self.options.until);
        let mut rows = Vec::new();
        if period == Period::All {
            let seen = if first > last { (Day(0), Day(0)) } else { (first, last.plus(1)) };
            let (first, until) = (from.unwrap_or(seen.0), until.unwrap_or(seen.1));
            rows.push(PeriodRow { first, until, whole: true });
            return Ok(Periods { rows, without_day });
        }
        let (from, end) = (from.unwrap_or(first), until.map_or(last, |until| until.plus(-1)));
        check_span(period, (from, end))?;
        let until = end.plus(1);
        let mut start = if from < until { period.first_day(from) } else { until };
        while start < until {
            let next = period.next(start);
            let whole = from <= start && next <= until;
            if whole || start <= last && first < next {
                rows.push(PeriodRow { first: start, until: next, whole });
            }
            start = next;
        }
        Ok(Periods { rows, without_day })
    }

    /// What each partner has bought, by name.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub fn partner_sales(&self, threads: usize) -> Result<Vec<PartnerSales<'_>>, Error> {
        let parts = self.by_partner.in_parts(threads, |mut groups| {
            let (mut rows, mut sums, mut days) = (Vec::new(), Vec::new(), Vec::new());
            while let Some(partner) = groups.next(&mut sums)? {
                rows.push(self.partner_row(partner, &sums, &mut days)?);
            }
            Ok(rows)
        })?;
        let mut rows: Vec<PartnerSales<'_>> = parts.into_iter().flatten().collect();
        rows.sort_by_key(|row| row.partner);
        Ok(rows)
    }

    fn partner_row(
        &self,
        partner: u32,
        sums: &[(OrderKey, Sums)],
        days: &mut Vec<Day>,
    ) -> Result<PartnerSales<'_>, Error> {
        let (mut all, mut orders, mut order) = (Sums::default(), 0, 0);
        days.clear();
        for (key, each) in sums {
            all = all.plus(each)?;
            // Orders ascend; 0 stands for none.
            orders += u64::from(key.order != order);
            order = key.order;
            let day = day_of(key.day);
            if day != MISSING_DAY && days.last() != Some(&day) {
                days.push(day);
            }
        }
        days.sort_unstable();
        days.dedup();
        Ok(PartnerSales {
            partner: self.partners.name(Id::from_index(partner)),
            first: days.first().copied(),
            last: days.last().copied(),
            days: days.len() as u64,
            orders: self.order_kind.map(|_| orders),
            sums: all,
        })
    }

    /// What each product has sold in each niche.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub fn product_cells(&self, threads: usize) -> Result<ProductCells<'_>, Error> {
        let sizes = [self.niches.len() + 1, self.products.len() + 1];
        let parts = self.bought.in_parts(threads, |mut groups| {
            let (mut buyers, mut own) = (Buyers::new(sizes), Vec::new());
            loop {
                let more = if groups.next_is_single() {
                    groups.next_raw(|member, amount| buyers.take(member, *amount)).is_some()
                } else {
                    let more = groups.next(&mut own)?.is_some();
                    own.iter().for_each(|(member, amount)| buyers.take(*member, *amount));
                    more
                };
                if !more {
                    return Ok(buyers);
                }
            }
        })?;
        let mut parts = parts.into_iter();
        let mut buyers = parts.next().unwrap_or_else(|| Buyers::new([0; 2]));
        parts.for_each(|part| buyers.merge(part));
        let mut cells = Vec::new();
        let (mut groups, mut own) = (self.sold.groups(), Vec::new());
        while let Some(product) = groups.next(&mut own)? {
            cells.extend(own.iter().map(|(niche, sums)| {
                let buyers = buyers.of(basket(*niche, product));
                let (partners, largest) = (buyers.partners, buyers.largest);
                ProductCell { niche: *niche, product, sums: *sums, partners, largest }
            }));
        }
        let used = |code: u32| code.checked_sub(1);
        let niches = Ranks::new(&self.niches, cells.iter().filter_map(|c| used(c.niche)));
        let products = Ranks::new(&self.products, cells.iter().filter_map(|c| used(c.product)));
        for cell in &mut cells {
            (cell.niche, cell.product) = (niches.code(cell.niche), products.code(cell.product));
        }
        cells.sort_unstable_by_key(|cell| (cell.niche, cell.product));
        Ok(ProductCells { niches: niches.names, products: products.names, cells })
    }
}

/// What one thread has read.
struct Part {
    period: Period,
    cells: Vec<Raw>,
    span: (Day, Day),
    without_day: Sums,
    first_days: HashMap<Day, Day>,
}

impl Part {
    fn new(period: Period) -> Self {
        Self {
            period,
            cells: Vec::new(),
            span: (Day(i32::MAX), MISSING_DAY),
            without_day: Sums::default(),
            first_days: HashMap::new(),
        }
    }

    fn take(
        &mut self,
        partner: u32,
        sums: &[(OrderKey, Sums)],
        own: &mut Vec<Raw>,
    ) -> Result<(), Error> {
        own.clear();
        let (mut last, mut start) = (MISSING_DAY, 0);
        for (key, each) in sums {
            let (niche, day) = (key.niche, day_of(key.day));
            if day == MISSING_DAY {
                self.without_day = self.without_day.plus(each)?;
                if self.period != Period::All {
                    continue;
                }
            } else if day != last {
                self.span = (self.span.0.min(day), self.span.1.max(day));
                let period = self.period;
                start = self.first_days.entry(day).or_insert_with(|| period.first_day(day)).0;
                last = day;
            }
            let first = if self.period == Period::All { 0 } else { start };
            own.push(((first, niche, partner), *each));
        }
        if own.is_empty() {
            return Ok(());
        }
        own.sort_by_key(|(key, _)| *key);
        add_up(own, Sums::plus)?;
        self.cells.append(own);
        Ok(())
    }

    fn merge(&mut self, mut other: Self) -> Result<(), Error> {
        self.span = (self.span.0.min(other.span.0), self.span.1.max(other.span.1));
        self.without_day = self.without_day.plus(&other.without_day)?;
        if self.cells.is_empty() {
            self.cells = std::mem::take(&mut other.cells);
        } else {
            self.cells.append(&mut other.cells);
        }
        Ok(())
    }
}

/// Cells in their order: dealt out by period and niche, then by partner, which
/// they mostly are already.
fn placed(
    period: Period,
    periods: &[PeriodRow],
    raw: &[Raw],
    partners: &Ranks<'_>,
    niches: &Ranks<'_>,
) -> Vec<Cell> {
    let place_of: HashMap<i32, u32> =
        periods.iter().zip(0..).map(|(p, at)| (p.first.0, at)).collect();
    let place = |first: i32| match period {
        Period::All => 0,
        _ => place_of.get(&first).copied().unwrap_or(0),
    };
    let cell = |((first, niche, partner), sums): &Raw| Cell {
        period: place(*first),
        niche: niches.code(*niche),
        partner: partners.rank[*partner as usize],
        sums: *sums,
    };
    let width = niches.names.len() + 1;
    let pile = |cell: &Cell| cell.period as usize * width + (cell.niche as usize).min(width - 1);
    let piles = periods.len().saturating_mul(width);
    if piles > raw.len().saturating_mul(4) {
        let mut cells: Vec<Cell> = raw.iter().map(cell).collect();
        cells.sort_unstable_by_key(|cell| (cell.period, cell.niche, cell.partner));
        return cells;
    }
    let mut ends = vec![0usize; piles];
    raw.iter().for_each(|each| ends[pile(&cell(each))] += 1);
    let mut sum = 0;
    for end in &mut ends {
        (*end, sum) = (sum, sum + *end);
    }
    let starts = ends.clone();
    let empty = Cell { period: 0, niche: 0, partner: 0, sums: Sums::default() };
    let mut dealt = vec![empty; raw.len()];
    for each in raw {
        let cell = cell(each);
        let end = &mut ends[pile(&cell)];
        dealt[*end] = cell;
        *end += 1;
    }
    for (start, end) in starts.into_iter().zip(ends) {
        let pile = &mut dealt[start..end];
        if !pile.is_sorted_by_key(|cell| cell.partner) {
            pile.sort_unstable_by_key(|cell| cell.partner);
        }
    }
    dealt
}

/// The names that are used, in their order, and the place of each id among them.
pub(super) struct Ranks<'t> {
    pub(super) names: Vec<&'t str>,
    pub(super) rank: Vec<u32>,
}

impl<'t> Ranks<'t> {
    pub(super) fn new<I: Id>(names: &'t Names<I>, used: impl Iterator<Item = u32>) -> Self {
        let mut rank = vec![MISSING_KEY; names.len()];
        used.for_each(|id| rank[id as usize] = 0);
        let mut order: Vec<(&str, u32)> =
            names.iter().zip(0..).filter(|(_, id)| rank[*id as usize] == 0).collect();
        order.sort_unstable();
        for ((_, id), place) in order.iter().zip(0..) {
            rank[*id as usize] = place;
        }
        Self { names: order.into_iter().map(|(name, _)| name).collect(), rank }
    }

    /// The place of a code, in which 0 stands for none.
    pub(super) fn code(&self, code: u32) -> u32 {
        code.checked_sub(1).map_or(MISSING_KEY, |id| self.rank[id as usize])
    }
}

/// The partners that have bought a product in a niche.
#[derive(Clone, Copy, Default)]
struct Buyer {
    partners: u64,
    largest: [i128; 2],
}

impl Buyer {
    #[inline]
    fn take(&mut self, amount: i128) {
        self.partners += 1;
        self.rank(amount);
    }

    #[inline]
    fn rank(&mut self, amount: i128) {
        if amount > self.largest[1] {
            let first = self.largest[0];
            self.largest = if amount > first { [amount, first] } else { [first, amount] };
        }
    }
}

/// Up to so many products and niches are kept in a table.
const TABLE_MAX: usize = 1 << 21;

/// By niche and product: in a table, or by hash when that would be too large.
enum Buyers {
    Table { products: usize, buyers: Vec<Buyer> },
    Hash(HashMap<u64, Buyer>),
}

impl Buyers {
    fn new([niches, products]: [usize; 2]) -> Self {
        match niches.saturating_mul(products) {
            size if size <= TABLE_MAX => {
                Self::Table { products, buyers: vec![Buyer::default(); size] }
            }
            _ => Self::Hash(HashMap::new()),
        }
    }

    #[inline]
    fn take(&mut self, member: u64, amount: i128) {
        match self {
            Self::Table { products, buyers } => {
                let (niche, product) = of_basket(member);
                buyers[niche as usize * *products + product as usize].take(amount);
            }
            Self::Hash(buyers) => buyers.entry(member).or_default().take(amount),
        }
    }

    fn of(&self, member: u64) -> Buyer {
        let found = match self {
            Self::Table { products, buyers } => {
                let (niche, product) = of_basket(member);
                buyers.get(niche as usize * products + product as usize)
            }
            Self::Hash(buyers) => buyers.get(&member),
        };
        found.copied().unwrap_or_default()
    }

    /// The others' partners are no partners of these.
    fn merge(&mut self, other: Self) {
        let add = |own: &mut Buyer, more: Buyer| {
            own.partners += more.partners;
            more.largest.into_iter().for_each(|amount| own.rank(amount));
        };
        match (self, other) {
            (Self::Table { buyers, .. }, Self::Table { buyers: more, .. }) => {
                buyers.iter_mut().zip(more).for_each(|(own, more)| add(own, more));
            }
            (Self::Hash(buyers), Self::Hash(more)) => {
                more.into_iter().for_each(|(key, more)| add(buyers.entry(key).or_default(), more));
            }
            // INVARIANT: both were made for the same sizes.
            (Self::Table { .. }, Self::Hash(_)) | (Self::Hash(_), Self::Table { .. }) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buyers_by_hash_are_those_of_a_table() {
        let fill = |size: usize| {
            let (mut one, mut other) = (Buyers::new([4, size]), Buyers::new([4, size]));
            for at in 0..1_000u32 {
                let part = if at < 600 { &mut one } else { &mut other };
                part.take(basket(at % 4, at * 7 % 100), i128::from(at * 37 % 500) - 100);
            }
            one.merge(other);
            one
        };
        let (table, hash) = (fill(100), fill(TABLE_MAX));
        assert!(matches!(table, Buyers::Table { .. }) && matches!(hash, Buyers::Hash(_)));
        for at in 0..400u32 {
            let member = basket(at % 4, at / 4);
            let (one, other) = (table.of(member), hash.of(member));
            assert_eq!((one.partners, one.largest), (other.partners, other.largest));
        }
    }
}
