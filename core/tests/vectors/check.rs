//! The expectations that a person wrote into a case, before any answer.

use crate::json::Json;

/// Every expectation that an answer does not meet.
pub fn unmet(check: &Json, answer: &Json) -> Vec<String> {
    let fault = |(path, expected): &(String, Json)| {
        let found = find(answer, path);
        (found.as_ref() != Some(expected)).then(|| {
            let found = found.map_or("nothing".to_owned(), |found| found.compact());
            format!("{path}: expected {}, found {found}", expected.compact())
        })
    };
    check.fields().iter().filter_map(fault).collect()
}

/// The value at a path such as `lines[0].unit_price`. `codes` are the codes of
/// the findings; `rows` the rows of the trace, as line, stage, rule and outcome.
fn find(answer: &Json, path: &str) -> Option<Json> {
    let mut value = answer.clone();
    for step in path.replace('[', ".[").split('.').filter(|step| !step.is_empty()) {
        value = match step.strip_prefix('[').and_then(|step| step.strip_suffix(']')) {
            Some(at) => value.items().get(at.parse::<usize>().ok()?)?.clone(),
            None if step == "codes" => codes(&value),
            None if step == "rows" => rows(value.get("trace")?),
            None if step == "count" => Json::Plain(value.items().len().to_string()),
            None => value.get(step)?.clone(),
        };
    }
    Some(value)
}

fn codes(value: &Json) -> Json {
    let findings = value.get("findings").unwrap_or(value).items();
    Json::List(findings.iter().filter_map(|finding| finding.get("code").cloned()).collect())
}

fn rows(trace: &Json) -> Json {
    let word = |row: &Json, name: &str| match row.get(name) {
        Some(Json::Plain(number)) => number.clone(),
        Some(value) => value.text().to_owned(),
        None => "-".to_owned(),
    };
    let row = |row: &Json| ["line", "stage", "rule", "outcome"].map(|name| word(row, name));
    Json::List(trace.items().iter().map(|item| Json::Text(row(item).join(" "))).collect())
}
