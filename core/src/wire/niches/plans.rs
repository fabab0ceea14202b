//! What a niche could bring, whether it grows, and where to recruit next.

use super::super::plain::{Decimal, Faults, Number, Statistic, amount, answer, currency};
use super::scores::Interval;
use crate::discovery::{
    Arm, Arms, ExploreOptions, PotentialNiche, PotentialOptions, TrialNiche, TrialOptions,
    compare_strata, explore_with, potential_faults, potentials, trend, trial,
};
use crate::error::Error;
use crate::numeric::Watch;
use crate::statistics::Shrunken;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PotentialQuestion {
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

pub(super) fn potential(asked: &PotentialQuestion) -> Result<String, Error> {
    let mut faults = Faults::default();
    let currency = currency(&asked.currency);
    if let Err(fault) = &currency {
        faults.add(fault.to_string());
    }
    let mut niche = |(at, n): (usize, &Possible)| {
        let mut read = |(k, amount): (usize, &Decimal)| {
            let minor = amount.minor(*currency.as_ref().ok()?);
            faults.take_at(|| format!("niches[{at}].amounts[{k}]"), minor)
        };
        PotentialNiche {
            niche: n.niche.clone(),
            parent: n.parent.clone(),
            amounts_minor: n.amounts.iter().enumerate().filter_map(&mut read).collect(),
            headcount: n.headcount,
        }
    };
    let niches: Vec<PotentialNiche> = asked.niches.iter().enumerate().map(&mut niche).collect();
    let default = PotentialOptions::default();
    let options = PotentialOptions {
        quartile: asked.quartile.unwrap_or(default.quartile),
        support_min: asked.support_min.unwrap_or(default.support_min),
    };
    potential_faults(&niches, options).into_iter().for_each(|fault| faults.add(fault));
    faults.told()?;
    let currency = currency?;
    #[derive(Serialize)]
    struct Answer {
        niches: Vec<Found>,
    }
    #[derive(Serialize)]
    struct Found {
        niche: String,
        present: String,
        partners: u64,
        not_above_zero: u64,
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
        not_above_zero: p.not_above_zero,
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
pub(super) struct TrendQuestion {
    niches: BTreeMap<String, Vec<u64>>,
    coverage: Option<f64>,
}

pub(super) fn trends(asked: &TrendQuestion) -> Result<String, Error> {
    #[derive(Serialize)]
    struct Answer {
        niches: BTreeMap<String, Option<Found>>,
    }
    #[derive(Serialize)]
    struct Found {
        before: u64,
        after: u64,
        middle: Option<u64>,
        ratio: Interval,
        overdispersion: Statistic,
    }
    let mut niches = BTreeMap::new();
    for (niche, orders) in &asked.niches {
        let found = trend(orders, asked.coverage.unwrap_or(0.95))?.map(|t| Found {
            before: t.before,
            after: t.after,
            middle: t.middle,
            ratio: Shrunken { mean: t.ratio, low: t.low, high: t.high }.into(),
            overdispersion: Statistic(t.overdispersion),
        });
        niches.insert(niche.clone(), found);
    }
    answer(&Answer { niches })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExploreQuestion {
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
    value: Option<Number>,
    room: Option<u64>,
}

pub(super) fn explored(asked: ExploreQuestion, watch: Watch<'_>) -> Result<String, Error> {
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
        value: tried.value.map_or(1.0, |value| value.0),
        room: tried.room.unwrap_or(u64::MAX),
    };
    let arms: Vec<Arm> = asked.niches.into_iter().map(arm).collect();
    #[derive(Serialize)]
    struct Answer {
        niches: Vec<Plan>,
        left: u64,
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
    let plans = explore_with(&arms, &options, watch)?;
    let placed: u64 = plans.iter().map(|p| p.recruit).sum();
    let left = options.partners.saturating_sub(placed);
    answer(&Answer { niches: plans.into_iter().map(plan).collect(), left })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrialQuestion {
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

pub(super) fn tried(asked: TrialQuestion) -> Result<String, Error> {
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
pub(super) struct StrataQuestion {
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

pub(super) fn strata(asked: StrataQuestion) -> Result<String, Error> {
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
