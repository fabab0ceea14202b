use super::{Key, Node, Value, nearest};
use crate::calendar::Day;
use crate::explain::{Code, Finding};
use crate::money::Exact;

/// Reads a tree into rules and keeps every fault with its path and place.
#[derive(Debug)]
pub(crate) struct Reader {
    source: String,
    path: String,
    faults: Vec<Finding>,
}

impl Reader {
    pub(crate) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), path: String::new(), faults: Vec::new() }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.faults.len()
    }

    /// The faults by their place in the text.
    pub(crate) fn into_findings(mut self) -> Vec<Finding> {
        self.faults.sort_by_key(|f| f.position.as_ref().map(|p| (p.line, p.column)));
        self.faults
    }

    /// A fault of a value, at the current path. Empty data are left out.
    pub(crate) fn fault(&mut self, node: &Node, code: Code, data: &[(&'static str, &str)]) {
        self.fault_at(node.line, node.column, code, data);
    }

    pub(crate) fn fault_at(&mut self, line: u32, column: u32, code: Code, data: &[(&'static str, &str)]) {
        let mut finding = Finding::new(code, self.path.clone());
        for (name, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
            finding = finding.with(name, *value);
        }
        self.faults.push(finding.at(&self.source, line, column));
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

    /// Reads with one more step on the path.
    pub(crate) fn inside<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        let plain = step.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if step.starts_with('[') {
            self.path.push_str(step);
        } else {
            if !self.path.is_empty() {
                self.path.push('.');
            }
            let written = if plain { step.to_owned() } else { format!("{step:?}") };
            self.path.push_str(&written);
        }
        let outcome = read(self);
        self.path.truncate(length);
        outcome
    }

    pub(crate) fn fields<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        match &node.value {
            Value::Mapping(entries) => {
                Some(Fields { line: node.line, column: node.column, entries, known: Vec::new() })
            }
            _ => {
                self.wrong_type(node, "a mapping");
                None
            }
        }
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
            self.inside(&format!("[{at}]"), |reader| read(reader, item))
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
    fn scalar<T>(&mut self, node: &Node, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
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
        self.scalar(node, "a decimal number", Exact::parse)
    }

    pub(crate) fn whole(&mut self, node: &Node, low: i64, high: i64) -> Option<i64> {
        let expected = format!("a whole number from {low} to {high}");
        self.scalar(node, &expected, |text| {
            text.parse().ok().filter(|number| (low..=high).contains(number))
        })
    }

    pub(crate) fn day(&mut self, node: &Node) -> Option<Day> {
        self.scalar(node, "a day such as 2026-03-01", Day::parse)
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
            let near = nearest(text, words.iter().copied()).unwrap_or("");
            let shown = node.value.found();
            let data = [("found", &*shown), ("expected", &*expected), ("nearest", near)];
            self.fault(node, Code::InvalidValue, &data);
        }
        found
    }
}

/// The fields of a mapping; each name asked for is a name it may have.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    line: u32,
    column: u32,
    entries: &'n [(Key, Node)],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    pub(crate) fn required<T>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        match self.node(name) {
            Some(node) => reader.inside(name, |reader| read(reader, node)),
            None => {
                reader.fault_at(self.line, self.column, Code::MissingField, &[("expected", name)]);
                None
            }
        }
    }

    pub(crate) fn optional<T>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(name)?;
        reader.inside(name, |reader| read(reader, node))
    }

    fn node(&mut self, name: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.entries
            .iter()
            .find(|(key, _)| *key.text == *name)
            .map(|(_, node)| node)
            .filter(|node| node.value != Value::Null)
    }

    /// Whether a field is written, with a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, node)| *key.text == *name && node.value != Value::Null)
    }

    /// Every field that was never asked for is unknown.
    pub(crate) fn finish(self, reader: &mut Reader) {
        let expected = self.known.join(", ");
        for (key, _) in self.entries {
            if self.known.contains(&&*key.text) {
                continue;
            }
            let near = nearest(&key.text, self.known.iter().copied()).unwrap_or("");
            let data = [("found", &*key.text), ("expected", &*expected), ("nearest", near)];
            reader.inside(&key.text, |reader| {
                reader.fault_at(key.line, key.column, Code::UnknownField, &data);
            });
        }
    }
}
