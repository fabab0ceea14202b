//! The numbers of the guide's page are those that come out.

use super::*;
use std::path::Path;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ledger.md");
    std::fs::read_to_string(path).expect("the page")
}

/// The cells of the table under a heading.
fn table(page: &str, first: &str) -> Vec<Vec<String>> {
    let rows = page.lines().skip_while(|line| !line.starts_with(first)).skip(2);
    let cells =
        |line: &str| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

fn money(minor: i64) -> String {
    Exact::new(i128::from(minor), 2).text(2)
}

#[test]
fn the_refunds_of_the_guide() {
    let page = page();
    let rows = table(&page, "| policy |");
    assert_eq!(rows.len(), 6);
    for row in rows {
        let book = book(&format!("{MONTH}, refund: {}", row[0]));
        let mut ledger = Ledger::new(&book);
        ledger.sell(&sale("O-1", "2026-03-02", "900"));
        ledger.sell(&sale("O-2", "2026-03-20", "600"));
        let (base, of) = row[1].split_once(" of ").expect("what was refunded");
        let entries = ledger.refund(&back("C-1", of, &row[2], base));
        let elsewhere: i64 = entries[1..].iter().map(|entry| entry.amount).sum();
        assert_eq!((money(entries[0].amount), money(elsewhere)), (row[3].clone(), row[4].clone()));
    }
}

#[test]
fn the_late_sale_of_the_guide() {
    let page = page();
    let rows = table(&page, "| booked |");
    let book = book(MONTH);
    let mut ledger = Ledger::new(&book);
    for row in rows.iter().filter(|row| row[3] != "0") {
        let booked = day(&row[0]);
        ledger.closed = Some(day("2026-04-01")).filter(|closed| booked >= *closed);
        ledger.sell(&Sale { booked, ..sale(&row[2], &row[1], &row[3]) });
    }
    assert_eq!(ledger.entries.len(), rows.len());
    for (entry, row) in ledger.entries.iter().zip(&rows) {
        let root = entry.reverses.as_ref().unwrap_or(&entry.key);
        let root = ledger.entries.iter().find(|other| other.key == *root).expect("linked");
        let told = [
            entry.booked.to_string(),
            entry.day.to_string(),
            root.source.to_string(),
            entry.base.text(0),
            entry.kind.name().to_owned(),
            money(entry.amount),
        ];
        assert_eq!(told.as_slice(), row.as_slice());
    }
}
