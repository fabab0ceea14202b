use super::decide::{Options, Stock, Workspace};
use super::decision::{Decision, FeeLine, Line, NONE, Verdict};
use super::draft::{Draft, Quantity};
use crate::error::Error;
use crate::explain::{Code, Finding, TraceLevel};
use crate::id::{Id, PartnerId, ProductId};
use crate::money::{Exact, Mode, Rounding};
use crate::pricing::{Adjustment, Change, OrderChange, Over};
use crate::rulebook::Engine;
use crate::schedule::{Schedule, Usage};
use crate::scope::Test;

impl Engine {
    /// What is near: quantities, amounts and tiers from which on the partner
    /// would do better, each worked out by deciding the order that reaches it.
    ///
    /// Findings of severity `hint`, line by line, then of the order, then of the
    /// fees. A rejected order has none.
    ///
    /// # Errors
    ///
    /// Of kind `input` when `placed_at` is not a time.
    pub fn hints(&self, draft: &Draft<'_>) -> Result<Vec<Finding>, Error> {
        let mut workspace = Workspace::new();
        let decision = self.decide(draft, &ALONE, &mut workspace)?.clone();
        let mut hints = Vec::new();
        let (Some(partner), false) = (decision.partner, decision.verdict == Verdict::Rejected)
        else {
            return Ok(hints);
        };
        let near = Near { engine: self, draft, decision: &decision, partner };
        for at in 0..decision.lines.len() {
            hints.extend(near.line(at, &mut workspace)?);
        }
        hints.extend(near.order());
        hints.extend(decision.fees.iter().filter_map(|fee| near.fee(fee)));
        Ok(hints)
    }
}

/// As if the order were alone, and no more than the numbers.
const ALONE: Options = Options {
    trace: TraceLevel::None,
    language: crate::explain::Language::En,
    stock: Stock::Snapshot,
};

/// The bounds around one decision.
struct Near<'a> {
    engine: &'a Engine,
    draft: &'a Draft<'a>,
    decision: &'a Decision,
    partner: PartnerId,
}

impl Near<'_> {
    /// The least that more of a line's product makes its price lower.
    fn line(&self, at: usize, workspace: &mut Workspace) -> Result<Option<Finding>, Error> {
        let line = &self.decision.lines[at];
        let Some(product) = line.product.filter(|_| line.priced()) else { return Ok(None) };
        let mut bounds = self.bounds(line, product);
        bounds.sort_unstable();
        bounds.dedup();
        for more in bounds.into_iter().take(BOUNDS_MAX) {
            let mut draft = self.draft.clone();
            draft.lines[at].quantity = Quantity::Whole(line.quantity + more);
            // The quantity is in the product's own unit already.
            draft.lines[at].unit = None;
            let reached = self.engine.decide(&draft, &ALONE, workspace)?;
            let Some(other) = reached.lines.get(at).filter(|other| other.priced()) else {
                continue;
            };
            if other.unit_price < line.unit_price {
                return Ok(Some(self.near_break(at, product, other, reached)));
            }
        }
        Ok(None)
    }

    fn near_break(
        &self,
        at: usize,
        product: ProductId,
        other: &Line,
        reached: &Decision,
    ) -> Finding {
        let line = &self.decision.lines[at];
        let price = |price: Exact| price.text(self.decision.currency.exponent());
        let difference = reached.totals.net.saturating_sub(self.decision.totals.net);
        Finding::new(Code::NearBreak, format!("lines[{at}].quantity"))
            .with("product", self.engine.products().ids.name(product))
            .with("more", other.quantity.saturating_sub(line.quantity))
            .with("price", price(other.unit_price))
            .with("before", price(line.unit_price))
            .with("difference", self.amount(difference))
    }

    /// How many more units reach the next bound of each list and adjustment.
    fn bounds(&self, line: &Line, product: ProductId) -> Vec<i64> {
        let engine = self.engine;
        let class = engine.classes().partner(self.partner);
        let mut bounds = Vec::new();
        for (list, range) in engine.prices().candidates(product, &class.lists) {
            let counted = self.counted(line, engine.book().price_lists[list as usize].over);
            let entries = range.map(|at| engine.prices().entry(at).quantity_from);
            bounds.extend(entries.map(|from| from - counted));
        }
        let of_product = &engine.classes().product(product).adjustments;
        for (at, rule) in engine.book().stages.iter().flat_map(|s| &s.adjustments).enumerate() {
            if class.adjustments.has(at) && of_product.has(at) {
                let counted = self.counted(line, rule.over);
                bounds.extend(quantities_of(rule).into_iter().map(|from| from - counted));
            }
        }
        bounds.retain(|more| *more > 0 && *more <= MORE_MAX);
        bounds
    }

    fn counted(&self, line: &Line, over: Over) -> i64 {
        let group = |line: &Line| {
            line.product.and_then(|product| self.engine.classes().product(product).group)
        };
        let own = group(line);
        let lines = self.decision.lines.iter().filter(|other| other.counts());
        match (over, own) {
            (Over::Order, _) => lines.map(|other| other.quantity).sum(),
            (Over::Group, Some(_)) => {
                lines.filter(|other| group(other) == own).map(|other| other.quantity).sum()
            }
            _ => line.quantity,
        }
    }

    /// Amounts of the order from which on an adjustment is better for it.
    fn order(&self) -> Vec<Finding> {
        let class = self.engine.classes().partner(self.partner);
        let since = self.engine.partners().rows[self.partner.index()].since;
        let inclusive = self.engine.book().tax.inclusive;
        let totals = self.decision.totals;
        let sum = if inclusive { totals.gross } else { totals.net };
        let rules = self.engine.book().order_adjustments.iter().enumerate();
        let foreign = self.decision.currency != self.engine.book().currency;
        rules
            .filter(|(at, rule)| {
                let holds = rule.valid.of(since).holds(self.decision.today);
                class.order_adjustments.has(*at) && holds && !foreign
            })
            .filter_map(|(_, rule)| {
                let (schedule, sign) = match &rule.change {
                    OrderChange::Discount(schedule) => (schedule, 1),
                    OrderChange::Surcharge(schedule) => (schedule, -1),
                    OrderChange::Percent(_) | OrderChange::Amount(_) => return None,
                };
                self.near_amount(&rule.id, schedule, sign, sum)
            })
            .collect()
    }

    /// The next bound at which a discount is larger, or a surcharge smaller.
    fn near_amount(&self, rule: &str, schedule: &Schedule, sign: i64, sum: i64) -> Option<Finding> {
        let own = self.exact(sum);
        let now = schedule.amount(&Usage::of(own))?;
        let mut bounds = schedule.tiers.iter().map(|tier| tier.from).filter(|from| *from > own);
        let bound = bounds.find(|from| {
            let then = schedule.amount(&Usage::of(*from));
            then.is_some_and(|then| if sign > 0 { then > now } else { then < now })
        })?;
        let then = schedule.amount(&Usage::of(bound))?;
        let finding = Finding::new(Code::NearAmount, "")
            .with("rule", rule)
            .with("missing", self.rounded_up(bound.minus(own)?)?)
            .with("before", self.rounded_up(now)?)
            .with("after", self.rounded_up(then)?);
        Some(finding)
    }

    /// How far the next tier of a fee plan is.
    fn fee(&self, fee: &FeeLine) -> Option<Finding> {
        let plan = self.engine.book().plans.get(fee.plan as usize)?;
        if !plan.schedule.by.is_empty() || fee.line != NONE {
            return None;
        }
        let told = self.draft.to_date.iter().find(|facts| *facts.rule == *plan.id);
        let before = told.filter(|_| plan.window.is_period()).map(|facts| facts.base);
        let money = plan.base.is_money();
        let exponent = if money { self.decision.currency.exponent() } else { 0 };
        let own = Exact::new(i128::from(fee.base), exponent).plus(before.unwrap_or_default())?;
        let next = plan.schedule.tiers.iter().find(|tier| tier.from > own)?;
        let missing = next.from.minus(own)?;
        let rate = if money { next.percent } else { next.unit };
        let finding = Finding::new(Code::NearTier, "")
            .with("plan", &*plan.id)
            .with("missing", missing.text(exponent))
            .with("from", next.from.text(exponent))
            .with("rate", rate.text(0));
        Some(finding)
    }

    fn exact(&self, minor: i64) -> Exact {
        Exact::new(i128::from(minor), self.decision.currency.exponent())
    }

    fn amount(&self, minor: i64) -> String {
        self.exact(minor).text(self.decision.currency.exponent())
    }

    /// An amount that is missing must be whole cents, and enough.
    fn rounded_up(&self, amount: Exact) -> Option<String> {
        let exponent = self.decision.currency.exponent();
        let up = Rounding { mode: Mode::Up, increment: Exact::new(1, exponent) };
        Some(up.apply(amount)?.text(exponent))
    }
}

/// Each bound costs a decision; the nearest are what a buyer can act on.
const BOUNDS_MAX: usize = 4;

/// More than this is not near.
const MORE_MAX: i64 = 1_000_000;

/// The quantities from which on an adjustment is another one.
fn quantities_of(rule: &Adjustment) -> Vec<i64> {
    let of_scope = rule.scope.conditions.iter().filter_map(|condition| match condition.test {
        Test::Range(low, _) => low,
        _ => None,
    });
    let mut quantities: Vec<i64> = of_scope.collect();
    if let Change::Discount(schedule) | Change::Surcharge(schedule) = &rule.change
        && !schedule.by.is_empty()
    {
        let up = Rounding { mode: Mode::Up, increment: Exact::whole(1) };
        let whole = |from: Exact| up.apply(from)?.rescaled(0);
        let bounds = schedule.tiers.iter().filter_map(|tier| whole(tier.from));
        quantities.extend(bounds.filter_map(|from| i64::try_from(from).ok()));
    }
    quantities
}
