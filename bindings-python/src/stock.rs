use crate::convert::{Text, Word};
use crate::engine::Engine;
use crate::errors::raise;
use pyo3::prelude::*;

/// A stock ledger in memory, for hosts that keep stock in no database.
///
/// `snapshot` and `log` are what an earlier one gave and the host stored, as `str`
/// or UTF-8 `bytes`; without them the ledger is empty. Raises `InputError` when a
/// line of them cannot be read or is missing.
///
/// Any number of threads may use one. Each command is done whole or not at all;
/// append `log(after)` to a store before acting on an answer.
///
/// >>> ledger = longtail.StockLedger()
/// >>> count = {"product": "G-100", "on_hand": 80, "today": "2026-03-02"}
/// >>> ledger.ask(engine, "count", count)["outcome"]
/// 'ok'
#[pyclass(frozen, module = "longtail")]
pub struct StockLedger {
    ledger: longtail::StockLedger,
}

#[pymethods]
impl StockLedger {
    #[new]
    #[pyo3(signature = (snapshot=None, log=None))]
    fn new(
        py: Python<'_>,
        snapshot: Option<&Bound<'_, PyAny>>,
        log: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let snapshot = snapshot.map(|text| Text::given(text, "snapshot")).transpose()?;
        let log = log.map(|text| Text::given(text, "log")).transpose()?;
        let snapshot = snapshot.as_ref().map_or(Ok(""), |text| text.as_str("snapshot"))?;
        let log = log.as_ref().map_or(Ok(""), |text| text.as_str("log"))?;
        let built = py.detach(|| longtail::StockLedger::from_text(snapshot, log));
        Ok(Self { ledger: built.map_err(|error| raise(&error))? })
    }

    /// Asks or tells it something; the rules are those of an engine.
    ///
    /// The guide's page *The stock ledger* has the verbs, what each reads and what
    /// it answers. `plan`, `at_risk`, `repromise`, `supply`, `state` and `verify`
    /// change nothing; all others answer with an `outcome`: `ok`, `replayed`,
    /// `conflict` or `refused`.
    ///
    /// Raises `InputError` for a question that cannot be read, with every fault as
    /// a finding, and for a plan that no engine made; the ledger is unchanged.
    ///
    /// >>> ledger = longtail.StockLedger()
    /// >>> ledger.ask(engine, "verify", {})
    /// {'findings': []}
    fn ask<'py>(
        &self,
        py: Python<'py>,
        engine: &Engine,
        verb: Word<'_>,
        question: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = Text::of_json(question)?;
        let text = text.as_str("question")?;
        let answer = py.detach(|| longtail::stock_json(&engine.engine, &self.ledger, verb.0, text));
        let answer = answer.map_err(|error| raise(&error))?;
        py.import("json")?.call_method1("loads", (answer,))
    }

    /// The entries after the one with this number, one JSON text a line.
    ///
    /// >>> longtail.StockLedger().log()
    /// ''
    #[pyo3(signature = (after=0))]
    fn log(&self, after: u64) -> String {
        self.ledger.log_text(after)
    }

    /// The state as it is now, one JSON text a line.
    ///
    /// >>> longtail.StockLedger().snapshot()
    /// '{"seq":0,"clock":"1970-01-01T00:00:00Z"}\n'
    fn snapshot(&self) -> String {
        self.ledger.snapshot_text()
    }

    /// Forgets the entries so far, once a snapshot is stored: the log begins anew.
    ///
    /// >>> longtail.StockLedger().compact()
    fn compact(&self) {
        self.ledger.compact();
    }
}
