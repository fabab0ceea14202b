use super::super::{Ask, Availability, Buyer, ExpectedReceipt, Recipes, Supplies, Supply, Terms};
use super::*;
use crate::calendar::WorkingDays;
use proptest::prelude::*;

const TODAY: Day = Day(100);

fn receipt(day: i32, quantity: i64, id: &str) -> ExpectedReceipt {
    let (id, supplier) = (Some(id.into()), None);
    ExpectedReceipt { product: 0, location: 0, day: Day(day), quantity, id, supplier }
}

fn planning<T>(supplies: &Supplies, overdue: u32, work: impl FnOnce(&Planner<'_>) -> T) -> T {
    let policy = Availability {
        untracked: Supply::Unlimited,
        overdue_days: Some(overdue),
        deliveries_max: 3,
        ..Availability::default()
    };
    let (recipes, working) = (Recipes::default(), WorkingDays::every_day());
    work(&Planner::new(&policy, (supplies, &recipes), &working, TODAY, Buyer::default()))
}

#[test]
fn units_of_a_day_are_those_of_its_named_receipts_and_then_of_the_others() {
    // 7 on day 103, of which 2 and 3 have a name; 4 are overdue and assumed for it.
    let pool = Pool::new(0, 0, &[(Day(103), 7), (Day(90), 4)], &[]);
    let names = vec![receipt(103, 2, "R-1"), receipt(90, 4, "R-0"), receipt(103, 3, "R-2")];
    let supplies = Supplies::new(1, vec![Some(pool)], Vec::new()).with_expected(names);
    planning(&supplies, 3, |planner| {
        let delivery = [Delivery { ship: Day(103), quantity: 8, location: 0 }];
        let waits = planner.waits(&Overlay::default(), 0, (&[], &delivery));
        let told = waits.iter().flat_map(|wait| &wait.receipts);
        let told: Vec<_> =
            told.map(|own| (own.expected.0, own.counted.0, own.quantity, own.id)).collect();
        assert_eq!(
            told,
            [
                (90, 103, 4, Some("R-0")),
                (103, 103, 2, Some("R-1")),
                (103, 103, 3, Some("R-2")),
                (103, 103, 2, None),
            ]
        );
        let ids: Vec<_> =
            planner.expected_on(0, 0, Day(103)).filter_map(|own| own.id.as_deref()).collect();
        assert_eq!(ids, ["R-0", "R-1", "R-2"]);
    });
}

#[test]
fn stock_on_hand_waits_for_nothing_and_what_comes_after_it_does() {
    let pool = Pool::new(5, 0, &[(Day(104), 6)], &[(Day(102), 2)]);
    let supplies = Supplies::new(1, vec![Some(pool)], Vec::new());
    planning(&supplies, 0, |planner| {
        let delivery = |day, quantity| Delivery { ship: Day(day), quantity, location: 0 };
        let (first, second) = ([delivery(100, 3)], [delivery(104, 4)]);
        let overlay = Overlay::default();
        assert!(planner.waits(&overlay, 0, (&[], &first)).is_empty());
        let waits = planner.waits(&overlay, 0, (&first, &second));
        let told: Vec<_> = waits.iter().map(|wait| (wait.units, wait.own)).collect();
        assert_eq!(told, [(4, 4)]);
    });
}

proptest! {
    #[test]
    fn what_is_promised_is_there_on_its_day_when_receipts_are_as_expected(
        on_hand in -2..6i64, quantity in 1..15i64, overdue in 0..4u32,
        receipts in prop::collection::vec(((96..112i32).prop_map(Day), 1..5i64), 0..5),
        promises in prop::collection::vec(((96..112i32).prop_map(Day), 1..4i64), 0..4),
    ) {
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let supplies = Supplies::new(1, vec![Some(pool)], Vec::new());
        planning(&supplies, overdue, |planner| {
            let ask = Ask { product: 0, quantity, multiple: 1, shipment_min: 1 };
            let terms = Terms { target: TODAY, partial: true, late_days_max: None };
            let mut deliveries = Vec::new();
            planner.line(&mut Overlay::default(), &ask, &[], &terms, &mut deliveries);
            let overlay = Overlay::default();
            let pegs = planner.pegs(&overlay, 0, &deliveries);
            for at in 0..deliveries.len() {
                let (before, own) = deliveries.split_at(at);
                let ship = own[0].ship;
                for wait in planner.waits(&overlay, 0, (before, &own[..1])) {
                    let come = wait.receipts.iter().filter(|own| own.counted <= ship);
                    prop_assert!(come.map(|own| own.quantity).sum::<i128>() >= wait.units);
                }
            }
            // Pegs are what single units wait for, served one by one.
            let leans = |ship: Day, before: i128, units: i128| -> i128 {
                let asked: i128 = promises.iter().filter(|own| own.0 <= ship)
                    .map(|own| i128::from(own.1)).sum::<i128>() + before;
                (asked..asked + units).filter(|unit| *unit >= i128::from(on_hand)).count() as i128
            };
            let mut sent = 0;
            let mut waiting = 0;
            for own in &deliveries {
                waiting += leans(own.ship, sent, i128::from(own.quantity));
                sent += i128::from(own.quantity);
            }
            prop_assert_eq!(pegs.iter().map(|peg| i128::from(peg.quantity)).sum::<i128>(), waiting);
            Ok(())
        })?;
    }
}
