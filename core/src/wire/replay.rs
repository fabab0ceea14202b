use super::json;
use super::order::read_order;
use crate::error::{Error, ErrorKind};
use crate::explain::TraceLevel;
use crate::money::Exact;
use crate::order::{Options, Stock, Workspace};
use crate::replay::{Change, Figures, Replay};
use crate::rulebook::Engine;
use std::thread;

/// Decides past orders, one JSON text a line, under the rules of today and under
/// a candidate, and sums what would change.
///
/// Each order is decided as if it were alone, without a trace. `workers` threads
/// share the orders; the answer does not depend on how many there are.
///
/// # Errors
///
/// Of kind `input` for no workers or more than 64.
///
/// ```
/// # use longtail::{Engine, Rulebook, Table, Tables, replay};
/// let book = |percent: &str| format!("{{format: 1, id: b, zone: UTC, currency: EUR,
///   price_lists: [{{id: g, for: everyone}}], availability: {{untracked: unlimited}},
///   waterfall: [{{stage: s, combine: best, adjustments: [{{id: a, for: everyone, percent: {percent}}}]}}]}}");
/// # let tables = Tables {
/// #     partners: Table { source: "p", text: "id,name\nP-1,Jansen" },
/// #     products: Table { source: "p", text: "id,name\nA-1,Glove" },
/// #     prices: Table { source: "p", text: "list,product,unit_price\ng,A-1,10.00" },
/// #     ..Tables::default()
/// # };
/// let engine = |percent| Engine::from_tables(Rulebook::parse(&book(percent), "b")?, &tables);
/// let orders = r#"{"partner":"P-1","placed_at":"2026-03-02T10:00:00","lines":[{"product":"A-1","quantity":3}]}"#;
/// let replay = replay(&engine("0")?, &engine("-10")?, orders, 1)?;
/// let total = replay.tables()[0].total;
/// assert_eq!((total.before.revenue, total.after.revenue), (3_000, 2_700));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn replay(
    base: &Engine,
    candidate: &Engine,
    orders: &str,
    workers: usize,
) -> Result<Replay, Error> {
    if !(1..=WORKERS_MAX).contains(&workers) {
        let message = format!("`workers`: {workers} is not from 1 to {WORKERS_MAX}");
        return Err(Error::new(ErrorKind::Input, message));
    }
    let parts = parts_of(orders, workers);
    let mut whole = Replay::new(base, candidate);
    thread::scope(|scope| {
        let run = |part| scope.spawn(move || replayed(base, candidate, part));
        let running: Vec<_> = parts.into_iter().map(run).collect();
        for part in running {
            // What stopped a worker stops the call, as it would without workers.
            let part = part.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause));
            whole.merge(&part);
        }
        Ok(whole)
    })
}

const WORKERS_MAX: usize = 64;

/// The text in about equal parts, cut between lines.
fn parts_of(text: &str, count: usize) -> Vec<&str> {
    let mut parts = Vec::with_capacity(count);
    let mut rest = text;
    for left in (1..=count).rev() {
        let about = rest.len() / left;
        let end = rest.as_bytes()[about..].iter().position(|byte| *byte == b'\n');
        let end = end.map_or(rest.len(), |end| about + end + 1);
        let (part, after) = rest.split_at(if left == 1 { rest.len() } else { end });
        parts.push(part);
        rest = after;
    }
    parts
}

fn replayed(base: &Engine, candidate: &Engine, orders: &str) -> Replay {
    let options = Options { trace: TraceLevel::None, stock: Stock::Snapshot, ..Options::default() };
    let mut replay = Replay::new(base, candidate);
    let (mut before, mut after) = (Workspace::new(), Workspace::new());
    for text in orders.lines().filter(|line| !line.trim().is_empty()) {
        let Ok(draft) = read_order(text) else {
            replay.unreadable += 1;
            continue;
        };
        let decided = (
            base.decide(&draft, &options, &mut before),
            candidate.decide(&draft, &options, &mut after),
        );
        match decided {
            (Ok(own), Ok(other)) => replay.add((base, own), (candidate, other)),
            _ => replay.unreadable += 1,
        }
    }
    replay
}

/// A replay as JSON: counts of orders and verdicts, and by currency the total
/// and the tables of partners, niches and products.
#[must_use]
pub fn replay_json(replay: &Replay) -> String {
    let mut out = String::from("{\"orders\":");
    count(replay.orders, &mut out);
    out.push_str(",\"unreadable\":");
    count(replay.unreadable, &mut out);
    out.push_str(",\"verdicts\":[");
    let mut first = true;
    for (before, row) in VERDICTS.iter().zip(&replay.verdicts) {
        for (after, orders) in VERDICTS.iter().zip(row).filter(|(_, orders)| **orders > 0) {
            out.push_str(if first { "" } else { "," });
            first = false;
            out.push_str(&format!("{{\"before\":\"{before}\",\"after\":\"{after}\",\"orders\":"));
            count(*orders, &mut out);
            out.push('}');
        }
    }
    out.push_str("],\"currencies\":[");
    for (at, tables) in replay.tables().iter().enumerate() {
        out.push_str(if at > 0 { ",{\"currency\":" } else { "{\"currency\":" });
        json::text(tables.currency.code(), &mut out);
        let exponent = tables.currency.exponent();
        out.push_str(",\"total\":{");
        change(&tables.total, exponent, &mut out);
        out.push('}');
        let named = [
            ("partners", &tables.partners),
            ("niches", &tables.niches),
            ("products", &tables.products),
        ];
        for (name, rows) in named {
            out.push_str(&format!(",\"{name}\":["));
            for (at, (id, row)) in rows.iter().enumerate() {
                out.push_str(if at > 0 { ",{\"id\":" } else { "{\"id\":" });
                json::text(id, &mut out);
                out.push(',');
                change(row, exponent, &mut out);
                out.push('}');
            }
            out.push(']');
        }
        out.push('}');
    }
    out.push_str("]}");
    out
}

/// In the order of the variants.
const VERDICTS: [&str; 4] = ["accepted", "accepted_with_changes", "needs_approval", "rejected"];

fn count(value: u64, out: &mut String) {
    out.push_str(&value.to_string());
}

type Figure = fn(&Figures) -> i128;

fn change(change: &Change, exponent: u8, out: &mut String) {
    let figures: [(&str, Figure); 5] = [
        ("orders", |f| i128::from(f.orders)),
        ("units", |f| f.units),
        ("revenue", |f| f.revenue),
        ("fee", |f| f.fee),
        ("margin", |f| f.margin),
    ];
    for (at, (name, figure)) in figures.into_iter().enumerate() {
        for (side, figures) in [("before", &change.before), ("after", &change.after)] {
            if at > 0 || side == "after" {
                out.push(',');
            }
            out.push_str(&format!("\"{name}_{side}\":"));
            let value = figure(figures);
            match at {
                0 | 1 => out.push_str(&value.to_string()),
                _ => json::price(Exact::new(value, exponent), exponent, out),
            }
        }
    }
}
