use crate::document::{Node, Reader};
use crate::explain::Code;
use crate::money::{Currency, Exact};
use crate::pricing::rule::{RoundingRules, Tax};

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
