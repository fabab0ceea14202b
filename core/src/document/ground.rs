//! Readers for the terms that every part of a rulebook uses.

use super::{Fields, Node, Reader, nearest};
use crate::calendar::{Day, Interval, Validity};
use crate::explain::Code;
use crate::money::{Currency, Exact, Mode, Rounding};

impl Reader {
    /// `{ from: day, until: day }`, half-open.
    pub(crate) fn interval(&mut self, node: &Node) -> Option<Interval> {
        let mut fields = self.fields(node)?;
        let from = fields.optional(self, "from", Self::day);
        let until = fields.optional(self, "until", Self::day);
        fields.finish(self);
        self.not_inverted(node, Interval { from, until })
    }

    /// The optional field `valid`; always, when it is not there.
    pub(crate) fn valid(&mut self, fields: &mut Fields<'_>) -> Interval {
        fields.optional(self, "valid", Self::interval).unwrap_or_default()
    }

    /// The optional field `valid` of a rule, which may also say from and until
    /// when it holds for partners that were there before.
    pub(crate) fn validity(&mut self, fields: &mut Fields<'_>) -> Validity {
        fields.optional(self, "valid", Self::read_validity).unwrap_or_default()
    }

    fn read_validity(&mut self, node: &Node) -> Option<Validity> {
        let mut fields = self.fields(node)?;
        let from = fields.optional(self, "from", Self::day);
        let until = fields.optional(self, "until", Self::day);
        let existing_from = fields.optional(self, "existing_from", Self::day);
        let existing_until = fields.optional(self, "existing_until", Self::day);
        fields.finish(self);
        let lacks = |own: Option<Day>, existing: Option<Day>| own.is_none() && existing.is_some();
        if lacks(from, existing_from) || lacks(until, existing_until) {
            self.invalid(node, "`from` beside `existing_from`, `until` beside `existing_until`");
            return None;
        }
        let valid = Validity { interval: Interval { from, until }, existing_from, existing_until };
        // A partner that is there since the first day was there before either.
        for interval in [valid.interval, valid.of(Some(Day(i32::MIN)))] {
            self.not_inverted(node, interval)?;
        }
        Some(valid)
    }

    fn not_inverted(&mut self, node: &Node, interval: Interval) -> Option<Interval> {
        if let (true, Some(from), Some(until)) =
            (interval.inverted(), interval.from, interval.until)
        {
            let (from, until) = (from.to_string(), until.to_string());
            self.fault(node, Code::IntervalInverted, &[("from", &from), ("until", &until)]);
            return None;
        }
        Some(interval)
    }

    /// A code of ISO 4217.
    pub(crate) fn currency(&mut self, node: &Node) -> Option<Currency> {
        let text = self.text(node)?;
        let known = Currency::parse(text);
        if known.is_none() {
            let near = nearest(text, Currency::codes()).unwrap_or("");
            let data = [("found", text), ("expected", "currency"), ("nearest", near)];
            self.fault(node, Code::UnknownName, &data);
        }
        known
    }

    /// `{ EUR: 75.00, GBP: 60.00 }`: amounts, none finer than its minor unit.
    pub(crate) fn amounts(&mut self, node: &Node) -> Option<Vec<(Currency, Exact)>> {
        Some(self.entries(node, |reader, key, value| {
            let Some(currency) = Currency::parse(&key.text) else {
                let near = nearest(&key.text, Currency::codes()).unwrap_or("");
                let data = [("found", &*key.text), ("expected", "currency"), ("nearest", near)];
                reader.fault_at(key.line, key.column, Code::UnknownName, &data);
                return None;
            };
            let amount = reader.not_negative(value)?;
            if amount.rescaled(currency.exponent()).is_none() {
                let expected = format!("an amount with at most {} decimals", currency.exponent());
                reader.invalid(value, &expected);
                return None;
            }
            Some((currency, amount))
        }))
    }

    /// A number that is not below zero.
    pub(crate) fn not_negative(&mut self, node: &Node) -> Option<Exact> {
        let number = self.number(node)?;
        if number.signum() < 0 {
            self.invalid(node, "a number of at least 0");
            return None;
        }
        Some(number)
    }

    /// A number above zero.
    pub(crate) fn positive(&mut self, node: &Node) -> Option<Exact> {
        let number = self.number(node)?;
        if number.signum() <= 0 {
            self.invalid(node, "a number above 0");
            return None;
        }
        Some(number)
    }

    /// `{ mode: half_up, increment: 0.01 }`.
    pub(crate) fn rounding(&mut self, node: &Node) -> Option<Rounding> {
        let mut fields = self.fields(node)?;
        let mode = fields.optional(self, "mode", |r, n| {
            r.word(n, &Mode::NAMES).and_then(|at| Mode::parse(Mode::NAMES[at]))
        });
        let increment = fields.required(self, "increment", Self::positive);
        fields.finish(self);
        Some(Rounding { mode: mode.unwrap_or_default(), increment: increment? })
    }

    /// An id that no rule of its kind has yet.
    pub(crate) fn unique_id(
        &mut self,
        fields: &mut Fields<'_>,
        seen: &mut Vec<Box<str>>,
        kind: &str,
    ) -> Option<Box<str>> {
        fields.required(self, "id", |reader, node| {
            let id: Box<str> = reader.text(node)?.into();
            if seen.contains(&id) {
                reader.fault(node, Code::DuplicateId, &[("found", &id), ("expected", kind)]);
                return None;
            }
            seen.push(id.clone());
            Some(id)
        })
    }
}
