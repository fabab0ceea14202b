//! What would change: past orders under today's rules and under others, side by
//! side.

use crate::id::{Id, Names, NicheId, PartnerId, ProductId};
use crate::money::{Currency, Rounding, split};
use crate::order::{Decision, Line, Verdict};
use crate::rulebook::Engine;

/// The differences that a candidate makes to a set of orders.
///
/// Adding is exact and commutes, so parts of the orders can be replayed apart
/// and added up in any order.
#[derive(Clone, Debug)]
pub struct Replay {
    partners: Names<PartnerId>,
    products: Names<ProductId>,
    niches: Names<NicheId>,
    /// Where the candidate's ids stand among these names.
    candidate: Ids,
    base: Ids,
    sums: Vec<Sums>,
    /// Orders by the verdict before (rows) and after (columns).
    pub verdicts: [[u64; 4]; 4],
    /// Orders that could be decided under both.
    pub orders: u64,
    /// Texts that are no orders.
    pub unreadable: u64,
}

/// Ids of one engine as positions in the names of both.
#[derive(Clone, Debug)]
struct Ids {
    partners: Vec<u32>,
    products: Vec<u32>,
    niches: Vec<u32>,
}

/// The sums of one currency.
#[derive(Clone, Debug)]
struct Sums {
    currency: Currency,
    total: Change,
    partners: Vec<Change>,
    products: Vec<Change>,
    niches: Vec<Change>,
}

/// Figures before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Under the rules of today.
    pub before: Figures,
    /// Under the candidate.
    pub after: Figures,
}

/// What orders come to, in minor units. A rejected order comes to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders that are not rejected; of a product or niche those it is in.
    pub orders: u64,
    /// Units confirmed.
    pub units: i128,
    /// Without tax.
    pub revenue: i128,
    /// What is paid out in fees of all plans. Of a product its part by revenue.
    pub fee: i128,
    /// Revenue less cost and fees. A product whose cost is not known costs
    /// nothing here; so does every product in another currency than the
    /// rulebook's.
    pub margin: i128,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.units += other.units;
        self.revenue += other.revenue;
        self.fee += other.fee;
        self.margin += other.margin;
    }
}

impl Change {
    fn add(&mut self, other: &Self) {
        self.before.add(&other.before);
        self.after.add(&other.after);
    }

    fn side(&mut self, after: bool) -> &mut Figures {
        if after { &mut self.after } else { &mut self.before }
    }
}

/// The rows of one currency, each table by id.
#[derive(Clone, Debug)]
pub struct ReplayTables<'r> {
    /// The currency of every amount.
    pub currency: Currency,
    /// All orders together.
    pub total: Change,
    /// By partner.
    pub partners: Vec<(&'r str, Change)>,
    /// By niche; a partner in two niches counts in both.
    pub niches: Vec<(&'r str, Change)>,
    /// By product.
    pub products: Vec<(&'r str, Change)>,
}

impl Replay {
    /// An empty replay of orders under the rules of today and a candidate.
    #[must_use]
    pub fn new(base: &Engine, candidate: &Engine) -> Self {
        let mut partners = Names::default();
        let mut products = Names::default();
        let mut niches = Names::default();
        let mut ids = |engine: &Engine| Ids {
            partners: numbered(&mut partners, engine.partners().ids.iter()),
            products: numbered(&mut products, engine.products().ids.iter()),
            niches: numbered(&mut niches, engine.book().niches().iter().map(|niche| &*niche.id)),
        };
        let (base, candidate) = (ids(base), ids(candidate));
        Self {
            partners,
            products,
            niches,
            candidate,
            base,
            sums: Vec::new(),
            verdicts: [[0; 4]; 4],
            orders: 0,
            unreadable: 0,
        }
    }

    /// Adds an order, decided under both.
    pub fn add(&mut self, base: (&Engine, &Decision), candidate: (&Engine, &Decision)) {
        self.orders += 1;
        self.verdicts[base.1.verdict() as usize][candidate.1.verdict() as usize] += 1;
        self.add_side(false, base.0, base.1);
        self.add_side(true, candidate.0, candidate.1);
    }

    /// Adds another replay of the same two engines.
    pub fn merge(&mut self, other: &Self) {
        self.orders += other.orders;
        self.unreadable += other.unreadable;
        for (own, more) in self.verdicts.iter_mut().flatten().zip(other.verdicts.iter().flatten()) {
            *own += more;
        }
        for more in &other.sums {
            let own = self.sums_of(more.currency);
            own.total.add(&more.total);
            let tables = [
                (&mut own.partners, &more.partners),
                (&mut own.products, &more.products),
                (&mut own.niches, &more.niches),
            ];
            for (own, more) in tables {
                own.iter_mut().zip(more).for_each(|(own, more)| own.add(more));
            }
        }
    }

    /// The rows that have orders, by currency and id.
    #[must_use]
    pub fn tables(&self) -> Vec<ReplayTables<'_>> {
        let mut sums: Vec<&Sums> = self.sums.iter().collect();
        sums.sort_by_key(|sums| sums.currency.code());
        let tables = |sums: &&Sums| ReplayTables {
            currency: sums.currency,
            total: sums.total,
            partners: rows(self.partners.iter(), &sums.partners),
            niches: rows(self.niches.iter(), &sums.niches),
            products: rows(self.products.iter(), &sums.products),
        };
        sums.iter().map(tables).collect()
    }

    fn sums_of(&mut self, currency: Currency) -> &mut Sums {
        let at = self.sums.iter().position(|sums| sums.currency == currency);
        let at = at.unwrap_or_else(|| {
            let empty = |count: usize| vec![Change::default(); count];
            self.sums.push(Sums {
                currency,
                total: Change::default(),
                partners: empty(self.partners.iter().count()),
                products: empty(self.products.iter().count()),
                niches: empty(self.niches.iter().count()),
            });
            self.sums.len() - 1
        });
        &mut self.sums[at]
    }

    fn add_side(&mut self, after: bool, engine: &Engine, decision: &Decision) {
        let Some(partner) = decision.partner() else { return };
        if decision.verdict() == Verdict::Rejected {
            return;
        }
        let ids = if after { &self.candidate } else { &self.base };
        let own = ids.partners[partner.index()] as usize;
        let niches: Vec<usize> =
            engine.niches_of(partner).iter().map(|at| ids.niches[*at as usize] as usize).collect();
        let lines: Vec<(usize, &Line)> = decision
            .lines()
            .iter()
            .filter(|line| line.confirmed > 0)
            .filter_map(|line| Some((ids.products[line.product?.index()] as usize, line)))
            .collect();
        let fees = parts_of_fee(decision, &lines);
        let mut order = Figures { orders: 1, ..Figures::default() };
        let sums = self.sums_of(decision.currency());
        for ((product, line), fee) in lines.iter().zip(fees) {
            let figures = figures_of(engine, decision, line, fee);
            order.add(&Figures { orders: 0, ..figures });
            sums.products[*product].side(after).add(&figures);
        }
        sums.total.side(after).add(&order);
        sums.partners[own].side(after).add(&order);
        for niche in niches {
            sums.niches[niche].side(after).add(&order);
        }
    }
}

fn numbered<'n, I: Id>(names: &mut Names<I>, more: impl Iterator<Item = &'n str>) -> Vec<u32> {
    // INVARIANT: there are at most 2^32 names of a kind.
    more.map(|name| names.insert(name).0.index() as u32).collect()
}

fn rows<'n>(names: impl Iterator<Item = &'n str>, changes: &[Change]) -> Vec<(&'n str, Change)> {
    let has_orders = |change: &Change| change.before.orders + change.after.orders > 0;
    let named = names.zip(changes.iter().copied());
    let mut rows: Vec<_> = named.filter(|(_, change)| has_orders(change)).collect();
    rows.sort_unstable_by_key(|(name, _)| *name);
    rows
}

/// Each line's part of all fees, by what it comes to.
fn parts_of_fee(decision: &Decision, lines: &[(usize, &Line)]) -> Vec<i64> {
    let weights: Vec<i64> = lines.iter().map(|(_, line)| line.amounts.net.max(0)).collect();
    let mut parts = vec![0; lines.len()];
    let fee = decision.totals().fee;
    if fee != 0 && !split(fee, &weights, &mut parts) {
        parts.fill(0);
    }
    parts
}

fn figures_of(engine: &Engine, decision: &Decision, line: &Line, fee: i64) -> Figures {
    let revenue = i128::from(line.amounts.net);
    let cost = cost_of(engine, decision, line).unwrap_or_default();
    Figures {
        orders: 1,
        units: i128::from(line.confirmed),
        revenue,
        fee: i128::from(fee),
        margin: revenue - cost - i128::from(fee),
    }
}

fn cost_of(engine: &Engine, decision: &Decision, line: &Line) -> Option<i128> {
    let currency = decision.currency();
    if currency != engine.book().currency() {
        return None;
    }
    let cost = engine.products().rows[line.product?.index()].cost?;
    let exact = cost.times_whole(line.confirmed)?;
    Rounding::decimals(currency.exponent()).apply(exact)?.rescaled(currency.exponent())
}
