//! The log folded again, and held against what must be so.

use super::books::StockBooks;
use super::commit::{beyond_supply, missing};
use super::entry::{StockEntry, StockEvent};
use super::plan::StockPlan;
use super::total;
use crate::explain::{Code, Finding};
use std::collections::BTreeMap;

pub(super) fn verify(base: &StockBooks, log: &[StockEntry], now: &StockBooks) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut books = base.clone();
    let mut booked = open(base);
    for entry in log {
        if entry.seq != books.seq + 1 {
            return vec![entry_missing(&books)];
        }
        if let StockEvent::Committed { plan } | StockEvent::Held { plan, .. } = &entry.event {
            findings.extend(kept_promises(&books, plan));
        }
        count(&entry.event, &mut booked);
        books.apply(&entry.event);
    }
    differences(&books, now, &mut findings);
    for (order, booked) in booked {
        let found = promised(now, &order);
        if found != booked {
            let finding = Finding::new(Code::StockBookedDiffers, "")
                .with("order", &*order)
                .with("quantity", found)
                .with("expected", booked);
            findings.push(finding);
        }
    }
    findings
}

/// What should follow a state and does not.
pub(super) fn entry_missing(books: &StockBooks) -> Finding {
    let expected = i64::try_from(books.seq + 1).unwrap_or(i64::MAX);
    Finding::new(Code::StockEntryMissing, "").with("quantity", expected)
}

/// A commit takes no day below zero that was not.
fn kept_promises(books: &StockBooks, plan: &StockPlan) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in plan.pools() {
        let Some(pool) = books.pools.get(key) else { continue };
        let counts = |promise: &super::PoolPromise| books.counts(promise, plan.now, None, None);
        if let Some(short) = missing(plan, key, &pool.curve(&plan.sight, counts)) {
            findings.extend(beyond_supply(&plan.key, key, short).0);
        }
    }
    findings
}

/// What is promised to every order at the beginning.
fn open(books: &StockBooks) -> BTreeMap<Box<str>, i64> {
    books.orders.keys().map(|key| ((&**key).into(), promised(books, key))).collect()
}

/// What is promised to an order in its pools, dated or from hand, and loose.
fn promised(books: &StockBooks, key: &str) -> i64 {
    let Some(order) = books.orders.get(key) else { return 0 };
    let pools = order.pools.iter().filter_map(|pool| books.pools.get(pool));
    let own = pools.flat_map(|pool| &pool.promises).filter(|promise| *promise.order == *key);
    let loose = books.open_loose(key, &order.loose).map(|(_, row)| row.quantity);
    let taken = order.taken.iter().map(|taken| taken.1);
    total(loose.chain(own.map(|promise| promise.quantity)).chain(taken))
}

/// What an entry adds to what its orders have booked.
fn count(event: &StockEvent, booked: &mut BTreeMap<Box<str>, i64>) {
    let mut add = |order: &str, units: i64| {
        let own = booked.entry(order.into()).or_default();
        *own = own.saturating_add(units);
    };
    match event {
        StockEvent::Committed { plan } | StockEvent::Held { plan, .. } => {
            add(&plan.key, 0);
            for delta in plan.deltas.iter().chain(&plan.loose) {
                add(&delta.order, delta.quantity);
            }
        }
        StockEvent::Taken { order, units, .. } => add(order, total(units.iter().map(|u| u.1))),
        StockEvent::Shipped { order, units, loose, .. } => {
            let shipped = total(units.iter().chain(loose).map(|units| units.quantity));
            add(order, shipped.saturating_neg());
        }
        StockEvent::Released { order } | StockEvent::Expired { order, .. } => {
            booked.insert(order.clone(), 0);
        }
        _ => {}
    }
}

/// Where the state is not what the log says.
fn differences(folded: &StockBooks, now: &StockBooks, findings: &mut Vec<Finding>) {
    if folded == now {
        return;
    }
    let mut say = |what: &str, name: String| {
        let finding = Finding::new(Code::StockRefoldDiffers, "");
        findings.push(finding.with("expected", what).with("found", name));
    };
    for key in unlike(&folded.pools, &now.pools) {
        say("pool", format!("{} at {}", key.product, key.location));
    }
    for key in unlike(&folded.orders, &now.orders) {
        say("order", key.to_string());
    }
    for key in unlike(&folded.loose, &now.loose) {
        say("loose", format!("{} at {}", key.product, key.location));
    }
    for (product, group) in unlike(&folded.quotas, &now.quotas) {
        say("quota", format!("{product} for {group}"));
    }
    for key in folded.held.symmetric_difference(&now.held) {
        say("hold", key.to_string());
    }
    if folded.purged != now.purged {
        say("purged", now.purged.map_or_else(String::new, |day| day.to_string()));
    }
    if folded.clock != now.clock {
        say("clock", now.clock.to_string());
    }
    if folded.seq != now.seq {
        say("number", now.seq.to_string());
    }
}

/// The keys of two maps under which they are not alike, in order.
fn unlike<'m, K: Ord, V: PartialEq>(
    one: &'m BTreeMap<K, V>,
    other: &'m BTreeMap<K, V>,
) -> Vec<&'m K> {
    let lacks = other.keys().filter(|key| !one.contains_key(*key));
    let differs = one.iter().filter(|(key, value)| other.get(*key) != Some(*value));
    let mut keys: Vec<&K> = differs.map(|(key, _)| key).chain(lacks).collect();
    keys.sort_unstable();
    keys
}
