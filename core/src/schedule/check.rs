use super::rule::{Measure, Reach, Reached, Schedule, ScheduleMode, Tier};
use crate::document::{Fields, Node, Reader, Value};
use crate::explain::Code;
use crate::money::Exact;

/// What a schedule is over, and which measures may choose its tiers.
#[derive(Clone, Copy)]
pub(crate) struct Over<'m> {
    /// Money has percentages; units have an amount each.
    pub money: bool,
    pub by: &'m [Measure],
}

/// Reads a rate schedule.
pub(crate) fn read_schedule(reader: &mut Reader, node: &Node, over: Over<'_>) -> Option<Schedule> {
    const MODES: [ScheduleMode; 4] =
        [ScheduleMode::Flat, ScheduleMode::Graduated, ScheduleMode::Volume, ScheduleMode::Package];
    let before = reader.count();
    let mut fields = reader.fields(node)?;
    let mode =
        fields.required(reader, "mode", |r, n| r.word(n, &ScheduleMode::NAMES).map(|at| MODES[at]));
    let reach = fields.optional(reader, "reach", |r, n| {
        r.word(n, &["at_or_above", "above"]).map(|at| [Reach::AtOrAbove, Reach::Above][at])
    });
    let entered_at_zero = fields.optional(reader, "entered_at_zero", Reader::bool);
    let by = fields.optional(reader, "by", |r, n| read_by(r, n, over, mode)).unwrap_or_default();
    let reached = fields.optional(reader, "reached", |r, n| {
        r.word(n, &["any", "all"]).map(|at| [Reached::Any, Reached::All][at])
    });
    let free = fields.optional(reader, "free", Reader::not_negative).unwrap_or_default();
    let free_count = fields.optional(reader, "free_count", |r, n| r.whole(n, 0, 1_000_000_000));
    let fixed = fields.optional(reader, "fixed", Reader::not_negative).unwrap_or_default();
    let minimum = fields.optional(reader, "minimum", Reader::not_negative);
    let maximum = fields.optional(reader, "maximum", |r, n| read_maximum(r, n, minimum));
    let shape = Shape { over, mode, by: &by };
    let tiers = fields.required(reader, "tiers", |r, n| read_tiers(r, n, &shape));
    fields.finish(reader);
    let schedule = Schedule {
        mode: mode?,
        reach: reach.unwrap_or_default(),
        entered_at_zero: entered_at_zero.unwrap_or(true),
        by,
        reached: reached.unwrap_or_default(),
        tiers: tiers?,
        free,
        free_count: free_count.unwrap_or_default(),
        fixed,
        minimum,
        maximum,
    };
    (reader.count() == before).then_some(schedule)
}

/// What the tiers of a schedule must look like.
struct Shape<'s> {
    over: Over<'s>,
    mode: Option<ScheduleMode>,
    by: &'s [Measure],
}

fn read_by(
    reader: &mut Reader,
    node: &Node,
    over: Over<'_>,
    mode: Option<ScheduleMode>,
) -> Option<Vec<Measure>> {
    let names: Vec<&str> = over.by.iter().map(|measure| measure.name()).collect();
    let word = |r: &mut Reader, n: &Node| r.word(n, &names).map(|at| over.by[at]);
    let measures = match &node.value {
        Value::Sequence(_) => reader.each(node, word),
        _ => vec![word(reader, node)?],
    };
    if mode == Some(ScheduleMode::Graduated) {
        reader.invalid(node, "no other measure: graduated tiers are slices of their own");
        return None;
    }
    let twice = measures.iter().enumerate().any(|(at, m)| measures[..at].contains(m));
    if twice || measures.is_empty() {
        reader.invalid(node, "each measure once, at least one");
        return None;
    }
    Some(measures)
}

fn read_maximum(reader: &mut Reader, node: &Node, minimum: Option<Exact>) -> Option<Exact> {
    let maximum = reader.not_negative(node)?;
    if minimum.is_some_and(|minimum| maximum < minimum) {
        reader.invalid(node, "a maximum that is not below the minimum");
    }
    Some(maximum)
}

fn read_tiers(reader: &mut Reader, node: &Node, shape: &Shape<'_>) -> Option<Vec<Tier>> {
    let before = reader.count();
    let mut last: Option<Vec<Exact>> = None;
    let tiers = reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let from = match &last {
            None => fields.optional(reader, "from", |r, n| read_from(r, n, shape, None)),
            Some(last) => {
                fields.required(reader, "from", |r, n| read_from(r, n, shape, Some(last)))
            }
        };
        let from = from.unwrap_or_else(|| vec![Exact::ZERO; shape.by.len().max(1)]);
        last = Some(from.clone());
        let tier = read_rates(reader, &mut fields, shape, &from);
        fields.finish(reader);
        tier
    });
    let one = tiers.len() == 1 || shape.mode != Some(ScheduleMode::Flat);
    if reader.count() == before && (tiers.is_empty() || !one) {
        reader.invalid(node, if one { "at least one tier" } else { "exactly one tier" });
    }
    (reader.count() == before).then_some(tiers)
}

/// The bounds of a tier: zero for the first; for the others none below the tier
/// before it, and one above.
fn read_from(
    reader: &mut Reader,
    node: &Node,
    shape: &Shape<'_>,
    last: Option<&Vec<Exact>>,
) -> Option<Vec<Exact>> {
    let from = read_bounds(reader, node, shape)?;
    match last {
        None if from.iter().any(|bound| *bound != Exact::ZERO) => {
            reader.invalid(node, "0 for the first tier");
        }
        Some(last) => {
            let fallen = from.iter().zip(last).find(|(bound, before)| bound < before);
            let same = Some((&from[0], &last[0])).filter(|_| from == *last);
            if let Some((found, before)) = fallen.or(same) {
                let (found, before) = (found.text(0), before.text(0));
                reader.fault(node, Code::TiersNotRising, &[("found", &found), ("before", &before)]);
            }
        }
        None => {}
    }
    Some(from)
}

fn read_bounds(reader: &mut Reader, node: &Node, shape: &Shape<'_>) -> Option<Vec<Exact>> {
    if shape.by.len() < 2 {
        return reader.not_negative(node).map(|from| vec![from]);
    }
    let mut fields = reader.fields(node)?;
    let mut bounds = Vec::new();
    for measure in shape.by {
        bounds.push(fields.required(reader, measure.name(), Reader::not_negative)?);
    }
    fields.finish(reader);
    Some(bounds)
}

fn read_rates(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    shape: &Shape<'_>,
    from: &[Exact],
) -> Option<Tier> {
    let mut tier = Tier { from: *from.first()?, also_from: from[1..].to_vec(), ..Tier::default() };
    if shape.mode == Some(ScheduleMode::Package) {
        tier.package_size = fields.required(reader, "package_size", Reader::positive)?;
        tier.per_package = fields.required(reader, "per_package", Reader::not_negative)?;
        tier.fixed = fields.optional(reader, "fixed", Reader::not_negative).unwrap_or_default();
        return Some(tier);
    }
    let rate = if shape.over.money { "percent" } else { "unit" };
    let rated = if shape.over.money {
        fields.optional(reader, "percent", read_percent).map(|percent| tier.percent = percent)
    } else {
        fields.optional(reader, "unit", Reader::not_negative).map(|unit| tier.unit = unit)
    };
    let fixed = fields.optional(reader, "fixed", Reader::not_negative);
    if rated.is_none() && fixed.is_none() && !fields.has(rate) && !fields.has("fixed") {
        let expected = format!("`{rate}`, `fixed` or both");
        fields.none_of(reader, &expected);
        return None;
    }
    tier.fixed = fixed.unwrap_or_default();
    Some(tier)
}

fn read_percent(reader: &mut Reader, node: &Node) -> Option<Exact> {
    let percent = reader.not_negative(node)?;
    if percent > Exact::HUNDRED {
        reader.invalid(node, "a percentage from 0 to 100");
        return None;
    }
    Some(percent)
}
