//! Where two answers differ, and the smallest contract that shows it.

use super::{decide, library};
use serde_json::Value;

/// A difference: its place, what the model has there, what the library has.
#[derive(Clone, Debug)]
pub struct Difference {
    pub path: String,
    pub model: Value,
    pub library: Value,
}

impl Difference {
    /// The place without its numbers: differences of one kind share it.
    pub fn kind(&self) -> String {
        let digits = |c: &char| !c.is_ascii_digit();
        let mut kind: String = self.path.chars().filter(digits).collect();
        let words = ["code", "stage", "outcome"];
        for side in [&self.model, &self.library] {
            for word in words.iter().filter_map(|word| side.get(word)?.as_str()) {
                kind.push(' ');
                kind.extend(word.chars().filter(digits));
            }
        }
        kind
    }
}

/// The first difference of two answers, the most telling parts first.
pub fn difference(model: &Value, library: &Value) -> Option<Difference> {
    let parts = ["lines", "trace", "findings", "fees", "totals", "verdict", "currency"];
    parts.iter().find_map(|part| first(part, &model[part], &library[part]))
}

fn first(path: &str, model: &Value, library: &Value) -> Option<Difference> {
    if model == library {
        return None;
    }
    if let (Value::Array(ours), Value::Array(theirs)) = (model, library) {
        let most = ours.len().max(theirs.len());
        let side = |all: &[Value], at: usize| all.get(at).cloned().unwrap_or(Value::Null);
        let one = |at: usize| first(&format!("{path}[{at}]"), &side(ours, at), &side(theirs, at));
        return (0..most).find_map(one);
    }
    let is_line = path.starts_with("lines") && path.ends_with(']');
    if let (Value::Object(ours), Value::Object(theirs), true) =
        (model, library, is_line || path == "totals")
    {
        let mut names: Vec<_> = ours.keys().chain(theirs.keys()).collect();
        names.sort();
        return names
            .iter()
            .find_map(|name| first(&format!("{path}.{name}"), &model[name], &library[name]));
    }
    let (path, model, library) = (path.to_owned(), model.clone(), library.clone());
    Some(Difference { path, model, library })
}

/// What the two answer differently in a case of one order.
pub fn differs(case: &Value) -> Option<Difference> {
    let order = case["orders"].get(0)?;
    super::world::find(&case["partners"], &order["partner"])?;
    order["lines"].get(0)?;
    let engine = library::engine(case).ok()?;
    let theirs = library::decide(&engine, order).ok()?;
    let ours = std::panic::catch_unwind(|| decide::decide(case, order)).ok()?;
    difference(&ours, &theirs)
}

/// Drops part after part while the difference stays one of its kind.
pub fn smallest(case: &Value, kind: &str) -> Value {
    let mut case = case.clone();
    loop {
        let before = case.clone();
        for path in paths(&case) {
            let mut without = case.clone();
            if remove(&mut without, &path) && differs(&without).is_some_and(|d| d.kind() == kind) {
                case = without;
            }
        }
        if case == before {
            return case;
        }
    }
}

/// Every part that might be dropped, the last first, so that places stay true.
fn paths(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    collect(value, "", &mut all);
    all.reverse();
    all
}

fn collect(value: &Value, path: &str, all: &mut Vec<String>) {
    let steps: Vec<String> = match value {
        Value::Array(items) => (0..items.len()).map(|at| at.to_string()).collect(),
        Value::Object(fields) => fields.keys().cloned().collect(),
        _ => return,
    };
    for step in steps {
        let path = format!("{path}/{step}");
        all.push(path.clone());
        collect(value.pointer(&format!("/{step}")).unwrap_or(&Value::Null), &path, all);
    }
}

fn remove(value: &mut Value, path: &str) -> bool {
    let Some((parent, step)) = path.rsplit_once('/') else { return false };
    match value.pointer_mut(parent) {
        Some(Value::Array(items)) => match step.parse::<usize>() {
            Ok(at) if at < items.len() => {
                items.remove(at);
                true
            }
            _ => false,
        },
        Some(Value::Object(fields)) => fields.remove(step).is_some(),
        _ => false,
    }
}

/// A case and its difference, for people.
pub fn told(case: &Value, difference: &Difference) -> String {
    let mut out = String::new();
    for (name, part) in case.as_object().into_iter().flatten() {
        match part {
            Value::Object(fields) => {
                for (field, value) in fields {
                    out += &format!("  {name}.{field}: {value}\n");
                }
            }
            Value::Array(items) => {
                for item in items {
                    out += &format!("  {name}: {item}\n");
                }
            }
            other => out += &format!("  {name}: {other}\n"),
        }
    }
    let Difference { path, model, library } = difference;
    out + &format!("  at {path}\n    model:   {model}\n    library: {library}\n")
}
