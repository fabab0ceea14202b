//! A month of one partner's sales, each booked on all that were booked before.

use longtail::{
    Beneficiary, Day, EarnPoint, Exact, Ledger, Receiver, Rulebook, Sale, Source, verify,
};
use serde_json::{Value, json};
use std::error::Error;
use std::time::Instant;

const BOOK: &str =
    "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}],
  fees: [{id: agents, for: everyone, window: month, schedule: {mode: graduated,
    tiers: [{percent: 2}, {from: 1000, percent: 3}, {from: 100000, percent: 4}]}}]}";

/// Seconds and seconds a thousand sales, to book so many and to verify them.
pub fn growth(counts: &[usize]) -> Result<Value, Box<dyn Error>> {
    let book = Rulebook::parse(BOOK, "book")?;
    let rows: Result<Vec<Value>, Box<dyn Error>> =
        counts.iter().map(|count| timed(&book, *count)).collect();
    Ok(Value::from(rows?))
}

fn timed(book: &Rulebook, count: usize) -> Result<Value, Box<dyn Error>> {
    let terms = book.terms();
    let sales: Vec<Sale> = (0..count).map(|at| sale(at, book)).collect::<Result<_, _>>()?;
    let mut ledger = Ledger::default();
    let begin = Instant::now();
    for sale in &sales {
        ledger.accrue(&terms[0], sale, None)?;
    }
    let booked = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    let findings = verify(&terms, None, ledger.entries());
    let verified = begin.elapsed().as_secs_f64();
    if let Some(finding) = findings.first() {
        return Err(format!("the ledger does not add up: {finding:?}").into());
    }
    let thousands = count as f64 / 1e3;
    Ok(json!({
        "sales": count,
        "accrue_s": booked,
        "accrue_ms_a_thousand": booked * 1e3 / thousands,
        "verify_s": verified,
        "verify_ms_a_thousand": verified * 1e3 / thousands,
    }))
}

fn sale(at: usize, book: &Rulebook) -> Result<Sale, Box<dyn Error>> {
    let day = Day::parse(&format!("2026-03-{:02}", 1 + at % 31)).ok_or("no day")?;
    Ok(Sale {
        source: Source::order(&format!("O-{at}")),
        partner: "P-1".to_owned(),
        receivers: vec![Receiver { to: Beneficiary::Partner, partner: "P-1".to_owned() }],
        day,
        booked: day,
        currency: book.currency(),
        base: Exact::new(10_000 + (at * 7_919 % 50_000) as i128, 2),
        count: 1,
        measures: Vec::new(),
        event: EarnPoint::Ordered,
        trace: String::new(),
    })
}
