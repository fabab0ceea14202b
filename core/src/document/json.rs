use super::node::add_entry;
use super::{DEPTH_MAX, Key, Node, Value};
use crate::explain::{Code, Finding};

/// Reads one JSON value (RFC 8259) with positions: the slow reader that says
/// what is wrong with an order the fast one refused.
pub(crate) fn read_json(text: &str, source: &str) -> Result<Node, Vec<Finding>> {
    let mut parser = Parser { text, at: 0, line: 1, line_start: 0, source, faults: Vec::new() };
    let root = parser.value(0).and_then(|node| {
        parser.space();
        if parser.at < text.len() { Err("something after the end of the document") } else { Ok(node) }
    });
    match root {
        Ok(node) if parser.faults.is_empty() => Ok(node),
        Ok(_) => Err(parser.faults),
        Err(found) => {
            let (line, column) = parser.place();
            let finding = Finding::new(Code::Unreadable, "").with("found", found);
            parser.faults.push(finding.at(source, line, column));
            Err(parser.faults)
        }
    }
}

struct Parser<'t, 's> {
    text: &'t str,
    /// Offset in bytes of what is read next.
    at: usize,
    line: u32,
    line_start: usize,
    source: &'s str,
    faults: Vec<Finding>,
}

type Outcome<T> = Result<T, &'static str>;

impl Parser<'_, '_> {
    fn place(&self) -> (u32, u32) {
        let column = self.text[self.line_start..self.at.min(self.text.len())].chars().count();
        (self.line, column as u32 + 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    fn value(&mut self, depth: usize) -> Outcome<Node> {
        self.space();
        let (line, column) = self.place();
        let value = match self.peek() {
            _ if depth > DEPTH_MAX => return Err("more than 64 levels"),
            None => return Err("the end of the text"),
            Some(b'{') => self.mapping(depth)?,
            Some(b'[') => self.sequence(depth)?,
            Some(b'"') => Value::Scalar { text: self.string()?, quoted: true },
            Some(_) => self.bare()?,
        };
        Ok(Node { value, line, column })
    }

    fn mapping(&mut self, depth: usize) -> Outcome<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Mapping(entries));
        }
        loop {
            self.space();
            let (line, column) = self.place();
            if self.peek() != Some(b'"') {
                return Err("no name in quotes");
            }
            let text = self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err("no colon after a name");
            }
            self.at += 1;
            let node = self.value(depth + 1)?;
            let key = Key { text, line, column };
            add_entry(&mut entries, key, node, self.source, &mut self.faults);
            if self.ended(b'}')? {
                return Ok(Value::Mapping(entries));
            }
        }
    }

    fn sequence(&mut self, depth: usize) -> Outcome<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Sequence(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.ended(b']')? {
                return Ok(Value::Sequence(items));
            }
        }
    }

    /// Whether the list closes here; a comma goes on.
    fn ended(&mut self, close: u8) -> Outcome<bool> {
        self.space();
        let byte = self.peek().ok_or("the end of the text")?;
        if byte != close && byte != b',' {
            return Err("no comma and no end of the list");
        }
        self.at += 1;
        Ok(byte == close)
    }

    /// A text in quotes; its escapes are those of JSON, read by serde.
    fn string(&mut self) -> Outcome<Box<str>> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        loop {
            match bytes.get(end) {
                None => return Err("a text without its closing quote"),
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(byte) if *byte < b' ' => return Err("a line break or control character in a text"),
                Some(_) => end += 1,
            }
        }
        let inner = self.text.get(start..=end).ok_or("a text without its closing quote")?;
        let text: String = serde_json::from_str(inner).map_err(|_| "an escape that is none")?;
        self.at = end + 1;
        Ok(text.into())
    }

    /// A number, `true`, `false` or `null`.
    fn bare(&mut self) -> Outcome<Value> {
        let rest = &self.text[self.at..];
        let end = rest.find([',', ']', '}', ' ', '\t', '\r', '\n', ':', '"']).unwrap_or(rest.len());
        let word = &rest[..end];
        let value = match word {
            "null" => Value::Null,
            "true" | "false" => Value::Scalar { text: word.into(), quoted: false },
            _ if is_number(word) => Value::Scalar { text: word.into(), quoted: false },
            _ => return Err("a value that is no text in quotes, number, list or object"),
        };
        self.at += end;
        Ok(value)
    }
}

/// A JSON number, however large.
fn is_number(word: &str) -> bool {
    let rest = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && digits(fraction) && digits(exponent) && (whole == "0" || !whole.starts_with('0'))
}
