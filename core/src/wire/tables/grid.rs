use super::Table;
use super::row::{Cell, Row};
use crate::document::nearest;
use crate::explain::{Code, Finding};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The columns a table may have; the first `required` of them must be there.
pub(super) struct Columns<'c> {
    /// What faults call the table.
    pub table: &'c str,
    pub names: &'c [&'c str],
    pub required: usize,
}

/// Reads every row of a table; `each` sees the cells in the order of `columns`.
pub(super) fn read_rows(
    table: Table<'_>,
    columns: &Columns<'_>,
    faults: &mut Vec<Finding>,
    mut each: impl FnMut(&mut Row<'_, '_>),
) {
    let text = table.text.strip_prefix('\u{feff}').unwrap_or(table.text);
    let plain = text.trim_start();
    if plain.is_empty() {
        return;
    }
    let reader = Grid { source: table.source, columns };
    if plain.starts_with(['[', '{']) {
        reader.json(text, plain, faults, &mut each);
    } else {
        reader.csv(text, faults, &mut each);
    }
}

struct Grid<'g> {
    source: &'g str,
    columns: &'g Columns<'g>,
}

impl Grid<'_> {
    fn csv(&self, text: &str, faults: &mut Vec<Finding>, each: &mut dyn FnMut(&mut Row<'_, '_>)) {
        let delimiter = delimiter_of(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(true)
            .from_reader(text.as_bytes());
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(fault) => return faults.push(self.unreadable(&fault.to_string(), 1)),
        };
        let Some(places) = self.places(&header, faults) else { return };
        let mut record = csv::StringRecord::new();
        let mut last = 0;
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {
                    last = record.position().map_or(0, csv::Position::byte) as usize;
                    let line = record.position().map_or(0, csv::Position::line);
                    let cells = |at: usize| match places[at].and_then(|place| record.get(place)) {
                        None | Some("") => Cell::Empty,
                        Some(text) => Cell::One(Cow::Borrowed(text)),
                    };
                    let cells: Vec<_> = (0..places.len()).map(cells).collect();
                    self.visit(&cells, line as u32, faults, each);
                }
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    last = fault.position().map_or(0, csv::Position::byte) as usize;
                    faults.push(self.unreadable(&reason(&fault), line as u32));
                }
            }
        }
        // Every row behind an open quote is taken for a part of that field.
        let rest = text.as_bytes().get(last..).unwrap_or_default();
        if ends_in_quotes(rest, delimiter) {
            let blank = rest.iter().take_while(|byte| b"\r\n".contains(byte)).count();
            let before = text.as_bytes().iter().take(last + blank);
            let line = 1 + before.filter(|byte| **byte == b'\n').count() as u32;
            faults.push(self.unreadable("a quote that is never closed", line));
        }
    }

    fn visit(
        &self,
        cells: &[Cell<'_>],
        line: u32,
        faults: &mut Vec<Finding>,
        each: &mut dyn FnMut(&mut Row<'_, '_>),
    ) {
        let mut row = Row {
            source: self.source,
            line,
            names: self.columns.names,
            required: self.columns.required,
            cells,
            faults,
        };
        each(&mut row);
    }

    /// Where each column stands in the header.
    fn places(
        &self,
        header: &csv::StringRecord,
        faults: &mut Vec<Finding>,
    ) -> Option<Vec<Option<usize>>> {
        let before = faults.len();
        let names = self.columns.names;
        for (at, found) in header.iter().enumerate() {
            if !names.contains(&found) {
                faults.push(self.undeclared(found, 1));
            } else if header.iter().take(at).any(|other| other == found) {
                let finding = Finding::new(Code::DuplicateField, found).with("found", found);
                faults.push(finding.at(self.source, 1, 1));
            }
        }
        let places: Vec<_> =
            names.iter().map(|name| header.iter().position(|found| found == *name)).collect();
        for (name, place) in names.iter().zip(&places).take(self.columns.required) {
            if place.is_none() {
                let finding = Finding::new(Code::MissingField, "").with("expected", *name);
                faults.push(finding.at(self.source, 1, 1));
            }
        }
        (faults.len() == before).then_some(places)
    }

    fn undeclared(&self, found: &str, line: u32) -> Finding {
        let mut finding = Finding::new(Code::DataUndeclaredColumn, found)
            .with("found", found)
            .with("expected", self.columns.table);
        if let Some(near) = nearest(found, self.columns.names.iter().copied()) {
            finding = finding.with("nearest", near);
        }
        finding.at(self.source, line, 1)
    }

    fn unreadable(&self, found: &str, line: u32) -> Finding {
        Finding::new(Code::Unreadable, "").with("found", found).at(self.source, line, 1)
    }

    fn json(
        &self,
        text: &str,
        plain: &str,
        faults: &mut Vec<Finding>,
        each: &mut dyn FnMut(&mut Row<'_, '_>),
    ) {
        let line_of = |part: &str| {
            let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            1 + text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() as u32
        };
        if plain.starts_with('[') {
            match serde_json::from_str::<Vec<&RawValue>>(plain) {
                Err(fault) => {
                    let line = line_of(plain) - 1 + fault.line() as u32;
                    faults.push(self.unreadable(&fault.to_string(), line));
                }
                Ok(rows) => {
                    for row in rows {
                        self.json_row(row.get(), &|| line_of(row.get()), faults, each);
                    }
                }
            }
            return;
        }
        for (line, row) in (1u32..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
            self.json_row(row, &|| line, faults, each);
        }
    }

    fn json_row(
        &self,
        row: &str,
        line_of: &dyn Fn() -> u32,
        faults: &mut Vec<Finding>,
        each: &mut dyn FnMut(&mut Row<'_, '_>),
    ) {
        let fields = match serde_json::from_str::<JsonRow<'_>>(row) {
            Ok(fields) => fields.0,
            Err(fault) => return faults.push(self.unreadable(&fault.to_string(), line_of())),
        };
        let names = self.columns.names;
        let mut cells: Vec<Cell<'_>> = names.iter().map(|_| Cell::Empty).collect();
        let mut seen = vec![false; names.len()];
        let before = faults.len();
        for (name, value) in &fields {
            let Some(at) = names.iter().position(|known| known == name) else {
                faults.push(self.undeclared(name, line_of()));
                continue;
            };
            if std::mem::replace(&mut seen[at], true) {
                let finding = Finding::new(Code::DuplicateField, &**name).with("found", &**name);
                faults.push(finding.at(self.source, line_of(), 1));
            }
            match json_cell(value.get()) {
                Some(cell) => cells[at] = cell,
                None => {
                    let finding = Finding::new(Code::WrongType, &**name)
                        .with("expected", "a text, a number or a list of texts")
                        .with("found", value.get().chars().take(80).collect::<String>());
                    faults.push(finding.at(self.source, line_of(), 1));
                }
            }
        }
        if faults.len() == before {
            // The line is looked up only when a fault needs it.
            let known = faults.len();
            self.visit(&cells, 0, faults, each);
            for finding in &mut faults[known..] {
                if let Some(position) = finding.position.as_mut() {
                    position.line = line_of();
                }
            }
        }
    }
}

fn reason(fault: &csv::Error) -> String {
    match fault.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} fields, the header {expected_len}")
        }
        _ => fault.to_string(),
    }
}

/// Whether the last field of a record is opened by a quote and never closed.
fn ends_in_quotes(record: &[u8], delimiter: u8) -> bool {
    #[derive(PartialEq)]
    enum Place {
        Start,
        Bare,
        Quoted,
        Closed,
    }
    let mut place = Place::Start;
    for byte in record {
        place = match (place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            // Two quotes in a quoted field are one of its text.
            (Place::Start | Place::Closed, b'"') | (Place::Quoted, _) => Place::Quoted,
            (_, b'\n' | b'\r') => Place::Start,
            (_, byte) if *byte == delimiter => Place::Start,
            _ => Place::Bare,
        };
    }
    place == Place::Quoted
}

/// A comma, unless the header has only semicolons or tabs, as spreadsheets of
/// some countries write.
fn delimiter_of(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    match (header.contains(','), header.contains(';'), header.contains('\t')) {
        (false, true, _) => b';',
        (false, false, true) => b'\t',
        _ => b',',
    }
}

fn json_cell(raw: &str) -> Option<Cell<'_>> {
    Some(match raw.as_bytes().first()? {
        b'n' => Cell::Empty,
        b'"' => match raw.strip_prefix('"')?.strip_suffix('"')? {
            "" => Cell::Empty,
            plain if !plain.contains('\\') => Cell::One(Cow::Borrowed(plain)),
            _ => Cell::One(Cow::Owned(serde_json::from_str(raw).ok()?)),
        },
        b'[' => Cell::Many(serde_json::from_str(raw).ok()?),
        b'{' => return None,
        _ => Cell::One(Cow::Borrowed(raw)),
    })
}

/// An object as it stands in the text: keys in order, values unread.
struct JsonRow<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for JsonRow<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = JsonRow<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with one row")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    fields.push((Cow::Owned(key), map.next_value::<&RawValue>()?));
                }
                Ok(JsonRow(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}
