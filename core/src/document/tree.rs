use super::faults::{Faults, push_index, push_key, shown};
use super::{Document, Key, Node, Value};
use crate::explain::Code;

/// How deep a document may be nested. A rulebook needs eight levels.
const DEPTH_MAX: usize = 64;

/// How many values a document may hold.
pub(super) const NODES_MAX: usize = 2_000_000;

/// Reading ends here: what follows has no meaning any more.
#[derive(Debug)]
pub(super) struct Stop;

/// Line and column, both from 1.
pub(super) type Place = (u32, u32);

/// Grows the tree of a document; the readers of YAML and JSON feed it, so that
/// both keep the same limits and tell the same faults.
#[derive(Debug)]
pub(super) struct Tree {
    faults: Faults,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

/// A list or mapping that is not closed yet.
#[derive(Debug)]
struct Open {
    place: Place,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>, Option<Key>),
}

impl Tree {
    pub(super) fn new(source: &str) -> Self {
        Self { faults: Faults::new(source), open: Vec::new(), root: None, nodes: 0 }
    }

    /// Whether the document is complete.
    pub(super) fn has_root(&self) -> bool {
        self.root.is_some()
    }

    pub(super) fn open_sequence(&mut self, place: Place) -> Result<(), Stop> {
        self.open(place, Kind::Sequence(Vec::new()))
    }

    pub(super) fn open_mapping(&mut self, place: Place) -> Result<(), Stop> {
        self.open(place, Kind::Mapping(Vec::new(), None))
    }

    fn open(&mut self, place: Place, kind: Kind) -> Result<(), Stop> {
        if self.open.len() >= DEPTH_MAX {
            self.too_deep(place);
            return Err(Stop);
        }
        self.key_is_text(
            place,
            if matches!(kind, Kind::Sequence(_)) { "a list" } else { "a mapping" },
        )?;
        self.open.push(Open { place, kind });
        Ok(())
    }

    /// Closes the list or mapping opened last.
    pub(super) fn close(&mut self) -> Result<(), Stop> {
        let Some(Open { place, kind }) = self.open.pop() else { return Ok(()) };
        let value = match kind {
            Kind::Sequence(items) => Value::Sequence(items),
            Kind::Mapping(entries, _) => {
                self.tell_duplicates(&entries);
                Value::Mapping(entries)
            }
        };
        self.add(place, value)
    }

    /// A scalar or null: a key where one is due, else a value.
    pub(super) fn leaf(&mut self, place: Place, value: Value) -> Result<(), Stop> {
        match value {
            Value::Scalar { text, .. } if self.awaits_key() => self.key(place, text),
            value => {
                self.key_is_text(place, "nothing")?;
                self.add(place, value)?;
            }
        }
        Ok(())
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { kind: Kind::Mapping(_, None), .. }))
    }

    fn key_is_text(&mut self, place: Place, found: &str) -> Result<(), Stop> {
        if self.awaits_key() {
            self.unreadable(place, &format!("{found} as a key"), "a word as the key");
            return Err(Stop);
        }
        Ok(())
    }

    fn key(&mut self, (line, column): Place, text: Box<str>) {
        if let Some(Open { kind: Kind::Mapping(_, pending), .. }) = self.open.last_mut() {
            *pending = Some(Key { text, line, column });
        }
    }

    fn add(&mut self, place: Place, value: Value) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            let (found, expected) =
                (format!("more than {NODES_MAX} values"), format!("{NODES_MAX} values"));
            self.tell(place, Code::TooLarge, &[("found", &found), ("expected", &expected)]);
            return Err(Stop);
        }
        let node = Node { value, line: place.0, column: place.1 };
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(Kind::Sequence(items)) => items.push(node),
            Some(Kind::Mapping(entries, pending)) => {
                entries.extend(pending.take().map(|key| (key, node)));
            }
        }
        Ok(())
    }

    /// Sorting finds the keys written twice without a table of them, also in a
    /// mapping of a million entries.
    fn tell_duplicates(&mut self, entries: &[(Key, Node)]) {
        let mut keys: Vec<&Key> = entries.iter().map(|(key, _)| key).collect();
        keys.sort_by(|a, b| a.text.cmp(&b.text));
        let twice = keys.windows(2).filter(|pair| pair[0].text == pair[1].text);
        let path = self.path();
        for key in twice.map(|pair| pair[1]) {
            let mut path = path.clone();
            push_key(&mut path, &key.text);
            let data = [("found", &*shown(&key.text)), ("expected", "each field once")];
            self.faults.add(&path, (key.line, key.column), Code::DuplicateField, &data);
        }
    }

    /// A fault of the writing itself, where the tree has grown to.
    pub(super) fn unreadable(&mut self, place: Place, found: &str, expected: &str) {
        self.tell(place, Code::Unreadable, &[("found", found), ("expected", expected)]);
    }

    pub(super) fn too_deep(&mut self, place: Place) {
        let (found, expected) =
            (format!("more than {DEPTH_MAX} levels"), format!("{DEPTH_MAX} levels"));
        self.tell(place, Code::TooLarge, &[("found", &found), ("expected", &expected)]);
    }

    fn tell(&mut self, place: Place, code: Code, data: &[(&'static str, &str)]) {
        self.faults.add(&self.path(), place, code, data);
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            match &open.kind {
                Kind::Sequence(items) => push_index(&mut path, items.len()),
                Kind::Mapping(_, Some(key)) => push_key(&mut path, &key.text),
                Kind::Mapping(_, None) => {}
            }
        }
        path
    }

    /// The document; an empty text is nothing. A text whose reading stopped has
    /// no root.
    pub(super) fn finish(mut self) -> Document {
        while let Some(open) = self.open.pop() {
            if let Kind::Mapping(entries, _) = open.kind {
                self.tell_duplicates(&entries);
            }
        }
        let empty = self.faults.count() == 0 && self.root.is_none();
        let root =
            if empty { Some(Node { value: Value::Null, line: 1, column: 1 }) } else { self.root };
        Document { root, faults: self.faults.into_findings() }
    }
}
