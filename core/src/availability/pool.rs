use crate::calendar::Day;

/// The supply of one product at one location.
///
/// The net position of a day is N(d) = on hand − safety stock + receipts dated
/// on or before d − promises dated on or before d. What can be promised for it
/// is A(d) = max(0, min over u ≥ d of N(u)): a unit that a later promise needs
/// is not there today. A never falls as d grows.
///
/// Relative to *today*, an overdue promise counts in full, an overdue receipt
/// not at all; a receipt serves its own day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    base: i64,
    // INVARIANT: sorted, each day once.
    events: Box<[Event]>,
}

/// What comes in and what goes out on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Event {
    day: Day,
    received: i64,
    promised: i64,
}

/// What orders decided since have taken of a pool on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Booked {
    pub day: Day,
    pub quantity: i128,
}

impl Pool {
    /// A pool of dated receipts and promises in any order. Sums that leave the
    /// range of the type stop at its end.
    #[must_use]
    pub fn new(
        on_hand: i64,
        safety: i64,
        receipts: &[(Day, i64)],
        promises: &[(Day, i64)],
    ) -> Self {
        let received = receipts.iter().map(|&(day, received)| Event { day, received, promised: 0 });
        let promised = promises.iter().map(|&(day, promised)| Event { day, received: 0, promised });
        let mut events: Vec<Event> = received.chain(promised).collect();
        events.sort_by_key(|event| event.day);
        events.dedup_by(|later, kept| {
            let same = later.day == kept.day;
            if same {
                kept.received = kept.received.saturating_add(later.received);
                kept.promised = kept.promised.saturating_add(later.promised);
            }
            same
        });
        Self { base: on_hand.saturating_sub(safety), events: events.into() }
    }
}

/// The lowest of net positions, as a quantity that can be promised.
pub(super) fn lowest(points: impl Iterator<Item = (Day, i128)>) -> i64 {
    promisable(points.map(|point| point.1).min().unwrap_or(0))
}

/// A net position as a quantity: nothing when it is negative.
pub(super) fn promisable(net: i128) -> i64 {
    i64::try_from(net.max(0)).unwrap_or(i64::MAX)
}

/// The net position on a day and on each later day on which something
/// happens, bookings included.
#[derive(Clone, Debug)]
pub(super) struct Points<'a> {
    events: &'a [Event],
    booked: &'a [Booked],
    today: Day,
    net: i128,
    next: Option<Day>,
}

impl<'a> Points<'a> {
    pub fn new(pool: &'a Pool, booked: &'a [Booked], today: Day, from: Day) -> Self {
        let net = i128::from(pool.base);
        Self { events: &pool.events, booked, today, net, next: Some(from) }
    }

    fn take_until(&mut self, day: Day) {
        while let [event, rest @ ..] = self.events
            && event.day <= day
        {
            let received = if event.day < self.today { 0 } else { event.received };
            self.net += i128::from(received) - i128::from(event.promised);
            self.events = rest;
        }
        while let [booked, rest @ ..] = self.booked
            && booked.day <= day
        {
            self.net -= booked.quantity;
            self.booked = rest;
        }
    }
}

impl Iterator for Points<'_> {
    type Item = (Day, i128);

    fn next(&mut self) -> Option<Self::Item> {
        let day = self.next?;
        self.take_until(day);
        let event = self.events.first().map(|event| event.day);
        let booked = self.booked.first().map(|booked| booked.day);
        self.next = event.into_iter().chain(booked).min();
        Some((day, self.net))
    }
}

#[cfg(test)]
impl Pool {
    /// N(d), seen from `today`.
    pub(super) fn net(&self, day: Day, today: Day) -> i128 {
        Points::new(self, &[], today, day).next().map_or(0, |point| point.1)
    }

    /// A(d), seen from `today`.
    fn available(&self, day: Day, today: Day) -> i64 {
        lowest(Points::new(self, &[], today, day))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
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
            let points = Points::new(&pool, &booked, Day(today), Day(day));
            for (u, value) in points.clone() {
                prop_assert_eq!(value, net(u));
            }
            prop_assert_eq!(i128::from(lowest(points)), slow);
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
}
