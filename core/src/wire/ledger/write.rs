//! Entries, accounts and statements as text, with their keys in one order.

use super::super::json;
use super::super::verdict::write_finding;
use crate::explain::{Finding, Language};
use crate::ledger::{Account, Entry, Sale, Source, Statement};
use crate::money::{Currency, Exact};
use crate::schedule::Measure;

pub(in crate::wire) fn list<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

pub(super) fn findings(findings: &[Finding], out: &mut String) {
    out.push_str(",\"findings\":");
    list(findings, out, |finding, out| write_finding(finding, Language::En, out));
}

pub(super) fn entries(entries: &[Entry], out: &mut String) {
    list(entries, out, |entry, out| {
        out.push('{');
        entry_fields(entry, out);
        out.push('}');
    });
}

/// A key and a text; an empty one is nothing.
fn field(name: &str, value: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    json::text_or_null(Some(value).filter(|value| !value.is_empty()), out);
}

pub(super) fn source(source: &Source, out: &mut String) {
    field("order", &source.order, out);
    field("line", source.line.as_deref().unwrap_or(""), out);
}

fn amount(name: &str, minor: i64, currency: Currency, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    json::amount(minor, currency.exponent(), out);
}

fn number(name: &str, value: Exact, decimals: u8, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    json::price(value, decimals, out);
}

fn count_and_measures(count: i64, measures: &[(Measure, Exact)], out: &mut String) {
    out.push_str(",\"count\":");
    json::whole(count, out);
    out.push_str(",\"measures\":{");
    for (at, (measure, value)) in measures.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        json::text(measure.name(), out);
        out.push(':');
        json::price(*value, 0, out);
    }
    out.push('}');
}

fn entry_fields(entry: &Entry, out: &mut String) {
    out.push_str("\"key\":");
    json::text(&entry.key, out);
    field("kind", entry.kind.name(), out);
    field("partner", &entry.partner, out);
    field("role", entry.role.map_or("", |role| role.name()), out);
    field("of", &entry.of, out);
    field("plan", &entry.plan, out);
    source(&entry.source, out);
    field("period", &entry.period, out);
    field("day", &entry.day.to_string(), out);
    field("posted", &entry.posted.to_string(), out);
    field("booked", &entry.booked.to_string(), out);
    field("currency", entry.currency.code(), out);
    number("base", entry.base, entry.base.scale(), out);
    count_and_measures(entry.count, &entry.measures, out);
    number("exact", entry.exact, entry.currency.exponent(), out);
    amount("amount", entry.amount, entry.currency, out);
    amount("tax", entry.tax, entry.currency, out);
    field("reverses", entry.reverses.as_deref().unwrap_or(""), out);
    field("rulebook", &entry.rulebook, out);
    field("trace", &entry.trace, out);
}

pub(super) fn account(account: &Account, out: &mut String) {
    out.push_str("{\"partner\":");
    json::text(&account.partner, out);
    field("currency", account.currency.code(), out);
    for (name, minor) in [
        ("opening", account.opening),
        ("accruals", account.accruals),
        ("adjustments", account.adjustments),
        ("reversals", account.reversals),
        ("claw_backs", account.claw_backs),
        ("tax", account.tax),
        ("paid_before", account.paid_before),
        ("balance", account.balance),
        ("held", account.held),
        ("payout", account.payout),
        ("carried", account.carried),
    ] {
        amount(name, minor, account.currency, out);
    }
    out.push_str(",\"replayed\":");
    out.push_str(if account.replayed { "true}" } else { "false}" });
}

pub(super) fn statement(statement: &Statement<'_>, currency: Currency, out: &mut String) {
    field("currency", currency.code(), out);
    amount("opening", statement.opening, currency, out);
    out.push_str(",\"rows\":");
    list(&statement.rows, out, |row, out| {
        out.push('{');
        entry_fields(row.entry, out);
        out.push_str(",\"sale\":");
        match row.sale {
            None => out.push_str("null"),
            Some(sale) => {
                out.push_str("{\"order\":");
                json::text(&sale.order, out);
                field("line", sale.line.as_deref().unwrap_or(""), out);
                out.push('}');
            }
        }
        out.push_str(",\"reversed_by\":");
        list(&row.reversed_by, out, |key, out| json::text(key, out));
        amount("balance", row.balance, currency, out);
        out.push('}');
    });
    amount("closing", statement.closing, currency, out);
    out.push('}');
}

pub(super) fn sale(plan: &str, sale: &Sale, out: &mut String) {
    out.push_str("{\"plan\":");
    json::text(plan, out);
    source(&sale.source, out);
    field("partner", &sale.partner, out);
    out.push_str(",\"receivers\":");
    list(&sale.receivers, out, |receiver, out| {
        out.push_str("{\"to\":");
        json::text(receiver.to.name(), out);
        field("partner", &receiver.partner, out);
        out.push('}');
    });
    field("day", &sale.day.to_string(), out);
    field("booked", &sale.booked.to_string(), out);
    field("currency", sale.currency.code(), out);
    number("base", sale.base, sale.base.scale(), out);
    count_and_measures(sale.count, &sale.measures, out);
    field("event", sale.event.name(), out);
    field("trace", &sale.trace, out);
    out.push('}');
}
