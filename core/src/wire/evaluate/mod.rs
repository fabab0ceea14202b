//! One rule by itself: a company tests its own tables, and compares ours with
//! other systems', without an order around them.

mod book;
mod calendar;
mod fee;
mod plain;
mod schedule;
#[cfg(test)]
mod tests;

use crate::document::{self, Fields, Reader};
use crate::error::{Error, ErrorKind};

/// What can be evaluated by itself.
pub const EVALUATIONS: [&str; 9] = [
    "rounding",
    "split",
    "schedule",
    "commitment",
    "scope",
    "waterfall",
    "fee",
    "calendar",
    "holidays",
];

/// Evaluates one rule by itself: JSON text in, JSON text out.
///
/// `kind` is one of [`EVALUATIONS`]; what each reads and answers is on the
/// guide's page on evaluating.
///
/// # Errors
///
/// Of kind `input` for another `kind`, and for a text that does not say what it
/// must, with every fault as a finding; of kind `range` when a number leaves its
/// range.
///
/// ```
/// let answer = longtail::evaluate("rounding", r#"{"increment":"0.05","value":"1.225"}"#)?;
/// assert_eq!(answer, r#"{"value":"1.25","difference":"0.025"}"#);
///
/// let text = r#"{"schedule":{"mode":"graduated","tiers":[{"percent":2},{"from":1000,"percent":3}]},
///     "amount":"1500"}"#;
/// let answer = longtail::evaluate("schedule", text)?;
/// assert!(answer.starts_with(r#"{"exact":"35","paid":"1500","slices":[{"tier":0,"#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn evaluate(kind: &str, text: &str) -> Result<String, Error> {
    match kind {
        "rounding" => asked(text, plain::rounding),
        "split" => asked(text, plain::split),
        "schedule" => asked(text, schedule::schedule),
        "commitment" => asked(text, schedule::commitment),
        "scope" => asked(text, book::scope),
        "waterfall" => asked(text, book::waterfall),
        "fee" => asked(text, fee::fee),
        "calendar" => asked(text, calendar::calendar),
        "holidays" => asked(text, calendar::holidays),
        _ => {
            let known = EVALUATIONS.join(", ");
            let message = format!("`{kind}` is not one of {known}");
            Err(Error::new(ErrorKind::Input, message))
        }
    }
}

/// What faults call the text.
const SOURCE: &str = "question";

type Question<'q> = Fields<'q>;

/// Why there is no answer.
enum Failed {
    /// The reader has the faults.
    Faults,
    /// A number left its range.
    Range,
    /// The engine says it.
    Error(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Reads a question and answers it, when nothing in it is at fault.
fn asked(
    text: &str,
    answer: impl FnOnce(&mut Reader, &mut Question<'_>) -> Result<String, Failed>,
) -> Result<String, Error> {
    let document = document::read_json(text, SOURCE);
    let mut reader = Reader::with_faults(SOURCE, document.faults);
    let fields = document.root.as_ref().and_then(|root| reader.fields(root));
    let outcome = match fields {
        Some(mut fields) => {
            let outcome = answer(&mut reader, &mut fields);
            fields.finish(&mut reader);
            outcome
        }
        None => Err(Failed::Faults),
    };
    if !reader.is_clean() {
        return Err(Error::with_findings(ErrorKind::Input, reader.into_findings()));
    }
    outcome.map_err(|failed| match failed {
        Failed::Error(error) => error,
        Failed::Range | Failed::Faults => {
            Error::new(ErrorKind::Range, "a number is beyond what can be written".to_owned())
        }
    })
}
