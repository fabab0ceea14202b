use crate::convert::{Text, Word, shown};
use crate::errors::raise;
use crate::finding::Finding;
use crate::given::{Given, Supply, many, options};
use crate::verdict::Verdict;
use longtail::{Decision, Error, OptionWords, Options, Tables, Workspace};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use std::cell::RefCell;
use std::sync::Arc;

/// A rulebook compiled with the master data of one moment.
///
/// `rulebook` is YAML or JSON, each table CSV with a header or JSON rows, all as
/// `str` or UTF-8 `bytes`. A table that is not given has no rows. Raises
/// `RulebookError` and `DataError` with every fault as a finding, `InputError`
/// for what is no text.
///
/// An engine never changes: build it once and use it from any number of threads.
/// It does not pickle; give another process the texts it was made of.
///
/// >>> longtail.Engine(rulebook, partners="id,name\nP-1,Jansen\nP-1,Bakker\n")
/// Traceback (most recent call last):
/// ...
/// longtail.DataError: partners:3:1: id: partner `P-1` has two rows [data.duplicate_row]; keep one of the two
#[pyclass(frozen, module = "longtail")]
pub struct Engine {
    pub(crate) engine: Arc<longtail::Engine>,
}

thread_local! {
    // Decisions are made in space that is kept, so that nothing is allocated
    // once it is warm. What an order booked is forgotten after each call.
    static SPACE: RefCell<(Workspace, String)> = RefCell::default();
}

fn with_space<T>(work: impl FnOnce(&mut Workspace, &mut String) -> T) -> T {
    SPACE.with(|space| match space.try_borrow_mut() {
        Ok(mut space) => {
            let (workspace, out) = &mut *space;
            workspace.forget_bookings();
            out.clear();
            work(workspace, out)
        }
        // Only a call from within a call finds the space taken.
        Err(_) => work(&mut Workspace::new(), &mut String::new()),
    })
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (rulebook, *, partners=None, products=None, prices=None, stock=None, receipts=None, promises=None, registrations=None, safety=None, quotas=None, protections=None, kits=None, substitutes=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn new(
        py: Python<'_>,
        rulebook: &Bound<'_, PyAny>,
        partners: Option<&Bound<'_, PyAny>>,
        products: Option<&Bound<'_, PyAny>>,
        prices: Option<&Bound<'_, PyAny>>,
        stock: Option<&Bound<'_, PyAny>>,
        receipts: Option<&Bound<'_, PyAny>>,
        promises: Option<&Bound<'_, PyAny>>,
        registrations: Option<&Bound<'_, PyAny>>,
        safety: Option<&Bound<'_, PyAny>>,
        quotas: Option<&Bound<'_, PyAny>>,
        protections: Option<&Bound<'_, PyAny>>,
        kits: Option<&Bound<'_, PyAny>>,
        substitutes: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let book = Text::given(rulebook, "rulebook")?;
        let [partners, products, prices, registrations, kits, substitutes] = [
            Given::new(partners, "partners")?,
            Given::new(products, "products")?,
            Given::new(prices, "prices")?,
            Given::new(registrations, "registrations")?,
            Given::new(kits, "kits")?,
            Given::new(substitutes, "substitutes")?,
        ];
        let supply = Supply::new([stock, receipts, promises, safety, quotas, protections])?;
        let book = book.as_str("rulebook")?;
        let tables = Tables {
            partners: partners.table()?,
            products: products.table()?,
            prices: prices.table()?,
            supply: supply.tables()?,
            registrations: registrations.table()?,
            kits: kits.table()?,
            substitutes: substitutes.table()?,
        };
        let built = py.detach(|| {
            let book = longtail::Rulebook::parse(book, "rulebook")?;
            longtail::Engine::from_tables(book, &tables)
        });
        let engine = built.map_err(|error| raise(&error))?;
        Ok(Self { engine: Arc::new(engine) })
    }

    /// The same rules, partners, products, prices, kits and substitutes with other
    /// stock.
    ///
    /// The six tables replace all that was there: one that is not given has no
    /// rows. The engine itself is unchanged, and shares everything else with the
    /// new one. Raises `DataError` with every fault as a finding.
    ///
    /// >>> empty = engine.with_supply(stock="product,on_hand\nG-100,0\n")
    /// >>> empty.decide(order).lines[0].status, engine.decide(order).lines[0].status
    /// ('rejected', 'late')
    #[pyo3(signature = (*, stock=None, receipts=None, promises=None, safety=None, quotas=None, protections=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn with_supply(
        &self,
        py: Python<'_>,
        stock: Option<&Bound<'_, PyAny>>,
        receipts: Option<&Bound<'_, PyAny>>,
        promises: Option<&Bound<'_, PyAny>>,
        safety: Option<&Bound<'_, PyAny>>,
        quotas: Option<&Bound<'_, PyAny>>,
        protections: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let supply = Supply::new([stock, receipts, promises, safety, quotas, protections])?;
        let tables = supply.tables()?;
        let built = py.detach(|| self.engine.with_supply_tables(&tables));
        let engine = built.map_err(|error| raise(&error))?;
        Ok(Self { engine: Arc::new(engine) })
    }

    /// The id of the rulebook.
    #[getter]
    fn rulebook_id(&self) -> &str {
        self.engine.book().id()
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the rulebook's text.
    #[getter]
    fn rulebook_hash(&self) -> &str {
        self.engine.book().hash()
    }

    /// The currency of everything in the rulebook that names none.
    #[getter]
    fn currency(&self) -> String {
        self.engine.book().currency().code().to_owned()
    }

    /// The ids of the niches a partner belongs to, in the order of the rulebook.
    ///
    /// Raises `InputError` when there is no such partner.
    ///
    /// >>> engine.niches_of("P-1")
    /// ['dentists']
    fn niches_of(&self, partner: Word<'_>) -> PyResult<Vec<&str>> {
        self.engine.niche_names(partner.0).map_err(|error| raise(&error))
    }

    /// What was noticed in the data without making it unusable: a new list of `Finding`.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Vec<Py<Finding>>> {
        let language = longtail::Language::En;
        self.engine.findings().iter().map(|f| Finding::new(py, f, language)).collect()
    }

    /// Decides one order.
    ///
    /// `order` is JSON text (`str` or UTF-8 `bytes`), or a mapping or dataclass
    /// with the same fields; in these, prices and quantities may be `Decimal`,
    /// days `date` and the moment `datetime`. A float is read as the digits that
    /// `repr` shows. `trace` is `none`, `summary` (default), `candidates` or
    /// `full`; `language` is `en` (default) or `nl`.
    ///
    /// What the order was promised is forgotten after the call. A business "no" is
    /// a verdict with findings; `InputError` is raised for what cannot be read as
    /// an order, with every fault as a finding.
    ///
    /// >>> engine.decide({"partner": "P-1", "placed_at": "2026-03-02T10:15:00+01:00",
    /// ...                "lines": [{"product": "G-100", "quantity": 20}]})
    /// Verdict(accepted order=None gross=2.42 EUR)
    #[pyo3(signature = (order, *, trace=None, language=None))]
    fn decide(
        &self,
        order: &Bound<'_, PyAny>,
        trace: Option<Word<'_>>,
        language: Option<Word<'_>>,
    ) -> PyResult<Verdict> {
        let options = options(trace, language, None)?;
        let text = Text::of_json(order)?;
        self.verdict(text.as_str("order")?, &options)
    }

    /// Decides one order to the JSON text of the verdict, as UTF-8 bytes.
    ///
    /// The same as `decide(order).json()`, without making objects. Takes what
    /// `decide` takes and raises what it raises.
    ///
    /// >>> engine.decide_json(order, trace="none")[:34]
    /// b'{"order":"O-1","partner":"P-1","ve'
    #[pyo3(signature = (order, *, trace=None, language=None))]
    fn decide_json<'py>(
        &self,
        py: Python<'py>,
        order: &Bound<'py, PyAny>,
        trace: Option<Word<'_>>,
        language: Option<Word<'_>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = options(trace, language, None)?;
        let text = Text::of_json(order)?;
        let text = text.as_str("order")?;
        with_space(|workspace, out| match self.engine.decide_text(text, &options, workspace, out) {
            Ok(()) => Ok(PyBytes::new(py, out.as_bytes())),
            Err(error) => Err(raise(&error)),
        })
    }

    #[pyo3(text_signature = "($self, verb, question)")]
    fn _ledger(
        &self,
        py: Python<'_>,
        verb: Word<'_>,
        question: &Bound<'_, PyAny>,
    ) -> PyResult<String> {
        let text = Text::of_json(question)?;
        let text = text.as_str("question")?;
        let answer = py.detach(|| longtail::ledger_json(self.engine.book(), verb.0, text));
        answer.map_err(|error| raise(&error))
    }

    #[pyo3(text_signature = "($self, question)")]
    fn _plan(&self, py: Python<'_>, question: &Bound<'_, PyAny>) -> PyResult<String> {
        let text = Text::of_json(question)?;
        let text = text.as_str("question")?;
        py.detach(|| self.engine.plan_text(text)).map_err(|error| raise(&error))
    }

    #[pyo3(text_signature = "($self, order, event, booked)")]
    fn _sales(
        &self,
        order: &Bound<'_, PyAny>,
        event: Word<'_>,
        booked: Word<'_>,
    ) -> PyResult<String> {
        let text = Text::of_json(order)?;
        let text = text.as_str("order")?;
        self.engine.sales_text(text, event.0, booked.0).map_err(|error| raise(&error))
    }

    #[pyo3(text_signature = "($self, order, language)")]
    fn _outlook(&self, order: &Bound<'_, PyAny>, language: Option<Word<'_>>) -> PyResult<String> {
        let language = options(None, language, None)?.language;
        let text = Text::of_json(order)?;
        let text = text.as_str("order")?;
        self.engine.outlook_text(text, language).map_err(|error| raise(&error))
    }

    /// How an order comes to its answer, in words: a line for each step.
    ///
    /// `order` is what `decide` takes; it is decided as if it were alone. `trace`
    /// says how much is told: `full`, unless said otherwise, also tells of rules
    /// that did not apply, and why. Raises `InputError` for what cannot be read as
    /// an order.
    ///
    /// >>> print(engine.explain(order, trace="summary").splitlines()[2].strip())
    /// list: `general` gives 0.10 from 1
    #[pyo3(signature = (order, *, trace=None, language=None))]
    fn explain(
        &self,
        order: &Bound<'_, PyAny>,
        trace: Option<Word<'_>>,
        language: Option<Word<'_>>,
    ) -> PyResult<String> {
        let words = OptionWords {
            trace: trace.map(|word| word.0),
            language: language.map(|word| word.0),
            ..OptionWords::default()
        };
        let text = Text::of_json(order)?;
        let text = text.as_str("order")?;
        self.engine.explain_text(text, &words).map_err(|error| raise(&error))
    }

    /// Why the lines of an order are promised as they are, and what single change
    /// would have each leave whole on the day it is wanted, or be promised whole at all.
    ///
    /// `order` is what `decide` takes; it is decided as if it were alone. Gives a list
    /// of dicts, one for each line that has a price: the calendar's steps, what binds on
    /// the wanted day, the receipts that its deliveries lean on, and what would make it
    /// better, each worked out by planning again. `words` has a sentence for each of
    /// these, in the language. Days are text. Raises `InputError` for what cannot be read
    /// as an order.
    ///
    /// >>> [reason["better"][0]["quantity"] for reason in engine.explain_promise(order)]
    /// [40]
    /// >>> engine.explain_promise(order, language="nl")[0]["words"][1]
    /// 'besteld 115, afgerond op 120: het gaat per 10, vanaf 1'
    #[pyo3(signature = (order, *, language=None))]
    fn explain_promise<'py>(
        &self,
        py: Python<'py>,
        order: &Bound<'py, PyAny>,
        language: Option<Word<'_>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let language = options(None, language, None)?.language;
        let text = Text::of_json(order)?;
        let text = text.as_str("order")?;
        let told = self.engine.explain_promise_text(text, language);
        py.import("json")?.call_method1("loads", (told.map_err(|error| raise(&error))?,))
    }

    /// By which dates the promises of an order are there, and with which percentage.
    ///
    /// `order` is what `decide` takes; it is decided as if it were alone. `question` holds
    /// the `state` of lateness that `reliability("count_receipts", ...)` counts, and as it
    /// likes `percents` (50, 80 and 95), the `pool` and the `language`; it is a dict or
    /// JSON text. Gives a dict of the `verdict` and the `lines`, each with its dates, its
    /// deliveries with theirs, the receipts that they lean on, and `words`. Stock on hand
    /// has no doubt. Raises `InputError` for what cannot be read.
    ///
    /// >>> rows = [{"supplier": "S-1", "expected": "2026-01-05", "arrived": "2026-01-07"}]
    /// >>> question = longtail.reliability("count_receipts", {"receipts": rows}) | {"percents": [80]}
    /// >>> engine.confidence(order, question)["lines"][0]["words"]
    /// '2026-03-10, 80 % by 2026-03-12 (receipts observed of an unnamed supplier: 0, of all: 1)'
    #[pyo3(signature = (order, question))]
    fn confidence<'py>(
        &self,
        py: Python<'py>,
        order: &Bound<'py, PyAny>,
        question: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (order, question) = (Text::of_json(order)?, Text::of_json(question)?);
        let (order, question) = (order.as_str("order")?, question.as_str("question")?);
        let told = self.engine.confidence_text(order, question);
        py.import("json")?.call_method1("loads", (told.map_err(|error| raise(&error))?,))
    }

    /// What is near an order: quantities, amounts and tiers from which on the
    /// partner would do better.
    ///
    /// `order` is what `decide` takes. Gives a list of `Finding` of severity
    /// `hint`, each worked out by deciding the order that reaches it. Raises
    /// `InputError` for what cannot be read as an order.
    ///
    /// >>> engine.hints(order)
    /// []
    #[pyo3(signature = (order, *, language=None))]
    fn hints(
        &self,
        py: Python<'_>,
        order: &Bound<'_, PyAny>,
        language: Option<Word<'_>>,
    ) -> PyResult<Vec<Py<Finding>>> {
        let language = options(None, language, None)?.language;
        let text = Text::of_json(order)?;
        let draft = longtail::read_order(text.as_str("order")?).map_err(|error| raise(&error))?;
        let hints = self.engine.hints(&draft).map_err(|error| raise(&error))?;
        hints.iter().map(|hint| Finding::new(py, hint, language)).collect()
    }

    /// Decides many orders, in their order.
    ///
    /// `orders` is any iterable of what `decide` takes. Gives a list: for each
    /// order its verdict, or, when it cannot be read, its `InputError` (not
    /// raised). With `stock="running"` (default) an order that is not rejected
    /// takes what it was promised, so that those after it cannot have it; with
    /// `stock="snapshot"` each is decided as if it were alone. Other threads run
    /// meanwhile.
    ///
    /// >>> engine.decide_all([order, order, {"partner": 7}])  # doctest: +ELLIPSIS
    /// [Verdict(...), Verdict(...), InputError(...)]
    #[pyo3(signature = (orders, *, trace=None, language=None, stock=None))]
    fn decide_all<'py>(
        &self,
        py: Python<'py>,
        orders: &Bound<'py, PyAny>,
        trace: Option<Word<'_>>,
        language: Option<Word<'_>>,
        stock: Option<Word<'_>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let options = options(trace, language, stock)?;
        let texts = many(orders)?;
        let read = |text| Text::as_str(text, "order");
        let texts: Vec<PyResult<&str>> = texts
            .iter()
            .map(|text| text.as_ref().map_err(|e| e.clone_ref(py)).and_then(read))
            .collect();
        let answers = py.detach(|| {
            let mut workspace = Workspace::new();
            let mut decided = |text| self.decision(text, &options, &mut workspace);
            texts.into_iter().map(|text| text.map(&mut decided)).collect::<Vec<_>>()
        });
        let list = PyList::empty(py);
        for answer in answers {
            match answer.and_then(|decided| decided.map_err(|error| raise(&error))) {
                Ok(decision) => {
                    list.append(Verdict::new(self.engine.clone(), decision, options.language))?;
                }
                Err(fault) => list.append(fault.into_value(py))?,
            }
        }
        Ok(list)
    }

    /// Decides many orders, one JSON text a line, to one verdict a line.
    ///
    /// Text in (`str` or UTF-8 `bytes`), UTF-8 bytes out, and no objects in
    /// between. Empty lines are skipped. A line that cannot be read gives
    /// `{"error": ...}` in its place. `stock` is as for `decide_all`. Other threads
    /// run meanwhile.
    ///
    /// >>> answers = engine.decide_lines(order + "\n" + order + "\n", stock="snapshot")
    /// >>> len(answers.splitlines())
    /// 2
    #[pyo3(signature = (orders, *, trace=None, language=None, stock=None))]
    fn decide_lines<'py>(
        &self,
        py: Python<'py>,
        orders: &Bound<'py, PyAny>,
        trace: Option<Word<'_>>,
        language: Option<Word<'_>>,
        stock: Option<Word<'_>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = options(trace, language, stock)?;
        let text = Text::given(orders, "orders")?;
        let text = text.as_str("orders")?;
        let out = py.detach(|| {
            let mut out = String::new();
            self.engine.decide_lines(text, &options, &mut Workspace::new(), &mut out);
            out
        });
        Ok(PyBytes::new(py, out.as_bytes()))
    }

    /// The engine itself: it never changes.
    fn __copy__(own: PyRef<'_, Self>) -> PyRef<'_, Self> {
        own
    }

    /// The engine itself: it never changes.
    fn __deepcopy__<'py>(own: PyRef<'py, Self>, _memo: &Bound<'py, PyAny>) -> PyRef<'py, Self> {
        own
    }

    fn __repr__(&self) -> String {
        format!(
            "Engine(rulebook={}, partners={}, products={})",
            shown(self.engine.book().id()),
            self.engine.partners().rows.len(),
            self.engine.products().rows.len()
        )
    }
}

impl Engine {
    fn verdict(&self, text: &str, options: &Options) -> PyResult<Verdict> {
        let decided = with_space(|workspace, _| self.decision(text, options, workspace));
        let decision = decided.map_err(|error| raise(&error))?;
        Ok(Verdict::new(self.engine.clone(), decision, options.language))
    }

    fn decision(
        &self,
        text: &str,
        options: &Options,
        workspace: &mut Workspace,
    ) -> Result<Decision, Error> {
        let draft = longtail::read_order(text)?;
        self.engine.decide(&draft, options, workspace).cloned()
    }
}
