//! How the section `availability` of a rulebook is read.

use crate::availability::{
    Availability, PartnerGroup, QuantityPolicy, Sourcing, Supply, Unavailable,
};
use crate::document::{Fields, Node, Reader, Value};
use crate::explain::Code;
use crate::scope::{Allowed, ScopeNames, read_scope};

/// The largest quantity of a line.
const UNITS_MAX: i64 = 1_000_000_000;

/// More days than any plan looks ahead.
const DAYS_MAX: i64 = 3_650;

pub(super) fn read_availability(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
) -> Option<Availability> {
    let mut fields = reader.fields(node)?;
    let mut rules = Availability::default();
    read_locations(reader, &mut fields, &mut rules);
    let sourcing = fields.optional(reader, "sourcing", |r, n| {
        r.word(n, &Sourcing::NAMES).and_then(|at| Sourcing::parse(Sourcing::NAMES[at]))
    });
    rules.sourcing = sourcing.unwrap_or_default();
    rules.together = fields.optional(reader, "together", Reader::bool).unwrap_or(rules.together);
    let unavailable = fields.optional(reader, "unavailable", |r, n| {
        r.word(n, &Unavailable::NAMES).and_then(|at| Unavailable::parse(Unavailable::NAMES[at]))
    });
    rules.unavailable = unavailable.unwrap_or_default();
    rules.partial = fields.optional(reader, "partial", Reader::bool).unwrap_or(rules.partial);
    if let Some(most) = fields.optional(reader, "deliveries_max", |r, n| r.whole(n, 1, 100)) {
        rules.deliveries_max = most as u16;
    }
    let least = fields.optional(reader, "shipment_min", |r, n| r.whole(n, 1, UNITS_MAX));
    rules.shipment_min = least.unwrap_or(rules.shipment_min);
    let late = fields.optional(reader, "late_days_max", |r, n| r.whole(n, 0, DAYS_MAX));
    rules.late_days_max = late.map(|days| days as u32);
    let quantity = fields.optional(reader, "quantity", |r, n| {
        r.word(n, &QuantityPolicy::NAMES)
            .and_then(|at| QuantityPolicy::parse(QuantityPolicy::NAMES[at]))
    });
    rules.quantity = quantity.unwrap_or_default();
    rules.untracked = read_supply(reader, &mut fields, "untracked");
    let horizon = fields.optional(reader, "horizon_days", |r, n| r.whole(n, 0, DAYS_MAX));
    rules.horizon_days = horizon.map(|days| days as u32);
    rules.beyond = read_supply(reader, &mut fields, "beyond");
    rules.overdue_days = fields.optional(reader, "overdue_receipts", read_overdue).flatten();
    let groups = fields.optional(reader, "groups", |r, n| Some(read_groups(r, n, names)));
    rules.groups = groups.unwrap_or_default();
    fields.finish(reader);
    Some(rules)
}

/// One location, or several in their order.
fn read_locations(reader: &mut Reader, fields: &mut Fields<'_>, rules: &mut Availability) {
    if fields.has("location") && fields.has("locations") {
        fields.not_one(reader, &["location", "locations"]);
    }
    let one = fields.optional(reader, "location", |r, n| r.text(n).map(Box::from));
    let several = fields.optional(reader, "locations", |reader, node| {
        let mut seen: Vec<Box<str>> = Vec::new();
        reader.each(node, |reader, node| {
            let name: Box<str> = reader.text(node)?.into();
            if seen.contains(&name) {
                let data = [("found", &*name), ("expected", "a location")];
                reader.fault(node, Code::DuplicateId, &data);
            } else {
                seen.push(name);
            }
            Some(())
        });
        if seen.is_empty() {
            reader.invalid(node, "at least one location");
        }
        Some(seen)
    });
    if let Some(locations) = several.or(one.map(|one| vec![one])).filter(|all| !all.is_empty()) {
        rules.locations = locations;
    }
}

/// `ignore`, or after how many days from today a receipt that is overdue is
/// taken to come.
fn read_overdue(reader: &mut Reader, node: &Node) -> Option<Option<u32>> {
    if matches!(node.value, Value::Scalar { .. }) {
        return reader.word(node, &["ignore"]).map(|_| None);
    }
    let mut fields = reader.fields(node)?;
    let days = fields.required(reader, "assume_days", |r, n| r.whole(n, 0, DAYS_MAX));
    fields.finish(reader);
    days.map(|days| Some(days as u32))
}

fn read_groups(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<PartnerGroup> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a group of partners");
        let scope =
            fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
        fields.finish(reader);
        Some(PartnerGroup { id: id?, scope: scope? })
    })
}

fn read_supply(reader: &mut Reader, fields: &mut Fields<'_>, name: &'static str) -> Supply {
    fields
        .optional(reader, name, |r, n| {
            r.word(n, &Supply::NAMES).and_then(|at| Supply::parse(Supply::NAMES[at]))
        })
        .unwrap_or_default()
}
