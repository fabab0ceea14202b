mod bundle;
mod left;
mod serve;

use super::books::StockBooks;
use super::ledger::StockLedger;
use super::plan::{Delta, PoolKey, Seen, Sight, StockKey, StockPlan};
use super::total;
use crate::calendar::Day;
use crate::explain::Finding;
use bundle::{Bundle, Scope};
use serve::Serving;
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

/// At most so many units of a product may leave for a group on the days of a
/// window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaLimit {
    /// For whom.
    pub group: Box<str>,
    /// The first ship day.
    pub from: Day,
    /// The first ship day after it.
    pub until: Day,
    /// Units.
    pub quantity: i64,
}

/// How deliveries are promised again.
#[derive(Clone, Copy)]
pub struct RepromiseTerms<'a> {
    /// How supply is looked at.
    pub sight: Sight,
    /// The first ship day at or after a day.
    pub ship: &'a dyn Fn(Day) -> Day,
    /// A delivery of a product that is not all of it is a multiple of this.
    pub multiple: &'a dyn Fn(&str) -> i64,
    /// Whether a promise may come in several deliveries, or in part, where its
    /// order does not say otherwise.
    pub partial: bool,
    /// The group of a partner, as far as quotas are concerned.
    pub group: &'a dyn Fn(&str) -> Option<Box<str>>,
    /// The quotas of a product.
    pub quotas: &'a dyn Fn(&str) -> Vec<QuotaLimit>,
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
    /// The product or kit that was promised, and from where. Units are of it.
    pub pool: PoolKey,
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
    /// Every promise of the pools, in the order in which it was served.
    pub claims: Vec<Claim>,
    /// What could not be kept for another reason than supply.
    pub findings: Vec<Finding>,
    /// What makes it so, to be committed like the plan of an order.
    pub plan: StockPlan,
}

impl StockLedger {
    /// Promises pools again: who keeps, gains or loses what, by a policy.
    ///
    /// Strategies are served in their order (win, gain, redistribute, fill,
    /// lose), and promises of one strategy in the order in which they were made.
    /// Those that gain first all keep what they have, and only then get more.
    /// Holds stay as they are. What is no longer there on its day moves in one
    /// piece to the first day on which all of it is, or else as much as there
    /// ever is; the rest is lost. Pools that are not there have no claims.
    ///
    /// A kit moves with its parts, and an order whose lines leave together
    /// moves whole. The pools that such promises take from beside those that
    /// were asked about are promised again with them: only so nobody loses to a
    /// later promise there.
    ///
    /// Room in quotas is given out in the same order. What stays on its day may
    /// stay, also where a quota was made less since; what moves or gains needs
    /// room in a quota of its new day. Where that is all that lacks, a finding
    /// says so (`stock.quota_binds`).
    ///
    /// `key` is the idempotency key of the proposal.
    #[must_use]
    pub fn repromise(
        &self,
        pools: &[PoolKey],
        key: &str,
        policy: &RepromisePolicy,
        terms: &RepromiseTerms<'_>,
    ) -> Repromise {
        let inner = self.lock();
        let books = &inner.books;
        let scope = Scope::of(books, pools, policy, terms);
        let mut serving = Serving::new(books, scope, terms);
        serving.serve();
        let findings = serving.findings();
        books.proposal(key, terms, serving.into_bundles(), findings)
    }
}

impl StockBooks {
    fn proposal(
        &self,
        key: &str,
        terms: &RepromiseTerms<'_>,
        bundles: Vec<Bundle>,
        findings: Vec<Finding>,
    ) -> Repromise {
        let (mut claims, mut deltas, mut loose) = (Vec::new(), Vec::new(), Vec::new());
        let mut quotas = Vec::new();
        for bundle in bundles {
            for part in &bundle.moves {
                let delta = |day: Day, quantity: i64| Delta {
                    order: bundle.order.clone(),
                    line: part.line.clone(),
                    pool: part.pool.clone(),
                    day,
                    quantity: quantity.saturating_mul(part.units),
                };
                let moved = if part.loose { &mut loose } else { &mut deltas };
                moved.extend(
                    bundle
                        .before
                        .iter()
                        .map(|(day, quantity)| delta(*day, quantity.saturating_neg())),
                );
                moved.extend(bundle.after.iter().map(|(day, quantity)| delta(*day, *quantity)));
            }
            if bundle.before != bundle.after {
                quotas.extend(bundle.quotas.iter().cloned());
            }
            claims.extend(bundle.claims());
        }
        let plan = StockPlan {
            key: key.into(),
            partner: "".into(),
            owner: None,
            now: self.clock,
            sight: terms.sight,
            together: false,
            lines: Vec::new(),
            deltas,
            loose,
            versions: Vec::new(),
            answer: "".into(),
        };
        let mut plan = plan.normal();
        let pools = plan.pools().into_iter().cloned().map(StockKey::Pool);
        let keys = pools.chain(quotas).map(|key| Seen { version: self.version(&key), key });
        plan.versions = keys.collect();
        Repromise { claims, findings, plan: plan.normal() }
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

/// Whether on every day at least as much has left by one schedule as by another.
fn covers(one: &[(Day, i64)], other: &[(Day, i64)]) -> bool {
    let by = |schedule: &[(Day, i64)], day: Day| -> i64 {
        total(schedule.iter().filter(|piece| piece.0 <= day).map(|piece| piece.1))
    };
    other.iter().all(|(day, _)| by(one, *day) >= by(other, *day))
}
