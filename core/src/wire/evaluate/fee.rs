use super::super::json;
use super::plain::number_or_zero;
use super::schedule::{read_before, read_by};
use super::{Failed, Question};
use crate::document::Reader;
use crate::fees::{fee_of, read_plan};
use crate::money::{Currency, Exact, split};
use crate::schedule::Usage;
use crate::scope::{ScopeNames, Vocabulary};

/// `{"plan","base","before","count_before","paid","by","currency"}` to
/// `{"exact","fee","shares"}`. The plan is that of a rulebook; it is for
/// everyone, whatever it says.
pub(super) fn fee(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let vocabulary = Vocabulary::default();
    let names = ScopeNames { vocabulary: &vocabulary, niches: &[] };
    let plan =
        fields.required(reader, "plan", |r, n| read_plan(r, n, &names, &[], &mut Vec::new()));
    let base = fields.required(reader, "base", Reader::not_negative);
    let (before, count_before) = read_before(reader, fields);
    let paid = number_or_zero(reader, fields, "paid");
    let currency = fields.optional(reader, "currency", Reader::currency).unwrap_or(Currency::EURO);
    let by = plan.as_ref().map(|plan| read_by(reader, fields, &plan.schedule));
    let (Some(plan), Some(amount), Some(Some(by))) = (plan, base, by) else {
        return Err(Failed::Faults);
    };
    let usage = Usage { amount, before, count_before, by: &by };
    let fee = fee_of(&plan, &usage, paid, currency).map_err(|_| Failed::Range)?;
    let scale = plan.shares.iter().map(|share| share.percent.scale()).max().unwrap_or(0);
    let weight = |percent: Exact| percent.rescaled(scale).and_then(|w| i64::try_from(w).ok());
    let weights: Option<Vec<i64>> = plan.shares.iter().map(|share| weight(share.percent)).collect();
    let weights = weights.ok_or(Failed::Range)?;
    let mut parts = vec![0; weights.len()];
    if !split(fee.minor, &weights, &mut parts) {
        return Err(Failed::Range);
    }
    let exponent = currency.exponent();
    let mut out = String::from("{\"exact\":");
    json::price(fee.exact, exponent, &mut out);
    out.push_str(",\"fee\":");
    json::amount(fee.minor, exponent, &mut out);
    out.push_str(",\"shares\":[");
    for (at, (share, part)) in plan.shares.iter().zip(parts).enumerate() {
        out.push_str(if at > 0 { ",{\"to\":\"" } else { "{\"to\":\"" });
        out.push_str(share.to.name());
        out.push_str("\",\"amount\":");
        json::amount(part, exponent, &mut out);
        out.push('}');
    }
    out.push_str("]}");
    Ok(out)
}
