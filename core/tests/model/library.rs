//! The same answer from the library, brought to the shape of the model's.

use longtail::{Engine, Options, Rulebook, SupplyTables, Table, Tables, TraceLevel, Workspace};
use serde_json::{Map, Value};

/// What of a finding's data is compared.
const DATA: [&str; 9] =
    ["price", "bound", "left", "amount", "minimum", "missing", "limit", "stated", "currency"];

pub fn engine(case: &Value) -> Result<Engine, String> {
    let text = |name: &str| case[name].to_string();
    let [book, partners, products, prices] =
        ["rulebook", "partners", "products", "prices"].map(text);
    let table = |source, text| Table { source, text };
    let empty = |source| Table { source, text: "[]" };
    let tables = Tables {
        partners: table("partners", &partners),
        products: table("products", &products),
        prices: table("prices", &prices),
        registrations: empty("registrations"),
        supply: SupplyTables {
            stock: empty("stock"),
            receipts: empty("receipts"),
            promises: empty("promises"),
            ..SupplyTables::default()
        },
        ..Tables::default()
    };
    let findings = |error: longtail::Error| {
        let one = |f: &longtail::Finding| format!("{} {} {:?}", f.code.name(), f.path, f);
        error.findings().iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let book = Rulebook::parse(&book, "rulebook").map_err(findings)?;
    Engine::from_tables(book, &tables).map_err(findings)
}

pub fn decide(engine: &Engine, order: &Value) -> Result<Value, String> {
    let options = Options { trace: TraceLevel::Full, ..Options::default() };
    let mut out = String::new();
    let mut workspace = Workspace::new();
    engine
        .decide_text(&order.to_string(), &options, &mut workspace, &mut out)
        .map_err(|error| format!("{error:?}"))?;
    let answer: Value = serde_json::from_str(&out).map_err(|fault| fault.to_string())?;
    Ok(shaped(&answer))
}

fn kept(value: &Value, names: &[&str]) -> Value {
    let all = names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(name)?.clone())));
    Value::Object(all.collect())
}

fn shaped(answer: &Value) -> Value {
    let each = |name: &str, of: fn(&Value) -> Value| {
        Value::Array(answer[name].as_array().into_iter().flatten().map(of).collect())
    };
    let mut all = Map::new();
    for name in ["verdict", "currency", "totals", "fees"] {
        all.insert(name.to_owned(), answer[name].clone());
    }
    all.insert("findings".to_owned(), each("findings", finding));
    all.insert("lines".to_owned(), each("lines", line));
    all.insert("trace".to_owned(), each("trace", row));
    Value::Object(all)
}

fn line(line: &Value) -> Value {
    let names = [
        "status",
        "ordered",
        "quantity",
        "confirmed",
        "price_list",
        "list_price",
        "unit_price",
        "list",
        "net",
        "tax",
        "gross",
    ];
    kept(line, &names)
}

fn finding(finding: &Value) -> Value {
    let mut one = kept(finding, &["code", "severity", "path", "rule"]);
    one["data"] = match finding["code"].as_str() {
        Some("order.price_differs") => Value::Object(Map::new()),
        Some(code) if code.starts_with("order.quantity") => Value::Object(Map::new()),
        Some("pricing.no_price") => Value::Object(Map::new()),
        _ => kept(&finding["data"], &DATA),
    };
    one
}

fn row(row: &Value) -> Value {
    let names = [
        "line",
        "stage",
        "rule",
        "outcome",
        "quantity_from",
        "price",
        "before",
        "after",
        "rate",
        "condition",
    ];
    kept(row, &names)
}
