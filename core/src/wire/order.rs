use super::facts::{self, FactsText};
use crate::calendar::Day;
use crate::document::{self, Node, Reader, Value};
use crate::error::{Error, ErrorKind};
use crate::explain::{Code, Finding};
use crate::money::Exact;
use crate::order::{Draft, DraftLine, Quantity};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Reads an order from JSON.
///
/// Numbers are taken from the text as they stand, so none passes through a
/// binary float.
///
/// # Errors
///
/// Of kind `input`, with every fault as a finding: path, line and column, what
/// was expected.
///
/// ```
/// use longtail::read_order;
/// let text = r#"{"partner":"P-1","placed_at":"2026-03-02T10:15:00+01:00",
///     "lines":[{"product":"A-100","quantity":10}]}"#;
/// assert_eq!(read_order(text).expect("an order").lines.len(), 1);
///
/// let error = read_order(r#"{"partner":"P-1","lines":[{"product":"A-1","qty":10}]}"#).unwrap_err();
/// let paths: Vec<_> = error.findings().iter().map(|f| f.path.as_str()).collect();
/// assert_eq!(paths, ["", "lines[0]", "lines[0].qty"]);
/// ```
pub fn read_order(text: &str) -> Result<Draft<'_>, Error> {
    // Files of some systems begin with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<OrderShape<'_>>(text) {
        Ok(shape) if shape.lines.iter().all(LineShape::names_a_product) => Ok(shape.draft()),
        Ok(_) => Err(diagnose(text, "a line names neither a product nor a gtin")),
        Err(fault) => Err(diagnose(text, &fault.to_string())),
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderShape<'a> {
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    partner: Text<'a>,
    #[serde(borrow)]
    placed_at: Text<'a>,
    #[serde(borrow, default)]
    currency: Option<Text<'a>>,
    #[serde(default)]
    requested: Option<DayText>,
    #[serde(default)]
    known_at: Option<DayText>,
    #[serde(borrow, default)]
    reference: Option<Text<'a>>,
    #[serde(borrow, default)]
    deal: Option<Text<'a>>,
    #[serde(default)]
    together: Option<bool>,
    #[serde(default)]
    partial: Option<bool>,
    #[serde(default)]
    late_days_max: Option<DaysText>,
    #[serde(borrow, default)]
    owner: Option<Text<'a>>,
    #[serde(borrow, default)]
    to_date: Option<FactsText<'a>>,
    #[serde(borrow)]
    lines: Vec<LineShape<'a>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LineShape<'a> {
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
    #[serde(borrow, default)]
    product: Option<Text<'a>>,
    #[serde(borrow, default)]
    gtin: Option<Text<'a>>,
    #[serde(borrow)]
    quantity: QuantityText<'a>,
    #[serde(borrow, default)]
    unit: Option<Text<'a>>,
    #[serde(default)]
    requested: Option<DayText>,
    #[serde(default)]
    partial: Option<bool>,
    #[serde(default)]
    late_days_max: Option<DaysText>,
    #[serde(default)]
    unit_price: Option<PriceText>,
}

impl<'a> OrderShape<'a> {
    fn draft(self) -> Draft<'a> {
        Draft {
            id: self.id.map(|t| t.0),
            partner: self.partner.0,
            placed_at: self.placed_at.0,
            currency: self.currency.map(|t| t.0),
            requested: self.requested.map(|d| d.0),
            known_at: self.known_at.map(|d| d.0),
            reference: self.reference.map(|t| t.0),
            deal: self.deal.map(|t| t.0),
            together: self.together,
            partial: self.partial,
            late_days_max: self.late_days_max.map(|d| d.0),
            owner: self.owner.map(|t| t.0),
            to_date: self.to_date.map(|facts| facts.0).unwrap_or_default(),
            lines: self.lines.into_iter().map(LineShape::draft).collect(),
        }
    }
}

impl<'a> LineShape<'a> {
    fn names_a_product(&self) -> bool {
        self.product.is_some() || self.gtin.is_some()
    }

    fn draft(self) -> DraftLine<'a> {
        DraftLine {
            id: self.id.map(|t| t.0),
            product: self.product.map(|t| t.0),
            gtin: self.gtin.map(|t| t.0),
            quantity: self.quantity.0,
            unit: self.unit.map(|t| t.0),
            requested: self.requested.map(|d| d.0),
            partial: self.partial,
            late_days_max: self.late_days_max.map(|d| d.0),
            unit_price: self.unit_price.map(|p| p.0),
        }
    }
}

/// A text that is not empty, borrowed when it has no escapes.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        let text = deserializer.deserialize_str(Borrowing)?;
        if text.is_empty() { Err(D::Error::custom("empty text")) } else { Ok(Self(text)) }
    }
}

struct QuantityText<'a>(Quantity<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for QuantityText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        quantity(raw).map(Self).ok_or_else(|| D::Error::custom("no quantity"))
    }
}

/// A JSON number or the same in quotes, without escapes.
fn quantity(raw: &str) -> Option<Quantity<'_>> {
    Quantity::parse(unquoted(raw))
}

pub(super) fn unquoted(raw: &str) -> &str {
    raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw)
}

struct PriceText(Exact);

impl<'de> Deserialize<'de> for PriceText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        price(unquoted(raw)).map(Self).ok_or_else(|| D::Error::custom("no price"))
    }
}

fn price(text: &str) -> Option<Exact> {
    Exact::parse(text).filter(|price| price.signum() >= 0)
}

struct DayText(Day);

impl<'de> Deserialize<'de> for DayText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        Day::parse(&text).map(Self).ok_or_else(|| D::Error::custom("no day"))
    }
}

/// A number of days, as a number.
struct DaysText(u32);

/// More days than any promise is late.
const LATE_DAYS_MAX: u32 = 3_650;

impl<'de> Deserialize<'de> for DaysText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = u32::deserialize(deserializer)?;
        if days > LATE_DAYS_MAX { Err(D::Error::custom("too many days")) } else { Ok(Self(days)) }
    }
}

/// Reads the text again, slowly, to say everything that is wrong with it.
fn diagnose(text: &str, fault: &str) -> Error {
    let document = document::read_json(text, SOURCE);
    let mut reader = Reader::with_faults(SOURCE, document.faults);
    if let Some(root) = &document.root {
        check_order(&mut reader, root);
    }
    let findings = reader.into_findings();
    if findings.is_empty() {
        let finding = Finding::new(Code::Unreadable, "").with("found", fault);
        return Error::with_findings(ErrorKind::Input, vec![finding.at(SOURCE, 1, 1)]);
    }
    Error::with_findings(ErrorKind::Input, findings)
}

/// What findings call the text of an order.
const SOURCE: &str = "order";

fn check_order(reader: &mut Reader, root: &Node) {
    let Some(mut fields) = reader.fields(root) else { return };
    fields.optional(reader, "id", quoted);
    fields.required(reader, "partner", quoted);
    fields.required(reader, "placed_at", quoted);
    fields.optional(reader, "currency", quoted);
    fields.optional(reader, "requested", Reader::day);
    fields.optional(reader, "known_at", Reader::day);
    fields.optional(reader, "reference", quoted);
    fields.optional(reader, "deal", quoted);
    fields.optional(reader, "together", Reader::bool);
    fields.optional(reader, "partial", Reader::bool);
    fields.optional(reader, "late_days_max", late_days);
    fields.optional(reader, "owner", quoted);
    fields.optional(reader, "to_date", facts::check);
    fields.required(reader, "lines", |reader, node| {
        reader.each(node, |reader, node| {
            check_line(reader, node);
            Some(())
        });
        Some(())
    });
    fields.finish(reader);
}

fn check_line(reader: &mut Reader, node: &Node) {
    let Some(mut fields) = reader.fields(node) else { return };
    fields.optional(reader, "id", quoted);
    fields.optional(reader, "product", quoted);
    fields.optional(reader, "gtin", quoted);
    if !fields.has("product") && !fields.has("gtin") {
        reader.fault(node, Code::MissingField, &[("expected", "product")]);
    }
    fields.required(reader, "quantity", |reader, node| {
        let text = scalar(node);
        if text.and_then(Quantity::parse).is_none() {
            reader.invalid(node, "a number such as 12");
        }
        Some(())
    });
    fields.optional(reader, "unit", quoted);
    fields.optional(reader, "requested", Reader::day);
    fields.optional(reader, "partial", Reader::bool);
    fields.optional(reader, "late_days_max", late_days);
    fields.optional(reader, "unit_price", |reader, node| {
        if scalar(node).and_then(price).is_none() {
            reader.invalid(node, "a price such as \"1.25\"");
        }
        Some(())
    });
    fields.finish(reader);
}

fn late_days(reader: &mut Reader, node: &Node) -> Option<i64> {
    if matches!(node.value, Value::Scalar { quoted: true, .. }) {
        reader.wrong_type(node, "a whole number");
        return None;
    }
    reader.whole(node, 0, i64::from(LATE_DAYS_MAX))
}

pub(super) fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn quoted(reader: &mut Reader, node: &Node) -> Option<()> {
    match &node.value {
        Value::Scalar { text, quoted: true } if !text.is_empty() => Some(()),
        _ => {
            reader.wrong_type(node, "a text in quotes that is not empty");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_every_digit() {
        let text = r#"{"partner":"P","placed_at":"x","lines":[
            {"product":"A","quantity":9007199254740993,"unit_price":0.1234567890123}]}"#;
        assert!(read_order(text).is_err(), "13 decimals are more than a price has");
        let text = text.replace("0.1234567890123", "0.123456789012");
        let draft = read_order(&text).unwrap_or_default();
        assert_eq!(draft.lines[0].quantity, Quantity::Whole(9_007_199_254_740_993));
        assert_eq!(draft.lines[0].unit_price.map(|p| p.text(0)).as_deref(), Some("0.123456789012"));
    }

    #[test]
    fn every_refusal_names_its_place() {
        for (text, code, path) in [
            ("", "document.unreadable", ""),
            ("[]", "document.wrong_type", ""),
            (
                r#"{"partner":"P","placed_at":"x","lines":[],"lins":1}"#,
                "document.unknown_field",
                "lins",
            ),
            (
                r#"{"partner":"P","placed_at":"x","lines":[{"product":"A","quantity":"4,5"}]}"#,
                "document.invalid_value",
                "lines[0].quantity",
            ),
            (r#"{"partner":7,"placed_at":"x","lines":[]}"#, "document.wrong_type", "partner"),
            (
                r#"{"partner":"P","placed_at":"x","lines":[{"product":"A","quantity":null}]}"#,
                "document.missing_field",
                "lines[0]",
            ),
            (
                r#"{"partner":"P","partner":"Q","placed_at":"x","lines":[]}"#,
                "document.duplicate_field",
                "partner",
            ),
            (
                r#"{"partner":"P","placed_at":"x","lines":[{"quantity":1}]}"#,
                "document.missing_field",
                "lines[0]",
            ),
            (
                r#"{"partner":"P","placed_at":"x","lines":[{"gtin":"1","quantity":1,"requested":"2026-02-30"}]}"#,
                "document.invalid_value",
                "lines[0].requested",
            ),
        ] {
            let error = read_order(text).err();
            let first = error.as_ref().and_then(|e| e.findings().first());
            assert_eq!(
                first.map(|f| (f.code.name(), f.path.as_str())),
                Some((code, path)),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_an_order_or_an_error_with_a_finding(text in ".{0,80}") {
            if let Err(error) = read_order(&text) {
                prop_assert!(!error.findings().is_empty());
            }
        }
    }
}
