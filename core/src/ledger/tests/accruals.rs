use super::*;
use crate::error::ErrorKind;
use crate::ledger::EntryKind;
use crate::schedule::Measure;

#[test]
fn a_sale_is_earned_on_what_came_before_it_in_its_period() {
    let table = [
        // day, base, fee in cents of (MONTH, VOLUME)
        ("2026-03-02", "900", 1_800, 1_800),
        ("2026-03-10", "99.99", 200, 200),
        ("2026-03-10", "0.01", 0, 1_000), // on the bound: the tier is reached
        ("2026-03-31", "500", 1_500, 1_500),
        ("2026-04-01", "500", 1_000, 1_000), // another month
    ];
    for (at, plan) in [MONTH, VOLUME].into_iter().enumerate() {
        let book = book(plan);
        let mut ledger = Ledger::new(&book);
        for (row, (on, base, graduated, volume)) in table.into_iter().enumerate() {
            let entries = ledger.sell(&sale(&format!("O-{row}"), on, base));
            assert_eq!(entries.len(), 1);
            assert_eq!(entries[0].amount, [graduated, volume][at], "{plan} {row}");
            assert_eq!(entries[0].kind, EntryKind::Accrual);
            assert_eq!((entries[0].base, entries[0].count), (n(base), 1));
            assert_eq!(entries[0].period, &on[..7]);
        }
    }
}

#[test]
fn periods_are_those_of_the_plan() {
    for (window, second) in [
        ("order", 2_000),
        ("line", 2_000),
        ("month", 2_000),
        ("quarter", 3_000),
        ("year", 3_000),
        ("{ rolling_days: 30 }", 2_000),
        ("{ rolling_days: 31 }", 3_000),
    ] {
        let book = book(&MONTH.replace("month", window));
        let mut ledger = Ledger::new(&book);
        ledger.sell(&sale("O-1", "2026-01-31", "1000"));
        // 30 days later.
        assert_eq!(ledger.sell(&sale("O-2", "2026-03-02", "1000"))[0].amount, second, "{window}");
    }
}

#[test]
fn other_measures_of_the_period_choose_the_tier() {
    let book = book(
        "window: month, schedule: { mode: volume, by: quantity, \
         tiers: [ { from: 0, percent: 2 }, { from: 10, percent: 3 } ] }",
    );
    let mut ledger = Ledger::new(&book);
    let of = |order: &str, quantity: &str| {
        let measures = vec![(Measure::Quantity, n(quantity))];
        Sale { measures, ..sale(order, "2026-03-02", "100") }
    };
    assert_eq!(ledger.sell(&of("O-1", "9"))[0].amount, 200);
    assert_eq!(ledger.sell(&of("O-2", "1"))[0].amount, 300);
}

#[test]
fn a_fee_and_its_tax_are_split_to_the_cent() {
    let book = book(&format!(
        "{SHARED}, tax: standard, schedule: {{ mode: flat, tiers: [ {{ percent: 5 }} ] }}"
    ));
    let mut ledger = Ledger::new(&book);
    let mut both = sale("O-1", "2026-03-02", "10.10");
    both.receivers.push(receiver(Beneficiary::Distributor, "D-1"));
    let entries = ledger.sell(&both);
    let told: Vec<_> = entries.iter().map(|e| (&*e.partner, e.amount, e.tax)).collect();
    // 0.505 becomes 0.51, its tax 0.1071 becomes 0.11.
    assert_eq!(told, [("P-1", 36, 8), ("D-1", 15, 3)]);
    assert_eq!(entries[0].exact, n("0.3535"));
    assert_eq!(entries[1].role, Some(Beneficiary::Distributor));

    let alone = ledger.sell(&sale("O-2", "2026-03-02", "10.10"));
    assert_eq!((alone.len(), alone[0].amount, alone[0].exact), (1, 51, n("0.505")));
}

#[test]
fn the_same_sale_twice_is_nothing_new() {
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    let first = sale("O-1", "2026-03-02", "100");
    assert_eq!(ledger.sell(&first).len(), 1);
    let later = Sale { booked: day("2026-05-01"), ..first.clone() };
    for closed in [None, Some(day("2026-04-01"))] {
        let again = accrue(&ledger.terms, &later, closed, &ledger.entries).expect("a booking");
        assert!(again.replayed && again.entries.is_empty());
    }
    for other in [
        Sale { base: n("101"), ..first.clone() },
        Sale { partner: "P-2".to_owned(), ..first.clone() },
        Sale { day: day("2026-03-03"), ..first.clone() },
        Sale { count: 2, ..first.clone() },
    ] {
        let error = accrue(&ledger.terms, &other, None, &ledger.entries).expect_err("misuse");
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains("sale `O-1` is booked for plan `p` with 100 EUR"));
    }
    let other_version = Terms { rulebook: "r2", ..ledger.terms };
    let error = accrue(&other_version, &first, None, &ledger.entries).expect_err("misuse");
    assert!(error.to_string().contains("rulebook `r2`"), "{error}");
}

#[test]
fn what_earns_nothing_books_nothing() {
    let book = book(&format!("earn_on: paid, {MONTH}"));
    let terms = terms(&book);
    let paid = Sale { event: EarnPoint::Paid, ..sale("O-1", "2026-03-02", "100") };
    let booked = |sale: &Sale| accrue(&terms, sale, None, &[]).map(|b| b.entries.len());
    assert_eq!(booked(&paid), Ok(1));
    assert_eq!(booked(&Sale { event: EarnPoint::Ordered, ..paid.clone() }), Ok(0));
    assert_eq!(booked(&Sale { base: Exact::ZERO, ..paid.clone() }), Ok(0));
    assert_eq!(booked(&Sale { receivers: Vec::new(), ..paid.clone() }), Ok(0));
    assert!(booked(&Sale { base: n("-1"), ..paid.clone() }).is_err(), "that is a refund");
    let pounds = Sale { currency: Currency::parse("GBP").expect("known"), ..paid };
    let booking = accrue(&terms, &pounds, None, &[]).expect("a booking");
    assert!(booking.entries.is_empty());
    assert_eq!(booking.findings[0].code.name(), "fees.currency_not_stated");
}

#[test]
fn a_fee_of_nothing_is_booked_because_its_base_counts() {
    let book = book(
        "window: month, schedule: { mode: graduated, \
         tiers: [ { from: 0, percent: 0 }, { from: 100, percent: 10 } ] }",
    );
    let mut ledger = Ledger::new(&book);
    assert_eq!(ledger.sell(&sale("O-1", "2026-03-02", "100"))[0].amount, 0);
    assert_eq!(ledger.sell(&sale("O-2", "2026-03-02", "100"))[0].amount, 1_000);
}

#[test]
fn a_budget_ends_for_all_partners_together() {
    let book = book("budget: { EUR: 50.00 }, schedule: { mode: flat, tiers: [ { percent: 10 } ] }");
    let mut ledger = Ledger::new(&book);
    let of = |order: &str, partner: &str| {
        let receivers = vec![receiver(Beneficiary::Partner, partner)];
        Sale { partner: partner.to_owned(), receivers, ..sale(order, "2026-03-02", "300") }
    };
    assert_eq!(ledger.sell(&of("O-1", "P-1"))[0].amount, 3_000);
    let cut = accrue(&ledger.terms, &of("O-2", "P-2"), None, &ledger.entries).expect("a booking");
    assert_eq!(cut.findings[0].code.name(), "fees.budget_exhausted");
    assert_eq!(ledger.keep(cut)[0].amount, 2_000);
    ledger.refund(&back("C-1", "O-1", "2026-03-05", "100"));
    assert_eq!(ledger.sell(&of("O-3", "P-2"))[0].amount, 1_000, "a refund frees budget");
}

#[test]
fn a_late_sale_and_what_it_changes_are_adjustments_in_open_books() {
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "800"));
    ledger.sell(&sale("O-2", "2026-03-20", "800"));
    ledger.closed = Some(day("2026-04-01"));
    let late = Sale { booked: day("2026-04-07"), ..sale("O-3", "2026-03-10", "500") };
    let entries = ledger.sell(&late);
    // 500 between 800 and 1,300: 4.00 + 9.00. 800 from 1,300 on: 24.00, not 4.00 + 18.00.
    assert_eq!(
        told(&entries),
        [("adjustment", "O-3".to_owned(), 1_300), ("adjustment", "O-3".to_owned(), 200)]
    );
    assert_eq!(entries[1].reverses.as_ref(), Some(&ledger.entries[1].key));
    for (entry, valid) in entries.iter().zip(["2026-03-10", "2026-03-20"]) {
        assert_eq!(entry.period, "2026-04");
        assert_eq!((entry.day, entry.posted), (day(valid), day("2026-04-07")));
    }
    // 2,100 in March: 20.00 + 33.00; April begins anew.
    assert_eq!(ledger.total(), 5_300);
    assert_eq!(ledger.sell(&sale("O-4", "2026-04-08", "100"))[0].amount, 200);
    let again = accrue(&ledger.terms, &late, ledger.closed, &ledger.entries).expect("a booking");
    assert!(again.replayed);
}

#[test]
fn nothing_is_entered_in_closed_books() {
    let book = book(MONTH);
    let terms = terms(&book);
    let booked =
        |closed: &str| accrue(&terms, &sale("O-1", "2026-03-31", "100"), Some(day(closed)), &[]);
    assert_eq!(booked("2026-03-31").expect("open").entries.len(), 1);
    let error = booked("2026-04-01").expect_err("closed");
    assert_eq!(
        error.to_string(),
        "day 2026-03-31 is booked on 2026-03-31, and the books are closed until 2026-04-01"
    );
}

#[test]
fn keys_tell_sources_apart_whatever_they_are_called() {
    let book = book(&MONTH.replace("month", "line"));
    let mut ledger = Ledger::new(&book);
    for source in [
        Source::order("a"),
        Source::line("a", "1"),
        Source::order("a/1"),
        Source::line("a/1", "2"),
        Source::line("a", "1/2"),
        Source::order("a%2F1"),
    ] {
        assert_eq!(ledger.sell(&Sale { source, ..sale("", "2026-03-02", "1") }).len(), 1);
    }
    let keys: std::collections::BTreeSet<_> = ledger.entries.iter().map(|e| &e.key).collect();
    assert_eq!(keys.len(), 6);
    assert_eq!(ledger.entries[1].key, "sale/p/a/1/r1/partner/P-1");
}
