use super::*;
use crate::ledger::{Account, EntryKind, PayoutPolicy, PayoutTerm, Settlement, settle, statement};

fn term(from: &str, until: &str) -> PayoutTerm {
    PayoutTerm { from: day(from), until: day(until), booked: day(until) }
}

fn least(amount: &str) -> PayoutPolicy {
    PayoutPolicy { minimum: vec![(Currency::EURO, n(amount))], ..PayoutPolicy::default() }
}

fn settled(ledger: &mut Ledger<'_>, policy: &PayoutPolicy, term: &PayoutTerm) -> Settlement {
    let settlement = settle(policy, term, &ledger.entries).expect("settled");
    ledger.entries.extend(settlement.entries.iter().cloned());
    settlement
}

fn one(settlement: &Settlement) -> &Account {
    assert_eq!(settlement.accounts.len(), 1);
    &settlement.accounts[0]
}

#[test]
fn less_than_the_minimum_is_carried_forward() {
    let book = book(MONTH);
    for (minimum, paid) in [("18.00", 1_800), ("18.01", 0), ("0", 1_800)] {
        let mut ledger = Ledger::new(&book);
        ledger.sell(&sale("O-1", "2026-03-02", "900"));
        let march = term("2026-03-01", "2026-04-01");
        let settlement = settled(&mut ledger, &least(minimum), &march);
        let account = one(&settlement);
        assert_eq!((account.opening, account.accruals), (0, 1_800));
        assert_eq!((account.payout, account.carried), (paid, 1_800 - paid), "{minimum}");
        assert_eq!(settlement.entries.len(), usize::from(paid > 0));

        ledger.sell(&sale("O-2", "2026-04-02", "100"));
        let april = settled(&mut ledger, &least("1.00"), &term("2026-04-01", "2026-05-01"));
        assert_eq!((one(&april).opening, one(&april).payout), (1_800 - paid, 2_000 - paid));
    }
}

#[test]
fn the_same_settlement_twice_pays_once() {
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    let march = term("2026-03-01", "2026-04-01");
    let first = settled(&mut ledger, &PayoutPolicy::default(), &march);
    assert_eq!(first.entries[0].key, "payout/2026-04-01/EUR/P-1");
    assert_eq!(first.entries[0].kind, EntryKind::Payout);
    let again = settled(&mut ledger, &PayoutPolicy::default(), &march);
    assert!(again.entries.is_empty() && one(&again).replayed);
    assert_eq!(Account { replayed: false, ..one(&again).clone() }, *one(&first));
}

#[test]
fn a_balance_below_zero_is_carried_forward_and_never_paid() {
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    settled(&mut ledger, &PayoutPolicy::default(), &term("2026-03-01", "2026-04-01"));
    ledger.refund(&back("C-1", "O-1", "2026-04-02", "900"));
    let april = settled(&mut ledger, &PayoutPolicy::default(), &term("2026-04-01", "2026-05-01"));
    let account = one(&april);
    assert_eq!((account.claw_backs, account.reversals, account.payout), (-1_800, 0, 0));
    assert_eq!(account.carried, -1_800);
    ledger.sell(&sale("O-2", "2026-05-02", "1000"));
    let may = settled(&mut ledger, &PayoutPolicy::default(), &term("2026-05-01", "2026-06-01"));
    assert_eq!((one(&may).opening, one(&may).payout, one(&may).carried), (-1_800, 200, 0));
}

#[test]
fn what_is_held_back_is_paid_later() {
    let book = book(MONTH);
    let policy =
        PayoutPolicy { hold_back_percent: n("10"), hold_back_days: 30, ..PayoutPolicy::default() };
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-01", "200")); // 4.00, 31 days before the end
    ledger.sell(&sale("O-2", "2026-03-02", "700.20")); // 14.00, 30 days before it
    let march = settled(&mut ledger, &policy, &term("2026-03-01", "2026-04-01"));
    assert_eq!((one(&march).held, one(&march).payout), (140, 1_660));
    let april = settled(&mut ledger, &policy, &term("2026-04-01", "2026-05-01"));
    assert_eq!((one(&april).opening, one(&april).held, one(&april).payout), (140, 0, 140));
}

#[test]
fn tax_is_paid_with_the_fee() {
    let book = book(&format!("{MONTH}, tax: standard"));
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    let march = settled(&mut ledger, &least("20.00"), &term("2026-03-01", "2026-04-01"));
    assert_eq!((one(&march).accruals, one(&march).tax, one(&march).payout), (1_800, 378, 2_178));
}

#[test]
fn a_minimum_holds_in_its_own_currency_only() {
    let book = book("schedule: { mode: flat, tiers: [ { percent: 2 } ] }");
    let mut ledger = Ledger::new(&book);
    let pounds = Currency::parse("GBP").expect("known");
    ledger.sell(&Sale { currency: pounds, ..sale("O-1", "2026-03-02", "100") });
    ledger.sell(&sale("O-2", "2026-03-02", "100"));
    let march = settled(&mut ledger, &least("5.00"), &term("2026-03-01", "2026-04-01"));
    let told: Vec<_> = march.accounts.iter().map(|a| (a.currency.to_string(), a.payout)).collect();
    assert_eq!(told, [("EUR".to_owned(), 0), ("GBP".to_owned(), 200)]);
    assert_eq!(march.findings[0].code.name(), "ledger.minimum_not_stated");
}

#[test]
fn a_policy_without_sense_is_misuse() {
    let policies = [
        PayoutPolicy { hold_back_percent: n("100.1"), ..PayoutPolicy::default() },
        PayoutPolicy { hold_back_percent: n("-1"), ..PayoutPolicy::default() },
        least("-1"),
        least("0.001"),
    ];
    for policy in policies {
        assert!(settle(&policy, &term("2026-03-01", "2026-04-01"), &[]).is_err());
    }
    let none = term("2026-03-01", "2026-03-01");
    assert!(settle(&PayoutPolicy::default(), &none, &[]).is_err());
}

#[test]
fn a_statement_goes_from_opening_to_closing() {
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    settled(&mut ledger, &least("50"), &term("2026-03-01", "2026-04-01"));
    ledger.sell(&sale("O-2", "2026-04-02", "500"));
    ledger.refund(&back("C-1", "O-1", "2026-04-03", "450"));
    settled(&mut ledger, &PayoutPolicy::default(), &term("2026-04-01", "2026-05-01"));
    let own = |from: &str, until: &str| {
        statement(&ledger.entries, "P-1", Currency::EURO, day(from), day(until)).expect("days")
    };
    let april = own("2026-04-01", "2026-05-01");
    assert_eq!((april.opening, april.closing), (1_800, 0));
    let rows: Vec<_> = april.rows.iter().map(|row| (row.entry.amount, row.balance)).collect();
    assert_eq!(rows, [(1_000, 2_800), (-900, 1_900), (-1_900, 0)]);
    let sales: Vec<_> = april.rows.iter().map(|row| row.sale.map(ToString::to_string)).collect();
    assert_eq!(sales, [Some("O-2".to_owned()), Some("O-1".to_owned()), None]);
    let march = own("2026-03-01", "2026-04-01");
    assert_eq!(march.rows[0].reversed_by, [&*april.rows[1].entry.key]);
    assert_eq!((march.opening, march.closing), (0, april.opening));
    assert!(
        statement(&ledger.entries, "P-1", Currency::EURO, day("2026-04-01"), day("2026-04-01"))
            .is_err()
    );
}
