//! Documents that people write: YAML or JSON text as a tree with positions, and
//! a reader that collects the faults instead of stopping at the first.

mod faults;
mod fields;
mod ground;
mod json;
mod nearest;
mod node;
mod reader;
#[cfg(test)]
mod tests;
mod tree;
mod yaml;

pub(crate) use fields::Fields;
pub(crate) use json::read_json;
pub(crate) use nearest::nearest;
pub(crate) use node::{Key, Node, Value};
pub(crate) use reader::Reader;

use crate::explain::{Code, Finding};

/// The largest document that is read; master data has readers of its own.
const BYTES_MAX: usize = 32 << 20;

/// What became of a text: its tree as far as it could be read, and what is
/// wrong with the writing.
#[derive(Debug)]
pub(crate) struct Document {
    /// Nothing, when reading had to stop.
    pub root: Option<Node>,
    pub faults: Vec<Finding>,
}

/// Reads a document: JSON when it begins with a brace or bracket and is JSON
/// throughout, else YAML, whose flow style begins in the same way.
pub(crate) fn read(text: &str, source: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > BYTES_MAX {
        return too_large(text, source);
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return yaml::read_yaml(text, source);
    }
    let json = read_json(text, source);
    let Some(reached) = unreadable_from(&json) else { return json };
    let yaml = yaml::read_yaml(text, source);
    // What is neither is told by the reader that understood more of it.
    if unreadable_from(&yaml).is_some_and(|at| at <= reached) { json } else { yaml }
}

/// Where the text stops being what its reader takes it for.
fn unreadable_from(document: &Document) -> Option<(u32, u32)> {
    let fault = document.faults.iter().find(|finding| finding.code == Code::Unreadable)?;
    fault.position.as_ref().map(|p| (p.line, p.column))
}

fn too_large(text: &str, source: &str) -> Document {
    let (found, most) = (format!("{} bytes", text.len()), format!("{BYTES_MAX} bytes"));
    let finding = Finding::new(Code::TooLarge, "").with("found", found).with("expected", most);
    Document { root: None, faults: vec![finding.at(source, 1, 1)] }
}
