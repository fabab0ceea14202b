//! All faults of a question at once.

use super::super::super::plain::{Decimal, Faults};
use super::{Question, TableQuestion, day, missing, policy_as_said};
use crate::error::Error;
use crate::money::Currency;

impl Question<'_> {
    /// Refuses a question with faults and tells all of them; `others` were found before.
    /// Without a verb it brings sales only.
    pub(in super::super) fn check(
        &self,
        verb: Option<&str>,
        others: Vec<String>,
    ) -> Result<(), Error> {
        let mut faults = Faults::default();
        others.into_iter().for_each(|fault| faults.add(fault));
        let currency = faults.take(self.currency());
        if self.kept.is_none() {
            self.check_sales(currency, &mut faults);
        }
        let asks = |verbs: &[&str]| verb.is_some_and(|verb| verbs.contains(&verb));
        if asks(&["best_sellers", "white_spots", "benchmark"]) {
            faults.take(self.niche());
        }
        if asks(&["white_spots", "benchmark"]) {
            faults.take(self.partner());
        }
        if asks(&["best_sellers"]) {
            faults.take(self.by());
        }
        if asks(&["best_sellers", "together"]) {
            faults.take(self.for_partner());
        }
        faults.take(self.language());
        if let Some(currency) = currency {
            self.check_releases(currency, &mut faults);
        }
        faults.told()
    }

    fn check_sales(&self, currency: Option<Currency>, faults: &mut Faults) {
        let lines = self.sales.as_deref();
        if self.merged.is_none() {
            faults.take(lines.ok_or_else(|| missing("sales")));
        }
        for (at, line) in lines.into_iter().flatten().enumerate() {
            if let (Some(amount), Some(currency)) = (line.amount, currency) {
                faults.take_at(|| format!("sales[{at}].amount"), amount.minor(currency));
            }
            if let Some(text) = &line.day {
                faults.take(day(&format!("sales[{at}].day"), text));
            }
        }
        faults.take(self.tree());
        let before = faults.len();
        faults.take(self.returns());
        for (field, text) in [("from", &self.from), ("until", &self.until)] {
            faults.take(text.as_deref().map(|text| day(field, text)).transpose());
        }
        if before == faults.len() {
            faults.take(self.filter().and_then(|filter| filter.check()));
        }
        if let Some(currency) = currency {
            let policy = faults.take(policy_as_said(self.gate.as_ref(), currency));
            policy.iter().flat_map(|policy| policy.faults()).for_each(|fault| faults.add(fault));
        }
    }

    fn check_releases(&self, currency: Currency, faults: &mut Faults) {
        for (release, given) in self.previous.iter().flatten().enumerate() {
            for (cell, amounts) in given.cells.iter().map(|cell| &cell.amounts).enumerate() {
                for (partner, amount) in amounts {
                    let place = || format!("previous[{release}].cells[{cell}].amounts.{partner}");
                    faults.take_at(place, Decimal::minor(*amount, currency));
                }
            }
        }
    }
}

impl TableQuestion<'_> {
    /// Refuses a table with faults and tells all of them.
    pub(in super::super) fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::default();
        faults.take(self.language());
        if let Some(currency) = faults.take(self.currency()) {
            for (at, cell) in self.cells.iter().enumerate() {
                faults.take_at(|| format!("cells[{at}].amount"), cell.amount.minor(currency));
            }
            let policy = faults.take(policy_as_said(self.gate.as_ref(), currency));
            policy.iter().flat_map(|policy| policy.faults()).for_each(|fault| faults.add(fault));
        }
        faults.told()
    }
}
