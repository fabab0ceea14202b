use super::*;
use crate::calendar::Day;
use crate::error::ErrorKind;
use crate::fees::EarnPoint;
use crate::order::{Options, Workspace};
use crate::rulebook::Engine;
use crate::wire::{Table, Tables, read_order};
use serde_json::{Value, json};

const BOOK: &str = "
format: 1
id: b
zone: UTC
currency: EUR
tax: { prices: exclusive, rates: { standard: 21 } }
price_lists: [ { id: general, for: everyone } ]
availability: { untracked: unlimited }
fees:
  - id: agents
    for: everyone
    window: month
    refund: recompute_period
    tax: standard
    shares: [ { to: partner, percent: 70 }, { to: distributor, percent: 30 } ]
    schedule:
      mode: volume
      by: quantity
      tiers: [ { from: 0, percent: 2.5 }, { from: 100, percent: 4.125 } ]
  - { id: lines, for: everyone, window: line, base: gross,
      schedule: { mode: flat, tiers: [ { percent: 1 } ] } }
  - { id: paid, for: everyone, earn_on: paid, schedule: { mode: flat, tiers: [ { percent: 1 } ] } }
";

fn engine() -> Engine {
    let table = |source, text| Table { source, text };
    let tables = Tables {
        partners: table("partners", "id,name,distributor\nP-1,One,D-1\nD-1,Above,\n"),
        products: table("products", "id,name,tax\nA,Glove,standard\nB,Soap,standard\n"),
        prices: table("prices", "list,product,unit_price\ngeneral,A,1.37\ngeneral,B,2.111\n"),
        ..Tables::default()
    };
    Engine::from_tables(Rulebook::parse(BOOK, "book").expect("no faults"), &tables)
        .expect("no faults")
}

/// The verdict of an order and its sales.
fn decided(engine: &Engine, order: &Value) -> (Value, Value) {
    let text = order.to_string();
    let draft = read_order(&text).expect("an order");
    let mut workspace = Workspace::new();
    let decision = engine.decide(&draft, &Options::default(), &mut workspace).expect("decided");
    let booked = Day::parse("2026-03-09").expect("a day");
    let sales = sales_json(engine, decision, EarnPoint::Ordered, booked).expect("sales");
    let mut verdict = String::new();
    crate::wire::verdict_json(engine, decision, Language::En, &mut verdict);
    let read = |text: &str| serde_json::from_str(text).expect("JSON");
    (read(&verdict), read(&sales))
}

fn asked(book: &Rulebook, verb: &str, text: &Value) -> Value {
    let answer = ledger_json(book, verb, &text.to_string());
    let answer = answer.unwrap_or_else(|error| panic!("{verb}: {error}"));
    let again = ledger_json(book, verb, &text.to_string());
    assert_eq!(again.as_ref(), Ok(&answer));
    serde_json::from_str(&answer).expect("JSON")
}

/// The ledger of one order, and what was answered.
fn first(engine: &Engine) -> (Value, Value, Vec<Value>) {
    let order = json!({"id": "O-1", "partner": "P-1", "placed_at": "2026-03-02T10:00:00Z",
        "to_date": {"agents": {"base": "0"}},
        "lines": [{"id": "1", "product": "A", "quantity": 60}, {"product": "B", "quantity": 7}]});
    let (verdict, sales) = decided(engine, &order);
    let answer = asked(engine.book(), "accrue", &json!({"entries": [], "sales": sales}));
    let answers = answer["answers"].as_array().expect("answers");
    let entries = answers.iter().flat_map(|a| a["entries"].as_array().expect("entries").clone());
    (verdict, sales, entries.collect())
}

#[test]
fn an_entry_carries_the_hash_of_the_trace_that_the_order_gives_again() {
    let engine = engine();
    let (_, _, entries) = first(&engine);
    let order = r#"{"id":"O-1","partner":"P-1","placed_at":"2026-03-02T10:00:00Z",
        "to_date":{"agents":{"base":"0"}},
        "lines":[{"id":"1","product":"A","quantity":60},{"product":"B","quantity":7}]}"#;
    let hash_of = |order: &str| {
        let (mut workspace, mut text) = (Workspace::new(), String::new());
        let draft = read_order(order).expect("an order");
        let decision = engine.decide(&draft, &Options::default(), &mut workspace).expect("decided");
        crate::wire::trace_json(&engine, decision, &mut text);
        crate::wire::trace_hash(&text)
    };
    let other = order.replace("60", "61");
    assert!(entries.iter().all(|entry| entry["trace"] == hash_of(order)));
    assert!(entries.iter().all(|entry| entry["trace"] != hash_of(&other)));
}

fn cents(value: &Value) -> i64 {
    value.as_str().expect("an amount").replace('.', "").parse().expect("digits")
}

#[test]
fn from_verdict_to_entries_every_cent_is_the_same() {
    let engine = engine();
    let (verdict, sales, entries) = first(&engine);
    assert_eq!(sales.as_array().map(Vec::len), Some(4), "agents, two lines, paid");
    assert_eq!(sales[0]["measures"], json!({"quantity": "67"}));
    assert_eq!((&sales[1]["line"], &sales[2]["line"]), (&json!("1"), &json!("lines[1]")));
    for fee in verdict["fees"].as_array().expect("fees") {
        for share in fee["shares"].as_array().expect("shares") {
            let source = match &fee["line"] {
                Value::Null => Value::Null,
                line if *line == 0 => json!("1"),
                _ => json!("lines[1]"),
            };
            let own = entries.iter().find(|entry| {
                entry["plan"] == fee["plan"]
                    && entry["partner"] == share["partner"]
                    && entry["line"] == source
            });
            if fee["plan"] == "paid" {
                assert!(own.is_none(), "it is earned when paid");
                continue;
            }
            assert_eq!(own.expect("an entry")["amount"], share["amount"]);
        }
        let tax: i64 = entries
            .iter()
            .filter(|e| e["plan"] == fee["plan"] && e["plan"] == "agents")
            .map(|e| cents(&e["tax"]))
            .sum();
        assert!(fee["plan"] != "agents" || tax == cents(&fee["tax"]));
    }
}

#[test]
fn the_period_so_far_is_what_an_order_is_told_as_to_date() {
    let engine = engine();
    let (_, sales, entries) = first(&engine);
    let order = json!({"id": "O-2", "partner": "P-1", "placed_at": "2026-03-05T10:00:00Z",
        "to_date": {"agents": {"base": sales[0]["base"], "count": 1, "quantity": "67"}},
        "lines": [{"product": "A", "quantity": 33}]});
    let (verdict, sales) = decided(&engine, &order);
    let answer = asked(engine.book(), "accrue", &json!({"entries": entries, "sales": sales}));
    let booked = answer["answers"][0]["entries"].as_array().expect("entries");
    let exact: Vec<_> = booked.iter().map(|entry| entry["amount"].clone()).collect();
    let shares = verdict["fees"][0]["shares"].as_array().expect("shares");
    assert_eq!(exact, shares.iter().map(|s| s["amount"].clone()).collect::<Vec<_>>());
    // 45.21 at 4.125 %: the 100 units of the higher tier are reached.
    assert_eq!(verdict["fees"][0]["exact"], "1.8649125");
}

#[test]
fn every_verb_reads_what_another_wrote() {
    let engine = engine();
    let (_, sales, mut entries) = first(&engine);
    let book = engine.book();
    let again = asked(book, "accrue", &json!({"entries": entries, "sales": [sales[0]]}));
    assert_eq!(again["answers"][0]["replayed"], true);

    let refund = json!({"entries": entries, "refunds": [{"plan": "agents", "order": "C-1",
        "sale": {"order": "O-1"}, "day": "2026-03-10", "booked": "2026-03-10", "currency": "EUR",
        "base": "33.33", "measures": {"quantity": "20"}}]});
    let answer = asked(book, "refund", &refund);
    entries.extend(answer["answers"][0]["entries"].as_array().expect("entries").clone());
    assert_eq!(entries.last().expect("entries")["measures"], json!({"quantity": "-20"}));

    let policy = json!({"minimum": {"EUR": "0.25"}, "hold_back": {"percent": "10", "days": 30}});
    let settle = json!({"entries": entries, "policy": policy, "from": "2026-03-01",
        "until": "2026-04-01", "booked": "2026-04-02"});
    let settlement = asked(book, "settle", &settle);
    entries.extend(settlement["entries"].as_array().expect("entries").clone());
    assert_eq!(settlement["accounts"].as_array().map(Vec::len), Some(2));

    let statement = asked(
        book,
        "statement",
        &json!({"entries": entries, "partner": "P-1",
        "currency": "EUR", "from": "2026-03-01", "until": "2026-04-01"}),
    );
    assert_eq!(statement["opening"], "0.00");
    let account = &settlement["accounts"][1];
    assert_eq!((&account["partner"], &statement["closing"]), (&json!("P-1"), &account["carried"]));

    let verified = asked(book, "verify", &json!({"entries": entries, "policy": policy}));
    assert_eq!(verified, json!({"findings": []}));
    entries[0]["amount"] = json!("99.00");
    let verified = asked(book, "verify", &json!({"entries": entries}));
    assert_eq!(verified["findings"][0]["code"], "ledger.amount_differs");
}

#[test]
fn an_entry_is_written_as_it_was_read() {
    let engine = engine();
    let (.., entries) = first(&engine);
    for entry in &entries {
        let text = json!({"entries": [entry], "partner": entry["partner"], "currency": "EUR",
            "from": "2026-01-01", "until": "2027-01-01"});
        let statement = asked(engine.book(), "statement", &text);
        let mut row = statement["rows"][0].clone();
        for own in ["sale", "reversed_by", "balance"] {
            row.as_object_mut().expect("a row").remove(own);
        }
        assert_eq!(&row, entry);
    }
}

#[test]
fn every_refusal_names_its_place() {
    let book = Rulebook::parse(BOOK, "book").expect("no faults");
    let sale = r#"{"plan":"agents","order":"O-1","partner":"P-1","receivers":[],"day":"2026-03-02",
        "booked":"2026-03-02","currency":"EUR","base":"1.00","event":"ordered"}"#;
    let accrue = |entries: &str, sale: &str| format!(r#"{{"entries":{entries},"sales":[{sale}]}}"#);
    let entry = r#"[{"key":"k","kind":"payout","partner":"P-1","order":"O","period":"p",
        "day":"2026-03-02","posted":"2026-03-02","booked":"2026-03-02","currency":"EUR","base":"0",
        "count":0,"exact":"0","amount":"1.005","tax":"0.00"}]"#;
    for (text, code, path) in [
        (String::new(), "document.unreadable", ""),
        ("[]".to_owned(), "document.wrong_type", ""),
        (r#"{"entries":[],"sales":[],"sale":1}"#.to_owned(), "document.unknown_field", "sale"),
        (accrue("[]", &sale.replace("agents", "agent")), "rulebook.unknown_name", "sales[0].plan"),
        (
            accrue("[]", &sale.replace("\"1.00\"", "\"1,00\"")),
            "document.invalid_value",
            "sales[0].base",
        ),
        (
            accrue("[]", &sale.replace("ordered", "order")),
            "document.invalid_value",
            "sales[0].event",
        ),
        (
            accrue("[]", &sale.replace("\"event\"", "\"evnt\"")),
            "document.missing_field",
            "sales[0]",
        ),
        (accrue("[{}]", sale), "document.missing_field", "entries[0]"),
        (accrue(entry, sale), "document.invalid_value", "entries[0].amount"),
    ] {
        let error = ledger_json(&book, "accrue", &text).expect_err("a fault");
        assert_eq!(error.kind(), ErrorKind::Input);
        let first = &error.findings()[0];
        assert_eq!((first.code.name(), &*first.path), (code, path), "{text}");
    }
    let error = ledger_json(&book, "pay", "{}").expect_err("no verb");
    assert_eq!(
        error.to_string(),
        "verb `pay` is not one of accrue, refund, settle, statement, verify"
    );
}

#[test]
fn only_an_order_that_is_not_rejected_and_has_an_id_is_booked() {
    let engine = engine();
    let order = json!({"id": "O-1", "partner": "P-1", "placed_at": "2026-03-02T10:00:00Z",
        "lines": [{"product": "A", "quantity": 0}]});
    assert_eq!(decided(&engine, &order).1, json!([]));
    let text = r#"{"partner":"P-1","placed_at":"2026-03-02T10:00:00Z",
        "lines":[{"product":"A","quantity":1}]}"#;
    let draft = read_order(text).expect("an order");
    let mut workspace = Workspace::new();
    let decision = engine.decide(&draft, &Options::default(), &mut workspace).expect("decided");
    assert!(sales_of(&engine, decision, EarnPoint::Ordered, Day(0)).is_err());
}
