//! What the analysis of a rulebook finds, and that its examples show it: every
//! example is decided, and the trace must say what the finding said.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use longtail::{
    Analysed, Day, Engine, Example, OptionWords, Rulebook, Table, Tables, Workspace, options,
};
use serde_json::{Value, json};

/// A rulebook of these parts.
fn book(parts: &str) -> String {
    let lists = if parts.contains("price_lists") {
        ""
    } else {
        "price_lists: [{ id: general, for: everyone }]\n"
    };
    format!(
        "format: 1\nid: b\nzone: Europe/Amsterdam\ncurrency: EUR\n\
         attributes: {{ partner: {{ tier: [gold, silver], region: text }}, product: {{ kind: text }} }}\n\
         availability: {{ untracked: unlimited }}\n{lists}{parts}"
    )
}

#[derive(Clone, Default)]
struct Data {
    partners: String,
    products: String,
    prices: String,
}

fn engine(parts: &str, data: &Data, example: Option<&Example>) -> Engine {
    let book = Rulebook::parse(&book(parts), "b.yaml").unwrap();
    let rows = |name: &str, own: &str| {
        let mut all: Vec<Value> =
            own.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
        for (_, row) in
            example.into_iter().flat_map(|e| &e.rows).filter(|(table, _)| *table == name)
        {
            all.push(row.iter().map(|(k, v)| (k.clone(), json!(v))).collect());
        }
        all.iter().map(|row| format!("{row}\n")).collect::<String>()
    };
    let texts = [
        rows("partners", &data.partners),
        rows("products", &data.products),
        rows("prices", &data.prices),
        rows("registrations", ""),
    ];
    let table = |at: usize| Table { source: "t", text: &texts[at] };
    let tables = Tables {
        partners: table(0),
        products: table(1),
        prices: table(2),
        registrations: table(3),
        ..Tables::default()
    };
    Engine::from_tables(book, &tables).unwrap()
}

fn found(parts: &str, data: &Data) -> Vec<Analysed> {
    engine(parts, data, None).analyse(Day::parse("2026-06-15"), 100).findings
}

/// Code, rule and the other rule of each finding.
fn told(parts: &str, data: &Data) -> Vec<String> {
    let one = |one: &Analysed| {
        let finding = &one.finding;
        let other = finding
            .data
            .iter()
            .find(|(name, _)| matches!(*name, "other" | "why" | "what" | "until"));
        let other = other.map(|(_, value)| value.to_string()).unwrap_or_default();
        let code = finding.code.name().trim_start_matches("analysis.");
        format!("{code} {} {other}", finding.rule).trim_end().to_owned()
    };
    found(parts, data).iter().map(one).collect()
}

/// The verdict of an example, with another quantity when one is given.
fn decided(parts: &str, data: &Data, example: &Example, quantity: Option<i64>) -> Value {
    let engine = engine(parts, data, Some(example));
    let mut order = json!({
        "partner": example.partner,
        "placed_at": format!("{}T12:00:00", example.day),
        "lines": [{ "product": example.product, "quantity": quantity.unwrap_or(example.quantity) }],
    });
    for (name, value) in [("deal", &example.deal), ("currency", &example.currency)] {
        if let Some(value) = value {
            order[name] = json!(value);
        }
    }
    let full = OptionWords { trace: Some("full"), ..OptionWords::default() };
    let mut out = String::new();
    let options = options(&full).unwrap();
    engine.decide_text(&order.to_string(), &options, &mut Workspace::new(), &mut out).unwrap();
    serde_json::from_str(&out).unwrap()
}

fn outcomes(verdict: &Value, rule: &str) -> Vec<String> {
    let rows = verdict["trace"].as_array().unwrap().iter();
    let own = rows.filter(|row| row["rule"] == *rule);
    own.map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
}

fn example_of(parts: &str, data: &Data, code: &str) -> (Analysed, Example) {
    let all = found(parts, data);
    let one = all.iter().find(|one| one.finding.code.name() == code);
    let one = one.unwrap_or_else(|| panic!("no {code} in {all:#?}")).clone();
    let example = one.example.clone().unwrap_or_else(|| panic!("no example: {one:#?}"));
    (one, example)
}

fn shown(parts: &str, code: &str) -> Value {
    let data = Data::default();
    let (_, example) = example_of(parts, &data, code);
    decided(parts, &data, &example, None)
}

fn stage(combine: &str, adjustments: &[&str]) -> String {
    let rules: String = adjustments.iter().map(|rule| format!("      - {{ {rule} }}\n")).collect();
    format!("waterfall:\n  - stage: s\n    combine: {combine}\n    adjustments:\n{rules}")
}

const NO_DATA: Data =
    Data { partners: String::new(), products: String::new(), prices: String::new() };

#[test]
fn a_rule_behind_a_wider_one_never_applies() {
    for (narrow, wide) in [
        ("quantity: { at_least: 100 }", "quantity: { at_least: 10 }"),
        ("tier: gold", "tier: [gold, silver]"),
        ("tier: { not: silver }", "tier: gold"),
        ("region: { prefix: no }", "region: { prefix: n }"),
        ("region: { not: [a, b] }", "region: { not: a }"),
        ("partner: P-1, kind: x", "partner: [P-1, P-2]"),
        ("product: A-1", "product: [A-2, A-1]"),
        ("deal: first, tier: gold", "deal: [first, second]"),
    ] {
        let both = [
            format!("id: wide, for: {{ {wide} }}, percent: -5"),
            format!("id: narrow, for: {{ {narrow} }}, percent: -10"),
        ];
        let parts = stage("first_match", &[&both[0], &both[1]]);
        assert_eq!(told(&parts, &NO_DATA), ["shadowed narrow wide"], "{narrow} in {wide}");
        let verdict = shown(&parts, "analysis.shadowed");
        assert_eq!(outcomes(&verdict, "wide"), ["applied"], "{verdict}");
        assert_eq!(outcomes(&verdict, "narrow"), ["shadowed"], "{verdict}");
        let reversed = stage("first_match", &[&both[1], &both[0]]);
        let hidden = told(&reversed, &NO_DATA).iter().any(|one| one.starts_with("shadowed"));
        assert!(!hidden, "{wide} behind {narrow}");
    }
}

#[test]
fn a_value_that_partners_can_have_beside_another_covers_nothing() {
    // A partner may have both regions, and is then no longer `not b`.
    let parts = stage(
        "first_match",
        &[
            "id: not-b, for: { region: { not: b } }, percent: -5",
            "id: a, for: { region: a }, percent: -10",
        ],
    );
    assert_eq!(told(&parts, &NO_DATA), [""; 0]);
}

#[test]
fn several_rules_together_hide_one() {
    let parts = stage(
        "first_match",
        &[
            "id: few, for: { quantity: { below: 10 } }, percent: -1",
            "id: many, for: { quantity: { at_least: 10 } }, percent: -2",
            "id: gold, for: { tier: gold }, percent: -5",
        ],
    );
    assert_eq!(told(&parts, &NO_DATA), ["shadowed gold few"]);
    let gap = parts.replace("at_least: 10", "at_least: 11");
    assert_eq!(told(&gap, &NO_DATA), [""; 0]);
    let by_day = stage(
        "first_match",
        &[
            "id: old, for: everyone, percent: -1, valid: { until: 2026-07-01 }",
            "id: new, for: everyone, percent: -2, valid: { from: 2026-07-01 }",
            "id: gold, for: { tier: gold }, percent: -5",
        ],
    );
    assert_eq!(told(&by_day, &NO_DATA), ["shadowed gold old"]);
}

#[test]
fn what_wins_depends_on_how_a_stage_combines() {
    let rules = [
        "id: wide, for: everyone, percent: -5, priority: 1",
        "id: gold, for: { tier: gold }, percent: -10, priority: 2",
    ];
    for (combine, expected) in [
        ("first_match", &["shadowed gold wide"][..]),
        ("priority", &[]),
        ("most_conditions", &[]),
        ("best", &[]),
        ("add", &[]),
        ("compound", &[]),
    ] {
        let rules = match combine {
            "priority" => rules.map(str::to_owned),
            _ => rules.map(|rule| rule.split(", priority").next().unwrap().to_owned()),
        };
        let parts = stage(combine, &[&rules[0], &rules[1]]);
        assert_eq!(told(&parts, &NO_DATA), expected, "{combine}");
    }
    let parts = stage("priority", &[&rules[0].replace("priority: 1", "priority: 3"), rules[1]]);
    assert_eq!(told(&parts, &NO_DATA), ["shadowed gold wide"]);
    let verdict = shown(&parts, "analysis.shadowed");
    assert_eq!(outcomes(&verdict, "gold"), ["shadowed"]);
}

#[test]
fn an_exclusive_stage_hides_what_comes_after_it() {
    let parts = "waterfall:
  - { stage: contract, combine: exclusive, adjustments: [{ id: contract, for: { tier: gold }, override: 8 }] }
  - { stage: promotion, combine: best, adjustments: [{ id: gold-week, for: { tier: gold, kind: x }, percent: -5 }] }
";
    assert_eq!(told(parts, &NO_DATA), ["shadowed gold-week contract"]);
    let verdict = shown(parts, "analysis.shadowed");
    assert_eq!(outcomes(&verdict, "contract"), ["applied"]);
    assert_eq!(outcomes(&verdict, "gold-week"), ["shadowed"]);
}

#[test]
fn a_niche_stands_for_its_conditions() {
    let parts = "niches: [{ id: top, for: { tier: gold } }]\n".to_owned()
        + &stage(
            "first_match",
            &[
                "id: by-niche, for: { niche: top }, percent: -5",
                "id: gold, for: { tier: gold, kind: x }, percent: -9",
            ],
        );
    assert_eq!(told(&parts, &NO_DATA), ["shadowed gold by-niche"]);
    let verdict = shown(&parts, "analysis.shadowed");
    assert_eq!(outcomes(&verdict, "gold"), ["shadowed"]);
    let reversed = parts.replace("by-niche, for: { niche: top }", "by-niche, for: { tier: gold }");
    let reversed =
        reversed.replace("gold, for: { tier: gold, kind: x }", "gold, for: { niche: top }");
    assert_eq!(told(&reversed, &NO_DATA), ["shadowed gold by-niche"]);
}

#[test]
fn a_rule_of_one_currency_hides_no_rule_of_all() {
    let parts = "price_lists:
  - { id: general, for: everyone }
  - { id: pounds, for: everyone, currency: GBP }
"
    .to_owned()
        + &stage(
            "first_match",
            &[
                "id: euros, for: everyone, amount: -1",
                "id: gold, for: { tier: gold }, percent: -10",
            ],
        );
    assert_eq!(told(&parts, &NO_DATA), ["currency_missing euros pounds"]);
    let verdict = shown(&parts, "analysis.currency_missing");
    assert_eq!(verdict["findings"][0]["code"], "pricing.currency_not_stated", "{verdict}");
}

#[test]
fn of_a_group_of_plans_the_first_hides_the_others() {
    let parts = "fees:
  - { id: all, for: everyone, group: g, schedule: { mode: flat, tiers: [{ percent: 2 }] } }
  - { id: gold, for: { tier: gold }, group: g, schedule: { mode: flat, tiers: [{ percent: 5 }] } }
  - { id: silver, for: { tier: silver }, schedule: { mode: flat, tiers: [{ percent: 5 }] } }
";
    assert_eq!(told(parts, &NO_DATA), ["shadowed gold all"]);
    let verdict = shown(parts, "analysis.shadowed");
    assert_eq!(verdict["fees"].as_array().unwrap().len(), 1, "{verdict}");
    assert_eq!(verdict["fees"][0]["plan"], "all");
}

#[test]
fn what_no_day_or_value_can_meet_is_unreachable() {
    let parts = "valid: { from: 2026-01-01 }\nniches: [{ id: top, for: { tier: gold } }]\n"
        .to_owned()
        + &stage(
            "compound",
            &[
                "id: last-year, for: everyone, percent: -1, valid: { until: 2026-01-01 }",
                "id: silver-top, for: { niche: top, tier: silver }, percent: -1",
                "id: none-left, for: { tier: { not: [gold, silver] } }, percent: -1",
                "id: fine, for: { niche: top }, percent: -1",
            ],
        );
    let expected = [
        "unreachable last-year valid",
        "unreachable silver-top tier",
        "unreachable none-left tier",
    ];
    assert_eq!(told(&parts, &NO_DATA), expected);
}

#[test]
fn tiers_that_are_never_reached_are_told() {
    let parts = stage(
        "best",
        &[
            "id: small, for: { quantity: { below: 100 } }, discount: { mode: volume, by: quantity, tiers: [{ percent: 1 }, { from: 50, percent: 2 }, { from: 100, percent: 3 }] }",
        ],
    );
    let all = told(&parts, &NO_DATA);
    assert!(all.contains(&"unreachable small schedule.tiers[2]".to_owned()), "{all:?}");
    let parts = "fees:
  - { id: capped, for: everyone, window: month, schedule: { mode: graduated, maximum: 20, tiers: [{ percent: 2 }, { from: 1000, percent: 3 }, { from: 5000, percent: 4 }] } }
";
    assert_eq!(told(parts, &NO_DATA), ["unreachable capped tiers[1]"]);
}

#[test]
fn periods_that_overlap_by_accident_are_told_and_a_promotion_within_a_season_is_not() {
    let spring = "id: spring, for: { tier: gold }, percent: -3, valid: { from: 2026-03-01, until: 2026-06-08 }";
    let summer = "id: summer, for: { tier: gold }, percent: -5, valid: { from: 2026-06-01, until: 2026-09-01 }";
    let easter = "id: easter, for: { tier: gold }, percent: -1, valid: { from: 2026-04-01, until: 2026-04-08 }";
    for combine in ["best", "compound"] {
        let parts = stage(combine, &[spring, summer, easter]);
        let all = told(&parts, &NO_DATA);
        assert_eq!(
            all,
            ["overlap summer spring", "ended spring 2026-06-08", "ended easter 2026-04-08"]
        );
        let verdict = shown(&parts, "analysis.overlap");
        for rule in ["spring", "summer"] {
            let outcome = &outcomes(&verdict, rule)[0];
            assert!(["applied", "shadowed"].contains(&outcome.as_str()), "{rule}: {outcome}");
        }
    }
}

#[test]
fn rules_with_as_many_conditions_tie_where_both_can_hold() {
    let parts = stage(
        "most_conditions",
        &[
            "id: gold, for: { tier: gold }, percent: -5",
            "id: silver, for: { tier: silver }, percent: -6",
            "id: north, for: { region: north }, percent: -7",
        ],
    );
    assert_eq!(told(&parts, &NO_DATA), ["tie north gold"]);
    let verdict = shown(&parts, "analysis.tie");
    assert_eq!(outcomes(&verdict, "gold"), ["shadowed"]);
    assert_eq!(outcomes(&verdict, "north"), ["applied"]);
}

#[test]
fn a_cliff_is_where_more_comes_to_less() {
    let staffel = stage(
        "first_match",
        &[
            "id: hundred, for: { quantity: { at_least: 100 } }, percent: -10",
            "id: ten, for: { quantity: { at_least: 10 } }, percent: -5",
        ],
    );
    let schedule = stage(
        "best",
        &[
            "id: table, for: everyone, discount: { mode: volume, by: quantity, tiers: [{ percent: 0 }, { from: 10, percent: 5 }, { from: 100, percent: 10 }] }",
        ],
    );
    for (parts, rule) in [(staffel, "hundred"), (schedule, "table")] {
        let all = found(&parts, &NO_DATA);
        let [one] = &all[..] else { panic!("{all:#?}") };
        assert_eq!((one.finding.code.name(), &*one.finding.rule), ("analysis.cliff", rule));
        let at = |name: &str| {
            let own = one.finding.data.iter().find(|(own, _)| *own == name);
            own.map(|(_, value)| value.to_string()).unwrap_or_default()
        };
        let told = ["from", "until", "before", "bound", "after"].map(at);
        assert_eq!(told, ["95", "99", "9405.00", "100", "9000.00"]);
        let example = one.example.as_ref().unwrap();
        let net = |quantity| {
            let verdict = decided(&parts, &NO_DATA, example, Some(quantity));
            verdict["totals"]["net"].as_str().unwrap().to_owned()
        };
        assert_eq!([net(94), net(99), net(100)], ["8930.00", "9405.00", "9000.00"]);
    }
}

#[test]
fn a_minimum_order_surcharge_has_a_cliff_and_a_graduated_fee_none() {
    let parts = "order_adjustments:
  - { id: small, for: everyone, surcharge: { mode: volume, tiers: [{ fixed: 7.50 }, { from: 50, fixed: 0 }] } }
";
    let all = told(parts, &NO_DATA);
    assert_eq!(all, ["cliff small 49.99"]);
    let (one, example) = example_of(parts, &NO_DATA, "analysis.cliff");
    assert!(one.finding.data.contains(&("from", "42.51".into())), "{one:?}");
    let verdict = decided(parts, &NO_DATA, &example, None);
    assert_eq!(verdict["totals"]["net"], "50.00", "{verdict}");
    let fee = "fees:
  - { id: f, for: everyone, window: month, schedule: { mode: graduated, tiers: [{ percent: 2 }, { from: 1000, percent: 3 }] } }
";
    assert_eq!(told(fee, &NO_DATA), [""; 0]);
}

#[test]
fn a_bonus_for_each_order_pays_for_splitting_and_one_for_a_month_does_not() {
    let parts = "fees:
  - { id: spiff, for: { tier: gold }, schedule: { mode: flat, fixed: 25, tiers: [{ percent: 1 }] } }
";
    assert_eq!(told(parts, &NO_DATA), ["splitting_pays spiff"]);
    let (_, example) = example_of(parts, &NO_DATA, "analysis.splitting_pays");
    let verdict = decided(parts, &NO_DATA, &example, None);
    assert_eq!(verdict["fees"][0]["fee"], "45.00", "{verdict}");
    assert_eq!(told(&parts.replace("schedule", "window: month, schedule"), &NO_DATA), [""; 0]);
}

#[test]
fn plans_that_together_pay_more_than_the_sale_are_told_once() {
    let plan = |id: &str, scope: &str, percent: u8, more: &str| {
        format!(
            "  - {{ id: {id}, for: {scope}, schedule: {{ mode: flat, tiers: [{{ percent: {percent} }}] }}{more} }}\n"
        )
    };
    let parts = "fees:\n".to_owned()
        + &plan("a", "{ tier: gold }", 60, "")
        + &plan("b", "{ region: north }", 30, "")
        + &plan("c", "{ tier: silver }", 50, "")
        + &plan("d", "everyone", 20, "");
    let all = told(&parts, &NO_DATA);
    assert_eq!(all, ["paid_beyond_whole a b, d"]);
    let verdict = shown(&parts, "analysis.paid_beyond_whole");
    let paid: f64 = verdict["fees"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fee| fee["fee"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    assert!((paid - 110.0).abs() < 1e-9, "{verdict}");
    let grouped = "fees:\n".to_owned()
        + &plan("a", "{ tier: gold }", 60, ", group: g")
        + &plan("b", "{ region: north }", 30, ", group: g")
        + &plan("d", "everyone", 20, ", group: g");
    assert!(!told(&grouped, &NO_DATA).iter().any(|one| one.starts_with("paid")));
}

#[test]
fn a_floor_above_a_cap_can_never_hold() {
    let parts = "guards:
  - { id: floor, for: { kind: x }, price_floor: 10, reaction: reject }
  - { id: cap, for: everyone, price_cap: 8, reaction: reject }
";
    assert_eq!(told(parts, &NO_DATA), ["guard_never_holds floor cap"]);
    let verdict = shown(parts, "analysis.guard_never_holds");
    assert_eq!(verdict["verdict"], "rejected", "{verdict}");
    let apart = parts.replace("for: everyone", "for: { kind: y }");
    assert_eq!(told(&apart, &NO_DATA), [""; 0]);
}

fn shop() -> Data {
    Data {
        partners: r#"{"id":"P-1","name":"Jansen","tier":"gold"}"#.into(),
        products: [
            r#"{"id":"A","name":"A","kind":"x","cost":"9.50"}"#,
            r#"{"id":"B","name":"B","kind":"y","quantity_multiple":"10"}"#,
        ]
        .join("\n"),
        prices: [
            r#"{"list":"general","product":"A","unit_price":"10.00"}"#,
            r#"{"list":"general","product":"A","unit_price":"9.00","quantity_from":"100"}"#,
            r#"{"list":"general","product":"B","unit_price":"1.00"}"#,
            r#"{"list":"general","product":"B","unit_price":"1.10","quantity_from":"20"}"#,
        ]
        .join("\n"),
    }
}

#[test]
fn prices_of_the_master_data_are_looked_at_and_examples_are_orders_of_it() {
    let parts =
        "guards:\n  - { id: margin, for: everyone, min_margin_percent: 10, reaction: reject }\n";
    let data = shop();
    assert_eq!(
        told(parts, &data),
        ["cliff general 99", "splitting_pays general", "guard_never_holds margin"]
    );
    for one in found(parts, &data) {
        let example = one.example.unwrap();
        assert_eq!((&*example.partner, example.rows.len()), ("P-1", 0));
    }
    let (_, example) = example_of(parts, &data, "analysis.guard_never_holds");
    let verdict = decided(parts, &data, &example, None);
    assert_eq!(verdict["findings"][0]["code"], "pricing.guard_rejected", "{verdict}");
    let (_, example) = example_of("", &data, "analysis.cliff");
    assert_eq!((&*example.product, example.quantity), ("A", 99));
    let net = |quantity| {
        let verdict = decided("", &data, &example, Some(quantity));
        verdict["totals"]["net"].as_str().unwrap().to_owned()
    };
    assert_eq!([net(90), net(91), net(99), net(100)], ["900.00", "910.00", "990.00", "900.00"]);
}

#[test]
fn a_list_behind_another_gives_no_price_and_one_without_entries_neither() {
    let parts = "price_lists:
  - { id: general, for: everyone }
  - { id: gold, for: { tier: gold } }
  - { id: empty, for: { tier: gold } }
  - { id: nobody, for: { tier: silver } }
";
    let mut data = shop();
    data.prices += "\n{\"list\":\"gold\",\"product\":\"A\",\"unit_price\":\"8.00\"}";
    data.prices += "\n{\"list\":\"nobody\",\"product\":\"A\",\"unit_price\":\"8.00\"}";
    let all = told(parts, &data);
    for expected in ["shadowed gold general", "not_used empty prices", "not_used nobody partners"] {
        assert!(all.contains(&expected.to_owned()), "{expected}: {all:?}");
    }
    let (_, example) = example_of(parts, &data, "analysis.shadowed");
    let verdict = decided(parts, &data, &example, None);
    assert_eq!(verdict["lines"][0]["price_list"], "general", "{verdict}");
    // Where the first list has no price of the product, the second one speaks.
    data.prices += "\n{\"list\":\"gold\",\"product\":\"B\",\"unit_price\":\"8.00\"}";
    data.prices =
        data.prices.replace(r#"{"list":"general","product":"B","unit_price":"1.00"}"#, "");
    data.prices =
        data.prices.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert!(!told(parts, &data).contains(&"shadowed gold general".to_owned()));
}

#[test]
fn no_more_than_the_limit_is_told_and_the_rest_counted() {
    let rules: Vec<String> = (0..30)
        .map(|at| format!("id: r{at}, for: {{ quantity: {{ at_least: {} }} }}, percent: 1", at + 1))
        .collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let parts = stage("first_match", &rules);
    let analysis = engine(&parts, &NO_DATA, None).analyse(None, 10);
    assert_eq!((analysis.rules, analysis.findings.len()), (31, 10));
    let more: Vec<_> = analysis.more.iter().map(|(code, count)| (code.name(), *count)).collect();
    assert_eq!(more, [("analysis.shadowed", 19)]);
}
