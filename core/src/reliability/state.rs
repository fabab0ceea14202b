//! States as text: one way of writing each, so that equal states have equal bytes.

use super::kept::{Kept, KeptRate, consistent};
use super::lateness::{DAYS_MAX, Lateness};
use crate::document::{self, Node, Reader, Value};
use crate::error::{Error, ErrorKind};

/// The version of both formats.
const VERSION: i64 = 1;

/// Above any count there can be; sums of units are the largest.
const COUNT_MAX: i64 = 1_000_000_000_000_000_000;

impl Lateness {
    /// The state as bytes: JSON in UTF-8, `{"receipts":1,"counts":[[supplier,
    /// class, days late, receipts],…]}`, sorted. Equal states have equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        for ((supplier, class), counts) in &self.counts {
            for (days, count) in counts {
                rows.push(serde_json::json!([supplier, class, days, count]));
            }
        }
        written("receipts", "counts", rows)
    }

    /// The state of these bytes.
    ///
    /// # Errors
    ///
    /// Of kind `input` for what is no such state, with every fault as a finding; of
    /// kind `range` for more than 1,000,000,000 receipts.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        from_bytes(bytes, read_lateness)
    }
}

impl Kept {
    /// The state as bytes: JSON in UTF-8, `{"promises":1,"counts":[[partner,
    /// product, supplier, promises, on time, in full, kept, units, units on
    /// time],…]}`, sorted. Equal states have equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let row = |(names, rate): (&[Box<str>; 3], &KeptRate)| {
            let [partner, product, supplier] = names;
            let KeptRate { promises, on_time, in_full, kept, units, units_on_time } = rate;
            serde_json::json!([
                partner,
                product,
                supplier,
                promises,
                on_time,
                in_full,
                kept,
                units,
                units_on_time
            ])
        };
        written("promises", "counts", self.cells.iter().map(row).collect())
    }

    /// The state of these bytes.
    ///
    /// # Errors
    ///
    /// Of kind `input` for what is no such state, with every fault as a finding; of
    /// kind `range` for more than 1,000,000,000 promises.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        from_bytes(bytes, read_kept)
    }
}

fn written(version: &str, name: &str, rows: Vec<serde_json::Value>) -> Vec<u8> {
    let rows = serde_json::Value::from(rows);
    format!("{{\"{version}\":{VERSION},\"{name}\":{rows}}}").into_bytes()
}

fn from_bytes<T>(
    bytes: &[u8],
    read: impl FnOnce(&mut Reader, &Node) -> Option<Result<T, Error>>,
) -> Result<T, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorKind::Input, "a state is JSON in UTF-8"))?;
    let document = document::read_json(text, "state");
    let mut reader = Reader::with_faults("state", document.faults);
    let state = document.root.and_then(|root| read(&mut reader, &root));
    match state {
        Some(state) if reader.is_clean() => state,
        _ => Err(Error::with_findings(ErrorKind::Input, reader.into_findings())),
    }
}

/// The rows of a state, each of so many values.
fn rows<'n>(
    reader: &mut Reader,
    node: &'n Node,
    version: &'static str,
    values: usize,
) -> Option<Vec<&'n [Node]>> {
    let mut fields = reader.fields(node)?;
    fields.required(reader, version, |r, n| r.whole(n, VERSION, VERSION));
    let rows = fields.required(reader, "counts", |reader, node| {
        Some(reader.each(node, |reader, node| match &node.value {
            Value::Sequence(row) if row.len() == values => Some(&row[..]),
            _ => {
                reader.wrong_type(node, &format!("a list of {values} values"));
                None
            }
        }))
    });
    fields.finish(reader);
    rows
}

/// A text, which may be empty.
fn name<'n>(reader: &mut Reader, node: &'n Node) -> Option<&'n str> {
    match &node.value {
        Value::Scalar { text, quoted: true } => Some(text),
        _ => {
            reader.wrong_type(node, "a text");
            None
        }
    }
}

/// Reads a state of lateness; faults go to the reader.
pub(crate) fn read_lateness(reader: &mut Reader, node: &Node) -> Option<Result<Lateness, Error>> {
    let mut state = Lateness::default();
    for row in rows(reader, node, "receipts", 4)? {
        let (supplier, class) = (name(reader, &row[0])?, name(reader, &row[1])?);
        let most = i64::from(DAYS_MAX);
        let days = reader.whole(&row[2], -most, most)?;
        let count = reader.whole(&row[3], 1, COUNT_MAX)?;
        if let Err(error) = state.add(supplier, class, days as i32, count.unsigned_abs()) {
            return Some(Err(error));
        }
    }
    Some(Ok(state))
}

/// Reads a state of promises; faults go to the reader.
pub(crate) fn read_kept(reader: &mut Reader, node: &Node) -> Option<Result<Kept, Error>> {
    let mut state = Kept::default();
    for row in rows(reader, node, "promises", 9)? {
        let mut names = [""; 3];
        for (own, node) in names.iter_mut().zip(row) {
            *own = name(reader, node)?;
        }
        let mut counts = [0; 6];
        for (own, node) in counts.iter_mut().zip(&row[3..]) {
            *own = reader.whole(node, 0, COUNT_MAX)?.unsigned_abs();
        }
        let [promises, on_time, in_full, kept, units, units_on_time] = counts;
        let rate = KeptRate { promises, on_time, in_full, kept, units, units_on_time };
        if !consistent(&rate) {
            reader.invalid(&row[3], "counts that promises can have");
            return None;
        }
        if let Err(error) = state.add(names, &rate) {
            return Some(Err(error));
        }
    }
    Some(Ok(state))
}
