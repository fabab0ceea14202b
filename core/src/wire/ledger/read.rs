//! Entries, sales, refunds and policies from text.

use super::super::order::scalar;
use crate::document::{Fields, Node, Reader, nearest};
use crate::explain::Code;
use crate::fees::{Beneficiary, EarnPoint};
use crate::ledger::{
    Entry, EntryKind, PayoutPolicy, PayoutTerm, Receiver, Refund, Sale, Source, Terms,
};
use crate::money::{Currency, Exact};
use crate::schedule::Measure;

const POINTS: [EarnPoint; 5] = [
    EarnPoint::Ordered,
    EarnPoint::Delivered,
    EarnPoint::Invoiced,
    EarnPoint::Paid,
    EarnPoint::SoldThrough,
];

pub(super) fn owned(reader: &mut Reader, node: &Node) -> Option<String> {
    reader.text(node).map(str::to_owned)
}

pub(super) fn entries(reader: &mut Reader, node: &Node) -> Option<Vec<Entry>> {
    let before = reader.count();
    let entries = reader.each(node, entry);
    (reader.count() == before).then_some(entries)
}

fn entry(reader: &mut Reader, node: &Node) -> Option<Entry> {
    let mut fields = reader.fields(node)?;
    let key = fields.required(reader, "key", owned);
    let kind = fields.required(reader, "kind", |r, n| r.word(n, &EntryKind::NAMES));
    let partner = fields.required(reader, "partner", owned);
    let role = fields.optional(reader, "role", |r, n| r.word(n, &Beneficiary::NAMES));
    let of = fields.optional(reader, "of", owned).unwrap_or_default();
    let plan = fields.optional(reader, "plan", owned).unwrap_or_default();
    let source = source(reader, &mut fields);
    let period = fields.required(reader, "period", owned);
    let day = fields.required(reader, "day", Reader::day);
    let posted = fields.required(reader, "posted", Reader::day);
    let booked = fields.required(reader, "booked", Reader::day);
    let currency = fields.required(reader, "currency", Reader::currency);
    let base = fields.required(reader, "base", exact);
    let count = fields.required(reader, "count", |r, n| r.whole(n, -COUNT_MAX, COUNT_MAX));
    let measures = fields.optional(reader, "measures", measures).unwrap_or_default();
    let of_fee = fields.required(reader, "exact", exact);
    let amount = fields.required(reader, "amount", |r, n| minor(r, n, currency));
    let tax = fields.required(reader, "tax", |r, n| minor(r, n, currency));
    let reverses = fields.optional(reader, "reverses", owned);
    let rulebook = fields.optional(reader, "rulebook", owned).unwrap_or_default();
    let trace = fields.optional(reader, "trace", owned).unwrap_or_default();
    fields.finish(reader);
    Some(Entry {
        key: key?,
        kind: EntryKind::ALL[kind?],
        partner: partner?,
        role: role.map(|at| Beneficiary::ALL[at]),
        of,
        plan,
        source: source?,
        period: period?,
        day: day?,
        posted: posted?,
        booked: booked?,
        currency: currency?,
        base: base?,
        count: count?,
        measures,
        exact: of_fee?,
        amount: amount?,
        tax: tax?,
        reverses,
        rulebook,
        trace,
    })
}

const COUNT_MAX: i64 = 1_000_000_000_000;

/// `order` and `line`.
fn source(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Source> {
    let order = fields.required(reader, "order", owned);
    let line = fields.optional(reader, "line", owned);
    Some(Source { order: order?, line })
}

/// An amount in the decimals of its currency; without one there is a fault
/// already.
fn minor(reader: &mut Reader, node: &Node, currency: Option<Currency>) -> Option<i64> {
    let exponent = currency?.exponent();
    let minor = scalar(node).and_then(digits).and_then(|amount| amount.rescaled(exponent));
    let minor = minor.and_then(|minor| i64::try_from(minor).ok());
    if minor.is_none() {
        let example = Exact::new(1250, exponent).text(exponent);
        reader.invalid(node, &format!("an amount such as \"{example}\""));
    }
    minor
}

/// A number with all the decimals that a fee can have.
fn exact(reader: &mut Reader, node: &Node) -> Option<Exact> {
    let number = scalar(node).and_then(digits);
    if number.is_none() {
        reader.invalid(node, "a decimal number such as \"12.345\"");
    }
    number
}

/// Like [`Exact::parse`], with up to 30 decimals and 36 digits in all.
fn digits(text: &str) -> Option<Exact> {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let decimals_count = if plain.contains('.') { decimals.len() } else { 0 };
    let fits = decimals_count <= 30 && whole.len() + decimals_count <= 36;
    if !is_number(whole) || !is_number(decimals) || !fits {
        return None;
    }
    let joined = format!("{whole}{}", &decimals[..decimals_count]);
    let mantissa: i128 = joined.parse().ok()?;
    let signed = if text.starts_with('-') { -mantissa } else { mantissa };
    Some(Exact::new(signed, u8::try_from(decimals_count).ok()?))
}

/// `{ "quantity": "12" }`.
fn measures(reader: &mut Reader, node: &Node) -> Option<Vec<(Measure, Exact)>> {
    let mut fields = reader.fields(node)?;
    let mut all = Vec::new();
    for (name, measure) in Measure::NAMES.into_iter().zip(Measure::ALL) {
        // An attainment follows from the base and the target.
        if measure == Measure::Attainment {
            continue;
        }
        if let Some(value) = fields.optional(reader, name, exact) {
            all.push((measure, value));
        }
    }
    fields.finish(reader);
    Some(all)
}

/// The place of a plan among the terms.
fn plan(reader: &mut Reader, node: &Node, terms: &[Terms<'_>]) -> Option<usize> {
    let text = reader.text(node)?;
    let at = terms.iter().position(|terms| *terms.plan.id == *text);
    if at.is_none() {
        let near = nearest(text, terms.iter().map(|terms| &*terms.plan.id)).unwrap_or("");
        let data = [("found", text), ("expected", "fee plan"), ("nearest", near)];
        reader.fault(node, Code::UnknownName, &data);
    }
    at
}

pub(super) fn sale(reader: &mut Reader, node: &Node, terms: &[Terms<'_>]) -> Option<(usize, Sale)> {
    let mut fields = reader.fields(node)?;
    let plan = fields.required(reader, "plan", |r, n| plan(r, n, terms));
    let source = source(reader, &mut fields);
    let partner = fields.required(reader, "partner", owned);
    let receivers = fields.required(reader, "receivers", |r, n| Some(r.each(n, receiver)));
    let day = fields.required(reader, "day", Reader::day);
    let booked = fields.required(reader, "booked", Reader::day);
    let currency = fields.required(reader, "currency", Reader::currency);
    let base = fields.required(reader, "base", exact);
    let count = fields.optional(reader, "count", |r, n| r.whole(n, 0, COUNT_MAX)).unwrap_or(1);
    let measures = fields.optional(reader, "measures", measures).unwrap_or_default();
    let event = fields.required(reader, "event", |r, n| r.word(n, &EarnPoint::NAMES));
    let trace = fields.optional(reader, "trace", owned).unwrap_or_default();
    fields.finish(reader);
    let sale = Sale {
        source: source?,
        partner: partner?,
        receivers: receivers?,
        day: day?,
        booked: booked?,
        currency: currency?,
        base: base?,
        count,
        measures,
        event: POINTS[event?],
        trace,
    };
    Some((plan?, sale))
}

fn receiver(reader: &mut Reader, node: &Node) -> Option<Receiver> {
    let mut fields = reader.fields(node)?;
    let to = fields.required(reader, "to", |r, n| r.word(n, &Beneficiary::NAMES));
    let partner = fields.required(reader, "partner", owned);
    fields.finish(reader);
    Some(Receiver { to: Beneficiary::ALL[to?], partner: partner? })
}

pub(super) fn refund(
    reader: &mut Reader,
    node: &Node,
    terms: &[Terms<'_>],
) -> Option<(usize, Refund)> {
    let mut fields = reader.fields(node)?;
    let plan = fields.required(reader, "plan", |r, n| plan(r, n, terms));
    let own = source(reader, &mut fields);
    let sale = fields.required(reader, "sale", |reader, node| {
        let mut fields = reader.fields(node)?;
        let sale = source(reader, &mut fields);
        fields.finish(reader);
        sale
    });
    let day = fields.required(reader, "day", Reader::day);
    let booked = fields.required(reader, "booked", Reader::day);
    let currency = fields.required(reader, "currency", Reader::currency);
    let base = fields.required(reader, "base", exact);
    let measures = fields.optional(reader, "measures", measures).unwrap_or_default();
    let trace = fields.optional(reader, "trace", owned).unwrap_or_default();
    fields.finish(reader);
    let refund = Refund {
        source: own?,
        sale: sale?,
        day: day?,
        booked: booked?,
        currency: currency?,
        base: base?,
        measures,
        trace,
    };
    Some((plan?, refund))
}

/// `{ "minimum": { "EUR": "25.00" }, "hold_back": { "percent": "10", "days": 30 } }`.
pub(super) fn policy(reader: &mut Reader, node: &Node) -> Option<PayoutPolicy> {
    let mut fields = reader.fields(node)?;
    let minimum = fields.optional(reader, "minimum", Reader::amounts).unwrap_or_default();
    let hold_back = fields.optional(reader, "hold_back", |reader, node| {
        let mut fields = reader.fields(node)?;
        let percent = fields.required(reader, "percent", Reader::not_negative);
        let days = fields.required(reader, "days", |r, n| r.whole(n, 0, 3_660));
        fields.finish(reader);
        Some((percent?, u32::try_from(days?).ok()?))
    });
    fields.finish(reader);
    let (hold_back_percent, hold_back_days) = hold_back.unwrap_or_default();
    Some(PayoutPolicy { minimum, hold_back_percent, hold_back_days })
}

pub(super) fn term(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<PayoutTerm> {
    let from = fields.required(reader, "from", Reader::day);
    let until = fields.required(reader, "until", Reader::day);
    let booked = fields.required(reader, "booked", Reader::day);
    Some(PayoutTerm { from: from?, until: until?, booked: booked? })
}
