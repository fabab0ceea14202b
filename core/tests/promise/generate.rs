//! Random worlds: small numbers, so that everything meets everything.

mod supply;

use super::rng::Rng;
use super::world::{
    Calendar, Clock, Days, ELSEWHERE, Group, Kit, Line, Order, Partner, Policy, Product, World,
};

/// What a world may hold; each world draws some of them.
#[derive(Clone, Copy, PartialEq)]
enum Feature {
    Calendar,
    Clock,
    Parties,
    Horizon,
    Untracked,
    Restricted,
    Locations,
    Shipment,
    Overdue,
    Holds,
    Safety,
    Quotas,
    Protections,
    Kits,
    Substitutes,
    Together,
    Stricter,
}

const FEATURES: [Feature; 17] = [
    Feature::Calendar,
    Feature::Clock,
    Feature::Parties,
    Feature::Horizon,
    Feature::Untracked,
    Feature::Restricted,
    Feature::Locations,
    Feature::Shipment,
    Feature::Overdue,
    Feature::Holds,
    Feature::Safety,
    Feature::Quotas,
    Feature::Protections,
    Feature::Kits,
    Feature::Substitutes,
    Feature::Together,
    Feature::Stricter,
];

struct Draw {
    rng: Rng,
    features: Vec<Feature>,
    products: usize,
    partners: usize,
    locations: usize,
    /// Supply comes in little by little, and lines ask for much.
    climbs: bool,
    /// Supply has many rows, over so many days.
    days: i64,
    is_long: bool,
    /// Products with rows of supply.
    tracked: Vec<usize>,
}

/// The world of a seed.
pub fn world(seed: u64) -> World {
    let mut rng = Rng::new(seed);
    let share = rng.pick(&[15, 35, 60, 85]);
    let features = FEATURES.into_iter().filter(|_| rng.chance(share)).collect();
    let is_long = rng.chance(4);
    let days = if is_long { 100 } else { 9 };
    let (products, partners, locations, climbs, tracked) = (0, 0, 1, false, Vec::new());
    let mut draw =
        Draw { rng, features, products, partners, locations, climbs, days, is_long, tracked };
    draw.climbs = !is_long && draw.rng.chance(35);
    draw.products = draw.rng.pick(&[1, 1, 2, 2, 3, 4]);
    draw.partners = 1 + draw.rng.below(3);
    if draw.has(Feature::Locations) {
        draw.locations = 2 + draw.rng.below(2);
    }
    draw.world()
}

impl Draw {
    fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// A feature that this world has, so many times in a hundred.
    fn sometimes(&mut self, feature: Feature, percent: usize) -> bool {
        self.has(feature) && self.rng.chance(percent)
    }

    fn some<T>(&mut self, percent: usize, of: impl FnOnce(&mut Rng) -> T) -> Option<T> {
        self.rng.chance(percent).then(|| of(&mut self.rng))
    }

    fn product(&mut self) -> usize {
        self.rng.below(self.products)
    }

    fn location(&mut self) -> Option<usize> {
        match self.rng.below(20) {
            0 => Some(ELSEWHERE),
            1..=9 => None,
            _ => Some(self.rng.below(self.locations)),
        }
    }

    fn world(&mut self) -> World {
        let (policy, calendar) = (self.policy(), self.calendar());
        let products = (0..self.products).map(|_| self.product_row()).collect();
        let tier = |draw: &mut Self| Partner { tier: draw.some(80, |rng| rng.below(3)) };
        let partners = (0..self.partners).map(|_| tier(self)).collect();
        // New York puts its clock forward or back on day 6.
        let is_autumn = !self.is_long && self.sometimes(Feature::Clock, 50);
        let mut world = World {
            start: if is_autumn { 238 } else { 0 },
            last_day: 23 + self.days,
            policy,
            calendar,
            groups: self.groups(),
            partners,
            products,
            stock: Vec::new(),
            receipts: Vec::new(),
            promises: Vec::new(),
            safety: Vec::new(),
            quotas: Vec::new(),
            protections: Vec::new(),
            kits: self.kits(),
            substitutes: Vec::new(),
            orders: Vec::new(),
        };
        self.supply(&mut world);
        self.promises(&mut world);
        self.limits(&mut world);
        if self.has(Feature::Substitutes) {
            for _ in 0..1 + self.rng.below(3) {
                let pair = (self.product(), self.product());
                if pair.0 != pair.1 && !world.substitutes.contains(&pair) {
                    world.substitutes.push(pair);
                }
            }
        }
        let mut day = if self.has(Feature::Clock) { self.rng.pick(&[0, 5, 6, 6, 6]) } else { 0 };
        for _ in 0..1 + self.rng.below(3) {
            day += self.rng.between(0, 2);
            let order = self.order(day);
            world.orders.push(order);
        }
        world
    }

    fn policy(&mut self) -> Policy {
        let horizon = self.sometimes(Feature::Horizon, 90);
        let shipment = self.sometimes(Feature::Shipment, 80);
        let deliveries = self.rng.pick(&[1, 2, 2, 3]) + usize::from(self.climbs);
        let deliveries = if self.is_long { deliveries.min(2) } else { deliveries };
        let late = if self.climbs { 15 } else { 40 };
        Policy {
            locations: self.locations,
            split: self.sometimes(Feature::Locations, 55),
            together: self.sometimes(Feature::Together, 25),
            reject_order: self.rng.chance(12),
            partial: self.climbs || self.rng.chance(80),
            deliveries_max: deliveries,
            shipment_min: if shipment { self.rng.between(1, 3) } else { 1 },
            late_days_max: self.some(late, |rng| rng.between(0, 8)),
            round_up: self.rng.chance(88),
            untracked_unlimited: self.sometimes(Feature::Untracked, 60),
            horizon_days: horizon.then(|| self.rng.between(1, self.days + 3)),
            beyond_unlimited: self.sometimes(Feature::Horizon, 65),
            assume_days: self.sometimes(Feature::Overdue, 70).then(|| self.rng.between(0, 4)),
        }
    }

    fn calendar(&mut self) -> Option<Calendar> {
        self.has(Feature::Calendar).then(|| {
            let clocks = [
                Clock::NewYork,
                Clock::NewYork,
                Clock::NewYork,
                Clock::Universal,
                Clock::Fixed("Asia/Tokyo", 540),
                Clock::Fixed("Pacific/Honolulu", -600),
            ];
            let has_clock = self.has(Feature::Clock);
            let usual = self.some(60, |rng| rng.pick(&[600, 720]));
            let minutes = [None, Some(30), Some(90), Some(150), Some(210), Some(600), Some(1320)];
            let other = |rng: &mut Rng| rng.pick(&minutes);
            let own = |draw: &mut Self| if has_clock { draw.some(50, other) } else { None };
            let clock = if has_clock { self.rng.pick(&clocks) } else { Clock::Universal };
            let mut cut_off = [(); 7].map(|()| own(self).unwrap_or(usual));
            let mut shipper = self.days(&[0, 2, 3]);
            // Its clock changes on a Sunday between one and three at night.
            if clock == Clock::NewYork && self.rng.chance(60) {
                cut_off[6] = Some(self.rng.pick(&[90, 150, 210]));
                shipper.week.push(6);
                shipper.week.dedup();
            }
            // A day in common, so that goods arrive at all.
            let common = self.rng.pick(&shipper.week);
            let party = |draw: &mut Self| {
                draw.sometimes(Feature::Parties, 60).then(|| draw.days(&[common]))
            };
            Calendar {
                clock,
                cut_off,
                carrier: party(self),
                receiver: party(self),
                shipper,
                handling_days: self.rng.pick(&[0, 0, 1, 2]),
                transit_days: self.rng.between(0, 2),
            }
        })
    }

    /// Days of a week that has at least these.
    fn days(&mut self, least: &[i64]) -> Days {
        let weeks: [&[i64]; 5] =
            [&[0, 1, 2, 3, 4], &[0, 1, 2, 3, 4, 5, 6], &[1, 3, 5], &[0, 2, 3, 6], &[]];
        let mut week = self.rng.pick(&weeks).to_vec();
        if week.is_empty() || !week.iter().any(|day| least.contains(day)) {
            week.push(self.rng.pick(least));
        }
        let closed: Vec<_> = (0..self.rng.below(3)).map(|_| self.rng.between(0, 10)).collect();
        let is_extra = self.sometimes(Feature::Parties, 40);
        let extra = is_extra.then(|| self.rng.between(0, 10));
        // To be both is a fault.
        let extra = extra.into_iter().filter(|day| !closed.contains(day)).collect();
        Days { week, closed, extra }
    }

    fn product_row(&mut self) -> Product {
        let shipment_min = self.sometimes(Feature::Shipment, 40);
        Product {
            minimum: self.rng.pick(&[1, 1, 1, 1, 2, 3]),
            multiple: self.rng.pick(&[1, 1, 1, 1, 2, 3]),
            maximum: self.some(10, |rng| rng.between(3, 7)),
            shipment_min: shipment_min.then(|| self.rng.between(1, 4)),
            active: self.rng.chance(97),
            restricted: self.sometimes(Feature::Restricted, 12),
        }
    }

    fn groups(&mut self) -> Vec<Group> {
        if !self.has(Feature::Quotas) && !self.has(Feature::Protections) {
            return Vec::new();
        }
        let tiers: [&[usize]; 5] = [&[0], &[1], &[0, 1], &[1, 2], &[2]];
        let one = |draw: &mut Self| Group { tiers: draw.rng.pick(&tiers).to_vec() };
        (0..1 + self.rng.below(3)).map(|_| one(self)).collect()
    }

    /// A kit holds only products that come after it, so none holds itself.
    fn kits(&mut self) -> Vec<Kit> {
        let mut kits: Vec<Kit> = Vec::new();
        for kit in 0..self.products.saturating_sub(1) {
            if self.sometimes(Feature::Kits, 60) {
                for _ in 0..1 + self.rng.below(2) {
                    let part = kit + 1 + self.rng.below(self.products - kit - 1);
                    if !kits.iter().any(|row| row.kit == kit && row.part == part) {
                        kits.push(Kit { kit, part, quantity: self.rng.pick(&[1, 1, 2, 3]) });
                    }
                }
            }
        }
        kits
    }

    fn order(&mut self, day: i64) -> Order {
        let days = self.days;
        let stricter = self.has(Feature::Stricter);
        let together = self.sometimes(Feature::Together, 40);
        let owner = self.sometimes(Feature::Holds, 60);
        let lines = self.rng.pick(&[1, 1, 2, 2, 3]);
        Order {
            partner: self.rng.below(self.partners),
            placed: (day, self.minute()),
            requested: self.some(40, |rng| rng.between(-1, days)),
            together: together.then(|| self.rng.chance(80)),
            partial: (stricter && self.rng.chance(30)).then(|| self.rng.chance(25)),
            late_days_max: (stricter && self.rng.chance(40)).then(|| self.rng.between(0, 6)),
            owner: owner.then(|| self.rng.below(2)),
            lines: (0..lines).map(|_| self.line(stricter)).collect(),
        }
    }

    /// With a clock also near the moments at which New York changes its own.
    fn minute(&mut self) -> i64 {
        let changes = [1, 299, 329, 330, 359, 360, 389, 390, 419, 420, 449, 450, 930, 1380];
        if self.sometimes(Feature::Clock, 80) {
            return self.rng.pick(&changes);
        }
        self.rng.pick(&[480, 540, 600, 660, 780])
    }

    fn line(&mut self, stricter: bool) -> Line {
        let days = self.days;
        Line {
            product: self.product(),
            quantity: self.rng.between(1, 5) + if self.climbs { 3 } else { 0 },
            requested: self.some(25, |rng| rng.between(-1, days)),
            partial: (stricter && self.rng.chance(30)).then(|| self.rng.chance(25)),
            late_days_max: (stricter && self.rng.chance(40)).then(|| self.rng.between(0, 6)),
        }
    }
}
