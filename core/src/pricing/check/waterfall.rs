use super::formula::{read_percent, read_steps};
use crate::document::{Fields, Node, Reader};
use crate::explain::Code;
use crate::pricing::rule::{Adjustment, Change, Combine, Over, Stage};
use crate::schedule::{self, Measure, read_schedule};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// Reads `waterfall`.
pub(crate) fn read_stages(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Stage> {
    let mut stages: Vec<Box<str>> = Vec::new();
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let name = fields.required(reader, "stage", |r, n| read_stage_name(r, n, &mut stages));
        let combine = fields.required(reader, "combine", |r, n| {
            r.word(n, &Combine::NAMES).map(|at| Combine::ALL[at])
        });
        let adjustments = fields.required(reader, "adjustments", |r, n| {
            let adjustments = r.each(n, |r, n| read_adjustment(r, n, names, &mut ids));
            if combine == Some(Combine::Priority) {
                refuse_ties(r, n, &adjustments);
            }
            Some(adjustments)
        });
        fields.finish(reader);
        Some(Stage { name: name?, combine: combine?, adjustments: adjustments? })
    })
}

/// Stages that every decision has of itself; a rulebook cannot take their names.
const OWN_STAGES: [&str; 6] = ["list", "conversion", "rounding", "guards", "order", "fees"];

fn read_stage_name(reader: &mut Reader, node: &Node, seen: &mut Vec<Box<str>>) -> Option<Box<str>> {
    let name: Box<str> = reader.text(node)?.into();
    if OWN_STAGES.contains(&&*name) {
        let expected = format!("a name other than {}", OWN_STAGES.join(", "));
        reader.invalid(node, &expected);
        return None;
    }
    if seen.contains(&name) {
        reader.fault(node, Code::DuplicateId, &[("found", &name), ("expected", "a stage")]);
        return None;
    }
    seen.push(name.clone());
    Some(name)
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
    let valid = reader.validity(&mut fields);
    let priority = fields.optional(reader, "priority", read_priority).unwrap_or_default();
    let over = fields.optional(reader, "over", read_over).unwrap_or_default();
    let change = read_change(reader, &mut fields);
    fields.finish(reader);
    Some(Adjustment { id: id?, scope: scope?, valid, priority, over, change: change? })
}

pub(super) fn read_priority(reader: &mut Reader, node: &Node) -> Option<i64> {
    reader.whole(node, -1_000_000, 1_000_000)
}

pub(super) fn read_over(reader: &mut Reader, node: &Node) -> Option<Over> {
    const VALUES: [Over; 3] = [Over::Line, Over::Group, Over::Order];
    reader.word(node, &Over::NAMES).map(|at| VALUES[at])
}

/// Two rules of the same priority that can hold on one day would tie.
fn refuse_ties(reader: &mut Reader, node: &Node, adjustments: &[Adjustment]) {
    for (at, later) in adjustments.iter().enumerate() {
        let same = |earlier: &&Adjustment| {
            earlier.priority == later.priority && earlier.valid.meets(&later.valid)
        };
        if let Some(earlier) = adjustments[..at].iter().find(same) {
            let priority = later.priority.to_string();
            let data = [("found", &*later.id), ("other", &*earlier.id), ("priority", &*priority)];
            reader.fault(node, Code::Tie, &data);
        }
    }
}

fn read_change(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Change> {
    let before = reader.count();
    let over = schedule::Over { money: true, by: &[Measure::Quantity] };
    let percent = fields.optional(reader, "percent", read_percent);
    let amount = fields.optional(reader, "amount", Reader::number);
    let price = fields.optional(reader, "override", Reader::not_negative);
    let round = fields.optional(reader, "round", Reader::rounding);
    let formula = fields.optional(reader, "formula", read_steps);
    let discount = fields.optional(reader, "discount", |r, n| read_schedule(r, n, over));
    let surcharge = fields.optional(reader, "surcharge", |r, n| read_schedule(r, n, over));
    let original = fields.optional(reader, "of", |r, n| {
        let at = r.word(n, &["running", "original"])?;
        if percent.is_none() {
            r.invalid(n, "no `of` without `percent`");
            return None;
        }
        Some(at == 1)
    });
    let of_original = original == Some(true);
    let by_percent =
        |p| if of_original { Change::PercentOfOriginal(p) } else { Change::Percent(p) };
    let stated = [
        percent.map(by_percent),
        amount.map(Change::Amount),
        price.map(Change::Override),
        round.map(Change::Round),
        formula.map(Change::Formula),
        discount.map(Box::new).map(Change::Discount),
        surcharge.map(Box::new).map(Change::Surcharge),
    ];
    let mut changes = stated.into_iter().flatten();
    match (changes.next(), changes.next()) {
        _ if reader.count() > before => None,
        (Some(change), None) => Some(change),
        _ => {
            let names =
                ["percent", "amount", "override", "round", "formula", "discount", "surcharge"];
            fields.not_one(reader, &names);
            None
        }
    }
}
