//! Where things stand in a ledger, so that nothing is looked for twice.

use super::entry::{Entry, EntryKind, Source};
use super::history::History;
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::{Plan, RefundPolicy, Window};
use crate::money::{Currency, Exact};
use hashbrown::HashMap;

/// Whose sales, under which plan, in which currency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose<'a> {
    pub plan: &'a Plan,
    pub of: &'a str,
    pub currency: Currency,
}

/// The places of entries by what is asked for. It grows with the ledger: what a
/// new entry costs does not depend on how many there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// How many entries it knows.
    len: usize,
    keys: HashMap<String, usize>,
    /// The first entry of each sale, and of each refund, by plan.
    sales: HashMap<(String, Source), usize>,
    refunds: HashMap<(String, Source), usize>,
    /// What a plan has booked for everybody, in minor units.
    paid: HashMap<(String, Currency), i128>,
    /// The payouts of a partner, with the day in whose books each stands.
    payouts: HashMap<(String, Currency), Vec<(usize, Day)>>,
    books: HashMap<(String, String, Currency), Book>,
}

/// The entries of one partner under one plan.
#[derive(Clone, Debug, Default)]
struct Book {
    places: Vec<usize>,
    /// How many of the places the history has read, and for which terms: they
    /// say where a late sale stands and what a refund leaves.
    read: usize,
    terms: Option<(Window, RefundPolicy)>,
    history: History,
}

impl Index {
    /// Of a whole ledger.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut index = Self::default();
        index.extend(entries);
        index
    }

    /// Learns the entries that were added since.
    pub(super) fn extend(&mut self, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate().skip(self.len) {
            self.add(entry, at);
        }
        self.len = self.len.max(entries.len());
    }

    fn add(&mut self, entry: &Entry, at: usize) {
        self.keys.entry_ref(entry.key.as_str()).or_insert(at);
        if entry.kind == EntryKind::Payout {
            let account = (entry.partner.clone(), entry.currency);
            self.payouts.entry(account).or_default().push((at, entry.posted));
            return;
        }
        let event = || (entry.plan.clone(), entry.source.clone());
        if entry.is_root() {
            self.sales.entry(event()).or_insert(at);
        } else if entry.takes_back() && entry.base != Exact::ZERO {
            self.refunds.entry(event()).or_insert(at);
        }
        *self.paid.entry((entry.plan.clone(), entry.currency)).or_default() +=
            i128::from(entry.amount);
        let book = (entry.plan.clone(), entry.of.clone(), entry.currency);
        self.books.entry(book).or_default().places.push(at);
    }

    /// The entry with a key.
    pub(super) fn key(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }

    /// The first entry of a sale.
    pub(super) fn sale(&self, plan: &str, source: &Source) -> Option<usize> {
        self.sales.get(&(plan.to_owned(), source.clone())).copied()
    }

    /// The first entry of a refund.
    pub(super) fn refund(&self, plan: &str, source: &Source) -> Option<usize> {
        self.refunds.get(&(plan.to_owned(), source.clone())).copied()
    }

    /// What a plan has paid of its budget, to everybody.
    pub(super) fn paid(&self, plan: &Plan, currency: Currency) -> Exact {
        let sum = self.paid.get(&(plan.id.to_string(), currency)).copied();
        Exact::new(sum.unwrap_or_default(), currency.exponent())
    }

    /// Whether a payout that was booked after an entry covers it.
    pub(super) fn paid_out(&self, root: &Entry, at: usize) -> bool {
        let payouts = self.payouts.get(&(root.partner.clone(), root.currency));
        let covers = |(place, posted): &(usize, Day)| *place >= at && *posted >= root.posted;
        payouts.is_some_and(|payouts| payouts.iter().rev().any(covers))
    }

    /// Reads what the entries tell of the sales of a partner, as far as they go.
    pub(super) fn read(&mut self, whose: &Whose<'_>, entries: &[Entry]) -> Result<(), Error> {
        let plan = whose.plan;
        let book = self.books.entry(whose.book()).or_default();
        let terms = Some((plan.window, plan.refund));
        if book.terms != terms {
            (book.read, book.terms, book.history) = (0, terms, History::default());
        }
        for at in &book.places[book.read..] {
            if let Err(fault) = book.history.read(plan, &entries[*at], *at) {
                // Half of an entry may be read: whoever asks again begins again.
                book.terms = None;
                return Err(fault);
            }
        }
        book.read = book.places.len();
        Ok(())
    }

    /// What was read last of the sales of a partner.
    pub(super) fn history(&self, whose: &Whose<'_>) -> Option<&History> {
        self.books.get(&whose.book()).map(|book| &book.history)
    }
}

impl Whose<'_> {
    fn book(&self) -> (String, String, Currency) {
        (self.plan.id.to_string(), self.of.to_owned(), self.currency)
    }
}
