use crate::convert::{amount, day, price};
use crate::finding::Finding;
use longtail::{Decision, Language, View};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use std::sync::Arc;

/// The answer to an order.
///
/// Its totals are at hand; lines, fees, findings and the trace are made when
/// they are first asked for.
#[pyclass(frozen, module = "longtail")]
pub struct Verdict {
    engine: Arc<longtail::Engine>,
    decision: Decision,
    language: Language,
    lines: PyOnceLock<Py<PyList>>,
    fees: PyOnceLock<Py<PyList>>,
    findings: PyOnceLock<Py<PyList>>,
    trace: PyOnceLock<Py<PyAny>>,
}

/// The sums of an order.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Totals {
    list: Py<PyAny>,
    discount: Py<PyAny>,
    net: Py<PyAny>,
    tax: Py<PyAny>,
    gross: Py<PyAny>,
    fee: Py<PyAny>,
}

/// One line of a verdict.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Line {
    id: Option<String>,
    product: Option<String>,
    status: &'static str,
    ordered: Option<i64>,
    quantity: i64,
    confirmed: i64,
    price_list: Option<String>,
    list_price: Option<Py<PyAny>>,
    unit_price: Option<Py<PyAny>>,
    list: Py<PyAny>,
    net: Py<PyAny>,
    tax: Py<PyAny>,
    gross: Py<PyAny>,
    deliveries: Vec<Py<Delivery>>,
}

/// Units that leave and arrive together.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Delivery {
    ship: Py<PyAny>,
    arrive: Py<PyAny>,
    quantity: i64,
}

/// What one plan pays on the order or on a line.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Fee {
    plan: String,
    line: Option<u32>,
    base: Py<PyAny>,
    exact: Py<PyAny>,
    fee: Py<PyAny>,
    tax: Py<PyAny>,
    shares: Vec<Py<Share>>,
}

/// One partner's part of a fee.
#[pyclass(frozen, get_all, module = "longtail")]
pub struct Share {
    to: String,
    partner: String,
    amount: Py<PyAny>,
}

impl Verdict {
    pub fn new(engine: Arc<longtail::Engine>, decision: Decision, language: Language) -> Self {
        Self {
            engine,
            decision,
            language,
            lines: PyOnceLock::new(),
            fees: PyOnceLock::new(),
            findings: PyOnceLock::new(),
            trace: PyOnceLock::new(),
        }
    }

    fn view(&self) -> View<'_> {
        View::new(&self.engine, &self.decision)
    }

    fn exponent(&self) -> u8 {
        self.decision.currency().exponent()
    }

    fn text(&self) -> String {
        let mut out = String::new();
        longtail::verdict_json(&self.engine, &self.decision, self.language, &mut out);
        out
    }

    fn make_lines(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        let (view, exponent) = (self.view(), self.exponent());
        let list = PyList::empty(py);
        for own in view.lines() {
            let (line, amounts) = (own.line, own.line.amounts);
            let money = |minor| amount(py, minor, exponent).map(Bound::unbind);
            let exact = |value| price(py, value, exponent).map(Bound::unbind);
            let deliveries = view.deliveries(line).map(|delivery| {
                let ship = day(py, delivery.ship)?.unbind();
                let arrive = day(py, delivery.arrive)?.unbind();
                Py::new(py, Delivery { ship, arrive, quantity: delivery.quantity })
            });
            list.append(Line {
                id: own.id.map(str::to_owned),
                product: own.product.map(str::to_owned),
                status: line.status.name(),
                ordered: line.ordered,
                quantity: line.quantity,
                confirmed: line.confirmed,
                price_list: own.price.map(|p| p.list.to_owned()),
                list_price: own.price.map(|p| exact(p.list_price)).transpose()?,
                unit_price: own.price.map(|p| exact(p.unit_price)).transpose()?,
                list: money(amounts.list)?,
                net: money(amounts.net)?,
                tax: money(amounts.tax)?,
                gross: money(amounts.gross)?,
                deliveries: deliveries.collect::<PyResult<_>>()?,
            })?;
        }
        Ok(list.unbind())
    }

    fn make_fees(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        let (view, exponent) = (self.view(), self.exponent());
        let list = PyList::empty(py);
        for own in view.fees() {
            let money = |minor| amount(py, minor, exponent).map(Bound::unbind);
            let shares = view.shares(own.fee).map(|share| {
                let amount = money(share.amount)?;
                Py::new(
                    py,
                    Share { to: share.to.to_owned(), partner: share.partner.to_owned(), amount },
                )
            });
            list.append(Fee {
                plan: own.plan.to_owned(),
                line: own.line,
                base: money(own.fee.base)?,
                exact: price(py, own.fee.exact, exponent)?.unbind(),
                fee: money(own.fee.fee)?,
                tax: money(own.fee.tax)?,
                shares: shares.collect::<PyResult<_>>()?,
            })?;
        }
        Ok(list.unbind())
    }

    fn make_findings(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        let list = PyList::empty(py);
        for finding in self.view().findings() {
            list.append(Finding::new(py, &finding, self.language)?)?;
        }
        Ok(list.unbind())
    }

    fn make_trace(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        static ROWS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let mut text = String::new();
        longtail::trace_json(&self.engine, &self.decision, &mut text);
        let rows = ROWS.import(py, "longtail._json", "trace_rows")?;
        Ok(rows.call1((text,))?.unbind())
    }
}

#[pymethods]
impl Verdict {
    /// `accepted`, `accepted_with_changes`, `needs_approval` or `rejected`.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.decision.verdict().name()
    }

    /// The partner's own id of the order.
    #[getter]
    fn order(&self) -> Option<&str> {
        self.view().order()
    }

    /// Who ordered, as written.
    #[getter]
    fn partner(&self) -> Option<&str> {
        self.view().partner()
    }

    /// The partner's reference.
    #[getter]
    fn reference(&self) -> Option<&str> {
        self.view().reference()
    }

    /// The currency of every amount.
    #[getter]
    fn currency(&self) -> String {
        self.decision.currency().code().to_owned()
    }

    /// The sums.
    #[getter]
    fn totals(&self, py: Python<'_>) -> PyResult<Totals> {
        let (totals, exponent) = (self.decision.totals(), self.exponent());
        let money = |minor| amount(py, minor, exponent).map(Bound::unbind);
        Ok(Totals {
            list: money(totals.list)?,
            discount: money(totals.discount)?,
            net: money(totals.net)?,
            tax: money(totals.tax)?,
            gross: money(totals.gross)?,
            fee: money(totals.fee)?,
        })
    }

    /// Everything that was found, all at once.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        Ok(self.findings.get_or_try_init(py, || self.make_findings(py))?.clone_ref(py))
    }

    /// The lines, in the order written.
    #[getter]
    fn lines(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        Ok(self.lines.get_or_try_init(py, || self.make_lines(py))?.clone_ref(py))
    }

    /// The fees, by plan and line.
    #[getter]
    fn fees(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        Ok(self.fees.get_or_try_init(py, || self.make_fees(py))?.clone_ref(py))
    }

    /// How the answer came about: one mapping a step.
    #[getter]
    fn trace(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(self.trace.get_or_try_init(py, || self.make_trace(py))?.clone_ref(py))
    }

    /// The verdict as JSON text, the same as in every language.
    fn json(&self) -> String {
        self.text()
    }

    /// The verdict as plain mappings and lists; amounts are text.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let loads = py.import("json")?.getattr("loads")?;
        Ok(loads.call1((self.json(),))?.cast_into::<PyDict>()?)
    }

    fn __repr__(&self) -> String {
        let view = self.view();
        let (totals, exponent) = (view.totals(), self.exponent());
        let gross = longtail::Exact::new(i128::from(totals.gross), exponent).text(exponent);
        format!(
            "Verdict({} order={:?} gross={gross} {})",
            self.verdict(),
            view.order(),
            view.currency()
        )
    }
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
