use crate::explain::{Code, Finding};

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub value: Value,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A key of a mapping with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub text: Box<str>,
    pub line: u32,
    pub column: u32,
}

/// What stands in a document. Numbers and booleans stay the text they are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Scalar { text: Box<str>, quoted: bool },
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>),
}

impl Value {
    /// The value in the words of a finding.
    pub(crate) fn found(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Scalar { text, .. } if text.chars().count() > 80 => {
                text.chars().take(79).chain(['…']).collect()
            }
            Self::Scalar { text, .. } => text.to_string(),
            Self::Sequence(_) => "a list".to_owned(),
            Self::Mapping(_) => "a mapping".to_owned(),
        }
    }
}

/// A mapping under construction: the second of two equal keys is a fault.
pub(super) fn add_entry(
    entries: &mut Vec<(Key, Node)>,
    key: Key,
    node: Node,
    source: &str,
    faults: &mut Vec<Finding>,
) {
    if entries.iter().any(|(known, _)| known.text == key.text) {
        let finding = Finding::new(Code::DuplicateField, &*key.text).with("found", &*key.text);
        faults.push(finding.at(source, key.line, key.column));
        return;
    }
    entries.push((key, node));
}
