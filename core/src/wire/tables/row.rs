use crate::calendar::Day;
use crate::document::nearest;
use crate::explain::{Code, Finding};
use crate::money::{Currency, Exact};
use std::borrow::Cow;

/// One cell of a row.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    Empty,
    One(Cow<'a, str>),
    Many(Vec<String>),
}

/// One row, with its cells in the order of the table's columns; what is wrong
/// with a cell is added to the faults.
pub(super) struct Row<'r, 'f> {
    pub source: &'r str,
    pub line: u32,
    pub names: &'r [&'r str],
    pub required: usize,
    pub cells: &'r [Cell<'r>],
    pub faults: &'f mut Vec<Finding>,
}

impl<'r> Row<'r, '_> {
    /// The text of a cell; an empty cell of a required column is a fault.
    pub(super) fn text(&mut self, at: usize) -> Option<&'r str> {
        match self.cells.get(at) {
            Some(Cell::One(text)) => Some(text),
            Some(Cell::Many(_)) => {
                self.invalid(at, "a list", "one value");
                None
            }
            _ => {
                if at < self.required {
                    let finding = Finding::new(Code::MissingField, self.names[at]);
                    self.push(finding.with("expected", self.names[at]));
                }
                None
            }
        }
    }

    /// The values of a cell: a list, or text with `;` between them.
    pub(super) fn values(&self, at: usize) -> impl Iterator<Item = &'r str> + use<'r> {
        let (one, many) = match self.cells.get(at) {
            Some(Cell::One(text)) => (Some(&**text), &[][..]),
            Some(Cell::Many(texts)) => (None, &texts[..]),
            _ => (None, &[][..]),
        };
        let split = one.into_iter().flat_map(|text| text.split(';'));
        split.map(str::trim).chain(many.iter().map(String::as_str)).filter(|v| !v.is_empty())
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.faults.push(finding.at(self.source, self.line, 1));
    }

    pub(super) fn invalid(&mut self, at: usize, found: &str, expected: &str) {
        let finding = Finding::new(Code::InvalidValue, self.names[at])
            .with("found", found)
            .with("expected", expected);
        self.push(finding);
    }

    /// A name that must be known already.
    pub(super) fn unknown(&mut self, at: usize, found: &str, kind: &str, near: Option<&str>) {
        let mut finding = Finding::new(Code::DataUnknownName, self.names[at])
            .with("found", found)
            .with("expected", kind);
        if let Some(near) = near {
            finding = finding.with("nearest", near);
        }
        self.push(finding);
    }

    /// A second row of the same thing.
    pub(super) fn duplicate(&mut self, at: usize, found: &str, kind: &str) {
        let finding = Finding::new(Code::DataDuplicateRow, self.names[at])
            .with("found", found)
            .with("expected", kind);
        self.push(finding);
    }

    pub(super) fn whole(&mut self, at: usize, low: i64, high: i64) -> Option<i64> {
        let text = self.text(at)?;
        let number = text.parse::<i64>().ok().filter(|n| (low..=high).contains(n));
        if number.is_none() {
            self.invalid(at, text, &format!("a whole number from {low} to {high}"));
        }
        number
    }

    /// A number of at least zero.
    pub(super) fn amount(&mut self, at: usize) -> Option<Exact> {
        let text = self.text(at)?;
        let number = Exact::parse(text).filter(|n| n.signum() >= 0);
        if number.is_none() {
            self.invalid(at, text, "a number of at least 0, with a point for decimals");
        }
        number
    }

    pub(super) fn day(&mut self, at: usize) -> Option<Day> {
        let text = self.text(at)?;
        let day = Day::parse(text);
        if day.is_none() {
            self.invalid(at, text, "a day such as 2026-03-01");
        }
        day
    }

    pub(super) fn currency(&mut self, at: usize) -> Option<Currency> {
        let text = self.text(at)?;
        let currency = Currency::parse(text);
        if currency.is_none() {
            self.unknown(at, text, "currency", nearest(text, Currency::codes()));
        }
        currency
    }

    /// One of a few words, as its position.
    pub(super) fn word(&mut self, at: usize, words: &[&str], kind: &str) -> Option<usize> {
        let text = self.text(at)?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            self.unknown(at, text, kind, nearest(text, words.iter().copied()));
        }
        found
    }
}
