use super::decide::{Options, Stock, Workspace};
use super::promise::Promising;
use super::{Decision, Draft};
use crate::availability::{Ask, Better, Binding, Overlay, Peg, Terms};
use crate::calendar::Day;
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
    /// What keeps the product that was ordered from leaving whole on that day;
    /// nothing when it does.
    pub binding: Vec<Binding>,
    /// The receipts that the line's deliveries lean on.
    pub receipts: Vec<Peg>,
    /// Single changes with which it would leave whole on that day.
    pub better: Vec<Better>,
    /// Substitutes that would leave whole on that day in the quantity beside
    /// them, in which they are sold.
    pub substitutes: Vec<(ProductId, i64)>,
}

/// As if the order were alone, and no more than the numbers.
const ALONE: Options =
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
        let lines = || decision.lines.iter().enumerate().filter(|(_, line)| line.priced());
        let terms = |at: usize| promising.terms(&draft.lines[at], &decision.lines[at]);
        let together = draft.together.unwrap_or(self.book().availability.together);
        let latest = lines().map(|(at, _)| terms(at).target).max().filter(|_| together);
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
            reasons.push(PromiseReason {
                line: at as u32,
                earliest: promising.earliest,
                target: terms.target,
                multiple: ask.multiple,
                binding: if whole { Vec::new() } else { planner.binding(&overlay, &ask, &terms) },
                receipts: planner.pegs(&overlay, sent.0, deliveries),
                better: planner.better(&overlay, (&ask, line.ordered.unwrap_or(0)), &terms),
                substitutes: match whole {
                    true => Vec::new(),
                    false => promising.other_quantities(&overlay, &ask, &terms, &decision),
                },
            });
            planner.book(&mut overlay, sent.0, deliveries);
        }
        Ok((decision, reasons))
    }
}

impl Promising<'_> {
    /// Substitutes that are not sold in the quantity of the line, and would be
    /// there in the next one that they are sold in.
    fn other_quantities(
        &self,
        overlay: &Overlay,
        ask: &Ask,
        terms: &Terms,
        decision: &Decision,
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
                let there = || self.planner.whole(overlay, &self.ask(other, quantity), terms);
                (row.active && permitted && sold && there()).then_some((other, quantity))
            })
            .collect()
    }
}
