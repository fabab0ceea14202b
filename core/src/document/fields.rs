use super::faults::shown;
use super::{Key, Node, Reader, Value};
use crate::explain::Code;

/// The fields of a mapping; each name asked for is a name it may have.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    line: u32,
    column: u32,
    entries: &'n [(Key, Node)],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    pub(super) fn new(node: &'n Node, entries: &'n [(Key, Node)]) -> Self {
        Self { line: node.line, column: node.column, entries, known: Vec::new() }
    }

    pub(crate) fn required<T>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        match self.node(name) {
            Some(node) => reader.inside(name, |reader| read(reader, node)),
            None => {
                let data = [("found", "nothing"), ("expected", name)];
                reader.fault_at(self.line, self.column, Code::MissingField, &data);
                None
            }
        }
    }

    /// A field that is absent or has no value is no fault.
    pub(crate) fn optional<T>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(name)?;
        reader.inside(name, |reader| read(reader, node))
    }

    /// The value of a field, when it has one.
    pub(crate) fn node(&mut self, name: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.written(name)
    }

    /// Whether a field is written, with a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.written(name).is_some()
    }

    /// The fault of a mapping that has none of these fields, or several.
    pub(crate) fn not_one(&self, reader: &mut Reader, names: &[&'static str]) {
        let quoted = |names: &[&str]| {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            match &quoted[..] {
                [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
                _ => quoted.concat(),
            }
        };
        let has: Vec<&str> = names.iter().copied().filter(|name| self.has(name)).collect();
        let found = if has.is_empty() { "none of them".to_owned() } else { quoted(&has) };
        let expected = format!("exactly one of {}", quoted(names));
        let data = [("found", &*found), ("expected", &*expected)];
        reader.fault_at(self.line, self.column, Code::WrongType, &data);
    }

    /// The fault of a mapping that lacks what it must have one of.
    pub(crate) fn none_of(&self, reader: &mut Reader, expected: &str) {
        let data = [("found", "none of them"), ("expected", expected)];
        reader.fault_at(self.line, self.column, Code::WrongType, &data);
    }

    fn written(&self, name: &str) -> Option<&'n Node> {
        let (_, node) = self.entries.iter().find(|(key, _)| *key.text == *name)?;
        Some(node).filter(|node| node.value != Value::Null)
    }

    /// Every field that was never asked for is unknown.
    pub(crate) fn finish(self, reader: &mut Reader) {
        let expected = self.known.join(", ");
        for (key, _) in self.entries {
            if self.known.contains(&&*key.text) {
                continue;
            }
            let near = reader.near(&key.text, &self.known);
            let found = shown(&key.text);
            let data = [("found", &*found), ("expected", &*expected), ("nearest", near)];
            reader.inside(&key.text, |reader| {
                reader.fault_at(key.line, key.column, Code::UnknownField, &data);
            });
        }
    }
}
