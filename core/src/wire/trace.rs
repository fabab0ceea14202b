use super::json;
use crate::explain::Outcome;
use crate::id::{Id, Names, ValueId};
use crate::money::Exact;
use crate::order::{Decision, NONE, Row, RowKind};
use crate::partner::AttributeValues;
use crate::rulebook::Engine;
use crate::scope::{Condition, Scope, Subject, Test};

/// The rows of the trace as a JSON array; conditions that failed are worked
/// out again here, so that deciding does not pay for their words.
pub(super) fn write_trace(engine: &Engine, decision: &Decision, out: &mut String) {
    let exponent = decision.currency().exponent();
    out.push('[');
    for (at, row) in decision.trace.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        Rows { engine, decision, exponent }.row(row, out);
    }
    out.push(']');
}

struct Rows<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
    exponent: u8,
}

impl Rows<'_> {
    fn row(&self, row: &Row, out: &mut String) {
        out.push('{');
        if row.line != NONE {
            out.push_str("\"line\":");
            json::whole(i64::from(row.line), out);
            out.push(',');
        }
        let (stage, rule, scope) = self.named(row);
        out.push_str("\"stage\":");
        json::text(stage, out);
        if let Some(rule) = rule {
            out.push_str(",\"rule\":");
            json::text(rule, out);
        }
        out.push_str(",\"outcome\":\"");
        out.push_str(row.outcome.name());
        out.push('"');
        match (row.kind, row.outcome) {
            (RowKind::Entry, _) => self.entry(row, out),
            (RowKind::NoPlan, _)
            | (_, Outcome::Shadowed | Outcome::NotYetValid | Outcome::Expired) => {}
            (_, Outcome::NotMatched) => self.condition(row, scope, out),
            (RowKind::Guard, Outcome::Passed) => {}
            _ => self.change(row.before, row.after, out),
        }
        out.push('}');
    }

    /// Stage, rule and scope that a row speaks of.
    fn named(&self, row: &Row) -> (&str, Option<&str>, Option<&Scope>) {
        let (book, at) = (self.engine.book(), row.rule as usize);
        match row.kind {
            RowKind::Entry => {
                let list = self.engine.prices().entry(row.rule).list;
                ("list", Some(&book.price_lists[list.index()].id), None)
            }
            RowKind::Adjustment => match book.adjustment(row.rule) {
                Some((stage, rule)) => (&stage.name, Some(&rule.id), Some(&rule.scope)),
                None => ("", None, None),
            },
            RowKind::UnitRounding => ("rounding", Some("unit"), None),
            RowKind::LineRounding => ("rounding", Some("line"), None),
            RowKind::Guard => ("guards", Some(&book.guards[at].id), Some(&book.guards[at].scope)),
            RowKind::Plan => ("fees", Some(&book.plans[at].id), Some(&book.plans[at].scope)),
            RowKind::NoPlan => ("fees", None, None),
        }
    }

    fn entry(&self, row: &Row, out: &mut String) {
        let entry = self.engine.prices().entry(row.rule);
        out.push_str(",\"quantity_from\":");
        json::whole(entry.quantity_from, out);
        out.push_str(",\"price\":");
        json::price(entry.unit_price, self.exponent, out);
    }

    fn change(&self, before: Exact, after: Exact, out: &mut String) {
        out.push_str(",\"before\":");
        json::price(before, self.exponent, out);
        out.push_str(",\"after\":");
        json::price(after, self.exponent, out);
    }

    /// The first condition of the scope that fails, or the currency when all hold.
    fn condition(&self, row: &Row, scope: Option<&Scope>, out: &mut String) {
        let of_order = row.kind == RowKind::Plan;
        let conditions = scope.map_or(&[][..], |s| &s.conditions);
        let failing = conditions
            .iter()
            .filter(|c| !of_order || c.subject.of_partner())
            .find_map(|c| self.actual(row, c).map(|actual| (&*c.name, c.test.expected(), actual)));
        let (name, expected, actual) = failing.unwrap_or_else(|| {
            let stated = self.engine.book().currency.to_string();
            ("currency", stated, self.decision.currency().to_string())
        });
        out.push_str(",\"condition\":");
        json::text(name, out);
        out.push_str(",\"expected\":");
        json::text(&expected, out);
        out.push_str(",\"actual\":");
        json::text(&actual, out);
    }

    /// What a condition found, when it fails.
    fn actual(&self, row: &Row, condition: &Condition) -> Option<String> {
        let engine = self.engine;
        let line = self.decision.lines().get(row.line as usize);
        let partner = self.decision.partner;
        let product = line.and_then(|line| line.product);
        let own: Vec<&str> = match condition.subject {
            Subject::Quantity => return quantity(line.map_or(0, |l| l.quantity), &condition.test),
            Subject::Partner => {
                partner.map(|id| engine.partners().ids.name(id)).into_iter().collect()
            }
            Subject::Product => {
                product.map(|id| engine.products().ids.name(id)).into_iter().collect()
            }
            Subject::Niche => {
                let niches = partner.map_or(&[][..], |id| engine.niches_of(id));
                niches.iter().map(|&n| &*engine.book().niches[n as usize].id).collect()
            }
            Subject::PartnerAttribute(a) => partner.map_or_else(Vec::new, |id| {
                let partners = engine.partners();
                words(&partners.rows[id.index()].values, &partners.values, a)
            }),
            Subject::ProductAttribute(a) => product.map_or_else(Vec::new, |id| {
                let products = engine.products();
                words(&products.rows[id.index()].values, &products.values, a)
            }),
        };
        let meets = |word: &&str| condition.test.meets(word);
        let holds = match condition.test {
            Test::Not(_) => !own.is_empty() && own.iter().all(meets),
            _ => own.iter().any(meets),
        };
        if holds {
            return None;
        }
        Some(if own.is_empty() { "none".to_owned() } else { own.join(", ") })
    }
}

fn quantity(actual: i64, test: &Test) -> Option<String> {
    let Test::Range(low, high) = test else { return None };
    let holds = low.is_none_or(|low| actual >= low) && high.is_none_or(|high| actual < high);
    (!holds).then(|| actual.to_string())
}

fn words<'a>(
    values: &AttributeValues,
    names: &'a [Names<ValueId>],
    attribute: u16,
) -> Vec<&'a str> {
    let Some(names) = names.get(attribute as usize) else { return Vec::new() };
    values.iter().filter(|(a, _)| *a == attribute).map(|(_, v)| names.name(*v)).collect()
}
