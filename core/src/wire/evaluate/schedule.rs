use super::super::json;
use super::plain::{number_or_zero, read_rounding};
use super::{Failed, Question};
use crate::document::{Node, Reader};
use crate::money::{Exact, Rounding};
use crate::schedule::{Charge, Measure, Over, Schedule, Usage, read_schedule, top_up};

/// `{"schedule","over","amount","before","count_before","by"}` to
/// `{"exact","paid","slices"}`.
pub(super) fn schedule(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let money = fields
        .optional(reader, "over", |r, n| r.word(n, &["money", "units"]).map(|at| at == 0))
        .unwrap_or(true);
    let over = Over { money, by: &Measure::ALL };
    let schedule = fields.required(reader, "schedule", |r, n| read_schedule(r, n, over));
    let amount = fields.required(reader, "amount", Reader::not_negative);
    let (before, count_before) = read_before(reader, fields);
    let by = schedule.as_ref().map(|schedule| read_by(reader, fields, schedule));
    let (Some(schedule), Some(amount), Some(Some(by))) = (schedule, amount, by) else {
        return Err(Failed::Faults);
    };
    let usage = Usage { amount, before, count_before, by: &by };
    let charge = schedule.charge(&usage).ok_or(Failed::Range)?;
    Ok(written(&charge))
}

/// What came before in the period.
pub(super) fn read_before(reader: &mut Reader, fields: &mut Question<'_>) -> (Exact, i64) {
    let before = number_or_zero(reader, fields, "before");
    let count = fields.optional(reader, "count_before", |r, n| r.whole(n, 0, 1_000_000_000));
    (before, count.unwrap_or_default())
}

/// The measures that choose the tier, each required.
pub(super) fn read_by(
    reader: &mut Reader,
    fields: &mut Question<'_>,
    schedule: &Schedule,
) -> Option<Vec<Exact>> {
    if schedule.by.is_empty() {
        return Some(Vec::new());
    }
    let read = |reader: &mut Reader, node: &Node| {
        let before = reader.count();
        let mut own = reader.fields(node)?;
        let mut measure = |measure: &Measure| own.required(reader, measure.name(), Reader::number);
        let values: Vec<Exact> = schedule.by.iter().filter_map(&mut measure).collect();
        own.finish(reader);
        (reader.count() == before).then_some(values)
    };
    fields.required(reader, "by", read)
}

fn written(charge: &Charge) -> String {
    let mut out = String::from("{\"exact\":");
    json::price(charge.exact, 0, &mut out);
    out.push_str(",\"paid\":");
    json::price(charge.paid, 0, &mut out);
    out.push_str(",\"slices\":[");
    for (at, slice) in charge.slices.iter().enumerate() {
        out.push_str(if at > 0 { ",{\"tier\":" } else { "{\"tier\":" });
        json::whole(i64::try_from(slice.tier).unwrap_or(i64::MAX), &mut out);
        out.push_str(",\"quantity\":");
        json::price(slice.quantity, 0, &mut out);
        out.push_str(",\"exact\":");
        json::price(slice.exact, 0, &mut out);
        out.push('}');
    }
    out.push_str("]}");
    out
}

/// `{"commitment","used","days","days_of_period","mode","increment"}` to `{"owed"}`.
pub(super) fn commitment(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let commitment = fields.required(reader, "commitment", Reader::not_negative);
    let used = number_or_zero(reader, fields, "used");
    let period = fields.required(reader, "days_of_period", |r, n| r.whole(n, 1, 100_000));
    let most = period.unwrap_or(100_000);
    let days = fields.optional(reader, "days", |r, n| r.whole(n, 0, most)).unwrap_or(most);
    let rounding = match fields.has("increment") {
        true => read_rounding(reader, fields),
        false => Some(Rounding::decimals(2)),
    };
    let (Some(commitment), Some(period), Some(rounding)) = (commitment, period, rounding) else {
        return Err(Failed::Faults);
    };
    let owed = top_up(commitment, used, days, period, rounding).ok_or(Failed::Range)?;
    let mut out = String::from("{\"owed\":");
    json::price(owed, rounding.increment.scale(), &mut out);
    out.push('}');
    Ok(out)
}
