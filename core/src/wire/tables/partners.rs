use super::Table;
use super::grid::{Columns, read_rows};
use super::row::Row;
use crate::calendar::Day;
use crate::document::nearest;
use crate::explain::{Code, Finding};
use crate::id::{Id, Names, PartnerId, ValueId};
use crate::partner::{PARTNER_COLUMNS, Partner, PartnerStatus, Partners};
use crate::rulebook::Rulebook;
use crate::scope::Attribute;

const STATUSES: [PartnerStatus; 3] =
    [PartnerStatus::Active, PartnerStatus::Blocked, PartnerStatus::Ended];

pub(super) fn read(book: &Rulebook, table: Table<'_>, faults: &mut Vec<Finding>) -> Partners {
    let attributes = &book.attributes().partner;
    let names = column_names(&PARTNER_COLUMNS, attributes);
    let columns = Columns { table: "partners", names: &names, required: 2 };
    let mut partners = Partners {
        values: attributes.iter().map(|_| Names::default()).collect(),
        ..Partners::default()
    };
    let mut links: Vec<Link> = Vec::new();
    read_rows(table, &columns, faults, |row| {
        let id = row.text(0);
        let name = row.text(1);
        let partner = Partner {
            name: name.unwrap_or("").into(),
            currency: row.currency(2),
            status: row
                .word(3, &PartnerStatus::NAMES, "status")
                .map_or(PartnerStatus::Active, |at| STATUSES[at]),
            distributor: None,
            referrer: None,
            agent: None,
            since: row.day(8),
            credit_limit: row.amount(5),
            values: attribute_values(row, PARTNER_COLUMNS.len(), attributes, &mut partners.values),
        };
        let named = LINKS.map(|column| row.text(column).map(str::to_owned));
        check_limit(book, &partner, row);
        let Some(id) = id else { return };
        let (_, new) = partners.ids.insert(id);
        if !new {
            return row.duplicate(0, id, "partner");
        }
        let from = partners.rows.len();
        for (column, name) in LINKS.into_iter().zip(named) {
            links.extend(name.map(|name| Link { from, column, name, line: row.line }));
        }
        partners.rows.push(partner);
    });
    link(&mut partners, links, table.source, faults);
    partners
}

fn check_limit(book: &Rulebook, partner: &Partner, row: &mut Row<'_, '_>) {
    let currency = partner.currency.unwrap_or(book.currency());
    if partner.credit_limit.is_some_and(|limit| limit.rescaled(currency.exponent()).is_none()) {
        let found = row.text(5).unwrap_or("");
        let finding = Finding::new(Code::InvalidValue, PARTNER_COLUMNS[5])
            .with("found", found)
            .with("expected", format!("an amount with at most {} decimals", currency.exponent()));
        row.push(finding);
    }
}

/// The columns that name another partner: distributor, referrer, agent.
const LINKS: [usize; 3] = [4, 6, 7];

/// One partner's word of another.
struct Link {
    from: usize,
    column: usize,
    name: String,
    line: u32,
}

/// A partner that is named may stand further down in the table, so links come last.
fn link(partners: &mut Partners, links: Vec<Link>, source: &str, faults: &mut Vec<Finding>) {
    for Link { from, column, name, line } in links {
        let found: Option<PartnerId> = partners.ids.get(&name).filter(|id| id.index() != from);
        if found.is_none() {
            let kind = PARTNER_COLUMNS[column];
            let finding = Finding::new(Code::DataUnknownName, kind)
                .with("found", name)
                .with("expected", kind);
            faults.push(finding.at(source, line, 1));
        }
        let row = &mut partners.rows[from];
        let place = match column {
            4 => &mut row.distributor,
            6 => &mut row.referrer,
            _ => &mut row.agent,
        };
        *place = found;
    }
}

/// The fixed columns of a table and, after them, the declared attributes.
pub(super) fn column_names<'a>(fixed: &[&'a str], attributes: &'a [Attribute]) -> Vec<&'a str> {
    fixed.iter().copied().chain(attributes.iter().map(|a| &*a.name)).collect()
}

/// The values of the declared attributes, in the order written.
pub(super) fn attribute_values(
    row: &mut Row<'_, '_>,
    first: usize,
    attributes: &[Attribute],
    known: &mut [Names<ValueId>],
) -> Box<[(u16, ValueId)]> {
    let mut values: Vec<(u16, ValueId)> = Vec::new();
    for (number, (attribute, known)) in attributes.iter().zip(known).enumerate() {
        for word in row.values(first + number) {
            if attribute.day && Day::parse(word).is_none() {
                row.invalid(first + number, word, "a day such as 2026-03-01");
            }
            if let Some(allowed) = &attribute.values {
                let words = || allowed.iter().map(|w| &**w);
                if !words().any(|w| w == word) {
                    row.unknown(first + number, word, "value", nearest(word, words()));
                }
            }
            let (id, _) = known.insert(word);
            let value = (number as u16, id);
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values.into()
}
