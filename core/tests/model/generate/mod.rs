//! Random contracts: small numbers, so that ties, bounds and zeros occur often.

mod lists;
mod orders;
mod plans;
mod schedules;
mod scopes;
mod tables;
mod waterfall;

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
}
