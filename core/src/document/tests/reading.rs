//! Faults in what a readable document says.

use super::*;
use crate::calendar::Day;

/// A reader of a small document with one of each kind of field.
fn check(text: &str) -> Vec<Finding> {
    let root = tree(text);
    let mut reader = Reader::new("book.yaml");
    let r = &mut reader;
    let Some(mut fields) = r.fields(&root) else { return reader.into_findings() };
    fields.required(r, "format", |r, n| r.whole(n, 1, 9));
    fields.optional(r, "from", Reader::day);
    fields.optional(r, "mode", |r, n| r.word(n, &["best", "first", "sum"]));
    fields.optional(r, "active", Reader::bool);
    fields.optional(r, "waterfall", |r, n| {
        Some(r.each(n, |r, n| {
            let mut fields = r.fields(n)?;
            let id = fields.required(r, "id", Reader::text).map(str::to_owned);
            let adjustments = fields.optional(r, "adjustments", |r, n| {
                Some(r.each(n, |r, n| {
                    let mut fields = r.fields(n)?;
                    let percent = fields.required(r, "percent", Reader::number);
                    fields.finish(r);
                    percent
                }))
            });
            fields.finish(r);
            id.zip(adjustments)
        }))
    });
    fields.optional(r, "labels", |r, n| {
        Some(r.entries(n, |r, key, n| r.text(n).map(|text| (key.text.clone(), text.to_owned()))))
    });
    fields.finish(r);
    assert_eq!(reader.count() == 0, reader.is_clean());
    reader.into_findings()
}

#[test]
fn a_right_document_has_no_faults() {
    let text = "format: 1\nfrom: 2026-03-01\nmode: best\nactive: true\nlabels: { a b: 1, c: x }\n\
                waterfall:\n  - id: x\n    adjustments: [{ percent: -2.5 }, { percent: '3' }]\n";
    assert_eq!(check(text), []);
    let json = r#"{"format":1,"from":"2026-03-01","mode":"best","waterfall":null}"#;
    assert_eq!(check(json), []);
}

#[test]
fn all_faults_are_told_at_once_by_place() {
    let text = "from: 2026-02-30\n\
                mode: bets\n\
                waterfall:\n\
                \x20 - adjustments:\n\
                \x20     - percent: 1\n\
                \x20     - { percent: 1 }\n\
                \x20     - { é: 1, percent: 1e3 }\n\
                \x20 - no\n\
                labels: { a b: [], \"\": '' }\n\
                activ: true\n";
    let findings = check(text);
    assert_eq!(
        places(&findings),
        [
            ("document.missing_field", "", 1, 1),
            ("document.invalid_value", "from", 1, 7),
            ("document.invalid_value", "mode", 2, 7),
            ("document.missing_field", "waterfall[0]", 4, 5),
            ("document.unknown_field", "waterfall[0].adjustments[2].é", 7, 11),
            ("document.invalid_value", "waterfall[0].adjustments[2].percent", 7, 26),
            ("document.wrong_type", "waterfall[1]", 8, 5),
            ("document.wrong_type", "labels.\"a b\"", 9, 16),
            ("document.wrong_type", "labels.\"\"", 9, 24),
            ("document.unknown_field", "activ", 10, 1),
        ]
    );
    let words: Vec<_> = findings.iter().map(|f| f.message(crate::explain::Language::En)).collect();
    assert_eq!(
        words,
        [
            "field `format` is missing",
            "`2026-02-30` is not valid; expected a day such as 2026-03-01",
            "`bets` is not valid; expected best, first or sum",
            "field `id` is missing",
            "unknown field `é`",
            "`1e3` is not valid; expected a decimal number",
            "expected a mapping, found no",
            "expected a text, found a list",
            "expected a text, found \"\"",
            "unknown field `activ`; did you mean `active`?",
        ]
    );
    assert_eq!(datum(&findings[2], "nearest").as_deref(), Some("best"));
    assert_eq!(datum(&findings[4], "nearest"), None);
    let known = "format, from, mode, active, waterfall, labels";
    assert_eq!(datum(&findings[9], "expected").as_deref(), Some(known));
    for finding in &findings {
        assert!(finding.position.as_ref().is_some_and(|p| p.source == "book.yaml"));
        assert!(datum(finding, "found").is_some() && datum(finding, "expected").is_some());
    }
}

#[test]
fn what_was_found_is_said_in_plain_words() {
    for (text, found) in [
        ("{}", "a mapping"),
        ("[]", "a list"),
        ("~", "nothing"),
        ("''", "\"\""),
        ("plain text", "plain text"),
        (&"é".repeat(80), &"é".repeat(80)),
        (&"é".repeat(81), &format!("{}…", "é".repeat(79))),
    ] {
        let mut reader = Reader::new("t");
        assert_eq!(reader.number(&tree(text)), None);
        let findings = reader.into_findings();
        assert_eq!(datum(&findings[0], "found").as_deref(), Some(found));
    }
}

#[test]
fn numbers_are_plain_decimals_only() {
    for text in ["1e3", "0x10", "010", "-007.5", "1_000", "1,5", ".5", "1.", "+1", ".inf", "true"] {
        let mut reader = Reader::new("t");
        assert_eq!(reader.number(&tree(text)), None, "{text}");
        assert_eq!(reader.whole(&tree(text), i64::MIN, i64::MAX), None, "{text}");
        assert_eq!(reader.count(), 2, "{text}");
    }
    for text in ["0", "-1", "0.50", "\"1.25\"", "'10'"] {
        assert!(Reader::new("t").number(&tree(text)).is_some(), "{text}");
    }
}

#[test]
fn whole_numbers_keep_their_bounds() {
    for (text, expected) in
        [("1", Some(1)), ("9", Some(9)), ("0", None), ("10", None), ("5.0", None)]
    {
        assert_eq!(Reader::new("t").whole(&tree(text), 1, 9), expected, "{text}");
    }
    assert_eq!(Reader::new("t").whole(&tree(&"9".repeat(40)), i64::MIN, i64::MAX), None);
}

#[test]
fn truth_is_true_or_false() {
    for (text, expected) in
        [("true", Some(true)), ("false", Some(false)), ("yes", None), ("True", None)]
    {
        assert_eq!(Reader::new("t").bool(&tree(text)), expected, "{text}");
    }
}

#[test]
fn a_day_and_a_number_count_as_text_too() {
    let mut reader = Reader::new("t");
    assert_eq!(reader.text(&tree("2026-03-01")), Some("2026-03-01"));
    assert_eq!(reader.text(&tree("007")), Some("007"));
    assert_eq!(reader.day(&tree("1970-01-02")), Some(Day(1)));
    assert_eq!(reader.day(&tree("'1970-01-02'")), Some(Day(1)));
    assert!(reader.is_clean());
}

#[test]
fn a_path_quotes_what_is_no_plain_word() {
    let root = tree("{ a.b: { '[0]': { c-d_1: [[x]] } } }");
    let mut reader = Reader::new("t");
    reader.entries(&root, |r, _, n| {
        r.entries(n, |r, _, n| {
            r.entries(n, |r, _, n| {
                r.each(n, |r, n| {
                    r.each(n, |r, n| r.number(n));
                    Some(())
                });
                Some(())
            });
            Some(())
        });
        Some(())
    });
    let findings = reader.into_findings();
    assert_eq!(places(&findings)[0].1, "\"a.b\".\"[0]\".c-d_1[0][0]");
}

#[test]
fn a_field_without_a_value_is_absent() {
    let root = tree("a:\nb: ~\nc: ''\n");
    let mut reader = Reader::new("t");
    let mut fields = reader.fields(&root).unwrap_or_else(|| panic!("a mapping"));
    assert!(!fields.has("a") && !fields.has("b") && fields.has("c") && !fields.has("d"));
    assert!(fields.node("a").is_none() && fields.node("c").is_some());
    assert_eq!(fields.optional(&mut reader, "b", |r, n| r.number(n)), None);
    assert!(reader.is_clean());
    fields.required(&mut reader, "b", |r, n| r.number(n));
    fields.finish(&mut reader);
    assert_eq!(places(&reader.into_findings()), [("document.missing_field", "", 1, 1)]);
}

#[test]
fn keys_written_twice_are_found_at_every_depth() {
    let yaml = "a:\n  - b: 1\n    c: { d: 1, d: 2, d: 3 }\n    b: 2\na: 1\n";
    assert_eq!(
        places(&refusal(yaml)),
        [
            ("document.duplicate_field", "a[0].c.d", 3, 16),
            ("document.duplicate_field", "a[0].c.d", 3, 22),
            ("document.duplicate_field", "a[0].b", 4, 5),
            ("document.duplicate_field", "a", 5, 1),
        ]
    );
    let json = "{\"a\": [0, {\"b\": 1, \"\\u0062\": 2}], \"a\": 1}";
    assert_eq!(
        places(&refusal(json)),
        [("document.duplicate_field", "a[1].b", 1, 20), ("document.duplicate_field", "a", 1, 35)]
    );
    assert_eq!(refusal("a: 1\n\"a\": 2\nb: [\n").len(), 2);
}
