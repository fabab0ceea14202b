use super::json;
use super::verdict::write_finding;
use crate::analysis::{Analysis, Example};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::explain::Language;
use crate::rulebook::Engine;

/// How many findings of one code are told when nothing else is said.
const LIMIT: usize = 100;

/// What a rulebook holds that its author may not have meant, as JSON text.
///
/// `at` is the day from which it will be used, as `2026-11-24`; `limit` is how
/// many findings of one code are told, 100 when nothing is said. The answer is
/// `{"rules","findings","more"}`: how many rules were looked at, the findings,
/// each with its `example` or `null`, and how many there are besides, by code.
/// An example has an `order`, and in `rows` the rows it needs that the master
/// data does not have.
///
/// # Errors
///
/// Of kind `input` when `at` is no day.
///
/// ```
/// # use longtail::{Engine, Language, MasterData, Rulebook, analysis_json};
/// let book = "{format: 1, id: b, zone: UTC, currency: EUR,
///   price_lists: [{id: general, for: everyone, valid: {until: 2026-01-01}}]}";
/// let engine = Engine::new(Rulebook::parse(book, "b.yaml")?, MasterData::default());
/// let answer = analysis_json(&engine, Some("2026-02-01"), None, Language::En)?;
/// assert!(answer.starts_with(r#"{"rules":1,"findings":[{"code":"analysis.ended","#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn analysis_json(
    engine: &Engine,
    at: Option<&str>,
    limit: Option<usize>,
    language: Language,
) -> Result<String, Error> {
    let day = |text: &str| {
        let message = || format!("`at`: `{text}` is not a day such as 2026-11-24");
        Day::parse(text).ok_or_else(|| Error::new(ErrorKind::Input, message()))
    };
    let analysis = engine.analyse(at.map(day).transpose()?, limit.unwrap_or(LIMIT));
    let mut out = String::new();
    write_analysis(&analysis, language, &mut out);
    Ok(out)
}

fn write_analysis(analysis: &Analysis, language: Language, out: &mut String) {
    out.push_str(&format!("{{\"rules\":{},\"findings\":[", analysis.rules));
    for (at, one) in analysis.findings.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        write_finding(&one.finding, language, out);
        // The example goes within the finding.
        out.pop();
        out.push_str(",\"example\":");
        match &one.example {
            Some(example) => write_example(example, out),
            None => out.push_str("null"),
        }
        out.push('}');
    }
    out.push_str("],\"more\":[");
    for (at, (code, count)) in analysis.more.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        out.push_str(&format!("{comma}{{\"code\":\"{}\",\"count\":{count}}}", code.name()));
    }
    out.push_str("]}");
}

fn write_example(example: &Example, out: &mut String) {
    out.push_str("{\"order\":{\"partner\":");
    json::text(&example.partner, out);
    out.push_str(&format!(",\"placed_at\":\"{}T12:00:00\"", example.day));
    let named = [("currency", &example.currency), ("deal", &example.deal)];
    for (name, value) in named {
        if let Some(value) = value {
            out.push_str(&format!(",\"{name}\":"));
            json::text(value, out);
        }
    }
    out.push_str(",\"lines\":[{\"product\":");
    json::text(&example.product, out);
    out.push_str(&format!(",\"quantity\":{}}}]}},\"rows\":{{", example.quantity));
    for (at, (table, row)) in example.rows.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        json::text(table, out);
        out.push_str(":{");
        for (at, (column, value)) in row.iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            json::text(column, out);
            out.push(':');
            json::text(value, out);
        }
        out.push('}');
    }
    out.push_str("}}");
}
