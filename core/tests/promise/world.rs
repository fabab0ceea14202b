//! A small company: rules, supply and orders. Days are counted from a Monday,
//! 2026-03-02 or one some weeks later; products, partners and groups by their
//! place in their table.

pub type Day = i64;

/// A moment: its day and the minute of that day.
pub type Moment = (Day, i64);

/// A location in the tables that the policy does not name.
pub const ELSEWHERE: usize = 9;

#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// How many days after 2026-03-02 day 0 is.
    pub start: Day,
    /// After this day nothing changes any more.
    pub last_day: Day,
    pub policy: Policy,
    pub calendar: Option<Calendar>,
    pub groups: Vec<Group>,
    pub partners: Vec<Partner>,
    pub products: Vec<Product>,
    pub stock: Vec<Stock>,
    pub receipts: Vec<Receipt>,
    pub promises: Vec<Promise>,
    pub safety: Vec<Safety>,
    pub quotas: Vec<Quota>,
    pub protections: Vec<Protection>,
    pub kits: Vec<Kit>,
    pub substitutes: Vec<(usize, usize)>,
    pub orders: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    pub locations: usize,
    pub split: bool,
    pub together: bool,
    pub reject_order: bool,
    pub partial: bool,
    pub deliveries_max: usize,
    pub shipment_min: i64,
    pub late_days_max: Option<i64>,
    pub round_up: bool,
    pub untracked_unlimited: bool,
    pub horizon_days: Option<i64>,
    pub beyond_unlimited: bool,
    pub assume_days: Option<i64>,
}

/// The shipper's days and clock, and the days of carrier and receiver.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub clock: Clock,
    /// By day of the week; Monday is 0.
    pub cut_off: [Option<i64>; 7],
    pub shipper: Days,
    /// Without days of its own those of the shipper.
    pub carrier: Option<Days>,
    /// Without days of its own those of the carrier.
    pub receiver: Option<Days>,
    pub handling_days: i64,
    pub transit_days: i64,
}

/// The clock of the warehouse; orders are told in universal time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    Universal,
    /// So many minutes from universal time, all year.
    Fixed(&'static str, i64),
    /// New York: five hours behind, and four from 2026-03-08 07:00 until
    /// 2026-11-01 06:00, both in universal time.
    NewYork,
}

/// The days on which someone works.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Days {
    /// Monday is 0.
    pub week: Vec<i64>,
    pub closed: Vec<Day>,
    /// Works, whatever day of the week it is.
    pub extra: Vec<Day>,
}

/// A partner group: everyone of these tiers.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub tiers: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    pub tier: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    pub minimum: i64,
    pub multiple: i64,
    pub maximum: Option<i64>,
    pub shipment_min: Option<i64>,
    pub active: bool,
    /// Only partners of tier 0 may order it.
    pub restricted: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    pub product: usize,
    pub location: Option<usize>,
    pub on_hand: i64,
    pub safety: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub product: usize,
    pub location: Option<usize>,
    pub day: Day,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    pub product: usize,
    pub location: Option<usize>,
    pub day: Day,
    pub quantity: i64,
    pub partner: Option<usize>,
    pub owner: Option<usize>,
    pub expires: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Safety {
    pub product: usize,
    pub location: Option<usize>,
    pub day: Day,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    pub product: usize,
    pub group: usize,
    pub from: Day,
    pub until: Day,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Protection {
    pub product: usize,
    pub location: Option<usize>,
    pub group: usize,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Kit {
    pub kit: usize,
    pub part: usize,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub partner: usize,
    pub placed: Moment,
    pub requested: Option<Day>,
    pub together: Option<bool>,
    pub partial: Option<bool>,
    pub late_days_max: Option<i64>,
    pub owner: Option<usize>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub product: usize,
    pub quantity: i64,
    pub requested: Option<Day>,
    pub partial: Option<bool>,
    pub late_days_max: Option<i64>,
}

/// Units that an order was promised and that a later one cannot have.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub product: usize,
    pub location: usize,
    pub day: Day,
    pub quantity: i64,
    pub partner: usize,
}

impl World {
    /// The parts that a product is made of, with their units; of a product that
    /// is no kit itself.
    pub fn parts(&self, product: usize) -> Vec<(usize, i64)> {
        if !self.is_kit(product) {
            return vec![(product, 1)];
        }
        let mut all: Vec<(usize, i64)> = Vec::new();
        for row in self.kits.iter().filter(|row| row.kit == product) {
            for (part, units) in self.parts(row.part) {
                match all.iter_mut().find(|(known, _)| *known == part) {
                    Some((_, sum)) => *sum += units * row.quantity,
                    None => all.push((part, units * row.quantity)),
                }
            }
        }
        all
    }

    pub fn is_kit(&self, product: usize) -> bool {
        self.kits.iter().any(|row| row.kit == product)
    }

    /// The first group that the partner is in.
    pub fn group_of(&self, partner: usize) -> Option<usize> {
        let tier = self.partners[partner].tier?;
        self.groups.iter().position(|group| group.tiers.contains(&tier))
    }

    pub fn shipment_min(&self, product: usize) -> i64 {
        self.products[product].shipment_min.unwrap_or(self.policy.shipment_min)
    }
}
