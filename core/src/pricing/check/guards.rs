use crate::document::{Fields, Node, Reader};
use crate::money::Exact;
use crate::pricing::rule::{Bound, Guard, Reaction};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// Reads `guards`.
pub(crate) fn read_guards(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Guard> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a guard");
        let of_order = fields.has("min_pocket_margin_percent");
        let allowed = if of_order { Allowed::PARTNER } else { Allowed::LINE };
        let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, allowed));
        let bound = read_bound(reader, &mut fields);
        let reaction = fields.required(reader, "reaction", |r, n| {
            const VALUES: [Reaction; 3] = [Reaction::Reject, Reaction::Approve, Reaction::Clamp];
            // No single price could be raised to lift what is left of the order.
            let words = ["reject", "approve", "clamp"];
            r.word(n, &words[..if of_order { 2 } else { 3 }]).map(|at| VALUES[at])
        });
        fields.finish(reader);
        Some(Guard { id: id?, scope: scope?, bound: bound?, reaction: reaction? })
    })
}

fn read_bound(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Bound> {
    let before = reader.count();
    let below_hundred = |r: &mut Reader, n: &Node| {
        let percent = r.not_negative(n)?;
        if percent >= Exact::HUNDRED {
            r.invalid(n, "a percentage from 0 to below 100");
            return None;
        }
        Some(percent)
    };
    let margin = fields.optional(reader, "min_margin_percent", below_hundred);
    let pocket = fields.optional(reader, "min_pocket_margin_percent", below_hundred);
    let discount = fields.optional(reader, "max_discount_percent", |r, n| {
        let percent = r.not_negative(n)?;
        if percent > Exact::HUNDRED {
            r.invalid(n, "a percentage from 0 to 100");
            return None;
        }
        Some(percent)
    });
    let floor = fields.optional(reader, "price_floor", Reader::not_negative);
    let cap = fields.optional(reader, "price_cap", Reader::not_negative);
    let stated = [
        margin.map(Bound::MinMarginPercent),
        pocket.map(Bound::MinPocketMarginPercent),
        discount.map(Bound::MaxDiscountPercent),
        floor.map(Bound::PriceFloor),
        cap.map(Bound::PriceCap),
    ];
    let mut bounds = stated.into_iter().flatten();
    match (bounds.next(), bounds.next()) {
        _ if reader.count() > before => None,
        (Some(bound), None) => Some(bound),
        _ => {
            fields.not_one(
                reader,
                &[
                    "min_margin_percent",
                    "min_pocket_margin_percent",
                    "max_discount_percent",
                    "price_floor",
                    "price_cap",
                ],
            );
            None
        }
    }
}
