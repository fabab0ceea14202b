use super::*;
use crate::ledger::{PayoutPolicy, PayoutTerm, settle, verify};

/// Sales, a late one, refunds and payouts.
fn busy(book: &Rulebook) -> Ledger<'_> {
    let mut ledger = Ledger::new(book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    ledger.sell(&sale("O-2", "2026-03-20", "600"));
    ledger.refund(&back("C-1", "O-2", "2026-03-25", "200"));
    pay(&mut ledger);
    ledger.closed = Some(day("2026-04-01"));
    ledger.sell(&Sale { booked: day("2026-04-07"), ..sale("O-3", "2026-03-10", "100") });
    ledger.refund(&back("C-2", "O-1", "2026-04-08", "450"));
    ledger.sell(&sale("O-4", "2026-04-09", "700"));
    ledger
}

fn pay(ledger: &mut Ledger<'_>) {
    let (from, until) = (day("2026-03-01"), day("2026-04-01"));
    let term = PayoutTerm { from, until, booked: until };
    let settlement = settle(&PayoutPolicy::default(), &term, &ledger.entries).expect("settled");
    ledger.entries.extend(settlement.entries);
}

fn codes(ledger: &Ledger<'_>) -> Vec<&'static str> {
    let policy = PayoutPolicy::default();
    let found = verify(&[ledger.terms], Some(&policy), &ledger.entries);
    let mut codes: Vec<_> = found.iter().map(|finding| finding.code.name()).collect();
    codes.dedup();
    codes
}

const POLICIES: [&str; 3] = ["original_rate", "recompute_period", "current_period"];

#[test]
fn a_ledger_as_it_was_booked_has_no_findings() {
    for policy in POLICIES {
        for plan in [MONTH, VOLUME] {
            let book = book(&format!("{plan}, {SHARED}, tax: standard, refund: {policy}"));
            let ledger = busy(&book);
            let found = verify(&[ledger.terms], Some(&PayoutPolicy::default()), &ledger.entries);
            assert!(found.is_empty(), "{policy}: {found:?}");
        }
    }
}

#[test]
fn every_fault_is_found() {
    type Change = fn(&mut Vec<Entry>);
    let table: [(&str, Change, &[&str]); 10] = [
        ("twice", |e| e.push(e[0].clone()), &["ledger.duplicate_key"]),
        ("gone", |e| drop(e.remove(0)), &["ledger.reversal_without_entry"]),
        ("amount", |e| e[0].amount += 1, &["ledger.amount_differs"]),
        ("tax", |e| e[1].tax += 1, &["ledger.amount_differs"]),
        ("exact", |e| e[1].exact = n("1"), &["ledger.amount_differs", "ledger.period_differs"]),
        ("payout", |e| e[3].amount -= 1, &["ledger.payout_differs"]),
        (
            "currency",
            |e| e[2].currency = Currency::parse("GBP").expect("known"),
            &["ledger.currency_mixed"],
        ),
        ("too large", |e| e[2].amount = -100_000, &["ledger.reversal_too_large"]),
        ("plan", |e| e[0].plan = "q".to_owned(), &["ledger.plan_unknown"]),
        ("invented", invented, &["ledger.entry_unexpected"]),
    ];
    for (name, change, expected) in table {
        let book = book(&format!("{MONTH}, refund: recompute_period"));
        let mut ledger = busy(&book);
        change(&mut ledger.entries);
        let found = codes(&ledger);
        for code in expected {
            assert!(found.contains(code), "{name}: {found:?}");
        }
    }
}

fn invented(entries: &mut Vec<Entry>) {
    let mut entry = entries[0].clone();
    entry.key = "by hand".to_owned();
    entry.kind = crate::ledger::EntryKind::Adjustment;
    entry.reverses = Some(entries[0].key.clone());
    entry.source = Source::order("H-1");
    entries.push(entry);
}

#[test]
fn a_difference_that_was_not_booked_is_missed() {
    let book = book(&format!("{MONTH}, refund: recompute_period"));
    let mut ledger = busy(&book);
    let at =
        ledger.entries.iter().position(|e| e.kind.name() == "adjustment" && e.reverses.is_some());
    ledger.entries.remove(at.expect("a difference"));
    assert!(codes(&ledger).contains(&"ledger.entry_missing"));
}

#[test]
fn an_unknown_version_is_told_once_and_not_computed_again() {
    let book = book(MONTH);
    let mut ledger = busy(&book);
    ledger.terms.rulebook = "r2";
    assert_eq!(codes(&ledger), ["ledger.plan_unknown"]);
}

#[test]
fn a_payout_above_the_balance_is_found_without_a_policy() {
    let book = book(MONTH);
    let mut ledger = busy(&book);
    assert!(verify(&[ledger.terms], None, &ledger.entries).is_empty());
    let payout = ledger.entries.iter_mut().find(|e| e.kind.name() == "payout").expect("paid");
    payout.amount -= 1;
    let found = verify(&[ledger.terms], None, &ledger.entries);
    assert_eq!(found[0].code.name(), "ledger.payout_differs");
    assert_eq!(
        found[0].message(crate::explain::Language::En),
        "payout `payout/2026-04-01/EUR/P-1` is of 29.34 EUR; 29.33 EUR was due"
    );
}
