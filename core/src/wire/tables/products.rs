use super::Table;
use super::grid::{Columns, read_rows};
use super::partners::{attribute_values, column_names};
use super::row::Row;
use crate::explain::{Code, Finding};
use crate::id::Names;
use crate::order::QUANTITY_MAX;
use crate::product::{PRODUCT_COLUMNS, Product, Products, gtin};
use crate::rulebook::Rulebook;

pub(super) fn read(book: &Rulebook, table: Table<'_>, faults: &mut Vec<Finding>) -> Products {
    let attributes = &book.attributes().product;
    let names = column_names(&PRODUCT_COLUMNS, attributes);
    let columns = Columns { table: "products", names: &names, required: 2 };
    let rates: Vec<&str> = book.tax.rates.iter().map(|(name, _)| &**name).collect();
    let mut products = Products {
        values: attributes.iter().map(|_| Names::default()).collect(),
        ..Products::default()
    };
    read_rows(table, &columns, faults, |row| {
        let (id, name) = (row.text(0), row.text(1));
        let product = Product {
            name: name.unwrap_or("").into(),
            gtin: read_gtin(row),
            unit: row.text(3).unwrap_or("").into(),
            units: read_units(row),
            tax: row.word(4, &rates, "tax rate").unwrap_or(0) as u16,
            quantity_min: row.whole(5, 1, QUANTITY_MAX).unwrap_or(1),
            quantity_multiple: row.whole(6, 1, QUANTITY_MAX).unwrap_or(1),
            quantity_max: row.whole(7, 1, QUANTITY_MAX).unwrap_or(QUANTITY_MAX),
            shipment_min: row.whole(11, 1, QUANTITY_MAX),
            cost: row.amount(8),
            active: row.word(9, &["active", "discontinued"], "status").unwrap_or(0) == 0,
            values: attribute_values(row, PRODUCT_COLUMNS.len(), attributes, &mut products.values),
        };
        let Some(id) = id else { return };
        let (number, new) = products.ids.insert(id);
        if !new {
            return row.duplicate(0, id, "product");
        }
        if let Some(code) = product.gtin
            && products.by_gtin.insert(code, number).is_some()
        {
            let found = row.text(2).unwrap_or("");
            row.duplicate(2, found, "GTIN");
        }
        products.rows.push(product);
    });
    products
}

/// `box=12;pallet=480`.
fn read_units(row: &mut Row<'_, '_>) -> Box<[(Box<str>, i64)]> {
    let mut units: Vec<(Box<str>, i64)> = Vec::new();
    for word in row.values(UNITS).collect::<Vec<_>>() {
        let (name, factor) = word.split_once('=').unwrap_or((word, ""));
        let factor = factor.parse::<i64>().ok().filter(|n| (1..=QUANTITY_MAX).contains(n));
        let twice = units.iter().any(|(known, _)| **known == *name);
        match factor {
            Some(factor) if !name.is_empty() && !twice => units.push((name.into(), factor)),
            _ => row.invalid(UNITS, word, "a unit once with its number, such as box=12"),
        }
    }
    units.into()
}

const UNITS: usize = 10;

fn read_gtin(row: &mut Row<'_, '_>) -> Option<u64> {
    let text = row.text(2)?;
    let code = gtin(text);
    if code.is_none() {
        row.push(Finding::new(Code::DataGtinInvalid, "gtin").with("found", text));
    }
    code
}
