//! A replay against the verdicts one by one.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use longtail::{
    Engine, Options, Rulebook, Stock, Table, Tables, TraceLevel, Verdict, Workspace, read_order,
    replay, replay_json,
};
use std::collections::BTreeMap;
use std::fmt::Write;

fn engine(percent: &str, fee: &str, niche: &str) -> Engine {
    let book = format!(
        "
format: 1
id: replay
zone: Europe/Amsterdam
currency: EUR
attributes: {{ partner: {{ tier: text }} }}
niches:
  - {{ id: {niche}, for: {{ tier: gold }} }}
  - {{ id: all, for: everyone }}
price_lists:
  - {{ id: general, for: everyone }}
  - {{ id: pounds, currency: GBP, for: everyone }}
waterfall:
  - stage: partner
    combine: best
    adjustments: [ {{ id: gold, for: {{ tier: gold }}, percent: {percent} }} ]
guards:
  - {{ id: floor, for: everyone, min_margin_percent: 10, reaction: reject }}
availability: {{ untracked: unlimited }}
fees:
  - {{ id: agents, for: everyone, schedule: {{ mode: flat, tiers: [ {{ percent: {fee} }} ] }} }}
"
    );
    let table = |source, text| Table { source, text };
    let tables = Tables {
        partners: table("partners", "id,name,tier\nP-1,A,gold\nP-2,B,\nP-3,C,gold"),
        products: table("products", "id,name,cost\nA,a,8.50\nB,b,\nC,c,0.333"),
        prices: table(
            "prices",
            "list,product,unit_price\ngeneral,A,10.00\ngeneral,B,3.333\ngeneral,C,0.50\npounds,A,9.00",
        ),
        ..Tables::default()
    };
    Engine::from_tables(Rulebook::parse(&book, "book").unwrap(), &tables).unwrap()
}

fn orders(count: u64) -> String {
    let mut text = String::new();
    let mut state = 7u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..count {
        let (partner, lines) = (1 + next(4), 1 + next(4));
        let currency = if next(5) == 0 { "GBP" } else { "EUR" };
        let line = |_| {
            // One in twenty is a product that there is not.
            let product = ["A", "B", "C", "X"][[next(3) as usize, 3][usize::from(next(20) == 0)]];
            format!(r#"{{"product":"{product}","quantity":{}}}"#, 1 + next(30))
        };
        let lines: Vec<String> = (0..lines).map(line).collect();
        writeln!(
            text,
            r#"{{"partner":"P-{partner}","placed_at":"2026-03-02T10:00:00","currency":"{currency}","lines":[{}]}}"#,
            lines.join(",")
        )
        .unwrap();
    }
    text
}

/// Revenue and fee by currency and partner, from the verdicts one by one.
fn slowly(engine: &Engine, orders: &str) -> BTreeMap<(String, String), (i128, i128)> {
    let options = Options { stock: Stock::Snapshot, trace: TraceLevel::None, ..Options::default() };
    let mut sums = BTreeMap::new();
    for text in orders.lines() {
        let draft = read_order(text).unwrap();
        let mut workspace = Workspace::new();
        let decision = engine.decide(&draft, &options, &mut workspace).unwrap();
        if decision.verdict() != Verdict::Rejected {
            let key = (decision.currency().code().to_owned(), draft.partner.to_string());
            let sum: &mut (i128, i128) = sums.entry(key).or_default();
            let totals = decision.totals();
            *sum = (sum.0 + i128::from(totals.net), sum.1 + i128::from(totals.fee));
        }
    }
    sums
}

#[test]
fn the_tables_are_the_verdicts_added_up() {
    let (base, candidate) = (engine("0", "2", "gold"), engine("-12.5", "3.75", "silver"));
    let orders = orders(600);
    let replay = replay(&base, &candidate, &orders, 3).unwrap();
    assert_eq!(replay.orders, 600);
    let (before, after) = (slowly(&base, &orders), slowly(&candidate, &orders));
    assert!(before.len() > 4 && before != after, "the orders are of several kinds");
    let mut rows = 0;
    for tables in replay.tables() {
        let (mut revenue, mut by_product, mut by_niche) = (0, 0, 0);
        for (partner, change) in &tables.partners {
            let key = (tables.currency.code().to_owned(), (*partner).to_owned());
            let of = |sums: &BTreeMap<_, (i128, i128)>| sums.get(&key).copied().unwrap_or_default();
            assert_eq!((change.before.revenue, change.before.fee), of(&before), "{key:?}");
            assert_eq!((change.after.revenue, change.after.fee), of(&after), "{key:?}");
            revenue += change.after.revenue;
            rows += 1;
        }
        for (_, change) in &tables.products {
            by_product += change.after.fee;
        }
        for (niche, change) in &tables.niches {
            if *niche == "all" {
                by_niche += change.after.margin;
            }
        }
        let total = tables.total.after;
        assert_eq!((total.revenue, total.fee, total.margin), (revenue, by_product, by_niche));
    }
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    assert_eq!(rows, keys.len());
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let (base, candidate) = (engine("0", "2", "gold"), engine("-12.5", "3.75", "silver"));
    let orders = orders(97);
    let one = replay_json(&replay(&base, &candidate, &orders, 1).unwrap());
    for workers in [2, 3, 7, 64] {
        let several = replay_json(&replay(&base, &candidate, &orders, workers).unwrap());
        assert_eq!(one, several, "{workers}");
    }
    assert!(serde_json::from_str::<serde_json::Value>(&one).is_ok());
}

#[test]
fn the_same_rules_change_nothing() {
    let same = engine("-5", "2", "gold");
    let replay = replay(&same, &same, &orders(50), 2).unwrap();
    assert!(replay.tables().iter().all(|tables| tables.total.before == tables.total.after));
    let moved = replay.verdicts.iter().enumerate().flat_map(|(at, row)| {
        row.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, orders)| *orders)
    });
    assert_eq!(moved.sum::<u64>(), 0);
}

#[test]
fn texts_that_are_no_orders_are_counted_and_no_workers_is_an_error() {
    let same = engine("-5", "2", "gold");
    let text = "{}\n\n  \nnonsense\n{\"partner\":\"P-1\",\"placed_at\":\"soon\",\"lines\":[]}";
    let counted = replay(&same, &same, text, 2).unwrap();
    assert_eq!((counted.orders, counted.unreadable), (0, 3));
    assert!(replay(&same, &same, "", 1).unwrap().tables().is_empty());
    for workers in [0, 65] {
        assert!(replay(&same, &same, "", workers).is_err());
    }
}
