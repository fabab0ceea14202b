use super::Rulebook;
use super::prices::PriceEntry;
use crate::explain::{Code, Finding};
use crate::id::{Id, PriceListId};
use crate::pricing::run_formula;
use crate::product::Products;
use hashbrown::HashSet;

/// The entries with those that lists derive from others. A list's own entries
/// of a product stand in the place of all derived ones of that product.
pub(super) fn with_derived(
    book: &Rulebook,
    products: &Products,
    mut entries: Vec<PriceEntry>,
    findings: &mut Vec<Finding>,
) -> Vec<PriceEntry> {
    for list in in_order(book) {
        let rule = &book.price_lists[list as usize];
        let Some(base) = rule.from else { continue };
        let own: HashSet<u32> = entries
            .iter()
            .filter(|entry| entry.list.0 == list)
            .map(|entry| entry.product.0)
            .collect();
        let derived: Vec<PriceEntry> = entries
            .iter()
            .filter(|entry| entry.list.0 == base && !own.contains(&entry.product.0))
            .filter_map(|entry| {
                let cost = products.rows.get(entry.product.index())?.cost;
                let price = run_formula(&rule.formula, entry.unit_price, cost);
                if price.is_none() {
                    findings.push(beyond(&rule.id, products.ids.name(entry.product)));
                }
                Some(PriceEntry { list: PriceListId(list), unit_price: price?, ..*entry })
            })
            .collect();
        entries.extend(derived);
    }
    entries
}

fn beyond(list: &str, product: &str) -> Finding {
    Finding::new(Code::DataPriceOutOfRange, "prices").with("list", list).with("found", product)
}

/// The lists so that each comes after the one it derives from.
fn in_order(book: &Rulebook) -> Vec<u32> {
    let lists = &book.price_lists;
    let depth = |mut at: u32| {
        let mut depth = 0u32;
        // INVARIANT: a checked rulebook has no list that comes back to itself.
        while let Some(base) = lists.get(at as usize).and_then(|list| list.from) {
            (at, depth) = (base, depth + 1);
        }
        depth
    };
    let mut order: Vec<u32> = (0u32..).zip(lists).map(|(at, _)| at).collect();
    order.sort_by_key(|at| depth(*at));
    order
}
