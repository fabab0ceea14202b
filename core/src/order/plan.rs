use super::{Decision, Draft, Verdict};
use crate::availability::Supply;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::ProductId;
use crate::product::gtin;
use crate::rulebook::{Engine, PromiseRow, StockRow, SupplyData, SupplyRow};
use crate::stock::{Delta, OrderLine, PoolKey, PoolSupply, Seen, Sight, StockKey, StockPlan};

/// What a plan holds beside the decision it is made of.
#[derive(Clone, Copy, Debug)]
pub struct PlanTerms<'a> {
    /// When supply was looked at, in seconds since 1970 in universal time.
    pub now: i64,
    /// Whose holds did not count, and make place when the plan is booked.
    pub owner: Option<&'a str>,
    /// The version of every pool and quota that the engine's supply had.
    pub seen: &'a [Seen],
    /// The answer that is given for the order.
    pub answer: &'a str,
}

impl Engine {
    /// The products an order may take from: whose supply an engine needs to
    /// decide it.
    #[must_use]
    pub fn touched<'e>(&'e self, draft: &Draft<'_>) -> Vec<&'e str> {
        let products = self.products();
        let of_line = |line: &super::DraftLine<'_>| {
            let by_id = line.product.as_deref().and_then(|id| products.ids.get(id));
            let by_code = line.gtin.as_deref().and_then(gtin);
            by_id.or_else(|| products.by_gtin.get(&by_code?).copied())
        };
        let mut touched: Vec<&str> =
            draft.lines.iter().filter_map(of_line).map(|id| products.ids.name(id)).collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The same rules and master data with just these pools as supply: what a
    /// ledger's [`supply`](crate::StockLedger::supply) gives. Pools of products
    /// that the engine does not know are passed over.
    #[must_use]
    pub fn with_pools(&self, pools: &[PoolSupply]) -> Self {
        let mut supply = SupplyData::default();
        for PoolSupply { key, pool } in pools {
            let Some(product) = self.products().ids.get(&key.product) else { continue };
            let location = Some(key.location.clone());
            supply.receipts.extend(pool.receipts.iter().map(|receipt| SupplyRow {
                product,
                location: location.clone(),
                day: receipt.day,
                quantity: receipt.quantity,
                id: Some(receipt.id.clone()),
                supplier: None,
            }));
            // What does not count for this order was left out by the ledger.
            supply.promises.extend(pool.promises.iter().map(|promise| PromiseRow {
                product,
                location: location.clone(),
                day: promise.day,
                quantity: promise.quantity,
                id: Some((&*promise.order).into()),
                partner: None,
                owner: None,
                expires: None,
            }));
            let (on_hand, safety) = (pool.on_hand, pool.safety);
            supply.stock.push(StockRow { product, location: location.clone(), on_hand, safety });
        }
        self.with_supply(&supply)
    }

    /// What a decided order takes, as a plan to be booked while the versions it
    /// names still hold. Pure: nothing is booked.
    ///
    /// The engine is the one that decided, with the supply that had these
    /// versions. A rejected order takes nothing; its plan books the answer
    /// alone, so that it is given again.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the order has no id, which is what makes booking it
    /// twice harmless, and when a pool that it takes from has no version.
    pub fn plan(
        &self,
        draft: &Draft<'_>,
        decision: &Decision,
        terms: &PlanTerms<'_>,
    ) -> Result<StockPlan, Error> {
        let misuse = |message: String| Error::new(ErrorKind::Input, message);
        let key = draft.id.as_deref().filter(|id| !id.is_empty());
        let key = key.ok_or_else(|| misuse("id: an order without an id is not booked".into()))?;
        let mut plan = StockPlan {
            key: key.into(),
            partner: (&*draft.partner).into(),
            owner: terms.owner.map(Into::into),
            now: terms.now,
            sight: self.sight(decision.today),
            lines: Vec::new(),
            deltas: Vec::new(),
            versions: Vec::new(),
            answer: terms.answer.into(),
        };
        if decision.verdict() != Verdict::Rejected {
            self.asks(draft, decision, &mut plan);
            for taken in self.taken(key, draft, decision) {
                let pool = StockKey::Pool(taken.pool.clone());
                let seen = terms.seen.iter().find(|seen| seen.key == pool);
                match seen {
                    Some(seen) => {
                        plan.versions.push(seen.clone());
                        plan.deltas.push(taken);
                    }
                    // Nothing is booked where nothing is counted; that it stays
                    // so until the commit is part of the plan.
                    None if !self.counts(&taken.pool) => {
                        plan.versions.push(Seen { key: pool, version: 0 });
                    }
                    None => {
                        let PoolKey { product, location } = &taken.pool;
                        return Err(misuse(format!(
                            "versions: no version of `{product}` at `{location}`"
                        )));
                    }
                }
            }
        }
        Ok(plan.normal())
    }

    /// How decisions of a day look at supply.
    #[must_use]
    pub fn sight(&self, today: Day) -> Sight {
        let policy = &self.book().availability;
        let days = policy.horizon_days.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        let until = days.filter(|_| policy.beyond == Supply::Unlimited);
        Sight { today, until: until.map(|days| today.plus(days)), overdue_days: None }
    }

    /// Whether the supply of a pool is counted.
    fn counts(&self, pool: &PoolKey) -> bool {
        let product = self.products().ids.get(&pool.product);
        product.is_some_and(|product| self.supplies().tracked(product.0))
    }

    /// What the deliveries of a decision take from which pool.
    fn taken(&self, key: &str, draft: &Draft<'_>, decision: &Decision) -> Vec<Delta> {
        let locations = &self.book().availability.locations;
        let mut taken = Vec::new();
        for (at, line) in decision.lines().iter().enumerate() {
            let Some(product) = line.substitute.or(line.product) else { continue };
            for delivery in decision.deliveries(line) {
                let location = &locations[delivery.location as usize];
                let own = [(product.0, 1)];
                for &(part, units) in self.recipes().parts(product.0).unwrap_or(&own) {
                    taken.push(Delta {
                        order: key.into(),
                        line: name(draft, at),
                        pool: PoolKey::new(self.products().ids.name(ProductId(part)), location),
                        day: delivery.ship,
                        quantity: delivery.quantity.saturating_mul(units),
                    });
                }
            }
        }
        taken
    }

    /// What the lines asked for that got something.
    fn asks(&self, draft: &Draft<'_>, decision: &Decision, plan: &mut StockPlan) {
        let calendar = &self.book().calendar;
        let placed = self.book().zone.local(&draft.placed_at);
        let earliest = placed.map_or(decision.today, |placed| calendar.earliest_ship(placed));
        for (at, line) in decision.lines().iter().enumerate().filter(|(_, l)| l.confirmed > 0) {
            let asked = line.requested.map(|day| calendar.ship_for_arrival(day).max(earliest));
            let day = asked.unwrap_or(earliest);
            plan.lines.push(OrderLine { line: name(draft, at), quantity: line.quantity, day });
        }
    }

    pub(crate) fn multiple_of(&self, product: &str) -> i64 {
        let known: Option<ProductId> = self.products().ids.get(product);
        known.map_or(1, |id| self.products().rows[crate::id::Id::index(id)].quantity_multiple)
    }
}

/// A line by its id, or by its place.
fn name(draft: &Draft<'_>, at: usize) -> Box<str> {
    let id = draft.lines.get(at).and_then(|line| line.id.as_deref());
    id.map_or_else(|| format!("lines[{at}]").into(), Into::into)
}
