//! Why a line is promised as it is, in words: a sentence for each thing.

use super::{Tip, Writer, ids};
use crate::availability::{Better, Binding, BindingKind, Peg};
use crate::calendar::{CalendarStep, Day};
use crate::explain::fill;
use crate::id::{Id, ProductId};
use crate::order::{Line, LineStatus, PromiseReason};
use crate::wire::json;
use crate::wire::view::DeliveryView;

/// English and Dutch.
type Template = [&'static str; 2];

const ROUNDED: Template = [
    "ordered {ordered}, rounded to {quantity}: it is sold by {multiple}, from {least} on",
    "besteld {ordered}, afgerond op {quantity}: het gaat per {multiple}, vanaf {least}",
];
const SUBSTITUTED: Template =
    ["`{product}` takes its place", "`{product}` komt ervoor in de plaats"];
const EARLIEST: Template =
    ["the order can leave from {day} on", "de bestelling kan weg vanaf {day}"];
const TARGET: Template = ["wanted ship day: {day}", "gewenste vertrekdag: {day}"];
const TOGETHER: Template =
    ["all lines leave on one day, or none does", "alle regels gaan op één dag weg, of geen enkele"];
const DELIVERY: Template = [
    "delivery {number}, {quantity} from `{location}`: {steps}",
    "levering {number}, {quantity} uit `{location}`: {steps}",
];
const PEG: Template = [
    "leans on {quantity} of `{product}` that come to `{location}` on {day}[ ({ids})]",
    "steunt op {quantity} van `{product}` die op {day} bij `{location}` binnenkomen[ ({ids})]",
];
const ON_TARGET: Template = [
    "with {change} it would leave whole on {day}",
    "met {change} zou het in zijn geheel weggaan op {day}",
];
const COMPLETE: Template = [
    "with {change} it would be promised whole",
    "met {change} zou het in zijn geheel worden toegezegd",
];
const SUBSTITUTE: Template =
    ["{quantity} of `{product}` in its place", "{quantity} van `{product}` in plaats hiervan"];

impl Writer<'_> {
    /// Every sentence of a line.
    pub(super) fn words(
        &self,
        reason: &PromiseReason,
        to_ship: &[CalendarStep<'_>],
        deliveries: &[(DeliveryView<'_>, Vec<CalendarStep<'_>>)],
    ) -> Vec<String> {
        let line = &self.decision.lines()[reason.line as usize];
        let mut all = vec![self.head(reason, line)];
        if line.ordered.is_some_and(|ordered| ordered != line.quantity) {
            all.push(self.rounded(reason, line));
        }
        if let Some(product) = line.substitute {
            let name = self.product(product.0);
            all.push(self.fill(SUBSTITUTED, |_, out| out.push_str(name)));
        }
        all.extend(to_ship.iter().map(|step| step.words(self.language)));
        all.push(self.fill(EARLIEST, |_, out| reason.earliest.write_iso(out)));
        if reason.target > reason.earliest {
            all.push(self.fill(TARGET, |_, out| reason.target.write_iso(out)));
        }
        if reason.together {
            all.push(self.fill(TOGETHER, |_, _| {}));
        }
        let numbered = (1..).zip(deliveries);
        all.extend(numbered.map(|(number, (delivery, steps))| {
            let steps: Vec<String> = steps.iter().map(|step| step.words(self.language)).collect();
            self.fill(DELIVERY, |name, out| match name {
                "number" => json::whole(number, out),
                "quantity" => json::whole(delivery.quantity, out),
                "location" => out.push_str(delivery.location),
                _ => out.push_str(&steps.join("; ")),
            })
        }));
        all.extend(reason.receipts.iter().map(|peg| self.told_peg(peg)));
        all.extend(reason.binding.iter().map(|binding| self.told_binding(binding)));
        let on_target = |change: &str| {
            self.fill(ON_TARGET, |name, out| match name {
                "change" => out.push_str(change),
                _ => reason.target.write_iso(out),
            })
        };
        let complete = |change: &str| self.fill(COMPLETE, |_, out| out.push_str(change));
        all.extend(Tip::better(reason).map(|tip| self.told_tip(&tip, &on_target)));
        // What makes it leave whole on the wanted day has been told.
        let told = |tip: &Tip| matches!(tip, Tip::Better(own) if reason.better.contains(own));
        let more = Tip::complete(reason).filter(|tip| !told(tip));
        all.extend(more.map(|tip| self.told_tip(&tip, &complete)));
        all
    }

    fn fill(&self, template: Template, value: impl FnMut(&str, &mut String)) -> String {
        let mut out = String::new();
        fill(template[self.language as usize], &mut out, value);
        out
    }

    fn head(&self, reason: &PromiseReason, line: &Line) -> String {
        let template: Template = match line.status {
            LineStatus::Confirmed => [
                "line {line}, {quantity} of `{product}`: all promised, in time",
                "regel {line}, {quantity} van `{product}`: alles toegezegd, op tijd",
            ],
            LineStatus::Late => [
                "line {line}, {quantity} of `{product}`: all promised, later than wanted",
                "regel {line}, {quantity} van `{product}`: alles toegezegd, later dan gewenst",
            ],
            LineStatus::Partial => [
                "line {line}, {quantity} of `{product}`: {confirmed} promised, {open} not",
                "regel {line}, {quantity} van `{product}`: {confirmed} toegezegd, {open} niet",
            ],
            LineStatus::Rejected => [
                "line {line}, {quantity} of `{product}`: nothing promised",
                "regel {line}, {quantity} van `{product}`: niets toegezegd",
            ],
        };
        self.fill(template, |name, out| match name {
            "line" => json::whole(i64::from(reason.line) + 1, out),
            "quantity" => json::whole(line.quantity, out),
            "confirmed" => json::whole(line.confirmed, out),
            "open" => json::whole(line.quantity - line.confirmed, out),
            _ => out.push_str(line.product.map_or("", |product| self.product(product.0))),
        })
    }

    fn rounded(&self, reason: &PromiseReason, line: &Line) -> String {
        let least = |product: ProductId| {
            let rows = &self.engine.products().rows;
            rows.get(product.index()).map_or(1, |row| row.quantity_min)
        };
        self.fill(ROUNDED, |name, out| match name {
            "ordered" => json::whole(line.ordered.unwrap_or(0), out),
            "quantity" => json::whole(line.quantity, out),
            "multiple" => json::whole(reason.multiple, out),
            _ => json::whole(line.product.map_or(1, least), out),
        })
    }

    fn told_peg(&self, peg: &Peg) -> String {
        self.fill(PEG, |name, out| match name {
            "quantity" => json::whole(peg.quantity, out),
            "product" => out.push_str(self.product(peg.product)),
            "location" => out.push_str(self.location(peg.location)),
            "ids" => self.told_ids(peg.product, peg.location, peg.day, out),
            _ => peg.day.write_iso(out),
        })
    }

    fn told_ids(&self, product: u32, location: u32, day: Day, out: &mut String) {
        for (at, id) in ids(&self.planner, product, location, day).enumerate() {
            out.push_str(if at > 0 { ", `" } else { "`" });
            out.push_str(id);
            out.push('`');
        }
    }

    fn told_binding(&self, own: &Binding) -> String {
        let template: Template = match own.kind {
            BindingKind::Supply => [
                "short on {day} at `{location}`: {short} of `{product}`",
                "te weinig op {day} bij `{location}`: {short} van `{product}`",
            ],
            BindingKind::Protection => [
                "kept free for `{group}` on {day} at `{location}`: {short} of `{product}`",
                "vrijgehouden voor `{group}` op {day} bij `{location}`: {short} van `{product}`",
            ],
            BindingKind::Quota => [
                "above the quota of `{group}` from {day} on: {short} of `{product}`",
                "boven het quotum van `{group}` vanaf {day}: {short} van `{product}`",
            ],
            BindingKind::NoWindow => [
                "`{group}` has no quota of `{product}` on {day}",
                "`{group}` heeft op {day} geen quotum van `{product}`",
            ],
            BindingKind::Horizon => [
                "nothing is promised for days after {day}",
                "voor dagen na {day} wordt niets toegezegd",
            ],
        };
        self.fill(template, |name, out| match name {
            "day" => own.day.write_iso(out),
            "short" => json::whole(own.short, out),
            "group" => out.push_str(self.group(own.group).unwrap_or_default()),
            "location" => out.push_str(own.location.map_or("", |at| self.location(at))),
            _ => out.push_str(self.product(own.product)),
        })
    }

    /// A change with what it would bring about; some say that themselves.
    fn told_tip(&self, tip: &Tip, would: &dyn Fn(&str) -> String) -> String {
        match *tip {
            Tip::Better(better) => {
                let told = self.told_better(&better);
                match better {
                    Better::Partial { .. } | Better::Apart { .. } | Better::Order { .. } => told,
                    _ => would(&told),
                }
            }
            Tip::Substitute(product, quantity) => {
                would(&self.fill(SUBSTITUTE, |name, out| match name {
                    "quantity" => json::whole(quantity, out),
                    _ => out.push_str(self.product(product.0)),
                }))
            }
        }
    }

    fn told_better(&self, better: &Better) -> String {
        let template = changed(better);
        self.fill(template, |name, out| match (*better, name) {
            (Better::Receipt { product, location, day, .. }, "ids") => {
                self.told_ids(product, location, day, out);
            }
            (
                Better::Units { product, .. }
                | Better::Receipt { product, .. }
                | Better::Quota { product, .. },
                "product",
            ) => out.push_str(self.product(product)),
            (Better::Units { location, .. } | Better::Receipt { location, .. }, "location") => {
                out.push_str(self.location(location));
            }
            (Better::Receipt { day, days, .. }, "earlier") => day.plus(-days).write_iso(out),
            (Better::Quota { from, .. }, "from") => from.write_iso(out),
            (Better::Quota { until, .. }, "until") => until.write_iso(out),
            (Better::Order { minutes, .. }, "minutes") => json::whole(minutes, out),
            (Better::Order { first, .. }, "first") => first.write_iso(out),
            (Better::Lateness { days, .. }, "days") => json::whole(i64::from(days), out),
            (
                Better::Units { quantity, .. }
                | Better::Quota { quantity, .. }
                | Better::Partial { quantity, .. }
                | Better::Apart { quantity, .. }
                | Better::Order { quantity, .. },
                "quantity",
            ) => json::whole(quantity, out),
            (Better::Multiple(multiple), _) => json::whole(multiple, out),
            (Better::Deliveries(most), _) => json::whole(i64::from(most), out),
            (Better::Quota { .. }, _) => {}
            (
                Better::Units { day, .. }
                | Better::Receipt { day, .. }
                | Better::Lateness { ship: day, .. }
                | Better::Partial { ship: day, .. }
                | Better::Apart { ship: day, .. }
                | Better::Order { last: day, .. },
                _,
            ) => day.write_iso(out),
        })
    }

    pub(super) fn product(&self, product: u32) -> &str {
        self.engine.products().ids.name(ProductId(product))
    }

    pub(super) fn location(&self, location: u32) -> &str {
        let locations = &self.engine.book().availability.locations;
        locations.get(location as usize).map_or("", |name| name)
    }

    pub(super) fn group(&self, group: Option<u32>) -> Option<&str> {
        let groups = &self.engine.book().availability.groups;
        group.and_then(|at| groups.get(at as usize)).map(|group| &*group.id)
    }
}

/// What is changed.
const fn changed(better: &Better) -> Template {
    match better {
        Better::Units { .. } => [
            "{quantity} more of `{product}` at `{location}` by {day}",
            "{quantity} meer van `{product}` bij `{location}` uiterlijk {day}",
        ],
        Better::Receipt { .. } => [
            "the receipt of `{product}` at `{location}`[ ({ids})] on {earlier} in place of {day}",
            "de ontvangst van `{product}` bij `{location}`[ ({ids})] op {earlier} in plaats van {day}",
        ],
        Better::Quota { .. } => [
            "a quota of `{product}` from {from} until {until} that is larger by {quantity}",
            "een quotum van `{product}` van {from} tot {until} dat {quantity} groter is",
        ],
        Better::Multiple(_) => ["multiples of {multiple}", "veelvouden van {multiple}"],
        Better::Deliveries(_) => ["up to {most} deliveries", "hoogstens {most} leveringen"],
        Better::Lateness { .. } => [
            "a lateness of up to {days} d, the last on {ship},",
            "een vertraging van hoogstens {days} d, het laatste op {ship},",
        ],
        Better::Partial { .. } => [
            "in parts {quantity} would be promised, the last on {ship}",
            "in delen zou {quantity} worden toegezegd, het laatste op {ship}",
        ],
        Better::Apart { .. } => [
            "apart from the other lines {quantity} would be promised, the last on {ship}",
            "los van de andere regels zou {quantity} worden toegezegd, het laatste op {ship}",
        ],
        Better::Order { .. } => [
            "ordered {minutes} min earlier {quantity} would leave, the first on {first}, the last on {last}",
            "{minutes} min eerder besteld zou {quantity} weggaan, het eerste op {first}, het laatste op {last}",
        ],
    }
}
