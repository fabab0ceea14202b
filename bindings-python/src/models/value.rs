use super::given::{Column, counts, floats, texts, watched};
use super::history::{self, Names};
use super::orders;
use crate::channel::Table;
use crate::convert::{Word, day, reader, whole};
use arrow_array::Float64Array;
use longtail::{Currency, Score};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

/// What each partner is worth over a horizon, beside plain baselines.
///
/// `table` is anything that gives itself as Arrow: a row a sale. `partner`, `day` and
/// `amount` are names of columns: partners are text, or whole numbers, which count as
/// their text; `amount` is a decimal, or whole minor units, a float only with
/// `float_decimals`, to which it is rounded; `currency` is a code such as `EUR`, or the
/// column that has it; times are cut into days in `zone`. All sales of a partner on one day are one order; rows
/// with an amount of zero or below are left out and counted.
///
/// Orders within `horizon_days` are by `model` (`bg_nbd`, `mbg_nbd`, `pareto_nbd`),
/// amounts by the Gamma-Gamma model; times of the model are in weeks. `until` is the
/// first day that is not observed (by default the one after the last); with an earlier
/// day, the forecast is judged by what came after it. `draws` futures make the 95 %
/// intervals (0: none): they hold the uncertainty of the model, of each partner and
/// of its orders and amounts, and are of what will come, not of its expectation. `seed`
/// makes them, `workers` threads share them, and the answer does not depend on how many.
///
/// Other threads run meanwhile. `progress(done, total)` is called now and then; what
/// it raises stops the work. Raises `TableError` for a table, `InputError` for an
/// option and when nobody ordered twice.
///
/// >>> import pyarrow
/// >>> import datetime
/// >>> start = datetime.date(2026, 1, 5)
/// >>> weeks = [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]
/// >>> sales = pyarrow.table({
/// ...     "partner": ["P-1"] * 8 + ["P-2"] * 2,
/// ...     "day": [start + datetime.timedelta(weeks=week) for week in weeks],
/// ...     "amount": [5000] * 10,
/// ... })
/// >>> value = longtail.partner_value(sales, currency="EUR", horizon_days=28)
/// >>> pyarrow.table(value.partners)["partner"].to_pylist()
/// ['P-1', 'P-2']
#[pyfunction]
#[pyo3(signature = (table, *, currency, partner=Word("partner"), day=Word("day"),
    amount=Word("amount"), zone=None, model=Word("bg_nbd"), horizon_days=91, until=None,
    draws=1_000, seed=1, workers=1, progress=None, float_decimals=None))]
#[pyo3(text_signature = "(table, *, currency, partner='partner', day='day', amount='amount', \
    zone=None, model='bg_nbd', horizon_days=91, until=None, draws=1000, seed=1, workers=1, \
    progress=None, float_decimals=None)")]
#[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
pub fn partner_value(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    currency: Word<'_>,
    partner: Word<'_>,
    day: Word<'_>,
    amount: Word<'_>,
    zone: Option<Word<'_>>,
    model: Word<'_>,
    #[pyo3(from_py_with = whole::horizon_days)] horizon_days: u32,
    until: Option<&Bound<'_, PyAny>>,
    #[pyo3(from_py_with = whole::draws)] draws: u32,
    #[pyo3(from_py_with = whole::seed)] seed: u64,
    #[pyo3(from_py_with = whole::workers)] workers: usize,
    progress: Option<&Bound<'_, PyAny>>,
    float_decimals: Option<i64>,
) -> PyResult<PartnerValue> {
    let options = history::options(model, horizon_days, until, draws, seed, workers)?;
    let names = Names::new(currency, partner, day, amount, zone, float_decimals)?;
    let reader = reader(table)?;
    let value = watched(py, progress, |watch| {
        longtail::partner_value(&history::read(reader, &names)?, &options, watch)
    })?;
    Ok(PartnerValue { value })
}

/// The value of partners over a horizon, beside plain baselines.
#[pyclass(frozen, module = "longtail", name = "PartnerValue")]
pub struct PartnerValue {
    pub value: longtail::PartnerValue,
}

#[pymethods]
impl PartnerValue {
    /// One row a partner, those worth most first, ties by name.
    ///
    /// Columns: `partner`, `orders` (days with orders), `recency_days` (first order to
    /// last), `age_days` (first order to the last day observed), `p_alive`,
    /// `churn_risk`, `expected_orders`, `orders_low` and `orders_high` (with draws),
    /// `rate_orders` (the plain rate), `seasonal_orders` (the rate with its season),
    /// `expected_amount`, `value`, `value_low` and `value_high` (with draws),
    /// `rate_value`, `actual_orders` (when judged). Amounts are estimates: floats in
    /// units of the currency.
    #[getter]
    fn partners(&self) -> PyResult<Table> {
        let t = self.value.partners.clone();
        let days = |name, days: Vec<i64>| -> Column {
            (name, Arc::new(arrow_array::Int64Array::from(days)), false)
        };
        let mut columns = vec![
            texts("partner", t.partner),
            counts("orders", t.orders),
            days("recency_days", t.recency_days),
            days("age_days", t.age_days),
            floats("p_alive", t.p_alive),
            floats("churn_risk", t.churn_risk),
            floats("expected_orders", t.expected_orders),
        ];
        let drawn = self.value.summary.value_ends.is_some();
        if drawn {
            columns.push(floats("orders_low", t.orders_low));
            columns.push(floats("orders_high", t.orders_high));
        }
        columns.push(floats("rate_orders", t.rate_orders));
        columns.push(floats("seasonal_orders", t.seasonal_orders));
        columns.push(floats("expected_amount", t.expected_amount));
        columns.push(floats("value", t.value));
        if drawn {
            columns.push(floats("value_low", t.value_low));
            columns.push(floats("value_high", t.value_high));
        }
        columns.push(floats("rate_value", t.rate_value));
        if !self.value.scores.is_empty() {
            columns.push(counts("actual_orders", t.actual_orders));
        }
        Table::of(columns)
    }

    /// The forecasts against what came: `forecast` (`model`, `rate`, `seasonal`),
    /// `expected`, `actual`, `mae`, `rmse`, `auc`; no rows unless all of the horizon
    /// was observed.
    #[getter]
    fn scores(&self) -> PyResult<Table> {
        let scores = &self.value.scores;
        let column = |of: fn(&Score) -> f64| scores.iter().map(of).collect::<Vec<f64>>();
        let auc: Float64Array = scores.iter().map(|score| score.auc).collect();
        Table::of(vec![
            texts("forecast", scores.iter().map(|s| s.forecast.name().to_owned()).collect()),
            floats("expected", column(|s| s.expected)),
            floats("actual", column(|s| s.actual)),
            floats("mae", column(|s| s.mae)),
            floats("rmse", column(|s| s.rmse)),
            ("auc", Arc::new(auc), true),
        ])
    }

    /// The same by tenths of partners, the one of which most is expected first:
    /// `decile`, `partners`, and mean orders: `model`, `rate`, `seasonal`, `actual`.
    #[getter]
    fn calibration(&self) -> PyResult<Table> {
        let rows = &self.value.calibration;
        Table::of(vec![
            counts("decile", rows.iter().map(|row| u64::from(row.decile))),
            counts("partners", rows.iter().map(|row| row.partners)),
            floats("model", rows.iter().map(|row| row.model).collect()),
            floats("rate", rows.iter().map(|row| row.rate).collect()),
            floats("seasonal", rows.iter().map(|row| row.seasonal).collect()),
            floats("actual", rows.iter().map(|row| row.actual).collect()),
        ])
    }

    /// What to know before the figures are used: a sentence by its word; empty when
    /// all is well.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for warning in &self.value.warnings {
            dict.set_item(warning.name(), warning.text())?;
        }
        Ok(dict)
    }

    /// All partners together: a new dict.
    ///
    /// `currency`, `rows`, `left_out` (rows by reason), `partners`, `repeats`, `until`,
    /// `horizon_end`, `expected_orders`, `orders_interval`, `value`, `value_interval`,
    /// `rate_orders`, `seasonal_orders`, `alive`, `season` (twelve months), `model`,
    /// `parameters`, `amount_parameters`, `log_likelihood`.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let s = &self.value.summary;
        let dict = PyDict::new(py);
        dict.set_item("currency", s.currency.as_ref().map(Currency::code))?;
        dict.set_item("rows", s.rows)?;
        let left_out = PyDict::new(py);
        for (reason, rows) in s.left_out {
            left_out.set_item(reason.name(), rows)?;
        }
        dict.set_item("left_out", left_out)?;
        dict.set_item("partners", s.partners)?;
        dict.set_item("repeats", s.repeats)?;
        dict.set_item("until", day(py, s.until)?)?;
        dict.set_item("horizon_end", day(py, s.horizon_end)?)?;
        dict.set_item("expected_orders", s.expected_orders)?;
        dict.set_item("orders_interval", s.orders_ends)?;
        dict.set_item("value", s.value)?;
        dict.set_item("value_interval", s.value_ends)?;
        dict.set_item("rate_orders", s.rate_orders)?;
        dict.set_item("seasonal_orders", s.seasonal_orders)?;
        dict.set_item("alive", s.alive)?;
        dict.set_item("season", s.season.to_vec())?;
        dict.set_item("model", self.value.orders.model.name())?;
        dict.set_item("parameters", orders::parameters(py, &self.value.orders)?)?;
        let amounts = self.value.amounts.as_ref().map(|fit| {
            let own = PyDict::new(py);
            for (name, value) in [("p", fit.p), ("q", fit.q), ("gamma", fit.gamma)] {
                own.set_item(name, value)?;
            }
            PyResult::Ok(own)
        });
        dict.set_item("amount_parameters", amounts.transpose()?)?;
        dict.set_item("log_likelihood", self.value.orders.log_likelihood)?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let s = &self.value.summary;
        let names: Vec<&str> = self.value.warnings.iter().map(|w| w.name()).collect();
        let warned = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!(
            "PartnerValue(partners={}, {} to {}: orders={:.1}, value={:.2}; warnings: {warned})",
            s.partners, s.until, s.horizon_end, s.expected_orders, s.value
        )
    }
}
