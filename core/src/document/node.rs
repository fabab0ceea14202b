use super::faults::shown;

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
            Self::Scalar { text, .. } => shown(text),
            Self::Sequence(_) => "a list".to_owned(),
            Self::Mapping(_) => "a mapping".to_owned(),
        }
    }
}
