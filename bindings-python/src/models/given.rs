//! Numbers as hosts hold them, and their wish to stop.

use crate::errors;
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, Float64Array, StringArray};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::DataType;
use longtail::{Error, Progress};
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A column of an Arrow table: name, values, whether values can be missing.
pub type Column = (&'static str, ArrayRef, bool);

pub fn floats(name: &'static str, values: Vec<f64>) -> Column {
    (name, Arc::new(Float64Array::from(values)), false)
}

pub fn texts(name: &'static str, values: Vec<String>) -> Column {
    (name, Arc::new(StringArray::from(values)), false)
}

pub fn counts(name: &'static str, values: impl IntoIterator<Item = u64>) -> Column {
    let values = values.into_iter().map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    (name, Arc::new(arrow_array::Int64Array::from_iter_values(values)), false)
}

/// Numbers of an Arrow column, a buffer such as NumPy's, or any sequence.
pub fn numbers(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    let py = value.py();
    if value.hasattr("__arrow_c_array__")? || value.hasattr("__arrow_c_stream__")? {
        return arrow(name, value).map_err(|fault| named(py, name, fault));
    }
    if let Ok(buffer) = PyBuffer::<f64>::get(value) {
        return buffer.to_vec(py).map_err(|fault| named(py, name, fault));
    }
    value.extract::<Vec<f64>>().map_err(|fault| named(py, name, fault))
}

fn arrow(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    let mut numbers = Vec::new();
    for array in value.extract::<AnyArray>()?.into_reader()? {
        let fault = |fault: arrow_schema::ArrowError| errors::input(format!("`{name}`: {fault}"));
        let array = array.map_err(fault)?;
        let options = CastOptions { safe: false, ..CastOptions::default() };
        let array = cast_with_options(&array, &DataType::Float64, &options).map_err(fault)?;
        if array.null_count() > 0 {
            return Err(errors::input(format!("`{name}` has missing values; leave them out")));
        }
        numbers.extend_from_slice(array.as_primitive::<Float64Type>().values());
    }
    Ok(numbers)
}

fn named(py: Python<'_>, name: &str, fault: PyErr) -> PyErr {
    let own = fault.is_instance_of::<errors::LongtailError>(py);
    if own {
        return fault;
    }
    let raised = errors::input(format!(
        "`{name}` is no column, buffer or sequence of numbers: {}",
        fault.value(py)
    ));
    raised.set_cause(py, Some(fault));
    raised
}

/// A whole number of a column.
pub fn whole(name: &str, value: f64) -> PyResult<u32> {
    if value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0 {
        return Ok(value as u32);
    }
    Err(errors::input(format!("`{name}` has `{value}`; expected whole numbers from 0")))
}

/// Columns of one table have one length.
pub fn same_length(columns: &[(&str, usize)]) -> PyResult<()> {
    match columns.iter().find(|(_, length)| *length != columns[0].1) {
        None => Ok(()),
        Some((name, length)) => Err(errors::input(format!(
            "`{name}` has {length} values, `{}` has {}",
            columns[0].0, columns[0].1
        ))),
    }
}

/// How often the host is asked.
const EVERY: Duration = Duration::from_millis(50);

/// Runs long work without the interpreter's lock. `progress` is called now and then
/// with what is done and all there is; what it raises, and an interrupt of the host,
/// stops the work.
pub fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let progress = progress.map(|own| own.clone().unbind());
    let mut raised: Option<PyErr> = None;
    let result = py.detach(|| {
        let mut asked = Instant::now();
        work(&mut |step| {
            if asked.elapsed() < EVERY && step.done < step.total {
                return ControlFlow::Continue(());
            }
            asked = Instant::now();
            let told = Python::attach(|py| {
                py.check_signals()?;
                match &progress {
                    Some(own) => own.call1(py, (step.done, step.total)).map(drop),
                    None => Ok(()),
                }
            });
            match told {
                Ok(()) => ControlFlow::Continue(()),
                Err(fault) => {
                    raised = Some(fault);
                    ControlFlow::Break(())
                }
            }
        })
    });
    match raised {
        Some(fault) => Err(fault),
        None => result.map_err(|error| errors::raise(&error)),
    }
}
