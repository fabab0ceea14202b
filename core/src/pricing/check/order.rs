use super::formula::read_percent;
use crate::document::{Fields, Node, Reader};
use crate::pricing::rule::{OrderAdjustment, OrderChange, SplitMethod};
use crate::schedule::{self, read_schedule};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// Reads `order_adjustments`.
pub(crate) fn read_order_adjustments(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
) -> Vec<OrderAdjustment> {
    const SPLITS: [SplitMethod; 2] =
        [SplitMethod::LargestRemainder, SplitMethod::HalfDownThenFirst];
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "an order adjustment");
        let scope =
            fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
        let valid = reader.validity(&mut fields);
        let change = read_change(reader, &mut fields);
        let split = fields
            .optional(reader, "split", |r, n| r.word(n, &SplitMethod::NAMES).map(|at| SPLITS[at]));
        let keep_floors = fields.optional(reader, "keep_floors", Reader::bool);
        fields.finish(reader);
        Some(OrderAdjustment {
            id: id?,
            scope: scope?,
            valid,
            change: change?,
            split: split.unwrap_or_default(),
            keep_floors: keep_floors.unwrap_or(true),
        })
    })
}

fn read_change(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<OrderChange> {
    let before = reader.count();
    let over = schedule::Over { money: true, by: &[] };
    let stated = [
        fields.optional(reader, "percent", read_percent).map(OrderChange::Percent),
        fields.optional(reader, "amount", Reader::number).map(OrderChange::Amount),
        fields
            .optional(reader, "discount", |r, n| read_schedule(r, n, over))
            .map(OrderChange::Discount),
        fields
            .optional(reader, "surcharge", |r, n| read_schedule(r, n, over))
            .map(OrderChange::Surcharge),
    ];
    let mut changes = stated.into_iter().flatten();
    match (changes.next(), changes.next()) {
        _ if reader.count() > before => None,
        (Some(change), None) => Some(change),
        _ => {
            fields.not_one(reader, &["percent", "amount", "discount", "surcharge"]);
            None
        }
    }
}
