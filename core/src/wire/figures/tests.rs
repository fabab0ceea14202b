use super::*;
use crate::error::ErrorKind;
use crate::tally::{Tally, TallyOptions};

const SALES: &str = r#""currency": "EUR", "sales": {
    "partner": ["a", "b", "b", null, "c"],
    "niche": ["x", "x", "y", "x", "y"],
    "product": ["p", "p", "q", "p", "POST"],
    "order": ["1", "2", "3", "4", "5"],
    "day": ["2026-01-05", "2026-01-06", "2026-02-01", "2026-02-02", null],
    "quantity": [6, 1, 2, 9, null],
    "amount": ["60.00", 1500, "25.00", "9.00", "0.50"]}"#;

fn asked(question: &str) -> Result<String, crate::error::Error> {
    let options = r#""options": {"excluded_products": ["POST"]}"#;
    figures_json(&format!("{{{SALES}, {options}, \"questions\": [{question}]}}"), 1)
}

fn answer(question: &str) -> String {
    let text = asked(question).unwrap();
    let end = text.find("],\"left_out\"").unwrap();
    text["{\"answers\":[".len()..end].to_owned()
}

#[test]
fn every_question_has_its_columns() {
    for (question, expected) in [
        (
            r#"{"figure": "revenue", "by": "niche"}"#,
            r#"{"niche":["x","y"],"rank":[1,2],"rows":[2,1],"return_rows":[0,0],"revenue":["75.00","25.00"],"quantity":[7,2],"rows_without_quantity":[0,0],"share":[0.75,0.25]}"#,
        ),
        (
            r#"{"figure": "dependence", "largest": [1, 9]}"#,
            r#"{"largest":[1,2],"revenue":["60.00","100.00"],"revenue_without":["40.00","0.00"],"share":[0.6,1],"small":[true,true]}"#,
        ),
        (
            r#"{"figure": "lorenz", "steps": 2}"#,
            r#"{"count":[0,1,2],"count_share":[0,0.5,1],"revenue_share":[0,0.4,1]}"#,
        ),
        (
            r#"{"figure": "partners", "as_of": "2026-02-11"}"#,
            r#"{"partner":["a","b"],"first":["2026-01-05","2026-01-06"],"last":["2026-01-05","2026-02-01"],"days_since":[37,10],"days":[1,2],"orders":[1,2],"rows":[1,2],"revenue":["60.00","40.00"],"quantity":[6,3],"rows_without_quantity":[0,0]}"#,
        ),
        (
            r#"{"figure": "change", "before": "2026-01-01", "after": "2026-02-01"}"#,
            r#"{"part":["entry","exit","head","tail","total"],"partners":[0,1,0,1,2],"before":["0.00","60.00","0.00","15.00","75.00"],"after":["0.00","0.00","0.00","25.00","25.00"],"change":["0.00","-60.00","0.00","10.00","-50.00"],"whole":[false,false,false,false,false],"small":[true,true,true,true,true]}"#,
        ),
        (
            r#"{"figure": "rows_used"}"#,
            r#"{"part":["given","used","in_a_period","in_a_niche","of_a_product"],"rows":[5,3,3,3,3],"share_of_rows":[1,0.6,0.6,0.6,0.6],"amount":["109.50","100.00","100.00","100.00","100.00"]}"#,
        ),
        (
            r#"{"figure": "best_sellers", "by": "amount", "limit": 1, "partners_min": 2}"#,
            r#"{"niche":["x","y"],"rank":[1,1],"product":["p","q"],"revenue":["75.00","25.00"],"quantity":[7,2],"rows_without_quantity":[0,0],"rows":[2,1],"partners":[2,1],"lift":[1.3333333333333333,4],"small":[false,true]}"#,
        ),
    ] {
        assert_eq!(answer(question), expected, "{question}");
    }
    let left_out = asked("").unwrap();
    assert!(left_out.ends_with(
        r#""rows":[0,0,0,1,0,0,0,1],"amount":["0.00","0.00","0.00","0.50","0.00","0.00","0.00","9.00"]}}"#
    ));
}

/// Sales with only the columns that are needed, the second row without a day.
fn bare(question: &str) -> Result<String, crate::error::Error> {
    let sales =
        r#"{"partner": ["a", "b"], "amount": ["3.00", "1.00"], "day": ["2026-01-05", null]}"#;
    let request =
        format!("{{\"currency\": \"EUR\", \"sales\": {sales}, \"questions\": [{question}]}}");
    figures_json(&request, 1)
}

#[test]
fn a_column_that_was_not_given_is_an_error_and_no_empty_answer() {
    for (question, column) in [
        (r#"{"figure": "revenue", "by": "niche"}"#, "niche"),
        (r#"{"figure": "lorenz", "by": "product"}"#, "product"),
        (r#"{"figure": "concentration", "per_niche": true}"#, "niche"),
        (r#"{"figure": "best_sellers"}"#, "product"),
    ] {
        let error = bare(question).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Table, "{question}");
        assert!(error.to_string().contains(&format!("the column `{column}`")), "{error}");
    }
    let error = asked(r#"{"figure": "best_sellers", "by": "quantity"}"#);
    assert!(error.is_ok(), "these have a quantity");
}

#[test]
fn what_is_not_known_is_null_and_not_zero() {
    let text = bare(r#"{"figure": "revenue"}"#).unwrap();
    assert!(text.contains(r#""quantity":[null,null],"rows_without_quantity":[1,1]"#), "{text}");
    let text = bare(r#"{"figure": "partners"}"#).unwrap();
    assert!(text.contains(r#""days":[1,null],"orders":[null,null]"#), "{text}");
    let text = bare(r#"{"figure": "rows_used"}"#).unwrap();
    assert!(text.contains(r#""rows":[2,2,1,0,0]"#), "{text}");
    let sales = r#"{"partner": ["a"], "amount": [1]}"#;
    let text = figures_json(
        &format!(
            r#"{{"currency": "EUR", "sales": {sales}, "questions": [{{"figure": "concentration"}}]}}"#
        ),
        1,
    );
    let text = text.unwrap();
    assert!(text.contains(r#""period":[null],"period_until":[null]"#), "{text}");
}

#[test]
fn what_cannot_be_read_says_what_was_expected() {
    for (question, words) in [
        (r#"{"figure": "lorenz", "steps": 0}"#, "`steps` is 0"),
        (r#"{"figure": "slopes", "bounds": [9, 3]}"#, "expected ranks that ascend from 1"),
        (r#"{"figure": "steadiness", "season": 0}"#, "`season` is 0"),
        (r#"{"figure": "mood"}"#, "unknown variant `mood`"),
        (r#"{"figure": "lorenz", "step": 2}"#, "unknown field `step`"),
        (r#"{"figure": "tail", "period": "fortnight"}"#, "expected one of day, week, month"),
        (r#"{"figure": "tail", "head": {"partners": "0"}}"#, "expected above 0 and at most 1"),
        (r#"{"figure": "change", "before": "x", "after": "x"}"#, "`before` is `x`"),
        (
            r#"{"figure": "best_sellers", "by": "price"}"#,
            "expected one of partners, quantity, amount",
        ),
    ] {
        let error = asked(question).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{question}");
        assert!(error.to_string().contains(words), "{question}: {error}");
    }
    let request = |sales: &str| {
        figures_json(
            &format!("{{\"currency\": \"EUR\", \"sales\": {sales}, \"questions\": []}}"),
            1,
        )
    };
    for (sales, words) in [
        (r#"{"partner": ["a"], "amount": []}"#, "column `amount` has 0 rows"),
        (r#"{"partner": ["a"], "amount": ["1.005"]}"#, "row 0: `1.005` is no amount of 2 decimals"),
        (r#"{"partner": ["a"], "amount": [1], "day": ["x"]}"#, "row 0: `x` is no date"),
    ] {
        let error = request(sales).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Table, "{sales}");
        assert!(error.to_string().contains(words), "{sales}: {error}");
    }
}

#[test]
fn matched_returns_leave_out_both_rows_of_a_pair() {
    let text = figures_json(
        r#"{"currency": "EUR", "options": {"returns": "matched"}, "questions": [{"figure": "revenue"}],
        "sales": {"partner": ["a", "a", "a"], "product": ["x", "x", "x"], "quantity": [5, 5, -5],
        "day": ["2026-01-01", "2026-01-02", "2026-01-03"], "amount": [5000, 5000, -5000]}}"#,
        1,
    )
    .unwrap();
    assert!(text.contains(r#""revenue":["50.00"]"#), "{text}");
    assert!(text.contains(r#""rows":[0,0,0,0,1,1,0,0]"#), "{text}");
}

#[test]
fn more_points_or_threads_than_can_be_meant_are_refused() {
    let error = asked(r#"{"figure": "lorenz", "steps": 4000000000}"#).unwrap_err();
    assert!(error.to_string().contains("`steps` is 4000000000; expected 1 to 100000"), "{error}");
    let tally = Tally::new(&TallyOptions::default()).unwrap();
    for threads in [0, 65, usize::MAX] {
        let error = figure(&tally, r#"{"figure": "rows_used"}"#, threads).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{threads}");
    }
}

#[test]
fn without_niches_there_is_no_share_within_and_between_them() {
    let sales =
        r#""currency": "EUR", "sales": {"partner": ["a", "b"], "amount": ["6.00", "4.00"]}"#;
    let text = format!(r#"{{{sales}, "questions": [{{"figure": "theil"}}]}}"#);
    let answer = figures_json(&text, 1).unwrap();
    assert!(answer.contains(r#""part":["total"]"#), "{answer}");
}
