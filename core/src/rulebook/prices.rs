use crate::calendar::{Day, Interval};
use crate::id::{Id, PriceListId, ProductId};
use crate::money::Exact;
use hashbrown::HashMap;

/// One price of a product in a list, from a quantity on, while it holds.
#[derive(Clone, Copy, Debug)]
pub struct PriceEntry {
    /// The list.
    pub list: PriceListId,
    /// The product.
    pub product: ProductId,
    /// The least quantity.
    pub quantity_from: i64,
    /// The price of one unit.
    pub unit_price: Exact,
    /// While it holds.
    pub valid: Interval,
    /// Since when it is known; always, when it is not said.
    pub known_from: Option<Day>,
}

/// Price entries by product and list, those of one product side by side.
///
/// A decision is bound by memory: what it compares must lie together. The few
/// lists of most products are walked; where a product is in many, the lists of
/// the partner are looked up one by one. So lists that do not concern the
/// partner cost next to nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriceIndex {
    entries: Vec<Price>,
    /// Since when each entry is known; empty when all always are.
    known: Vec<Option<Day>>,
    /// Runs of entries with the same product and list.
    runs: Vec<Run>,
    /// Where the runs of each product begin; one more than there are products.
    starts: Vec<u32>,
    /// The runs of products that are in many lists, by product and list.
    // Never iterated, so the order of the table reaches no answer.
    looked_up: HashMap<(u32, u32), Run>,
}

/// An entry as decisions read it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price {
    pub list: PriceListId,
    pub product: ProductId,
    pub quantity_from: i64,
    pub unit_price: Exact,
    pub valid: Interval,
}

impl Price {
    const fn of(entry: &PriceEntry) -> Self {
        let PriceEntry { list, product, quantity_from, unit_price, valid, .. } = *entry;
        Self { list, product, quantity_from, unit_price, valid }
    }
}

/// What is known of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Yes,
    /// It is known later than asked.
    NotYet,
    /// A later entry takes its place.
    Corrected,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    list: u32,
    start: u32,
    end: u32,
}

/// From so many lists of a product on they are looked up, not walked.
const LOOKED_UP_FROM: usize = 24;

impl PriceIndex {
    pub(crate) fn new(mut entries: Vec<PriceEntry>, products: usize) -> Self {
        entries.sort_by_key(|e| (e.product, e.list, e.quantity_from, e.valid.from, e.known_from));
        let mut runs: Vec<Run> = Vec::new();
        let mut starts = Vec::with_capacity(products + 1);
        let mut last = None;
        for (at, entry) in (0u32..).zip(&entries) {
            if last != Some((entry.product, entry.list)) {
                last = Some((entry.product, entry.list));
                while starts.len() <= entry.product.index() {
                    starts.push(runs.len() as u32);
                }
                runs.push(Run { list: entry.list.0, start: at, end: at });
            }
            if let Some(run) = runs.last_mut() {
                run.end = at + 1;
            }
        }
        starts.resize(products + 1, runs.len() as u32);
        let always = entries.iter().all(|entry| entry.known_from.is_none());
        let known = if always { &[][..] } else { &entries[..] };
        let known = known.iter().map(|entry| entry.known_from).collect();
        let entries = entries.iter().map(Price::of).collect();
        let mut index = Self { entries, known, runs, starts, looked_up: HashMap::new() };
        for product in 0..products as u32 {
            let runs = index.runs_of(ProductId(product));
            if runs.len() >= LOOKED_UP_FROM {
                let keyed: Vec<_> = runs.iter().map(|run| ((product, run.list), *run)).collect();
                index.looked_up.extend(keyed);
            }
        }
        index
    }

    fn runs_of(&self, product: ProductId) -> &[Run] {
        let bound = |i: usize| self.starts.get(i).map_or(self.runs.len(), |&s| s as usize);
        &self.runs[bound(product.index())..bound(product.index() + 1)]
    }

    /// What is known of an entry on a day: a correction that is known takes the
    /// place of what it corrects.
    pub(crate) fn state(&self, at: u32, known_at: Option<Day>) -> Known {
        let known = |at: u32| self.known.get(at as usize).copied().flatten();
        let is_known = |at: u32| match (known(at), known_at) {
            (Some(from), Some(day)) => from <= day,
            _ => true,
        };
        if self.known.is_empty() {
            return Known::Yes;
        }
        if !is_known(at) {
            return Known::NotYet;
        }
        let own = self.entry(at);
        let corrects = |next: &Price| {
            (next.product, next.list, next.quantity_from, next.valid.from)
                == (own.product, own.list, own.quantity_from, own.valid.from)
        };
        let next = at + 1;
        match self.entries.get(next as usize) {
            Some(later) if corrects(later) && is_known(next) => Known::Corrected,
            _ => Known::Yes,
        }
    }

    /// Whether all entries are known since ever.
    pub(crate) fn always_known(&self) -> bool {
        self.known.is_empty()
    }

    pub(crate) fn entry(&self, at: u32) -> &Price {
        // INVARIANT: positions come from `candidates` of the same index.
        &self.entries[at as usize]
    }

    /// The first entry of a product in each list that has one, list by list.
    pub(crate) fn first_entries(
        &self,
        product: ProductId,
    ) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.runs_of(product).iter().map(|run| (run.list, run.start))
    }

    /// The entries of a product, list by list.
    pub(crate) fn all(
        &self,
        product: ProductId,
    ) -> impl Iterator<Item = (u32, std::ops::Range<u32>)> + '_ {
        self.runs_of(product).iter().map(|run| (run.list, run.start..run.end))
    }

    /// The entries of a product in these lists (rising), list by list.
    pub(crate) fn candidates<'a>(
        &'a self,
        product: ProductId,
        lists: &'a [u32],
    ) -> impl Iterator<Item = (u32, std::ops::Range<u32>)> + 'a {
        let runs = self.runs_of(product);
        let look_up = runs.len() >= LOOKED_UP_FROM && lists.len() < runs.len();
        let (walked, wanted) = if look_up { (&[][..], lists) } else { (runs, &[][..]) };
        // Both sides rise, so the walk through the lists never goes back.
        let mut from = 0;
        let walked = walked.iter().filter(move |run| {
            from += lists[from..].iter().take_while(|list| **list < run.list).count();
            lists.get(from) == Some(&run.list)
        });
        let found = wanted.iter().filter_map(move |list| self.looked_up.get(&(product.0, *list)));
        walked.chain(found).map(|run| (run.list, run.start..run.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(product: u32, list: u32, quantity_from: i64) -> PriceEntry {
        PriceEntry {
            list: PriceListId(list),
            product: ProductId(product),
            quantity_from,
            unit_price: Exact::whole(1),
            valid: Interval::default(),
            known_from: None,
        }
    }

    #[test]
    fn candidates_are_those_of_the_product_in_the_lists_by_list_then_quantity() {
        let entries: Vec<_> = (0..30)
            .rev()
            .flat_map(|list| [entry(2, list, 10), entry(2, list, 1), entry(4, list, 1)])
            .chain([entry(6, 9, 1), entry(6, 2, 1), entry(6, 3, 1)])
            .collect();
        let index = PriceIndex::new(entries, 7);
        let found = |product: u32, lists: &[u32]| -> Vec<(u32, i64)> {
            index
                .candidates(ProductId(product), lists)
                .flat_map(|(list, range)| range.map(move |at| (list, at)))
                .map(|(list, at)| (list, index.entry(at).quantity_from))
                .collect()
        };
        assert_eq!(found(2, &[3, 29, 40]), [(3, 1), (3, 10), (29, 1), (29, 10)]);
        assert_eq!(found(4, &(5..99).collect::<Vec<_>>()).len(), 25);
        assert_eq!(found(6, &[0, 2, 9]), [(2, 1), (9, 1)]);
        assert_eq!(found(6, &[1, 3, 40]), [(3, 1)]);
        for product in [0, 1, 3, 5] {
            assert!(found(product, &[0, 1, 2]).is_empty(), "{product}");
        }
    }
}
