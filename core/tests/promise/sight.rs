//! What an order sees of the supply, from the definition and day by day.

use super::world::{Day, Order, Promise, Quota, Taken, World};

/// The supply as one order sees it, after what others took.
pub struct Sight<'a> {
    pub world: &'a World,
    pub order: &'a Order,
    pub taken: &'a [Taken],
}

impl Sight<'_> {
    pub fn today(&self) -> Day {
        self.order.placed.0
    }

    /// The last day whose supply is known.
    pub fn known_until(&self) -> Day {
        match self.world.policy.horizon_days {
            Some(days) if self.world.policy.beyond_unlimited => {
                self.world.last_day.min(self.today() + days)
            }
            _ => self.world.last_day,
        }
    }

    /// The last day on which anything leaves.
    pub fn ships_until(&self) -> Day {
        match self.world.policy.horizon_days {
            Some(days) if !self.world.policy.beyond_unlimited => {
                self.world.last_day.min(self.today() + days)
            }
            _ => self.world.last_day,
        }
    }

    fn is_live(&self, promise: &Promise) -> bool {
        let Some(expires) = promise.expires else { return true };
        let is_own = promise.owner.is_some() && promise.owner == self.order.owner;
        self.order.placed < expires && !is_own
    }

    /// Whether anything is known of a product's stock: a row of stock
    /// or receipts at a location of ours.
    pub fn is_tracked(&self, product: usize) -> bool {
        let world = self.world;
        let stock = world.stock.iter().map(|row| (row.product, row.location));
        let receipts = world.receipts.iter().map(|row| (row.product, row.location));
        let ours = |at: Option<usize>| at.unwrap_or(0) < world.policy.locations;
        stock.chain(receipts).any(|(of, at)| of == product && ours(at))
    }

    fn safety(&self, product: usize, location: usize, day: Day) -> i64 {
        let world = self.world;
        let here = |of: usize, at: Option<usize>| of == product && at.unwrap_or(0) == location;
        let dated = world.safety.iter().filter(|row| here(row.product, row.location));
        let last = dated.filter(|row| row.day <= day).max_by_key(|row| row.day);
        let own = world.stock.iter().find(|row| here(row.product, row.location));
        last.map_or(own.map_or(0, |row| row.safety), |row| row.quantity)
    }

    /// The live promises at our locations.
    fn promised(&self) -> impl Iterator<Item = &Promise> {
        let ours = |row: &&Promise| row.location.unwrap_or(0) < self.world.policy.locations;
        self.world.promises.iter().filter(ours).filter(|row| self.is_live(row))
    }

    /// Units that leave a pool for promises and orders, with their days and
    /// partners.
    fn leaving(&self, product: usize, location: Option<usize>) -> Vec<(Day, i64, Option<usize>)> {
        let world = self.world;
        let here = |at: usize| location.is_none_or(|own| own == at);
        let mut all = Vec::new();
        for row in self.promised().filter(|row| here(row.location.unwrap_or(0))) {
            for (part, units) in world.parts(row.product) {
                if part == product {
                    all.push((row.day, row.quantity * units, row.partner));
                }
            }
        }
        for taken in self.taken.iter().filter(|taken| here(taken.location)) {
            for (part, units) in world.parts(taken.product) {
                if part == product {
                    all.push((taken.day, taken.quantity * units, Some(taken.partner)));
                }
            }
        }
        all
    }

    /// The net position of a pool: N(d).
    pub fn net(&self, product: usize, location: usize, day: Day) -> i64 {
        let world = self.world;
        let here = |of: usize, at: Option<usize>| of == product && at.unwrap_or(0) == location;
        let stock = world.stock.iter().filter(|row| here(row.product, row.location));
        let on_hand: i64 = stock.map(|row| row.on_hand).sum();
        let mut net = on_hand - self.safety(product, location, day);
        for receipt in world.receipts.iter().filter(|row| here(row.product, row.location)) {
            let expected = if receipt.day >= self.today() {
                Some(receipt.day)
            } else {
                world.policy.assume_days.map(|days| self.today() + days)
            };
            if expected.is_some_and(|expected| expected <= day) {
                net += receipt.quantity;
            }
        }
        let leaving = self.leaving(product, Some(location));
        net - leaving.iter().filter(|(on, ..)| *on <= day).map(|(_, units, _)| units).sum::<i64>()
    }

    /// What of a pool is kept free for groups that the order's partner is not in.
    pub fn kept_for_others(&self, product: usize, location: usize, day: Day) -> i64 {
        let world = self.world;
        let own = world.group_of(self.order.partner);
        let mut kept = 0;
        for row in &world.protections {
            let within = |on: Day| {
                row.from.is_none_or(|from| from <= on) && row.until.is_none_or(|until| on < until)
            };
            let here = row.product == product && row.location.unwrap_or(0) == location;
            if !here || own == Some(row.group) || !within(day) {
                continue;
            }
            let used: i64 = self
                .leaving(product, Some(location))
                .iter()
                .filter(|(on, _, partner)| within(*on) && self.is_of(*partner, row.group))
                .map(|(_, units, _)| units)
                .sum();
            kept += (row.quantity - used).max(0);
        }
        kept
    }

    fn is_of(&self, partner: Option<usize>, group: usize) -> bool {
        partner.is_some_and(|partner| self.world.group_of(partner) == Some(group))
    }

    /// The quotas of a product for the order's partner, each with what is left
    /// of it. Nothing when the partner's group is not capped.
    pub fn quotas(&self, product: usize) -> Option<Vec<(Quota, i64)>> {
        let group = self.world.group_of(self.order.partner)?;
        let of = |row: &&Quota| row.product == product && row.group == group;
        let rows: Vec<_> = self.world.quotas.iter().filter(of).collect();
        let left = |row: &Quota| {
            let within = |on: Day| row.from <= on && on < row.until;
            let used: i64 = self
                .units_of(product)
                .iter()
                .filter(|(on, _, partner)| within(*on) && self.is_of(*partner, group))
                .map(|(_, units, _)| units)
                .sum();
            (row.clone(), row.quantity - used)
        };
        (!rows.is_empty()).then(|| rows.into_iter().map(left).collect())
    }

    /// Units of a product that left for partners: of a kit the kits, of a part
    /// also those in kits.
    fn units_of(&self, product: usize) -> Vec<(Day, i64, Option<usize>)> {
        if !self.world.is_kit(product) {
            return self.leaving(product, None);
        }
        let promised = self.promised().filter(|row| row.product == product);
        let promised = promised.map(|row| (row.day, row.quantity, row.partner));
        let whole = self.taken.iter().filter(|taken| taken.product == product);
        promised
            .chain(whole.map(|taken| (taken.day, taken.quantity, Some(taken.partner))))
            .collect()
    }
}
