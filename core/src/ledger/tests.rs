//! Tests of the ledger, on plans as a rulebook writes them.

mod accruals;
mod guide;
mod refunds;
mod settlements;
mod twin;
mod verification;

use super::Ledger as Kept;
use super::{Booking, Entry, Receiver, Refund, Sale, Source, Terms, accrue, refund};
use crate::calendar::Day;
use crate::fees::{Beneficiary, EarnPoint};
use crate::money::{Currency, Exact};
use crate::rulebook::Rulebook;

pub(super) fn n(text: &str) -> Exact {
    Exact::parse(text).expect("a number")
}

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A rulebook with one plan, `p`.
pub(super) fn book(plan: &str) -> Rulebook {
    let text = format!(
        "format: 1\nid: b\nzone: UTC\ncurrency: EUR\n\
         tax: {{ prices: exclusive, rates: {{ standard: 21 }} }}\n\
         price_lists: [{{ id: g, for: everyone }}]\n\
         fees:\n  - {{ id: p, for: everyone, {plan} }}\n"
    );
    Rulebook::parse(&text, "book").unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn terms(book: &Rulebook) -> Terms<'_> {
    let plan = &book.plans()[0];
    let tax_percent = if plan.tax.is_some() { n("21") } else { Exact::ZERO };
    Terms { plan, tax_percent, currency: Currency::EURO, rulebook: "r1" }
}

/// Graduated over a month: 2 % up to 1,000, then 3 %.
pub(super) const MONTH: &str = "window: month, \
    schedule: { mode: graduated, tiers: [ { from: 0, percent: 2 }, { from: 1000, percent: 3 } ] }";
/// Volume over a month: 2 %, from 1,000 on 3 % of everything.
pub(super) const VOLUME: &str = "window: month, \
    schedule: { mode: volume, tiers: [ { from: 0, percent: 2 }, { from: 1000, percent: 3 } ] }";
pub(super) const SHARED: &str =
    "shares: [ { to: partner, percent: 70 }, { to: distributor, percent: 30 } ]";

pub(super) fn sale(order: &str, on: &str, base: &str) -> Sale {
    Sale {
        source: Source::order(order),
        partner: "P-1".to_owned(),
        receivers: vec![receiver(Beneficiary::Partner, "P-1")],
        day: day(on),
        booked: day(on),
        currency: Currency::EURO,
        base: n(base),
        count: 1,
        measures: Vec::new(),
        event: EarnPoint::Ordered,
        trace: String::new(),
    }
}

pub(super) fn receiver(to: Beneficiary, partner: &str) -> Receiver {
    Receiver { to, partner: partner.to_owned() }
}

pub(super) fn back(note: &str, of: &str, on: &str, base: &str) -> Refund {
    Refund {
        source: Source::order(note),
        sale: Source::order(of),
        day: day(on),
        booked: day(on),
        currency: Currency::EURO,
        base: n(base),
        measures: Vec::new(),
        trace: String::new(),
    }
}

/// A ledger with one version of one plan.
pub(super) struct Ledger<'a> {
    pub terms: Terms<'a>,
    pub entries: Vec<Entry>,
    pub closed: Option<Day>,
    kept: Kept,
}

type Answer = Result<Booking, crate::error::Error>;

impl<'a> Ledger<'a> {
    pub(super) fn new(book: &'a Rulebook) -> Self {
        Self { terms: terms(book), entries: Vec::new(), closed: None, kept: Kept::default() }
    }

    pub(super) fn keep(&mut self, booking: Booking) -> Vec<Entry> {
        self.entries.extend(booking.entries.iter().cloned());
        booking.entries
    }

    pub(super) fn sell(&mut self, sale: &Sale) -> Vec<Entry> {
        let booking = accrue(&self.terms, sale, self.closed, &self.entries);
        let (terms, closed) = (self.terms, self.closed);
        let same = self.caught_up().accrue(&terms, sale, closed);
        self.booked(booking, same)
    }

    pub(super) fn refund(&mut self, back: &Refund) -> Vec<Entry> {
        let booking = refund(&self.terms, back, self.closed, &self.entries);
        let (terms, closed) = (self.terms, self.closed);
        let same = self.caught_up().refund(&terms, back, closed);
        self.booked(booking, same)
    }

    /// The ledger in memory, with what was booked beside it.
    fn caught_up(&mut self) -> &mut Kept {
        let known = self.kept.entries().len();
        let new = self.entries[known.min(self.entries.len())..].to_vec();
        self.kept.extend(new);
        &mut self.kept
    }

    /// Whether the entries alone are given or a ledger is kept, the answer is one.
    fn booked(&mut self, one: Answer, other: Answer) -> Vec<Entry> {
        let told = |answer: Answer| answer.unwrap_or_else(|error| panic!("{error}"));
        let (one, other) = (told(one), told(other));
        assert_eq!(one, other);
        self.keep(one)
    }

    pub(super) fn total(&self) -> i64 {
        self.entries.iter().map(|entry| entry.amount).sum()
    }
}

/// Kind, source and amount of entries.
pub(super) fn told(entries: &[Entry]) -> Vec<(&'static str, String, i64)> {
    entries.iter().map(|e| (e.kind.name(), e.source.to_string(), e.amount)).collect()
}
