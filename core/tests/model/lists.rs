//! Which price list a line has its price from.

use super::number::{R, int, maybe, or_zero, places, read, round, round_as, text, zero};
use super::scope::{About, Lacks, conditions, fails, outcome, validity};
use super::world::{Answer, Line, World, find, rows};
use num_traits::ToPrimitive;
use serde_json::{Value, json};

/// A row of a table of prices, in a list that has it or derives it.
#[derive(Clone)]
struct Entry {
    from: R,
    price: R,
    valid_from: Option<String>,
    valid_until: Option<String>,
    known_from: Option<String>,
}

struct Candidate<'a> {
    list: &'a Value,
    at: usize,
    entry: Entry,
    /// What the line would pay a unit, in the order's currency.
    price: R,
    /// The price before it was converted.
    stated: R,
    outcome: &'static str,
    /// Why the list is not for the order.
    lacks: Option<String>,
}

/// The quantity that a rule counts.
pub fn counted(world: &World<'_>, lines: &[Line<'_>], at: usize, over: &Value) -> R {
    let group = |line: &Line<'_>| group_of(world, line);
    let own = group(&lines[at]);
    let counts = |(place, line): &(usize, &Line<'_>)| match over.as_str().unwrap_or("line") {
        "order" => true,
        "group" => *place == at || own.is_some() && group(line) == own,
        _ => *place == at,
    };
    let sum = lines.iter().enumerate().filter(|(_, line)| !line.refused).filter(counts);
    int(sum.map(|(_, line)| line.quantity).sum())
}

fn group_of(world: &World<'_>, line: &Line<'_>) -> Option<String> {
    let about = About { partner: &world.partner, product: Some(&line.product) };
    let all = rows(&world.book["groups"]);
    let first = all.iter().find(|group| fails(&group["products"], about).is_none());
    first.map(|group| group["id"].as_str().unwrap().to_owned())
}

/// The steps of a formula, one after the other.
pub fn formula(steps: &Value, price: &R, cost: Option<&R>) -> R {
    let mut price = price.clone();
    for step in rows(steps) {
        let margin = |name: &str, mode: &str| {
            let rest = int(100) - read(step.get(name)?);
            Some(round(&(cost? * int(100) / rest), mode, &places(4)))
        };
        if let Some(rate) = step.get("percent") {
            price = &price + super::number::percent(&price, &read(rate));
        } else if let Some(amount) = step.get("amount") {
            price += read(amount);
        } else if let Some(rule) = step.get("round") {
            price = round_as(&price, rule, 2);
        } else if let Some(least) = margin("margin_min_percent", "up") {
            price = price.max(least);
        } else if let Some(most) = margin("margin_max_percent", "down") {
            price = price.min(most);
        }
        price = price.max(zero());
    }
    price
}

fn entries(world: &World<'_>, list: &Value, line: &Line<'_>) -> Vec<Entry> {
    let product = &line.row.unwrap()["id"];
    let holds = |row: &&Value| row["list"] == list["id"] && row["product"] == *product;
    let word = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    let entry = |row: &Value| Entry {
        from: maybe(&row["quantity_from"]).unwrap_or_else(|| int(1)),
        price: read(&row["unit_price"]),
        valid_from: word(row, "valid_from"),
        valid_until: word(row, "valid_until"),
        known_from: word(row, "known_from"),
    };
    let mut own: Vec<_> = rows(&world.case["prices"]).iter().filter(holds).map(entry).collect();
    own.sort_by(|a, b| {
        let one = (&a.from, &a.valid_from, &a.known_from);
        one.cmp(&(&b.from, &b.valid_from, &b.known_from))
    });
    if !own.is_empty() || list["from"].is_null() {
        return own;
    }
    let base = find(&world.book["price_lists"], &list["from"]).unwrap();
    let mut derived = entries(world, base, line);
    for entry in &mut derived {
        entry.price = formula(&list["formula"], &entry.price, line.cost().as_ref());
    }
    derived
}

fn entry_outcome(
    world: &World<'_>,
    list: &Value,
    entry: &Entry,
    all: &[Entry],
    counted: &R,
) -> &'static str {
    let known_at = world.order["known_at"].as_str();
    let known = |entry: &Entry| {
        let from = entry.known_from.as_deref();
        known_at.is_none_or(|at| from.is_none_or(|from| from <= at))
    };
    let corrects = |other: &&Entry| {
        let same = other.from == entry.from && other.valid_from == entry.valid_from;
        same && other.known_from > entry.known_from && known(other)
    };
    if !known(entry) {
        return "not_yet_known";
    }
    if all.iter().any(|other| corrects(&other)) {
        return "corrected";
    }
    let own = json!({ "from": entry.valid_from, "until": entry.valid_until });
    for lacks in [world.validity(list), validity(&own, world.today, None)] {
        if lacks != Lacks::Nothing {
            return outcome(&lacks);
        }
    }
    if *counted < entry.from { "below_quantity" } else { "shadowed" }
}

/// The price a unit, where a list has breaks that are not plain.
fn average(list: &Value, entry: &Entry, passing: &[&Entry], counted: &R) -> R {
    let sum = match &list["breaks"] {
        Value::Object(breaks) => (counted / read(&breaks["package_size"])).ceil() * &entry.price,
        Value::String(word) if word == "graduated" => graduated(passing, counted),
        _ => return entry.price.clone(),
    };
    round(&(sum / counted), "half_up", &places(12))
}

/// Unit by unit: each at the price of the break it lies in.
fn graduated(passing: &[&Entry], counted: &R) -> R {
    let units = counted.to_integer().to_i64().unwrap();
    let price = |unit: i64| {
        let last = passing.iter().rfind(|entry| entry.from <= int(unit));
        &last.unwrap_or(&passing[0]).price
    };
    (1..=units).map(price).sum()
}

fn converted<'a>(world: &World<'_>, list: &'a Value) -> Option<&'a Value> {
    list["convert"].get(&world.currency)
}

fn candidates<'a>(world: &World<'a>, lines: &[Line<'_>], at: usize) -> Vec<Candidate<'a>> {
    let line = &lines[at];
    let about = About { partner: &world.partner, product: Some(&line.product) };
    let mut all = Vec::new();
    for (place, list) in rows(&world.book["price_lists"]).iter().enumerate() {
        let own = list["currency"].as_str().unwrap_or(world.own_currency()) == world.currency;
        let rate = converted(world, list).filter(|_| !own);
        let entries = entries(world, list, line);
        let foreign = (!own && rate.is_none()).then(|| "currency".to_owned());
        let lacks = fails(&list["for"], about).or(foreign);
        if lacks.is_some() {
            let other = |entry: Entry| {
                let (price, stated) = (zero(), zero());
                Candidate { list, at: place, entry, price, stated, outcome: "not_matched", lacks }
            };
            all.extend(entries.into_iter().next().map(other));
            continue;
        }
        let counted = counted(world, lines, at, &list["over"]);
        let outcome = |entry: &Entry| entry_outcome(world, list, entry, &entries, &counted);
        let passing: Vec<_> = entries.iter().filter(|e| outcome(e) == "shadowed").collect();
        for entry in &entries {
            let outcome = outcome(entry);
            let stated = if outcome == "shadowed" {
                average(list, entry, &passing, &counted)
            } else {
                entry.price.clone()
            };
            let price = rate.map_or(stated.clone(), |rate| exchange(world, &stated, rate));
            let entry = entry.clone();
            all.push(Candidate { list, at: place, entry, price, stated, outcome, lacks: None });
        }
    }
    all
}

fn exchange(world: &World<'_>, price: &R, rate: &Value) -> R {
    if !rate.is_object() {
        return price * read(rate);
    }
    let product = price * read(&rate["rate"]);
    match rate.get("round") {
        Some(rule) => round_as(&product, rule, world.decimals),
        None => product,
    }
}

/// The place of the candidate that is taken.
fn choose(world: &World<'_>, all: &[Candidate<'_>]) -> Option<usize> {
    let policy = world.book["choose_price"].as_str().unwrap_or("first_list");
    let passing: Vec<_> = (0..all.len()).filter(|at| all[*at].outcome == "shadowed").collect();
    // A list has one candidate: its last, and with `lowest` its cheapest. The rows
    // of breaks in slices and packages are together one price.
    let counts = |at: &usize| {
        let breaks = &all[*at].list["breaks"];
        let own = || passing.iter().filter(|other| all[**other].at == all[*at].at);
        if policy == "lowest" && (breaks.is_null() || breaks == "volume") {
            own().min_by_key(|other| &all[**other].stated) == Some(at)
        } else {
            own().next_back() == Some(at)
        }
    };
    let passing: Vec<_> = passing.iter().copied().filter(counts).collect();
    let most = |at: usize| std::cmp::Reverse(conditions(&all[at].list["for"]));
    let priority = |at: usize| -or_zero(&all[at].list["priority"]);
    passing.into_iter().min_by(|a, b| match policy {
        "first_list" => a.cmp(b),
        "lowest" => all[*a].price.cmp(&all[*b].price),
        "most_conditions" => {
            most(*a).cmp(&most(*b)).then_with(|| all[*a].price.cmp(&all[*b].price))
        }
        "priority" => priority(*a).cmp(&priority(*b)),
        other => panic!("no such policy: {other}"),
    })
}

/// Gives a line its list price.
pub fn list_price(world: &World<'_>, lines: &mut [Line<'_>], at: usize, answer: &mut Answer) {
    let all = candidates(world, lines, at);
    let chosen = choose(world, &all);
    for (place, candidate) in all.iter().enumerate() {
        let list = candidate.list["id"].as_str().unwrap();
        if let Some(name) = &candidate.lacks {
            let more = json!({ "condition": name });
            answer.row(Some(at), "list", list, candidate.outcome, more);
            continue;
        }
        let outcome = if chosen == Some(place) { "applied" } else { candidate.outcome };
        let price = world.money(&candidate.entry.price);
        let from = candidate.entry.from.to_integer().to_i64();
        let more = json!({ "price": price, "quantity_from": from });
        answer.row(Some(at), "list", list, outcome, more);
    }
    let Some(taken) = chosen.map(|place| &all[place]) else {
        let path = format!("lines[{at}].product");
        return answer.find("pricing.no_price", "block", &path, None, json!({}));
    };
    let list = taken.list["id"].as_str().unwrap();
    let own = taken.list["currency"].as_str().unwrap_or(world.own_currency()) == world.currency;
    if !own {
        let rate = converted(world, taken.list).unwrap();
        let rate = read(rate.get("rate").unwrap_or(rate));
        let more = json!({
            "before": world.money(&taken.stated), "after": world.money(&taken.price),
            "rate": text(&rate, 0),
        });
        answer.row(Some(at), "conversion", list, "applied", more);
    }
    lines[at].price_list = Some(list.to_owned());
    lines[at].list_price = taken.price.clone();
    lines[at].price = Some(taken.price.clone());
}
