//! The state: the same for any split and order of the lines.

use crate::error::ErrorKind;
use crate::insight::{InsightState, NicheTree, SalesLines};
use crate::sales::{Keys, LeftOut, MISSING_NUMBER};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Row = (Option<String>, Option<String>, Option<String>, String, String, i64);

fn state(rows: &[Row]) -> InsightState {
    let texts = |of: fn(&Row) -> Option<&str>| Keys::from_texts(rows.iter().map(of));
    let amount: Vec<i64> = rows.iter().map(|row| row.5).collect();
    let quantity: Vec<i64> = amount.iter().map(|a| a % 7).collect();
    let lines = SalesLines {
        partner: &texts(|r| r.0.as_deref()),
        product: &texts(|r| r.1.as_deref()),
        amount_minor: &amount,
        quantity: Some(&quantity),
        niche: Some(&texts(|r| r.2.as_deref())),
        period: Some(&texts(|r| Some(&r.3))),
        order: Some(&texts(|r| Some(&r.4))),
        left_out: None,
    };
    let mut state = InsightState::new();
    state.update(&lines).unwrap();
    state
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let name = |letter: &'static str, n: u32| (0..n).prop_map(move |k| format!("{letter}{k}"));
    let row = (
        proptest::option::weighted(0.95, name("P", 8)),
        proptest::option::weighted(0.95, name("x", 5)),
        proptest::option::weighted(0.8, name("n", 4)),
        name("2026-0", 3),
        name("O", 12),
        prop_oneof![9 => -5_000i64..50_000, 1 => Just(MISSING_NUMBER)],
    );
    proptest::collection::vec(row, 0..60)
}

fn tree() -> NicheTree {
    NicheTree::new([("n0", "m"), ("n1", "m")]).unwrap()
}

proptest! {
    #[test]
    fn any_split_and_order_gives_the_same_bytes(
        rows in rows(),
        cuts in proptest::collection::vec(0usize..4, 60),
        order in Just(()).prop_perturb(|(), mut rng| rng.random_range(0..24usize)),
    ) {
        let whole = state(&rows);
        let mut parts: Vec<Vec<Row>> = vec![Vec::new(); 4];
        for (row, part) in rows.iter().zip(&cuts) {
            parts[*part].push(row.clone());
        }
        let shift = order % 4;
        parts.rotate_left(shift);
        parts.iter_mut().for_each(|part| part.reverse());
        let mut merged = state(&parts[0]);
        for part in &parts[1..3] {
            let read = InsightState::from_bytes(&state(part).to_bytes()).unwrap();
            merged.merge(&read).unwrap();
        }
        let mut last = state(&parts[3]);
        last.merge(&merged).unwrap();
        prop_assert_eq!(last.to_bytes(), whole.to_bytes());
        prop_assert_eq!(last.left_out(), whole.left_out());
        let by_reason = |state: &InsightState| state.left_out_by_reason().collect::<Vec<_>>();
        prop_assert_eq!(by_reason(&last), by_reason(&whole));
        let cells = |state: &InsightState| state.cells(&tree(), None, None).unwrap();
        prop_assert_eq!(cells(&last), cells(&whole));
        let members = BTreeMap::from([
            ("P0".to_owned(), vec!["n0".to_owned(), "n2".to_owned()]),
            ("P1".to_owned(), vec!["n1".to_owned()]),
        ]);
        let cells = |state: &InsightState| {
            state.cells(&tree(), Some(&members), Some(&["2026-01"])).unwrap()
        };
        prop_assert_eq!(cells(&last), cells(&whole));
    }

    #[test]
    fn foreign_bytes_are_an_error_and_never_a_panic(
        rows in rows(),
        at in 0usize..400,
        value in any::<u8>(),
        noise in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let bytes = state(&rows).to_bytes();
        prop_assert!(InsightState::from_bytes(&noise).is_err());
        prop_assert!(InsightState::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        let mut changed = bytes.clone();
        if at < changed.len() && changed[at] != value {
            changed[at] = value;
            if let Ok(read) = InsightState::from_bytes(&changed) {
                let _ = read.cells(&tree(), None, None);
            }
        }
        let mut longer = bytes;
        longer.push(0);
        prop_assert!(InsightState::from_bytes(&longer).is_err());
    }
}

#[test]
fn another_version_is_named() {
    // 1 knew how many lines were left out and not why.
    for version in [1, 9] {
        let mut bytes = state(&[]).to_bytes();
        bytes[4] = version;
        let fault = InsightState::from_bytes(&bytes).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Input);
        assert_eq!(fault.to_string(), format!("the state has version {version}; expected 2"));
    }
}

#[test]
fn lines_left_out_are_told_by_their_first_reason_with_what_they_amount_to() {
    let text = |name: &str| Some(name.to_owned());
    let row = |partner, product, amount| {
        (partner, product, None, "2026-01".to_owned(), "O".to_owned(), amount)
    };
    let rows = [
        row(text("P"), text("x"), 7),
        row(None, None, 11),
        row(text("P"), None, 13),
        row(text("P"), text("x"), -17),
        row(None, text("x"), MISSING_NUMBER),
        row(text(""), text("x"), 19),
    ];
    let amount: Vec<i64> = rows.iter().map(|row: &Row| row.5).collect();
    let mut state = InsightState::new();
    let said = [None, None, None, Some(LeftOut::Return), None, None];
    let lines = SalesLines {
        partner: &Keys::from_texts(rows.iter().map(|row| row.0.as_deref())),
        product: &Keys::from_texts(rows.iter().map(|row| row.1.as_deref())),
        amount_minor: &amount,
        quantity: None,
        niche: None,
        period: None,
        order: None,
        left_out: Some(&said),
    };
    state.update(&lines).unwrap();
    let told = |state: &InsightState| -> Vec<(&str, u64, i128)> {
        let rows = state.left_out_by_reason().filter(|row| row.rows > 0);
        rows.map(|row| (row.reason.name(), row.rows, row.amount_minor)).collect()
    };
    let expected =
        [("no_amount", 1, 0), ("return", 1, -17), ("no_partner", 2, 30), ("no_product", 1, 13)];
    assert_eq!((told(&state), state.left_out()), (expected.to_vec(), 5));
    let mut twice = InsightState::from_bytes(&state.to_bytes()).unwrap();
    twice.merge(&state).unwrap();
    assert_eq!(told(&twice)[1], ("return", 2, -34));
}

#[test]
fn amounts_that_so_many_lines_left_out_cannot_come_to_are_refused() {
    let bytes = state(&[]).to_bytes();
    // After magic, version and flag: the lines and the amount of the first reason.
    let mut changed = bytes.clone();
    changed[14] = 1;
    assert!(InsightState::from_bytes(&changed).is_err(), "an amount of no line");
    changed[6] = 1;
    assert!(InsightState::from_bytes(&changed).is_ok());
}

#[test]
fn sums_lie_in_the_cell_of_every_niche_above() {
    let row = |p: &str, n: &str, o: &str, amount| {
        let text = |t: &str| Some(t.to_owned());
        (text(p), text("x0"), text(n), "2026-01".to_owned(), o.to_owned(), amount)
    };
    let state = state(&[
        row("P0", "n0", "O1", 10),
        row("P0", "n0", "O1", 5),
        row("P0", "n1", "O2", 7),
        row("P1", "n2", "O3", -3),
    ]);
    let cells = state.cells(&tree(), None, None).unwrap();
    assert_eq!(cells.niches, ["all", "m", "n0", "n1", "n2"]);
    let at = |niche: &str, partner: &str| {
        let cell = cells.cell(cells.niche(niche).unwrap(), 0);
        let id = cells.partner(partner);
        cell.iter().find(|(p, _)| Some(*p) == id).map(|(_, s)| (s.amount_minor, s.orders, s.rows))
    };
    assert_eq!(at("n0", "P0"), Some((15, 1, 2)));
    assert_eq!(at("m", "P0"), Some((22, 2, 3)));
    assert_eq!((at("all", "P0"), at("all", "P1")), (Some((22, 2, 3)), Some((-3, 1, 1))));
    assert_eq!(at("n0", "P1"), None);
    assert!(cells.disjoint);
}

#[test]
fn a_partner_in_two_niches_counts_once_above_them() {
    let row = |p: &str| {
        let text = |t: &str| Some(t.to_owned());
        (text(p), text("x0"), None, "2026-01".to_owned(), "O1".to_owned(), 10)
    };
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let members = BTreeMap::from([
        ("P0".to_owned(), names(&["n0", "n1"])),
        ("P1".to_owned(), names(&["n1"])),
    ]);
    let state = state(&[row("P0"), row("P1"), row("P2")]);
    let cells = state.cells(&tree(), Some(&members), None).unwrap();
    let sum = |niche: &str| {
        let cell = cells.cell(cells.niche(niche).unwrap(), 0);
        cell.iter().map(|(_, sums)| sums.amount_minor).sum::<i128>()
    };
    assert_eq!((sum("n0"), sum("n1"), sum("m"), sum("all")), (10, 20, 20, 30));
    assert!(!cells.disjoint);
}
