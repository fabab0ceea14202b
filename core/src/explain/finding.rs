use super::{Code, Language, fill};
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Hint,
    /// A change or a risk.
    Warn,
    /// A person must agree.
    Approve,
    /// It cannot be done.
    Block,
}

impl Severity {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warn => "warn",
            Self::Approve => "approve",
            Self::Block => "block",
        }
    }
}

/// A place in a text that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Position {
    /// The name the caller gave the text.
    pub source: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One datum of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// A price, an amount, a day or a word.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A business answer or a fault in what was written: coded, located, with a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// Where in the document, such as `lines[2].quantity`.
    pub path: String,
    /// Where in the text, when there is one.
    pub position: Option<Position>,
    /// The rule that spoke, or nothing.
    pub rule: String,
    /// What the wording speaks of, by name.
    pub data: Vec<(&'static str, Value)>,
}

impl Finding {
    /// A finding with its code's own severity and nothing else yet.
    #[must_use]
    pub fn new(code: Code, path: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            path: path.into(),
            position: None,
            rule: String::new(),
            data: Vec::new(),
        }
    }

    /// With one more datum.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.data.push((name, value.into()));
        self
    }

    /// With its place in a text.
    #[must_use]
    pub fn at(mut self, source: &str, line: u32, column: u32) -> Self {
        self.position = Some(Position { source: source.to_owned(), line, column });
        self
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        self.words(self.code.message(language))
    }

    /// What to do about it, in words.
    #[must_use]
    pub fn remedy(&self, language: Language) -> String {
        self.words(self.code.remedy(language))
    }

    fn words(&self, template: &str) -> String {
        let mut out = String::new();
        fill(template, &mut out, |name, out| {
            if let Some((_, value)) = self.data.iter().find(|(n, _)| *n == name) {
                out.push_str(&value.to_string());
            }
        });
        out
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.position {
            write!(f, "{}:{}:{}: ", at.source, at.line, at.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} [{}]", self.message(Language::En), self.code.name())?;
        let remedy = self.remedy(Language::En);
        if remedy.is_empty() { Ok(()) } else { write!(f, "; {remedy}") }
    }
}
