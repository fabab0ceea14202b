//! How sales become what the models read: a state that merges and is stored.

use super::given::{Column, counts, floats, texts, watched};
use super::tail::unknown;
use super::value::PartnerValue;
use crate::channel::columns::{self, Columns, table_error};
use crate::channel::{Table, optional};
use crate::convert::{Reader, Word, reader, whole, zone};
use crate::errors;
use crate::state::State;
use arrow_array::Float64Array;
use longtail::{Day, Error, OrderModel, ValueOptions, Zone};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::sync::Arc;

/// The orders of partners by day: what the models of partner value read.
///
/// `table` is anything that gives itself as Arrow: a row a sale. `partner`, `day` and
/// `amount` are names of columns: partners are text, or whole numbers, which count as
/// their text; `amount` is a decimal, or whole minor units, a float only with
/// `float_decimals`, to which it is rounded; `currency` is a code such as `EUR`, or the
/// column that has it; times are cut into days in `zone`. All sales of a partner on one day are one order; rows
/// with an amount of zero or below are left out and counted.
///
/// More tables are taken in with `update`, other states with `merge`; the same rows
/// give the same state however they were split and ordered.
///
/// >>> import datetime
/// >>> import pyarrow
/// >>> start = datetime.date(2026, 1, 5)
/// >>> sales = pyarrow.table({
/// ...     "partner": ["P-1", "P-1", "P-2", "P-1"],
/// ...     "day": [start + datetime.timedelta(days=days) for days in (0, 14, 7, 28)],
/// ...     "amount": [5000, 6000, 2500, 7000],
/// ... })
/// >>> history = longtail.OrderHistory(sales, currency="EUR")
/// >>> pyarrow.table(history.order_rows(unit_days=7)).to_pydict()
/// {'partner': ['P-1', 'P-2'], 'repeats': [2, 0], 'recency': [4.0, 0.0], 'age': [4.0, 3.0], 'amount_mean': [65.0, None]}
#[pyclass(frozen, module = "longtail", name = "OrderHistory")]
pub struct OrderHistory {
    history: State<longtail::OrderHistory>,
    names: Option<Names>,
}

/// Which column is what.
pub struct Names {
    currency: String,
    partner: String,
    day: String,
    amount: String,
    zone: Option<Zone>,
    float_decimals: Option<u8>,
}

impl Names {
    pub fn new(
        currency: Word<'_>,
        partner: Word<'_>,
        day: Word<'_>,
        amount: Word<'_>,
        zone: Option<Word<'_>>,
        float_decimals: Option<i64>,
    ) -> PyResult<Self> {
        Ok(Self {
            currency: currency.0.to_owned(),
            partner: partner.0.to_owned(),
            day: day.0.to_owned(),
            amount: amount.0.to_owned(),
            zone: self::zone(zone)?,
            float_decimals: columns::float_decimals(float_decimals)?,
        })
    }

    fn columns(&self) -> Columns<'_> {
        Columns {
            partner: &self.partner,
            niche: None,
            day: Some(&self.day),
            quantity: None,
            product: None,
            order: None,
            amount: &self.amount,
            currency: &self.currency,
            zone: self.zone,
            float_decimals: self.float_decimals,
        }
    }
}

pub fn read(reader: Reader, names: &Names) -> Result<longtail::OrderHistory, Error> {
    let (mut history, columns) = (longtail::OrderHistory::default(), names.columns());
    columns.check(&reader.schema())?;
    let mut first_row = 0;
    for batch in reader {
        let batch = batch.map_err(|fault| table_error(fault.to_string()))?;
        if batch.num_rows() > 0 {
            history.update(&columns.sales(&*columns.named(&batch)?, first_row)?)?;
        }
        first_row += batch.num_rows();
    }
    Ok(history)
}

/// The options that a question about value has in every form.
pub fn options(
    model: Word<'_>,
    horizon_days: u32,
    until: Option<&Bound<'_, PyAny>>,
    draws: u32,
    seed: u64,
    workers: usize,
) -> PyResult<ValueOptions> {
    let model =
        OrderModel::parse(model.0).ok_or_else(|| unknown("model", model.0, &OrderModel::NAMES))?;
    let until = self::until(until)?;
    Ok(ValueOptions { model, horizon_days, until, draws, seed, workers })
}

fn until(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Day>> {
    optional("until", given, Day::parse, "a date such as 2026-04-01")
}

#[pymethods]
impl OrderHistory {
    #[new]
    #[pyo3(signature = (table=None, *, currency, partner=Word("partner"), day=Word("day"),
        amount=Word("amount"), zone=None, float_decimals=None))]
    #[pyo3(text_signature = "(table=None, *, currency, partner='partner', day='day', \
        amount='amount', zone=None, float_decimals=None)")]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn new(
        py: Python<'_>,
        table: Option<&Bound<'_, PyAny>>,
        currency: Word<'_>,
        partner: Word<'_>,
        day: Word<'_>,
        amount: Word<'_>,
        zone: Option<Word<'_>>,
        float_decimals: Option<i64>,
    ) -> PyResult<Self> {
        let names = Names::new(currency, partner, day, amount, zone, float_decimals)?;
        let names = Some(names);
        let history = Self { history: State::default(), names };
        if let Some(table) = table {
            history.update(py, table)?;
        }
        Ok(history)
    }

    /// Takes more rows in; the columns are those that the history was made with.
    ///
    /// Raises `TableError` for a table, column or value that cannot be taken; the state
    /// is then what it was.
    fn update(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<()> {
        let Some(names) = &self.names else {
            return Err(errors::input(
                "a history from bytes has no names of columns; make one with `OrderHistory(table, ...)` and merge it",
            ));
        };
        let reader = reader(table)?;
        let done = py.detach(|| {
            // Rows are read into a state of their own, without a lock.
            let own = read(reader, names)?;
            self.history.write().merge(&own)
        });
        done.map_err(|e| errors::raise(&e))
    }

    /// Takes in what another history has.
    ///
    /// Raises `TableError` when the currencies differ.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<()> {
        let other = other.get();
        py.detach(|| {
            let other = other.history.read().clone();
            self.history.write().merge(&other)
        })
        .map_err(|e| errors::raise(&e))
    }

    /// The state as bytes, to be stored or sent. The same rows give the same bytes,
    /// however they were split and ordered.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.history.read().to_bytes()))
    }

    /// The state that bytes hold. It can be read and merged.
    ///
    /// Raises `InputError` for bytes that are no history, or one of another version.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let history = py.detach(|| longtail::OrderHistory::from_bytes(data));
        let history = history.map_err(|e| errors::raise(&e))?;
        Ok(Self { history: State::new(history), names: None })
    }

    /// How many partners ordered.
    #[getter]
    fn partners(&self) -> usize {
        self.history.read().partners()
    }

    /// Rows taken in, those left out included.
    #[getter]
    fn rows(&self) -> u64 {
        self.history.read().rows()
    }

    /// Rows that are no orders, by reason: a new dict.
    #[getter]
    fn left_out<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (reason, rows) in self.history.read().left_out() {
            dict.set_item(reason.name(), rows)?;
        }
        Ok(dict)
    }

    /// What the models know of each partner, by name.
    ///
    /// Columns: `partner`, `repeats` (orders after the first), `recency` (first order to
    /// last), `age` (first order to the last day observed), in units of `unit_days`
    /// days, and `amount_mean` of the orders after the first, a float in units of the
    /// currency (missing without any). Orders from `until` on are not looked at (by
    /// default the day after the last). `fit_orders` takes these; `fit_amounts` takes
    /// `repeats` and `amount_mean` of the rows that have a mean: `rows.drop_null()`.
    ///
    /// Raises `InputError` for an option.
    #[pyo3(signature = (*, until=None, unit_days=7.0))]
    fn order_rows(
        &self,
        py: Python<'_>,
        until: Option<&Bound<'_, PyAny>>,
        unit_days: f64,
    ) -> PyResult<Table> {
        let until = self::until(until)?;
        let table = py.detach(|| self.history.read().order_table(until, unit_days));
        let table = table.map_err(|e| errors::raise(&e))?;
        let amounts: Column =
            ("amount_mean", Arc::new(Float64Array::from(table.amount_mean)), true);
        Table::of(vec![
            texts("partner", table.partner),
            counts("repeats", table.repeats.into_iter().map(u64::from)),
            floats("recency", table.recency),
            floats("age", table.age),
            amounts,
        ])
    }

    /// What each partner is worth over a horizon: `longtail.partner_value` of these
    /// orders, with its options.
    #[pyo3(signature = (*, model=Word("bg_nbd"), horizon_days=91, until=None, draws=1_000, seed=1,
        workers=1, progress=None))]
    #[pyo3(text_signature = "($self, *, model='bg_nbd', horizon_days=91, until=None, draws=1000, \
        seed=1, workers=1, progress=None)")]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn partner_value(
        &self,
        py: Python<'_>,
        model: Word<'_>,
        #[pyo3(from_py_with = whole::horizon_days)] horizon_days: u32,
        until: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = whole::draws)] draws: u32,
        #[pyo3(from_py_with = whole::seed)] seed: u64,
        #[pyo3(from_py_with = whole::workers)] workers: usize,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PartnerValue> {
        let options = options(model, horizon_days, until, draws, seed, workers)?;
        // Progress may ask this history, so no lock is held meanwhile.
        let history = self.history.read().clone();
        let value =
            watched(py, progress, |watch| longtail::partner_value(&history, &options, watch))?;
        Ok(PartnerValue { value })
    }

    fn __repr__(&self) -> String {
        format!("OrderHistory(partners={}, rows={})", self.partners(), self.rows())
    }
}
