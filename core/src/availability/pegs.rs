use super::plan::Window;
use super::pool::promisable;
use super::supplies::Sight;
use super::{Delivery, Overlay, Planner, Pool};
use crate::calendar::Day;

/// Units of a receipt that a delivery leans on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peg {
    /// The product that comes in.
    pub product: u32,
    /// Where.
    pub location: u32,
    /// The day it comes.
    pub day: Day,
    /// How many of its units.
    pub quantity: i64,
}

/// What must have come in to a pool before a delivery can leave, when supply
/// serves what was promised in the order of the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait<'s> {
    /// The product that comes in.
    pub product: u32,
    /// Where.
    pub location: u32,
    /// How many units must have come: those of promises before it that stock on
    /// hand does not serve, and its own.
    pub units: i128,
    /// How many of them are its own: the last ones.
    pub own: i128,
    /// What is expected, by the day on which it counts.
    pub receipts: Vec<Coming<'s>>,
}

/// A receipt that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming<'s> {
    /// The day on which the supplier said it comes.
    pub expected: Day,
    /// The day from which on it counts: another one when it is overdue.
    pub counted: Day,
    /// Units.
    pub quantity: i128,
    /// What the company calls it.
    pub id: Option<&'s str>,
    /// Who supplies.
    pub supplier: Option<&'s str>,
}

/// How a pool serves its promises on a day.
struct Serving {
    /// Units that were there before any receipt.
    there: i128,
    /// Units that were asked by the end of the day.
    asked: i128,
    /// What comes in on or before the day or after it, by day.
    receipts: Vec<(Day, i128)>,
}

impl Planner<'_> {
    /// The receipts that deliveries lean on, when supply serves what was
    /// promised in the order of the days, this line after all others of its day.
    #[must_use]
    pub fn pegs(&self, overlay: &Overlay, product: u32, deliveries: &[Delivery]) -> Vec<Peg> {
        let mut pegs: Vec<Peg> = Vec::new();
        self.each_pool(product, |part, units, location, pool| {
            let mut sent = 0;
            for delivery in deliveries.iter().filter(|own| own.location == location) {
                let quantity = i128::from(delivery.quantity) * i128::from(units);
                let serving = self.serving(overlay, (part, location, pool), delivery.ship);
                peg((part, location), &serving, (delivery.ship, sent, quantity), &mut pegs);
                sent += quantity;
            }
        });
        pegs
    }

    /// What must have come in before the last of a line's own deliveries can leave,
    /// after those `before` them, pool by pool; nothing of a pool whose stock on
    /// hand serves it. Beyond an unlimited horizon nothing is waited for.
    #[must_use]
    pub fn waits(
        &self,
        overlay: &Overlay,
        product: u32,
        (before, own): (&[Delivery], &[Delivery]),
    ) -> Vec<Wait<'_>> {
        let known_until = Window::limit(self.policy, self.today).1;
        let mut waits = Vec::new();
        self.each_pool(product, |part, units, location, pool| {
            let known = |own: &&Delivery| own.location == location && own.ship <= known_until;
            let Some(last) = own.iter().filter(known).map(|own| own.ship).max() else { return };
            let sent = |parts: &[Delivery]| {
                let quantities = parts.iter().filter(known).map(|own| i128::from(own.quantity));
                quantities.sum::<i128>() * i128::from(units)
            };
            let serving = self.serving(overlay, (part, location, pool), last);
            let units = serving.asked + sent(before) + sent(own) - serving.there;
            if units > 0 {
                let own = sent(own).min(units);
                let receipts = self.coming((part, location), &serving.receipts);
                waits.push(Wait { product: part, location, units, own, receipts });
            }
        });
        waits
    }

    /// Whether supply that nobody knows of serves a delivery: of a part that is
    /// not tracked, or beyond an unlimited horizon.
    #[must_use]
    pub fn assumed(&self, product: u32, delivery: &Delivery) -> bool {
        let plain = [(product, 1)];
        let parts = self.recipes.parts(product).unwrap_or(&plain);
        delivery.ship > Window::limit(self.policy, self.today).1
            || parts.iter().any(|(part, _)| !self.supplies.tracked(*part))
    }

    /// The pools of a product's parts, each with its units in one of the product.
    fn each_pool(&self, product: u32, mut visit: impl FnMut(u32, i64, u32, &Pool)) {
        let plain = [(product, 1)];
        for &(part, units) in self.recipes.parts(product).unwrap_or(&plain) {
            for (location, pool) in (0u32..).zip(self.supplies.pools(part)) {
                if let Some(pool) = pool {
                    visit(part, units, location, pool);
                }
            }
        }
    }

    fn serving(
        &self,
        overlay: &Overlay,
        (product, location, pool): (u32, u32, &Pool),
        ship: Day,
    ) -> Serving {
        let id = self.supplies.pool_id(product, location);
        let sight = Sight { protected: false, ..self.sight() };
        let mut extra = Vec::new();
        sight.beside(id, pool, overlay, &mut extra);
        let view = sight.view(pool, overlay.booked(id), &extra);
        let there = view.net(Day(i32::MIN));
        let mut receipts: Vec<(Day, i128)> = Vec::new();
        pool.each_receipt(self.today, |day, received| {
            receipts.push((day, i128::from(received)));
            true
        });
        let overdue =
            self.counted_on(self.today.plus(-1)).map(|day| (day, pool.overdue(self.today)));
        receipts.extend(overdue.filter(|receipt| receipt.1 != 0));
        receipts.sort_by_key(|receipt| receipt.0);
        // What has come by a day less its net position is what was asked by it.
        let come: i128 = receipts.iter().filter(|r| r.0 <= ship).map(|r| r.1).sum();
        Serving { there, asked: there + come - view.net(ship), receipts }
    }

    /// Each day's units by the receipts that they are of.
    fn coming(&self, (part, location): (u32, u32), days: &[(Day, i128)]) -> Vec<Coming<'_>> {
        let mut coming = Vec::new();
        let mut days = days.iter().copied().peekable();
        while let Some((day, mut units)) = days.next() {
            // What is assumed may come on the day of another receipt.
            while let Some((_, more)) = days.next_if(|next| next.0 == day) {
                units += more;
            }
            for own in self.expected_on(part, location, day) {
                let quantity = i128::from(own.quantity).min(units);
                units -= quantity;
                coming.push(Coming {
                    expected: own.day,
                    counted: day,
                    quantity,
                    id: own.id.as_deref(),
                    supplier: own.supplier.as_deref(),
                });
            }
            let (expected, counted, quantity) = (day, day, units);
            coming.push(Coming { expected, counted, quantity, id: None, supplier: None });
        }
        coming.retain(|own| own.quantity > 0);
        coming
    }
}

fn peg(
    (product, location): (u32, u32),
    serving: &Serving,
    (ship, sent, quantity): (Day, i128, i128),
    pegs: &mut Vec<Peg>,
) {
    let asked = serving.asked + sent;
    let mut come = serving.there;
    for &(day, received) in serving.receipts.iter().filter(|receipt| receipt.0 <= ship) {
        let from = come.max(asked);
        let until = (come + received).min(asked + quantity);
        come += received;
        if from >= until {
            continue;
        }
        let quantity = promisable(until - from);
        match pegs.last_mut() {
            Some(last) if (last.product, last.location, last.day) == (product, location, day) => {
                last.quantity += quantity;
            }
            _ => pegs.push(Peg { product, location, day, quantity }),
        }
    }
}
