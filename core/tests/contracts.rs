//! What must hold of any contract of its kind: how an order is cut into lines, and
//! that more never costs less unless the analysis has told so.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use longtail::{Code, Engine, Options, Rulebook, Table, Tables, TraceLevel, Workspace};
use proptest::prelude::*;
use serde_json::{Value, json};

fn engine(book: &str, prices: &str) -> Engine {
    let tables = Tables {
        partners: Table { source: "partners", text: "id,name,distributor\nP,One,Q\nQ,Two,\n" },
        products: Table { source: "products", text: "id,name,kind,cost\nA,A,x,3.00\nB,B,x,2.50\n" },
        prices: Table { source: "prices", text: prices },
        ..Tables::default()
    };
    let book = Rulebook::parse(book, "book").unwrap_or_else(|error| panic!("{error}\n{book}"));
    Engine::from_tables(book, &tables).unwrap_or_else(|error| panic!("{error}\n{prices}"))
}

fn decided(engine: &Engine, lines: &[(&str, i64)]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|(product, n)| json!({ "product": product, "quantity": n })).collect();
    let to_date = json!({ "month": { "base": "300.00", "count": 2 } });
    let order = json!({ "partner": "P", "placed_at": "2026-03-02T10:00:00", "to_date": to_date, "lines": lines });
    let options = Options { trace: TraceLevel::None, ..Options::default() };
    let mut out = String::new();
    engine.decide_text(&order.to_string(), &options, &mut Workspace::new(), &mut out).unwrap();
    serde_json::from_str(&out).unwrap()
}

fn cents(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// Everything that counts is counted over the order, and prices are whole cents;
/// tax, which is by line, is left out.
fn book_over(over: &str, breaks: &str, staffel: &[(i64, i64)], fees: &str) -> String {
    let tiers: Vec<String> = staffel
        .iter()
        .map(|(from, percent)| format!("{{ from: {from}, percent: {percent} }}"))
        .collect();
    format!(
        "format: 1
id: b
zone: UTC
currency: EUR
attributes: {{ product: {{ kind: text }} }}
rounding: {{ unit: {{ increment: 0.01 }} }}
groups: [ {{ id: g, products: {{ kind: x }} }} ]
price_lists: [ {{ id: l, for: everyone, over: {over}, breaks: {breaks} }} ]
waterfall:
  - stage: s
    combine: compound
    adjustments:
      - {{ id: staffel, for: everyone, over: {over}, discount: {{ mode: volume, by: quantity, tiers: [ {} ] }} }}
      - {{ id: many, for: {{ quantity: {{ at_least: 25 }} }}, over: {over}, percent: -3 }}
order_adjustments:
  - {{ id: small, for: everyone, surcharge: {{ mode: volume, tiers: [ {{ fixed: 7.50 }}, {{ from: 75, fixed: 0 }} ] }} }}
  - {{ id: much, for: everyone, percent: -2.5 }}
availability: {{ untracked: unlimited }}
fees:
{fees}",
        tiers.join(", ")
    )
}

const FEES: &str = "  - { id: month, for: everyone, window: month, schedule: { mode: graduated, tiers: [ { percent: 2 }, { from: 400, percent: 3, fixed: 1 } ] } }
  - { id: order, for: everyone, schedule: { mode: volume, tiers: [ { percent: 1 }, { from: 50, percent: 2 } ] }, shares: [ { to: partner, percent: 60 }, { to: distributor, percent: 40 } ] }
  - { id: pieces, for: { product: A }, base: quantity, schedule: { mode: package, tiers: [ { package_size: 5, per_package: 0.40 } ] } }
  - { id: orders, for: everyone, base: count, schedule: { mode: flat, tiers: [ { unit: 0.30 } ] } }
";

fn staffel() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((1i64..15, 0i64..30), 1..4).prop_map(|steps| {
        let mut from = 0;
        let mut tiers = vec![(0, 0)];
        for (step, percent) in steps {
            from += step;
            tiers.push((from, percent));
        }
        tiers
    })
}

fn prices(first: i64, second: i64, from: i64) -> String {
    let price = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    format!(
        "list,product,quantity_from,unit_price\nl,A,1,{}\nl,A,{from},{}\nl,B,1,7.35\n",
        price(first),
        price(second)
    )
}

/// The lines of an order with some of them cut in two.
fn regrouped<'p>(lines: &[(&'p str, i64)], cuts: &[i64]) -> Vec<(&'p str, i64)> {
    let mut out = Vec::new();
    for ((product, quantity), cut) in lines.iter().zip(cuts.iter().cycle()) {
        let part = cut % quantity;
        out.extend((part > 0).then_some((*product, part)));
        out.push((*product, quantity - part));
    }
    out.reverse();
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn how_an_order_is_cut_into_lines_changes_nothing_that_is_not_by_line(
        group in any::<bool>(),
        volume in any::<bool>(),
        staffel in staffel(),
        (first, second, from) in (100i64..3_000, 50i64..3_000, 2i64..30),
        quantities in prop::collection::vec((any::<bool>(), 1i64..40), 1..5),
        cuts in prop::collection::vec(0i64..40, 1..5),
    ) {
        let over = if group { "group" } else { "order" };
        let breaks = if volume { "volume" } else { "{ package_size: 6 }" };
        let second = if volume { second } else { first };
        let engine = engine(&book_over(over, breaks, &staffel, FEES), &prices(first, second, from));
        let lines: Vec<_> = quantities.iter().map(|(a, n)| (if *a { "A" } else { "B" }, *n)).collect();
        let (one, other) = (decided(&engine, &lines), decided(&engine, &regrouped(&lines, &cuts)));
        // An average list price has decimals, and its amount is rounded by line.
        for name in ["net", "gross", "fee"] {
            prop_assert_eq!(&one["totals"][name], &other["totals"][name]);
        }
        prop_assert_eq!(&one["fees"], &other["fees"]);
    }

    /// The order of the adjustments is the contract's; here all that can fall is one
    /// staffel, the breaks of a list, and what the order itself gives.
    #[test]
    fn more_costs_less_only_where_a_cliff_is_told(
        staffel in staffel(),
        (first, second, from) in (500i64..3_000, 300i64..3_000, 2i64..30),
        (bound, percent) in (20i64..300, 0i64..20),
    ) {
        let book = book_over("line", "volume", &staffel, "  []\n")
            .replace("      - { id: many, for: { quantity: { at_least: 25 } }, over: line, percent: -3 }\n", "")
            .replace("fixed: 7.50", "fixed: 0")
            .replace("percent: -2.5", &format!("discount: {{ mode: volume, tiers: [ {{ percent: 0 }}, {{ from: {bound}, percent: {percent} }} ] }}"));
        let engine = engine(&book, &prices(first, second, from));
        let told = engine.analyse(None, usize::MAX).findings;
        let cliff = told.iter().any(|one| one.finding.code == Code::AnalysisCliff);
        let nets: Vec<i64> =
            (1..60).map(|n| cents(&decided(&engine, &[("A", n)])["totals"]["net"])).collect();
        let falls = nets.windows(2).any(|pair| pair[1] < pair[0]);
        prop_assert!(cliff || !falls, "{:?} falls and nothing is told: {:?}", nets, told);
    }
}

#[test]
fn what_counts_by_line_does_change_with_the_lines() {
    let engine =
        engine(&book_over("line", "volume", &[(0, 0), (10, 20)], FEES), &prices(1_000, 900, 10));
    let net = |lines: &[(&str, i64)]| cents(&decided(&engine, lines)["totals"]["net"]);
    assert!(net(&[("A", 12)]) < net(&[("A", 6), ("A", 6)]));
}
