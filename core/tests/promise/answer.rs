//! What an order is told, as far as it is compared.

use super::days::{arrival, earliest, iso, requested};
use super::decide::{Plan, Wanted, last_day};
use super::solve::{total, units};
use super::world::{Day, Order, World};

/// What is compared of a verdict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub verdict: String,
    pub lines: Vec<LineAnswer>,
    pub findings: Vec<Finding>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineAnswer {
    pub status: String,
    pub quantity: i64,
    pub confirmed: i64,
    pub substitute: Option<String>,
    /// Ship day, arrival, units, location.
    pub deliveries: Vec<(String, String, i64, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub path: String,
    /// What it tells of a promise: units and the day that the last arrive.
    pub data: String,
}

impl Finding {
    pub fn blocks(&self) -> bool {
        self.severity == "block"
    }
}

impl Answer {
    pub fn find(&mut self, code: &str, severity: &str, path: String) {
        self.find_with(code, severity, path, String::new());
    }

    fn find_with(&mut self, code: &str, severity: &str, path: String, data: String) {
        let [code, severity] = [code, severity].map(str::to_owned);
        self.findings.push(Finding { code, severity, path, data });
    }
}

/// Says what a line was promised.
pub fn close(
    world: &World,
    order: &Order,
    line: &Wanted,
    plan: &Plan,
    answer: &mut Answer,
    tells: bool,
) {
    let confirmed = total(&plan.schedule);
    // Without a wish it is in time that arrives as early as anything could.
    let soonest = || arrival(world, earliest(world, order.placed));
    let by = requested(order, line.at).unwrap_or_else(soonest);
    let in_time = |ship: Day| arrival(world, ship) <= by;
    let late = plan.schedule.iter().filter(|delivery| !in_time(delivery.0)).map(units);
    let late: i64 = late.sum();
    let status = match confirmed {
        0 => "rejected",
        some if some < line.quantity => "partial",
        _ if late == 0 => "confirmed",
        _ => "late",
    };
    let own = &mut answer.lines[line.at];
    own.status = status.to_owned();
    own.confirmed = confirmed;
    let is_own = plan.product == order.lines[line.at].product;
    own.substitute = (!is_own).then(|| super::text::product(plan.product));
    for (day, from) in &plan.schedule {
        for (location, quantity) in from {
            let (ship, arrive) = (iso(world, *day), iso(world, arrival(world, *day)));
            own.deliveries.push((ship, arrive, *quantity, super::text::location(*location)));
        }
    }
    let path = |field: &str| format!("lines[{}].{field}", line.at);
    let refused = if world.policy.reject_order { "block" } else { "warn" };
    if confirmed == 0 {
        if tells {
            answer.find("availability.unavailable", refused, path("quantity"));
        }
        return;
    }
    let last = iso(world, arrival(world, last_day(&plan.schedule)));
    if !is_own {
        let name = super::text::product(plan.product);
        answer.find_with("availability.substituted", "warn", path("product"), name);
    }
    if status == "late" {
        let data = format!("{late} by {last}");
        answer.find_with("availability.late", "warn", path("requested"), data);
    }
    if status == "partial" {
        let data = format!("{confirmed} of {} by {last}", line.quantity);
        answer.find_with("availability.partial", "warn", path("quantity"), data);
    }
}
