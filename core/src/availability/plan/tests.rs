#![allow(clippy::unwrap_used)]

use super::super::{Pool, Unavailable};
use super::*;
use proptest::prelude::*;

mod worlds;

fn policy() -> Availability {
    Availability { deliveries_max: 2, ..Availability::default() }
}

/// What a line asks of the one product there is.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    quantity: i64,
    earliest: Day,
    target: Day,
    multiple: i64,
    shipment_min: i64,
}

fn ask(quantity: i64) -> Wanted {
    Wanted { quantity, earliest: Day(0), target: Day(0), multiple: 1, shipment_min: 1 }
}

/// Plans a line of a product that has this pool, and no other.
fn plan_line(
    policy: &Availability,
    pool: Option<&Pool>,
    overlay: &mut Overlay,
    today: Day,
    working: &WorkingDays,
    wanted: &Wanted,
    out: &mut Vec<Delivery>,
) -> i64 {
    let supplies = Supplies::new(1, vec![pool.cloned()], Vec::new());
    let (recipes, buyer) = (Recipes::default(), Buyer::default());
    let planner = Planner { policy, supplies: &supplies, recipes: &recipes, working, today, buyer };
    let Wanted { quantity, multiple, shipment_min, .. } = *wanted;
    let own = Ask { product: 0, quantity, multiple, shipment_min };
    let terms = Terms {
        target: wanted.target.max(wanted.earliest),
        partial: policy.partial,
        late_days_max: policy.late_days_max,
    };
    planner.line(overlay, &own, &[], &terms, out).total
}

/// The deliveries as day and quantity, on an overlay where nothing is booked.
fn plan(
    policy: &Availability,
    pool: Option<&Pool>,
    working: &WorkingDays,
    ask: &Wanted,
) -> Vec<(i32, i64)> {
    let mut out = Vec::new();
    let total = plan_line(policy, pool, &mut Overlay::default(), Day(0), working, ask, &mut out);
    assert_eq!(total, out.iter().map(|part| part.quantity).sum::<i64>());
    out.iter().map(|part| (part.ship.0, part.quantity)).collect()
}

/// 4 now, 3 more on day 3, 5 more on day 10.
fn rising() -> Pool {
    Pool::new(4, 0, &[(Day(3), 3), (Day(10), 5)], &[])
}

type Row = (&'static str, Availability, Wanted, &'static [(i32, i64)]);

#[test]
fn one_line_in_every_situation() {
    let every = WorkingDays::every_day();
    let late = |days| Availability { late_days_max: Some(days), ..policy() };
    let many = |deliveries_max| Availability { deliveries_max, ..policy() };
    let whole = Availability { partial: false, ..policy() };
    let horizon = |beyond| Availability { horizon_days: Some(5), beyond, ..policy() };
    let sixes = |quantity| Wanted { multiple: 6, ..ask(quantity) };
    let wanted_on = |target| Wanted { target: Day(target), ..ask(4) };
    let table: [Row; 23] = [
        ("all at once", policy(), ask(4), &[(0, 4)]),
        ("rest on the next receipt", policy(), ask(6), &[(0, 4), (3, 2)]),
        ("the less waiting of two splits", policy(), ask(12), &[(3, 7), (10, 5)]),
        ("three deliveries", many(3), ask(12), &[(0, 4), (3, 3), (10, 5)]),
        ("one delivery", many(1), ask(12), &[(10, 12)]),
        ("none is read as one", many(0), ask(12), &[(10, 12)]),
        ("more than there will be", policy(), ask(99), &[(3, 7), (10, 5)]),
        ("a day too late", late(9), ask(12), &[(0, 4), (3, 3)]),
        ("just in time", late(10), ask(12), &[(3, 7), (10, 5)]),
        ("not late at all", late(0), ask(12), &[(0, 4)]),
        ("whole and later", whole.clone(), ask(12), &[(10, 12)]),
        ("whole or nothing", whole.clone(), ask(13), &[]),
        ("whole and at once", whole.clone(), ask(4), &[(0, 4)]),
        ("no whole multiple in one delivery", whole, sixes(7), &[]),
        ("multiples round down per delivery", policy(), sixes(12), &[(3, 6), (10, 6)]),
        ("between two multiples", policy(), sixes(11), &[(3, 6)]),
        ("not before the wanted day", policy(), wanted_on(2), &[(2, 4)]),
        ("nothing is asked", policy(), ask(0), &[]),
        ("less than nothing is asked", policy(), ask(-4), &[]),
        ("nothing beyond the horizon", horizon(Supply::None), ask(12), &[(0, 4), (3, 3)]),
        ("wanted beyond the horizon", horizon(Supply::None), wanted_on(6), &[]),
        ("anything beyond the horizon", horizon(Supply::Unlimited), ask(99), &[(0, 4), (6, 95)]),
        ("wanted where there is anything", horizon(Supply::Unlimited), wanted_on(6), &[(6, 4)]),
    ];
    for (situation, policy, ask, deliveries) in table {
        assert_eq!(plan(&policy, Some(&rising()), &every, &ask), deliveries, "{situation}");
    }
}

#[test]
fn goods_leave_on_working_days() {
    // Day 0 is a Thursday, day 2 a Saturday, day 4 a Monday.
    let week = WorkingDays::default();
    let pool = Pool::new(4, 0, &[(Day(2), 3), (Day(3), 3)], &[]);
    assert_eq!(plan(&policy(), Some(&pool), &week, &ask(10)), [(0, 4), (4, 6)]);
    let weekend = Wanted { target: Day(2), ..ask(10) };
    assert_eq!(plan(&policy(), Some(&pool), &week, &weekend), [(4, 10)]);
    let two_days = Availability { late_days_max: Some(3), ..policy() };
    assert_eq!(plan(&two_days, Some(&pool), &week, &ask(10)), [(0, 4)]);
    let until_saturday =
        Availability { horizon_days: Some(2), beyond: Supply::Unlimited, ..policy() };
    assert_eq!(plan(&until_saturday, Some(&pool), &week, &ask(99)), [(0, 4), (4, 95)]);
    assert_eq!((Day(0).weekday(), Day(4).weekday()), (3, 0));
}

#[test]
fn a_product_without_stock_row_has_the_supply_the_policy_says() {
    let every = WorkingDays::every_day();
    assert_eq!(plan(&policy(), None, &every, &ask(7)), []);
    let unlimited = Availability { untracked: Supply::Unlimited, ..policy() };
    assert_eq!(plan(&unlimited, None, &every, &ask(7)), [(0, 7)]);
    let sixes = Wanted { multiple: 6, ..ask(7) };
    assert_eq!(plan(&unlimited, None, &every, &sixes), [(0, 6)]);
}

#[test]
fn with_unlimited_supply_beyond_it_the_look_ahead_ends_at_the_horizon() {
    let pool = Pool::new(10, 0, &[], &[(Day(8), 9)]);
    let every = WorkingDays::every_day();
    let horizon = |days| Availability {
        horizon_days: Some(days),
        beyond: Supply::Unlimited,
        deliveries_max: 1,
        ..policy()
    };
    assert_eq!(plan(&horizon(7), Some(&pool), &every, &ask(10)), [(0, 10)]);
    assert_eq!(plan(&horizon(8), Some(&pool), &every, &ask(10)), [(9, 10)]);
}

#[test]
fn two_lines_never_get_the_same_unit_and_orders_see_those_committed() {
    let (every, pool) = (WorkingDays::every_day(), Pool::new(5, 0, &[], &[]));
    let mut overlay = Overlay::default();
    let mut out = Vec::new();
    let mut line = |overlay: &mut Overlay, quantity| {
        plan_line(&policy(), Some(&pool), overlay, Day(0), &every, &ask(quantity), &mut out)
    };
    overlay.begin();
    assert_eq!(line(&mut overlay, 3), 3);
    assert_eq!(line(&mut overlay, 3), 2);
    overlay.rollback();
    overlay.begin();
    assert_eq!(line(&mut overlay, 4), 4);
    overlay.commit();
    overlay.begin();
    assert_eq!(line(&mut overlay, 3), 1);
    overlay.commit();
    overlay.clear();
    assert_eq!(line(&mut overlay, 9), 5);
}

#[test]
fn the_largest_quantities_and_latest_days_do_not_overflow() {
    let every = WorkingDays::every_day();
    let pool = Pool::new(i64::MAX, -1, &[(Day(i32::MAX), i64::MAX)], &[(Day(0), i64::MAX)]);
    let policy = Availability {
        late_days_max: Some(u32::MAX),
        horizon_days: Some(u32::MAX),
        beyond: Supply::Unlimited,
        unavailable: Unavailable::RejectOrder,
        ..policy()
    };
    let all = Wanted { multiple: 0, ..ask(i64::MAX) };
    assert_eq!(plan(&policy, Some(&pool), &every, &all), [(i32::MAX, i64::MAX)]);
}

/// A day, a quantity: what can be promised and when, by definition.
struct Slow<'a> {
    policy: &'a Availability,
    on_hand: i64,
    receipts: &'a [(Day, i64)],
    promises: &'a [(Day, i64)],
    today: i32,
}

const LAST: i32 = 16;

impl Slow<'_> {
    fn net(&self, u: i32) -> i64 {
        let receipts = self.receipts.iter().filter(|r| r.0.0 <= u && r.0.0 >= self.today);
        let promises = self.promises.iter().filter(|p| p.0.0 <= u);
        self.on_hand + receipts.map(|r| r.1).sum::<i64>() - promises.map(|p| p.1).sum::<i64>()
    }

    fn available(&self, day: i32) -> i64 {
        let horizon = self.policy.horizon_days.map_or(99, |days| self.today + days as i32);
        let unlimited = self.policy.beyond == Supply::Unlimited;
        if day > horizon {
            return if unlimited { 1_000 } else { 0 };
        }
        let end = if unlimited { horizon.min(LAST) } else { LAST };
        (day..=end).map(|u| self.net(u)).min().unwrap().max(0)
    }

    /// Every way to ship, by brute force: greatest total, least waiting,
    /// fewest deliveries, earliest days.
    fn best(&self, working: &WorkingDays, ask: &Wanted) -> Vec<(i32, i64)> {
        let target = ask.target.max(ask.earliest).0;
        let last = self.policy.late_days_max.map_or(LAST, |late| LAST.min(target + late as i32));
        let days: Vec<i32> = (target..=last).filter(|&day| working.is_working(Day(day))).collect();
        let mut search = Search { slow: self, ask, target, days, best: None };
        search.from(0, &mut Vec::new());
        search.best.map(|found| found.1).unwrap_or_default()
    }
}

type Rank = (i64, i64, usize, Vec<i32>);

struct Search<'a> {
    slow: &'a Slow<'a>,
    ask: &'a Wanted,
    target: i32,
    days: Vec<i32>,
    best: Option<(Rank, Vec<(i32, i64)>)>,
}

impl Search<'_> {
    fn from(&mut self, at: usize, parts: &mut Vec<(i32, i64)>) {
        self.consider(parts);
        let policy = self.slow.policy;
        let most = if policy.partial { usize::from(policy.deliveries_max) } else { 1 };
        if parts.len() == most {
            return;
        }
        let sum: i64 = parts.iter().map(|part| part.1).sum();
        for next in at..self.days.len() {
            let day = self.days[next];
            let room = self.slow.available(day).min(self.ask.quantity) - sum;
            let least = self.ask.shipment_min.min(self.ask.quantity);
            for quantity in (least..=room).filter(|q| q % self.ask.multiple == 0) {
                parts.push((day, quantity));
                self.from(next + 1, parts);
                parts.pop();
            }
        }
    }

    fn consider(&mut self, parts: &[(i32, i64)]) {
        let total: i64 = parts.iter().map(|part| part.1).sum();
        if !self.slow.policy.partial && total != self.ask.quantity {
            return;
        }
        let waiting = parts.iter().map(|part| part.1 * i64::from(part.0 - self.target)).sum();
        let days = parts.iter().map(|part| part.0).collect();
        let rank = (-total, waiting, parts.len(), days);
        if self.best.as_ref().is_none_or(|known| rank < known.0) {
            self.best = Some((rank, parts.to_vec()));
        }
    }
}

fn dated(most: usize) -> impl Strategy<Value = Vec<(Day, i64)>> {
    prop::collection::vec(((0..13i32).prop_map(Day), 1..5i64), 0..most)
}

fn any_policy() -> impl Strategy<Value = Availability> {
    let supply = prop_oneof![Just(Supply::None), Just(Supply::Unlimited)];
    let late = prop::option::of(0..12u32);
    (prop::bool::weighted(0.8), 1..4u16, late, prop::option::weighted(0.3, 0..12u32), supply)
        .prop_map(|(partial, deliveries_max, late_days_max, horizon_days, beyond)| Availability {
            partial,
            deliveries_max,
            late_days_max,
            horizon_days,
            beyond,
            ..Availability::default()
        })
}

fn any_ask() -> impl Strategy<Value = Wanted> {
    (
        1..11i64,
        0..4i32,
        0..8i32,
        prop_oneof![3 => Just(1i64), 1 => 2..4i64],
        prop_oneof![3 => Just(1i64), 1 => 2..7i64],
    )
        .prop_map(|(quantity, earliest, target, multiple, shipment_min)| Wanted {
            quantity,
            earliest: Day(earliest),
            target: Day(target),
            multiple,
            shipment_min,
        })
}

fn any_working() -> impl Strategy<Value = WorkingDays> {
    let closed = prop::collection::vec((0..14i32).prop_map(Day), 0..4);
    prop_oneof![
        Just(WorkingDays::every_day()),
        closed.prop_map(|closed| WorkingDays::new([true; 7], closed).unwrap()),
        Just(WorkingDays::default()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_line_agrees_with_brute_force(
        policy in any_policy(), on_hand in -2..6i64, receipts in dated(6), promises in dated(3),
        ask in any_ask(), working in any_working(), today in 0..3i32,
    ) {
        let ask = Wanted { earliest: ask.earliest.max(Day(today)), ..ask };
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let (receipts, promises) = (&receipts[..], &promises[..]);
        let slow = Slow { policy: &policy, on_hand, receipts, promises, today };
        let mut out = Vec::new();
        let mut overlay = Overlay::default();
        let supply = Some(&pool);
        // The slow twin looks at days until LAST only; so does the policy here.
        let reach = (LAST - ask.target.max(ask.earliest).0) as u32;
        let late_days_max = Some(policy.late_days_max.map_or(reach, |late| late.min(reach)));
        let bounded = Availability { late_days_max, ..policy.clone() };
        plan_line(&bounded, supply, &mut overlay, Day(today), &working, &ask, &mut out);
        let fast: Vec<_> = out.iter().map(|part| (part.ship.0, part.quantity)).collect();
        prop_assert_eq!(fast, slow.best(&working, &ask));
    }

    #[test]
    fn many_lines_never_promise_more_than_there_is(
        policy in any_policy(), on_hand in -2..20i64, receipts in dated(6), promises in dated(5),
        lines in prop::collection::vec((any_ask(), any::<bool>()), 1..8), working in any_working(),
    ) {
        let policy = Availability { beyond: Supply::None, ..policy };
        let pool = Pool::new(on_hand, 0, &receipts, &promises);
        let mut overlay = Overlay::default();
        let mut kept: Vec<Delivery> = Vec::new();
        for (ask, commit) in lines {
            let mut out = Vec::new();
            overlay.begin();
            let supply = Some(&pool);
            let total =
                plan_line(&policy, supply, &mut overlay, Day(0), &working, &ask, &mut out);
            prop_assert_eq!(total, out.iter().map(|part| part.quantity).sum::<i64>());
            prop_assert!(total <= ask.quantity);
            prop_assert!(out.len() <= usize::from(policy.deliveries_max));
            prop_assert!(out.is_sorted_by(|one, next| one.ship < next.ship));
            for part in &out {
                prop_assert!(part.quantity > 0 && part.quantity % ask.multiple == 0);
                prop_assert!(part.ship >= ask.target.max(ask.earliest));
                prop_assert!(working.is_working(part.ship));
            }
            if commit { overlay.commit(); kept.extend(out) } else { overlay.rollback() }
        }
        for u in (0..30).map(Day) {
            let kept = kept.iter().filter(|part| part.ship <= u);
            let taken: i64 = kept.map(|part| part.quantity).sum();
            let net = pool.net(u, Day(0));
            prop_assert!(net - i128::from(taken) >= net.min(0), "{:?}", u);
        }
    }
}
