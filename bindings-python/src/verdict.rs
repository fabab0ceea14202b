use crate::convert::{amount, day, price, shown};
use crate::finding::Finding;
use crate::parts::{Delivery, Fee, Line, Share, Totals, together};
use longtail::{Decision, Language, View};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use std::sync::Arc;

/// The answer to an order.
///
/// Everything in it is fixed; lines, fees, findings and the trace are made when
/// they are first asked for. Amounts are `Decimal` with the currency's decimals,
/// prices have as many as they need. A copy is the verdict itself. It does not
/// pickle: send `json()` or `to_dict()`.
///
/// >>> verdict = engine.decide(order)
/// >>> verdict
/// Verdict(accepted_with_changes order='O-1' gross=14.52 EUR)
/// >>> verdict.totals.gross, verdict.lines[0].confirmed
/// (Decimal('14.52'), 120)
#[pyclass(frozen, module = "longtail")]
pub struct Verdict {
    engine: Arc<longtail::Engine>,
    decision: Decision,
    language: Language,
    lines: PyOnceLock<Py<PyTuple>>,
    fees: PyOnceLock<Py<PyTuple>>,
    findings: PyOnceLock<Py<PyTuple>>,
    trace: PyOnceLock<Py<PyAny>>,
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

    fn make_lines(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let (view, exponent) = (self.view(), self.exponent());
        let mut made = Vec::new();
        for own in view.lines() {
            let (line, amounts) = (own.line, own.line.amounts);
            let money = |minor| amount(py, minor, exponent).map(Bound::unbind);
            let exact = |value| price(py, value, exponent).map(Bound::unbind);
            let deliveries = view.deliveries(line).map(|delivery| {
                let ship = day(py, delivery.ship)?.unbind();
                let arrive = day(py, delivery.arrive)?.unbind();
                let (quantity, location) = (delivery.quantity, delivery.location.to_owned());
                Py::new(py, Delivery { ship, arrive, quantity, location })
            });
            made.push(Line {
                id: own.id.map(str::to_owned),
                product: own.product.map(str::to_owned),
                substitute: own.substitute.map(str::to_owned),
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
                deliveries: together(py, deliveries)?,
            });
        }
        Ok(PyTuple::new(py, made)?.unbind())
    }

    fn make_fees(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let (view, exponent) = (self.view(), self.exponent());
        let mut made = Vec::new();
        for own in view.fees() {
            let money = |minor| amount(py, minor, exponent).map(Bound::unbind);
            let shares = view.shares(own.fee).map(|share| {
                let amount = money(share.amount)?;
                Py::new(
                    py,
                    Share { to: share.to.to_owned(), partner: share.partner.to_owned(), amount },
                )
            });
            made.push(Fee {
                plan: own.plan.to_owned(),
                kind: own.kind.name(),
                earn_on: own.earn_on.name(),
                line: own.line,
                base: price(py, own.base, own.base.scale())?.unbind(),
                exact: price(py, own.fee.exact, exponent)?.unbind(),
                fee: money(own.fee.fee)?,
                tax: money(own.fee.tax)?,
                shares: together(py, shares)?,
            });
        }
        Ok(PyTuple::new(py, made)?.unbind())
    }

    fn make_findings(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let mut made = Vec::new();
        for finding in self.view().findings() {
            made.push(Finding::new(py, &finding, self.language)?);
        }
        Ok(PyTuple::new(py, made)?.unbind())
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

    /// The partner's own id of the order; None when it has none.
    #[getter]
    fn order(&self) -> Option<&str> {
        self.view().order()
    }

    /// Who ordered, as written in the order.
    #[getter]
    fn partner(&self) -> Option<&str> {
        self.view().partner()
    }

    /// The partner's reference; None when the order has none.
    #[getter]
    fn reference(&self) -> Option<&str> {
        self.view().reference()
    }

    /// The currency of every amount, such as `EUR`.
    #[getter]
    fn currency(&self) -> String {
        self.decision.currency().code().to_owned()
    }

    /// The sums, on the confirmed quantities.
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

    /// Everything that was found, all at once: a tuple of `Finding` in the order found.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        Ok(self.findings.get_or_try_init(py, || self.make_findings(py))?.clone_ref(py))
    }

    /// The lines in the order written: a tuple of `Line`.
    #[getter]
    fn lines(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        Ok(self.lines.get_or_try_init(py, || self.make_lines(py))?.clone_ref(py))
    }

    /// The fees by plan and line: a tuple of `Fee`.
    #[getter]
    fn fees(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        Ok(self.fees.get_or_try_init(py, || self.make_fees(py))?.clone_ref(py))
    }

    /// How the answer came about: a tuple with one dict a step.
    ///
    /// As much as the option `trace` asked for. Prices in it are `Decimal`; what
    /// does not apply to a step is left out.
    #[getter]
    fn trace(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(self.trace.get_or_try_init(py, || self.make_trace(py))?.clone_ref(py))
    }

    /// The hash of the trace, 16 hexadecimal digits, to be stored with what is
    /// booked: the same order under the same rulebook and data has the same hash,
    /// at the same level of the trace.
    #[getter]
    fn trace_hash(&self) -> String {
        let mut text = String::new();
        longtail::trace_json(&self.engine, &self.decision, &mut text);
        longtail::trace_hash(&text)
    }

    /// The verdict as JSON text, the same to the byte as in every language.
    fn json(&self) -> String {
        self.text()
    }

    /// The verdict as plain dicts and lists, as `json()` has it; amounts are text.
    ///
    /// >>> engine.decide(order).to_dict()["totals"]["gross"]
    /// '14.52'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let loads = py.import("json")?.getattr("loads")?;
        Ok(loads.call1((self.json(),))?.cast_into::<PyDict>()?)
    }

    /// The verdict itself: it never changes.
    fn __copy__(own: PyRef<'_, Self>) -> PyRef<'_, Self> {
        own
    }

    /// The verdict itself: it never changes.
    fn __deepcopy__<'py>(own: PyRef<'py, Self>, _memo: &Bound<'py, PyAny>) -> PyRef<'py, Self> {
        own
    }

    fn __repr__(&self) -> String {
        let view = self.view();
        let (totals, exponent) = (view.totals(), self.exponent());
        let gross = longtail::Exact::new(i128::from(totals.gross), exponent).text(exponent);
        format!(
            "Verdict({} order={} gross={gross} {})",
            self.verdict(),
            view.order().map_or_else(|| "None".to_owned(), shown),
            view.currency()
        )
    }
}
