use crate::errors::InputError;
use longtail::{Day, Exact};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString, PyType};

/// A decimal of the host's own kind: exact, with the decimals of the text.
pub fn decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    DECIMAL.import(py, "decimal", "Decimal")?.call1((text,))
}

/// Minor units as a decimal.
pub fn amount<'py>(py: Python<'py>, minor: i64, exponent: u8) -> PyResult<Bound<'py, PyAny>> {
    decimal(py, &Exact::new(i128::from(minor), exponent).text(exponent))
}

/// An exact number as a decimal with at least the decimals of the currency.
pub fn price<'py>(py: Python<'py>, value: Exact, exponent: u8) -> PyResult<Bound<'py, PyAny>> {
    decimal(py, &value.text(exponent))
}

/// A day as `datetime.date`.
pub fn day<'py>(py: Python<'py>, value: Day) -> PyResult<Bound<'py, PyAny>> {
    static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    DATE.import(py, "datetime", "date")?.call_method1("fromisoformat", (value.to_string(),))
}

/// Text given as `str`, as UTF-8 `bytes`, or as what `json.dumps` takes.
///
/// The bytes stay with the host; nothing is copied for `str` and `bytes`.
pub enum Text<'py> {
    String(Bound<'py, PyString>),
    Bytes(Bound<'py, PyBytes>),
}

impl<'py> Text<'py> {
    /// The text of a `str` or `bytes` object.
    pub fn of(value: &Bound<'py, PyAny>) -> Option<Self> {
        match value.cast::<PyString>() {
            Ok(text) => Some(Self::String(text.clone())),
            Err(_) => value.cast::<PyBytes>().ok().map(|bytes| Self::Bytes(bytes.clone())),
        }
    }

    /// The text of a `str` or `bytes`, or the JSON of anything else.
    pub fn of_json(value: &Bound<'py, PyAny>) -> PyResult<Self> {
        match Self::of(value) {
            Some(text) => Ok(text),
            None => dumps(value).map(Self::String),
        }
    }

    pub fn as_str(&self) -> PyResult<&str> {
        match self {
            Self::String(text) => text.to_str(),
            Self::Bytes(bytes) => std::str::from_utf8(bytes.as_bytes())
                .map_err(|fault| InputError::new_err(format!("the bytes are not UTF-8: {fault}"))),
        }
    }
}

/// JSON of a mapping or dataclass; decimals and days are written as text.
fn dumps<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    static DUMPS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let dumps = DUMPS.import(value.py(), "longtail._json", "dumps")?;
    Ok(dumps.call1((value,))?.cast_into::<PyString>()?)
}
