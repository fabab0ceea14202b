//! What an order says of the time before it.

use super::order::{Text, scalar, unquoted};
use crate::document::{Node, Reader};
use crate::money::Exact;
use crate::order::Facts;
use crate::schedule::Measure;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// `{ "agents": { "base": "1200.00", "count": 4 } }`: facts by fee plan.
pub(super) struct FactsText<'a>(pub(super) Vec<Facts<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for FactsText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByRule;
        impl<'de> Visitor<'de> for ByRule {
            type Value = Vec<Facts<'de>>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("facts by fee plan")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all: Vec<Facts<'de>> = Vec::new();
                while let Some(Text(rule)) = map.next_key()? {
                    if all.iter().any(|facts| facts.rule == rule) {
                        return Err(A::Error::custom("twice the same plan"));
                    }
                    let own: OneText = map.next_value()?;
                    all.push(Facts { rule, ..own.0 });
                }
                Ok(all)
            }
        }
        deserializer.deserialize_map(ByRule).map(Self)
    }
}

/// The facts of one plan.
struct OneText(Facts<'static>);

impl<'de> Deserialize<'de> for OneText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByName;
        impl<'de> Visitor<'de> for ByName {
            type Value = Facts<'static>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("facts by name")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut facts = Facts::default();
                let mut seen: Vec<usize> = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    let raw: &RawValue = map.next_value()?;
                    let at = NAMES.iter().position(|known| *known == name);
                    let value = Exact::parse(unquoted(raw.get()));
                    let (Some(at), Some(value)) = (at.filter(|at| !seen.contains(at)), value)
                    else {
                        return Err(A::Error::custom("no fact"));
                    };
                    seen.push(at);
                    if !set(&mut facts, at, value) {
                        return Err(A::Error::custom("no such number"));
                    }
                }
                Ok(facts)
            }
        }
        deserializer.deserialize_map(ByName).map(Self)
    }
}

/// What can be told of a plan: three facts of its own, and other measures.
const NAMES: [&str; 8] = ["base", "paid", "count", "quantity", "list", "net", "gross", "margin"];
const MEASURES: [Measure; 5] =
    [Measure::Quantity, Measure::List, Measure::Net, Measure::Gross, Measure::Margin];

/// Sets a fact by its place in `NAMES`; whether it could be that number.
fn set(facts: &mut Facts<'_>, at: usize, value: Exact) -> bool {
    match at {
        0 => facts.base = value,
        1 if value.signum() < 0 => return false,
        1 => facts.paid = value,
        2 => {
            let count = value.rescaled(0).and_then(|count| i64::try_from(count).ok());
            let Some(count) = count.filter(|count| *count >= 0) else { return false };
            facts.count = count;
        }
        _ => facts.measures.push((MEASURES[at - 3], value)),
    }
    true
}

/// Says everything that is wrong with `to_date`.
pub(super) fn check(reader: &mut Reader, node: &Node) -> Option<()> {
    reader.entries(node, |reader, _, node| {
        let mut fields = reader.fields(node)?;
        for (at, name) in NAMES.into_iter().enumerate() {
            fields.optional(reader, name, |reader, node| {
                let value = scalar(node).and_then(Exact::parse);
                if !value.is_some_and(|value| set(&mut Facts::default(), at, value)) {
                    let expected = ["a number such as \"1200.00\"", "a whole number such as 4"];
                    reader.invalid(node, expected[usize::from(at == 2)]);
                }
                Some(())
            });
        }
        fields.finish(reader);
        Some(())
    });
    Some(())
}
