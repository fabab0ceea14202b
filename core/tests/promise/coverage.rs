//! What the random worlds have made happen, so that the test cannot test nothing.
//!
//! A feature has decided something when the same world without it is answered
//! otherwise.

use super::answer::{Answer, LineAnswer};
use super::compare::solved;
use super::world::{Clock, Stock, World};
use std::collections::BTreeMap;

/// How often each thing was seen to happen.
pub type Seen = BTreeMap<String, usize>;

type Without = (&'static str, fn(&mut World));

/// Each feature with the world that lacks it.
const WITHOUT: &[Without] = &[
    ("calendar", |world| world.calendar = None),
    ("cut-off", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.cut_off = [None; 7]);
    }),
    ("cut-off of a day of the week", |world| {
        let all = world.calendar.iter_mut();
        all.for_each(|calendar| calendar.cut_off = [calendar.cut_off[0]; 7]);
    }),
    ("closed days", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.shipper.closed.clear());
    }),
    ("extra days", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.shipper.extra.clear());
    }),
    ("clock", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.clock = Clock::Universal);
    }),
    ("clock put forward or back", |world| {
        for calendar in world.calendar.iter_mut().filter(|own| own.clock == Clock::NewYork) {
            let before = if world.start == 0 { -300 } else { -240 };
            calendar.clock = Clock::Fixed("-", before);
        }
    }),
    ("days of the carrier", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.carrier = None);
    }),
    ("days of the receiver", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.receiver = None);
    }),
    ("handling", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.handling_days = 0);
    }),
    ("transit", |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.transit_days = 0);
    }),
    ("horizon", |world| world.policy.horizon_days = None),
    ("beyond unlimited", |world| world.policy.beyond_unlimited = false),
    ("untracked unlimited", |world| {
        world.policy.untracked_unlimited = false;
    }),
    ("receipts", |world| world.receipts.clear()),
    ("promises", |world| world.promises.clear()),
    ("safety of stock", |world| world.stock.iter_mut().for_each(|row| row.safety = 0)),
    ("partial false", |world| world.policy.partial = true),
    ("several deliveries", |world| world.policy.deliveries_max = 1),
    ("late days", |world| world.policy.late_days_max = None),
    ("reject order", |world| world.policy.reject_order = false),
    ("round up", |world| world.policy.round_up = false),
    ("minimum", |world| world.products.iter_mut().for_each(|row| row.minimum = 1)),
    ("multiple", |world| world.products.iter_mut().for_each(|row| row.multiple = 1)),
    ("maximum", |world| world.products.iter_mut().for_each(|row| row.maximum = None)),
    ("requested", |world| world.orders.iter_mut().for_each(|one| one.requested = None)),
    ("orders before", |world| drop(world.orders.drain(..world.orders.len() - 1))),
    ("lines before", |world| {
        let last = world.orders.len() - 1;
        let lines = &mut world.orders[last].lines;
        lines.drain(..lines.len() - 1);
    }),
    ("permission", |world| {
        world.products.iter_mut().for_each(|row| row.restricted = false);
    }),
    ("second location", |world| world.policy.locations = 1),
    ("split", |world| world.policy.split = false),
    ("single", |world| world.policy.split = true),
    ("least shipment", |world| world.policy.shipment_min = 1),
    ("least shipment of a product", |world| {
        world.products.iter_mut().for_each(|row| row.shipment_min = None);
    }),
    ("assumed receipts", |world| world.policy.assume_days = None),
    ("dated safety", |world| world.safety.clear()),
    ("expiry", |world| {
        world.promises.iter_mut().for_each(|row| row.expires = None);
    }),
    ("owner", |world| {
        world.promises.iter_mut().for_each(|row| row.owner = None);
    }),
    ("quotas", |world| world.quotas.clear()),
    ("protections", |world| world.protections.clear()),
    ("partner of a promise", |world| {
        world.promises.iter_mut().for_each(|row| row.partner = None);
    }),
    ("substitutes", |world| world.substitutes.clear()),
    ("second substitute", |world| world.substitutes.truncate(1)),
    ("together of the policy", |world| world.policy.together = false),
    ("together of the order", |world| {
        world.orders.iter_mut().for_each(|one| one.together = None);
    }),
    ("partial of the order", |world| {
        world.orders.iter_mut().for_each(|one| one.partial = None);
    }),
    ("late days of the order", |world| {
        world.orders.iter_mut().for_each(|one| one.late_days_max = None);
    }),
    ("partial of a line", |world| {
        let lines = world.orders.iter_mut().flat_map(|one| &mut one.lines);
        lines.for_each(|line| line.partial = None);
    }),
    ("late days of a line", |world| {
        let lines = world.orders.iter_mut().flat_map(|one| &mut one.lines);
        lines.for_each(|line| line.late_days_max = None);
    }),
    ("kits as products of their own", |world| {
        let all = 0..world.products.len();
        let kits: Vec<_> = all.filter(|product| world.is_kit(*product)).collect();
        for kit in kits {
            world.stock.push(Stock { product: kit, location: None, on_hand: 1, safety: 0 });
        }
        world.kits.clear();
    }),
    ("kits in kits", |world| {
        let rows = world.kits.iter().filter(|row| !world.is_kit(row.part));
        world.kits = rows.cloned().collect();
    }),
];

/// What must come out of the worlds.
const OUTCOMES: &[&str] = &[
    "status confirmed",
    "status late",
    "status partial",
    "status rejected",
    "verdict accepted",
    "verdict accepted_with_changes",
    "verdict rejected",
    "code order.date_in_past",
    "code order.nothing_deliverable",
    "code order.product_not_active",
    "code order.product_not_permitted",
    "code order.quantity_below_minimum",
    "code order.quantity_not_multiple",
    "code order.quantity_above_maximum",
    "code availability.late",
    "code availability.partial",
    "code availability.unavailable",
    "code availability.not_together",
    "code availability.substituted",
    "promise from more than 100 receipts",
    "line of 3 deliveries",
    "line of 4 deliveries",
    "one day from two locations",
    "line of a kit",
    "line of a substitute kit",
];

/// Counts what came out of a world.
pub fn note_outcomes(world: &World, answers: &[Answer], seen: &mut Seen) {
    let mut note = |name: String| *seen.entry(name).or_default() += 1;
    if world.receipts.len() > 100 && answers.iter().any(|answer| answer.verdict != "rejected") {
        note("promise from more than 100 receipts".to_owned());
    }
    for (order, answer) in world.orders.iter().zip(answers) {
        note(format!("verdict {}", answer.verdict));
        answer.findings.iter().for_each(|one| note(format!("code {}", one.code)));
        for (line, asked) in answer.lines.iter().zip(&order.lines) {
            note(format!("status {}", line.status));
            note(format!("line of {} deliveries", days(line)));
            if line.deliveries.len() > days(line) {
                note("one day from two locations".to_owned());
            }
            let is_kit = world.is_kit(asked.product);
            match &line.substitute {
                None if is_kit && line.confirmed > 0 => note("line of a kit".to_owned()),
                Some(own)
                    if (0..world.products.len())
                        .any(|at| super::text::product(at) == *own && world.is_kit(at)) =>
                {
                    note("line of a substitute kit".to_owned())
                }
                _ => {}
            }
        }
    }
}

fn days(line: &LineAnswer) -> usize {
    let mut days: Vec<_> = line.deliveries.iter().map(|(ship, ..)| ship).collect();
    days.dedup();
    days.len()
}

/// Counts the features without which the last order is answered otherwise.
pub fn note_decided(world: &World, answers: &[Answer], seen: &mut Seen) {
    for (name, without) in WITHOUT {
        let mut other = world.clone();
        without(&mut other);
        if other == *world {
            continue;
        }
        let (Some(own), Some(other)) = (answers.last(), solved(&other).pop()) else { continue };
        let plain = |answer: &Answer| -> Vec<LineAnswer> { answer.lines.clone() };
        let (own, other) = (plain(own), plain(&other));
        // Orders that are shortened are compared by their last line.
        if own.last() != other.last() || own.len() == other.len() && own != other {
            *seen.entry(format!("decided {name}")).or_default() += 1;
        }
    }
}

/// What was expected and never happened.
pub fn missing(seen: &Seen) -> Vec<String> {
    let decided = WITHOUT.iter().map(|(name, _)| format!("decided {name}"));
    let all = decided.chain(OUTCOMES.iter().map(|name| (*name).to_owned()));
    all.filter(|name| !seen.contains_key(name)).collect()
}
