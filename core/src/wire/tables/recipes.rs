//! What kits are made of, and what may take a product's place.

use super::grid::{Columns, read_rows};
use super::row::Row;
use super::{ProductNames, Table};
use crate::availability::{Cycle, Recipes};
use crate::explain::{Code, Finding};
use crate::id::ProductId;
use crate::order::QUANTITY_MAX;
use hashbrown::HashSet;

pub(super) fn read(
    products: &ProductNames,
    kits: Table<'_>,
    substitutes: Table<'_>,
    faults: &mut Vec<Finding>,
) -> Recipes {
    let parts = read_kits(products, kits, faults);
    let others = read_substitutes(products, substitutes, faults);
    let rows: Vec<_> = parts.iter().map(|(row, _)| *row).collect();
    Recipes::new(&rows, &others).unwrap_or_else(|Cycle(kit)| {
        let line = parts.iter().find(|((own, ..), _)| *own == kit).map_or(0, |(_, line)| *line);
        let finding = Finding::new(Code::DataKitContainsItself, "part")
            .with("found", products.name(ProductId(kit)));
        faults.push(finding.at(kits.source, line, 1));
        Recipes::default()
    })
}

/// A kit, a part, the units of it; and the line of the row.
type Part = ((u32, u32, i64), u32);

fn read_kits(products: &ProductNames, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<Part> {
    const NAMES: [&str; 3] = ["kit", "part", "quantity"];
    let columns = Columns { table: "kits", names: &NAMES, required: 3 };
    let mut seen: HashSet<(u32, u32)> = HashSet::new();
    let mut rows = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let [kit, part] = [0, 1].map(|at| product(row, at, products));
        let units = row.whole(2, 1, QUANTITY_MAX);
        let (Some(kit), Some(part), Some(units)) = (kit, part, units) else { return };
        if !seen.insert((kit.0, part.0)) {
            return row.duplicate(1, products.name(part), "part");
        }
        rows.push(((kit.0, part.0, units), row.line));
    });
    rows
}

fn read_substitutes(
    products: &ProductNames,
    table: Table<'_>,
    faults: &mut Vec<Finding>,
) -> Vec<(u32, u32)> {
    const NAMES: [&str; 2] = ["product", "substitute"];
    let columns = Columns { table: "substitutes", names: &NAMES, required: 2 };
    let mut seen: HashSet<(u32, u32)> = HashSet::new();
    let mut rows = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let [of, other] = [0, 1].map(|at| product(row, at, products));
        let (Some(of), Some(other)) = (of, other) else { return };
        if of == other {
            return row.invalid(1, products.name(other), "another product");
        }
        if !seen.insert((of.0, other.0)) {
            return row.duplicate(1, products.name(other), "substitute");
        }
        rows.push((of.0, other.0));
    });
    rows
}

fn product(row: &mut Row<'_, '_>, at: usize, products: &ProductNames) -> Option<ProductId> {
    let name = row.text(at)?;
    let known = products.get(name);
    if known.is_none() {
        row.unknown(at, name, "product", None);
    }
    known
}
