//! Rate schedules of prices and of plans.

use super::{MONEY, Maker};
use serde_json::{Value, json};

impl Maker {
    /// A schedule over a price, or over the amount of an order.
    pub(super) fn price_schedule(&mut self, may_count: bool) -> Value {
        let mode = self.rng.pick(&["flat", "graduated", "volume", "volume", "package"]);
        let by = may_count && mode != "graduated" && self.rng.chance(50);
        let mut schedule = json!({ "mode": mode });
        if by {
            schedule["by"] = json!("quantity");
        }
        self.schedule_parts(&mut schedule, true);
        let bounds = if by { vec![0, 2, 5, 10, 20] } else { vec![0, 1, 5, 10, 20, 50] };
        let count = if mode == "flat" { 1 } else { self.rng.between(1, 3) as usize };
        let mut tiers = Vec::new();
        let mut at = 0;
        for _ in 0..count {
            let mut tier = self.tier_over("net", mode);
            tier["from"] = json!(bounds[at.min(bounds.len() - 1)]);
            if at >= bounds.len() {
                break;
            }
            tiers.push(tier);
            at += 1 + self.rng.below(2);
        }
        if mode == "flat" {
            tiers[0].as_object_mut().unwrap().remove("from");
        }
        schedule["tiers"] = Value::Array(tiers);
        schedule
    }

    /// The parts of a schedule beside its tiers.
    pub(super) fn schedule_parts(&mut self, schedule: &mut Value, money: bool) {
        if self.rng.chance(30) {
            schedule["reach"] = self.one(&["at_or_above", "above"]);
        }
        if self.rng.chance(20) {
            schedule["entered_at_zero"] = json!(self.rng.chance(40));
        }
        if self.rng.chance(20) {
            schedule["free"] = if money { self.amount(&MONEY) } else { json!(self.quantity()) };
        }
        if self.rng.chance(12) {
            schedule["fixed"] = self.amount(&["0.25", "1", "0"]);
        }
        if self.rng.chance(12) {
            schedule["minimum"] = self.amount(&["0.5", "1", "0.05"]);
        }
        if self.rng.chance(12) {
            schedule["maximum"] = self.amount(&["1", "2", "10"]);
        }
    }

    pub(super) fn tier_over(&mut self, base: &str, mode: &str) -> Value {
        let mut tier = json!({});
        if mode == "package" {
            tier["package_size"] = json!(self.rng.pick(&[1, 5, 10]));
            tier["per_package"] = self.amount(&["0.5", "1", "0.05"]);
            if self.rng.chance(30) {
                tier["fixed"] = self.amount(&["0.25", "1", "0"]);
            }
            return tier;
        }
        let units = base == "quantity" || base == "count";
        let fixed = self.rng.chance(40);
        if !fixed || self.rng.chance(50) {
            if units {
                tier["unit"] = self.amount(&["0.1", "1.5", "0.05", "0"]);
            } else {
                tier["percent"] = self.amount(&["0", "2", "5", "2.5", "10", "3"]);
            }
        }
        if fixed {
            tier["fixed"] = self.amount(&["0", "5", "0.25", "1"]);
        }
        tier
    }

    pub(super) fn plan_schedule(&mut self, base: &str, target: bool, period: bool) -> Value {
        let units = base == "quantity" || base == "count";
        let mode =
            self.rng.pick(&["flat", "graduated", "graduated", "volume", "volume", "package"]);
        let mut schedule = json!({ "mode": mode });
        self.schedule_parts(&mut schedule, !units);
        if period && self.rng.chance(20) {
            schedule["free_count"] = json!(self.rng.between(1, 3));
        }
        let mut by: Vec<&str> = Vec::new();
        if mode != "graduated" && mode != "flat" && self.rng.chance(40) {
            let all = ["quantity", "count", "list", "net", "gross", "margin"];
            by.push(self.rng.pick(&all));
            if target && self.rng.chance(60) {
                by = vec!["attainment"];
            } else if self.rng.chance(40) {
                let other = self.rng.pick(&all);
                if other != by[0] {
                    by.push(other);
                }
            }
            schedule["by"] =
                if by.len() == 1 && self.rng.chance(50) { json!(by[0]) } else { json!(by) };
            if self.rng.chance(60) {
                schedule["reached"] = self.one(&["any", "all"]);
            }
        }
        let count = if mode == "flat" { 1 } else { self.rng.between(1, 3) as usize };
        let mut at = 0;
        let mut tiers = Vec::new();
        for _ in 0..count {
            let mut tier = self.tier_over(base, mode);
            tier["from"] = self.bound(&by, base, at);
            tiers.push(tier);
            at += 1 + self.rng.below(2);
        }
        if mode == "flat" {
            tiers[0].as_object_mut().unwrap().remove("from");
        }
        schedule["tiers"] = Value::Array(tiers);
        schedule
    }

    pub(super) fn bound(&mut self, by: &[&str], base: &str, at: usize) -> Value {
        let one = |name: &str| {
            let bounds: [i64; 6] = match name {
                "count" => [0, 1, 2, 3, 5, 6],
                "quantity" => [0, 2, 5, 10, 20, 50],
                "attainment" => [0, 50, 100, 120, 150, 200],
                _ => [0, 10, 20, 50, 100, 1000],
            };
            json!(bounds[at])
        };
        match by {
            [] => one(base),
            [name] => one(name),
            all => Value::Object(all.iter().map(|name| ((*name).to_owned(), one(name))).collect()),
        }
    }
}
