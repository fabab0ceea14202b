//! The best schedule of a line, by trying every one.

use super::sight::Sight;
use super::world::{Day, Quota};

/// Deliveries: a day, and how many units from which location.
pub type Schedule = Vec<(Day, Vec<(usize, i64)>)>;

/// What limits the units of one product, as one order sees it.
#[derive(Clone)]
pub struct Limits {
    /// Locations in order, each with the parts that a unit takes there.
    places: Vec<(usize, Vec<Pool>)>,
    /// Quotas of the product and of its parts.
    caps: Vec<Cap>,
    known_until: Day,
    multiple: i64,
}

/// One part at one location: the units of it in one of the product, and what is
/// free on each day from today on.
#[derive(Clone)]
struct Pool {
    units: i64,
    first: Day,
    free: Vec<i64>,
}

#[derive(Clone)]
struct Cap {
    units: i64,
    windows: Vec<(Quota, i64)>,
}

impl Limits {
    /// Of a product at some locations.
    pub fn new(sight: &Sight<'_>, product: usize, locations: &[usize]) -> Self {
        let world = sight.world;
        let parts = world.parts(product);
        let today = sight.today();
        let pool = |location: usize, part: usize, units: i64| {
            let free =
                |day| sight.net(part, location, day) - sight.kept_for_others(part, location, day);
            Pool { units, first: today, free: (today..=sight.known_until()).map(free).collect() }
        };
        let place = |location: &usize| {
            let own = parts.iter().filter(|(part, _)| sight.is_tracked(*part));
            (*location, own.map(|(part, units)| pool(*location, *part, *units)).collect())
        };
        let is_lacking = |(part, _): &(usize, i64)| !sight.is_tracked(*part);
        let nowhere = !world.policy.untracked_unlimited && parts.iter().any(is_lacking);
        let locations = if nowhere { &[] } else { locations };
        let mut capped = parts.clone();
        if world.is_kit(product) {
            capped.push((product, 1));
        }
        let cap = |(product, units): (usize, i64)| {
            sight.quotas(product).map(|windows| Cap { units, windows })
        };
        Self {
            places: locations.iter().map(place).collect(),
            caps: capped.into_iter().filter_map(cap).collect(),
            known_until: sight.known_until(),
            multiple: world.products[product].multiple,
        }
    }

    /// Takes units at one place on a day, or nothing and says so.
    fn take(&mut self, place: usize, day: Day, quantity: i64) -> bool {
        let mut after = self.places[place].1.clone();
        for pool in &mut after {
            // Beyond what is known there is always enough.
            for on in day..=self.known_until {
                let free = &mut pool.free[(on - pool.first) as usize];
                *free -= pool.units * quantity;
                if *free < 0 {
                    return false;
                }
            }
        }
        self.places[place].1 = after;
        true
    }

    fn quota_allows(&mut self, day: Day, quantity: i64) -> bool {
        self.caps.iter_mut().all(|cap| {
            let open = |(row, _): &&mut (Quota, i64)| row.from <= day && day < row.until;
            let Some((_, left)) = cap.windows.iter_mut().find(open) else { return false };
            *left -= cap.units * quantity;
            *left >= 0
        })
    }

    /// Fills a delivery from the places in order; they are changed only when
    /// all of it is there.
    pub fn deliver(&mut self, day: Day, quantity: i64) -> Option<Vec<(usize, i64)>> {
        let mut trial = self.clone();
        if !trial.quota_allows(day, quantity) {
            return None;
        }
        let from = trial.fill(day, quantity);
        if from.iter().map(|(_, units)| units).sum::<i64>() < quantity {
            return None;
        }
        *self = trial;
        Some(from)
    }

    /// Takes what there is of a quantity, each place giving all it can.
    fn fill(&mut self, day: Day, quantity: i64) -> Vec<(usize, i64)> {
        let mut left = quantity;
        let mut from = Vec::new();
        for place in 0..self.places.len() {
            let mut most = left - left % self.multiple;
            while most > 0 && !self.take(place, day, most) {
                most -= self.multiple;
            }
            if most > 0 {
                from.push((self.places[place].0, most));
                left -= most;
            }
        }
        from
    }

    /// No deliveries up to a day come to more than this: what leaves before
    /// might as well leave on the day itself, whatever the quotas say.
    fn at_most(&self, last: Day, quantity: i64) -> i64 {
        self.clone().fill(last, quantity).iter().map(|(_, units)| units).sum()
    }
}

/// What a line asks.
#[derive(Clone, Debug)]
pub struct Asked {
    pub quantity: i64,
    pub multiple: i64,
    pub shipment_min: i64,
    /// All in one delivery or nothing.
    pub whole: bool,
    pub deliveries_max: usize,
    /// The days on which it may leave.
    pub days: Vec<Day>,
}

struct Search<'a> {
    asked: &'a Asked,
    now: Schedule,
    best: Schedule,
}

/// The most units; then the least quantity times day; then the fewest
/// deliveries; then the earliest days; then the greatest quantities first.
pub fn best(limits: &Limits, asked: &Asked) -> Schedule {
    let mut search = Search { asked, now: Vec::new(), best: Vec::new() };
    search.from(limits, 0, asked.quantity);
    search.best
}

pub fn units(delivery: &(Day, Vec<(usize, i64)>)) -> i64 {
    delivery.1.iter().map(|(_, quantity)| quantity).sum()
}

pub fn total(schedule: &Schedule) -> i64 {
    schedule.iter().map(units).sum()
}

fn weight(schedule: &Schedule) -> i64 {
    schedule.iter().map(|delivery| delivery.0 * units(delivery)).sum()
}

fn rank(schedule: &Schedule) -> (i64, i64, usize, Vec<Day>, Vec<i64>) {
    let days = schedule.iter().map(|delivery| delivery.0).collect();
    let quantities = schedule.iter().map(|delivery| -units(delivery)).collect();
    (-total(schedule), weight(schedule), schedule.len(), days, quantities)
}

impl Search<'_> {
    fn from(&mut self, limits: &Limits, first: usize, left: i64) {
        let asked = self.asked;
        if (!asked.whole || left == 0) && rank(&self.now) < rank(&self.best) {
            self.best = self.now.clone();
        }
        if left == 0 || self.now.len() == asked.deliveries_max {
            return;
        }
        let Some(last) = asked.days.last() else { return };
        let more = limits.at_most(*last, left);
        for at in first..asked.days.len() {
            let day = asked.days[at];
            // What cannot beat the best from here on need not be tried.
            let most = total(&self.now) + more;
            let least = weight(&self.now) + day * more;
            if (-most, least) > (-total(&self.best), weight(&self.best)) {
                return;
            }
            for quantity in (1..=left).rev().filter(|units| units % asked.multiple == 0) {
                let is_whole = quantity == asked.quantity;
                if !is_whole && (asked.whole || quantity < asked.shipment_min) {
                    continue;
                }
                let mut after = limits.clone();
                if let Some(from) = after.deliver(day, quantity) {
                    self.now.push((day, from));
                    self.from(&after, at + 1, left - quantity);
                    self.now.pop();
                }
            }
        }
    }
}
