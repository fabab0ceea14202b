use super::decision::{Decision, Totals, Verdict};
use super::fee::{FeeSpace, add_fees};
use super::pocket::guard_pocket;
use super::price::{PriceSpace, price};
use super::promise::{PromiseSpace, promise};
use super::resolve::resolve;
use super::total::{TotalSpace, total};
use super::{Draft, Span};
use crate::availability::Overlay;
use crate::calendar::Moment;
use crate::error::{Error, ErrorKind};
use crate::explain::{Language, Severity, TraceLevel};
use crate::money::Currency;
use crate::rulebook::Engine;
use crate::scope::DealPlace;

/// How an order is decided and answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How much of the way to the answer is recorded.
    pub trace: TraceLevel,
    /// The language of messages and remedies.
    pub language: Language,
    /// What an order leaves for the next one decided in the same workspace.
    pub stock: Stock,
}

/// What an order leaves for the next one decided in the same workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stock {
    /// Each order that is not rejected books what it was promised, so that two
    /// orders are never promised the same unit.
    #[default]
    Running,
    /// Each order sees the engine's own stock, as if it were alone.
    Snapshot,
}

impl Stock {
    /// The words used in options.
    pub const NAMES: [&'static str; 2] = ["running", "snapshot"];

    /// The value with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "running" => Some(Self::Running),
            "snapshot" => Some(Self::Snapshot),
            _ => None,
        }
    }
}

/// Space that decisions are made in, and the bookings of the orders decided
/// in it. One a thread; after the first orders nothing more is allocated.
///
/// Bookings are of one engine's stock: call [`Workspace::forget_bookings`]
/// before the same space serves another engine, or the next snapshot of stock.
#[derive(Debug, Default)]
pub struct Workspace {
    decision: Decision,
    overlay: Overlay,
    prices: PriceSpace,
    totals: TotalSpace,
    fees: FeeSpace,
    promises: PromiseSpace,
}

impl Workspace {
    /// An empty workspace.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets what the orders decided so far have booked.
    pub fn forget_bookings(&mut self) {
        self.overlay.clear();
    }

    /// The last decision made in it.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.decision
    }
}

impl Engine {
    /// Decides an order: what is promised, at what price, for which fee, and why.
    ///
    /// Everything a partner can do wrong is a finding in the answer.
    ///
    /// # Errors
    ///
    /// Of kind `input` when `placed_at` is not a time; nothing was booked.
    pub fn decide<'w>(
        &self,
        draft: &Draft<'_>,
        options: &Options,
        workspace: &'w mut Workspace,
    ) -> Result<&'w Decision, Error> {
        let placed = self.book().zone.local(&draft.placed_at).ok_or_else(|| unreadable(draft))?;
        let Workspace { decision: out, overlay, prices, totals, fees, promises } = workspace;
        clear(out, draft, placed, options.trace, self.book().currency);
        overlay.begin();
        if resolve(self, draft, out) {
            price(self, draft, prices, out);
            promise(self, draft, placed, (overlay, promises), out);
            total(self, totals, out);
            add_fees(self, draft, fees, out);
            guard_pocket(self, out);
        }
        out.verdict = verdict_of(out);
        if out.verdict == Verdict::Rejected || options.stock == Stock::Snapshot {
            overlay.rollback();
        } else {
            overlay.commit();
        }
        Ok(&workspace.decision)
    }
}

fn unreadable(draft: &Draft<'_>) -> Error {
    let found = &draft.placed_at;
    let message =
        format!("placed_at: `{found}` is no time; write one such as `2026-03-02T10:15:00+01:00`");
    Error::new(ErrorKind::Input, message)
}

fn clear(
    out: &mut Decision,
    draft: &Draft<'_>,
    placed: Moment,
    level: TraceLevel,
    currency: Currency,
) {
    out.lines.clear();
    out.deliveries.clear();
    out.fees.clear();
    out.shares.clear();
    out.notes.clear();
    out.trace.clear();
    out.texts.clear();
    out.totals = Totals::default();
    out.facts.place = DealPlace::None;
    out.facts.days.clear();
    out.partner = None;
    out.partner_text = Span::NONE;
    out.currency = currency;
    out.today = placed.day;
    out.trace_level = level;
    out.order_id = out.keep_option(draft.id.as_deref());
    out.reference = out.keep_option(draft.reference.as_deref());
}

fn verdict_of(out: &Decision) -> Verdict {
    let gravest = out.notes.iter().map(|note| note.severity).max();
    match gravest {
        Some(Severity::Block) => Verdict::Rejected,
        Some(Severity::Approve) => Verdict::NeedsApproval,
        _ if out.lines.iter().any(|line| line.changed()) => Verdict::AcceptedWithChanges,
        _ => Verdict::Accepted,
    }
}
