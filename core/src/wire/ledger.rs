//! The ledger of fees as text: one function with a verb, so that a wrapper only
//! passes texts on.

mod read;
mod sales;
pub(super) mod write;

pub use sales::{PlanSale, sales_json, sales_of};

use super::plain::{no_verb, read_whole};
use super::verdict::write_finding;
use crate::document::{Fields, Reader};
use crate::error::Error;
use crate::explain::{Finding, Language};
use crate::ledger::{Booking, Ledger, Terms, settle, statement, verify};
use crate::money::Exact;
use crate::rulebook::Rulebook;

/// What can be asked of the ledger.
const VERBS: [&str; 5] = ["accrue", "refund", "settle", "statement", "verify"];

/// What findings call the text that is read.
const SOURCE: &str = "ledger";

/// Answers a question about a ledger: `accrue`, `refund`, `settle`, `statement`
/// or `verify`, from JSON to JSON.
///
/// The text holds the `entries` so far and what the verb needs; the answer holds
/// new entries for the host to store. The same text gives the same bytes.
///
/// # Errors
///
/// Of kind `input` for a verb that is none, for a text that cannot be read, with
/// every fault as a finding, and for what the verb refuses. Nothing was booked.
///
/// ```
/// # use longtail::{Rulebook, ledger_json};
/// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}],
/// #   fees: [{id: agents, for: everyone, schedule: {mode: flat, tiers: [{percent: 2}]}}]}";
/// # let book = Rulebook::parse(book, "b").expect("no faults");
/// let text = r#"{"entries":[],"sales":[{"plan":"agents","order":"O-1","partner":"P-1",
///     "receivers":[{"to":"partner","partner":"P-1"}],"day":"2026-03-02","booked":"2026-03-02",
///     "currency":"EUR","base":"900.00","event":"ordered"}]}"#;
/// let answer = ledger_json(&book, "accrue", text)?;
/// assert!(answer.contains(r#""exact":"18.00","amount":"18.00","tax":"0.00""#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn ledger_json(book: &Rulebook, verb: &str, text: &str) -> Result<String, Error> {
    let answer = match verb {
        "accrue" => accruing,
        "refund" => refunding,
        "settle" => settling,
        "statement" => stating,
        "verify" => verifying,
        _ => return Err(no_verb(verb, &VERBS)),
    };
    answer(book, text)
}

impl Rulebook {
    /// The terms of its fee plans, in document order, for the ledger.
    #[must_use]
    pub fn terms(&self) -> Vec<Terms<'_>> {
        let rate = |tax: u16| self.tax.rates.get(usize::from(tax)).map(|(_, rate)| *rate);
        let terms = |plan| Terms {
            plan,
            tax_percent: plan.tax.and_then(rate).unwrap_or(Exact::ZERO),
            currency: self.currency(),
            rulebook: self.hash(),
        };
        self.plans().iter().map(terms).collect()
    }
}

fn read<T>(
    text: &str,
    shape: impl FnOnce(&mut Reader, &mut Fields<'_>) -> Option<T>,
) -> Result<T, Error> {
    read_whole(SOURCE, text, shape)
}

fn accruing(book: &Rulebook, text: &str) -> Result<String, Error> {
    let terms = book.terms();
    let (entries, closed, sales) = read(text, |reader, fields| {
        let entries = fields.required(reader, "entries", read::entries);
        let closed = fields.optional(reader, "closed_until", Reader::day);
        let sales = fields.required(reader, "sales", |reader, node| {
            Some(reader.each(node, |reader, node| read::sale(reader, node, &terms)))
        });
        Some((entries?, closed, sales?))
    })?;
    let mut ledger = Ledger::new(entries);
    let mut answers = Vec::new();
    for (at, sale) in sales {
        let booking = ledger.accrue(&terms[at], &sale, closed)?;
        answers.push((at, sale.source, booking));
    }
    Ok(answered(&terms, answers))
}

fn refunding(book: &Rulebook, text: &str) -> Result<String, Error> {
    let terms = book.terms();
    let (entries, closed, refunds) = read(text, |reader, fields| {
        let entries = fields.required(reader, "entries", read::entries);
        let closed = fields.optional(reader, "closed_until", Reader::day);
        let refunds = fields.required(reader, "refunds", |reader, node| {
            Some(reader.each(node, |reader, node| read::refund(reader, node, &terms)))
        });
        Some((entries?, closed, refunds?))
    })?;
    let mut ledger = Ledger::new(entries);
    let mut answers = Vec::new();
    for (at, back) in refunds {
        let booking = ledger.refund(&terms[at], &back, closed)?;
        answers.push((at, back.source, booking));
    }
    Ok(answered(&terms, answers))
}

/// One answer for each event, in their order.
fn answered(terms: &[Terms<'_>], answers: Vec<(usize, crate::ledger::Source, Booking)>) -> String {
    let mut out = String::from("{\"answers\":");
    write::list(answers, &mut out, |(at, source, booking), out| {
        out.push_str("{\"plan\":");
        super::json::text(&terms[at].plan.id, out);
        write::source(&source, out);
        out.push_str(",\"replayed\":");
        out.push_str(if booking.replayed { "true" } else { "false" });
        out.push_str(",\"entries\":");
        write::entries(&booking.entries, out);
        write::findings(&booking.findings, out);
        out.push('}');
    });
    out.push('}');
    out
}

fn settling(_: &Rulebook, text: &str) -> Result<String, Error> {
    let (entries, policy, term) = read(text, |reader, fields| {
        let entries = fields.required(reader, "entries", read::entries);
        let policy = fields.optional(reader, "policy", read::policy).unwrap_or_default();
        let term = read::term(reader, fields);
        Some((entries?, policy, term?))
    })?;
    let settlement = settle(&policy, &term, &entries)?;
    let mut out = String::from("{\"accounts\":");
    write::list(&settlement.accounts, &mut out, write::account);
    out.push_str(",\"entries\":");
    write::entries(&settlement.entries, &mut out);
    write::findings(&settlement.findings, &mut out);
    out.push('}');
    Ok(out)
}

fn stating(_: &Rulebook, text: &str) -> Result<String, Error> {
    let (entries, partner, currency, from, until) = read(text, |reader, fields| {
        let entries = fields.required(reader, "entries", read::entries);
        let partner = fields.required(reader, "partner", read::owned);
        let currency = fields.required(reader, "currency", Reader::currency);
        let from = fields.required(reader, "from", Reader::day);
        let until = fields.required(reader, "until", Reader::day);
        Some((entries?, partner?, currency?, from?, until?))
    })?;
    let statement = statement(&entries, &partner, currency, from, until)?;
    let mut out = String::from("{\"partner\":");
    super::json::text(&partner, &mut out);
    write::statement(&statement, currency, &mut out);
    Ok(out)
}

fn verifying(book: &Rulebook, text: &str) -> Result<String, Error> {
    let (entries, policy) = read(text, |reader, fields| {
        let entries = fields.required(reader, "entries", read::entries);
        let policy = fields.optional(reader, "policy", read::policy);
        Some((entries?, policy))
    })?;
    let findings: Vec<Finding> = verify(&book.terms(), policy.as_ref(), &entries);
    let mut out = String::from("{\"findings\":");
    write::list(&findings, &mut out, |finding, out| write_finding(finding, Language::En, out));
    out.push('}');
    Ok(out)
}

#[cfg(test)]
mod tests;
