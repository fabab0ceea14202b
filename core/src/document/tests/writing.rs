//! How values may be written, and where they stand.

use super::*;

#[test]
fn lines_and_columns_count_characters_not_bytes() {
    let text = "# één\ngroß: 1\nlijst:\n  - { é: x, 🧤: [ü, \"ö\"] }\n";
    let root = tree(text);
    for (path, line, column) in [
        (&["groß"][..], 2, 7),
        (&["lijst"], 4, 3),
        (&["lijst", "0"], 4, 5),
        (&["lijst", "0", "é"], 4, 10),
        (&["lijst", "0", "🧤", "0"], 4, 17),
        (&["lijst", "0", "🧤", "1"], 4, 20),
    ] {
        let node = at(&root, path);
        assert_eq!((node.line, node.column), (line, column), "{path:?}");
    }
    let Value::Mapping(entries) = &at(&root, &["lijst", "0"]).value else { panic!("a mapping") };
    assert_eq!((entries[1].0.line, entries[1].0.column), (4, 13));
}

#[test]
fn line_ends_and_a_byte_order_mark_move_nothing() {
    for text in ["a: 1\nb:\n  c: 2\n", "a: 1\r\nb:\r\n  c: 2\r\n", "\u{feff}a: 1\nb:\n  c: 2"] {
        let root = tree(text);
        let (a, c) = (at(&root, &["a"]), at(&root, &["b", "c"]));
        assert_eq!((&a.value, a.line, a.column), (&plain("1"), 1, 4), "{text:?}");
        assert_eq!((&c.value, c.line, c.column), (&plain("2"), 3, 6), "{text:?}");
    }
}

#[test]
fn words_of_other_schemas_stay_words() {
    for text in ["no", "on", "Yes", "010", "0x10", "1e3", "1_000", ".inf", "2026-03-01", "16:00"] {
        assert_eq!(tree(text).value, plain(text));
        assert_eq!(tree(&format!("\"{text}\"")).value, quoted(text));
        assert_eq!(tree(&format!("'{text}'")).value, quoted(text));
    }
}

#[test]
fn only_null_tilde_and_nothing_are_null() {
    for text in ["", "null", "~", "# comment", "---", "{a: null, b: ~}", "a:\nb:\n"] {
        match tree(text).value {
            Value::Mapping(entries) => {
                assert!(entries.iter().all(|(_, node)| node.value == Value::Null), "{text}");
            }
            value => assert_eq!(value, Value::Null, "{text}"),
        }
    }
    assert_eq!(tree("'null'").value, quoted("null"));
    assert_eq!(tree("\"~\"").value, quoted("~"));
    assert_eq!(tree("''").value, quoted(""));
}

#[test]
fn text_may_span_lines() {
    let root = tree(
        "a: one\n  two\nb: |\n  one\n   two\nc: >-\n  one\n  two\nd: \"one\n  two\"\ne: 1 # no\n",
    );
    assert_eq!(at(&root, &["a"]).value, plain("one two"));
    assert_eq!(at(&root, &["b"]).value, quoted("one\n two\n"));
    assert_eq!(at(&root, &["c"]).value, quoted("one two"));
    assert_eq!(at(&root, &["d"]).value, quoted("one two"));
    let e = at(&root, &["e"]);
    assert_eq!((&e.value, e.line, e.column), (&plain("1"), 11, 4));
}

#[test]
fn quotes_keep_marks_that_mean_something() {
    assert_eq!(tree("'it''s: # not & *'").value, quoted("it's: # not & *"));
    assert_eq!(tree(r#""a\té\u00e9\U0001f9e4""#).value, quoted("a\té\u{e9}\u{1f9e4}"));
    assert_eq!(at(&tree("a: b#c"), &["a"]).value, plain("b#c"));
    assert_eq!(at(&tree("{\"a\": b#c}"), &["a"]).value, plain("b#c"));
}

#[test]
fn tabs_indent_no_block_but_may_stand_in_json() {
    assert_eq!(places(&refusal("a:\n\tb: 1\n")).len(), 1);
    assert_eq!(refusal("a:\n\tb: 1\n")[0].code, Code::Unreadable);
    let root = tree("{\n\t\"a\": [\n\t\t1\n\t]\n}\n");
    let one = at(&root, &["a", "0"]);
    assert_eq!((one.line, one.column), (3, 3));
    assert_eq!(at(&tree("a: 1\t# comment\n"), &["a"]).value, plain("1"));
}

#[test]
fn flow_style_is_yaml_though_it_begins_like_json() {
    let root = tree("{ a: [1, two, ], 'b': { c: } }");
    assert_eq!(at(&root, &["a", "1"]).value, plain("two"));
    assert_eq!(at(&root, &["b", "c"]).value, Value::Null);
}

#[test]
fn json_is_read_by_the_rules_of_json() {
    let root = tree("{\n  \"é\\u00e9\\ud83e\\udde4\": [1, \"x\", -1.50, 1E5, true, null]}");
    let Value::Mapping(entries) = &root.value else { panic!("a mapping") };
    assert_eq!(&*entries[0].0.text, "éé\u{1f9e4}");
    let Value::Sequence(items) = &entries[0].1.value else { panic!("a list") };
    assert_eq!((items[1].line, items[1].column), (2, 30));
    let values: Vec<_> = items.iter().map(|item| item.value.clone()).collect();
    let expected =
        [plain("1"), quoted("x"), plain("-1.50"), plain("1E5"), plain("true"), Value::Null];
    assert_eq!(values, expected);
    assert_eq!(
        tree("[\"\\/\\b\u{7f}\\u0000\"]").value,
        Value::Sequence(vec![Node { value: quoted("/\u{8}\u{7f}\0"), line: 1, column: 2 }])
    );
}

#[test]
fn what_ends_too_soon_is_refused_at_its_end() {
    for (text, line, column) in [
        ("{\"a\": [1,", 1, 10),
        ("{\"a\": 1\n", 2, 1),
        ("{ a: [1,", 1, 9),
        ("a: [é, 2", 1, 9),
        ("a: [1, 2\n", 2, 1),
        ("a: [1,\r\n  2\r\n", 3, 1),
        ("a: [1,\r  2", 2, 4),
    ] {
        let findings = refusal(text);
        assert_eq!((places(&findings)[0].2, places(&findings)[0].3), (line, column), "{text:?}");
    }
}

#[test]
fn broken_json_is_refused_where_it_breaks() {
    for (text, line, column) in [
        ("{\"a\": 1 \"b\": 2}", 1, 9),
        ("{\"a\": [1, 2}", 1, 12),
        ("{\"a\": \"x\ny\": 1}", 1, 9),
        ("[\"\\ud83e\"]", 1, 2),
        ("{\"a\": 1}\n{\"b\": 2}", 2, 1),
        ("{\"a\": 1", 1, 8),
    ] {
        let findings = tree_or_faults(super::super::read_json(text, "t")).err().unwrap_or_default();
        let found = places(&findings);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (found[0].0, found[0].2, found[0].3),
            ("document.unreadable", line, column),
            "{text}"
        );
        assert_eq!(refusal(text)[0].code, Code::Unreadable, "{text}");
    }
}
