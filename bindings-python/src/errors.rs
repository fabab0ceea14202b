use crate::finding::Finding;
use longtail::{Error, ErrorKind, Language};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{create_exception, intern};

create_exception!(
    longtail,
    LongtailError,
    PyException,
    "Misuse or unreadable input; nothing was changed."
);
create_exception!(
    longtail,
    InputError,
    LongtailError,
    "An order or option that cannot be read as one."
);
create_exception!(longtail, RulebookError, LongtailError, "A rulebook with faults.");
create_exception!(longtail, DataError, LongtailError, "Master data with faults.");
create_exception!(longtail, TableError, LongtailError, "A column of the wrong type or length.");
create_exception!(longtail, RangeError, LongtailError, "A number beyond its range.");

/// The exception for an error, with its `kind`, `findings` and JSON.
pub fn raise(error: &Error) -> PyErr {
    let message = error.to_string();
    let raised = match error.kind() {
        ErrorKind::Input => InputError::new_err(message),
        ErrorKind::Rulebook => RulebookError::new_err(message),
        ErrorKind::Data => DataError::new_err(message),
        ErrorKind::Table => TableError::new_err(message),
        ErrorKind::Range => RangeError::new_err(message),
        _ => LongtailError::new_err(message),
    };
    Python::attach(|py| match describe(py, &raised, error) {
        Ok(()) => raised,
        Err(fault) => fault,
    })
}

fn describe(py: Python<'_>, raised: &PyErr, error: &Error) -> PyResult<()> {
    let value = raised.value(py);
    let findings = PyList::empty(py);
    for finding in error.findings() {
        findings.append(Finding::new(py, finding, Language::En)?)?;
    }
    value.setattr(intern!(py, "kind"), error.kind().name())?;
    value.setattr(intern!(py, "findings"), findings)?;
    value.setattr(intern!(py, "json"), longtail::error_json(error, Language::En))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("LongtailError", py.get_type::<LongtailError>())?;
    module.add("InputError", py.get_type::<InputError>())?;
    module.add("RulebookError", py.get_type::<RulebookError>())?;
    module.add("DataError", py.get_type::<DataError>())?;
    module.add("TableError", py.get_type::<TableError>())?;
    module.add("RangeError", py.get_type::<RangeError>())
}
