//! What a verdict consists of.

use pyo3::PyTypeInfo;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// The sums of an order, as `Decimal` in the verdict's currency.
///
/// >>> engine.decide(order).totals
/// Totals(net=12.00, tax=2.52, gross=14.52)
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Totals {
    /// At list prices.
    pub list: Py<PyAny>,
    /// What the discounts come to: zero or negative, unless a price was raised.
    pub discount: Py<PyAny>,
    /// Without tax.
    pub net: Py<PyAny>,
    /// The tax.
    pub tax: Py<PyAny>,
    /// With tax: what is to be paid.
    pub gross: Py<PyAny>,
    /// What is paid out in fees.
    pub fee: Py<PyAny>,
}

/// One line of a verdict.
///
/// Amounts are on the confirmed quantity, in the verdict's currency.
///
/// >>> line = engine.decide(order).lines[0]
/// >>> line
/// Line(G-100 late 120 of 120)
/// >>> line.ordered, line.quantity, line.unit_price, line.price_list
/// (115, 120, Decimal('0.10'), 'general')
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Line {
    /// The partner's own id of the line; None when it has none.
    pub id: Option<String>,
    /// The product's id, or what was written when it is not known.
    pub product: Option<String>,
    /// What is delivered in its place; None for the product itself.
    pub substitute: Option<String>,
    /// `confirmed`, `late`, `partial` or `rejected`.
    pub status: &'static str,
    /// The quantity as written, in units; None when it was no whole number.
    pub ordered: Option<i64>,
    /// The quantity taken, after the minimum and the multiple.
    pub quantity: i64,
    /// The quantity promised, over all deliveries.
    pub confirmed: i64,
    /// The price list the price is from; None for a line that was not priced.
    pub price_list: Option<String>,
    /// The price of a unit in that list, as `Decimal`; None as for `price_list`.
    pub list_price: Option<Py<PyAny>>,
    /// The price of a unit after discounts, rounding and guards; None as for `price_list`.
    pub unit_price: Option<Py<PyAny>>,
    /// The amount at the list price.
    pub list: Py<PyAny>,
    /// The amount without tax.
    pub net: Py<PyAny>,
    /// The tax.
    pub tax: Py<PyAny>,
    /// The amount with tax.
    pub gross: Py<PyAny>,
    /// When it comes: a tuple of `Delivery`, the earliest first.
    pub deliveries: Py<PyTuple>,
}

/// Units that leave and arrive together.
///
/// >>> engine.decide(order).lines[0].deliveries
/// (Delivery(80 on 2026-03-03), Delivery(40 on 2026-03-10))
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Delivery {
    /// The day they leave, as `date`.
    pub ship: Py<PyAny>,
    /// The day they arrive, as `date`.
    pub arrive: Py<PyAny>,
    /// How many units.
    pub quantity: i64,
    /// The location they leave from.
    pub location: String,
}

/// What one plan pays on the order or on a line.
///
/// >>> fee = engine.decide(order).fees[0]
/// >>> fee, fee.base, fee.exact, fee.shares
/// (Fee(advice 0.30), Decimal('12.00'), Decimal('0.30'), (Share(partner P-1 0.30),))
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Fee {
    /// The id of the plan.
    pub plan: String,
    /// What the plan is to the company: fee, rebate, fund or claim.
    pub kind: &'static str,
    /// When it is earned: ordered, delivered, invoiced, paid or sold_through.
    pub earn_on: &'static str,
    /// The place of the line, from 0; None when it is paid on the order.
    pub line: Option<u32>,
    /// What it is taken of: an amount, or units.
    pub base: Py<PyAny>,
    /// The fee before rounding, minimum and maximum.
    pub exact: Py<PyAny>,
    /// The fee, without its own tax.
    pub fee: Py<PyAny>,
    /// The tax on the fee.
    pub tax: Py<PyAny>,
    /// Who gets it: a tuple of `Share` that add up to the fee.
    pub shares: Py<PyTuple>,
}

/// One partner's part of a fee.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Share {
    /// `partner` or `distributor`.
    pub to: String,
    /// The id of who gets it.
    pub partner: String,
    /// How much, in the verdict's currency.
    pub amount: Py<PyAny>,
}

/// Objects as a tuple, or the first fault.
pub fn together<T: PyTypeInfo>(
    py: Python<'_>,
    objects: impl Iterator<Item = PyResult<Py<T>>>,
) -> PyResult<Py<PyTuple>> {
    Ok(PyTuple::new(py, objects.collect::<PyResult<Vec<_>>>()?)?.unbind())
}

macro_rules! described {
    ($($class:ident: $text:literal, $($field:ident),*;)*) => {$(
        #[pymethods]
        impl $class {
            fn __repr__(&self) -> String {
                format!($text, $(self.$field),*)
            }
        }
    )*};
}

described! {
    Totals: "Totals(net={}, tax={}, gross={})", net, tax, gross;
    Delivery: "Delivery({} on {})", quantity, arrive;
    Share: "Share({} {} {})", to, partner, amount;
    Fee: "Fee({} {})", plan, fee;
}

#[pymethods]
impl Line {
    fn __repr__(&self) -> String {
        let product = self.product.as_deref().unwrap_or("?");
        format!("Line({product} {} {} of {})", self.status, self.confirmed, self.quantity)
    }
}
