use super::entry::{Entry, EntryKind, Source, out_of_range, refused};
use super::key::payout_key;
use crate::calendar::Day;
use crate::error::Error;
use crate::explain::{Code, Finding};
use crate::money::{Currency, Exact, Mode, divide};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// When and how much is paid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PayoutPolicy {
    /// The least that is paid, by currency; less is carried forward.
    pub minimum: Vec<(Currency, Exact)>,
    /// Percent of what was earned that is kept for a while.
    pub hold_back_percent: Exact,
    /// For how many days it is kept.
    pub hold_back_days: u32,
}

/// The days that a settlement is about, and the day it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutTerm {
    /// The first day of it.
    pub from: Day,
    /// The first day after it.
    pub until: Day,
    /// The day it is entered.
    pub booked: Day,
}

/// What is paid to everybody for a term.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// One for each partner and currency, in that order.
    pub accounts: Vec<Account>,
    /// Payouts for the host to store.
    pub entries: Vec<Entry>,
    /// What the policy does not say.
    pub findings: Vec<Finding>,
}

/// What one partner has in one currency, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub partner: String,
    /// In which currency.
    pub currency: Currency,
    /// Carried forward from before the term, with tax.
    pub opening: i64,
    /// Earned in the term, without tax.
    pub accruals: i64,
    /// Known late, or changed by something that was.
    pub adjustments: i64,
    /// Taken back.
    pub reversals: i64,
    /// Taken back of what was paid out.
    pub claw_backs: i64,
    /// Tax on these four.
    pub tax: i64,
    /// Paid out in the term by other settlements; below zero.
    pub paid_before: i64,
    /// All of the above together.
    pub balance: i64,
    /// What of the balance is kept for now.
    pub held: i64,
    /// What is paid; never below zero.
    pub payout: i64,
    /// What is carried forward: balance less payout, with what is held.
    pub carried: i64,
    /// Whether this payout is booked already.
    pub replayed: bool,
}

/// Settles a term: what every partner is paid, and what is carried forward.
///
/// An entry is settled with the day in whose books it stands. A balance below
/// zero or below the minimum is carried forward.
///
/// # Errors
///
/// Of kind `input` when the term has no days or the policy no sense; of kind
/// `range` when an amount is too large.
pub fn settle(
    policy: &PayoutPolicy,
    term: &PayoutTerm,
    entries: &[Entry],
) -> Result<Settlement, Error> {
    policy.checked()?;
    if term.from >= term.until {
        return Err(refused(format!("term from {} until {} has no days", term.from, term.until)));
    }
    let mut settlement = Settlement::default();
    for ((partner, currency), own) in by_account(entries) {
        let account = account(policy, term, (partner, currency), &own)?;
        if account.payout > 0 && !account.replayed {
            settlement.entries.push(payout(&account, term));
        }
        let unstated = account.payout > 0 && policy.least(currency).is_none();
        if unstated && !settlement.findings.iter().any(|f| told(f, currency)) {
            let finding = Finding::new(Code::LedgerMinimumNotStated, "");
            settlement.findings.push(finding.with("currency", currency.code()));
        }
        settlement.accounts.push(account);
    }
    Ok(settlement)
}

fn told(finding: &Finding, currency: Currency) -> bool {
    finding.data.iter().any(|(_, value)| value.to_string() == currency.code())
}

/// The entries of each partner and currency, in the order they were booked.
pub(super) fn by_account(entries: &[Entry]) -> BTreeMap<(&str, Currency), Vec<&Entry>> {
    let mut accounts: BTreeMap<(&str, Currency), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        accounts.entry((&entry.partner, entry.currency)).or_default().push(entry);
    }
    accounts
}

impl PayoutPolicy {
    fn checked(&self) -> Result<(), Error> {
        let percent = self.hold_back_percent;
        if percent.signum() < 0 || percent > Exact::HUNDRED {
            return Err(refused(format!("a hold-back of {percent} % is not from 0 to 100 %")));
        }
        let minor = |(currency, least): &&(Currency, Exact)| {
            least.signum() < 0 || least.rescaled(currency.exponent()).is_none()
        };
        match self.minimum.iter().find(minor) {
            Some((currency, least)) => {
                Err(refused(format!("a payout of at least {least} {currency} cannot be paid")))
            }
            None => Ok(()),
        }
    }

    /// The least payout in minor units: none, when it says nothing of the
    /// currency; zero, when it has no minimum at all.
    fn least(&self, currency: Currency) -> Option<i128> {
        if self.minimum.is_empty() {
            return Some(0);
        }
        let (_, least) = self.minimum.iter().find(|(own, _)| *own == currency)?;
        least.rescaled(currency.exponent())
    }

    /// What is kept of the entries of an account at the end of a term.
    pub(super) fn held(&self, until: Day, own: &[&Entry]) -> Option<i128> {
        let days = i32::try_from(self.hold_back_days).unwrap_or(i32::MAX);
        let from = until.plus(days.saturating_neg());
        if self.hold_back_percent == Exact::ZERO || days == 0 {
            return Some(0);
        }
        let posted: HashMap<&str, Day> = own.iter().map(|e| (&*e.key, e.posted)).collect();
        let mut sum = 0i128;
        for entry in own.iter().filter(|e| e.kind != EntryKind::Payout && e.posted < until) {
            let root = entry.reverses.as_deref().and_then(|key| posted.get(key));
            if *root.unwrap_or(&entry.posted) >= from {
                sum += entry.total();
            }
        }
        let share = Exact::new(sum.max(0), 0).share(self.hold_back_percent)?;
        let step = Exact::whole(1).rescaled(share.scale())?;
        divide(share.mantissa(), step, Mode::HalfUp)
    }

    /// What of a balance is paid.
    pub(super) fn payable(&self, currency: Currency, balance: i128, held: i128) -> i128 {
        let free = balance - held;
        let least = self.least(currency).unwrap_or(0);
        if free > 0 && free >= least { free } else { 0 }
    }
}

fn account(
    policy: &PayoutPolicy,
    term: &PayoutTerm,
    (partner, currency): (&str, Currency),
    own: &[&Entry],
) -> Result<Account, Error> {
    let key = payout_key(partner, currency, term.until);
    let earlier = own.iter().find(|entry| entry.key == key);
    let known: Vec<&Entry> = own.iter().copied().filter(|entry| entry.key != key).collect();
    let mut sums = Sums::default();
    for entry in known.iter().filter(|entry| entry.posted < term.until) {
        sums.add(entry, entry.posted < term.from);
    }
    let balance = sums.balance();
    let held = policy.held(term.until, &known).ok_or_else(out_of_range)?;
    let payout = match earlier {
        Some(entry) => -entry.total(),
        None => policy.payable(currency, balance, held),
    };
    let minor = |sum: i128| i64::try_from(sum).map_err(|_| out_of_range());
    Ok(Account {
        partner: partner.to_owned(),
        currency,
        opening: minor(sums.opening)?,
        accruals: minor(sums.by_kind[EntryKind::Accrual as usize])?,
        adjustments: minor(sums.by_kind[EntryKind::Adjustment as usize])?,
        reversals: minor(sums.by_kind[EntryKind::Reversal as usize])?,
        claw_backs: minor(sums.by_kind[EntryKind::ClawBack as usize])?,
        tax: minor(sums.tax)?,
        paid_before: minor(sums.by_kind[EntryKind::Payout as usize])?,
        balance: minor(balance)?,
        held: minor(held)?,
        payout: minor(payout)?,
        carried: minor(balance - payout)?,
        replayed: earlier.is_some(),
    })
}

#[derive(Default)]
struct Sums {
    opening: i128,
    by_kind: [i128; 5],
    tax: i128,
}

impl Sums {
    fn add(&mut self, entry: &Entry, before: bool) {
        if before {
            self.opening += entry.total();
            return;
        }
        self.by_kind[entry.kind as usize] += i128::from(entry.amount);
        self.tax += i128::from(entry.tax);
    }

    fn balance(&self) -> i128 {
        self.opening + self.by_kind.iter().sum::<i128>() + self.tax
    }
}

/// It stands in the books of the last day of its term.
fn payout(account: &Account, term: &PayoutTerm) -> Entry {
    let last = term.until.plus(-1);
    Entry {
        key: payout_key(&account.partner, account.currency, term.until),
        kind: EntryKind::Payout,
        partner: account.partner.clone(),
        role: None,
        of: String::new(),
        plan: String::new(),
        source: Source::order(&term.until.to_string()),
        period: last.to_string(),
        day: last,
        posted: last,
        booked: term.booked,
        currency: account.currency,
        base: Exact::ZERO,
        count: 0,
        measures: Vec::new(),
        exact: Exact::ZERO,
        amount: -account.payout,
        tax: 0,
        reverses: None,
        rulebook: String::new(),
        trace: String::new(),
    }
}
