use super::entry::{ShippedUnits, StockEvent};
use super::loose::LoosePromise;
use super::plan::{OrderLine, PoolKey, Seen, StockKey, StockPlan};
use super::pool::{PoolPromise, PoolReceipt, StockPool};
use super::total;
use crate::calendar::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The state of a stock ledger at one moment: the fold of its entries.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StockBooks {
    /// The number of the last entry.
    pub seq: u64,
    /// The latest moment any command named, in seconds since 1970 in universal
    /// time. Time never goes back here: a hold that was once found expired does
    /// not come back to life for a client whose clock is slow.
    pub clock: i64,
    /// The pools.
    pub pools: BTreeMap<PoolKey, StockPool>,
    /// What is promised and takes from no pool, by product and location: what
    /// is still to leave, then what has left, by day, order and line; each once,
    /// above zero.
    pub loose: BTreeMap<PoolKey, Vec<LoosePromise>>,
    /// The versions of quotas, by product and group.
    pub quotas: BTreeMap<(Box<str>, Box<str>), u64>,
    /// What was booked, by key.
    pub orders: BTreeMap<Arc<str>, StockOrder>,
    /// The keys of the holds among them.
    pub held: BTreeSet<Arc<str>>,
    /// Closed orders of days before this were dropped: a key of such a day may
    /// have been booked, and nobody knows (a low-water mark).
    pub purged: Option<Day>,
}

/// What is kept of a plan that was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockOrder {
    /// The entry that booked it: earlier orders come first when supply is short.
    pub seq: u64,
    /// What became of it.
    pub state: OrderState,
    /// The day of the order; nothing for one that was sold from hand and did
    /// not say.
    pub today: Option<Day>,
    /// Who ordered.
    pub partner: Arc<str>,
    /// Whose hold it is.
    pub owner: Option<Box<str>>,
    /// The quotas it was booked in, by product and group.
    pub quotas: Vec<(Box<str>, Box<str>)>,
    /// Whether all lines leave on one day, or none.
    pub together: bool,
    /// What its lines asked for and was not shipped yet.
    pub lines: Vec<OrderLine>,
    /// The pools it was booked in.
    pub pools: Vec<PoolKey>,
    /// Where its loose promises stand.
    pub loose: Vec<PoolKey>,
    /// What was sold from hand and is still to be shipped, by pool.
    pub taken: Vec<(PoolKey, i64)>,
    /// The shipments that left.
    pub shipments: Vec<Box<str>>,
    /// The answer that was given.
    pub answer: Box<str>,
}

/// What became of what was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// Promised.
    Firm,
    /// Kept free until a moment: seconds since 1970 in universal time.
    Held {
        /// The first moment at which it no longer counts.
        expires_at: i64,
    },
    /// Given back.
    Released,
    /// A hold that was given back because its time was over, or for another
    /// order of its owner.
    Expired,
}

impl OrderState {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Held { .. } => "held",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }
}

impl StockBooks {
    /// The version of a pool or quota; 0 when it is not there.
    #[must_use]
    pub fn version(&self, key: &StockKey) -> u64 {
        match key {
            StockKey::Pool(pool) => self.pools.get(pool).map_or(0, |pool| pool.version),
            StockKey::Quota { product, group } => {
                self.quotas.get(&(product.clone(), group.clone())).copied().unwrap_or(0)
            }
        }
    }

    /// Does what the next entry says. Whether it may be done was decided
    /// before; what names nothing that is there does nothing.
    pub(super) fn apply(&mut self, event: &StockEvent) {
        self.seq += 1;
        match event {
            StockEvent::Counted { pool, on_hand, safety } => {
                let own = self.pools.entry(pool.clone()).or_default();
                (own.on_hand, own.safety) = (*on_hand, *safety);
                own.version += 1;
            }
            StockEvent::Adjusted { pool, by } => {
                self.change(pool, |own| own.on_hand = own.on_hand.saturating_add(*by))
            }
            StockEvent::ReceiptAdded { pool, id, day, quantity } => {
                let (day, id, quantity) = (*day, id.clone(), *quantity);
                self.change(pool, |own| own.add_receipt(PoolReceipt { day, id, quantity }));
            }
            StockEvent::ReceiptMoved { pool, id, day, quantity } => self.change(pool, |own| {
                if let Some(receipt) = own.take_receipt(id) {
                    own.add_receipt(PoolReceipt { day: *day, quantity: *quantity, ..receipt });
                }
            }),
            StockEvent::ReceiptCancelled { pool, id } => self.change(pool, |own| {
                own.take_receipt(id);
            }),
            StockEvent::ReceiptArrived { pool, id, quantity } => self.change(pool, |own| {
                own.take_receipt(id);
                own.on_hand = own.on_hand.saturating_add(*quantity);
            }),
            StockEvent::Committed { plan } => self.book(plan, OrderState::Firm),
            StockEvent::Held { plan, expires_at } => {
                self.book(plan, OrderState::Held { expires_at: *expires_at });
            }
            StockEvent::Confirmed { order, now } => {
                self.clock = self.clock.max(*now);
                self.confirm(order);
            }
            StockEvent::Released { order } => self.give_back(order, OrderState::Released),
            StockEvent::Expired { order, now } => {
                self.clock = self.clock.max(*now);
                self.give_back(order, OrderState::Expired);
            }
            StockEvent::Taken { order, partner, units, answer, today } => {
                for (pool, quantity) in units {
                    self.change(pool, |own| own.taken = own.taken.saturating_add(*quantity));
                }
                let taken = StockOrder {
                    today: *today,
                    partner: (&**partner).into(),
                    pools: units.iter().map(|(pool, _)| pool.clone()).collect(),
                    taken: units.clone(),
                    ..StockOrder::new(self.seq, OrderState::Firm, answer)
                };
                self.orders.insert((&**order).into(), taken);
            }
            StockEvent::Shipped { order, shipment, units, loose } => {
                units.iter().for_each(|left| self.ship(order, left));
                loose.iter().for_each(|left| self.ship_loose(order, left));
                if let Some(order) = self.orders.get_mut(&**order) {
                    order.shipments.push(shipment.clone());
                }
            }
            StockEvent::Purged { before, open } => self.purge(*before, open),
        }
    }

    /// Changes a pool and raises its version.
    fn change(&mut self, pool: &PoolKey, change: impl FnOnce(&mut StockPool)) {
        if let Some(own) = self.pools.get_mut(pool) {
            change(own);
            own.version += 1;
        }
    }

    fn book(&mut self, plan: &StockPlan, state: OrderState) {
        self.clock = self.clock.max(plan.now);
        let expires_at = match state {
            OrderState::Held { expires_at } => Some(expires_at),
            _ => None,
        };
        let key: Arc<str> = (&*plan.key).into();
        let partner: Arc<str> = (&*plan.partner).into();
        // A plan that promises again moves promises of others, which are known.
        let others = plan.deltas.iter().filter(|delta| delta.order != plan.key);
        let others: BTreeMap<&str, (Arc<str>, Arc<str>)> = others
            .filter_map(|delta| {
                let (key, order) = self.orders.get_key_value(&*delta.order)?;
                Some((&*delta.order, (key.clone(), order.partner.clone())))
            })
            .collect();
        let of = |order: &str| {
            let other = others.get(order).cloned();
            other.unwrap_or_else(|| (key.clone(), partner.clone()))
        };
        for pool in plan.pools() {
            let own = plan.deltas.iter().filter(|delta| delta.pool == *pool);
            self.change(pool, |pool| {
                for delta in own {
                    let (order, partner) = of(&delta.order);
                    pool.add(PoolPromise {
                        day: delta.day,
                        order,
                        line: delta.line.clone(),
                        partner,
                        quantity: delta.quantity,
                        expires_at,
                    });
                }
            });
        }
        self.book_loose(&plan.loose, expires_at);
        let quota = |seen: &Seen| match &seen.key {
            StockKey::Quota { product, group } => Some((product.clone(), group.clone())),
            StockKey::Pool(_) => None,
        };
        let quotas: Vec<_> = plan.versions.iter().filter_map(quota).collect();
        for quota in &quotas {
            *self.quotas.entry(quota.clone()).or_default() += 1;
        }
        let mut loose: Vec<PoolKey> = plan.loose.iter().map(|delta| delta.pool.clone()).collect();
        loose.sort_unstable();
        loose.dedup();
        let order = StockOrder {
            today: Some(plan.sight.today),
            partner,
            owner: plan.owner.clone(),
            quotas,
            together: plan.together,
            lines: plan.lines.clone(),
            pools: plan.pools().into_iter().cloned().collect(),
            loose,
            ..StockOrder::new(self.seq, state, &plan.answer)
        };
        if expires_at.is_some() {
            self.held.insert(key.clone());
        }
        self.orders.insert(key, order);
    }

    fn confirm(&mut self, key: &str) {
        let Some(order) = self.orders.get_mut(key) else { return };
        order.state = OrderState::Firm;
        self.held.remove(key);
        let loose = order.loose.clone();
        let pools = order.pools.clone();
        self.confirm_loose(key, &loose);
        for pool in pools {
            self.change(&pool, |own| {
                let own = own.promises.iter_mut().filter(|promise| *promise.order == *key);
                own.for_each(|promise| promise.expires_at = None);
            });
        }
    }

    fn give_back(&mut self, key: &str, state: OrderState) {
        let Some(order) = self.orders.get_mut(key) else { return };
        order.state = state;
        let taken = std::mem::take(&mut order.taken);
        let (pools, quotas) = (order.pools.clone(), order.quotas.clone());
        let loose = order.loose.clone();
        self.held.remove(key);
        self.give_back_loose(key, &loose);
        for pool in &pools {
            let taken = taken.iter().filter(|(of, _)| of == pool).map(|(_, units)| *units);
            let taken = total(taken);
            self.change(pool, |own| {
                own.promises.retain(|promise| *promise.order != *key);
                own.taken = own.taken.saturating_sub(taken);
            });
        }
        for quota in quotas {
            *self.quotas.entry(quota).or_default() += 1;
        }
    }

    fn ship(&mut self, key: &str, left: &ShippedUnits) {
        self.change(&left.pool, |own| {
            own.on_hand = own.on_hand.saturating_sub(left.quantity);
            match left.day {
                None => own.taken = own.taken.saturating_sub(left.quantity),
                Some(day) => own.add(PoolPromise {
                    day,
                    order: key.into(),
                    line: left.line.clone(),
                    partner: "".into(),
                    quantity: left.quantity.saturating_neg(),
                    expires_at: None,
                }),
            }
        });
        self.keep_left(key, left);
        let Some(order) = self.orders.get_mut(key) else { return };
        let line = order.lines.iter_mut().find(|line| line.line == left.line);
        // A kit's line is counted in kits, which are loose.
        let line = line.filter(|line| line.kit.is_none());
        if let (Some(line), Some(_)) = (line, left.day) {
            line.quantity = line.quantity.saturating_sub(left.quantity);
        }
        let taken = order.taken.iter_mut().find(|(pool, _)| *pool == left.pool);
        if let (Some(taken), None) = (taken, left.day) {
            taken.1 = taken.1.saturating_sub(left.quantity);
        }
    }
}

impl StockOrder {
    /// The kit that a line delivers.
    pub(super) fn kit_of(&self, line: &str) -> Option<Box<str>> {
        let own = self.lines.iter().find(|own| *own.line == *line)?;
        own.kit.as_ref().map(|kit| kit.product.clone())
    }

    fn new(seq: u64, state: OrderState, answer: &str) -> Self {
        Self {
            seq,
            state,
            today: None,
            partner: "".into(),
            owner: None,
            quotas: Vec::new(),
            together: false,
            lines: Vec::new(),
            pools: Vec::new(),
            loose: Vec::new(),
            taken: Vec::new(),
            shipments: Vec::new(),
            answer: answer.into(),
        }
    }
}
