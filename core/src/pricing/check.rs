use super::rule::{
    Adjustment, Bound, Change, Combine, Guard, PriceList, Reaction, RoundingRules, Stage, Tax,
};
use crate::document::{Fields, Node, Reader};
use crate::explain::Code;
use crate::money::{Currency, Exact};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// Reads `price_lists`.
pub(crate) fn read_price_lists(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    currency: Currency,
) -> Vec<PriceList> {
    let mut seen = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut seen, "a price list");
        let name = fields.optional(reader, "name", |r, n| r.text(n).map(Box::from));
        let own = fields.optional(reader, "currency", Reader::currency);
        let scope =
            fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
        let valid = reader.valid(&mut fields);
        fields.finish(reader);
        let id = id?;
        let name = name.unwrap_or_else(|| id.clone());
        Some(PriceList { id, name, currency: own.unwrap_or(currency), scope: scope?, valid })
    })
}

/// Reads `waterfall`.
pub(crate) fn read_stages(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Stage> {
    let mut stages: Vec<Box<str>> = Vec::new();
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let name = fields.required(reader, "stage", |r, n| read_stage_name(r, n, &mut stages));
        let combine = fields.required(reader, "combine", read_combine);
        let adjustments = fields.required(reader, "adjustments", |r, n| {
            Some(r.each(n, |r, n| read_adjustment(r, n, names, &mut ids)))
        });
        fields.finish(reader);
        Some(Stage { name: name?, combine: combine?, adjustments: adjustments? })
    })
}

/// Stages that every decision has of itself; a rulebook cannot take their names.
const OWN_STAGES: [&str; 4] = ["list", "rounding", "guards", "fees"];

fn read_stage_name(reader: &mut Reader, node: &Node, seen: &mut Vec<Box<str>>) -> Option<Box<str>> {
    let name: Box<str> = reader.text(node)?.into();
    if OWN_STAGES.contains(&&*name) {
        reader.invalid(node, "a name other than list, rounding, guards and fees");
        return None;
    }
    if seen.contains(&name) {
        reader.fault(node, Code::DuplicateId, &[("found", &name), ("expected", "a stage")]);
        return None;
    }
    seen.push(name.clone());
    Some(name)
}

fn read_combine(reader: &mut Reader, node: &Node) -> Option<Combine> {
    const NAMES: [&str; 4] = ["first_match", "best", "add", "compound"];
    const VALUES: [Combine; 4] =
        [Combine::FirstMatch, Combine::Best, Combine::Add, Combine::Compound];
    reader.word(node, &NAMES).map(|at| VALUES[at])
}

fn read_adjustment(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    ids: &mut Vec<Box<str>>,
) -> Option<Adjustment> {
    let mut fields = reader.fields(node)?;
    let id = reader.unique_id(&mut fields, ids, "an adjustment");
    let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::LINE));
    let valid = reader.valid(&mut fields);
    let change = read_change(reader, &mut fields);
    fields.finish(reader);
    Some(Adjustment { id: id?, scope: scope?, valid, change: change? })
}

fn read_change(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Change> {
    let before = reader.count();
    let percent = fields.optional(reader, "percent", read_percent);
    let amount = fields.optional(reader, "amount", Reader::number);
    let price = fields.optional(reader, "override", Reader::not_negative);
    let original = fields.optional(reader, "of", |r, n| {
        let at = r.word(n, &["running", "original"])?;
        if percent.is_none() {
            r.invalid(n, "no `of` without `percent`");
            return None;
        }
        Some(at == 1)
    });
    match (percent, amount, price) {
        _ if reader.count() > before => None,
        (Some(percent), None, None) if original == Some(true) => {
            Some(Change::PercentOfOriginal(percent))
        }
        (Some(percent), None, None) => Some(Change::Percent(percent)),
        (None, Some(amount), None) => Some(Change::Amount(amount)),
        (None, None, Some(price)) => Some(Change::Override(price)),
        _ => {
            fields.not_one(reader, &["percent", "amount", "override"]);
            None
        }
    }
}

/// A percentage that is added: nothing can be lowered by more than 100 %.
fn read_percent(reader: &mut Reader, node: &Node) -> Option<Exact> {
    let percent = reader.number(node)?;
    if percent < Exact::HUNDRED.negated() || percent > Exact::whole(10_000) {
        reader.invalid(node, "a percentage from -100 to 10000");
        return None;
    }
    Some(percent)
}

/// Reads `guards`.
pub(crate) fn read_guards(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Guard> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a guard");
        let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::LINE));
        let bound = read_bound(reader, &mut fields);
        let reaction = fields.required(reader, "reaction", |r, n| {
            const VALUES: [Reaction; 3] = [Reaction::Clamp, Reaction::Reject, Reaction::Approve];
            r.word(n, &["clamp", "reject", "approve"]).map(|at| VALUES[at])
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
    let discount = fields.optional(reader, "max_discount_percent", |r, n| {
        let percent = r.not_negative(n)?;
        if percent > Exact::HUNDRED {
            r.invalid(n, "a percentage from 0 to 100");
            return None;
        }
        Some(percent)
    });
    let floor = fields.optional(reader, "price_floor", Reader::not_negative);
    match (margin, discount, floor) {
        _ if reader.count() > before => None,
        (Some(percent), None, None) => Some(Bound::MinMarginPercent(percent)),
        (None, Some(percent), None) => Some(Bound::MaxDiscountPercent(percent)),
        (None, None, Some(price)) => Some(Bound::PriceFloor(price)),
        _ => {
            let names = ["min_margin_percent", "max_discount_percent", "price_floor"];
            fields.not_one(reader, &names);
            None
        }
    }
}

/// Reads `rounding`.
///
/// A line amount is booked in minor units of whatever currency the order has,
/// so its increment must be a multiple of the minor unit of every currency of
/// the price lists; `currencies` are these.
pub(crate) fn read_rounding(
    reader: &mut Reader,
    node: &Node,
    currencies: &[Currency],
) -> Option<RoundingRules> {
    let mut fields = reader.fields(node)?;
    let unit = fields.optional(reader, "unit", Reader::rounding);
    let line = fields.optional(reader, "line", |reader, node| {
        let rounding = reader.rounding(node)?;
        if let Some(finer) =
            currencies.iter().find(|c| rounding.increment.rescaled(c.exponent()).is_none())
        {
            let expected =
                format!("an increment with at most {} decimals for {finer}", finer.exponent());
            let found = rounding.increment.text(0);
            reader.fault(node, Code::InvalidValue, &[("found", &found), ("expected", &expected)]);
            return None;
        }
        Some(rounding)
    });
    fields.finish(reader);
    Some(RoundingRules { unit, line })
}

/// Reads `tax`.
pub(crate) fn read_tax(reader: &mut Reader, node: &Node) -> Option<Tax> {
    let mut fields = reader.fields(node)?;
    let inclusive = fields.required(reader, "prices", |r, n| {
        r.word(n, &["exclusive", "inclusive"]).map(|at| at == 1)
    });
    let rates = fields.required(reader, "rates", |reader, node| {
        Some(reader.entries(node, |reader, key, value| {
            // Declared even if its rate is at fault: a plan that names it is not.
            let rate = reader.not_negative(value).unwrap_or_default();
            if rate > Exact::whole(1_000) {
                reader.invalid(value, "a percentage from 0 to 1000");
            }
            Some((key.text.clone(), rate))
        }))
    });
    fields.finish(reader);
    Some(Tax { inclusive: inclusive.unwrap_or_default(), rates: rates.unwrap_or_default() })
}
