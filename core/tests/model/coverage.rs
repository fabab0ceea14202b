//! What the random contracts have made happen, so that the test cannot test nothing.

use super::world::{decimals_of, find, rows};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often each thing was seen to happen.
pub type Seen = BTreeMap<String, usize>;

/// Everything that must have happened at least once.
const EXPECTED: &[&str] = &[
    "breaks volume, graduated, package",
    "price of own, derived, converted, converted_rounded",
    "list over line, group, order",
    "choose first_list, lowest, most_conditions, priority",
    "list applied, shadowed, not_matched, not_yet_valid, expired, below_quantity, not_yet_known, \
     corrected",
    "combine first_match, best, add, compound, exclusive, most_conditions, priority",
    "change percent, original, amount, override, round, formula, discount, surcharge",
    "change over line, group, order",
    "change mode flat, graduated, volume, package, by_quantity",
    "formula percent, amount, round, margin_min_percent, margin_max_percent",
    "stage applied, shadowed, not_matched, not_yet_valid, expired",
    "order percent, amount, discount, surcharge",
    "order split largest_remainder, half_down_then_first, floored",
    "order applied, not_matched, not_yet_valid, expired",
    "guard min_margin_percent, max_discount_percent, price_floor, price_cap",
    "guard min_pocket_margin_percent",
    "guards passed, clamped, refused, approval, not_matched",
    "pocket passed, refused, approval",
    "fees applied, not_matched, not_yet_valid, expired, no_receiver",
    "plan mode flat, graduated, volume, package",
    "plan base list, net, gross, margin, quantity, count",
    "plan window order, line, month, quarter, year, rolling",
    "plan by quantity, count, list, net, gross, margin, attainment, several",
    "plan reached any, all",
    "plan has target, group, budget, minimum, maximum, rounding, tax, facts, zero_fee",
    "schedule has reach, entered_at_zero, free, free_count, fixed, minimum, maximum",
    "kind fee, rebate, fund, claim",
    "earn ordered, delivered, invoiced, paid, sold_through",
    "share partner, distributor, referrer, agent, upline",
    "tax exclusive, inclusive, none",
    "decimals 0, 2, 3",
    "rounding unit, line",
    "condition tier, region, niche, partner, product, category, brand, quantity, currency",
    "line unit, expected_price, raised, known_at, adjusted",
    "verdict accepted, accepted_with_changes, needs_approval, rejected",
    "code order.partner_not_active, order.outside_validity, order.unknown_product",
    "code order.product_not_active, order.product_not_permitted, order.quantity_not_whole",
    "code order.quantity_not_positive, order.quantity_below_minimum",
    "code order.quantity_not_multiple, order.quantity_above_maximum, order.unknown_unit",
    "code order.unknown_rule, order.price_differs, order.below_minimum_amount",
    "code order.minimum_not_stated, order.above_credit_limit",
    "code pricing.no_price, pricing.currency_not_stated, pricing.guard_clamped",
    "code pricing.guard_rejected, pricing.guard_approval, pricing.discount_not_placed",
    "code pricing.pocket_margin, fees.currency_not_stated, fees.bound_currency_missing",
    "code fees.budget_exhausted, fees.to_date_missing",
];

/// What was expected and never happened.
pub fn missing(seen: &Seen) -> Vec<String> {
    let names = EXPECTED.iter().flat_map(|line| {
        let mut parts = line.split(", ");
        let first = parts.next().unwrap_or_default();
        let (area, first) = first.rsplit_once(' ').unwrap_or_default();
        std::iter::once(first).chain(parts).map(move |name| format!("{area} {}", name.trim()))
    });
    names.filter(|name| !seen.contains_key(name)).collect()
}

/// Notes what happened in one decision.
pub fn note(case: &Value, order: &Value, answer: &Value, seen: &mut Seen) {
    let mut notes = Notes { case, order, seen };
    notes.answer(answer);
    for row in rows(&answer["trace"]) {
        notes.row(row);
    }
    for fee in rows(&answer["fees"]) {
        notes.fee(fee);
    }
}

struct Notes<'a> {
    case: &'a Value,
    order: &'a Value,
    seen: &'a mut Seen,
}

fn word<'a>(value: &'a Value, usual: &'a str) -> &'a str {
    value.as_str().unwrap_or(usual)
}

impl Notes<'_> {
    fn add(&mut self, area: &str, name: &str) {
        *self.seen.entry(format!("{area} {name}")).or_default() += 1;
    }

    fn book(&self, part: &str) -> Value {
        self.case["rulebook"][part].clone()
    }

    fn answer(&mut self, answer: &Value) {
        self.add("verdict", word(&answer["verdict"], ""));
        for finding in rows(&answer["findings"]) {
            self.add("code", word(&finding["code"], ""));
        }
        let prices = self.book("tax")["prices"].clone();
        if answer["totals"]["net"] != answer["totals"]["gross"] {
            self.add("tax", word(&prices, "exclusive"));
        } else {
            self.add("tax", "none");
        }
        let confirmed = |line: &&Value| line["status"] == "confirmed";
        if rows(&answer["lines"]).iter().any(|line| confirmed(&line)) {
            let decimals = decimals_of(word(&answer["currency"], ""));
            self.add("decimals", &decimals.to_string());
        }
        let order = self.order;
        for (line, written) in rows(&answer["lines"]).iter().zip(rows(&order["lines"])) {
            let priced = confirmed(&line);
            let things = [
                ("unit", priced && !written["unit"].is_null()),
                ("expected_price", priced && !written["unit_price"].is_null()),
                ("raised", priced && line["ordered"] != line["quantity"]),
                ("known_at", priced && !order["known_at"].is_null()),
                ("adjusted", priced && line["unit_price"] != line["list_price"]),
            ];
            things.iter().filter(|(_, is)| *is).for_each(|(name, _)| self.add("line", name));
        }
    }

    fn row(&mut self, row: &Value) {
        let (stage, outcome) = (word(&row["stage"], ""), word(&row["outcome"], ""));
        if let Some(condition) = row["condition"].as_str() {
            self.add("condition", condition);
        }
        let applied = outcome == "applied";
        match stage {
            "list" if applied => self.list(row),
            "conversion" => self.conversion(row),
            "rounding" => self.add("rounding", word(&row["rule"], "")),
            "guards" => return self.guard(row, outcome),
            "order" if applied => self.order_adjustment(row),
            "list" | "order" | "fees" => {}
            _ if applied => self.adjustment(stage, row),
            _ => {}
        }
        let area = if ["list", "order", "fees"].contains(&stage) { stage } else { "stage" };
        if !["conversion", "rounding"].contains(&stage) {
            self.add(area, outcome);
        }
    }

    fn list(&mut self, row: &Value) {
        let lists = self.book("price_lists");
        let list = find(&lists, &row["rule"]).unwrap();
        let breaks =
            if list["breaks"].is_object() { "package" } else { word(&list["breaks"], "volume") };
        self.add("breaks", breaks);
        self.add("list over", word(&list["over"], "line"));
        let choose = self.book("choose_price");
        self.add("choose", word(&choose, "first_list"));
        let line = row["line"].as_u64().unwrap() as usize;
        let product = &self.order["lines"][line]["product"];
        let own = |price: &&Value| price["list"] == row["rule"] && price["product"] == *product;
        let derived = !rows(&self.case["prices"]).iter().any(|price| own(&price));
        self.add("price of", if derived { "derived" } else { "own" });
        if derived {
            self.formula(&list["formula"]);
        }
    }

    fn conversion(&mut self, row: &Value) {
        let lists = self.book("price_lists");
        let convert = &find(&lists, &row["rule"]).unwrap()["convert"];
        let rounded = convert.as_object().unwrap().values().any(|rate| rate.get("round").is_some());
        self.add("price of", if rounded { "converted_rounded" } else { "converted" });
    }

    fn formula(&mut self, steps: &Value) {
        for name in rows(steps).iter().filter_map(Value::as_object).flat_map(|step| step.keys()) {
            self.add("formula", name);
        }
    }

    fn adjustment(&mut self, stage: &str, row: &Value) {
        let stages = self.book("waterfall");
        let stage = rows(&stages).iter().find(|own| own["stage"] == stage).unwrap();
        let rule = find(&stage["adjustments"], &row["rule"]).unwrap();
        self.add("combine", word(&stage["combine"], ""));
        self.add("change over", word(&rule["over"], "line"));
        if rule["of"] == "original" {
            self.add("change", "original");
        }
        for name in ["percent", "amount", "override", "round", "formula", "discount", "surcharge"] {
            if let Some(change) = rule.get(name) {
                self.add("change", name);
                if let Some(mode) =
                    change["mode"].as_str().filter(|_| change.get("tiers").is_some())
                {
                    self.add("change mode", mode);
                    self.schedule(change);
                }
                if change["by"] == "quantity" {
                    self.add("change mode", "by_quantity");
                }
                self.formula(change);
            }
        }
    }

    fn schedule(&mut self, schedule: &Value) {
        let names =
            ["reach", "entered_at_zero", "free", "free_count", "fixed", "minimum", "maximum"];
        for name in names.iter().filter(|name| schedule.get(**name).is_some()) {
            self.add("schedule has", name);
        }
    }

    fn order_adjustment(&mut self, row: &Value) {
        let all = self.book("order_adjustments");
        let rule = find(&all, &row["rule"]).unwrap();
        for name in ["percent", "amount", "discount", "surcharge"] {
            if rule.get(name).is_some() {
                self.add("order", name);
            }
        }
        self.add("order split", word(&rule["split"], "largest_remainder"));
        let guards = self.book("guards");
        let clamps = |guard: &Value| guard["reaction"] == "clamp";
        if rule["keep_floors"] != false && rows(&guards).iter().any(clamps) {
            self.add("order split", "floored");
        }
    }

    fn guard(&mut self, row: &Value, outcome: &str) {
        let guards = self.book("guards");
        let rule = find(&guards, &row["rule"]).unwrap();
        if rule.get("min_pocket_margin_percent").is_some() {
            self.add("guard", "min_pocket_margin_percent");
            return self.add("pocket", outcome);
        }
        self.add("guards", outcome);
        let bounds = ["min_margin_percent", "max_discount_percent", "price_floor", "price_cap"];
        let spoke = !["passed", "not_matched"].contains(&outcome);
        for name in bounds.iter().filter(|name| spoke && rule.get(**name).is_some()) {
            self.add("guard", name);
        }
    }

    fn fee(&mut self, fee: &Value) {
        let plans = self.book("fees");
        let plan = find(&plans, &fee["plan"]).unwrap();
        let schedule = &plan["schedule"];
        self.add("plan mode", word(&schedule["mode"], ""));
        self.add("plan base", word(&plan["base"], "net"));
        let window =
            if plan["window"].is_object() { "rolling" } else { word(&plan["window"], "order") };
        self.add("plan window", window);
        let by = super::schedule::by(schedule);
        by.iter().for_each(|name| self.add("plan by", name));
        if by.len() > 1 {
            self.add("plan by", "several");
            self.add("plan reached", word(&schedule["reached"], "any"));
        }
        let parts = ["target", "group", "budget", "minimum", "maximum", "rounding", "tax"];
        parts
            .iter()
            .filter(|n| plan.get(**n).is_some())
            .for_each(|name| self.add("plan has", name));
        if self.order["to_date"].get(word(&fee["plan"], "")).is_some() {
            self.add("plan has", "facts");
        }
        if fee["fee"].as_str().is_some_and(|fee| fee.trim_matches(['0', '.']).is_empty()) {
            self.add("plan has", "zero_fee");
        }
        self.schedule(schedule);
        self.add("kind", word(&fee["kind"], ""));
        self.add("earn", word(&fee["earn_on"], ""));
        for share in rows(&fee["shares"]) {
            self.add("share", word(&share["to"], ""));
        }
    }
}
