//! Rate schedules.

use super::number::{R, int, maybe, or_zero, percent, read, zero};
use num_traits::Zero;
use serde_json::Value;
use std::collections::BTreeMap;

/// What came before a transaction, in its period.
pub struct Before {
    pub base: R,
    pub count: R,
    pub period: bool,
}

/// Whether a tier is entered at so much.
fn entered(schedule: &Value, bound: &R, first: bool, at: &R) -> bool {
    if first && at.is_zero() {
        return schedule["entered_at_zero"].as_bool().unwrap_or(true);
    }
    if schedule["reach"] == "above" { at > bound } else { at >= bound }
}

/// What a tier gives for so much of the base.
fn rate(schedule: &Value, tier: &Value, base: &R) -> R {
    if schedule["mode"] == "package" {
        return (base / read(&tier["package_size"])).ceil() * read(&tier["per_package"]);
    }
    percent(base, &or_zero(&tier["percent"])) + base * or_zero(&tier["unit"])
}

fn tiers(schedule: &Value) -> &[Value] {
    schedule["tiers"].as_array().unwrap()
}

/// The tier reached at `at`.
fn reached<'a>(schedule: &'a Value, at: &R) -> Option<&'a Value> {
    let enters = |(place, tier): &(usize, &Value)| {
        entered(schedule, &or_zero(&tier["from"]), *place == 0, at)
    };
    tiers(schedule).iter().enumerate().rfind(enters).map(|(_, tier)| tier)
}

/// What the tiers come to for the whole of a base.
fn whole(schedule: &Value, base: &R) -> R {
    if schedule["mode"] != "graduated" {
        let Some(tier) = reached(schedule, base) else { return zero() };
        return rate(schedule, tier, base) + or_zero(&tier["fixed"]);
    }
    let all = tiers(schedule);
    let mut sum = zero();
    for (place, tier) in all.iter().enumerate() {
        let from = or_zero(&tier["from"]);
        let until = all.get(place + 1).map(|next| or_zero(&next["from"]));
        let top = until.filter(|until| until < base).unwrap_or_else(|| base.clone());
        if place == 0 || top > from {
            sum += rate(schedule, tier, &(top - &from));
        }
        if entered(schedule, &from, place == 0, base) {
            sum += or_zero(&tier["fixed"]);
        }
    }
    sum
}

/// The measures that choose the tier, when these are not what the schedule is over.
pub fn by(schedule: &Value) -> Vec<String> {
    match &schedule["by"] {
        Value::Array(all) => all.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
        Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// The tier that other measures choose.
fn chosen<'a>(schedule: &'a Value, measures: &BTreeMap<String, R>) -> Option<&'a Value> {
    let names = by(schedule);
    let enters = |(place, tier): &(usize, &Value)| {
        let one = |name: &String| {
            let bound = tier["from"].get(name).unwrap_or(&tier["from"]);
            entered(schedule, &or_zero(bound), *place == 0, &measures[name])
        };
        if schedule["reached"] == "all" { names.iter().all(one) } else { names.iter().any(one) }
    };
    tiers(schedule).iter().enumerate().rfind(enters).map(|(_, tier)| tier)
}

/// What a transaction comes to.
pub fn charge(schedule: &Value, base: &R, before: &Before, measures: &BTreeMap<String, R>) -> R {
    let nothing = zero();
    // Less than nothing before counts as nothing.
    let start = if before.period { before.base.clone().max(zero()) } else { zero() };
    let free = or_zero(&schedule["free"]);
    let free_count = or_zero(&schedule["free_count"]);
    let left = (&free - &start).max(zero());
    let covered = match (free > nothing, free_count > nothing) {
        (false, false) => zero(),
        (_, true) if before.count >= free_count => zero(),
        (false, true) => base.clone(),
        (true, _) => left.min(base.clone()),
    };
    if covered == *base && *base > nothing {
        return zero();
    }
    let from = (&start - &free).max(zero());
    let part = base - covered;
    let tiers = if !by(schedule).is_empty() {
        let tier = chosen(schedule, measures);
        tier.map_or_else(zero, |t| rate(schedule, t, &part) + or_zero(&t["fixed"]))
    } else if nothing_before(before, &start, &free, &free_count) {
        whole(schedule, &part)
    } else {
        whole(schedule, &(&from + &part)) - whole(schedule, &from)
    };
    let sum = tiers + or_zero(&schedule["fixed"]);
    let sum = maybe(&schedule["minimum"]).map_or(sum.clone(), |least| sum.max(least));
    maybe(&schedule["maximum"]).map_or(sum.clone(), |most| sum.min(most))
}

/// Whether what came before comes to nothing: there is none, or all of it is free.
fn nothing_before(before: &Before, start: &R, free: &R, free_count: &R) -> bool {
    let none = before.base.is_zero() && before.count.is_zero();
    let counted = free_count.is_zero() || before.count <= *free_count;
    !before.period || none || !free.is_zero() && start <= free && counted
}

/// Whether a schedule states amounts of money, beside bounds of plans.
pub fn states_amounts(schedule: &Value, over: &str) -> bool {
    let positive = |value: &Value| maybe(value).is_some_and(|value| !value.is_zero());
    let money = |name: &str| ["list", "net", "gross", "margin", "price"].contains(&name);
    let own = ["fixed", "minimum", "maximum"].iter().any(|name| positive(&schedule[*name]));
    let free = money(over) && positive(&schedule["free"]);
    let names = by(schedule);
    let bound = |tier: &Value| match names.len() {
        0 => money(over) && positive(&tier["from"]),
        1 => money(&names[0]) && positive(&tier["from"]),
        _ => names.iter().any(|name| money(name) && positive(&tier["from"][name])),
    };
    let tier = |tier: &Value| {
        let stated = ["fixed", "unit", "per_package"].iter().any(|name| positive(&tier[*name]));
        stated || bound(tier)
    };
    own || free || tiers(schedule).iter().any(tier)
}

/// How far a base has come towards a target, in percent, to 12 decimals downwards.
pub fn attainment(base: &R, target: Option<&R>) -> R {
    let Some(target) = target else { return zero() };
    super::number::round(&(base * int(100) / target), "floor", &super::number::places(12))
}
