//! What the entries tell of the sales of one partner under one plan.

use super::entry::{Entry, Money, Source, out_of_range};
use super::fee::{Asked, add, negated};
use super::period::{Span, counts_for};
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::{Beneficiary, Plan, RefundPolicy, Window};
use crate::money::Exact;
use crate::schedule::Measure;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// A sale, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    pub day: Day,
    pub rulebook: Box<str>,
    /// What was sold, and what of that was refunded.
    pub sold: Volume,
    pub refunded: Volume,
    pub parts: Vec<Part>,
}

/// How much, in all measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Volume {
    pub base: Exact,
    pub count: i64,
    pub measures: Vec<(Measure, Exact)>,
}

impl Volume {
    pub(super) fn of(entry: &Entry) -> Self {
        Self { base: entry.base, count: entry.count, measures: entry.measures.clone() }
    }

    pub(super) fn negated(&self) -> Self {
        let (base, count) = (self.base.negated(), -self.count);
        Self { base, count, measures: negated(&self.measures) }
    }

    pub(super) fn add(&mut self, more: &Self) -> Result<(), Error> {
        let sum = |own: &mut Self| {
            own.base = own.base.plus(more.base)?;
            own.count = own.count.checked_add(more.count)?;
            add(&mut own.measures, &more.measures)
        };
        sum(self).ok_or_else(out_of_range)
    }

    /// This less another.
    pub(super) fn less(&self, other: &Self) -> Result<Self, Error> {
        let mut left = self.clone();
        left.add(&other.negated())?;
        Ok(left)
    }
}

/// What one beneficiary has of a sale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The place in the ledger of the entry that all others of it name.
    pub root: usize,
    /// In which role.
    pub role: Beneficiary,
    /// Earned, with every adjustment.
    pub earned: Money,
    /// Taken back; above zero.
    pub taken: Money,
    /// What of that was taken in the period of a refund, not in its own.
    pub elsewhere: Exact,
}

impl Part {
    pub(super) fn left(&self) -> Result<Money, Error> {
        self.earned.minus(self.taken)
    }
}

/// A sale or a negative sale where it stands among the others. It keeps its place
/// when nothing is left of it, but is no transaction any more.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub day: Day,
    pub volume: Volume,
    /// Which sale; none for a refund that counts in a period of its own.
    pub deal: Option<usize>,
}

/// Sales in the order they were booked, and the line of steps they make.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    pub deals: Vec<Deal>,
    pub steps: Vec<Step>,
    /// What all steps of a day come to.
    days: BTreeMap<Day, Volume>,
    by_source: HashMap<Source, usize>,
    by_key: HashMap<Box<str>, (usize, usize)>,
}

impl History {
    /// Adds the next entry of the same partner, plan and currency, which stands
    /// at a place in the ledger.
    pub(super) fn read(&mut self, plan: &Plan, entry: &Entry, at: usize) -> Result<(), Error> {
        match &entry.reverses {
            None if entry.is_root() => self.open(plan, entry, at),
            None => Ok(()),
            Some(root) => self.link(plan, entry, root),
        }
    }

    /// The sale with this source.
    pub(super) fn deal(&self, source: &Source) -> Option<usize> {
        self.by_source.get(source).copied()
    }

    fn open(&mut self, plan: &Plan, entry: &Entry, root: usize) -> Result<(), Error> {
        let (earned, taken) = (Money::of(entry), Money::default());
        let role = entry.role.unwrap_or(Beneficiary::Partner);
        let part = Part { root, role, earned, taken, elsewhere: Exact::ZERO };
        let key = entry.key.as_str().into();
        if let Some(deal) = self.deal(&entry.source) {
            self.by_key.insert(key, (deal, self.deals[deal].parts.len()));
            self.deals[deal].parts.push(part);
            return Ok(());
        }
        self.by_source.insert(entry.source.clone(), self.deals.len());
        self.by_key.insert(key, (self.deals.len(), 0));
        let sold = Volume::of(entry);
        self.deals.push(Deal {
            day: entry.day,
            rulebook: entry.rulebook.as_str().into(),
            sold: sold.clone(),
            refunded: Volume::default(),
            parts: vec![part],
        });
        let deal = Some(self.deals.len() - 1);
        let late = entry.is_late();
        self.place(plan, Step { day: entry.day, volume: sold, deal }, late).map(|_| ())
    }

    /// Where a sale stands: one that was known late before the first later day
    /// of its period, every other one where it was booked.
    pub(super) fn place_of(&self, plan: &Plan, day: Day, late: bool) -> usize {
        let later = |other: &Step| other.day > day && counts_for(plan.window, day, other.day);
        let at = if late { self.steps.iter().position(later) } else { None };
        at.unwrap_or(self.steps.len())
    }

    pub(super) fn place(&mut self, plan: &Plan, step: Step, late: bool) -> Result<usize, Error> {
        let at = self.place_of(plan, step.day, late);
        self.days.entry(step.day).or_default().add(&step.volume)?;
        self.steps.insert(at, step);
        Ok(at)
    }

    fn link(&mut self, plan: &Plan, entry: &Entry, root: &str) -> Result<(), Error> {
        // An entry that names none is told by `verify`.
        let Some(&(deal, part)) = self.by_key.get(root) else { return Ok(()) };
        let in_place = entry.day == self.deals[deal].day;
        let own = &mut self.deals[deal].parts[part];
        if !entry.takes_back() {
            own.earned = own.earned.plus(Money::of(entry))?;
            return Ok(());
        }
        own.taken = own.taken.minus(Money::of(entry))?;
        if plan.refund == RefundPolicy::CurrentPeriod && !in_place {
            own.elsewhere = own.elsewhere.minus(entry.exact).ok_or_else(out_of_range)?;
        }
        if part == 0 && entry.base != Exact::ZERO {
            self.refunded(plan, deal, entry)?;
        }
        Ok(())
    }

    /// Each beneficiary's entry names the volume; it is counted with the first.
    fn refunded(&mut self, plan: &Plan, deal: usize, entry: &Entry) -> Result<(), Error> {
        let volume = Volume::of(entry);
        self.deals[deal].refunded.add(&volume.negated())?;
        let in_place = entry.day == self.deals[deal].day;
        match plan.refund {
            RefundPolicy::OriginalRate => Ok(()),
            RefundPolicy::CurrentPeriod if !in_place => {
                let step = Step { day: entry.day, volume, deal: None };
                self.place(plan, step, false).map(|_| ())
            }
            _ => {
                let own = self.steps.iter_mut().rev().find(|step| step.deal == Some(deal));
                let Some(own) = own else { return Ok(()) };
                own.volume.add(&volume)?;
                self.days.entry(own.day).or_default().add(&volume)
            }
        }
    }

    /// What all steps come to that count for a day.
    pub(super) fn sum(&self, window: Window, day: Day) -> Result<Volume, Error> {
        let (mut sum, span) = (Volume::default(), Span::of(window, day));
        for volume in span.days(&self.days) {
            sum.add(volume)?;
        }
        Ok(sum)
    }

    /// What is asked of the step at a place among these.
    pub(super) fn asked<'s>(
        plan: &Plan,
        steps: &'s [Step],
        at: usize,
        paid: Exact,
    ) -> Result<Asked<'s>, Error> {
        let step = &steps[at];
        let (mut before, span) = (Volume::default(), Span::of(plan.window, step.day));
        for other in steps[..at].iter().filter(|other| span.has(other.day)) {
            before.add(&other.volume)?;
        }
        Ok(step.volume.asked(before, paid))
    }
}

impl Volume {
    /// What is asked of it after what came before.
    pub(super) fn asked(&self, before: Self, paid: Exact) -> Asked<'_> {
        Asked {
            base: self.base,
            before: before.base,
            count: self.count,
            count_before: before.count,
            measures: &self.measures,
            measures_before: before.measures,
            paid,
        }
    }
}

/// What was sold so far in each period, while steps are walked through in their
/// order: a period of the calendar is summed once, not for each of its sales.
#[derive(Debug, Default)]
pub(super) struct Walk {
    periods: Vec<(Span, Volume)>,
}

impl Walk {
    /// What is asked of the next step; every step must be walked.
    pub(super) fn next<'s>(
        &mut self,
        plan: &Plan,
        steps: &'s [Step],
        at: usize,
        paid: Exact,
    ) -> Result<Asked<'s>, Error> {
        let step = &steps[at];
        if !matches!(plan.window, Window::Month | Window::Quarter | Window::Year) {
            return History::asked(plan, steps, at, paid);
        }
        let known = self.periods.iter().position(|(span, _)| span.has(step.day));
        let known = known.unwrap_or_else(|| {
            self.periods.push((Span::of(plan.window, step.day), Volume::default()));
            self.periods.len() - 1
        });
        let before = self.periods[known].1.clone();
        self.periods[known].1.add(&step.volume)?;
        Ok(step.volume.asked(before, paid))
    }
}
