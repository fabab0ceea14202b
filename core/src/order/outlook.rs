use super::decide::{Options, Stock, Workspace};
use super::decision::{Decision, FeeLine, NONE, Verdict};
use super::draft::Draft;
use super::resolve::Supposed;
use crate::calendar::Day;
use crate::error::Error;
use crate::explain::{Finding, Language, TraceLevel};
use crate::fees::{Plan, PlanKind};
use crate::id::Id;
use crate::money::{Currency, Exact};
use crate::rulebook::Engine;
use crate::schedule::{Measure, Reach, Tier};
use crate::scope::DealPlace;

/// What an order holds for the partner that asks: what it earns on it, how far the
/// next tiers are, what a registered deal would change, and what of it lapses when.
///
/// Amounts are in minor units of the currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The order as it stands.
    pub now: Prospect,
    /// The currency of every amount.
    pub currency: Currency,
    /// The day of the order in the zone of the rulebook.
    pub day: Day,
    /// What each plan that pays on it gives the partner, in document order.
    pub plans: Vec<PlanOutlook>,
    /// The order if the partner were first to register its deal, and if second.
    pub deals: [Prospect; 2],
    /// The partner's days that rules can ask for, in the order of the rulebook.
    pub lapses: Vec<Lapse>,
    /// What is near the order: the same as [`Engine::hints`].
    pub near: Vec<Finding>,
}

/// What an order comes to for the partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// The answer.
    pub verdict: Verdict,
    /// What is paid without tax.
    pub net: i64,
    /// What is paid with tax.
    pub gross: i64,
    /// What the partner itself receives of all fees, by [`PlanKind`] in the order of
    /// its names; the shares of others are not in it.
    pub earned: [i64; 4],
}

/// What one plan gives the partner on an order.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanOutlook {
    /// The id of the plan.
    pub plan: Box<str>,
    /// What the plan is to the company.
    pub kind: PlanKind,
    /// What the partner itself receives.
    pub earned: i64,
    /// How much of the plan's base there is in its period with the order.
    pub base: Exact,
    /// Whether the base is money; else it is units.
    pub in_money: bool,
    /// The next tier; none in the last one, and where other measures choose it.
    pub next: Option<NextTier>,
}

/// The next tier of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct NextTier {
    /// Where it begins, in the plan's base.
    pub from: Exact,
    /// How much of the base is missing.
    pub missing: Exact,
    /// What the tier gives.
    pub tier: Tier,
}

/// A day of the partner that rules can ask for, such as that of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// The name of the attribute.
    pub attribute: Box<str>,
    /// The last day on which it holds.
    pub until: Day,
    /// How many days that is after the day of the order; below zero when it has
    /// lapsed.
    pub days: i32,
    /// The order without it.
    pub without: Prospect,
}

/// As if the order were alone, and no more than the numbers.
const ALONE: Options =
    Options { trace: TraceLevel::None, language: Language::En, stock: Stock::Snapshot };

impl Engine {
    /// What an order holds for the partner that asks. The order is decided as it
    /// stands, and again for everything that is supposed of it, as if it were alone;
    /// nothing is booked.
    ///
    /// # Errors
    ///
    /// Of kind `input` when `placed_at` is not a time.
    pub fn outlook(&self, draft: &Draft<'_>) -> Result<Outlook, Error> {
        let mut workspace = Workspace::new();
        let mut decided = |supposed: Supposed| {
            let decision = self.decide_supposing(draft, &ALONE, &mut workspace, supposed)?;
            Ok::<_, Error>(decision.clone())
        };
        let decision = decided(Supposed::default())?;
        let mut prospect = |supposed| decided(supposed).map(|decision| self.prospect(&decision));
        let place = |place| Supposed { place: Some(place), ..Supposed::default() };
        let deals = [prospect(place(DealPlace::First))?, prospect(place(DealPlace::Second))?];
        let mut lapses = Vec::new();
        for (at, until) in self.days_of(&decision) {
            lapses.push(Lapse {
                attribute: self.book().attributes().partner[usize::from(at)].name.clone(),
                until,
                days: until.0.saturating_sub(decision.today.0),
                without: prospect(Supposed { lapsed: Some(at), ..Supposed::default() })?,
            });
        }
        Ok(Outlook {
            now: self.prospect(&decision),
            currency: decision.currency,
            day: decision.today,
            plans: self.plan_outlooks(draft, &decision),
            deals,
            lapses,
            near: self.hints(draft)?,
        })
    }

    /// The last day of each attribute of the partner that has days.
    fn days_of(&self, decision: &Decision) -> Vec<(u16, Day)> {
        let Some(partner) = decision.partner else { return Vec::new() };
        let partners = self.partners();
        let values = &partners.rows[partner.index()].values;
        let last = |at: u16| {
            let own = values.iter().filter(|(attribute, _)| *attribute == at);
            let names = partners.values.get(usize::from(at));
            own.filter_map(|(_, value)| names.and_then(|names| Day::parse(names.name(*value))))
                .max()
        };
        let attributes = (0u16..).zip(&self.book().attributes().partner);
        let days = attributes.filter(|(_, attribute)| attribute.day);
        days.filter_map(|(at, _)| last(at).map(|day| (at, day))).collect()
    }

    fn plan_outlooks(&self, draft: &Draft<'_>, decision: &Decision) -> Vec<PlanOutlook> {
        let mut all: Vec<(u32, PlanOutlook)> = Vec::new();
        for fee in &decision.fees {
            let plan = &self.book().plans[fee.plan as usize];
            let (own, base) = (own_share(decision, fee), in_base(plan, fee, decision));
            match all.iter_mut().find(|(at, _)| *at == fee.plan) {
                // A plan that pays by line has a tier for each, and none of its own.
                Some((_, known)) => {
                    known.earned = known.earned.saturating_add(own);
                    known.base = known.base.plus(base).unwrap_or(known.base);
                    known.next = None;
                }
                None => {
                    let total = to_date(draft, plan).plus(base).unwrap_or(base);
                    let next =
                        if fee.line == NONE { next_tier(plan, total, decision) } else { None };
                    let (id, kind) = (plan.id.clone(), plan.kind);
                    let in_money = plan.base.is_money();
                    let outlook =
                        PlanOutlook { plan: id, kind, earned: own, base: total, in_money, next };
                    all.push((fee.plan, outlook));
                }
            }
        }
        all.into_iter().map(|(_, outlook)| outlook).collect()
    }

    fn prospect(&self, decision: &Decision) -> Prospect {
        let mut earned = [0i64; 4];
        for fee in &decision.fees {
            let sum = &mut earned[self.book().plans[fee.plan as usize].kind as usize];
            *sum = sum.saturating_add(own_share(decision, fee));
        }
        let (verdict, totals) = (decision.verdict, decision.totals);
        Prospect { verdict, net: totals.net, gross: totals.gross, earned }
    }
}

/// The part of a fee that goes to whoever ordered.
fn own_share(decision: &Decision, fee: &FeeLine) -> i64 {
    let own = decision.shares(fee).iter().filter(|share| Some(share.partner) == decision.partner);
    own.fold(0, |sum, share| sum.saturating_add(share.amount))
}

fn in_base(plan: &Plan, fee: &FeeLine, decision: &Decision) -> Exact {
    let exponent = if plan.base.is_money() { decision.currency.exponent() } else { 0 };
    Exact::new(i128::from(fee.base), exponent)
}

/// What came before in the period, as the order tells it.
fn to_date(draft: &Draft<'_>, plan: &Plan) -> Exact {
    let told = draft.to_date.iter().find(|facts| *facts.rule == *plan.id);
    told.filter(|_| plan.window.is_period()).map_or(Exact::ZERO, |facts| facts.base)
}

/// The first tier that begins above what there is, as the base itself chooses tiers
/// or as the part of a target that it reaches does.
fn next_tier(plan: &Plan, base: Exact, decision: &Decision) -> Option<NextTier> {
    let from = |tier: &Tier| match plan.schedule.by[..] {
        [] => Some(tier.from),
        [Measure::Attainment] => {
            let target = Plan::stated(&plan.target, decision.currency).flatten()?;
            target.share(tier.from)
        }
        _ => None,
    };
    // A tier that is reached only above its bound is not reached at it.
    let ahead = |from: &Exact| match plan.schedule.reach {
        Reach::AtOrAbove => *from > base,
        Reach::Above => *from >= base,
    };
    let tiers = plan.schedule.tiers.iter().skip(1);
    let (from, tier) = tiers
        .filter_map(|tier| from(tier).map(|from| (from, tier)))
        .find(|(from, _)| ahead(from))?;
    Some(NextTier { from, missing: from.minus(base)?, tier: tier.clone() })
}
