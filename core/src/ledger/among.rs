use super::accrue::{Posting, Sale};
use super::entry::{Entry, out_of_range};
use super::fee::{Earned, Terms};
use super::history::{Deal, History, Step, Volume};
use super::index::Index;
use super::key::{Event, event_key};
use super::recompute::{Cause, Known, changes, differences, earned, outside};
use crate::error::Error;
use crate::money::Exact;

/// A sale that stands before others: it changes what they earn.
pub(super) struct Among<'a> {
    terms: &'a Terms<'a>,
    sale: &'a Sale,
    /// The steps without it, and all with it.
    before: Vec<Step>,
    with: History,
    at: usize,
}

impl<'a> Among<'a> {
    pub(super) fn new(
        terms: &'a Terms<'a>,
        sale: &'a Sale,
        history: &History,
        at: usize,
    ) -> Result<Self, Error> {
        let (before, mut with) = (history.steps.clone(), history.clone());
        let deal = Some(with.deals.len());
        let step = Step { day: sale.day, volume: sale.volume(), deal };
        with.place(terms.plan, step, true)?;
        // It has no parts that could be adjusted.
        with.deals.push(Deal {
            day: sale.day,
            rulebook: terms.rulebook.into(),
            sold: sale.volume(),
            refunded: Volume::default(),
            parts: Vec::new(),
        });
        Ok(Self { terms, sale, before, with, at })
    }

    /// Its fee; in its place it has what was left of the budget there.
    pub(super) fn fee(&self, index: &Index) -> Result<Option<Earned>, Error> {
        let (terms, currency) = (self.terms, self.sale.currency);
        let mut paid = index.paid(terms.plan, currency);
        if !terms.plan.budget.is_empty() {
            paid = outside(terms, currency, &self.with, index)?;
            let earned = earned(terms, currency, &self.with, &self.with.steps[..self.at], paid)?;
            for fee in earned.iter().flatten() {
                let more = Exact::new(i128::from(fee.minor), currency.exponent());
                paid = paid.plus(more).ok_or_else(out_of_range)?;
            }
        }
        let asked = History::asked(terms.plan, &self.with.steps, self.at, paid)?;
        terms.fee(&asked, currency)
    }

    /// What it changes for the sales after it.
    pub(super) fn differences(
        &self,
        posting: Posting,
        known: Known<'_>,
    ) -> Result<Vec<Entry>, Error> {
        let (terms, sale) = (self.terms, self.sale);
        let event = event_key(Event::Sale, &terms.plan.id, &sale.source);
        let cause = Cause {
            terms,
            event: &event,
            source: &sale.source,
            posted: posting.posted,
            booked: sale.booked,
            currency: sale.currency,
            trace: &sale.trace,
        };
        let steps = (&*self.before, &*self.with.steps);
        let moved = changes(terms, sale.currency, &self.with, steps, known.index)?;
        differences(&cause, &self.with, &moved, None, known)
    }
}
