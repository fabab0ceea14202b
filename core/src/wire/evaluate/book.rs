use super::super::json;
use super::super::tables::{Table, Tables};
use super::super::trace::{write_failed, write_trace};
use super::super::verdict::write_findings;
use super::plain::write_node;
use super::{Failed, Question};
use crate::document::{Key, Node, Reader, Value};
use crate::explain::{Language, TraceLevel};
use crate::order::{Draft, DraftLine, Options, Quantity, Workspace};
use crate::rulebook::{Engine, Rulebook};

/// `{"attributes","niches","scope","partner","product","quantity"}` to
/// `{"holds"}`, and where it does not `condition`, `expected` and `actual`.
pub(super) fn scope(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let parts = ["attributes", "niches"].map(|name| fields.node(name).map(|node| (name, node)));
    let scope = fields.required(reader, "scope", |_, node| Some(node.clone()));
    let sale = Sale::read(reader, fields);
    let (Some(scope), Some(sale)) = (scope, sale) else { return Err(Failed::Faults) };
    // A scope is tried as that of an adjustment that changes nothing.
    let rule = mapping(vec![("id", plain("scope")), ("for", scope), ("percent", plain("0"))]);
    let stage = mapping(vec![
        ("stage", plain("scope")),
        ("combine", plain("first_match")),
        ("adjustments", list(vec![rule])),
    ]);
    let parts = parts.into_iter().flatten().map(|(name, node)| (name, node.clone()));
    let book = mapping(parts.chain([("waterfall", list(vec![stage]))]).collect());
    sale.decided(reader, &book, |engine, workspace| {
        let mut tail = String::new();
        let holds = !write_failed(engine, workspace.decision(), &mut tail);
        format!("{{\"holds\":{holds}{tail}}}")
    })
}

/// `{"rulebook","partner","product","price","quantity","currency"}` to
/// `{"list_price","unit_price","findings","trace"}`: the waterfall, rounding and
/// guards of a part of a rulebook.
pub(super) fn waterfall(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let book = fields.required(reader, "rulebook", |_, node| Some(node.clone()));
    let sale = Sale::read(reader, fields);
    let (Some(book), Some(sale)) = (book, sale) else { return Err(Failed::Faults) };
    sale.decided(reader, &book, |engine, workspace| {
        let decision = workspace.decision();
        let exponent = decision.currency().exponent();
        let mut out = String::from("{");
        for line in decision.lines() {
            out.push_str("\"list_price\":");
            json::price(line.list_price, exponent, &mut out);
            out.push_str(",\"unit_price\":");
            json::price(line.unit_price, exponent, &mut out);
        }
        out.push_str(",\"findings\":");
        write_findings(engine, decision, Language::En, &mut out);
        out.push_str(",\"trace\":");
        write_trace(engine, decision, &mut out);
        out.push('}');
        out
    })
}

/// One sale to one partner, as a question tells it.
struct Sale {
    partner: Node,
    product: Node,
    price: String,
    quantity: i64,
}

impl Sale {
    fn read(reader: &mut Reader, fields: &mut Question<'_>) -> Option<Self> {
        let before = reader.count();
        let row = |reader: &mut Reader, node: &Node| {
            reader.fields(node)?;
            Some(node.clone())
        };
        let partner = fields.optional(reader, "partner", row);
        let product = fields.optional(reader, "product", row);
        let price = fields.optional(reader, "price", Reader::not_negative);
        let quantity = fields.optional(reader, "quantity", |r, n| r.whole(n, 1, 1_000_000_000));
        let named = |row: Option<Node>| {
            let row = row.unwrap_or_else(|| mapping(Vec::new()));
            with_defaults(&row, &[("id", || quoted("it")), ("name", || quoted("it"))])
        };
        (reader.count() == before).then(|| Self {
            partner: named(partner),
            product: named(product),
            price: price.map_or("1".to_owned(), |price| price.text(0)),
            quantity: quantity.unwrap_or(1),
        })
    }

    /// Decides an order of one line under a part of a rulebook.
    fn decided(
        &self,
        reader: &mut Reader,
        part: &Node,
        answer: impl FnOnce(&Engine, &Workspace) -> String,
    ) -> Result<String, Failed> {
        let whole = with_defaults(part, &DEFAULTS);
        let Some(book) = Rulebook::of_node(reader, &whole).filter(|_| reader.is_clean()) else {
            return Err(Failed::Faults);
        };
        let list = book.price_lists().first().map(|list| list.id.clone()).unwrap_or_default();
        let [partner, product, prices] = self.rows(&list);
        let table = |source, text| Table { source, text };
        let tables = Tables {
            partners: table("partner", &partner),
            products: table("product", &product),
            prices: table("price", &prices),
            ..Tables::default()
        };
        let engine = Engine::from_tables(book, &tables)?;
        let names = (engine.partners().ids.iter().next(), engine.products().ids.iter().next());
        let (Some(partner), Some(product)) = names else { return Err(Failed::Faults) };
        let line = DraftLine {
            id: None,
            product: Some(product.into()),
            gtin: None,
            quantity: Quantity::Whole(self.quantity),
            unit: None,
            requested: None,
            partial: None,
            late_days_max: None,
            unit_price: None,
        };
        let placed_at = PLACED_AT.into();
        let draft =
            Draft { partner: partner.into(), placed_at, lines: vec![line], ..Draft::default() };
        let options = Options { trace: TraceLevel::Full, ..Options::default() };
        let mut workspace = Workspace::new();
        engine.decide(&draft, &options, &mut workspace)?;
        Ok(answer(&engine, &workspace))
    }

    /// Partner, product and price as tables of one row.
    fn rows(&self, list: &str) -> [String; 3] {
        let mut partner = String::new();
        write_node(&self.partner, &mut partner);
        let mut product = String::new();
        write_node(&self.product, &mut product);
        let mut price = String::from("{\"list\":");
        json::text(list, &mut price);
        price.push_str(",\"product\":");
        if let Some(id) = entry(&self.product, "id") {
            write_node(id, &mut price);
        }
        price.push_str(",\"unit_price\":");
        json::text(&self.price, &mut price);
        price.push('}');
        [partner, product, price]
    }
}

/// A day on which nothing but what the rules say themselves begins or ends.
const PLACED_AT: &str = "2000-01-03T12:00:00";

type Default = (&'static str, fn() -> Node);

/// What a part of a rulebook need not say.
const DEFAULTS: [Default; 6] = [
    ("format", || plain("1")),
    ("id", || quoted("part")),
    ("zone", || quoted("UTC")),
    ("currency", || quoted("EUR")),
    ("price_lists", || {
        list(vec![mapping(vec![("id", quoted("list")), ("for", quoted("everyone"))])])
    }),
    ("availability", || mapping(vec![("untracked", quoted("unlimited"))])),
];

/// A mapping with what it lacks; what is no mapping stays as it is.
fn with_defaults(node: &Node, defaults: &[Default]) -> Node {
    let Value::Mapping(entries) = &node.value else { return node.clone() };
    let mut entries = entries.clone();
    for (name, value) in defaults {
        if !entries.iter().any(|(key, _)| *key.text == **name) {
            entries.push((key(name), value()));
        }
    }
    Node { value: Value::Mapping(entries), ..*node }
}

fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Mapping(entries) = &node.value else { return None };
    entries.iter().find(|(key, _)| *key.text == *name).map(|(_, value)| value)
}

fn key(text: &str) -> Key {
    Key { text: text.into(), line: 1, column: 1 }
}

fn made(value: Value) -> Node {
    Node { value, line: 1, column: 1 }
}

fn plain(text: &str) -> Node {
    made(Value::Scalar { text: text.into(), quoted: false })
}

fn quoted(text: &str) -> Node {
    made(Value::Scalar { text: text.into(), quoted: true })
}

fn list(items: Vec<Node>) -> Node {
    made(Value::Sequence(items))
}

fn mapping(entries: Vec<(&str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(name, value)| (key(name), value)).collect();
    made(Value::Mapping(entries))
}
