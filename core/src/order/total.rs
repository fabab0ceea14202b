use super::Decision;
use super::decision::{Line, LineAmounts, NONE, Row, RowKind, Totals};
use super::note::{Datum, Note, NoteRule};
use super::price::beyond;
use crate::explain::{Code, Outcome, Severity, TraceLevel};
use crate::id::Id;
use crate::money::{Currency, Exact, Rounding};
use crate::pricing::{Reaction, tax_of};
use crate::rulebook::Engine;

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

    /// The amounts of a quantity at the line's prices, and the exact amount
    /// that the rounding was applied to.
    fn of(&self, line: &Line, quantity: i64) -> Option<(LineAmounts, Exact)> {
        let (_, list) = self.product(line.list_price, quantity)?;
        let (exact, own) = self.product(line.unit_price, quantity)?;
        let rates = &self.engine.book().tax.rates;
        let rate = line
            .product
            .and_then(|id| rates.get(self.engine.products().rows[id.index()].tax as usize))
            .map_or(Exact::ZERO, |(_, rate)| *rate);
        let tax = tax_of(own, rate, self.inclusive)?;
        let (net, gross) = if self.inclusive {
            (own.checked_sub(tax)?, own)
        } else {
            (own, own.checked_add(tax)?)
        };
        Some((LineAmounts { list, net, tax, gross }, exact))
    }
}

/// Amounts on what is promised; checks on what was ordered.
pub(super) fn total(engine: &Engine, out: &mut Decision) {
    let amounts = Amounts {
        engine,
        rounding: engine.book().rounding.line_in(out.currency),
        exponent: out.currency.exponent(),
        inclusive: engine.book().tax.inclusive,
    };
    let mut ordered = Some((0i64, 0i64));
    let mut totals = Some(Totals::default());
    for at in 0..out.lines.len() {
        let line = out.lines[at];
        if !line.priced() {
            continue;
        }
        let own = amounts.of(&line, line.confirmed);
        let asked =
            if line.confirmed == line.quantity { own } else { amounts.of(&line, line.quantity) };
        let (Some((promised, exact)), Some((asked, _))) = (own, asked) else {
            out.lines[at].blocked = true;
            out.notes.push(beyond(at as u32, "line"));
            continue;
        };
        out.lines[at].amounts = promised;
        trace_rounding(&amounts, at as u32, exact, &promised, out);
        totals = totals.and_then(|sum| added(sum, &promised, amounts.inclusive));
        ordered = ordered.and_then(|(net, gross)| {
            Some((net.checked_add(asked.net)?, gross.checked_add(asked.gross)?))
        });
    }
    let (Some(totals), Some((net, gross))) = (totals, ordered) else {
        out.notes.push(beyond(NONE, "total"));
        return;
    };
    out.totals = totals;
    // An order without a price is worth nothing that could be compared.
    if out.lines.iter().any(Line::priced) {
        check_amount_min(engine, net, out);
        check_credit(engine, gross, out);
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

fn trace_rounding(
    amounts: &Amounts<'_>,
    line: u32,
    exact: Exact,
    promised: &LineAmounts,
    out: &mut Decision,
) {
    if out.trace_level < TraceLevel::Summary {
        return;
    }
    let own = if amounts.inclusive { promised.gross } else { promised.net };
    let after = Exact::new(i128::from(own), amounts.exponent);
    if after != exact {
        let outcome = Outcome::Rounded;
        out.trace.push(Row {
            line,
            kind: RowKind::LineRounding,
            outcome,
            rule: 0,
            before: exact,
            after,
        });
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

const fn severity_of(reaction: Reaction) -> Severity {
    match reaction {
        Reaction::Approve => Severity::Approve,
        Reaction::Reject | Reaction::Clamp => Severity::Block,
    }
}
