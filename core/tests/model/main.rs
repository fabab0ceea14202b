//! A model: the contract once more, slow and obvious, held against the library
//! on random contracts. It shares no code with the library.
//!
//! `LONGTAIL_MODEL=100000` runs so many contracts, `LONGTAIL_MODEL_FROM=7` begins
//! at that one; a difference is told with the smallest contract that shows it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod compare;
mod coverage;
mod decide;
mod fees;
mod generate;
mod library;
mod lists;
mod number;
mod properties;
mod rng;
mod schedule;
mod scope;
mod total;
mod waterfall;
mod world;

use coverage::Seen;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

const CONTRACTS: u64 = 3_000;
const THREADS: u64 = 2;

/// What some contracts came to.
#[derive(Default)]
struct Run {
    refused: Vec<String>,
    /// Differences by their kind: how many, and the first order that shows one.
    kinds: BTreeMap<String, (usize, Value)>,
    seen: Seen,
}

impl Run {
    fn contract(&mut self, seed: u64) {
        let case = generate::contract(seed);
        let engine = match library::engine(&case) {
            Ok(engine) => engine,
            Err(fault) => return self.refused.push(format!("contract {seed}: {fault}")),
        };
        for order in case["orders"].as_array().unwrap() {
            let theirs = library::decide(&engine, order).unwrap();
            let ours = decide::decide(&case, order);
            if let Some(difference) = compare::difference(&ours, &theirs) {
                let mut one = case.clone();
                one["orders"] = json!([order]);
                self.kinds.entry(difference.kind()).or_insert((0, one)).0 += 1;
            }
            coverage::note(&case, order, &ours, &mut self.seen);
        }
    }

    fn join(&mut self, other: Self) {
        self.refused.extend(other.refused);
        for (kind, (count, case)) in other.kinds {
            self.kinds.entry(kind).or_insert((0, case)).0 += count;
        }
        for (name, count) in other.seen {
            *self.seen.entry(name).or_default() += count;
        }
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap())
}

/// All contracts, each thread taking its turn.
fn run(first: u64, count: u64) -> Run {
    let part = |thread: u64| {
        let mut run = Run::default();
        (first + thread..first + count).step_by(THREADS as usize).for_each(|s| run.contract(s));
        run
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|at| scope.spawn(move || part(at))).collect();
        let mut all = Run::default();
        threads.into_iter().for_each(|thread| all.join(thread.join().unwrap()));
        all
    })
}

/// The kinds of differences, each with the smallest contract that shows it.
fn told(kinds: &BTreeMap<String, (usize, Value)>) -> String {
    let mut out = String::new();
    for (kind, (count, case)) in kinds {
        let case = compare::smallest(case, kind);
        writeln!(out, "== {kind}: {count}").unwrap();
        if let Some(difference) = compare::differs(&case) {
            writeln!(out, "{}", compare::told(&case, &difference)).unwrap();
        }
    }
    out
}

#[test]
fn the_model_and_the_library_agree() {
    let count = setting("LONGTAIL_MODEL", CONTRACTS);
    let started = std::time::Instant::now();
    let run = run(setting("LONGTAIL_MODEL_FROM", 0), count);
    println!("{count} contracts in {:.1} s", started.elapsed().as_secs_f64());
    for (name, count) in &run.seen {
        println!("{count:9} {name}");
    }
    assert!(run.kinds.is_empty(), "the model and the library differ\n{}", told(&run.kinds));
    assert!(run.refused.is_empty(), "refused:\n{}", run.refused.join("\n"));
    let missing = coverage::missing(&run.seen);
    assert!(count < CONTRACTS || missing.is_empty(), "never happened: {missing:?}");
}
