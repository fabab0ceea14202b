use super::decision::{Line, LineAmounts, LineStatus, NONE, Span};
use super::note::{Datum, Note, NoteRule};
use super::{Decision, Draft, DraftLine, Quantity};
use crate::availability::QuantityPolicy;
use crate::calendar::{Day, IntervalState};
use crate::explain::{Code, Severity};
use crate::id::{Id, ProductId};
use crate::money::{Currency, Exact};
use crate::partner::PartnerStatus;
use crate::product::gtin;
use crate::rulebook::Engine;
use hashbrown::HashSet;

/// The largest quantity of a line; far below what would overflow a sum.
pub(crate) const QUANTITY_MAX: i64 = 1_000_000_000;

/// Fills the decision's lines; `false` when nothing further is to be checked.
pub(super) fn resolve(engine: &Engine, draft: &Draft<'_>, out: &mut Decision) -> bool {
    resolve_partner(engine, draft, out);
    if !lines_countable(engine, draft, out) {
        return false;
    }
    if engine.book().valid.state(out.today) != IntervalState::Holds {
        let note = Note::new(Code::OutsideValidity, NONE, "placed_at")
            .rule(NoteRule::Rulebook)
            .with("day", Datum::Day(out.today));
        out.notes.push(note);
    }
    resolve_currency(engine, draft, out);
    resolve_facts(engine, draft, out);
    let requested = not_past(draft.requested, NONE, out);
    let mut ids = LineIds::new(draft);
    for (at, line) in (0u32..).zip(&draft.lines) {
        let mut resolved = resolve_line(engine, line, at, requested, out);
        if ids.seen_before(at as usize) {
            resolved.blocked = true;
            let found = Datum::Text(resolved.id);
            out.notes.push(Note::new(Code::DuplicateLineId, at, "id").with("found", found));
        }
        resolved.counts = !resolved.blocked;
        out.lines.push(resolved);
    }
    true
}

fn resolve_partner(engine: &Engine, draft: &Draft<'_>, out: &mut Decision) {
    out.partner = engine.partners().ids.get(&draft.partner);
    out.partner_text = out.keep(&draft.partner);
    let status = out.partner.map(|id| engine.partners().rows[id.index()].status);
    let note = match status {
        None => Note::new(Code::UnknownPartner, NONE, "partner")
            .with("found", Datum::Text(out.partner_text)),
        Some(PartnerStatus::Active) => return,
        Some(status) => Note::new(Code::PartnerNotActive, NONE, "partner")
            .with("partner", Datum::Partner)
            .with("status", Datum::Word(status.name())),
    };
    out.notes.push(note);
}

fn lines_countable(engine: &Engine, draft: &Draft<'_>, out: &mut Decision) -> bool {
    let maximum = engine.book().order_rules.lines_max;
    if draft.lines.is_empty() {
        out.notes.push(Note::new(Code::Empty, NONE, "lines"));
        return false;
    }
    if draft.lines.len() > maximum {
        let note = Note::new(Code::TooManyLines, NONE, "lines")
            .rule(NoteRule::Rulebook)
            .with("lines", Datum::Whole(draft.lines.len() as i64))
            .with("maximum", Datum::Whole(maximum as i64));
        out.notes.push(note);
        return false;
    }
    true
}

fn resolve_currency(engine: &Engine, draft: &Draft<'_>, out: &mut Decision) {
    let own = out.partner.and_then(|id| engine.partners().rows[id.index()].currency);
    let default = own.unwrap_or(engine.book().currency);
    let Some(code) = draft.currency.as_deref() else {
        out.currency = default;
        return;
    };
    out.currency = Currency::parse(code).unwrap_or_else(|| {
        let found = out.keep(code);
        let note =
            Note::new(Code::UnknownCurrency, NONE, "currency").with("found", Datum::Text(found));
        out.notes.push(note);
        default
    });
}

/// The place of the partner in the order's deal, and its days that have not passed.
fn resolve_facts(engine: &Engine, draft: &Draft<'_>, out: &mut Decision) {
    if let Some(deal) = draft.deal.as_deref() {
        if !engine.deals().known(deal) {
            let found = Datum::Text(out.keep(deal));
            out.notes.push(Note::new(Code::UnknownDeal, NONE, "deal").with("found", found));
        }
        if let Some(partner) = out.partner {
            let protection = engine.book().protection_days;
            out.facts.place = engine.deals().place(deal, partner, out.today, protection);
        }
    }
    let Some(partner) = out.partner else { return };
    let attributes = &engine.book().attributes().partner;
    if attributes.iter().any(|attribute| attribute.day) {
        let partners = engine.partners();
        for (at, value) in &partners.rows[partner.index()].values {
            let is_day = attributes.get(*at as usize).is_some_and(|attribute| attribute.day);
            let day = partners.values.get(*at as usize).map(|names| names.name(*value));
            let day = day.filter(|_| is_day).and_then(Day::parse);
            if day.is_some_and(|day| day >= out.today) {
                out.facts.days.push(*at);
            }
        }
    }
}

fn not_past(requested: Option<Day>, line: u32, out: &mut Decision) -> Option<Day> {
    let day = requested?;
    if day >= out.today {
        return Some(day);
    }
    let note = Note::new(Code::DateInPast, line, "requested")
        .with("requested", Datum::Day(day))
        .with("today", Datum::Day(out.today));
    out.notes.push(note);
    Some(out.today)
}

fn resolve_line(
    engine: &Engine,
    draft: &DraftLine<'_>,
    at: u32,
    requested: Option<Day>,
    out: &mut Decision,
) -> Line {
    let notes_before = out.notes.len();
    let mut line = Line {
        id: out.keep_option(draft.id.as_deref()),
        given: Span::NONE,
        product: None,
        ordered: None,
        quantity: 0,
        confirmed: 0,
        status: LineStatus::Rejected,
        substitute: None,
        requested,
        expected_price: draft.unit_price,
        entry: NONE,
        list_price: Exact::ZERO,
        unit_price: Exact::ZERO,
        amounts: LineAmounts::default(),
        deliveries: (0, 0),
        blocked: false,
        counts: false,
    };
    line.product = find_product(engine, draft, at, &mut line, out);
    if let Some(product) = line.product {
        check_product(engine, product, at, out);
    }
    resolve_quantity(engine, draft, at, &mut line, out);
    if draft.requested.is_some() {
        line.requested = not_past(draft.requested, at, out);
    }
    line.blocked = out.notes[notes_before..].iter().any(|n| n.severity == Severity::Block);
    line
}

fn find_product(
    engine: &Engine,
    draft: &DraftLine<'_>,
    at: u32,
    line: &mut Line,
    out: &mut Decision,
) -> Option<ProductId> {
    let by_id = draft.product.as_deref().map(|text| (text, engine.products().ids.get(text)));
    let Some(code) = draft.gtin.as_deref() else {
        let (text, found) = by_id.unwrap_or(("", None));
        if found.is_none() {
            unknown_product(engine, text, at, "product", line, out);
        }
        return found;
    };
    let Some(number) = gtin(code) else {
        line.given = out.keep(by_id.map_or(code, |(text, _)| text));
        let found = out.keep(code);
        out.notes.push(Note::new(Code::GtinInvalid, at, "gtin").with("found", Datum::Text(found)));
        return by_id.and_then(|(_, found)| found);
    };
    let by_code = engine.products().by_gtin.get(&number).copied();
    match by_id {
        None if by_code.is_none() => unknown_product(engine, code, at, "gtin", line, out),
        Some((text, None)) => unknown_product(engine, text, at, "product", line, out),
        Some((_, Some(product))) if by_code != Some(product) => {
            let found = out.keep(code);
            let note = Note::new(Code::ProductAmbiguous, at, "gtin")
                .with("product", Datum::Product(product))
                .with("found", Datum::Text(found));
            out.notes.push(note);
        }
        _ => {}
    }
    match by_id {
        None => by_code,
        Some((_, found)) => found,
    }
}

fn unknown_product(
    engine: &Engine,
    text: &str,
    at: u32,
    field: &'static str,
    line: &mut Line,
    out: &mut Decision,
) {
    line.given = out.keep(text);
    let mut note =
        Note::new(Code::UnknownProduct, at, field).with("found", Datum::Text(line.given));
    if let Some(nearest) = engine.nearest_product(text).filter(|_| field == "product") {
        note = note.with("nearest", Datum::Product(nearest));
    }
    out.notes.push(note);
}

fn check_product(engine: &Engine, product: ProductId, at: u32, out: &mut Decision) {
    if !engine.products().rows[product.index()].active {
        let note = Note::new(Code::ProductNotActive, at, "product")
            .rule(NoteRule::Product(product))
            .with("product", Datum::Product(product));
        out.notes.push(note);
    }
    let Some(partner) = out.partner else { return };
    if let Some(permission) = engine.missing_permission(partner, product) {
        let note = Note::new(Code::ProductNotPermitted, at, "product")
            .rule(NoteRule::Permission(permission))
            .with("product", Datum::Product(product))
            .with("permission", Datum::Permission(permission));
        out.notes.push(note);
    }
}

fn resolve_quantity(
    engine: &Engine,
    draft: &DraftLine<'_>,
    at: u32,
    line: &mut Line,
    out: &mut Decision,
) {
    let whole = match &draft.quantity {
        Quantity::Whole(whole) => *whole,
        Quantity::Fraction(text) => {
            let found = keep_number(text, out);
            let note =
                Note::new(Code::QuantityNotWhole, at, "quantity").with("found", Datum::Text(found));
            out.notes.push(note);
            return;
        }
        Quantity::Huge(text) => {
            let found = keep_number(text, out);
            out.notes.push(out_of_range(at, Datum::Text(found)));
            return;
        }
    };
    let Some(factor) = unit_factor(engine, draft, at, line, out) else { return };
    let Some(whole) = whole.checked_mul(factor) else {
        return out.notes.push(out_of_range(at, Datum::Whole(whole)));
    };
    line.ordered = Some(whole);
    if whole <= 0 {
        let note = Note::new(Code::QuantityNotPositive, at, "quantity")
            .with("quantity", Datum::Whole(whole));
        out.notes.push(note);
    } else if whole > QUANTITY_MAX {
        out.notes.push(out_of_range(at, Datum::Whole(whole)));
    } else {
        line.quantity = whole;
        if let Some(product) = line.product {
            line.quantity = fit_quantity(engine, product, whole, at, out);
        }
    }
}

/// How many of the product's own units one of the line's is; none when the
/// product is not sold by it.
fn unit_factor(
    engine: &Engine,
    draft: &DraftLine<'_>,
    at: u32,
    line: &Line,
    out: &mut Decision,
) -> Option<i64> {
    let (Some(unit), Some(product)) = (draft.unit.as_deref(), line.product) else {
        return Some(1);
    };
    let row = &engine.products().rows[product.index()];
    let known = row.units.iter().find(|(name, _)| **name == *unit).map(|(_, factor)| *factor);
    let factor = known.or_else(|| (*row.unit == *unit).then_some(1));
    if factor.is_none() {
        let found = out.keep(unit);
        let Span(start, mut end) = Span(out.texts.len() as u32, out.texts.len() as u32);
        for (name, _) in &row.units {
            if end > start {
                out.keep(" or ");
            }
            Span(_, end) = out.keep(name);
        }
        let mut note = Note::new(Code::UnknownUnit, at, "unit")
            .with("product", Datum::Product(product))
            .with("found", Datum::Text(found));
        if end > start {
            note = note.with("expected", Datum::Text(Span(start, end)));
        }
        out.notes.push(note);
    }
    factor
}

/// Numbers of any length are orders, but not worth repeating in full.
fn keep_number(text: &str, out: &mut Decision) -> Span {
    const SHOWN_MAX: usize = 40;
    if text.len() <= SHOWN_MAX {
        return out.keep(text);
    }
    // INVARIANT: a number is ASCII, so any offset is between two characters.
    let Span(start, _) = out.keep(text.get(..SHOWN_MAX - 1).unwrap_or(""));
    let Span(_, end) = out.keep("…");
    Span(start, end)
}

fn out_of_range(at: u32, found: Datum) -> Note {
    Note::new(Code::QuantityOutOfRange, at, "quantity")
        .with("found", found)
        .with("maximum", Datum::Whole(QUANTITY_MAX))
}

/// Raises to the minimum, then up to the multiple, then checks the maximum.
fn fit_quantity(
    engine: &Engine,
    product: ProductId,
    asked: i64,
    at: u32,
    out: &mut Decision,
) -> i64 {
    let row = &engine.products().rows[product.index()];
    let multiple = row.quantity_multiple;
    // INVARIANT: both are at most QUANTITY_MAX, so the sum is far inside i64.
    let fitted = asked.max(row.quantity_min).div_ceil_to(multiple);
    let reject = engine.book().availability.quantity == QuantityPolicy::Reject;
    let note = if asked < row.quantity_min {
        Some(
            Note::new(Code::QuantityBelowMinimum, at, "quantity")
                .with("quantity", Datum::Whole(asked))
                .with("minimum", Datum::Whole(row.quantity_min)),
        )
    } else if fitted != asked {
        Some(
            Note::new(Code::QuantityNotMultiple, at, "quantity")
                .with("quantity", Datum::Whole(asked))
                .with("multiple", Datum::Whole(multiple)),
        )
    } else {
        None
    };
    if let Some(note) = note {
        let note = note.rule(NoteRule::Product(product));
        out.notes.push(if reject {
            note.severity(Severity::Block)
        } else {
            note.with("accepted", Datum::Whole(fitted))
        });
    }
    // Nothing is taken in place of what was asked.
    let fitted = if reject { asked } else { fitted };
    if fitted > row.quantity_max {
        let note = Note::new(Code::QuantityAboveMaximum, at, "quantity")
            .rule(NoteRule::Product(product))
            .with("quantity", Datum::Whole(fitted))
            .with("maximum", Datum::Whole(row.quantity_max));
        out.notes.push(note);
    }
    fitted
}

trait DivCeilTo {
    fn div_ceil_to(self, multiple: Self) -> Self;
}

impl DivCeilTo for i64 {
    /// The least multiple that is not below; both are above zero.
    fn div_ceil_to(self, multiple: i64) -> i64 {
        let over = self % multiple.max(1);
        if over == 0 { self } else { self - over + multiple }
    }
}

/// The line ids of a draft, to tell those used before.
struct LineIds<'d> {
    lines: &'d [DraftLine<'d>],
    seen: Option<HashSet<&'d str>>,
}

impl<'d> LineIds<'d> {
    fn new(draft: &'d Draft<'d>) -> Self {
        // Short orders are compared pair by pair: no table, no allocation.
        let many = draft.lines.len() > 32;
        Self { lines: &draft.lines, seen: many.then(|| HashSet::with_capacity(draft.lines.len())) }
    }

    fn seen_before(&mut self, at: usize) -> bool {
        let Some(id) = self.lines[at].id.as_deref() else { return false };
        match &mut self.seen {
            Some(seen) => !seen.insert(id),
            None => self.lines[..at].iter().any(|line| line.id.as_deref() == Some(id)),
        }
    }
}
