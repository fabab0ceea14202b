//! Niches that change between releases, returns, and amounts of any size.

use super::{Row, state};
use crate::insight::{
    Amounts, Cells, GatePolicy, InsightState, NicheTree, Release, ReleasedCell, Withheld,
    benchmark, publish,
};
use std::collections::BTreeMap;

fn cells(rows: &[Row<'_>]) -> Cells {
    let tree = NicheTree::new([("dentists", "care"), ("opticians", "care")]).unwrap();
    state(rows).cells(&tree, None, None).unwrap()
}

fn release(cells: &Cells) -> Release {
    publish(cells, &GatePolicy::default(), &[]).unwrap().release("first", cells)
}

const PARTNERS: [&str; 8] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"];

fn of_all<'a>(niche: &'a str, amount: i64) -> Vec<Row<'a>> {
    PARTNERS.map(|p| (p, "gloves", niche, amount)).to_vec()
}

fn shown(cells: &Cells, previous: &[Release]) -> Vec<String> {
    let publication = publish(cells, &GatePolicy::default(), previous).unwrap();
    let shown = publication.cells.iter().filter(|(_, withheld)| withheld.is_empty());
    shown.map(|((niche, _), _)| cells.niches[*niche as usize].clone()).collect()
}

/// Lines move to a niche that is named only now: who knows the whole then and now knows
/// what came, though each part changed by much.
#[test]
fn a_niche_that_is_named_later_does_not_hide_what_was_added() {
    let mut rows = of_all("care", 100);
    rows.extend(of_all("care", 50));
    let first = cells(&rows);
    assert_eq!(shown(&first, &[]), ["all", "care"]);
    let mut rows = of_all("care", 50);
    rows.extend(of_all("dentists", 100));
    let moved = cells(&rows);
    assert_eq!(shown(&moved, &[release(&first)]), ["all", "care", "dentists"], "nothing came");
    rows.push(("P1", "gloves", "care", 7));
    let found = shown(&cells(&rows), &[release(&first)]);
    assert_eq!(found, ["dentists"], "of `care` and `all` the change is what P1 sold");
}

#[test]
fn a_niche_with_another_name_does_not_hide_what_was_added() {
    let first = cells(&of_all("dentist", 100));
    assert_eq!(shown(&first, &[]), ["all", "dentist"]);
    let mut rows = of_all("dentists", 100);
    assert_eq!(shown(&cells(&rows), &[release(&first)]), ["all", "care", "dentists"]);
    rows.push(("P9", "gloves", "dentists", 7));
    assert_eq!(shown(&cells(&rows), &[release(&first)]), Vec::<String>::new());
}

#[test]
fn a_niche_of_partners_with_another_name_does_not_hide_who_joined() {
    let rows: Vec<Row<'_>> = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]
        .map(|p| (p, "gloves", "", 100))
        .to_vec();
    let own = |niche: &str, count: usize| -> BTreeMap<String, Vec<String>> {
        let names = rows.iter().take(count).map(|row| row.0.to_owned());
        let mut own: BTreeMap<String, Vec<String>> =
            names.map(|name| (name, vec![niche.to_owned()])).collect();
        // Niches that overlap: all but the last three lie in another one, too.
        for row in rows.iter().take(6) {
            own.entry(row.0.to_owned()).or_default().push("early".to_owned());
        }
        own
    };
    let cells = |own: &BTreeMap<String, Vec<String>>| {
        state(&rows).cells(&NicheTree::default(), Some(own), None).unwrap()
    };
    let policy = GatePolicy { partners_min: 3, ..GatePolicy::default() };
    let first = cells(&own("old", 8));
    assert!(!first.disjoint);
    let publication = publish(&first, &policy, &[]).unwrap();
    let mut kept = publication.release("first", &first);
    // Only `old` was shown, of eight.
    kept.cells.retain(|(niche, _), _| niche == "old");
    kept.cells.values_mut().for_each(|cell| cell.shown = true);
    let second = cells(&own("new", 9));
    let found = publish(&second, &policy, &[kept]).unwrap();
    let new = (second.niche("new").unwrap(), 0);
    assert!(!found.cells[&new].is_empty(), "`new` less `old` is what P9 sold");
}

#[test]
fn a_benchmark_is_not_told_beside_a_niche_that_is_no_longer_there() {
    let first = cells(&of_all("dentist", 2_000));
    let again = cells(&of_all("dentists", 2_000));
    let previous = [release(&first)];
    let policy = GatePolicy::default();
    let of = |cells: &Cells, previous: &[Release]| {
        let publication = publish(cells, &policy, previous).unwrap();
        benchmark(cells, &publication, &policy, previous, "all", "P1").unwrap()
    };
    assert!(of(&again, &[]).peers.is_some());
    let torn = of(&again, &previous);
    assert_eq!((torn.peers, torn.withheld), (None, vec![Withheld::GivesAway]));
    assert!(of(&first, &previous).peers.is_some());
}

/// With a tenth more masks P2 would reach the next step of the grid, though its whole is
/// far below it: what came back takes from the whole only.
#[test]
fn what_came_back_does_not_bring_an_amount_close_to_a_bound() {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for p in PARTNERS {
        rows.push((p, "gloves", "dentists", if p == "P2" { -20_000 } else { 1_000 }));
        rows.push((p, "masks", "dentists", if p == "P2" { 21_500 } else { 1_000 }));
        rows.push((p, "bags", "dentists", 7_000));
    }
    let cells = cells(&rows);
    let policy = GatePolicy {
        partners_min: 3,
        dominance: vec![],
        amounts: Amounts::Exact,
        ..GatePolicy::default()
    };
    let publication = publish(&cells, &policy, &[]).unwrap();
    assert!(publication.cells.values().all(Vec::is_empty));
    let found = benchmark(&cells, &publication, &policy, &[], "dentists", "P1").unwrap();
    let peers = found.peers.unwrap();
    // Peers have 9,000 and P2 8,500: two at 10,000 are two too few for the next step.
    assert_eq!(peers.upper_from_minor, 8_000);
    // With one peer at 10,000 one more would do, and P2 would be the one.
    rows.push(("P3", "bags", "dentists", 2_000));
    let cells = self::cells(&rows);
    let publication = publish(&cells, &policy, &[]).unwrap();
    let found = benchmark(&cells, &publication, &policy, &[], "dentists", "P1").unwrap();
    assert_eq!(found.peers.unwrap().upper_from_minor, 6_000, "21,500 of masks may be 23,650");
}

#[test]
fn a_tenth_of_any_size_is_no_panic() {
    let cells = cells(&of_all("dentists", 100));
    let policy = GatePolicy { p_percent: u32::MAX, ..GatePolicy::default() };
    let none = GatePolicy { p_percent: 0, ..GatePolicy::default() };
    let publication = publish(&cells, &none, &[]).unwrap();
    let found = benchmark(&cells, &publication, &policy, &[], "dentists", "P1").unwrap();
    assert_eq!(found.peers, None);
}

#[test]
fn releases_with_amounts_of_any_size_are_no_panic() {
    let own = BTreeMap::from([
        ("P1".to_owned(), vec!["dentists".to_owned(), "opticians".to_owned()]),
        ("P2".to_owned(), vec!["opticians".to_owned()]),
    ]);
    let rows = of_all("dentists", 100);
    let tree = NicheTree::new([("dentists", "care"), ("opticians", "care")]).unwrap();
    let both = [cells(&rows), state(&rows).cells(&tree, Some(&own), None).unwrap()];
    let policy = GatePolicy::default();
    for cells in both {
        let releases: Vec<Release> = [i128::MIN, i128::MAX, 1, i128::MIN]
            .into_iter()
            .map(|amount| {
                let amounts: BTreeMap<String, i128> =
                    ["P1", "P2", "gone"].map(|name| (name.to_owned(), amount)).into();
                let cell = |niche: &str| {
                    let cell = ReleasedCell { shown: true, amounts: amounts.clone() };
                    ((niche.to_owned(), "gloves".to_owned()), cell)
                };
                let cells = ["all", "care", "dentists", "opticians"].map(cell).into();
                Release { id: String::new(), cells }
            })
            .collect();
        let publication = publish(&cells, &policy, &releases).unwrap();
        for name in ["P1", "P8", "gone", "nobody"] {
            benchmark(&cells, &publication, &policy, &releases, "all", name).unwrap();
        }
    }
}

#[test]
fn bytes_with_more_than_so_many_lines_can_come_to_are_refused() {
    let bytes = state(&[("P1", "gloves", "dentists", 7)]).to_bytes();
    let amount = 7i128.to_le_bytes();
    let at = bytes.windows(16).position(|window| window == amount).unwrap();
    for amount in [i128::MAX, i128::MIN, i128::from(i64::MAX) * 2 + 3] {
        let mut changed = bytes.clone();
        changed[at..at + 16].copy_from_slice(&amount.to_le_bytes());
        assert!(InsightState::from_bytes(&changed).is_err(), "{amount} of one line");
    }
    let mut changed = bytes.clone();
    changed[at..at + 16].copy_from_slice(&i128::from(i64::MIN).to_le_bytes());
    assert!(InsightState::from_bytes(&changed).is_ok());
    let rows = at + 32;
    changed[rows..rows + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(InsightState::from_bytes(&changed).is_err(), "so many lines there are not");
}
