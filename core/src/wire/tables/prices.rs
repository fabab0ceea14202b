use super::Table;
use super::grid::{Columns, read_rows};
use super::row::Row;
use crate::calendar::{Day, Interval};
use crate::document::nearest;
use crate::explain::{Code, Finding};
use crate::id::{Id, PriceListId, ProductId};
use crate::money::Exact;
use crate::order::QUANTITY_MAX;
use crate::pricing::average;
use crate::product::Products;
use crate::rulebook::{PriceEntry, Rulebook};
use hashbrown::{HashMap, HashSet};

const NAMES: [&str; 8] = [
    "list",
    "product",
    "unit_price",
    "quantity_from",
    "valid_from",
    "valid_until",
    "known_from",
    "per",
];
const PER: usize = 7;

/// What tells two entries apart: list, product, quantity, validity, knowledge.
type Key = (u32, u32, i64, Option<Day>, Option<Day>);

pub(super) fn read(
    book: &Rulebook,
    products: &Products,
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
            let known = products.ids.get(name);
            if known.is_none() {
                row.unknown(1, name, "product", None);
            }
            known
        });
        let factor = product.and_then(|product| read_per(row, product, products)).unwrap_or(1);
        let unit_price = row.amount(2).and_then(|price| of_one(row, price, factor));
        // A price of a box holds from one box on.
        let quantity_from = row.whole(3, 1, QUANTITY_MAX).unwrap_or(factor);
        let (valid, known_from) = (read_valid(row), row.day(6));
        let (Some(list), Some(product), Some(unit_price)) = (list, product, unit_price) else {
            return;
        };
        if !seen.insert((list, product.0, quantity_from, valid.from, known_from)) {
            let found = products.ids.name(product);
            return row.duplicate(1, found, "price of");
        }
        let list = PriceListId(list);
        entries.push(PriceEntry { list, product, quantity_from, unit_price, valid, known_from });
    });
    entries
}

/// How many of the product's own units the price is of.
fn read_per(row: &mut Row<'_, '_>, product: ProductId, products: &Products) -> Option<i64> {
    let unit = row.text(PER)?;
    let own = products.rows.get(product.index())?;
    let factor = own.factor(unit);
    if factor.is_none() {
        let units = own.units.iter().map(|(name, _)| &**name);
        let unit_of = format!("unit of `{}`", products.ids.name(product));
        row.unknown(PER, unit, &unit_of, nearest(unit, units));
    }
    factor
}

/// The price of one of so many.
fn of_one(row: &mut Row<'_, '_>, price: Exact, factor: i64) -> Option<Exact> {
    if factor == 1 {
        return Some(price);
    }
    let one = average(price, factor).map(|one| one.stripped(0));
    if one.is_none() {
        row.invalid(2, &price.text(0), "a price in range");
    }
    one
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
