//! Rules by themselves, and two sets of rules side by side.

use crate::convert::{Text, Word, whole};
use crate::engine::Engine;
use crate::errors::raise;
use crate::given::options;
use pyo3::prelude::*;

/// Evaluates one rule by itself: the JSON text of its answer.
#[pyfunction]
pub fn _evaluate(kind: Word<'_>, question: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = Text::of_json(question)?;
    longtail::evaluate(kind.0, text.as_str("question")?).map_err(|error| raise(&error))
}

/// How far dates can be trusted: the JSON text of an answer.
#[pyfunction]
pub fn _reliability(
    py: Python<'_>,
    verb: Word<'_>,
    question: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let text = Text::of_json(question)?;
    let text = text.as_str("question")?;
    py.detach(|| longtail::reliability(verb.0, text)).map_err(|error| raise(&error))
}

/// What a rulebook holds that its author may not have meant: JSON text.
#[pyfunction]
pub fn _analyse(
    py: Python<'_>,
    engine: &Engine,
    at: Option<String>,
    #[pyo3(from_py_with = whole::limit)] limit: usize,
    language: Option<Word<'_>>,
) -> PyResult<String> {
    let language = options(None, language, None)?.language;
    let answer =
        py.detach(|| longtail::analysis_json(&engine.engine, at.as_deref(), Some(limit), language));
    answer.map_err(|error| raise(&error))
}

/// Replays orders under two engines: the JSON text of what changes.
#[pyfunction]
pub fn _replay(
    py: Python<'_>,
    base: &Engine,
    candidate: &Engine,
    orders: &Bound<'_, PyAny>,
    #[pyo3(from_py_with = whole::workers)] workers: usize,
) -> PyResult<String> {
    let text = Text::given(orders, "orders")?;
    let text = text.as_str("orders")?;
    let replay = py.detach(|| longtail::replay(&base.engine, &candidate.engine, text, workers));
    replay.map(|replay| longtail::replay_json(&replay)).map_err(|error| raise(&error))
}
