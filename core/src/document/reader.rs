use super::faults::{Faults, push_index, push_key};
use super::{Fields, Key, Node, Value, nearest};
use crate::calendar::Day;
use crate::explain::{Code, Finding};
use crate::money::Exact;

/// Reads a tree into rules and keeps every fault with its path and place.
#[derive(Debug)]
pub(crate) struct Reader {
    path: String,
    faults: Faults,
}

impl Reader {
    #[cfg(test)]
    pub(crate) fn new(source: &str) -> Self {
        Self::with_faults(source, Vec::new())
    }

    /// A reader of a document that has faults in its writing already.
    pub(crate) fn with_faults(source: &str, faults: Vec<Finding>) -> Self {
        Self { path: String::new(), faults: Faults::of(source, faults) }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.count() == 0
    }

    pub(crate) fn count(&self) -> usize {
        self.faults.count()
    }

    /// The faults by their place in the text.
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.faults.into_findings()
    }

    /// A fault of a value, at the current path. Empty data are left out.
    pub(crate) fn fault(&mut self, node: &Node, code: Code, data: &[(&'static str, &str)]) {
        self.fault_at(node.line, node.column, code, data);
    }

    pub(crate) fn fault_at(
        &mut self,
        line: u32,
        column: u32,
        code: Code,
        data: &[(&'static str, &str)],
    ) {
        self.faults.add(&self.path, (line, column), code, data);
    }

    pub(crate) fn wrong_type(&mut self, node: &Node, expected: &str) {
        let found = node.value.found();
        self.fault(node, Code::WrongType, &[("found", &found), ("expected", expected)]);
    }

    /// A value that is of the right type but not allowed.
    pub(crate) fn invalid(&mut self, node: &Node, expected: &str) {
        let found = node.value.found();
        self.fault(node, Code::InvalidValue, &[("found", &found), ("expected", expected)]);
    }

    /// Reads with one more key on the path.
    pub(crate) fn inside<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.deeper(|path| push_key(path, step), read)
    }

    fn deeper<T>(
        &mut self,
        step: impl FnOnce(&mut String),
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let length = self.path.len();
        step(&mut self.path);
        let outcome = read(self);
        self.path.truncate(length);
        outcome
    }

    pub(crate) fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        if let Value::Mapping(entries) = &node.value {
            return Some(Fields::new(node, entries));
        }
        self.wrong_type(node, "a mapping");
        None
    }

    /// The items of a list; those with faults are left out.
    pub(crate) fn each<'n, T>(
        &mut self,
        node: &'n Node,
        mut read: impl FnMut(&mut Self, &'n Node) -> Option<T>,
    ) -> Vec<T> {
        let Value::Sequence(items) = &node.value else {
            self.wrong_type(node, "a list");
            return Vec::new();
        };
        let item = |(at, item): (usize, &'n Node)| {
            self.deeper(|path| push_index(path, at), |reader| read(reader, item))
        };
        items.iter().enumerate().filter_map(item).collect()
    }

    /// The entries of a mapping whose keys are free.
    pub(crate) fn entries<'n, T>(
        &mut self,
        node: &'n Node,
        mut read: impl FnMut(&mut Self, &'n Key, &'n Node) -> Option<T>,
    ) -> Vec<T> {
        let Value::Mapping(entries) = &node.value else {
            self.wrong_type(node, "a mapping");
            return Vec::new();
        };
        let entry = |(key, value): &'n (Key, Node)| {
            self.inside(&key.text, |reader| read(reader, key, value))
        };
        entries.iter().filter_map(entry).collect()
    }

    pub(crate) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Scalar { text, .. } if !text.is_empty() => Some(text),
            _ => {
                self.wrong_type(node, "a text");
                None
            }
        }
    }

    /// A scalar that `parse` accepts.
    fn scalar<T>(
        &mut self,
        node: &Node,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let Value::Scalar { text, .. } = &node.value else {
            self.wrong_type(node, expected);
            return None;
        };
        let read = parse(text);
        if read.is_none() {
            self.invalid(node, expected);
        }
        read
    }

    pub(crate) fn bool(&mut self, node: &Node) -> Option<bool> {
        self.scalar(node, "true or false", |text| text.parse().ok())
    }

    pub(crate) fn number(&mut self, node: &Node) -> Option<Exact> {
        let octal = is_octal(node);
        self.scalar(node, "a decimal number", |text| Exact::parse(text).filter(|_| !octal))
    }

    pub(crate) fn whole(&mut self, node: &Node, low: i64, high: i64) -> Option<i64> {
        let expected = format!("a whole number from {low} to {high}");
        let octal = is_octal(node);
        self.scalar(node, &expected, |text| {
            let number = text.parse().ok().filter(|_| !text.starts_with('+') && !octal)?;
            (low..=high).contains(&number).then_some(number)
        })
    }

    pub(crate) fn day(&mut self, node: &Node) -> Option<Day> {
        self.scalar(node, "a day such as 2026-03-01", Day::parse)
    }

    /// The known word that was meant; nothing once no more faults are told.
    pub(super) fn near<'w>(&self, text: &str, known: &[&'w str]) -> &'w str {
        let known = if self.faults.full() { &[] } else { known };
        nearest(text, known.iter().copied()).unwrap_or("")
    }

    /// The position of a word in a list of words.
    pub(crate) fn word(&mut self, node: &Node, words: &[&str]) -> Option<usize> {
        let expected = match words {
            [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.concat(),
        };
        let Value::Scalar { text, .. } = &node.value else {
            self.wrong_type(node, &expected);
            return None;
        };
        let found = words.iter().position(|word| **word == **text);
        if found.is_none() {
            let near = self.near(text, words);
            let shown = node.value.found();
            let data = [("found", &*shown), ("expected", &*expected), ("nearest", near)];
            self.fault(node, Code::InvalidValue, &data);
        }
        found
    }
}

/// Whether a value is a plain number with a zero before it, such as `010`: to
/// some readers of YAML that is eight.
fn is_octal(node: &Node) -> bool {
    let Value::Scalar { text, quoted: false } = &node.value else { return false };
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'0', b'0'..=b'9', ..])
}
