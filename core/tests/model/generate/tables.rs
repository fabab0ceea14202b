//! Partners, products and prices.

use super::{CATEGORIES, Maker, PARTNERS, PRICES, PRODUCTS};
use serde_json::{Value, json};

impl Maker {
    pub(super) fn partners(&mut self) -> Value {
        let mut all = Vec::new();
        for (at, id) in PARTNERS.iter().enumerate() {
            let mut row = json!({ "id": id, "name": id });
            if self.rng.chance(70) {
                row["tier"] = self.tier();
            }
            if self.rng.chance(70) {
                row["region"] = self.one(&["north", "south", "nord"]);
            }
            if self.rng.chance(10) {
                row["region"] = json!(["north", "south"]);
            }
            if self.rng.chance(60) {
                row["since"] = self.one(&["2025-01-01", "2026-02-28", "2026-03-01", "2026-03-02"]);
            }
            if self.rng.chance(20) {
                row["currency"] = self.one(&["EUR", "GBP", "JPY", "KWD"]);
            }
            if self.rng.chance(40) {
                row["credit_limit"] = self.one(&["10", "50", "100"]);
            }
            if self.rng.chance(3) {
                row["status"] = self.one(&["blocked", "ended", "active"]);
            }
            for name in ["distributor", "referrer", "agent"] {
                if at + 1 < PARTNERS.len() && self.rng.chance(60) {
                    row[name] = json!(PARTNERS[at + 1]);
                }
            }
            all.push(row);
        }
        Value::Array(all)
    }

    pub(super) fn products(&mut self) -> Value {
        let mut all = Vec::new();
        for id in PRODUCTS {
            let mut row = json!({ "id": id, "name": id });
            if self.tax && self.rng.chance(85) {
                row["tax"] = self.one(&["standard", "reduced", "zero", "fine"]);
            }
            for (name, of) in [("category", &CATEGORIES[..]), ("brand", &["x", "y"])] {
                if self.rng.chance(65) {
                    row[name] = self.one(of);
                }
            }
            if self.rng.chance(80) {
                row["cost"] = self.one(&["0.9", "1", "0.05", "4.5", "0", "2.25", "8"]);
            }
            if self.rng.chance(10) {
                row["quantity_min"] = self.one(&["2", "5"]);
            }
            if self.rng.chance(10) {
                row["quantity_multiple"] = self.one(&["2", "5"]);
            }
            if self.rng.chance(8) {
                row["quantity_max"] = self.one(&["10", "20"]);
            }
            if self.rng.chance(15) {
                row["unit"] = json!("piece");
                row["units"] = json!("box=5;pallet=12");
            }
            if self.rng.chance(2) {
                row["status"] = json!("discontinued");
            }
            all.push(row);
        }
        Value::Array(all)
    }

    pub(super) fn prices(&mut self, book: &Value) -> Value {
        let mut all: Vec<Value> = Vec::new();
        for list in book["price_lists"].as_array().unwrap() {
            let derived = list.get("from").is_some();
            for product in PRODUCTS {
                if self.rng.chance(if derived { 70 } else { 15 }) {
                    continue;
                }
                self.prices_of(&list["id"], product, &mut all);
            }
        }
        Value::Array(all)
    }

    pub(super) fn prices_of(&mut self, list: &Value, product: &str, all: &mut Vec<Value>) {
        let mut froms = vec![self.rng.pick(&[1, 1, 1, 2, 5])];
        while self.rng.chance(45) {
            froms.push(froms[froms.len() - 1] + self.rng.pick(&[1, 4, 5, 10]));
        }
        for from in froms {
            for valid_from in ["", "2026-02-28", "2026-03-02"] {
                let chance = if valid_from.is_empty() { 90 } else { 12 };
                if !self.rng.chance(chance) {
                    continue;
                }
                let mut row = json!({
                    "list": list, "product": product, "unit_price": self.rng.pick(&PRICES),
                    "quantity_from": from.to_string(),
                });
                if from == 1 && self.rng.chance(50) {
                    row.as_object_mut().unwrap().remove("quantity_from");
                }
                if self.rng.chance(3) {
                    row["unit_price"] = json!("0");
                }
                if !valid_from.is_empty() {
                    row["valid_from"] = json!(valid_from);
                }
                if self.rng.chance(10) {
                    row["valid_until"] = self.one(&["2026-03-03", "2026-03-04"]);
                }
                if self.rng.chance(8) {
                    let mut later = row.clone();
                    later["known_from"] = self.one(&["2026-03-01", "2026-03-02"]);
                    later["unit_price"] = self.one(&PRICES);
                    all.push(later);
                }
                if self.rng.chance(5) {
                    row["known_from"] = json!("2026-02-27");
                }
                all.push(row);
            }
        }
    }
}
