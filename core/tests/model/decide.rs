//! The slow, obvious way to decide an order: fractions, documents and loops.

use super::fees::{fees, pocket};
use super::lists::list_price;
use super::number::{R, dec, maybe, zero};
use super::scope::{About, fails};
use super::total::total;
use super::waterfall::waterfall;
use super::world::{Answer, Line, World, find, rows};
use num_traits::ToPrimitive;
use serde_json::{Value, json};

/// The answer to an order, as far as this model knows it.
pub fn decide(case: &Value, order: &Value) -> Value {
    let world = World::new(case, order);
    let mut answer = Answer::default();
    order_level(&world, &mut answer);
    let written = rows(&order["lines"]).iter().enumerate();
    let mut lines: Vec<_> =
        written.map(|(at, line)| resolve(&world, line, at, &mut answer)).collect();
    for at in 0..lines.len() {
        if lines[at].refused {
            continue;
        }
        list_price(&world, &mut lines, at, &mut answer);
        if lines[at].is_priced() {
            waterfall(&world, &mut lines, at, &mut answer);
        }
    }
    total(&world, &mut lines, &mut answer);
    unknown_rules(&world, &mut answer);
    let fees = fees(&world, &lines, &mut answer);
    pocket(&world, &lines, &fees, &mut answer);
    close(&world, &lines, fees.all, fees.sum, answer)
}

fn order_level(world: &World<'_>, answer: &mut Answer) {
    let status = world.partner_row["status"].as_str();
    if status.is_some_and(|status| status != "active") {
        answer.find("order.partner_not_active", "block", "partner", None, json!({}));
    }
    let valid = &world.book["valid"];
    let before = valid["from"].as_str().is_some_and(|from| world.today < from);
    if before || valid["until"].as_str().is_some_and(|until| world.today >= until) {
        let rule = Some("rulebook");
        answer.find("order.outside_validity", "block", "placed_at", rule, json!({}));
    }
}

fn unknown_rules(world: &World<'_>, answer: &mut Answer) {
    for name in world.order["to_date"].as_object().into_iter().flat_map(|told| told.keys()) {
        if find(&world.book["fees"], &json!(name)).is_none() {
            answer.find("order.unknown_rule", "warn", "to_date", None, json!({}));
        }
    }
}

/// Step 1 of a line, as far as it decides what the others count.
fn resolve<'a>(world: &World<'a>, written: &'a Value, at: usize, answer: &mut Answer) -> Line<'a> {
    let row = find(&world.case["products"], &written["product"]);
    let mut line = Line {
        written,
        row,
        product: row.map(|row| world.product(row)).unwrap_or_default(),
        ordered: None,
        quantity: 0,
        refused: false,
        price_list: None,
        list_price: zero(),
        price: None,
        floor: zero(),
        list: zero(),
        amount: zero(),
        net: zero(),
        tax: zero(),
        gross: zero(),
    };
    let mut refuse = |code: &str, field: &str, rule: Option<&str>| {
        let path = format!("lines[{at}].{field}");
        answer.find(code, "block", &path, rule, json!({}));
        true
    };
    let id = row.and_then(|row| row["id"].as_str());
    match row {
        None => line.refused = refuse("order.unknown_product", "product", None),
        Some(row) => {
            if row["status"] == "discontinued" {
                line.refused = refuse("order.product_not_active", "product", id);
            }
            let about = About { partner: &world.partner, product: Some(&line.product) };
            let covers = |p: &&Value| fails(&p["products"], about).is_none();
            let covering: Vec<_> = rows(&world.book["permissions"]).iter().filter(covers).collect();
            if !covering.is_empty() && covering.iter().all(|p| fails(&p["for"], about).is_some()) {
                let rule = covering[0]["id"].as_str();
                line.refused = refuse("order.product_not_permitted", "product", rule);
            }
        }
    }
    let quantity = maybe(&written["quantity"]).unwrap();
    if !quantity.is_integer() {
        line.refused = refuse("order.quantity_not_whole", "quantity", None);
        return line;
    }
    let Some(factor) = factor(row, written) else {
        line.refused = refuse("order.unknown_unit", "unit", None);
        return line;
    };
    let quantity: R = quantity * factor;
    line.ordered = quantity.to_integer().to_i64();
    if quantity <= zero() {
        line.refused = refuse("order.quantity_not_positive", "quantity", None);
        return line;
    }
    quantities(world, &mut line, at, answer);
    line
}

fn factor(row: Option<&Value>, written: &Value) -> Option<R> {
    let one = Some(dec("1"));
    let (Some(unit), Some(row)) = (written["unit"].as_str(), row) else { return one };
    if row["unit"] == unit {
        return one;
    }
    let units = row["units"].as_str().unwrap_or_default().split(';');
    units.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == unit).map(|u| dec(u.1))
}

/// Minimum, multiple and maximum.
fn quantities(world: &World<'_>, line: &mut Line<'_>, at: usize, answer: &mut Answer) {
    let ordered = line.ordered.unwrap();
    line.quantity = ordered;
    let Some(row) = line.row else { return };
    let number = |name: &str| row[name].as_str().map(|text| text.parse::<i64>().unwrap());
    let least = number("quantity_min").unwrap_or(1);
    let multiple = number("quantity_multiple").unwrap_or(1);
    let path = format!("lines[{at}].quantity");
    let id = row["id"].as_str();
    let taken = ordered.max(least);
    let taken = (taken + multiple - 1) / multiple * multiple;
    if taken != ordered {
        let reject = world.book["availability"]["quantity"] == "reject";
        let severity = if reject { "block" } else { "warn" };
        let code = match ordered < least {
            true => "order.quantity_below_minimum",
            false => "order.quantity_not_multiple",
        };
        answer.find(code, severity, &path, id, json!({}));
        line.refused |= reject;
        line.quantity = if reject { ordered } else { taken };
    }
    if number("quantity_max").is_some_and(|most| line.quantity > most) {
        answer.find("order.quantity_above_maximum", "block", &path, id, json!({}));
        line.refused = true;
    }
}

fn verdict(lines: &[Line<'_>], findings: &[Value]) -> &'static str {
    let any = |severity: &str| findings.iter().any(|finding| finding["severity"] == severity);
    let asked = |line: &Line<'_>| line.is_priced() && line.ordered == Some(line.quantity);
    if any("block") {
        "rejected"
    } else if any("approve") {
        "needs_approval"
    } else if !lines.iter().all(asked) {
        "accepted_with_changes"
    } else {
        "accepted"
    }
}

fn close(world: &World<'_>, lines: &[Line<'_>], fees: Vec<Value>, fee: R, answer: Answer) -> Value {
    let sum = |of: fn(&Line<'_>) -> R| -> R { lines.iter().map(of).sum() };
    let [list, net, tax] =
        [sum(|l| l.list.clone()), sum(|l| l.net.clone()), sum(|l| l.tax.clone())];
    let gross = sum(|line| line.gross.clone());
    let discount = if world.inclusive() { &gross - &list } else { &net - &list };
    json!({
        "verdict": verdict(lines, &answer.findings),
        "currency": world.currency,
        "totals": {
            "list": world.money(&list), "discount": world.money(&discount),
            "net": world.money(&net), "tax": world.money(&tax), "gross": world.money(&gross),
            "fee": world.money(&fee),
        },
        "findings": answer.findings,
        "lines": lines.iter().map(|line| one(world, line)).collect::<Vec<_>>(),
        "fees": fees,
        "trace": answer.trace,
    })
}

fn one(world: &World<'_>, line: &Line<'_>) -> Value {
    let confirmed = if line.is_priced() { line.quantity } else { 0 };
    json!({
        "status": if line.is_priced() { "confirmed" } else { "rejected" },
        "ordered": line.ordered, "quantity": line.quantity, "confirmed": confirmed,
        "price_list": line.price_list,
        "list_price": line.price.as_ref().map(|_| world.money(&line.list_price)),
        "unit_price": line.price.as_ref().map(|price| world.money(price)),
        "list": world.money(&line.list), "net": world.money(&line.net),
        "tax": world.money(&line.tax), "gross": world.money(&line.gross),
    })
}
