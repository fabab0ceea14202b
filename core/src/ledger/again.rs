//! Events, read back from the entries they made.

use super::accrue::{Booking, Receiver, Sale};
use super::entry::{Entry, EntryKind, Source};
use super::fee::{Terms, negated};
use super::index::Index;
use super::refund::{Refund, book_refund};
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::{Beneficiary, Plan, RefundPolicy};
use hashbrown::HashMap;

/// Which kind of event made an entry; its key says so.
fn event(entry: &Entry) -> &str {
    entry.key.split('/').next().unwrap_or("")
}

/// The sale that an entry is the first of, and that these entries opened.
pub(super) fn sale(plan: &Plan, entry: &Entry, roots: &[&Entry]) -> Sale {
    let receiver = |other: &Entry| Receiver {
        to: other.role.unwrap_or(Beneficiary::Partner),
        partner: other.partner.clone(),
    };
    let mut receivers: Vec<Receiver> = Vec::new();
    for receiver in roots.iter().copied().map(receiver) {
        if !receivers.iter().any(|known| known.to == receiver.to) {
            receivers.push(receiver);
        }
    }
    Sale {
        source: entry.source.clone(),
        partner: entry.of.clone(),
        receivers,
        day: entry.day,
        booked: entry.booked,
        currency: entry.currency,
        base: entry.base,
        count: entry.count,
        measures: entry.measures.clone(),
        event: plan.earn_on,
        trace: entry.trace.clone(),
    }
}

/// A day that closes just the books that the entry did not go into.
pub(super) fn late(entry: &Entry) -> Option<Day> {
    (entry.posted != entry.day || entry.kind == EntryKind::Adjustment).then_some(entry.posted)
}

pub(super) fn refunded(
    terms: &Terms<'_>,
    entry: &Entry,
    before: &[Entry],
    index: &mut Index,
) -> Result<Booking, Error> {
    let root = entry.reverses.as_ref().and_then(|key| index.key(key)).map(|at| &before[at]);
    let at_rate = terms.plan.refund == RefundPolicy::OriginalRate;
    let day = if at_rate { entry.day } else { entry.posted };
    let closed = (day != entry.posted).then_some(entry.posted);
    let again = Refund {
        source: entry.source.clone(),
        sale: root.map(|root| root.source.clone()).unwrap_or_default(),
        day,
        booked: entry.booked,
        currency: entry.currency,
        base: entry.base.negated(),
        measures: negated(&entry.measures),
        trace: entry.trace.clone(),
    };
    book_refund(terms, &again, closed, before, index)
}

/// The places of the entries that an event has made.
pub(super) struct Made<'e> {
    by_event: HashMap<(&'e str, &'e Source), Vec<usize>>,
    roots: HashMap<&'e Source, Vec<&'e Entry>>,
}

impl<'e> Made<'e> {
    pub(super) fn of(own: &'e [Entry]) -> Self {
        let mut made = Self { by_event: HashMap::new(), roots: HashMap::new() };
        for (at, entry) in own.iter().enumerate().filter(|(_, e)| e.kind != EntryKind::Payout) {
            made.by_event.entry((event(entry), &entry.source)).or_default().push(at);
            if entry.is_root() {
                made.roots.entry(&entry.source).or_default().push(entry);
            }
        }
        made
    }

    pub(super) fn by_event(&self, first: &'e Entry) -> impl Iterator<Item = usize> {
        self.by_event.get(&(event(first), &first.source)).into_iter().flatten().copied()
    }

    /// The first entries of a sale, one for each receiver.
    pub(super) fn roots(&self, source: &'e Source) -> &[&'e Entry] {
        self.roots.get(source).map_or(&[], Vec::as_slice)
    }
}
