use crate::errors::{input, unreadable_table};
use arrow_array::RecordBatchReader;
use longtail::{Day, Exact, Zone};
use pyo3::exceptions::{PyOverflowError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString, PyType};
use pyo3_arrow::input::AnyRecordBatch;

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

/// A text as Python shows it.
pub fn shown(text: &str) -> String {
    format!("'{}'", text.escape_debug()).replace("\\\"", "\"")
}

/// A `str` argument; one with half of a surrogate pair is misuse like any other.
#[derive(Clone, Copy)]
pub struct Word<'a>(pub &'a str);

impl<'a> FromPyObject<'a, '_> for Word<'a> {
    type Error = PyErr;

    fn extract(value: Borrowed<'a, '_, PyAny>) -> PyResult<Self> {
        let py = value.py();
        <&str>::extract(value).map(Self).map_err(|fault| no_text(py, fault, "the argument"))
    }
}

/// A type of whole numbers from zero.
pub trait Whole: TryFrom<i128> {
    /// The largest.
    const MAX: u64;
}

impl Whole for u8 {
    const MAX: u64 = Self::MAX as u64;
}

impl Whole for u32 {
    const MAX: u64 = Self::MAX as u64;
}

impl Whole for u64 {
    const MAX: u64 = Self::MAX;
}

impl Whole for usize {
    const MAX: u64 = Self::MAX as u64;
}

/// Whole numbers of options: one out of range is misuse that names the option. A function
/// for each name, for an argument's own conversion is not told the name.
pub mod whole {
    use super::{Bound, PyAny, PyAnyMethods, PyOverflowError, PyResult, Whole, input};

    fn of<T: Whole>(value: &Bound<'_, PyAny>, option: &str) -> PyResult<T> {
        let found = match value.extract::<i128>() {
            Ok(number) => T::try_from(number).ok(),
            Err(fault) if fault.is_instance_of::<PyOverflowError>(value.py()) => None,
            Err(fault) => return Err(fault),
        };
        found.ok_or_else(|| {
            // Python refuses to write numbers of thousands of digits.
            let shown = value.str().map_or_else(|_| "too large".into(), |text| text.to_string());
            input(format!("`{option}` is {shown}; expected a whole number from 0 to {}", T::MAX))
        })
    }

    macro_rules! options {
        ($($name:ident)*) => {
            $(pub fn $name<T: Whole>(value: &Bound<'_, PyAny>) -> PyResult<T> {
                of(value, stringify!($name))
            })*
        };
    }

    options! { baskets_min draws horizon_days limit niche_orders_min partners_min peers_percent_min product_orders_min seed share_decimals support_min_per_10_000 threads workers }

    pub fn limit_or_none(value: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        if value.is_none() { Ok(None) } else { limit(value).map(Some) }
    }
}

/// The option `zone`.
pub fn zone(given: Option<Word<'_>>) -> PyResult<Option<Zone>> {
    let read = |Word(name): Word<'_>| {
        let expected = "expected a zone such as Europe/Amsterdam";
        Zone::parse(name).ok_or_else(|| input(format!("`zone` is `{name}`; {expected}")))
    };
    given.map(read).transpose()
}

/// The rows of a table, batch by batch.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// Reads anything that gives itself as Arrow.
pub fn reader(table: &Bound<'_, PyAny>) -> PyResult<Reader> {
    let reader = table.extract::<AnyRecordBatch>().and_then(AnyRecordBatch::into_reader);
    reader.map_err(|fault| {
        let lazy = table.get_type().name().is_ok_and(|name| name == "LazyFrame");
        let hint = if lazy { "a LazyFrame has no rows yet, collect it first; " } else { "" };
        unreadable_table(table.py(), hint, fault)
    })
}

/// A `str` can hold what UTF-8 cannot.
fn no_text(py: Python<'_>, fault: PyErr, name: &str) -> PyErr {
    if !fault.is_instance_of::<PyUnicodeEncodeError>(py) {
        return fault;
    }
    input(format!("{name}: the text is not Unicode: {}", fault.value(py)))
}

/// Text given as `str`, as UTF-8 `bytes`, or as what has a JSON text.
///
/// The text stays with the host; nothing is copied for `str` and `bytes`.
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

    /// The text of a `str` or `bytes` object and of nothing else.
    pub fn given(value: &Bound<'py, PyAny>, name: &str) -> PyResult<Self> {
        match Self::of(value) {
            Some(text) => Ok(text),
            None => {
                let found = value.get_type().name()?;
                Err(input(format!("{name}: give its text as str or bytes, not as {found}")))
            }
        }
    }

    /// The text of a `str` or `bytes`, or the JSON of anything else.
    pub fn of_json(value: &Bound<'py, PyAny>) -> PyResult<Self> {
        match Self::of(value) {
            Some(text) => Ok(text),
            None => dumps(value).map(Self::Bytes),
        }
    }

    /// `name` says in messages what the text is.
    pub fn as_str(&self, name: &str) -> PyResult<&str> {
        match self {
            Self::String(text) => text.to_str().map_err(|fault| no_text(text.py(), fault, name)),
            Self::Bytes(bytes) => std::str::from_utf8(bytes.as_bytes())
                .map_err(|fault| input(format!("{name}: the bytes are not UTF-8: {fault}"))),
        }
    }
}

/// JSON of a mapping or dataclass; decimals and days are written as text.
fn dumps<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    static DUMPS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let dumps = DUMPS.import(value.py(), "longtail._json", "dumps")?;
    Ok(dumps.call1((value,))?.cast_into::<PyBytes>()?)
}
