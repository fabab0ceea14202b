use super::evaluate;
use crate::error::ErrorKind;

fn answer(kind: &str, text: &str) -> String {
    evaluate(kind, text).unwrap_or_else(|error| format!("{:?}: {error}", error.kind()))
}

#[test]
fn each_rule_answers_by_itself() {
    for (kind, question, expected) in [
        (
            "rounding",
            r#"{"value":"1.225","increment":0.05}"#,
            r#"{"value":"1.25","difference":"0.025"}"#,
        ),
        (
            "rounding",
            r#"{"value":"-2.5","increment":1,"mode":"half_even"}"#,
            r#"{"value":"-2","difference":"0.5"}"#,
        ),
        (
            "split",
            r#"{"amount":300,"weights":[4300,1400,2300]}"#,
            r#"{"parts":[161,53,86],"left":0}"#,
        ),
        (
            "split",
            r#"{"amount":300,"weights":[4300,1400,2300],"method":"half_down_then_first"}"#,
            r#"{"parts":[162,52,86],"left":0}"#,
        ),
        (
            "split",
            r#"{"amount":-90,"weights":[1,1,1],"room":[10,10,10]}"#,
            r#"{"parts":[-10,-10,-10],"left":-60}"#,
        ),
        (
            "schedule",
            r#"{"schedule":{"mode":"graduated","tiers":[{"percent":2},{"from":1000,"percent":3,"fixed":5}]},
                "amount":"1500"}"#,
            r#"{"exact":"40","paid":"1500","slices":[{"tier":0,"quantity":"1000","exact":"20"},{"tier":1,"quantity":"500","exact":"20"}]}"#,
        ),
        (
            "schedule",
            r#"{"over":"units","schedule":{"mode":"volume","by":["net","count"],"reached":"all",
                "tiers":[{"unit":1},{"from":{"net":100,"count":2},"unit":0.5}]},
                "amount":10,"by":{"net":100,"count":1}}"#,
            r#"{"exact":"10","paid":"10","slices":[{"tier":0,"quantity":"10","exact":"10"}]}"#,
        ),
        (
            "commitment",
            r#"{"commitment":500,"used":120,"days":10,"days_of_period":30}"#,
            r#"{"owed":"46.67"}"#,
        ),
        (
            "scope",
            r#"{"attributes":{"partner":{"tier":["gold","silver"]}},"scope":{"tier":"gold"},
                "partner":{"tier":"silver"}}"#,
            r#"{"holds":false,"condition":"tier","expected":"gold","actual":"silver"}"#,
        ),
        (
            "scope",
            r#"{"attributes":{"partner":{"tier":"text"}},"niches":[{"id":"n","for":{"tier":"}\"x"}}],
                "scope":{"niche":"n","quantity":{"at_least":10}},"partner":{"id":"P","tier":"}\"x"},"quantity":10}"#,
            r#"{"holds":true}"#,
        ),
        (
            "waterfall",
            r#"{"rulebook":{"waterfall":[{"stage":"s","combine":"best","adjustments":
                [{"id":"a","for":"everyone","percent":-10}]}],
                "guards":[{"id":"g","for":"everyone","price_floor":11.50,"reaction":"clamp"}]},"price":"12.00"}"#,
            r#"{"list_price":"12.00","unit_price":"11.50","findings":[{"code":"pricing.guard_clamped","severity":"hint","path":"lines[0].product","rule":"g","data":{"price":"10.80","bound":"11.50","guard":"g"},"message":"unit price 10.80 was brought to 11.50 by guard `g`","remedy":"no rule goes beyond this price"}],"trace":[{"line":0,"stage":"list","rule":"list","outcome":"applied","quantity_from":1,"price":"12.00"},{"line":0,"stage":"s","rule":"a","outcome":"applied","before":"12.00","after":"10.80"},{"line":0,"stage":"guards","rule":"g","outcome":"clamped","before":"10.80","after":"11.50"},{"stage":"fees","outcome":"not_matched"}]}"#,
        ),
        (
            "fee",
            r#"{"plan":{"id":"p","for":"everyone","window":"month","schedule":{"mode":"graduated",
                "tiers":[{"percent":2},{"from":1000,"percent":4}]},
                "shares":[{"to":"agent","percent":60}],"remainder":"partner"},"base":"500","before":"800","count_before":2}"#,
            r#"{"exact":"16.00","fee":"16.00","shares":[{"to":"agent","amount":"9.60"},{"to":"partner","amount":"6.40"}]}"#,
        ),
    ] {
        assert_eq!(answer(kind, question), expected, "{kind} {question}");
    }
}

#[test]
fn faults_of_a_question_have_a_code_a_path_and_a_place() {
    for (kind, question, codes) in [
        ("rounding", "{}", vec!["document.missing_field", "document.missing_field"]),
        ("rounding", r#"{"value":"x","increment":1}"#, vec!["document.invalid_value"]),
        (
            "rounding",
            r#"{"value":"1","increment":1,"colour":"red"}"#,
            vec!["document.unknown_field"],
        ),
        ("rounding", "[", vec!["document.unreadable"]),
        ("rounding", "3", vec!["document.wrong_type"]),
        ("split", r#"{"amount":1,"weights":[]}"#, vec!["document.invalid_value"]),
        ("split", r#"{"amount":1,"weights":[1],"room":[1,2]}"#, vec!["document.invalid_value"]),
        ("split", r#"{"amount":1,"weights":[-1]}"#, vec!["document.invalid_value"]),
        (
            "schedule",
            r#"{"schedule":{"mode":"volume","by":"net","tiers":[{"percent":1}]},"amount":1}"#,
            vec!["document.missing_field"],
        ),
        ("scope", r#"{"scope":{"teir":"gold"}}"#, vec!["rulebook.unknown_name"]),
        ("scope", r#"{"scope":"everyone","quantity":0}"#, vec!["document.invalid_value"]),
        ("waterfall", r#"{"rulebook":[]}"#, vec!["document.wrong_type"]),
        ("fee", r#"{"plan":{"id":"p","for":"everyone"},"base":1}"#, vec!["document.missing_field"]),
        (
            "commitment",
            r#"{"commitment":1,"days":31,"days_of_period":30}"#,
            vec!["document.invalid_value"],
        ),
    ] {
        let error = evaluate(kind, question).err();
        let found: Vec<_> =
            error.iter().flat_map(|error| error.findings()).map(|f| f.code.name()).collect();
        assert_eq!(found, codes, "{kind} {question}");
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Input), "{kind} {question}");
    }
}

#[test]
fn a_number_beyond_its_range_and_an_unknown_kind_are_errors() {
    let huge = r#"{"value":"999999999999999999","increment":"0.000000000001"}"#;
    assert!(evaluate("rounding", huge).is_ok());
    let fee = r#"{"plan":{"id":"p","for":"everyone","schedule":{"mode":"flat","tiers":[{"percent":100}]}},"base":"999999999999999999"}"#;
    assert_eq!(evaluate("fee", fee).err().map(|e| e.kind()), Some(ErrorKind::Range));
    assert_eq!(evaluate("weather", "{}").err().map(|e| e.kind()), Some(ErrorKind::Input));
}
