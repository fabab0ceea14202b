use super::json;
use super::options::{Options as OptionWords, options};
use super::trace::Rows;
use crate::error::Error;
use crate::explain::{Language, Outcome, fill};
use crate::money::Exact;
use crate::order::{Decision, NONE, Row, RowKind, Verdict, Workspace};
use crate::rulebook::Engine;
use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of the SHA-256 of a trace's JSON text.
///
/// Stored with what was booked, it answers a dispute: the same order under the
/// same rulebook and data has the same hash, at the same level of the trace.
#[must_use]
pub fn trace_hash(trace: &str) -> String {
    let digest = Sha256::digest(trace.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Engine {
    /// How an order came to its answer, in words, a line for each row of the
    /// trace; `order` is JSON text, decided as if it were alone. The trace is full
    /// unless another level is asked for.
    ///
    /// # Errors
    ///
    /// Of kind `input` for what cannot be read as an order, and for a word that is
    /// not one of the option's.
    pub fn explain_text(&self, order: &str, words: &OptionWords<'_>) -> Result<String, Error> {
        let options = &options(&OptionWords { trace: words.trace.or(Some("full")), ..*words })?;
        let draft = super::order::read_order(order)?;
        let mut workspace = Workspace::new();
        let decision = self.decide(&draft, options, &mut workspace)?;
        Ok(story(self, decision, options.language))
    }
}

/// A decision in words: what became of the order, then each row of the trace
/// under the line of the order it is about.
#[must_use]
pub fn story(engine: &Engine, decision: &Decision, language: Language) -> String {
    let told = Told { rows: Rows::new(engine, decision, false), engine, decision, language };
    let mut out = String::new();
    told.head(&mut out);
    let mut last = None;
    for row in &decision.trace {
        if last != Some(row.line) {
            last = Some(row.line);
            told.line(row.line, &mut out);
        }
        out.push_str("  ");
        told.row(row, &mut out);
        out.push('\n');
    }
    for finding in super::view::View::new(engine, decision).findings() {
        out.push_str(&finding.message(language));
        let remedy = finding.remedy(language);
        if !remedy.is_empty() {
            out.push_str("; ");
            out.push_str(&remedy);
        }
        out.push('\n');
    }
    out
}

struct Told<'a> {
    rows: Rows<'a>,
    engine: &'a Engine,
    decision: &'a Decision,
    language: Language,
}

impl Told<'_> {
    fn words(&self, english: &'static str, dutch: &'static str) -> &'static str {
        match self.language {
            Language::En => english,
            Language::Nl => dutch,
        }
    }

    fn head(&self, out: &mut String) {
        let book = self.engine.book();
        let decision = self.decision;
        let template = self.words(
            "order[ {order}] of {partner} on {day} under `{book}` ({hash}): {verdict}, net {net}, with tax {gross} {currency}\n",
            "bestelling[ {order}] van {partner} op {day} onder `{book}` ({hash}): {verdict}, netto {net}, met belasting {gross} {currency}\n",
        );
        let exponent = decision.currency().exponent();
        let totals = decision.totals();
        fill(template, out, |name, out| match name {
            "order" => out.push_str(decision.text(decision.order_id).unwrap_or("")),
            "partner" => out.push_str(decision.text(decision.partner_text).unwrap_or("?")),
            "day" => decision.today.write_iso(out),
            "book" => out.push_str(book.id()),
            "hash" => out.push_str(book.hash()),
            "verdict" => out.push_str(self.verdict()),
            "net" => json::plain_amount(totals.net, exponent, out),
            "gross" => json::plain_amount(totals.gross, exponent, out),
            _ => out.push_str(decision.currency().code()),
        });
    }

    fn verdict(&self) -> &'static str {
        match self.decision.verdict {
            Verdict::Accepted => self.words("accepted", "aangenomen"),
            Verdict::AcceptedWithChanges => {
                self.words("accepted with changes", "aangenomen met wijzigingen")
            }
            Verdict::NeedsApproval => self.words("needs approval", "vraagt goedkeuring"),
            Verdict::Rejected => self.words("rejected", "afgewezen"),
        }
    }

    /// The line of the order that the rows below speak of.
    fn line(&self, at: u32, out: &mut String) {
        let Some(line) = self.decision.lines().get(at as usize).filter(|_| at != NONE) else {
            return out.push_str(self.words("the order\n", "de bestelling\n"));
        };
        let template = self.words(
            "line {number}: {quantity} of {product}\n",
            "regel {number}: {quantity} van {product}\n",
        );
        let products = self.engine.products();
        fill(template, out, |name, out| match name {
            "number" => json::whole(i64::from(at) + 1, out),
            "quantity" => json::whole(line.quantity, out),
            _ => out.push_str(line.product.map_or("?", |product| products.ids.name(product))),
        });
    }

    fn row(&self, row: &Row, out: &mut String) {
        let (stage, rule, scope) = self.rows.named(row);
        let (english, dutch) = template(row);
        let failing = self.rows.failing(row, scope);
        let exponent = self.decision.currency().exponent();
        let price = |value: Exact, out: &mut String| value.write(exponent, out);
        fill(self.words(english, dutch), out, |name, out| match name {
            "stage" => out.push_str(stage),
            "rule" => out.push_str(rule.unwrap_or_default()),
            "before" if row.kind == RowKind::Plan => row.before.write(row.before.scale(), out),
            "before" => price(row.before, out),
            "after" => price(row.after, out),
            "price" => price(self.engine.prices().entry(row.rule).unit_price, out),
            "from" => json::whole(self.engine.prices().entry(row.rule).quantity_from, out),
            "rate" => self.rows.conversion_rate(row).write(0, out),
            "expected" => self.rows.write_expected(row, failing, self.language, out),
            "actual" => self.rows.write_actual(row, failing, self.language, out),
            _ => out.push_str(failing.map_or(self.words("currency", "valuta"), |c| &c.name)),
        });
    }
}

/// What a row says, in English and in Dutch.
fn template(row: &Row) -> (&'static str, &'static str) {
    match (row.kind, row.outcome) {
        (RowKind::NoPlan, _) => ("no fee plan applies", "geen feeplan geldt"),
        (_, Outcome::NotMatched) => (
            "{stage}: `{rule}` does not hold: {condition} is {actual}, and must be {expected}",
            "{stage}: `{rule}` geldt niet: {condition} is {actual}, en moet zijn: {expected}",
        ),
        (_, Outcome::NotYetValid) => {
            ("{stage}: `{rule}` has not begun", "{stage}: `{rule}` is nog niet begonnen")
        }
        (_, Outcome::Expired) => ("{stage}: `{rule}` has ended", "{stage}: `{rule}` is afgelopen"),
        (_, Outcome::NoReceiver) => (
            "{stage}: `{rule}` has nobody to receive it",
            "{stage}: `{rule}` heeft niemand die het ontvangt",
        ),
        (RowKind::Entry, outcome) => of_entry(outcome),
        (_, Outcome::Shadowed) => (
            "{stage}: `{rule}` gives way to another rule",
            "{stage}: `{rule}` wijkt voor een andere regel",
        ),
        (RowKind::Guard | RowKind::Pocket, outcome) => of_guard(outcome),
        (RowKind::Conversion, _) => (
            "{stage}: {before} of `{rule}` at {rate} is {after}",
            "{stage}: {before} van `{rule}` tegen {rate} is {after}",
        ),
        (RowKind::Plan, _) => (
            "{stage}: `{rule}` comes to {after} on {before}",
            "{stage}: `{rule}` is {after} over {before}",
        ),
        (RowKind::UnitRounding, _) => (
            "{stage}: the unit price {before} becomes {after}",
            "{stage}: de prijs per stuk {before} wordt {after}",
        ),
        (RowKind::LineRounding, _) => (
            "{stage}: the amount {before} becomes {after}",
            "{stage}: het bedrag {before} wordt {after}",
        ),
        (RowKind::Adjustment | RowKind::OrderAdjustment, _) => (
            "{stage}: `{rule}` makes {before} into {after}",
            "{stage}: `{rule}` maakt van {before} {after}",
        ),
    }
}

fn of_entry(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Applied => (
            "{stage}: `{rule}` gives {price} from {from}",
            "{stage}: `{rule}` geeft {price} vanaf {from}",
        ),
        Outcome::BelowQuantity => (
            "{stage}: `{rule}` would give {price}, but from {from} only",
            "{stage}: `{rule}` zou {price} geven, maar pas vanaf {from}",
        ),
        Outcome::NotYetKnown => (
            "{stage}: {price} of `{rule}` was not known yet",
            "{stage}: {price} van `{rule}` was nog niet bekend",
        ),
        Outcome::Corrected => (
            "{stage}: {price} of `{rule}` was corrected since",
            "{stage}: {price} van `{rule}` is intussen verbeterd",
        ),
        _ => (
            "{stage}: {price} of `{rule}` from {from} gives way to another price",
            "{stage}: {price} van `{rule}` vanaf {from} wijkt voor een andere prijs",
        ),
    }
}

fn of_guard(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Clamped => (
            "{stage}: `{rule}` brings {before} to {after}",
            "{stage}: `{rule}` brengt {before} naar {after}",
        ),
        Outcome::Approval => (
            "{stage}: `{rule}` asks for approval of {before}; its bound is {after}",
            "{stage}: `{rule}` vraagt goedkeuring van {before}; de grens is {after}",
        ),
        Outcome::Refused => (
            "{stage}: `{rule}` refuses {before}; its bound is {after}",
            "{stage}: `{rule}` weigert {before}; de grens is {after}",
        ),
        _ => ("{stage}: `{rule}` lets it pass", "{stage}: `{rule}` laat het door"),
    }
}
