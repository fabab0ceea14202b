//! Price lists, their conversions and formulas.

use super::Maker;
use serde_json::{Map, Value, json};

impl Maker {
    pub(super) fn lists(&mut self) -> (Value, &'static str) {
        let policy = self.rng.pick(&["first_list", "lowest", "most_conditions", "priority"]);
        let count = self.rng.between(1, 4) as usize;
        let mut lists: Vec<Value> = Vec::new();
        for at in 0..count {
            let scope = if at + 1 == count { json!("everyone") } else { self.partner_scope() };
            let mut list = json!({ "id": format!("list-{at}"), "for": scope });
            if self.rng.chance(25) {
                list["currency"] = self.one(&["EUR", "GBP", "JPY", "KWD"]);
            }
            if self.rng.chance(35) {
                list["convert"] = self.conversions(&list);
            }
            self.validity(&mut list, 25);
            self.over(&mut list);
            match self.rng.below(6) {
                0 | 1 => list["breaks"] = json!("graduated"),
                2 => list["breaks"] = json!({ "package_size": self.rng.pick(&[2, 5, 12]) }),
                3 => list["breaks"] = json!("volume"),
                _ => {}
            }
            if policy == "priority" {
                list["priority"] = json!((at * 7 + 3) % 5);
            }
            if at > 0 && self.rng.chance(35) {
                list["from"] = json!(format!("list-{}", self.rng.below(at)));
                list["formula"] = self.formula();
                if let Some(base) = lists.iter().find(|base| base["id"] == list["from"]) {
                    match base.get("currency") {
                        Some(currency) => list["currency"] = currency.clone(),
                        None => _ = list.as_object_mut().unwrap().remove("currency"),
                    }
                    if let Some(convert) = list.get_mut("convert") {
                        let own = base["currency"].as_str().unwrap_or(self.own);
                        convert.as_object_mut().unwrap().remove(own);
                        if convert.as_object().unwrap().is_empty() {
                            list.as_object_mut().unwrap().remove("convert");
                        }
                    }
                }
            }
            lists.push(list);
        }
        (Value::Array(lists), policy)
    }

    pub(super) fn conversions(&mut self, list: &Value) -> Value {
        let mut all = Map::new();
        let own = list["currency"].as_str().unwrap_or(self.own).to_owned();
        for currency in ["EUR", "GBP", "JPY", "KWD"] {
            if currency == own || !self.rng.chance(60) {
                continue;
            }
            let rate = self.amount(&["0.86", "1.1", "2", "0.5", "160", "0.333"]);
            let rate = match self.rng.below(3) {
                0 => rate,
                1 => json!({ "rate": rate }),
                _ => json!({ "rate": rate, "round": self.step_rounding() }),
            };
            all.insert(currency.to_owned(), rate);
        }
        if all.is_empty() {
            let other = if own == "EUR" { "GBP" } else { "EUR" };
            all.insert(other.to_owned(), json!(2));
        }
        Value::Object(all)
    }

    pub(super) fn formula(&mut self) -> Value {
        Value::Array(self.some(1, 3, |maker| match maker.rng.below(5) {
            0 => json!({ "percent": maker.amount(&["-10", "-50", "5", "-7.5", "-100"]) }),
            1 => json!({ "amount": maker.amount(&["-0.05", "1", "-5", "0.5", "0"]) }),
            2 => json!({ "round": maker.step_rounding() }),
            3 => json!({ "margin_min_percent": maker.amount(&["12", "50", "0", "33"]) }),
            _ => json!({ "margin_max_percent": maker.amount(&["60", "20", "33"]) }),
        }))
    }
}
