//! What hosts read of a decision, with names in the place of numbers. The text
//! writer and the wrappers read the same views, so they cannot differ.

use crate::calendar::Day;
use crate::explain::Finding;
use crate::fees::{EarnPoint, PlanKind};
use crate::id::Id;
use crate::money::{Currency, Exact};
use crate::order::{Datum, Decision, FeeLine, Line, NONE, Note, NoteRule, Totals, Verdict};
use crate::rulebook::Engine;

/// A decision and the engine that made it, to read names from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
}

/// A line as hosts read it.
#[derive(Clone, Copy, Debug)]
pub struct LineView<'a> {
    /// The partner's own id of it.
    pub id: Option<&'a str>,
    /// The product, or what was written in its place.
    pub product: Option<&'a str>,
    /// What is delivered in its place.
    pub substitute: Option<&'a str>,
    /// The name of its price list, list price and unit price, once priced.
    pub price: Option<PriceView<'a>>,
    /// Quantities, status and amounts.
    pub line: &'a Line,
}

/// The price of a line.
#[derive(Clone, Copy, Debug)]
pub struct PriceView<'a> {
    /// The list it comes from.
    pub list: &'a str,
    /// The price of the list.
    pub list_price: Exact,
    /// The price after the waterfall and the guards.
    pub unit_price: Exact,
}

/// A delivery as hosts read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryView<'a> {
    /// The day it leaves.
    pub ship: Day,
    /// The day it arrives.
    pub arrive: Day,
    /// How many units.
    pub quantity: i64,
    /// From where.
    pub location: &'a str,
}

/// A fee as hosts read it.
#[derive(Clone, Copy, Debug)]
pub struct FeeView<'a> {
    /// The plan that pays it.
    pub plan: &'a str,
    /// What the plan is to the company.
    pub kind: PlanKind,
    /// When it is earned.
    pub earn_on: EarnPoint,
    /// What it is taken over: money, or units.
    pub base: Exact,
    /// The position of the line, for a plan that pays by line.
    pub line: Option<u32>,
    /// Base, exact fee, fee and tax.
    pub fee: &'a FeeLine,
}

/// One partner's part of a fee as hosts read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareView<'a> {
    /// In which role.
    pub to: &'a str,
    /// Who receives it.
    pub partner: &'a str,
    /// In minor units.
    pub amount: i64,
}

impl<'a> View<'a> {
    /// A view of a decision that `engine` made.
    #[must_use]
    pub const fn new(engine: &'a Engine, decision: &'a Decision) -> Self {
        Self { engine, decision }
    }

    /// The partner's own id of the order.
    #[must_use]
    pub fn order(&self) -> Option<&'a str> {
        self.decision.text(self.decision.order_id)
    }

    /// Who ordered, as written.
    #[must_use]
    pub fn partner(&self) -> Option<&'a str> {
        self.decision.text(self.decision.partner_text)
    }

    /// The partner's reference.
    #[must_use]
    pub fn reference(&self) -> Option<&'a str> {
        self.decision.text(self.decision.reference)
    }

    /// The answer.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.decision.verdict
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.decision.currency
    }

    /// The sums, in minor units.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.decision.totals
    }

    /// The lines, in the order of the draft.
    pub fn lines(self) -> impl ExactSizeIterator<Item = LineView<'a>> {
        self.decision.lines.iter().map(move |line| self.line(line))
    }

    fn line(&self, line: &'a Line) -> LineView<'a> {
        let engine = self.engine;
        let known = line.product.map(|id| engine.products().ids.name(id));
        let price = (line.entry != NONE).then(|| {
            let list = engine.prices().entry(line.entry).list;
            PriceView {
                list: &engine.book().price_lists[list.index()].id,
                list_price: line.list_price,
                unit_price: line.unit_price,
            }
        });
        LineView {
            id: self.decision.text(line.id),
            product: known.or_else(|| self.decision.text(line.given)),
            substitute: line.substitute.map(|id| engine.products().ids.name(id)),
            price,
            line,
        }
    }

    /// The deliveries promised for a line.
    pub fn deliveries(
        self,
        line: &Line,
    ) -> impl ExactSizeIterator<Item = DeliveryView<'a>> + use<'a> {
        let calendar = &self.engine.book().calendar;
        let locations = &self.engine.book().availability.locations;
        self.decision.deliveries(line).iter().map(|delivery| DeliveryView {
            ship: delivery.ship,
            arrive: calendar.arrival(delivery.ship),
            quantity: delivery.quantity,
            // INVARIANT: deliveries come from the rulebook's locations.
            location: &locations[delivery.location as usize],
        })
    }

    /// The fees, by plan and line.
    pub fn fees(self) -> impl ExactSizeIterator<Item = FeeView<'a>> {
        self.decision.fees.iter().map(move |fee| {
            let plan = &self.engine.book().plans[fee.plan as usize];
            let exponent = if plan.base.is_money() { self.decision.currency.exponent() } else { 0 };
            FeeView {
                plan: &plan.id,
                kind: plan.kind,
                earn_on: plan.earn_on,
                line: (fee.line != NONE).then_some(fee.line),
                base: Exact::new(i128::from(fee.base), exponent),
                fee,
            }
        })
    }

    /// Who receives which part of a fee.
    pub fn shares(self, fee: &FeeLine) -> impl ExactSizeIterator<Item = ShareView<'a>> + use<'a> {
        let plan = &self.engine.book().plans[fee.plan as usize];
        self.decision.shares(fee).iter().map(move |share| ShareView {
            to: plan.shares[share.share as usize].to.name(),
            partner: self.engine.partners().ids.name(share.partner),
            amount: share.amount,
        })
    }

    /// The findings, in the order they were found.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.decision.notes.iter().map(|note| self.finding(note)).collect()
    }

    fn finding(&self, note: &Note) -> Finding {
        let mut path = String::new();
        self.path(note, &mut path);
        let mut finding = Finding::new(note.code, path);
        finding.severity = note.severity;
        finding.rule = self.rule(note.rule).unwrap_or("").to_owned();
        for (name, datum) in note.data() {
            finding = match datum {
                Datum::Whole(number) => finding.with(name, number),
                _ => {
                    let mut text = String::new();
                    self.datum(datum, &mut text);
                    finding.with(name, text)
                }
            };
        }
        finding
    }

    pub(super) fn path(&self, note: &Note, out: &mut String) {
        if note.line != NONE {
            out.push_str("lines[");
            super::json::whole(i64::from(note.line), out);
            out.push(']');
            if !note.field.is_empty() {
                out.push('.');
            }
        }
        out.push_str(note.field);
    }

    pub(super) fn rule(&self, rule: NoteRule) -> Option<&'a str> {
        let book = self.engine.book();
        Some(match rule {
            NoteRule::None => return None,
            NoteRule::Rulebook => "rulebook",
            NoteRule::Credit => "credit_limit",
            NoteRule::Product(id) => self.engine.products().ids.name(id),
            NoteRule::Permission(at) => &book.permissions[at as usize].id,
            NoteRule::Guard(at) => &book.guards[at as usize].id,
            NoteRule::AmountMin(at) => &book.order_rules.amount_min[at as usize].id,
            NoteRule::Adjustment(at) => book.adjustment(at).map_or("", |(_, rule)| &rule.id),
            NoteRule::Plan(at) => &book.plans[at as usize].id,
            NoteRule::OrderAdjustment(at) => &book.order_adjustments[at as usize].id,
        })
    }

    pub(super) fn datum(&self, datum: Datum, out: &mut String) {
        let book = self.engine.book();
        let exponent = self.decision.currency.exponent();
        match datum {
            Datum::Nothing => {}
            Datum::Whole(value) => super::json::whole(value, out),
            Datum::Price(price) => price.write(exponent, out),
            Datum::Amount(minor) => super::json::plain_amount(minor, exponent, out),
            Datum::Day(day) => day.write_iso(out),
            Datum::Text(span) => out.push_str(self.decision.text(span).unwrap_or("")),
            Datum::Word(word) => out.push_str(word),
            Datum::Product(id) => out.push_str(self.engine.products().ids.name(id)),
            Datum::Partner => out.push_str(self.partner().unwrap_or("")),
            Datum::Currency => out.push_str(self.decision.currency.code()),
            Datum::BookCurrency => out.push_str(book.currency.code()),
            Datum::Adjustment(at) => out.push_str(book.adjustment(at).map_or("", |(_, r)| &r.id)),
            Datum::Guard(at) => out.push_str(&book.guards[at as usize].id),
            Datum::Permission(at) => out.push_str(&book.permissions[at as usize].id),
            Datum::Plan(at) => out.push_str(&book.plans[at as usize].id),
            Datum::OrderAdjustment(at) => {
                out.push_str(&book.order_adjustments[at as usize].id);
            }
        }
    }
}
