//! What is left of pools and quotas while promises are served.

use super::super::books::StockBooks;
use super::super::plan::{PoolKey, StockKey};
use super::super::pool::Curve;
use super::serve::Served;
use super::{QuotaLimit, RepromiseTerms};
use crate::calendar::Day;

/// What is left of pools and of quotas.
#[derive(Clone, Default)]
pub(super) struct Left {
    pub curves: Vec<Curve>,
    pub caps: Vec<Cap>,
}

/// The quotas of a product for a group.
#[derive(Clone)]
pub(super) struct Cap {
    pub key: StockKey,
    pub windows: Vec<Window>,
}

/// A window of a quota, or a day outside of all of them, of nothing.
#[derive(Clone)]
pub(super) struct Window {
    pub limit: QuotaLimit,
    used: i64,
    /// What counted on it before: it may stay, also where a quota was made less.
    most: i64,
}

impl Cap {
    /// What has room on a day; a group with quotas has nothing outside of them.
    pub fn room(&self, day: Day) -> i64 {
        self.window(day).map_or(0, |own| own.limit.quantity.saturating_sub(own.used).max(0))
    }

    /// What of promises of the day has room to stay there.
    pub fn room_to_stay(&self, day: Day) -> i64 {
        self.window(day)
            .map_or(0, |own| own.limit.quantity.max(own.most).saturating_sub(own.used).max(0))
    }

    fn window(&self, day: Day) -> Option<&Window> {
        self.windows.iter().find(|own| own.limit.holds(day))
    }

    fn use_up(&mut self, day: Day, quantity: i64) {
        if let Some(own) = self.windows.iter_mut().find(|own| own.limit.holds(day)) {
            own.used = own.used.saturating_add(quantity);
        }
    }

    /// Counts what is promised now.
    fn count(&mut self, group: &str, day: Day, quantity: i64) {
        if self.window(day).is_none() {
            let (group, until) = (group.into(), day.plus(1));
            let limit = QuotaLimit { group, from: day, until, quantity: 0 };
            self.windows.push(Window { limit, used: 0, most: 0 });
        }
        if let Some(own) = self.windows.iter_mut().find(|own| own.limit.holds(day)) {
            own.used = own.used.saturating_add(quantity);
            own.most = own.used;
        }
    }
}

impl QuotaLimit {
    fn holds(&self, day: Day) -> bool {
        self.from <= day && day < self.until
    }
}

impl Left {
    /// Takes what a bundle gets, or gives it back with `sign` -1.
    pub fn take(&mut self, served: &Served, pieces: &[(Day, i64)], sign: i64) {
        for (day, quantity) in pieces {
            for (pool, each) in &served.takes {
                let quantity = i128::from(sign) * i128::from(*quantity) * i128::from(*each);
                self.curves[*pool].take(*day, quantity);
            }
        }
        self.use_up(served, pieces, sign);
    }

    pub fn use_up(&mut self, served: &Served, pieces: &[(Day, i64)], sign: i64) {
        for (day, quantity) in pieces {
            for (cap, each) in &served.caps {
                self.caps[*cap].use_up(*day, quantity.saturating_mul(*each).saturating_mul(sign));
            }
        }
    }

    /// What a bundle takes from, as it is now.
    pub fn clone_of(&self, served: &Served) -> Self {
        let curves = served.takes.iter().map(|(at, _)| self.curves[*at].clone()).collect();
        let caps = served.caps.iter().map(|(at, _)| self.caps[*at].clone()).collect();
        Self { curves, caps }
    }

    pub fn put_back(&mut self, served: &Served, before: Self) {
        for ((at, _), curve) in served.takes.iter().zip(before.curves) {
            self.curves[*at] = curve;
        }
        for ((at, _), cap) in served.caps.iter().zip(before.caps) {
            self.caps[*at] = cap;
        }
    }
}

impl Cap {
    pub fn is_of(&self, product: &str, group: &str) -> bool {
        matches!(&self.key, StockKey::Quota { product: own, group: of }
            if **own == *product && **of == *group)
    }
}

impl StockBooks {
    /// The quotas of a product for a group with all that counts on them now.
    pub(super) fn cap(
        &self,
        product: &str,
        group: &str,
        terms: &RepromiseTerms<'_>,
    ) -> Option<Cap> {
        let limits = (terms.quotas)(product).into_iter().filter(|limit| *limit.group == *group);
        let windows: Vec<Window> = limits.map(|limit| Window { limit, used: 0, most: 0 }).collect();
        if windows.is_empty() {
            return None;
        }
        let key = StockKey::Quota { product: product.into(), group: group.into() };
        let mut cap = Cap { key, windows };
        let first = PoolKey::new(product, "");
        let pools = self.pools.range(first.clone()..);
        let pools = pools.take_while(|(key, _)| *key.product == *product);
        let promised = pools.flat_map(|(_, pool)| &pool.promises);
        // What was due before today is due today.
        let today = (terms.ship)(terms.sight.today);
        let promised =
            promised.map(|row| (&row.order, row.day.max(today), row.quantity, row.expires_at));
        let loose = self.loose.range(first..).take_while(|(key, _)| *key.product == *product);
        let loose = loose.flat_map(|(_, rows)| rows).map(|row| {
            let day = if row.left { row.day } else { row.day.max(today) };
            (&row.order, day, row.quantity, row.expires_at)
        });
        for (order, day, quantity, expires_at) in promised.chain(loose) {
            let partner = self.orders.get(order).map(|order| &order.partner);
            let own = partner.and_then(|partner| (terms.group)(partner));
            if own.as_deref() == Some(group) && expires_at.is_none_or(|at| self.clock < at) {
                cap.count(group, day, quantity);
            }
        }
        Some(cap)
    }
}
