//! Questions about what may be shared.

mod faults;

use super::super::order_ids::order_text;
use super::super::plain::{Decimal, currency, question};
use super::kept::InsightSales;
use super::parts::Steps;
use crate::calendar::Day;
use crate::discovery::ScoreOptions;
use crate::error::{Error, ErrorKind};
use crate::explain::Language;
use crate::insight::{
    Amounts, Benchmarks, Cells, Dominance, GatePolicy, InsightState, NicheTree, PairOptions,
    Publication, RankBy, Release, ReleasedCell, SalesLines, Together, publish, together,
};
use crate::money::Currency;
use crate::sales::{
    Keys, LeftOut, MISSING_DAY, MISSING_NUMBER, Returns, Sales, SalesFilter, match_returns,
};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'t> {
    #[serde(borrow, deserialize_with = "name_or_none")]
    partner: Cow<'t, str>,
    #[serde(borrow, deserialize_with = "name_or_none")]
    product: Cow<'t, str>,
    amount: Option<Decimal>,
    quantity: Option<i64>,
    #[serde(borrow)]
    niche: Option<Cow<'t, str>>,
    #[serde(borrow)]
    period: Option<Cow<'t, str>>,
    #[serde(default, borrow, deserialize_with = "order_text")]
    order: Option<Cow<'t, str>>,
    #[serde(borrow)]
    day: Option<Cow<'t, str>>,
}

/// A name of which `null` says that there is none, as the empty text does.
fn name_or_none<'de: 't, 't, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'t, str>, D::Error> {
    #[derive(Deserialize)]
    struct Name<'t>(#[serde(borrow)] Cow<'t, str>);
    let name = Option::<Name<'t>>::deserialize(deserializer)?;
    Ok(name.map_or(Cow::Borrowed(""), |name| name.0))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    partners_min: Option<u32>,
    dominance: Option<Vec<Rule>>,
    p_percent: Option<u32>,
    amounts: Option<Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    largest: u32,
    percent_max: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Hidden,
    Exact,
    Rounded(Decimal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    id: String,
    cells: Vec<ShownCell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownCell {
    niche: String,
    product: String,
    shown: bool,
    amounts: BTreeMap<String, Decimal>,
}

/// A question about sales; each verb looks at its own fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question<'t> {
    #[serde(borrow)]
    currency: Option<Cow<'t, str>>,
    #[serde(borrow)]
    sales: Option<Vec<Line<'t>>>,
    tree: Option<BTreeMap<String, String>>,
    members: Option<BTreeMap<String, Vec<String>>>,
    periods: Option<Vec<String>>,
    #[serde(borrow)]
    returns: Option<Cow<'t, str>>,
    #[serde(borrow)]
    from: Option<Cow<'t, str>>,
    #[serde(borrow)]
    until: Option<Cow<'t, str>>,
    excluded_products: Option<Vec<String>>,
    gate: Option<Gate>,
    previous: Option<Vec<Shown>>,
    #[serde(borrow)]
    pub(super) release: Option<Cow<'t, str>>,
    niche: Option<String>,
    partner: Option<String>,
    by: Option<String>,
    audience: Option<String>,
    #[serde(borrow)]
    language: Option<Cow<'t, str>>,
    pub(super) limit: Option<usize>,
    pub(super) peers_percent_min: Option<u32>,
    #[serde(borrow)]
    permitted: Option<Vec<Cow<'t, str>>>,
    #[serde(borrow)]
    available: Option<Vec<Cow<'t, str>>>,
    pub(super) support_min_per_10_000: Option<u32>,
    pub(super) baskets_min: Option<u32>,
    niche_orders_min: Option<u64>,
    product_orders_min: Option<u64>,
    partners_min: Option<u64>,
    false_discoveries_max: Option<f64>,
    coverage: Option<f64>,
    /// The state of bytes in place of the lines.
    #[serde(skip)]
    pub(super) merged: Option<InsightState>,
    /// Sales that were read before stand in for those of the question.
    #[serde(skip)]
    pub(super) kept: Option<&'t InsightSales>,
}

fn missing(field: &str) -> Error {
    Error::new(ErrorKind::Input, format!("the question: missing field `{field}`"))
}

fn day(field: &str, text: &str) -> Result<Day, Error> {
    Day::parse(text).ok_or_else(|| unknown(field, text, "a date such as 2026-03-01"))
}

fn language(code: Option<&str>) -> Result<Language, Error> {
    let known =
        |code| Language::parse(code).ok_or_else(|| unknown("language", code, "`en` or `nl`"));
    code.map_or(Ok(Language::En), known)
}

fn unknown(field: &str, found: &str, expected: &str) -> Error {
    Error::new(ErrorKind::Input, format!("`{field}` is `{found}`; expected {expected}"))
}

impl Question<'_> {
    pub(super) fn currency(&self) -> Result<Currency, Error> {
        match self.kept {
            Some(kept) => Ok(kept.currency),
            None => currency(self.currency.as_deref().ok_or_else(|| missing("currency"))?),
        }
    }

    pub(super) fn niche(&self) -> Result<&str, Error> {
        self.niche.as_deref().ok_or_else(|| missing("niche"))
    }

    pub(super) fn partner(&self) -> Result<&str, Error> {
        self.partner.as_deref().ok_or_else(|| missing("partner"))
    }

    pub(super) fn by(&self) -> Result<RankBy, Error> {
        let name = self.by.as_deref().unwrap_or(RankBy::Partners.name());
        RankBy::parse(name).ok_or_else(|| unknown("by", name, "`partners`, `orders` or `amount`"))
    }

    pub(super) fn for_partner(&self) -> Result<bool, Error> {
        match self.audience.as_deref() {
            None | Some("company") => Ok(false),
            Some("partner") => Ok(true),
            Some(other) => Err(unknown("audience", other, "`company` or `partner`")),
        }
    }

    pub(super) fn language(&self) -> Result<Language, Error> {
        language(self.language.as_deref())
    }

    pub(super) fn permitted(&self) -> Option<Vec<&str>> {
        self.permitted.as_ref().map(|names| names.iter().map(|name| &**name).collect())
    }

    pub(super) fn available(&self) -> Option<Vec<&str>> {
        self.available.as_ref().map(|names| names.iter().map(|name| &**name).collect())
    }

    fn returns(&self) -> Result<Returns, Error> {
        self.returns.as_deref().map_or(Ok(Returns::default()), |name| {
            let words = "`net`, `gross` or `matched`";
            Returns::parse(name).ok_or_else(|| unknown("returns", name, words))
        })
    }

    fn filter(&self) -> Result<SalesFilter, Error> {
        let given = |field: &str, text: &Option<Cow<'_, str>>| {
            text.as_deref().map(|text| day(field, text)).transpose()
        };
        Ok(SalesFilter {
            returns: self.returns()?,
            from: given("from", &self.from)?,
            until: given("until", &self.until)?,
            excluded_products: self.excluded_products.clone().unwrap_or_default(),
        })
    }

    /// Why each line takes no part, if the question says which do.
    fn left_out(
        &self,
        lines: &[Line<'_>],
        amounts: &[i64],
    ) -> Result<Option<Vec<Option<LeftOut>>>, Error> {
        let filter = self.filter()?;
        if filter.takes_all() {
            return Ok(None);
        }
        let product = column(lines, |line| Some(&line.product));
        let partner = column(lines, |line| Some(&line.partner));
        let mut sales = Sales::new(self.currency()?, partner, amounts)?.with_product(product)?;
        if lines.iter().any(|line| line.quantity.is_some()) {
            let quantity = lines.iter().map(|line| line.quantity.unwrap_or(MISSING_NUMBER));
            sales = sales.with_quantity(quantity.collect::<Vec<_>>())?;
        }
        // Each was read before.
        let day = |line: &Line<'_>| line.day.as_deref().and_then(Day::parse);
        let days: Vec<Day> = lines.iter().map(|line| day(line).unwrap_or(MISSING_DAY)).collect();
        if lines.iter().any(|line| line.day.is_some()) {
            sales = sales.with_day(&days[..])?;
        }
        if filter.returns == Returns::Matched {
            let pairs = match_returns(&sales)?;
            sales = sales.without_pairs(&pairs)?;
        }
        filter.left_out(&sales).map(Some)
    }

    pub(super) fn policy(&self) -> Result<GatePolicy, Error> {
        match self.kept {
            Some(kept) => Ok(kept.policy.clone()),
            None => policy(self.gate.as_ref(), self.currency()?),
        }
    }

    fn tree(&self) -> Result<NicheTree, Error> {
        let pairs = self.tree.iter().flatten();
        NicheTree::new(pairs.map(|(niche, above)| (&**niche, &**above)))
    }

    pub(super) fn state(&self) -> Result<Cow<'_, InsightState>, Error> {
        let known = self.kept.map(|kept| &kept.state).or(self.merged.as_ref());
        known.map_or_else(|| self.read_lines().map(Cow::Owned), |state| Ok(Cow::Borrowed(state)))
    }

    fn read_lines(&self) -> Result<InsightState, Error> {
        let currency = self.currency()?;
        let sales = self.sales.as_deref().ok_or_else(|| missing("sales"))?;
        let amount =
            |line: &Line<'_>| line.amount.map_or(Ok(MISSING_NUMBER), |a| a.minor(currency));
        let amounts = sales.iter().map(amount).collect::<Result<Vec<_>, _>>()?;
        let quantities: Vec<i64> = sales.iter().map(|l| l.quantity.unwrap_or(0)).collect();
        let has_orders = sales.iter().any(|line| line.order.is_some());
        let order = column(sales, |line| line.order.as_deref());
        let left_out = self.left_out(sales, &amounts)?;
        let mut state = InsightState::new();
        state.agree_on(currency, self.filter()?.returns)?;
        state.update(&SalesLines {
            partner: &column(sales, |line| Some(&line.partner)),
            product: &column(sales, |line| Some(&line.product)),
            amount_minor: &amounts,
            quantity: Some(&quantities),
            niche: Some(&column(sales, |line| line.niche.as_deref())),
            period: Some(&column(sales, |line| line.period.as_deref())),
            order: has_orders.then_some(&order),
            left_out: left_out.as_deref(),
        })?;
        Ok(state)
    }

    fn periods(&self) -> Option<Vec<&str>> {
        self.periods.as_ref().map(|periods| periods.iter().map(|p| &**p).collect())
    }

    pub(super) fn cells(&self) -> Result<Cow<'_, Cells>, Error> {
        if let Some(kept) = self.kept {
            return Ok(Cow::Borrowed(&kept.cells));
        }
        let periods = self.periods();
        let cells = self.state()?.cells(&self.tree()?, self.members.as_ref(), periods.as_deref());
        cells.map(Cow::Owned)
    }

    /// What may be shown of the cells, beside the releases that the question has.
    pub(super) fn publication(
        &self,
        cells: &Cells,
        policy: &GatePolicy,
    ) -> Result<Cow<'_, Publication>, Error> {
        match self.kept {
            // Releases come with the sales or with the question, never with both.
            Some(kept) if self.previous.is_none() => Ok(Cow::Borrowed(&kept.publication)),
            _ => publish(cells, policy, &self.releases()?).map(Cow::Owned),
        }
    }

    /// What benchmarks are judged beside: that of kept sales is prepared once.
    pub(super) fn benchmarks(
        &self,
        cells: &Cells,
        policy: &GatePolicy,
    ) -> Result<Cow<'_, Benchmarks>, Error> {
        let Some(kept) = self.kept.filter(|_| self.previous.is_none()) else {
            let publication = self.publication(cells, policy)?;
            return Benchmarks::new(cells, &publication, policy, &self.releases()?).map(Cow::Owned);
        };
        if let Some(known) = kept.benchmarks.get() {
            return Ok(Cow::Borrowed(known));
        }
        let found = Benchmarks::new(cells, &kept.publication, policy, &kept.previous)?;
        Ok(Cow::Borrowed(kept.benchmarks.get_or_init(|| found)))
    }

    /// What is bought together in the niche that is asked for, or in all.
    pub(super) fn pairs(&self, options: PairOptions) -> Result<Together, Error> {
        let (cells, policy, niche) = (self.cells()?, self.policy()?, self.niche.as_deref());
        let shown = self.publication(&cells, &policy)?;
        if let Some(kept) = self.kept {
            return together(&cells, &shown, &policy, niche, |at| kept.baskets(at), options);
        }
        let (state, tree, periods) = (self.state()?, self.tree()?, self.periods());
        let members = self.members.as_ref();
        let baskets = |at: &str| state.baskets(&tree, members, periods.as_deref(), Some(at));
        together(&cells, &shown, &policy, niche, baskets, options)
    }

    /// The sales, to be kept for many questions; this one may ask nothing itself.
    pub(super) fn keep(self, steps: &mut Steps<'_>) -> Result<InsightSales, Error> {
        let asks = [
            ("release", self.release.is_some()),
            ("niche", self.niche.is_some()),
            ("partner", self.partner.is_some()),
            ("by", self.by.is_some()),
            ("audience", self.audience.is_some()),
            ("language", self.language.is_some()),
            ("limit", self.limit.is_some()),
            ("peers_percent_min", self.peers_percent_min.is_some()),
            ("permitted", self.permitted.is_some()),
            ("available", self.available.is_some()),
            ("support_min_per_10_000", self.support_min_per_10_000.is_some()),
            ("baskets_min", self.baskets_min.is_some()),
            ("niche_orders_min", self.niche_orders_min.is_some()),
            ("product_orders_min", self.product_orders_min.is_some()),
            ("partners_min", self.partners_min.is_some()),
            ("false_discoveries_max", self.false_discoveries_max.is_some()),
            ("coverage", self.coverage.is_some()),
        ];
        let mut others = misplaced(&asks, "a question, not to the sales");
        if self.merged.is_some() {
            let of_lines = [
                ("sales", self.sales.is_some()),
                ("returns", self.returns.is_some()),
                ("from", self.from.is_some()),
                ("until", self.until.is_some()),
                ("excluded_products", self.excluded_products.is_some()),
            ];
            others.extend(misplaced(&of_lines, "the lines, which the bytes stand for"));
        }
        self.check(None, others)?;
        self.merged.as_ref().map_or(Ok(()), |state| state.must_be_in(self.currency()?))?;
        let (state, tree, policy) = (self.state()?.into_owned(), self.tree()?, self.policy()?);
        steps.done()?;
        let periods = self.periods();
        let cells = state.cells(&tree, self.members.as_ref(), periods.as_deref())?;
        steps.done()?;
        let previous = self.releases()?;
        let publication = publish(&cells, &policy, &previous)?;
        steps.done()?;
        let currency = self.currency()?;
        let (members, periods) = (self.members, self.periods);
        let benchmarks = OnceLock::new();
        Ok(InsightSales {
            state,
            cells,
            publication,
            previous,
            benchmarks,
            currency,
            tree,
            members,
            periods,
            policy,
        })
    }

    pub(super) fn score_options(&self) -> ScoreOptions {
        let usual = ScoreOptions::default();
        ScoreOptions {
            niche_orders_min: self.niche_orders_min.unwrap_or(usual.niche_orders_min),
            product_orders_min: self.product_orders_min.unwrap_or(usual.product_orders_min),
            partners_min: self.partners_min.unwrap_or(usual.partners_min),
            false_discoveries_max: self
                .false_discoveries_max
                .unwrap_or(usual.false_discoveries_max),
            coverage: self.coverage.unwrap_or(usual.coverage),
        }
    }

    pub(super) fn releases(&self) -> Result<Vec<Release>, Error> {
        let currency = self.currency()?;
        self.previous.iter().flatten().map(|given| given.release(currency)).collect()
    }
}

/// What is said of the fields that are given where they do not belong.
fn misplaced(fields: &[(&str, bool)], home: &str) -> Vec<String> {
    let given = fields.iter().filter(|(_, given)| *given);
    given.map(|(field, _)| format!("`{field}` belongs to {home}")).collect()
}

impl<'t> Question<'t> {
    /// A question about sales that were read before; it has none of their fields.
    pub(super) fn about(mut self, verb: &str, kept: &'t InsightSales) -> Result<Self, Error> {
        let own = [
            ("currency", self.currency.is_some()),
            ("sales", self.sales.is_some()),
            ("tree", self.tree.is_some()),
            ("members", self.members.is_some()),
            ("periods", self.periods.is_some()),
            ("returns", self.returns.is_some()),
            ("from", self.from.is_some()),
            ("until", self.until.is_some()),
            ("excluded_products", self.excluded_products.is_some()),
            ("gate", self.gate.is_some()),
            ("previous", self.previous.is_some() && !kept.previous.is_empty()),
        ];
        let others = misplaced(&own, "the sales, which are read already");
        self.kept = Some(kept);
        self.check(Some(verb), others)?;
        Ok(self)
    }
}

fn column<'q>(lines: &'q [Line<'q>], of: impl Fn(&'q Line<'q>) -> Option<&'q str>) -> Keys<'q> {
    Keys::from_texts(lines.iter().map(of))
}

impl Shown {
    fn release(&self, currency: Currency) -> Result<Release, Error> {
        let mut release = Release { id: self.id.clone(), ..Release::default() };
        for cell in &self.cells {
            let amount = |(partner, amount): (&String, &Decimal)| {
                Ok((partner.clone(), i128::from(amount.minor(currency)?)))
            };
            let amounts = cell.amounts.iter().map(amount).collect::<Result<_, Error>>()?;
            let key = (cell.niche.clone(), cell.product.clone());
            release.cells.insert(key, ReleasedCell { shown: cell.shown, amounts });
        }
        Ok(release)
    }
}

/// A release that [`release_json`](crate::release_json) wrote.
///
/// # Errors
/// `Input` for what is none.
pub fn read_release(text: &str, currency: Currency) -> Result<Release, Error> {
    question::<Shown>(text)?.release(currency)
}

/// The rule of the gate, from JSON; what is not said is as by default.
///
/// # Errors
/// `Input` for a text that cannot be read or a rule that protects nobody.
pub fn read_gate(text: &str, currency: Currency) -> Result<GatePolicy, Error> {
    policy(Some(&question(text)?), currency)
}

fn policy(gate: Option<&Gate>, currency: Currency) -> Result<GatePolicy, Error> {
    let policy = policy_as_said(gate, currency)?;
    policy.check()?;
    Ok(policy)
}

fn policy_as_said(gate: Option<&Gate>, currency: Currency) -> Result<GatePolicy, Error> {
    let default = GatePolicy::default();
    let Some(gate) = gate else { return Ok(default) };
    let rule = |r: &Rule| Dominance { largest: r.largest, percent_max: r.percent_max };
    Ok(GatePolicy {
        partners_min: gate.partners_min.unwrap_or(default.partners_min),
        dominance: match &gate.dominance {
            Some(rules) => rules.iter().map(rule).collect(),
            None => default.dominance,
        },
        p_percent: gate.p_percent.unwrap_or(default.p_percent),
        amounts: match &gate.amounts {
            None | Some(Told::Hidden) => Amounts::Hidden,
            Some(Told::Exact) => Amounts::Exact,
            Some(Told::Rounded(step)) => {
                let minor = step.minor(currency)?;
                let fault = || unknown("rounded", &step.0.text(0), "an amount above zero");
                Amounts::Rounded(u64::try_from(minor).map_err(|_| fault())?)
            }
        },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableLine {
    row: String,
    column: String,
    partner: String,
    amount: Decimal,
}

/// A question about a table with totals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableQuestion<'t> {
    #[serde(borrow)]
    currency: Cow<'t, str>,
    cells: Vec<TableLine>,
    gate: Option<Gate>,
    #[serde(borrow)]
    language: Option<Cow<'t, str>>,
}

type Sorted = (Vec<String>, Vec<String>, Vec<Vec<Vec<(u32, i64)>>>);

impl TableQuestion<'_> {
    pub(super) fn currency(&self) -> Result<Currency, Error> {
        currency(&self.currency)
    }

    pub(super) fn policy(&self) -> Result<GatePolicy, Error> {
        policy(self.gate.as_ref(), self.currency()?)
    }

    pub(super) fn language(&self) -> Result<Language, Error> {
        language(self.language.as_deref())
    }

    /// The rows and columns by name, and what each partner has in each cell.
    pub(super) fn cells(&self) -> Result<Sorted, Error> {
        let currency = self.currency()?;
        let names = |of: fn(&TableLine) -> &String| -> Vec<String> {
            self.cells.iter().map(of).collect::<BTreeSet<_>>().into_iter().cloned().collect()
        };
        let (rows, columns, partners) =
            (names(|c| &c.row), names(|c| &c.column), names(|c| &c.partner));
        let place = |names: &[String], name: &String| names.binary_search(name).unwrap_or_default();
        let mut sums: BTreeMap<[usize; 3], i64> = BTreeMap::new();
        for cell in &self.cells {
            let key = [
                place(&rows, &cell.row),
                place(&columns, &cell.column),
                place(&partners, &cell.partner),
            ];
            let sum = sums.entry(key).or_default();
            let added = sum.checked_add(cell.amount.minor(currency)?);
            *sum = added.ok_or_else(|| Error::new(ErrorKind::Range, "a sum is out of range"))?;
        }
        let mut cells = vec![vec![Vec::new(); columns.len()]; rows.len()];
        for ([row, column, partner], amount) in sums {
            cells[row][column].push((partner as u32, amount));
        }
        Ok((rows, columns, cells))
    }
}
