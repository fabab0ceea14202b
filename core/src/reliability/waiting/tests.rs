#![allow(clippy::unwrap_used)]

use super::super::{Lateness, Receipt};
use super::*;
use proptest::prelude::*;

const TODAY: Day = Day(100);

/// Each supplier's receipts were so many days late, one each.
fn table(suppliers: &[Vec<i32>]) -> LatenessTable {
    let mut state = Lateness::default();
    for (at, late) in suppliers.iter().enumerate() {
        for days in late {
            let (supplier, expected) = (format!("S-{at}"), Day(50));
            let arrived = expected.plus(*days);
            state.update(&Receipt { supplier: &supplier, class: "", expected, arrived }).unwrap();
        }
    }
    state.finish().with_pool(0)
}

fn possible(table: &LatenessTable, at: usize, day: Day, quantity: i128) -> Possible {
    let chances = table.chances(Some(&format!("S-{at}")), day, TODAY);
    Possible { counted: day, quantity, chances }
}

#[test]
fn what_needs_nothing_is_there_at_once() {
    assert_eq!(met_by(&[], Day(7), 100), Some(Day(7)));
    assert_eq!(percent_by(&[], Day(7)), 100);
}

#[test]
fn what_never_comes_is_never_there() {
    let table = table(&[vec![0]]);
    let need = Need { units: 9, receipts: vec![possible(&table, 0, Day(105), 5)] };
    assert_eq!(met_by(std::slice::from_ref(&need), Day(105), 50), None);
    assert_eq!(percent_by(&[need], Day(105)), 0);
}

#[test]
fn a_receipt_of_which_nothing_is_known_is_taken_as_said() {
    let table = table(&[]);
    let own = possible(&table, 0, Day(105), 5);
    assert!(!own.chances.known());
    let need = [Need { units: 5, receipts: vec![own] }];
    assert_eq!(met_by(&need, Day(105), 100), Some(Day(105)));
    assert_eq!(percent_by(&need, Day(104)), 0, "and not before its day");
}

#[test]
fn a_surer_receipt_takes_the_place_of_one_that_is_late() {
    // The first is 0 or 30 days late, the second always on time, five days later.
    let table = table(&[vec![0, 30], vec![0]]);
    let receipts = vec![possible(&table, 0, Day(101), 5), possible(&table, 1, Day(106), 5)];
    let need = [Need { units: 5, receipts }];
    assert_eq!(percent_by(&need, Day(101)), 50);
    assert_eq!(met_by(&need, Day(101), 50), Some(Day(101)));
    assert_eq!(met_by(&need, Day(101), 95), Some(Day(106)));
}

fn lates() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(0..15i32, 4)
}

proptest! {
    #[test]
    fn one_receipt_is_there_when_its_quantile_says(
        late in prop::collection::vec(-3..20i32, 1..9), day in 101..110i32, percent in 1..=100u8,
    ) {
        let table = table(&[late]);
        let need = [Need { units: 5, receipts: vec![possible(&table, 0, Day(day), 5)] }];
        let sure = table.confidence(Some("S-0"), None, Day(day), Some(TODAY), &[percent]).unwrap();
        let date = sure.quantiles.first().map(|quantile| quantile.date);
        prop_assert_eq!(met_by(&need, Day(day), percent), date.or(Some(Day(day))));
    }

    #[test]
    fn the_percentage_holds_however_receipts_hang_together(
        lates in prop::collection::vec(lates(), 3),
        days in prop::collection::vec(101..110i32, 3),
        quantities in prop::collection::vec(1..6i128, 3),
        orders in prop::collection::vec(Just(vec![0usize, 1, 2, 3]).prop_shuffle(), 3),
        units in 1..12i128, percent in 1..=100u8,
    ) {
        let table = table(&lates);
        let receipts = (0..3).map(|at| possible(&table, at, Day(days[at]), quantities[at]));
        let need = [Need { units, receipts: receipts.collect() }];
        let from = Day(101);
        let Some(by) = met_by(&need, from, percent) else {
            prop_assert!(quantities.iter().sum::<i128>() < units);
            return Ok(());
        };
        // Four worlds, as likely as each other: in each a receipt is as late as one
        // of those before it was, in any combination.
        let come = |world: usize, by: Day| -> i128 {
            let there = (0..3).filter(|&at| days[at] + lates[at][orders[at][world]] <= by.0);
            there.map(|at| quantities[at]).sum()
        };
        let good = |by: Day| (0..4).filter(|&world| come(world, by) >= units).count() as u64;
        prop_assert!(good(by) * 100 >= u64::from(percent) * 4);
        prop_assert!(good(by) * 100 >= u64::from(percent_by(&need, by)) * 4);
        prop_assert!(by == from || percent_by(&need, from) < percent);
        prop_assert!(met_by(&need, from, percent.saturating_sub(20).max(1)) <= Some(by));
    }
}
