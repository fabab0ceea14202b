//! What happens to a line's list price, stage by stage, and its guards.

use super::lists::{counted, formula};
use super::number::{R, int, maybe, or_zero, percent, places, read, round, round_as, zero};
use super::schedule::{Before, charge, states_amounts};
use super::scope::{Lacks, conditions, outcome};
use super::world::{Answer, Line, World, rows};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Whether an adjustment is written in an amount of the rulebook's currency.
pub fn states_amount(adjustment: &Value, over: &str) -> bool {
    let has = |name: &str| adjustment.get(name).is_some();
    let steps = rows(&adjustment["formula"]);
    let amounts = ["amount", "margin_min_percent", "margin_max_percent"];
    let in_formula = steps.iter().any(|step| amounts.iter().any(|name| step.get(name).is_some()));
    let schedule = |name: &str| adjustment.get(name).is_some_and(|s| states_amounts(s, over));
    let by_schedule = schedule("discount") || schedule("surcharge");
    has("amount") || has("override") || in_formula || by_schedule
}

/// What an adjustment makes of a price; nothing keeps it above zero.
fn changed(adjustment: &Value, price: &R, line: &Line<'_>, counted: &R) -> R {
    if let Some(rate) = maybe(&adjustment["percent"]) {
        let of = if adjustment["of"] == "original" { &line.list_price } else { price };
        return price + percent(of, &rate);
    }
    if let Some(amount) = maybe(&adjustment["amount"]) {
        return price + amount;
    }
    if let Some(price) = maybe(&adjustment["override"]) {
        return price;
    }
    if let Some(rule) = adjustment.get("round") {
        return round_as(price, rule, 2);
    }
    if let Some(steps) = adjustment.get("formula") {
        return formula(steps, price, line.cost().as_ref());
    }
    let before = Before { base: zero(), count: zero(), period: false };
    let measures = BTreeMap::from([("quantity".to_owned(), counted.clone())]);
    let gives = |schedule: &Value| charge(schedule, price, &before, &measures);
    match adjustment.get("discount") {
        Some(schedule) => price - gives(schedule),
        None => price + gives(&adjustment["surcharge"]),
    }
}

/// An adjustment that competes, with what it would leave.
struct Rival<'a> {
    rule: &'a Value,
    leaves: R,
    counted: R,
}

/// The places of the rivals that are applied.
fn winners(stage: &Value, rivals: &[Rival<'_>]) -> Vec<usize> {
    let combine = stage["combine"].as_str().unwrap();
    let all = 0..rivals.len();
    let most = |at: &usize| std::cmp::Reverse(conditions(&rivals[*at].rule["for"]));
    let leaves = |at: &usize| rivals[*at].leaves.clone();
    let one = match combine {
        "add" | "compound" => return all.collect(),
        "first_match" | "exclusive" => all.min(),
        "best" => all.min_by_key(leaves),
        "most_conditions" => all.min_by_key(|at| (most(at), leaves(at))),
        "priority" => all.min_by_key(|at| -or_zero(&rivals[*at].rule["priority"])),
        other => panic!("no such rule of combining: {other}"),
    };
    one.into_iter().collect()
}

/// Takes a line through one stage; whether it shuts the later ones.
fn stage(
    world: &World<'_>,
    stage: &Value,
    shut: bool,
    lines: &mut [Line<'_>],
    at: usize,
    answer: &mut Answer,
) -> bool {
    let name = stage["stage"].as_str().unwrap();
    let line = &lines[at];
    let start = line.price.clone().unwrap();
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    let mut rows_of: Vec<(&str, Value)> = Vec::new();
    for rule in rows(&stage["adjustments"]) {
        let counted = counted(world, lines, at, &rule["over"]);
        let lacks = world.lacks_for_line(rule, line, &counted);
        if lacks != Lacks::Nothing {
            rows_of.push((outcome(&lacks), condition(&lacks)));
        } else if !world.own && states_amount(rule, "price") {
            rows_of.push(("not_matched", json!({ "condition": "currency" })));
            let path = format!("lines[{at}].product");
            answer.not_stated(world, &path, rule["id"].as_str().unwrap());
        } else {
            let leaves = changed(rule, &start, line, &counted).max(zero());
            rows_of.push(("competes", json!(rivals.len())));
            rivals.push(Rival { rule, leaves, counted });
        }
    }
    let won = if shut { Vec::new() } else { winners(stage, &rivals) };
    let mut price = start.clone();
    let mut sum = start.clone();
    for (rule, (outcome, more)) in rows(&stage["adjustments"]).iter().zip(rows_of) {
        let id = rule["id"].as_str().unwrap();
        if outcome != "competes" {
            answer.row(Some(at), name, id, outcome, more);
            continue;
        }
        let place = more.as_u64().unwrap() as usize;
        if !won.contains(&place) {
            answer.row(Some(at), name, id, "shadowed", json!({}));
            continue;
        }
        let rival = &rivals[place];
        let after = if stage["combine"] == "add" {
            sum += changed(rival.rule, &start, line, &rival.counted) - &start;
            sum.clone().max(zero())
        } else {
            changed(rival.rule, &price, line, &rival.counted).max(zero())
        };
        let more = json!({ "before": world.money(&price), "after": world.money(&after) });
        answer.row(Some(at), name, id, "applied", more);
        price = after;
    }
    lines[at].price = Some(price);
    stage["combine"] == "exclusive" && !won.is_empty()
}

pub fn condition(lacks: &Lacks) -> Value {
    match lacks {
        Lacks::Condition(name) => json!({ "condition": name }),
        Lacks::Quantity => json!({ "condition": "quantity" }),
        _ => json!({}),
    }
}

/// Stages, unit rounding, guards and the price that the partner expects.
pub fn waterfall(world: &World<'_>, lines: &mut [Line<'_>], at: usize, answer: &mut Answer) {
    let mut shut = false;
    for one in rows(&world.book["waterfall"]) {
        shut |= stage(world, one, shut, lines, at, answer);
    }
    if let Some(rule) = world.book["rounding"].get("unit") {
        let before = lines[at].price.clone().unwrap();
        let after = round_as(&before, rule, world.decimals);
        if before != after {
            let more = json!({ "before": world.money(&before), "after": world.money(&after) });
            answer.row(Some(at), "rounding", "unit", "rounded", more);
        }
        lines[at].price = Some(after);
    }
    let guards = rows(&world.book["guards"]);
    let caps = guards.iter().filter(|guard| guard.get("price_cap").is_some());
    let others = guards.iter().filter(|guard| guard.get("price_cap").is_none());
    for rule in caps.chain(others).filter(|g| g.get("min_pocket_margin_percent").is_none()) {
        guard(world, rule, lines, at, answer);
    }
    expected(&lines[at], at, answer);
}

fn expected(line: &Line<'_>, at: usize, answer: &mut Answer) {
    let Some(expected) = maybe(&line.written["unit_price"]) else { return };
    let price = line.price.clone().unwrap();
    if expected != price {
        let path = format!("lines[{at}].unit_price");
        answer.find("order.price_differs", "warn", &path, None, json!({}));
    }
}

/// The bound of a guard, and whether a price passes it. None where it says nothing.
fn bound(world: &World<'_>, rule: &Value, line: &Line<'_>, price: &R) -> Option<(R, bool)> {
    if let Some(cap) = maybe(&rule["price_cap"]) {
        return Some((cap.clone(), *price <= cap));
    }
    if let Some(floor) = maybe(&rule["price_floor"]) {
        return Some((floor.clone(), *price >= floor));
    }
    if let Some(most) = maybe(&rule["max_discount_percent"]) {
        let bound = percent(&line.list_price, &(int(100) - most));
        return Some((bound.clone(), *price >= bound));
    }
    let rest = int(100) - read(&rule["min_margin_percent"]);
    let cost = line.cost()?;
    let passes = percent(price, &rest) >= cost;
    let unit = maybe(&world.book["rounding"]["unit"]["increment"]);
    let increment = unit.unwrap_or_else(|| places(4));
    Some((round(&(cost * int(100) / rest), "up", &increment), passes))
}

fn guard(world: &World<'_>, rule: &Value, lines: &mut [Line<'_>], at: usize, answer: &mut Answer) {
    let id = rule["id"].as_str().unwrap();
    let lacks = world.lacks_for_line(rule, &lines[at], &lines[at].units());
    if lacks != Lacks::Nothing {
        return answer.row(Some(at), "guards", id, outcome(&lacks), condition(&lacks));
    }
    let path = format!("lines[{at}].product");
    if !world.own && rule.get("max_discount_percent").is_none() {
        let more = json!({ "condition": "currency" });
        answer.row(Some(at), "guards", id, "not_matched", more);
        return answer.not_stated(world, &path, id);
    }
    let price = lines[at].price.clone().unwrap();
    let found = bound(world, rule, &lines[at], &price);
    let clamps = rule["reaction"] == "clamp";
    if let Some((bound, _)) = found.as_ref().filter(|_| clamps && rule.get("price_cap").is_none()) {
        lines[at].floor = bound.clone().max(lines[at].floor.clone());
    }
    let Some((bound, _)) = found.filter(|(_, passes)| !passes) else {
        return answer.row(Some(at), "guards", id, "passed", json!({}));
    };
    let (outcome, code, severity) = match rule["reaction"].as_str().unwrap() {
        "clamp" => ("clamped", "pricing.guard_clamped", "hint"),
        "reject" => ("refused", "pricing.guard_rejected", "block"),
        _ => ("approval", "pricing.guard_approval", "approve"),
    };
    let more = json!({ "before": world.money(&price), "after": world.money(&bound) });
    answer.row(Some(at), "guards", id, outcome, more);
    let data = json!({ "price": world.money(&price), "bound": world.money(&bound) });
    answer.find(code, severity, &path, Some(id), data);
    if clamps {
        lines[at].price = Some(bound);
    }
}
