use super::region::is_empty;
use super::report::{Look, Report};
use super::rules::{Rule, guard_rules, list_rules, order_rules, plan_rules, stage_rules};
use crate::explain::{Code, Finding};
use crate::scope::{Scope, Subject};

/// Rules that can never hold, that have ended, or that concern nobody in the
/// master data.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    let book = look.book;
    let scopes = book.price_lists().iter().map(|rule| &rule.scope);
    pass(look, list_rules(book), scopes, report);
    for (at, stage) in book.stages().iter().enumerate() {
        let scopes = stage.adjustments.iter().map(|rule| &rule.scope);
        pass(look, stage_rules(book, at, stage), scopes, report);
    }
    pass(look, order_rules(book), book.order_adjustments().iter().map(|r| &r.scope), report);
    pass(look, guard_rules(book), book.guards().iter().map(|r| &r.scope), report);
    pass(look, plan_rules(book), book.plans().iter().map(|r| &r.scope), report);
    concerning_nobody(look, report);
}

fn pass<'b>(
    look: &Look<'_>,
    rules: Vec<Rule<'b>>,
    scopes: impl Iterator<Item = &'b Scope>,
    report: &mut Report,
) {
    for (rule, scope) in rules.iter().zip(scopes) {
        if let Some(why) = never(look, rule, scope) {
            let finding = about(Code::AnalysisUnreachable, rule).with("why", why);
            report.add(finding, || None);
        } else if let (Some(today), Some(until)) = (look.at, rule.validity.interval.until) {
            let existing = rule.validity.existing_until.is_some_and(|day| day > today);
            if until <= today && !existing {
                let finding = about(Code::AnalysisEnded, rule).with("until", until.to_string());
                let region = &rule.region;
                report.add(finding, || {
                    look.finder.find(&region.tests, region.quantity, region.possibly)
                });
            }
        }
    }
}

pub(super) fn about(code: Code, rule: &Rule<'_>) -> Finding {
    let mut finding = Finding::new(code, &*rule.path).with("rule", rule.id);
    rule.id.clone_into(&mut finding.rule);
    finding
}

/// Which condition stands in the way of ever holding.
fn never(look: &Look<'_>, rule: &Rule<'_>, scope: &Scope) -> Option<String> {
    if is_empty(rule.region.possibly) {
        return Some("valid".to_owned());
    }
    if is_empty(rule.region.quantity) {
        return Some("quantity".to_owned());
    }
    let fails = |subject: Subject| !look.finder.can_meet(&rule.region.tests, subject);
    let failing = rule.region.tests.iter().map(|(subject, _)| *subject).find(|s| fails(*s))?;
    let own = scope.conditions.iter().find(|condition| condition.subject == failing);
    own.map_or(Some("niche".to_owned()), |condition| Some(condition.name.to_string()))
}

/// Rules for which no partner, or no product, of the master data meets the
/// conditions.
fn concerning_nobody(look: &Look<'_>, report: &mut Report) {
    let (book, classes) = (look.book, look.engine.classes());
    let (partners, products) = (&classes.partners, &classes.products);
    if partners.is_empty() || products.is_empty() {
        return;
    }
    let mut lists = vec![false; book.price_lists().len()];
    partners.iter().flat_map(|class| &class.lists).for_each(|list| lists[*list as usize] = true);
    tell(list_rules(book), |at| lists[at], |_| true, report);
    let adjustments = book.stages().iter().enumerate();
    tell(
        adjustments.flat_map(|(at, stage)| stage_rules(book, at, stage)).collect(),
        |at| partners.iter().any(|class| class.adjustments.has(at)),
        |at| products.iter().any(|class| class.adjustments.has(at)),
        report,
    );
    tell(
        order_rules(book),
        |at| partners.iter().any(|class| class.order_adjustments.has(at)),
        |_| true,
        report,
    );
    tell(
        guard_rules(book),
        |at| partners.iter().any(|class| class.guards.has(at)),
        |at| products.iter().any(|class| class.guards.has(at)),
        report,
    );
    tell(
        plan_rules(book),
        |at| partners.iter().any(|class| class.plans.has(at)),
        |at| products.iter().any(|class| class.plans.has(at)),
        report,
    );
}

fn tell(
    rules: Vec<Rule<'_>>,
    some_partner: impl Fn(usize) -> bool,
    some_product: impl Fn(usize) -> bool,
    report: &mut Report,
) {
    for (at, rule) in rules.iter().enumerate() {
        let what = match (some_partner(at), some_product(at)) {
            (false, _) => "partners",
            (true, false) => "products",
            (true, true) => continue,
        };
        report.add(about(Code::AnalysisNotUsed, rule).with("what", what), || None);
    }
}
