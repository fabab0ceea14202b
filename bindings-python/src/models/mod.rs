//! Fits on a company's own figures: tails, and what partners are worth.

pub mod given;
mod history;
mod orders;
mod tail;
mod value;

use pyo3::prelude::*;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<tail::PowerLawFit>()?;
    module.add_function(wrap_pyfunction!(tail::fit_power_law, module)?)?;
    module.add_class::<orders::OrderFit>()?;
    module.add_class::<orders::AmountFit>()?;
    module.add_function(wrap_pyfunction!(orders::fit_orders, module)?)?;
    module.add_function(wrap_pyfunction!(orders::fit_amounts, module)?)?;
    module.add_class::<value::PartnerValue>()?;
    module.add_class::<history::OrderHistory>()?;
    module.add_function(wrap_pyfunction!(value::partner_value, module)?)
}
