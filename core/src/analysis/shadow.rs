use super::index::Index;
use super::region::{Days, Lack, Region, is_empty, together};
use super::report::{Look, Report};
use super::rules::{Family, Precedence, Rule, many_currencies};
use crate::explain::{Code, Finding};
use crate::pricing::Combine;
use crate::rulebook::Rulebook;

/// A rule that never has its turn, and those that always come before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shadowed {
    pub rule: usize,
    pub by: Vec<usize>,
}

/// The rules of a family that never apply, because others always win; a rule
/// that holds nowhere is not among them.
pub(super) fn shadowed(family: &Family<'_>, book: &Rulebook, currencies: bool) -> Vec<Shadowed> {
    let rules = &family.rules;
    if matches!(family.precedence, Precedence::Amount | Precedence::None) {
        return Vec::new();
    }
    let index = Index::new(rules);
    let wins = |a: usize, b: usize| wins(family.precedence, (a, &rules[a]), (b, &rules[b]));
    let find = |rule: usize| {
        let own = &rules[rule];
        if is_empty(own.region.possibly) {
            return None;
        }
        let among = index.may_cover(own, book).into_iter().map(|at| at as usize);
        let before = among.filter(|&at| at != rule && wins(at, rule));
        let holds_alike = |at: &usize| !currencies || !rules[*at].one_currency || own.one_currency;
        let before: Vec<usize> = before.filter(holds_alike).collect();
        covered_by(&own.region, &before, rules, book).map(|by| Shadowed { rule, by })
    };
    (0..rules.len()).filter_map(find).collect()
}

fn wins(precedence: Precedence, a: (usize, &Rule<'_>), b: (usize, &Rule<'_>)) -> bool {
    match precedence {
        Precedence::First => a.0 < b.0,
        Precedence::Priority => a.1.priority > b.1.priority,
        Precedence::MostConditions => a.1.conditions > b.1.conditions,
        Precedence::Amount | Precedence::None => false,
    }
}

/// The one rule that covers a region, or several that do along one dimension.
pub(super) fn covered_by(
    region: &Region<'_>,
    candidates: &[usize],
    rules: &[Rule<'_>],
    book: &Rulebook,
) -> Option<Vec<usize>> {
    let (mut by_quantity, mut by_day) = (Vec::new(), Vec::new());
    for &at in candidates {
        match rules[at].region.lacks(region, book) {
            Lack::Nothing => return Some(vec![at]),
            Lack::Quantities => by_quantity.push(at),
            Lack::Days => by_day.push(at),
            Lack::More => {}
        }
    }
    let quantity = |at: &usize| rules[*at].region.quantity;
    let days = |at: &usize| -> Days { rules[*at].region.surely };
    if together(&mut by_quantity.iter().map(quantity).collect::<Vec<_>>(), region.quantity) {
        return Some(by_quantity);
    }
    together(&mut by_day.iter().map(days).collect::<Vec<_>>(), region.possibly).then_some(by_day)
}

/// Rules of stages that an exclusive stage before them always rules out.
pub(super) fn exclusive(look: &Look<'_>, families: &[Family<'_>], report: &mut Report) {
    let currencies = many_currencies(look.book);
    // Families begin with the stages, in the same order.
    for (at, stage) in look.book.stages().iter().enumerate() {
        if stage.combine != Combine::Exclusive {
            continue;
        }
        let closing = &families[at].rules;
        let index = Index::new(closing);
        let later = families.iter().zip(look.book.stages()).skip(at + 1);
        for rule in later.flat_map(|(family, _)| &family.rules) {
            let among = index.may_cover(rule, look.book).into_iter().map(|at| at as usize);
            let alike = |at: &usize| !currencies || !closing[*at].one_currency || rule.one_currency;
            let among: Vec<usize> = among.filter(alike).collect();
            let Some(by) = covered_by(&rule.region, &among, closing, look.book) else { continue };
            let by: Vec<&str> = by.iter().map(|at| closing[*at].id).collect();
            report.add(finding(rule, &by), || {
                look.finder.find(&rule.region.tests, rule.region.quantity, rule.region.possibly)
            });
        }
    }
}

/// The finding that a rule never has its turn.
pub(super) fn finding(rule: &Rule<'_>, by: &[&str]) -> Finding {
    let mut finding = Finding::new(Code::AnalysisShadowed, &*rule.path)
        .with("rule", rule.id)
        .with("other", by.first().copied().unwrap_or_default());
    if by.len() > 1 {
        finding = finding.with("others", by[1..].join(", "));
    }
    finding.rule = rule.id.to_owned();
    finding
}
