//! Figures on sales: any Arrow table in, Arrow tables out.

pub mod columns;
mod cost;
mod figure;
pub mod named;
mod steps;
mod summary;
mod tables;
mod tally;

use crate::convert::{Reader, Word, reader, whole, zone};
use crate::errors;
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::Field;
use columns::{Columns, table_error};
use longtail::{
    ChannelFigures, ChannelOptions, ChannelSummary, Currency, Day, Error, ErrorKind, Exact, Returns,
};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use std::sync::Arc;
use tables::{niche_batch, partner_batch};

/// The figures of a table of sales: who makes the revenue, and how it is spread.
///
/// `table` is anything that gives itself as Arrow: a frame of pandas or Polars, a
/// table of PyArrow, a relation of DuckDB. It is read batch by batch and never
/// copied as a whole; other threads run meanwhile.
///
/// `partner`, `niche`, `day`, `quantity` and `amount` are the names of columns.
/// Partners and niches are text, or whole numbers, which count as their text. `amount`
/// is a decimal, or whole minor units (cents); a float only with `float_decimals`, to
/// which it is rounded. `currency` is a code such as `EUR`, or the column that has it;
/// two currencies are refused.
/// `day` is looked at only with `from_` or `until`: a date, a time, or text; times
/// are cut into days in `zone`. The period is from `from_` up to, but without,
/// `until`. `returns` says whether rows with a negative amount lower the revenue
/// (`net`) or are left out (`gross`). `head_share` (default 0.80) is the share of
/// the revenue that the head makes. Shares have `share_decimals` decimals.
///
/// Rows that are left out are counted in the summary. Raises `TableError` for a
/// table, column or value that cannot be taken, `InputError` for an option,
/// `RangeError` for a sum beyond 64 bits of minor units.
///
/// >>> import pyarrow
/// >>> from decimal import Decimal
/// >>> sales = pyarrow.table({
/// ...     "partner": ["P-1", "P-2", "P-1"],
/// ...     "amount": [Decimal("60.00"), Decimal("15.00"), Decimal("25.00")],
/// ... })
/// >>> figures = longtail.channel_figures(sales, currency="EUR")
/// >>> pyarrow.table(figures.partners).select(["partner", "revenue"]).to_pylist()
/// [{'partner': 'P-1', 'revenue': Decimal('85.00')}, {'partner': 'P-2', 'revenue': Decimal('15.00')}]
#[pyfunction]
#[pyo3(signature = (table, *, currency, partner=Word("partner"), niche=None, day=Word("day"),
    quantity=None, amount=Word("amount"), zone=None, returns=Word("net"), head_share=None,
    from_=None, until=None, share_decimals=6, float_decimals=None))]
#[pyo3(text_signature = "(table, *, currency, partner='partner', niche=None, day='day', \
    quantity=None, amount='amount', zone=None, returns='net', head_share=None, from_=None, \
    until=None, share_decimals=6, float_decimals=None)")]
#[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
fn channel_figures(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    currency: Word<'_>,
    partner: Word<'_>,
    niche: Option<Word<'_>>,
    day: Word<'_>,
    quantity: Option<Word<'_>>,
    amount: Word<'_>,
    zone: Option<Word<'_>>,
    returns: Word<'_>,
    head_share: Option<&Bound<'_, PyAny>>,
    from_: Option<&Bound<'_, PyAny>>,
    until: Option<&Bound<'_, PyAny>>,
    #[pyo3(from_py_with = whole::share_decimals)] share_decimals: u8,
    float_decimals: Option<i64>,
) -> PyResult<Figures> {
    let options = ChannelOptions {
        returns: parse("returns", returns.0, Returns::parse(returns.0), "`net` or `gross`")?,
        from: optional("from_", from_, Day::parse, "a date such as 2026-03-01")?,
        until: optional("until", until, Day::parse, "a date such as 2026-04-01")?,
        head_share: optional("head_share", head_share, Exact::parse, "a number such as 0.80")?
            .unwrap_or(ChannelOptions::default().head_share),
        share_decimals,
    };
    let has_period = options.from.is_some() || options.until.is_some();
    let columns = Columns {
        partner: partner.0,
        niche: niche.map(|name| name.0),
        day: has_period.then_some(day.0),
        quantity: quantity.as_ref().map(|name| name.0),
        product: None,
        order: None,
        amount: amount.0,
        currency: currency.0,
        zone: self::zone(zone)?,
        float_decimals: columns::float_decimals(float_decimals)?,
    };
    let reader = reader(table)?;
    let figures = py.detach(|| read(reader, &columns, &options)).map_err(|e| errors::raise(&e))?;
    Figures::new(figures, quantity.is_some())
}

/// Batch by batch, so that a stream never has to fit in memory.
fn read(
    reader: Reader,
    columns: &Columns<'_>,
    options: &ChannelOptions,
) -> Result<ChannelFigures, Error> {
    let mut tally = longtail::Tally::new(&options.tally()?)?;
    columns.check(&reader.schema())?;
    let mut first_row = 0;
    for batch in reader {
        let batch = batch.map_err(|fault| table_error(fault.to_string()))?;
        if batch.num_rows() > 0 {
            tally.update(&columns.sales(&*columns.named(&batch)?, first_row)?)?;
        }
        first_row += batch.num_rows();
    }
    ChannelFigures::of(&tally, options)
}

pub fn optional<T>(
    option: &str,
    value: Option<&Bound<'_, PyAny>>,
    read: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> PyResult<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    let text = value.str()?;
    let Word(text) = text.extract()?;
    parse(option, text, read(text), expected).map(Some)
}

pub fn parse<T>(option: &str, given: &str, value: Option<T>, expected: &str) -> PyResult<T> {
    value.ok_or_else(|| {
        let message = format!("`{option}` is `{given}`; expected {expected}");
        errors::raise(&Error::new(ErrorKind::Input, message))
    })
}

/// The figures: two Arrow tables and a summary.
///
/// >>> figures
/// ChannelFigures(partners=2, niches=0, rows_used=3 of 3)
/// >>> figures.summary["head_partners"], figures.summary["revenue"]
/// (1, Decimal('100.00'))
#[pyclass(frozen, module = "longtail", name = "ChannelFigures")]
struct Figures {
    partners: RecordBatch,
    niches: RecordBatch,
    summary: ChannelSummary,
}

impl Figures {
    fn new(figures: ChannelFigures, has_quantity: bool) -> PyResult<Self> {
        let fault = |fault: Error| errors::raise(&fault);
        let exponent = figures.summary.currency.map_or(2, Currency::exponent);
        Ok(Self {
            partners: partner_batch(figures.partners, exponent, has_quantity).map_err(fault)?,
            niches: niche_batch(figures.niches, exponent, has_quantity).map_err(fault)?,
            summary: figures.summary,
        })
    }
}

#[pymethods]
impl Figures {
    /// One row a partner, the largest first, ties by name.
    ///
    /// Columns: `partner`, `rank` (from 1), `rows`, `return_rows`, `revenue`
    /// (decimal), `quantity` (when it was asked), `share` and `cumulative_share`
    /// (decimals; of the revenue of the partners above zero), `part` (`head`: the
    /// smallest set of largest partners that makes the head's share, or `tail`).
    #[getter]
    fn partners(&self) -> Table {
        Table { batch: self.partners.clone() }
    }

    /// One row a niche, the largest first, ties by name; no rows without the column.
    ///
    /// Columns as for partners, and `partners` (how many), `top_partner`,
    /// `top_partner_share`, and the concentration of its partners: `gini`, `hhi`,
    /// `effective_number`, `cr1`, `cr4`, `cr10` (floats).
    #[getter]
    fn niches(&self) -> Table {
        Table { batch: self.niches.clone() }
    }

    /// What holds for all partners together, and what was left out: a new dict.
    ///
    /// Amounts and shares are `Decimal`, counts `int`, ratios of concentration
    /// `float`. The keys are those of `longtail.types.Summary`.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        summary::summary(py, &self.summary)
    }

    fn __repr__(&self) -> String {
        let s = &self.summary;
        format!(
            "ChannelFigures(partners={}, niches={}, rows_used={} of {})",
            s.partners, s.niches, s.rows_used, s.rows
        )
    }
}

/// A table that every Arrow library takes.
///
/// `pandas.DataFrame.from_arrow(table)`, `polars.DataFrame(table)`,
/// `pyarrow.table(table)`, and DuckDB by the name of the variable.
///
/// >>> figures.partners
/// ChannelTable(2 rows: partner, rank, rows, return_rows, revenue, share, cumulative_share, part)
/// >>> len(figures.partners), figures.partners.columns[0]
/// (2, 'partner')
#[pyclass(frozen, module = "longtail", name = "ChannelTable")]
pub struct Table {
    pub batch: RecordBatch,
}

impl Table {
    /// The table of columns: names, values, whether values can be missing.
    pub fn of(columns: Vec<(&'static str, ArrayRef, bool)>) -> PyResult<Self> {
        let batch = RecordBatch::try_from_iter_with_nullable(columns);
        let fault =
            |fault: arrow_schema::ArrowError| errors::raise(&table_error(fault.to_string()));
        Ok(Self { batch: batch.map_err(fault)? })
    }
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("ChannelTable({} rows: {})", self.batch.num_rows(), self.columns().join(", "))
    }

    /// The schema for the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.batch.schema().as_ref())?)
    }

    /// The rows for the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = self.batch.schema();
        let field = Field::new_struct("", schema.fields().clone(), false);
        let array: ArrayRef = Arc::new(StructArray::from(self.batch.clone()));
        let arrays = ArrayIterator::new([Ok(array)], Arc::new(field));
        Ok(to_stream_pycapsule(py, Box::new(arrays), requested_schema)?)
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Figures>()?;
    module.add_class::<Table>()?;
    module.add_class::<tally::Tally>()?;
    module.add_function(wrap_pyfunction!(cost::_cost_of_sales, module)?)?;
    module.add_function(wrap_pyfunction!(channel_figures, module)?)
}
