use super::books::{StockBooks, StockOrder};
use super::ledger::StockLedger;
use super::plan::{Delta, PoolKey, Seen, Sight, StockKey, StockPlan};
use super::pool::Curve;
use super::risk::units;
use crate::calendar::Day;
use std::fmt;

/// What may become of a promise when a pool is promised again, in the words of
/// SAP's backorder processing. They are served in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Strategy {
    /// Gets all it asked for on the day it asked for, also from others.
    Win,
    /// Keeps what it has as far as supply goes, and may get more or sooner.
    #[default]
    Gain,
    /// Is served anew from what is left: it may gain or lose.
    Redistribute,
    /// Keeps what it has or loses; it never gains.
    Fill,
    /// Gives everything up.
    Lose,
}

impl Strategy {
    /// The names that are used in texts, in the order of service.
    pub const NAMES: [&'static str; 5] = ["win", "gain", "redistribute", "fill", "lose"];
    /// All of them, in the order of service.
    pub const ALL: [Self; 5] = [Self::Win, Self::Gain, Self::Redistribute, Self::Fill, Self::Lose];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Whose promises a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One order.
    Order(Box<str>),
    /// All orders of a partner.
    Partner(Box<str>),
}

/// Which strategy holds for which promise: the first rule that speaks of it,
/// else the default, which is `gain`: nobody loses to a later promise.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RepromisePolicy {
    /// For promises of which no rule speaks.
    pub default: Strategy,
    /// The rules.
    pub rules: Vec<(Whose, Strategy)>,
}

/// How deliveries are promised again.
#[derive(Clone, Copy)]
pub struct RepromiseTerms<'a> {
    /// How supply is looked at.
    pub sight: Sight,
    /// The first ship day at or after a day.
    pub ship: &'a dyn Fn(Day) -> Day,
    /// A delivery that is not all of it is a multiple of this.
    pub multiple: i64,
    /// Whether a promise may come in several deliveries, or in part.
    pub partial: bool,
}

impl fmt::Debug for RepromiseTerms<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RepromiseTerms").field("sight", &self.sight).finish_non_exhaustive()
    }
}

/// What is proposed for one line of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The order.
    pub order: Box<str>,
    /// The line of the order.
    pub line: Box<str>,
    /// Who ordered.
    pub partner: Box<str>,
    /// The strategy that holds for it.
    pub strategy: Strategy,
    /// What it has: ship days and units.
    pub before: Vec<(Day, i64)>,
    /// What it would have.
    pub after: Vec<(Day, i64)>,
    /// What that is to it.
    pub outcome: Claimed,
}

/// What becomes of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It stays as it is.
    Kept,
    /// On some day more will have left, on none less.
    Gained,
    /// On some day less will have left, on none more.
    Lost,
    /// On one day more will have left, on another less.
    Changed,
}

impl Claimed {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Changed => "changed",
        }
    }

    fn of(before: &[(Day, i64)], after: &[(Day, i64)]) -> Self {
        match (covers(after, before), covers(before, after)) {
            (true, true) => Self::Kept,
            (true, false) => Self::Gained,
            (false, true) => Self::Lost,
            (false, false) => Self::Changed,
        }
    }
}

/// A proposal: nothing has changed until its plan is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repromise {
    /// Every promise of the pool, in the order in which it was served.
    pub claims: Vec<Claim>,
    /// What makes it so, to be committed like the plan of an order.
    pub plan: StockPlan,
}

impl StockLedger {
    /// Promises a pool again: who keeps, gains or loses what, by a policy.
    ///
    /// Strategies are served in their order (win, gain, redistribute, fill,
    /// lose), and promises of one strategy in the order in which they were made.
    /// Those that gain first all keep what they have, and only then get more.
    /// Holds stay as they are. What is no longer there on its day moves in one
    /// piece to the first day on which all of it is, or else as much as there
    /// ever is; the rest is lost. A pool that is not there has no claims.
    ///
    /// `key` is the idempotency key of the proposal.
    #[must_use]
    pub fn repromise(
        &self,
        pool: &PoolKey,
        key: &str,
        policy: &RepromisePolicy,
        terms: &RepromiseTerms<'_>,
    ) -> Repromise {
        let inner = self.lock();
        let books = &inner.books;
        let mut served = Vec::new();
        if let Some(facts) = books.pools.get(pool) {
            let curve = books.without_promises(facts, &terms.sight);
            let mut serving = Serving { curve, terms };
            served = books.wants(pool, policy, terms);
            serving.serve(&mut served);
        }
        books.proposal(pool, key, terms, served)
    }
}

/// A line with what it has and what it asked for.
struct Want {
    claim: Claim,
    /// The ship days it has, none before today.
    has: Vec<(Day, i64)>,
    /// What it asks for; what it has when that is not known.
    asks: Vec<(Day, i64)>,
}

impl StockBooks {
    /// The firm promises of a pool by line, in the order of service.
    fn wants(
        &self,
        key: &PoolKey,
        policy: &RepromisePolicy,
        terms: &RepromiseTerms<'_>,
    ) -> Vec<Want> {
        let Some(pool) = self.pools.get(key) else { return Vec::new() };
        let mut wants: Vec<Want> = Vec::new();
        for promise in self.in_order(pool) {
            let row = (promise.day, promise.quantity);
            match wants.last_mut() {
                Some(Want { claim, .. })
                    if *claim.order == *promise.order && claim.line == promise.line =>
                {
                    claim.before.push(row);
                }
                _ => {
                    let order = self.orders.get(&promise.order);
                    let partner = order.map(|o| o.partner.clone()).unwrap_or_default();
                    let claim = Claim {
                        strategy: policy.strategy(&promise.order, &partner),
                        order: (&*promise.order).into(),
                        line: promise.line.clone(),
                        partner,
                        before: vec![row],
                        after: Vec::new(),
                        outcome: Claimed::Kept,
                    };
                    wants.push(Want { claim, has: Vec::new(), asks: Vec::new() });
                }
            }
        }
        for want in &mut wants {
            let today = (terms.ship)(terms.sight.today);
            want.has = want.claim.before.iter().map(|(day, q)| ((*day).max(today), *q)).collect();
            let order = self.orders.get(&*want.claim.order);
            let asked = order.and_then(|order| self.asked(order, key, &want.claim));
            want.asks =
                asked.map_or_else(|| want.has.clone(), |(day, q)| vec![(day.max(today), q)]);
        }
        wants.sort_by_key(|want| want.claim.strategy);
        wants
    }

    /// What a line asked for and neither was shipped nor comes from elsewhere.
    /// Nothing for a line that was counted in a quota: what is left of it only
    /// the engine knows.
    fn asked(&self, order: &StockOrder, pool: &PoolKey, claim: &Claim) -> Option<(Day, i64)> {
        if order.quotas.iter().any(|(product, _)| *product == pool.product) {
            return None;
        }
        let line = order.lines.iter().find(|line| line.line == claim.line)?;
        let elsewhere = order.pools.iter().filter(|key| *key != pool);
        let elsewhere = elsewhere.filter_map(|key| self.pools.get(key)).flat_map(|p| &p.promises);
        let own = elsewhere.filter(|p| *p.order == *claim.order && p.line == claim.line);
        let quantity = line.quantity - own.map(|promise| promise.quantity).sum::<i64>();
        let has: i64 = claim.before.iter().map(|(_, quantity)| quantity).sum();
        Some((line.day, quantity.max(has)))
    }

    fn proposal(
        &self,
        pool: &PoolKey,
        key: &str,
        terms: &RepromiseTerms<'_>,
        served: Vec<Want>,
    ) -> Repromise {
        let claims: Vec<Claim> = served.into_iter().map(|want| want.claim).collect();
        let mut deltas = Vec::new();
        for claim in &claims {
            let delta = |day: Day, quantity: i64| Delta {
                order: claim.order.clone(),
                line: claim.line.clone(),
                pool: pool.clone(),
                day,
                quantity,
            };
            deltas.extend(claim.before.iter().map(|(day, quantity)| delta(*day, -quantity)));
            deltas.extend(claim.after.iter().map(|(day, quantity)| delta(*day, *quantity)));
        }
        let version = StockKey::Pool(pool.clone());
        let plan = StockPlan {
            key: key.into(),
            partner: "".into(),
            owner: None,
            now: self.clock,
            sight: terms.sight,
            lines: Vec::new(),
            deltas,
            versions: vec![Seen { version: self.version(&version), key: version }],
            answer: "".into(),
        };
        Repromise { claims, plan: plan.normal() }
    }
}

impl RepromisePolicy {
    fn strategy(&self, order: &str, partner: &str) -> Strategy {
        let speaks = |whose: &Whose| match whose {
            Whose::Order(id) => **id == *order,
            Whose::Partner(id) => **id == *partner,
        };
        let rule = self.rules.iter().find(|(whose, _)| speaks(whose));
        rule.map_or(self.default, |(_, strategy)| *strategy)
    }
}

/// What is left while promises are served.
struct Serving<'a> {
    curve: Curve,
    terms: &'a RepromiseTerms<'a>,
}

impl Serving<'_> {
    fn serve(&mut self, wants: &mut [Want]) {
        for strategy in Strategy::ALL {
            let of = |want: &&mut Want| want.claim.strategy == strategy;
            for want in wants.iter_mut().filter(of) {
                want.claim.after = match strategy {
                    Strategy::Win | Strategy::Redistribute => self.take(&want.asks),
                    Strategy::Gain | Strategy::Fill => self.take(&want.has),
                    Strategy::Lose => Vec::new(),
                };
            }
            if strategy == Strategy::Gain {
                wants.iter_mut().filter(of).for_each(|want| self.gain(want));
            }
        }
        for want in wants {
            want.claim.outcome = Claimed::of(&want.has, &want.claim.after);
        }
    }

    /// Serves a promise anew when that is better for it on every day.
    fn gain(&mut self, want: &mut Want) {
        let before = self.curve.clone();
        let kept = std::mem::take(&mut want.claim.after);
        kept.iter().for_each(|(day, quantity)| self.curve.take(*day, -i128::from(*quantity)));
        let anew = self.take(&want.asks);
        if covers(&anew, &kept) && anew != kept {
            want.claim.after = anew;
        } else {
            (want.claim.after, self.curve) = (kept, before);
        }
    }

    /// Takes deliveries as far as they are there, each on its day; the rest
    /// later in one piece. Where a promise may not come in parts, and not all
    /// of them are there, all of it moves.
    fn take(&mut self, pieces: &[(Day, i64)]) -> Vec<(Day, i64)> {
        let before = self.curve.clone();
        let mut taken: Vec<(Day, i64)> = Vec::new();
        let (mut rest, mut day) = (0, self.terms.sight.today);
        for (on, quantity) in pieces {
            let wanted = rest + quantity;
            let got = self.some(*on, wanted);
            self.deliver(*on, got, &mut taken);
            (rest, day) = (wanted - got, *on);
        }
        if rest > 0 {
            if !self.terms.partial {
                self.curve = before;
                taken.clear();
                rest = pieces.iter().map(|piece| piece.1).sum();
            }
            self.later(day, rest, &mut taken);
        }
        taken
    }

    /// The first day from `day` on that has all of the rest, or as much as
    /// there ever is.
    fn later(&mut self, day: Day, rest: i64, taken: &mut Vec<(Day, i64)>) {
        let until = self.terms.sight.until;
        let days = self.curve.points().iter().map(|point| (self.terms.ship)(point.0.max(day)));
        let mut days: Vec<Day> = days.chain([day]).collect();
        days.retain(|day| until.is_none_or(|until| *day <= until));
        days.sort_unstable();
        days.dedup();
        let whole = days.iter().find(|day| self.some(**day, rest) == rest).copied();
        if let Some(day) = whole {
            return self.deliver(day, rest, taken);
        }
        if let Some(until) = until {
            // Beyond the horizon supply has no end.
            taken.push(((self.terms.ship)(until.plus(1).max(day)), rest));
            return;
        }
        let most = days.last().map_or(0, |day| self.some(*day, rest));
        if self.terms.partial && most > 0 {
            let first = days.iter().find(|day| self.some(**day, rest) == most).copied();
            self.deliver(first.unwrap_or(day), most, taken);
        }
    }

    /// How much of a wanted quantity can leave on a day.
    fn some(&self, day: Day, wanted: i64) -> i64 {
        let there = units(self.curve.available(day, self.terms.sight.until));
        if there >= wanted { wanted } else { there - there % self.terms.multiple.max(1) }
    }

    fn deliver(&mut self, day: Day, quantity: i64, taken: &mut Vec<(Day, i64)>) {
        if quantity > 0 {
            self.curve.take(day, i128::from(quantity));
            match taken.last_mut().filter(|last| last.0 == day) {
                Some(last) => last.1 += quantity,
                None => taken.push((day, quantity)),
            }
        }
    }
}

/// Whether on every day at least as much has left by one schedule as by another.
fn covers(one: &[(Day, i64)], other: &[(Day, i64)]) -> bool {
    let by = |schedule: &[(Day, i64)], day: Day| -> i64 {
        schedule.iter().filter(|piece| piece.0 <= day).map(|piece| piece.1).sum()
    };
    other.iter().all(|(day, _)| by(one, *day) >= by(other, *day))
}
