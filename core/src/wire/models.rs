//! Fits as text, for hosts that read JSON.

use crate::heavy_tail::PowerLawFit;
use crate::money::Currency;
use crate::value::{AmountFit, HistoryLeftOut, OrderFit, OrderHistory, OrderTable, PartnerValue};
use serde_json::{Map, Value, json};

/// The fit of a tail as JSON text; names are those of the fields.
#[must_use]
pub fn power_law_json(fit: &PowerLawFit) -> String {
    let rivals: Vec<Value> = fit
        .rivals
        .iter()
        .map(|rival| {
            json!({
                "rival": rival.rival.name(),
                "parameters": named(&rival.parameters),
                "log_likelihood": rival.log_likelihood,
                "ratio": rival.ratio,
                "z": rival.z,
                "p_value": rival.p_value,
                "at_limit": rival.at_limit,
            })
        })
        .collect();
    json!({
        "kind": fit.kind.name(),
        "repeats": fit.repeats.name(),
        "values": fit.values,
        "left_out": fit.left_out,
        "alpha": fit.alpha,
        "alpha_error": fit.alpha_error,
        "xmin": fit.xmin,
        "tail_values": fit.tail_values,
        "distance": fit.distance,
        "log_likelihood": fit.log_likelihood,
        "p_value": fit.p_value,
        "draws": fit.draws,
        "advice": fit.advice.name(),
        "reasons": fit.reasons.iter().map(|reason| reason.text()).collect::<Vec<_>>(),
        "rivals": rivals,
    })
    .to_string()
}

/// The value of partners as JSON text: one object a partner, those worth most first.
#[must_use]
pub fn partner_value_json(value: &PartnerValue) -> String {
    let t = &value.partners;
    let partner = |at: usize| {
        let mut row = json!({
            "partner": t.partner[at],
            "orders": t.orders[at],
            "recency_days": t.recency_days[at],
            "age_days": t.age_days[at],
            "p_alive": t.p_alive[at],
            "churn_risk": t.churn_risk[at],
            "expected_orders": t.expected_orders[at],
            "rate_orders": t.rate_orders[at],
            "seasonal_orders": t.seasonal_orders[at],
            "expected_amount": t.expected_amount[at],
            "value": t.value[at],
            "rate_value": t.rate_value[at],
        });
        let ends = |low: &[f64], high: &[f64]| Some(json!([low.get(at)?, high.get(at)?]));
        row["orders_interval"] = ends(&t.orders_low, &t.orders_high).into();
        row["value_interval"] = ends(&t.value_low, &t.value_high).into();
        row["actual_orders"] = t.actual_orders.get(at).copied().into();
        row
    };
    let s = &value.summary;
    let scores = value.scores.iter().map(|score| {
        json!({
            "forecast": score.forecast.name(),
            "expected": score.expected,
            "actual": score.actual,
            "mae": score.mae,
            "rmse": score.rmse,
            "auc": score.auc,
        })
    });
    let warnings: Vec<Value> = value
        .warnings
        .iter()
        .map(|warning| json!({ "warning": warning.name(), "message": warning.text() }))
        .collect();
    let calibration: Vec<Value> = value
        .calibration
        .iter()
        .map(|row| {
            json!({
                "decile": row.decile,
                "partners": row.partners,
                "model": row.model,
                "rate": row.rate,
                "seasonal": row.seasonal,
                "actual": row.actual,
            })
        })
        .collect();
    json!({
        "partners": (0..t.partner.len()).map(partner).collect::<Vec<_>>(),
        "warnings": warnings,
        "scores": scores.collect::<Vec<_>>(),
        "calibration": calibration,
        "summary": {
            "currency": s.currency.as_ref().map(Currency::code),
            "rows": s.rows,
            "left_out": counted(s.left_out),
            "partners": s.partners,
            "repeats": s.repeats,
            "until": s.until.to_string(),
            "horizon_end": s.horizon_end.to_string(),
            "expected_orders": s.expected_orders,
            "orders_interval": s.orders_ends,
            "value": s.value,
            "value_interval": s.value_ends,
            "rate_orders": s.rate_orders,
            "seasonal_orders": s.seasonal_orders,
            "alive": s.alive,
            "season": s.season,
            "model": value.orders.model.name(),
            "parameters": order_parameters(&value.orders),
            "amount_parameters": value.amounts.as_ref().map(amount_parameters),
            "log_likelihood": value.orders.log_likelihood,
        },
    })
    .to_string()
}

/// A fit of orders as JSON text, with what it says of partners.
pub fn order_fit_json(fit: &OrderFit, p_alive: &[f64], expected: Option<&[f64]>) -> String {
    json!({
        "model": fit.model.name(),
        "parameters": order_parameters(fit),
        "log_likelihood": fit.log_likelihood,
        "dropout_gain": fit.dropout_gain,
        "limits": fit.limits.iter().map(|limit| limit.name()).collect::<Vec<_>>(),
        "partners": fit.partners,
        "p_alive": p_alive,
        "expected_orders": expected,
    })
    .to_string()
}

/// A fit of amounts as JSON text, with what it expects of partners.
pub fn amount_fit_json(fit: &AmountFit, expected: &[f64]) -> String {
    json!({
        "parameters": amount_parameters(fit),
        "log_likelihood": fit.log_likelihood,
        "mean": fit.mean,
        "limits": fit.limits.iter().map(|limit| limit.name()).collect::<Vec<_>>(),
        "expected_amount": expected,
    })
    .to_string()
}

/// What the models know of each partner, as columns of JSON.
pub fn order_table_json(table: &OrderTable, history: &OrderHistory) -> String {
    json!({
        "partner": table.partner,
        "repeats": table.repeats,
        "recency": table.recency,
        "age": table.age,
        "amount_mean": table.amount_mean,
        "rows": history.rows(),
        "left_out": counted(history.left_out()),
    })
    .to_string()
}

fn order_parameters(fit: &OrderFit) -> Value {
    let pairs = fit.model.parameters().into_iter().zip(fit.parameters);
    named(&pairs.collect::<Vec<_>>())
}

fn amount_parameters(fit: &AmountFit) -> Value {
    named(&[("p", fit.p), ("q", fit.q), ("gamma", fit.gamma)])
}

fn counted(rows: [(HistoryLeftOut, u64); 4]) -> Value {
    Value::Object(
        rows.map(|(reason, rows)| (reason.name().to_owned(), json!(rows))).into_iter().collect(),
    )
}

fn named(values: &[(&str, f64)]) -> Value {
    let pairs = values.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::heavy_tail::{PowerLawOptions, fit_power_law};
    use crate::numeric::nobody;
    use crate::sales::{Keys, Sales};
    use crate::value::{OrderHistory, ValueOptions, partner_value};

    #[test]
    fn a_fit_is_written_with_all_of_its_numbers() {
        let values: Vec<f64> = (1..200).map(|k| 1000.0 / f64::from(k)).collect();
        let options = PowerLawOptions { draws: 20, ..PowerLawOptions::default() };
        let fit = fit_power_law(&values, &options, &mut nobody()).unwrap();
        let read: Value = serde_json::from_str(&power_law_json(&fit)).unwrap();
        assert_eq!(read["alpha"].as_f64(), Some(fit.alpha));
        assert_eq!(read["p_value"].as_f64(), fit.p_value);
        assert_eq!(read["advice"], fit.advice.name());
        assert_eq!(read["rivals"].as_array().map(Vec::len), Some(4));
        assert_eq!(read["reasons"].as_array().map(Vec::len), Some(fit.reasons.len()));
    }

    #[test]
    fn values_are_written_partner_by_partner() {
        let days: Vec<Day> = (0..40).map(|k| Day(20_000 + 3 * k)).collect();
        let names = (0..40).map(|k| Some(["P-1", "P-2", "P-3"][k % 3]));
        let sales = Sales::new(Currency::EURO, Keys::from_texts(names), vec![1_000; 40]).unwrap();
        let mut history = OrderHistory::default();
        history.update(&sales.with_day(days).unwrap()).unwrap();
        for draws in [0, 100] {
            let options = ValueOptions { draws, ..ValueOptions::default() };
            let value = partner_value(&history, &options, &mut nobody()).unwrap();
            let text = partner_value_json(&value);
            let read: Value = serde_json::from_str(&text).unwrap();
            let partners = read["partners"].as_array().unwrap();
            assert_eq!(partners.len(), 3);
            // By its digits: a reader of JSON may be a last bit off.
            let written = format!("\"value\":{}", value.partners.value[0]);
            assert!(text.contains(&written), "{written} is not in {text}");
            assert_eq!(partners[0]["value_interval"].is_null(), draws == 0);
            assert!(partners[0]["actual_orders"].is_null());
            assert_eq!(read["summary"]["currency"], "EUR");
        }
    }
}
