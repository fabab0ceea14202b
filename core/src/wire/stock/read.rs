//! Plans, policies and facts of stock from text.

use super::super::order::scalar;
use super::parse_instant;
use crate::calendar::Day;
use crate::document::{Fields, Node, Reader};
use crate::stock::{
    Delta, OrderKit, OrderLine, PoolKey, RepromisePolicy, Seen, Sight, StockKey, StockPlan,
    Strategy, UNITS_MAX, Whose,
};

pub(super) fn owned(reader: &mut Reader, node: &Node) -> Option<Box<str>> {
    reader.text(node).map(Into::into)
}

/// A text that may be empty.
pub(super) fn any_text(reader: &mut Reader, node: &Node) -> Option<Box<str>> {
    let text = scalar(node).map(Into::into);
    if text.is_none() {
        reader.wrong_type(node, "a text");
    }
    text
}

/// Any number of the type: what is out of range is a finding of the ledger.
pub(super) fn whole(reader: &mut Reader, node: &Node) -> Option<i64> {
    reader.whole(node, i64::MIN, i64::MAX)
}

pub(super) fn number(reader: &mut Reader, node: &Node) -> Option<u64> {
    reader.whole(node, 0, i64::MAX).and_then(|number| u64::try_from(number).ok())
}

pub(super) fn instant(reader: &mut Reader, node: &Node) -> Option<i64> {
    let instant = scalar(node).and_then(parse_instant);
    if instant.is_none() {
        reader.invalid(node, "a time with its offset such as 2026-03-02T10:15:00Z");
    }
    instant
}

pub(super) fn pool(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<PoolKey> {
    let product = fields.required(reader, "product", owned);
    let location = fields.required(reader, "location", owned);
    Some(PoolKey { product: product?, location: location? })
}

/// A list of mappings, each read whole.
pub(super) fn rows<T>(
    reader: &mut Reader,
    node: &Node,
    mut row: impl FnMut(&mut Reader, &mut Fields<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    Some(reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let read = row(reader, &mut fields);
        fields.finish(reader);
        read
    }))
}

pub(super) fn versions(reader: &mut Reader, node: &Node) -> Option<Vec<Seen>> {
    rows(reader, node, |reader, fields| {
        let product = fields.required(reader, "product", owned);
        let group = fields.optional(reader, "group", owned);
        let location = match group {
            Some(_) => Some(Box::default()),
            None => fields.required(reader, "location", owned),
        };
        let version = fields.required(reader, "version", number);
        let (product, location) = (product?, location?);
        let key = match group {
            Some(group) => StockKey::Quota { product, group },
            None => StockKey::Pool(PoolKey { product, location }),
        };
        Some(Seen { key, version: version? })
    })
}

pub(super) fn lines(reader: &mut Reader, node: &Node) -> Option<Vec<OrderLine>> {
    rows(reader, node, |reader, fields| {
        let line = fields.required(reader, "line", owned);
        let quantity = fields.required(reader, "quantity", whole);
        let day = fields.required(reader, "day", Reader::day);
        let whole = flag(reader, fields, "whole");
        let kit = fields.optional(reader, "kit", kit);
        Some(OrderLine { line: line?, quantity: quantity?, day: day?, whole, kit })
    })
}

/// What is not so when it is not said.
pub(super) fn flag(reader: &mut Reader, fields: &mut Fields<'_>, name: &'static str) -> bool {
    fields.optional(reader, name, Reader::bool).unwrap_or(false)
}

fn kit(reader: &mut Reader, node: &Node) -> Option<OrderKit> {
    let mut fields = reader.fields(node)?;
    let product = fields.required(reader, "product", owned);
    let parts = fields.required(reader, "parts", |reader, node| {
        rows(reader, node, |reader, fields| {
            let product = fields.required(reader, "product", owned);
            // A part of a kit is at least one unit of it.
            let units = fields.required(reader, "quantity", |r, n| r.whole(n, 1, UNITS_MAX));
            Some((product?, units?))
        })
    });
    fields.finish(reader);
    Some(OrderKit { product: product?, parts: parts? })
}

pub(super) fn plan(reader: &mut Reader, node: &Node) -> Option<StockPlan> {
    let mut fields = reader.fields(node)?;
    let key = fields.required(reader, "key", owned);
    let partner = fields.optional(reader, "partner", any_text).unwrap_or_default();
    let owner = fields.optional(reader, "owner", owned);
    let now = fields.required(reader, "now", instant);
    let today = fields.required(reader, "today", Reader::day);
    let until = fields.optional(reader, "until", Reader::day);
    let overdue = fields.optional(reader, "overdue_days", |r, n| r.whole(n, 0, 3_660));
    let together = flag(reader, &mut fields, "together");
    let own_lines = fields.optional(reader, "lines", lines).unwrap_or_default();
    let own_deltas = fields.required(reader, "deltas", deltas);
    let loose = fields.optional(reader, "loose", deltas).unwrap_or_default();
    let versions = fields.required(reader, "versions", versions);
    let answer = fields.optional(reader, "answer", any_text).unwrap_or_default();
    fields.finish(reader);
    let overdue_days = overdue.and_then(|days| u32::try_from(days).ok());
    Some(StockPlan {
        key: key?,
        partner,
        owner,
        now: now?,
        sight: Sight { today: today?, until, overdue_days },
        together,
        lines: own_lines,
        deltas: own_deltas?,
        loose,
        versions: versions?,
        answer,
    })
}

fn deltas(reader: &mut Reader, node: &Node) -> Option<Vec<Delta>> {
    rows(reader, node, |reader, fields| {
        let order = fields.required(reader, "order", owned);
        let line = fields.required(reader, "line", owned);
        let pool = pool(reader, fields);
        let day: Option<Day> = fields.required(reader, "day", Reader::day);
        let quantity = fields.required(reader, "quantity", whole);
        Some(Delta { order: order?, line: line?, pool: pool?, day: day?, quantity: quantity? })
    })
}

/// `{ "default": "gain", "rules": [{ "order": "O-1", "strategy": "win" }] }`.
pub(super) fn policy(reader: &mut Reader, node: &Node) -> Option<RepromisePolicy> {
    let mut fields = reader.fields(node)?;
    let strategy =
        |r: &mut Reader, n: &Node| r.word(n, &Strategy::NAMES).map(|at| Strategy::ALL[at]);
    let default = fields.optional(reader, "default", strategy).unwrap_or_default();
    let rules = fields.optional(reader, "rules", |reader, node| {
        rows(reader, node, |reader, fields| {
            let order = fields.optional(reader, "order", owned);
            let partner = fields.optional(reader, "partner", owned);
            let strategy = fields.required(reader, "strategy", strategy);
            match (order, partner) {
                (Some(order), None) => Some((Whose::Order(order), strategy?)),
                (None, Some(partner)) => Some((Whose::Partner(partner), strategy?)),
                _ => {
                    fields.not_one(reader, &["order", "partner"]);
                    None
                }
            }
        })
    });
    fields.finish(reader);
    Some(RepromisePolicy { default, rules: rules.unwrap_or_default() })
}
