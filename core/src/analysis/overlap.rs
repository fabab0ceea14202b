use super::reach::about;
use super::region::{Region, contains, is_empty, overlap};
use super::report::{Look, Report};
use super::rules::{Family, Precedence, Rule, list_rules, order_rules};
use crate::calendar::{Day, Interval};
use crate::explain::Code;
use crate::pricing::ChoosePrice;
use crate::scope::{Subject, Test};

/// Rules of one family whose periods overlap, and rules that tie.
pub(super) fn look(look: &Look<'_>, family: &Family<'_>, report: &mut Report) {
    periods(look, &family.rules, report);
    if family.precedence == Precedence::MostConditions {
        ties(look, &family.rules, report);
    }
}

/// The same for price lists and for adjustments of orders.
pub(super) fn look_wide(look: &Look<'_>, report: &mut Report) {
    let lists = list_rules(look.book);
    let precedence = match look.book.choose_price {
        ChoosePrice::FirstList => Precedence::First,
        ChoosePrice::Lowest => Precedence::Amount,
        ChoosePrice::MostConditions => Precedence::MostConditions,
        ChoosePrice::Priority => Precedence::Priority,
    };
    self::look(look, &Family { rules: lists, precedence }, report);
    periods(look, &order_rules(look.book), report);
}

/// Rules of the same scope that follow one another in time, or were meant to.
fn periods(look: &Look<'_>, rules: &[Rule<'_>], report: &mut Report) {
    let mut bounded: Vec<&Rule<'_>> = rules.iter().filter(|rule| is_period(rule)).collect();
    // Side by side when their scopes are the same, then by their first day.
    bounded.sort_by_cached_key(|rule| {
        (scope_key(&rule.region), rule.region.possibly, rule.path.clone())
    });
    for (at, late) in bounded.iter().enumerate() {
        let same = |early: &&&Rule<'_>| scope_key(&early.region) == scope_key(&late.region);
        let earlier = bounded[..at].iter().rev().take_while(same);
        let Some(early) = { earlier }.find(|early| overlaps(&early.region, &late.region)) else {
            continue;
        };
        let days = early.region.common_days(&late.region);
        let finding = about(Code::AnalysisOverlap, late)
            .with("other", early.id)
            .with("from", day_text(days.0))
            .with("until", day_text(days.1));
        let region = &late.region;
        report.add(finding, || look.finder.find(&region.tests, region.quantity, days));
    }
}

/// Whether the periods overlap, and neither was meant to lie within the other.
fn overlaps(a: &Region<'_>, b: &Region<'_>) -> bool {
    let nested = contains(a.possibly, b.possibly) || contains(b.possibly, a.possibly);
    !nested && !is_empty(a.common_days(b))
}

fn is_period(rule: &Rule<'_>) -> bool {
    let Interval { from, until } = rule.validity.interval;
    (from.is_some() || until.is_some()) && !is_empty(rule.region.possibly)
}

/// The same for two rules exactly when their scopes are.
fn scope_key(region: &Region<'_>) -> (Vec<String>, (i64, i64)) {
    let mut tests: Vec<String> =
        region.tests.iter().map(|(subject, test)| format!("{subject:?} {test:?}")).collect();
    tests.sort_unstable();
    (tests, region.quantity)
}

fn day_text(day: i64) -> String {
    i32::try_from(day).map_or_else(|_| String::new(), |day| Day(day).to_string())
}

/// Two rules with as many conditions that can hold for one sale: the amount
/// decides, and after it the order of the document.
fn ties(look: &Look<'_>, rules: &[Rule<'_>], report: &mut Report) {
    for (at, later) in rules.iter().enumerate() {
        for earlier in &rules[..at] {
            if earlier.conditions != later.conditions || apart(&earlier.region, &later.region) {
                continue;
            }
            let quantity = overlap(earlier.region.quantity, later.region.quantity);
            let days = earlier.region.common_days(&later.region);
            let both: Vec<(Subject, &Test)> =
                earlier.region.tests.iter().chain(&later.region.tests).copied().collect();
            if !look.finder.possible(&both) {
                continue;
            }
            let finding = about(Code::AnalysisTie, later)
                .with("other", earlier.id)
                .with("conditions", later.conditions as i64);
            report.add(finding, || look.finder.find(&both, quantity, days));
            // One other rule is enough to make the author look.
            break;
        }
    }
}

/// Whether no sale can meet both, as far as that is seen at once.
pub(super) fn apart(a: &Region<'_>, b: &Region<'_>) -> bool {
    let disjoint = |(subject, test): &(Subject, &Test)| {
        b.tests.iter().any(|(own, other)| match (test, other) {
            (Test::AnyOf(words), Test::AnyOf(others)) if own == subject => {
                !words.iter().any(|word| others.contains(word))
            }
            _ => false,
        })
    };
    is_empty(a.common_days(b))
        || is_empty(overlap(a.quantity, b.quantity))
        || a.tests.iter().any(disjoint)
}
