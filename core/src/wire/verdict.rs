use super::json;
use super::trace::write_trace;
use super::view::{FeeView, LineView, View};
use crate::explain::{Finding, Language, Value, fill};
use crate::order::{Datum, Decision, Note};
use crate::rulebook::{Engine, Rulebook};

/// Where the parts of a verdict's text begin and end, so that a host can read
/// them one by one: each is the text of one JSON value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// The value of `findings`.
    pub findings: (u32, u32),
    /// The value of `lines`.
    pub lines: (u32, u32),
    /// The value of `fees`.
    pub fees: (u32, u32),
    /// The value of `trace`.
    pub trace: (u32, u32),
}

/// A decision as the JSON text of a verdict, appended to `out`.
pub fn verdict_json(engine: &Engine, decision: &Decision, language: Language, out: &mut String) {
    verdict_sections(engine, decision, language, out);
}

/// The same, with the places of its parts in `out`.
pub fn verdict_sections(
    engine: &Engine,
    decision: &Decision,
    language: Language,
    out: &mut String,
) -> Sections {
    let view = View::new(engine, decision);
    let writer =
        Writer { view, book: engine.book(), language, exponent: decision.currency.exponent() };
    writer.head(out);
    out.push_str(",\"findings\":");
    let findings =
        section(out, |out| list(decision.notes.iter(), out, |note, out| writer.note(note, out)));
    out.push_str(",\"lines\":");
    let lines = section(out, |out| list(view.lines(), out, |line, out| writer.line(&line, out)));
    out.push_str(",\"fees\":");
    let fees = section(out, |out| list(view.fees(), out, |fee, out| writer.fee(&fee, out)));
    out.push_str(",\"trace\":");
    let trace = section(out, |out| write_trace(engine, decision, out));
    out.push('}');
    Sections { findings, lines, fees, trace }
}

fn section(out: &mut String, write: impl FnOnce(&mut String)) -> (u32, u32) {
    let start = out.len() as u32;
    write(out);
    (start, out.len() as u32)
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
    book: &'a Rulebook,
    language: Language,
    exponent: u8,
}

impl Writer<'_> {
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
        list(self.view.deliveries(line), out, |delivery, out| {
            out.push_str("{\"ship\":");
            json::day(delivery.ship, out);
            out.push_str(",\"arrive\":");
            json::day(delivery.arrive, out);
            out.push_str(",\"quantity\":");
            json::whole(delivery.quantity, out);
            out.push('}');
        });
        out.push('}');
    }

    fn fee(&self, view: &FeeView<'_>, out: &mut String) {
        let fee = view.fee;
        out.push_str("{\"plan\":");
        json::text(view.plan, out);
        out.push_str(",\"line\":");
        match view.line {
            None => out.push_str("null"),
            Some(line) => json::whole(i64::from(line), out),
        }
        out.push_str(",\"base\":");
        self.amount(fee.base, out);
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
