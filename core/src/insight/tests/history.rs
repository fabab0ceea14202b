//! Earlier releases in their order.

use super::{Row, state};
use crate::error::ErrorKind;
use crate::insight::{Cells, GatePolicy, NicheTree, Release, benchmark, publish};

const PARTNERS: [&str; 8] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"];

fn cells(rows: &[Row<'_>]) -> Cells {
    state(rows).cells(&NicheTree::default(), None, None).unwrap()
}

/// The second withholds the gloves, of which one partner sold more.
fn two() -> (Cells, Vec<Release>) {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for p in PARTNERS {
        rows.push((p, "gloves", "dentists", 3_000));
        rows.push((p, "masks", "dentists", 3_000));
    }
    let policy = GatePolicy::default();
    let mut previous: Vec<Release> = Vec::new();
    for (id, more) in [("march", None), ("april", Some(("P1", "gloves", "dentists", 70)))] {
        rows.extend(more);
        let cells = cells(&rows);
        let publication = publish(&cells, &policy, &previous).unwrap();
        previous.push(publication.release(id, &cells));
    }
    (cells(&rows), previous)
}

#[test]
fn a_benchmark_beside_releases_that_are_not_in_their_order_is_refused() {
    let (cells, mut previous) = two();
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &previous).unwrap();
    let of = |previous: &[Release]| {
        benchmark(&cells, &publication, &policy, previous, "all", "P2").map(|found| found.own_minor)
    };
    assert_eq!(of(&previous).unwrap(), 6_000);
    previous.reverse();
    let error = of(&previous).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(
        error.to_string(),
        "release `march` shows a cell of product `gloves` that release `april` before it \
         withheld: give `previous` from the first release to the last, each published beside \
         those before it"
    );
}

#[test]
fn a_release_that_is_given_twice_is_refused() {
    let (cells, previous) = two();
    let twice = [previous[0].clone(), previous[1].clone(), previous[0].clone()];
    let error = publish(&cells, &GatePolicy::default(), &twice).unwrap_err();
    assert_eq!(error.to_string(), "`previous` has release `march` twice");
}

#[test]
fn beside_amounts_out_of_range_no_benchmark_is_told() {
    let (cells, previous) = two();
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &[]).unwrap();
    let told = |previous: &[Release]| {
        benchmark(&cells, &publication, &policy, previous, "all", "P2").unwrap().peers.is_some()
    };
    for (amount, expected) in
        [(3_000, true), (1 << 60, false), (i128::MAX, false), (i128::MIN, false)]
    {
        let mut release = previous[0].clone();
        for cell in release.cells.values_mut() {
            cell.amounts.values_mut().for_each(|own| *own = amount);
        }
        assert_eq!(told(&[release]), expected, "{amount}");
    }
}
