use crate::finding::Finding;
use longtail::{Error, ErrorKind, Language};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{create_exception, intern};

create_exception!(
    longtail,
    LongtailError,
    PyException,
    "Misuse or unreadable input; nothing was changed.

`kind` is a word for the kind of misuse, `findings` has the faults one by one
(a tuple, empty when there is only the message), `json` the same as JSON text.
A business \"no\" is never an exception: it is a verdict with findings.

>>> try:
...     engine.decide('{\"partner\": 7}')
... except longtail.LongtailError as error:
...     print(error.kind, [finding.message for finding in error.findings])
input ['field `placed_at` is missing', 'field `lines` is missing', \
'expected a text in quotes that is not empty, found 7']"
);
create_exception!(
    longtail,
    InputError,
    LongtailError,
    "An order, a text or an option that cannot be read as one; `kind` is `input`."
);
create_exception!(
    longtail,
    RulebookError,
    LongtailError,
    "A rulebook with faults, all of them in `findings`; `kind` is `rulebook`."
);
create_exception!(
    longtail,
    DataError,
    LongtailError,
    "Master data with faults, all of them in `findings`; `kind` is `data`."
);
create_exception!(
    longtail,
    TableError,
    LongtailError,
    "A table of sales that is none, or a column that is missing or of the wrong
type; `kind` is `table`."
);
create_exception!(
    longtail,
    RangeError,
    LongtailError,
    "A sum beyond the range of its type; `kind` is `range`."
);

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

/// Misuse that the host's own objects already show.
pub fn input(message: impl Into<String>) -> PyErr {
    raise(&Error::new(ErrorKind::Input, message))
}

/// A host's table that cannot be read, with what to do; its own exception is the cause.
pub fn unreadable_table(py: Python<'_>, hint: &str, fault: PyErr) -> PyErr {
    let message = format!("the table cannot be read: {hint}{}", fault.value(py));
    let raised = raise(&Error::new(ErrorKind::Table, message));
    raised.set_cause(py, Some(fault));
    raised
}

fn describe(py: Python<'_>, raised: &PyErr, error: &Error) -> PyResult<()> {
    let value = raised.value(py);
    let findings = error.findings().iter().map(|f| Finding::new(py, f, Language::En));
    let findings = PyTuple::new(py, findings.collect::<PyResult<Vec<_>>>()?)?;
    value.setattr(intern!(py, "kind"), error.kind().name())?;
    value.setattr(intern!(py, "findings"), findings)?;
    value.setattr(intern!(py, "json"), longtail::error_json(error, Language::En))
}

/// An `InputError` for the parts of the package that are written in Python.
#[pyfunction]
#[pyo3(name = "_input_error")]
fn input_error(py: Python<'_>, message: String) -> Bound<'_, PyAny> {
    input(message).into_value(py).into_bound(py).into_any()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let kind = |kind: ErrorKind| kind.name();
    for (name, class, kind) in [
        ("LongtailError", py.get_type::<LongtailError>(), "internal"),
        ("InputError", py.get_type::<InputError>(), kind(ErrorKind::Input)),
        ("RulebookError", py.get_type::<RulebookError>(), kind(ErrorKind::Rulebook)),
        ("DataError", py.get_type::<DataError>(), kind(ErrorKind::Data)),
        ("TableError", py.get_type::<TableError>(), kind(ErrorKind::Table)),
        ("RangeError", py.get_type::<RangeError>(), kind(ErrorKind::Range)),
    ] {
        // For those that a caller makes himself.
        class.setattr("kind", kind)?;
        class.setattr("findings", PyTuple::empty(py))?;
        class.setattr("json", "")?;
        module.add(name, class)?;
    }
    module.add_function(wrap_pyfunction!(input_error, module)?)
}
