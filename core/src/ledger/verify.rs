//! Computes a ledger again from what it says was sold and refunded.

use super::accrue::book_sale;
use super::again::{self, Made};
use super::entry::{Entry, EntryKind, Source, shown};
use super::fee::Terms;
use super::index::Index;
use super::settle::{PayoutPolicy, by_account};
use crate::error::Error;
use crate::explain::{Code, Finding};
use crate::money::{Currency, Exact};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

/// Checks a ledger: unique keys, reversals that have an entry and are not larger,
/// one currency for what belongs together, every entry and every period as the
/// plans give them, every payout as the policy gives it.
///
/// `terms` are the plans by version; what was booked under others is not computed
/// again. Without a policy a payout is held against the balance alone.
#[must_use]
pub fn verify(
    terms: &[Terms<'_>],
    policy: Option<&PayoutPolicy>,
    entries: &[Entry],
) -> Vec<Finding> {
    let mut check = Check { terms, findings: Vec::new() };
    check.keys(entries);
    check.links(entries);
    check.unknown_plans(entries);
    let payouts = entries.iter().enumerate().filter(|(_, entry)| entry.kind == EntryKind::Payout);
    let payouts: Vec<(usize, &Entry)> = payouts.collect();
    for group in groups(terms, entries) {
        check.events(&group, &payouts, entries);
        check.periods(&group, entries);
    }
    check.payouts(policy, entries);
    check.findings
}

/// Entries that can change each other, by their places in the ledger.
pub(super) struct Group<'e> {
    pub plan: &'e str,
    pub currency: Currency,
    pub places: Vec<usize>,
}

/// By plan, currency and partner; partners together where they share a budget.
fn groups<'e>(terms: &[Terms<'_>], entries: &'e [Entry]) -> Vec<Group<'e>> {
    let mut groups: BTreeMap<(&str, Currency, &str), Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, e)| e.kind != EntryKind::Payout) {
        let shared = terms.iter().any(|t| *t.plan.id == *entry.plan && !t.plan.budget.is_empty());
        let of = if shared { "" } else { &*entry.of };
        groups.entry((&entry.plan, entry.currency, of)).or_default().push(at);
    }
    let group = |((plan, currency, _), places)| Group { plan, currency, places };
    groups.into_iter().map(group).collect()
}

pub(super) struct Check<'a> {
    terms: &'a [Terms<'a>],
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    pub(super) fn tell(&mut self, at: usize, code: Code, data: &[(&'static str, String)]) {
        let mut finding = Finding::new(code, format!("entries[{at}]"));
        for (name, value) in data {
            finding = finding.with(name, &**value);
        }
        self.findings.push(finding);
    }

    pub(super) fn terms(&self, plan: &str, rulebook: &str) -> Option<&'a Terms<'a>> {
        self.terms.iter().find(|terms| *terms.plan.id == *plan && terms.rulebook == rulebook)
    }

    fn keys(&mut self, entries: &[Entry]) {
        let mut seen = HashSet::new();
        for (at, entry) in entries.iter().enumerate() {
            if !seen.insert(&*entry.key) {
                self.tell(at, Code::LedgerDuplicateKey, &[("key", entry.key.clone())]);
            }
        }
    }

    /// What takes back or adjusts has its entry before it, in its own currency,
    /// and nothing takes back more than there is.
    fn links(&mut self, entries: &[Entry]) {
        let mut roots: HashMap<&str, Root> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            if entry.is_root() {
                let root = Root { at, earned: sums(entry), taken: [0, 0], told: false };
                roots.entry(&entry.key).or_insert(root);
                continue;
            }
            let link = entry.reverses.as_deref();
            if entry.kind == EntryKind::Payout && link.is_none() {
                continue;
            }
            let Some(root) = link.and_then(|key| roots.get_mut(key)) else {
                let missing = [("key", entry.key.clone()), ("reverses", link.unwrap_or("").into())];
                self.tell(at, Code::LedgerReversalWithoutEntry, &missing);
                continue;
            };
            let own = &entries[root.at];
            if own.currency != entry.currency {
                let (found, expected) = (entry.currency.to_string(), own.currency.to_string());
                let data = [("key", entry.key.clone()), ("found", found), ("expected", expected)];
                self.tell(at, Code::LedgerCurrencyMixed, &data);
                continue;
            }
            if let Some(data) = root.link(own, entry) {
                self.tell(at, Code::LedgerReversalTooLarge, &data);
            }
        }
        self.sales(entries);
    }

    /// All entries of one sale are in one currency.
    fn sales(&mut self, entries: &[Entry]) {
        let mut sales: HashMap<(&str, &Source), Currency> = HashMap::new();
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.is_root()) {
            let known = *sales.entry((&entry.plan, &entry.source)).or_insert(entry.currency);
            if known != entry.currency {
                let (found, expected) = (entry.currency.to_string(), known.to_string());
                let data = [("key", entry.key.clone()), ("found", found), ("expected", expected)];
                self.tell(at, Code::LedgerCurrencyMixed, &data);
            }
        }
    }

    fn unknown_plans(&mut self, entries: &[Entry]) {
        let mut told = HashSet::new();
        for (at, entry) in entries.iter().enumerate().filter(|(_, e)| e.kind != EntryKind::Payout) {
            let known = self.terms(&entry.plan, &entry.rulebook).is_some();
            if !known && told.insert((&entry.plan, &entry.rulebook)) {
                let (plan, rulebook) = (entry.plan.clone(), entry.rulebook.clone());
                let data = [("plan", plan), ("rulebook", rulebook)];
                self.tell(at, Code::LedgerPlanUnknown, &data);
            }
        }
    }

    /// Books every event of a group again on what stood before it.
    fn events(&mut self, group: &Group<'_>, payouts: &[(usize, &Entry)], entries: &[Entry]) {
        let mut places = group.places.clone();
        places.extend(
            payouts.iter().filter(|(_, e)| e.currency == group.currency).map(|(at, _)| *at),
        );
        places.sort_unstable();
        let own: Vec<Entry> = places.iter().map(|at| entries[*at].clone()).collect();
        let made = Made::of(&own);
        let mut index = Index::default();
        let mut done = HashSet::new();
        for at in 0..own.len() {
            let entry = &own[at];
            let event = (entry.is_root(), &entry.source);
            let begins = entry.is_root() || entry.takes_back() && entry.base != Exact::ZERO;
            if entry.kind == EntryKind::Payout || !begins || !done.insert(event) {
                continue;
            }
            let Some(terms) = self.terms(&entry.plan, &entry.rulebook) else { continue };
            let before = &own[..at];
            index.extend(before);
            let again = if entry.is_root() {
                let sale = again::sale(terms.plan, entry, made.roots(&entry.source));
                book_sale(terms, &sale, again::late(entry), before, &mut index)
            } else {
                again::refunded(terms, entry, before, &mut index)
            };
            let booked: Vec<(&Entry, usize)> =
                made.by_event(entry).map(|at| (&own[at], places[at])).collect();
            self.compare(again.map(|booking| booking.entries), &booked);
        }
        self.strays(&own, &places, &done);
    }

    /// Whatever no event of the ledger has made.
    fn strays(&mut self, own: &[Entry], places: &[usize], done: &HashSet<(bool, &Source)>) {
        for (entry, at) in own.iter().zip(places) {
            let made = [true, false].iter().any(|root| done.contains(&(*root, &entry.source)));
            if entry.kind != EntryKind::Payout && !made {
                self.unexpected(entry, *at);
            }
        }
    }

    fn unexpected(&mut self, entry: &Entry, at: usize) {
        if self.terms(&entry.plan, &entry.rulebook).is_none() {
            return;
        }
        let data = [("key", entry.key.clone()), ("found", shown(entry.total(), entry.currency))];
        self.tell(at, Code::LedgerEntryUnexpected, &data);
    }

    /// Holds what an event made against what it makes.
    fn compare(&mut self, again: Result<Vec<Entry>, Error>, booked: &[(&Entry, usize)]) {
        // What cannot be booked at all was told with its links, or is all there is.
        let again = again.unwrap_or_default();
        for expected in &again {
            match booked.iter().find(|(entry, _)| entry.key == expected.key) {
                Some((entry, at)) => self.differences(entry, expected, *at),
                None => {
                    let at = booked.first().map_or(0, |(_, at)| *at);
                    let over = shown(expected.total(), expected.currency);
                    let data = [("key", expected.key.clone()), ("expected", over)];
                    self.tell(at, Code::LedgerEntryMissing, &data);
                }
            }
        }
        for (entry, at) in booked {
            if !again.iter().any(|expected| expected.key == entry.key) {
                self.unexpected(entry, *at);
            }
        }
    }

    fn differences(&mut self, entry: &Entry, expected: &Entry, at: usize) {
        let minor = |minor: i64| shown(i128::from(minor), entry.currency);
        let fields = [
            ("kind", entry.kind.name().to_owned(), expected.kind.name().to_owned()),
            ("base", entry.base.text(0), expected.base.text(0)),
            ("exact", entry.exact.text(0), expected.exact.text(0)),
            ("amount", minor(entry.amount), minor(expected.amount)),
            ("tax", minor(entry.tax), minor(expected.tax)),
            ("period", entry.period.clone(), expected.period.clone()),
        ];
        for (field, found, expected) in fields {
            if found != expected {
                let (key, field) = (entry.key.clone(), field.to_owned());
                let data =
                    [("key", key), ("field", field), ("found", found), ("expected", expected)];
                self.tell(at, Code::LedgerAmountDiffers, &data);
            }
        }
    }

    fn payouts(&mut self, policy: Option<&PayoutPolicy>, entries: &[Entry]) {
        let mut places: HashMap<(&str, Currency), Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate().filter(|(_, e)| e.kind == EntryKind::Payout) {
            places.entry((&entry.partner, entry.currency)).or_default().push(at);
        }
        for (account, own) in by_account(entries) {
            let currency = account.1;
            let mut places = places.get(&account).into_iter().flatten();
            for (at, payout) in own.iter().enumerate() {
                if payout.kind != EntryKind::Payout {
                    continue;
                }
                let place = places.next().copied().unwrap_or(0);
                let known = &own[..at];
                let until = payout.posted.plus(1);
                let earlier = known.iter().filter(|entry| entry.posted < until);
                let balance: i128 = earlier.map(|entry| entry.total()).sum();
                let due = match policy {
                    Some(policy) => policy
                        .held(until, known)
                        .map(|held| policy.payable(currency, balance, held)),
                    None => Some((-payout.total()).clamp(0, balance.max(0))),
                };
                if due != Some(-payout.total()) {
                    let (key, found) = (payout.key.clone(), shown(-payout.total(), currency));
                    let expected = shown(due.unwrap_or(0), currency);
                    let data = [("key", key), ("found", found), ("expected", expected)];
                    self.tell(place, Code::LedgerPayoutDiffers, &data);
                }
            }
        }
    }
}

/// An entry that others take back from.
struct Root {
    at: usize,
    /// Amount and tax.
    earned: [i128; 2],
    taken: [i128; 2],
    told: bool,
}

fn sums(entry: &Entry) -> [i128; 2] {
    [i128::from(entry.amount), i128::from(entry.tax)]
}

impl Root {
    /// Adds an entry; what to tell when more is taken back than there is.
    fn link(&mut self, own: &Entry, entry: &Entry) -> Option<[(&'static str, String); 3]> {
        for (at, more) in sums(entry).into_iter().enumerate() {
            if entry.takes_back() {
                self.taken[at] -= more;
            } else {
                self.earned[at] += more;
            }
        }
        let over = (0..2).any(|at| self.taken[at] > self.earned[at].max(0));
        // An adjustment downwards is followed by what it gives back of a reversal.
        if !over || !entry.takes_back() || self.told {
            return None;
        }
        self.told = true;
        let shown = |sums: [i128; 2]| shown(sums[0] + sums[1], own.currency);
        let (booked, found) = (shown(self.earned), shown(self.taken));
        Some([("key", own.key.clone()), ("booked", booked), ("found", found)])
    }
}
