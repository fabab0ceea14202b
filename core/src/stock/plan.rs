use crate::calendar::Day;

/// A pool: a product at a location.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolKey {
    /// The product, as the company calls it.
    pub product: Box<str>,
    /// The location, as the company calls it.
    pub location: Box<str>,
}

impl PoolKey {
    /// The pool of a product at a location.
    #[must_use]
    pub fn new(product: &str, location: &str) -> Self {
        Self { product: product.into(), location: location.into() }
    }
}

/// What has a version: a pool, or a product's quotas for a group of partners.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StockKey {
    /// A product at a location. Its version also covers what is protected there.
    Pool(PoolKey),
    /// The quotas of a product for a group, over all locations and windows.
    Quota {
        /// The product.
        product: Box<str>,
        /// The partner group.
        group: Box<str>,
    },
}

/// A version that a plan was made with; 0 is that of a pool that was not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Of what.
    pub key: StockKey,
    /// The version.
    pub version: u64,
}

/// How a plan looked at supply: what a check of it needs to look the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sight {
    /// The day of the order.
    pub today: Day,
    /// The last day on which supply is limited; `None` is without end.
    pub until: Option<Day>,
    /// An overdue receipt counts as dated so many days after today; `None`
    /// does not count it at all.
    pub overdue_days: Option<u32>,
}

/// Units taken from a pool for a day, or given back when negative.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delta {
    /// Whose promise it is.
    pub order: Box<str>,
    /// The line of the order: its id, or its place such as `lines[0]`.
    pub line: Box<str>,
    /// From where.
    pub pool: PoolKey,
    /// The ship day.
    pub day: Day,
    /// Units; negative where a promise is moved away from the day.
    pub quantity: i64,
}

/// What a kit is made of, as it was when it was promised.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKit {
    /// The kit, as the company calls it.
    pub product: Box<str>,
    /// Its parts that are no kits, and the units of each in one kit.
    pub parts: Vec<(Box<str>, i64)>,
}

/// What a line asked for, so that it can gain when supply improves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderLine {
    /// The line: its id, or its place such as `lines[0]`.
    pub line: Box<str>,
    /// Units asked for, rounded to what can be sold.
    pub quantity: i64,
    /// The ship day that was wanted.
    pub day: Day,
    /// Whether it comes in one delivery or not at all.
    pub whole: bool,
    /// The kit that is delivered, when it is one.
    pub kit: Option<OrderKit>,
}

/// What an order takes, and what must still be so when it is booked.
///
/// A plan is data: it was made from a snapshot of supply and changes nothing.
/// It is booked by [`StockLedger::commit`](super::StockLedger::commit), or by
/// the host's own database with the statements that come with the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockPlan {
    /// The idempotency key: the id of the order. What is booked under a key is
    /// booked once.
    pub key: Box<str>,
    /// Who ordered.
    pub partner: Box<str>,
    /// Whose holds it takes the place of.
    pub owner: Option<Box<str>>,
    /// When supply was looked at, in seconds since 1970 in universal time:
    /// holds that had expired by then were not counted.
    pub now: i64,
    /// How supply was looked at.
    pub sight: Sight,
    /// Whether all lines leave on one day, or none.
    pub together: bool,
    /// What the order's lines asked for.
    pub lines: Vec<OrderLine>,
    /// What it takes, by order, line, pool and day; each once.
    pub deltas: Vec<Delta>,
    /// What it promises and takes from no pool, likewise: kits beside their
    /// parts, and units under a quota of what nothing is counted of. Their
    /// pools are names only.
    pub loose: Vec<Delta>,
    /// The version of everything it takes from.
    pub versions: Vec<Seen>,
    /// The answer that is given, and given again when the plan is booked twice.
    pub answer: Box<str>,
}

impl StockPlan {
    /// The pools it takes from or gives back to, each once.
    pub(super) fn pools(&self) -> Vec<&PoolKey> {
        let mut pools: Vec<&PoolKey> = self.deltas.iter().map(|delta| &delta.pool).collect();
        pools.sort_unstable();
        pools.dedup();
        pools
    }

    /// The products whose quotas it counts on.
    pub(super) fn quotas(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().filter_map(|seen| match &seen.key {
            StockKey::Quota { product, .. } => Some(&**product),
            StockKey::Pool(_) => None,
        })
    }

    /// Sums deltas of one order, line, pool and day, leaves out what sums to
    /// nothing, and puts all lists in order.
    #[must_use]
    pub fn normal(mut self) -> Self {
        sum_up(&mut self.deltas);
        sum_up(&mut self.loose);
        self.lines.sort();
        self.versions.sort();
        self.versions.dedup();
        self
    }
}

/// Each order, line, pool and day once, in order; what sums to nothing is left
/// out.
fn sum_up(deltas: &mut Vec<Delta>) {
    deltas.sort();
    deltas.dedup_by(|later, kept| {
        let same = (&later.order, &later.line, &later.pool, later.day)
            == (&kept.order, &kept.line, &kept.pool, kept.day);
        if same {
            kept.quantity = kept.quantity.saturating_add(later.quantity);
        }
        same
    });
    deltas.retain(|delta| delta.quantity != 0);
}
