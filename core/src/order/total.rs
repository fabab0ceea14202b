use super::Decision;
use super::adjust::{SplitSpace, adjust_order};
use super::decision::{Line, LineAmounts, NONE, Row, RowKind, Totals};
use super::note::{Datum, Note, NoteRule};
use super::price::beyond;
use crate::explain::{Code, Outcome, Severity, TraceLevel};
use crate::id::{Id, ProductId};
use crate::money::{Currency, Exact, Rounding};
use crate::pricing::{Reaction, tax_of};
use crate::rulebook::Engine;

/// Reused space for the amounts of an order.
#[derive(Debug, Default)]
pub(super) struct TotalSpace {
    /// Of what is promised.
    promised: Vec<Priced>,
    /// Of what was ordered.
    asked: Vec<Priced>,
    split: SplitSpace,
}

/// A line that has a price, before tax.
#[derive(Clone, Copy, Debug)]
pub(super) struct Priced {
    pub at: u32,
    pub product: ProductId,
    pub quantity: i64,
    pub confirmed: i64,
    pub list_price: Exact,
    /// At the list price.
    list: i64,
    /// At the unit price, and after the adjustments of the order.
    pub own: i64,
    /// What `own` was rounded from.
    exact: Exact,
}

/// How amounts of one order come about.
struct Amounts<'a> {
    engine: &'a Engine,
    rounding: Rounding,
    exponent: u8,
    inclusive: bool,
}

impl Amounts<'_> {
    /// Price times quantity: exact, and rounded to minor units.
    fn product(&self, price: Exact, quantity: i64) -> Option<(Exact, i64)> {
        let exact = price.times_whole(quantity)?;
        let rounded = self.rounding.apply(exact)?.rescaled(self.exponent)?;
        Some((exact, i64::try_from(rounded).ok()?))
    }

    /// A quantity at the line's prices.
    fn priced(&self, at: u32, line: &Line, product: ProductId, quantity: i64) -> Option<Priced> {
        let (_, list) = self.product(line.list_price, quantity)?;
        let (exact, own) = self.product(line.unit_price, quantity)?;
        let list_price = line.list_price;
        let (quantity, confirmed) = (line.quantity, quantity);
        Some(Priced { at, product, quantity, confirmed, list_price, list, own, exact })
    }

    /// The amounts with tax.
    fn taxed(&self, line: &Priced) -> Option<LineAmounts> {
        let rates = &self.engine.book().tax.rates;
        let own = line.own;
        let rate = rates.get(self.engine.products().rows[line.product.index()].tax as usize);
        let tax = tax_of(own, rate.map_or(Exact::ZERO, |(_, rate)| *rate), self.inclusive)?;
        let (net, gross) = if self.inclusive {
            (own.checked_sub(tax)?, own)
        } else {
            (own, own.checked_add(tax)?)
        };
        Some(LineAmounts { list: line.list, net, tax, gross })
    }
}

/// Amounts on what is promised; checks on what was ordered.
pub(super) fn total(engine: &Engine, space: &mut TotalSpace, out: &mut Decision) {
    let amounts = Amounts {
        engine,
        rounding: engine.book().rounding.line_in(out.currency),
        exponent: out.currency.exponent(),
        inclusive: engine.book().tax.inclusive,
    };
    price_lines(&amounts, space, out);
    let TotalSpace { promised, asked, split } = space;
    if !engine.book().order_adjustments.is_empty() {
        let rounding = amounts.rounding;
        let done = adjust_order(engine, rounding, split, promised, true, out)
            .and_then(|()| adjust_order(engine, rounding, split, asked, false, out));
        if done.is_none() {
            return out.notes.push(beyond(NONE, "order"));
        }
    }
    let mut ordered = Some((0i64, 0i64));
    let mut totals = Some(Totals::default());
    for (at, line) in promised.iter().enumerate() {
        let own = amounts.taxed(line);
        let asked = asked.get(at).map_or(own, |asked| amounts.taxed(asked));
        let (Some(own), Some(asked)) = (own, asked) else {
            out.lines[line.at as usize].blocked = true;
            out.notes.push(beyond(line.at, "line"));
            continue;
        };
        out.lines[line.at as usize].amounts = own;
        totals = totals.and_then(|sum| added(sum, &own, amounts.inclusive));
        ordered = ordered.and_then(|(net, gross)| {
            Some((net.checked_add(asked.net)?, gross.checked_add(asked.gross)?))
        });
    }
    let (Some(totals), Some((net, gross))) = (totals, ordered) else {
        return out.notes.push(beyond(NONE, "total"));
    };
    out.totals = totals;
    // An order without a price is worth nothing that could be compared.
    if out.lines.iter().any(Line::priced) {
        check_amount_min(engine, net, out);
        check_credit(engine, gross, out);
    }
}

/// The amounts before tax of every line with a price, promised and asked; asked
/// for none where they are the same for all and nothing adjusts them.
fn price_lines(amounts: &Amounts<'_>, space: &mut TotalSpace, out: &mut Decision) {
    space.promised.clear();
    space.asked.clear();
    let whole = |line: &Line| !line.priced() || line.confirmed == line.quantity;
    let same = amounts.engine.book().order_adjustments.is_empty() && out.lines.iter().all(whole);
    for at in 0..out.lines.len() {
        let line = &out.lines[at];
        let Some(product) = line.product.filter(|_| line.priced()) else { continue };
        let of = |quantity: i64| amounts.priced(at as u32, line, product, quantity);
        let own = of(line.confirmed);
        let asked = if line.confirmed == line.quantity { own } else { of(line.quantity) };
        let (Some(own), Some(asked)) = (own, asked) else {
            out.lines[at].blocked = true;
            out.notes.push(beyond(at as u32, "line"));
            continue;
        };
        trace_rounding(amounts, &own, out);
        space.promised.push(own);
        if !same {
            space.asked.push(asked);
        }
    }
}

fn added(sum: Totals, line: &LineAmounts, inclusive: bool) -> Option<Totals> {
    let paid = if inclusive { line.gross } else { line.net };
    Some(Totals {
        list: sum.list.checked_add(line.list)?,
        discount: sum.discount.checked_add(paid.checked_sub(line.list)?)?,
        net: sum.net.checked_add(line.net)?,
        tax: sum.tax.checked_add(line.tax)?,
        gross: sum.gross.checked_add(line.gross)?,
        fee: 0,
    })
}

fn trace_rounding(amounts: &Amounts<'_>, line: &Priced, out: &mut Decision) {
    let after = Exact::new(i128::from(line.own), amounts.exponent);
    if out.trace_level >= TraceLevel::Summary && after != line.exact {
        let (kind, outcome) = (RowKind::LineRounding, Outcome::Rounded);
        let before = line.exact;
        out.trace.push(Row { line: line.at, kind, outcome, rule: 0, before, after });
    }
}

fn minor(amount: Exact, currency: Currency) -> i64 {
    // A bound finer than the minor unit was refused with the rulebook.
    amount.rescaled(currency.exponent()).and_then(|m| i64::try_from(m).ok()).unwrap_or(i64::MAX)
}

fn check_amount_min(engine: &Engine, net: i64, out: &mut Decision) {
    let Some(partner) = out.partner else { return };
    let class = engine.classes().partner(partner);
    for (at, rule) in (0u32..).zip(&engine.book().order_rules.amount_min) {
        if !class.amount_min.has(at as usize) {
            continue;
        }
        let stated = rule.amounts.iter().find(|(currency, _)| *currency == out.currency);
        let Some((_, least)) = stated else {
            let note = Note::new(Code::MinimumNotStated, NONE, "")
                .rule(NoteRule::AmountMin(at))
                .with("currency", Datum::Currency);
            out.notes.push(note);
            continue;
        };
        let least = minor(*least, out.currency);
        if net < least {
            let note = Note::new(Code::BelowMinimumAmount, NONE, "")
                .severity(severity_of(rule.reaction))
                .rule(NoteRule::AmountMin(at))
                .with("amount", Datum::Amount(net))
                .with("minimum", Datum::Amount(least))
                .with("missing", Datum::Amount(least.saturating_sub(net)));
            out.notes.push(note);
        }
    }
}

fn check_credit(engine: &Engine, gross: i64, out: &mut Decision) {
    let (Some(reaction), Some(partner)) = (engine.book().order_rules.credit_limit, out.partner)
    else {
        return;
    };
    let row = &engine.partners().rows[partner.index()];
    // A limit is an amount of the partner's own currency; another currency is
    // not compared with it.
    if row.currency.unwrap_or(engine.book().currency) != out.currency {
        return;
    }
    let limit = row.credit_limit.map(|limit| minor(limit, out.currency));
    if let Some(limit) = limit.filter(|limit| gross > *limit) {
        let note = Note::new(Code::AboveCreditLimit, NONE, "")
            .severity(severity_of(reaction))
            .rule(NoteRule::Credit)
            .with("amount", Datum::Amount(gross))
            .with("limit", Datum::Amount(limit));
        out.notes.push(note);
    }
}

pub(super) const fn severity_of(reaction: Reaction) -> Severity {
    match reaction {
        Reaction::Approve => Severity::Approve,
        Reaction::Reject | Reaction::Clamp => Severity::Block,
    }
}
