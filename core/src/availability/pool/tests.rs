#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_promised_later_is_not_there_today() {
    let pool = Pool::new(10, 0, &[(Day(8), 5)], &[(Day(7), 8)]);
    let table = [(0, 10, 2), (6, 10, 2), (7, 2, 2), (8, 7, 7), (99, 7, 7)];
    for (day, net, available) in table {
        assert_eq!(pool.net(Day(day), Day(0)), net, "{day}");
        assert_eq!(pool.available(Day(day), Day(0)), available, "{day}");
    }
}

#[test]
fn overdue_promises_count_and_overdue_receipts_do_not() {
    let pool = Pool::new(10, 1, &[(Day(4), 100), (Day(5), 20)], &[(Day(3), 4)]);
    assert_eq!(pool.available(Day(5), Day(5)), 25);
    assert_eq!(pool.available(Day(6), Day(6)), 5);
    assert_eq!(pool.available(Day(5), Day(4)), 125);
}

#[test]
fn a_shortage_is_carried_and_never_negative() {
    let pool = Pool::new(3, 0, &[(Day(9), 4)], &[(Day(2), 5)]);
    assert_eq!(pool.available(Day(0), Day(0)), 0);
    assert_eq!(pool.available(Day(2), Day(0)), 0);
    assert_eq!(pool.available(Day(9), Day(0)), 2);
}

#[test]
fn sums_stop_at_the_end_of_the_range() {
    let most = i64::MAX;
    let pool = Pool::new(most, i64::MIN, &[(Day(1), most), (Day(1), most)], &[]);
    assert_eq!(pool.available(Day(1), Day(0)), most);
    let pool = Pool::new(i64::MIN, most, &[], &[(Day(1), most), (Day(1), most)]);
    assert_eq!(pool.available(Day(1), Day(0)), 0);
}

fn dated() -> impl Strategy<Value = Vec<(Day, i64)>> {
    prop::collection::vec(((0..20i32).prop_map(Day), 0..15i64), 0..8)
}

fn many_dated() -> impl Strategy<Value = Vec<(Day, i64)>> {
    prop::collection::vec(((0..2_000i32).prop_map(Day), 0..15i64), 0..400)
}

impl Pool {
    fn make_tree(&mut self) {
        let dated = self.dated();
        dated.events = Events::Many(Tree::new(&dated.events.all()));
    }

    fn make_list(&mut self) {
        let dated = self.dated();
        dated.events = Events::Few(dated.events.all());
    }
}

#[test]
fn a_pool_without_dated_events_is_small() {
    assert!(size_of::<Option<Pool>>() <= 24);
}

proptest! {
    #[test]
    fn available_agrees_with_its_definition(
        on_hand in -5..30i64, safety in 0..5i64, receipts in dated(), promises in dated(),
        booked in prop::collection::btree_map(0..20i32, 1..9i128, 0..5),
        day in 0..22i32, today in 0..22i32,
    ) {
        let pool = Pool::new(on_hand, safety, &receipts, &promises);
        let booked = booked.into_iter();
        let booked: Vec<_> =
            booked.map(|(day, quantity)| Booked { day: Day(day), quantity }).collect();
        let net = |u: Day| {
            let receipts = receipts.iter().filter(|r| r.0 <= u && r.0 >= Day(today));
            let promises = promises.iter().filter(|p| p.0 <= u);
            let taken: i128 = booked.iter().filter(|b| b.day <= u).map(|b| b.quantity).sum();
            i128::from(on_hand - safety + receipts.map(|r| r.1).sum::<i64>()
                - promises.map(|p| p.1).sum::<i64>()) - taken
        };
        let slow = (day..30).map(|u| net(Day(u))).min().unwrap().max(0);
        let mut many = pool.clone();
        many.make_tree();
        for pool in [&pool, &many] {
            let view = View { pool, booked: &booked, extra: &[], today: Day(today) };
            for u in day..30 {
                prop_assert_eq!(view.net(Day(u)), net(Day(u)));
            }
            let low = view.lowest(Day(day), Day(i32::MAX));
            prop_assert_eq!(low.net.max(0), slow);
            prop_assert_eq!(net(low.day), low.net);
        }
    }

    // Many days, so that the tree has several levels and nodes split.
    #[test]
    fn both_forms_of_a_pool_answer_the_same(
        receipts in many_dated(), promises in many_dated(), on_hand in 0..500i64,
        changes in prop::collection::vec((0..2_000i32, -40..40i64, any::<bool>()), 0..300),
        booked in prop::collection::btree_map(0..2_000i32, 1..9i128, 0..9),
        extra in prop::collection::btree_map(0..2_000i32, -9..9i128, 0..9),
        asked in prop::collection::vec((0..2_100i32, 0..2_100i32, 0..900i64), 1..9), today in 0..900i32,
    ) {
        let listed = |all: std::collections::BTreeMap<i32, i128>| -> Vec<Booked> {
            all.into_iter().map(|(day, quantity)| Booked { day: Day(day), quantity }).collect()
        };
        let (booked, extra) = (listed(booked), listed(extra));
        let mut many = Pool::new(on_hand, 3, &receipts, &promises);
        many.make_tree();
        for (day, quantity, receipt) in changes {
            if receipt { many.receive(Day(day), quantity) } else { many.book(Day(day), quantity) }
        }
        let mut few = many.clone();
        few.make_list();
        prop_assert_eq!(&few, &many);
        let view = |pool| View { pool, booked: &booked, extra: &extra, today: Day(today) };
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for (from, until, quantity) in asked {
            let (from, until) = (Day(from), Day(until.max(from)));
            prop_assert_eq!(view(&few).net(from), view(&many).net(from));
            prop_assert_eq!(view(&few).lowest(from, until), view(&many).lowest(from, until));
            let quantity = i128::from(quantity);
            prop_assert_eq!(view(&few).earliest(quantity, from), view(&many).earliest(quantity, from));
            view(&few).rises(from, until, quantity, &mut one);
            view(&many).rises(from, until, quantity, &mut other);
            one.truncate(1 + one.iter().take_while(|rise| rise.1 < quantity).count());
            prop_assert_eq!(&one, &other);
        }
    }

    #[test]
    fn to_release_what_was_booked_is_to_have_booked_nothing(
        receipts in many_dated(), promises in many_dated(),
        booked in prop::collection::vec((0..2_000i32, 1..40i64), 0..200),
    ) {
        let before = Pool::new(5, 0, &receipts, &promises);
        let mut pool = before.clone();
        booked.iter().for_each(|&(day, quantity)| pool.book(Day(day), quantity));
        booked.iter().rev().for_each(|&(day, quantity)| pool.release(Day(day), quantity));
        prop_assert_eq!(pool, before);
    }

    #[test]
    fn the_earliest_day_is_the_first_for_which_it_is_there(
        on_hand in -5..30i64, receipts in dated(), promises in dated(), quantity in 1..40i64,
        from in 0..22i32, today in 0..22i32,
    ) {
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let slow = (from..40).find(|&day| pool.available(Day(day), Day(today)) >= quantity);
        prop_assert_eq!(pool.earliest(quantity, Day(from), Day(today)), slow.map(Day));
    }

    #[test]
    fn available_never_falls_as_days_pass(
        on_hand in -5..30i64, receipts in dated(), promises in dated(), today in 0..20i32,
    ) {
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let all: Vec<_> = (0..25).map(|day| pool.available(Day(day), Day(today))).collect();
        prop_assert!(all.is_sorted());
    }
}
