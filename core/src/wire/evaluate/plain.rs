use super::super::json;
use super::{Failed, Question};
use crate::document::{Node, Reader, Value};
use crate::money::{Exact, Mode, Rounding};
use crate::order::split_within;
use crate::pricing::SplitMethod;

/// `{"mode","increment","value"}` to `{"value","difference"}`.
pub(super) fn rounding(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let rounding = read_rounding(reader, fields);
    let value = fields.required(reader, "value", Reader::number);
    let (Some(rounding), Some(value)) = (rounding, value) else { return Err(Failed::Faults) };
    let rounded = rounding.apply(value).ok_or(Failed::Range)?;
    let difference = rounded.minus(value).ok_or(Failed::Range)?;
    let mut out = String::from("{\"value\":");
    json::price(rounded, 0, &mut out);
    out.push_str(",\"difference\":");
    json::price(difference, 0, &mut out);
    out.push('}');
    Ok(out)
}

/// `mode` and `increment` among the fields.
pub(super) fn read_rounding(reader: &mut Reader, fields: &mut Question<'_>) -> Option<Rounding> {
    let mode = fields.optional(reader, "mode", |r, n| {
        r.word(n, &Mode::NAMES).and_then(|at| Mode::parse(Mode::NAMES[at]))
    });
    let increment = fields.required(reader, "increment", Reader::positive)?;
    Some(Rounding { mode: mode.unwrap_or_default(), increment })
}

/// `{"amount","weights","room","method"}` in whole units to `{"parts","left"}`.
pub(super) fn split(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    const METHODS: [SplitMethod; 2] =
        [SplitMethod::LargestRemainder, SplitMethod::HalfDownThenFirst];
    let amount = fields.required(reader, "amount", |r, n| r.whole(n, -UNITS_MAX, UNITS_MAX));
    let weights = fields.required(reader, "weights", units);
    let room = fields.optional(reader, "room", |reader, node| {
        let room = units(reader, node)?;
        if weights.as_ref().is_some_and(|weights| weights.len() != room.len()) {
            reader.invalid(node, "as many as there are weights");
        }
        Some(room)
    });
    let method = fields
        .optional(reader, "method", |r, n| r.word(n, &SplitMethod::NAMES).map(|at| METHODS[at]));
    let (Some(amount), Some(weights)) = (amount, weights) else { return Err(Failed::Faults) };
    let room = room.unwrap_or_else(|| vec![i64::MAX; weights.len()]);
    if room.len() != weights.len() {
        return Err(Failed::Faults);
    }
    let (parts, left) =
        split_within(amount, method.unwrap_or_default(), weights, room).ok_or(Failed::Range)?;
    let mut out = String::from("{\"parts\":[");
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        json::whole(part, &mut out);
    }
    out.push_str("],\"left\":");
    json::whole(left, &mut out);
    out.push('}');
    Ok(out)
}

/// Whole units are far below what would overflow a sum of them.
const UNITS_MAX: i64 = 1_000_000_000_000_000;

/// A list of whole numbers from 0, at least one.
fn units(reader: &mut Reader, node: &Node) -> Option<Vec<i64>> {
    let before = reader.count();
    let units = reader.each(node, |reader, node| reader.whole(node, 0, UNITS_MAX));
    if units.is_empty() && reader.count() == before {
        reader.invalid(node, "at least one number");
    }
    (reader.count() == before).then_some(units)
}

/// A number, which an answer gives back.
pub(super) fn number_or_zero(
    reader: &mut Reader,
    fields: &mut Question<'_>,
    name: &'static str,
) -> Exact {
    fields.optional(reader, name, Reader::number).unwrap_or_default()
}

/// Appends a tree as JSON.
pub(super) fn write_node(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Scalar { text, quoted: true } => json::text(text, out),
        Value::Scalar { text, quoted: false } => out.push_str(text),
        Value::Sequence(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_node(item, out);
            }
            out.push(']');
        }
        Value::Mapping(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json::text(&key.text, out);
                out.push(':');
                write_node(value, out);
            }
            out.push('}');
        }
    }
}
