//! Random contracts: small numbers, so that ties, bounds and zeros occur often.

use super::rng::Rng;
use serde_json::{Map, Value, json};

/// Bounds of quantities; orders are for one less, as many, one more.
const QUANTITIES: [i64; 7] = [1, 2, 3, 5, 10, 12, 20];
const PRICES: [&str; 12] =
    ["1", "2.5", "0.33", "9.99", "10", "5", "0.05", "1.25", "3.333", "12.345", "0.995", "20"];
const MONEY: [&str; 8] = ["1", "5", "10", "20", "25", "50", "99.99", "100"];
const MODES: [&str; 7] = ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"];
const DAYS: [&str; 7] = [
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
    "2026-03-03",
    "2026-03-04",
    "2026-04-01",
];
const TODAY: [&str; 3] = ["2026-03-01", "2026-03-02", "2026-03-03"];
const TIERS: [&str; 3] = ["bronze", "silver", "gold"];
const PRODUCTS: [&str; 5] = ["A", "B", "C", "D", "E"];
const PARTNERS: [&str; 5] = ["P-1", "P-2", "P-3", "P-4", "P-5"];
const CATEGORIES: [&str; 2] = ["gloves", "masks"];

/// A contract with its tables and some orders.
pub fn contract(seed: u64) -> Value {
    let mut maker = Maker { rng: Rng::new(seed), own: "EUR", ids: 0, tax: false };
    maker.own = maker.rng.pick(&["EUR", "EUR", "EUR", "EUR", "GBP", "JPY", "KWD"]);
    let rulebook = maker.rulebook();
    let prices = maker.prices(&rulebook);
    let orders = maker.orders(&rulebook);
    json!({
        "rulebook": rulebook, "partners": maker.partners(), "products": maker.products(),
        "prices": prices, "orders": orders,
    })
}

struct Maker {
    rng: Rng,
    own: &'static str,
    ids: usize,
    tax: bool,
}

/// A number of a rulebook.
fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

impl Maker {
    fn id(&mut self, word: &str) -> String {
        self.ids += 1;
        format!("{word}-{}", self.ids)
    }

    fn one(&mut self, of: &[&str]) -> Value {
        json!(self.rng.pick(of))
    }

    fn amount(&mut self, of: &[&str]) -> Value {
        let text = self.rng.pick(of);
        number(text)
    }

    fn quantity(&mut self) -> i64 {
        self.rng.pick(&QUANTITIES)
    }

    fn some<T>(&mut self, least: i64, most: i64, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.rng.between(least, most)).map(|_| make(self)).collect()
    }

    /// Amounts of a plan: always in the own currency, at times in others.
    fn amounts(&mut self, of: &[&str]) -> Value {
        let mut all = Map::new();
        for currency in [self.own, "GBP", "EUR"] {
            if self.rng.chance(if currency == self.own { 90 } else { 25 }) {
                let amount = self.amount(of);
                all.insert(currency.to_owned(), self.whole(currency, amount));
            }
        }
        if all.is_empty() {
            let amount = self.amount(of);
            let amount = self.whole(self.own, amount);
            all.insert(self.own.to_owned(), amount);
        }
        Value::Object(all)
    }

    /// An amount that the currency has.
    fn whole(&self, currency: &str, amount: Value) -> Value {
        let text = amount.to_string();
        match text.split_once('.') {
            Some((whole, _)) if currency == "JPY" => number(whole),
            _ => amount,
        }
    }

    fn rulebook(&mut self) -> Value {
        let mut book = json!({
            "format": 1, "id": "model", "zone": "Europe/Amsterdam", "currency": self.own,
            "attributes": {
                "partner": { "tier": TIERS, "region": "text" },
                "product": { "category": "text", "brand": "text" },
            },
            "niches": [
                { "id": "north", "for": { "region": { "prefix": ["n"] } } },
                { "id": "top", "for": { "tier": ["gold"], "region": { "not": ["south"] } } },
            ],
            "groups": [
                { "id": "gloves", "products": { "category": "gloves" } },
                { "id": "brand-x", "products": { "brand": "x" } },
            ],
            "availability": { "untracked": "unlimited" },
        });
        if self.rng.chance(70) {
            self.tax = true;
            let prices = self.one(&["exclusive", "inclusive"]);
            let rates = json!({ "standard": 21, "reduced": 9, "zero": 0, "fine": 8.1 });
            book["tax"] = json!({ "prices": prices, "rates": rates });
        }
        if self.rng.chance(3) {
            book["valid"] = json!({ "from": "2026-03-02", "until": "2026-04-01" });
        }
        if self.rng.chance(10) {
            let scope = self.partner_scope();
            book["permissions"] =
                json!([{ "id": "medical", "products": { "category": "masks" }, "for": scope }]);
        }
        if self.rng.chance(10) {
            book["availability"]["quantity"] = json!("reject");
        }
        let lists = self.lists();
        if self.rng.chance(60) {
            let yen = self.own == "JPY" || lists.0.to_string().contains("JPY");
            book["rounding"] = self.roundings(yen);
        }
        book["price_lists"] = lists.0;
        book["choose_price"] = json!(lists.1);
        book["waterfall"] = Value::Array(self.some(0, 4, Self::stage));
        book["order_adjustments"] = Value::Array(self.some(0, 2, Self::order_adjustment));
        book["guards"] = Value::Array(self.some(0, 3, Self::guard));
        book["order_rules"] = self.order_rules();
        book["fees"] = Value::Array(self.some(0, 3, Self::plan));
        book
    }

    fn roundings(&mut self, yen: bool) -> Value {
        let mut all = json!({});
        if self.rng.chance(60) {
            let increment = self.amount(&["0.0001", "0.01", "0.05", "0.1", "5", "0.001"]);
            all["unit"] = self.rounding(increment);
        }
        if self.rng.chance(60) {
            let of: &[&str] =
                if yen { &["1", "5", "10"] } else { &["0.01", "0.05", "0.1", "1", "5"] };
            let increment = self.amount(of);
            all["line"] = self.rounding(increment);
        }
        all
    }

    fn rounding(&mut self, increment: Value) -> Value {
        if self.rng.chance(20) {
            return json!({ "increment": increment });
        }
        json!({ "mode": self.rng.pick(&MODES), "increment": increment })
    }

    fn step_rounding(&mut self) -> Value {
        let increment = self.amount(&["0.01", "0.05", "0.1", "1", "5", "0.0001"]);
        self.rounding(increment)
    }

    fn partner_scope(&mut self) -> Value {
        if self.rng.chance(50) {
            return json!("everyone");
        }
        let mut scope = Map::new();
        self.partner_conditions(&mut scope);
        Value::Object(scope)
    }

    fn partner_conditions(&mut self, scope: &mut Map<String, Value>) {
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

    fn tier(&mut self) -> Value {
        self.one(&TIERS)
    }

    fn product_conditions(&mut self, scope: &mut Map<String, Value>) {
        match self.rng.below(4) {
            0 => scope.insert("category".into(), self.one(&CATEGORIES)),
            1 => scope.insert("product".into(), json!(["A", "B"])),
            2 => scope.insert("brand".into(), json!({ "not": ["x"] })),
            _ => scope.insert("category".into(), json!(CATEGORIES)),
        };
    }

    /// Partner, product and at times quantity.
    fn scope(&mut self, quantity: usize) -> Value {
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

    fn validity(&mut self, rule: &mut Value, chance: usize) {
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

    fn over(&mut self, rule: &mut Value) {
        if self.rng.chance(40) {
            rule["over"] = self.one(&["line", "group", "order"]);
        }
    }

    fn lists(&mut self) -> (Value, &'static str) {
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

    fn conversions(&mut self, list: &Value) -> Value {
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

    fn formula(&mut self) -> Value {
        Value::Array(self.some(1, 3, |maker| match maker.rng.below(5) {
            0 => json!({ "percent": maker.amount(&["-10", "-50", "5", "-7.5", "-100"]) }),
            1 => json!({ "amount": maker.amount(&["-0.05", "1", "-5", "0.5", "0"]) }),
            2 => json!({ "round": maker.step_rounding() }),
            3 => json!({ "margin_min_percent": maker.amount(&["12", "50", "0", "33"]) }),
            _ => json!({ "margin_max_percent": maker.amount(&["60", "20", "33"]) }),
        }))
    }

    fn stage(&mut self) -> Value {
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

    fn adjustment(&mut self, adds: bool) -> Value {
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

    /// A schedule over a price, or over the amount of an order.
    fn price_schedule(&mut self, may_count: bool) -> Value {
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
    fn schedule_parts(&mut self, schedule: &mut Value, money: bool) {
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

    fn tier_over(&mut self, base: &str, mode: &str) -> Value {
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

    fn order_adjustment(&mut self) -> Value {
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

    fn guard(&mut self) -> Value {
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

    fn order_rules(&mut self) -> Value {
        let mut rules = json!({});
        if self.rng.chance(30) {
            rules["amount_min"] = Value::Array(self.some(1, 2, |maker| {
                let (id, scope) = (maker.id("least"), maker.partner_scope());
                let amounts = maker.amounts(&["10", "50", "100"]);
                let reaction = maker.one(&["reject", "approve", "approve"]);
                json!({ "id": id, "for": scope, "amounts": amounts, "reaction": reaction })
            }));
        }
        if self.rng.chance(40) {
            rules["credit_limit"] = self.one(&["ignore", "approve", "reject"]);
        }
        rules
    }

    fn plan(&mut self) -> Value {
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

    fn shares(&mut self, plan: &mut Value) {
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

    fn plan_schedule(&mut self, base: &str, target: bool, period: bool) -> Value {
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

    fn bound(&mut self, by: &[&str], base: &str, at: usize) -> Value {
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

    fn partners(&mut self) -> Value {
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

    fn products(&mut self) -> Value {
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

    fn prices(&mut self, book: &Value) -> Value {
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

    fn prices_of(&mut self, list: &Value, product: &str, all: &mut Vec<Value>) {
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

    fn orders(&mut self, book: &Value) -> Value {
        Value::Array(self.some(4, 4, |maker| maker.order(book)))
    }

    fn order(&mut self, book: &Value) -> Value {
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

    fn facts(&mut self, base: &str) -> Value {
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

    fn line(&mut self) -> Value {
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
