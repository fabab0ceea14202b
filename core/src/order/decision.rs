use super::note::Note;
use crate::availability::Delivery;
use crate::calendar::Day;
use crate::explain::{Outcome, TraceLevel};
use crate::id::{PartnerId, ProductId};
use crate::money::{Currency, Exact};
use crate::scope::OrderFacts;

/// No line, rule or entry.
pub(crate) const NONE: u32 = u32::MAX;

/// The answer to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As asked.
    Accepted,
    /// With another quantity or day than asked.
    AcceptedWithChanges,
    /// If a person agrees.
    NeedsApproval,
    /// Not.
    Rejected,
}

impl Verdict {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithChanges => "accepted_with_changes",
            Self::NeedsApproval => "needs_approval",
            Self::Rejected => "rejected",
        }
    }
}

/// A decision in numbers and codes; words are made when they are asked for.
///
/// Its buffers are reused by the [`Workspace`](super::Workspace) that holds it.
/// A clone stands on its own and can be kept.
#[derive(Clone, Debug)]
pub struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) partner: Option<PartnerId>,
    pub(crate) currency: Currency,
    pub(crate) today: Day,
    pub(crate) order_id: Span,
    pub(crate) partner_text: Span,
    pub(crate) reference: Span,
    pub(crate) totals: Totals,
    /// What the order tells beside partner and products.
    pub(crate) facts: OrderFacts,
    pub(crate) lines: Vec<Line>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) fees: Vec<FeeLine>,
    pub(crate) shares: Vec<ShareLine>,
    pub(crate) notes: Vec<Note>,
    pub(crate) trace_level: TraceLevel,
    pub(crate) trace: Vec<Row>,
    /// Texts of the draft that the answer repeats.
    pub(crate) texts: String,
}

impl Decision {
    /// The answer.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Who ordered, when that is a known partner.
    #[must_use]
    pub const fn partner(&self) -> Option<PartnerId> {
        self.partner
    }

    /// The currency of every amount in it.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The sums, in minor units.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// The lines, in the order of the draft.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The fees, by plan and line.
    #[must_use]
    pub fn fees(&self) -> &[FeeLine] {
        &self.fees
    }

    /// The deliveries promised for a line.
    #[must_use]
    pub fn deliveries(&self, line: &Line) -> &[Delivery] {
        &self.deliveries[line.deliveries.0 as usize..line.deliveries.1 as usize]
    }

    /// Who receives which part of a fee.
    #[must_use]
    pub fn shares(&self, fee: &FeeLine) -> &[ShareLine] {
        &self.shares[fee.shares.0 as usize..fee.shares.1 as usize]
    }

    pub(crate) fn text(&self, span: Span) -> Option<&str> {
        (span != Span::NONE).then(|| &self.texts[span.0 as usize..span.1 as usize])
    }

    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        Span(start, self.texts.len() as u32)
    }

    pub(crate) fn keep_option(&mut self, text: Option<&str>) -> Span {
        text.map_or(Span::NONE, |t| self.keep(t))
    }
}

impl Default for Decision {
    fn default() -> Self {
        Self {
            verdict: Verdict::Rejected,
            partner: None,
            currency: Currency::EURO,
            today: Day(0),
            order_id: Span::NONE,
            partner_text: Span::NONE,
            reference: Span::NONE,
            totals: Totals::default(),
            facts: OrderFacts::default(),
            lines: Vec::new(),
            deliveries: Vec::new(),
            fees: Vec::new(),
            shares: Vec::new(),
            notes: Vec::new(),
            trace_level: TraceLevel::None,
            trace: Vec::new(),
            texts: String::new(),
        }
    }
}

/// A piece of [`Decision::texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub u32, pub u32);

impl Span {
    pub(crate) const NONE: Self = Self(NONE, NONE);
}

/// Sums of an order, in minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// At list prices.
    pub list: i64,
    /// What the waterfall changed; negative for a discount.
    pub discount: i64,
    /// Without tax.
    pub net: i64,
    /// Tax.
    pub tax: i64,
    /// With tax.
    pub gross: i64,
    /// Fees of all plans, without tax on the fee.
    pub fee: i64,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineStatus {
    /// All of it, on time.
    Confirmed,
    /// All of it, later than asked.
    Late,
    /// Some of it.
    Partial,
    /// Nothing of it.
    #[default]
    Rejected,
}

impl LineStatus {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Late => "late",
            Self::Partial => "partial",
            Self::Rejected => "rejected",
        }
    }
}

/// One line of a decision.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub(crate) id: Span,
    /// The product as written, when it is not known.
    pub(crate) given: Span,
    /// The product, when it is known.
    pub product: Option<ProductId>,
    /// What was asked, when it was a whole number.
    pub ordered: Option<i64>,
    /// What is priced: the order rounded to what can be sold.
    pub quantity: i64,
    /// What is promised.
    pub confirmed: i64,
    /// What became of it.
    pub status: LineStatus,
    /// What is delivered in the product's place.
    pub substitute: Option<ProductId>,
    pub(crate) requested: Option<Day>,
    pub(crate) expected_price: Option<Exact>,
    /// The price entry taken, or [`NONE`].
    pub(crate) entry: u32,
    /// The price of the list, once priced.
    pub list_price: Exact,
    /// The price after the waterfall and the guards, once priced.
    pub unit_price: Exact,
    /// The amounts of the confirmed quantity.
    pub amounts: LineAmounts,
    pub(crate) deliveries: (u32, u32),
    /// Whether a finding of its own blocks it.
    pub(crate) blocked: bool,
    /// Whether its quantity counts with those of other lines.
    pub(crate) counts: bool,
}

impl Line {
    pub(crate) const fn priced(&self) -> bool {
        self.entry != NONE
    }

    pub(crate) const fn counts(&self) -> bool {
        self.counts
    }

    /// Whether the answer differs from what was asked.
    pub(crate) fn changed(&self) -> bool {
        self.status != LineStatus::Confirmed
            || self.ordered != Some(self.confirmed)
            || self.substitute.is_some()
    }
}

/// Amounts of a line, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineAmounts {
    /// At the list price.
    pub list: i64,
    /// Without tax.
    pub net: i64,
    /// Tax.
    pub tax: i64,
    /// With tax.
    pub gross: i64,
}

/// What one plan pays on the order or on a line.
#[derive(Clone, Copy, Debug)]
pub struct FeeLine {
    pub(crate) plan: u32,
    pub(crate) line: u32,
    /// What it is taken over, in minor units.
    pub base: i64,
    /// The fee before rounding and bounds.
    pub exact: Exact,
    /// The fee, in minor units.
    pub fee: i64,
    /// Tax on the fee, in minor units.
    pub tax: i64,
    pub(crate) shares: (u32, u32),
}

/// One partner's part of a fee.
#[derive(Clone, Copy, Debug)]
pub struct ShareLine {
    /// Which share of the plan.
    pub(crate) share: u32,
    /// Who receives it.
    pub partner: PartnerId,
    /// In minor units.
    pub amount: i64,
}

/// One row of the trace, in numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub line: u32,
    pub kind: RowKind,
    pub outcome: Outcome,
    /// A number whose meaning depends on the kind.
    pub rule: u32,
    pub before: Exact,
    pub after: Exact,
}

/// What a row of the trace speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A price entry.
    Entry,
    /// An adjustment.
    Adjustment,
    /// The unit rounding.
    UnitRounding,
    /// A guard.
    Guard,
    /// The line rounding.
    LineRounding,
    /// A fee plan.
    Plan,
    /// No fee plan at all.
    NoPlan,
    /// A price of one currency became one of another.
    Conversion,
    /// An adjustment of the order, as far as a line takes it.
    OrderAdjustment,
    /// A guard on what is left of the order.
    Pocket,
}
