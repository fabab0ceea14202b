use crate::convert::Text;
use crate::errors::{InputError, raise};
use crate::finding::Finding;
use crate::verdict::Verdict;
use longtail::{OptionWords, Options, SupplyTables, Table, Tables, Workspace};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use std::cell::RefCell;
use std::sync::Arc;

/// A rulebook compiled with the master data of one moment.
///
/// Immutable: any number of threads may use it at the same time.
#[pyclass(frozen, module = "longtail")]
pub struct Engine {
    engine: Arc<longtail::Engine>,
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

fn options(trace: Option<&str>, language: Option<&str>, stock: Option<&str>) -> PyResult<Options> {
    longtail::options(&OptionWords { trace, language, stock }).map_err(|error| raise(&error))
}

/// A table given as text, or as nothing.
struct Given<'py>(Option<Text<'py>>);

impl<'py> Given<'py> {
    fn new(value: Option<&Bound<'py, PyAny>>, name: &str) -> PyResult<Self> {
        let Some(value) = value else { return Ok(Self(None)) };
        match Text::of(value) {
            Some(text) => Ok(Self(Some(text))),
            None => Err(InputError::new_err(format!("{name}: give the table as str or bytes"))),
        }
    }

    fn table<'a>(&'a self, source: &'a str) -> PyResult<Table<'a>> {
        let text = self.0.as_ref().map_or(Ok(""), Text::as_str)?;
        Ok(Table { source, text })
    }
}

#[pymethods]
impl Engine {
    /// Compiles a rulebook (YAML or JSON) with tables (CSV or JSON rows).
    #[new]
    #[pyo3(signature = (rulebook, *, partners=None, products=None, prices=None, stock=None, receipts=None, promises=None))]
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
    ) -> PyResult<Self> {
        let book = Text::of(rulebook)
            .ok_or_else(|| InputError::new_err("rulebook: give its text as str or bytes"))?;
        let [partners, products, prices, stock, receipts, promises] = [
            Given::new(partners, "partners")?,
            Given::new(products, "products")?,
            Given::new(prices, "prices")?,
            Given::new(stock, "stock")?,
            Given::new(receipts, "receipts")?,
            Given::new(promises, "promises")?,
        ];
        let book = book.as_str()?;
        let tables = Tables {
            partners: partners.table("partners")?,
            products: products.table("products")?,
            prices: prices.table("prices")?,
            supply: SupplyTables {
                stock: stock.table("stock")?,
                receipts: receipts.table("receipts")?,
                promises: promises.table("promises")?,
            },
        };
        let built = py.detach(|| {
            let book = longtail::Rulebook::parse(book, "rulebook")?;
            longtail::Engine::from_tables(book, &tables)
        });
        let engine = built.map_err(|error| raise(&error))?;
        Ok(Self { engine: Arc::new(engine) })
    }

    /// The same rules, partners, products and prices with other stock.
    #[pyo3(signature = (*, stock=None, receipts=None, promises=None))]
    fn with_supply(
        &self,
        py: Python<'_>,
        stock: Option<&Bound<'_, PyAny>>,
        receipts: Option<&Bound<'_, PyAny>>,
        promises: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let stock = Given::new(stock, "stock")?;
        let receipts = Given::new(receipts, "receipts")?;
        let promises = Given::new(promises, "promises")?;
        let tables = SupplyTables {
            stock: stock.table("stock")?,
            receipts: receipts.table("receipts")?,
            promises: promises.table("promises")?,
        };
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
    fn niches_of(&self, partner: &str) -> PyResult<Vec<&str>> {
        self.engine.niche_names(partner).map_err(|error| raise(&error))
    }

    /// What was noticed in the data without making it unusable.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Vec<Py<Finding>>> {
        let language = longtail::Language::En;
        self.engine.findings().iter().map(|f| Finding::new(py, f, language)).collect()
    }

    /// Decides one order, given as JSON text or as a mapping.
    #[pyo3(signature = (order, *, trace=None, language=None))]
    fn decide(
        &self,
        order: &Bound<'_, PyAny>,
        trace: Option<&str>,
        language: Option<&str>,
    ) -> PyResult<Verdict> {
        let options = options(trace, language, None)?;
        let text = Text::of_json(order)?;
        self.verdict(text.as_str()?, &options)
    }

    /// Decides one order from JSON text to the JSON text of the verdict.
    #[pyo3(signature = (order, *, trace=None, language=None))]
    fn decide_json<'py>(
        &self,
        py: Python<'py>,
        order: &Bound<'py, PyAny>,
        trace: Option<&str>,
        language: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = options(trace, language, None)?;
        let text = Text::of_json(order)?;
        let text = text.as_str()?;
        with_space(|workspace, out| match self.engine.decide_text(text, &options, workspace, out) {
            Ok(()) => Ok(PyBytes::new(py, out.as_bytes())),
            Err(error) => Err(raise(&error)),
        })
    }

    /// Decides many orders, in their order; an order that cannot be read gives
    /// its error in the place of a verdict.
    #[pyo3(signature = (orders, *, trace=None, language=None, stock=None))]
    fn decide_all<'py>(
        &self,
        py: Python<'py>,
        orders: &Bound<'py, PyAny>,
        trace: Option<&str>,
        language: Option<&str>,
        stock: Option<&str>,
    ) -> PyResult<Bound<'py, PyList>> {
        let options = options(trace, language, stock)?;
        let texts =
            orders.try_iter()?.map(|order| Text::of_json(&order?)).collect::<PyResult<Vec<_>>>()?;
        let texts = texts.iter().map(Text::as_str).collect::<PyResult<Vec<_>>>()?;
        let answers = py.detach(|| {
            let mut workspace = Workspace::new();
            texts
                .iter()
                .map(|text| {
                    let draft = longtail::read_order(text)?;
                    self.engine.decide(&draft, &options, &mut workspace).cloned()
                })
                .collect::<Vec<_>>()
        });
        let list = PyList::empty(py);
        for answer in answers {
            match answer {
                Ok(decision) => {
                    list.append(Verdict::new(self.engine.clone(), decision, options.language))?;
                }
                Err(error) => list.append(raise(&error).into_value(py))?,
            }
        }
        Ok(list)
    }

    /// Decides many orders, one JSON text a line, to one verdict a line.
    #[pyo3(signature = (orders, *, trace=None, language=None, stock=None))]
    fn decide_lines<'py>(
        &self,
        py: Python<'py>,
        orders: &Bound<'py, PyAny>,
        trace: Option<&str>,
        language: Option<&str>,
        stock: Option<&str>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = options(trace, language, stock)?;
        let text = Text::of(orders)
            .ok_or_else(|| InputError::new_err("orders: give their text as str or bytes"))?;
        let text = text.as_str()?;
        let out = py.detach(|| {
            let mut out = String::new();
            self.engine.decide_lines(text, &options, &mut Workspace::new(), &mut out);
            out
        });
        Ok(PyBytes::new(py, out.as_bytes()))
    }

    fn __repr__(&self) -> String {
        format!(
            "Engine(rulebook={:?}, partners={}, products={})",
            self.engine.book().id(),
            self.engine.partners().rows.len(),
            self.engine.products().rows.len()
        )
    }
}

impl Engine {
    fn verdict(&self, text: &str, options: &Options) -> PyResult<Verdict> {
        with_space(|workspace, _| {
            let draft = longtail::read_order(text).map_err(|error| raise(&error))?;
            let decided = self.engine.decide(&draft, options, workspace);
            let decision = decided.cloned().map_err(|error| raise(&error))?;
            Ok(Verdict::new(self.engine.clone(), decision, options.language))
        })
    }
}
