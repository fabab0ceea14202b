use super::json;
use super::trace::{write_compact_trace, write_trace};
use super::view::{FeeView, LineView, View};
use crate::explain::{Finding, Language, Outcome, Value, fill};
use crate::order::{Datum, Decision, Line, Note};
use crate::pricing::Stage;
use crate::rulebook::{Engine, Rulebook};

/// A decision as the JSON text of a verdict, appended to `out`.
pub fn verdict_json(engine: &Engine, decision: &Decision, language: Language, out: &mut String) {
    let writer = Writer::new(engine, decision, language);
    writer.head(out);
    out.push_str(",\"findings\":");
    writer.findings(out);
    out.push_str(",\"lines\":");
    list(writer.view.lines(), out, |line, out| writer.line(&line, out));
    out.push_str(",\"fees\":");
    writer.fees(out);
    out.push_str(",\"trace\":");
    write_trace(engine, decision, out);
    out.push('}');
}

/// The trace of a decision as the JSON text of its rows, appended to `out`.
pub fn trace_json(engine: &Engine, decision: &Decision, out: &mut String) {
    write_trace(engine, decision, out);
}

/// A decision as four rows of text, appended to `out`, for hosts that make
/// objects themselves: head, findings, lines and fees, each one JSON value. The
/// lines are arrays without keys, in the order of the keys of the verdict.
pub fn verdict_rows(engine: &Engine, decision: &Decision, language: Language, out: &mut String) {
    let writer = Writer::new(engine, decision, language);
    writer.head(out);
    out.push_str("}\n");
    writer.findings(out);
    out.push('\n');
    list(writer.view.lines(), out, |line, out| writer.compact_line(&line, out));
    out.push('\n');
    writer.fees(out);
}

/// The trace of a decision as one JSON value without keys, appended to `out`:
/// rows of line, kind, outcome, rule and what they tell besides, in the order
/// of the keys of the verdict; `names_json` tells what their numbers stand for.
pub fn trace_rows(engine: &Engine, decision: &Decision, out: &mut String) {
    write_compact_trace(engine, decision, out);
}

/// What the numbers of `trace_rows` stand for, as JSON.
#[must_use]
pub fn names_json(engine: &Engine) -> String {
    let book = engine.book();
    let mut out = String::from("{");
    let mut names = |key: &str, names: &mut dyn Iterator<Item = &str>| {
        json::text(key, &mut out);
        out.push(':');
        list(names, &mut out, json::text);
        out.push(',');
    };
    names("outcomes", &mut Outcome::ALL.iter().map(|outcome| outcome.name()));
    names("lists", &mut book.price_lists().iter().map(|list| &*list.id));
    let of_stage = |stage: &Stage| vec![stage.name.to_string(); stage.adjustments.len()];
    let stages: Vec<String> = book.stages().iter().flat_map(of_stage).collect();
    names("stages", &mut stages.iter().map(String::as_str));
    let adjustments = book.stages().iter().flat_map(|stage| &stage.adjustments);
    names("adjustments", &mut adjustments.map(|rule| &*rule.id));
    names("guards", &mut book.guards().iter().map(|guard| &*guard.id));
    names("plans", &mut book.plans().iter().map(|plan| &*plan.id));
    names("order_adjustments", &mut book.order_adjustments().iter().map(|rule| &*rule.id));
    out.pop();
    out.push('}');
    out
}

fn list<T>(
    items: impl Iterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

struct Writer<'a> {
    view: View<'a>,
    decision: &'a Decision,
    book: &'a Rulebook,
    language: Language,
    exponent: u8,
}

impl<'a> Writer<'a> {
    fn new(engine: &'a Engine, decision: &'a Decision, language: Language) -> Self {
        let exponent = decision.currency.exponent();
        let view = View::new(engine, decision);
        Self { view, decision, book: engine.book(), language, exponent }
    }

    fn findings(&self, out: &mut String) {
        list(self.decision.notes.iter(), out, |note, out| self.note(note, out));
    }

    fn fees(&self, out: &mut String) {
        list(self.view.fees(), out, |fee, out| self.fee(&fee, out));
    }

    fn head(&self, out: &mut String) {
        out.push_str("{\"order\":");
        json::text_or_null(self.view.order(), out);
        out.push_str(",\"partner\":");
        json::text_or_null(self.view.partner(), out);
        if let Some(reference) = self.view.reference() {
            out.push_str(",\"reference\":");
            json::text(reference, out);
        }
        out.push_str(",\"verdict\":\"");
        out.push_str(self.view.verdict().name());
        out.push_str("\",\"rulebook\":{\"id\":");
        json::text(self.book.id(), out);
        out.push_str(",\"hash\":");
        json::text(self.book.hash(), out);
        out.push_str("},\"currency\":\"");
        out.push_str(self.view.currency().code());
        out.push_str("\",\"totals\":{\"list\":");
        let totals = self.view.totals();
        self.amount(totals.list, out);
        for (key, value) in [
            (",\"discount\":", totals.discount),
            (",\"net\":", totals.net),
            (",\"tax\":", totals.tax),
            (",\"gross\":", totals.gross),
            (",\"fee\":", totals.fee),
        ] {
            out.push_str(key);
            self.amount(value, out);
        }
        out.push('}');
    }

    fn amount(&self, minor: i64, out: &mut String) {
        json::amount(minor, self.exponent, out);
    }

    fn line(&self, view: &LineView<'_>, out: &mut String) {
        let line = view.line;
        out.push_str("{\"id\":");
        json::text_or_null(view.id, out);
        out.push_str(",\"product\":");
        json::text_or_null(view.product, out);
        out.push_str(",\"substitute\":");
        json::text_or_null(view.substitute, out);
        out.push_str(",\"status\":\"");
        out.push_str(line.status.name());
        out.push_str("\",\"ordered\":");
        match line.ordered {
            Some(ordered) => json::whole(ordered, out),
            None => out.push_str("null"),
        }
        out.push_str(",\"quantity\":");
        json::whole(line.quantity, out);
        out.push_str(",\"confirmed\":");
        json::whole(line.confirmed, out);
        out.push_str(",\"price_list\":");
        match &view.price {
            None => out.push_str("null,\"list_price\":null,\"unit_price\":null"),
            Some(price) => {
                json::text(price.list, out);
                out.push_str(",\"list_price\":");
                json::price(price.list_price, self.exponent, out);
                out.push_str(",\"unit_price\":");
                json::price(price.unit_price, self.exponent, out);
            }
        }
        for (key, value) in [
            (",\"list\":", line.amounts.list),
            (",\"net\":", line.amounts.net),
            (",\"tax\":", line.amounts.tax),
            (",\"gross\":", line.amounts.gross),
        ] {
            out.push_str(key);
            self.amount(value, out);
        }
        out.push_str(",\"deliveries\":");
        self.deliveries(line, out);
        out.push('}');
    }

    /// The values of a line, in the order of its keys.
    fn compact_line(&self, view: &LineView<'_>, out: &mut String) {
        let line = view.line;
        out.push('[');
        json::text_or_null(view.id, out);
        out.push(',');
        json::text_or_null(view.product, out);
        out.push(',');
        json::text_or_null(view.substitute, out);
        out.push_str(",\"");
        out.push_str(line.status.name());
        out.push_str("\",");
        match line.ordered {
            Some(ordered) => json::whole(ordered, out),
            None => out.push_str("null"),
        }
        for quantity in [line.quantity, line.confirmed] {
            out.push(',');
            json::whole(quantity, out);
        }
        match &view.price {
            None => out.push_str(",null,null,null"),
            Some(price) => {
                out.push(',');
                json::text(price.list, out);
                out.push(',');
                json::price(price.list_price, self.exponent, out);
                out.push(',');
                json::price(price.unit_price, self.exponent, out);
            }
        }
        let amounts = line.amounts;
        for amount in [amounts.list, amounts.net, amounts.tax, amounts.gross] {
            out.push(',');
            self.amount(amount, out);
        }
        out.push(',');
        self.deliveries(line, out);
        out.push(']');
    }

    fn deliveries(&self, line: &Line, out: &mut String) {
        list(self.view.deliveries(line), out, |delivery, out| {
            out.push_str("{\"ship\":");
            json::day(delivery.ship, out);
            out.push_str(",\"arrive\":");
            json::day(delivery.arrive, out);
            out.push_str(",\"quantity\":");
            json::whole(delivery.quantity, out);
            out.push_str(",\"location\":");
            json::text(delivery.location, out);
            out.push('}');
        });
    }

    fn fee(&self, view: &FeeView<'_>, out: &mut String) {
        let fee = view.fee;
        out.push_str("{\"plan\":");
        json::text(view.plan, out);
        out.push_str(",\"kind\":\"");
        out.push_str(view.kind.name());
        out.push_str("\",\"earn_on\":\"");
        out.push_str(view.earn_on.name());
        out.push_str("\",\"line\":");
        match view.line {
            None => out.push_str("null"),
            Some(line) => json::whole(i64::from(line), out),
        }
        out.push_str(",\"base\":");
        json::price(view.base, view.base.scale(), out);
        out.push_str(",\"exact\":");
        json::price(fee.exact, self.exponent, out);
        out.push_str(",\"fee\":");
        self.amount(fee.fee, out);
        out.push_str(",\"tax\":");
        self.amount(fee.tax, out);
        out.push_str(",\"shares\":");
        list(self.view.shares(fee), out, |share, out| {
            out.push_str("{\"to\":\"");
            out.push_str(share.to);
            out.push_str("\",\"partner\":");
            json::text(share.partner, out);
            out.push_str(",\"amount\":");
            self.amount(share.amount, out);
            out.push('}');
        });
        out.push('}');
    }

    fn note(&self, note: &Note, out: &mut String) {
        out.push_str("{\"code\":\"");
        out.push_str(note.code.name());
        out.push_str("\",\"severity\":\"");
        out.push_str(note.severity.name());
        out.push_str("\",\"path\":\"");
        self.view.path(note, out);
        out.push_str("\",\"rule\":");
        json::text_or_null(self.view.rule(note.rule), out);
        out.push_str(",\"data\":{");
        for (at, (name, datum)) in note.data().enumerate() {
            if at > 0 {
                out.push(',');
            }
            json::text(name, out);
            out.push(':');
            match datum {
                Datum::Whole(value) => json::whole(value, out),
                _ => json::quoted(out, |out| self.view.datum(datum, out)),
            }
        }
        out.push_str("},\"message\":");
        self.words(note, note.code.message(self.language), out);
        out.push_str(",\"remedy\":");
        self.words(note, note.code.remedy(self.language), out);
        out.push('}');
    }

    fn words(&self, note: &Note, template: &str, out: &mut String) {
        json::quoted(out, |out| {
            fill(template, out, |name, out| {
                if let Some((_, datum)) = note.data().find(|(n, _)| *n == name) {
                    self.view.datum(datum, out);
                }
            });
        });
    }
}

/// Findings as a JSON array.
#[must_use]
pub fn findings_json(findings: &[Finding], language: Language) -> String {
    let mut out = String::new();
    list(findings.iter(), &mut out, |finding, out| write_finding(finding, language, out));
    out
}

/// Appends the findings of a decision as one JSON list.
pub(super) fn write_findings(
    engine: &Engine,
    decision: &Decision,
    language: Language,
    out: &mut String,
) {
    Writer::new(engine, decision, language).findings(out);
}

pub(super) fn write_finding(finding: &Finding, language: Language, out: &mut String) {
    out.push_str("{\"code\":\"");
    out.push_str(finding.code.name());
    out.push_str("\",\"severity\":\"");
    out.push_str(finding.severity.name());
    out.push_str("\",\"path\":");
    json::text(&finding.path, out);
    if let Some(position) = &finding.position {
        out.push_str(",\"source\":");
        json::text(&position.source, out);
        out.push_str(",\"line\":");
        json::whole(i64::from(position.line), out);
        out.push_str(",\"column\":");
        json::whole(i64::from(position.column), out);
    }
    if !finding.rule.is_empty() {
        out.push_str(",\"rule\":");
        json::text(&finding.rule, out);
    }
    out.push_str(",\"data\":{");
    for (at, (name, value)) in finding.data.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        json::text(name, out);
        out.push(':');
        match value {
            Value::Whole(number) => json::whole(*number, out),
            Value::Text(text) => json::text(text, out),
        }
    }
    out.push_str("},\"message\":");
    json::text(&finding.message(language), out);
    out.push_str(",\"remedy\":");
    json::text(&finding.remedy(language), out);
    out.push('}');
}
