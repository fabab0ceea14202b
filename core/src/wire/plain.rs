//! What questions about sales and niches have in common: reading a text whole, and
//! numbers that lose nothing on their way.

use crate::document::{self, Fields, Node, Reader};
use crate::error::{Error, ErrorKind};
use crate::money::{Currency, Exact};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

/// Reads a question; a field that it does not have is a fault.
pub(super) fn question<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Error> {
    serde_json::from_str(text)
        .map_err(|fault| Error::new(ErrorKind::Input, format!("the question: {fault}")))
}

pub(super) fn answer<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer)
        .map_err(|fault| Error::new(ErrorKind::Input, format!("the answer: {fault}")))
}

/// Reads a text whole, of which findings say that it is `source`, and says everything that
/// is wrong with it.
pub(super) fn read_whole<T>(
    source: &str,
    text: &str,
    shape: impl FnOnce(&mut Reader, &mut Fields<'_>) -> Option<T>,
) -> Result<T, Error> {
    let document = document::read_json(text, source);
    let mut reader = Reader::with_faults(source, document.faults);
    let one = |reader: &mut Reader, root: &Node| {
        let mut fields = reader.fields(root)?;
        let read = shape(reader, &mut fields);
        fields.finish(reader);
        read
    };
    let read = document.root.and_then(|root| one(&mut reader, &root));
    match read {
        Some(read) if reader.is_clean() => Ok(read),
        _ => Err(Error::with_findings(ErrorKind::Input, reader.into_findings())),
    }
}

/// The refusal of a verb that is none.
pub(super) fn no_verb(verb: &str, verbs: &[&str]) -> Error {
    let verbs = verbs.join(", ");
    Error::new(ErrorKind::Input, format!("verb `{verb}` is not one of {verbs}"))
}

/// The faults of a question, to be told together.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    pub(super) fn add(&mut self, fault: String) {
        self.0.push(fault);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was found, or nothing and a fault more.
    pub(super) fn take<T>(&mut self, found: Result<T, Error>) -> Option<T> {
        found.map_err(|fault| self.add(fault.to_string())).ok()
    }

    /// The same of a place in the question.
    pub(super) fn take_at<T>(
        &mut self,
        place: impl FnOnce() -> String,
        found: Result<T, Error>,
    ) -> Option<T> {
        found.map_err(|fault| self.add(format!("{}: {fault}", place()))).ok()
    }

    /// One fault as it is, several a line each after their number.
    pub(super) fn told(self) -> Result<(), Error> {
        Error::together(self.0)
    }
}

/// A decimal that is written as a number or as a text, and read without rounding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal(pub Exact);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let text = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
        let expected = || de::Error::custom(format!("`{text}` is no decimal number"));
        Exact::parse(text).map(Self).ok_or_else(expected)
    }
}

impl Decimal {
    /// The minor units of an amount.
    pub(super) fn minor(self, currency: Currency) -> Result<i64, Error> {
        let exact = self.0.stripped(0);
        let fine = exact.scale() <= currency.exponent();
        let minor = fine.then(|| exact.rescaled(currency.exponent())).flatten();
        minor.and_then(|minor| i64::try_from(minor).ok()).ok_or_else(|| {
            let (amount, code) = (self.0.text(0), currency.code());
            let message = format!("`{amount}` is no amount of whole minor units of {code}");
            Error::new(ErrorKind::Input, message)
        })
    }
}

/// A number for statistics, written as one or as the text of a decimal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let expected = || de::Error::custom(format!("`{raw}` is no number such as 120.5"));
        let text = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        let number = match text {
            // A text has the digits of a decimal: no `inf`, no exponent.
            Some(text) => Exact::parse(text).and_then(|_| text.parse().ok()),
            None => serde_json::from_str(raw).ok(),
        };
        number.map(Self).ok_or_else(expected)
    }
}

/// A statistic as text with six decimals, so that every host reads the same number;
/// none when it is not finite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statistic(pub f64);

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            // Minus zero is zero to any reader.
            serializer.collect_str(&format_args!("{:.6}", self.0 + 0.0))
        } else {
            serializer.serialize_none()
        }
    }
}

/// Minor units as an amount.
pub(super) fn amount(minor: i128, currency: Currency) -> String {
    let exponent = currency.exponent();
    Exact::new(minor, exponent).text(exponent)
}

/// The currency of a question.
pub(super) fn currency(code: &str) -> Result<Currency, Error> {
    Currency::parse(code)
        .ok_or_else(|| Error::new(ErrorKind::Input, format!("unknown currency `{code}`")))
}
