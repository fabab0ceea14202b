use super::decide::{Options, Stock, Workspace};
use super::decision::{Line, LineStatus};
use super::promise::{PromiseSpace, Promising, promise};
use super::{Decision, Draft};
use crate::availability::{Ask, Better, Binding, Joined, Overlay, Peg, Planner, Terms};
use crate::calendar::{CalendarStep, Day, Moment};
use crate::error::Error;
use crate::explain::{Language, TraceLevel};
use crate::id::{Id, ProductId};
use crate::rulebook::Engine;

/// Why a line is promised as it is, and what would make it better.
///
/// It names no other order and no other partner: only days, units, receipts,
/// and the groups that the rulebook itself names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseReason {
    /// The position of the line.
    pub line: u32,
    /// The first day on which the order may leave at all.
    pub earliest: Day,
    /// The ship day that is wanted: nothing leaves before it.
    pub target: Day,
    /// Deliveries are multiples of this.
    pub multiple: i64,
    /// Whether all lines leave on one day or not at all.
    pub together: bool,
    /// What keeps the product that was ordered from leaving whole on that day;
    /// nothing when it does.
    pub binding: Vec<Binding>,
    /// The receipts that the line's deliveries lean on.
    pub receipts: Vec<Peg>,
    /// Single changes with which it would leave whole on that day; and an order
    /// before the cut-off, when more would leave then, or earlier.
    pub better: Vec<Better>,
    /// Substitutes that would leave whole on that day in the quantity beside
    /// them, in which they are sold.
    pub substitutes: Vec<(ProductId, i64)>,
    /// Of a line that is promised in part or not at all: single changes with
    /// which it would be promised whole.
    pub complete: Vec<Better>,
    /// Of such a line: substitutes that would be promised whole, in the quantity
    /// beside them, though not on the wanted day.
    pub complete_substitutes: Vec<(ProductId, i64)>,
}

/// As if the order were alone, and no more than the numbers.
pub(super) const ALONE: Options =
    Options { trace: TraceLevel::None, language: Language::En, stock: Stock::Snapshot };

impl Engine {
    /// Decides an order as if it were alone, and says for each line that was
    /// promised why it is promised as it is, and what would make it better.
    ///
    /// What would make it better was tried: the line was planned again with
    /// that one change, after the lines before it.
    ///
    /// # Errors
    ///
    /// Of kind `input` when `placed_at` is not a time.
    pub fn explain_promise(
        &self,
        draft: &Draft<'_>,
    ) -> Result<(Decision, Vec<PromiseReason>), Error> {
        let mut workspace = Workspace::new();
        let decision = self.decide(draft, &ALONE, &mut workspace)?.clone();
        let placed = self.book().zone.local(&draft.placed_at).unwrap_or_default();
        let promising = Promising::new(self, draft, placed, &decision);
        let earlier = promising.ordered_earlier(draft, placed, &decision);
        let lines = || decision.lines.iter().enumerate().filter(|(_, line)| line.priced());
        let terms = |at: usize| promising.terms(&draft.lines[at], &decision.lines[at]);
        let together = draft.together.unwrap_or(self.book().availability.together);
        let latest = lines().map(|(at, _)| terms(at).target).max().filter(|_| together);
        let asks = promising.asks(&mut PromiseSpace::default(), &decision);
        let asks: Vec<&[Ask]> = asks.iter().map(Vec::as_slice).collect();
        let late_days_max = lines().filter_map(|(at, _)| terms(at).late_days_max).min();
        let joined = Joined { lines: &asks, late_days_max };
        let mut overlay = Overlay::default();
        let mut reasons = Vec::new();
        for (at, line) in lines() {
            let Some(product) = line.product else { continue };
            let own = terms(at);
            let terms = Terms { target: latest.unwrap_or(own.target), ..own };
            let ask = promising.ask(product, line.quantity);
            let planner = &promising.planner;
            let sent = line.substitute.unwrap_or(product);
            let deliveries = decision.deliveries(line);
            let whole = planner.whole(&overlay, &ask, &terms);
            let asked = (&ask, line.ordered.unwrap_or(0));
            let others =
                |whole: &dyn Fn(&Ask) -> bool| promising.other_quantities(&ask, &decision, whole);
            let mut better = planner.better(&overlay, asked, &terms);
            better.extend(earlier.as_ref().and_then(|earlier| earlier.better(at, line, &decision)));
            let (mut complete, mut complete_substitutes) = (Vec::new(), Vec::new());
            if line.confirmed < line.quantity {
                let joined = Some(&joined).filter(|_| together);
                complete = planner.complete(&overlay, asked, &terms, joined);
                if !together {
                    complete_substitutes = others(&|other| {
                        !planner.whole(&overlay, other, &terms)
                            && planner.completes(&overlay, other, &terms)
                    });
                }
            }
            reasons.push(PromiseReason {
                line: at as u32,
                earliest: promising.earliest,
                target: terms.target,
                multiple: ask.multiple,
                together,
                binding: if whole { Vec::new() } else { planner.binding(&overlay, &ask, &terms) },
                receipts: planner.pegs(&overlay, sent.0, deliveries),
                better,
                substitutes: match whole {
                    true => Vec::new(),
                    false => others(&|other| planner.whole(&overlay, other, &terms)),
                },
                complete,
                complete_substitutes,
            });
            planner.book(&mut overlay, sent.0, deliveries);
        }
        Ok((decision, reasons))
    }
}

impl Engine {
    /// The planner that an order's promises were made with.
    pub(crate) fn promise_planner<'a>(
        &'a self,
        draft: &'a Draft<'_>,
        decision: &Decision,
    ) -> Planner<'a> {
        let placed = self.book().zone.local(&draft.placed_at).unwrap_or_default();
        Promising::new(self, draft, placed, decision).planner
    }
}

/// The order, had it come before the cut-off.
struct Earlier {
    minutes: i64,
    decision: Decision,
}

impl Earlier {
    /// What a line would have got, when that is more or leaves earlier.
    fn better(&self, at: usize, line: &Line, decision: &Decision) -> Option<Better> {
        let own = self.decision.lines.get(at)?;
        let deliveries = self.decision.deliveries(own);
        let (first, last) = (deliveries.first()?.ship, deliveries.last()?.ship);
        let days = |line: &Line, decision: &Decision| {
            let parts = decision.deliveries(line).iter();
            parts.map(|part| i128::from(part.quantity) * i128::from(part.ship.0)).sum::<i128>()
        };
        let earlier = || days(own, &self.decision) < days(line, decision);
        let more = own.confirmed > line.confirmed;
        let gains = more || (own.confirmed == line.confirmed && earlier());
        let (minutes, quantity) = (self.minutes, own.confirmed);
        gains.then_some(Better::Order { minutes, quantity, first, last })
    }
}

impl Promising<'_> {
    /// All lines planned again for an order before the cut-off that was missed.
    fn ordered_earlier(
        &self,
        draft: &Draft<'_>,
        placed: Moment,
        decision: &Decision,
    ) -> Option<Earlier> {
        let book = self.engine.book();
        let steps = book.calendar.steps_to_ship(placed);
        let minutes = steps.iter().find_map(|step| match step {
            CalendarStep::CutOffMissed(cut_off) => Some(cut_off.earlier_minutes),
            _ => None,
        })?;
        let instant = placed.instant.checked_sub(minutes.checked_mul(60)?)?;
        let moment = book.zone.moment(instant)?;
        let mut decision = decision.clone();
        decision.today = moment.day;
        decision.deliveries.clear();
        for line in &mut decision.lines {
            (line.confirmed, line.substitute, line.deliveries) = (0, None, (0, 0));
            line.status = LineStatus::Rejected;
        }
        let (mut overlay, mut space) = (Overlay::default(), PromiseSpace::default());
        promise(self.engine, draft, moment, (&mut overlay, &mut space), &mut decision);
        Some(Earlier { minutes, decision })
    }

    /// Substitutes that are not sold in the quantity of the line, and would do in
    /// the next one that they are sold in.
    fn other_quantities(
        &self,
        ask: &Ask,
        decision: &Decision,
        does: &dyn Fn(&Ask) -> bool,
    ) -> Vec<(ProductId, i64)> {
        let others = self.engine.recipes().substitutes(ask.product).iter();
        others
            .filter_map(|&other| {
                let other = ProductId(other);
                let row = &self.engine.products().rows[other.index()];
                let permitted = self.engine.missing_permission(decision.partner?, other).is_none();
                let multiple = row.quantity_multiple.max(1);
                let least = ask.quantity.max(row.quantity_min);
                let quantity = least.checked_add(multiple - 1)? / multiple * multiple;
                let sold = quantity != ask.quantity && quantity <= row.quantity_max;
                let there = || does(&self.ask(other, quantity));
                (row.active && permitted && sold && there()).then_some((other, quantity))
            })
            .collect()
    }
}
