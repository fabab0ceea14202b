use super::pool::Booked;
use super::space::Space;
use crate::calendar::Day;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The number of a pool; dense numbers are best.
pub type PoolId = u32;

/// What orders have taken of the pools while they are decided one after the
/// other, on top of the supply that is known.
///
/// An order begins, books, and is then committed or rolled back. The cost of a
/// booking depends on the days booked of its own pool only, not on how many
/// orders came before. Space is kept and used again.
#[derive(Debug, Default)]
pub struct Overlay {
    // Read by key only, never in its own order.
    index: HashMap<PoolId, u32, BuildHasherDefault<PoolHasher>>,
    // INVARIANT: the first `live` are in the index; the others are empty and
    // only keep their space.
    slots: Vec<Slot>,
    live: usize,
    // Of the order under way.
    live_before: usize,
    log: Vec<(u32, Booked)>,
    pub(super) space: Space,
}

#[derive(Debug, Default)]
struct Slot {
    pool: PoolId,
    // INVARIANT: sorted, each day once, quantities above zero.
    booked: Vec<Booked>,
}

impl Overlay {
    /// Begins an order; one that was left open is rolled back.
    pub fn begin(&mut self) {
        self.rollback();
    }

    /// Keeps what the order has booked.
    pub fn commit(&mut self) {
        self.log.clear();
        self.live_before = self.live;
    }

    /// Gives back what the order has booked.
    pub fn rollback(&mut self) {
        while let Some((slot, booked)) = self.log.pop() {
            unbook(&mut self.slots[slot as usize].booked, booked);
        }
        for slot in &mut self.slots[self.live_before..self.live] {
            self.index.remove(&slot.pool);
            slot.booked.clear();
        }
        self.live = self.live_before;
    }

    /// Forgets all bookings, of this order and of those before.
    pub fn clear(&mut self) {
        self.log.clear();
        self.index.clear();
        self.slots[..self.live].iter_mut().for_each(|slot| slot.booked.clear());
        (self.live, self.live_before) = (0, 0);
    }

    /// What is booked of a pool, by day.
    pub(super) fn booked(&self, pool: PoolId) -> &[Booked] {
        self.index.get(&pool).map_or(&[], |&slot| &self.slots[slot as usize].booked)
    }

    /// What is booked of a pool on all days.
    pub(super) fn total(&self, pool: PoolId) -> i128 {
        self.booked(pool).iter().map(|booked| booked.quantity).sum()
    }

    /// Takes `quantity` of a pool on `day`.
    pub(super) fn book(&mut self, pool: PoolId, day: Day, quantity: i64) {
        if quantity == 0 {
            return;
        }
        let slot = self.slot(pool);
        let booked = Booked { day, quantity: i128::from(quantity) };
        let days = &mut self.slots[slot as usize].booked;
        match days.binary_search_by_key(&day, |known| known.day) {
            Ok(at) => days[at].quantity += booked.quantity,
            Err(at) => days.insert(at, booked),
        }
        self.log.push((slot, booked));
    }

    /// How much of the order under way is booked, to give back what follows.
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Gives back what was booked after a mark.
    pub(super) fn rollback_to(&mut self, mark: usize) {
        while self.log.len() > mark {
            if let Some((slot, booked)) = self.log.pop() {
                unbook(&mut self.slots[slot as usize].booked, booked);
            }
        }
    }

    fn slot(&mut self, pool: PoolId) -> u32 {
        if let Some(&slot) = self.index.get(&pool) {
            return slot;
        }
        if self.live == self.slots.len() {
            self.slots.push(Slot::default());
        }
        // INVARIANT: one slot a pool, and pools are numbered in 32 bits.
        let slot = self.live as u32;
        self.slots[self.live].pool = pool;
        self.index.insert(pool, slot);
        self.live += 1;
        slot
    }
}

fn unbook(days: &mut Vec<Booked>, booked: Booked) {
    if let Ok(at) = days.binary_search_by_key(&booked.day, |known| known.day) {
        days[at].quantity -= booked.quantity;
        if days[at].quantity <= 0 {
            days.remove(at);
        }
    }
}

/// Spreads pool numbers. They are the engine's own, so nobody can choose them
/// to collide.
#[derive(Clone, Copy, Debug, Default)]
struct PoolHasher(u64);

impl Hasher for PoolHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u32(u32::from(byte)));
    }

    fn write_u32(&mut self, number: u32) {
        let mixed = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn days(overlay: &Overlay, pool: PoolId) -> Vec<(i32, i128)> {
        overlay.booked(pool).iter().map(|booked| (booked.day.0, booked.quantity)).collect()
    }

    #[test]
    fn an_order_left_open_is_rolled_back_by_the_next() {
        let mut overlay = Overlay::default();
        overlay.begin();
        overlay.book(7, Day(2), 5);
        overlay.commit();
        overlay.begin();
        overlay.book(7, Day(2), 1);
        overlay.book(7, Day(1), 1);
        overlay.book(8, Day(1), 1);
        assert_eq!(days(&overlay, 7), [(1, 1), (2, 6)]);
        overlay.begin();
        assert_eq!(days(&overlay, 7), [(2, 5)]);
        assert_eq!(days(&overlay, 8), []);
    }

    #[test]
    fn orders_that_are_rolled_back_leave_no_space_behind() {
        let mut overlay = Overlay::default();
        for order in 0..1_000 {
            overlay.begin();
            (0..3).for_each(|line| overlay.book(order * 3 + line, Day(0), 1));
            overlay.rollback();
        }
        assert_eq!((overlay.slots.len(), overlay.index.len(), overlay.live), (3, 0, 0));
    }

    #[test]
    fn clearing_forgets_everything() {
        let mut overlay = Overlay::default();
        overlay.book(1, Day(0), 1);
        overlay.commit();
        overlay.book(2, Day(0), 1);
        overlay.clear();
        overlay.rollback();
        assert!(overlay.booked(1).is_empty() && overlay.booked(2).is_empty());
        overlay.book(2, Day(3), 4);
        assert_eq!(days(&overlay, 2), [(3, 4)]);
    }

    proptest! {
        #[test]
        fn bookings_agree_with_a_map_that_is_copied(
            orders in prop::collection::vec(
                (prop::collection::vec((0..6u32, 0..5i32, 1..9i64), 0..6), any::<bool>()), 0..12),
        ) {
            let mut overlay = Overlay::default();
            let mut kept: BTreeMap<(u32, i32), i128> = BTreeMap::new();
            for (lines, commit) in orders {
                let mut open = kept.clone();
                overlay.begin();
                for (pool, day, quantity) in lines {
                    overlay.book(pool, Day(day), quantity);
                    *open.entry((pool, day)).or_default() += i128::from(quantity);
                }
                if commit { overlay.commit(); kept = open } else { overlay.rollback() }
                for pool in 0..6 {
                    let want: Vec<_> = kept.range((pool, 0)..(pool + 1, 0))
                        .map(|(&(_, day), &quantity)| (day, quantity)).collect();
                    prop_assert_eq!(days(&overlay, pool), want);
                }
            }
        }
    }
}
