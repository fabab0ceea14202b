//! Events, read back from the entries they made.

use super::accrue::{Booking, Receiver, Sale};
use super::entry::{Entry, EntryKind};
use super::fee::{Terms, negated};
use super::refund::{Refund, refund};
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::{Beneficiary, Plan, RefundPolicy};

/// Which kind of event made an entry; its key says so.
pub(super) fn event(entry: &Entry) -> &str {
    entry.key.split('/').next().unwrap_or("")
}

/// The sale that an entry is the first of.
pub(super) fn sale(plan: &Plan, entry: &Entry, own: &[Entry]) -> Sale {
    let same = |other: &&Entry| other.is_root() && other.source == entry.source;
    let receiver = |other: &Entry| Receiver {
        to: other.role.unwrap_or(Beneficiary::Partner),
        partner: other.partner.clone(),
    };
    let mut receivers: Vec<Receiver> = Vec::new();
    for receiver in own.iter().filter(same).map(receiver) {
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
) -> Result<Booking, Error> {
    let root = before.iter().find(|other| Some(&other.key) == entry.reverses.as_ref());
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
    refund(terms, &again, closed, before)
}
