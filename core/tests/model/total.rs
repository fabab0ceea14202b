//! Amounts of lines, adjustments of the order, tax, minimum and credit.

use super::number::{R, int, maybe, percent, places, read, round, round_as, zero};
use super::schedule::{Before, charge};
use super::scope::{Lacks, outcome};
use super::waterfall::{condition, states_amount};
use super::world::{Answer, Line, World, decimals_of, rows};
use num_traits::{Signed, Zero};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// An amount by the line rounding.
fn rounded(world: &World<'_>, value: &R) -> R {
    round_as(value, &world.book["rounding"]["line"], world.decimals)
}

pub fn total(world: &World<'_>, lines: &mut [Line<'_>], answer: &mut Answer) {
    for (at, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.is_priced()) {
        let exact = line.price.clone().unwrap() * line.units();
        line.list = rounded(world, &(&line.list_price * line.units()));
        line.amount = rounded(world, &exact);
        if line.amount != exact {
            let after = world.money(&line.amount);
            let more = json!({ "before": world.money(&exact), "after": after });
            answer.row(Some(at), "rounding", "line", "rounded", more);
        }
    }
    for rule in rows(&world.book["order_adjustments"]) {
        adjust(world, rule, lines, answer);
    }
    for line in lines.iter_mut() {
        tax(world, line);
    }
    minimum_and_credit(world, lines, answer);
}

fn adjust(world: &World<'_>, rule: &Value, lines: &mut [Line<'_>], answer: &mut Answer) {
    let id = rule["id"].as_str().unwrap();
    let lacks = world.lacks_for_partner(rule);
    if lacks != Lacks::Nothing {
        return answer.row(None, "order", id, outcome(&lacks), condition(&lacks));
    }
    if !world.own && states_amount(rule, "net") {
        answer.row(None, "order", id, "not_matched", json!({ "condition": "currency" }));
        return answer.not_stated(world, "", id);
    }
    let sum: R = lines.iter().map(|line| line.amount.clone()).sum();
    let before: Vec<R> = lines.iter().map(|line| line.amount.clone()).collect();
    let amount = rounded(world, &amount_of(rule, &sum));
    let left = place(world, rule, lines, &amount);
    for (at, line) in lines.iter().enumerate().filter(|(at, line)| line.amount != before[*at]) {
        let after = world.money(&line.amount);
        let more = json!({ "before": world.money(&before[at]), "after": after });
        answer.row(Some(at), "order", id, "applied", more);
    }
    if !left.is_zero() {
        let data = json!({ "left": world.money(&left) });
        answer.find("pricing.discount_not_placed", "warn", "", Some(id), data);
    }
}

/// What an adjustment adds to an order of so much; below zero is a discount.
fn amount_of(rule: &Value, sum: &R) -> R {
    if let Some(rate) = maybe(&rule["percent"]) {
        return percent(sum, &rate);
    }
    if let Some(amount) = maybe(&rule["amount"]) {
        return amount;
    }
    let before = Before { base: zero(), count: zero(), period: false };
    let gives = |schedule: &Value| charge(schedule, sum, &before, &BTreeMap::new());
    match rule.get("discount") {
        Some(schedule) => -gives(schedule),
        None => gives(&rule["surcharge"]),
    }
}

/// Splits an amount over the lines; gives back what none of them can take.
fn place(world: &World<'_>, rule: &Value, lines: &mut [Line<'_>], amount: &R) -> R {
    let keeps = rule["keep_floors"].as_bool().unwrap_or(true);
    let cent = places(world.decimals);
    let room = |line: &Line<'_>| {
        let floor = if keeps { line.floor.clone() * line.units() } else { zero() };
        (&line.amount - round(&floor, "up", &cent)).max(zero())
    };
    let rooms: Vec<R> = lines.iter().map(room).collect();
    let weights: Vec<R> = lines.iter().map(|line| line.amount.clone()).collect();
    let mut given: Vec<R> = vec![zero(); lines.len()];
    // A line that can take nothing of a discount has no part in it.
    let takes = |at: &usize| !amount.is_negative() || rooms[*at].is_positive();
    let priced = (0..lines.len()).filter(|at| lines[*at].is_priced());
    let mut open: Vec<usize> = priced.filter(takes).collect();
    let mut left = amount.clone();
    while !left.is_zero() && !open.is_empty() {
        let shares: Vec<R> = open.iter().map(|at| weights[*at].clone()).collect();
        let parts = split(&left, &shares, rule["split"].as_str(), &cent);
        let mut full = Vec::new();
        for (at, part) in open.iter().zip(parts) {
            given[*at] += &part;
            left -= &part;
            let over = -(&rooms[*at] + &given[*at]);
            if over.is_positive() {
                given[*at] += &over;
                left -= &over;
                full.push(*at);
            }
        }
        if full.is_empty() {
            break;
        }
        open.retain(|at| !full.contains(at));
    }
    for (line, given) in lines.iter_mut().zip(given) {
        line.amount += given;
    }
    left
}

/// Parts that are whole cents and come to the amount.
pub fn split(amount: &R, weights: &[R], method: Option<&str>, cent: &R) -> Vec<R> {
    let sum: R = weights.iter().sum();
    let equal = vec![int(1); weights.len()];
    let (weights, sum) =
        if sum.is_zero() { (&equal[..], int(weights.len() as i64)) } else { (weights, sum) };
    let exact: Vec<R> = weights.iter().map(|weight| amount * weight / &sum).collect();
    if method == Some("half_down_then_first") {
        let mut parts: Vec<R> = exact.iter().map(|e| round(e, "half_down", cent)).collect();
        let mut left = amount - parts.iter().sum::<R>();
        for part in &mut parts {
            // Not past zero to the other side.
            let own = if amount.is_negative() {
                (&left).min(&-part.clone()).clone()
            } else {
                (&left).max(&-part.clone()).clone()
            };
            *part += &own;
            left -= own;
        }
        return parts;
    }
    let mut parts: Vec<R> = exact.iter().map(|e| round(e, "down", cent)).collect();
    let step = if amount.is_negative() { -cent.clone() } else { cent.clone() };
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| -(&exact[*at] - &parts[*at]).abs());
    let placed: R = parts.iter().sum();
    let cents = ((amount - placed) / &step).to_integer();
    let cents: usize = cents.to_string().parse().unwrap();
    for at in order.into_iter().take(cents) {
        parts[at] += &step;
    }
    parts
}

fn tax(world: &World<'_>, line: &mut Line<'_>) {
    let rates = &world.book["tax"]["rates"];
    let name = line.row.and_then(|row| row["tax"].as_str()).unwrap_or_default();
    let first = rates.as_object().and_then(|rates| rates.values().next());
    let rate = maybe(&rates[name]).or(first.map(read)).unwrap_or_else(zero);
    let cent = places(world.decimals);
    if world.inclusive() {
        line.gross = line.amount.clone();
        line.tax = round(&(&line.gross * &rate / (int(100) + &rate)), "half_up", &cent);
        line.net = &line.gross - &line.tax;
    } else {
        line.net = line.amount.clone();
        line.tax = round(&percent(&line.net, &rate), "half_up", &cent);
        line.gross = &line.net + &line.tax;
    }
}

fn minimum_and_credit(world: &World<'_>, lines: &[Line<'_>], answer: &mut Answer) {
    if !lines.iter().any(Line::is_priced) {
        return;
    }
    let net: R = lines.iter().map(|line| line.net.clone()).sum();
    let gross: R = lines.iter().map(|line| line.gross.clone()).sum();
    let severity = |word: &Value| if word == "reject" { "block" } else { "approve" };
    for rule in rows(&world.book["order_rules"]["amount_min"]) {
        if world.lacks_for_partner(rule) != Lacks::Nothing {
            continue;
        }
        let id = rule["id"].as_str();
        let Some(least) = maybe(&rule["amounts"][&world.currency]) else {
            let data = json!({ "currency": world.currency });
            answer.find("order.minimum_not_stated", "warn", "", id, data);
            continue;
        };
        if net < least {
            let data = json!({
                "amount": world.money(&net), "minimum": world.money(&least),
                "missing": world.money(&(&least - &net)),
            });
            let severity = severity(&rule["reaction"]);
            answer.find("order.below_minimum_amount", severity, "", id, data);
        }
    }
    let credit = &world.book["order_rules"]["credit_limit"];
    let limit = &world.partner_row["credit_limit"];
    let theirs = world.partner_row["currency"].as_str().unwrap_or(world.own_currency());
    if credit.is_null() || credit == "ignore" || limit.is_null() || theirs != world.currency {
        return;
    }
    let limit = read(limit);
    if gross > limit {
        let data = json!({
            "amount": world.money(&gross),
            "limit": super::number::text(&limit, decimals_of(theirs)),
        });
        let severity = severity(credit);
        answer.find("order.above_credit_limit", severity, "", Some("credit_limit"), data);
    }
}
