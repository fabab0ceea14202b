//! How sure the dates of an order's promises are, as JSON with words.

use super::field::{day, key, whole};
use super::json;
use super::reliability::{asked, language, percents, pool, table};
use super::verdict::list;
use super::view::View;
use crate::error::Error;
use crate::explain::{Language, fill};
use crate::id::ProductId;
use crate::order::{Basis, DateConfidence, Decision, LeansOn, PromiseConfidence};
use crate::reliability::read_lateness;
use crate::rulebook::Engine;

impl Engine {
    /// Reads an order, decides it as if it were alone, and says as JSON by which
    /// dates its promises are there with each of some percentages.
    ///
    /// The question has the `state` of lateness, which
    /// [`reliability`](crate::reliability) counts, and as it likes `percents` (50, 80
    /// and 95), the `pool` and the `language`.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order, or the question cannot be read,
    /// with every fault as a finding.
    ///
    /// ```
    /// # use longtail::{Engine, Rulebook, SupplyTables, Table, Tables, reliability};
    /// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: general, for: everyone}]}";
    /// # let book = Rulebook::parse(book, "book").expect("no faults");
    /// # let table = |text| Table { source: "table", text };
    /// let receipts = "product,date,quantity,id,supplier\nA-1,2026-03-12,5,R-1,S-1\n";
    /// # let tables = Tables {
    /// #     partners: table("id,name\nP-1,Jansen\n"),
    /// #     products: table("id,name\nA-1,Glove\n"),
    /// #     prices: table("list,product,unit_price\ngeneral,A-1,1.25\n"),
    /// #     supply: SupplyTables { receipts: table(receipts), ..SupplyTables::default() },
    /// #     ..Tables::default()
    /// # };
    /// # let engine = Engine::from_tables(book, &tables).expect("no faults");
    /// let order = r#"{"partner":"P-1","placed_at":"2026-03-02T10:15:00Z","lines":[{"product":"A-1","quantity":5}]}"#;
    /// let question = r#"{"state":{"receipts":1,"counts":[["S-1","",0,3],["S-1","",2,1]]},"percents":[80]}"#;
    /// let told = engine.confidence_text(order, question)?;
    /// assert!(told.contains(r#""words":"2026-03-12, 80 % by 2026-03-14 (receipts observed of `S-1`: 4, of all: 4)""#));
    /// # Ok::<(), longtail::Error>(())
    /// ```
    pub fn confidence_text(&self, order: &str, question: &str) -> Result<String, Error> {
        let draft = super::read_order(order)?;
        asked(question, |reader, fields| {
            let state = fields.required(reader, "state", read_lateness);
            let percents = percents(reader, fields);
            let pool = pool(reader, fields);
            let language = language(reader, fields);
            Some(state?.and_then(|state| {
                let lateness = table(&state, pool);
                let (decision, lines) = self.confidence(&draft, &lateness, &percents)?;
                let writer = Writer { engine: self, decision: &decision, language };
                let mut out = String::from("{\"verdict\":");
                json::text(decision.verdict.name(), &mut out);
                out.push_str(",\"lines\":");
                list(lines.iter(), &mut out, |line, out| writer.line(line, out));
                out.push('}');
                Ok(out)
            }))
        })
    }
}

struct Writer<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
    language: Language,
}

impl Writer<'_> {
    fn line(&self, told: &PromiseConfidence, out: &mut String) {
        let line = &self.decision.lines()[told.line as usize];
        out.push_str("{\"line\":");
        json::whole(i64::from(told.line), out);
        for (name, product) in [("product", line.product), ("substitute", line.substitute)] {
            key(name, out);
            json::text_or_null(product.map(|own| self.product(own.0)), out);
        }
        key("status", out);
        json::text(line.status.name(), out);
        whole("quantity", line.quantity, out);
        whole("confirmed", line.confirmed, out);
        match &told.all {
            Some(all) => self.date(all, out),
            None => {
                key("words", out);
                json::text(["nothing promised", "niets toegezegd"][self.language as usize], out);
            }
        }
        key("deliveries", out);
        let view = View::new(self.engine, self.decision);
        let deliveries = view.deliveries(line).zip(&told.deliveries);
        list(deliveries, out, |(delivery, sure), out| {
            out.push_str("{\"quantity\":");
            json::whole(delivery.quantity, out);
            key("location", out);
            json::text(delivery.location, out);
            self.date(sure, out);
            out.push('}');
        });
        out.push('}');
    }

    /// Appends what is known of a date, after what is there.
    fn date(&self, sure: &DateConfidence, out: &mut String) {
        day("ship", sure.ship, out);
        day("arrive", sure.arrive, out);
        key("basis", out);
        json::text(sure.basis.name(), out);
        whole("percent", i64::from(sure.percent), out);
        key("quantiles", out);
        list(sure.dates.iter(), out, |date, out| {
            out.push_str("{\"percent\":");
            json::whole(i64::from(date.percent), out);
            day("ship", date.ship, out);
            day("arrive", date.arrive, out);
            out.push('}');
        });
        key("receipts", out);
        list(sure.receipts.iter(), out, |receipt, out| self.receipt(receipt, out));
        key("words", out);
        json::text(&self.words(sure), out);
    }

    fn receipt(&self, own: &LeansOn, out: &mut String) {
        out.push_str("{\"product\":");
        json::text(self.product(own.product), out);
        key("location", out);
        let locations = &self.engine.book().availability.locations;
        json::text(locations.get(own.location as usize).map_or("", |name| name), out);
        day("day", own.day, out);
        whole("quantity", own.quantity, out);
        for (name, value) in [("id", &own.id), ("supplier", &own.supplier)] {
            key(name, out);
            json::text_or_null(value.as_deref(), out);
        }
        for (name, count) in [
            ("observations", own.observations),
            ("class_observations", own.class_observations),
            ("all_observations", own.all_observations),
        ] {
            whole(name, count.cast_signed(), out);
        }
        key("known", out);
        out.push_str(if own.known { "true}" } else { "false}" });
    }

    /// Such as "2026-03-12, 80 % by 2026-03-14 (receipts observed of `S-1`: 4, of all: 4)".
    fn words(&self, sure: &DateConfidence) -> String {
        let at = self.language as usize;
        let mut out = sure.arrive.to_string();
        if sure.basis == Basis::Receipts {
            for date in &sure.dates {
                let by = [", {percent} % by {by}", ", {percent} % uiterlijk {by}"][at];
                fill(by, &mut out, |name, out| match name {
                    "percent" => json::whole(i64::from(date.percent), out),
                    _ => date.arrive.write_iso(out),
                });
            }
        }
        out.push_str(" (");
        out.push_str(&match sure.basis {
            Basis::Stock => ["from stock on hand", "uit voorraad"][at].to_owned(),
            Basis::Assumed => {
                ["from supply that is assumed", "uit aanvoer die wordt aangenomen"][at].to_owned()
            }
            Basis::Receipts => self.observed(&sure.receipts),
        });
        out.push(')');
        out
    }

    /// What was observed of each supplier, once.
    fn observed(&self, receipts: &[LeansOn]) -> String {
        let at = self.language as usize;
        let mut parts: Vec<String> = Vec::new();
        let mut add = |part: String| {
            if !parts.contains(&part) {
                parts.push(part);
            }
        };
        for own in receipts {
            let template = match &own.supplier {
                Some(_) => ["of `{supplier}`: {own}", "van `{supplier}`: {own}"],
                None => ["of an unnamed supplier: {own}", "van een onbekende leverancier: {own}"],
            };
            let mut part = String::new();
            fill(template[at], &mut part, |name, out| match name {
                "supplier" => out.push_str(own.supplier.as_deref().unwrap_or_default()),
                _ => json::whole(own.observations.cast_signed(), out),
            });
            add(part);
        }
        let all = receipts.first().map_or(0, |own| own.all_observations);
        add(format!("{}: {all}", ["of all", "van alle"][at]));
        if receipts.iter().any(|own| !own.known) {
            add(["some dates taken as said", "sommige data genomen zoals opgegeven"][at].to_owned());
        }
        format!("{} {}", ["receipts observed", "waargenomen ontvangsten"][at], parts.join(", "))
    }

    fn product(&self, product: u32) -> &str {
        self.engine.products().ids.name(ProductId(product))
    }
}
