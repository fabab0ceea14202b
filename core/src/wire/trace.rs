use super::json;
use crate::explain::{Language, Outcome, TraceLevel};
use crate::id::{Id, Names, ValueId};
use crate::money::Exact;
use crate::order::{Decision, Line, NONE, Row, RowKind};
use crate::partner::AttributeValues;
use crate::pricing::{Over, PriceList};
use crate::rulebook::Engine;
use crate::scope::{Condition, Scope, Subject, Test};

/// The rows of the trace as a JSON array; conditions that failed are worked
/// out again here, so that deciding does not pay for their words.
pub(super) fn write_trace(engine: &Engine, decision: &Decision, out: &mut String) {
    write_rows(&Rows::new(engine, decision, false), out);
}

/// The same rows without keys and names: `[line, kind, outcome, rule, ...]`.
pub(super) fn write_compact_trace(engine: &Engine, decision: &Decision, out: &mut String) {
    write_rows(&Rows::new(engine, decision, true), out);
}

/// Appends why the first adjustment that did not match failed, if one did.
pub(super) fn write_failed(engine: &Engine, decision: &Decision, out: &mut String) -> bool {
    let rows = Rows::new(engine, decision, false);
    let failed = |row: &&Row| row.kind == RowKind::Adjustment && row.outcome == Outcome::NotMatched;
    let Some(row) = decision.trace.iter().find(failed) else { return false };
    let (_, _, scope) = rows.named(row);
    rows.condition(row, scope, out);
    true
}

fn write_rows(rows: &Rows<'_>, out: &mut String) {
    out.push('[');
    for (at, row) in rows.decision.trace.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if rows.compact {
            rows.compact_row(row, out);
        } else {
            rows.row(row, out);
        }
    }
    out.push(']');
}

pub(super) struct Rows<'a> {
    engine: &'a Engine,
    decision: &'a Decision,
    exponent: u8,
    compact: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(engine: &'a Engine, decision: &'a Decision, compact: bool) -> Self {
        Self { engine, decision, exponent: decision.currency().exponent(), compact }
    }

    fn row(&self, row: &Row, out: &mut String) {
        out.push('{');
        if row.line != NONE {
            out.push_str("\"line\":");
            json::whole(i64::from(row.line), out);
            out.push(',');
        }
        let scope = self.head(row, out);
        out.push_str(row.outcome.name());
        out.push('"');
        self.tail(row, scope, out);
        out.push('}');
    }

    /// Appends stage and rule up to the outcome; the scope of the rule.
    fn head(&self, row: &Row, out: &mut String) -> Option<&'a Scope> {
        let heads = self.engine.row_heads();
        match row.kind {
            RowKind::Entry => {
                let list = self.engine.prices().entry(row.rule).list;
                out.push_str(&heads.lists[list.index()]);
                return None;
            }
            // Its scope is looked up only where the row tells of it.
            RowKind::Adjustment if row.outcome != Outcome::NotMatched => {
                out.push_str(&heads.adjustments[row.rule as usize]);
                return None;
            }
            _ => {}
        }
        let (stage, rule, scope) = self.named(row);
        out.push_str("\"stage\":");
        json::text(stage, out);
        if let Some(rule) = rule {
            out.push_str(",\"rule\":");
            json::text(rule, out);
        }
        out.push_str(",\"outcome\":\"");
        scope
    }

    /// A line of -1 is none; the rule is its rank among those of its kind.
    fn compact_row(&self, row: &Row, out: &mut String) {
        let line = if row.line == NONE { -1 } else { i64::from(row.line) };
        let rule = match row.kind {
            RowKind::Entry => self.engine.prices().entry(row.rule).list.0,
            RowKind::NoPlan => 0,
            _ => row.rule,
        };
        out.push('[');
        json::whole(line, out);
        for number in [row.kind as u32, row.outcome as u32, rule] {
            out.push(',');
            json::whole(i64::from(number), out);
        }
        let (_, _, scope) = self.named(row);
        self.tail(row, scope, out);
        out.push(']');
    }

    /// What a row tells besides the rule and its outcome.
    fn tail(&self, row: &Row, scope: Option<&Scope>, out: &mut String) {
        match (row.kind, row.outcome) {
            (RowKind::Entry, Outcome::NotMatched) => self.condition(row, None, out),
            (RowKind::Entry, _) => self.entry(row, out),
            (RowKind::NoPlan, _)
            | (
                _,
                Outcome::Shadowed | Outcome::NotYetValid | Outcome::Expired | Outcome::NoReceiver,
            ) => {}
            (_, Outcome::NotMatched) => self.condition(row, scope, out),
            (RowKind::Guard | RowKind::Pocket, Outcome::Passed) => {}
            (RowKind::Conversion, _) => {
                self.change(row, self.exponent, out);
                self.rate(row, out);
            }
            // A base may be units, which have no decimals.
            (RowKind::Plan, _) => self.change(row, row.before.scale(), out),
            _ => self.change(row, self.exponent, out),
        }
    }

    /// A comma, and the key where rows have keys.
    fn key(&self, key: &str, out: &mut String) {
        out.push_str(if self.compact { "," } else { key });
    }

    /// Stage, rule and scope that a row speaks of.
    pub(super) fn named(&self, row: &Row) -> (&'a str, Option<&'a str>, Option<&'a Scope>) {
        let (book, at) = (self.engine.book(), row.rule as usize);
        match row.kind {
            RowKind::Entry => {
                let list = self.engine.prices().entry(row.rule).list;
                ("list", Some(&book.price_lists[list.index()].id), None)
            }
            RowKind::Adjustment => match book.adjustment(row.rule) {
                Some((stage, rule)) => (&stage.name, Some(&rule.id), Some(&rule.scope)),
                None => ("", None, None),
            },
            RowKind::UnitRounding => ("rounding", Some("unit"), None),
            RowKind::LineRounding => ("rounding", Some("line"), None),
            RowKind::Guard => ("guards", Some(&book.guards[at].id), Some(&book.guards[at].scope)),
            RowKind::Plan => ("fees", Some(&book.plans[at].id), Some(&book.plans[at].scope)),
            RowKind::NoPlan => ("fees", None, None),
            RowKind::Conversion => ("conversion", Some(&book.price_lists[at].id), None),
            RowKind::OrderAdjustment => (
                "order",
                Some(&book.order_adjustments[at].id),
                Some(&book.order_adjustments[at].scope),
            ),
            RowKind::Pocket => ("guards", Some(&book.guards[at].id), None),
        }
    }

    fn entry(&self, row: &Row, out: &mut String) {
        let entry = self.engine.prices().entry(row.rule);
        self.key(",\"quantity_from\":", out);
        json::whole(entry.quantity_from, out);
        self.key(",\"price\":", out);
        json::price(entry.unit_price, self.exponent, out);
    }

    fn rate(&self, row: &Row, out: &mut String) {
        self.key(",\"rate\":", out);
        json::price(self.conversion_rate(row), 0, out);
    }

    /// The rate of a conversion.
    pub(super) fn conversion_rate(&self, row: &Row) -> Exact {
        let list = &self.engine.book().price_lists[row.rule as usize];
        let conversion = list.conversion(self.decision.currency()).flatten();
        conversion.map_or(Exact::ZERO, |own| own.rate)
    }

    fn change(&self, row: &Row, decimals_before: u8, out: &mut String) {
        self.key(",\"before\":", out);
        json::price(row.before, decimals_before, out);
        self.key(",\"after\":", out);
        json::price(row.after, self.exponent, out);
    }

    /// The first condition of the scope that fails, or the currency when all hold.
    fn condition(&self, row: &Row, scope: Option<&Scope>, out: &mut String) {
        let failing = self.failing(row, scope);
        let name = failing.map_or("currency", |condition| &condition.name);
        self.key(",\"condition\":", out);
        json::text(name, out);
        self.key(",\"expected\":", out);
        json::quoted(out, |out| self.write_expected(row, failing, Language::En, out));
        self.key(",\"actual\":", out);
        json::quoted(out, |out| self.write_actual(row, failing, Language::En, out));
    }

    /// The first condition that fails, of those that a row is told for.
    pub(super) fn failing(&self, row: &Row, scope: Option<&'a Scope>) -> Option<&'a Condition> {
        let list = (row.kind == RowKind::Entry).then(|| self.list(row));
        let of_order = matches!(row.kind, RowKind::Plan | RowKind::OrderAdjustment);
        // Below the full level a rule is only told when its partner and product
        // conditions hold.
        let full = self.decision.trace_level == TraceLevel::Full;
        let asked = |c: &&Condition| match c.subject {
            _ if list.is_some() => true,
            Subject::Quantity => !of_order,
            Subject::Deal => true,
            Subject::PartnerAttribute(_) if c.test == Test::NotBefore => true,
            subject => (full || of_order) && (!of_order || subject.of_partner()),
        };
        let scope = scope.or(list.map(|list| &list.scope));
        let conditions = scope.map_or(&[][..], |s| &s.conditions);
        conditions.iter().filter(asked).find(|c| !self.holds(row, c))
    }

    /// What a failing condition asks, or else the currency of the rule.
    pub(super) fn write_expected(
        &self,
        row: &Row,
        failing: Option<&Condition>,
        language: Language,
        out: &mut String,
    ) {
        match failing {
            Some(condition) => condition.test.write_expected(language, out),
            None if row.kind == RowKind::Entry => out.push_str(self.list(row).currency.code()),
            None => out.push_str(self.engine.book().currency().code()),
        }
    }

    fn list(&self, row: &Row) -> &'a PriceList {
        let list = self.engine.prices().entry(row.rule).list;
        &self.engine.book().price_lists[list.index()]
    }

    fn holds(&self, row: &Row, condition: &Condition) -> bool {
        if let (Test::NotBefore, Subject::PartnerAttribute(a)) =
            (&condition.test, condition.subject)
        {
            return self.decision.facts.days.contains(&a);
        }
        if let Test::Range(low, high) = condition.test {
            let actual = self.quantity(row);
            return low.is_none_or(|low| actual >= low) && high.is_none_or(|high| actual < high);
        }
        let (mut some, mut all, mut any) = (false, true, false);
        self.each_value(row, condition.subject, |word| {
            let meets = condition.test.meets(word);
            (some, all, any) = (true, all && meets, any || meets);
        });
        if matches!(condition.test, Test::Not(_)) { some && all } else { any }
    }

    /// The quantity that the row's rule counts.
    fn quantity(&self, row: &Row) -> i64 {
        let own = |line: &Line| line.quantity;
        let Some(line) = self.decision.lines().get(row.line as usize) else { return 0 };
        let over = match row.kind {
            RowKind::Adjustment => self.engine.book().adjustment(row.rule).map(|(_, a)| a.over),
            _ => None,
        };
        let group = |line: &Line| {
            line.product.and_then(|product| self.engine.classes().product(product).group)
        };
        let counted = match (over, group(line)) {
            (Some(Over::Group), Some(of_line)) => Some(of_line),
            (Some(Over::Order), _) => None,
            _ => return own(line),
        };
        let lines = self.decision.lines().iter().filter(|line| line.counts());
        lines.filter(|line| counted.is_none() || group(line) == counted).map(own).sum()
    }

    /// What is there in the place of what a condition asks, or else the currency.
    pub(super) fn write_actual(
        &self,
        row: &Row,
        failing: Option<&Condition>,
        language: Language,
        out: &mut String,
    ) {
        let Some(condition) = failing else {
            return out.push_str(self.decision.currency().code());
        };
        if condition.subject == Subject::Quantity {
            return json::whole(self.quantity(row), out);
        }
        let start = out.len();
        self.each_value(row, condition.subject, |word| {
            if out.len() > start {
                out.push_str(", ");
            }
            out.push_str(word);
        });
        if out.len() == start {
            out.push_str(if language == Language::Nl { "geen" } else { "none" });
        }
    }

    /// Visits what the line's partner or product has of a subject.
    fn each_value(&self, row: &Row, subject: Subject, mut visit: impl FnMut(&str)) {
        let engine = self.engine;
        let (partners, products) = (engine.partners(), engine.products());
        let line = self.decision.lines().get(row.line as usize);
        let product = line.and_then(|line| line.product);
        let partner = self.decision.partner;
        match (subject, partner, product) {
            (Subject::Deal, _, _) => visit(self.decision.facts.place.name()),
            (Subject::Partner, Some(id), _) => visit(partners.ids.name(id)),
            (Subject::Product, _, Some(id)) => visit(products.ids.name(id)),
            (Subject::Niche, Some(id), _) => {
                let niches = engine.book().niches();
                engine.niches_of(id).iter().for_each(|&at| visit(&niches[at as usize].id));
            }
            (Subject::PartnerAttribute(a), Some(id), _) => {
                values(&partners.rows[id.index()].values, &partners.values, a).for_each(visit);
            }
            (Subject::ProductAttribute(a), _, Some(id)) => {
                values(&products.rows[id.index()].values, &products.values, a).for_each(visit);
            }
            _ => {}
        }
    }
}

fn values<'a>(
    own: &'a AttributeValues,
    names: &'a [Names<ValueId>],
    attribute: u16,
) -> impl Iterator<Item = &'a str> {
    let names = names.get(attribute as usize);
    let own = own.iter().filter(move |(a, _)| *a == attribute);
    own.filter_map(move |(_, value)| names.map(|names| names.name(*value)))
}
