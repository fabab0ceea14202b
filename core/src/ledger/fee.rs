//! The fee of a sale: the same steps as for an order.

use super::entry::{Money, out_of_range};
use crate::error::Error;
use crate::fees::{Beneficiary, Plan, Share, fee_of};
use crate::money::{Currency, Exact, split};
use crate::pricing::tax_of;
use crate::schedule::{Measure, Usage};

/// A plan of one version of a rulebook, with what it needs of the rest.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Percent of tax on its fees.
    pub tax_percent: Exact,
    /// The currency of the rulebook, in which its amounts are written.
    pub currency: Currency,
    /// The hash of the rulebook.
    pub rulebook: &'a str,
}

/// What came before a sale, and the sale.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked<'a> {
    pub base: Exact,
    pub before: Exact,
    pub count: i64,
    pub count_before: i64,
    pub measures: &'a [(Measure, Exact)],
    pub measures_before: Vec<(Measure, Exact)>,
    pub paid: Exact,
}

/// A fee on a sale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Earned {
    pub exact: Exact,
    pub minor: i64,
    /// Whether a bound was not stated in the currency.
    pub bound_missing: bool,
    /// Whether a budget let pass less than was earned.
    pub cut: bool,
}

impl Terms<'_> {
    /// What is earned; `None` in a currency that the plan means nothing in.
    pub(super) fn fee(
        &self,
        asked: &Asked<'_>,
        currency: Currency,
    ) -> Result<Option<Earned>, Error> {
        if currency != self.currency && self.plan.in_one_currency() {
            return Ok(None);
        }
        let by: Option<Vec<Exact>> =
            self.plan.schedule.by.iter().map(|by| self.value(*by, asked, currency)).collect();
        let by = by.ok_or_else(out_of_range)?;
        let (amount, before) = (asked.base, asked.before);
        let usage = Usage { amount, before, count_before: asked.count_before.max(0), by: &by };
        let fee = fee_of(self.plan, &usage, asked.paid, currency).map_err(|_| out_of_range())?;
        let (exact, minor) = (fee.exact, fee.minor);
        let (bound_missing, cut) = (fee.bound_missing, fee.cut);
        Ok(Some(Earned { exact, minor, bound_missing, cut }))
    }

    /// How much of a measure there is with the sale.
    fn value(&self, measure: Measure, asked: &Asked<'_>, currency: Currency) -> Option<Exact> {
        let total = asked.before.plus(asked.base)?;
        match measure {
            Measure::Attainment => self.plan.attainment(total, currency),
            _ if measure == self.plan.base => Some(total),
            Measure::Count => Some(Exact::whole(asked.count_before.checked_add(asked.count)?)),
            _ => of(&asked.measures_before, measure).plus(of(asked.measures, measure)),
        }
    }

    /// The parts of a fee for those who are there, in the order of the plan's
    /// shares; what nobody is there for goes to the first.
    pub(super) fn parts(
        &self,
        fee: &Earned,
        present: &[Beneficiary],
    ) -> Result<Vec<(Beneficiary, Money)>, Error> {
        self.shared(fee, present).ok_or_else(out_of_range)
    }

    fn shared(&self, fee: &Earned, present: &[Beneficiary]) -> Option<Vec<(Beneficiary, Money)>> {
        let shares = &self.plan.shares;
        let scale = shares.iter().map(|share| share.percent.scale()).max()?;
        let weight = |share: &Share| i64::try_from(share.percent.rescaled(scale)?).ok();
        let weights: Vec<i64> = shares.iter().map(weight).collect::<Option<_>>()?;
        let mut amounts = vec![0; weights.len()];
        if !split(fee.minor, &weights, &mut amounts) {
            return None;
        }
        let mut parts: Vec<(Beneficiary, Money)> = Vec::new();
        let (mut left_exact, mut left) = (Exact::ZERO, 0i64);
        for (share, amount) in shares.iter().zip(amounts) {
            let exact = fee.exact.share(share.percent)?;
            if present.contains(&share.to) {
                parts.push((share.to, Money { exact, amount, tax: 0 }));
            } else {
                (left_exact, left) = (left_exact.plus(exact)?, left.checked_add(amount)?);
            }
        }
        let first = &mut parts.first_mut()?.1;
        first.exact = first.exact.plus(left_exact)?;
        first.amount = first.amount.checked_add(left)?;
        self.with_tax(fee.minor, &mut parts)?;
        Some(parts)
    }

    /// Tax is taken over the whole fee, as an order does, and follows its parts.
    fn with_tax(&self, fee: i64, parts: &mut [(Beneficiary, Money)]) -> Option<()> {
        let tax = tax_of(fee, self.tax_percent, false)?;
        let weights: Vec<i64> = parts.iter().map(|(_, part)| part.amount).collect();
        let mut taxes = vec![0; weights.len()];
        split(tax, &weights, &mut taxes).then_some(())?;
        for ((_, part), tax) in parts.iter_mut().zip(taxes) {
            part.tax = tax;
        }
        Some(())
    }
}

/// The amount of a measure, or nothing.
pub(super) fn of(measures: &[(Measure, Exact)], measure: Measure) -> Exact {
    measures.iter().find(|(own, _)| *own == measure).map_or(Exact::ZERO, |(_, value)| *value)
}

/// Adds measures to a sum, in the order they come up.
pub(super) fn add(sum: &mut Vec<(Measure, Exact)>, more: &[(Measure, Exact)]) -> Option<()> {
    for (measure, value) in more {
        match sum.iter_mut().find(|(own, _)| own == measure) {
            Some((_, own)) => *own = own.plus(*value)?,
            None => sum.push((*measure, *value)),
        }
    }
    Some(())
}

/// The measures with the other sign.
pub(super) fn negated(measures: &[(Measure, Exact)]) -> Vec<(Measure, Exact)> {
    measures.iter().map(|(measure, value)| (*measure, value.negated())).collect()
}
