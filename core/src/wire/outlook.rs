use super::json;
use super::order::read_order;
use super::verdict::findings_json;
use crate::error::Error;
use crate::explain::Language;
use crate::fees::PlanKind;
use crate::order::{Lapse, NextTier, Outlook, PlanOutlook, Prospect};
use crate::rulebook::Engine;
use crate::schedule::Tier;

impl Engine {
    /// What an order, from its JSON text, holds for the partner that asks, as JSON:
    /// `{"day","currency","now","plans","deals","lapses","near"}`.
    ///
    /// `now`, and every `without`, `first` and `second`, is the order as decided:
    /// `{"verdict","net","gross","earned"}`, with what the partner itself receives by
    /// kind of plan.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order.
    ///
    /// ```
    /// # use longtail::{Engine, Language, Rulebook, Table, Tables};
    /// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, availability: {untracked: unlimited},
    /// #   price_lists: [{id: g, for: everyone}],
    /// #   fees: [{id: f, for: everyone, schedule: {mode: flat, tiers: [{percent: 2}]}}]}";
    /// # let tables = Tables {
    /// #     partners: Table { source: "p", text: "id,name\nP-1,Jansen" },
    /// #     products: Table { source: "p", text: "id,name\nA-1,Glove" },
    /// #     prices: Table { source: "p", text: "list,product,unit_price\ng,A-1,10.00" },
    /// #     ..Tables::default()
    /// # };
    /// # let engine = Engine::from_tables(Rulebook::parse(book, "b")?, &tables)?;
    /// let order = r#"{"partner":"P-1","placed_at":"2026-03-02T10:00:00","lines":[{"product":"A-1","quantity":3}]}"#;
    /// let answer = engine.outlook_text(order, Language::En)?;
    /// assert!(answer.contains(r#""plans":[{"plan":"f","kind":"fee","earned":"0.60","base":"30.00","next":null}]"#));
    /// # Ok::<(), longtail::Error>(())
    /// ```
    pub fn outlook_text(&self, order: &str, language: Language) -> Result<String, Error> {
        Ok(written(&self.outlook(&read_order(order)?)?, language))
    }
}

fn written(outlook: &Outlook, language: Language) -> String {
    let exponent = outlook.currency.exponent();
    let mut out = String::from("{\"day\":");
    json::day(outlook.day, &mut out);
    out.push_str(",\"currency\":");
    json::text(outlook.currency.code(), &mut out);
    out.push_str(",\"now\":");
    prospect(&outlook.now, exponent, &mut out);
    out.push_str(",\"plans\":");
    list(&outlook.plans, &mut out, |own, out| plan(own, exponent, out));
    let [first, second] = &outlook.deals;
    out.push_str(",\"deals\":{\"first\":");
    prospect(first, exponent, &mut out);
    out.push_str(",\"second\":");
    prospect(second, exponent, &mut out);
    out.push_str("},\"lapses\":");
    list(&outlook.lapses, &mut out, |own, out| lapse(own, exponent, out));
    out.push_str(",\"near\":");
    out.push_str(&findings_json(&outlook.near, language));
    out.push('}');
    out
}

fn list<T>(items: &[T], out: &mut String, mut write: impl FnMut(&T, &mut String)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        write(item, out);
    }
    out.push(']');
}

fn prospect(own: &Prospect, exponent: u8, out: &mut String) {
    out.push_str("{\"verdict\":");
    json::text(own.verdict.name(), out);
    out.push_str(",\"net\":");
    json::amount(own.net, exponent, out);
    out.push_str(",\"gross\":");
    json::amount(own.gross, exponent, out);
    out.push_str(",\"earned\":{");
    for (at, (name, amount)) in PlanKind::NAMES.iter().zip(own.earned).enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        json::text(name, out);
        out.push(':');
        json::amount(amount, exponent, out);
    }
    out.push_str("}}");
}

fn plan(own: &PlanOutlook, exponent: u8, out: &mut String) {
    out.push_str("{\"plan\":");
    json::text(&own.plan, out);
    out.push_str(",\"kind\":");
    json::text(own.kind.name(), out);
    out.push_str(",\"earned\":");
    json::amount(own.earned, exponent, out);
    out.push_str(",\"base\":");
    let decimals = if own.in_money { exponent } else { 0 };
    json::price(own.base, decimals, out);
    out.push_str(",\"next\":");
    match &own.next {
        Some(next) => next_tier(next, decimals, exponent, out),
        None => out.push_str("null"),
    }
    out.push('}');
}

/// Of what a tier gives only what it does give.
fn next_tier(next: &NextTier, decimals: u8, exponent: u8, out: &mut String) {
    let Tier { percent, unit, fixed, package_size, per_package, .. } = &next.tier;
    out.push_str("{\"from\":");
    json::price(next.from, decimals, out);
    out.push_str(",\"missing\":");
    json::price(next.missing, decimals, out);
    let rates = [
        ("percent", percent, 0),
        ("unit", unit, exponent),
        ("fixed", fixed, exponent),
        ("package_size", package_size, 0),
        ("per_package", per_package, exponent),
    ];
    for (name, rate, decimals) in rates.into_iter().filter(|(_, rate, _)| rate.signum() != 0) {
        out.push(',');
        json::text(name, out);
        out.push(':');
        json::price(*rate, decimals, out);
    }
    out.push('}');
}

fn lapse(own: &Lapse, exponent: u8, out: &mut String) {
    out.push_str("{\"attribute\":");
    json::text(&own.attribute, out);
    out.push_str(",\"until\":");
    json::day(own.until, out);
    out.push_str(",\"days\":");
    json::whole(i64::from(own.days), out);
    out.push_str(",\"without\":");
    prospect(&own.without, exponent, out);
    out.push('}');
}
