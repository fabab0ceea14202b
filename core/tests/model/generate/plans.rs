//! Fee plans.

use super::{Maker, number};
use serde_json::{Map, Value, json};

impl Maker {
    pub(super) fn plan(&mut self) -> Value {
        let mut scope = Map::new();
        if self.rng.chance(25) {
            self.partner_conditions(&mut scope);
        }
        if self.rng.chance(25) {
            self.product_conditions(&mut scope);
        }
        let scope = if scope.is_empty() { json!("everyone") } else { Value::Object(scope) };
        let mut plan = json!({ "id": self.id("plan"), "for": scope });
        if self.rng.chance(40) {
            plan["kind"] = self.one(&["fee", "rebate", "fund", "claim"]);
        }
        self.validity(&mut plan, 15);
        if let Some(valid) = plan.get_mut("valid").and_then(Value::as_object_mut) {
            valid.retain(|name, _| !name.starts_with("existing"));
        }
        if self.rng.chance(35) {
            plan["group"] = json!("one");
        }
        let base = self.rng.pick(&["list", "net", "net", "gross", "margin", "quantity", "count"]);
        if base != "net" || self.rng.chance(50) {
            plan["base"] = json!(base);
        }
        let window = self.rng.pick(&["order", "order", "line", "month", "quarter", "year", "days"]);
        if window == "days" {
            plan["window"] = json!({ "rolling_days": 90 });
        } else if window != "order" || self.rng.chance(50) {
            plan["window"] = json!(window);
        }
        let target = self.rng.chance(25);
        if target {
            plan["target"] = self.amounts(&["50", "100", "30"]);
        }
        let period = !["order", "line"].contains(&window);
        plan["schedule"] = self.plan_schedule(base, target, period);
        for (name, of) in [("minimum", ["0.5", "1", "0.05"]), ("maximum", ["1", "5", "10"])] {
            if self.rng.chance(15) {
                plan[name] = self.amounts(&of);
            }
        }
        if self.rng.chance(20) {
            plan["budget"] = self.amounts(&["1", "5", "20"]);
        }
        self.shares(&mut plan);
        if self.tax && self.rng.chance(30) {
            plan["tax"] = self.one(&["standard", "reduced", "zero"]);
        }
        if self.rng.chance(30) {
            let increment = self.amount(&["0.01", "0.05", "1", "5"]);
            plan["rounding"] = self.rounding(increment);
        }
        if self.rng.chance(30) {
            plan["earn_on"] =
                self.one(&["ordered", "delivered", "invoiced", "paid", "sold_through"]);
        }
        plan
    }

    pub(super) fn shares(&mut self, plan: &mut Value) {
        let who = ["partner", "distributor", "referrer", "agent", "upline"];
        let first = self.rng.below(5);
        let share = |at: usize, percent: &str| json!({ "to": who[(first + at) % 5], "percent": number(percent) });
        match self.rng.below(6) {
            0 => plan["shares"] = json!([share(0, "80"), share(1, "20")]),
            1 => plan["shares"] = json!([share(0, "33.3"), share(1, "33.3"), share(2, "33.4")]),
            2 => {
                plan["shares"] = json!([share(0, "50"), share(1, "15")]);
                plan["remainder"] = json!(who[(first + 2) % 5]);
            }
            3 => plan["shares"] = json!([share(0, "100")]),
            _ => {}
        }
    }
}
