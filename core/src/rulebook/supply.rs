//! Rows of supply, and the pools and quotas that they come to.

use super::Rulebook;
use super::classes::Classes;
use crate::availability::{ExpectedReceipt, Hold, Pool, Protection, Quota, Recipes, Supplies};
use crate::calendar::Day;
use crate::explain::{Code, Finding};
use crate::id::{Id, PartnerId, ProductId};
use crate::product::Products;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Stock, what is expected, what is promised, and for whom it may be or is kept.
#[derive(Clone, Debug, Default)]
pub struct SupplyData {
    /// What there is.
    pub stock: Vec<StockRow>,
    /// What is expected.
    pub receipts: Vec<SupplyRow>,
    /// What was promised to others.
    pub promises: Vec<PromiseRow>,
    /// What is kept back from a day on.
    pub safety: Vec<SupplyRow>,
    /// How much at most may leave for a group.
    pub quotas: Vec<QuotaRow>,
    /// How much is kept free for a group.
    pub protections: Vec<ProtectionRow>,
}

/// What there is of a product at a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    /// The product.
    pub product: ProductId,
    /// The location, or the rulebook's first.
    pub location: Option<Box<str>>,
    /// Units counted.
    pub on_hand: i64,
    /// Units kept back.
    pub safety: i64,
}

/// Units of a product that come on a day, or are kept back from it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplyRow {
    /// The product.
    pub product: ProductId,
    /// The location, or the rulebook's first.
    pub location: Option<Box<str>>,
    /// The day.
    pub day: Day,
    /// Units.
    pub quantity: i64,
    /// What the company calls the row.
    pub id: Option<Box<str>>,
    /// Who supplies.
    pub supplier: Option<Box<str>>,
}

/// Units of a product that were promised for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseRow {
    /// The product.
    pub product: ProductId,
    /// The location, or the rulebook's first.
    pub location: Option<Box<str>>,
    /// The ship day.
    pub day: Day,
    /// Units.
    pub quantity: i64,
    /// What the company calls the row.
    pub id: Option<Box<str>>,
    /// To whom.
    pub partner: Option<PartnerId>,
    /// Whose hold it is.
    pub owner: Option<Box<str>>,
    /// The instant from which on it no longer counts, in seconds since 1970 in
    /// universal time; firm when not said.
    pub expires: Option<i64>,
    /// Whether it counts on quotas only and takes no supply: the units have
    /// left, or the parts of the kit are rows of their own.
    pub quota_only: bool,
}

/// How many units of a product may leave in a window for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaRow {
    /// The product.
    pub product: ProductId,
    /// The position of the group in the rulebook.
    pub group: u32,
    /// The first ship day.
    pub from: Day,
    /// The first ship day after it.
    pub until: Day,
    /// Units.
    pub quantity: i64,
}

/// How many units of a product are kept free for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectionRow {
    /// The product.
    pub product: ProductId,
    /// The location, or the rulebook's first.
    pub location: Option<Box<str>>,
    /// The position of the group in the rulebook.
    pub group: u32,
    /// The first ship day.
    pub from: Option<Day>,
    /// The first ship day after it.
    pub until: Option<Day>,
    /// Units.
    pub quantity: i64,
}

/// What rows of supply are read with.
pub(super) struct Rows<'a> {
    pub book: &'a Rulebook,
    pub products: &'a Products,
    pub classes: &'a Classes,
    pub recipes: &'a Recipes,
}

/// How many rows name a location that the rulebook does not.
type Elsewhere = BTreeMap<Box<str>, i64>;

/// Rows by the number of their pool.
type ByPool<'a, T> = Vec<(u32, &'a T)>;

impl Rows<'_> {
    /// The pools and quotas, and what was noticed. Rows of locations that the
    /// rulebook does not name do not count, nor do those of kits but promises.
    pub fn supplies(&self, data: &SupplyData) -> (Supplies, Vec<Finding>) {
        let locations = self.book.availability.locations.len();
        let of_parts = self.of_parts(&data.promises);
        let mut elsewhere = Elsewhere::new();
        let other = &mut elsewhere;
        let stock = self.by_pool(&data.stock, |row| (row.product, &row.location), other);
        let receipts = self.by_pool(&data.receipts, |row| (row.product, &row.location), other);
        let promises = self.by_pool(&of_parts, |row| (row.product, &row.location), other);
        let mut safety = self.by_pool(&data.safety, |row| (row.product, &row.location), other);
        safety.sort_by_key(|(pool, row)| (*pool, row.day));
        let protections =
            self.by_pool(&data.protections, |row| (row.product, &row.location), other);
        let mut of_quotas: Vec<&PromiseRow> = promises.iter().map(|(_, row)| *row).collect();
        let quota_only = |row: &&PromiseRow| self.of_kit(row).is_some() || self.is_quota_only(row);
        of_quotas.extend(data.promises.iter().filter(quota_only));
        let quotas = self.quotas(&data.quotas, &of_quotas);
        let overlaps = self.overlaps(&quotas);
        let rows = stock.iter().map(|(_, row)| row.product.0);
        let mut tracked: Vec<u32> =
            rows.chain(receipts.iter().map(|(_, row)| row.product.0)).collect();
        tracked.sort_unstable();
        tracked.dedup();
        let is_tracked = |product: u32| tracked.binary_search(&product).is_ok();
        of_quotas.retain(|row| self.is_quota_only(row) || !is_tracked(row.product.0));
        let loose = of_quotas.iter().filter_map(|row| Some((row.product.0, self.hold(row)?)));
        let findings = data.stock.iter().filter(|row| self.location(&row.location).is_some());
        let findings = findings.filter(|row| row.on_hand < 0).map(|row| self.negative(row));
        let findings = findings.chain(overlaps).chain(self.elsewhere(&elsewhere));
        let (mut of_stock, mut of_receipts) = (Cursor(&stock), Cursor(&receipts));
        let (mut of_promises, mut of_safety) = (Cursor(&promises), Cursor(&safety));
        let mut of_protections = Cursor(&protections);
        let mut pool = |pool: u32| {
            let own = self.pool(
                of_stock.take(pool),
                of_receipts.take(pool),
                of_promises.take(pool),
                of_safety.take(pool),
                of_protections.take(pool),
            );
            own.filter(|_| is_tracked(pool / locations as u32))
        };
        let products = self.products.rows.len();
        let all = [
            pools_of(&stock),
            pools_of(&receipts),
            pools_of(&promises),
            pools_of(&safety),
            pools_of(&protections),
        ];
        let supplies = match few(&all, products, locations as u32) {
            Some(only) => {
                let count = locations as u32;
                let own = only.iter().flat_map(|own| own * count..(own + 1) * count);
                let pools = own.map(pool).collect();
                Supplies::of_some((locations, products), only, pools, quotas)
            }
            None => {
                let pools = (0..(products * locations) as u32).map(&mut pool).collect();
                Supplies::new(locations, pools, quotas)
            }
        };
        let supplies = supplies.with_expected(self.expected(&receipts));
        (supplies.with_loose(loose.collect()), findings.collect())
    }

    /// The receipts that have a name.
    fn expected(&self, receipts: &ByPool<'_, SupplyRow>) -> Vec<ExpectedReceipt> {
        let named = receipts
            .iter()
            .filter(|(_, row)| row.quantity > 0 && (row.id.is_some() || row.supplier.is_some()));
        let locations = self.book.availability.locations.len() as u32;
        let own = named.map(|(pool, row)| ExpectedReceipt {
            product: row.product.0,
            location: pool % locations,
            day: row.day,
            quantity: row.quantity,
            id: row.id.clone(),
            supplier: row.supplier.clone(),
        });
        own.collect()
    }

    fn is_quota_only(&self, row: &PromiseRow) -> bool {
        row.quota_only && self.location(&row.location).is_some()
    }

    /// What a kit that is promised at one of our locations is made of, where
    /// its row takes the parts.
    fn of_kit(&self, row: &PromiseRow) -> Option<&[(u32, i64)]> {
        let parts = self.recipes.parts(row.product.0).filter(|_| !row.quota_only)?;
        self.location(&row.location).map(|_| parts)
    }

    /// Promises that take supply, with kits taken apart. Those of other
    /// locations stay, to be counted.
    fn of_parts<'d>(&self, rows: &'d [PromiseRow]) -> Cow<'d, [PromiseRow]> {
        if !rows.iter().any(|row| self.is_quota_only(row) || self.of_kit(row).is_some()) {
            return Cow::Borrowed(rows);
        }
        let mut all = Vec::with_capacity(rows.len());
        for row in rows.iter().filter(|row| !self.is_quota_only(row)) {
            match self.of_kit(row) {
                Some(parts) => all.extend(parts.iter().map(|&(part, units)| PromiseRow {
                    product: ProductId(part),
                    quantity: row.quantity.saturating_mul(units),
                    ..row.clone()
                })),
                None => all.push(row.clone()),
            }
        }
        Cow::Owned(all)
    }

    fn hold(&self, row: &PromiseRow) -> Option<Hold> {
        let (day, quantity, owner) = (row.day, row.quantity, row.owner.clone());
        Some(Hold { day, quantity, expires: row.expires?, owner, group: self.group(row) })
    }

    fn location(&self, name: &Option<Box<str>>) -> Option<u32> {
        name.as_ref().map_or(Some(0), |name| self.book.availability.location(name))
    }

    /// Rows in order of their pools; of one pool in their own order. Rows of other
    /// locations are counted.
    fn by_pool<'d, T>(
        &self,
        rows: &'d [T],
        of: impl Fn(&T) -> (ProductId, &Option<Box<str>>),
        elsewhere: &mut Elsewhere,
    ) -> ByPool<'d, T> {
        let locations = self.book.availability.locations.len() as u32;
        let pool = |row: &'d T| {
            let (product, location) = of(row);
            let Some(at) = self.location(location) else {
                *elsewhere.entry(location.clone().unwrap_or_default()).or_default() += 1;
                return None;
            };
            let known = product.index() < self.products.rows.len();
            let counts = known && self.recipes.parts(product.0).is_none();
            counts.then_some((product.0 * locations + at, row))
        };
        let mut rows: ByPool<'d, T> = rows.iter().filter_map(pool).collect();
        rows.sort_by_key(|(pool, _)| *pool);
        rows
    }

    fn group(&self, row: &PromiseRow) -> Option<u32> {
        self.classes.partner(row.partner?).supply_group
    }

    /// The pool of a product that is tracked: stock or receipts have a row of it
    /// at some location. A promise alone says nothing of what there is.
    fn pool(
        &self,
        stock: &[(u32, &StockRow)],
        receipts: &[(u32, &SupplyRow)],
        promises: &[(u32, &PromiseRow)],
        safety: &[(u32, &SupplyRow)],
        protections: &[(u32, &ProtectionRow)],
    ) -> Option<Pool> {
        if stock.is_empty() && receipts.is_empty() && promises.is_empty() {
            return None;
        }
        let (on_hand, kept) = stock.last().map_or((0, 0), |(_, row)| (row.on_hand, row.safety));
        let receipts: Vec<_> = receipts.iter().map(|(_, row)| (row.day, row.quantity)).collect();
        let firm = promises.iter().filter(|(_, row)| row.expires.is_none());
        let mut taken: Vec<_> = firm.map(|(_, row)| (row.day, row.quantity)).collect();
        let mut before = kept;
        for (_, row) in safety {
            taken.push((row.day, row.quantity - before));
            before = row.quantity;
        }
        let holds = promises.iter().filter_map(|(_, row)| self.hold(row));
        let protections = protections.iter().map(|(_, row)| {
            let mut own = Protection::new(row.group, row.from, row.until, row.quantity);
            let firm = promises.iter().filter(|(_, promise)| {
                promise.expires.is_none()
                    && self.group(promise) == Some(row.group)
                    && own.covers(promise.day)
            });
            own.promised = firm.fold(0, |sum: i64, (_, row)| sum.saturating_add(row.quantity));
            own
        });
        let pool = Pool::new(on_hand, kept, &receipts, &taken);
        Some(pool.with(holds.collect(), protections.collect()))
    }

    /// The quotas with what the groups were promised for good, anywhere.
    fn quotas(&self, rows: &[QuotaRow], promises: &[&PromiseRow]) -> Vec<Quota> {
        let mut quotas: Vec<Quota> = rows
            .iter()
            .map(|row| Quota {
                product: row.product.0,
                group: row.group,
                from: row.from,
                until: row.until,
                quantity: row.quantity,
                promised: 0,
            })
            .collect();
        quotas.sort_by_key(|quota| (quota.product, quota.group, quota.from));
        if quotas.is_empty() {
            return quotas;
        }
        for row in promises.iter().filter(|row| row.expires.is_none()) {
            let Some(group) = self.group(row) else { continue };
            let key = (row.product.0, group, row.day);
            let after =
                quotas.partition_point(|quota| (quota.product, quota.group, quota.from) <= key);
            let Some(quota) = after.checked_sub(1).map(|at| &mut quotas[at]) else { continue };
            if (quota.product, quota.group) == (row.product.0, group) && row.day < quota.until {
                quota.promised = quota.promised.saturating_add(row.quantity);
            }
        }
        quotas
    }

    /// Windows of one product and group that share a day: of those the one that
    /// begins last counts. A table with such rows is refused.
    fn overlaps(&self, quotas: &[Quota]) -> Vec<Finding> {
        let meet = |pair: &&[Quota]| {
            let [one, other] = pair else { return false };
            (one.product, one.group) == (other.product, other.group) && other.from < one.until
        };
        let told = |pair: &[Quota]| {
            let group = self.book.availability.groups.get(pair[0].group as usize);
            Finding::new(Code::DataQuotasOverlap, "quotas")
                .with("found", self.products.ids.name(ProductId(pair[0].product)))
                .with("group", group.map_or("", |group| &*group.id))
                .with("day", pair[1].from.to_string())
        };
        quotas.windows(2).filter(meet).map(told).collect()
    }

    fn elsewhere(&self, elsewhere: &Elsewhere) -> Vec<Finding> {
        let told = |name: &str, rows: i64| {
            Finding::new(Code::DataLocationNotUsed, "location")
                .with("found", name)
                .with("rows", rows)
                .with("expected", self.book.availability.locations.join(", "))
        };
        elsewhere.iter().map(|(name, rows)| told(name, *rows)).collect()
    }

    fn negative(&self, row: &StockRow) -> Finding {
        Finding::new(Code::DataStockNegative, "stock")
            .with("found", self.products.ids.name(row.product))
            .with("quantity", row.on_hand)
    }
}

fn pools_of<T>(rows: &ByPool<'_, T>) -> Vec<u32> {
    rows.iter().map(|(pool, _)| *pool).collect()
}

/// The products that rows speak of, when they are so few that a search among
/// them costs less than a place for every product: an order is planned on the
/// supply of its own products, however many there are.
fn few(pools: &[Vec<u32>], products: usize, locations: u32) -> Option<Vec<u32>> {
    const FEW: usize = 64;
    let rows: usize = pools.iter().map(Vec::len).sum();
    if rows > products / FEW {
        return None;
    }
    let mut only: Vec<u32> = pools.iter().flatten().map(|pool| pool / locations).collect();
    only.sort_unstable();
    only.dedup();
    Some(only)
}

/// Rows in order of their pools, taken pool by pool.
struct Cursor<'r, 'd, T>(&'r [(u32, &'d T)]);

impl<'r, 'd, T> Cursor<'r, 'd, T> {
    fn take(&mut self, pool: u32) -> &'r [(u32, &'d T)] {
        let count = self.0.iter().take_while(|(own, _)| *own == pool).count();
        let (own, rest) = self.0.split_at(count);
        self.0 = rest;
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::Language;
    use crate::rulebook::Engine;
    use crate::wire::{SupplyTables, Table, Tables};

    fn engine() -> Engine {
        let book = "{format: 1, id: b, zone: UTC, currency: EUR, \
            price_lists: [{id: general, for: everyone}], \
            availability: {groups: [{id: dentists, for: everyone}]}}";
        let book = Rulebook::parse(book, "book").expect("no faults");
        let table = |text| Table { source: "table", text };
        let tables = Tables {
            partners: table("id,name\nP-1,Jansen\n"),
            products: table("id,name\nA-1,Glove\n"),
            prices: table("list,product,unit_price\ngeneral,A-1,1.25\n"),
            supply: SupplyTables {
                stock: table("product,on_hand\nA-1,3\n"),
                ..SupplyTables::default()
            },
            ..Tables::default()
        };
        Engine::from_tables(book, &tables).expect("no faults")
    }

    #[test]
    fn rows_of_a_location_that_the_rulebook_does_not_name_are_counted_in_a_hint() {
        let stock = |location: &str| StockRow {
            product: ProductId(0),
            location: Some(location.into()),
            on_hand: 1,
            safety: 0,
        };
        let stock = vec![stock("gent"), stock("main"), stock("breda"), stock("gent")];
        let engine = engine().with_supply(&SupplyData { stock, ..SupplyData::default() });
        let told: Vec<_> = engine.findings().iter().map(|own| own.message(Language::En)).collect();
        let words = "rows of supply are of location";
        let end = "and do not count; the rulebook has main";
        assert_eq!(told, [format!("1 {words} `breda` {end}"), format!("2 {words} `gent` {end}")]);
    }

    #[test]
    fn quotas_of_one_group_that_share_a_day_are_told_also_of_rows_made_by_hand() {
        let engine = engine();
        let quota = |from, until| QuotaRow {
            product: ProductId(0),
            group: 0,
            from: Day(from),
            until: Day(until),
            quantity: 1,
        };
        let told = |quotas: Vec<QuotaRow>| -> Vec<Code> {
            let engine = engine.with_supply(&SupplyData { quotas, ..SupplyData::default() });
            engine.findings().iter().map(|finding| finding.code).collect()
        };
        assert_eq!(told(vec![quota(3, 9), quota(0, 4)]), [Code::DataQuotasOverlap]);
        assert_eq!(told(vec![quota(4, 9), quota(0, 4)]), []);
    }
}
