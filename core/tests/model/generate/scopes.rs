//! Whom and what a rule is for, and when.

use super::{CATEGORIES, DAYS, Maker, TIERS};
use serde_json::{Map, Value, json};

impl Maker {
    pub(super) fn partner_scope(&mut self) -> Value {
        if self.rng.chance(50) {
            return json!("everyone");
        }
        let mut scope = Map::new();
        self.partner_conditions(&mut scope);
        Value::Object(scope)
    }

    pub(super) fn partner_conditions(&mut self, scope: &mut Map<String, Value>) {
        match self.rng.below(7) {
            0 => scope.insert("tier".into(), self.tier()),
            1 => scope.insert("tier".into(), json!([self.tier(), "gold"])),
            2 => scope.insert("region".into(), json!({ "prefix": ["n", "s"] })),
            3 => scope.insert("region".into(), json!({ "not": ["south"] })),
            4 => scope.insert("niche".into(), self.one(&["north", "top"])),
            5 => scope.insert("partner".into(), json!(["P-1", "P-2", "P-3"])),
            _ => {
                scope.insert("tier".into(), json!({ "not": ["bronze"] }));
                scope.insert("region".into(), self.one(&["north", "south"]))
            }
        };
    }

    pub(super) fn tier(&mut self) -> Value {
        self.one(&TIERS)
    }

    pub(super) fn product_conditions(&mut self, scope: &mut Map<String, Value>) {
        match self.rng.below(4) {
            0 => scope.insert("category".into(), self.one(&CATEGORIES)),
            1 => scope.insert("product".into(), json!(["A", "B"])),
            2 => scope.insert("brand".into(), json!({ "not": ["x"] })),
            _ => scope.insert("category".into(), json!(CATEGORIES)),
        };
    }

    /// Partner, product and at times quantity.
    pub(super) fn scope(&mut self, quantity: usize) -> Value {
        let mut scope = Map::new();
        if self.rng.chance(40) {
            self.partner_conditions(&mut scope);
        }
        if self.rng.chance(30) {
            self.product_conditions(&mut scope);
        }
        if self.rng.chance(quantity) {
            let least = self.quantity();
            let mut bounds = json!({ "at_least": least });
            if self.rng.chance(30) {
                bounds["below"] = json!(least + self.quantity());
            } else if self.rng.chance(30) {
                bounds = json!({ "below": least });
            }
            scope.insert("quantity".into(), bounds);
        }
        if scope.is_empty() { json!("everyone") } else { Value::Object(scope) }
    }

    pub(super) fn validity(&mut self, rule: &mut Value, chance: usize) {
        if !self.rng.chance(chance) {
            return;
        }
        let mut valid = Map::new();
        let from = self.rng.below(4);
        let until = from + 1 + self.rng.below(DAYS.len() - from - 1);
        if self.rng.chance(70) {
            valid.insert("from".into(), json!(DAYS[from]));
            if self.rng.chance(50) {
                valid.insert(
                    "existing_from".into(),
                    json!(DAYS[(from + 1).min(until - 1).max(from)]),
                );
            }
        }
        if self.rng.chance(60) {
            valid.insert("until".into(), json!(DAYS[until]));
            if self.rng.chance(50) {
                let later = (until + 1).min(DAYS.len() - 1);
                valid.insert("existing_until".into(), json!(DAYS[later]));
            }
        }
        if !valid.is_empty() {
            rule["valid"] = Value::Object(valid);
        }
    }

    pub(super) fn over(&mut self, rule: &mut Value) {
        if self.rng.chance(40) {
            rule["over"] = self.one(&["line", "group", "order"]);
        }
    }
}
