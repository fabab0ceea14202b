//! Stages, adjustments and guards.

use super::Maker;
use serde_json::{Value, json};

impl Maker {
    pub(super) fn stage(&mut self) -> Value {
        let rules =
            ["first_match", "best", "add", "compound", "exclusive", "most_conditions", "priority"];
        let combine = self.rng.pick(&rules);
        let mut all = self.some(1, 4, |maker| maker.adjustment(combine == "add"));
        if combine == "priority" {
            for (at, one) in all.iter_mut().enumerate() {
                one["priority"] = json!((at * 3 + 1) % 5);
            }
        }
        json!({ "stage": self.id("stage"), "combine": combine, "adjustments": all })
    }

    pub(super) fn adjustment(&mut self, adds: bool) -> Value {
        let mut one = json!({ "id": self.id("adj"), "for": self.scope(30) });
        self.validity(&mut one, 20);
        self.over(&mut one);
        let kinds: &[usize] = if adds { &[0, 0, 1] } else { &[0, 0, 1, 2, 3, 4, 5, 6] };
        match self.rng.pick(kinds) {
            0 => {
                one["percent"] = self.amount(&["-10", "-5", "-7.5", "10", "-100", "0", "-60"]);
                if self.rng.chance(40) {
                    one["of"] = self.one(&["running", "original"]);
                }
            }
            1 => one["amount"] = self.amount(&["-0.5", "-0.05", "-5", "1", "0", "-20"]),
            2 => one["override"] = self.amount(&["9.95", "0", "1", "5"]),
            3 => one["round"] = self.step_rounding(),
            4 => one["formula"] = self.formula(),
            5 => one["discount"] = self.price_schedule(true),
            _ => one["surcharge"] = self.price_schedule(true),
        }
        one
    }

    pub(super) fn order_adjustment(&mut self) -> Value {
        let mut one = json!({ "id": self.id("order"), "for": self.partner_scope() });
        self.validity(&mut one, 20);
        match self.rng.below(5) {
            0 | 1 => one["percent"] = self.amount(&["-2", "-10", "-50", "5", "-100", "-3.75"]),
            2 => {
                let amount = self.amount(&["-10", "-5", "-0.05", "7.5", "-50", "-1"]);
                one["amount"] = self.whole(self.own, amount);
            }
            3 => one["discount"] = self.price_schedule(false),
            _ => one["surcharge"] = self.price_schedule(false),
        }
        if self.rng.chance(50) {
            one["split"] = self.one(&["largest_remainder", "half_down_then_first"]);
        }
        if self.rng.chance(30) {
            one["keep_floors"] = json!(self.rng.chance(30));
        }
        one
    }

    pub(super) fn guard(&mut self) -> Value {
        let id = self.id("guard");
        if self.rng.chance(20) {
            let scope = self.partner_scope();
            let percent = self.amount(&["10", "25", "50"]);
            let reaction = self.one(&["reject", "approve", "approve"]);
            return json!({
                "id": id, "for": scope, "min_pocket_margin_percent": percent, "reaction": reaction,
            });
        }
        let reaction = self.rng.pick(&["clamp", "clamp", "clamp", "reject", "approve"]);
        let mut guard = json!({ "id": id, "for": self.scope(25), "reaction": reaction });
        match self.rng.below(4) {
            0 => guard["min_margin_percent"] = self.amount(&["12", "50", "15", "33"]),
            1 => guard["max_discount_percent"] = self.amount(&["10", "40", "20", "33.3"]),
            2 => guard["price_floor"] = self.amount(&["0.1", "1", "5", "9.95"]),
            _ => guard["price_cap"] = self.amount(&["1", "5", "9.95", "10"]),
        }
        guard
    }
}
