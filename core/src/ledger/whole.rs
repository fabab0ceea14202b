//! Whether the fees of a period are what its schedule gives for all of it.

use super::entry::Entry;
use super::fee::Terms;
use super::history::{Deal, History, Step};
use super::period::label;
use super::verify::{Check, Group};
use crate::explain::Code;
use crate::fees::{RefundPolicy, Window};
use crate::money::Exact;
use crate::schedule::Usage;
use std::collections::BTreeMap;

impl<'a> Check<'a> {
    /// Holds the sum of every period against the schedule over all of its base.
    pub(super) fn periods(&mut self, group: &Group<'_>, entries: &[Entry]) {
        let Some(terms) = self.additive(group, entries) else { return };
        let Some(first) = group.places.first().map(|at| &entries[*at]) else { return };
        let mut history = History::default();
        for at in &group.places {
            if history.read(terms.plan, &entries[*at], *at).is_err() {
                return;
            }
        }
        let mut periods: BTreeMap<String, Vec<&Step>> = BTreeMap::new();
        for step in history.steps.iter().filter(|step| step.volume.base != Exact::ZERO) {
            periods.entry(label(terms.plan.window, step.day)).or_default().push(step);
        }
        for (period, steps) in periods {
            let Some((found, expected)) = sums_of(terms, &history, &steps) else { continue };
            if found != expected {
                let at = group.places[0];
                let (plan, partner) = (terms.plan.id.to_string(), first.of.clone());
                let (found, expected) = (found.text(0), expected.text(0));
                let data = [("plan", plan), ("partner", partner), ("period", period)];
                let sums = [("found", found), ("expected", expected)];
                self.tell(at, Code::LedgerPeriodDiffers, &[data.as_slice(), &sums].concat());
            }
        }
    }

    /// The one version of a plan that a group was booked under, when its fees are
    /// slices of one whole.
    fn additive(&self, group: &Group<'_>, entries: &[Entry]) -> Option<&'a Terms<'a>> {
        let mut versions = group.places.iter().map(|at| &*entries[*at].rulebook);
        let first = versions.next()?;
        let terms = self.terms(group.plan, first)?;
        let one = versions.all(|version| version == first);
        let schedule = &terms.plan.schedule;
        let whole = schedule.by.is_empty()
            && schedule.fixed == Exact::ZERO
            && schedule.minimum.is_none()
            && schedule.maximum.is_none()
            && schedule.free == Exact::ZERO
            && schedule.free_count == 0;
        let by_period = match terms.plan.window {
            Window::Rolling(_) => false,
            window => window.is_period(),
        };
        (one && whole && by_period && terms.plan.budget.is_empty()).then_some(terms)
    }
}

/// What a period sums to and what its schedule gives; none where a fee was
/// stopped at zero, so that the parts are more than the whole.
fn sums_of(terms: &Terms<'_>, history: &History, steps: &[&Step]) -> Option<(Exact, Exact)> {
    let schedule = &terms.plan.schedule;
    let (mut base, mut count, mut found) = (Exact::ZERO, 0i64, Exact::ZERO);
    for step in steps {
        let deal: &Deal = &history.deals[step.deal?];
        let usage = Usage { amount: step.volume.base, before: base, count_before: count, by: &[] };
        if schedule.amount(&usage)?.signum() < 0 {
            return None;
        }
        base = base.plus(step.volume.base)?;
        count = count.checked_add(step.volume.count)?;
        let at_rate = terms.plan.refund == RefundPolicy::OriginalRate;
        for part in &deal.parts {
            let own = if at_rate { part.earned } else { part.left().ok()? };
            found = found.plus(own.exact)?.plus(part.elsewhere)?;
        }
    }
    let whole = Usage { amount: base, before: Exact::ZERO, count_before: 0, by: &[] };
    Some((found, schedule.amount(&whole)?))
}
