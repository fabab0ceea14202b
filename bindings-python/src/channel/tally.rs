//! The tally: any Arrow table in, a state that merges and is stored.

use super::columns::{self, Columns, table_error};
use super::figure::batch;
use super::{Table, optional, parse};
use crate::convert::{Reader, Word, reader, whole, zone};
use crate::errors;
use crate::state::State;
use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use longtail::{Day, Error, ErrorKind, Returns, TallyOptions, Work, Zone, match_returns};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Sales summed once: a state that answers many questions.
///
/// `table` is anything that gives itself as Arrow: a frame of pandas or Polars, a
/// table of PyArrow, a relation of DuckDB. `partner`, `niche`, `product`, `order`,
/// `day`, `quantity` and `amount` are the names of its columns; those that are None
/// are not looked at. Partners, niches and products are text, or whole numbers, which
/// count as their text. `amount` is a decimal, or whole minor units (cents); a float
/// only with `float_decimals`, to which it is rounded. `currency` is a code such as
/// `EUR`, or the column that has it. `order` is text or whole numbers. Times are cut
/// into days in `zone`.
///
/// `returns` says what happens to rows with a negative amount: they lower the
/// revenue (`net`), are left out (`gross`), or (`matched`) are paired with the
/// latest earlier sale of the same partner, product, quantity and price in the
/// table; both are then left out, and a return without such a sale too. Rows of
/// `excluded_products` and outside `from_` up to `until` are left out. What was left
/// out is counted: `longtail.figures.left_out`.
///
/// The work is done on `threads` threads, on which the answer does not depend.
/// `progress` is called now and then with the number of rows read so far; an
/// exception of it, or Ctrl-C, breaks the work off and leaves the state as it was.
///
/// >>> import pyarrow
/// >>> sales = pyarrow.table({"partner": ["P-1", "P-2"], "amount": [6000, 1500]})
/// >>> tally = longtail.Tally(sales, currency="EUR")
/// >>> tally.update(pyarrow.table({"partner": ["P-1"], "amount": [2500]}))
/// >>> other = longtail.Tally.from_bytes(tally.to_bytes())
/// >>> other.merge(tally)
/// >>> pyarrow.table(longtail.figures.revenue(other))["revenue"].to_pylist()
/// [Decimal('170.00'), Decimal('30.00')]
#[pyclass(frozen, module = "longtail")]
pub struct Tally {
    tally: State<longtail::Tally>,
    names: Option<Names>,
    threads: usize,
}

/// Which column is what, and what is done before the sums.
struct Names {
    currency: String,
    partner: String,
    niche: Option<String>,
    product: Option<String>,
    order: Option<String>,
    day: Option<String>,
    quantity: Option<String>,
    amount: String,
    zone: Option<Zone>,
    float_decimals: Option<u8>,
    matched: bool,
}

impl Names {
    fn columns(&self) -> Columns<'_> {
        Columns {
            partner: &self.partner,
            niche: self.niche.as_deref(),
            day: self.day.as_deref(),
            quantity: self.quantity.as_deref(),
            product: self.product.as_deref(),
            order: self.order.as_deref(),
            amount: &self.amount,
            currency: &self.currency,
            zone: self.zone,
            float_decimals: self.float_decimals,
        }
    }
}

#[pymethods]
impl Tally {
    #[new]
    #[pyo3(signature = (table=None, *, currency, partner=Word("partner"), niche=None, product=None,
        order=None, day=None, quantity=None, amount=Word("amount"), zone=None, float_decimals=None,
        returns=Word("net"), from_=None, until=None, excluded_products=Vec::new(), threads=1,
        progress=None))]
    #[pyo3(text_signature = "(table=None, *, currency, partner='partner', niche=None, \
        product=None, order=None, day=None, quantity=None, amount='amount', zone=None, \
        float_decimals=None, returns='net', from_=None, until=None, excluded_products=(), \
        threads=1, progress=None)")]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn new(
        py: Python<'_>,
        table: Option<&Bound<'_, PyAny>>,
        currency: Word<'_>,
        partner: Word<'_>,
        niche: Option<Word<'_>>,
        product: Option<Word<'_>>,
        order: Option<Word<'_>>,
        day: Option<Word<'_>>,
        quantity: Option<Word<'_>>,
        amount: Word<'_>,
        zone: Option<Word<'_>>,
        float_decimals: Option<i64>,
        returns: Word<'_>,
        from_: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        excluded_products: Vec<String>,
        #[pyo3(from_py_with = whole::threads)] threads: usize,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let words = "`net`, `gross` or `matched`";
        let options = TallyOptions {
            returns: parse("returns", returns.0, Returns::parse(returns.0), words)?,
            from: optional("from_", from_, Day::parse, "a date such as 2026-03-01")?,
            until: optional("until", until, Day::parse, "a date such as 2026-04-01")?,
            excluded_products,
            orders: order.is_some(),
            products: product.is_some(),
        };
        let name = |word: Option<Word<'_>>| word.map(|word| word.0.to_owned());
        let names = Names {
            currency: currency.0.to_owned(),
            partner: partner.0.to_owned(),
            niche: name(niche),
            product: name(product),
            order: name(order),
            day: name(day),
            quantity: name(quantity),
            amount: amount.0.to_owned(),
            zone: self::zone(zone)?,
            float_decimals: columns::float_decimals(float_decimals)?,
            matched: options.returns == Returns::Matched,
        };
        let tally = longtail::Tally::new(&options).map_err(|e| errors::raise(&e))?;
        let tally = Self { tally: State::new(tally), names: Some(names), threads };
        if let Some(table) = table {
            tally.update(py, table, progress)?;
        }
        Ok(tally)
    }

    /// Takes more rows in; the columns are those that the tally was made with.
    ///
    /// Raises `TableError` for a table, column or value that cannot be taken,
    /// `RangeError` for a sum out of range. After an exception the state is what it
    /// was.
    #[pyo3(signature = (table, *, progress=None))]
    fn update(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let Some(names) = &self.names else {
            return Err(errors::input(
                "a tally from bytes has no names of columns; make one with `Tally(table, ...)` and merge it",
            ));
        };
        let reader = reader(table)?;
        let progress = progress.map(|call| call.clone().unbind());
        let mut fault = None;
        let mut watch = |rows: u64| {
            Python::attach(|py| {
                let call = |call: &Py<PyAny>| call.call1(py, (rows,)).map(|_| ());
                let watched =
                    py.check_signals().and_then(|()| progress.as_ref().map_or(Ok(()), call));
                fault = watched.err();
                fault.is_none()
            })
        };
        let done = py.detach(|| {
            // Rows are read into a state of their own, without a lock: the watcher may
            // ask this tally, and other threads may add to it.
            let mut own = longtail::Tally::new(self.tally.read().options())?;
            read(&mut own, reader, names, self.threads, &mut watch)?;
            self.tally.write().absorb(own)
        });
        match fault {
            Some(fault) => Err(fault),
            None => done.map_err(|e: Error| errors::raise(&e)),
        }
    }

    /// Takes in what another tally has; both were asked the same.
    ///
    /// Raises `InputError` when the options differ, `TableError` when the currencies
    /// do.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<()> {
        let other = other.get();
        py.detach(|| {
            let other = other.tally.read().clone();
            self.tally.write().merge(&other)
        })
        .map_err(|e| errors::raise(&e))
    }

    /// The state as bytes, to be stored or sent. The same rows give the same bytes,
    /// however they were split and ordered.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.tally.read().to_bytes()).map_err(|e| errors::raise(&e))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The state that bytes hold. It can be read and merged.
    ///
    /// Raises `InputError` for bytes that are no tally, or one of another version.
    #[staticmethod]
    #[pyo3(signature = (data, *, threads=1))]
    fn from_bytes(
        py: Python<'_>,
        data: &[u8],
        #[pyo3(from_py_with = whole::threads)] threads: usize,
    ) -> PyResult<Self> {
        let tally = py.detach(|| longtail::Tally::from_bytes(data));
        let tally = tally.map_err(|e| errors::raise(&e))?;
        Ok(Self { tally: State::new(tally), names: None, threads })
    }

    /// About how many bytes the sums take.
    #[getter]
    fn size(&self, py: Python<'_>) -> usize {
        py.detach(|| self.tally.read().size())
    }

    /// Answers a question written as JSON; `longtail.figures` writes them.
    fn _figure(&self, py: Python<'_>, question: Word<'_>) -> PyResult<Table> {
        let question = question.0;
        let batch =
            py.detach(|| batch(longtail::figure(&self.tally.read(), question, self.threads)?));
        Ok(Table { batch: batch.map_err(|e| errors::raise(&e))? })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("Tally(size={})", self.size(py))
    }
}

/// Batch by batch, so that a stream never has to fit in memory; all of it when
/// returns are matched, for a return may stand far from its sale.
fn read(
    tally: &mut longtail::Tally,
    reader: Reader,
    names: &Names,
    threads: usize,
    watch: &mut dyn FnMut(u64) -> bool,
) -> Result<(), Error> {
    let columns = names.columns();
    let schema = reader.schema();
    columns.check(&schema)?;
    let batches = reader.map(|batch| batch.map_err(|fault| table_error(fault.to_string())));
    let mut first_row = 0;
    let mut take = |batch: &RecordBatch| {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let named = columns.named(batch)?;
        let mut sales = columns.sales(&named, first_row)?;
        if names.matched {
            let pairs = match_returns(&sales)?;
            sales = sales.without_pairs(&pairs)?;
        }
        let before = first_row as u64;
        first_row += batch.num_rows();
        let mut on = |rows: u64, _: u64| watch(before + rows);
        tally.update_with(&sales, Work { threads, watch: Some(&mut on) })
    };
    if names.matched {
        let batches = batches.collect::<Result<Vec<_>, Error>>()?;
        let whole = concat_batches(&schema, &batches).map_err(|fault| {
            Error::new(ErrorKind::Table, format!("the table cannot be read: {fault}"))
        })?;
        return take(&whole);
    }
    for batch in batches {
        take(&batch?)?;
    }
    Ok(())
}
