//! What a caller gives: options, tables and orders.

use crate::convert::{Text, Word};
use crate::errors::{LongtailError, input, raise};
use longtail::{OptionWords, Options, SupplyTables, Table};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The options of a call; a word that is none of an option's is misuse.
pub fn options(
    trace: Option<Word<'_>>,
    language: Option<Word<'_>>,
    stock: Option<Word<'_>>,
) -> PyResult<Options> {
    let words = OptionWords {
        trace: trace.map(|word| word.0),
        language: language.map(|word| word.0),
        stock: stock.map(|word| word.0),
    };
    longtail::options(&words).map_err(|error| raise(&error))
}

/// A table given as text, or as nothing.
pub struct Given<'py> {
    name: &'static str,
    text: Option<Text<'py>>,
}

impl<'py> Given<'py> {
    pub fn new(value: Option<&Bound<'py, PyAny>>, name: &'static str) -> PyResult<Self> {
        let text = value.map(|value| Text::given(value, name)).transpose()?;
        Ok(Self { name, text })
    }

    pub fn table(&self) -> PyResult<Table<'_>> {
        let text = self.text.as_ref().map_or(Ok(""), |text| text.as_str(self.name))?;
        Ok(Table { source: self.name, text })
    }
}

/// The tables of what can be promised.
pub struct Supply<'py>([Given<'py>; 6]);

impl<'py> Supply<'py> {
    /// Stock, receipts, promises, safety, quotas and protections.
    pub fn new(values: [Option<&Bound<'py, PyAny>>; 6]) -> PyResult<Self> {
        let [stock, receipts, promises, safety, quotas, protections] = values;
        Ok(Self([
            Given::new(stock, "stock")?,
            Given::new(receipts, "receipts")?,
            Given::new(promises, "promises")?,
            Given::new(safety, "safety")?,
            Given::new(quotas, "quotas")?,
            Given::new(protections, "protections")?,
        ]))
    }

    pub fn tables(&self) -> PyResult<SupplyTables<'_>> {
        let [stock, receipts, promises, safety, quotas, protections] = &self.0;
        Ok(SupplyTables {
            stock: stock.table()?,
            receipts: receipts.table()?,
            promises: promises.table()?,
            safety: safety.table()?,
            quotas: quotas.table()?,
            protections: protections.table()?,
        })
    }
}

/// The texts of orders; what is no order stands in its place as misuse.
pub fn many<'py>(orders: &Bound<'py, PyAny>) -> PyResult<Vec<PyResult<Text<'py>>>> {
    let one = Text::of(orders).is_some() || orders.is_instance_of::<PyDict>();
    let py = orders.py();
    let orders = (!one).then(|| orders.try_iter().ok()).flatten().ok_or_else(|| {
        input("orders: give a list or another iterable of orders; `decide` takes a single one")
    })?;
    orders
        .map(|order| match Text::of_json(&order?) {
            Err(fault) if !fault.is_instance_of::<LongtailError>(py) => Err(fault),
            text => Ok(text),
        })
        .collect()
}
