//! Orders and what came before them.

use super::{Maker, PARTNERS, PRICES, PRODUCTS, TODAY};
use serde_json::{Map, Value, json};

impl Maker {
    pub(super) fn orders(&mut self, book: &Value) -> Value {
        Value::Array(self.some(4, 4, |maker| maker.order(book)))
    }

    pub(super) fn order(&mut self, book: &Value) -> Value {
        let day = self.rng.pick(&TODAY);
        let lines = self.some(1, 6, Self::line);
        let mut order = json!({
            "partner": self.rng.pick(&PARTNERS), "placed_at": format!("{day}T10:15:00"),
            "lines": lines,
        });
        if self.rng.chance(25) {
            order["currency"] = self.one(&["EUR", "GBP", "JPY", "KWD"]);
        }
        if self.rng.chance(30) {
            order["known_at"] = self.one(&["2026-02-28", "2026-03-01", "2026-03-02"]);
        }
        let mut told = Map::new();
        for plan in book["fees"].as_array().unwrap() {
            if self.rng.chance(60) {
                let base = plan["base"].as_str().unwrap_or("net");
                told.insert(plan["id"].as_str().unwrap().to_owned(), self.facts(base));
            }
        }
        if self.rng.chance(2) {
            told.insert("nothing".to_owned(), json!({ "base": "1" }));
        }
        if !told.is_empty() || self.rng.chance(2) {
            order["to_date"] = Value::Object(told);
        }
        order
    }

    pub(super) fn facts(&mut self, base: &str) -> Value {
        let mut facts = Map::new();
        let count = self.rng.between(0, 6);
        if self.rng.chance(85) {
            facts.insert("count".into(), json!(count));
        }
        if self.rng.chance(85) {
            let value = match base {
                "count" => json!(count),
                "quantity" => json!(self.quantity() - 1),
                _ => self.one(&["0", "10", "5", "45.5", "49.99", "50", "90", "-10", "-0.5", "100"]),
            };
            facts.insert("base".into(), value);
        }
        if self.rng.chance(50) {
            facts.insert("paid".into(), self.one(&["0", "0.5", "1", "4.5", "5", "20"]));
        }
        for name in ["list", "net", "gross", "margin", "quantity"] {
            if name != base && self.rng.chance(40) {
                let value = self.one(&["0", "10", "5", "9", "49", "50", "-5", "1000"]);
                facts.insert(name.into(), value);
            }
        }
        Value::Object(facts)
    }

    pub(super) fn line(&mut self) -> Value {
        let near = self.quantity() + self.rng.between(-1, 1);
        let quantity = if self.rng.chance(97) { near.max(1) } else { self.rng.between(-1, 1) };
        let mut line = json!({ "product": self.rng.pick(&PRODUCTS), "quantity": quantity });
        if self.rng.chance(1) {
            line["product"] = json!("unknown");
        }
        if self.rng.chance(1) {
            line["quantity"] = json!(1.5);
        }
        if self.rng.chance(3) {
            line["unit"] = self.one(&["box", "pallet", "piece"]);
        }
        if self.rng.chance(15) {
            line["unit_price"] = self.one(&PRICES);
        }
        line
    }
}
