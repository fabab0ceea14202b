use super::super::{Better, Buyer, Joined, Pool, Quota, Recipes, Sourcing, Supplies, Supply};
use super::*;
use crate::calendar::WorkingDays;
use proptest::prelude::*;

fn planning<T>(
    policy: &Availability,
    supplies: &Supplies,
    group: Option<u32>,
    work: impl FnOnce(&Planner<'_>) -> T,
) -> T {
    let (recipes, working) = (Recipes::default(), WorkingDays::every_day());
    let buyer = Buyer { group, ..Buyer::default() };
    work(&Planner::new(policy, (supplies, &recipes), &working, Day(0), buyer))
}

fn policy() -> Availability {
    Availability { untracked: Supply::Unlimited, ..Availability::default() }
}

fn one(pool: Pool) -> Supplies {
    Supplies::new(1, vec![Some(pool)], Vec::new())
}

fn ask(quantity: i64) -> Ask {
    Ask { product: 0, quantity, multiple: 1, shipment_min: 1 }
}

fn within(days: u32) -> Terms {
    Terms { target: Day(0), partial: true, late_days_max: Some(days) }
}

fn complete(policy: &Availability, supplies: &Supplies, ask: &Ask, terms: &Terms) -> Vec<Better> {
    planning(policy, supplies, None, |planner| {
        planner.complete(&Overlay::default(), (ask, ask.quantity), terms, None)
    })
}

#[test]
fn what_would_complete_a_line_is_the_least_of_each_kind() {
    // 4 now, 6 on day 9, and no later than day 5.
    let supplies = one(Pool::new(4, 0, &[(Day(9), 6)], &[]));
    let (product, location) = (0, 0);
    assert_eq!(
        complete(&policy(), &supplies, &ask(7), &within(5)),
        [
            Better::Units { product, location, day: Day(5), quantity: 3 },
            Better::Receipt { product, location, day: Day(9), days: 4 },
            Better::Lateness { days: 9, ship: Day(9) },
        ]
    );
    assert!(complete(&policy(), &supplies, &ask(4), &within(5)).is_empty());
}

#[test]
fn no_change_is_told_that_does_not_complete_it_alone() {
    // A receipt of 2 and more lateness are not enough for 9.
    let supplies = one(Pool::new(4, 0, &[(Day(9), 2)], &[]));
    let (product, location) = (0, 0);
    let units = Better::Units { product, location, day: Day(5), quantity: 5 };
    assert_eq!(complete(&policy(), &supplies, &ask(9), &within(5)), [units]);
}

#[test]
fn a_line_that_asks_for_all_or_nothing_is_told_what_parts_would_bring() {
    let supplies = one(Pool::new(4, 0, &[(Day(2), 2)], &[]));
    let terms = Terms { partial: false, ..within(5) };
    let found = complete(&policy(), &supplies, &ask(9), &terms);
    assert_eq!(found.last(), Some(&Better::Partial { quantity: 6, ship: Day(2) }));
}

#[test]
fn more_deliveries_are_told_when_they_alone_complete_it() {
    // 2 now, 2 on day 1, 2 on day 2, and what comes later is promised.
    let supplies = one(Pool::new(2, 0, &[(Day(1), 2), (Day(2), 2), (Day(9), 3)], &[(Day(9), 3)]));
    let policy = Availability { deliveries_max: 1, ..policy() };
    let found = complete(&policy, &supplies, &ask(6), &within(1));
    // All by day 1 at once: never more than 4 of the 6.
    assert!(!found.iter().any(|own| matches!(own, Better::Deliveries(_))), "{found:?}");
    let capped = |from: i32, quantity: i64| Quota {
        product: 0,
        group: 0,
        from: Day(from),
        until: Day(from + 1),
        quantity,
        promised: 0,
    };
    let supplies = Supplies::new(
        1,
        vec![Some(Pool::new(9, 0, &[], &[]))],
        vec![capped(0, 2), capped(1, 2), capped(2, 2)],
    );
    planning(&policy, &supplies, Some(0), |planner| {
        let found = planner.complete(&Overlay::default(), (&ask(6), 6), &within(5), None);
        let larger = Better::Quota { product: 0, from: Day(0), until: Day(1), quantity: 4 };
        assert_eq!(found, [larger, Better::Deliveries(3)]);
    });
}

#[test]
fn of_several_locations_that_which_lacks_least_is_told() {
    let pools = vec![Some(Pool::new(3, 0, &[], &[])), Some(Pool::new(5, 0, &[], &[]))];
    let supplies = Supplies::new(2, pools, Vec::new());
    let units = |location, quantity| Better::Units { product: 0, location, day: Day(2), quantity };
    assert_eq!(complete(&policy(), &supplies, &ask(9), &within(2)), [units(1, 4)]);
    let split = Availability { sourcing: Sourcing::Split, ..policy() };
    assert_eq!(complete(&split, &supplies, &ask(9), &within(2)), [units(0, 1)]);
}

#[test]
fn lines_that_leave_together_are_tried_together() {
    // 5 of the one now; 3 of the other on day 8, and no later than day 4.
    let pools = vec![Some(Pool::new(5, 0, &[], &[])), Some(Pool::new(0, 0, &[(Day(8), 3)], &[]))];
    let supplies = Supplies::new(1, pools, Vec::new());
    let other = Ask { product: 1, ..ask(3) };
    let lines: [&[Ask]; 2] = [&[ask(5)], &[other]];
    let joined = Joined { lines: &lines, late_days_max: Some(4) };
    planning(&policy(), &supplies, None, |planner| {
        let told = |ask: &Ask| {
            let overlay = Overlay::default();
            planner.complete(&overlay, (ask, ask.quantity), &within(4), Some(&joined))
        };
        let late = Better::Lateness { days: 8, ship: Day(8) };
        let apart = |quantity| Better::Apart { quantity, ship: Day(0) };
        assert_eq!(told(&ask(5)), [late, apart(5)], "no more of it helps the order");
        let (product, location, day) = (1, 0, Day(4));
        let units = Better::Units { product, location, day, quantity: 3 };
        let receipt = Better::Receipt { product, location, day: Day(8), days: 4 };
        assert_eq!(told(&other), [units, receipt, late]);
    });
}

proptest! {
    #[test]
    fn what_is_told_completes_it_and_one_less_would_not(
        on_hand in 0..6i64, quantity in 1..12i64, late in 0..6u32, partial: bool,
        receipts in prop::collection::vec(((1..12i32).prop_map(Day), 1..5i64), 0..4),
        promises in prop::collection::vec(((0..12i32).prop_map(Day), 1..5i64), 0..3),
    ) {
        // All of a line is there by its last day, or it is not: with as many
        // deliveries as days, whole is A(last) >= quantity.
        let policy = Availability { deliveries_max: 20, ..policy() };
        let enough = |receipts: &[(Day, i64)], late: u32| {
            let pool = Pool::new(on_hand, 0, receipts, &promises);
            pool.available(Day(late as i32), Day(0)) >= quantity
        };
        let supplies = one(Pool::new(on_hand, 0, &receipts, &promises));
        let terms = Terms { partial, ..within(late) };
        let found = complete(&policy, &supplies, &ask(quantity), &terms);
        prop_assert_eq!(found.is_empty(), enough(&receipts, late));
        for better in found {
            match better {
                Better::Units { day, quantity, .. } => {
                    let with = |quantity| [receipts.clone(), vec![(day, quantity)]].concat();
                    prop_assert!(enough(&with(quantity), late));
                    prop_assert!(!enough(&with(quantity - 1), late));
                }
                Better::Receipt { day, days, .. } => {
                    let moved = |days: i32| {
                        let own = receipts.iter();
                        own.map(|&(own, units)| {
                            (if own == day { Day(own.0 - days) } else { own }, units)
                        }).collect::<Vec<_>>()
                    };
                    prop_assert!(enough(&moved(days), late));
                    prop_assert!(!enough(&moved(days - 1), late));
                }
                Better::Lateness { days, ship } => {
                    prop_assert!(enough(&receipts, days) && !enough(&receipts, days - 1));
                    prop_assert!(ship <= Day(days as i32));
                }
                Better::Partial { quantity: part, .. } => {
                    prop_assert!(!partial && part < quantity);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
