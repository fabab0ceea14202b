use super::given::{Column, counts, floats, texts, watched};
use super::orders;
use super::tail::unknown;
use crate::channel::columns::{Columns, table_error};
use crate::channel::{Table, optional, parse};
use crate::convert::{Word, day};
use crate::errors;
use arrow_array::{Float64Array, RecordBatchReader};
use longtail::{Currency, Day, Error, OrderHistory, OrderModel, Score, ValueOptions, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::Arc;

/// What each partner is worth over a horizon, beside plain baselines.
///
/// `table` is anything that gives itself as Arrow: a row a sale. `partner`, `day` and
/// `amount` are names of columns: `amount` is a decimal, or whole minor units, never
/// a float; `currency` is a code such as `EUR`, or the column that has it; times are
/// cut into days in `zone`. All sales of a partner on one day are one order; rows
/// with an amount of zero or below are left out and counted.
///
/// Orders within `horizon_days` are by `model` (`bg_nbd`, `mbg_nbd`, `pareto_nbd`),
/// amounts by the Gamma-Gamma model; times of the model are in weeks. `until` is the
/// first day that is not observed (by default the one after the last); with an earlier
/// day, the forecast is judged by what came after it. `draws` futures make the 95 %
/// intervals (0: none): they hold the uncertainty of the model, of each partner and
/// of its orders and amounts. `seed` makes them, `workers` threads share them, and the
/// answer does not depend on how many.
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
    draws=1_000, seed=1, workers=1, progress=None))]
#[pyo3(text_signature = "(table, *, currency, partner='partner', day='day', amount='amount', \
    zone=None, model='bg_nbd', horizon_days=91, until=None, draws=1000, seed=1, workers=1, \
    progress=None)")]
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
    horizon_days: u32,
    until: Option<&Bound<'_, PyAny>>,
    draws: u32,
    seed: u64,
    workers: usize,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<PartnerValue> {
    let model =
        OrderModel::parse(model.0).ok_or_else(|| unknown("model", model.0, &OrderModel::NAMES))?;
    let until = optional("until", until, Day::parse, "a date such as 2026-04-01")?;
    let options = ValueOptions { model, horizon_days, until, draws, seed, workers };
    let zone = zone
        .map(|Word(name)| parse("zone", name, Zone::parse(name), "a zone such as Europe/Amsterdam"))
        .transpose()?;
    let columns = Columns {
        partner: partner.0,
        niche: None,
        day: Some(day.0),
        quantity: None,
        product: None,
        order: None,
        amount: amount.0,
        currency: currency.0,
        zone,
        float_decimals: None,
    };
    let reader = table.extract::<AnyRecordBatch>().and_then(AnyRecordBatch::into_reader);
    let reader = reader.map_err(|fault| errors::unreadable_table(py, fault))?;
    let (history, value) = watched(py, progress, |watch| {
        let history = read(reader, &columns)?;
        let value = longtail::partner_value(&history, &options, watch)?;
        Ok((history, value))
    })?;
    let left_out = history.left_out().map(|(reason, rows)| (reason.name(), rows)).to_vec();
    Ok(PartnerValue { value, rows: history.rows(), left_out })
}

fn read(
    reader: Box<dyn RecordBatchReader + Send>,
    columns: &Columns<'_>,
) -> Result<OrderHistory, Error> {
    let mut history = OrderHistory::default();
    columns.check(&reader.schema())?;
    let mut first_row = 0;
    for batch in reader {
        let batch = batch.map_err(|fault| table_error(fault.to_string()))?;
        if batch.num_rows() > 0 {
            history.update(&columns.sales(&batch, first_row)?)?;
        }
        first_row += batch.num_rows();
    }
    Ok(history)
}

/// The value of partners over a horizon, beside plain baselines.
#[pyclass(frozen, module = "longtail", name = "PartnerValue")]
pub struct PartnerValue {
    value: longtail::PartnerValue,
    rows: u64,
    left_out: Vec<(&'static str, u64)>,
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
        dict.set_item("rows", self.rows)?;
        let left_out = PyDict::new(py);
        for (reason, rows) in &self.left_out {
            left_out.set_item(reason, rows)?;
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
