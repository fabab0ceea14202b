//! A world as its documents: the rulebook, the tables and the orders.

use super::days::{clock, instant, iso};
use super::world::{Calendar, Clock, Day, Days, ELSEWHERE, Order, World};
use serde_json::{Map, Value, json};
use std::fmt::Write;

pub fn product(at: usize) -> String {
    format!("A-{at}")
}

pub fn location(at: usize) -> String {
    if at == ELSEWHERE { "elsewhere".to_owned() } else { format!("here-{at}") }
}

pub fn partner(at: usize) -> String {
    format!("P-{at}")
}

fn group(at: usize) -> String {
    format!("group-{at}")
}

fn tier(at: usize) -> &'static str {
    ["gold", "silver", "bronze"][at]
}

fn owner(at: usize) -> String {
    format!("cart-{at}")
}

pub fn rulebook(world: &World) -> String {
    let mut out = "format: 1\nid: world\nzone: UTC\ncurrency: EUR\n\
        attributes: { partner: { tier: [gold, silver, bronze] }, product: { category: text } }\n\
        permissions: [ { id: gold, products: { category: restricted }, for: { tier: gold } } ]\n\
        price_lists: [ { id: general, for: everyone } ]\n"
        .to_owned();
    out.push_str(&availability(world));
    if let Some(calendar) = &world.calendar {
        out.push_str(&shipping(world, calendar));
    }
    out
}

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn shipping(world: &World, calendar: &Calendar) -> String {
    let mut out = "calendar:\n".to_owned();
    match calendar.clock {
        Clock::Universal => {}
        Clock::Fixed(name, _) => writeln!(out, "  zone: {name}").unwrap(),
        Clock::NewYork => out.push_str("  zone: America/New_York\n"),
    }
    let own = WEEK.iter().zip(calendar.cut_off);
    let own = own.filter_map(|(name, at)| at.map(|at| format!("{name}: \"{}\"", clock(at))));
    let own: Vec<_> = own.collect();
    if !own.is_empty() {
        writeln!(out, "  cut_off: {{ {} }}", own.join(", ")).unwrap();
    }
    out.push_str(&days(world, &calendar.shipper, "  "));
    for (name, own) in [("carrier", &calendar.carrier), ("receiver", &calendar.receiver)] {
        if let Some(own) = own {
            writeln!(out, "  {name}:\n{}", days(world, own, "    ").trim_end()).unwrap();
        }
    }
    writeln!(out, "  handling_days: {}", calendar.handling_days).unwrap();
    writeln!(out, "  transit_days: {}", calendar.transit_days).unwrap();
    out
}

fn days(world: &World, days: &Days, indent: &str) -> String {
    let week: Vec<_> = days.week.iter().map(|day| WEEK[*day as usize].to_owned()).collect();
    let dates = |days: &[Day]| days.iter().map(|day| iso(world, *day)).collect();
    let all =
        [("working_days", week), ("closed", dates(&days.closed)), ("extra", dates(&days.extra))];
    all.map(|(name, days)| format!("{indent}{name}: [{}]\n", days.join(", "))).concat()
}

/// What differs from the defaults of a policy.
fn availability(world: &World) -> String {
    let policy = &world.policy;
    let mut out = "availability:\n".to_owned();
    let mut say = |name: &str, value: String| writeln!(out, "  {name}: {value}").unwrap();
    let names: Vec<_> = (0..policy.locations).map(location).collect();
    match names.as_slice() {
        [one] => say("location", one.clone()),
        all => say("locations", format!("[{}]", all.join(", "))),
    }
    let is_unusual: [(&str, &str, bool); 6] = [
        ("sourcing", "split", policy.split),
        ("together", "true", policy.together),
        ("unavailable", "reject_order", policy.reject_order),
        ("quantity", "reject", !policy.round_up),
        ("untracked", "unlimited", policy.untracked_unlimited),
        ("beyond", "unlimited", policy.beyond_unlimited),
    ];
    for (name, value, _) in is_unusual.into_iter().filter(|(.., unusual)| *unusual) {
        say(name, value.to_owned());
    }
    say("partial", policy.partial.to_string());
    say("deliveries_max", policy.deliveries_max.to_string());
    if policy.shipment_min != 1 {
        say("shipment_min", policy.shipment_min.to_string());
    }
    if let Some(days) = policy.late_days_max {
        say("late_days_max", days.to_string());
    }
    if let Some(days) = policy.horizon_days {
        say("horizon_days", days.to_string());
    }
    if let Some(days) = policy.assume_days {
        say("overdue_receipts", format!("{{ assume_days: {days} }}"));
    }
    if !world.groups.is_empty() {
        say("groups", String::new());
    }
    for (at, one) in world.groups.iter().enumerate() {
        let tiers: Vec<_> = one.tiers.iter().map(|at| tier(*at)).collect();
        let (id, tiers) = (group(at), tiers.join(", "));
        writeln!(out, "    - {{ id: {id}, for: {{ tier: [{tiers}] }} }}").unwrap();
    }
    out
}

/// A table as CSV; columns without any value are left out.
fn csv<const N: usize>(names: [&str; N], rows: Vec<[String; N]>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let used = |at: &usize| rows.iter().any(|row| !row[*at].is_empty());
    let columns: Vec<_> = (0..N).filter(used).collect();
    let line = |cells: &dyn Fn(usize) -> String| {
        columns.iter().map(|at| cells(*at)).collect::<Vec<_>>().join(",") + "\n"
    };
    let mut out = line(&|at| names[at].to_owned());
    rows.iter().for_each(|row| out.push_str(&line(&|at| row[at].clone())));
    out
}

fn maybe<T>(value: Option<T>, text: impl Fn(T) -> String) -> String {
    value.map(text).unwrap_or_default()
}

/// Every table with its name, empty ones left out.
pub fn tables(world: &World) -> Vec<(&'static str, String)> {
    let place = |at: Option<usize>| maybe(at, location);
    let all = [
        ("partners", {
            let row = |(at, one): (usize, &super::world::Partner)| {
                [partner(at), partner(at), maybe(one.tier, |at| tier(at).to_owned())]
            };
            csv(["id", "name", "tier"], world.partners.iter().enumerate().map(row).collect())
        }),
        ("products", {
            let row = |(at, one): (usize, &super::world::Product)| {
                let status = if one.active { "" } else { "discontinued" };
                let category = if one.restricted { "restricted" } else { "" };
                let shipment = maybe(one.shipment_min, |units| units.to_string());
                let (least, multiple) = (one.minimum.to_string(), one.multiple.to_string());
                let most = maybe(one.maximum, |units| units.to_string());
                let texts = [status, category].map(str::to_owned);
                let [status, category] = texts;
                [product(at), product(at), least, multiple, most, status, category, shipment]
            };
            let names = [
                "id",
                "name",
                "quantity_min",
                "quantity_multiple",
                "quantity_max",
                "status",
                "category",
                "shipment_min",
            ];
            csv(names, world.products.iter().enumerate().map(row).collect())
        }),
        ("prices", {
            let row = |at| ["general".to_owned(), product(at), "1.00".to_owned()];
            csv(["list", "product", "unit_price"], (0..world.products.len()).map(row).collect())
        }),
        ("stock", {
            let rows = world.stock.iter().map(|row| {
                let safety = if row.safety == 0 { String::new() } else { row.safety.to_string() };
                [product(row.product), place(row.location), row.on_hand.to_string(), safety]
            });
            csv(["product", "location", "on_hand", "safety"], rows.collect())
        }),
        ("receipts", {
            let rows = world.receipts.iter().map(|row| {
                [
                    product(row.product),
                    place(row.location),
                    iso(world, row.day),
                    row.quantity.to_string(),
                ]
            });
            csv(["product", "location", "date", "quantity"], rows.collect())
        }),
        ("promises", promises(world)),
        ("safety", {
            let rows = world.safety.iter().map(|row| {
                [
                    product(row.product),
                    place(row.location),
                    iso(world, row.day),
                    row.quantity.to_string(),
                ]
            });
            csv(["product", "location", "date", "quantity"], rows.collect())
        }),
        ("quotas", {
            let rows = world.quotas.iter().map(|row| {
                let (from, until) = (iso(world, row.from), iso(world, row.until));
                [product(row.product), group(row.group), from, until, row.quantity.to_string()]
            });
            csv(["product", "group", "from", "until", "quantity"], rows.collect())
        }),
        ("protections", {
            let rows = world.protections.iter().map(|row| {
                let date = |day| iso(world, day);
                let (from, until) = (maybe(row.from, date), maybe(row.until, date));
                let own = [product(row.product), place(row.location), group(row.group)];
                let [of, at, group] = own;
                [of, at, group, from, until, row.quantity.to_string()]
            });
            csv(["product", "location", "group", "from", "until", "quantity"], rows.collect())
        }),
        ("kits", {
            let rows = world.kits.iter();
            let row = |row: &super::world::Kit| {
                [product(row.kit), product(row.part), row.quantity.to_string()]
            };
            csv(["kit", "part", "quantity"], rows.map(row).collect())
        }),
        ("substitutes", {
            let rows =
                world.substitutes.iter().map(|(own, other)| [product(*own), product(*other)]);
            csv(["product", "substitute"], rows.collect())
        }),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn promises(world: &World) -> String {
    let rows = world.promises.iter().map(|row| {
        [
            product(row.product),
            maybe(row.location, location),
            iso(world, row.day),
            row.quantity.to_string(),
            maybe(row.partner, partner),
            maybe(row.owner, owner),
            maybe(row.expires, |at| instant(world, at)),
        ]
    });
    let names = ["product", "location", "date", "quantity", "partner", "owner", "expires_at"];
    csv(names, rows.collect())
}

pub fn order(world: &World, order: &Order) -> Value {
    let mut out = Map::new();
    out.insert("partner".to_owned(), json!(partner(order.partner)));
    out.insert("placed_at".to_owned(), json!(instant(world, order.placed)));
    let mut say = |name: &str, value: Option<Value>| {
        value.map(|value| out.insert(name.to_owned(), value));
    };
    say("requested", order.requested.map(|day| json!(iso(world, day))));
    say("together", order.together.map(Value::from));
    say("partial", order.partial.map(Value::from));
    say("late_days_max", order.late_days_max.map(Value::from));
    say("owner", order.owner.map(|at| json!(owner(at))));
    let line = |line: &super::world::Line| {
        let mut out = json!({ "product": product(line.product), "quantity": line.quantity });
        let own = [
            ("requested", line.requested.map(|day| json!(iso(world, day)))),
            ("partial", line.partial.map(Value::from)),
            ("late_days_max", line.late_days_max.map(Value::from)),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                out[name] = value;
            }
        }
        out
    };
    say("lines", Some(order.lines.iter().map(line).collect()));
    Value::Object(out)
}

/// Everything, for a person to read.
pub fn told(world: &World) -> String {
    let mut out = rulebook(world);
    for (name, text) in tables(world) {
        write!(out, "-- {name}\n{text}").unwrap();
    }
    for one in &world.orders {
        writeln!(out, "-- order\n{}", order(world, one)).unwrap();
    }
    out
}
