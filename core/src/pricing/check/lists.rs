use super::formula::read_steps;
use super::waterfall::{read_over, read_priority};
use crate::document::{Fields, Node, Reader, Value, nearest};
use crate::explain::Code;
use crate::money::Currency;
use crate::pricing::formula::Step;
use crate::pricing::rule::{Breaks, ChoosePrice, Conversion, Group, PriceList};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// A list as it is written, before the list it derives from is looked up.
struct Written<'n> {
    list: PriceList,
    from: Option<(&'n Node, &'n str)>,
}

/// Reads `price_lists`.
pub(crate) fn read_price_lists(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    currency: Currency,
) -> Vec<PriceList> {
    let mut seen = Vec::new();
    let mut written =
        reader.each(node, |reader, node| read_list(reader, node, names, currency, &mut seen));
    link(reader, &mut written);
    written.into_iter().map(|written| written.list).collect()
}

fn read_list<'n>(
    reader: &mut Reader,
    node: &'n Node,
    names: &ScopeNames<'_>,
    currency: Currency,
    seen: &mut Vec<Box<str>>,
) -> Option<Written<'n>> {
    let mut fields = reader.fields(node)?;
    let id = reader.unique_id(&mut fields, seen, "a price list");
    let name = fields.optional(reader, "name", |r, n| r.text(n).map(Box::from));
    let own = fields.optional(reader, "currency", Reader::currency);
    let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
    let valid = reader.validity(&mut fields);
    let priority = fields.optional(reader, "priority", read_priority).unwrap_or_default();
    let over = fields.optional(reader, "over", read_over).unwrap_or_default();
    let breaks = fields.optional(reader, "breaks", read_breaks).unwrap_or_default();
    let (from, formula) = read_derived(reader, &mut fields);
    let convert = fields.optional(reader, "convert", read_conversions).unwrap_or_default();
    fields.finish(reader);
    let id = id?;
    let list = PriceList {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        currency: own.unwrap_or(currency),
        scope: scope?,
        valid,
        priority,
        over,
        breaks,
        from: None,
        formula,
        convert,
    };
    Some(Written { list, from })
}

/// `volume`, `graduated`, or `{ package_size: 12 }`.
fn read_breaks(reader: &mut Reader, node: &Node) -> Option<Breaks> {
    if let Value::Mapping(_) = node.value {
        let mut fields = reader.fields(node)?;
        let size = fields.required(reader, "package_size", |r, n| r.whole(n, 1, 1_000_000_000));
        fields.finish(reader);
        return size.map(Breaks::Package);
    }
    reader.word(node, &["volume", "graduated"]).map(|at| [Breaks::Volume, Breaks::Graduated][at])
}

type From<'n> = Option<(&'n Node, &'n str)>;

fn read_derived<'n>(reader: &mut Reader, fields: &mut Fields<'n>) -> (From<'n>, Vec<Step>) {
    let from = fields.optional(reader, "from", |r, n| r.text(n).map(|text| (n, text)));
    let formula = fields.optional(reader, "formula", |reader, node| {
        let steps = read_steps(reader, node);
        if from.is_none() {
            reader.invalid(node, "no `formula` without `from`");
        }
        steps
    });
    (from, formula.unwrap_or_default())
}

/// `{ EUR: 0.92 }` or `{ EUR: { rate: 0.92, round: { increment: 0.01 } } }`.
fn read_conversions(reader: &mut Reader, node: &Node) -> Option<Vec<(Currency, Conversion)>> {
    Some(reader.entries(node, |reader, key, value| {
        let Some(currency) = Currency::parse(&key.text) else {
            let near = nearest(&key.text, Currency::codes()).unwrap_or("");
            let data = [("found", &*key.text), ("expected", "currency"), ("nearest", near)];
            reader.fault_at(key.line, key.column, Code::UnknownName, &data);
            return None;
        };
        if let Value::Scalar { .. } = value.value {
            let rate = reader.positive(value)?;
            return Some((currency, Conversion { rate, rounding: None }));
        }
        let mut fields = reader.fields(value)?;
        let rate = fields.required(reader, "rate", Reader::positive);
        let rounding = fields.optional(reader, "round", Reader::rounding);
        fields.finish(reader);
        Some((currency, Conversion { rate: rate?, rounding }))
    }))
}

/// Looks up the lists that others derive from; none may come back to itself.
fn link(reader: &mut Reader, written: &mut [Written<'_>]) {
    for at in 0..written.len() {
        let Some((node, name)) = written[at].from else { continue };
        let base = written.iter().position(|other| *other.list.id == *name);
        let Some(base) = base else {
            let ids = written.iter().map(|other| &*other.list.id);
            let near = nearest(name, ids).unwrap_or("").to_owned();
            let data = [("found", name), ("expected", "price list"), ("nearest", &*near)];
            reader.fault(node, Code::UnknownName, &data);
            continue;
        };
        if written[base].list.currency != written[at].list.currency {
            let currency = written[base].list.currency;
            let expected = format!("a list in the same currency; `{name}` is in {currency}");
            reader.fault(node, Code::InvalidValue, &[("found", name), ("expected", &expected)]);
        }
        written[at].list.from = u32::try_from(base).ok();
    }
    for at in 0..written.len() {
        let Some((node, _)) = written[at].from else { continue };
        if comes_back(written, at) {
            let id = written[at].list.id.clone();
            reader.fault(node, Code::CyclicLists, &[("found", &id)]);
        }
    }
}

fn comes_back(written: &[Written<'_>], start: usize) -> bool {
    let mut at = start;
    for _ in 0..written.len() {
        let Some(next) = written[at].list.from else { return false };
        at = next as usize;
        if at == start {
            return true;
        }
    }
    // It runs into a cycle of others, which are told themselves.
    false
}

/// Reads `choose_price`.
pub(crate) fn read_choose(
    reader: &mut Reader,
    node: &Node,
    lists: &[PriceList],
) -> Option<ChoosePrice> {
    const VALUES: [ChoosePrice; 4] = [
        ChoosePrice::FirstList,
        ChoosePrice::Lowest,
        ChoosePrice::MostConditions,
        ChoosePrice::Priority,
    ];
    let choose = reader.word(node, &ChoosePrice::NAMES).map(|at| VALUES[at])?;
    if choose == ChoosePrice::Priority {
        refuse_ties(reader, node, lists);
    }
    Some(choose)
}

/// Two lists of the same priority that can hold on one day would tie.
fn refuse_ties(reader: &mut Reader, node: &Node, lists: &[PriceList]) {
    for (at, later) in lists.iter().enumerate() {
        let same = |earlier: &&PriceList| {
            earlier.priority == later.priority && earlier.valid.meets(&later.valid)
        };
        if let Some(earlier) = lists[..at].iter().find(same) {
            let priority = later.priority.to_string();
            let data = [("found", &*later.id), ("other", &*earlier.id), ("priority", &*priority)];
            reader.fault(node, Code::Tie, &data);
        }
    }
}

/// Reads `groups`.
pub(crate) fn read_groups(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Group> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a group");
        let products =
            fields.required(reader, "products", |r, n| read_scope(r, n, names, Allowed::PRODUCT));
        fields.finish(reader);
        Some(Group { id: id?, products: products? })
    })
}
