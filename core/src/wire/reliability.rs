//! How far dates can be trusted, as text: one function with a verb, so that a
//! wrapper only passes texts on.

use super::json;
use super::plain::no_verb;
use crate::calendar::Day;
use crate::document::{self, Fields, Node, Reader};
use crate::error::{Error, ErrorKind};
use crate::explain::{Language, fill};
use crate::reliability::{
    Confidence, Kept, KeptBy, KeptRate, KeptRow, Lateness, LatenessTable, Receipt, read_kept,
    read_lateness,
};

/// What can be asked.
const VERBS: [&str; 6] =
    ["count_receipts", "merge_receipts", "confidence", "count_promises", "merge_promises", "kept"];

/// What findings call the text that is read.
const SOURCE: &str = "question";

/// Answers a question about how far dates can be trusted, from JSON to JSON:
/// `count_receipts`, `merge_receipts` and `confidence` about how late suppliers
/// are, `count_promises`, `merge_promises` and `kept` about promises. The guide's
/// page on trusting dates has what each reads and answers.
///
/// The host stores the `state` of an answer; nothing is kept here.
///
/// # Errors
///
/// Of kind `input` for a verb that is none and for a text that cannot be read, with
/// every fault as a finding; of kind `range` for what leaves its range. A state is
/// unchanged by either.
///
/// ```
/// use longtail::reliability;
/// let rows = r#"{"receipts":[{"supplier":"S-1","expected":"2026-01-05","arrived":"2026-01-07"}]}"#;
/// let counted = reliability("count_receipts", rows)?;
/// assert_eq!(counted, r#"{"state":{"receipts":1,"counts":[["S-1","",2,1]]}}"#);
///
/// let state = counted.trim_end_matches('}').to_owned() + "},";
/// let ask = state + r#""receipts":[{"supplier":"S-1","date":"2026-03-12"}],"percents":[80]}"#;
/// let answer = reliability("confidence", &ask)?;
/// assert!(answer.contains(r#""quantiles":[{"percent":80,"days":2,"date":"2026-03-14"}]"#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn reliability(verb: &str, text: &str) -> Result<String, Error> {
    match verb {
        "count_receipts" => asked(text, count_receipts),
        "merge_receipts" => asked(text, merge_receipts),
        "confidence" => asked(text, confidence),
        "count_promises" => asked(text, count_promises),
        "merge_promises" => asked(text, merge_promises),
        "kept" => asked(text, kept),
        _ => Err(no_verb(verb, &VERBS)),
    }
}

/// An answer, or what the state says against it; nothing when the reader has faults.
pub(super) type Answer = Option<Result<String, Error>>;

/// Reads a question whole, and answers it when nothing in it is at fault.
pub(super) fn asked(
    text: &str,
    answer: impl FnOnce(&mut Reader, &mut Fields<'_>) -> Answer,
) -> Result<String, Error> {
    let document = document::read_json(text, SOURCE);
    let mut reader = Reader::with_faults(SOURCE, document.faults);
    let one = |root: &Node| {
        let mut fields = reader.fields(root)?;
        let answer = answer(&mut reader, &mut fields);
        fields.finish(&mut reader);
        answer
    };
    let answer = document.root.as_ref().and_then(one);
    match answer {
        Some(answer) if reader.is_clean() => answer,
        _ => Err(Error::with_findings(ErrorKind::Input, reader.into_findings())),
    }
}

fn state_of(bytes: &[u8]) -> String {
    // INVARIANT: a state is written as UTF-8.
    format!("{{\"state\":{}}}", String::from_utf8_lossy(bytes))
}

/// The optional field `state`, an empty one without it.
fn state<T: Default>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    read: fn(&mut Reader, &Node) -> Option<Result<T, Error>>,
) -> Result<T, Error> {
    fields.optional(reader, "state", read).unwrap_or_else(|| Ok(T::default()))
}

/// A text among the fields of a row, empty without it.
fn name<'n>(reader: &mut Reader, fields: &mut Fields<'n>, name: &'static str) -> &'n str {
    fields.optional(reader, name, Reader::text).unwrap_or_default()
}

/// `{"state","receipts":[{"supplier","class","expected","arrived"}]}` to `{"state"}`.
fn count_receipts(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let state = state(reader, fields, read_lateness);
    let rows = fields.required(reader, "receipts", |reader, node| {
        Some(reader.each(node, |reader, node| {
            let mut fields = reader.fields(node)?;
            let supplier = fields.required(reader, "supplier", Reader::text);
            let class = name(reader, &mut fields, "class");
            let expected = fields.required(reader, "expected", Reader::day);
            let arrived = fields.required(reader, "arrived", Reader::day);
            fields.finish(reader);
            Some(Receipt { supplier: supplier?, class, expected: expected?, arrived: arrived? })
        }))
    })?;
    Some(state.and_then(|mut state| {
        rows.iter().try_for_each(|row| state.update(row))?;
        Ok(state_of(&state.to_bytes()))
    }))
}

/// `{"states"}` to `{"state"}`.
fn merge_receipts(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let read = |r: &mut Reader, n: &Node| Some(r.each(n, read_lateness));
    let states = fields.required(reader, "states", read)?;
    let merge = |mut all: Lateness, state: Result<Lateness, Error>| {
        all.merge(&state?)?;
        Ok(all)
    };
    let all = states.into_iter().try_fold(Lateness::default(), merge);
    Some(all.map(|all| state_of(&all.to_bytes())))
}

/// An expected receipt in a question.
type Expected<'n> = (Option<&'n str>, Option<&'n str>, Day);

/// `{"state","receipts":[{"supplier","class","date"}],"percents","pool","today",
/// "language"}` to `{"receipts"}`.
fn confidence(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let state = fields.required(reader, "state", read_lateness);
    let rows = fields.required(reader, "receipts", |reader, node| {
        Some(reader.each(node, |reader, node| -> Option<Expected<'_>> {
            let mut fields = reader.fields(node)?;
            let supplier = fields.optional(reader, "supplier", Reader::text);
            let class = fields.optional(reader, "class", Reader::text);
            let date = fields.required(reader, "date", Reader::day);
            fields.finish(reader);
            Some((supplier, class, date?))
        }))
    });
    let percents = percents(reader, fields);
    let pool = pool(reader, fields);
    let today = fields.optional(reader, "today", Reader::day);
    let language = language(reader, fields);
    let (state, rows) = (state?, rows?);
    Some(state.and_then(|state| {
        let table = table(&state, pool);
        let mut out = String::from("{\"receipts\":[");
        for (at, (supplier, class, date)) in rows.into_iter().enumerate() {
            let sure = table.confidence(supplier, class, date, today, &percents)?;
            if at > 0 {
                out.push(',');
            }
            write_confidence(&sure, supplier, date, language, &mut out);
        }
        out.push_str("]}");
        Ok(out)
    }))
}

/// The optional field `pool`.
pub(super) fn pool(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<u16> {
    let pool = fields.optional(reader, "pool", |r, n| r.whole(n, 0, 10_000));
    pool.and_then(|pool| u16::try_from(pool).ok())
}

/// The table of a state, with another weight of the class where one is given.
pub(super) fn table(state: &Lateness, pool: Option<u16>) -> LatenessTable {
    let table = state.finish();
    match pool {
        Some(pool) => table.with_pool(pool),
        None => table,
    }
}

/// The optional field `percents`.
pub(super) fn percents(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<u8> {
    let percents = fields.optional(reader, "percents", |reader, node| {
        Some(reader.each(node, |r, n| r.whole(n, 1, 100).map(|percent| percent as u8)))
    });
    percents.unwrap_or_else(|| vec![50, 80, 95])
}

/// The optional field `language`.
pub(super) fn language(reader: &mut Reader, fields: &mut Fields<'_>) -> Language {
    const LANGUAGES: [Language; 2] = [Language::En, Language::Nl];
    let language = fields
        .optional(reader, "language", |r, n| r.word(n, &["en", "nl"]).map(|at| LANGUAGES[at]));
    language.unwrap_or_default()
}

fn write_confidence(
    sure: &Confidence,
    supplier: Option<&str>,
    date: Day,
    language: Language,
    out: &mut String,
) {
    out.push_str("{\"supplier\":");
    json::text_or_null(supplier, out);
    out.push_str(",\"class\":");
    json::text_or_null(sure.class.as_deref(), out);
    out.push_str(",\"date\":");
    json::day(date, out);
    for (name, count) in [
        ("observations", sure.observations),
        ("class_observations", sure.class_observations),
        ("all_observations", sure.all_observations),
    ] {
        write_count(name, count, out);
    }
    out.push_str(",\"quantiles\":[");
    for (at, quantile) in sure.quantiles.iter().enumerate() {
        out.push_str(if at > 0 { ",{\"percent\":" } else { "{\"percent\":" });
        json::whole(i64::from(quantile.percent), out);
        out.push_str(",\"days\":");
        json::whole(i64::from(quantile.days), out);
        out.push_str(",\"date\":");
        json::day(quantile.date, out);
        out.push('}');
    }
    out.push_str("],\"words\":");
    json::text(&words(sure, date, language), out);
    out.push('}');
}

/// Such as `2026-03-12, 80 % by 2026-03-14 (37 receipts of the supplier, 120 in all)`.
fn words(sure: &Confidence, date: Day, language: Language) -> String {
    let by = match language {
        Language::En => ", {percent} % by {by}",
        Language::Nl => ", {percent} % uiterlijk {by}",
    };
    let seen = match (language, sure.quantiles.is_empty(), sure.all_observations) {
        (Language::En, true, 0) => ", no receipts observed",
        (Language::Nl, true, 0) => ", geen ontvangsten waargenomen",
        (Language::En, true, _) => ", no receipt observed was ever so late",
        (Language::Nl, true, _) => ", geen waargenomen ontvangst was ooit zo laat",
        (Language::En, false, _) => " ({own} receipts of the supplier, {all} in all)",
        (Language::Nl, false, _) => " ({own} ontvangsten van de leverancier, {all} in totaal)",
    };
    let mut out = date.to_string();
    for quantile in &sure.quantiles {
        fill(by, &mut out, |name, out| match name {
            "percent" => json::whole(i64::from(quantile.percent), out),
            _ => quantile.date.write_iso(out),
        });
    }
    fill(seen, &mut out, |name, out| {
        let count = if name == "own" { sure.observations } else { sure.all_observations };
        json::whole(count.cast_signed(), out);
    });
    out
}

/// `{"state","promises":[{"partner","product","supplier","promised","quantity",
/// "delivered","delivered_quantity"}]}` to `{"state"}`.
fn count_promises(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let state = state(reader, fields, read_kept);
    let rows = fields
        .required(reader, "promises", |reader, node| Some(reader.each(node, read_promise)))?;
    Some(state.and_then(|mut state| {
        rows.iter().try_for_each(|row| state.update(row))?;
        Ok(state_of(&state.to_bytes()))
    }))
}

fn read_promise<'n>(reader: &mut Reader, node: &'n Node) -> Option<KeptRow<'n>> {
    const UNITS_MAX: i64 = 1_000_000_000;
    let mut fields = reader.fields(node)?;
    let partner = fields.required(reader, "partner", Reader::text);
    let product = fields.required(reader, "product", Reader::text);
    let supplier = name(reader, &mut fields, "supplier");
    let promised = fields.required(reader, "promised", Reader::day);
    let quantity = fields.required(reader, "quantity", |r, n| r.whole(n, 1, UNITS_MAX));
    let delivered = fields.optional(reader, "delivered", Reader::day);
    let came = fields.optional(reader, "delivered_quantity", |r, n| r.whole(n, 0, UNITS_MAX));
    fields.finish(reader);
    let quantity = quantity?;
    let whole = if delivered.is_some() { quantity } else { 0 };
    Some(KeptRow {
        partner: partner?,
        product: product?,
        supplier,
        promised: promised?,
        quantity,
        delivered,
        delivered_quantity: came.unwrap_or(whole),
    })
}

/// `{"states"}` to `{"state"}`.
fn merge_promises(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let read = |r: &mut Reader, n: &Node| Some(r.each(n, read_kept));
    let states = fields.required(reader, "states", read)?;
    let merge = |mut all: Kept, state: Result<Kept, Error>| {
        all.merge(&state?)?;
        Ok(all)
    };
    let all = states.into_iter().try_fold(Kept::default(), merge);
    Some(all.map(|all| state_of(&all.to_bytes())))
}

/// `{"state","by"}` to `{"rates","total"}`.
fn kept(reader: &mut Reader, fields: &mut Fields<'_>) -> Answer {
    let state = fields.required(reader, "state", read_kept);
    let by =
        fields.required(reader, "by", |r, n| r.word(n, &KeptBy::NAMES).map(|at| KeptBy::ALL[at]));
    let (state, by) = (state?, by?);
    Some(state.map(|state| {
        let (groups, all) = state.finish(by);
        let mut out = String::from("{\"rates\":[");
        for (at, (name, rate)) in groups.iter().enumerate() {
            out.push_str(if at > 0 { ",{\"id\":" } else { "{\"id\":" });
            json::text(name, &mut out);
            write_rate(rate, &mut out);
            out.push('}');
        }
        out.push_str("],\"total\":{\"id\":null");
        write_rate(&all, &mut out);
        out.push_str("}}");
        out
    }))
}

/// Appends counts and shares, after what is there.
fn write_rate(rate: &KeptRate, out: &mut String) {
    for (name, count) in [
        ("promises", rate.promises),
        ("on_time", rate.on_time),
        ("in_full", rate.in_full),
        ("kept", rate.kept),
        ("units", rate.units),
        ("units_on_time", rate.units_on_time),
    ] {
        write_count(name, count, out);
    }
    let (low, high) = rate.interval();
    for (name, share) in [("rate", rate.rate()), ("low", Some(low)), ("high", Some(high))] {
        out.push(',');
        json::text(name, out);
        out.push(':');
        // Four decimals: the last one is far above what a float may be off.
        json::text_or_null(share.map(|share| format!("{share:.4}")).as_deref(), out);
    }
}

fn write_count(name: &str, count: u64, out: &mut String) {
    out.push(',');
    json::text(name, out);
    out.push(':');
    json::whole(count.cast_signed(), out);
}
