use super::among::Among;
use super::entry::{Entry, EntryKind, Money, Source, refused, shown};
use super::fee::{Earned, Terms};
use super::history::{History, Volume};
use super::index::{Index, Whose};
use super::key::{Event, entry_key, event_key};
use super::period::label;
use super::recompute::Known;
use crate::calendar::Day;
use crate::error::Error;
use crate::explain::{Code, Finding};
use crate::fees::{Beneficiary, EarnPoint};
use crate::money::{Currency, Exact};
use crate::schedule::Measure;

/// Something that was sold, as a plan sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// The order, and the line for plans that pay by line.
    pub source: Source,
    /// Who sold it.
    pub partner: String,
    /// Who is there to receive a share.
    pub receivers: Vec<Receiver>,
    /// The day it holds for, in the zone of the rulebook.
    pub day: Day,
    /// The day it is entered.
    pub booked: Day,
    /// The currency of its money.
    pub currency: Currency,
    /// How much, in the measure of the plan.
    pub base: Exact,
    /// How many transactions; mostly 1.
    pub count: i64,
    /// How much in other measures that choose a tier.
    pub measures: Vec<(Measure, Exact)>,
    /// What happened to it.
    pub event: EarnPoint,
    /// The hash of the trace of its decision; may be empty.
    pub trace: String,
}

/// Who receives a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// In which role.
    pub to: Beneficiary,
    /// Who.
    pub partner: String,
}

/// What an event comes to: entries for the host to store, all or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booking {
    /// New entries, in the order they are to be stored.
    pub entries: Vec<Entry>,
    /// Whether the event is booked already, so that there is nothing new.
    pub replayed: bool,
    /// What the plan could not do.
    pub findings: Vec<Finding>,
}

/// Books what a sale earns under a plan.
///
/// `entries` is the ledger so far, in the order it was stored: at least what it
/// has of this plan, and the payouts. What came before the sale in its period is
/// read from there. Days before `closed_until` are closed: a sale of such a day
/// is booked as an adjustment in the books of the day it is entered, and so are
/// the differences it makes to later sales of its period.
///
/// # Errors
///
/// Of kind `input` when the same sale is booked with other numbers, when it has
/// nothing above zero, or when it would be entered in closed books; of kind
/// `range` when an amount is too large. Nothing is booked then.
pub fn accrue(
    terms: &Terms<'_>,
    sale: &Sale,
    closed_until: Option<Day>,
    entries: &[Entry],
) -> Result<Booking, Error> {
    book_sale(terms, sale, closed_until, entries, &mut Index::of(entries))
}

/// The same with an index of all entries.
pub(super) fn book_sale(
    terms: &Terms<'_>,
    sale: &Sale,
    closed_until: Option<Day>,
    entries: &[Entry],
    index: &mut Index,
) -> Result<Booking, Error> {
    let plan = terms.plan;
    if sale.event != plan.earn_on {
        return Ok(Booking::default());
    }
    if booked_before(terms, sale, Known { entries, index })? {
        return Ok(Booking { replayed: true, ..Booking::default() });
    }
    let receivers = receivers(terms, sale)?;
    if sale.base == Exact::ZERO || receivers.is_empty() {
        return Ok(Booking::default());
    }
    checked(sale)?;
    let posting = Posting::of(sale.day, sale.booked, closed_until)?;
    let whose = Whose { plan, of: &sale.partner, currency: sale.currency };
    index.read(&whose, entries)?;
    let known = Known { entries, index };
    let none = History::default();
    let history = index.history(&whose).unwrap_or(&none);
    let at = history.place_of(plan, sale.day, posting.late);
    let last = at == history.steps.len();
    let among = if last { None } else { Some(Among::new(terms, sale, history, at)?) };
    let fee = match &among {
        None => last_fee(terms, sale, history, index)?,
        Some(among) => among.fee(index)?,
    };
    let Some(fee) = fee else {
        return Ok(Booking { findings: vec![not_stated(terms, sale)], ..Booking::default() });
    };
    let mut booked = roots(terms, sale, &receivers, &fee, posting)?;
    if let Some(among) = among {
        booked.extend(among.differences(posting, known)?);
    }
    Ok(Booking { entries: booked, replayed: false, findings: findings(terms, sale, &fee) })
}

/// The fee of a sale that stands after all others.
fn last_fee(
    terms: &Terms<'_>,
    sale: &Sale,
    history: &History,
    index: &Index,
) -> Result<Option<Earned>, Error> {
    let before = history.sum(terms.plan.window, sale.day)?;
    let paid = index.paid(terms.plan, sale.currency);
    terms.fee(&sale.volume().asked(before, paid), sale.currency)
}

impl Sale {
    pub(super) fn volume(&self) -> Volume {
        Volume { base: self.base, count: self.count, measures: self.measures.clone() }
    }
}

/// In whose books an event stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub posted: Day,
    pub late: bool,
}

impl Posting {
    /// The books of its own day, or of the day it is entered when those are
    /// closed.
    pub(super) fn of(day: Day, booked: Day, closed_until: Option<Day>) -> Result<Self, Error> {
        let closed = |day: Day| closed_until.is_some_and(|until| day < until);
        if closed(day) && closed(booked) {
            let until = closed_until.unwrap_or(day);
            return Err(refused(format!(
                "day {day} is booked on {booked}, and the books are closed until {until}"
            )));
        }
        let late = closed(day);
        Ok(Self { posted: if late { booked } else { day }, late })
    }
}

/// The same sale as before is nothing new; another one in its place is misuse.
fn booked_before(terms: &Terms<'_>, sale: &Sale, known: Known<'_>) -> Result<bool, Error> {
    let Some(at) = known.index.sale(&terms.plan.id, &sale.source) else { return Ok(false) };
    let entry = &known.entries[at];
    let numbers = [(entry.base, sale.base), (Exact::whole(entry.count), Exact::whole(sale.count))];
    let same = entry.of == sale.partner
        && entry.currency == sale.currency
        && entry.day == sale.day
        && numbers.iter().all(|(known, told)| known == told);
    if same && entry.rulebook == terms.rulebook {
        return Ok(true);
    }
    let told = |partner: &str, base: Exact, currency: Currency, day: Day, rulebook: &str| {
        let base = base.text(0);
        format!("{base} {currency} of `{partner}` on {day} under rulebook `{rulebook}`")
    };
    Err(refused(format!(
        "sale `{}` is booked for plan `{}` with {}; it cannot be booked with {}",
        sale.source,
        terms.plan.id,
        told(&entry.of, entry.base, entry.currency, entry.day, &entry.rulebook),
        told(&sale.partner, sale.base, sale.currency, sale.day, terms.rulebook),
    )))
}

fn checked(sale: &Sale) -> Result<(), Error> {
    if sale.base.signum() < 0 || sale.count < 0 {
        let (source, base) = (&sale.source, sale.base);
        return Err(refused(format!(
            "sale `{source}` is of {base}; what is given back is a refund"
        )));
    }
    Ok(())
}

/// Who is there, in the order of the plan's shares.
fn receivers<'s>(terms: &Terms<'_>, sale: &'s Sale) -> Result<Vec<&'s Receiver>, Error> {
    let twice = |at: usize| sale.receivers[..at].iter().any(|r| r.to == sale.receivers[at].to);
    if let Some(at) = (0..sale.receivers.len()).find(|at| twice(*at)) {
        let (source, role) = (&sale.source, sale.receivers[at].to.name());
        return Err(refused(format!("sale `{source}` names two receivers as {role}")));
    }
    let shares = terms.plan.shares.iter();
    Ok(shares.filter_map(|share| sale.receivers.iter().find(|r| r.to == share.to)).collect())
}

fn roots(
    terms: &Terms<'_>,
    sale: &Sale,
    receivers: &[&Receiver],
    fee: &Earned,
    posting: Posting,
) -> Result<Vec<Entry>, Error> {
    let present: Vec<Beneficiary> = receivers.iter().map(|receiver| receiver.to).collect();
    let parts = terms.parts(fee, &present)?;
    let event = event_key(Event::Sale, &terms.plan.id, &sale.source);
    let entry = |(receiver, (_, part)): (&&Receiver, (Beneficiary, Money))| Entry {
        key: entry_key(&event, terms.rulebook, receiver.to, &receiver.partner),
        kind: if posting.late { EntryKind::Adjustment } else { EntryKind::Accrual },
        partner: receiver.partner.clone(),
        role: Some(receiver.to),
        of: sale.partner.clone(),
        plan: terms.plan.id.to_string(),
        source: sale.source.clone(),
        period: label(terms.plan.window, posting.posted),
        day: sale.day,
        posted: posting.posted,
        booked: sale.booked,
        currency: sale.currency,
        base: sale.base,
        count: sale.count,
        measures: sale.measures.clone(),
        exact: part.exact,
        amount: part.amount,
        tax: part.tax,
        reverses: None,
        rulebook: terms.rulebook.to_owned(),
        trace: sale.trace.clone(),
    };
    Ok(receivers.iter().zip(parts).map(entry).collect())
}

fn finding(terms: &Terms<'_>, code: Code) -> Finding {
    let mut finding = Finding::new(code, "").with("plan", &*terms.plan.id);
    finding.rule = terms.plan.id.to_string();
    finding
}

fn not_stated(terms: &Terms<'_>, sale: &Sale) -> Finding {
    let finding = finding(terms, Code::FeeCurrency).with("stated", terms.currency.code());
    finding.with("currency", sale.currency.code())
}

fn findings(terms: &Terms<'_>, sale: &Sale, fee: &Earned) -> Vec<Finding> {
    let mut findings = Vec::new();
    if fee.bound_missing {
        let missing = finding(terms, Code::FeeBoundCurrencyMissing);
        findings.push(missing.with("currency", sale.currency.code()));
    }
    if fee.cut {
        let left = shown(i128::from(fee.minor), sale.currency);
        findings.push(finding(terms, Code::FeeBudgetExhausted).with("left", left));
    }
    findings
}
