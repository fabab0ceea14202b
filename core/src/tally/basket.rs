//! What partners buy, by niche and product.
//!
//! A table with a place for each product takes the rows of one partner in one niche,
//! and bits say which places are used: reading the bits gives the products in their
//! order. So nothing is sorted and no key is hashed; the table is small enough for the
//! cache.

use super::groups::{Keyed, add_up, run_of};
use super::read::{Column, Streak};
use super::run::{Bought, Run, Sold, Writer, basket};
use super::sums::Sums;
use crate::error::Error;
use crate::sales::{MISSING_NUMBER, Sales, out_of_range};
use hashbrown::HashMap;

/// What one partner has bought of a product in a niche, in one block.
#[derive(Clone, Copy, Default)]
struct Slot {
    amount: i64,
    rows: u32,
    returns: u32,
}

/// The units of the same.
#[derive(Clone, Copy, Default)]
struct Units {
    quantity: i64,
    missing: u32,
}

/// Reads the products of rows.
pub(super) struct Baskets<'r, 's> {
    product: &'r Column<'s>,
    amounts: &'s [i64],
    quantities: Option<&'s [i64]>,
    /// One for each code of a product.
    slots: Vec<Slot>,
    /// The same, when rows have quantities.
    units: Vec<Units>,
    /// A bit for each slot that is used.
    used: Vec<u64>,
    /// A bit for each word of these that is not zero.
    words: Vec<u64>,
    writer: Writer<Bought>,
    sold: SoldSums,
}

impl<'r, 's> Baskets<'r, 's> {
    /// `known` is how many niches and products the state has.
    pub(super) fn new(product: &'r Column<'s>, sales: &'s Sales<'_>, known: [usize; 2]) -> Self {
        let codes = known[1] + 1;
        let words = codes.div_ceil(64);
        let quantities = sales.quantity();
        Self {
            product,
            amounts: sales.amount_minor(),
            quantities,
            slots: vec![Slot::default(); codes],
            units: vec![Units::default(); if quantities.is_some() { codes } else { 0 }],
            used: vec![0; words],
            words: vec![0; words.div_ceil(64)],
            writer: Writer::default(),
            sold: SoldSums::new(known[0] + 1, codes, quantities.is_some()),
        }
    }

    /// Takes all rows that a partner has in a block.
    pub(super) fn take<'t>(
        &mut self,
        partner: u32,
        base: usize,
        streaks: impl Iterator<Item = &'t Streak> + Clone,
    ) -> Result<(), Error> {
        self.writer.open(partner);
        let first = streaks.clone().next().map_or(0, |each| each.niche);
        if streaks.clone().all(|each| each.niche == first) {
            self.take_niche(first, base, streaks)?;
        } else {
            let mut own: Vec<&Streak> = streaks.collect();
            own.sort_by_key(|each| each.niche);
            for own in own.chunk_by(|a, b| a.niche == b.niche) {
                self.take_niche(own[0].niche, base, own.iter().copied())?;
            }
        }
        self.writer.close();
        Ok(())
    }

    fn take_niche<'t>(
        &mut self,
        niche: u32,
        base: usize,
        streaks: impl Iterator<Item = &'t Streak> + Clone,
    ) -> Result<(), Error> {
        let (mut fits, mut top, mut words) = (true, 0, 0);
        for streak in streaks.clone() {
            let rows = streak.rows(base);
            let ids = &self.product.ids[rows.clone()];
            for (&id, &amount) in ids.iter().zip(&self.amounts[rows.clone()]) {
                let code = self.product.code_of(id) as usize;
                let slot = &mut self.slots[code];
                let (sum, over) = slot.amount.overflowing_add(amount);
                slot.amount = sum;
                fits &= !over;
                slot.rows += 1;
                slot.returns += u32::from(amount < 0);
                self.used[code >> 6] |= 1 << (code & 63);
                // Rarely written, or each row would wait for the row before it.
                if code >> 12 != top {
                    self.words[top] |= words;
                    (top, words) = (code >> 12, 0);
                }
                words |= 1 << ((code >> 6) & 63);
            }
            let Some(quantities) = self.quantities else { continue };
            for (&id, &quantity) in ids.iter().zip(&quantities[rows]) {
                let units = &mut self.units[self.product.code_of(id) as usize];
                let missing = quantity == MISSING_NUMBER;
                units.missing += u32::from(missing);
                let (sum, over) =
                    units.quantity.overflowing_add(if missing { 0 } else { quantity });
                units.quantity = sum;
                fits &= !over;
            }
        }
        self.words[top] |= words;
        if !fits {
            self.each_used(|_, _, _, _, _| ());
            return self.take_wide(niche, base, streaks);
        }
        self.each_used(|writer, sold, code, slot, units| {
            writer.push(basket(niche, code), &i128::from(slot.amount));
            sold.add(niche, code, slot, units);
        });
        Ok(())
    }

    /// Hands every slot that is used to `take`, in the order of the codes, and empties
    /// it.
    #[inline]
    fn each_used(
        &mut self,
        mut take: impl FnMut(&mut Writer<Bought>, &mut SoldSums, u32, Slot, Option<Units>),
    ) {
        for (top, at) in self.words.iter_mut().zip(0..) {
            while *top != 0 {
                let word = at * 64 + top.trailing_zeros() as usize;
                *top &= *top - 1;
                let mut bits = std::mem::take(&mut self.used[word]);
                while bits != 0 {
                    let code = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let slot = std::mem::take(&mut self.slots[code]);
                    let units = self.units.get_mut(code).map(std::mem::take);
                    take(&mut self.writer, &mut self.sold, code as u32, slot, units);
                }
            }
        }
    }

    /// The same for amounts whose sums do not fit 64 bits.
    #[cold]
    fn take_wide<'t>(
        &mut self,
        niche: u32,
        base: usize,
        streaks: impl Iterator<Item = &'t Streak>,
    ) -> Result<(), Error> {
        let mut own: Vec<(u32, i128)> = Vec::new();
        for row in streaks.flat_map(|each| each.rows(base)) {
            let (code, amount) = (self.product.code_of(self.product.ids[row]), self.amounts[row]);
            let quantity = self.quantities.map_or(MISSING_NUMBER, |each| each[row]);
            self.sold.wide(niche, code).take(amount, quantity);
            own.push((code, i128::from(amount)));
        }
        own.sort_by_key(|(code, _)| *code);
        add_up(&mut own, |a, b| a.checked_add(*b).ok_or_else(out_of_range))?;
        own.iter().for_each(|(code, amount)| self.writer.push(basket(niche, *code), amount));
        Ok(())
    }

    /// What the partners of the block have bought; the next block begins.
    pub(super) fn finish(&mut self) -> Run<Bought> {
        self.writer.finish()
    }

    /// What products have sold in all blocks.
    pub(super) fn sold(self) -> Result<Run<Sold>, Error> {
        run_of(self.sold.values())
    }
}

/// Up to so many sums of niches and products are kept in a table.
const TABLE_MAX: usize = 1 << 19;

/// Sums of niches and products. Most are kept in a table of the same small slots, which
/// stays in the cache; what does not fit a slot, and all when the table would be too
/// large, is kept by hash.
struct SoldSums {
    /// For each niche, once it is seen, a slot for each product.
    slots: Vec<Vec<Slot>>,
    units: Vec<Vec<Units>>,
    products: usize,
    with_units: bool,
    wide: HashMap<(u32, u32), Sums>,
}

/// What a slot and its units come to.
fn sums_of(slot: Slot, units: Option<Units>) -> Sums {
    let units = units.unwrap_or(Units { quantity: 0, missing: slot.rows });
    Sums {
        amount: i128::from(slot.amount),
        quantity: i128::from(units.quantity),
        rows: u64::from(slot.rows),
        return_rows: u64::from(slot.returns),
        rows_without_quantity: u64::from(units.missing),
    }
}

impl Slot {
    /// Both together; none when that does not fit.
    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            amount: self.amount.checked_add(other.amount)?,
            rows: self.rows.checked_add(other.rows)?,
            // INVARIANT: at most as many as rows.
            returns: self.returns.wrapping_add(other.returns),
        })
    }
}

impl SoldSums {
    fn new(niches: usize, products: usize, with_units: bool) -> Self {
        let niches = if niches.saturating_mul(products) <= TABLE_MAX { niches } else { 0 };
        Self {
            slots: vec![Vec::new(); niches],
            units: vec![Vec::new(); if with_units { niches } else { 0 }],
            products,
            with_units,
            wide: HashMap::new(),
        }
    }

    #[inline]
    fn add(&mut self, niche: u32, product: u32, slot: Slot, units: Option<Units>) {
        if !self.add_small(niche, product, slot, units) {
            self.wide(niche, product).take_all(&sums_of(slot, units));
        }
    }

    /// Adds where slots are kept, if it fits.
    #[inline]
    fn add_small(&mut self, niche: u32, product: u32, slot: Slot, units: Option<Units>) -> bool {
        let (niche, product) = (niche as usize, product as usize);
        let Some(slots) = self.slots.get_mut(niche) else { return false };
        if slots.is_empty() {
            slots.resize(self.products, Slot::default());
            if let Some(units) = self.units.get_mut(niche) {
                units.resize(self.products, Units::default());
            }
        }
        let Some(sum) = slots[product].plus(slot) else { return false };
        if let Some(units) = units {
            let own = &mut self.units[niche][product];
            let Some(quantity) = own.quantity.checked_add(units.quantity) else { return false };
            // INVARIANT: at most as many as rows.
            *own = Units { quantity, missing: own.missing.wrapping_add(units.missing) };
        }
        slots[product] = sum;
        true
    }

    fn wide(&mut self, niche: u32, product: u32) -> &mut Sums {
        self.wide.entry((product, niche)).or_default()
    }

    fn values(self) -> Vec<Keyed<Sold>> {
        // Sorted by the caller, so the order of the hash reaches nothing.
        let mut values: Vec<Keyed<Sold>> = self.wide.into_iter().collect();
        for (slots, niche) in self.slots.iter().zip(0u32..) {
            let used = slots.iter().zip(0u32..).filter(|(slot, _)| slot.rows > 0);
            values.extend(used.map(|(slot, product)| {
                let units = self.with_units.then(|| self.units[niche as usize][product as usize]);
                ((product, niche), sums_of(*slot, units))
            }));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_by_hash_are_those_of_a_table() {
        for with_units in [false, true] {
            let mut table = SoldSums::new(4, 100, with_units);
            let mut hash = SoldSums::new(TABLE_MAX, 100, with_units);
            for at in 0..1_000u32 {
                let amount = if at % 50 == 0 { i64::MAX } else { i64::from(at) - 300 };
                // A slot that is used has a row.
                let slot = Slot { amount, rows: at + 1, returns: at / 2 };
                let units = Units { quantity: i64::MAX - i64::from(at), missing: at / 3 };
                let units = with_units.then_some(units);
                table.add(at % 4, at * 7 % 100, slot, units);
                hash.add(at % 4, at * 7 % 100, slot, units);
            }
            assert!(!table.wide.is_empty() && hash.slots.is_empty());
            let bytes = |sums: SoldSums| run_of::<Sold>(sums.values()).unwrap().bytes;
            assert_eq!(bytes(table), bytes(hash));
        }
    }
}
