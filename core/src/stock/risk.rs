use super::books::StockBooks;
use super::ledger::StockLedger;
use super::plan::{PoolKey, Sight};
use super::pool::{Curve, PoolPromise, StockPool};
use crate::calendar::Day;
use crate::explain::{Code, Finding};

/// What a pool can no longer keep.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AtRisk {
    /// The days below zero.
    pub days: Vec<RiskDay>,
    /// The promises that go short when each is served in the order in which
    /// they were made.
    pub promises: Vec<RiskPromise>,
}

/// From a day on, until the next: units that are promised and not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskDay {
    /// The day.
    pub day: Day,
    /// Units.
    pub missing: i64,
}

/// A promise that goes short on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskPromise {
    /// The order.
    pub order: Box<str>,
    /// The line of the order.
    pub line: Box<str>,
    /// The kit of which it is a part, when it is one.
    pub kit: Option<Box<str>>,
    /// Who ordered.
    pub partner: Box<str>,
    /// The promised ship day.
    pub day: Day,
    /// Units promised.
    pub quantity: i64,
    /// Units of them that will not be there on that day.
    pub missing: i64,
}

impl StockLedger {
    /// The days on which a pool cannot keep what was promised from it, and the
    /// promises concerned. A pool that is not there has nothing at risk.
    #[must_use]
    pub fn at_risk(&self, pool: &PoolKey, sight: &Sight) -> AtRisk {
        self.lock().books.at_risk(pool, sight)
    }
}

impl StockBooks {
    pub(super) fn at_risk(&self, key: &PoolKey, sight: &Sight) -> AtRisk {
        let Some(pool) = self.pools.get(key) else { return AtRisk::default() };
        let live = |promise: &PoolPromise| self.counts(promise, self.clock, None, None);
        let curve = pool.curve(sight, live);
        let seen = |day: Day| sight.until.is_none_or(|until| day <= until);
        let below = curve.points().iter().filter(|(day, net)| *net < 0 && seen(*day));
        let days: Vec<RiskDay> =
            below.map(|(day, net)| RiskDay { day: *day, missing: units(-net) }).collect();
        let promises = if days.is_empty() { Vec::new() } else { self.short(pool, sight) };
        // Below zero for the safety stock alone is no promise broken.
        if promises.is_empty() { AtRisk::default() } else { AtRisk { days, promises } }
    }

    /// Serves promises in the order in which they were made; gives those that
    /// go short.
    fn short(&self, pool: &StockPool, sight: &Sight) -> Vec<RiskPromise> {
        let mut curve = self.without_promises(pool, sight);
        let mut short = Vec::new();
        for promise in self.in_order(pool) {
            let day = promise.day.max(sight.today);
            let served = curve.available(day, sight.until).min(i128::from(promise.quantity));
            curve.take(day, served);
            let missing = promise.quantity - units(served);
            if missing > 0 {
                let order = self.orders.get(&promise.order);
                short.push(RiskPromise {
                    order: (&*promise.order).into(),
                    line: promise.line.clone(),
                    kit: order.and_then(|order| order.kit_of(&promise.line)),
                    partner: (&*promise.partner).into(),
                    day: promise.day,
                    quantity: promise.quantity,
                    missing,
                });
            }
        }
        short
    }

    /// The net positions of a pool when only its holds are kept.
    pub(super) fn without_promises(&self, pool: &StockPool, sight: &Sight) -> Curve {
        pool.curve(sight, |promise| {
            promise.expires_at.is_some() && self.counts(promise, self.clock, None, None)
        })
    }

    /// The firm promises of a pool in the order in which they were made.
    pub(super) fn in_order<'p>(&self, pool: &'p StockPool) -> Vec<&'p PoolPromise> {
        let firm = pool.promises.iter().filter(|promise| promise.expires_at.is_none());
        let mut firm: Vec<&PoolPromise> = firm.collect();
        let made = |p: &PoolPromise| self.orders.get(&p.order).map_or(0, |order| order.seq);
        firm.sort_by(|a, b| {
            (made(a), &a.order, &a.line, a.day).cmp(&(made(b), &b.order, &b.line, b.day))
        });
        firm
    }

    /// What a change of a pool leads to.
    pub(super) fn risk_findings(&self, key: &PoolKey, sight: &Sight) -> Vec<Finding> {
        let risk = self.at_risk(key, sight);
        let Some(first) = risk.days.first() else { return Vec::new() };
        let mut day = String::new();
        first.day.write_iso(&mut day);
        let most = risk.days.iter().map(|day| day.missing).max().unwrap_or(0);
        let finding = Finding::new(Code::StockAtRisk, "")
            .with("product", &*key.product)
            .with("location", &*key.location)
            .with("day", day)
            .with("quantity", most)
            .with("promises", i64::try_from(risk.promises.len()).unwrap_or(i64::MAX));
        vec![finding]
    }
}

/// A quantity that is one of the type, or the nearest there is.
pub(super) fn units(quantity: i128) -> i64 {
    let low = quantity.max(i128::from(i64::MIN));
    i64::try_from(low).unwrap_or(i64::MAX)
}
