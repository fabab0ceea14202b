//! Why lines are promised as they are, as JSON.

use super::json;
use super::verdict::list;
use super::view::View;
use crate::availability::{Better, Binding, Peg};
use crate::error::Error;
use crate::id::ProductId;
use crate::order::{Decision, PromiseReason};
use crate::rulebook::Engine;

impl Engine {
    /// Reads an order, decides it as if it were alone, and says as JSON why each
    /// line is promised as it is, and what would make it better.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order.
    ///
    /// ```
    /// # use longtail::{Engine, Rulebook, SupplyTables, Table, Tables};
    /// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: general, for: everyone}]}";
    /// # let book = Rulebook::parse(book, "book").expect("no faults");
    /// # let table = |text| Table { source: "table", text };
    /// # let tables = Tables {
    /// #     partners: table("id,name\nP-1,Jansen\n"),
    /// #     products: table("id,name\nA-1,Glove\n"),
    /// #     prices: table("list,product,unit_price\ngeneral,A-1,1.25\n"),
    /// #     supply: SupplyTables { stock: table("product,on_hand\nA-1,3\n"), ..SupplyTables::default() },
    /// #     ..Tables::default()
    /// # };
    /// # let engine = Engine::from_tables(book, &tables).expect("no faults");
    /// let order = r#"{"partner":"P-1","placed_at":"2026-03-02T10:15:00Z","lines":[{"product":"A-1","quantity":5}]}"#;
    /// let reasons = engine.explain_promise_text(order).expect("an order");
    /// assert!(reasons.contains(r#""better":[{"kind":"units","product":"A-1","location":"main","day":"2026-03-02","quantity":2}]"#));
    /// ```
    pub fn explain_promise_text(&self, order: &str) -> Result<String, Error> {
        let draft = super::read_order(order)?;
        let (decision, reasons) = self.explain_promise(&draft)?;
        let writer = Writer { engine: self, decision: &decision };
        let mut out = String::new();
        list(reasons.iter(), &mut out, |reason, out| writer.reason(reason, out));
        Ok(out)
    }
}

struct Writer<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
}

impl Writer<'_> {
    fn reason(&self, reason: &PromiseReason, out: &mut String) {
        let view = View::new(self.engine, self.decision);
        let line = &self.decision.lines()[reason.line as usize];
        out.push_str("{\"line\":");
        json::whole(i64::from(reason.line), out);
        out.push_str(",\"product\":");
        json::text_or_null(line.product.map(|product| self.product(product.0)), out);
        out.push_str(",\"substitute\":");
        json::text_or_null(line.substitute.map(|product| self.product(product.0)), out);
        out.push_str(",\"status\":\"");
        out.push_str(line.status.name());
        out.push('"');
        let quantities = [
            ("ordered", line.ordered.unwrap_or(0)),
            ("quantity", line.quantity),
            ("multiple", reason.multiple),
            ("confirmed", line.confirmed),
        ];
        quantities.iter().for_each(|(key, value)| whole(key, *value, out));
        day("earliest", reason.earliest, out);
        day("target", reason.target, out);
        out.push_str(",\"deliveries\":");
        list(view.deliveries(line), out, |delivery, out| {
            out.push_str("{\"ship\":");
            json::day(delivery.ship, out);
            day("arrive", delivery.arrive, out);
            whole("quantity", delivery.quantity, out);
            text("location", delivery.location, out);
            out.push('}');
        });
        out.push_str(",\"binding\":");
        list(reason.binding.iter(), out, |binding, out| self.binding(binding, out));
        out.push_str(",\"receipts\":");
        list(reason.receipts.iter(), out, |peg, out| self.peg(peg, out));
        out.push_str(",\"better\":");
        let better = reason.better.iter().map(|better| Tip::Better(*better));
        let others = reason
            .substitutes
            .iter()
            .map(|(product, quantity)| Tip::Substitute(*product, *quantity));
        list(better.chain(others), out, |tip, out| self.tip(&tip, out));
        out.push('}');
    }

    fn product(&self, product: u32) -> &str {
        self.engine.products().ids.name(ProductId(product))
    }

    fn location(&self, location: u32) -> &str {
        let locations = &self.engine.book().availability.locations;
        locations.get(location as usize).map_or("", |name| name)
    }

    fn binding(&self, binding: &Binding, out: &mut String) {
        out.push_str("{\"kind\":\"");
        out.push_str(binding.kind.name());
        out.push('"');
        text("product", self.product(binding.product), out);
        out.push_str(",\"location\":");
        json::text_or_null(binding.location.map(|location| self.location(location)), out);
        out.push_str(",\"group\":");
        let groups = &self.engine.book().availability.groups;
        let group = binding.group.and_then(|at| groups.get(at as usize));
        json::text_or_null(group.map(|group| &*group.id), out);
        day("day", binding.day, out);
        whole("short", binding.short, out);
        out.push('}');
    }

    fn peg(&self, peg: &Peg, out: &mut String) {
        out.push_str("{\"product\":");
        json::text(self.product(peg.product), out);
        text("location", self.location(peg.location), out);
        day("day", peg.day, out);
        whole("quantity", peg.quantity, out);
        out.push('}');
    }

    fn tip(&self, tip: &Tip, out: &mut String) {
        out.push_str("{\"kind\":\"");
        match *tip {
            Tip::Better(Better::Units { product, location, day: by, quantity }) => {
                out.push_str("units\"");
                text("product", self.product(product), out);
                text("location", self.location(location), out);
                day("day", by, out);
                whole("quantity", quantity, out);
            }
            Tip::Better(Better::Receipt { product, location, day: expected, days }) => {
                out.push_str("receipt\"");
                text("product", self.product(product), out);
                text("location", self.location(location), out);
                day("day", expected, out);
                whole("days_earlier", i64::from(days), out);
            }
            Tip::Better(Better::Quota { product, from, until, quantity }) => {
                out.push_str("quota\"");
                text("product", self.product(product), out);
                day("from", from, out);
                day("until", until, out);
                whole("quantity", quantity, out);
            }
            Tip::Better(Better::Multiple(multiple)) => {
                out.push_str("multiple\"");
                whole("multiple", multiple, out);
            }
            Tip::Substitute(product, quantity) => {
                out.push_str("substitute\"");
                text("product", self.product(product.0), out);
                whole("quantity", quantity, out);
            }
        }
        out.push('}');
    }
}

enum Tip {
    Better(Better),
    Substitute(ProductId, i64),
}

fn key(name: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
}

fn whole(name: &str, value: i64, out: &mut String) {
    key(name, out);
    json::whole(value, out);
}

fn text(name: &str, value: &str, out: &mut String) {
    key(name, out);
    json::text(value, out);
}

fn day(name: &str, value: crate::calendar::Day, out: &mut String) {
    key(name, out);
    json::day(value, out);
}
