use super::given::{Column, floats, numbers, texts, watched};
use crate::channel::Table;
use crate::convert::{Word, whole};
use crate::errors;
use arrow_array::BooleanArray;
use longtail::{PowerLawOptions, Repeats, TailKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

/// Fits a power law to the tail of values, beside its rivals.
///
/// `values` is an Arrow column, a buffer such as NumPy's, or any sequence of
/// numbers; those of zero and below are left out and counted. `kind` is
/// `continuous` (amounts, sizes) or `discrete` (counts). `repeats` says how repeated
/// values count in the distance that chooses the start: `each` as in the tables of
/// Clauset, Shalizi and Newman, `once` as in the package `powerlaw`. `xmin` fixes the
/// start. `draws` draws are refitted for the p-value (0: none); `seed` makes them,
/// `workers` threads share them, and the answer does not depend on how many.
/// `alpha_step` takes exponents of counts in steps, 0.01 in those tables.
///
/// Other threads run meanwhile. `progress(done, total)` is called now and then; what
/// it raises stops the work. Raises `InputError` for values that are infinite or no
/// numbers, without a tail, and for an option.
///
/// >>> values = [10 * ((i + 0.3) / 500) ** (-1 / 1.5) for i in range(500)]
/// >>> fit = longtail.fit_power_law(values, draws=100)
/// >>> round(fit.alpha, 1), fit.advice
/// (2.5, 'power_law')
#[pyfunction]
#[pyo3(signature = (values, *, kind=Word("continuous"), repeats=Word("each"), xmin=None,
    draws=2_500, seed=1, workers=1, alpha_step=None, progress=None))]
#[pyo3(text_signature = "(values, *, kind='continuous', repeats='each', xmin=None, draws=2500, \
    seed=1, workers=1, alpha_step=None, progress=None)")]
#[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
pub fn fit_power_law(
    py: Python<'_>,
    values: &Bound<'_, PyAny>,
    kind: Word<'_>,
    repeats: Word<'_>,
    xmin: Option<f64>,
    #[pyo3(from_py_with = whole::draws)] draws: u32,
    #[pyo3(from_py_with = whole::seed)] seed: u64,
    #[pyo3(from_py_with = whole::workers)] workers: usize,
    alpha_step: Option<f64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<PowerLawFit> {
    let options = PowerLawOptions {
        kind: TailKind::parse(kind.0).ok_or_else(|| unknown("kind", kind.0, TailKind::NAMES))?,
        repeats: Repeats::parse(repeats.0)
            .ok_or_else(|| unknown("repeats", repeats.0, Repeats::NAMES))?,
        xmin,
        alpha_step,
        draws,
        seed,
        workers,
    };
    let values = numbers("values", values)?;
    let fit = watched(py, progress, |watch| longtail::fit_power_law(&values, &options, watch))?;
    Ok(PowerLawFit { fit })
}

pub fn unknown(option: &str, given: &str, names: &[&str]) -> PyErr {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    errors::input(format!("`{option}` is `{given}`; expected {}", names.join(" or ")))
}

/// A power law fitted to a tail, with what else was tried and what to make of it.
///
/// >>> fit = longtail.fit_power_law([3, 4, 4, 5, 9, 30, 7, 3.5], draws=0)
/// >>> fit.advice, fit.reasons[0]
/// ('cannot_tell', 'the tail has fewer than 50 values')
#[pyclass(frozen, module = "longtail", name = "PowerLawFit")]
pub struct PowerLawFit {
    fit: longtail::PowerLawFit,
}

#[pymethods]
impl PowerLawFit {
    /// `continuous` or `discrete`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.fit.kind.name()
    }

    /// How repeated values counted: `each` or `once`.
    #[getter]
    fn repeats(&self) -> &'static str {
        self.fit.repeats.name()
    }

    /// Values above zero.
    #[getter]
    fn values(&self) -> u64 {
        self.fit.values
    }

    /// Values of zero and below, which took no part.
    #[getter]
    fn left_out(&self) -> u64 {
        self.fit.left_out
    }

    /// The exponent: the density falls as `x ** -alpha`.
    #[getter]
    fn alpha(&self) -> f64 {
        self.fit.alpha
    }

    /// The standard error of `alpha`, for this start of the tail.
    #[getter]
    fn alpha_error(&self) -> f64 {
        self.fit.alpha_error
    }

    /// Where the tail starts.
    #[getter]
    fn xmin(&self) -> f64 {
        self.fit.xmin
    }

    /// Values in the tail.
    #[getter]
    fn tail_values(&self) -> u64 {
        self.fit.tail_values
    }

    /// The Kolmogorov-Smirnov distance between the tail and its fit.
    #[getter]
    fn distance(&self) -> f64 {
        self.fit.distance
    }

    /// The logarithm of the likelihood of the tail.
    #[getter]
    fn log_likelihood(&self) -> f64 {
        self.fit.log_likelihood
    }

    /// The share of draws farther from their fit than the values; None without draws.
    #[getter]
    fn p_value(&self) -> Option<f64> {
        self.fit.p_value
    }

    /// How many draws were refitted.
    #[getter]
    fn draws(&self) -> u32 {
        self.fit.draws
    }

    /// `power_law`, `lognormal`, `truncated_power_law`, `not_power_law` or `cannot_tell`.
    #[getter]
    fn advice(&self) -> &'static str {
        self.fit.advice.name()
    }

    /// The reasons for the advice, one sentence each.
    #[getter]
    fn reasons(&self) -> Vec<String> {
        self.fit.reasons.iter().map(|reason| reason.text()).collect()
    }

    /// One row a rival of the power law on the same tail.
    ///
    /// Columns: `rival`, `log_likelihood`, `ratio` (the power law's less the rival's:
    /// above zero speaks for the power law), `z` (in standard deviations), `p_value`
    /// (Vuong's test), `at_limit` (the rival is best where it becomes the power law).
    #[getter]
    fn rivals(&self) -> PyResult<Table> {
        let rivals = &self.fit.rivals;
        let limits: BooleanArray = rivals.iter().map(|rival| Some(rival.at_limit)).collect();
        let at_limit: Column = ("at_limit", Arc::new(limits), false);
        Table::of(vec![
            texts("rival", rivals.iter().map(|rival| rival.rival.name().to_owned()).collect()),
            floats("log_likelihood", rivals.iter().map(|rival| rival.log_likelihood).collect()),
            floats("ratio", rivals.iter().map(|rival| rival.ratio).collect()),
            floats("z", rivals.iter().map(|rival| rival.z).collect()),
            floats("p_value", rivals.iter().map(|rival| rival.p_value).collect()),
            at_limit,
        ])
    }

    /// The parameters of each rival by name; empty where it has no best fit.
    #[getter]
    fn rival_parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for rival in &self.fit.rivals {
            let own = PyDict::new(py);
            for (name, value) in &rival.parameters {
                own.set_item(name, value)?;
            }
            dict.set_item(rival.rival.name(), own)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let fit = &self.fit;
        let p = fit.p_value.map_or("None".to_owned(), |p| format!("{p:.3}"));
        format!(
            "PowerLawFit({}: alpha={:.3}±{:.3}, xmin={}, tail_values={} of {}, p_value={p})",
            fit.advice.name(),
            fit.alpha,
            fit.alpha_error,
            fit.xmin,
            fit.tail_values,
            fit.values,
        )
    }
}
