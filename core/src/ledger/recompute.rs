//! What an event changes for sales that are booked already: what their period
//! comes to with it, less what it comes to without.

use super::entry::{Entry, EntryKind, Money, Source, out_of_range};
use super::fee::{Earned, Terms};
use super::history::{Deal, History, Part, Step, Volume, Walk};
use super::index::Index;
use super::key::linked_key;
use super::period::label;
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::{Beneficiary, RefundPolicy};
use crate::money::{Currency, Exact, Mode, divide};

/// The event that changes something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause<'a> {
    pub terms: &'a Terms<'a>,
    pub event: &'a str,
    pub source: &'a Source,
    pub posted: Day,
    pub booked: Day,
    pub currency: Currency,
    pub trace: &'a str,
}

impl Cause<'_> {
    /// An entry that names the one it takes back from or adjusts.
    pub(super) fn entry(&self, root: &Entry, kind: EntryKind, day: Day, money: Money) -> Entry {
        let takes_back = matches!(kind, EntryKind::Reversal | EntryKind::ClawBack);
        Entry {
            key: linked_key(self.event, self.terms.rulebook, root, takes_back),
            kind,
            partner: root.partner.clone(),
            role: root.role,
            of: root.of.clone(),
            plan: root.plan.clone(),
            source: self.source.clone(),
            period: label(self.terms.plan.window, self.posted),
            day,
            posted: self.posted,
            booked: self.booked,
            currency: self.currency,
            base: Exact::ZERO,
            count: 0,
            measures: Vec::new(),
            exact: money.exact,
            amount: money.amount,
            tax: money.tax,
            reverses: Some(root.key.clone()),
            rulebook: self.terms.rulebook.to_owned(),
            trace: self.trace.to_owned(),
        }
    }

    /// Reversal, or claw-back when a payout stands after the entry and covers it.
    pub(super) fn take_back(&self, known: Known<'_>, root: usize, day: Day, money: Money) -> Entry {
        let (at, root) = (root, &known.entries[root]);
        let paid_out = known.index.paid_out(root, at);
        let kind = if paid_out { EntryKind::ClawBack } else { EntryKind::Reversal };
        self.entry(root, kind, day, money)
    }
}

/// The ledger so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub entries: &'a [Entry],
    pub index: &'a Index,
}

/// The entries for what an event changes for all sales but its own.
pub(super) fn differences(
    cause: &Cause<'_>,
    history: &History,
    changes: &[Vec<Money>],
    own: Option<usize>,
    known: Known<'_>,
) -> Result<Vec<Entry>, Error> {
    let mut booked = Vec::new();
    for (at, (deal, moved)) in history.deals.iter().zip(changes).enumerate() {
        if own == Some(at) {
            continue;
        }
        for (part, change) in deal.parts.iter().zip(moved) {
            adjust(cause, deal, part, *change, known, &mut booked)?;
        }
    }
    Ok(booked)
}

/// Books a difference; of a sale that was partly refunded at its own rate, the
/// same part of the difference goes back.
fn adjust(
    cause: &Cause<'_>,
    deal: &Deal,
    part: &Part,
    change: Money,
    known: Known<'_>,
    booked: &mut Vec<Entry>,
) -> Result<(), Error> {
    let at_rate = cause.terms.plan.refund == RefundPolicy::OriginalRate;
    let has = if at_rate { part.earned } else { part.left()? };
    let change = change.at_least(has.negated());
    if change.is_zero() {
        return Ok(());
    }
    let root = &known.entries[part.root];
    booked.push(cause.entry(root, EntryKind::Adjustment, deal.day, change));
    if at_rate && deal.refunded.base != Exact::ZERO {
        let taken = portion(part.earned.plus(change)?, deal.refunded.base, deal.sold.base)?;
        let more = part.taken.minus(taken)?;
        if !more.is_zero() {
            booked.push(cause.take_back(known, part.root, deal.day, more));
        }
    }
    Ok(())
}

/// The part of a fee that goes with a part of its base; all of it with all.
pub(super) fn portion(money: Money, part: Exact, whole: Exact) -> Result<Money, Error> {
    const DECIMALS: u8 = 12;
    if part == whole {
        return Ok(money);
    }
    let of = |number: Exact, decimals: u8| {
        let step = whole.times(Exact::new(1, decimals))?;
        let product = number.times(part)?;
        let scale = product.scale().max(step.scale());
        divide(product.rescaled(scale)?, step.rescaled(scale)?, Mode::HalfUp)
    };
    let minor = |number: i64| i64::try_from(of(Exact::whole(number), 0)?).ok();
    let part = || {
        Some(Money {
            exact: Exact::new(of(money.exact, DECIMALS)?, DECIMALS),
            amount: minor(money.amount)?,
            tax: minor(money.tax)?,
        })
    };
    part().ok_or_else(out_of_range)
}

/// What each part of each sale gains by other steps, in the order of the sales.
/// Sales under another version of the rulebook keep what they have.
pub(super) fn changes(
    terms: &Terms<'_>,
    currency: Currency,
    history: &History,
    (before, after): (&[Step], &[Step]),
    index: &Index,
) -> Result<Vec<Vec<Money>>, Error> {
    let outside = outside(terms, currency, history, index)?;
    let old = earned(terms, currency, history, before, outside)?;
    let new = earned(terms, currency, history, after, outside)?;
    let mut changes = Vec::with_capacity(history.deals.len());
    for (at, deal) in history.deals.iter().enumerate() {
        let mut moved = vec![Money::default(); deal.parts.len()];
        let counts = !deal.parts.is_empty() && *deal.rulebook == *terms.rulebook;
        if counts && old[at] != new[at] {
            let (old, new) = (parts(terms, deal, old[at])?, parts(terms, deal, new[at])?);
            for (own, (old, new)) in moved.iter_mut().zip(old.into_iter().zip(new)) {
                *own = new.minus(old)?;
            }
        }
        changes.push(moved);
    }
    Ok(changes)
}

/// What others and other partners have of a budget.
pub(super) fn outside(
    terms: &Terms<'_>,
    currency: Currency,
    history: &History,
    index: &Index,
) -> Result<Exact, Error> {
    if terms.plan.budget.is_empty() {
        return Ok(Exact::ZERO);
    }
    let mut outside = index.paid(terms.plan, currency);
    for part in history.deals.iter().flat_map(|deal| &deal.parts) {
        let own = Exact::new(i128::from(part.left()?.amount), currency.exponent());
        outside = outside.minus(own).ok_or_else(out_of_range)?;
    }
    Ok(outside)
}

/// What each sale earns in a line of steps, by its place among the sales.
pub(super) fn earned(
    terms: &Terms<'_>,
    currency: Currency,
    history: &History,
    steps: &[Step],
    outside: Exact,
) -> Result<Vec<Option<Earned>>, Error> {
    let mut earned = vec![None; history.deals.len()];
    let mut paid = outside;
    let mut walk = Walk::default();
    for (at, step) in steps.iter().enumerate() {
        let asked = walk.next(terms.plan, steps, at, paid)?;
        let Some(deal) = step.deal.filter(|_| step.volume.base != Exact::ZERO) else { continue };
        let own = *history.deals[deal].rulebook == *terms.rulebook;
        let fee = if own { terms.fee(&asked, currency)? } else { None };
        let minor = match fee {
            Some(fee) => fee.minor,
            None => had(&history.deals[deal])?,
        };
        let more = Exact::new(i128::from(minor), currency.exponent());
        paid = paid.plus(more).ok_or_else(out_of_range)?;
        earned[deal] = fee;
    }
    Ok(earned)
}

fn had(deal: &Deal) -> Result<i64, Error> {
    let mut sum = Money::default();
    for part in &deal.parts {
        sum = sum.plus(part.left()?)?;
    }
    Ok(sum.amount)
}

/// The parts of a fee in the order of the sale's own.
fn parts(terms: &Terms<'_>, deal: &Deal, fee: Option<Earned>) -> Result<Vec<Money>, Error> {
    let present: Vec<Beneficiary> = deal.parts.iter().map(|part| part.role).collect();
    let Some(fee) = fee else { return Ok(vec![Money::default(); present.len()]) };
    let shared = terms.parts(&fee, &present)?;
    let own = |to: &Beneficiary| shared.iter().find(|(role, _)| role == to).map(|(_, part)| *part);
    Ok(present.iter().map(|to| own(to).unwrap_or_default()).collect())
}

/// The steps with less of one sale.
pub(super) fn without(steps: &[Step], deal: usize, volume: &Volume) -> Result<Vec<Step>, Error> {
    let mut after = steps.to_vec();
    for step in after.iter_mut().filter(|step| step.deal == Some(deal)) {
        step.volume.add(&volume.negated())?;
    }
    Ok(after)
}
