//! Documents that people write: YAML or JSON text as a tree with positions, and
//! a reader that collects every fault instead of stopping at the first.

mod ground;
mod json;
mod nearest;
mod node;
mod reader;
#[cfg(test)]
mod tests;
mod yaml;

pub(crate) use json::read_json;
pub(crate) use nearest::nearest;
pub(crate) use node::{Key, Node, Value};
pub(crate) use reader::{Fields, Reader};

use crate::explain::{Code, Finding};

/// The largest document that is read; master data has readers of its own.
const BYTES_MAX: usize = 32 << 20;

/// How deep a document may be nested. A rulebook needs eight levels.
const DEPTH_MAX: usize = 64;

/// Reads a document: JSON when it begins with a brace or bracket and is JSON
/// throughout, else YAML (whose flow style begins in the same way).
pub(crate) fn read(text: &str, source: &str) -> Result<Node, Vec<Finding>> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    if plain.len() > BYTES_MAX {
        let (found, most) = (plain.len().to_string(), BYTES_MAX.to_string());
        let finding = Finding::new(Code::TooLarge, "").with("found", found).with("expected", most);
        return Err(vec![finding.at(source, 1, 1)]);
    }
    yaml::read_yaml(plain, source)
}
