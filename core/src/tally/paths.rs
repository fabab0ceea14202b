//! Every way that rows can be read gives the same sums: whole columns at a time or
//! row by row, tables or hashes, 64 bits or more.

use super::tests::{Row, readings, row, summed, tally, with_sales};
use super::*;
use crate::calendar::Day;
use crate::sales::{LeftOut, MISSING_KEY, MISSING_NUMBER};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of orders, enough for many chunks and several blocks, the same each time.
fn many(count: u64) -> Vec<Row> {
    let mut state = 7u64;
    let mut next = move |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut order = (0, 0, 0);
    (0..count)
        .map(|at| {
            if next(8) == 0 {
                order = (at as i64, next(300), next(700) as i32 - 100);
            }
            let (number, partner, day) = order;
            let niche = ["x", "y", "z"][((partner + u64::from(next(50) == 0)) % 3) as usize];
            let amount = next(90_000) as i64 - 500;
            let product = format!("g{}", next(5_000));
            let quantity = next(20) as i64;
            Row {
                order: number,
                day,
                quantity,
                ..row(&format!("p{partner}"), niche, &product, amount)
            }
        })
        .collect()
}

fn months_agree(got: &Tally, rows: &[Row]) {
    let used: Vec<&Row> = rows.iter().filter(|r| r.amount != MISSING_NUMBER).collect();
    let month = |day: i32| Period::Month.first_day(Day(day));
    let expected = summed(&used, |r| (month(r.day), r.niche.clone(), r.partner.clone()));
    let cells = got.cells(Period::Month).unwrap();
    let name = |names: &[&str], place: u32| names.get(place as usize).map(|n| (*n).to_owned());
    let found: BTreeMap<_, Sums> = cells
        .cells
        .iter()
        .map(|cell| {
            let first = cells.periods.rows[cell.period as usize].first;
            let niche = name(&cells.niches, cell.niche);
            ((first, niche, name(&cells.partners, cell.partner)), cell.sums)
        })
        .collect();
    assert_eq!(found, expected);
    let amounts = got.amounts(Period::Month, true, 2).unwrap();
    let lean: Vec<_> = amounts
        .piles
        .iter()
        .flat_map(|pile| pile.own.iter().map(|(who, sum)| (pile.period, pile.niche, who, sum)))
        .collect();
    let full: Vec<_> =
        cells.cells.iter().map(|c| (c.period, c.niche, c.partner, c.sums.amount)).collect();
    assert_eq!(lean, full);
    let cells = got.product_cells(2).unwrap();
    let expected = summed(&used, |r| (r.niche.clone(), r.product.clone()));
    assert_eq!(cells.cells.len(), expected.len());
    let mut buyers = BTreeMap::<_, BTreeMap<_, i128>>::new();
    for row in &used {
        let own = buyers.entry((row.niche.clone(), row.product.clone())).or_default();
        *own.entry(row.partner.clone()).or_default() += i128::from(row.amount);
    }
    for cell in &cells.cells {
        let key = (name(&cells.niches, cell.niche), name(&cells.products, cell.product));
        assert_eq!(cell.sums, expected[&key]);
        let amounts = &buyers[&key];
        assert_eq!(cell.partners, amounts.len() as u64);
        let mut largest: Vec<i128> = amounts.values().map(|sum| (*sum).max(0)).collect();
        largest.sort_by_key(|sum| std::cmp::Reverse(*sum));
        largest.resize(largest.len().max(2), 0);
        assert_eq!(cell.largest[..], largest[..2]);
    }
    let niches = got.niche_sums(2).unwrap();
    let expected = summed(&used, |r| r.niche.clone().unwrap());
    assert_eq!(niches, expected.iter().map(|(n, s)| (n.as_str(), *s)).collect::<Vec<_>>());
    let products = got.product_sums().unwrap();
    let expected = summed(&used, |r| r.product.clone().unwrap());
    assert_eq!(products, expected.iter().map(|(n, s)| (n.as_str(), *s)).collect::<Vec<_>>());
}

#[test]
fn many_rows_without_a_gap_give_what_a_plain_sum_gives() {
    let rows = many(70_000);
    let got = tally(&rows, &TallyOptions::default());
    months_agree(&got, &rows);
    assert!(got.left_out().iter().all(|sums| sums.rows == 0));
}

#[test]
fn rows_that_are_left_out_end_no_sum_too_early() {
    let mut rows = many(20_000);
    for at in (0..rows.len()).step_by(97).chain([4_095, 4_096, 8_191, 19_999]) {
        rows[at].amount = MISSING_NUMBER;
    }
    let got = tally(&rows, &TallyOptions::default());
    months_agree(&got, &rows);
    let out: u64 = got.left_out().iter().map(|sums| sums.rows).sum();
    let places: BTreeSet<usize> =
        (0..rows.len()).filter(|at| rows[*at].amount == MISSING_NUMBER).collect();
    assert_eq!(out, places.len() as u64);
}

#[test]
fn orders_without_a_partner_are_left_out_row_by_row_and_together_alike() {
    let mut rows = many(20_000);
    for row in rows.iter_mut().filter(|row| row.order % 5 == 0) {
        row.partner = None;
    }
    for amounts_missing in [false, true] {
        // A missing amount in each chunk has all its rows looked at one by one.
        if amounts_missing {
            (0..rows.len()).step_by(4_000).for_each(|at| rows[at].amount = MISSING_NUMBER);
        }
        let got = tally(&rows, &TallyOptions::default());
        let known = |row: &&Row| row.partner.is_some();
        months_agree(&got, &rows.iter().filter(known).cloned().collect::<Vec<_>>());
        let mut expected = [Sums::default(); LeftOut::ALL.len()];
        for row in rows.iter().filter(|row| row.amount == MISSING_NUMBER) {
            expected[LeftOut::NoAmount as usize].take(0, row.quantity);
        }
        let unknown = |row: &&Row| !known(row) && row.amount != MISSING_NUMBER;
        for row in rows.iter().filter(unknown) {
            expected[LeftOut::NoPartner as usize].take(row.amount, row.quantity);
        }
        assert!(expected[LeftOut::NoPartner as usize].return_rows > 0);
        assert_eq!(*got.left_out(), expected);
    }
}

#[test]
fn many_rows_in_another_order_and_on_more_threads_give_the_same_bits() {
    let rows = many(70_000);
    let whole = tally(&rows, &TallyOptions::default());
    // Each row is a streak by itself, more than are sorted at once.
    let turned: Vec<Row> =
        (0..rows.len()).map(|at| rows[at * 7_919 % rows.len()].clone()).collect();
    let mut other = Tally::new(&TallyOptions::default()).unwrap();
    with_sales(&turned, false, |sales| {
        other.update_with(sales, Work { threads: 3, watch: None }).unwrap();
    });
    assert_eq!(readings(&other, 2), readings(&whole, 1));
    let read_back = Tally::from_bytes(&whole.to_bytes().unwrap()).unwrap();
    assert_eq!(readings(&read_back, 1), readings(&whole, 3));
}

#[test]
fn sums_beyond_64_bits_are_exact() {
    let large = |product: &str, amount: i64| row("a", "x", product, amount);
    let rows = [
        large("p", i64::MAX),
        large("q", 5),
        large("p", i64::MAX),
        large("p", -3),
        large("r", i64::MIN + 1),
        large("r", i64::MIN + 1),
        Row { quantity: i64::MAX, ..large("s", 1) },
        Row { quantity: i64::MAX, ..large("s", 1) },
    ];
    let got = tally(&rows, &TallyOptions::default());
    months_agree(&got, &rows);
    let cells = got.product_cells(1).unwrap();
    let max = i128::from(i64::MAX);
    let amounts: Vec<i128> = cells.cells.iter().map(|cell| cell.sums.amount).collect();
    assert_eq!(amounts, [2 * max - 3, 5, -2 * max, 2]);
    assert_eq!(cells.cells[0].largest, [2 * max - 3, 0]);
    assert_eq!(cells.cells[3].sums.quantity, 2 * max);
    let read_back = Tally::from_bytes(&got.to_bytes().unwrap()).unwrap();
    assert_eq!(readings(&read_back, 1), readings(&got, 1));
    assert!(cells.cells.iter().all(|cell| cell.niche != MISSING_KEY));
}

#[test]
fn a_state_that_takes_another_over_is_that_of_a_merge() {
    let rows = many(500);
    let options = TallyOptions::default();
    let parts: Vec<Tally> = rows.chunks(200).map(|rows| tally(rows, &options)).collect();
    let (mut merged, mut absorbed) = (Tally::new(&options).unwrap(), Tally::new(&options).unwrap());
    for part in parts {
        merged.merge(&part).unwrap();
        absorbed.absorb(part).unwrap();
    }
    assert_eq!(readings(&absorbed, 1), readings(&merged, 1));
    let without = Tally::new(&TallyOptions { orders: false, ..options }).unwrap();
    assert!(absorbed.absorb(without).is_err());
}
