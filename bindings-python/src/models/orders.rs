use super::given::{numbers, same_length, whole};
use super::tail::unknown;
use crate::convert::Word;
use crate::errors::raise;
use longtail::{AmountRow, OrderModel, OrderRow};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Fits a model of repeat orders to partners.
///
/// `repeats` is how many orders each partner placed after its first, `recency` the
/// time from the first to the last, `age` the time from the first to the end of what
/// was observed, in any one unit. Each is an Arrow column, a buffer or a sequence.
/// `model` is `bg_nbd`, `mbg_nbd` or `pareto_nbd`. Raises `InputError` for rows that
/// cannot be and when no partner ordered twice.
///
/// >>> fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
/// >>> sorted(fit.parameters)
/// ['a', 'alpha', 'b', 'r']
#[pyfunction]
#[pyo3(signature = (repeats, recency, age, *, model=Word("bg_nbd")))]
#[pyo3(text_signature = "(repeats, recency, age, *, model='bg_nbd')")]
pub fn fit_orders(
    py: Python<'_>,
    repeats: &Bound<'_, PyAny>,
    recency: &Bound<'_, PyAny>,
    age: &Bound<'_, PyAny>,
    model: Word<'_>,
) -> PyResult<OrderFit> {
    let model =
        OrderModel::parse(model.0).ok_or_else(|| unknown("model", model.0, &OrderModel::NAMES))?;
    let rows = rows(repeats, recency, age)?;
    let fit = py.detach(|| longtail::fit_orders(model, &rows)).map_err(|e| raise(&e))?;
    Ok(OrderFit { fit })
}

fn rows(
    repeats: &Bound<'_, PyAny>,
    recency: &Bound<'_, PyAny>,
    age: &Bound<'_, PyAny>,
) -> PyResult<Vec<OrderRow>> {
    let repeats = numbers("repeats", repeats)?;
    let (recency, age) = (numbers("recency", recency)?, numbers("age", age)?);
    same_length(&[("repeats", repeats.len()), ("recency", recency.len()), ("age", age.len())])?;
    let row = |at: usize| {
        let repeats = whole("repeats", repeats[at])?;
        Ok(OrderRow { repeats, recency: recency[at], age: age[at], partners: 1 })
    };
    (0..repeats.len()).map(row).collect()
}

/// A model of repeat orders fitted to partners.
///
/// >>> fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
/// >>> [orders] = fit.expected_orders([9], [29], [30], horizon=10)
/// >>> 2 < orders < 4
/// True
#[pyclass(frozen, module = "longtail", name = "OrderFit")]
pub struct OrderFit {
    pub fit: longtail::OrderFit,
}

pub fn parameters<'py>(py: Python<'py>, fit: &longtail::OrderFit) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in fit.model.parameters().iter().zip(fit.parameters) {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}

#[pymethods]
impl OrderFit {
    /// `bg_nbd`, `mbg_nbd` or `pareto_nbd`.
    #[getter]
    fn model(&self) -> &'static str {
        self.fit.model.name()
    }

    /// The parameters by name, times in the unit that was given.
    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        parameters(py, &self.fit)
    }

    /// The logarithm of the largest likelihood.
    #[getter]
    fn log_likelihood(&self) -> f64 {
        self.fit.log_likelihood
    }

    /// How much less it is where nobody ever leaves.
    #[getter]
    fn dropout_gain(&self) -> f64 {
        self.fit.dropout_gain
    }

    /// Where the model has nothing to say: `no_dropout`, `at_bound`, `not_reached`.
    #[getter]
    fn limits(&self) -> Vec<&'static str> {
        self.fit.limits.iter().map(|limit| limit.name()).collect()
    }

    /// How many partners it was fitted to.
    #[getter]
    fn partners(&self) -> u64 {
        self.fit.partners
    }

    /// The orders expected of partners within `horizon` after the observed time.
    ///
    /// Raises `InputError` for rows that cannot be, and for a horizon below zero or
    /// beyond 10⁹ units.
    fn expected_orders(
        &self,
        py: Python<'_>,
        repeats: &Bound<'_, PyAny>,
        recency: &Bound<'_, PyAny>,
        age: &Bound<'_, PyAny>,
        horizon: f64,
    ) -> PyResult<Vec<f64>> {
        let rows = rows(repeats, recency, age)?;
        py.detach(|| self.fit.expected_orders_each(&rows, horizon)).map_err(|e| raise(&e))
    }

    /// The chance of each partner that it will order again at all.
    ///
    /// Raises `InputError` for rows that cannot be.
    fn p_alive(
        &self,
        py: Python<'_>,
        repeats: &Bound<'_, PyAny>,
        recency: &Bound<'_, PyAny>,
        age: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<f64>> {
        let rows = rows(repeats, recency, age)?;
        py.detach(|| self.fit.p_alive_each(&rows)).map_err(|e| raise(&e))
    }

    fn __repr__(&self) -> String {
        let names = self.fit.model.parameters();
        let parameters: Vec<String> = names
            .iter()
            .zip(self.fit.parameters)
            .map(|(name, value)| format!("{name}={value:.4}"))
            .collect();
        let limits = self.limits();
        let limits =
            if limits.is_empty() { String::new() } else { format!("; {}", limits.join(", ")) };
        format!("OrderFit({}: {}{limits})", self.fit.model.name(), parameters.join(", "))
    }
}

/// Fits the Gamma-Gamma model: what partners spend on an order.
///
/// `orders` is how many orders each mean is over, `mean` their mean amount. Each is
/// an Arrow column, a buffer or a sequence. Of `order_rows` these are the rows with a
/// mean, for a partner without repeat orders has none: `rows.drop_null()` in PyArrow.
/// Raises `InputError` for means that are not above zero, and for fewer than two
/// partners that differ.
///
/// >>> orders, mean = [1, 1, 1, 1, 9, 12, 10, 8], [5, 90, 20, 60, 15, 45, 38, 80]
/// >>> fit = longtail.fit_amounts(orders, mean)
/// >>> one, many = fit.expected_amount([1, 40], [90, 90])
/// >>> one < many
/// True
#[pyfunction]
#[pyo3(signature = (orders, mean))]
pub fn fit_amounts(
    py: Python<'_>,
    orders: &Bound<'_, PyAny>,
    mean: &Bound<'_, PyAny>,
) -> PyResult<AmountFit> {
    let rows = amount_rows(orders, mean)?;
    let fit = py.detach(|| longtail::fit_amounts(&rows)).map_err(|e| raise(&e))?;
    Ok(AmountFit { fit })
}

fn amount_rows(orders: &Bound<'_, PyAny>, mean: &Bound<'_, PyAny>) -> PyResult<Vec<AmountRow>> {
    let (orders, mean) = (numbers("orders", orders)?, numbers("mean", mean)?);
    same_length(&[("orders", orders.len()), ("mean", mean.len())])?;
    let row = |(orders, mean): (&f64, &f64)| {
        Ok(AmountRow { orders: whole("orders", *orders)?, mean: *mean, partners: 1 })
    };
    orders.iter().zip(&mean).map(row).collect()
}

/// The Gamma-Gamma model fitted to partners.
#[pyclass(frozen, module = "longtail", name = "AmountFit")]
pub struct AmountFit {
    fit: longtail::AmountFit,
}

#[pymethods]
impl AmountFit {
    /// The shape of the amounts of one partner: large where they are alike.
    #[getter]
    fn p(&self) -> f64 {
        self.fit.p
    }

    /// The shape of the partners: large where they are alike.
    #[getter]
    fn q(&self) -> f64 {
        self.fit.q
    }

    /// The scale of the amounts.
    #[getter]
    fn gamma(&self) -> f64 {
        self.fit.gamma
    }

    /// The logarithm of the largest likelihood.
    #[getter]
    fn log_likelihood(&self) -> f64 {
        self.fit.log_likelihood
    }

    /// Where the model has nothing to say: `at_bound`, `not_reached`.
    #[getter]
    fn limits(&self) -> Vec<&'static str> {
        self.fit.limits.iter().map(|limit| limit.name()).collect()
    }

    /// What partners are expected to spend on an order, after so many of such a mean.
    ///
    /// The mean of a partner without orders is not looked at. Raises `InputError` for
    /// any other mean that is not above zero.
    fn expected_amount(
        &self,
        orders: &Bound<'_, PyAny>,
        mean: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<f64>> {
        let rows = amount_rows(orders, mean)?;
        self.fit.expected_amount_each(&rows).map_err(|e| raise(&e))
    }

    fn __repr__(&self) -> String {
        let fit = &self.fit;
        format!("AmountFit(p={:.4}, q={:.4}, gamma={:.4})", fit.p, fit.q, fit.gamma)
    }
}
