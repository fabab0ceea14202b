#![allow(clippy::unwrap_used)]

use super::*;
use crate::calendar::Day;
use num_rational::BigRational;
use proptest::prelude::*;

type Row = (&'static str, &'static str, i32);

fn lateness(rows: &[Row]) -> Lateness {
    let mut state = Lateness::default();
    for &(supplier, class, days) in rows {
        let expected = Day(20_000);
        let arrived = expected.plus(days);
        state.update(&Receipt { supplier, class, expected, arrived }).unwrap();
    }
    state
}

fn days(table: &LatenessTable, supplier: &str, today: Option<i32>, percent: u8) -> Option<i32> {
    let (expected, today) = (Day(20_000), today.map(|late| Day(20_000 + late)));
    let sure = table.confidence(Some(supplier), None, expected, today, &[percent]).unwrap();
    let quantile = sure.quantiles.first()?;
    assert_eq!(quantile.date, expected.plus(quantile.days));
    Some(quantile.days)
}

#[test]
fn a_quantile_is_the_least_day_that_reaches_the_percentage() {
    // One receipt each of 0 to 9 days late.
    let rows: Vec<Row> = (0..10).map(|days| ("S", "", days)).collect();
    let table = lateness(&rows).finish();
    for (percent, expected) in
        [(1, 0), (10, 0), (11, 1), (50, 4), (51, 5), (80, 7), (95, 9), (100, 9)]
    {
        assert_eq!(days(&table, "S", None, percent), Some(expected), "{percent}");
    }
}

#[test]
fn early_counts_as_on_time() {
    let table = lateness(&[("S", "", -9), ("S", "", -3), ("S", "", 2)]).finish();
    assert_eq!([50, 66, 67].map(|p| days(&table, "S", None, p)), [Some(0), Some(0), Some(2)]);
}

#[test]
fn few_receipts_are_drawn_to_the_class_and_many_are_not() {
    let others: Vec<Row> =
        (0..90).map(|_| ("other", "sea", 0)).chain((0..10).map(|_| ("other", "sea", 30))).collect();
    let with = |own: usize| {
        let own = (0..own).map(|_| ("S", "sea", 30));
        lateness(&others.iter().copied().chain(own).collect::<Vec<_>>()).finish()
    };
    // Of itself always 30 days late: one receipt in eleven leaves the class in front.
    assert_eq!(days(&with(0), "S", None, 80), Some(0));
    assert_eq!(days(&with(1), "S", None, 80), Some(0));
    assert_eq!(days(&with(20), "S", None, 80), Some(30));
    // Without a pool one receipt is all that counts.
    assert_eq!(days(&with(1).with_pool(0), "S", None, 80), Some(30));
    let unknown = with(1).confidence(Some("new"), Some("sea"), Day(0), None, &[80]).unwrap();
    assert_eq!(
        (unknown.observations, unknown.class_observations, unknown.all_observations),
        (0, 101, 101)
    );
}

#[test]
fn a_class_of_its_own_differs_from_all() {
    let rows: Vec<Row> =
        (0..50).map(|_| ("A", "sea", 20)).chain((0..50).map(|_| ("B", "road", 0))).collect();
    let table = lateness(&rows).finish();
    let ask = |class: Option<&str>| {
        let sure = table.confidence(Some("new"), class, Day(0), None, &[60]).unwrap();
        (sure.class_observations, sure.quantiles[0].days)
    };
    assert_eq!(
        [ask(Some("sea")), ask(Some("road")), ask(None), ask(Some("air"))],
        [(50, 20), (50, 0), (0, 20), (0, 20)]
    );
}

#[test]
fn what_has_not_come_yet_can_only_come_later() {
    let rows: Vec<Row> =
        (0..8).map(|_| ("S", "", 0)).chain([("S", "", 5), ("S", "", 10)]).collect();
    let table = lateness(&rows).finish();
    assert_eq!(days(&table, "S", None, 80), Some(0));
    // Expected four days ago and not there: five or ten days late, each once.
    assert_eq!([50, 51].map(|p| days(&table, "S", Some(4), p)), [Some(5), Some(10)]);
    assert_eq!(days(&table, "S", Some(10), 50), Some(10));
    assert_eq!(days(&table, "S", Some(11), 50), None);
    assert_eq!(days(&Lateness::default().finish(), "S", None, 50), None);
}

#[test]
fn receipts_are_shifted_by_their_suppliers_quantile() {
    let rows: Vec<Row> =
        (0..100).map(|_| ("slow", "", 9)).chain((0..100).map(|_| ("swift", "", 0))).collect();
    let table = lateness(&rows).finish().with_pool(0);
    let receipts = [(Some("slow"), Day(10)), (Some("swift"), Day(10)), (None, Day(10))];
    assert_eq!(table.shifted(receipts, None, 80).unwrap(), [Day(19), Day(10), Day(19)]);
    assert_eq!(table.shifted(receipts, None, 50).unwrap(), [Day(19), Day(10), Day(10)]);
    assert!(
        table.shifted(receipts, None, 0).is_err() && table.shifted(receipts, None, 101).is_err()
    );
    let none = Lateness::default().finish();
    assert_eq!(none.shifted(receipts, None, 80).unwrap(), [Day(10); 3]);
}

#[test]
fn what_leaves_the_range_changes_nothing() {
    let mut state = lateness(&[("S", "", 1)]);
    let before = state.clone();
    for (expected, arrived) in [(0, 3_651), (3_651, 0), (i32::MIN, i32::MAX)] {
        let receipt =
            Receipt { supplier: "S", class: "", expected: Day(expected), arrived: Day(arrived) };
        assert!(state.update(&receipt).is_err());
    }
    let full = br#"{"receipts":1,"counts":[["S","",0,1000000000]]}"#;
    let full = Lateness::from_bytes(full).unwrap();
    assert!(state.merge(&full).is_err() && full.clone().merge(&before).is_err());
    assert_eq!(state, before);
    let row = KeptRow {
        partner: "P",
        product: "G",
        supplier: "",
        promised: Day(0),
        quantity: 1,
        delivered: None,
        delivered_quantity: 0,
    };
    let mut kept = Kept::default();
    kept.update(&row).unwrap();
    let before = kept.clone();
    for row in [
        KeptRow { quantity: 0, ..row },
        KeptRow { quantity: 1_000_000_001, ..row },
        KeptRow { delivered_quantity: -1, ..row },
    ] {
        assert!(kept.update(&row).is_err());
    }
    let full = br#"{"promises":1,"counts":[["P","G","",1000000000,0,0,0,1000000000,0]]}"#;
    assert!(kept.merge(&Kept::from_bytes(full).unwrap()).is_err());
    assert_eq!(kept, before);
}

#[test]
fn the_largest_counts_do_not_overflow() {
    let full = br#"{"receipts":1,"counts":[["A","c",-1,1],["S","c",0,999999998],["S","c",7,1]]}"#;
    let table = Lateness::from_bytes(full).unwrap().finish().with_pool(u16::MAX);
    assert_eq!(days(&table, "S", None, 99), Some(0));
    assert_eq!(days(&table, "S", None, 100), Some(7));
}

#[test]
fn on_time_in_full_and_both() {
    let row = KeptRow {
        partner: "P",
        product: "G",
        supplier: "S",
        promised: Day(10),
        quantity: 6,
        delivered: Some(Day(10)),
        delivered_quantity: 6,
    };
    for (row, expected) in [
        (row, (1, 1, 1, 6)),
        (KeptRow { delivered: Some(Day(9)), ..row }, (1, 1, 1, 6)),
        (KeptRow { delivered: Some(Day(11)), ..row }, (0, 1, 0, 0)),
        (KeptRow { delivered_quantity: 5, ..row }, (1, 0, 0, 5)),
        (KeptRow { delivered_quantity: 7, ..row }, (1, 1, 1, 6)),
        (KeptRow { delivered_quantity: 0, ..row }, (0, 0, 0, 0)),
        (KeptRow { delivered: None, ..row }, (0, 0, 0, 0)),
    ] {
        let mut kept = Kept::default();
        kept.update(&row).unwrap();
        let (_, all) = kept.finish(KeptBy::Supplier);
        assert_eq!((all.on_time, all.in_full, all.kept, all.units_on_time), expected, "{row:?}");
        assert_eq!((all.promises, all.units), (1, 6));
    }
}

#[test]
fn the_interval_is_the_published_one() {
    // R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
    for (kept, promises, low, high) in [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ] {
        let (from, to) = KeptRate { promises, kept, ..KeptRate::default() }.interval();
        assert_eq!((format!("{from:.4}"), format!("{to:.4}")), (low.into(), high.into()));
    }
    let all = KeptRate { promises: 20, kept: 20, ..KeptRate::default() };
    assert_eq!(format!("{:.4}", all.interval().0), "0.8389");
    assert_eq!(all.interval().1, 1.0);
    assert_eq!((KeptRate::default().rate(), KeptRate::default().interval()), (None, (0.0, 1.0)));
}

#[test]
fn rates_are_grouped_by_name() {
    let mut kept = Kept::default();
    for (partner, product, supplier, late) in
        [("P-2", "G", "S", 0), ("P-1", "G", "", 1), ("P-2", "M", "S", 1)]
    {
        let delivered = Some(Day(late));
        kept.update(&KeptRow {
            partner,
            product,
            supplier,
            promised: Day(0),
            quantity: 1,
            delivered,
            delivered_quantity: 1,
        })
        .unwrap();
    }
    let told = |by| {
        let (groups, all) = kept.finish(by);
        assert_eq!((all.promises, all.kept), (3, 1));
        groups
            .into_iter()
            .map(|(name, rate)| format!("{name}:{}/{}", rate.kept, rate.promises))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(KeptBy::ALL.map(told), ["P-1:0/1 P-2:1/2", "G:1/2 M:0/1", ":0/1 S:1/2"]);
}

#[test]
fn bytes_that_are_no_state_are_refused() {
    for text in [
        "",
        "{}",
        "[]",
        "\u{0}",
        r#"{"receipts":2,"counts":[]}"#,
        r#"{"receipts":1}"#,
        r#"{"receipts":1,"counts":[],"more":1}"#,
        r#"{"receipts":1,"counts":[["S","",0]]}"#,
        r#"{"receipts":1,"counts":[["S","",0,0]]}"#,
        r#"{"receipts":1,"counts":[["S","",0,-1]]}"#,
        r#"{"receipts":1,"counts":[["S","",3651,1]]}"#,
        r#"{"receipts":1,"counts":[["S","",0,1000000001]]}"#,
        r#"{"receipts":1,"counts":[[1,"",0,1]]}"#,
    ] {
        assert!(Lateness::from_bytes(text.as_bytes()).is_err(), "{text}");
    }
    for text in [
        r#"{"promises":1,"counts":[["P","G","S",0,0,0,0,0,0]]}"#,
        r#"{"promises":1,"counts":[["P","G","S",1,2,0,0,1,0]]}"#,
        r#"{"promises":1,"counts":[["P","G","S",1,1,0,1,1,0]]}"#,
        r#"{"promises":1,"counts":[["P","G","S",2,1,1,0,1,0]]}"#,
        r#"{"promises":1,"counts":[["P","G","S",1,1,1,0,1,0]]}"#,
        r#"{"promises":1,"counts":[["P","G","S",1,1,1,1,1,2]]}"#,
        r#"{"receipts":1,"counts":[]}"#,
    ] {
        assert!(Kept::from_bytes(text.as_bytes()).is_err(), "{text}");
    }
    assert!(Lateness::from_bytes(&[0xff]).is_err());
    let unsorted = br#"{"receipts":1,"counts":[["b","",0,1],["a","",2,1],["b","",0,1]]}"#;
    let sorted = br#"{"receipts":1,"counts":[["a","",2,1],["b","",0,2]]}"#;
    assert_eq!(Lateness::from_bytes(unsorted).unwrap().to_bytes(), sorted);
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let supplier = prop::sample::select(vec!["a", "b", "c", "d"]);
    let class = prop::sample::select(vec!["", "x", "y"]);
    prop::collection::vec((supplier, class, -3..12i32), 0..40)
}

/// F of the guide, as it is written there.
fn slow_share(
    rows: &[Row],
    supplier: &str,
    class: &str,
    pool: i64,
    days: i32,
) -> Option<BigRational> {
    let number = |n: i64| BigRational::from_integer(n.into());
    let count =
        |keep: &dyn Fn(&Row) -> bool| number(rows.iter().filter(|row| keep(row)).count() as i64);
    let all = count(&|_| true);
    if all == number(0) {
        return None;
    }
    let of_all = count(&|row| row.2 <= days) / all;
    let drawn = |n: BigRational, at: BigRational, to: BigRational| match n == number(0) && pool == 0
    {
        true => to,
        false => (at + number(pool) * to) / (n + number(pool)),
    };
    let of_class = match class {
        "" => of_all,
        class => drawn(
            count(&|row| row.1 == class),
            count(&|row| row.1 == class && row.2 <= days),
            of_all,
        ),
    };
    let own = |row: &Row| row.0 == supplier;
    Some(drawn(count(&own), count(&|row| own(row) && row.2 <= days), of_class))
}

proptest! {
    #[test]
    fn quantiles_are_those_of_the_formula(
        rows in any_rows(), pool in 0..30u16, percent in 1..=100u8,
        supplier in prop::sample::select(vec!["a", "b", "z"]),
        class in prop::sample::select(vec!["x", "y"]),
        late in prop::option::of(-5..14i32),
    ) {
        let table = lateness(&rows).finish().with_pool(pool);
        let today = late.map(Day);
        let sure = table.confidence(Some(supplier), Some(class), Day(0), today, &[percent]).unwrap();
        let found = sure.quantiles.first().map(|quantile| quantile.days);
        let share = |days: i32| slow_share(&rows, supplier, class, i64::from(pool), days);
        let slow = share(100).and_then(|whole| {
            let from = late.unwrap_or(-100);
            let before = share(from - 1)?;
            let rest = whole - before.clone();
            let zero = BigRational::from_integer(0.into());
            let aim = rest.clone() * BigRational::new(percent.into(), 100.into());
            (from..100).find(|days| {
                let sum = share(*days).map(|share| share - before.clone());
                rest > zero && sum.is_some_and(|sum| sum >= aim)
            })
        });
        prop_assert_eq!(found, slow.map(|days| days.max(0)));
    }

    #[test]
    fn any_split_of_the_receipts_gives_the_same_bytes(rows in any_rows(), at in 0..40usize, turn in any::<bool>()) {
        let at = at.min(rows.len());
        let (one, other) = (lateness(&rows[..at]), lateness(&rows[at..]));
        let (mut first, second) = if turn { (other, one) } else { (one, other) };
        first.merge(&second).unwrap();
        let whole = lateness(&rows);
        prop_assert_eq!(first.to_bytes(), whole.to_bytes());
        prop_assert_eq!(Lateness::from_bytes(&whole.to_bytes()).unwrap(), whole);
    }

    #[test]
    fn any_split_of_the_promises_gives_the_same_bytes(
        rows in prop::collection::vec((0..3usize, 0..3usize, 0..3usize, 0..6i32, 1..9i64, 0..9i64), 0..40),
        at in 0..40usize,
    ) {
        const NAMES: [&str; 3] = ["", "a", "b\"é"];
        let count = |rows: &[(usize, usize, usize, i32, i64, i64)]| {
            let mut kept = Kept::default();
            for &(partner, product, supplier, late, quantity, delivered_quantity) in rows {
                let (partner, product, supplier) = (NAMES[partner], NAMES[product], NAMES[supplier]);
                let delivered = (late < 5).then_some(Day(late));
                kept.update(&KeptRow { partner, product, supplier, promised: Day(2), quantity, delivered, delivered_quantity }).unwrap();
            }
            kept
        };
        let at = at.min(rows.len());
        let mut merged = count(&rows[at..]);
        merged.merge(&count(&rows[..at])).unwrap();
        let whole = count(&rows);
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
        prop_assert_eq!(Kept::from_bytes(&whole.to_bytes()).unwrap(), whole);
        for by in KeptBy::ALL {
            let (groups, all) = merged.finish(by);
            prop_assert_eq!(groups.iter().map(|(_, rate)| rate.promises).sum::<u64>(), all.promises);
            let (low, high) = all.interval();
            prop_assert!(low <= all.rate().unwrap_or(0.0) && all.rate().unwrap_or(1.0) <= high);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Lateness::from_bytes(&bytes);
        let _ = Kept::from_bytes(&bytes);
    }
}
