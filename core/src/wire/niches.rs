//! Niches as text: one function with a verb.

use super::plain::{Decimal, Statistic, amount, answer, currency, no_verb, question};
use crate::discovery::{
    AmountCell, Arm, Arms, CodeRange, CountCell, ExploreOptions, Member, NicheRule, PotentialNiche,
    PotentialOptions, ScoreOptions, TrialNiche, TrialOptions, amount_scores, compare_strata,
    explore, memberships, potentials, scores, trend, trial,
};
use crate::error::Error;
use crate::insight::{Cell, Cells};
use crate::statistics::Shrunken;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What can be asked about niches.
const VERBS: [&str; 8] =
    ["members", "scores", "amount_scores", "potential", "trend", "explore", "trial", "strata"];

/// Answers a question about niches: `members`, `scores`, `amount_scores`,
/// `potential`, `trend`, `explore`, `trial` or `strata`, from JSON to JSON.
///
/// These are figures for the company itself. The same text gives the same bytes;
/// statistics are texts with six decimals.
///
/// # Errors
///
/// Of kind `input` for a verb that is none, a text that cannot be read, or numbers
/// that cannot be; of kind `range` for a sum out of range.
///
/// ```
/// let text = r#"{"rules":[{"id":"dentists","codes":[{"tree":"nace","revision":"2.1","under":["86.23"]}]}],
///   "partners":[{"id":"P-1","codes":[{"tree":"nace","revision":"2.1","code":"86.23"}]}]}"#;
/// let answer = longtail::niches_json("members", text)?;
/// assert!(answer.starts_with(r#"{"niches":{"P-1":["dentists"]}"#));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn niches_json(verb: &str, text: &str) -> Result<String, Error> {
    match verb {
        "members" => members(question(text)?),
        "scores" => scored(question(text)?),
        "amount_scores" => scored_amounts(&question(text)?),
        "potential" => potential(&question(text)?),
        "trend" => trends(&question(text)?),
        "explore" => explored(question(text)?),
        "trial" => tried(question(text)?),
        "strata" => strata(question(text)?),
        _ => Err(no_verb(verb, &VERBS)),
    }
}

/// The cells of the lowest niches as scores take them: orders and partners.
#[must_use]
pub fn count_cells(cells: &Cells) -> Vec<CountCell> {
    let inner: BTreeSet<u32> = cells.above.iter().copied().flatten().collect();
    let lowest = cells.cells.iter().filter(|((niche, _), _)| !inner.contains(niche));
    let counted = |((niche, product), cell): (&(u32, u32), &Cell)| CountCell {
        niche: cells.niches[*niche as usize].clone(),
        product: cells.products[*product as usize].clone(),
        orders: cell.iter().map(|(_, sums)| sums.orders).sum(),
        partners: cell.len() as u64,
    };
    lowest.map(counted).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MembersQuestion {
    rules: Vec<Rule>,
    partners: Vec<Partner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    parent: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    codes: Vec<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    tree: String,
    revision: String,
    under: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Partner {
    id: String,
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    codes: Vec<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    tree: String,
    revision: String,
    code: String,
}

fn members(asked: MembersQuestion) -> Result<String, Error> {
    let range = |r: Range| CodeRange { tree: r.tree, revision: r.revision, under: r.under };
    let rule = |r: Rule| NicheRule {
        id: r.id,
        parent: r.parent,
        attributes: r.attributes,
        codes: r.codes.into_iter().map(range).collect(),
    };
    let member = |p: Partner| Member {
        partner: p.id,
        attributes: p.attributes,
        codes: p.codes.into_iter().map(|c| (c.tree, c.revision, c.code)).collect(),
    };
    let rules: Vec<NicheRule> = asked.rules.into_iter().map(rule).collect();
    let partners: Vec<Member> = asked.partners.into_iter().map(member).collect();
    let found = memberships(&rules, &partners)?;
    #[derive(Serialize)]
    struct Answer {
        niches: BTreeMap<String, Vec<String>>,
        partners: BTreeMap<String, Vec<String>>,
        in_none: Vec<String>,
        other_revision: Vec<Other>,
    }
    #[derive(Serialize)]
    struct Other {
        partner: String,
        tree: String,
        revision: String,
    }
    let other = |(partner, tree, revision)| Other { partner, tree, revision };
    answer(&Answer {
        niches: found.niches,
        partners: found.partners,
        in_none: found.in_none,
        other_revision: found.other_revision.into_iter().map(other).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoresQuestion<C> {
    cells: Vec<C>,
    niche_orders_min: Option<u64>,
    product_orders_min: Option<u64>,
    partners_min: Option<u64>,
    false_discoveries_max: Option<f64>,
    coverage: Option<f64>,
    limit: Option<usize>,
}

impl<C> ScoresQuestion<C> {
    fn options(&self) -> ScoreOptions {
        let default = ScoreOptions::default();
        ScoreOptions {
            niche_orders_min: self.niche_orders_min.unwrap_or(default.niche_orders_min),
            product_orders_min: self.product_orders_min.unwrap_or(default.product_orders_min),
            partners_min: self.partners_min.unwrap_or(default.partners_min),
            false_discoveries_max: self
                .false_discoveries_max
                .unwrap_or(default.false_discoveries_max),
            coverage: self.coverage.unwrap_or(default.coverage),
        }
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    niche: String,
    product: String,
    orders: u64,
    partners: u64,
}

#[derive(Serialize)]
struct Interval {
    mean: Statistic,
    low: Statistic,
    high: Statistic,
}

impl From<Shrunken> for Interval {
    fn from(of: Shrunken) -> Self {
        Self { mean: Statistic(of.mean), low: Statistic(of.low), high: Statistic(of.high) }
    }
}

fn scored(mut asked: ScoresQuestion<Counted>) -> Result<String, Error> {
    let cell = |c: Counted| CountCell {
        niche: c.niche,
        product: c.product,
        orders: c.orders,
        partners: c.partners,
    };
    let cells: Vec<CountCell> = std::mem::take(&mut asked.cells).into_iter().map(cell).collect();
    let found = scores(&cells, &asked.options())?;
    #[derive(Serialize)]
    struct Answer {
        prior: Prior,
        judged: u64,
        within_rate: u64,
        cells: Vec<Scored>,
    }
    #[derive(Serialize)]
    struct Prior {
        shape: Statistic,
        rate: Statistic,
        log_likelihood: Statistic,
        converged: bool,
    }
    #[derive(Serialize)]
    struct Scored {
        niche: String,
        product: String,
        orders: u64,
        partners: u64,
        expected: Statistic,
        raw: Statistic,
        lift: Interval,
        low_5: Statistic,
        q: Statistic,
        discovery: bool,
    }
    let scored = |c: crate::discovery::ScoredCell| Scored {
        niche: c.niche,
        product: c.product,
        orders: c.orders,
        partners: c.partners,
        expected: Statistic(c.expected),
        raw: Statistic(c.raw),
        lift: c.lift.into(),
        low_5: Statistic(c.low_5),
        q: Statistic(c.q),
        discovery: c.discovery,
    };
    answer(&Answer {
        prior: Prior {
            shape: Statistic(found.prior.shape),
            rate: Statistic(found.prior.rate),
            log_likelihood: Statistic(found.prior.log_likelihood),
            converged: found.prior.converged,
        },
        judged: found.judged,
        within_rate: found.within_rate,
        cells: found.cells.into_iter().take(asked.limit()).map(scored).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    niche: String,
    product: String,
    amounts_minor: Vec<i64>,
}

fn scored_amounts(asked: &ScoresQuestion<Amounts>) -> Result<String, Error> {
    let cell = |c: &Amounts| AmountCell {
        niche: c.niche.clone(),
        product: c.product.clone(),
        amounts_minor: c.amounts_minor.clone(),
    };
    let cells: Vec<AmountCell> = asked.cells.iter().map(cell).collect();
    let found = amount_scores(&cells, &asked.options())?;
    #[derive(Serialize)]
    struct Answer {
        cells: Vec<Scored>,
    }
    #[derive(Serialize)]
    struct Scored {
        niche: String,
        product: String,
        partners: u64,
        raw: Statistic,
        ratio: Interval,
        chance_not_above: Statistic,
    }
    let scored = |c: crate::discovery::AmountScore| Scored {
        niche: c.niche,
        product: c.product,
        partners: c.partners,
        raw: Statistic(c.raw),
        ratio: c.ratio.into(),
        chance_not_above: Statistic(c.chance_not_above),
    };
    answer(&Answer { cells: found.into_iter().take(asked.limit()).map(scored).collect() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PotentialQuestion {
    currency: String,
    niches: Vec<Possible>,
    quartile: Option<u8>,
    support_min: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Possible {
    niche: String,
    parent: Option<String>,
    amounts: Vec<Decimal>,
    headcount: u64,
}

fn potential(asked: &PotentialQuestion) -> Result<String, Error> {
    let currency = currency(&asked.currency)?;
    let niche = |n: &Possible| {
        let amounts = n.amounts.iter().map(|amount| amount.minor(currency));
        Ok(PotentialNiche {
            niche: n.niche.clone(),
            parent: n.parent.clone(),
            amounts_minor: amounts.collect::<Result<_, Error>>()?,
            headcount: n.headcount,
        })
    };
    let niches = asked.niches.iter().map(niche).collect::<Result<Vec<_>, Error>>()?;
    let default = PotentialOptions::default();
    let options = PotentialOptions {
        quartile: asked.quartile.unwrap_or(default.quartile),
        support_min: asked.support_min.unwrap_or(default.support_min),
    };
    #[derive(Serialize)]
    struct Answer {
        niches: Vec<Found>,
    }
    #[derive(Serialize)]
    struct Found {
        niche: String,
        present: String,
        partners: u64,
        not_yet: u64,
        measured_in: Option<String>,
        per_partner: Option<String>,
        potential: Option<String>,
        low: Option<String>,
        high: Option<String>,
    }
    let money = |minor: Option<i128>| minor.map(|minor| amount(minor, currency));
    let found = |p: crate::discovery::Potential| Found {
        niche: p.niche,
        present: amount(p.present_minor, currency),
        partners: p.partners,
        not_yet: p.not_yet,
        measured_in: p.measured_in,
        per_partner: money(p.per_partner_minor.map(i128::from)),
        potential: money(p.potential_minor),
        low: money(p.low_minor),
        high: money(p.high_minor),
    };
    answer(&Answer { niches: potentials(&niches, options)?.into_iter().map(found).collect() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrendQuestion {
    niches: BTreeMap<String, Vec<u64>>,
    coverage: Option<f64>,
}

fn trends(asked: &TrendQuestion) -> Result<String, Error> {
    #[derive(Serialize)]
    struct Answer {
        niches: BTreeMap<String, Option<Found>>,
    }
    #[derive(Serialize)]
    struct Found {
        before: u64,
        after: u64,
        ratio: Interval,
        overdispersion: Statistic,
    }
    let mut niches = BTreeMap::new();
    for (niche, orders) in &asked.niches {
        let found = trend(orders, asked.coverage.unwrap_or(0.95))?.map(|t| Found {
            before: t.before,
            after: t.after,
            ratio: Shrunken { mean: t.ratio, low: t.low, high: t.high }.into(),
            overdispersion: Statistic(t.overdispersion),
        });
        niches.insert(niche.clone(), found);
    }
    answer(&Answer { niches })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExploreQuestion {
    niches: Vec<Tried>,
    partners: Option<u64>,
    new_percent: Option<u32>,
    new_below: Option<u64>,
    seed: Option<u64>,
    draws: Option<u32>,
    proven_above: Option<f64>,
    proven_chance: Option<f64>,
    proven_tried_min: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    niche: String,
    tried: u64,
    succeeded: u64,
    #[serde(default)]
    waiting: Vec<f64>,
    value: Option<f64>,
    room: Option<u64>,
}

fn explored(asked: ExploreQuestion) -> Result<String, Error> {
    let default = ExploreOptions::default();
    let options = ExploreOptions {
        partners: asked.partners.unwrap_or(default.partners),
        new_percent: asked.new_percent.unwrap_or(default.new_percent),
        new_below: asked.new_below.unwrap_or(default.new_below),
        seed: asked.seed.unwrap_or(default.seed),
        draws: asked.draws.unwrap_or(default.draws),
        proven_above: asked.proven_above.unwrap_or(default.proven_above),
        proven_chance: asked.proven_chance.unwrap_or(default.proven_chance),
        proven_tried_min: asked.proven_tried_min.unwrap_or(default.proven_tried_min),
    };
    let arm = |tried: Tried| Arm {
        niche: tried.niche,
        tried: tried.tried,
        succeeded: tried.succeeded,
        waiting: tried.waiting,
        value: tried.value.unwrap_or(1.0),
        room: tried.room.unwrap_or(u64::MAX),
    };
    let arms: Vec<Arm> = asked.niches.into_iter().map(arm).collect();
    #[derive(Serialize)]
    struct Answer {
        niches: Vec<Plan>,
    }
    #[derive(Serialize)]
    struct Plan {
        niche: String,
        recruit: u64,
        new: bool,
        rate: Statistic,
        rate_low_5: Statistic,
        chance_best: Statistic,
        chance_above: Statistic,
        proven: bool,
    }
    let plan = |p: crate::discovery::ArmPlan| Plan {
        niche: p.niche,
        recruit: p.recruit,
        new: p.new,
        rate: Statistic(p.rate),
        rate_low_5: Statistic(p.rate_low_5),
        chance_best: Statistic(p.chance_best),
        chance_above: Statistic(p.chance_above),
        proven: p.proven,
    };
    answer(&Answer { niches: explore(&arms, &options)?.into_iter().map(plan).collect() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrialQuestion {
    niches: Vec<Open>,
    partners: Option<u64>,
    rate_poor: Option<f64>,
    rate_good: Option<f64>,
    false_alarm_max: Option<f64>,
    power_min: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    niche: String,
    room: u64,
    #[serde(default)]
    potential_minor: i64,
}

fn tried(asked: TrialQuestion) -> Result<String, Error> {
    let default = TrialOptions::default();
    let options = TrialOptions {
        partners: asked.partners.unwrap_or(default.partners),
        rate_poor: asked.rate_poor.unwrap_or(default.rate_poor),
        rate_good: asked.rate_good.unwrap_or(default.rate_good),
        false_alarm_max: asked.false_alarm_max.unwrap_or(default.false_alarm_max),
        power_min: asked.power_min.unwrap_or(default.power_min),
    };
    let open = |n: Open| TrialNiche {
        niche: n.niche,
        room: n.room,
        potential_minor: i128::from(n.potential_minor),
    };
    let niches: Vec<TrialNiche> = asked.niches.into_iter().map(open).collect();
    let found = trial(&niches, &options)?;
    #[derive(Serialize)]
    struct Answer {
        partners_each: u64,
        succeed_from: u64,
        false_alarm: Statistic,
        power: Statistic,
        niches: Vec<Share>,
        too_small: Vec<String>,
        later: Vec<String>,
        left: u64,
    }
    #[derive(Serialize)]
    struct Share {
        niche: String,
        partners: u64,
    }
    answer(&Answer {
        partners_each: found.partners_each,
        succeed_from: found.succeed_from,
        false_alarm: Statistic(found.false_alarm),
        power: Statistic(found.power),
        niches: found
            .niches
            .into_iter()
            .map(|(niche, partners)| Share { niche, partners })
            .collect(),
        too_small: found.too_small,
        later: found.later,
        left: found.left,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrataQuestion {
    strata: Vec<Stratum>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stratum {
    stratum: String,
    with: u64,
    with_succeeded: u64,
    without: u64,
    without_succeeded: u64,
}

fn strata(asked: StrataQuestion) -> Result<String, Error> {
    let arms = |s: Stratum| Arms {
        stratum: s.stratum,
        with: s.with,
        with_succeeded: s.with_succeeded,
        without: s.without,
        without_succeeded: s.without_succeeded,
    };
    let strata: Vec<Arms> = asked.strata.into_iter().map(arms).collect();
    let found = compare_strata(&strata)?;
    #[derive(Serialize)]
    struct Answer {
        total: Option<Statistic>,
        within: Option<Statistic>,
        reversed: bool,
        mixed: bool,
        strata: Vec<Each>,
    }
    #[derive(Serialize)]
    struct Each {
        stratum: String,
        difference: Option<Statistic>,
    }
    let each = |s: crate::discovery::Stratum| Each {
        stratum: s.stratum,
        difference: s.difference.map(Statistic),
    };
    answer(&Answer {
        total: found.total.map(Statistic),
        within: found.within.map(Statistic),
        reversed: found.reversed,
        mixed: found.mixed,
        strata: found.strata.into_iter().map(each).collect(),
    })
}
