//! Python bindings: convert, call, convert back.

mod channel;
mod convert;
mod engine;
mod errors;
mod finding;
mod verdict;

use pyo3::prelude::*;

/// Whether a text is a GTIN with a right check digit.
#[pyfunction]
fn gtin_valid(code: &str) -> bool {
    longtail::gtin(code).is_some()
}

/// Checks a rulebook; every fault as a finding.
#[pyfunction]
#[pyo3(signature = (rulebook, *, source="rulebook", language=None))]
fn check_rulebook(
    py: Python<'_>,
    rulebook: &Bound<'_, PyAny>,
    source: &str,
    language: Option<&str>,
) -> PyResult<Vec<Py<finding::Finding>>> {
    let words = longtail::OptionWords { language, ..longtail::OptionWords::default() };
    let language = longtail::options(&words).map_err(|error| errors::raise(&error))?.language;
    let text = convert::Text::of(rulebook)
        .ok_or_else(|| errors::InputError::new_err("rulebook: give its text as str or bytes"))?;
    match longtail::Rulebook::parse(text.as_str()?, source) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => {
            error.findings().iter().map(|f| finding::Finding::new(py, f, language)).collect()
        }
    }
}

#[pymodule(gil_used = false)]
fn _longtail(module: &Bound<'_, PyModule>) -> PyResult<()> {
    errors::register(module)?;
    channel::register(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<finding::Finding>()?;
    module.add_class::<verdict::Verdict>()?;
    module.add_class::<verdict::Totals>()?;
    module.add_class::<verdict::Line>()?;
    module.add_class::<verdict::Delivery>()?;
    module.add_class::<verdict::Fee>()?;
    module.add_class::<verdict::Share>()?;
    module.add_function(wrap_pyfunction!(gtin_valid, module)?)?;
    module.add_function(wrap_pyfunction!(check_rulebook, module)?)
}
