//! From rows to runs.
//!
//! A block of rows becomes two runs. Lines of one order mostly stand together, so
//! a sum is kept as long as the key stays the same; what is left is sorted. For
//! products a block is dealt out by product, and each pile is sorted by itself:
//! it fits in the cache.

use super::groups::run_of;
use super::options::TallyOptions;
use super::run::{Member, Run, Writer};
use super::sums::Sums;
use crate::calendar::Day;
use crate::error::Error;
use crate::sales::{Keys, LeftOut, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Orders, Sales};
use std::ops::Range;

/// A table whose ids are those of the state.
pub(super) struct Rows<'s, 'a> {
    pub(super) sales: &'s Sales<'a>,
    pub(super) options: &'s TallyOptions,
    pub(super) partner: Column<'s>,
    pub(super) niche: Option<Column<'s>>,
    pub(super) product: Option<Column<'s>>,
    pub(super) order: Option<OrderColumn<'s>>,
    /// For each name of the products' dictionary, whether it is left out.
    pub(super) excluded: Vec<bool>,
}

/// Ids of a table, and what they are in the state.
pub(super) struct Column<'s> {
    pub(super) ids: &'s [u32],
    /// For each id of the table the id of the state; empty when they are the same.
    pub(super) known: Vec<u32>,
    pub(super) names: usize,
}

impl<'s> Column<'s> {
    pub(super) fn new(keys: &'s Keys<'_>, known: Vec<u32>) -> Self {
        let same = known.iter().zip(0..).all(|(id, own)| *id == own);
        let (ids, names) = (keys.ids(), keys.names().len());
        Self { ids, known: if same { Vec::new() } else { known }, names }
    }

    fn at(&self, row: usize) -> u32 {
        let id = self.ids[row];
        if id as usize >= self.names {
            MISSING_KEY
        } else if self.known.is_empty() {
            id
        } else {
            self.known[id as usize]
        }
    }

    /// The number that stands for the id where none is possible: 0 is none.
    fn code(&self, row: usize) -> u32 {
        self.at(row).wrapping_add(1)
    }
}

/// Orders by number, or by ids of texts.
pub(super) enum OrderColumn<'s> {
    Numbers(&'s [i64]),
    Texts(Column<'s>),
}

impl OrderColumn<'_> {
    fn code(&self, row: usize) -> u64 {
        match self {
            Self::Numbers(numbers) => number_code(numbers[row]),
            Self::Texts(column) => u64::from(column.code(row)),
        }
    }
}

/// Numbers in their order from the missing one, which is 0.
pub(super) const fn number_code(number: i64) -> u64 {
    (number as u64) ^ (1 << 63)
}

impl<'s> OrderColumn<'s> {
    pub(super) fn new(orders: &'s Orders<'_>, known: Vec<u32>) -> Self {
        match orders {
            Orders::Numbers(numbers) => Self::Numbers(numbers),
            Orders::Texts(keys) => Self::Texts(Column::new(keys, known)),
        }
    }
}

/// The member of a partner's group.
pub(super) fn member(order: u64, niche: u32, day: Day) -> Member {
    (u128::from(order) << 64) | (u128::from(niche) << 32) | u128::from(day.0 as u32)
}

/// Order, niche and day of a member of a partner's group.
pub(super) const fn parts(member: Member) -> (u64, u32, Day) {
    ((member >> 64) as u64, (member >> 32) as u32, Day(member as u32 as i32))
}

/// What a block of rows comes to.
#[derive(Default)]
pub(super) struct Block {
    pub(super) by_partner: Vec<Run>,
    pub(super) by_product: Option<Run>,
    pub(super) left_out: [Sums; LeftOut::ALL.len()],
}

/// So many sums are kept before they are sorted and packed.
const KEPT_MAX: usize = 1 << 17;

impl Rows<'_, '_> {
    /// Reads a block of rows.
    pub(super) fn read(&self, rows: Range<usize>) -> Result<Block, Error> {
        let mut block = Block::default();
        let mut kept: Vec<((u32, Member), Sums)> = Vec::new();
        // For each row whether it is left out; empty while none is.
        let mut out: Vec<bool> = Vec::new();
        let (start, length) = (rows.start, rows.len());
        let (amounts, quantities) = (self.sales.amount_minor(), self.sales.quantity());
        let (mut last, mut own) = ((MISSING_KEY, 0), Sums::default());
        for row in rows.clone() {
            let (amount, quantity) = (amounts[row], quantities.map_or(MISSING_NUMBER, |q| q[row]));
            let partner = self.partner.at(row);
            if let Some(reason) = self.unusable(row, amount, partner) {
                let amount = if amount == MISSING_NUMBER { 0 } else { amount };
                block.left_out[reason as usize].take(amount, quantity);
                out.resize(length, false);
                out[row - start] = true;
                continue;
            }
            let niche = self.niche.as_ref().map_or(0, |niche| niche.code(row));
            let order = self.order.as_ref().map_or(0, |order| order.code(row));
            let day = self.sales.day().map_or(MISSING_DAY, |days| days.at(row));
            let key = (partner, member(order, niche, day));
            if key == last {
                own.take(amount, quantity);
            } else {
                if last.0 != MISSING_KEY {
                    kept.push((last, own));
                }
                (last, own) = (key, Sums::of(amount, quantity));
                if kept.len() >= KEPT_MAX {
                    block.by_partner.push(run_of(std::mem::take(&mut kept))?);
                }
            }
        }
        if last.0 != MISSING_KEY {
            kept.push((last, own));
        }
        if !kept.is_empty() {
            block.by_partner.push(run_of(kept)?);
        }
        block.by_product = self.product.as_ref().map(|product| {
            let kept = || rows.clone().filter(|row| !out.get(row - start).is_some_and(|out| *out));
            self.by_product(product, kept)
        });
        Ok(block)
    }

    fn unusable(&self, row: usize, amount: i64, partner: u32) -> Option<LeftOut> {
        let options = self.options;
        if options.has_period() {
            let day = self.sales.day().map_or(MISSING_DAY, |days| days.at(row));
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
        if !self.excluded.is_empty() {
            let id = self.sales.product().map_or(MISSING_KEY, |keys| keys.ids()[row]);
            if self.excluded.get(id as usize) == Some(&true) {
                return Some(LeftOut::ExcludedProduct);
            }
        }
        if let Some(reason) = self.sales.dropped(row) {
            return Some(reason);
        }
        if amount < 0 && options.returns.leave_out() {
            return Some(LeftOut::Return);
        }
        (partner == MISSING_KEY).then_some(LeftOut::NoPartner)
    }
}

/// What a product's sum needs of a row.
#[derive(Clone, Copy, Default)]
struct Row {
    /// The niche above, the partner below.
    key: u64,
    amount: i64,
    quantity: i64,
}

impl Rows<'_, '_> {
    /// Deals the rows out by counting, sorts each pile and sums its neighbours.
    fn by_product<I: Iterator<Item = usize>>(
        &self,
        product: &Column<'_>,
        kept: impl Fn() -> I,
    ) -> Run {
        let (amounts, quantities) = (self.sales.amount_minor(), self.sales.quantity());
        let mut ends: Vec<usize> = Vec::new();
        for row in kept() {
            let product = product.code(row) as usize;
            if product >= ends.len() {
                ends.resize(product + 1, 0);
            }
            ends[product] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            (*end, sum) = (sum, sum + *end);
        }
        let mut dealt = vec![Row::default(); sum];
        for row in kept() {
            let niche = self.niche.as_ref().map_or(0, |niche| niche.code(row));
            let end = &mut ends[product.code(row) as usize];
            dealt[*end] = Row {
                key: (u64::from(niche) << 32) | u64::from(self.partner.at(row)),
                amount: amounts[row],
                quantity: quantities.map_or(MISSING_NUMBER, |q| q[row]),
            };
            *end += 1;
        }
        let (mut writer, mut start) = (Writer::default(), 0);
        for (product, &end) in (0..).zip(&ends) {
            let pile = &mut dealt[start..end];
            start = end;
            if pile.is_empty() {
                continue;
            }
            pile.sort_unstable_by_key(|row| row.key);
            writer.open(product);
            for cell in pile.chunk_by(|a, b| a.key == b.key) {
                let mut sums = Sums::default();
                cell.iter().for_each(|row| sums.take(row.amount, row.quantity));
                let key = cell[0].key;
                writer.push((u128::from(key >> 32) << 64) | u128::from(key as u32), &sums);
            }
            writer.close();
        }
        writer.finish()
    }
}
