use super::node::add_entry;
use super::{DEPTH_MAX, Key, Node, Value};
use crate::explain::{Code, Finding};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

/// Reads one YAML 1.2 document without anchors, aliases and tags.
pub(super) fn read_yaml(text: &str, source: &str) -> Result<Node, Vec<Finding>> {
    let mut builder = Builder { source, faults: Vec::new(), open: Vec::new(), root: None };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                if let Err(found) = builder.event(event, span.start) {
                    builder.unreadable(found, span.start);
                    break;
                }
            }
            Err(fault) => {
                builder.unreadable(fault.info(), *fault.marker());
                break;
            }
        }
    }
    let empty = Node { value: Value::Null, line: 1, column: 1 };
    if builder.faults.is_empty() { Ok(builder.root.unwrap_or(empty)) } else { Err(builder.faults) }
}

struct Builder<'s> {
    source: &'s str,
    faults: Vec<Finding>,
    open: Vec<Open>,
    root: Option<Node>,
}

/// A sequence or mapping that is not closed yet.
struct Open {
    line: u32,
    column: u32,
    kind: Kind,
}

enum Kind {
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>, Option<Key>),
}

impl Builder<'_> {
    fn unreadable(&mut self, found: &str, at: Marker) {
        let (line, column) = place(at);
        let finding = Finding::new(Code::Unreadable, "").with("found", found);
        self.faults.push(finding.at(self.source, line, column));
    }

    fn event(&mut self, event: Event<'_>, at: Marker) -> Result<(), &'static str> {
        let (line, column) = place(at);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err("a second document"),
            Event::Alias(_) => Err("an alias (`*name`); write the value again"),
            Event::Scalar(_, _, anchor, tag) if anchor > 0 || tag.is_some() => Err(NO_ANCHOR),
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor > 0 || tag.is_some() =>
            {
                Err(NO_ANCHOR)
            }
            Event::Scalar(text, style, _, _) => {
                self.add(Node { value: scalar(&text, style), line, column })
            }
            Event::SequenceStart(..) => self.open(line, column, Kind::Sequence(Vec::new())),
            Event::MappingStart(..) => self.open(line, column, Kind::Mapping(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn open(&mut self, line: u32, column: u32, kind: Kind) -> Result<(), &'static str> {
        if self.open.len() >= DEPTH_MAX {
            return Err("more than 64 levels");
        }
        self.open.push(Open { line, column, kind });
        Ok(())
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let Some(Open { line, column, kind }) = self.open.pop() else { return Ok(()) };
        let value = match kind {
            Kind::Sequence(items) => Value::Sequence(items),
            Kind::Mapping(entries, _) => Value::Mapping(entries),
        };
        self.add(Node { value, line, column })
    }

    fn add(&mut self, node: Node) -> Result<(), &'static str> {
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(Kind::Sequence(items)) => items.push(node),
            Some(Kind::Mapping(entries, pending)) => match pending.take() {
                Some(key) => add_entry(entries, key, node, self.source, &mut self.faults),
                None => {
                    let Value::Scalar { text, .. } = node.value else {
                        return Err("a key that is not a word");
                    };
                    *pending = Some(Key { text, line: node.line, column: node.column });
                }
            },
        }
        Ok(())
    }
}

const NO_ANCHOR: &str = "an anchor or tag (`&name`, `!name`); write the plain value";

fn place(at: Marker) -> (u32, u32) {
    (at.line() as u32, at.col() as u32 + 1)
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null") => Value::Null,
        (ScalarStyle::Plain, text) => Value::Scalar { text: text.into(), quoted: false },
        (_, text) => Value::Scalar { text: text.into(), quoted: true },
    }
}
