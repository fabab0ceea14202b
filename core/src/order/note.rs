use super::decision::Span;
use crate::calendar::Day;
use crate::explain::{Code, Severity};
use crate::id::ProductId;
use crate::money::Exact;

/// A finding in numbers; it becomes a [`Finding`](crate::Finding) when read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Note {
    pub code: Code,
    pub severity: Severity,
    /// The line it speaks of, or none.
    pub line: u32,
    /// The field, or an empty text for the whole order or line.
    pub field: &'static str,
    pub rule: NoteRule,
    pub data: [(&'static str, Datum); 4],
}

/// The rule that spoke.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NoteRule {
    None,
    Rulebook,
    Product(ProductId),
    Permission(u32),
    Adjustment(u32),
    Guard(u32),
    AmountMin(u32),
    Plan(u32),
    OrderAdjustment(u32),
    Credit,
}

/// One datum of a note.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Datum {
    Nothing,
    Whole(i64),
    /// A unit price or another exact number.
    Price(Exact),
    /// Minor units of the order's currency.
    Amount(i64),
    Day(Day),
    /// A piece of the decision's texts.
    Text(Span),
    Word(&'static str),
    Product(ProductId),
    Partner,
    Currency,
    /// The currency of the rulebook.
    BookCurrency,
    Adjustment(u32),
    Guard(u32),
    Permission(u32),
    Plan(u32),
    OrderAdjustment(u32),
}

impl Note {
    pub(crate) const fn new(code: Code, line: u32, field: &'static str) -> Self {
        Self {
            code,
            severity: code.severity(),
            line,
            field,
            rule: NoteRule::None,
            data: [("", Datum::Nothing); 4],
        }
    }

    pub(crate) const fn rule(mut self, rule: NoteRule) -> Self {
        self.rule = rule;
        self
    }

    pub(crate) const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, datum: Datum) -> Self {
        // INVARIANT: no code of the catalogue speaks of more than four data.
        if let Some(free) = self.data.iter_mut().find(|(n, _)| n.is_empty()) {
            *free = (name, datum);
        }
        self
    }

    pub(crate) fn data(&self) -> impl Iterator<Item = (&'static str, Datum)> + '_ {
        self.data.iter().copied().filter(|(name, _)| !name.is_empty())
    }
}
