use super::grid::{Columns, read_rows};
use super::row::Row;
use super::{ProductNames, Table};
use crate::calendar::{Day, Interval};
use crate::document::nearest;
use crate::explain::{Code, Finding};
use crate::id::PriceListId;
use crate::order::QUANTITY_MAX;
use crate::rulebook::{PriceEntry, Rulebook};
use hashbrown::{HashMap, HashSet};

const NAMES: [&str; 7] =
    ["list", "product", "unit_price", "quantity_from", "valid_from", "valid_until", "known_from"];

/// What tells two entries apart: list, product, quantity, validity, knowledge.
type Key = (u32, u32, i64, Option<Day>, Option<Day>);

pub(super) fn read(
    book: &Rulebook,
    products: &ProductNames,
    table: Table<'_>,
    faults: &mut Vec<Finding>,
) -> Vec<PriceEntry> {
    let columns = Columns { table: "prices", names: &NAMES, required: 3 };
    let lists: HashMap<&str, u32> =
        book.price_lists.iter().zip(0u32..).map(|(list, at)| (&*list.id, at)).collect();
    let mut entries: Vec<PriceEntry> = Vec::new();
    let mut seen: HashSet<Key> = HashSet::new();
    read_rows(table, &columns, faults, |row| {
        let list = row.text(0).and_then(|name| {
            let known = lists.get(name).copied();
            if known.is_none() {
                let ids = book.price_lists.iter().map(|list| &*list.id);
                row.unknown(0, name, "price list", nearest(name, ids));
            }
            known
        });
        let product = row.text(1).and_then(|name| {
            let known = products.get(name);
            if known.is_none() {
                row.unknown(1, name, "product", None);
            }
            known
        });
        let unit_price = row.amount(2);
        let quantity_from = row.whole(3, 1, QUANTITY_MAX).unwrap_or(1);
        let (valid, known_from) = (read_valid(row), row.day(6));
        let (Some(list), Some(product), Some(unit_price)) = (list, product, unit_price) else {
            return;
        };
        if !seen.insert((list, product.0, quantity_from, valid.from, known_from)) {
            let found = products.name(product);
            return row.duplicate(1, found, "price of");
        }
        let list = PriceListId(list);
        entries.push(PriceEntry { list, product, quantity_from, unit_price, valid, known_from });
    });
    entries
}

fn read_valid(row: &mut Row<'_, '_>) -> Interval {
    let valid = Interval { from: row.day(4), until: row.day(5) };
    if let (true, Some(from), Some(until)) = (valid.inverted(), valid.from, valid.until) {
        let finding = Finding::new(Code::DataIntervalInverted, "valid_until")
            .with("from", from.to_string())
            .with("until", until.to_string());
        row.push(finding);
    }
    valid
}
