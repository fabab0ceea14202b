use crate::calendar::Interval;
use crate::id::{Id, PriceListId, ProductId};
use crate::money::Exact;

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
}

/// Price entries by product and list, those of one product side by side.
///
/// A decision is bound by memory: what it compares must lie together. Looking
/// up the lists of a partner among those of a product takes a binary search,
/// so lists that do not concern the partner cost next to nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriceIndex {
    entries: Vec<PriceEntry>,
    /// Runs of entries with the same product and list.
    runs: Vec<Run>,
    /// Where the runs of each product begin; one more than there are products.
    starts: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    list: u32,
    start: u32,
    end: u32,
}

impl PriceIndex {
    pub(crate) fn new(mut entries: Vec<PriceEntry>, products: usize) -> Self {
        entries.sort_by_key(|e| (e.product, e.list, e.quantity_from, e.valid.from));
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
        Self { entries, runs, starts }
    }

    pub(crate) fn entry(&self, at: u32) -> &PriceEntry {
        // INVARIANT: positions come from `candidates` of the same index.
        &self.entries[at as usize]
    }

    /// The entries of a product in these lists (rising), list by list.
    pub(crate) fn candidates<'a>(
        &'a self,
        product: ProductId,
        lists: &'a [u32],
    ) -> impl Iterator<Item = (u32, std::ops::Range<u32>)> + 'a {
        let bound = |i: usize| self.starts.get(i).map_or(self.runs.len(), |&s| s as usize);
        let runs = &self.runs[bound(product.index())..bound(product.index() + 1)];
        let by_list = lists.len() <= runs.len();
        let (count, other) =
            if by_list { (lists.len(), runs.len()) } else { (runs.len(), lists.len()) };
        // Both sides rise, so each search goes on where the last one ended.
        let mut from = 0usize;
        (0..count).filter_map(move |i| {
            let at = from
                + if by_list {
                    search(&runs[from..other], lists[i], |r| r.list)?
                } else {
                    search(&lists[from..other], runs[i].list, |l| *l)?
                };
            from = at;
            let run = if by_list { runs[at] } else { runs[i] };
            Some((run.list, run.start..run.end))
        })
    }
}

/// Short runs are walked, long ones halved.
fn search<T>(sorted: &[T], wanted: u32, key: impl Fn(&T) -> u32) -> Option<usize> {
    if sorted.len() <= 8 {
        sorted.iter().position(|item| key(item) == wanted)
    } else {
        sorted.binary_search_by_key(&wanted, key).ok()
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
        }
    }

    #[test]
    fn candidates_are_those_of_the_product_in_the_lists_by_list_then_quantity() {
        let entries: Vec<_> = (0..30)
            .rev()
            .flat_map(|list| [entry(2, list, 10), entry(2, list, 1), entry(4, list, 1)])
            .collect();
        let index = PriceIndex::new(entries, 6);
        let found = |product: u32, lists: &[u32]| -> Vec<(u32, i64)> {
            index
                .candidates(ProductId(product), lists)
                .flat_map(|(list, range)| range.map(move |at| (list, at)))
                .map(|(list, at)| (list, index.entry(at).quantity_from))
                .collect()
        };
        assert_eq!(found(2, &[3, 29, 40]), [(3, 1), (3, 10), (29, 1), (29, 10)]);
        assert_eq!(found(4, &(5..99).collect::<Vec<_>>()).len(), 25);
        for product in [0, 1, 3, 5] {
            assert!(found(product, &[0, 1, 2]).is_empty(), "{product}");
        }
    }
}
