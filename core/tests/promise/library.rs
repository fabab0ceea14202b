//! The same answer from the library, brought to the shape of the solver's.

use super::answer::{Answer, Finding, LineAnswer};
use super::text;
use super::world::World;
use longtail::{Engine, Error, Options, Rulebook, SupplyTables, Table, Tables, Workspace};
use serde_json::Value;
use std::collections::HashMap;

/// Engines by their rules and master data, each serving many worlds.
#[derive(Default)]
pub struct Engines(HashMap<String, Engine>);

impl Engines {
    /// The engine of a world, or the faults that it was refused for.
    pub fn of(&mut self, world: &World) -> Result<Engine, String> {
        let texts = Texts(text::tables(world));
        let names = ["partners", "products", "prices", "kits", "substitutes"];
        let rules = text::rulebook(world);
        let key = names.iter().fold(rules.clone(), |key, name| key + "--" + texts.text(name));
        if !self.0.contains_key(&key) {
            self.0.insert(key.clone(), read_texts(&rules, &texts).map_err(|error| faults(&error))?);
        }
        self.0[&key].with_supply_tables(&texts.supply()).map_err(|error| faults(&error))
    }
}

/// The tables of a world by their name.
pub struct Texts(pub Vec<(&'static str, String)>);

impl Texts {
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text)
    }

    fn table(&self, source: &'static str) -> Table<'_> {
        Table { source, text: self.text(source) }
    }

    fn supply(&self) -> SupplyTables<'_> {
        SupplyTables {
            stock: self.table("stock"),
            receipts: self.table("receipts"),
            promises: self.table("promises"),
            safety: self.table("safety"),
            quotas: self.table("quotas"),
            protections: self.table("protections"),
        }
    }
}

/// The engine of a rulebook and tables.
pub fn read_texts(rules: &str, texts: &Texts) -> Result<Engine, Error> {
    let tables = Tables {
        partners: texts.table("partners"),
        products: texts.table("products"),
        prices: texts.table("prices"),
        registrations: texts.table("registrations"),
        kits: texts.table("kits"),
        substitutes: texts.table("substitutes"),
        supply: texts.supply(),
    };
    Engine::from_tables(Rulebook::parse(rules, "rulebook")?, &tables)
}

/// The engine of a world from all its texts at once.
pub fn read(world: &World) -> Result<Engine, String> {
    let texts = Texts(text::tables(world));
    read_texts(&text::rulebook(world), &texts).map_err(|error| faults(&error))
}

pub fn faults(error: &Error) -> String {
    let one = |finding: &longtail::Finding| format!("{finding:?}");
    format!("{error}: {}", error.findings().iter().map(one).collect::<Vec<_>>().join("\n"))
}

/// All orders of a world, one after the other.
pub fn answers(engine: &Engine, world: &World) -> Vec<Answer> {
    let mut workspace = Workspace::new();
    let each = world.orders.iter();
    each.map(|one| answer(engine, &text::order(world, one).to_string(), &mut workspace)).collect()
}

/// One order, which books what it is promised.
pub fn answer(engine: &Engine, order: &str, workspace: &mut Workspace) -> Answer {
    answer_with(engine, order, &Options::default(), workspace)
}

pub fn answer_with(
    engine: &Engine,
    order: &str,
    options: &Options,
    workspace: &mut Workspace,
) -> Answer {
    let mut out = String::new();
    engine.decide_text(order, options, workspace, &mut out).map_err(|e| faults(&e)).unwrap();
    shaped(&serde_json::from_str(&out).unwrap())
}

fn shaped(verdict: &Value) -> Answer {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let line = |line: &Value| LineAnswer {
        status: text(&line["status"]),
        quantity: line["quantity"].as_i64().unwrap(),
        confirmed: line["confirmed"].as_i64().unwrap(),
        substitute: line["substitute"].as_str().map(str::to_owned),
        deliveries: line["deliveries"].as_array().unwrap().iter().map(delivery).collect(),
    };
    Answer {
        verdict: text(&verdict["verdict"]),
        lines: verdict["lines"].as_array().unwrap().iter().map(line).collect(),
        findings: verdict["findings"].as_array().unwrap().iter().map(finding).collect(),
    }
}

fn finding(finding: &Value) -> Finding {
    let text = |name: &str| finding[name].as_str().unwrap_or("").to_owned();
    let data = |name: &str| match &finding["data"][name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let told = match finding["code"].as_str().unwrap() {
        "availability.late" => format!("{} by {}", data("quantity"), data("arrive")),
        "availability.partial" => {
            format!("{} of {} by {}", data("confirmed"), data("quantity"), data("arrive"))
        }
        "availability.substituted" => data("substitute"),
        _ => String::new(),
    };
    Finding { code: text("code"), severity: text("severity"), path: text("path"), data: told }
}

fn delivery(delivery: &Value) -> (String, String, i64, String) {
    let text = |name: &str| delivery[name].as_str().map(str::to_owned);
    let quantity = delivery["quantity"].as_i64().unwrap();
    let location = text("location").unwrap_or_else(|| super::text::location(0));
    (text("ship").unwrap(), text("arrive").unwrap(), quantity, location)
}
