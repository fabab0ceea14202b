//! The contract, the order and the answer, as documents.

use super::number::{R, dec, int, places, round, text, zero};
use super::scope::{
    About, Lacks, Subject, fails, fails_first, part, quantity_holds, validity, values,
};
use serde_json::{Value, json};

/// Everything a decision reads.
pub struct World<'a> {
    pub case: &'a Value,
    pub book: &'a Value,
    pub order: &'a Value,
    pub partner_row: &'a Value,
    pub partner: Subject,
    pub today: &'a str,
    pub currency: String,
    /// Whether that is the rulebook's own.
    pub own: bool,
    pub decimals: usize,
    pub product_names: Vec<String>,
}

/// A line on its way to an answer.
pub struct Line<'a> {
    pub written: &'a Value,
    pub row: Option<&'a Value>,
    pub product: Subject,
    pub ordered: Option<i64>,
    pub quantity: i64,
    pub refused: bool,
    pub price_list: Option<String>,
    pub list_price: R,
    pub price: Option<R>,
    /// The highest bound of the guards that clamp.
    pub floor: R,
    pub list: R,
    /// Net, or gross where prices include the tax.
    pub amount: R,
    pub net: R,
    pub tax: R,
    pub gross: R,
}

#[derive(Default)]
pub struct Answer {
    pub findings: Vec<Value>,
    pub trace: Vec<Value>,
}

const NONE: Value = Value::Null;

pub fn rows(table: &Value) -> &[Value] {
    table.as_array().map_or(&[], Vec::as_slice)
}

pub fn decimals_of(currency: &str) -> usize {
    match currency {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    }
}

pub fn find<'a>(table: &'a Value, id: &Value) -> Option<&'a Value> {
    rows(table).iter().find(|row| row["id"] == *id)
}

impl<'a> World<'a> {
    pub fn new(case: &'a Value, order: &'a Value) -> Self {
        let book = &case["rulebook"];
        let partner_row = find(&case["partners"], &order["partner"]).unwrap_or(&NONE);
        let own = book["currency"].as_str().unwrap();
        let spoken = [&order["currency"], &partner_row["currency"]];
        let currency = spoken.iter().find_map(|one| one.as_str()).unwrap_or(own);
        let declared = |side: &str| -> Vec<String> {
            book["attributes"][side]
                .as_object()
                .map_or(Vec::new(), |all| all.keys().cloned().collect())
        };
        let mut product_names = declared("product");
        product_names.push("product".to_owned());
        let mut world = Self {
            case,
            book,
            order,
            partner_row,
            partner: subject(partner_row, "partner", &declared("partner")),
            today: &order["placed_at"].as_str().unwrap()[..10],
            decimals: decimals_of(currency),
            own: currency == own,
            currency: currency.to_owned(),
            product_names,
        };
        let about = About { partner: &world.partner, product: None };
        let member = |niche: &&Value| fails(&niche["for"], about).is_none();
        let niches = rows(&book["niches"]).iter().filter(member);
        let niches = niches.map(|niche| niche["id"].as_str().unwrap().to_owned()).collect();
        world.partner.0.insert("niche".to_owned(), niches);
        world
    }

    pub fn product(&self, row: &Value) -> Subject {
        let declared = self.book["attributes"]["product"].as_object();
        let names = declared.map_or(Vec::new(), |all| all.keys().cloned().collect());
        subject(row, "product", &names)
    }

    pub fn since(&self) -> Option<&str> {
        self.partner_row["since"].as_str()
    }

    pub fn validity(&self, rule: &Value) -> Lacks {
        validity(&rule["valid"], self.today, self.since())
    }

    /// What a rule is without for a partner: a condition, or the day.
    pub fn lacks_for_partner(&self, rule: &Value) -> Lacks {
        let about = About { partner: &self.partner, product: None };
        match fails(&part(&rule["for"], &self.product_names, false), about) {
            Some(name) => Lacks::Condition(name),
            None => self.validity(rule),
        }
    }

    /// What a rule is without for a line: partner and product before the day, and
    /// that before the quantity.
    pub fn lacks_for_line(&self, rule: &Value, line: &Line<'_>, counted: &R) -> Lacks {
        let about = About { partner: &self.partner, product: Some(&line.product) };
        if let Some(name) = fails_first(&rule["for"], about, counted) {
            return Lacks::Condition(name);
        }
        match self.validity(rule) {
            Lacks::Nothing if !quantity_holds(&rule["for"], counted) => Lacks::Quantity,
            lacks => lacks,
        }
    }

    pub fn money(&self, value: &R) -> String {
        text(value, self.decimals)
    }

    pub fn inclusive(&self) -> bool {
        self.book["tax"]["prices"] == "inclusive"
    }

    pub fn own_currency(&self) -> &str {
        self.book["currency"].as_str().unwrap()
    }
}

fn subject(row: &Value, own: &str, names: &[String]) -> Subject {
    let mut all = Subject::default();
    all.0.insert(own.to_owned(), values(&row["id"]));
    for name in names {
        all.0.insert(name.clone(), values(&row[name]));
    }
    all
}

impl Line<'_> {
    pub fn cost(&self) -> Option<R> {
        self.row.and_then(|row| row["cost"].as_str()).map(dec)
    }

    pub fn units(&self) -> R {
        int(self.quantity)
    }

    pub fn is_priced(&self) -> bool {
        self.price.is_some()
    }

    /// Net less cost, which is rounded to so many decimals.
    pub fn margin(&self, decimals: usize) -> R {
        let cents = |cost: R| round(&(cost * self.units()), "half_up", &places(decimals));
        self.cost().map_or_else(zero, |cost| (&self.net - cents(cost)).max(zero()))
    }
}

impl Answer {
    pub fn find(
        &mut self,
        code: &str,
        severity: &str,
        path: &str,
        rule: Option<&str>,
        data: Value,
    ) {
        self.findings.push(json!({
            "code": code, "severity": severity, "path": path, "rule": rule, "data": data,
        }));
    }

    pub fn row(
        &mut self,
        line: Option<usize>,
        stage: &str,
        rule: &str,
        outcome: &str,
        more: Value,
    ) {
        let mut row = json!({ "stage": stage, "outcome": outcome });
        if let Some(line) = line {
            row["line"] = json!(line);
        }
        if !rule.is_empty() {
            row["rule"] = json!(rule);
        }
        for (name, value) in more.as_object().into_iter().flatten() {
            row[name] = value.clone();
        }
        self.trace.push(row);
    }

    /// A rule in an amount of another currency.
    pub fn not_stated(&mut self, world: &World<'_>, path: &str, rule: &str) {
        let data = json!({ "stated": world.own_currency(), "currency": world.currency });
        self.find("pricing.currency_not_stated", "warn", path, Some(rule), data);
    }
}
