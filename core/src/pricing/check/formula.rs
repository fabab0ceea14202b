use crate::document::{Node, Reader};
use crate::money::Exact;
use crate::pricing::formula::Step;

/// A percentage that is added: nothing can be lowered by more than 100 %.
pub(super) fn read_percent(reader: &mut Reader, node: &Node) -> Option<Exact> {
    let percent = reader.number(node)?;
    if percent < Exact::HUNDRED.negated() || percent > Exact::whole(10_000) {
        reader.invalid(node, "a percentage from -100 to 10000");
        return None;
    }
    Some(percent)
}

/// Reads a formula: a list of steps, each a mapping with one field.
pub(super) fn read_steps(reader: &mut Reader, node: &Node) -> Option<Vec<Step>> {
    let before = reader.count();
    let steps = reader.each(node, read_step);
    if steps.is_empty() && reader.count() == before {
        reader.invalid(node, "at least one step");
    }
    (reader.count() == before).then_some(steps)
}

fn read_step(reader: &mut Reader, node: &Node) -> Option<Step> {
    let before = reader.count();
    let mut fields = reader.fields(node)?;
    let stated = [
        fields.optional(reader, "percent", read_percent).map(Step::Percent),
        fields.optional(reader, "amount", Reader::number).map(Step::Amount),
        fields.optional(reader, "round", Reader::rounding).map(Step::Round),
        fields.optional(reader, "margin_min_percent", read_margin).map(Step::MarginMin),
        fields.optional(reader, "margin_max_percent", read_margin).map(Step::MarginMax),
    ];
    let mut steps = stated.into_iter().flatten();
    let step = match (steps.next(), steps.next()) {
        _ if reader.count() > before => None,
        (Some(step), None) => Some(step),
        _ => {
            let names = ["percent", "amount", "round", "margin_min_percent", "margin_max_percent"];
            fields.not_one(reader, &names);
            None
        }
    };
    fields.finish(reader);
    step
}

fn read_margin(reader: &mut Reader, node: &Node) -> Option<Exact> {
    let percent = reader.not_negative(node)?;
    if percent >= Exact::HUNDRED {
        reader.invalid(node, "a percentage from 0 to below 100");
        return None;
    }
    Some(percent)
}
