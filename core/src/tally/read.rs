//! From rows to runs.
//!
//! Lines of one order mostly stand together, so rows are read in *streaks*: rows that
//! follow each other and have the same partner, order, niche and day. Where a streak
//! ends is found by comparing whole columns with themselves, one row on. A block of
//! streaks is then put in the order of its partners; rows are never moved.

use super::basket::Baskets;
use super::groups::combine;
use super::run::{Bought, OrderKey, Ordered, Run, Sold, Writer, day_code, order_code};
use super::sums::Sums;
use crate::error::Error;
use crate::sales::{
    Keys, LeftOut, MISSING_NUMBER, Orders, RowRule, Sales, SalesFilter, mark_changes,
};
use std::ops::Range;

/// A table whose ids are those of the state.
pub(super) struct Rows<'s, 'a> {
    pub(super) sales: &'s Sales<'a>,
    pub(super) filter: &'s SalesFilter,
    pub(super) rule: RowRule<'s, 'a>,
    pub(super) partner: Column<'s>,
    pub(super) niche: Option<Column<'s>>,
    pub(super) product: Option<Column<'s>>,
    pub(super) order: Option<OrderColumn<'s>>,
    /// How many niches and products the state knows.
    pub(super) known: [usize; 2],
}

/// Ids of a table, and what they are in the state.
pub(super) struct Column<'s> {
    pub(super) ids: &'s [u32],
    /// For each id of the table the code of the state; empty when the ids are the same.
    codes: Vec<u32>,
}

impl<'s> Column<'s> {
    /// `known` has for each id of the table that of the state.
    pub(super) fn new(keys: &'s Keys<'_>, known: Vec<u32>) -> Self {
        let same = known.iter().zip(0..).all(|(id, own)| *id == own);
        let mut codes = if same { Vec::new() } else { known };
        codes.iter_mut().for_each(|id| *id = id.wrapping_add(1));
        Self { ids: keys.ids(), codes }
    }

    /// The number that stands for an id where none is possible: 0 is none.
    ///
    /// INVARIANT: an id is below the number of names, or missing (`Reader::scan`); the
    /// missing one is the largest number, and one more is 0.
    #[inline]
    pub(super) fn code_of(&self, id: u32) -> u32 {
        if self.codes.is_empty() {
            id.wrapping_add(1)
        } else {
            self.codes.get(id as usize).copied().unwrap_or(0)
        }
    }

    fn code(&self, row: usize) -> u32 {
        self.code_of(self.ids[row])
    }
}

/// Orders by number, or by ids of texts.
pub(super) enum OrderColumn<'s> {
    Numbers(&'s [i64]),
    Texts(Column<'s>),
}

impl<'s> OrderColumn<'s> {
    pub(super) fn new(orders: &'s Orders<'_>, known: Vec<u32>) -> Self {
        match orders {
            Orders::Numbers(numbers) => Self::Numbers(numbers),
            Orders::Texts(keys) => Self::Texts(Column::new(keys, known)),
        }
    }

    fn code(&self, row: usize) -> u64 {
        match self {
            Self::Numbers(numbers) => order_code(numbers[row]),
            Self::Texts(column) => u64::from(column.code(row)),
        }
    }
}

/// What one thread has read.
#[derive(Default)]
pub(super) struct Part {
    pub(super) by_partner: Vec<Run<Ordered>>,
    pub(super) bought: Vec<Run<Bought>>,
    pub(super) sold: Option<Run<Sold>>,
    pub(super) left_out: [Sums; LeftOut::ALL.len()],
}

/// Rows that follow each other and have the same key.
#[derive(Clone, Copy, Default)]
pub(super) struct Streak {
    pub(super) partner: u32,
    pub(super) niche: u32,
    day: u32,
    start: u32,
    order: u64,
    sums: Sums,
}

impl Streak {
    /// The rows, of a table whose block begins at `base`.
    pub(super) fn rows(&self, base: usize) -> Range<usize> {
        let start = base + self.start as usize;
        start..start + self.sums.rows as usize
    }
}

/// So many rows are compared at a time.
const CHUNK: usize = 1 << 12;
/// Sums of a chunk of numbers that are smaller fit 64 bits.
const SMALL: u64 = 1 << 50;
/// More streaks than this are dealt out in piles, of so many bits.
const DEAL_FROM: usize = 1 << 14;
const PILE_BITS: u32 = 8;
/// A row that begins a streak; a row that is left out.
const BEGINS: u8 = 1;
const OUT: u8 = 2;

/// Reads blocks of rows, one after another, in room that is kept.
pub(super) struct Reader<'r, 's, 'a> {
    rows: &'r Rows<'s, 'a>,
    flags: Vec<u8>,
    streaks: Vec<Streak>,
    dealt: Vec<Streak>,
    /// Partner above, place of the streak below.
    sorted: Vec<u64>,
    members: Vec<(OrderKey, Sums)>,
    writer: Writer<Ordered>,
    baskets: Option<Baskets<'r, 's>>,
    part: Part,
}

impl<'r, 's, 'a> Reader<'r, 's, 'a> {
    pub(super) fn new(rows: &'r Rows<'s, 'a>) -> Self {
        let baskets = rows.product.as_ref();
        Self {
            rows,
            flags: Vec::new(),
            streaks: Vec::new(),
            dealt: Vec::new(),
            sorted: Vec::new(),
            members: Vec::new(),
            writer: Writer::default(),
            baskets: baskets.map(|product| Baskets::new(product, rows.sales, rows.known)),
            part: Part::default(),
        }
    }

    /// Reads a block of rows, of which there are less than 2^32.
    pub(super) fn read(&mut self, rows: Range<usize>) -> Result<(), Error> {
        let base = rows.start;
        self.streaks.clear();
        for start in rows.clone().step_by(CHUNK) {
            let chunk = start..(start + CHUNK).min(rows.end);
            self.scan(chunk, base)?;
        }
        let mut start = 0;
        for end in self.piles() {
            let places = self.streaks[start..end].iter().zip(start as u64..);
            self.sorted.clear();
            self.sorted.extend(places.map(|(each, place)| u64::from(each.partner) << 32 | place));
            self.sorted.sort_unstable();
            self.write(base)?;
            start = end;
        }
        self.part.by_partner.push(self.writer.finish());
        self.part.bought.extend(self.baskets.as_mut().map(Baskets::finish));
        Ok(())
    }

    /// Where piles of streaks end, each of partners that come after those of the pile
    /// before. More streaks than stay in the cache are dealt out, so that those read
    /// in another order than they lie in were read just before in the order they lie.
    fn piles(&mut self) -> Vec<usize> {
        if self.streaks.len() <= DEAL_FROM {
            return vec![self.streaks.len()];
        }
        let last = self.streaks.iter().map(|each| each.partner).max().unwrap_or(0);
        let shift = (u32::BITS - last.leading_zeros()).saturating_sub(PILE_BITS);
        let pile = |streak: &Streak| (streak.partner >> shift) as usize;
        let mut ends = vec![0; 1 << PILE_BITS];
        self.streaks.iter().for_each(|each| ends[pile(each)] += 1);
        let mut sum = 0;
        for end in &mut ends {
            (*end, sum) = (sum, sum + *end);
        }
        self.dealt.resize(self.streaks.len(), Streak::default());
        for streak in &self.streaks {
            let end = &mut ends[pile(streak)];
            self.dealt[*end] = *streak;
            *end += 1;
        }
        std::mem::swap(&mut self.streaks, &mut self.dealt);
        ends
    }

    /// Writes the streaks that are sorted.
    fn write(&mut self, base: usize) -> Result<(), Error> {
        for own in self.sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
            let partner = (own[0] >> 32) as u32;
            let streaks = || own.iter().map(|key| &self.streaks[*key as u32 as usize]);
            self.members.clear();
            self.members.extend(streaks().map(|each| {
                let key = OrderKey { order: each.order, niche: each.niche, day: each.day };
                (key, each.sums)
            }));
            if !self.members.is_sorted_by(|a, b| a.0 < b.0) {
                self.members.sort_by_key(|(key, _)| *key);
                combine::<Ordered>(&mut self.members)?;
            }
            self.writer.group(partner, self.members.iter());
            if let Some(baskets) = &mut self.baskets {
                baskets.take(partner, base, streaks())?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Part, Error> {
        self.part.sold = self.baskets.map(Baskets::sold).transpose()?;
        Ok(self.part)
    }

    /// Finds the streaks of a chunk. In a streak ids do not change, so whether they lie
    /// in their dictionaries is looked at where it begins.
    fn scan(&mut self, chunk: Range<usize>, base: usize) -> Result<(), Error> {
        let (rows, start) = (self.rows, chunk.start);
        let (amounts, quantities) = (rows.sales.amount_minor(), rows.sales.quantity());
        rows.mark(chunk.clone(), &mut self.flags);
        let bits = amounts[chunk.clone()].iter().fold(0, |all, each| all | each);
        let returns = bits < 0;
        let amounts_small =
            if returns { are_small(&amounts[chunk.clone()]) } else { (bits as u64) < SMALL };
        let small = amounts_small && quantities.is_none_or(|each| are_small(&each[chunk.clone()]));
        rows.sales.check_products(chunk.clone())?;
        if !(amounts_small && rows.all_usable(chunk.clone(), returns)) {
            for row in chunk.clone() {
                if rows.unusable(row).is_some() {
                    self.flags[row - start] = BEGINS | OUT;
                    if row + 1 < chunk.end {
                        self.flags[row - start + 1] |= BEGINS;
                    }
                }
            }
        }
        let (mut begun, mut inside) = (start, true);
        let flags = &self.flags[..];
        let mut end = |end: usize| {
            let own = begun..end;
            begun = end;
            if flags[own.start - start] & OUT != 0 {
                // Why, and what it comes to: a row by itself.
                if let Some(reason) = rows.unusable(own.start) {
                    let quantity = quantities.map_or(MISSING_NUMBER, |q| q[own.start]);
                    let amount = Some(amounts[own.start]).filter(|each| *each != MISSING_NUMBER);
                    self.part.left_out[reason as usize].take(amount.unwrap_or(0), quantity);
                }
                return;
            }
            let row = own.start;
            inside &= rows.sales.has_names(row);
            let quantities = quantities.map(|each| &each[own.clone()]);
            let sums = Sums::of_rows(&amounts[own], quantities, small, returns);
            let Some(partner) = rows.partner.code(row).checked_sub(1) else {
                return self.part.left_out[LeftOut::NoPartner as usize].take_all(&sums);
            };
            self.streaks.push(Streak {
                partner,
                niche: rows.niche.as_ref().map_or(0, |niche| niche.code(row)),
                day: rows.sales.day().map_or(0, |days| day_code(days.at(row))),
                start: (row - base) as u32,
                order: rows.order.as_ref().map_or(0, |order| order.code(row)),
                sums,
            });
        };
        // Eight flags at a time; the first row begins the first streak.
        for (words, at) in flags[..chunk.len().next_multiple_of(8)].chunks_exact(8).zip(0..) {
            let word = u64::from_le_bytes(words.try_into().unwrap_or_default());
            let mut begins = word & (u64::MAX / 255);
            if at == 0 {
                begins &= !1;
            }
            while begins != 0 {
                end(start + at * 8 + begins.trailing_zeros() as usize / 8);
                begins &= begins - 1;
            }
        }
        end(chunk.end);
        if inside { Ok(()) } else { rows.sales.check() }
    }
}

/// Whether every number is small enough, and none is missing.
fn are_small(numbers: &[i64]) -> bool {
    numbers.iter().fold(0, |all, each| all | (each ^ (each >> 63)) as u64) < SMALL
}

impl Rows<'_, '_> {
    /// Flags the rows that begin a streak. Behind the last row there is room, without
    /// flags.
    fn mark(&self, rows: Range<usize>, flags: &mut Vec<u8>) {
        flags.clear();
        flags.resize(CHUNK + 8, 0);
        mark_changes(&self.partner.ids[rows.clone()], flags);
        if let Some(niche) = &self.niche {
            mark_changes(&niche.ids[rows.clone()], flags);
        }
        match &self.order {
            Some(OrderColumn::Numbers(numbers)) => mark_changes(&numbers[rows.clone()], flags),
            Some(OrderColumn::Texts(column)) => mark_changes(&column.ids[rows.clone()], flags),
            None => {}
        }
        if let Some(days) = self.sales.day() {
            days.mark_changes(rows, flags);
        }
    }

    /// Whether a look at whole columns shows that every row with an amount and a partner
    /// counts.
    fn all_usable(&self, rows: Range<usize>, returns: bool) -> bool {
        let filter = self.filter;
        let some_out = self.rule.has_excluded()
            || self.sales.has_dropped()
            || (returns && filter.returns.leave_out());
        let all_inside = !filter.has_period()
            || self.sales.day().is_some_and(|days| filter.covers(days.span(rows)));
        !some_out && all_inside
    }

    fn unusable(&self, row: usize) -> Option<LeftOut> {
        let no_partner = || (self.partner.code(row) == 0).then_some(LeftOut::NoPartner);
        self.rule.why(row).or_else(no_partner)
    }
}
