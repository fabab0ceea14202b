//! Why lines are promised as they are, as JSON.

mod words;

use super::field::{day, key, text, whole};
use super::json;
use super::steps::write_steps;
use super::verdict::list;
use super::view::{DeliveryView, View};
use crate::availability::{Better, Binding, Peg, Planner};
use crate::calendar::{CalendarStep, Day};
use crate::error::Error;
use crate::explain::Language;
use crate::id::ProductId;
use crate::order::{Decision, PromiseReason};
use crate::rulebook::Engine;

impl Engine {
    /// Reads an order, decides it as if it were alone, and says as JSON why each
    /// line is promised as it is, and what would make it better: data, and a
    /// sentence of `words` for each thing that a help desk can read to the partner.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order.
    ///
    /// ```
    /// # use longtail::{Engine, Language, Rulebook, SupplyTables, Table, Tables};
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
    /// let reasons = engine.explain_promise_text(order, Language::En).expect("an order");
    /// assert!(reasons.contains(r#""better":[{"kind":"units","product":"A-1","location":"main","day":"2026-03-02","quantity":2}]"#));
    /// ```
    pub fn explain_promise_text(&self, order: &str, language: Language) -> Result<String, Error> {
        let draft = super::read_order(order)?;
        let (decision, reasons) = self.explain_promise(&draft)?;
        let placed = self.book().zone.local(&draft.placed_at).unwrap_or_default();
        let planner = self.promise_planner(&draft, &decision);
        let writer = Writer { engine: self, decision: &decision, planner, language };
        let to_ship = self.book().calendar.steps_to_ship(placed);
        let mut out = String::new();
        list(reasons.iter(), &mut out, |reason, out| writer.reason(reason, &to_ship, out));
        Ok(out)
    }
}

struct Writer<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
    planner: Planner<'a>,
    language: Language,
}

/// The ids of the receipts that count as coming on a day.
fn ids<'p>(
    planner: &'p Planner<'_>,
    product: u32,
    location: u32,
    day: Day,
) -> impl Iterator<Item = &'p str> {
    planner.expected_on(product, location, day).filter_map(|receipt| receipt.id.as_deref())
}

impl Writer<'_> {
    fn reason(&self, reason: &PromiseReason, to_ship: &[CalendarStep<'_>], out: &mut String) {
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
        out.push_str(",\"steps\":");
        write_steps(to_ship, self.language, out);
        out.push_str(",\"deliveries\":");
        let deliveries = view.deliveries(line);
        let deliveries: Vec<_> =
            deliveries.map(|own| (own, self.way(line.requested, &own))).collect();
        list(deliveries.iter(), out, |(delivery, steps), out| {
            out.push_str("{\"ship\":");
            json::day(delivery.ship, out);
            day("arrive", delivery.arrive, out);
            whole("quantity", delivery.quantity, out);
            text("location", delivery.location, out);
            out.push_str(",\"steps\":");
            write_steps(steps, self.language, out);
            out.push('}');
        });
        out.push_str(",\"binding\":");
        list(reason.binding.iter(), out, |binding, out| self.binding(binding, out));
        out.push_str(",\"receipts\":");
        list(reason.receipts.iter(), out, |peg, out| self.peg(peg, out));
        out.push_str(",\"better\":");
        list(Tip::better(reason), out, |tip, out| self.tip(&tip, out));
        out.push_str(",\"complete\":");
        list(Tip::complete(reason), out, |tip, out| self.tip(&tip, out));
        out.push_str(",\"words\":");
        let words = self.words(reason, to_ship, &deliveries);
        list(words.iter(), out, |sentence, out| json::text(sentence, out));
        out.push('}');
    }

    /// What lies between a delivery's ship day and its arrival, and how late that is.
    fn way(&self, requested: Option<Day>, delivery: &DeliveryView<'_>) -> Vec<CalendarStep<'_>> {
        let mut steps = self.engine.book().calendar.steps_of_transit(delivery.ship);
        if let Some(requested) = requested.filter(|day| *day < delivery.arrive) {
            let days = delivery.arrive.0.saturating_sub(requested.0);
            steps.push(CalendarStep::Late { requested, days });
        }
        steps
    }

    fn binding(&self, binding: &Binding, out: &mut String) {
        out.push_str("{\"kind\":\"");
        out.push_str(binding.kind.name());
        out.push('"');
        text("product", self.product(binding.product), out);
        out.push_str(",\"location\":");
        json::text_or_null(binding.location.map(|location| self.location(location)), out);
        out.push_str(",\"group\":");
        json::text_or_null(self.group(binding.group), out);
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
        self.ids(peg.product, peg.location, peg.day, out);
        out.push('}');
    }

    fn ids(&self, product: u32, location: u32, day: Day, out: &mut String) {
        key("ids", out);
        list(ids(&self.planner, product, location, day), out, json::text);
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
                self.ids(product, location, expected, out);
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
            Tip::Better(Better::Deliveries(most)) => {
                out.push_str("deliveries\"");
                whole("deliveries_max", i64::from(most), out);
            }
            Tip::Better(Better::Lateness { days, ship }) => {
                out.push_str("lateness\"");
                whole("late_days_max", i64::from(days), out);
                day("last", ship, out);
            }
            Tip::Better(Better::Partial { quantity, ship }) => {
                out.push_str("partial\"");
                whole("quantity", quantity, out);
                day("last", ship, out);
            }
            Tip::Better(Better::Apart { quantity, ship }) => {
                out.push_str("apart\"");
                whole("quantity", quantity, out);
                day("last", ship, out);
            }
            Tip::Better(Better::Order { minutes, quantity, first, last }) => {
                out.push_str("order\"");
                whole("minutes_earlier", minutes, out);
                whole("quantity", quantity, out);
                day("first", first, out);
                day("last", last, out);
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

impl Tip {
    /// What would have the line leave whole on the wanted day.
    fn better(reason: &PromiseReason) -> impl Iterator<Item = Self> {
        Self::of(&reason.better, &reason.substitutes)
    }

    /// What would have the line promised whole.
    fn complete(reason: &PromiseReason) -> impl Iterator<Item = Self> {
        Self::of(&reason.complete, &reason.complete_substitutes)
    }

    fn of(better: &[Better], others: &[(ProductId, i64)]) -> impl Iterator<Item = Self> {
        let others = others.iter().map(|(product, quantity)| Self::Substitute(*product, *quantity));
        better.iter().map(|better| Self::Better(*better)).chain(others)
    }
}

#[cfg(test)]
mod tests;
