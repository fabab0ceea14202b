use super::*;
use crate::calendar::Day;
use crate::error::ErrorKind;
use crate::money::Currency;
use crate::sales::{
    Days, Keys, LeftOut, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Orders, Returns, Sales,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) partner: Option<String>,
    pub(super) niche: Option<String>,
    pub(super) product: Option<String>,
    pub(super) order: i64,
    pub(super) day: i32,
    pub(super) quantity: i64,
    pub(super) amount: i64,
}

pub(super) fn row(partner: &str, niche: &str, product: &str, amount: i64) -> Row {
    let text = |text: &str| Some(text.to_owned());
    let (partner, niche, product) = (text(partner), text(niche), text(product));
    Row { partner, niche, product, order: 1, day: 0, quantity: 1, amount }
}

fn order_text(row: &Row) -> Option<String> {
    (row.order != MISSING_NUMBER).then(|| format!("o{}", row.order))
}

pub(super) fn with_sales<T>(rows: &[Row], texts: bool, use_it: impl FnOnce(&Sales<'_>) -> T) -> T {
    let orders: Vec<Option<String>> = rows.iter().map(order_text).collect();
    let keys = |name: fn(&Row) -> Option<&str>| Keys::from_texts(rows.iter().map(name));
    let amounts: Vec<i64> = rows.iter().map(|r| r.amount).collect();
    let days: Vec<i32> = rows.iter().map(|r| r.day).collect();
    let order = match texts {
        true => Orders::Texts(Keys::from_texts(orders.iter().map(Option::as_deref))),
        false => Orders::Numbers(rows.iter().map(|r| r.order).collect::<Vec<_>>().into()),
    };
    let sales = Sales::new(Currency::EURO, keys(|r| r.partner.as_deref()), amounts)
        .and_then(|s| s.with_niche(keys(|r| r.niche.as_deref())))
        .and_then(|s| s.with_product(keys(|r| r.product.as_deref())))
        .and_then(|s| s.with_day(Days::from_numbers(days)))
        .and_then(|s| s.with_quantity(rows.iter().map(|r| r.quantity).collect::<Vec<_>>()))
        .and_then(|s| s.with_order(order))
        .unwrap();
    use_it(&sales)
}

pub(super) fn tally(rows: &[Row], options: &TallyOptions) -> Tally {
    let mut tally = Tally::new(options).unwrap();
    with_sales(rows, false, |sales| tally.update(sales).unwrap());
    tally
}

#[test]
fn periods_that_are_covered_are_there_also_without_a_row() {
    let rows = [row("a", "x", "p", 100)];
    let firsts = |from: Option<i32>, until: Option<i32>, rows: &[Row]| {
        let (from, until) = (from.map(Day), until.map(Day));
        let got = tally(rows, &TallyOptions { from, until, ..TallyOptions::default() });
        let periods = got.cells(Period::Month).unwrap().periods.rows;
        assert_eq!(got.amounts(Period::Month, true, 2).unwrap().periods.rows, periods);
        let each = periods.iter().map(|row| (row.first.to_string()[..7].to_owned(), row.whole));
        each.collect::<Vec<_>>()
    };
    let month = |text: &str, whole| (text.to_owned(), whole);
    // The row lies on 1 January 1970; 31 days before and 90 after.
    assert_eq!(firsts(None, None, &rows), [month("1970-01", false)]);
    let all = [
        month("1969-12", true),
        month("1970-01", true),
        month("1970-02", true),
        month("1970-03", true),
    ];
    assert_eq!(firsts(Some(-31), Some(90), &rows), all);
    assert_eq!(firsts(Some(-31), Some(90), &[]), all);
    // December is cut, and so is March.
    assert_eq!(firsts(Some(-30), None, &rows), [month("1970-01", false)]);
    assert_eq!(firsts(None, Some(60), &rows), [month("1970-01", true), month("1970-02", true)]);
    assert_eq!(firsts(Some(-30), None, &[]), []);
    assert_eq!(firsts(None, Some(60), &[]), []);
    let far = TallyOptions { until: Some(Day(i32::MAX - 400)), ..TallyOptions::default() };
    assert_eq!(tally(&rows, &far).cells(Period::Day).unwrap_err().kind(), ErrorKind::Range);
}

#[test]
fn a_row_counts_under_the_first_reason_to_leave_it_out() {
    let rows = [
        row("a", "x", "p", 100),
        Row { day: MISSING_DAY.0, ..row("a", "x", "p", 7) },
        Row { day: 10, ..row("a", "x", "POST", 20) },
        row("a", "x", "p", MISSING_NUMBER),
        row("a", "x", "POST", 30),
        row("a", "x", "p", -40),
        Row { partner: None, ..row("", "x", "p", 5) },
    ];
    let options = TallyOptions {
        returns: Returns::Gross,
        from: Some(Day(0)),
        until: Some(Day(10)),
        excluded_products: vec!["POST".into(), "POST".into()],
        ..TallyOptions::default()
    };
    let got = tally(&rows, &options);
    let counts = got.left_out().map(|sums| (sums.rows, sums.amount));
    assert_eq!(counts, [(1, 7), (1, 20), (1, 0), (1, 30), (0, 0), (0, 0), (1, -40), (1, 5)]);
    assert_eq!(got.cells(Period::All).unwrap().cells.len(), 1);
}

#[test]
fn a_period_is_whole_when_the_sales_cover_it() {
    let on = |day: &str| Row { day: Day::parse(day).unwrap().0, ..row("a", "x", "p", 1) };
    let rows = [on("2026-01-01"), on("2026-03-09")];
    let told = |options: &TallyOptions| -> Vec<(String, bool)> {
        let tally = tally(&rows, options);
        let periods = tally.cells(Period::Month).unwrap().periods;
        periods.rows.iter().map(|p| (p.first.to_string(), p.whole)).collect()
    };
    let months = |whole: [bool; 3]| -> Vec<(String, bool)> {
        ["2026-01-01", "2026-02-01", "2026-03-01"]
            .map(String::from)
            .into_iter()
            .zip(whole)
            .collect()
    };
    assert_eq!(told(&TallyOptions::default()), months([true, true, false]));
    let until = Day::parse("2026-04-01");
    assert_eq!(told(&TallyOptions { until, ..TallyOptions::default() }), months([true; 3]));
    let from = Day::parse("2025-12-31");
    assert_eq!(
        told(&TallyOptions { from, ..TallyOptions::default() }),
        months([true, true, false])
    );
}

#[test]
fn two_currencies_two_kinds_of_orders_and_two_options_are_never_mixed() {
    let mut euros = tally(&[row("a", "x", "p", 1)], &TallyOptions::default());
    let before = euros.to_bytes().unwrap();
    let keys = Keys::from_texts([Some("a")]);
    let dollars = Sales::new(Currency::parse("USD").unwrap(), keys, vec![1]).unwrap();
    assert_eq!(euros.update(&dollars).unwrap_err().kind(), ErrorKind::Table);
    with_sales(&[row("b", "y", "q", 1)], true, |sales| {
        assert_eq!(euros.update(sales).unwrap_err().kind(), ErrorKind::Table);
    });
    let gross = TallyOptions { returns: Returns::Gross, ..TallyOptions::default() };
    assert_eq!(euros.merge(&Tally::new(&gross).unwrap()).unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(euros.to_bytes().unwrap(), before);
}

#[test]
fn work_that_is_broken_off_changes_nothing() {
    let mut got = tally(&[row("a", "x", "p", 1)], &TallyOptions::default());
    let before = got.to_bytes().unwrap();
    let error = with_sales(&[row("b", "x", "p", 1)], false, |sales| {
        let mut stop = |_: u64, all: u64| all != 1;
        got.update_with(sales, Work { threads: 2, watch: Some(&mut stop) }).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(got.to_bytes().unwrap(), before);
    let error = with_sales(&[], false, |sales| {
        got.update_with(sales, Work { threads: 0, watch: None }).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Input);
}

#[test]
fn a_merge_beyond_the_range_is_an_error_and_changes_nothing() {
    let rows = [row("a", "x", "p", i64::MAX)];
    let mut doubling = tally(&rows, &TallyOptions::default());
    let spent = (0..300).find_map(|_| {
        let copy = Tally::from_bytes(&doubling.to_bytes().ok()?).ok()?;
        doubling.merge(&copy).err().or_else(|| doubling.cells(Period::All).err())
    });
    assert_eq!(spent.map(|e| e.kind()), Some(ErrorKind::Range));
}

#[test]
fn columns_that_the_options_need_are_asked_for() {
    let keys = || Keys::from_texts([Some("a")]);
    let sales = Sales::new(Currency::EURO, keys(), vec![1]).unwrap();
    let refused = |options: TallyOptions| {
        Tally::new(&options).unwrap().update(&sales).unwrap_err().to_string()
    };
    let until = Some(Day(1));
    let default = TallyOptions::default;
    assert_eq!(refused(TallyOptions { until, ..default() }), "a period needs the column `day`");
    let codes = vec!["POST".into()];
    assert_eq!(
        refused(TallyOptions { excluded_products: codes, ..default() }),
        "excluded products need the column `product`"
    );
    let mut tally = Tally::new(&default()).unwrap();
    tally.update(&sales).unwrap();
    assert_eq!(tally.cells(Period::Month).unwrap_err().kind(), ErrorKind::Table);
    assert_eq!(tally.partner_sales(1).unwrap()[0].orders, None);
    assert!(tally.product_cells(1).unwrap().cells.is_empty());
}

fn any_row() -> impl Strategy<Value = Row> {
    let names = (
        prop::option::weighted(0.9, "[a-f]{0,2}"),
        prop::option::weighted(0.8, "[x-z]"),
        prop::option::weighted(0.9, "[p-s]"),
    );
    let number = |low, high| prop_oneof![1 => Just(MISSING_NUMBER), 9 => low..high];
    let day = prop_oneof![1 => Just(MISSING_DAY.0), 9 => -70i32..70];
    let amount = prop_oneof![number(-3i64, 6), number(-9_000_000, 90_000_000)];
    (names, number(-5, 40), day, number(-100, 1_000), amount).prop_map(
        |((partner, niche, product), order, day, quantity, amount)| Row {
            partner,
            niche,
            product,
            order,
            day,
            quantity,
            amount,
        },
    )
}

fn any_options() -> impl Strategy<Value = TallyOptions> {
    (any::<[bool; 5]>()).prop_map(|[gross, period, excluded, orders, products]| TallyOptions {
        returns: if gross { Returns::Gross } else { Returns::Net },
        from: period.then_some(Day(-30)),
        until: period.then_some(Day(40)),
        excluded_products: if excluded { vec!["q".into()] } else { Vec::new() },
        orders,
        products,
    })
}

/// The rows that count, by the plain words of the options.
fn counted<'r>(rows: &'r [Row], options: &TallyOptions) -> Vec<&'r Row> {
    let inside = |day: i32| {
        !options.filter().has_period()
            || (day != MISSING_DAY.0
                && options.from.is_none_or(|from| day >= from.0)
                && options.until.is_none_or(|until| day < until.0))
    };
    let named = |name: &Option<String>| name.as_deref().is_some_and(|name| !name.is_empty());
    let kept = |row: &&Row| {
        let out = row.product.as_ref().is_some_and(|p| options.excluded_products.contains(p));
        inside(row.day)
            && row.amount != MISSING_NUMBER
            && !out
            && (row.amount >= 0 || options.returns == Returns::Net)
            && named(&row.partner)
    };
    rows.iter().filter(kept).collect()
}

pub(super) fn summed<K: Ord>(rows: &[&Row], key: impl Fn(&Row) -> K) -> BTreeMap<K, Sums> {
    let mut sums = BTreeMap::<K, Sums>::new();
    for row in rows {
        let own = sums.entry(key(row)).or_default();
        *own = own.plus(&Sums::of(row.amount, row.quantity)).unwrap();
    }
    sums
}

pub(super) type Reading = (Vec<u8>, String);

/// Everything that can be read of a state.
pub(super) fn readings(tally: &Tally, threads: usize) -> Reading {
    let text = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        tally.cells_with(Period::All, threads),
        tally.cells_with(Period::Month, threads),
        tally.cells_with(Period::Week, threads),
        tally.partner_sales(threads),
        tally.product_cells(threads),
    );
    (tally.to_bytes().unwrap(), text)
}

proptest! {
    #[test]
    fn any_split_any_order_any_tree_of_merges_and_any_way_through_bytes_give_the_same_bits(
        (rows, shuffled) in prop::collection::vec(any_row(), 0..120)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        sizes in prop::collection::vec(0usize..30, 0..8),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 16),
        options in any_options(),
        texts in any::<bool>(),
    ) {
        let mut whole = Tally::new(&options).unwrap();
        with_sales(&rows, texts, |sales| {
            whole.update_with(sales, Work { threads: 2, watch: None }).unwrap();
        });
        let mut rest = &shuffled[..];
        let mut parts = Vec::new();
        for size in sizes.into_iter().chain([usize::MAX]) {
            let (chunk, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            let mut part = Tally::new(&options).unwrap();
            with_sales(chunk, texts, |sales| part.update(sales).unwrap());
            parts.push(part);
        }
        for (pick, through_bytes) in &picks {
            if parts.len() > 1 {
                let mut taken = parts.swap_remove(pick.index(parts.len()));
                if *through_bytes {
                    taken = Tally::from_bytes(&taken.to_bytes().unwrap()).unwrap();
                }
                let at = pick.index(parts.len());
                parts[at].merge(&taken).unwrap();
            }
        }
        prop_assert_eq!(parts.len(), 1);
        prop_assert_eq!(readings(&parts[0], 1), readings(&whole, 2));
    }

    #[test]
    fn readings_are_what_a_plain_sum_over_the_rows_gives(
        rows in prop::collection::vec(any_row(), 0..150),
        options in any_options(),
    ) {
        let own = tally(&rows, &options);
        let used = counted(&rows, &options);
        let name = |names: &[&str], place: u32| names.get(place as usize).map(|n| (*n).to_owned());
        let cells = own.cells(Period::Month);
        let dated: Vec<&Row> = used.iter().copied().filter(|r| r.day != MISSING_DAY.0).collect();
        match cells {
            Err(_) => prop_assert!(dated.is_empty()),
            Ok(got) => {
                let month = |day: i32| Period::Month.first_day(Day(day));
                let expected = summed(&dated, |r| (month(r.day), r.niche.clone(), r.partner.clone()));
                let got: BTreeMap<_, Sums> = got.cells.iter().map(|cell| {
                    let first = got.periods.rows[cell.period as usize].first;
                    ((first, name(&got.niches, cell.niche), name(&got.partners, cell.partner)), cell.sums)
                }).collect();
                prop_assert_eq!(got, expected);
            }
        }
        let partners = summed(&used, |r| r.partner.clone());
        let got = own.partner_sales(2).unwrap();
        prop_assert_eq!(got.len(), partners.len());
        for each in got {
            let mine: Vec<&&Row> = used.iter().filter(|r| r.partner.as_deref() == Some(each.partner)).collect();
            let days: BTreeSet<i32> = mine.iter().map(|r| r.day).filter(|d| *d != MISSING_DAY.0).collect();
            let orders: BTreeSet<i64> = mine.iter().map(|r| r.order).filter(|o| *o != MISSING_NUMBER).collect();
            prop_assert_eq!(each.sums, partners[&Some(each.partner.to_owned())]);
            prop_assert_eq!(each.first.map(|d| d.0), days.first().copied());
            prop_assert_eq!(each.last.map(|d| d.0), days.last().copied());
            prop_assert_eq!(each.days, days.len() as u64);
            prop_assert_eq!(each.orders, options.orders.then_some(orders.len() as u64));
        }
        let got = own.product_cells(2).unwrap();
        let products = summed(&used, |r| (r.niche.clone(), r.product.clone()));
        if options.products {
            prop_assert_eq!(got.cells.len(), products.len());
        }
        for cell in &got.cells {
            let key = (name(&got.niches, cell.niche), name(&got.products, cell.product));
            let mine: Vec<&Row> = used.iter().copied().filter(|r| (r.niche.clone(), r.product.clone()) == key).collect();
            let each = summed(&mine, |r| r.partner.clone());
            let mut amounts: Vec<i128> = each.values().map(|s| s.amount.max(0)).collect();
            amounts.sort_unstable_by(|a, b| b.cmp(a));
            amounts.resize(2.max(amounts.len()), 0);
            prop_assert_eq!(cell.sums, products[&key]);
            prop_assert_eq!(cell.partners, each.len() as u64);
            prop_assert_eq!(&cell.largest[..], &amounts[..2]);
        }
    }

    #[test]
    fn foreign_bytes_are_an_error_and_never_a_panic(
        rows in prop::collection::vec(any_row(), 0..20),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = tally(&rows, &TallyOptions::default()).to_bytes().unwrap();
        prop_assert!(Tally::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(tally) = Tally::from_bytes(&bytes) {
            let _ = readings_if_in_range(&tally);
            // What is read has one form, and it is the one that is written.
            prop_assert_eq!(tally.to_bytes().unwrap(), bytes);
        }
    }

    #[test]
    fn any_bytes_after_the_head_are_an_error_and_never_a_panic(
        tail in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = b"LTTALLY\x02".to_vec();
        bytes.extend(tail);
        let _ = Tally::from_bytes(&bytes);
    }
}

fn readings_if_in_range(tally: &Tally) -> Result<(), crate::error::Error> {
    tally.cells(Period::All)?;
    tally.partner_sales(1)?;
    tally.product_cells(1).map(|_| ())
}

#[test]
fn another_version_is_refused_by_name() {
    let mut bytes = tally(&[row("a", "x", "p", 1)], &TallyOptions::default()).to_bytes().unwrap();
    bytes[7] = 9;
    let error = Tally::from_bytes(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(error.to_string(), "the tally has version 9; this library reads version 2");
    assert_eq!(Tally::from_bytes(b"").unwrap_err().to_string(), "the bytes are no tally");
}

#[test]
fn rows_without_a_currency_are_no_tally() {
    let bytes = tally(&[row("a", "x", "p", 1)], &TallyOptions::default()).to_bytes().unwrap();
    let at = bytes.windows(3).position(|three| three == b"EUR").unwrap();
    let none = [&bytes[..at - 1], b"\x01", &bytes[at + 3..]].concat();
    assert_eq!(Tally::from_bytes(&none).unwrap_err().to_string(), "the tally is damaged");
    let empty = tally(&[], &TallyOptions::default());
    assert!(Tally::from_bytes(&empty.to_bytes().unwrap()).is_ok());
}

#[test]
fn periods_end_where_days_do() {
    for day in [i32::MAX, i32::MAX - 1, i32::MAX - 365] {
        let tally = tally(&[Row { day, ..row("a", "x", "p", 1) }], &TallyOptions::default());
        for period in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year] {
            assert_eq!(tally.cells(period).unwrap_err().kind(), ErrorKind::Range, "{day}");
        }
        assert_eq!(tally.cells(Period::All).unwrap().cells.len(), 1);
    }
}

#[test]
fn rows_of_many_blocks_and_many_updates_melt_into_the_same_state() {
    let rows: Vec<Row> = (0..400i64)
        .map(|i| Row {
            order: i / 3,
            day: (i % 90) as i32,
            ..row(&format!("p{}", i % 37), ["x", "y"][i as usize % 2], &format!("g{}", i % 11), i)
        })
        .collect();
    let whole = tally(&rows, &TallyOptions::default());
    let mut single = Tally::new(&TallyOptions::default()).unwrap();
    for each in &rows {
        with_sales(std::slice::from_ref(each), false, |sales| single.update(sales).unwrap());
    }
    assert_eq!(readings(&single, 3), readings(&whole, 1));
    assert_eq!(LeftOut::ALL.len(), whole.left_out().len());
    assert!(whole.cells(Period::All).unwrap().cells.iter().all(|c| c.niche != MISSING_KEY));
}

#[test]
fn days_that_are_ages_apart_are_refused_and_do_not_fill_the_memory() {
    let cells = |days: [i32; 2], period| {
        let partners = Keys::from_texts([Some("a"), Some("b")]);
        let sales = Sales::new(Currency::EURO, partners, vec![1, 2]).unwrap();
        let mut tally = Tally::new(&TallyOptions::default()).unwrap();
        tally.update(&sales.with_day(days.map(Day).to_vec()).unwrap()).unwrap();
        tally.cells(period).map(|cells| cells.periods.rows.len()).map_err(|e| e.kind())
    };
    assert_eq!(cells([0, 36_524], Period::Day), Ok(36_525));
    assert_eq!(cells([0, 36_525], Period::Day), Err(ErrorKind::Range));
    for period in Period::EVERY {
        let far = cells([i32::MIN + 1, i32::MAX - 1], period);
        let expected = if period == Period::All { Ok(1) } else { Err(ErrorKind::Range) };
        assert_eq!(far, expected, "{period:?}");
    }
}
