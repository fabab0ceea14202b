//! What must hold for every order, not only for those someone thought of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use longtail::{
    Engine, Language, Options, Rulebook, Stock, SupplyTables, Table, Tables, TraceLevel, View,
    Workspace, read_order, verdict_json,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const BOOK: &str = "
format: 1
id: properties
zone: Europe/Amsterdam
currency: EUR
attributes:
  partner: { tier: [gold, silver], region: text }
  product: { category: text }
niches:
  - { id: north, for: { region: { prefix: [n] } } }
tax: { prices: exclusive, rates: { standard: 21, reduced: 9 } }
rounding: { unit: { increment: 0.0001 } }
price_lists:
  - { id: gold, for: { tier: gold } }
  - { id: pounds, currency: GBP, for: everyone }
  - { id: general, for: everyone }
choose_price: lowest
permissions:
  - { id: sterile, products: { category: sterile }, for: { tier: gold } }
waterfall:
  - stage: promotion
    combine: best
    adjustments:
      - { id: many, for: { quantity: { at_least: 20 } }, percent: -7.5 }
      - { id: north, for: { niche: north }, amount: -0.10 }
  - stage: partner
    combine: compound
    adjustments:
      - { id: gold, for: { tier: gold }, percent: -3.3 }
      - { id: gloves, for: { category: gloves }, percent: -1.7, of: original }
guards:
  - { id: floor, for: everyone, price_floor: 0.05, reaction: clamp }
  - { id: margin, for: { category: gloves }, min_margin_percent: 12, reaction: approve }
  - { id: discount, for: everyone, max_discount_percent: 40, reaction: reject }
order_rules:
  amount_min: [ { id: small, for: { tier: silver }, amounts: { EUR: 10.00 }, reaction: approve } ]
availability: { deliveries_max: 3, late_days_max: 40, untracked: unlimited }
calendar: { cut_off: \"16:00\", closed: [2026-03-09], handling_days: 1, transit_days: 2 }
fees:
  - id: agents
    for: { tier: gold }
    schedule:
      mode: graduated
      tiers: [ { from: 0, percent: 2 }, { from: 50, percent: 3, fixed: 1 } ]
    shares: [ { to: partner, percent: 70 }, { to: distributor, percent: 30 } ]
    tax: standard
  - { id: lines, for: everyone, window: line, base: margin, schedule: { mode: flat, tiers: [ { percent: 1 } ] } }
";

const PARTNERS: &str = "id,name,tier,region,distributor,credit_limit,status
P-1,One,gold,north-1,P-3,,active
P-2,Two,silver,south,,500.00,active
P-3,Three,,,,,active
P-4,Four,gold,north,P-3,,blocked
";
const PRODUCTS: &str = "id,name,gtin,category,tax,quantity_min,quantity_multiple,quantity_max,cost
A,Glove,4006381333931,gloves,standard,1,1,,0.80
B,Mask,,sterile,reduced,5,5,1000,
C,Soap,,soap,,1,3,,2.00
D,Never,,soap,,1,1,,
";
const PRICES: &str = "list,product,unit_price,quantity_from,valid_from,valid_until
general,A,1.25,1,,
general,A,1.10,50,,
gold,A,1.20,1,2026-03-01,2026-03-15
general,B,0.3333,1,,
general,C,12.345678,1,,
pounds,A,1.00,1,,
pounds,C,10,1,,
";
const STOCK: &str = "product,on_hand,safety
A,40,5
B,0,0
C,100,0
";
const RECEIPTS: &str = "product,date,quantity
A,2026-03-10,100
B,2026-03-04,50
A,2026-03-20,30
";
const PROMISES: &str = "product,date,quantity
A,2026-03-12,60
C,2026-03-03,20
";

fn table<'a>(source: &'a str, text: &'a str) -> Table<'a> {
    Table { source, text }
}

fn engine_of(renamed: impl Fn(&str) -> String) -> Engine {
    let texts = [BOOK, PARTNERS, PRODUCTS, PRICES, STOCK, RECEIPTS, PROMISES].map(renamed);
    let book = Rulebook::parse(&texts[0], "book").unwrap();
    let tables = Tables {
        partners: table("partners", &texts[1]),
        products: table("products", &texts[2]),
        prices: table("prices", &texts[3]),
        supply: SupplyTables {
            stock: table("stock", &texts[4]),
            receipts: table("receipts", &texts[5]),
            promises: table("promises", &texts[6]),
            ..SupplyTables::default()
        },
        ..Tables::default()
    };
    Engine::from_tables(book, &tables).unwrap()
}

fn engine() -> Engine {
    engine_of(str::to_owned)
}

fn decided(engine: &Engine, order: &Value, options: &Options) -> Value {
    let mut out = String::new();
    let text = order.to_string();
    engine.decide_text(&text, options, &mut Workspace::new(), &mut out).unwrap();
    serde_json::from_str(&out).unwrap()
}

const FULL: Options =
    Options { trace: TraceLevel::Full, language: Language::En, stock: Stock::Running };

fn cents(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

prop_compose! {
    fn a_line()(
        product in prop::sample::select(vec!["A", "B", "C", "D", "E"]),
        quantity in prop_oneof![1i64..80, -2i64..2, Just(1_000_000_000), Just(2_000_000_000)],
        requested in prop::option::of(prop::sample::select(vec!["2026-03-02", "2026-03-06", "2026-04-01"])),
        price in prop::option::of(prop::sample::select(vec!["1.25", "0"])),
    ) -> Value {
        let mut line = json!({ "product": product, "quantity": quantity });
        if let Some(day) = requested {
            line["requested"] = json!(day);
        }
        if let Some(price) = price {
            line["unit_price"] = json!(price);
        }
        line
    }
}

prop_compose! {
    fn an_order()(
        partner in prop::sample::select(vec!["P-1", "P-2", "P-3", "P-4", "P-5"]),
        currency in prop::option::weighted(0.2, prop::sample::select(vec!["EUR", "GBP", "JPY", "XXX"])),
        placed_at in prop::sample::select(vec![
            "2026-03-02T10:15:00+01:00", "2026-03-06T15:59:59", "2026-03-06T16:00:00", "2026-03-29T02:30:00",
        ]),
        lines in prop::collection::vec(a_line(), 0..8),
    ) -> Value {
        let mut order = json!({ "partner": partner, "placed_at": placed_at, "lines": lines });
        if let Some(currency) = currency {
            order["currency"] = json!(currency);
        }
        order
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn amounts_add_up_and_shares_give_back_every_cent(order in an_order()) {
        let verdict = decided(&engine(), &order, &FULL);
        let (lines, totals) = (verdict["lines"].as_array().unwrap(), &verdict["totals"]);
        for name in ["list", "net", "tax", "gross"] {
            let sum: i64 = lines.iter().map(|line| cents(&line[name])).sum();
            prop_assert_eq!(sum, cents(&totals[name]), "{}", name);
        }
        prop_assert_eq!(cents(&totals["net"]) + cents(&totals["tax"]), cents(&totals["gross"]));
        prop_assert_eq!(cents(&totals["list"]) + cents(&totals["discount"]), cents(&totals["net"]));
        let mut fees = 0;
        for fee in verdict["fees"].as_array().unwrap() {
            let shares: i64 = fee["shares"].as_array().unwrap().iter().map(|s| cents(&s["amount"])).sum();
            prop_assert_eq!(shares, cents(&fee["fee"]));
            prop_assert!(shares >= 0);
            fees += shares;
        }
        prop_assert_eq!(fees, cents(&totals["fee"]));
    }

    #[test]
    fn a_line_is_promised_what_its_deliveries_bring(order in an_order()) {
        let verdict = decided(&engine(), &order, &FULL);
        for line in verdict["lines"].as_array().unwrap() {
            let (confirmed, quantity) = (line["confirmed"].as_i64().unwrap(), line["quantity"].as_i64().unwrap());
            let deliveries = line["deliveries"].as_array().unwrap();
            let brought: i64 = deliveries.iter().map(|d| d["quantity"].as_i64().unwrap()).sum();
            prop_assert_eq!(brought, confirmed);
            prop_assert!(confirmed <= quantity && deliveries.len() <= 3);
            prop_assert_eq!(confirmed == 0, line["status"] == "rejected");
            for pair in deliveries.windows(2) {
                prop_assert!(pair[0]["ship"].as_str() < pair[1]["ship"].as_str());
            }
        }
    }

    #[test]
    fn the_verdict_follows_from_the_findings_and_the_lines(order in an_order()) {
        let verdict = decided(&engine(), &order, &FULL);
        let has = |severity: &str| {
            verdict["findings"].as_array().unwrap().iter().any(|f| f["severity"] == severity)
        };
        let as_asked = verdict["lines"].as_array().unwrap().iter()
            .all(|line| line["status"] == "confirmed" && line["ordered"] == line["confirmed"]);
        let expected = if has("block") { "rejected" }
            else if has("approve") { "needs_approval" }
            else if as_asked { "accepted" }
            else { "accepted_with_changes" };
        prop_assert_eq!(verdict["verdict"].as_str(), Some(expected));
    }

    #[test]
    fn how_much_is_explained_changes_no_answer(order in an_order()) {
        let (engine, mut answers) = (engine(), Vec::new());
        for trace in [TraceLevel::None, TraceLevel::Summary, TraceLevel::Candidates, TraceLevel::Full] {
            let mut verdict = decided(&engine, &order, &Options { trace, ..FULL });
            verdict["trace"] = Value::Null;
            answers.push(verdict);
        }
        prop_assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_used_workspace_answers_like_a_new_one(orders in prop::collection::vec(an_order(), 1..6)) {
        let engine = engine();
        let options = Options { stock: Stock::Snapshot, ..FULL };
        let mut used = Workspace::new();
        for order in &orders {
            let text = order.to_string();
            let mut again = String::new();
            engine.decide_text(&text, &options, &mut used, &mut again).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), decided(&engine, order, &options));
        }
    }

    #[test]
    fn orders_one_after_the_other_are_never_promised_the_same_unit(
        orders in prop::collection::vec(an_order(), 1..8),
    ) {
        let engine = engine();
        let mut workspace = Workspace::new();
        let mut promised = [0i64; 3];
        for order in &orders {
            let mut out = String::new();
            engine.decide_text(&order.to_string(), &FULL, &mut workspace, &mut out).unwrap();
            let verdict: Value = serde_json::from_str(&out).unwrap();
            if verdict["verdict"] == "rejected" {
                continue;
            }
            for line in verdict["lines"].as_array().unwrap() {
                if let Some(at) = ["A", "B", "C"].iter().position(|p| line["product"] == **p) {
                    promised[at] += line["confirmed"].as_i64().unwrap();
                }
            }
        }
        // On hand less safety, with all receipts and less all promises.
        prop_assert!(promised[0] <= 40 - 5 + 130 - 60, "{:?}", promised);
        prop_assert!(promised[1] <= 50 && promised[2] <= 80, "{:?}", promised);
    }

    #[test]
    fn other_names_change_nothing_but_the_names(order in an_order()) {
        let rename = |text: &str| text.replace("P-", "Partner/").replace("gold", "oro").replace("general", "basis");
        let renamed: Value = serde_json::from_str(&rename(&order.to_string())).unwrap();
        let plain = decided(&engine(), &order, &FULL).to_string();
        let other = decided(&engine_of(rename), &renamed, &FULL).to_string();
        // The hash is that of the rulebook's text, which differs.
        let hash = |text: &str| -> String {
            let at = text.find("\"hash\":\"").unwrap() + 8;
            text[at..at + 16].to_owned()
        };
        prop_assert_eq!(rename(&plain).replace(&hash(&plain), ""), other.replace(&hash(&other), ""));
    }

    #[test]
    fn the_view_and_the_text_tell_the_same(order in an_order()) {
        let engine = engine();
        let mut workspace = Workspace::new();
        let text = order.to_string();
        let draft = read_order(&text).unwrap();
        let decision = engine.decide(&draft, &FULL, &mut workspace).unwrap();
        let mut out = String::new();
        verdict_json(&engine, decision, Language::En, &mut out);
        let verdict: Value = serde_json::from_str(&out).unwrap();
        let view = View::new(&engine, decision);
        let findings: Vec<_> = view.findings();
        prop_assert_eq!(findings.len(), verdict["findings"].as_array().unwrap().len());
        for (finding, told) in findings.iter().zip(verdict["findings"].as_array().unwrap()) {
            prop_assert_eq!(Some(finding.code.name()), told["code"].as_str());
            prop_assert_eq!(Some(&*finding.path), told["path"].as_str());
            prop_assert_eq!(Some(finding.message(Language::En)), told["message"].as_str().map(str::to_owned));
            prop_assert_eq!(Some(finding.remedy(Language::En)), told["remedy"].as_str().map(str::to_owned));
            prop_assert_eq!(&*finding.rule, told["rule"].as_str().unwrap_or(""));
        }
    }

    #[test]
    fn any_text_is_an_answer_or_an_error_and_never_a_panic(text in ".{0,120}") {
        let mut out = String::new();
        let engine = engine();
        let decided = engine.decide_text(&text, &FULL, &mut Workspace::new(), &mut out);
        prop_assert_eq!(decided.is_ok(), !out.is_empty());
    }

    #[test]
    fn a_rulebook_with_pieces_moved_about_is_refused_or_works(
        cut in 0usize..60, paste in 0usize..60, order in an_order(),
    ) {
        let mut lines: Vec<&str> = BOOK.lines().collect();
        let (cut, paste) = (cut % lines.len(), paste % lines.len());
        let line = lines.remove(cut);
        lines.insert(paste.min(lines.len()), line);
        if let Ok(book) = Rulebook::parse(&lines.join("\n"), "moved") {
            let tables = Tables {
                partners: table("partners", PARTNERS),
                products: table("products", PRODUCTS),
                prices: table("prices", PRICES),
                ..Tables::default()
            };
            if let Ok(engine) = Engine::from_tables(book, &tables) {
                decided(&engine, &order, &FULL);
            }
        }
    }
}
