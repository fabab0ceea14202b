use crate::convert::shown;
use longtail::{Language, Value};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::borrow::Cow;

/// A business answer, or a fault in what was written.
///
/// Its code is stable and meant for programs; its message and remedy are for
/// people. It can be pickled, so that errors cross processes.
///
/// >>> finding = engine.decide(order).findings[0]
/// >>> finding.code, finding.path, finding.data
/// ('order.quantity_not_multiple', 'lines[0].quantity', {'quantity': 115, 'multiple': 10, 'accepted': 120})
/// >>> print(finding.message, '-', finding.remedy)
/// quantity 115 is not a multiple of 10; 120 was taken - order in multiples of 10
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Finding {
    /// The stable code, such as `order.unknown_product`.
    code: Cow<'static, str>,
    /// `hint`, `warn`, `approve` or `block`.
    severity: Cow<'static, str>,
    /// Where in the order or document, such as `lines[2].quantity`; empty for the whole.
    path: String,
    /// The rule or product that spoke; None when none did.
    rule: Option<String>,
    /// The name of the text with the fault, such as `prices`; None for an order's answer.
    source: Option<String>,
    /// The line in that text, from 1.
    line: Option<u32>,
    /// The column in that text, in characters from 1.
    column: Option<u32>,
    /// What the message speaks of: whole numbers as int, prices, amounts, days and words as str.
    data: Py<PyDict>,
    /// What was found, in the language asked for.
    message: String,
    /// What can be done about it, in the language asked for.
    remedy: String,
}

impl Finding {
    pub fn new(
        py: Python<'_>,
        finding: &longtail::Finding,
        language: Language,
    ) -> PyResult<Py<Self>> {
        let data = PyDict::new(py);
        for (name, value) in &finding.data {
            match value {
                Value::Whole(number) => data.set_item(name, number)?,
                Value::Text(text) => data.set_item(name, text)?,
            }
        }
        let position = finding.position.as_ref();
        let own = Self {
            code: finding.code.name().into(),
            severity: finding.severity.name().into(),
            path: finding.path.clone(),
            rule: (!finding.rule.is_empty()).then(|| finding.rule.clone()),
            source: position.map(|p| p.source.clone()),
            line: position.map(|p| p.line),
            column: position.map(|p| p.column),
            data: data.unbind(),
            message: finding.message(language),
            remedy: finding.remedy(language),
        };
        Py::new(py, own)
    }
}

#[pymethods]
impl Finding {
    fn __repr__(&self) -> String {
        let path = shown(&self.path);
        format!("Finding({} {} {path}: {})", self.severity, self.code, self.message)
    }

    fn __str__(&self) -> String {
        self.message.clone()
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let place = (&self.source, self.line, self.column);
        let words = (&*self.message, &*self.remedy);
        let parts =
            (&*self.code, &*self.severity, &*self.path, &self.rule, place, &self.data, words);
        let again = py.import("longtail._longtail")?.getattr("_finding")?;
        Ok((again, parts.into_pyobject(py)?))
    }
}

type Place = (Option<String>, Option<u32>, Option<u32>);

/// A finding from its parts, as `pickle` keeps them.
#[pyfunction]
#[pyo3(name = "_finding")]
fn from_parts(
    code: String,
    severity: String,
    path: String,
    rule: Option<String>,
    place: Place,
    data: Py<PyDict>,
    words: (String, String),
) -> Finding {
    let (source, line, column) = place;
    let (message, remedy) = words;
    let (code, severity) = (code.into(), severity.into());
    Finding { code, severity, path, rule, source, line, column, data, message, remedy }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Finding>()?;
    module.add_function(wrap_pyfunction!(from_parts, module)?)
}
