use super::tree::{Low, Tree};
use crate::calendar::Day;

/// The supply of one product at one location.
///
/// The net position of a day is N(d) = on hand − safety stock + receipts dated
/// on or before d − promises dated on or before d. What can be promised for it
/// is A(d) = max(0, min over u ≥ d of N(u)): a unit that a later promise needs
/// is not there today. A never falls as d grows.
///
/// Relative to *today*, an overdue promise counts in full, an overdue receipt
/// not at all, or as one that comes so many days from today; a receipt serves
/// its own day.
///
/// Few events are a sorted list, many a tree that asks, books and releases in
/// O(log n). A pool without dated events is two words.
///
/// ```
/// use longtail::{Day, Pool};
/// // 10 there, 8 promised for day 7, 5 more on day 8.
/// let mut pool = Pool::new(10, 0, &[(Day(8), 5)], &[(Day(7), 8)]);
/// assert_eq!(pool.available(Day(0), Day(0)), 2);
/// assert_eq!(pool.earliest(7, Day(0), Day(0)), Some(Day(8)));
/// pool.book(Day(0), 2);
/// assert_eq!(pool.available(Day(0), Day(0)), 0);
/// pool.release(Day(0), 2);
/// assert_eq!(pool, Pool::new(10, 0, &[(Day(8), 5)], &[(Day(7), 8)]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    base: i64,
    // What few products have stands apart from what all have.
    dated: Option<Box<Dated>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dated {
    events: Events,
    holds: Box<[Hold]>,
    protections: Box<[Protection]>,
}

/// More events than these are a tree.
const FEW: usize = 64;

#[derive(Clone, Debug)]
enum Events {
    // INVARIANT: sorted, each day once, none that is nothing.
    Few(Vec<Event>),
    Many(Tree),
}

impl Default for Events {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl PartialEq for Events {
    /// Whether the same happens on the same days, in whatever form it is kept.
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}

impl Eq for Events {}

/// What comes in and what goes out on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub day: Day,
    pub received: i64,
    /// Promised, or kept back; below zero when less is kept back.
    pub taken: i64,
}

impl Event {
    pub fn change(&self) -> i128 {
        i128::from(self.received) - i128::from(self.taken)
    }

    pub fn is_nothing(&self) -> bool {
        self.received == 0 && self.taken == 0
    }

    pub fn add(&mut self, other: Self) {
        self.received = self.received.saturating_add(other.received);
        self.taken = self.taken.saturating_add(other.taken);
    }

    /// Adds to the events of a day among those in the order of their days; of a day on
    /// which nothing happens there is none.
    pub(super) fn add_to(self, events: &mut Vec<Self>) {
        match events.binary_search_by_key(&self.day, |known| known.day) {
            Ok(at) => {
                events[at].add(self);
                if events[at].is_nothing() {
                    events.remove(at);
                }
            }
            Err(at) => events.insert(at, self),
        }
    }
}

/// What is taken of a pool on a day beside its events: by orders decided since,
/// by holds that live, by what is kept free for others. Below zero it comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Booked {
    pub day: Day,
    pub quantity: i128,
}

/// A promise that ends unless it is made firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The ship day.
    pub day: Day,
    /// Units.
    pub quantity: i64,
    /// The instant from which on it no longer counts, in seconds since 1970 in
    /// universal time.
    pub expires: i64,
    /// Whose it is: it does not count against an order of the same owner.
    pub owner: Option<Box<str>>,
    /// The group of the partner it was promised to.
    pub group: Option<u32>,
}

/// Units that are kept free for a group on the days of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// For whom.
    pub group: u32,
    /// The first day.
    pub from: Option<Day>,
    /// The first day on which it has lapsed.
    pub until: Option<Day>,
    /// Units.
    pub quantity: i64,
    /// What the group was promised for days of the window.
    pub promised: i64,
    /// Under which number orders decided since are kept.
    pub(super) taken: u32,
}

impl Protection {
    /// What is kept free for a group.
    #[must_use]
    pub const fn new(group: u32, from: Option<Day>, until: Option<Day>, quantity: i64) -> Self {
        Self { group, from, until, quantity, promised: 0, taken: u32::MAX }
    }

    /// Whether a day lies in its window.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl Pool {
    /// Nothing, and nothing expected.
    pub(super) const EMPTY: Self = Self { base: 0, dated: None };

    /// A pool of dated receipts and promises in any order. Sums that leave the
    /// range of the type stop at its end.
    #[must_use]
    pub fn new(
        on_hand: i64,
        safety: i64,
        receipts: &[(Day, i64)],
        promises: &[(Day, i64)],
    ) -> Self {
        let received = receipts.iter().map(|&(day, received)| Event { day, received, taken: 0 });
        let taken = promises.iter().map(|&(day, taken)| Event { day, received: 0, taken });
        let mut events: Vec<Event> = received.chain(taken).collect();
        events.sort_by_key(|event| event.day);
        events.dedup_by(|later, kept| {
            let same = later.day == kept.day;
            if same {
                kept.add(*later);
            }
            same
        });
        events.retain(|event| !event.is_nothing());
        events.shrink_to_fit();
        let mut pool = Self { base: on_hand.saturating_sub(safety), dated: None };
        if events.len() > FEW {
            pool.dated().events = Events::Many(Tree::new(&events));
        } else if !events.is_empty() {
            pool.dated().events = Events::Few(events);
        }
        pool
    }

    /// The same with promises that may end and units that are kept free.
    #[must_use]
    pub fn with(mut self, holds: Vec<Hold>, protections: Vec<Protection>) -> Self {
        if !holds.is_empty() || !protections.is_empty() {
            let dated = self.dated();
            dated.holds = holds.into();
            dated.protections = protections.into();
        }
        self
    }

    fn dated(&mut self) -> &mut Dated {
        self.dated.get_or_insert_default()
    }

    /// Whether nothing is dated: what is there is there on every day.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.dated.is_none()
    }

    /// N(d), seen from `today`, without holds and protections.
    #[must_use]
    pub fn net(&self, day: Day, today: Day) -> i128 {
        View { pool: self, booked: &[], extra: &[], today }.net(day)
    }

    /// A(d), seen from `today`, without holds and protections.
    #[must_use]
    pub fn available(&self, day: Day, today: Day) -> i64 {
        let view = View { pool: self, booked: &[], extra: &[], today };
        promisable(view.lowest(day, Day(i32::MAX)).net)
    }

    /// The first day from `from` on for which `quantity` can be promised.
    #[must_use]
    pub fn earliest(&self, quantity: i64, from: Day, today: Day) -> Option<Day> {
        let view = View { pool: self, booked: &[], extra: &[], today };
        view.earliest(i128::from(quantity), from)
    }

    /// Promises `quantity` for a day.
    pub fn book(&mut self, day: Day, quantity: i64) {
        self.add(Event { day, received: 0, taken: quantity });
    }

    /// Gives back what was promised for a day.
    pub fn release(&mut self, day: Day, quantity: i64) {
        self.add(Event { day, received: 0, taken: quantity.saturating_neg() });
    }

    /// Expects `quantity` on a day; below zero that much less.
    pub fn receive(&mut self, day: Day, quantity: i64) {
        self.add(Event { day, received: quantity, taken: 0 });
    }

    fn add(&mut self, event: Event) {
        if event.is_nothing() {
            return;
        }
        let dated = self.dated();
        match &mut dated.events {
            Events::Many(tree) => tree.add(event),
            Events::Few(events) => {
                event.add_to(events);
                if events.len() > FEW {
                    dated.events = Events::Many(Tree::new(events));
                }
            }
        }
        if dated.holds.is_empty() && dated.protections.is_empty() && dated.events.is_empty() {
            self.dated = None;
        }
    }

    pub(super) fn holds(&self) -> &[Hold] {
        self.dated.as_ref().map_or(&[], |dated| &dated.holds)
    }

    pub(super) fn protections(&self) -> &[Protection] {
        self.dated.as_ref().map_or(&[], |dated| &dated.protections)
    }

    pub(super) fn protections_mut(&mut self) -> &mut [Protection] {
        self.dated.as_mut().map_or(&mut [], |dated| &mut dated.protections)
    }

    /// What should have come before `today`.
    pub(super) fn overdue(&self, today: Day) -> i128 {
        match self.events() {
            Some(Events::Few(events)) => {
                let before = events.iter().take_while(|event| event.day < today);
                before.map(|event| i128::from(event.received)).sum()
            }
            Some(Events::Many(tree)) => tree.until(today.plus(-1)).1,
            None => 0,
        }
    }

    fn events(&self) -> Option<&Events> {
        self.dated.as_ref().map(|dated| &dated.events)
    }

    fn few(&self) -> &[Event] {
        match self.events() {
            Some(Events::Few(events)) => events,
            _ => &[],
        }
    }

    fn many(&self) -> Option<&Tree> {
        match self.events() {
            Some(Events::Many(tree)) => Some(tree),
            _ => None,
        }
    }

    /// Visits what is expected, by day, from a day on until told to stop.
    pub(super) fn each_receipt(&self, from: Day, mut visit: impl FnMut(Day, i64) -> bool) {
        let mut each = |event: &Event| event.received == 0 || visit(event.day, event.received);
        match self.events() {
            Some(Events::Few(events)) => {
                let _ = events.iter().filter(|event| event.day >= from).all(&mut each);
            }
            Some(Events::Many(tree)) => tree.each(from, &mut each),
            None => {}
        }
    }
}

impl Events {
    fn is_empty(&self) -> bool {
        match self {
            Self::Few(events) => events.is_empty(),
            Self::Many(tree) => tree.next(Day(i32::MIN)).is_none(),
        }
    }

    fn all(&self) -> Vec<Event> {
        match self {
            Self::Few(events) => events.clone(),
            Self::Many(tree) => {
                let mut all = Vec::new();
                tree.each(Day(i32::MIN), &mut |event| {
                    all.push(*event);
                    true
                });
                all
            }
        }
    }
}

/// A net position as a quantity: nothing when it is negative.
pub(super) fn promisable(net: i128) -> i64 {
    i64::try_from(net.max(0)).unwrap_or(i64::MAX)
}

/// A pool as an order sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub pool: &'a Pool,
    /// What orders decided since have taken, rising by day.
    pub booked: &'a [Booked],
    /// What else is taken or comes in, rising by day.
    pub extra: &'a [Booked],
    pub today: Day,
}

impl View<'_> {
    /// N(d).
    pub fn net(&self, day: Day) -> i128 {
        match self.pool.many() {
            None => Points::new(self, day).next().map_or(0, |point| point.1),
            Some(tree) => self.net_of(tree, day),
        }
    }

    /// The lowest net position from a day on until another, and the last day on
    /// which it becomes that.
    pub fn lowest(&self, from: Day, until: Day) -> Low {
        match self.pool.many() {
            None => {
                let none = Low { net: i128::MAX, day: from };
                let points = Points::new(self, from).take_while(|point| point.0 <= until);
                points.fold(none, |low, (day, net)| low.min(Low { net, day }))
            }
            Some(tree) => self.lowest_of(tree, from, until),
        }
    }

    /// What can be promised from each day on, as days on which it rises: from
    /// `from` on, up to the day on which it is `enough`, at most until a day.
    pub fn rises(&self, from: Day, until: Day, enough: i128, out: &mut Vec<(Day, i128)>) {
        out.clear();
        let Some(tree) = self.pool.many() else {
            out.extend(Points::new(self, from).take_while(|point| point.0 <= until));
            let mut lowest = i128::MAX;
            for point in out.iter_mut().rev() {
                lowest = lowest.min(point.1);
                point.1 = lowest;
            }
            out.dedup_by(|later, kept| later.1 == kept.1);
            return;
        };
        let mut from = from;
        loop {
            let low = self.lowest_of(tree, from, until);
            out.push((from, low.net));
            match self.next(tree, low.day) {
                Some(next) if low.net < enough && next <= until => from = next,
                _ => return,
            }
        }
    }

    fn earliest(&self, quantity: i128, from: Day) -> Option<Day> {
        if let Some(tree) = self.pool.many().filter(|_| from >= self.today) {
            return match self.last_below(tree, quantity, from) {
                Some(last) => self.next(tree, last),
                None => Some(from),
            };
        }
        if self.pool.many().is_none() {
            // The day after the last one that is too low.
            let points = Points::new(self, from);
            return points.fold(None, |found, (day, net)| match net >= quantity {
                true => found.or(Some(day)),
                false => None,
            });
        }
        let mut from = from;
        loop {
            // A day too low is the last one that can be: all after it are not lower.
            let low = self.lowest(from, Day(i32::MAX));
            if low.net >= quantity {
                return Some(from);
            }
            from = self.next_day(low.day)?;
        }
    }

    pub fn next_day(&self, day: Day) -> Option<Day> {
        match self.pool.many() {
            Some(tree) => self.next(tree, day),
            None => {
                let mut points = Points::new(self, day);
                points.next();
                points.next().map(|point| point.0)
            }
        }
    }

    /// The last day from `from` on with less than a quantity, stretch by stretch
    /// between the days of what is beside the tree.
    fn last_below(&self, tree: &Tree, quantity: i128, from: Day) -> Option<Day> {
        let beside = self.booked.iter().chain(self.extra).map(|booked| booked.day);
        let mut days: Vec<Day> = beside.filter(|day| *day > from).chain([from]).collect();
        days.sort_unstable();
        let mut until = Day(i32::MAX);
        for &day in days.iter().rev() {
            let net = self.net_of(tree, day);
            let bound = quantity - (net - tree.until(day).0);
            let found = tree.last_below(day, until, bound);
            if found.is_some() || net < quantity {
                return found.or(Some(day));
            }
            until = day.plus(-1);
        }
        None
    }

    fn net_of(&self, tree: &Tree, day: Day) -> i128 {
        let beside = self.booked.iter().chain(self.extra).filter(|booked| booked.day <= day);
        let taken: i128 = beside.map(|booked| booked.quantity).sum();
        let overdue = self.pool.overdue(self.today.min(day.plus(1)));
        i128::from(self.pool.base) + tree.until(day).0 - overdue - taken
    }

    /// Between two bookings the net position moves as the tree's own does.
    fn lowest_of(&self, tree: &Tree, from: Day, until: Day) -> Low {
        let mut from = from;
        let mut low = Low { net: self.net_of(tree, from), day: from };
        // Before today nothing comes in any more; that is seldom asked.
        while from < self.today {
            let Some(next) = self.next(tree, from).filter(|next| *next <= until) else {
                return low;
            };
            from = next;
            low = low.min(Low { net: self.net_of(tree, from), day: from });
        }
        let start = self.net_of(tree, from);
        // From its first day on the tree differs from the net position by this.
        let mut beside = start - tree.until(from).0;
        let mut day = from;
        while day < until {
            let next = self.next_beside(day).filter(|next| *next <= until);
            let end = next.map_or(until, |next| next.plus(-1));
            if let Some(found) = tree.lowest(day, end) {
                low = low.min(Low { net: found.net + beside, day: found.day });
            }
            let Some(next) = next else { break };
            let of_day = self.booked.iter().chain(self.extra).filter(|booked| booked.day == next);
            beside -= of_day.map(|booked| booked.quantity).sum::<i128>();
            low = low.min(Low { net: tree.until(next).0 + beside, day: next });
            day = next;
        }
        low
    }

    fn next(&self, tree: &Tree, day: Day) -> Option<Day> {
        tree.next(day).into_iter().chain(self.next_beside(day)).min()
    }

    fn next_beside(&self, day: Day) -> Option<Day> {
        let after =
            |booked: &[Booked]| booked.get(booked.partition_point(|b| b.day <= day)).map(|b| b.day);
        after(self.booked).into_iter().chain(after(self.extra)).min()
    }
}

/// The net position on a day and on each later day on which something
/// happens, bookings included. Of a pool with few events.
#[derive(Clone, Debug)]
pub(super) struct Points<'a> {
    events: &'a [Event],
    booked: &'a [Booked],
    extra: &'a [Booked],
    today: Day,
    net: i128,
    next: Option<Day>,
}

impl<'a> Points<'a> {
    fn new(view: &View<'a>, from: Day) -> Self {
        let View { pool, booked, extra, today } = *view;
        let net = i128::from(pool.base);
        Self { events: pool.few(), booked, extra, today, net, next: Some(from) }
    }

    fn take_until(&mut self, day: Day) {
        while let [event, rest @ ..] = self.events
            && event.day <= day
        {
            let received = if event.day < self.today { 0 } else { event.received };
            self.net += i128::from(received) - i128::from(event.taken);
            self.events = rest;
        }
        self.net -= taken_until(&mut self.booked, day) + taken_until(&mut self.extra, day);
    }
}

fn taken_until(booked: &mut &[Booked], day: Day) -> i128 {
    let mut taken = 0;
    while let [first, rest @ ..] = booked
        && first.day <= day
    {
        taken += first.quantity;
        *booked = rest;
    }
    taken
}

impl Iterator for Points<'_> {
    type Item = (Day, i128);

    fn next(&mut self) -> Option<Self::Item> {
        let day = self.next?;
        self.take_until(day);
        let event = self.events.first().map(|event| event.day);
        let booked = self.booked.first().map(|booked| booked.day);
        let extra = self.extra.first().map(|extra| extra.day);
        self.next = event.into_iter().chain(booked).chain(extra).min();
        Some((day, self.net))
    }
}

#[cfg(test)]
mod tests;
