//! The vectors of tails and of partner value: `vectors/models`, which every language
//! reads. They are apart from the others because their answers are floats, which
//! languages write in different ways: they are compared as numbers, to the last bit.
//!
//! `LONGTAIL_RECORD=1` records what is answered; read the difference before it is kept.

#![allow(clippy::unwrap_used, reason = "the vectors are there and can be read")]

use longtail::{Language, error_json, models_json, nobody};
use serde_json::{Value, json};
use std::path::Path;

fn answer(case: &Value) -> Value {
    let verb = case["ask"].as_str().unwrap();
    match models_json(verb, &case["question"].to_string(), &mut nobody()) {
        Ok(text) => json!({ "expect": serde_json::from_str::<Value>(&text).unwrap() }),
        Err(error) => serde_json::from_str(&error_json(&error, Language::En)).unwrap(),
    }
}

#[test]
fn fits_answer_as_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/models/fits.json");
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let cases = file["cases"].as_array_mut().unwrap();
    assert!(!cases.is_empty());
    if std::env::var_os("LONGTAIL_RECORD").is_some() {
        let lines = cases.iter_mut().map(|case| {
            let told = answer(case);
            let own = case.as_object_mut().unwrap();
            own.retain(|key, _| !["expect", "error"].contains(&key.as_str()));
            own.extend(told.as_object().unwrap().clone());
            let order = ["name", "ask", "question", "expect", "error"];
            let member = |key: &str| Some(format!("\"{key}\":{}", own.get(key)?));
            let members: Vec<String> = order.iter().filter_map(|key| member(key)).collect();
            format!("    {{{}}}", members.join(",\n     "))
        });
        let lines = lines.collect::<Vec<_>>().join(",\n");
        let about = &file["about"];
        let text = format!("{{\n  \"about\": {about},\n  \"cases\": [\n{lines}\n  ]\n}}\n");
        std::fs::write(&path, text).unwrap();
        return;
    }
    for case in cases.iter() {
        let told = answer(case);
        for key in ["expect", "error"] {
            assert_eq!(told.get(key), case.get(key), "{}: {key}", case["name"]);
        }
    }
}
