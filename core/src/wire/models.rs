//! Fits as text, for hosts that read JSON.

use crate::heavy_tail::PowerLawFit;
use crate::money::Currency;
use crate::value::PartnerValue;
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
    let parameters: Vec<(&str, f64)> =
        value.orders.model.parameters().into_iter().zip(value.orders.parameters).collect();
    json!({
        "partners": (0..t.partner.len()).map(partner).collect::<Vec<_>>(),
        "warnings": warnings,
        "scores": scores.collect::<Vec<_>>(),
        "summary": {
            "currency": s.currency.as_ref().map(Currency::code),
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
            "parameters": named(&parameters),
            "log_likelihood": value.orders.log_likelihood,
        },
    })
    .to_string()
}

fn named(values: &[(&str, f64)]) -> Value {
    let pairs = values.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
    Value::Object(pairs.collect::<Map<_, _>>())
}
