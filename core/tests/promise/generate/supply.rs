//! Stock, receipts, promises, and who may take how much of them.

use super::super::world::{Promise, Protection, Quota, Receipt, Safety, Stock, World};
use super::{Draw, Feature};

impl Draw {
    /// Some products have no row of supply at all, and some no stock.
    pub(super) fn supply(&mut self, world: &mut World) {
        let parts: Vec<_> = (0..self.products).filter(|at| !world.is_kit(*at)).collect();
        let (more, most) = match (self.is_long, self.climbs) {
            (true, _) => (110, 1),
            (_, true) => (3, 2),
            _ => (1, 6),
        };
        for &product in &parts {
            if self.sometimes(Feature::Untracked, 35) {
                continue;
            }
            self.tracked.push(product);
            if !self.sometimes(Feature::Untracked, 20) {
                self.stock(product, world);
            }
            for _ in 0..more + self.rng.below(3) {
                let location = self.location();
                let least = if self.has(Feature::Overdue) || self.rng.chance(20) { -2 } else { 0 };
                let (day, quantity) =
                    (self.rng.between(least, self.days), self.rng.between(1, most));
                world.receipts.push(Receipt { product, location, day, quantity });
            }
        }
        if self.has(Feature::Safety) {
            for _ in 0..1 + self.rng.below(3) {
                let (product, location) = (self.rng.pick(&parts), self.location());
                let (day, quantity) = (self.rng.between(-1, self.days), self.rng.between(0, 4));
                let row = Safety { product, location, day, quantity };
                // One safety stock a day.
                let same = |other: &Safety| {
                    let pool = (other.product, other.location.unwrap_or(0), other.day);
                    pool == (product, location.unwrap_or(0), day)
                };
                if !world.safety.iter().any(same) {
                    world.safety.push(row);
                }
            }
        }
    }

    fn stock(&mut self, product: usize, world: &mut World) {
        for at in 0..self.locations {
            if at > 0 && self.rng.chance(25) {
                continue;
            }
            let location = if at == 0 { self.rng.pick(&[None, Some(0)]) } else { Some(at) };
            let safety = self.rng.pick(&[0, 0, 0, 0, 1, 2]);
            let on_hand = self.rng.between(0, if self.climbs { 3 } else { 9 });
            world.stock.push(Stock { product, location, on_hand, safety });
        }
    }

    pub(super) fn promises(&mut self, world: &mut World) {
        // Also of kits, and of products without any row of supply.
        let parts = self.tracked.clone();
        let others: Vec<_> = (0..self.products).filter(|at| !parts.contains(at)).collect();
        let knows_partners = self.has(Feature::Quotas) || self.has(Feature::Protections);
        let count = match (self.is_long, self.climbs) {
            (true, _) => 90 * parts.len(),
            (_, true) => self.rng.below(2),
            _ => self.rng.below(4),
        };
        for _ in 0..count {
            let is_hold = self.sometimes(Feature::Holds, 60);
            let partner = knows_partners && self.rng.chance(80);
            let owner = self.sometimes(Feature::Holds, 60);
            let is_other = parts.is_empty() || !others.is_empty() && self.rng.chance(25);
            world.promises.push(Promise {
                product: self.rng.pick(if is_other { &others } else { &parts }),
                location: self.location(),
                day: self.rng.between(-1, self.days),
                quantity: if self.is_long { 1 } else { self.rng.between(1, 4) },
                partner: partner.then(|| self.rng.below(self.partners)),
                owner: owner.then(|| self.rng.below(2)),
                expires: is_hold.then(|| (self.rng.between(0, 4), self.rng.pick(&[540, 660]))),
            });
        }
    }

    pub(super) fn limits(&mut self, world: &mut World) {
        let parts: Vec<_> = (0..self.products).filter(|at| !world.is_kit(*at)).collect();
        if self.has(Feature::Quotas) {
            for _ in 0..1 + self.rng.below(4) {
                let (product, group) = (self.product(), self.rng.below(world.groups.len()));
                let from = self.rng.between(-2, 8);
                let until = from + self.rng.between(1, 7);
                let quantity = self.rng.between(0, 6);
                let row = Quota { product, group, from, until, quantity };
                let meets = |other: &Quota| {
                    (other.product, other.group) == (product, group)
                        && other.from < until
                        && from < other.until
                };
                if !world.quotas.iter().any(meets) {
                    world.quotas.push(row);
                }
            }
        }
        if self.has(Feature::Protections) {
            for _ in 0..1 + self.rng.below(3) {
                let (product, location) = (self.rng.pick(&parts), self.location());
                let group = self.rng.below(world.groups.len());
                let from = self.some(60, |rng| rng.between(-1, 6));
                let until = self.some(70, |rng| from.unwrap_or(0) + rng.between(1, 8));
                let quantity = self.rng.between(1, 5);
                let row = Protection { product, location, group, from, until, quantity };
                world.protections.push(row);
            }
        }
    }
}
