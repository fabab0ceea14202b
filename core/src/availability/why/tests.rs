use super::super::{
    Availability, Better, Buyer, Delivery, Pool, Protection, Quota, Recipes, Supplies, Supply,
};
use super::*;
use crate::calendar::WorkingDays;
use proptest::prelude::*;

fn with_planner<T>(
    supplies: &Supplies,
    group: Option<u32>,
    work: impl FnOnce(&Planner<'_>) -> T,
) -> T {
    let policy = Availability { untracked: Supply::Unlimited, ..Availability::default() };
    let (recipes, working) = (Recipes::default(), WorkingDays::every_day());
    let buyer = Buyer { group, ..Buyer::default() };
    work(&Planner::new(&policy, (supplies, &recipes), &working, Day(0), buyer))
}

fn ask(quantity: i64) -> Ask {
    Ask { product: 0, quantity, multiple: 1, shipment_min: 1 }
}

const AT_ONCE: Terms = Terms { target: Day(0), partial: true, late_days_max: None };

#[test]
fn a_later_promise_binds_on_its_day() {
    // 10 now, 8 promised for day 7, 5 more on day 8.
    let pool = Pool::new(10, 0, &[(Day(8), 5)], &[(Day(7), 8)]);
    let supplies = Supplies::new(1, vec![Some(pool)], Vec::new());
    with_planner(&supplies, None, |planner| {
        let overlay = Overlay::default();
        let binding = planner.binding(&overlay, &ask(5), &AT_ONCE);
        let kinds: Vec<_> = binding.iter().map(|b| (b.kind, b.day, b.short)).collect();
        assert_eq!(kinds, [(BindingKind::Supply, Day(7), 3)]);
        let (product, location) = (0, 0);
        assert_eq!(
            planner.better(&overlay, (&ask(5), 5), &AT_ONCE),
            [
                Better::Units { product, location, day: Day(0), quantity: 3 },
                // By the day of the promise it serves it, and more need not be.
                Better::Receipt { product, location, day: Day(8), days: 1 },
            ]
        );
        assert!(planner.better(&overlay, (&ask(2), 2), &AT_ONCE).is_empty());
    });
}

#[test]
fn what_is_kept_free_and_a_quota_are_told_apart_from_supply() {
    let kept = Protection::new(1, None, Some(Day(9)), 4);
    let pool = Pool::new(10, 0, &[], &[]).with(Vec::new(), vec![kept]);
    let quota =
        Quota { product: 0, group: 0, from: Day(0), until: Day(3), quantity: 2, promised: 0 };
    let supplies = Supplies::new(1, vec![Some(pool)], vec![quota]);
    with_planner(&supplies, Some(0), |planner| {
        let overlay = Overlay::default();
        let binding = planner.binding(&overlay, &ask(5), &AT_ONCE);
        let kinds: Vec<_> = binding.iter().map(|b| (b.kind, b.group, b.short)).collect();
        assert_eq!(kinds, [(BindingKind::Quota, Some(0), 3)]);
        let quantity = 3;
        let larger = Better::Quota { product: 0, from: Day(0), until: Day(3), quantity };
        assert_eq!(planner.better(&overlay, (&ask(5), 5), &AT_ONCE), [larger]);
        let later = Terms { target: Day(3), ..AT_ONCE };
        let binding = planner.binding(&overlay, &ask(1), &later);
        assert_eq!(binding.first().map(|b| b.kind), Some(BindingKind::NoWindow));
    });
    with_planner(&supplies, None, |planner| {
        let binding = planner.binding(&Overlay::default(), &ask(7), &AT_ONCE);
        let kinds: Vec<_> = binding.iter().map(|b| (b.kind, b.group, b.short)).collect();
        assert_eq!(kinds, [(BindingKind::Protection, Some(1), 1)]);
    });
}

#[test]
fn supply_serves_in_the_order_of_the_days() {
    // 4 now, all promised; 3 on day 2, of which 1 is promised; 9 on day 5.
    let pool = Pool::new(4, 0, &[(Day(2), 3), (Day(5), 9)], &[(Day(1), 4), (Day(2), 1)]);
    let supplies = Supplies::new(1, vec![Some(pool)], Vec::new());
    with_planner(&supplies, None, |planner| {
        let delivery = |day, quantity| Delivery { ship: Day(day), quantity, location: 0 };
        let pegs = planner.pegs(&Overlay::default(), 0, &[delivery(2, 2), delivery(6, 5)]);
        let told: Vec<_> = pegs.iter().map(|peg| (peg.day.0, peg.quantity)).collect();
        assert_eq!(told, [(2, 2), (5, 5)]);
    });
}

#[test]
fn another_multiple_is_the_largest_with_which_it_is_there() {
    // 7 were ordered by the six, which makes 12.
    let supplies = Supplies::new(1, vec![Some(Pool::new(10, 0, &[], &[]))], Vec::new());
    let sixes = Ask { multiple: 6, ..ask(12) };
    with_planner(&supplies, None, |planner| {
        let better = planner.better(&Overlay::default(), (&sixes, 7), &AT_ONCE);
        let units = Better::Units { product: 0, location: 0, day: Day(0), quantity: 2 };
        assert_eq!(better, [units, Better::Multiple(5)]);
        // 12 were ordered: no multiple makes it less.
        let better = planner.better(&Overlay::default(), (&sixes, 12), &AT_ONCE);
        assert_eq!(better, [units]);
    });
}

proptest! {
    #[test]
    fn more_units_are_told_and_one_less_would_not_do(
        on_hand in 0..6i64, quantity in 1..12i64,
        receipts in prop::collection::vec(((1..9i32).prop_map(Day), 1..5i64), 0..4),
        promises in prop::collection::vec(((0..9i32).prop_map(Day), 1..5i64), 0..4),
    ) {
        let enough = |more: i64| {
            let mut pool = Pool::new(on_hand, 0, &receipts, &promises);
            pool.receive(Day(0), more);
            pool.available(Day(0), Day(0)) >= quantity
        };
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let supplies = Supplies::new(1, vec![Some(pool)], Vec::new());
        let better = with_planner(&supplies, None, |planner| {
            planner.better(&Overlay::default(), (&ask(quantity), quantity), &AT_ONCE)
        });
        match better.first() {
            None => prop_assert!(enough(0)),
            Some(Better::Units { quantity, .. }) => {
                prop_assert!(enough(*quantity) && !enough(*quantity - 1));
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
