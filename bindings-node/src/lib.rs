//! Node bindings: convert, call, convert back. The public face is the
//! TypeScript class around this.

mod batch;
mod engine;
mod errors;
mod given;
mod insight;
mod models;
#[cfg(feature = "probe")]
pub mod probe;
mod registry;
mod space;
mod stock;
mod tally;

use errors::entry;
use longtail::Rulebook;
use napi::bindgen_prelude::{AsyncTask, Either, Uint8Array};
use napi_derive::napi;

/// Whether a text is a GTIN with a right check digit.
#[napi]
pub fn gtin_valid(code: String) -> napi::Result<bool> {
    entry(|| Ok(longtail::gtin(&code).is_some()))
}

/// The hash of a trace's JSON text.
#[napi]
pub fn trace_hash(trace: String) -> napi::Result<String> {
    entry(|| Ok(longtail::trace_hash(&trace)))
}

/// Evaluates one rule by itself: JSON in, JSON out.
#[napi]
pub fn evaluate(kind: String, question: String) -> napi::Result<String> {
    entry(|| longtail::evaluate(&kind, &question).map_err(|error| errors::raise(&error)))
}

/// How far dates can be trusted: JSON in, JSON out.
#[napi]
pub fn reliability(verb: String, question: String) -> napi::Result<String> {
    entry(|| longtail::reliability(&verb, &question).map_err(|error| errors::raise(&error)))
}

/// Sales and questions about them: JSON in, JSON out.
#[napi]
pub fn figures(request: String, threads: u32) -> napi::Result<String> {
    entry(|| {
        longtail::figures_json(&request, threads as usize).map_err(|error| errors::raise(&error))
    })
}

/// Asks what may be shared: JSON in, JSON out.
#[napi]
pub fn insight(verb: String, question: String) -> napi::Result<String> {
    entry(|| longtail::insight_json(&verb, &question).map_err(|error| errors::raise(&error)))
}

/// Asks about niches: JSON in, JSON out.
#[napi]
pub fn niches(verb: String, question: String) -> napi::Result<String> {
    entry(|| longtail::niches_json(&verb, &question).map_err(|error| errors::raise(&error)))
}

/// Checks a rulebook; every fault as a finding, as JSON.
#[napi]
pub fn check_rulebook(
    rulebook: String,
    source: String,
    language: Option<String>,
) -> napi::Result<String> {
    entry(|| {
        let options = given::options(None, language.as_deref(), None)?;
        Ok(match Rulebook::parse(&rulebook, &source) {
            Ok(_) => "[]".to_owned(),
            Err(error) => longtail::findings_json(error.findings(), options.language),
        })
    })
}

/// Fits and values, off the thread of the host.
#[napi]
pub fn models_async(
    verb: String,
    question: String,
    work: &models::NativeWork,
) -> napi::Result<AsyncTask<models::Asked>> {
    entry(|| Ok(AsyncTask::new(models::Asked { verb, question, work: work.clone() })))
}

/// Reads sales off the thread of the host.
#[napi]
pub fn read_insight(
    sales: Either<String, Uint8Array>,
    work: &models::NativeWork,
) -> napi::Result<AsyncTask<insight::Read>> {
    entry(|| {
        let (sales, work) = (given::source(sales), work.clone());
        Ok(AsyncTask::new(insight::Read { sales, work }))
    })
}

/// Puts bytes of sales together off the thread of the host. They are copied, for the host
/// may change its own.
#[napi]
pub fn merge_insight(
    terms: String,
    parts: Vec<Uint8Array>,
    work: &models::NativeWork,
) -> napi::Result<AsyncTask<insight::Merge>> {
    entry(|| {
        let parts = parts.iter().map(|part| part.to_vec()).collect();
        Ok(AsyncTask::new(insight::Merge { terms, parts, work: work.clone() }))
    })
}

/// The tally that bytes hold. They are copied, for the host may change its own.
#[napi]
pub fn tally_of_bytes(bytes: Uint8Array) -> napi::Result<AsyncTask<tally::Restore>> {
    entry(|| Ok(AsyncTask::new(tally::Restore { bytes: bytes.to_vec() })))
}
