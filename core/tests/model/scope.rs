//! For whom a rule is, and when.

use super::number::{R, read};
use serde_json::Value;
use std::collections::BTreeMap;

/// A partner or a product with the values of its attributes.
#[derive(Clone, Default)]
pub struct Subject(pub BTreeMap<String, Vec<String>>);

/// Whom and what a line is about.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub partner: &'a Subject,
    pub product: Option<&'a Subject>,
}

/// What a rule is without.
#[derive(Clone, Debug, PartialEq)]
pub enum Lacks {
    Nothing,
    Condition(String),
    NotYetValid,
    Expired,
    Quantity,
}

pub fn values(cell: &Value) -> Vec<String> {
    match cell {
        Value::Array(all) => all.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
        Value::String(text) => {
            text.split(';').filter(|one| !one.is_empty()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn words(list: &Value) -> Vec<String> {
    match list {
        Value::Array(all) => all.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    }
}

fn holds(condition: &Value, values: &[String]) -> bool {
    if values.is_empty() {
        return false;
    }
    if let Some(not) = condition.get("not") {
        let not = words(not);
        return !values.iter().any(|value| not.contains(value));
    }
    if let Some(prefix) = condition.get("prefix") {
        let starts = |value: &String| words(prefix).iter().any(|start| value.starts_with(start));
        return values.iter().any(starts);
    }
    let any = words(condition);
    values.iter().any(|value| any.contains(value))
}

/// The first condition, other than on quantity, that does not hold.
pub fn fails(scope: &Value, about: About<'_>) -> Option<String> {
    let conditions = scope.as_object()?;
    for (name, condition) in conditions.iter().filter(|(name, _)| *name != "quantity") {
        if !meets(name, condition, about) {
            return Some(name.clone());
        }
    }
    None
}

/// The first condition of all that does not hold, where one on partner or product does not.
pub fn fails_first(scope: &Value, about: About<'_>, counted: &R) -> Option<String> {
    let name = fails(scope, about)?;
    let mut before = scope.as_object()?.keys().take_while(|own| **own != name);
    let quantity = before.any(|own| own == "quantity") && !quantity_holds(scope, counted);
    Some(if quantity { "quantity".to_owned() } else { name })
}

fn meets(name: &str, condition: &Value, about: About<'_>) -> bool {
    let of_product = about.product.and_then(|product| product.0.get(name));
    let found = about.partner.0.get(name).or(of_product).cloned().unwrap_or_default();
    holds(condition, &found)
}

/// The conditions on the one part of a scope: those whose names are given, or the others.
pub fn part(scope: &Value, names: &[String], given: bool) -> Value {
    let Some(conditions) = scope.as_object() else { return scope.clone() };
    let kept = conditions.iter().filter(|(name, _)| names.contains(name) == given);
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

pub fn quantity_holds(scope: &Value, counted: &R) -> bool {
    let bounds = &scope["quantity"];
    let least = bounds.get("at_least").is_none_or(|least| *counted >= read(least));
    least && bounds.get("below").is_none_or(|below| *counted < read(below))
}

pub fn conditions(scope: &Value) -> usize {
    scope.as_object().map_or(0, serde_json::Map::len)
}

/// Whether it is before, within or after a validity, for a partner there since a day.
pub fn validity(valid: &Value, today: &str, since: Option<&str>) -> Lacks {
    let bound = |name: &str, existing: &str| {
        let usual = valid[name].as_str()?;
        let was_there = since.is_some_and(|since| since < usual);
        let own = valid[existing].as_str().filter(|_| was_there);
        Some(own.unwrap_or(usual))
    };
    if bound("from", "existing_from").is_some_and(|from| today < from) {
        Lacks::NotYetValid
    } else if bound("until", "existing_until").is_some_and(|until| today >= until) {
        Lacks::Expired
    } else {
        Lacks::Nothing
    }
}

pub fn outcome(lacks: &Lacks) -> &'static str {
    match lacks {
        Lacks::NotYetValid => "not_yet_valid",
        Lacks::Expired => "expired",
        _ => "not_matched",
    }
}
