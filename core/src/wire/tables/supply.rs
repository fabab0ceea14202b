//! What can be promised: stock, receipts, promises, safety stock, quotas and
//! protections.

use super::grid::{Columns, read_rows};
use super::row::Row;
use super::{ProductNames, SupplyTables, Table};
use crate::availability::Recipes;
use crate::calendar::Day;
use crate::document::nearest;
use crate::explain::{Code, Finding};
use crate::id::{Names, PartnerId, ProductId};
use crate::rulebook::{
    Engine, PromiseRow, ProtectionRow, QuotaRow, Rulebook, StockRow, SupplyData, SupplyRow,
};
use hashbrown::HashSet;

/// More units than any warehouse holds; sums of many such rows stay in range.
const UNITS_MAX: i64 = 1_000_000_000_000;

/// What the names in tables of supply are looked up in.
pub(super) struct Known<'a> {
    pub book: &'a Rulebook,
    pub products: &'a ProductNames,
    pub partners: &'a Names<PartnerId>,
    pub recipes: &'a Recipes,
}

impl<'a> Known<'a> {
    pub(super) fn of(engine: &'a Engine) -> Self {
        Self {
            book: engine.book(),
            products: &engine.products().ids,
            partners: &engine.partners().ids,
            recipes: engine.recipes(),
        }
    }

    pub(super) fn read(&self, tables: &SupplyTables<'_>, faults: &mut Vec<Finding>) -> SupplyData {
        SupplyData {
            stock: self.stock(tables.stock, faults),
            receipts: self.receipts(tables.receipts, faults),
            promises: self.promises(tables.promises, faults),
            safety: self.safety(tables.safety, faults),
            quotas: self.quotas(tables.quotas, faults),
            protections: self.protections(tables.protections, faults),
        }
    }

    fn stock(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<StockRow> {
        const NAMES: [&str; 4] = ["product", "on_hand", "location", "safety"];
        let columns = Columns { table: "stock", names: &NAMES, required: 2 };
        let mut seen: HashSet<(u32, Option<Box<str>>)> = HashSet::new();
        let mut rows = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let product = self.stocked(row, "stock");
            let on_hand = row.whole(1, -UNITS_MAX, UNITS_MAX);
            let location: Option<Box<str>> = row.text(2).map(Box::from);
            let safety = row.whole(3, 0, UNITS_MAX).unwrap_or(0);
            let (Some(product), Some(on_hand)) = (product, on_hand) else { return };
            if !seen.insert((product.0, location.clone())) {
                return row.duplicate(0, self.products.name(product), "stock of");
            }
            rows.push(StockRow { product, location, on_hand, safety });
        });
        rows
    }

    fn receipts(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<SupplyRow> {
        const NAMES: [&str; 6] = ["product", "date", "quantity", "location", "id", "supplier"];
        let columns = Columns { table: "a receipt", names: &NAMES, required: 3 };
        let mut rows = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let product = self.stocked(row, "receipts");
            let (day, quantity) = (row.day(1), row.whole(2, 0, UNITS_MAX));
            let [location, id, supplier] = [3, 4, 5].map(|at| row.text(at).map(Box::from));
            if let (Some(product), Some(day), Some(quantity)) = (product, day, quantity) {
                rows.push(SupplyRow { product, location, day, quantity, id, supplier });
            }
        });
        rows
    }

    fn promises(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<PromiseRow> {
        const NAMES: [&str; 9] = [
            "product",
            "date",
            "quantity",
            "location",
            "id",
            "partner",
            "owner",
            "expires_at",
            "counts",
        ];
        let columns = Columns { table: "a promise", names: &NAMES, required: 3 };
        let mut rows = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let product = self.product(row, 0);
            let (day, quantity) = (row.day(1), row.whole(2, 0, UNITS_MAX));
            let [location, id] = [3, 4].map(|at| row.text(at).map(Box::from));
            let partner = self.partner(row, 5);
            let owner = row.text(6).map(Box::from);
            let expires = row.text(7).and_then(|text| {
                let instant = self.book.zone.instant(text);
                if instant.is_none() {
                    row.invalid(7, text, "a time such as 2026-03-02T10:15:00+01:00");
                }
                instant
            });
            let quota_only = row.word(8, &["all", "quota"], "counts").unwrap_or(0) == 1;
            if let (Some(product), Some(day), Some(quantity)) = (product, day, quantity) {
                let promise = PromiseRow {
                    product,
                    location,
                    day,
                    quantity,
                    id,
                    partner,
                    owner,
                    expires,
                    quota_only,
                };
                rows.push(promise);
            }
        });
        rows
    }

    fn safety(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<SupplyRow> {
        const NAMES: [&str; 4] = ["product", "date", "quantity", "location"];
        let columns = Columns { table: "safety", names: &NAMES, required: 3 };
        let mut seen: HashSet<(u32, Option<Box<str>>, Day)> = HashSet::new();
        let mut rows = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let product = self.stocked(row, "safety");
            let (day, quantity) = (row.day(1), row.whole(2, 0, UNITS_MAX));
            let location: Option<Box<str>> = row.text(3).map(Box::from);
            let (Some(product), Some(day), Some(quantity)) = (product, day, quantity) else {
                return;
            };
            if !seen.insert((product.0, location.clone(), day)) {
                return row.duplicate(0, self.products.name(product), "safety stock of");
            }
            rows.push(SupplyRow { product, location, day, quantity, id: None, supplier: None });
        });
        rows
    }

    fn quotas(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<QuotaRow> {
        const NAMES: [&str; 5] = ["product", "group", "from", "until", "quantity"];
        let columns = Columns { table: "quotas", names: &NAMES, required: 5 };
        let mut rows: Vec<(QuotaRow, u32)> = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let (product, group) = (self.product(row, 0), self.group(row, 1));
            let (from, until) = self.window(row, (2, 3));
            let quantity = row.whole(4, 0, UNITS_MAX);
            let (Some(product), Some(group)) = (product, group) else { return };
            if let (Some(from), Some(until), Some(quantity)) = (from, until, quantity) {
                rows.push((QuotaRow { product, group, from, until, quantity }, row.line));
            }
        });
        self.overlaps(&rows, table.source, faults);
        rows.into_iter().map(|(row, _)| row).collect()
    }

    /// Two windows of one product and group must not share a day.
    fn overlaps(&self, rows: &[(QuotaRow, u32)], source: &str, faults: &mut Vec<Finding>) {
        let mut order: Vec<&(QuotaRow, u32)> = rows.iter().collect();
        order.sort_by_key(|(row, line)| (row.product, row.group, row.from, *line));
        for pair in order.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            if (one.product, one.group) == (other.product, other.group) && other.from < one.until {
                let group = &self.book.availability.groups[one.group as usize].id;
                let finding = Finding::new(Code::DataQuotasOverlap, "from")
                    .with("found", self.products.name(one.product))
                    .with("group", &**group)
                    .with("day", other.from.to_string());
                faults.push(finding.at(source, *first.max(second), 1));
            }
        }
    }

    fn protections(&self, table: Table<'_>, faults: &mut Vec<Finding>) -> Vec<ProtectionRow> {
        const NAMES: [&str; 6] = ["product", "group", "quantity", "location", "from", "until"];
        let columns = Columns { table: "protections", names: &NAMES, required: 3 };
        let mut rows = Vec::new();
        read_rows(table, &columns, faults, |row| {
            let (product, group) = (self.stocked(row, "protections"), self.group(row, 1));
            let quantity = row.whole(2, 0, UNITS_MAX);
            let location = row.text(3).map(Box::from);
            let (from, until) = self.window(row, (4, 5));
            if let (Some(product), Some(group), Some(quantity)) = (product, group, quantity) {
                rows.push(ProtectionRow { product, location, group, from, until, quantity });
            }
        });
        rows
    }

    /// The first day of a window and the first one after it.
    fn window(&self, row: &mut Row<'_, '_>, at: (usize, usize)) -> (Option<Day>, Option<Day>) {
        let (from, until) = (row.day(at.0), row.day(at.1));
        if let (Some(from), Some(day)) = (from, until)
            && day <= from
        {
            row.invalid(at.1, &day.to_string(), &format!("a day after {from}"));
            return (None, None);
        }
        (from, until)
    }

    fn product(&self, row: &mut Row<'_, '_>, at: usize) -> Option<ProductId> {
        let name = row.text(at)?;
        let known = self.products.get(name);
        if known.is_none() {
            row.unknown(at, name, "product", None);
        }
        known
    }

    /// A product that has supply of its own: a kit has that of its parts.
    fn stocked(&self, row: &mut Row<'_, '_>, table: &str) -> Option<ProductId> {
        let product = self.product(row, 0)?;
        if self.recipes.parts(product.0).is_none() {
            return Some(product);
        }
        let finding = Finding::new(Code::DataKitHasSupply, "product")
            .with("found", self.products.name(product))
            .with("expected", table);
        row.push(finding);
        None
    }

    fn partner(&self, row: &mut Row<'_, '_>, at: usize) -> Option<PartnerId> {
        let name = row.text(at)?;
        let known = self.partners.get(name);
        if known.is_none() {
            row.unknown(at, name, "partner", None);
        }
        known
    }

    fn group(&self, row: &mut Row<'_, '_>, at: usize) -> Option<u32> {
        let name = row.text(at)?;
        let groups = &self.book.availability.groups;
        let known = groups.iter().position(|group| *group.id == *name);
        if known.is_none() {
            row.unknown(at, name, "group", nearest(name, groups.iter().map(|group| &*group.id)));
        }
        known.map(|at| at as u32)
    }
}
