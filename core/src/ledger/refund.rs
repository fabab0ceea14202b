use super::accrue::{Booking, Posting};
use super::entry::{Entry, Money, Source, out_of_range, refused};
use super::fee::{Asked, Earned, Terms};
use super::history::{Deal, History, Part, Volume};
use super::index::{Index, Whose};
use super::key::{Event, event_key};
use super::period::counts_for;
use super::recompute::{Cause, Known, changes, differences, portion, without};
use crate::calendar::Day;
use crate::error::Error;
use crate::fees::RefundPolicy;
use crate::money::{Currency, Exact, split};
use crate::pricing::tax_of;
use crate::schedule::Measure;

/// Something of a sale that was given back.
#[derive(Clone, Debug, PartialEq)]
pub struct Refund {
    /// The refund's own name, such as the number of a credit note.
    pub source: Source,
    /// The sale, as it was booked.
    pub sale: Source,
    /// The day of the refund, in the zone of the rulebook.
    pub day: Day,
    /// The day it is entered.
    pub booked: Day,
    /// The currency of its money.
    pub currency: Currency,
    /// How much, in the measure of the plan; above zero.
    pub base: Exact,
    /// How much in other measures. What takes back all of the base takes back
    /// all of these.
    pub measures: Vec<(Measure, Exact)>,
    /// The hash of the trace of its decision; may be empty.
    pub trace: String,
}

/// Books what a refund takes back, by the policy of the plan.
///
/// The ledger and closed days are as for [`accrue`](super::accrue()). Entries
/// that a payout covers are clawed back, the others reversed.
///
/// # Errors
///
/// Of kind `input` when the sale is not booked for the plan, when there is less
/// left of it, when the same refund is booked with other numbers, when it would
/// be entered in closed books, or when a period must be computed again and the
/// sale was booked under another version of the rulebook; of kind `range` when
/// an amount is too large. Nothing is booked then.
pub fn refund(
    terms: &Terms<'_>,
    refund: &Refund,
    closed_until: Option<Day>,
    entries: &[Entry],
) -> Result<Booking, Error> {
    book_refund(terms, refund, closed_until, entries, &mut Index::of(entries))
}

/// The same with an index of all entries.
pub(super) fn book_refund(
    terms: &Terms<'_>,
    refund: &Refund,
    closed_until: Option<Day>,
    entries: &[Entry],
    index: &mut Index,
) -> Result<Booking, Error> {
    let plan = terms.plan;
    if booked_before(terms, refund, Known { entries, index })? {
        return Ok(Booking { replayed: true, ..Booking::default() });
    }
    let sale = sale_of(terms, refund, entries, index)?;
    let posting = Posting::of(refund.day, refund.booked, closed_until)?;
    let whose = Whose { plan, of: &sale.of, currency: sale.currency };
    index.read(&whose, entries)?;
    let known = Known { entries, index };
    let Some(history) = index.history(&whose) else { return Err(not_booked(terms, refund)) };
    let Some(at) = history.deal(&refund.sale) else { return Err(not_booked(terms, refund)) };
    let volume = refunded(refund, &history.deals[at])?;
    let event = event_key(Event::Refund, &plan.id, &refund.source);
    let cause = Cause {
        terms,
        event: &event,
        source: &refund.source,
        posted: posting.posted,
        booked: refund.booked,
        currency: refund.currency,
        trace: &refund.trace,
    };
    let taking = Taking { cause, history, at, volume, day: refund.day, known };
    let booked = match plan.refund {
        RefundPolicy::OriginalRate => taking.at_original_rate()?,
        RefundPolicy::RecomputePeriod => taking.by_recomputing()?,
        RefundPolicy::CurrentPeriod => {
            if taking.in_its_period() {
                taking.by_recomputing()?
            } else {
                taking.as_negative()?
            }
        }
    };
    Ok(Booking { entries: booked, ..Booking::default() })
}

/// A refund on its way into the ledger.
struct Taking<'a> {
    cause: Cause<'a>,
    history: &'a History,
    /// Which sale.
    at: usize,
    /// How much of it; above zero.
    volume: Volume,
    day: Day,
    known: Known<'a>,
}

impl Taking<'_> {
    fn deal(&self) -> &Deal {
        &self.history.deals[self.at]
    }

    /// The sale, as it was booked.
    fn source(&self) -> &Source {
        let root = self.deal().parts.first().map(|part| &self.known.entries[part.root].source);
        root.unwrap_or(self.cause.source)
    }

    fn takes_all(&self) -> Result<bool, Error> {
        let deal = self.deal();
        Ok(deal.sold.less(&deal.refunded)?.base == self.volume.base)
    }

    /// Whether the sale still counts in the period of the refund. A sale of a
    /// plan without periods is a period by itself.
    fn in_its_period(&self) -> bool {
        let (window, day) = (self.cause.terms.plan.window, self.deal().day);
        !window.is_period() || counts_for(window, day, self.cause.posted)
    }

    /// The same part of what was earned as of the base. Each beneficiary's sum
    /// is rounded, not each refund, so that the parts come to the whole.
    fn at_original_rate(&self) -> Result<Vec<Entry>, Error> {
        let deal = self.deal();
        let mut gone = deal.refunded.clone();
        gone.add(&self.volume)?;
        let mut taken = Vec::new();
        for part in &deal.parts {
            let sum = portion(part.earned, gone.base, deal.sold.base)?;
            taken.push(part.taken.minus(sum)?);
        }
        self.entries(self.day, &taken)
    }

    /// What the period of the sale comes to without it.
    fn by_recomputing(&self) -> Result<Vec<Entry>, Error> {
        let (cause, deal) = (&self.cause, self.deal());
        if *deal.rulebook != *cause.terms.rulebook {
            return Err(refused(format!(
                "sale `{}` was booked under rulebook `{}`; its period cannot be computed under `{}`",
                self.source(),
                deal.rulebook,
                cause.terms.rulebook
            )));
        }
        let before = &self.history.steps;
        let after = without(before, self.at, &self.volume)?;
        let steps = (&**before, &*after);
        let index = self.known.index;
        let moved = changes(cause.terms, cause.currency, self.history, steps, index)?;
        let mut booked = self.entries(deal.day, &moved[self.at])?;
        booked.extend(differences(cause, self.history, &moved, Some(self.at), self.known)?);
        Ok(booked)
    }

    /// A negative sale in the period of the refund.
    fn as_negative(&self) -> Result<Vec<Entry>, Error> {
        let fee = self.negative_fee()?;
        let left = |part: &Part| part.left().map(|left| left.amount.max(0));
        let weights = self.deal().parts.iter().map(left).collect::<Result<Vec<_>, _>>()?;
        let taken = self.spread(&fee, &weights)?;
        self.entries(self.cause.posted, &taken)
    }

    /// The fee of what was refunded as the last sale of the period; for as much
    /// as the period has, and beyond that as if sales and refunds were swapped.
    fn negative_fee(&self) -> Result<Earned, Error> {
        let terms = self.cause.terms;
        let (plan, posted) = (terms.plan, self.cause.posted);
        let before = self.history.sum(plan.window, posted)?;
        let has = before.base.max(Exact::ZERO);
        let top = self.volume.base.min(has);
        let rest = self.volume.base.minus(top).ok_or_else(out_of_range)?;
        let below = before.base.negated().max(Exact::ZERO);
        let above = has.minus(top).ok_or_else(out_of_range)?;
        let count = (before.count - self.volume.count).max(0);
        let mut sum = Earned::default();
        for (base, before, count_before) in [(top, above, count), (rest, below, -before.count)] {
            if base == Exact::ZERO {
                continue;
            }
            let asked = Asked {
                base,
                before,
                count: self.volume.count,
                count_before: count_before.max(0),
                measures: &self.volume.measures,
                ..Asked::default()
            };
            let fee = terms.fee(&asked, self.cause.currency)?.unwrap_or_default();
            sum.exact = sum.exact.plus(fee.exact).ok_or_else(out_of_range)?;
            sum.minor = sum.minor.checked_add(fee.minor).ok_or_else(out_of_range)?;
        }
        Ok(sum)
    }

    /// A fee over the parts of the sale, in the proportion of what is left of them.
    fn spread(&self, fee: &Earned, weights: &[i64]) -> Result<Vec<Money>, Error> {
        let parts = &self.deal().parts;
        let tax = tax_of(fee.minor, self.cause.terms.tax_percent, false);
        let tax = tax.ok_or_else(out_of_range)?;
        let (mut amounts, mut taxes) = (vec![0; parts.len()], vec![0; parts.len()]);
        let splits = split(fee.minor, weights, &mut amounts) && split(tax, weights, &mut taxes);
        if !splits {
            return Err(out_of_range());
        }
        let whole = amounts.iter().fold(0i64, |sum, amount| sum.saturating_add(*amount));
        let mut taken = Vec::with_capacity(parts.len());
        for (amount, tax) in amounts.into_iter().zip(taxes) {
            let all = Money { exact: fee.exact, ..Money::default() };
            let part = match whole {
                0 => Money::default(),
                whole => portion(all, Exact::whole(amount), Exact::whole(whole))?,
            };
            taken.push(Money { exact: part.exact, amount, tax }.negated());
        }
        Ok(taken)
    }

    /// One entry a beneficiary. None takes back more than there is; what takes
    /// back the whole sale takes all of it, unless its policy is about another
    /// period than that of the sale.
    fn entries(&self, day: Day, taken: &[Money]) -> Result<Vec<Entry>, Error> {
        let deal = self.deal();
        let all = self.takes_all()? && day == deal.day;
        let volume = self.volume.negated();
        let mut booked = Vec::with_capacity(taken.len());
        for (part, money) in deal.parts.iter().zip(taken) {
            let left = part.left()?.negated();
            let money = if all { left } else { money.at_least(left) };
            let mut entry = self.cause.take_back(self.known, part.root, day, money);
            entry.base = volume.base;
            entry.count = volume.count;
            entry.measures.clone_from(&volume.measures);
            booked.push(entry);
        }
        Ok(booked)
    }
}

/// The same refund as before is nothing new; another in its place is misuse.
fn booked_before(terms: &Terms<'_>, refund: &Refund, known: Known<'_>) -> Result<bool, Error> {
    let Some(at) = known.index.refund(&terms.plan.id, &refund.source) else { return Ok(false) };
    let entry = &known.entries[at];
    let root = entry.reverses.as_ref().and_then(|key| known.index.key(key));
    let root = root.map(|at| &known.entries[at]);
    let same_sale = root.is_some_and(|root| root.source == refund.sale);
    if same_sale && entry.base == refund.base.negated() && entry.currency == refund.currency {
        return Ok(true);
    }
    Err(refused(format!(
        "refund `{}` is booked for plan `{}` with {} of sale `{}`; it cannot be booked with {} of `{}`",
        refund.source,
        terms.plan.id,
        entry.base.negated(),
        root.map(|root| root.source.to_string()).unwrap_or_default(),
        refund.base,
        refund.sale,
    )))
}

fn sale_of<'e>(
    terms: &Terms<'_>,
    refund: &Refund,
    entries: &'e [Entry],
    index: &Index,
) -> Result<&'e Entry, Error> {
    let at = index.sale(&terms.plan.id, &refund.sale);
    let root = &entries[at.ok_or_else(|| not_booked(terms, refund))?];
    if root.currency != refund.currency {
        return Err(refused(format!(
            "sale `{}` is in {}, and refund `{}` in {}",
            refund.sale, root.currency, refund.source, refund.currency
        )));
    }
    Ok(root)
}

fn not_booked(terms: &Terms<'_>, refund: &Refund) -> Error {
    let (sale, plan) = (&refund.sale, &terms.plan.id);
    refused(format!("sale `{sale}` is not booked for plan `{plan}`"))
}

/// How much a refund takes, checked against what is left of the sale.
fn refunded(refund: &Refund, deal: &Deal) -> Result<Volume, Error> {
    let left = deal.sold.less(&deal.refunded)?;
    let (source, sale) = (&refund.source, &refund.sale);
    if refund.base.signum() <= 0 {
        let base = refund.base;
        return Err(refused(format!("refund `{source}` is of {base}; it must be above zero")));
    }
    let refuse = |what: &str, asked: Exact, left: Exact| {
        let (asked, left) = (asked.text(0), left.text(0));
        Err(refused(format!(
            "refund `{source}` takes {what} {asked} of sale `{sale}`, of which {left} is left"
        )))
    };
    if refund.base > left.base {
        return refuse("base", refund.base, left.base);
    }
    if refund.base == left.base {
        return Ok(left);
    }
    for (measure, asked) in &refund.measures {
        let left = super::fee::of(&left.measures, *measure);
        if *asked > left || asked.signum() < 0 {
            return refuse(measure.name(), *asked, left);
        }
    }
    Ok(Volume { base: refund.base, count: 0, measures: refund.measures.clone() })
}
