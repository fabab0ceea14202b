#![allow(clippy::unwrap_used)]

use crate::explain::Language;
use crate::rulebook::{Engine, Rulebook};
use crate::wire::tables::{SupplyTables, Table, Tables};

const BOOK: &str = r#"
format: 1
id: private
zone: Europe/Amsterdam
currency: EUR
attributes: { partner: { region: text } }
price_lists: [{ id: general, for: everyone }]
calendar: { cut_off: "16:00", transit_days: 1 }
availability:
  late_days_max: 8
  groups: [{ id: northern, for: { region: north } }]
"#;

/// With so many of `A`: of few the order leans on a receipt, of more it is kept from
/// what is there for others.
fn engine_with(of_a: u32) -> Engine {
    let stock = format!("product,on_hand\nA,{of_a}\nB,4\nC,9\n");
    fn table(text: &str) -> Table<'_> {
        Table { source: "table", text }
    }
    let tables = Tables {
        partners: table("id,name,region\nP-1,Jansen,\nRIVAL-P,Rival-name,north\n"),
        products: table("id,name\nA,A\nB,B\nC,C\nK,K\n"),
        prices: table(
            "list,product,unit_price\ngeneral,A,1\ngeneral,B,1\ngeneral,C,1\ngeneral,K,1\n",
        ),
        kits: table("kit,part,quantity\nK,A,1\nK,B,2\n"),
        substitutes: table("product,substitute\nB,C\n"),
        supply: SupplyTables {
            stock: table(&stock),
            receipts: table(
                "product,date,quantity,id,supplier\nA,2026-03-09,9,PO-1,Acme\nB,2026-03-12,9,PO-2,\n",
            ),
            promises: table(
                "product,date,quantity,id,partner,owner,expires_at\n\
                 A,2026-03-05,6,RIVAL-SO-1,RIVAL-P,,\n\
                 B,2026-03-03,3,RIVAL-SO-2,RIVAL-P,RIVAL-CART,2026-03-02T18:00:00+01:00\n\
                 K,2026-03-09,1,RIVAL-SO-3,RIVAL-P,,\n\
                 C,2026-03-04,7,RIVAL-SO-4,RIVAL-P,,\n",
            ),
            quotas: table(
                "product,group,from,until,quantity\nC,northern,2026-03-01,2026-04-01,8\n",
            ),
            protections: table("product,group,quantity\nA,northern,9\n"),
            ..SupplyTables::default()
        },
        ..Tables::default()
    };
    Engine::from_tables(Rulebook::parse(BOOK, "book").unwrap(), &tables).unwrap()
}

fn engine() -> Engine {
    engine_with(8)
}

fn order(placed: &str, extra: &str) -> String {
    let lines = [("A", 3), ("B", 12), ("C", 8), ("K", 3)];
    let lines = lines
        .map(|(product, quantity)| format!(r#"{{"product":"{product}","quantity":{quantity}}}"#));
    let lines = lines.join(",");
    format!(
        r#"{{"partner":"P-1","placed_at":"2026-03-02T{placed}:00+01:00",{extra}"lines":[{lines}]}}"#
    )
}

#[test]
fn other_partners_and_their_orders_are_named_to_nobody() {
    let engines = [engine_with(8), engine_with(10)];
    let question = r#"{"state":{"receipts":1,"counts":[["Acme","",3,4]]}}"#;
    let extras = ["", r#""together":true,"#, r#""partial":false,"#, r#""owner":"mine","#];
    let mut told = String::new();
    let placed = ["09:00", "16:30", "19:00"];
    let asked = placed.iter().flat_map(|placed| extras.map(|extra| order(placed, extra)));
    let asked = asked.flat_map(|order| engines.iter().map(move |engine| (engine, order.clone())));
    for (engine, order) in asked {
        for language in [Language::En, Language::Nl] {
            told += &engine.explain_promise_text(&order, language).unwrap();
        }
        told += &engine.confidence_text(&order, question).unwrap();
    }
    for said in ["PO-1", "PO-2", "Acme", "northern", "cut_off_missed", "minutes_earlier", "short"] {
        assert!(told.contains(said), "{said} is told");
    }
    let lower = told.to_lowercase();
    for kept in ["rival", "so-1", "cart"] {
        assert!(!lower.contains(kept), "{kept} is not");
    }
}

#[test]
fn an_order_so_many_minutes_earlier_is_decided_as_was_told() {
    let engine = engine();
    let late = order("16:30", "");
    let told = engine.explain_promise_text(&late, Language::En).unwrap();
    assert!(told.contains(r#""minutes_earlier":31"#));
    // The sentence says what the same order would have got, placed then.
    let draft = order("15:59", "");
    let draft = crate::wire::read_order(&draft).unwrap();
    let (decision, reasons) = engine.explain_promise(&draft).unwrap();
    let late = crate::wire::read_order(&late).unwrap();
    let (_, explained) = engine.explain_promise(&late).unwrap();
    let mut seen = 0;
    for (reason, explained) in reasons.iter().zip(&explained) {
        let line = &decision.lines()[reason.line as usize];
        let deliveries = decision.deliveries(line);
        for better in &explained.better {
            if let crate::availability::Better::Order { quantity, first, last, .. } = *better {
                assert_eq!(quantity, line.confirmed);
                assert_eq!(Some(first), deliveries.first().map(|own| own.ship));
                assert_eq!(Some(last), deliveries.last().map(|own| own.ship));
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}
