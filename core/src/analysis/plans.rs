use super::overlap::apart;
use super::reach::about;
use super::region::{Days, Region, is_empty, overlap};
use super::report::{Look, Report};
use super::rules::{Rule, plan_rules};
use crate::explain::Code;
use crate::fees::Plan;
use crate::money::Exact;
use crate::scope::{Subject, Test};
use std::cmp::Reverse;

/// Plans that hold for one sale and together pay more than it.
///
/// Each plan is joined by those that meet all before them, the highest rates
/// first, and of a group at most one: what is found is a sale that exists, and a
/// larger sum may exist beside it.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    let rules = plan_rules(look.book);
    let rates: Vec<Exact> = look.book.plans().iter().map(highest).collect();
    let mut order: Vec<usize> = (0..rules.len()).filter(|at| rates[*at] > Exact::ZERO).collect();
    order.sort_by_key(|at| (Reverse(rates[*at]), *at));
    let all = order.iter().try_fold(Exact::ZERO, |sum, at| sum.plus(rates[*at]));
    if all.is_some_and(|sum| sum <= Exact::HUNDRED) {
        return;
    }
    let mut told = vec![false; rules.len()];
    for &first in &order {
        if told[first] {
            continue;
        }
        let Some(joined) = joined(look, &rules, &rates, &order, first) else { continue };
        if joined.sum <= Exact::HUNDRED {
            continue;
        }
        joined.plans.iter().for_each(|at| told[*at] = true);
        let names: Vec<&str> = joined.plans[1..].iter().map(|at| rules[*at].id).collect();
        let finding = about(Code::AnalysisPaidBeyondWhole, &rules[first])
            .with("other", names.join(", "))
            .with("percent", joined.sum.stripped(0).text(0));
        report.add(finding, || look.finder.find(&joined.tests, (1, i64::MAX), joined.days));
    }
}

/// Plans that hold for one sale.
struct Joined<'b> {
    sum: Exact,
    plans: Vec<usize>,
    tests: Vec<(Subject, &'b Test)>,
    days: Days,
}

/// The highest percentage of a plan over money.
fn highest(plan: &Plan) -> Exact {
    let rates = plan.schedule.tiers.iter().map(|tier| tier.percent);
    if plan.base.is_money() { rates.fold(Exact::ZERO, Exact::max) } else { Exact::ZERO }
}

/// A plan, and what joins it.
fn joined<'b>(
    look: &Look<'_>,
    rules: &[Rule<'b>],
    rates: &[Exact],
    order: &[usize],
    first: usize,
) -> Option<Joined<'b>> {
    let own = &rules[first].region;
    let mut joined = Joined {
        sum: rates[first],
        plans: vec![first],
        tests: own.tests.clone(),
        days: own.possibly,
    };
    if is_empty(joined.days) {
        return None;
    }
    let group = |at: usize| look.book.plans()[at].group.as_deref();
    let mut groups: Vec<&str> = group(first).into_iter().collect();
    for &next in order.iter().filter(|at| **at != first) {
        let region = &rules[next].region;
        let taken = group(next).is_some_and(|group| groups.contains(&group));
        let days = overlap(joined.days, region.possibly);
        if taken || is_empty(days) || apart(own, region) || !joined.admits(look, region) {
            continue;
        }
        joined.sum = joined.sum.plus(rates[next])?;
        joined.plans.push(next);
        joined.days = days;
        groups.extend(group(next));
    }
    Some(joined)
}

impl<'b> Joined<'b> {
    /// Whether one sale can meet one more region; if so, its tests are taken in.
    fn admits(&mut self, look: &Look<'_>, region: &Region<'b>) -> bool {
        let known = self.tests.len();
        let new = region.tests.iter().filter(|own| !self.tests[..known].contains(own));
        let new: Vec<_> = new.copied().collect();
        self.tests.extend(new);
        let own = &self.tests[known..];
        let fits = own.iter().all(|(subject, _)| look.finder.can_meet(&self.tests, *subject));
        if !fits {
            self.tests.truncate(known);
        }
        fits
    }
}
