//! The answer to an order: lines in sequence, or all together on one day.

use super::answer::{Answer, Finding, LineAnswer, close};
use super::days::{target, works};
use super::sight::Sight;
use super::solve::{Asked, Limits, Schedule, best, total};
use super::world::{Day, Order, Taken, World};

/// A line that may be promised: which it is, and of how many units.
pub struct Wanted {
    pub at: usize,
    pub quantity: i64,
}

/// What a line gets: of which product, when and from where.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub product: usize,
    pub schedule: Schedule,
}

/// Decides an order; an order that is not rejected takes what it was promised.
pub fn decide(world: &World, order: &Order, taken: &mut Vec<Taken>) -> Answer {
    let mut answer = Answer::default();
    if order.requested.is_some_and(|day| day < order.placed.0) {
        answer.find("order.date_in_past", "warn", "requested".to_owned());
    }
    let wanted: Vec<_> =
        (0..order.lines.len()).map(|at| resolve(world, order, at, &mut answer)).collect();
    let open: Vec<_> = wanted.into_iter().flatten().collect();
    let mut after = taken.clone();
    if order.together.unwrap_or(world.policy.together) {
        together(world, order, &open, &mut after, &mut answer);
    } else {
        for line in &open {
            let plan = plan(&Sight { world, order, taken: &after }, line);
            take(order, &plan, &mut after);
            close(world, order, line, &plan, &mut answer, true);
        }
    }
    if !open.is_empty() && open.iter().all(|line| answer.lines[line.at].confirmed == 0) {
        answer.find("order.nothing_deliverable", "block", "lines".to_owned());
    }
    verdict(order, &mut answer);
    if answer.verdict != "rejected" {
        *taken = after;
    }
    answer
}

fn verdict(order: &Order, answer: &mut Answer) {
    let blocked = answer.findings.iter().any(Finding::blocks);
    let as_asked = answer.lines.iter().zip(&order.lines).all(|(line, asked)| {
        line.status == "confirmed" && line.quantity == asked.quantity && line.substitute.is_none()
    });
    answer.verdict = match (blocked, as_asked) {
        (true, _) => "rejected",
        (false, true) => "accepted",
        (false, false) => "accepted_with_changes",
    }
    .to_owned();
}

fn up(quantity: i64, multiple: i64) -> i64 {
    (quantity..).find(|units| units % multiple == 0).unwrap()
}

fn may_order(world: &World, order: &Order, product: usize) -> bool {
    let restricted = world.products[product].restricted;
    !restricted || world.partners[order.partner].tier == Some(0)
}

/// The units of a line, or nothing when it cannot be promised.
fn resolve(world: &World, order: &Order, at: usize, answer: &mut Answer) -> Option<Wanted> {
    let (line, path) = (&order.lines[at], |field: &str| format!("lines[{at}].{field}"));
    let product = &world.products[line.product];
    let before = answer.findings.len();
    if !product.active {
        answer.find("order.product_not_active", "block", path("product"));
    }
    if !may_order(world, order, line.product) {
        answer.find("order.product_not_permitted", "block", path("product"));
    }
    let severity = if world.policy.round_up { "warn" } else { "block" };
    let raised = up(line.quantity.max(product.minimum), product.multiple);
    if line.quantity < product.minimum {
        answer.find("order.quantity_below_minimum", severity, path("quantity"));
    } else if raised != line.quantity {
        answer.find("order.quantity_not_multiple", severity, path("quantity"));
    }
    let quantity = if world.policy.round_up { raised } else { line.quantity };
    if product.maximum.is_some_and(|most| quantity > most) {
        answer.find("order.quantity_above_maximum", "block", path("quantity"));
    }
    if line.requested.is_some_and(|day| day < order.placed.0) {
        answer.find("order.date_in_past", "warn", path("requested"));
    }
    let status = "rejected".to_owned();
    answer.lines.push(LineAnswer { status, quantity, ..LineAnswer::default() });
    let blocked = answer.findings[before..].iter().any(Finding::blocks);
    (!blocked).then_some(Wanted { at, quantity })
}

/// The strictest of the policy, the order and the line.
fn partial(world: &World, order: &Order, at: usize) -> bool {
    let allowed = [Some(world.policy.partial), order.partial, order.lines[at].partial];
    !allowed.contains(&Some(false))
}

fn late_days_max(world: &World, order: &Order, at: usize) -> Option<i64> {
    let limits = [world.policy.late_days_max, order.late_days_max, order.lines[at].late_days_max];
    limits.into_iter().flatten().min()
}

/// The days on which a line may leave, from its target on.
fn ship_days(sight: &Sight<'_>, at: usize, target: Day) -> Vec<Day> {
    let (world, order) = (sight.world, sight.order);
    let last = late_days_max(world, order, at).map_or(world.last_day, |late| target + late);
    let last = last.min(sight.ships_until());
    (target..=last).filter(|day| works(world.calendar.as_ref(), *day)).collect()
}

/// Who may stand in for the product of a line, in row order.
fn substitutes(world: &World, order: &Order, line: &Wanted) -> Vec<usize> {
    let ordered = order.lines[line.at].product;
    let can = |product: &usize| {
        let own = &world.products[*product];
        let fits = line.quantity % own.multiple == 0
            && line.quantity >= own.minimum
            && own.maximum.is_none_or(|most| line.quantity <= most);
        own.active && may_order(world, order, *product) && fits
    };
    let rows = world.substitutes.iter().filter(|(product, _)| *product == ordered);
    rows.map(|(_, substitute)| *substitute).filter(can).collect()
}

fn take(order: &Order, plan: &Plan, taken: &mut Vec<Taken>) {
    let (product, partner) = (plan.product, order.partner);
    for (day, from) in &plan.schedule {
        for &(location, quantity) in from {
            taken.push(Taken { product, location, day: *day, quantity, partner });
        }
    }
}

/// The location sets that a line may be delivered from, one after the other.
fn sources(world: &World) -> Vec<Vec<usize>> {
    let all = 0..world.policy.locations;
    if world.policy.split { vec![all.collect()] } else { all.map(|at| vec![at]).collect() }
}

pub fn last_day(schedule: &Schedule) -> Day {
    schedule.last().map_or(Day::MAX, |delivery| delivery.0)
}

/// The best that one product can do for a line.
fn offer(sight: &Sight<'_>, line: &Wanted, product: usize, days: &[Day]) -> Plan {
    let asked = Asked {
        quantity: line.quantity,
        multiple: sight.world.products[product].multiple,
        shipment_min: sight.world.shipment_min(product),
        whole: !partial(sight.world, sight.order, line.at),
        deliveries_max: sight.world.policy.deliveries_max,
        days: days.to_vec(),
    };
    let each = sources(sight.world);
    let schedules = each.iter().map(|from| best(&Limits::new(sight, product, from), &asked));
    // The first of equals is kept: the order of the list.
    let schedule = schedules.min_by_key(|one| (-total(one), last_day(one))).unwrap();
    Plan { product, schedule }
}

fn plan(sight: &Sight<'_>, line: &Wanted) -> Plan {
    let (world, order) = (sight.world, sight.order);
    let target = target(world, order, line.at);
    let days = ship_days(sight, line.at, target);
    let mut offers = vec![offer(sight, line, order.lines[line.at].product, &days)];
    for substitute in substitutes(world, order, line) {
        offers.push(offer(sight, line, substitute, &days));
    }
    let is_complete = |plan: &&Plan| total(&plan.schedule) == line.quantity;
    // The first of equals: the product itself, then the order of the rows. Who
    // is complete on the target day is complete earliest.
    let complete = offers.iter().filter(is_complete);
    complete.min_by_key(|plan| last_day(&plan.schedule)).unwrap_or(&offers[0]).clone()
}

/// One day for all lines, each from its own product or else its first
/// substitute that can.
fn together(
    world: &World,
    order: &Order,
    open: &[Wanted],
    taken: &mut Vec<Taken>,
    answer: &mut Answer,
) {
    let latest = open.iter().map(|line| target(world, order, line.at)).max().unwrap_or(0);
    for day in latest..=world.last_day {
        let mut after = taken.clone();
        let mut plans = Vec::new();
        for line in open {
            let sight = Sight { world, order, taken: &after };
            if !ship_days(&sight, line.at, latest).contains(&day) {
                break;
            }
            let Some(plan) = all_on(&sight, line, day) else { break };
            take(order, &plan, &mut after);
            plans.push(plan);
        }
        if plans.len() == open.len() {
            for (line, plan) in open.iter().zip(&plans) {
                close(world, order, line, plan, answer, true);
            }
            *taken = after;
            return;
        }
    }
    if !open.is_empty() {
        answer.find("availability.not_together", "warn", "together".to_owned());
    }
    for line in open {
        let nothing = Plan { product: order.lines[line.at].product, schedule: Vec::new() };
        close(world, order, line, &nothing, answer, false);
    }
}

fn all_on(sight: &Sight<'_>, line: &Wanted, day: Day) -> Option<Plan> {
    let mut products = vec![sight.order.lines[line.at].product];
    products.extend(substitutes(sight.world, sight.order, line));
    for product in products {
        for from in sources(sight.world) {
            let mut limits = Limits::new(sight, product, &from);
            if let Some(from) = limits.deliver(day, line.quantity) {
                return Some(Plan { product, schedule: vec![(day, from)] });
            }
        }
    }
    None
}
