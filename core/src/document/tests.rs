use super::{Reader, Value, read, read_json};
use crate::explain::{Code, Finding};
use proptest::prelude::*;

fn places(findings: &[Finding]) -> Vec<(&'static str, u32, u32)> {
    let place = |f: &Finding| {
        let (line, column) = f.position.as_ref().map_or((0, 0), |p| (p.line, p.column));
        (f.code.name(), line, column)
    };
    findings.iter().map(place).collect()
}

#[test]
fn columns_count_characters_not_bytes() {
    let root = read("{ é: { ü: x } }", "t").unwrap_or_else(|f| panic!("{f:?}"));
    let mut reader = Reader::new("t");
    let mut fields = reader.fields(&root).unwrap_or_else(|| panic!("a mapping"));
    fields.optional(&mut reader, "é", |reader, node| reader.number(node));
    fields.finish(&mut reader);
    assert_eq!(places(&reader.into_findings()), [("document.wrong_type", 1, 6)]);
}

#[test]
fn yaml_words_stay_words() {
    for (text, value) in [
        ("no", Some("no")),
        ("on", Some("on")),
        ("010", Some("010")),
        ("2026-03-01", Some("2026-03-01")),
        ("null", None),
        ("~", None),
    ] {
        let node = read(text, "t").map(|n| n.value);
        let expected = match value {
            Some(text) => Value::Scalar { text: text.into(), quoted: false },
            None => Value::Null,
        };
        assert_eq!(node, Ok(expected), "{text}");
    }
}

#[test]
fn numbers_are_plain_decimals_only() {
    for text in ["1e3", "0x10", "1_000", "1,5", ".5", "+1", "inf"] {
        let node = read(text, "t").unwrap_or_else(|f| panic!("{f:?}"));
        assert_eq!(Reader::new("t").number(&node), None, "{text}");
    }
}

#[test]
fn what_could_hide_a_meaning_is_refused() {
    for (text, line, column) in [
        ("a: &x 1\nb: *x\n", 1, 4),
        ("a: !!str 1\n", 1, 4),
        ("a: 1\n---\nb: 2\n", 3, 1),
        ("? [a]\n: 1\n", 1, 3),
        ("a: [1, 2\n", 2, 1),
    ] {
        let findings = read(text, "t").err().unwrap_or_default();
        let found = places(&findings);
        assert_eq!(found.first().map(|p| p.0), Some("document.unreadable"), "{text}");
        assert_eq!(found.first().map(|p| (p.1, p.2)), Some((line, column)), "{text}");
    }
}

#[test]
fn a_key_twice_is_found_at_its_second_place() {
    let findings = read("a: { b: 1, b: 2 }\n", "t").err().unwrap_or_default();
    assert_eq!(places(&findings), [("document.duplicate_field", 1, 12)]);
}

#[test]
fn endless_nesting_is_refused_and_not_followed() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        assert!(read(&text, "t").is_err());
        assert!(read_json(&text, "t").is_err());
    }
}

#[test]
fn json_escapes_and_positions() {
    let root = read_json("{\n  \"é\\u00e9\\ud83e\\udde4\": [1, \"x\"]}", "t");
    let Ok(Value::Mapping(entries)) = root.map(|n| n.value) else { panic!("a mapping") };
    assert_eq!(&*entries[0].0.text, "éé\u{1f9e4}");
    let Value::Sequence(items) = &entries[0].1.value else { panic!("a list") };
    assert_eq!((items[1].line, items[1].column), (2, 30));
    for text in ["{'a':1}", "[1,]", "{\"a\" 1}", "\"\\x\"", "[01]", "nul", "1 2", "\"a\nb\"", "[\"\\"] {
        assert!(read_json(text, "t").is_err(), "{text}");
    }
}

#[test]
fn the_nearest_known_field_is_offered() {
    let root = read("zoen: x\n", "t").unwrap_or_else(|f| panic!("{f:?}"));
    let mut reader = Reader::new("t");
    let mut fields = reader.fields(&root).unwrap_or_else(|| panic!("a mapping"));
    fields.required(&mut reader, "zone", |reader, node| reader.text(node));
    fields.finish(&mut reader);
    let findings = reader.into_findings();
    let unknown = findings.iter().find(|f| f.code == Code::UnknownField);
    assert!(unknown.is_some_and(|f| f.to_string().contains("did you mean `zone`?")));
    assert_eq!(findings.len(), 2);
}

proptest! {
    #[test]
    fn any_text_gives_a_tree_or_a_finding(text in "[\\[\\]{}:,\"'&*!|>#a0\\- \n\t\\\\]{0,60}") {
        if let Err(findings) = read(&text, "t") {
            prop_assert!(!findings.is_empty());
        }
        if let Err(findings) = read_json(&text, "t") {
            prop_assert!(!findings.is_empty());
        }
        let ours = read_json(&text, "t").is_ok();
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        prop_assert!(ours || !theirs, "we refuse what is JSON");
    }
}
