use super::tree::{Place, Stop, Tree};
use super::{Document, Value};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

/// Reads one YAML 1.2 document without anchors, aliases and tags.
pub(super) fn read_yaml(text: &str, source: &str) -> Document {
    let mut tree = Tree::new(source);
    if let Some(offset) = text.find(|c| !printable(c)) {
        tree.unreadable(place_of(text, offset), "a control character", "YAML 1.2");
        return tree.finish();
    }
    for event in Parser::new_from_str(text) {
        let grown = match event {
            Ok((event, span)) => grow(&mut tree, event, place(span.start)),
            Err(fault) => {
                refuse(&mut tree, text, *fault.marker(), fault.info());
                Err(Stop)
            }
        };
        if grown.is_err() {
            break;
        }
    }
    tree.finish()
}

/// The parser sets the end of a text on a line of its own, even when the last
/// line goes on; and it has a limit of levels that it may see before ours.
fn refuse(tree: &mut Tree, text: &str, at: Marker, found: &str) {
    let ended = text.chars().nth(at.index()).is_none();
    let place = if ended { place_of(text, text.len()) } else { place(at) };
    if found == "recursion limit exceeded" {
        tree.too_deep(place);
    } else {
        tree.unreadable(place, found, "YAML 1.2");
    }
}

fn grow(tree: &mut Tree, event: Event<'_>, place: Place) -> Result<(), Stop> {
    tell_hidden(tree, &event, place);
    match event {
        Event::Scalar(text, style, ..) => tree.leaf(place, scalar(&text, style)),
        Event::Alias(_) => tree.leaf(place, scalar("*", ScalarStyle::Plain)),
        Event::SequenceStart(..) => tree.open_sequence(place),
        Event::MappingStart(..) => tree.open_mapping(place),
        Event::SequenceEnd | Event::MappingEnd => tree.close(),
        Event::DocumentStart(_) if tree.has_root() => {
            tree.unreadable(place, "a second document", "one document");
            Err(Stop)
        }
        _ => Ok(()),
    }
}

/// What would make a value mean something else than its text says.
fn tell_hidden(tree: &mut Tree, event: &Event<'_>, place: Place) {
    let (anchor, tag) = match event {
        Event::Alias(_) => {
            return tree.unreadable(place, "an alias (`*name`)", "the value itself");
        }
        Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(anchor, tag)
        | Event::MappingStart(anchor, tag) => (*anchor, tag.is_some()),
        _ => return,
    };
    if anchor > 0 {
        tree.unreadable(place, "an anchor (`&name`)", "the plain value");
    }
    if tag {
        tree.unreadable(place, "a tag (`!name`)", "the plain value");
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null") => Value::Null,
        (ScalarStyle::Plain, text) => Value::Scalar { text: text.into(), quoted: false },
        (_, text) => Value::Scalar { text: text.into(), quoted: true },
    }
}

fn place(at: Marker) -> Place {
    (number(at.line()), number(at.col() + 1))
}

fn place_of(text: &str, offset: usize) -> Place {
    let (mut line, mut column) = (1, 1);
    let mut characters = text[..offset].chars().peekable();
    while let Some(c) = characters.next() {
        let ends = c == '\n' || (c == '\r' && characters.peek() != Some(&'\n'));
        (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
    }
    (line, column)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The characters that YAML allows. The parser takes NUL for the end of the
/// text, so it would not see what stands after one.
fn printable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}
