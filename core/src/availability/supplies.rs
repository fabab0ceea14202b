use super::better::WhatIf;
use super::pool::{Booked, Hold, View};
use super::{ExpectedReceipt, Overlay, Pool, PoolId, Protection};
use crate::calendar::Day;
use hashbrown::HashMap;

/// Everything that can be promised: the pools by product and location, and the
/// quotas.
#[derive(Clone, Debug, Default)]
pub struct Supplies {
    locations: usize,
    // By product, then location. A product without any pool is not tracked.
    pools: Vec<Option<Pool>>,
    // INVARIANT: rising. The products that `pools` holds; all when not said.
    only: Option<Vec<u32>>,
    // The first number after those of pools, also of pools that are left out.
    first_quota: PoolId,
    // INVARIANT: sorted by product, group, first day; windows do not overlap.
    quotas: Vec<Quota>,
    // Where the quotas of a product stand. Read by key only.
    quotas_of: HashMap<u32, (u32, u32)>,
    // Holds of products without pools: kits, and what is not tracked. They count
    // on quotas only. Read by key only.
    loose: HashMap<u32, Vec<Hold>>,
    holds: bool,
    // INVARIANT: sorted by product, location, day.
    pub(super) expected: Vec<ExpectedReceipt>,
}

/// How many units may leave on the days of a window for the partners of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The product, by its number.
    pub product: u32,
    /// For whom.
    pub group: u32,
    /// The first day.
    pub from: Day,
    /// The first day after it.
    pub until: Day,
    /// Units.
    pub quantity: i64,
    /// What the group was promised for days of the window, for good.
    pub promised: i64,
}

/// Who orders and when, as far as promises depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// The first group of the rulebook that the partner is in.
    pub group: Option<u32>,
    /// Whose holds do not count.
    pub owner: Option<&'a str>,
    /// The instant of the order, in seconds since 1970 in universal time.
    pub moment: i64,
}

impl Buyer<'_> {
    fn counts(&self, hold: &Hold) -> bool {
        let own = hold.owner.is_some() && hold.owner.as_deref() == self.owner;
        self.moment < hold.expires && !own
    }
}

impl Supplies {
    /// Pools by product, then location, so many locations a product, and the
    /// quotas in any order.
    #[must_use]
    pub fn new(locations: usize, pools: Vec<Option<Pool>>, quotas: Vec<Quota>) -> Self {
        let numbers = pools.len() as u32;
        Self::build(locations, pools, None, numbers, quotas)
    }

    /// The pools of some of so many products, and nothing of the others: the same
    /// as [`new`](Self::new) with no pools of these, at the cost of the few.
    ///
    /// `only` has the products, each once and rising; `pools` has so many
    /// locations for each of them.
    #[must_use]
    pub fn of_some(
        (locations, products): (usize, usize),
        only: Vec<u32>,
        pools: Vec<Option<Pool>>,
        quotas: Vec<Quota>,
    ) -> Self {
        let numbers = (products * locations.max(1)) as u32;
        Self::build(locations, pools, Some(only), numbers, quotas)
    }

    fn build(
        locations: usize,
        mut pools: Vec<Option<Pool>>,
        only: Option<Vec<u32>>,
        first_quota: PoolId,
        mut quotas: Vec<Quota>,
    ) -> Self {
        quotas.sort_by_key(|quota| (quota.product, quota.group, quota.from));
        let mut quotas_of: HashMap<u32, (u32, u32)> = HashMap::new();
        for (at, quota) in (0u32..).zip(&quotas) {
            quotas_of.entry(quota.product).or_insert((at, at)).1 = at + 1;
        }
        // Orders decided since are kept under numbers: pools, quotas, protections.
        let numbers = first_quota + quotas.len() as u32..;
        let protections = pools.iter_mut().flatten().flat_map(Pool::protections_mut);
        protections.zip(numbers).for_each(|(protection, number)| protection.taken = number);
        let holds = pools.iter().flatten().any(|pool| !pool.holds().is_empty());
        let (locations, loose, expected) = (locations.max(1), HashMap::new(), Vec::new());
        Self { locations, pools, only, first_quota, quotas, quotas_of, loose, holds, expected }
    }

    /// The same with holds of products that have no pool, each with its
    /// product: kits, and products that are not tracked. They count on the
    /// quotas of the product.
    #[must_use]
    pub fn with_loose(mut self, holds: Vec<(u32, Hold)>) -> Self {
        self.holds |= !holds.is_empty();
        for (product, hold) in holds {
            self.loose.entry(product).or_default().push(hold);
        }
        self
    }

    /// How many locations there are.
    #[must_use]
    pub const fn locations(&self) -> usize {
        self.locations
    }

    /// Whether any promise may end, so that the moment of an order matters.
    #[must_use]
    pub const fn has_holds(&self) -> bool {
        self.holds
    }

    /// The pools of a product, by location.
    #[must_use]
    pub fn pools(&self, product: u32) -> &[Option<Pool>] {
        let at = match &self.only {
            None => product as usize,
            Some(only) => match only.binary_search(&product) {
                Ok(at) => at,
                Err(_) => return &[],
            },
        };
        let from = at * self.locations;
        self.pools.get(from..from + self.locations).unwrap_or(&[])
    }

    /// Whether anything is known of the supply of a product.
    #[must_use]
    pub fn tracked(&self, product: u32) -> bool {
        self.pools(product).iter().any(Option::is_some)
    }

    /// The number that bookings of a pool are kept under.
    #[must_use]
    pub const fn pool_id(&self, product: u32, location: u32) -> PoolId {
        product * self.locations as u32 + location
    }

    /// The quotas of a product for a group, by day, each with its number;
    /// nothing when the group is not capped.
    pub(super) fn quotas(
        &self,
        product: u32,
        group: Option<u32>,
    ) -> impl Iterator<Item = (PoolId, &Quota)> + Clone {
        let (from, until) = match group {
            Some(_) if !self.quotas_of.is_empty() => {
                self.quotas_of.get(&product).copied().unwrap_or_default()
            }
            _ => (0, 0),
        };
        let numbers = self.first_quota + from..;
        let own = self.quotas.get(from as usize..until as usize).unwrap_or(&[]);
        numbers.zip(own).filter(move |(_, quota)| Some(quota.group) == group)
    }

    /// What is left of a quota.
    pub(super) fn left(
        &self,
        (id, quota): (PoolId, &Quota),
        buyer: &Buyer<'_>,
        overlay: &Overlay,
    ) -> i64 {
        let loose = self.loose.get(&quota.product).into_iter().flatten();
        let holds = self.pools(quota.product).iter().flatten().flat_map(Pool::holds).chain(loose);
        let inside = |hold: &&Hold| {
            hold.group == Some(quota.group) && quota.from <= hold.day && hold.day < quota.until
        };
        let held: i128 = holds
            .filter(inside)
            .filter(|hold| buyer.counts(hold))
            .map(|hold| i128::from(hold.quantity))
            .sum();
        let gone = i128::from(quota.promised) + held + overlay.total(id);
        super::pool::promisable(i128::from(quota.quantity) - gone)
    }
}

/// A pool at a moment, seen by somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'a> {
    pub today: Day,
    pub overdue_days: Option<u32>,
    pub buyer: Buyer<'a>,
    /// Whether units kept free for others count; they do, but for a question.
    pub protected: bool,
    pub what_if: WhatIf,
}

impl Sight<'_> {
    /// What is taken of a pool, or comes in, beside its events and bookings:
    /// holds, units kept free for others, receipts that are overdue.
    pub fn beside(&self, id: PoolId, pool: &Pool, overlay: &Overlay, out: &mut Vec<Booked>) {
        out.clear();
        let asked = matches!(self.what_if, WhatIf::Units { pool, .. } if pool == id);
        if pool.is_plain() && !asked {
            return;
        }
        if let WhatIf::Units { day, quantity, until, .. } = self.what_if
            && asked
        {
            let quantity = i128::from(quantity);
            out.push(Booked { day, quantity: -quantity });
            out.extend(until.map(|day| Booked { day, quantity }));
        }
        if let Some(days) = self.overdue_days {
            let overdue = pool.overdue(self.today);
            if overdue != 0 {
                let day = self.today.plus(i32::try_from(days).unwrap_or(i32::MAX));
                out.push(Booked { day, quantity: -overdue });
            }
        }
        for hold in pool.holds().iter().filter(|hold| self.buyer.counts(hold)) {
            out.push(Booked { day: hold.day, quantity: i128::from(hold.quantity) });
        }
        for protection in pool.protections() {
            if self.protected && Some(protection.group) != self.buyer.group {
                let quantity = self.kept(pool, protection, overlay);
                let from = protection.from.unwrap_or(Day(i32::MIN));
                if quantity > 0 && protection.until.is_none_or(|until| from < until) {
                    out.push(Booked { day: from, quantity });
                    let until = protection.until;
                    out.extend(until.map(|day| Booked { day, quantity: -quantity }));
                }
            }
        }
        out.sort_unstable_by_key(|booked| booked.day);
    }

    /// What is still kept free: what the group was promised and took of it
    /// since uses it up.
    pub fn kept(&self, pool: &Pool, protection: &Protection, overlay: &Overlay) -> i128 {
        let holds = pool.holds().iter().filter(|hold| {
            hold.group == Some(protection.group)
                && protection.covers(hold.day)
                && self.buyer.counts(hold)
        });
        let held: i128 = holds.map(|hold| i128::from(hold.quantity)).sum();
        let used = i128::from(protection.promised) + held + overlay.total(protection.taken);
        (i128::from(protection.quantity) - used).max(0)
    }

    pub fn view<'v>(&self, pool: &'v Pool, booked: &'v [Booked], extra: &'v [Booked]) -> View<'v> {
        View { pool, booked, extra, today: self.today }
    }
}
