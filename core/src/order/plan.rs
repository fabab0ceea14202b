use super::{Decision, Draft, Verdict};
use crate::availability::Supply;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::{Id, PartnerId, ProductId};
use crate::product::gtin;
use crate::rulebook::{Engine, PromiseRow, QuotaRow, StockRow, SupplyData, SupplyRow};
use crate::stock::{
    Delta, OrderKit, OrderLine, PoolKey, PoolSupply, QuotaLimit, Seen, Sight, StockKey, StockPlan,
    StockSupply,
};

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
    /// The products an order may take from, with their substitutes and the
    /// parts of kits: whose supply an engine needs to decide it.
    #[must_use]
    pub fn touched<'e>(&'e self, draft: &Draft<'_>) -> Vec<&'e str> {
        let (products, recipes) = (self.products(), self.recipes());
        let of_line = |line: &super::DraftLine<'_>| {
            let by_id = line.product.as_deref().and_then(|id| products.ids.get(id));
            let by_code = line.gtin.as_deref().and_then(gtin);
            by_id.or_else(|| products.by_gtin.get(&by_code?).copied())
        };
        let mut touched: Vec<u32> = Vec::new();
        for product in draft.lines.iter().filter_map(of_line) {
            let substitutes = recipes.substitutes(product.0);
            for own in [product.0].iter().chain(substitutes) {
                touched.push(*own);
                touched.extend(recipes.parts(*own).unwrap_or(&[]).iter().map(|(part, _)| *part));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().map(|product| products.ids.name(ProductId(product))).collect()
    }

    /// The same rules and master data with just this supply: what a ledger's
    /// [`supply`](crate::StockLedger::supply) gives for `products`, those that an
    /// order [touches](Self::touched). Dated safety stock, quotas and
    /// protections of these products stay; pools of products or locations that
    /// the engine does not know are passed over.
    ///
    /// It costs what these products have, however many others there are. Ask
    /// the new engine about orders of these products only: of all others it
    /// knows neither supply nor quotas.
    #[must_use]
    pub fn with_pools(&self, products: &[&str], found: &StockSupply) -> Self {
        let mut supply = SupplyData::default();
        let mut known: Vec<ProductId> =
            products.iter().filter_map(|product| self.products().ids.get(product)).collect();
        known.sort_unstable();
        known.dedup();
        let standing = self.standing();
        for product in known {
            // Quotas may be of kits, which have no pool.
            supply.quotas.extend_from_slice(of(&standing.quotas, product, |row| row.product));
            supply.safety.extend_from_slice(of(&standing.safety, product, |row| row.product));
            let own = of(&standing.protections, product, |row| row.product);
            supply.protections.extend_from_slice(own);
        }
        for own in &found.loose {
            let Some(product) = self.products().ids.get(&own.key.product) else { continue };
            supply.promises.push(PromiseRow {
                product,
                location: Some(own.key.location.clone()),
                day: own.promise.day,
                quantity: own.promise.quantity,
                id: None,
                partner: self.partners().ids.get(&own.partner),
                owner: None,
                expires: None,
                quota_only: true,
            });
        }
        for own in &found.pools {
            self.pool_rows(own, &mut supply);
        }
        self.with_supply(&supply)
    }

    /// The rows of a pool. Of promises those to one partner side by side are one row;
    /// without groups it does not matter to whom.
    fn pool_rows(&self, own: &PoolSupply, supply: &mut SupplyData) {
        let Some(product) = self.products().ids.get(&own.key.product) else { return };
        let location = || Some(own.key.location.clone());
        supply.receipts.extend(own.receipts.iter().map(|receipt| SupplyRow {
            product,
            location: location(),
            day: receipt.day,
            quantity: receipt.quantity,
            id: Some(receipt.id.clone()),
            supplier: None,
        }));
        let groups = !self.book().availability.groups.is_empty();
        let first = supply.promises.len();
        for promise in &own.promises {
            let partner = || self.partners().ids.get(&promise.partner);
            let partner: Option<PartnerId> = if groups { partner() } else { None };
            let (day, quantity) = (promise.day, promise.quantity);
            match supply.promises[first..].last_mut() {
                Some(last) if last.day == day && last.partner == partner => {
                    last.quantity = last.quantity.saturating_add(quantity);
                }
                _ => supply.promises.push(PromiseRow {
                    product,
                    location: location(),
                    day,
                    quantity,
                    id: None,
                    partner,
                    // Holds that do not count were left out.
                    owner: None,
                    expires: None,
                    quota_only: false,
                }),
            }
        }
        let (on_hand, safety) = (own.on_hand, own.safety);
        supply.stock.push(StockRow { product, location: location(), on_hand, safety });
    }

    /// The quotas that some products have, by product and group.
    pub(crate) fn capped<'e>(&'e self, products: &[&str]) -> Vec<(&'e str, &'e str)> {
        let groups = &self.book().availability.groups;
        let ids = &self.products().ids;
        let known = products.iter().filter_map(|product| ids.get(product));
        let rows = known.flat_map(|product: ProductId| self.quotas_of(product));
        let name = |row: &QuotaRow| {
            let group = groups.get(row.group as usize).map_or("", |group| &*group.id);
            (ids.name(row.product), group)
        };
        let mut capped: Vec<_> = rows.map(name).collect();
        capped.sort_unstable();
        capped.dedup();
        capped
    }

    /// Products with quotas whose windows have not ended before a day, and the
    /// first day of these windows: what a ledger may not
    /// [purge](crate::StockLedger::purge) yet.
    #[must_use]
    pub fn open_quotas(&self, before: Day) -> Vec<(Box<str>, Day)> {
        let open = self.standing().quotas.iter().filter(|row| row.until > before);
        let mut open: Vec<(ProductId, Day)> = open.map(|row| (row.product, row.from)).collect();
        open.sort_unstable();
        open.dedup_by_key(|(product, _)| *product);
        let name = |product| self.products().ids.name(product).into();
        open.into_iter().map(|(product, from)| (name(product), from)).collect()
    }

    /// The group of a partner, as far as quotas and protections are concerned.
    #[must_use]
    pub fn group_of(&self, partner: &str) -> Option<&str> {
        let group = self.supply_group(self.partners().ids.get(partner)?)?;
        self.book().availability.groups.get(group as usize).map(|group| &*group.id)
    }

    /// The quotas of a product: what [`repromise`](crate::StockLedger::repromise)
    /// holds against lines that move.
    #[must_use]
    pub fn quota_limits(&self, product: &str) -> Vec<QuotaLimit> {
        let groups = &self.book().availability.groups;
        let rows = self.products().ids.get(product).map(|product| self.quotas_of(product));
        let limit = |row: &QuotaRow| QuotaLimit {
            group: groups.get(row.group as usize).map(|own| own.id.clone()).unwrap_or_default(),
            from: row.from,
            until: row.until,
            quantity: row.quantity,
        };
        rows.unwrap_or(&[]).iter().map(limit).collect()
    }

    fn quotas_of(&self, product: ProductId) -> &[QuotaRow] {
        of(&self.standing().quotas, product, |row| row.product)
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
    /// twice harmless, and when a pool or quota that it takes from has no
    /// version.
    pub fn plan(
        &self,
        draft: &Draft<'_>,
        decision: &Decision,
        terms: &PlanTerms<'_>,
    ) -> Result<StockPlan, Error> {
        let key = draft.id.as_deref().filter(|id| !id.is_empty());
        let key = key.ok_or_else(|| misuse("id: an order without an id is not booked".into()))?;
        let mut plan = StockPlan {
            key: key.into(),
            partner: (&*draft.partner).into(),
            owner: terms.owner.map(Into::into),
            now: terms.now,
            sight: self.sight(decision.today),
            together: draft.together.unwrap_or(self.book().availability.together),
            lines: Vec::new(),
            deltas: Vec::new(),
            loose: Vec::new(),
            versions: Vec::new(),
            answer: terms.answer.into(),
        };
        if decision.verdict() != Verdict::Rejected {
            self.asks(draft, decision, &mut plan);
            self.take(draft, decision, terms, &mut plan)?;
        }
        Ok(plan.normal())
    }

    /// How decisions of a day look at supply.
    #[must_use]
    pub fn sight(&self, today: Day) -> Sight {
        let policy = &self.book().availability;
        let days = policy.horizon_days.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        let until = days.filter(|_| policy.beyond == Supply::Unlimited);
        let until = until.map(|days| today.plus(days));
        Sight { today, until, overdue_days: policy.overdue_days }
    }

    /// What the deliveries of a decision take from which pool and quota.
    fn take(
        &self,
        draft: &Draft<'_>,
        decision: &Decision,
        terms: &PlanTerms<'_>,
        plan: &mut StockPlan,
    ) -> Result<(), Error> {
        let group = decision.partner().and_then(|partner| self.supply_group(partner));
        for (at, line) in decision.lines().iter().enumerate().filter(|(_, l)| l.confirmed > 0) {
            let Some(product) = line.substitute.or(line.product) else { continue };
            let alone = [(product.0, 1)];
            let kit = self.recipes().parts(product.0);
            let parts = kit.unwrap_or(&alone);
            for of in parts.iter().map(|(part, _)| *part).chain([product.0]) {
                self.quota(ProductId(of), group, terms, plan)?;
            }
            for delivery in decision.deliveries(line) {
                let (key, line) = (plan.key.clone(), name(draft, at));
                let delta = |pool: PoolKey, quantity: i64| Delta {
                    order: key.clone(),
                    line: line.clone(),
                    pool,
                    day: delivery.ship,
                    quantity,
                };
                for (part, units) in parts {
                    let pool = self.pool_key(ProductId(*part), delivery.location);
                    self.version(ProductId(*part), &pool, terms, plan)?;
                    plan.deltas.push(delta(pool, delivery.quantity.saturating_mul(*units)));
                }
                if kit.is_some() {
                    let own = self.pool_key(product, delivery.location);
                    plan.loose.push(delta(own, delivery.quantity));
                }
            }
        }
        // Nothing is booked where nothing is counted; that it stays so until the
        // commit is part of the plan. What has a quota counts on it even so.
        let versions = &plan.versions;
        let counted = |delta: &Delta| {
            versions.iter().any(|seen| {
                seen.version > 0 && matches!(&seen.key, StockKey::Pool(pool) if *pool == delta.pool)
            })
        };
        let capped = |delta: &Delta| {
            versions.iter().any(|seen| {
                matches!(&seen.key, StockKey::Quota { product, .. } if *product == delta.pool.product)
            })
        };
        let (counted, others): (Vec<Delta>, Vec<Delta>) =
            std::mem::take(&mut plan.deltas).into_iter().partition(counted);
        plan.loose.extend(others.into_iter().filter(capped));
        plan.deltas = counted;
        Ok(())
    }

    /// Adds the version of a pool; 0 where nothing is counted.
    fn version(
        &self,
        product: ProductId,
        pool: &PoolKey,
        terms: &PlanTerms<'_>,
        plan: &mut StockPlan,
    ) -> Result<(), Error> {
        let key = StockKey::Pool(pool.clone());
        let seen = terms.seen.iter().find(|seen| seen.key == key);
        let version = match seen {
            Some(seen) => seen.version,
            None if !self.supplies().tracked(product.0) => 0,
            None => {
                let PoolKey { product, location } = pool;
                let message = format!("versions: no version of `{product}` at `{location}`");
                return Err(misuse(message));
            }
        };
        plan.versions.push(Seen { key, version });
        Ok(())
    }

    /// Adds the version of the quotas of a product for a group, if it has any.
    fn quota(
        &self,
        product: ProductId,
        group: Option<u32>,
        terms: &PlanTerms<'_>,
        plan: &mut StockPlan,
    ) -> Result<(), Error> {
        if !self.quotas_of(product).iter().any(|row| Some(row.group) == group) {
            return Ok(());
        }
        let groups = &self.book().availability.groups;
        let of = group.and_then(|group| groups.get(group as usize));
        let group: Box<str> = of.map(|group| group.id.clone()).unwrap_or_default();
        let key = StockKey::Quota { product: self.products().ids.name(product).into(), group };
        let Some(seen) = terms.seen.iter().find(|seen| seen.key == key) else {
            let product = self.products().ids.name(product);
            let message = format!("versions: no version of the quotas of `{product}`");
            return Err(misuse(message));
        };
        plan.versions.push(seen.clone());
        Ok(())
    }

    fn pool_key(&self, product: ProductId, location: u32) -> PoolKey {
        let locations = &self.book().availability.locations;
        let location = locations.get(location as usize).map_or("", |location| location);
        PoolKey::new(self.products().ids.name(product), location)
    }

    /// What the lines asked for that got something.
    fn asks(&self, draft: &Draft<'_>, decision: &Decision, plan: &mut StockPlan) {
        let calendar = &self.book().calendar;
        let placed = self.book().zone.local(&draft.placed_at);
        let earliest = placed.map_or(decision.today, |placed| calendar.earliest_ship(placed));
        for (at, line) in decision.lines().iter().enumerate().filter(|(_, l)| l.confirmed > 0) {
            let Some(product) = line.substitute.or(line.product) else { continue };
            let ids = &self.products().ids;
            let kit = self.recipes().parts(product.0).map(|parts| OrderKit {
                product: ids.name(product).into(),
                parts: parts
                    .iter()
                    .map(|(part, units)| (ids.name(ProductId(*part)).into(), *units))
                    .collect(),
            });
            let own = draft.lines.get(at).and_then(|own| own.partial).unwrap_or(true);
            let whole = !(own && draft.partial.unwrap_or(true));
            let asked = line.requested.map(|day| calendar.ship_for_arrival(day).max(earliest));
            let day = asked.unwrap_or(earliest);
            let (line, quantity) = (name(draft, at), line.quantity);
            plan.lines.push(OrderLine { line, quantity, day, whole, kit });
        }
    }

    pub(crate) fn multiple_of(&self, product: &str) -> i64 {
        let known: Option<ProductId> = self.products().ids.get(product);
        known.map_or(1, |id| self.products().rows[id.index()].quantity_multiple)
    }
}

/// The rows of a product, of rows that stand by product.
fn of<T>(rows: &[T], product: ProductId, of: impl Fn(&T) -> ProductId) -> &[T] {
    let from = rows.partition_point(|row| of(row) < product);
    let until = rows.partition_point(|row| of(row) <= product);
    &rows[from..until]
}

fn misuse(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

/// A line by its id, or by its place.
fn name(draft: &Draft<'_>, at: usize) -> Box<str> {
    let id = draft.lines.get(at).and_then(|line| line.id.as_deref());
    id.map_or_else(|| format!("lines[{at}]").into(), Into::into)
}
