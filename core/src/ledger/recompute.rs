//! What an event changes for sales that are booked already: what their period
//! comes to with it, less what it comes to without.

use super::entry::{Entry, EntryKind, Money, Source, out_of_range};
use super::fee::{Earned, Terms};
use super::history::{Deal, History, Part, Step, Volume, Walk, paid_of};
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

    /// Reversal, or claw-back when a payout stands after the entry.
    pub(super) fn take_back(
        &self,
        root: &Entry,
        day: Day,
        money: Money,
        entries: &[Entry],
    ) -> Entry {
        self.entry(root, taking_back(root, entries), day, money)
    }
}

/// How an entry is taken back: what a payout covers is clawed back.
fn taking_back(root: &Entry, entries: &[Entry]) -> EntryKind {
    let covers = |entry: &&Entry| {
        entry.kind == EntryKind::Payout
            && entry.partner == root.partner
            && entry.currency == root.currency
            && entry.posted >= root.posted
    };
    let at = entries.iter().position(|entry| entry.key == root.key).unwrap_or(0);
    let paid_out = entries[at.min(entries.len())..].iter().any(|entry| covers(&entry));
    if paid_out { EntryKind::ClawBack } else { EntryKind::Reversal }
}

/// The entries for what an event changes for all sales but its own.
pub(super) fn differences(
    cause: &Cause<'_>,
    history: &History<'_>,
    changes: &[Vec<Money>],
    own: Option<usize>,
    entries: &[Entry],
) -> Result<Vec<Entry>, Error> {
    let mut booked = Vec::new();
    for (at, (deal, moved)) in history.deals.iter().zip(changes).enumerate() {
        if own == Some(at) {
            continue;
        }
        for (part, change) in deal.parts.iter().zip(moved) {
            adjust(cause, deal, part, *change, entries, &mut booked)?;
        }
    }
    Ok(booked)
}

/// Books a difference; of a sale that was partly refunded at its own rate, the
/// same part of the difference goes back.
fn adjust(
    cause: &Cause<'_>,
    deal: &Deal<'_>,
    part: &Part<'_>,
    change: Money,
    entries: &[Entry],
    booked: &mut Vec<Entry>,
) -> Result<(), Error> {
    let at_rate = cause.terms.plan.refund == RefundPolicy::OriginalRate;
    let has = if at_rate { part.earned } else { part.left()? };
    let change = change.at_least(has.negated());
    if change.is_zero() {
        return Ok(());
    }
    booked.push(cause.entry(part.root, EntryKind::Adjustment, deal.day, change));
    if at_rate && deal.refunded.base != Exact::ZERO {
        let taken = portion(part.earned.plus(change)?, deal.refunded.base, deal.sold.base)?;
        let more = part.taken.minus(taken)?;
        if !more.is_zero() {
            booked.push(cause.take_back(part.root, deal.day, more, entries));
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
    history: &History<'_>,
    (before, after): (&[Step], &[Step]),
    entries: &[Entry],
) -> Result<Vec<Vec<Money>>, Error> {
    let outside = outside(terms, currency, history, entries)?;
    let old = earned(terms, currency, history, before, outside)?;
    let new = earned(terms, currency, history, after, outside)?;
    let mut changes = Vec::with_capacity(history.deals.len());
    for (at, deal) in history.deals.iter().enumerate() {
        let mut moved = vec![Money::default(); deal.parts.len()];
        let counts = !deal.parts.is_empty() && deal.rulebook == terms.rulebook;
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
    history: &History<'_>,
    entries: &[Entry],
) -> Result<Exact, Error> {
    if terms.plan.budget.is_empty() {
        return Ok(Exact::ZERO);
    }
    let mut outside = paid_of(terms.plan, currency, entries);
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
    history: &History<'_>,
    steps: &[Step],
    outside: Exact,
) -> Result<Vec<Option<Earned>>, Error> {
    let mut earned = vec![None; history.deals.len()];
    let mut paid = outside;
    let mut walk = Walk::default();
    for (at, step) in steps.iter().enumerate() {
        let asked = walk.next(terms.plan, steps, at, paid)?;
        let Some(deal) = step.deal.filter(|_| step.volume.base != Exact::ZERO) else { continue };
        let own = history.deals[deal].rulebook == terms.rulebook;
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

fn had(deal: &Deal<'_>) -> Result<i64, Error> {
    let mut sum = Money::default();
    for part in &deal.parts {
        sum = sum.plus(part.left()?)?;
    }
    Ok(sum.amount)
}

/// The parts of a fee in the order of the sale's own.
fn parts(terms: &Terms<'_>, deal: &Deal<'_>, fee: Option<Earned>) -> Result<Vec<Money>, Error> {
    let role = |part: &Part<'_>| part.root.role.unwrap_or(Beneficiary::Partner);
    let present: Vec<Beneficiary> = deal.parts.iter().map(role).collect();
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
