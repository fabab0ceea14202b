use super::tree::{Place, Stop, Tree};
use super::{BYTES_MAX, Document, Value, too_large};

/// Reads one JSON value (RFC 8259) with positions.
pub(crate) fn read_json(text: &str, source: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > BYTES_MAX {
        return too_large(text, source);
    }
    let mut parser = Parser { text, at: 0, counted: 0, place: (1, 1), tree: Tree::new(source) };
    // What is wrong is in the tree's faults.
    let _: Result<(), Stop> = parser.document();
    parser.tree.finish()
}

struct Parser<'t> {
    text: &'t str,
    /// Offset in bytes of what is read next.
    at: usize,
    /// Offset up to which `place` was counted; it only grows, so that a text
    /// on one long line takes no longer than one on many.
    counted: usize,
    place: Place,
    tree: Tree,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Stop> {
        self.value()?;
        self.space();
        if self.at < self.text.len() { self.refuse("the end of the text") } else { Ok(()) }
    }

    /// The place of what is read next.
    fn place(&mut self) -> Place {
        for c in self.text[self.counted..self.at].chars() {
            let (line, column) = self.place;
            self.place = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        self.counted = self.at;
        self.place
    }

    /// Refuses what is read next.
    fn refuse<T>(&mut self, expected: &str) -> Result<T, Stop> {
        let place = self.place();
        let found = match self.text[self.at..].chars().next() {
            None => "the end of the text".to_owned(),
            Some('\n' | '\r') => "a line break".to_owned(),
            Some(c) if c.is_control() => "a control character".to_owned(),
            Some(c) => format!("`{c}`"),
        };
        self.tree.unreadable(place, &found, expected);
        Err(Stop)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether this byte is next, which is then read, and space after it.
    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        self.space();
        next
    }

    // INVARIANT: the tree stops at 64 levels, so this recursion does too.
    fn value(&mut self) -> Result<(), Stop> {
        self.space();
        let place = self.place();
        match self.peek() {
            Some(b'{') => self.mapping(place),
            Some(b'[') => self.sequence(place),
            Some(b'"') => self.string(place),
            _ => self.bare(place),
        }
    }

    fn mapping(&mut self, place: Place) -> Result<(), Stop> {
        self.tree.open_mapping(place)?;
        self.at += 1;
        if self.takes(b'}') {
            return self.tree.close();
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.refuse("a name in double quotes");
            }
            let place = self.place();
            self.string(place)?;
            if !self.takes(b':') {
                return self.refuse("`:`");
            }
            self.value()?;
            if self.takes(b'}') {
                return self.tree.close();
            }
            if !self.takes(b',') {
                return self.refuse("`,` or `}`");
            }
        }
    }

    fn sequence(&mut self, place: Place) -> Result<(), Stop> {
        self.tree.open_sequence(place)?;
        self.at += 1;
        if self.takes(b']') {
            return self.tree.close();
        }
        loop {
            self.value()?;
            if self.takes(b']') {
                return self.tree.close();
            }
            if !self.takes(b',') {
                return self.refuse("`,` or `]`");
            }
        }
    }

    /// A text in quotes; its escapes are those of JSON, read by serde.
    fn string(&mut self, place: Place) -> Result<(), Stop> {
        let (start, bytes) = (self.at, self.text.as_bytes());
        let (mut end, mut escaped) = (start + 1, false);
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(b' '..) => end += 1,
                _ => {
                    self.at = end.min(bytes.len());
                    return self.refuse("a closing `\"`, line breaks being written `\\n`");
                }
            }
        }
        self.at = end + 1;
        let read = if escaped {
            serde_json::from_str(&self.text[start..self.at]).ok()
        } else {
            Some(Box::from(&self.text[start + 1..end]))
        };
        let Some(text) = read else {
            self.tree.unreadable(place, "an escape that is none", "JSON");
            return Err(Stop);
        };
        self.tree.leaf(place, Value::Scalar { text, quoted: true })
    }

    /// A number, `true`, `false` or `null`.
    fn bare(&mut self, place: Place) -> Result<(), Stop> {
        let rest = &self.text[self.at..];
        let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '+' | '.');
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let value = match word {
            "null" => Value::Null,
            _ if matches!(word, "true" | "false") || is_number(word) => {
                Value::Scalar { text: word.into(), quoted: false }
            }
            _ => return self.refuse("a number, `true`, `false`, `null`, `\"`, `[` or `{`"),
        };
        self.at += word.len();
        self.tree.leaf(place, value)
    }
}

/// A JSON number, however large.
fn is_number(word: &str) -> bool {
    let rest = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole)
        && digits(fraction)
        && digits(exponent)
        && (whole == "0" || !whole.starts_with('0'))
}
