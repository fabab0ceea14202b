use super::*;
use crate::error::ErrorKind;
use crate::ledger::EntryKind;

fn with(plan: &str, policy: &str) -> Rulebook {
    book(&format!("{plan}, refund: {policy}"))
}

/// 900 and then 600 in March: 18.00 and 2.00 + 15.00.
fn march(book: &Rulebook) -> Ledger<'_> {
    let mut ledger = Ledger::new(book);
    ledger.sell(&sale("O-1", "2026-03-02", "900"));
    ledger.sell(&sale("O-2", "2026-03-20", "600"));
    ledger
}

fn refunded(policy: &str, of: &str, on: &str, base: &str) -> Vec<(&'static str, String, i64)> {
    let book = with(MONTH, policy);
    told(&march(&book).refund(&back("C-1", of, on, base)))
}

fn row(kind: &'static str, amount: i64) -> (&'static str, String, i64) {
    (kind, "C-1".to_owned(), amount)
}

#[test]
fn the_original_rate_takes_the_same_part_of_the_fee_as_of_the_sale() {
    for on in ["2026-03-25", "2026-04-02"] {
        assert_eq!(refunded("original_rate", "O-1", on, "450"), [row("reversal", -900)]);
        assert_eq!(refunded("original_rate", "O-2", on, "600"), [row("reversal", -1_700)]);
        // 17.00 × 200 / 600 is 5.666…
        assert_eq!(refunded("original_rate", "O-2", on, "200"), [row("reversal", -567)]);
    }
}

#[test]
fn a_recomputed_period_is_what_it_would_have_been() {
    for on in ["2026-03-25", "2026-04-02"] {
        // Without 450 of O-1 the 600 lie between 450 and 1,050: 11.00 + 1.50.
        assert_eq!(
            refunded("recompute_period", "O-1", on, "450"),
            [row("reversal", -900), row("adjustment", -450)]
        );
        assert_eq!(refunded("recompute_period", "O-2", on, "600"), [row("reversal", -1_700)]);
        assert_eq!(refunded("recompute_period", "O-2", on, "500"), [row("reversal", -1_500)]);
    }
}

#[test]
fn the_current_period_has_a_negative_sale() {
    // In the period of the sale it is the same as computing that again.
    assert_eq!(
        refunded("current_period", "O-1", "2026-03-31", "450"),
        [row("reversal", -900), row("adjustment", -450)]
    );
    // April has nothing: 600 from zero on at 2 %.
    assert_eq!(refunded("current_period", "O-2", "2026-04-01", "600"), [row("reversal", -1_200)]);

    let book = with(MONTH, "current_period");
    let mut ledger = march(&book);
    ledger.sell(&sale("O-3", "2026-04-01", "1200"));
    // From 1,200 down to 600: 6.00 + 8.00, and down to 0: 12.00, but O-1 has 18.00 in all.
    let first = ledger.refund(&back("C-1", "O-2", "2026-04-02", "600"));
    assert_eq!((first[0].amount, &*first[0].period), (-1_400, "2026-04"));
    assert_eq!(ledger.refund(&back("C-2", "O-1", "2026-04-03", "900"))[0].amount, -1_800);
    // April is at -300 now: what is sold next begins at nothing.
    assert_eq!(ledger.sell(&sale("O-4", "2026-04-04", "300"))[0].amount, 600);
}

#[test]
fn a_refund_never_takes_more_than_there_is_left() {
    let book = with(
        "window: month, schedule: { mode: volume, tiers: [ { from: 0, percent: 1 }, \
                     { from: 1000, percent: 10 } ] }",
        "current_period",
    );
    let mut ledger = Ledger::new(&book);
    ledger.sell(&sale("O-1", "2026-03-02", "100"));
    ledger.sell(&sale("O-2", "2026-04-02", "1000"));
    // The negative sale takes April below its tier: 100.00 less 9.00. O-1 has 1.00.
    assert_eq!(ledger.refund(&back("C-1", "O-1", "2026-04-03", "100"))[0].amount, -100);
}

#[test]
fn more_than_was_sold_cannot_be_refunded() {
    for policy in crate::fees::RefundPolicy::NAMES {
        let book = with(MONTH, policy);
        let mut ledger = march(&book);
        ledger.refund(&back("C-1", "O-1", "2026-03-25", "300"));
        let over = refund(
            &ledger.terms,
            &back("C-2", "O-1", "2026-03-26", "600.01"),
            None,
            &ledger.entries,
        );
        let error = over.expect_err("more than is left");
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(
            error.to_string(),
            "refund `C-2` takes base 600.01 of sale `O-1`, of which 600 is left"
        );
        assert!(!ledger.refund(&back("C-2", "O-1", "2026-03-26", "600")).is_empty());
        for (note, of, base) in [("C-3", "O-1", "0.01"), ("C-3", "O-9", "1"), ("C-3", "O-2", "0")] {
            let none =
                refund(&ledger.terms, &back(note, of, "2026-03-27", base), None, &ledger.entries);
            assert_eq!(none.expect_err("nothing left").kind(), ErrorKind::Input);
        }
    }
}

#[test]
fn the_same_refund_twice_is_nothing_new() {
    for policy in crate::fees::RefundPolicy::NAMES {
        let book = with(MONTH, policy);
        let mut ledger = march(&book);
        let note = back("C-1", "O-1", "2026-03-25", "300");
        ledger.refund(&note);
        let again = refund(&ledger.terms, &note, None, &ledger.entries).expect("a booking");
        assert!(again.replayed && again.entries.is_empty());
        for other in [
            Refund { base: n("301"), ..note.clone() },
            Refund { sale: Source::order("O-2"), ..note.clone() },
        ] {
            let error = refund(&ledger.terms, &other, None, &ledger.entries).expect_err("misuse");
            assert!(error.to_string().starts_with("refund `C-1` is booked for plan `p` with 300"));
        }
    }
}

#[test]
fn every_beneficiary_gives_back_its_part() {
    let book = with(&format!("{MONTH}, {SHARED}, tax: standard"), "original_rate");
    let mut ledger = Ledger::new(&book);
    let mut both = sale("O-1", "2026-03-02", "333.33");
    both.receivers.push(receiver(Beneficiary::Distributor, "D-1"));
    ledger.sell(&both);
    for (at, base) in ["111.11", "111.11", "111.11"].into_iter().enumerate() {
        let entries = ledger.refund(&back(&format!("C-{at}"), "O-1", "2026-03-05", base));
        assert_eq!(entries.len(), 2);
        assert!(entries.iter().all(|e| e.amount < 0 && e.tax < 0));
    }
    for partner in ["P-1", "D-1"] {
        let own = ledger.entries.iter().filter(|e| e.partner == partner);
        let (mut amount, mut tax, mut exact) = (0, 0, Exact::ZERO);
        for entry in own {
            (amount, tax) = (amount + entry.amount, tax + entry.tax);
            exact = exact.plus(entry.exact).expect("in range");
        }
        assert_eq!((amount, tax, exact), (0, 0, Exact::ZERO), "{partner}");
    }
}

#[test]
fn what_was_paid_out_is_clawed_back() {
    let book = with(MONTH, "original_rate");
    let mut ledger = march(&book);
    let term = crate::ledger::PayoutTerm {
        from: day("2026-03-01"),
        until: day("2026-03-16"),
        booked: day("2026-03-16"),
    };
    let paid = crate::ledger::settle(&Default::default(), &term, &ledger.entries).expect("settled");
    assert_eq!(paid.entries[0].amount, -1_800);
    ledger.entries.extend(paid.entries);
    for (of, kind) in [("O-1", EntryKind::ClawBack), ("O-2", EntryKind::Reversal)] {
        let entries = ledger.refund(&back(&format!("C-{of}"), of, "2026-03-25", "10"));
        assert_eq!(entries[0].kind, kind);
    }
}

#[test]
fn a_refund_of_closed_days_stands_in_open_books() {
    for (policy, valid) in [
        ("original_rate", "2026-03-25"),
        ("recompute_period", "2026-03-20"),
        ("current_period", "2026-04-07"),
    ] {
        let book = with(MONTH, policy);
        let mut ledger = march(&book);
        ledger.closed = Some(day("2026-04-01"));
        let note = Refund { booked: day("2026-04-07"), ..back("C-1", "O-2", "2026-03-25", "600") };
        let entries = ledger.refund(&note);
        assert_eq!(entries[0].day, day(valid), "{policy}");
        assert_eq!((&*entries[0].period, entries[0].posted), ("2026-04", day("2026-04-07")));
    }
}

#[test]
fn a_late_sale_also_changes_what_was_refunded_in_part() {
    let book = with(MONTH, "original_rate");
    let mut ledger = march(&book);
    ledger.refund(&back("C-1", "O-2", "2026-03-25", "300"));
    ledger.closed = Some(day("2026-04-01"));
    let late = Sale { booked: day("2026-04-07"), ..sale("O-3", "2026-03-10", "100") };
    // O-2 now lies above 1,000 entirely: 18.00, of which half went back.
    assert_eq!(
        told(&ledger.sell(&late)),
        [
            ("adjustment", "O-3".to_owned(), 200),
            ("adjustment", "O-3".to_owned(), 100),
            ("reversal", "O-3".to_owned(), -50),
        ]
    );
    assert_eq!(ledger.refund(&back("C-2", "O-2", "2026-04-08", "300"))[0].amount, -900);
    assert_eq!(ledger.total(), 2_000);
}

#[test]
fn a_period_is_computed_again_only_under_the_version_it_was_booked_under() {
    let note = back("C-1", "O-1", "2026-04-02", "300");
    for (policy, works) in
        [("original_rate", true), ("recompute_period", false), ("current_period", true)]
    {
        let book = with(MONTH, policy);
        let ledger = march(&book);
        let newer = Terms { rulebook: "r2", ..ledger.terms };
        let booked = refund(&newer, &note, None, &ledger.entries);
        assert_eq!(booked.is_ok(), works, "{policy}");
    }
}

#[test]
fn an_order_is_a_period_by_itself() {
    for (policy, first) in
        [("original_rate", -1_167), ("recompute_period", -1_500), ("current_period", -1_500)]
    {
        let book = with(&MONTH.replace("month", "order"), policy);
        let mut ledger = Ledger::new(&book);
        assert_eq!(ledger.sell(&sale("O-1", "2026-03-02", "1500"))[0].amount, 3_500);
        assert_eq!(ledger.refund(&back("C-1", "O-1", "2026-04-02", "500"))[0].amount, first);
        ledger.refund(&back("C-2", "O-1", "2026-05-02", "1000"));
        assert_eq!(ledger.total(), 0, "{policy}");
    }
}
