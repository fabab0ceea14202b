//! Questions about tails and the value of partners as JSON, answered as JSON: the one
//! form for hosts without Arrow.

use super::figures::Columns;
use super::models::{
    amount_fit_json, order_fit_json, order_table_json, partner_value_json, power_law_json,
};
use super::plain;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::heavy_tail::{PowerLawOptions, Repeats, TailKind, fit_power_law};
use crate::numeric::Watch;
use crate::value::{
    AmountRow, OrderHistory, OrderModel, OrderRow, ValueOptions, fit_amounts, fit_orders,
    partner_value,
};
use serde::Deserialize;

const VERBS: [&str; 5] =
    ["fit_power_law", "fit_orders", "fit_amounts", "partner_value", "order_rows"];

/// Answers a question about a tail or about the value of partners, JSON to JSON.
///
/// The verbs, with what their questions hold besides options that have defaults:
///
/// - `fit_power_law`: `values`; `kind`, `repeats`, `xmin`, `alpha_step`, `draws`, `seed`,
///   `workers`.
/// - `fit_orders`: `repeats`, `recency`, `age`; `model`, `horizon` (0 to 10⁹; the answer
///   then has `expected_orders`), `ask` (columns like these: partners to answer for, else
///   those that were fitted).
/// - `fit_amounts`: `orders`, `mean`; `ask` (columns like these).
/// - `partner_value`: `currency` and `sales`, columns `partner`, `day` and `amount` (text
///   such as `"12.50"`, or whole minor units); `model`, `horizon_days`, `until`, `draws`,
///   `seed`, `workers`.
/// - `order_rows`: `currency` and `sales`; `until`, `unit_days`.
///
/// ```
/// use longtail::{models_json, nobody};
/// let question = r#"{"repeats": [0, 1, 3, 9], "recency": [0, 4, 28, 29],
///     "age": [30, 30, 30, 30], "horizon": 10}"#;
/// let answer = models_json("fit_orders", question, &mut nobody())?;
/// assert!(answer.contains(r#""model":"bg_nbd""#));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for an unknown verb and a question that cannot be read or answered, `Table`
/// for columns of sales that do not fit, `Cancelled` when `watch` says so.
pub fn models_json(verb: &str, question: &str, watch: Watch<'_>) -> Result<String, Error> {
    match verb {
        "fit_power_law" => plain::question::<Tail>(question)?.answer(watch),
        "fit_orders" => plain::question::<Orders>(question)?.answer(),
        "fit_amounts" => plain::question::<Amounts>(question)?.answer(),
        "partner_value" => plain::question::<Worth<'_>>(question)?.answer(watch),
        "order_rows" => plain::question::<Rows<'_>>(question)?.answer(),
        _ => Err(plain::no_verb(verb, &VERBS)),
    }
}

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail {
    values: Vec<Option<f64>>,
    kind: Option<String>,
    repeats: Option<String>,
    xmin: Option<f64>,
    alpha_step: Option<f64>,
    draws: Option<u32>,
    seed: Option<u64>,
    workers: Option<usize>,
}

impl Tail {
    fn answer(self, watch: Watch<'_>) -> Result<String, Error> {
        let usual = PowerLawOptions::default();
        let options = PowerLawOptions {
            kind: word("kind", self.kind, TailKind::parse, TailKind::NAMES)?,
            repeats: word("repeats", self.repeats, Repeats::parse, Repeats::NAMES)?,
            xmin: self.xmin,
            alpha_step: self.alpha_step,
            draws: self.draws.unwrap_or(usual.draws),
            seed: self.seed.unwrap_or(usual.seed),
            workers: self.workers.unwrap_or(usual.workers),
        };
        let values = numbers("values", self.values)?;
        Ok(power_law_json(&fit_power_law(&values, &options, watch)?))
    }
}

/// Columns of what is known of partners.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderColumns {
    repeats: Vec<u32>,
    recency: Vec<Option<f64>>,
    age: Vec<Option<f64>>,
}

impl OrderColumns {
    fn rows(self) -> Result<Vec<OrderRow>, Error> {
        let (recency, age) = (numbers("recency", self.recency)?, numbers("age", self.age)?);
        same_length(("repeats", self.repeats.len()), ("recency", recency.len()))?;
        same_length(("repeats", self.repeats.len()), ("age", age.len()))?;
        let times = recency.into_iter().zip(age);
        let row = |(repeats, (recency, age))| OrderRow { repeats, recency, age, partners: 1 };
        Ok(self.repeats.into_iter().zip(times).map(row).collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Orders {
    repeats: Vec<u32>,
    recency: Vec<Option<f64>>,
    age: Vec<Option<f64>>,
    model: Option<String>,
    horizon: Option<f64>,
    ask: Option<OrderColumns>,
}

impl Orders {
    fn answer(self) -> Result<String, Error> {
        let model = word("model", self.model, OrderModel::parse, &OrderModel::NAMES)?;
        let own = OrderColumns { repeats: self.repeats, recency: self.recency, age: self.age };
        let rows = own.rows()?;
        let asked = self.ask.map(OrderColumns::rows).transpose()?;
        let fit = fit_orders(model, &rows)?;
        let partners = asked.as_ref().unwrap_or(&rows);
        let alive = fit.p_alive_each(partners).map_err(|fault| of_ask(&fault))?;
        let expected = self.horizon.map(|horizon| fit.expected_orders_each(partners, horizon));
        Ok(order_fit_json(&fit, &alive, expected.transpose()?.as_deref()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountColumns {
    orders: Vec<u32>,
    mean: Vec<Option<f64>>,
}

impl AmountColumns {
    fn rows(self) -> Result<Vec<AmountRow>, Error> {
        let mean = numbers("mean", self.mean)?;
        same_length(("orders", self.orders.len()), ("mean", mean.len()))?;
        let row = |(orders, mean)| AmountRow { orders, mean, partners: 1 };
        Ok(self.orders.into_iter().zip(mean).map(row).collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    orders: Vec<u32>,
    mean: Vec<Option<f64>>,
    ask: Option<AmountColumns>,
}

impl Amounts {
    fn answer(self) -> Result<String, Error> {
        let rows = AmountColumns { orders: self.orders, mean: self.mean }.rows()?;
        let asked = self.ask.map(AmountColumns::rows).transpose()?;
        let fit = fit_amounts(&rows)?;
        let expected = fit.expected_amount_each(asked.as_ref().unwrap_or(&rows));
        Ok(amount_fit_json(&fit, &expected.map_err(|fault| of_ask(&fault))?))
    }
}

/// Rows that a model was fitted to are checked by then, so the fault is in those asked of.
fn of_ask(fault: &Error) -> Error {
    input(format!("`ask`, {fault}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worth<'q> {
    currency: String,
    #[serde(borrow)]
    sales: Columns<'q>,
    model: Option<String>,
    horizon_days: Option<u32>,
    until: Option<String>,
    draws: Option<u32>,
    seed: Option<u64>,
    workers: Option<usize>,
}

impl Worth<'_> {
    fn answer(self, watch: Watch<'_>) -> Result<String, Error> {
        let usual = ValueOptions::default();
        let options = ValueOptions {
            model: word("model", self.model, OrderModel::parse, &OrderModel::NAMES)?,
            horizon_days: self.horizon_days.unwrap_or(usual.horizon_days),
            until: until(self.until)?,
            draws: self.draws.unwrap_or(usual.draws),
            seed: self.seed.unwrap_or(usual.seed),
            workers: self.workers.unwrap_or(usual.workers),
        };
        let history = history(&self.currency, &self.sales)?;
        Ok(partner_value_json(&partner_value(&history, &options, watch)?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows<'q> {
    currency: String,
    #[serde(borrow)]
    sales: Columns<'q>,
    until: Option<String>,
    unit_days: Option<f64>,
}

impl Rows<'_> {
    fn answer(self) -> Result<String, Error> {
        let history = history(&self.currency, &self.sales)?;
        let table = history.order_table(until(self.until)?, self.unit_days.unwrap_or(7.0))?;
        Ok(order_table_json(&table, &history))
    }
}

fn history(currency: &str, sales: &Columns<'_>) -> Result<OrderHistory, Error> {
    let mut history = OrderHistory::default();
    history.update(&sales.sales(plain::currency(currency)?)?)?;
    Ok(history)
}

fn until(given: Option<String>) -> Result<Option<Day>, Error> {
    let read = |text: String| {
        let fault = || input(format!("`until` is `{text}`; expected a date such as 2026-04-01"));
        Day::parse(&text).ok_or_else(fault)
    };
    given.map(read).transpose()
}

fn word<T: Default>(
    option: &str,
    given: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<T, Error> {
    let Some(given) = given else { return Ok(T::default()) };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let fault = || input(format!("`{option}` is `{given}`; expected {}", names.join(" or ")));
    parse(&given).ok_or_else(fault)
}

/// JSON has no infinity and no number that is none: hosts write `null` for them.
fn numbers(column: &str, given: Vec<Option<f64>>) -> Result<Vec<f64>, Error> {
    let missing = given.iter().position(Option::is_none);
    match missing {
        None => Ok(given.into_iter().flatten().collect()),
        Some(row) => Err(input(format!("`{column}`, row {row}: there is no finite number"))),
    }
}

fn same_length(one: (&str, usize), other: (&str, usize)) -> Result<(), Error> {
    if one.1 == other.1 {
        return Ok(());
    }
    Err(input(format!("`{}` has {} values, `{}` has {}", other.0, other.1, one.0, one.1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::nobody;
    use serde_json::Value;

    fn asked(verb: &str, question: &str) -> Result<Value, Error> {
        models_json(verb, question, &mut nobody()).map(|text| serde_json::from_str(&text).unwrap())
    }

    const ORDERS: &str =
        r#""repeats": [0, 1, 3, 9], "recency": [0, 4, 28, 29], "age": [30, 30, 30, 30]"#;

    #[test]
    fn a_fit_of_orders_answers_for_the_partners_asked() {
        let own = asked("fit_orders", &format!("{{{ORDERS}, \"horizon\": 10}}")).unwrap();
        assert_eq!(own["p_alive"].as_array().map(Vec::len), Some(4));
        let ask = r#""ask": {"repeats": [9], "recency": [29], "age": [30]}"#;
        let one = asked("fit_orders", &format!("{{{ORDERS}, \"horizon\": 10, {ask}}}")).unwrap();
        assert_eq!(one["expected_orders"][0], own["expected_orders"][3]);
        assert_eq!(one["parameters"], own["parameters"]);
        let without = asked("fit_orders", &format!("{{{ORDERS}}}")).unwrap();
        assert!(without["expected_orders"].is_null());
    }

    #[test]
    fn a_fit_of_amounts_expects_more_of_whom_more_is_known() {
        let fit = asked(
            "fit_amounts",
            r#"{"orders": [1, 1, 1, 1, 9, 12, 10, 8], "mean": [5, 90, 20, 60, 15, 45, 38, 80],
                "ask": {"orders": [1, 40], "mean": [90, 90]}}"#,
        )
        .unwrap();
        let expected = |at: usize| fit["expected_amount"][at].as_f64().unwrap();
        assert!(expected(0) < expected(1));
    }

    #[test]
    fn rows_of_orders_are_those_of_the_history() {
        let table = asked(
            "order_rows",
            r#"{"currency": "EUR", "unit_days": 1, "until": "2026-01-31", "sales": {
                "partner": ["a", "a", "a", "b", "b", null],
                "day": ["2026-01-01", "2026-01-11", "2026-01-11", "2026-01-05", "2026-02-09", null],
                "amount": ["10.00", "5.00", 700, "1.00", "2.00", "3.00"]}}"#,
        )
        .unwrap();
        assert_eq!(table["partner"], serde_json::json!(["a", "b"]));
        assert_eq!(table["repeats"], serde_json::json!([1, 0]));
        assert_eq!(table["recency"], serde_json::json!([10.0, 0.0]));
        assert_eq!(table["age"], serde_json::json!([29.0, 25.0]));
        assert_eq!(table["amount_mean"], serde_json::json!([12.0, null]));
        assert_eq!(table["rows"], 6);
        assert_eq!(table["left_out"]["no_partner"], 1);
    }

    #[test]
    fn what_cannot_be_read_says_what_was_expected() {
        for (verb, question, said) in [
            ("fit", "{}", "verb `fit` is not one of fit_power_law, "),
            ("fit_power_law", "{}", "missing field `values`"),
            ("fit_power_law", r#"{"values": [1, null]}"#, "`values`, row 1"),
            ("fit_power_law", r#"{"values": [1, 2], "kind": "whole"}"#, "`continuous` or"),
            ("fit_orders", r#"{"repeats": [1], "recency": [1, 2], "age": [3]}"#, "`recency` has 2"),
            ("fit_orders", r#"{"repeats": [1.5], "recency": [1], "age": [3]}"#, "expected u32"),
            ("fit_amounts", r#"{"orders": [1], "mean": []}"#, "`mean` has 0"),
            (
                "partner_value",
                r#"{"currency": "EURO", "sales": {"partner": [], "amount": []}}"#,
                "EURO",
            ),
            (
                "order_rows",
                r#"{"currency": "EUR", "sales": {"partner": [], "amount": []}}"#,
                "`day`",
            ),
            (
                "fit_orders",
                r#"{"repeats": [1], "recency": [1], "age": [3], "horizon": -1}"#,
                "`horizon` is -1; expected 0 to",
            ),
            (
                "fit_orders",
                r#"{"repeats": [1], "recency": [1], "age": [3], "horizon": 1e300}"#,
                "`horizon` is 1",
            ),
            (
                "fit_orders",
                r#"{"repeats": [1], "recency": [1], "age": [3],
                    "ask": {"repeats": [1, 1], "recency": [1, 4], "age": [3, 3]}}"#,
                "`ask`, row 1: recency must lie between 0 and the age",
            ),
            (
                "fit_amounts",
                r#"{"orders": [1, 2], "mean": [3, 4], "ask": {"orders": [0, 1], "mean": [0, 0]}}"#,
                "`ask`, row 1: expected at least one order and a mean above zero",
            ),
        ] {
            let fault = asked(verb, question).unwrap_err().to_string();
            assert!(fault.contains(said), "{verb} {question}: {fault}");
        }
    }

    #[test]
    fn long_work_tells_how_far_it_is_and_stops_when_told() {
        let values: Vec<f64> = (1..200).map(|k| 1000.0 / f64::from(k)).collect();
        let question = format!("{{\"values\": {values:?}, \"draws\": 500}}");
        let mut told = 0;
        let mut stop = |_| {
            told += 1;
            if told == 3 {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        };
        let fault = models_json("fit_power_law", &question, &mut stop).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Cancelled);
        assert_eq!(told, 3);
    }
}
