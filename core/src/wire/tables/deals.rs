use super::Table;
use super::grid::{Columns, read_rows};
use crate::explain::Finding;
use crate::id::{Names, PartnerId};
use crate::rulebook::Registration;

/// Reads `registrations`.
pub(super) fn read(
    partners: &Names<PartnerId>,
    table: Table<'_>,
    faults: &mut Vec<Finding>,
) -> Vec<Registration> {
    const NAMES: [&str; 3] = ["deal", "partner", "date"];
    let columns = Columns { table: "registrations", names: &NAMES, required: 3 };
    let mut rows = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let deal = row.text(0);
        let partner = row.text(1).and_then(|name| {
            let known = partners.get(name);
            if known.is_none() {
                row.unknown(1, name, "partner", None);
            }
            known
        });
        let day = row.day(2);
        if let (Some(deal), Some(partner), Some(day)) = (deal, partner, day) {
            rows.push(Registration { deal: deal.into(), partner, day });
        }
    });
    rows
}
