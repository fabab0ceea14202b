//! What the random worlds have made happen, so that the test cannot test nothing.
//!
//! A feature has decided something when the same world without it is answered
//! otherwise.

use super::compare::solved;
use super::decide::{Answer, LineAnswer};
use super::generate::{Feature, KNOWN};
use super::world::{Stock, World};
use std::collections::BTreeMap;

/// How often each thing was seen to happen.
pub type Seen = BTreeMap<String, usize>;

type Without = (&'static str, Option<Feature>, fn(&mut World));

/// Each feature with the world that lacks it.
const WITHOUT: &[Without] = &[
    ("calendar", Some(Feature::Calendar), |world| world.calendar = None),
    ("cut-off", Some(Feature::Calendar), |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.cut_off = None);
    }),
    ("closed days", Some(Feature::Calendar), |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.closed.clear());
    }),
    ("handling", Some(Feature::Calendar), |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.handling_days = 0);
    }),
    ("transit", Some(Feature::Calendar), |world| {
        world.calendar.iter_mut().for_each(|calendar| calendar.transit_days = 0);
    }),
    ("horizon", Some(Feature::Horizon), |world| world.policy.horizon_days = None),
    ("beyond unlimited", Some(Feature::Horizon), |world| world.policy.beyond_unlimited = false),
    ("untracked unlimited", Some(Feature::Untracked), |world| {
        world.policy.untracked_unlimited = false;
    }),
    ("receipts", None, |world| world.receipts.clear()),
    ("promises", None, |world| world.promises.clear()),
    ("safety of stock", None, |world| world.stock.iter_mut().for_each(|row| row.safety = 0)),
    ("partial false", None, |world| world.policy.partial = true),
    ("several deliveries", None, |world| world.policy.deliveries_max = 1),
    ("late days", None, |world| world.policy.late_days_max = None),
    ("reject order", None, |world| world.policy.reject_order = false),
    ("round up", None, |world| world.policy.round_up = false),
    ("minimum", None, |world| world.products.iter_mut().for_each(|row| row.minimum = 1)),
    ("multiple", None, |world| world.products.iter_mut().for_each(|row| row.multiple = 1)),
    ("requested", None, |world| world.orders.iter_mut().for_each(|one| one.requested = None)),
    ("orders before", None, |world| drop(world.orders.drain(..world.orders.len() - 1))),
    ("lines before", None, |world| {
        let last = world.orders.len() - 1;
        let lines = &mut world.orders[last].lines;
        lines.drain(..lines.len() - 1);
    }),
    ("permission", Some(Feature::Restricted), |world| {
        world.products.iter_mut().for_each(|row| row.restricted = false);
    }),
    ("second location", Some(Feature::Locations), |world| world.policy.locations = 1),
    ("split", Some(Feature::Locations), |world| world.policy.split = false),
    ("single", Some(Feature::Locations), |world| world.policy.split = true),
    ("least shipment", Some(Feature::Shipment), |world| world.policy.shipment_min = 1),
    ("least shipment of a product", Some(Feature::Shipment), |world| {
        world.products.iter_mut().for_each(|row| row.shipment_min = None);
    }),
    ("assumed receipts", Some(Feature::Overdue), |world| world.policy.assume_days = None),
    ("dated safety", Some(Feature::Safety), |world| world.safety.clear()),
    ("expiry", Some(Feature::Holds), |world| {
        world.promises.iter_mut().for_each(|row| row.expires = None);
    }),
    ("owner", Some(Feature::Holds), |world| {
        world.promises.iter_mut().for_each(|row| row.owner = None);
    }),
    ("quotas", Some(Feature::Quotas), |world| world.quotas.clear()),
    ("protections", Some(Feature::Protections), |world| world.protections.clear()),
    ("partner of a promise", Some(Feature::Quotas), |world| {
        world.promises.iter_mut().for_each(|row| row.partner = None);
    }),
    ("substitutes", Some(Feature::Substitutes), |world| world.substitutes.clear()),
    ("second substitute", Some(Feature::Substitutes), |world| world.substitutes.truncate(1)),
    ("together of the policy", Some(Feature::Together), |world| world.policy.together = false),
    ("together of the order", Some(Feature::Together), |world| {
        world.orders.iter_mut().for_each(|one| one.together = None);
    }),
    ("partial of the order", Some(Feature::Stricter), |world| {
        world.orders.iter_mut().for_each(|one| one.partial = None);
    }),
    ("late days of the order", Some(Feature::Stricter), |world| {
        world.orders.iter_mut().for_each(|one| one.late_days_max = None);
    }),
    ("partial of a line", Some(Feature::Stricter), |world| {
        let lines = world.orders.iter_mut().flat_map(|one| &mut one.lines);
        lines.for_each(|line| line.partial = None);
    }),
    ("late days of a line", Some(Feature::Stricter), |world| {
        let lines = world.orders.iter_mut().flat_map(|one| &mut one.lines);
        lines.for_each(|line| line.late_days_max = None);
    }),
    ("kits as products of their own", Some(Feature::Kits), |world| {
        let all = 0..world.products.len();
        let kits: Vec<_> = all.filter(|product| world.is_kit(*product)).collect();
        for kit in kits {
            world.stock.push(Stock { product: kit, location: None, on_hand: 1, safety: 0 });
        }
        world.kits.clear();
    }),
    ("kits in kits", Some(Feature::Kits), |world| {
        let rows = world.kits.iter().filter(|row| !world.is_kit(row.part));
        world.kits = rows.cloned().collect();
    }),
];

/// What must come out of the worlds, with the feature that makes it.
const OUTCOMES: &[(&str, Option<Feature>)] = &[
    ("status confirmed", None),
    ("status late", None),
    ("status partial", None),
    ("status rejected", None),
    ("verdict accepted", None),
    ("verdict accepted_with_changes", None),
    ("verdict rejected", None),
    ("code order.date_in_past", None),
    ("code order.nothing_deliverable", None),
    ("code order.product_not_active", None),
    ("code order.product_not_permitted", Some(Feature::Restricted)),
    ("code order.quantity_below_minimum", None),
    ("code order.quantity_not_multiple", None),
    ("code availability.late", None),
    ("code availability.partial", None),
    ("code availability.unavailable", None),
    ("code availability.not_together", Some(Feature::Together)),
    ("line of 3 deliveries", None),
    ("one day from two locations", Some(Feature::Locations)),
    ("line of a kit", Some(Feature::Kits)),
    ("line of a substitute kit", Some(Feature::Kits)),
];

/// Counts what came out of a world.
pub fn note_outcomes(world: &World, answers: &[Answer], seen: &mut Seen) {
    let mut note = |name: String| *seen.entry(name).or_default() += 1;
    for (order, answer) in world.orders.iter().zip(answers) {
        note(format!("verdict {}", answer.verdict));
        answer.findings.iter().for_each(|(code, ..)| note(format!("code {code}")));
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
    for (name, _, without) in WITHOUT {
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
    let is_known = |feature: &Option<Feature>| feature.is_none_or(|own| KNOWN.contains(&own));
    let decided = WITHOUT.iter().filter(|(_, feature, _)| is_known(feature));
    let decided = decided.map(|(name, ..)| format!("decided {name}"));
    let outcomes = OUTCOMES.iter().filter(|(_, feature)| is_known(feature));
    let all = decided.chain(outcomes.map(|(name, _)| (*name).to_owned()));
    all.filter(|name| !seen.contains_key(name)).collect()
}
