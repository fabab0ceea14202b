use super::reach::about;
use super::region::{is_empty, overlap};
use super::report::{Look, Report};
use super::rules::{Rule, guard_rules};
use crate::explain::Code;
use crate::id::{Id, ProductId};
use crate::money::Exact;
use crate::pricing::{Bound, Guard, Reaction, guard_bound};
use crate::scope::{Subject, Test};

/// Guards that contradict one another, and guards that stop a product at its
/// highest price.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    let rules = guard_rules(look.book);
    let guards = look.book.guards();
    for (at, floor) in guards.iter().enumerate() {
        let Bound::PriceFloor(least) = floor.bound else { continue };
        for (other, cap) in guards.iter().enumerate() {
            match cap.bound {
                Bound::PriceCap(most) if most < least => {
                    contradicting(look, (&rules[at], least), (&rules[other], most), report);
                }
                _ => {}
            }
        }
    }
    for (at, (guard, rule)) in guards.iter().zip(&rules).enumerate() {
        if !guard.bound.is_cap() && !guard.bound.of_order() && guard.reaction != Reaction::Clamp {
            stopping(look, at, guard, rule, report);
        }
    }
}

/// A floor above a cap, for one sale.
fn contradicting(
    look: &Look<'_>,
    floor: (&Rule<'_>, Exact),
    cap: (&Rule<'_>, Exact),
    report: &mut Report,
) {
    let (own, other) = (floor.0, cap.0);
    let tests: Vec<(Subject, &Test)> =
        own.region.tests.iter().chain(&other.region.tests).copied().collect();
    let quantity = overlap(own.region.quantity, other.region.quantity);
    if is_empty(quantity) || !look.finder.possible(&tests) {
        return;
    }
    let days = own.region.common_days(&other.region);
    let exponent = look.book.currency().exponent();
    let finding = about(Code::AnalysisGuardNeverHolds, own)
        .with("other", other.id)
        .with("bound", floor.1.text(exponent))
        .with("price", cap.1.text(exponent));
    report.add(finding, || look.finder.find(&tests, quantity, days));
}

/// A guard that stops a product at the highest price of all lists.
fn stopping(look: &Look<'_>, at: usize, guard: &Guard, rule: &Rule<'_>, report: &mut Report) {
    let engine = look.engine;
    let (products, classes) = (engine.products(), engine.classes());
    let own = look.book.currency();
    let lists = look.book.price_lists();
    let (mut count, mut first) = (0i64, None);
    for id in (0..products.rows.len() as u32).map(ProductId) {
        if !classes.product(id).guards.has(at) {
            continue;
        }
        let priced =
            engine.prices().all(id).filter(|(list, _)| lists[*list as usize].currency == own);
        let entries = priced.flat_map(|(_, range)| range);
        let Some(highest) = entries.map(|at| engine.prices().entry(at).unit_price).max() else {
            continue;
        };
        let cost = products.rows[id.index()].cost;
        let Some(Some(bound)) = guard_bound(guard, highest, cost, look.book.rounding.unit) else {
            continue;
        };
        if !guard.bound.passes(highest, cost) && guard.bound.stops(highest, bound) {
            count += 1;
            first = first.or(Some((id, highest, bound)));
        }
    }
    let Some((product, highest, bound)) = first else { return };
    let exponent = own.exponent();
    let finding = about(Code::AnalysisGuardNeverHolds, rule)
        .with("product", products.ids.name(product))
        .with("products", count)
        .with("bound", bound.text(exponent))
        .with("price", highest.text(exponent));
    report.add(finding, || {
        let mut example =
            look.finder.find(&rule.region.tests, rule.region.quantity, rule.region.possibly)?;
        products.ids.name(product).clone_into(&mut example.product);
        example.rows.retain(|(table, _)| *table == "partners");
        Some(example)
    });
}
