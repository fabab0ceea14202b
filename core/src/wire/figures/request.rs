use super::super::order_ids::{OrderId, order_column};
use super::super::plain;
use super::answer::figure;
use super::question::{day, input};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::money::{Currency, Exact};
use crate::sales::{Keys, MISSING_DAY, MISSING_NUMBER, Returns, Sales, match_returns};
use crate::tally::{Tally, TallyOptions, Work};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request<'r> {
    currency: String,
    #[serde(borrow)]
    sales: Columns<'r>,
    #[serde(default)]
    options: Options,
    #[serde(borrow)]
    questions: Vec<&'r RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::wire) struct Columns<'r> {
    #[serde(borrow)]
    partner: Vec<Option<Cow<'r, str>>>,
    amount: Vec<Option<Money>>,
    #[serde(default, borrow)]
    niche: Option<Vec<Option<Cow<'r, str>>>>,
    #[serde(default, borrow)]
    product: Option<Vec<Option<Cow<'r, str>>>>,
    #[serde(default, borrow)]
    order: Option<Vec<Option<OrderId<'r>>>>,
    #[serde(default, borrow)]
    day: Option<Vec<Option<Cow<'r, str>>>>,
    #[serde(default)]
    quantity: Option<Vec<Option<i64>>>,
}

/// An amount as text, or whole minor units.
#[derive(Deserialize)]
#[serde(untagged)]
enum Money {
    Minor(i64),
    Text(String),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Options {
    pub(super) returns: Option<String>,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
    pub(super) excluded_products: Vec<String>,
}

/// Sales and questions as one JSON text, the answers as another.
///
/// `{"currency": "EUR", "sales": {"partner": [...], "amount": [...]}, "questions":
/// [{"figure": "dependence"}]}`. The columns `niche`, `product`, `order`, `day` and
/// `quantity` may follow. Orders are texts or whole numbers, one kind in a column, and of
/// one kind in all that is merged. An amount is a text such as `"12.50"`, or a whole number
/// of minor units; `null` is missing. `options` has `returns` (`net`, `gross` or
/// `matched`), `from`, `until` and `excluded_products`. The answer is `{"answers":
/// [...], "left_out": {...}}`, an object of columns for each question.
///
/// ```
/// let answer = longtail::figures_json(r#"{"currency": "EUR",
///     "sales": {"partner": ["a", "b"], "amount": ["75.00", 2500]},
///     "questions": [{"figure": "dependence", "largest": [1]}]}"#, 1)?;
/// assert!(answer.starts_with(r#"{"answers":[{"largest":[1],"revenue":["75.00"],"#));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a text or question that cannot be read as one; `Table` for columns
/// that do not fit; `Range` for sums out of range.
pub fn figures_json(request: &str, threads: usize) -> Result<String, Error> {
    let request: Request<'_> = read("the request", request)?;
    let currency = plain::currency(&request.currency)?;
    let tally = request.sales.tally(currency, &request.options.read()?, threads)?;
    let mut out = String::from("{\"answers\":[");
    for (at, question) in request.questions.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        figure(&tally, question.get(), threads)?.write_json(&mut out);
    }
    out.push_str("],\"left_out\":");
    figure(&tally, "{\"figure\":\"left_out\"}", threads)?.write_json(&mut out);
    out.push('}');
    Ok(out)
}

/// Reads a text whole; a field that is none is a fault.
pub(super) fn read<'t, T: Deserialize<'t>>(what: &str, text: &'t str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|fault| input(&format!("{what}: {fault}")))
}

impl Options {
    pub(super) fn read(&self) -> Result<TallyOptions, Error> {
        let returns = match self.returns.as_deref() {
            None => Returns::Net,
            Some(word) => Returns::parse(word).ok_or_else(|| {
                input(&format!("`returns` is `{word}`; expected `net`, `gross` or `matched`"))
            })?,
        };
        let read =
            |name, text: &Option<String>| text.as_ref().map(|text| day(name, text)).transpose();
        let (from, until) = (read("from", &self.from)?, read("until", &self.until)?);
        let excluded_products = self.excluded_products.clone();
        Ok(TallyOptions { returns, from, until, excluded_products, ..TallyOptions::default() })
    }
}

impl Columns<'_> {
    /// Their sums, after returns are matched where the options say so.
    pub(super) fn tally(
        &self,
        currency: Currency,
        options: &TallyOptions,
        threads: usize,
    ) -> Result<Tally, Error> {
        let mut tally = Tally::new(options)?;
        let mut sales = self.sales(currency)?;
        if options.returns == Returns::Matched {
            let pairs = match_returns(&sales)?;
            sales = sales.without_pairs(&pairs)?;
        }
        tally.update_with(&sales, Work { threads, watch: None })?;
        Ok(tally)
    }

    pub(in crate::wire) fn sales(&self, currency: Currency) -> Result<Sales<'_>, Error> {
        let minor = |(row, money): (usize, &Option<Money>)| match money {
            None => Ok(MISSING_NUMBER),
            Some(Money::Minor(minor)) => Ok(*minor),
            Some(Money::Text(text)) => amount(row, text, currency),
        };
        let amounts = self.amount.iter().enumerate().map(minor).collect::<Result<Vec<_>, _>>()?;
        let mut sales = Sales::new(currency, keys_of(&self.partner), amounts)?;
        if let Some(texts) = &self.niche {
            sales = sales.with_niche(keys_of(texts))?;
        }
        if let Some(texts) = &self.product {
            sales = sales.with_product(keys_of(texts))?;
        }
        if let Some(orders) = &self.order {
            sales = sales.with_order(order_column(orders)?)?;
        }
        if let Some(texts) = &self.day {
            let day = |(row, text): (usize, &Option<Cow<'_, str>>)| match text.as_deref() {
                None | Some("") => Ok(MISSING_DAY),
                Some(text) => Day::parse(text).ok_or_else(|| {
                    fault(format!(
                        "column `day`, row {row}: `{text}` is no date such as 2026-03-02"
                    ))
                }),
            };
            let days = texts.iter().enumerate().map(day).collect::<Result<Vec<_>, _>>()?;
            sales = sales.with_day(days)?;
        }
        if let Some(units) = &self.quantity {
            let units: Vec<i64> = units.iter().map(|each| each.unwrap_or(MISSING_NUMBER)).collect();
            sales = sales.with_quantity(units)?;
        }
        Ok(sales)
    }
}

fn keys_of<'k>(texts: &'k [Option<Cow<'_, str>>]) -> Keys<'k> {
    Keys::from_texts(texts.iter().map(Option::as_deref))
}

fn amount(row: usize, text: &str, currency: Currency) -> Result<i64, Error> {
    let decimals = currency.exponent();
    let minor = Exact::parse(text).and_then(|exact| exact.rescaled(decimals));
    minor.and_then(|minor| i64::try_from(minor).ok()).ok_or_else(|| {
        fault(format!("column `amount`, row {row}: `{text}` is no amount of {decimals} decimals"))
    })
}

fn fault(message: String) -> Error {
    Error::new(ErrorKind::Table, message)
}
