//! Niches as text: one function with a verb.

mod members;
mod plans;
mod scores;

pub use scores::count_cells;
pub(super) use scores::scores_json;

use super::plain::{no_verb, question};
use crate::error::Error;
use crate::numeric::{Watch, nobody};
use members::members;
use plans::{explored, potential, strata, trends, tried};
use scores::{scored, scored_amounts};

/// What can be asked about niches.
const VERBS: [&str; 8] =
    ["members", "scores", "amount_scores", "potential", "trend", "explore", "trial", "strata"];

/// Answers a question about niches: `members`, `scores`, `amount_scores`,
/// `potential`, `trend`, `explore`, `trial` or `strata`, from JSON to JSON.
///
/// These are figures for the company itself. The same text gives the same bytes;
/// statistics are texts with six decimals. `amounts` are in the currency: `150` is a
/// hundred and fifty euros. What ends in `_minor` is in minor units.
///
/// # Errors
///
/// Of kind `input` for a verb that is none, a text that cannot be read, or numbers
/// that cannot be; of kind `range` for a sum out of range.
///
/// ```
/// let text = r#"{"rules":[{"id":"dentists","codes":[{"tree":"nace","revision":"2.1","under":["86.23"]}]}],
///   "partners":[{"id":"P-1","codes":[{"tree":"nace","revision":"2.1","code":"86.23"}]}]}"#;
/// let answer = longtail::niches_json("members", text)?;
/// assert!(answer.starts_with(r#"{"niches":{"P-1":["dentists"]}"#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn niches_json(verb: &str, text: &str) -> Result<String, Error> {
    niches_json_with(verb, text, &mut nobody())
}

/// As [`niches_json`], and tells `watch` how far `explore` is; the others are short.
///
/// # Errors
///
/// As for `niches_json`, and of kind `cancelled` when `watch` says so.
///
/// ```
/// use std::ops::ControlFlow;
/// let text = r#"{"niches":[{"niche":"dentists","tried":40,"succeeded":20}]}"#;
/// let stopped = longtail::niches_json_with("explore", text, &mut |_| ControlFlow::Break(()));
/// assert_eq!(stopped.unwrap_err().kind(), longtail::ErrorKind::Cancelled);
/// ```
pub fn niches_json_with(verb: &str, text: &str, watch: Watch<'_>) -> Result<String, Error> {
    match verb {
        "members" => members(question(text)?),
        "scores" => scored(question(text)?),
        "amount_scores" => scored_amounts(&question(text)?),
        "potential" => potential(&question(text)?),
        "trend" => trends(&question(text)?),
        "explore" => explored(question(text)?, watch),
        "trial" => tried(question(text)?),
        "strata" => strata(question(text)?),
        _ => Err(no_verb(verb, &VERBS)),
    }
}
