//! What must hold of the library's own answers, whatever the model says, on the
//! same random contracts.

use super::number::read;
use super::world::rows;
use super::{generate, library};
use serde_json::{Value, json};

const CONTRACTS: u64 = 400;

fn each(mut check: impl FnMut(u64, &Value, &Value)) {
    for seed in 0..CONTRACTS {
        let case = generate::contract(seed);
        for order in rows(&case["orders"]) {
            check(seed, &case, order);
        }
    }
}

fn answer(case: &Value, order: &Value) -> Value {
    library::decide(&library::engine(case).unwrap(), order).unwrap()
}

/// Removes a field of every object, however deep.
fn without(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !names.contains(&name.as_str()));
            fields.values_mut().for_each(|value| without(value, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| without(value, names)),
        _ => {}
    }
}

#[test]
fn the_order_of_the_lines_changes_no_line() {
    // An adjustment of the order gives its last cents by the order of the lines.
    let mut compared = 0;
    each(|seed, case, order| {
        let mut case = case.clone();
        without(&mut case["rulebook"], &["order_adjustments"]);
        let mut turned = order.clone();
        turned["lines"].as_array_mut().unwrap().reverse();
        let mut lines = answer(&case, &turned)["lines"].clone();
        lines.as_array_mut().unwrap().reverse();
        assert_eq!(answer(&case, order)["lines"], lines, "contract {seed}: {order}");
        compared += usize::from(rows(&lines).len() > 1);
    });
    assert!(compared > 1_000, "{compared}");
}

/// Puts a letter before the ids of partners, products and rules.
fn renamed(value: &Value) -> Value {
    let words = ["P", "list", "stage", "adj", "guard", "plan", "order", "least"];
    let mut text = value.to_string();
    for word in words {
        text = text.replace(&format!("\"{word}-"), &format!("\"x{word}-"));
    }
    for product in ["A", "B", "C", "D", "E"] {
        text = text.replace(&format!("\"{product}\""), &format!("\"x{product}\""));
    }
    serde_json::from_str(&text).unwrap()
}

#[test]
fn other_ids_of_the_same_order_change_nothing_but_the_ids() {
    each(|seed, case, order| {
        let theirs = answer(&renamed(case), &renamed(order));
        assert_eq!(renamed(&answer(case, order)), theirs, "contract {seed}: {order}");
    });
}

#[test]
fn where_prices_are_flat_more_never_costs_less() {
    let mut compared = 0;
    each(|seed, case, order| {
        let mut case = case.clone();
        let rules = ["waterfall", "guards", "order_adjustments", "fees", "breaks"];
        without(&mut case["rulebook"], &rules);
        without(&mut case["prices"], &["quantity_from"]);
        without(&mut case["products"], &["quantity_max"]);
        let mut prices = rows(&case["prices"]).to_vec();
        let of = |row: &Value| {
            ["list", "product", "valid_from", "known_from"].map(|name| row[name].to_string())
        };
        prices.sort_by_key(of);
        prices.dedup_by_key(|row| of(row));
        case["prices"] = json!(prices);
        let mut order = order.clone();
        order.as_object_mut().unwrap().remove("to_date");
        let mut more = order.clone();
        for line in more["lines"].as_array_mut().unwrap() {
            if let Some(quantity) = line["quantity"].as_i64().filter(|quantity| *quantity > 0) {
                line["quantity"] = json!(quantity + 1);
            }
        }
        let (less, more) = (answer(&case, &order), answer(&case, &more));
        if less["verdict"] == "rejected" || more["verdict"] == "rejected" {
            return;
        }
        compared += 1;
        for name in ["list", "net", "tax", "gross"] {
            let [own, other] = [&less, &more].map(|answer| read(&answer["totals"][name]));
            assert!(own <= other, "contract {seed}: {name} of {order}");
        }
    });
    assert!(compared > 300, "{compared}");
}

/// Contract by contract the rules that the analysis says never apply, and the
/// orders with the trace rows that would say otherwise.
#[test]
fn what_the_analysis_calls_shadowed_or_unreachable_never_applies() {
    let (mut called, mut applied) = (0, 0);
    for seed in 0..super::setting("LONGTAIL_MODEL", 4_000) {
        let case = generate::contract(seed);
        let Ok(engine) = library::engine(&case) else { continue };
        let analysis = engine.analyse(None, usize::MAX);
        let never = |code: &str| code == "analysis.shadowed" || code == "analysis.unreachable";
        let never: Vec<(&str, &str)> = analysis
            .findings
            .iter()
            .map(|one| &one.finding)
            // A tier that is never reached is not a rule that never applies.
            .filter(|finding| {
                never(finding.code.name()) && !format!("{:?}", finding.data).contains("tiers[")
            })
            .map(|finding| (finding.path.split(['[', '.']).next().unwrap(), &*finding.rule))
            .collect();
        called += never.len();
        for order in case["orders"].as_array().unwrap() {
            let verdict = library::decide(&engine, order).unwrap();
            // Such an order is refused, and shows prices all the same.
            if rows(&verdict["findings"]).iter().any(|f| f["code"] == "order.outside_validity") {
                continue;
            }
            for row in verdict["trace"].as_array().unwrap() {
                let Some(rule) = row["rule"].as_str() else { continue };
                let is_applied = row["outcome"] == "applied";
                applied += usize::from(is_applied);
                let wrong = is_applied && never.iter().any(|(_, own)| *own == rule);
                assert!(!wrong, "contract {seed}: `{rule}` applies\n{case}\n{order}");
            }
        }
    }
    assert!(called > 0 && applied > called, "{called} never apply, {applied} rows applied");
    println!("{called} never apply, {applied} rows applied");
}
