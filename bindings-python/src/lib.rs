//! Python bindings: convert, call, convert back.

mod channel;
mod convert;
mod engine;
mod errors;
mod finding;
mod given;
mod insight;
mod models;
mod parts;
mod rules;
mod state;
mod stock;
mod verdict;

use convert::{Text, Word};
use pyo3::prelude::*;

/// Whether a text is a GTIN (8, 12, 13 or 14 digits) with the right check digit.
///
/// >>> longtail.gtin_valid("4006381333931"), longtail.gtin_valid("4006381333932")
/// (True, False)
#[pyfunction]
fn gtin_valid(code: Word<'_>) -> bool {
    longtail::gtin(code.0).is_some()
}

/// Checks a rulebook (YAML or JSON, `str` or UTF-8 `bytes`) without tables.
///
/// Gives every fault as a finding, in the order of the text, and an empty list
/// when there is none. `source` is what the findings call the text. Raises
/// `InputError` only when there is no text at all or no such language.
///
/// >>> text = "format: 1\nid: x\nzone: Europe/Amsterdam\ncurrency: EURO\nprice_lists: []\n"
/// >>> [fault] = longtail.check_rulebook(text, source="rulebook.yaml")
/// >>> fault.source, fault.line, fault.path
/// ('rulebook.yaml', 4, 'currency')
#[pyfunction]
#[pyo3(signature = (rulebook, *, source=Word("rulebook"), language=None))]
#[pyo3(text_signature = "(rulebook, *, source='rulebook', language=None)")]
fn check_rulebook(
    py: Python<'_>,
    rulebook: &Bound<'_, PyAny>,
    source: Word<'_>,
    language: Option<Word<'_>>,
) -> PyResult<Vec<Py<finding::Finding>>> {
    let language = given::options(None, language, None)?.language;
    let text = Text::given(rulebook, "rulebook")?;
    match longtail::Rulebook::parse(text.as_str("rulebook")?, source.0) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => {
            error.findings().iter().map(|f| finding::Finding::new(py, f, language)).collect()
        }
    }
}

#[pymodule(gil_used = false)]
fn _longtail(module: &Bound<'_, PyModule>) -> PyResult<()> {
    errors::register(module)?;
    finding::register(module)?;
    channel::register(module)?;
    insight::register(module)?;
    models::register(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<verdict::Verdict>()?;
    module.add_class::<stock::StockLedger>()?;
    module.add_class::<parts::Totals>()?;
    module.add_class::<parts::Line>()?;
    module.add_class::<parts::Delivery>()?;
    module.add_class::<parts::Fee>()?;
    module.add_class::<parts::Share>()?;
    module.add_function(wrap_pyfunction!(rules::_evaluate, module)?)?;
    module.add_function(wrap_pyfunction!(rules::_reliability, module)?)?;
    module.add_function(wrap_pyfunction!(rules::_analyse, module)?)?;
    module.add_function(wrap_pyfunction!(rules::_replay, module)?)?;
    module.add_function(wrap_pyfunction!(gtin_valid, module)?)?;
    module.add_function(wrap_pyfunction!(check_rulebook, module)?)
}
