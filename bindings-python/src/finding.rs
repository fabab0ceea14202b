use longtail::{Language, Value};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A business answer or a fault in what was written.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Finding {
    code: &'static str,
    severity: &'static str,
    path: String,
    rule: Option<String>,
    source: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    data: Py<PyDict>,
    message: String,
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
            code: finding.code.name(),
            severity: finding.severity.name(),
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
        format!("Finding({} {} {:?}: {})", self.severity, self.code, self.path, self.message)
    }

    fn __str__(&self) -> String {
        self.message.clone()
    }
}
