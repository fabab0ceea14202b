//! What may be shared, as text: one function with a verb.

mod kept;
mod parts;
mod read;
mod why;
mod write;

pub use kept::InsightSales;
pub use read::{read_gate, read_release};
pub use write::release_json;

use super::niches::{count_cells, scores_json};
use super::plain::{answer, no_verb, question};
use crate::error::Error;
use crate::insight::{PairOptions, WhiteSpotOptions, best_sellers, safe_table, white_spots};
use read::{Question, TableQuestion};
use why::Told;

/// What can be asked of the sales.
const VERBS: [&str; 8] = [
    "best_sellers",
    "white_spots",
    "benchmark",
    "together",
    "publish",
    "scores",
    "left_out",
    "table",
];

/// Answers a question about what sells to whom: `best_sellers`, `white_spots`,
/// `benchmark`, `together`, `publish`, `scores`, `left_out` or `table`, from JSON to JSON.
///
/// Every answer passes the gate, but for two that are for the company itself: `scores`, as
/// [`niches_json`](crate::niches_json) gives them of cells, and `left_out`, the lines that
/// take no part, by reason. The same text gives the same bytes. Of a text that can be
/// read all faults are told at once, a line each.
///
/// # Errors
///
/// Of kind `input` for a verb that is none, a text that cannot be read, a niche
/// without sales or a gate that protects nobody; of kind `range` for a sum out of
/// range.
///
/// ```
/// let sales: Vec<String> = (1..=6)
///     .map(|p| format!(r#"{{"partner":"P-{p}","product":"gloves","niche":"dentists","amount":"10"}}"#))
///     .collect();
/// let text = format!(r#"{{"currency":"EUR","sales":[{}],"niche":"dentists"}}"#, sales.join(","));
/// let answer = longtail::insight_json("best_sellers", &text)?;
/// assert!(answer.contains(r#""product":"gloves","niche":"dentists","rank":1,"partners_from":5"#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn insight_json(verb: &str, text: &str) -> Result<String, Error> {
    match verb {
        "table" => table(&question(text)?),
        verb if VERBS.contains(&verb) => {
            let question = question::<Question<'_>>(text)?;
            question.check(Some(verb), Vec::new())?;
            asked(verb, &question)
        }
        _ => Err(no_verb(verb, &VERBS)),
    }
}

fn asked(verb: &str, question: &Question<'_>) -> Result<String, Error> {
    match verb {
        "best_sellers" => sellers(question),
        "white_spots" => spots(question),
        "benchmark" => beside(question),
        "together" => together(question),
        "publish" => published(question),
        "scores" => scored(question),
        "left_out" => left_out(question),
        _ => Err(no_verb(verb, &VERBS)),
    }
}

fn sellers(question: &Question<'_>) -> Result<String, Error> {
    let (cells, policy) = (question.cells()?, question.policy()?);
    let publication = question.publication(&cells, &policy)?;
    let (niche, limit) = (question.niche()?, question.limit.unwrap_or(10));
    let found = best_sellers(&cells, &publication, &policy, niche, question.by()?, limit)?;
    let told = Told { policy: &policy, language: question.language()? };
    let for_partner = question.for_partner()?;
    answer(&write::best_sellers(found, question.currency()?, (!for_partner).then_some(told)))
}

fn spots(question: &Question<'_>) -> Result<String, Error> {
    let (cells, policy) = (question.cells()?, question.policy()?);
    let default = WhiteSpotOptions::default();
    let (permitted, available) = (question.permitted(), question.available());
    let options = WhiteSpotOptions {
        peers_percent_min: question.peers_percent_min.unwrap_or(default.peers_percent_min),
        permitted: permitted.as_deref(),
        available: available.as_deref(),
        limit: question.limit.unwrap_or(default.limit),
    };
    let publication = question.publication(&cells, &policy)?;
    let (niche, partner) = (question.niche()?, question.partner()?);
    let found = white_spots(&cells, &publication, niche, partner, &options)?;
    answer(&write::white_spots(found, question.currency()?))
}

fn beside(question: &Question<'_>) -> Result<String, Error> {
    let (cells, policy) = (question.cells()?, question.policy()?);
    let (niche, partner) = (question.niche()?, question.partner()?);
    let found = question.benchmarks(&cells, &policy)?.of(niche, partner)?;
    let told = Told { policy: &policy, language: question.language()? };
    answer(&write::benchmark(found, question.currency()?, told))
}

fn together(question: &Question<'_>) -> Result<String, Error> {
    let default = PairOptions::default();
    let options = PairOptions {
        support_min_per_10_000: question
            .support_min_per_10_000
            .unwrap_or(default.support_min_per_10_000),
        baskets_min: question.baskets_min.unwrap_or(default.baskets_min),
    };
    let (found, policy) = (question.pairs(options)?, question.policy()?);
    let told = Told { policy: &policy, language: question.language()? };
    let told = (!question.for_partner()?).then_some(told);
    answer(&write::pairs(found, question.limit.unwrap_or(20), told))
}

fn published(question: &Question<'_>) -> Result<String, Error> {
    let (cells, policy) = (question.cells()?, question.policy()?);
    let publication = question.publication(&cells, &policy)?;
    let release = question.release.as_deref().map(|id| publication.release(id, &cells));
    let told = Told { policy: &policy, language: question.language()? };
    answer(&write::publication(&publication, &cells, told, release, question.currency()?))
}

fn scored(question: &Question<'_>) -> Result<String, Error> {
    let limit = question.limit.unwrap_or(usize::MAX);
    scores_json(&count_cells(&*question.cells()?), &question.score_options(), limit)
}

fn left_out(question: &Question<'_>) -> Result<String, Error> {
    answer(&write::left_out(&*question.state()?, question.currency()?))
}

fn table(question: &TableQuestion<'_>) -> Result<String, Error> {
    question.check()?;
    let (rows, columns, cells) = question.cells()?;
    let policy = question.policy()?;
    let found = safe_table(&cells, &policy)?;
    let told = Told { policy: &policy, language: question.language()? };
    answer(&write::table(&found, &rows, &columns, question.currency()?, told))
}
