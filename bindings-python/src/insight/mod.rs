//! What may be shared, and niches: any Arrow table in, Arrow tables out.

mod tables;

use crate::channel::columns::{Column, float_decimals, no_column, only_one};
use crate::channel::named::with_names;
use crate::channel::{Table, optional, parse};
use crate::convert::{self, Reader, Text, Word, amount, reader, whole};
use crate::errors::{input, raise};
use crate::models::given::watched;
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema};
use arrow_select::concat::concat_batches;
use longtail::discovery::ScoreOptions;
use longtail::insight::{
    Benchmarks, Cells, GatePolicy, InsightState, NicheTree, PairOptions, Publication, RankBy,
    Release, SalesLines, WhiteSpotOptions,
};
use longtail::{
    Currency, Day, Error, ErrorKind, Language, Returns, Sales, SalesFilter, Zone, match_returns,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyType};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Asks what may be shared: the JSON text of the answer.
#[pyfunction]
pub fn _insight(py: Python<'_>, verb: Word<'_>, question: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = Text::of_json(question)?;
    let text = text.as_str("question")?;
    py.detach(|| longtail::insight_json(verb.0, text)).map_err(|error| raise(&error))
}

/// Asks about niches: the JSON text of the answer.
#[pyfunction]
#[pyo3(signature = (verb, question, progress=None))]
pub fn _niches(
    py: Python<'_>,
    verb: Word<'_>,
    question: &Bound<'_, PyAny>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let text = Text::of_json(question)?;
    let text = text.as_str("question")?;
    watched(py, progress, |watch| longtail::niches_json_with(verb.0, text, watch))
}

/// What sells to whom, of a table of sales lines, as far as it may be shared.
///
/// `table` is anything that gives itself as Arrow. `partner`, `product`, `amount`,
/// `niche`, `period`, `order` and `quantity` are the names of columns; the last four
/// may be left out. Names are text, or whole numbers, which count as their text.
/// `amount` is a decimal, or whole minor units; a float only with `float_decimals`, to
/// which it is rounded. Without `order` each line counts as an order, and there are no baskets.
///
/// `returns` (`net`, `gross` or `matched`), `from_`, `until` and `excluded_products` say
/// which lines take part, as for a `Tally`; a period needs the column `day`, whose times
/// are cut into days in `zone`. `left_out` tells of the others.
///
/// `tree` says which niche lies in which, `{"dentists": "care"}`; all lie in `all`.
/// With `members`, `{"P-1": ["dentists"]}`, a line belongs to the niches of its
/// partner in place of a column; without either there are no niches to lie in a tree.
/// `periods` names the periods that count, of the column `period`. `gate` changes the
/// rule of the gate: `partners_min`, `dominance`, `p_percent`, `amounts`.
/// With `previous`, the texts of earlier releases from the first to the last, every
/// question is answered beside those, and what that takes is prepared once.
///
/// Raises `TableError` for a table, column or value that cannot be taken, `InputError`
/// for an option, `RangeError` for a sum out of range.
///
/// >>> import pyarrow
/// >>> sales = pyarrow.table({
/// ...     "partner": ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"],
/// ...     "product": ["gloves"] * 6,
/// ...     "niche": ["dentists"] * 6,
/// ...     "amount": [1000, 1200, 900, 1500, 1100, 1300],
/// ... })
/// >>> insight = longtail.Insight(sales, currency="EUR", niche="niche")
/// >>> [row] = pyarrow.table(insight.best_sellers("dentists")).to_pylist()
/// >>> row["product"], row["rank"], row["partners_from"], row["amount"]
/// ('gloves', 1, 5, None)
#[pyclass(frozen, module = "longtail", name = "Insight")]
struct Insight {
    state: InsightState,
    cells: Cells,
    currency: Currency,
    tree: NicheTree,
    members: Option<BTreeMap<String, Vec<String>>>,
    periods: Option<Vec<String>>,
    policy: GatePolicy,
    /// The earlier releases that came with the table.
    previous: Vec<Release>,
    /// What the gate lets through beside these, once asked.
    publication: OnceLock<Publication>,
    /// What benchmarks are judged beside, once asked.
    benchmarks: OnceLock<Benchmarks>,
}

/// Which column is what.
struct Names<'a> {
    partner: &'a str,
    product: &'a str,
    amount: &'a str,
    niche: Option<&'a str>,
    period: Option<&'a str>,
    order: Option<&'a str>,
    quantity: Option<&'a str>,
    day: Option<&'a str>,
    zone: Option<Zone>,
    float_decimals: Option<u8>,
}

impl<'a> Names<'a> {
    /// The columns of names.
    fn named(&self) -> Vec<&'a str> {
        let always = [Some(self.partner), Some(self.product)];
        always.into_iter().chain([self.niche, self.period, self.order]).flatten().collect()
    }

    /// Refuses a table without a column, also when it has no rows.
    fn check(&self, schema: &Schema) -> Result<(), Error> {
        let numbers = [Some(self.amount), self.quantity, self.day];
        for name in self.named().into_iter().chain(numbers.into_iter().flatten()) {
            only_one(name, schema)?;
            schema.index_of(name).map_err(|_| no_column(name, schema))?;
        }
        Ok(())
    }
}

/// Batch by batch; all of it when returns are matched, for a return may stand far from
/// its sale.
fn read(
    reader: Reader,
    names: &Names<'_>,
    currency: Currency,
    filter: &SalesFilter,
) -> Result<InsightState, Error> {
    let schema = reader.schema();
    names.check(&schema)?;
    let unreadable = |fault: ArrowError| Error::new(ErrorKind::Table, fault.to_string());
    let mut state = InsightState::new();
    state.agree_on(currency, filter.returns)?;
    let mut first_row = 0;
    let mut take = |batch: &RecordBatch| {
        let batch = with_names(batch, &names.named())?;
        let column = |name| {
            let array = batch.column_by_name(name).ok_or_else(|| no_column(name, &schema))?;
            Ok::<_, Error>(Column { name, array, first_row })
        };
        let keys = |name: Option<_>| name.map(|name| column(name)?.keys()).transpose();
        let (partner, product) = (column(names.partner)?.keys()?, column(names.product)?.keys()?);
        let (niche, period, order) = (keys(names.niche)?, keys(names.period)?, keys(names.order)?);
        let amounts = column(names.amount)?.amounts(currency.exponent(), names.float_decimals)?;
        let quantity = names.quantity.map(|name| column(name)?.whole_numbers());
        let quantity = quantity.transpose()?;
        let left_out = (!filter.takes_all()).then(|| {
            let mut sales = Sales::new(currency, partner.clone(), &amounts[..])?;
            sales = sales.with_product(product.clone())?;
            if let Some(name) = names.day {
                sales = sales.with_day(column(name)?.days(names.zone)?)?;
            }
            if let Some(quantity) = &quantity {
                sales = sales.with_quantity(&quantity[..])?;
            }
            if filter.returns == Returns::Matched {
                let pairs = match_returns(&sales)?;
                sales = sales.without_pairs(&pairs)?;
            }
            filter.left_out(&sales)
        });
        let left_out = left_out.transpose()?;
        first_row += batch.num_rows();
        state.update(&SalesLines {
            partner: &partner,
            product: &product,
            amount_minor: &amounts,
            quantity: quantity.as_deref(),
            niche: niche.as_ref(),
            period: period.as_ref(),
            order: order.as_ref(),
            left_out: left_out.as_deref(),
        })
    };
    if filter.returns == Returns::Matched {
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        take(&concat_batches(&schema, &batches).map_err(unreadable)?)?;
        return Ok(state);
    }
    for batch in reader {
        take(&batch.map_err(unreadable)?)?;
    }
    Ok(state)
}

struct Given {
    tree: Option<BTreeMap<String, String>>,

    members: Option<BTreeMap<String, Vec<String>>>,

    periods: Option<Vec<String>>,

    previous: Option<Vec<String>>,
}

/// Releases as they were kept.
fn releases(texts: Option<Vec<String>>, currency: Currency) -> Result<Vec<Release>, Error> {
    let texts = texts.unwrap_or_default();
    texts.iter().map(|text| longtail::read_release(text, currency)).collect()
}

impl Insight {
    fn of(
        state: InsightState,
        currency: Currency,
        given: Given,
        gate: Option<&str>,
    ) -> Result<Self, Error> {
        let pairs = given.tree.iter().flatten();
        let tree = NicheTree::new(pairs.map(|(niche, above)| (&**niche, &**above)))?;
        let policy = match gate {
            Some(text) => longtail::read_gate(text, currency)?,
            None => GatePolicy::default(),
        };
        let periods: Option<Vec<&str>> =
            given.periods.as_ref().map(|periods| periods.iter().map(|p| &**p).collect());
        let cells = state.cells(&tree, given.members.as_ref(), periods.as_deref())?;
        Ok(Self {
            state,
            cells,
            currency,
            tree,
            members: given.members,
            periods: given.periods,
            policy,
            previous: releases(given.previous, currency)?,
            publication: OnceLock::new(),
            benchmarks: OnceLock::new(),
        })
    }

    /// The releases of a question; none when those of the table count.
    fn asked(&self, previous: Option<Vec<String>>) -> Result<Option<Vec<Release>>, Error> {
        if previous.is_some() && !self.previous.is_empty() {
            let message = "`previous` belongs to the sales, which are read already";
            return Err(Error::new(ErrorKind::Input, message));
        }
        let previous = previous.filter(|previous| !previous.is_empty());
        previous.map(|texts| releases(Some(texts), self.currency)).transpose()
    }

    fn publication(&self, previous: Option<&[Release]>) -> Result<Cow<'_, Publication>, Error> {
        let publish = |previous| longtail::insight::publish(&self.cells, &self.policy, previous);
        if let Some(previous) = previous {
            return publish(previous).map(Cow::Owned);
        }
        if let Some(known) = self.publication.get() {
            return Ok(Cow::Borrowed(known));
        }
        let found = publish(&self.previous)?;
        Ok(Cow::Borrowed(self.publication.get_or_init(|| found)))
    }

    fn benchmarks(&self, previous: Option<&[Release]>) -> Result<Cow<'_, Benchmarks>, Error> {
        let prepare = || {
            let shown = self.publication(previous)?;
            let previous = previous.unwrap_or(&self.previous);
            Benchmarks::new(&self.cells, &shown, &self.policy, previous)
        };
        if previous.is_some() {
            return prepare().map(Cow::Owned);
        }
        if let Some(known) = self.benchmarks.get() {
            return Ok(Cow::Borrowed(known));
        }
        let found = prepare()?;
        Ok(Cow::Borrowed(self.benchmarks.get_or_init(|| found)))
    }

    fn table(batch: Result<arrow_array::RecordBatch, Error>) -> PyResult<Table> {
        Ok(Table { batch: batch.map_err(|error| raise(&error))? })
    }
}

fn gate_text(gate: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    let Some(gate) = gate else { return Ok(None) };
    Ok(Some(Text::of_json(gate)?.as_str("gate")?.to_owned()))
}

fn code(currency: Word<'_>) -> PyResult<Currency> {
    let fault = || {
        let message = format!("`currency` is `{}`; expected a code such as EUR", currency.0);
        raise(&Error::new(ErrorKind::Input, message))
    };
    Currency::parse(currency.0).ok_or_else(fault)
}

#[pymethods]
impl Insight {
    #[new]
    #[pyo3(signature = (table, *, currency, partner=Word("partner"), product=Word("product"),
        amount=Word("amount"), niche=None, period=None, order=None, quantity=None, day=None,
        zone=None, returns=Word("net"), from_=None, until=None, excluded_products=Vec::new(),
        tree=None, members=None, periods=None, gate=None, previous=None,
        float_decimals=None))]
    #[pyo3(text_signature = "(table, *, currency, partner='partner', product='product', \
        amount='amount', niche=None, period=None, order=None, quantity=None, day=None, \
        zone=None, returns='net', from_=None, until=None, excluded_products=(), tree=None, \
        members=None, periods=None, gate=None, previous=None, float_decimals=None)")]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn new(
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        currency: Word<'_>,
        partner: Word<'_>,
        product: Word<'_>,
        amount: Word<'_>,
        niche: Option<Word<'_>>,
        period: Option<Word<'_>>,
        order: Option<Word<'_>>,
        quantity: Option<Word<'_>>,
        day: Option<Word<'_>>,
        zone: Option<Word<'_>>,
        returns: Word<'_>,
        from_: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        excluded_products: Vec<String>,
        tree: Option<BTreeMap<String, String>>,
        members: Option<BTreeMap<String, Vec<String>>>,
        periods: Option<Vec<String>>,
        gate: Option<&Bound<'_, PyAny>>,
        previous: Option<Vec<String>>,
        float_decimals: Option<i64>,
    ) -> PyResult<Self> {
        let (currency, gate) = (code(currency)?, gate_text(gate)?);
        if periods.is_some() && period.is_none() {
            return Err(input("`periods` needs `period`, the column that says it of each line"));
        }
        if tree.is_some() && niche.is_none() && members.is_none() {
            return Err(input(
                "`tree` needs `niche`, the column that says it of each line, or `members`",
            ));
        }
        let names = Names {
            partner: partner.0,
            product: product.0,
            amount: amount.0,
            niche: niche.map(|name| name.0),
            period: period.map(|name| name.0),
            order: order.map(|name| name.0),
            quantity: quantity.map(|name| name.0),
            day: day.map(|name| name.0),
            zone: convert::zone(zone)?,
            float_decimals: self::float_decimals(float_decimals)?,
        };
        let words = "`net`, `gross` or `matched`";
        let filter = SalesFilter {
            returns: parse("returns", returns.0, Returns::parse(returns.0), words)?,
            from: optional("from_", from_, Day::parse, "a date such as 2026-03-01")?,
            until: optional("until", until, Day::parse, "a date such as 2026-04-01")?,
            excluded_products,
        };
        let reader = reader(table)?;
        let given = Given { tree, members, periods, previous };
        let build =
            || Self::of(read(reader, &names, currency, &filter)?, currency, given, gate.as_deref());
        py.detach(build).map_err(|error| raise(&error))
    }

    /// The insight of bytes that `to_bytes` gave, and that other processes' parts were
    /// merged into with `merge`.
    ///
    /// Options as for a table. Raises `InputError` for bytes of another kind or version,
    /// or with returns treated otherwise, `TableError` for parts of another currency.
    #[classmethod]
    #[pyo3(signature = (parts, *, currency, tree=None, members=None, periods=None, gate=None, previous=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn merge(
        _cls: &Bound<'_, PyType>,
        py: Python<'_>,
        parts: Vec<Vec<u8>>,
        currency: Word<'_>,
        tree: Option<BTreeMap<String, String>>,
        members: Option<BTreeMap<String, Vec<String>>>,
        periods: Option<Vec<String>>,
        gate: Option<&Bound<'_, PyAny>>,
        previous: Option<Vec<String>>,
    ) -> PyResult<Self> {
        let (currency, gate) = (code(currency)?, gate_text(gate)?);
        let build = || {
            let mut state = InsightState::new();
            for part in &parts {
                state.merge(&InsightState::from_bytes(part)?)?;
            }
            state.must_be_in(currency)?;
            Self::of(state, currency, Given { tree, members, periods, previous }, gate.as_deref())
        };
        py.detach(build).map_err(|error| raise(&error))
    }

    /// The lines as bytes for another process: the same for the same lines, however
    /// they were split. They hold amounts of partners and are never shown.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.state.to_bytes()))
    }

    /// The lines that take no part: `reason`, `rows`, `amount`. Every reason is there: those
    /// of `longtail.figures.left_out`, and `no_product`.
    #[getter]
    fn left_out(&self) -> PyResult<Table> {
        Self::table(tables::left_out(&self.state, self.currency.exponent()))
    }

    /// The niches with sales, and `all`; sorted.
    #[getter]
    fn niches(&self) -> Vec<String> {
        self.cells.niches.clone()
    }

    /// The best sellers of a niche, by `partners`, `orders` or `amount`; at most
    /// `limit` for each level that is told of.
    ///
    /// Columns: `product`, `niche` (the level told of), `rank`, `partners_from`,
    /// `share_from_percent`, `share_until_percent`, `index` (100: the mean of the
    /// products told), `lift`, `amount` (null unless the gate lets it be told).
    /// `previous` are releases of the same or an overlapping period.
    #[pyo3(signature = (niche, *, by=Word("partners"), limit=10, previous=None))]
    #[pyo3(text_signature = "($self, niche, *, by='partners', limit=10, previous=None)")]
    fn best_sellers(
        &self,
        py: Python<'_>,
        niche: Word<'_>,
        by: Word<'_>,
        #[pyo3(from_py_with = whole::limit)] limit: usize,
        previous: Option<Vec<String>>,
    ) -> PyResult<Table> {
        let Some(rank) = RankBy::parse(by.0) else {
            let message = format!("`by` is `{}`; expected `partners`, `orders` or `amount`", by.0);
            return Err(raise(&Error::new(ErrorKind::Input, message)));
        };
        let Self { cells, policy, .. } = self;
        Self::table(py.detach(|| {
            let publication = self.publication(self.asked(previous)?.as_deref())?;
            let found =
                longtail::insight::best_sellers(cells, &publication, policy, niche.0, rank, limit)?;
            tables::best_sellers(&found, self.currency.exponent())
        }))
    }

    /// Every cell of niche and product, whether it may be shown, and why not.
    ///
    /// Columns: `niche`, `product`, `shown`, `reasons` (words with spaces between),
    /// `shown_at` (the lowest niche at which it may be told), `amount` (when the gate
    /// lets it be told). For the company: it says where there were sales.
    #[pyo3(signature = (*, previous=None))]
    fn publish(&self, py: Python<'_>, previous: Option<Vec<String>>) -> PyResult<Table> {
        let Self { cells, policy, .. } = self;
        Self::table(py.detach(|| {
            let found = self.publication(self.asked(previous)?.as_deref())?;
            tables::publication(&found, cells, policy, self.currency.exponent())
        }))
    }

    /// What to keep of `publish` for the next time, as JSON text. It holds amounts of
    /// partners and is never shown.
    #[pyo3(signature = (id, *, previous=None))]
    fn release(
        &self,
        py: Python<'_>,
        id: Word<'_>,
        previous: Option<Vec<String>>,
    ) -> PyResult<String> {
        let text = py.detach(|| {
            let found = self.publication(self.asked(previous)?.as_deref())?;
            longtail::release_json(found.release(id.0, &self.cells), self.currency)
        });
        text.map_err(|error| raise(&error))
    }

    /// What a partner does not sell, but at least `peers_percent_min` of its peers do,
    /// of what is `permitted` and `available` (lists of products; `None`: everything).
    ///
    /// Columns: `product`, `niche` (whose peers), `peers_percent_from`,
    /// `expected_from` and `expected_until` (the product's band of shares at the
    /// partner's size). `previous` as for `best_sellers`.
    #[pyo3(signature = (partner, niche, *, peers_percent_min=25, permitted=None,
        available=None, limit=20, previous=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn white_spots(
        &self,
        py: Python<'_>,
        partner: Word<'_>,
        niche: Word<'_>,
        #[pyo3(from_py_with = whole::peers_percent_min)] peers_percent_min: u32,
        permitted: Option<Vec<String>>,
        available: Option<Vec<String>>,
        #[pyo3(from_py_with = whole::limit)] limit: usize,
        previous: Option<Vec<String>>,
    ) -> PyResult<Table> {
        fn words(names: &Option<Vec<String>>) -> Option<Vec<&str>> {
            names.as_ref().map(|names| names.iter().map(|name| &**name).collect())
        }
        let (permitted, available) = (words(&permitted), words(&available));
        let options = WhiteSpotOptions {
            peers_percent_min,
            permitted: permitted.as_deref(),
            available: available.as_deref(),
            limit,
        };
        Self::table(py.detach(|| {
            let shown = self.publication(self.asked(previous)?.as_deref())?;
            let found =
                longtail::insight::white_spots(&self.cells, &shown, niche.0, partner.0, &options)?;
            tables::white_spots(&found, self.currency.exponent())
        }))
    }

    /// What is bought together in a niche, in all when none is named: pairs in at least
    /// `support_min_per_10_000` of 10,000 baskets, and in `baskets_min`, that pass the gate;
    /// of the niche first, then of those above it what may not be told of the niche. All of
    /// them, or the first `limit`.
    ///
    /// Columns: `a`, `b`, `niche` (the level told of), `baskets_from` (on the grid of the
    /// benchmark), `partners_from`, and to two digits `support`, `confidence_a`,
    /// `confidence_b`, `lift`, `lift_shrunken` (to sort by: a pair of few baskets does not
    /// lead; null where there is nothing to learn from), `leverage`.
    ///
    /// `previous` as for `best_sellers`: a pair is told only where both products are.
    #[pyo3(signature = (niche=None, *, support_min_per_10_000=100, baskets_min=3, limit=None,
        previous=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of the host")]
    fn together(
        &self,
        py: Python<'_>,
        niche: Option<Word<'_>>,
        #[pyo3(from_py_with = whole::support_min_per_10_000)] support_min_per_10_000: u32,
        #[pyo3(from_py_with = whole::baskets_min)] baskets_min: u32,
        #[pyo3(from_py_with = whole::limit_or_none)] limit: Option<usize>,
        previous: Option<Vec<String>>,
    ) -> PyResult<Table> {
        let niche = niche.map(|word| word.0);
        Self::table(py.detach(|| {
            let shown = self.publication(self.asked(previous)?.as_deref())?;
            let periods: Option<Vec<&str>> =
                self.periods.as_ref().map(|periods| periods.iter().map(|p| &**p).collect());
            let members = self.members.as_ref();
            let baskets =
                |at: &str| self.state.baskets(&self.tree, members, periods.as_deref(), Some(at));
            let options = PairOptions { support_min_per_10_000, baskets_min };
            let (cells, policy) = (&self.cells, &self.policy);
            let mut found =
                longtail::insight::together(cells, &shown, policy, niche, baskets, options)?;
            found.pairs.truncate(limit.unwrap_or(usize::MAX));
            tables::pairs(&found)
        }))
    }

    /// A partner beside its peers in a niche, without itself among them: a dict with
    /// `own`, `niche` (the level told of), `partners_from`, `lower_from`, `median_from`,
    /// `upper_from` (three quarters, half, a quarter of the peers sell at least so much),
    /// `above_percent`; only `own` and the reasons in `withheld` when nothing may be told.
    ///
    /// `previous` as for `best_sellers`: what is told is safe beside all of them.
    #[pyo3(signature = (partner, niche, *, previous=None))]
    fn benchmark<'py>(
        &self,
        py: Python<'py>,
        partner: Word<'_>,
        niche: Word<'_>,
        previous: Option<Vec<String>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let found = py.detach(|| {
            let previous = self.asked(previous)?;
            self.benchmarks(previous.as_deref())?.of(niche.0, partner.0)
        });
        let found = found.map_err(|error| raise(&error))?;
        let money = |minor: i128| {
            let minor = i64::try_from(minor)
                .map_err(|_| raise(&Error::new(ErrorKind::Range, "an amount is out of range")))?;
            amount(py, minor, self.currency.exponent())
        };
        let dict = PyDict::new(py);
        dict.set_item("own", money(found.own_minor)?)?;
        let withheld: Vec<String> = found.withheld.iter().map(|reason| reason.name()).collect();
        dict.set_item("withheld", withheld)?;
        if let Some(peers) = &found.peers {
            dict.set_item("niche", &peers.niche)?;
            dict.set_item("partners_from", peers.partners_from)?;
            dict.set_item("lower_from", money(peers.lower_from_minor)?)?;
            dict.set_item("median_from", money(peers.median_from_minor)?)?;
            dict.set_item("upper_from", money(peers.upper_from_minor)?)?;
            dict.set_item("above_percent", peers.above_percent)?;
        }
        Ok(dict)
    }

    /// Why figures are withheld, under this gate: `reason` (the word that stands with them),
    /// `code` (the stable one, as on the page of codes), `message` and `remedy` in `en` or
    /// `nl`. The level at which one can be shown is in `shown_at` of `publish`.
    #[pyo3(signature = (*, language=Word("en")))]
    #[pyo3(text_signature = "($self, *, language='en')")]
    fn reasons(&self, language: Word<'_>) -> PyResult<Table> {
        let known = parse("language", language.0, Language::parse(language.0), "`en` or `nl`");
        Self::table(tables::reasons(&self.policy, known?))
    }

    /// Where niches buy more than expected, by orders: for the company, not for partners.
    ///
    /// Columns: `niche`, `product`, `orders`, `partners`, `expected`, `raw`, `lift` with
    /// `lift_low` and `lift_high`, `low_5` (to sort by), `q`, `discovery`.
    #[pyo3(signature = (*, niche_orders_min=1000, product_orders_min=20, partners_min=3,
        false_discoveries_max=0.1, coverage=0.95))]
    fn scores(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = whole::niche_orders_min)] niche_orders_min: u64,
        #[pyo3(from_py_with = whole::product_orders_min)] product_orders_min: u64,
        #[pyo3(from_py_with = whole::partners_min)] partners_min: u64,
        false_discoveries_max: f64,
        coverage: f64,
    ) -> PyResult<Table> {
        let options = ScoreOptions {
            niche_orders_min,
            product_orders_min,
            partners_min,
            false_discoveries_max,
            coverage,
        };
        Self::table(py.detach(|| {
            let cells = longtail::count_cells(&self.cells);
            tables::scores(&longtail::discovery::scores(&cells, &options)?)
        }))
    }

    fn __repr__(&self) -> String {
        let Cells { niches, products, partners, .. } = &self.cells;
        format!(
            "Insight(partners={}, products={}, niches={})",
            partners.len(),
            products.len(),
            niches.len()
        )
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Insight>()?;
    module.add_function(wrap_pyfunction!(_insight, module)?)?;
    module.add_function(wrap_pyfunction!(_niches, module)?)
}
