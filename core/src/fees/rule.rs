use crate::calendar::Interval;
use crate::money::{Currency, Exact, Mode, Rounding, divide};
use crate::schedule::{Measure, Reach, Schedule};
use crate::scope::Scope;

/// A fee plan: who earns what on which sales.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its id.
    pub id: Box<str>,
    /// What it is to the company.
    pub kind: PlanKind,
    /// For which partners; product conditions filter the base.
    pub scope: Scope,
    /// While it holds.
    pub valid: Interval,
    /// Plans of a group share their lines out: each line goes to the first plan
    /// of the group that holds for it.
    pub group: Option<Box<str>>,
    /// What the schedule is applied to.
    pub base: Measure,
    /// Over what the base is summed.
    pub window: Window,
    /// How much is earned.
    pub schedule: Schedule,
    /// What an attainment of 100 percent is, by currency.
    pub target: Vec<(Currency, Exact)>,
    /// Least fee, by currency.
    pub minimum: Vec<(Currency, Exact)>,
    /// Highest fee, by currency.
    pub maximum: Vec<(Currency, Exact)>,
    /// The most that is ever paid, by currency.
    pub budget: Vec<(Currency, Exact)>,
    /// Who receives which part; percentages total 100.
    pub shares: Vec<Share>,
    /// Which tax rate the fee has.
    pub tax: Option<u16>,
    /// How the fee is rounded; by default half up to the minor unit.
    pub rounding: Option<Rounding>,
    /// When it is earned.
    pub earn_on: EarnPoint,
    /// What a refund takes back.
    pub refund: RefundPolicy,
}

impl Plan {
    /// Whether it means something in the rulebook's currency only: it states
    /// amounts, or asks for a margin, which needs the cost.
    #[must_use]
    pub fn in_one_currency(&self) -> bool {
        self.schedule.states_amount(self.base.is_money())
            || self.base == Measure::Margin
            || self.schedule.by.contains(&Measure::Margin)
    }

    /// The amount stated for a currency: outer `None` when there are amounts,
    /// but not in this one.
    #[must_use]
    pub fn stated(amounts: &[(Currency, Exact)], currency: Currency) -> Option<Option<Exact>> {
        if amounts.is_empty() {
            return Some(None);
        }
        amounts.iter().find(|(own, _)| *own == currency).map(|(_, amount)| Some(*amount))
    }

    /// Percent of the target that is reached, to 12 decimals; rounded so that no bound is
    /// entered by rounding. Without a target in the currency: nothing.
    pub(crate) fn attainment(&self, total: Exact, currency: Currency) -> Option<Exact> {
        const DECIMALS: u8 = 12;
        let Some(Some(target)) = Self::stated(&self.target, currency) else {
            return Some(Exact::ZERO);
        };
        let mode = match self.schedule.reach {
            Reach::AtOrAbove => Mode::Floor,
            Reach::Above => Mode::Ceiling,
        };
        let parts = total.times(Exact::HUNDRED)?;
        let step = target.times(Exact::new(1, DECIMALS))?;
        let scale = parts.scale().max(step.scale());
        divide(parts.rescaled(scale)?, step.rescaled(scale)?, mode).map(|n| Exact::new(n, DECIMALS))
    }
}

/// Which plan of a group pays, where several hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChooseFee {
    /// Each line goes to the first that holds for it, in document order.
    #[default]
    FirstPlan,
    /// The order goes to the one that gives the partner that ordered the most; then
    /// the one that pays the most; then the first.
    BestForPartner,
}

impl ChooseFee {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["first_plan", "best_for_partner"];
}

/// What a plan is to the company that pays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PlanKind {
    /// A fee for selling.
    #[default]
    Fee,
    /// A part of the price given back, mostly at the end of a period.
    Rebate,
    /// Money set aside for marketing together.
    Fund,
    /// A claim for what was sold below the price it was bought at.
    Claim,
}

impl PlanKind {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 4] = ["fee", "rebate", "fund", "claim"];

    /// The word a rulebook uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Over what a base is summed before the schedule is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Window {
    /// The whole order.
    #[default]
    Order,
    /// Each line by itself.
    Line,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// So many days up to and with the day of the order.
    Rolling(u32),
}

impl Window {
    /// Whether what came before the order counts.
    #[must_use]
    pub const fn is_period(self) -> bool {
        !matches!(self, Self::Order | Self::Line)
    }
}

/// At which point in the life of a sale a fee is earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EarnPoint {
    /// When it is ordered.
    #[default]
    Ordered,
    /// When it is delivered.
    Delivered,
    /// When it is invoiced.
    Invoiced,
    /// When it is paid.
    Paid,
    /// When the partner has sold it on.
    SoldThrough,
}

impl EarnPoint {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Ordered, Self::Delivered, Self::Invoiced, Self::Paid, Self::SoldThrough];
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 5] =
        ["ordered", "delivered", "invoiced", "paid", "sold_through"];

    /// The word a rulebook uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What a refund takes back of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RefundPolicy {
    /// The same part of the fee as of the sale, at the rate it was earned at.
    #[default]
    OriginalRate,
    /// What the period of the sale comes to without what was refunded.
    RecomputePeriod,
    /// What the period of the refund comes to with it as a negative sale.
    CurrentPeriod,
}

impl RefundPolicy {
    /// The words a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 3] = ["original_rate", "recompute_period", "current_period"];

    /// The word a rulebook uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// One partner's part of a fee.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who receives it.
    pub to: Beneficiary,
    /// How many percent.
    pub percent: Exact,
}

/// Who receives a part of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beneficiary {
    /// The partner that orders.
    Partner,
    /// The partner above it.
    Distributor,
    /// The partner above the distributor.
    Upline,
    /// The partner that brought it in.
    Referrer,
    /// The partner that looks after it.
    Agent,
}

impl Beneficiary {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Partner, Self::Distributor, Self::Upline, Self::Referrer, Self::Agent];
    /// The words used in rulebooks and answers.
    pub const NAMES: [&'static str; 5] = ["partner", "distributor", "upline", "referrer", "agent"];

    /// The word used in rulebooks and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}
