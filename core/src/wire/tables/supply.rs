use super::grid::{Columns, read_rows};
use super::row::Row;
use super::{ProductNames, Table};
use crate::explain::Finding;
use crate::id::ProductId;
use crate::rulebook::{StockRow, SupplyRow};
use hashbrown::HashSet;

/// More units than any warehouse holds; sums of many such rows stay in range.
const UNITS_MAX: i64 = 1_000_000_000_000;

pub(super) fn read_stock(
    products: &ProductNames,
    table: Table<'_>,
    faults: &mut Vec<Finding>,
) -> Vec<StockRow> {
    const NAMES: [&str; 4] = ["product", "on_hand", "location", "safety"];
    let columns = Columns { table: "stock", names: &NAMES, required: 2 };
    let mut seen: HashSet<(u32, Option<Box<str>>)> = HashSet::new();
    let mut rows = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let product = product(row, products);
        let on_hand = row.whole(1, -UNITS_MAX, UNITS_MAX);
        let location: Option<Box<str>> = row.text(2).map(Box::from);
        let safety = row.whole(3, 0, UNITS_MAX).unwrap_or(0);
        let (Some(product), Some(on_hand)) = (product, on_hand) else { return };
        if !seen.insert((product.0, location.clone())) {
            return row.duplicate(0, products.name(product), "stock of");
        }
        rows.push(StockRow { product, location, on_hand, safety });
    });
    rows
}

pub(super) fn read_dated(
    products: &ProductNames,
    table: Table<'_>,
    name: &str,
    faults: &mut Vec<Finding>,
) -> Vec<SupplyRow> {
    const NAMES: [&str; 4] = ["product", "date", "quantity", "location"];
    let columns = Columns { table: name, names: &NAMES, required: 3 };
    let mut rows = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let product = product(row, products);
        let day = row.day(1);
        let quantity = row.whole(2, 0, UNITS_MAX);
        let location = row.text(3).map(Box::from);
        let (Some(product), Some(day), Some(quantity)) = (product, day, quantity) else { return };
        rows.push(SupplyRow { product, location, day, quantity });
    });
    rows
}

fn product(row: &mut Row<'_, '_>, products: &ProductNames) -> Option<ProductId> {
    let name = row.text(0)?;
    let known = products.get(name);
    if known.is_none() {
        row.unknown(0, name, "product", None);
    }
    known
}
