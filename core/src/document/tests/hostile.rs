//! Documents that mean harm: they end in a finding, soon.

use super::super::tree::NODES_MAX;
use super::super::{BYTES_MAX, read_json};
use super::*;
use proptest::prelude::*;

#[test]
fn what_could_hide_a_meaning_is_refused() {
    for (text, found, line, column) in [
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: !!str 1\n", "tag", 1, 4),
        ("a: ! 1\n", "tag", 1, 4),
        ("a: [!x [1]]\n", "tag", 1, 5),
        ("a: 1\n---\nb: 2\n", "second document", 2, 1),
        ("a: 1\n...\n---\n", "second document", 3, 1),
        ("? [a]\n: 1\n", "a list as a key", 1, 3),
        ("? {a: 1}\n: 1\n", "a mapping as a key", 1, 3),
        ("~: 1\n", "nothing as a key", 1, 1),
        ("a: 1\n\0b: 2\n", "control character", 2, 1),
        ("ä: \"\u{1b}\"\n", "control character", 1, 5),
    ] {
        let findings = refusal(text);
        assert_eq!(findings.first().map(|f| f.code), Some(Code::Unreadable), "{text}");
        let place = places(&findings)[0];
        assert_eq!((place.2, place.3), (line, column), "{text}");
        let words = datum(&findings[0], "found").unwrap_or_default();
        assert!(words.contains(found), "{text}: {words}");
        assert!(datum(&findings[0], "expected").is_some(), "{text}");
    }
}

#[test]
fn all_aliases_and_anchors_are_told() {
    let findings = refusal("a: &x { b: 1 }\nc: [*x, *x]\nd: 1\nd: 2\n");
    let found = places(&findings);
    assert_eq!(found.iter().map(|p| p.1).collect::<Vec<_>>(), ["a", "c[0]", "c[1]", "d"]);
}

#[test]
fn one_document_may_begin_and_end_with_marks() {
    assert_eq!(at(&tree("%YAML 1.2\n---\na: 1\n...\n"), &["a"]).value, plain("1"));
}

#[test]
fn sixty_four_levels_are_read_and_not_one_more() {
    let nested = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let block = |levels| "- ".repeat(levels);
    for text in [nested(64), block(64)] {
        assert!(tree_or_faults(read(&text, "t")).is_ok());
    }
    let endless = ["[".repeat(100_000), "{\"a\":".repeat(100_000), "{a: ".repeat(100_000)];
    for text in [nested(65), block(65)].into_iter().chain(endless) {
        let findings = refusal(&text);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, Code::TooLarge);
        assert_eq!(datum(&findings[0], "found").as_deref(), Some("more than 64 levels"));
    }
}

#[test]
fn endless_nesting_is_refused_and_not_followed() {
    for part in [
        "[", "{\"a\":", "{a: ", "- ", "? ", "a:\n ", "[{", "!a ", "&a ", "\"", "'", "#", "|\n",
        "{", "]",
    ] {
        let text = part.repeat(100_000);
        if let Err(findings) = tree_or_faults(read(&text, "t")) {
            assert!(!findings.is_empty());
        }
        if let Err(findings) = tree_or_faults(read_json(&text, "t")) {
            assert!(!findings.is_empty());
        }
    }
}

#[test]
fn a_document_beyond_the_limits_is_too_large() {
    let text = " ".repeat(BYTES_MAX + 1);
    assert_eq!(places(&refusal(&text)), [("document.too_large", "", 1, 1)]);
    assert_eq!(tree_or_faults(read_json(&text, "t")).map_err(|f| f[0].code), Err(Code::TooLarge));
    let text = format!("[{}0]", "0,".repeat(NODES_MAX));
    let path = format!("[{NODES_MAX}]");
    assert_eq!(places(&refusal(&text)), [("document.too_large", &*path, 1, 4_000_002)]);
}

#[test]
fn a_flood_of_faults_is_cut_and_said_to_be() {
    let text = format!("{{\"x\": 1{}}}", ", \"x\": 1".repeat(20_000));
    let findings = refusal(&text);
    assert_eq!(findings.len(), 10_001);
    assert_eq!(findings.last().map(|f| f.code), Some(Code::TooLarge));
    let root = tree(&format!("[{}]", "x,".repeat(20_000)));
    let mut reader = Reader::new("t");
    assert!(reader.each(&root, |r, n| r.number(n)).is_empty());
    assert_eq!(reader.count(), 20_000);
    assert_eq!(reader.into_findings().len(), 10_001);
}

#[test]
fn a_long_key_is_not_repeated_in_every_path() {
    let root = tree(&format!("{{ {}: [x, y] }}", "k".repeat(1000)));
    let mut reader = Reader::new("t");
    reader.entries(&root, |r, _, n| Some(r.each(n, |r, n| r.number(n))));
    assert!(reader.into_findings().iter().all(|f| f.path.chars().count() < 90));
}

/// Whatever the text, a tree within its limits or a finding with a place.
fn holds(text: &str) -> Result<(), TestCaseError> {
    for outcome in [tree_or_faults(read(text, "t")), tree_or_faults(read_json(text, "t"))] {
        if let Err(findings) = outcome {
            prop_assert!(!findings.is_empty());
            prop_assert!(findings.iter().all(|f| f.position.is_some()));
        }
    }
    Ok(())
}

fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Value::Null, Json::Null) => true,
        (Value::Scalar { text, quoted: true }, Json::String(other)) => **text == **other,
        (Value::Scalar { text, quoted: false }, Json::Bool(_) | Json::Number(_)) => {
            let written = theirs.to_string();
            *written == **text
        }
        (Value::Sequence(items), Json::Array(others)) => {
            items.len() == others.len()
                && items.iter().zip(others).all(|(item, other)| same(&item.value, other))
        }
        (Value::Mapping(entries), Json::Object(others)) => {
            let equal = |(key, node): &(super::super::Key, Node)| {
                others.get(&*key.text).is_some_and(|other| same(&node.value, other))
            };
            entries.len() == others.len() && entries.iter().all(equal)
        }
        _ => false,
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value as Json;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn marks_in_any_order_never_panic(text in "[\\[\\]{}:,\"'&*!|>#%@`a0\\-?.~ \n\r\t\\\\é\u{85}\u{feff}\u{2028}]{0,60}") {
        holds(&text)?;
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        let ours = tree_or_faults(read_json(&text, "t"));
        let read = !ours.is_err_and(|f| f.iter().any(|f| f.code == Code::Unreadable));
        prop_assert!(read == theirs || text.starts_with('\u{feff}'), "JSON or not: {}", text);
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn json_means_what_another_reader_says(json in json()) {
        for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap_or_default()] {
            let root = if text.starts_with(['{', '[']) { tree_or_faults(read(&text, "t")) } else { tree_or_faults(read_json(&text, "t")) };
            prop_assert!(root.is_ok_and(|root| same(&root.value, &json)), "{}", text);
        }
    }
}
