//! The vectors: what the engine answers, case by case and to the byte.
//!
//! With `LONGTAIL_RECORD=1` the answers are written into the files, but only of
//! cases whose own `check` they meet.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod case;
mod check;
mod json;

use case::Case;
use json::Json;
use libtest_mimic::{Arguments, Failed, Trial};
use longtail::{Code, Outcome};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let arguments = Arguments::from_args();
    let record = std::env::var_os("LONGTAIL_RECORD").is_some();
    let mut trials = Vec::new();
    let mut cases = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let mut file = Json::parse(&text);
        if record {
            file = recorded(&file);
            fs::write(&path, file.pretty()).unwrap();
        }
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in Case::all(&file) {
            cases.push((stem.clone(), case.clone()));
            trials.push(Trial::test(format!("{stem}: {}", case.name), move || holds(&case)));
        }
    }
    trials.extend(about_all(cases));
    libtest_mimic::run(&arguments, trials).exit();
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    paths
}

/// The answer is what a person expected, and what was recorded.
fn holds(case: &Case) -> Result<(), Failed> {
    let answer = case.answer();
    let unmet = case.json.get("check").map(|check| check::unmet(check, &answer.json));
    if let Some(faults) = unmet.filter(|faults| !faults.is_empty()) {
        return Err(format!("{}\nthe answer: {}", faults.join("\n"), answer.text).into());
    }
    let Some(expected) = case.recorded(answer.key) else {
        return Err(format!("no `{}` recorded: {}", answer.key, answer.text).into());
    };
    let expected = match answer.key {
        "error" => format!("{{\"error\":{}}}", expected.compact()),
        _ => expected.compact(),
    };
    if expected == answer.text {
        return Ok(());
    }
    Err(format!("expected: {expected}\n   found: {}", answer.text).into())
}

/// The file with the answers of today, where they meet the checks.
fn recorded(file: &Json) -> Json {
    let mut all = Vec::new();
    for mut case in Case::all(file) {
        let answer = case.answer();
        let check = case.json.get("check").cloned().unwrap_or(Json::Map(Vec::new()));
        let met = check::unmet(&check, &answer.json).is_empty();
        for key in ["expect", "error"] {
            case.json.set(key, (met && key == answer.key).then(|| answer.json.clone()));
        }
        all.push(case.json);
    }
    let mut file = file.clone();
    file.set("cases", Some(Json::List(all)));
    file
}

fn about_all(cases: Vec<(String, Case)>) -> Vec<Trial> {
    let cases = std::sync::Arc::new(cases);
    let trial = |name: &str, run: fn(&[(String, Case)]) -> Vec<String>| {
        let cases = cases.clone();
        Trial::test(name, move || match run(&cases) {
            lacking if lacking.is_empty() => Ok(()),
            lacking => Err(lacking.join("\n").into()),
        })
    };
    vec![
        trial("every code has a vector", codes_lacking),
        trial("every outcome of the trace has a vector", outcomes_lacking),
        trial("every case has a name of its own and a check", cases_lacking),
    ]
}

fn codes_lacking(cases: &[(String, Case)]) -> Vec<String> {
    let lacks = |name: &str| !cases.iter().any(|(_, case)| mentions(case, "code", name));
    Code::ALL.iter().map(|c| c.name().to_owned()).filter(|name| lacks(name)).collect()
}

fn outcomes_lacking(cases: &[(String, Case)]) -> Vec<String> {
    let lacks = |name: &str| !cases.iter().any(|(_, case)| mentions(case, "outcome", name));
    Outcome::ALL.iter().map(|o| o.name().to_owned()).filter(|name| lacks(name)).collect()
}

/// Whether the recorded answer has this field with this value.
fn mentions(case: &Case, field: &str, value: &str) -> bool {
    let text = format!("\"{field}\":\"{value}\"");
    let recorded = ["expect", "error"].map(|key| case.recorded(key));
    recorded.into_iter().flatten().any(|answer| answer.compact().contains(&text))
}

fn cases_lacking(cases: &[(String, Case)]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, case) in cases {
        *seen.entry(&case.name).or_default() += 1;
    }
    let lacks = |(file, case): &(String, Case)| {
        let checked = case.json.get("check").is_some_and(|check| !check.fields().is_empty());
        (seen[&*case.name] > 1 || case.name.is_empty() || !checked)
            .then(|| format!("{file}: `{}`", case.name))
    };
    cases.iter().filter_map(lacks).collect()
}
