//! What plans pay on an order.

use super::number::{R, int, maybe, or_zero, percent, places, read, round, round_as, text, zero};
use super::schedule::{Before, attainment, by, charge, states_amounts};
use super::scope::{About, Lacks, fails, outcome, part};
use super::total::split;
use super::waterfall::condition;
use super::world::{Answer, Line, World, find, rows};
use num_traits::Zero;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Fees in the order that they are paid, and their sum.
pub struct Fees {
    pub all: Vec<Value>,
    pub sum: R,
}

struct Plan<'a> {
    rule: &'a Value,
    id: &'a str,
    base: &'a str,
    window: &'a Value,
    told: Option<&'a Value>,
    receivers: Vec<(String, Option<String>, R)>,
}

impl Plan<'_> {
    fn states_amounts(&self) -> bool {
        let schedule = &self.rule["schedule"];
        let margin = self.base == "margin" || by(schedule).iter().any(|name| name == "margin");
        margin || states_amounts(schedule, self.base)
    }
}

pub fn fees(world: &World<'_>, lines: &[Line<'_>], answer: &mut Answer) -> Fees {
    let mut fees = Fees { all: Vec::new(), sum: zero() };
    let mut taken: BTreeSet<(String, usize)> = BTreeSet::new();
    for rule in rows(&world.book["fees"]) {
        let id = rule["id"].as_str().unwrap();
        let lacks = world.lacks_for_partner(rule);
        if lacks != Lacks::Nothing {
            answer.row(None, "fees", id, outcome(&lacks), condition(&lacks));
            continue;
        }
        let plan = Plan {
            rule,
            id,
            base: rule["base"].as_str().unwrap_or("net"),
            window: &rule["window"],
            told: world.order["to_date"].get(id),
            receivers: receivers(world, rule),
        };
        if !world.own && plan.states_amounts() {
            let data = json!({ "stated": world.own_currency(), "currency": world.currency });
            answer.find("fees.currency_not_stated", "warn", "", Some(id), data);
            answer.row(None, "fees", id, "not_matched", json!({ "condition": "currency" }));
            continue;
        }
        let mine = lines_of(world, rule, lines, &mut taken);
        pay(world, &plan, &mine, lines, answer, &mut fees);
    }
    let applied = |row: &Value| row["stage"] == "fees" && row["outcome"] == "applied";
    if !answer.trace.iter().any(applied) {
        answer.row(None, "fees", "", "not_matched", json!({}));
    }
    fees
}

/// The lines that a plan is over.
fn lines_of(
    world: &World<'_>,
    rule: &Value,
    lines: &[Line<'_>],
    taken: &mut BTreeSet<(String, usize)>,
) -> Vec<usize> {
    let scope = part(&rule["for"], &world.product_names, true);
    let mut mine = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_priced()) {
        let about = About { partner: &world.partner, product: Some(&line.product) };
        if fails(&scope, about).is_some() {
            continue;
        }
        let mut takes = |group: &str| taken.insert((group.to_owned(), at));
        if rule["group"].as_str().is_some_and(|group| !takes(group)) {
            continue;
        }
        mine.push(at);
    }
    mine
}

/// Shares with whom they go to: word, partner, percent.
fn receivers(world: &World<'_>, rule: &Value) -> Vec<(String, Option<String>, R)> {
    let word = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    let who = |to: &str| match to {
        "partner" => word(world.partner_row, "id"),
        "upline" => {
            let above = find(&world.case["partners"], &world.partner_row["distributor"])?;
            word(above, "distributor")
        }
        other => word(world.partner_row, other),
    };
    let mut all: Vec<_> = rows(&rule["shares"])
        .iter()
        .map(|share| {
            let to = share["to"].as_str().unwrap();
            (to.to_owned(), who(to), read(&share["percent"]))
        })
        .collect();
    if let Some(to) = rule["remainder"].as_str() {
        let given: R = all.iter().map(|share| share.2.clone()).sum();
        all.push((to.to_owned(), who(to), int(100) - given));
    }
    if all.is_empty() {
        all.push(("partner".to_owned(), who("partner"), int(100)));
    }
    all
}

fn pay(
    world: &World<'_>,
    plan: &Plan<'_>,
    mine: &[usize],
    lines: &[Line<'_>],
    answer: &mut Answer,
    fees: &mut Fees,
) {
    let schedule = &plan.rule["schedule"];
    let by_line = plan.window == "line";
    let groups: Vec<Vec<usize>> =
        if by_line { mine.iter().map(|at| vec![*at]).collect() } else { vec![mine.to_vec()] };
    let groups: Vec<_> = groups
        .into_iter()
        .filter(|group| !measure(plan.base, group, lines, world.decimals).is_zero())
        .collect();
    if groups.is_empty() {
        return;
    }
    if plan.receivers.iter().all(|(_, who, _)| who.is_none()) {
        for group in &groups {
            let line = by_line.then_some(group[0]);
            answer.row(line, "fees", plan.id, "no_receiver", json!({}));
        }
        return;
    }
    let path = |group: &[usize]| match by_line {
        true => format!("lines[{}]", group[0]),
        false => String::new(),
    };
    let period = !plan.window.is_null() && !by_line && plan.window != "order";
    let stated = |name: &str| plan.rule.get(name).filter(|all| *all != &json!({}));
    let budget = stated("budget");
    let told = |name: &str| plan.told.map_or_else(zero, |told| or_zero(&told[name]));
    let mut paid = told("paid");
    for group in &groups {
        if plan.told.is_none() && (period || budget.is_some()) {
            let path = path(group);
            answer.find("fees.to_date_missing", "warn", &path, Some(plan.id), json!({}));
        }
        let base = measure(plan.base, group, lines, world.decimals);
        let count = if period { told("count") } else { int(0) };
        let before = Before { base: told("base"), count, period };
        let measures = measures(world, plan, group, lines, &before);
        let exact = charge(schedule, &base, &before, &measures).max(zero());
        let mut fee = match plan.rule.get("rounding") {
            // An increment that the currency does not have gives way to its minor unit.
            Some(rule) if !(read(&rule["increment"]) / places(world.decimals)).is_integer() => {
                round(&exact, rule["mode"].as_str().unwrap_or("half_up"), &places(world.decimals))
            }
            Some(rule) => round_as(&exact, rule, world.decimals),
            None => round(&exact, "half_up", &places(world.decimals)),
        };
        let bounds = ["minimum", "maximum", "budget"];
        if let Some(least) = maybe(&plan.rule["minimum"][&world.currency]) {
            fee = fee.max(least);
        }
        if let Some(most) = maybe(&plan.rule["maximum"][&world.currency]) {
            fee = fee.min(most);
        }
        let missing =
            |name: &&str| stated(name).is_some_and(|bound| bound.get(&world.currency).is_none());
        if bounds.iter().any(missing) {
            let data = json!({ "currency": world.currency });
            answer.find("fees.bound_currency_missing", "warn", &path(group), Some(plan.id), data);
        }
        if let Some(most) = budget.and_then(|budget| maybe(&budget[&world.currency])) {
            let left = round(&(&most - &paid), "floor", &places(world.decimals)).max(zero());
            if fee > left {
                let data = json!({ "left": world.money(&left) });
                answer.find("fees.budget_exhausted", "warn", &path(group), Some(plan.id), data);
                fee = left;
            }
        }
        paid += &fee;
        let line = by_line.then_some(group[0]);
        let base_text = match plan.base {
            "quantity" | "count" => text(&base, 0),
            _ => world.money(&base),
        };
        let more = json!({ "before": base_text, "after": world.money(&exact) });
        answer.row(line, "fees", plan.id, "applied", more);
        let rate = plan.rule["tax"]
            .as_str()
            .map_or(Value::Null, |name| world.book["tax"]["rates"][name].clone());
        let tax = round(&percent(&fee, &or_zero(&rate)), "half_up", &places(world.decimals));
        fees.all.push(json!({
            "plan": plan.id, "kind": plan.rule["kind"].as_str().unwrap_or("fee"),
            "earn_on": plan.rule["earn_on"].as_str().unwrap_or("ordered"),
            "line": line, "base": base_text, "exact": world.money(&exact),
            "fee": world.money(&fee), "tax": world.money(&tax),
            "shares": shares(world, plan, &fee),
        }));
        fees.sum += fee;
    }
}

/// A measure of some lines of the order.
fn measure(name: &str, group: &[usize], lines: &[Line<'_>], decimals: usize) -> R {
    let one = |at: &usize| match name {
        "list" => lines[*at].list.clone(),
        "net" => lines[*at].net.clone(),
        "gross" => lines[*at].gross.clone(),
        "margin" => lines[*at].margin(decimals),
        "quantity" => lines[*at].units(),
        other => panic!("no such measure: {other}"),
    };
    if name == "count" {
        return int(i64::from(!group.is_empty()));
    }
    group.iter().map(one).sum()
}

/// What chooses the tier, with what came before in a period.
fn measures(
    world: &World<'_>,
    plan: &Plan<'_>,
    group: &[usize],
    lines: &[Line<'_>],
    before: &Before,
) -> BTreeMap<String, R> {
    let told = |name: &str| plan.told.map_or_else(zero, |told| or_zero(&told[name]));
    let own = |name: &str| {
        if name == plan.base { before.base.clone() } else { told(name) }
    };
    let value = |name: &str| {
        if name == "attainment" {
            let start = if before.period { before.base.clone() } else { zero() };
            let base = start + measure(plan.base, group, lines, world.decimals);
            return attainment(&base, maybe(&plan.rule["target"][&world.currency]).as_ref());
        }
        let now = measure(name, group, lines, world.decimals);
        if before.period { own(name) + now } else { now }
    };
    by(&plan.rule["schedule"]).iter().map(|name| (name.clone(), value(name))).collect()
}

fn shares(world: &World<'_>, plan: &Plan<'_>, fee: &R) -> Vec<Value> {
    let weights: Vec<R> = plan.receivers.iter().map(|(_, _, percent)| percent.clone()).collect();
    let mut parts = split(fee, &weights, None, &places(world.decimals));
    let there = |at: &usize| plan.receivers[*at].1.is_some();
    let first = (0..parts.len()).find(there).unwrap();
    for at in (0..parts.len()).filter(|at| !there(at)) {
        let part = parts[at].clone();
        parts[first] += part;
    }
    let share = |at: usize| {
        let (to, who, _) = &plan.receivers[at];
        json!({ "to": to, "partner": who, "amount": world.money(&parts[at]) })
    };
    (0..parts.len()).filter(there).map(share).collect()
}

/// What is left of an order after cost and fees.
pub fn pocket(world: &World<'_>, lines: &[Line<'_>], fees: &Fees, answer: &mut Answer) {
    let net: R = lines.iter().map(|line| line.net.clone()).sum();
    let priced = || lines.iter().filter(|line| line.is_priced());
    let costs: Option<R> = priced().map(|line| Some(line.cost()? * line.units())).sum();
    for rule in rows(&world.book["guards"]) {
        let Some(least) = maybe(&rule["min_pocket_margin_percent"]) else { continue };
        let id = rule["id"].as_str().unwrap();
        if world.lacks_for_partner(rule) != Lacks::Nothing {
            continue;
        }
        let Some(costs) = costs.as_ref().filter(|_| world.own) else { continue };
        let left = &net - costs - &fees.sum;
        let bound = percent(&net, &least);
        if left >= bound {
            answer.row(None, "guards", id, "passed", json!({}));
            continue;
        }
        let (outcome, severity) = if rule["reaction"] == "reject" {
            ("refused", "block")
        } else {
            ("approval", "approve")
        };
        // What is shown is rounded so that it shows the difference.
        let cent = places(world.decimals);
        let (left, bound) = (round(&left, "floor", &cent), round(&bound, "ceiling", &cent));
        let more = json!({ "before": world.money(&left), "after": world.money(&bound) });
        answer.row(None, "guards", id, outcome, more);
        let data = json!({ "amount": world.money(&left), "bound": world.money(&bound) });
        answer.find("pricing.pocket_margin", severity, "", Some(id), data);
    }
}
