//! A model: the contract once more, slow and obvious, held against the library
//! on random contracts. It shares no code with the library.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod compare;
mod decide;
mod fees;
mod generate;
mod library;
mod lists;
mod number;
mod rng;
mod schedule;
mod scope;
mod total;
mod waterfall;
mod world;

use serde_json::{Value, json};
use std::collections::BTreeMap;

#[test]
fn the_model_and_the_library_agree() {
    let mut refused = 0;
    let mut kinds: BTreeMap<String, (usize, Value)> = BTreeMap::new();
    let many = std::env::var("LONGTAIL_MODEL").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let first = std::env::var("LONGTAIL_MODEL_FROM").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    for seed in first..first + many {
        let case = generate::contract(seed);
        let engine = match library::engine(&case) {
            Ok(engine) => engine,
            Err(fault) => {
                refused += 1;
                if refused < 10 {
                    println!("{seed}: {fault}");
                }
                continue;
            }
        };
        for order in case["orders"].as_array().unwrap() {
            let theirs = library::decide(&engine, order).unwrap();
            let ours = decide::decide(&case, order);
            if let Some(difference) = compare::difference(&ours, &theirs) {
                let mut one = case.clone();
                one["orders"] = json!([order]);
                kinds.entry(difference.kind()).or_insert((0, one)).0 += 1;
            }
        }
    }
    println!("{refused} refused");
    for (kind, (count, case)) in kinds {
        println!("== {kind}: {count}");
        let case = compare::smallest(&case, &kind);
        if let Some(difference) = compare::differs(&case) {
            println!("{}", compare::told(&case, &difference));
        }
    }
}
