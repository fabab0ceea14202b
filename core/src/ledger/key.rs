//! Keys of entries: the same event of the same source gives the same key.

use super::entry::{Entry, Source};
use crate::calendar::Day;
use crate::fees::Beneficiary;
use crate::money::Currency;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Sale,
    Refund,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
        }
    }
}

/// The part of a key that names the event, whatever the rulebook's version.
pub(super) fn event_key(event: Event, plan: &str, source: &Source) -> String {
    let mut key = event.name().to_owned();
    for part in [plan, &source.order, source.line.as_deref().unwrap_or("")] {
        push(&mut key, part);
    }
    key.push('/');
    key
}

/// The key of one beneficiary's entry of an event.
pub(super) fn entry_key(event: &str, rulebook: &str, role: Beneficiary, partner: &str) -> String {
    let mut key = event.strip_suffix('/').unwrap_or(event).to_owned();
    for part in [rulebook, role.name(), partner] {
        push(&mut key, part);
    }
    key
}

/// The key of what an event does to the entry of a sale. Whether it was paid out
/// already is no part of it, so that two hosts at once book it once.
pub(super) fn linked_key(event: &str, rulebook: &str, root: &Entry, takes_back: bool) -> String {
    let role = root.role.unwrap_or(Beneficiary::Partner);
    let mut key = entry_key(event, rulebook, role, &root.partner);
    let what = if takes_back { "reversal" } else { "adjustment" };
    for part in [what, &root.source.order, root.source.line.as_deref().unwrap_or("")] {
        push(&mut key, part);
    }
    key
}

/// The key of a payout.
pub(super) fn payout_key(partner: &str, currency: Currency, until: Day) -> String {
    let mut key = "payout".to_owned();
    push(&mut key, &until.to_string());
    push(&mut key, currency.code());
    push(&mut key, partner);
    key
}

/// Appends a part that cannot be mistaken for two.
fn push(key: &mut String, part: &str) {
    key.push('/');
    for letter in part.chars() {
        match letter {
            '/' => key.push_str("%2F"),
            '%' => key.push_str("%25"),
            other => key.push(other),
        }
    }
}
