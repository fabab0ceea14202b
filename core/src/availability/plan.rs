use super::pool::{Booked, Points, lowest};
use super::split::{Split, Step};
use super::{Availability, Overlay, Pool, PoolId, Supply};
use crate::calendar::{Day, WorkingDays};

/// A quantity that leaves on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Delivery {
    /// The ship day.
    pub ship: Day,
    /// How many units.
    pub quantity: i64,
}

/// What a line asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// How many units.
    pub quantity: i64,
    /// The earliest ship day.
    pub earliest: Day,
    /// The wanted ship day; before `earliest` it is read as `earliest`.
    pub target: Day,
    /// Each delivery is a multiple of this; below 1 it is read as 1.
    pub multiple: i64,
}

/// Plans a line, books it in the overlay, appends its deliveries in order of
/// their days, and returns what they sum to.
///
/// - Nothing leaves before the target, also when it could: what is wanted
///   later is left to others until then, and more can be promised later.
/// - As much in total as possible comes first, in whole multiples; then as
///   early as possible: of all ways to ship that total in `deliveries_max`
///   deliveries or fewer, the least sum of quantity × days after the target;
///   of several, the one whose first delivery is earliest, then the second.
/// - A delivery leaves on a working day, and at most `late_days_max` calendar
///   days after the target.
/// - Without `partial` everything leaves in one delivery, as early as it can,
///   or nothing does.
/// - A line without a pool has the policy's `untracked` supply; it books
///   nothing.
/// - A horizon of n days ends on the n-th day after `today`. With nothing
///   beyond it, no delivery leaves later; with unlimited supply beyond it,
///   what is promised for later days takes nothing away from the days before.
pub fn plan_line(
    policy: &Availability,
    supply: (PoolId, Option<&Pool>),
    overlay: &mut Overlay,
    today: Day,
    working: &WorkingDays,
    ask: &Ask,
    out: &mut Vec<Delivery>,
) -> i64 {
    let window = Window::new(policy, today, working, ask);
    let (id, pool) = supply;
    if window.wanted == 0 || window.first > window.last {
        return 0;
    }
    let Some(pool) = pool else {
        let unlimited = policy.untracked == Supply::Unlimited;
        return if unlimited { deliver(window.first, window.wanted, out) } else { 0 };
    };
    if window.at_once(pool, overlay.booked(id)) {
        overlay.book(id, window.first, window.wanted);
        return deliver(window.first, window.wanted, out);
    }
    let (booked, split) = overlay.split_over(id);
    window.steps(pool, booked, split);
    let most = match policy.partial {
        true => usize::from(policy.deliveries_max),
        false if split.total() == window.wanted => 1,
        false => return 0,
    };
    let start = out.len();
    let mut before = 0;
    for step in split.choose(most) {
        deliver(step.day, step.total - before, out);
        before = step.total;
    }
    out[start..].iter().for_each(|part| overlay.book(id, part.ship, part.quantity));
    before
}

fn deliver(ship: Day, quantity: i64, out: &mut Vec<Delivery>) -> i64 {
    out.push(Delivery { ship, quantity });
    quantity
}

/// On which days a line may leave, and how far supply is looked at.
struct Window<'a> {
    working: &'a WorkingDays,
    today: Day,
    /// The first and last ship day.
    first: Day,
    last: Day,
    /// After this day supply is unlimited.
    known_until: Day,
    /// In whole multiples.
    wanted: i64,
    multiple: i64,
}

impl<'a> Window<'a> {
    fn new(policy: &Availability, today: Day, working: &'a WorkingDays, ask: &Ask) -> Self {
        let end = Day(i32::MAX);
        let after = |day: Day, days: Option<u32>| {
            days.map_or(end, |days| day.plus(i32::try_from(days).unwrap_or(i32::MAX)))
        };
        let target = ask.target.max(ask.earliest);
        let horizon = after(today, policy.horizon_days);
        let (limit, known_until) = match policy.beyond {
            Supply::None => (horizon, end),
            Supply::Unlimited => (end, horizon),
        };
        let multiple = ask.multiple.max(1);
        let whole = ask.quantity.max(0) / multiple * multiple;
        Self {
            working,
            today,
            first: working.at_or_after(target),
            last: after(target, policy.late_days_max).min(limit),
            known_until,
            wanted: if policy.partial || whole == ask.quantity { whole } else { 0 },
            multiple,
        }
    }

    /// The net positions from the first ship day on, as far as they count.
    fn points<'b>(
        &self,
        pool: &'b Pool,
        booked: &'b [Booked],
    ) -> impl Iterator<Item = (Day, i128)> + use<'b> {
        let known_until = self.known_until;
        Points::new(pool, booked, self.today, self.first)
            .take_while(move |&(day, _)| day <= known_until)
    }

    /// Whether all that is wanted can leave on the first ship day.
    fn at_once(&self, pool: &Pool, booked: &[Booked]) -> bool {
        self.first > self.known_until || lowest(self.points(pool, booked)) >= self.wanted
    }

    /// Fills the steps by which more and more can have left.
    fn steps(&self, pool: &Pool, booked: &[Booked], split: &mut Split) {
        split.look_ahead(self.points(pool, booked));
        let ship = |day| self.working.at_or_after(day);
        split.find_steps(ship, self.last, self.wanted, self.multiple);
        if self.known_until < self.last {
            let day = ship(self.known_until.plus(1));
            split.step(Step { day, total: self.wanted }, self.last);
        }
    }
}

#[cfg(test)]
mod tests;
