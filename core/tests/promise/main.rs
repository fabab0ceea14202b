//! A solver: what can be promised once more, slow and obvious, day by day and
//! by trying every schedule, held against the library on tiny and on random
//! worlds. It shares no code with the library.
//!
//! `LONGTAIL_PROMISE=100000` runs so many random worlds, `LONGTAIL_PROMISE_FROM=7`
//! begins at that one; a difference is told with the smallest world that shows it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod answer;
mod compare;
mod coverage;
mod days;
mod decide;
mod generate;
mod library;
mod properties;
mod rng;
mod shrink;
mod sight;
mod solve;
mod text;
mod tiny;
mod world;

use coverage::Seen;
use library::Engines;
use longtail::Engine;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::time::Instant;
use world::World;

const WORLDS: u64 = 6_000;
const THREADS: u64 = 2;

/// In one world of so many it is asked which features decided something.
const ASKED: u64 = 5;

/// What some worlds came to.
#[derive(Default)]
struct Run {
    refused: Vec<String>,
    /// Differences by their kind: how many, and the first world that shows one.
    kinds: BTreeMap<String, (usize, World)>,
    seen: Seen,
}

impl Run {
    fn world(&mut self, world: &World, engine: Result<Engine, String>, asks: bool) {
        let engine = match engine {
            Ok(engine) => engine,
            Err(faults) => return self.refused.push(format!("{faults}\n{}", text::told(world))),
        };
        let (own, theirs) = (compare::solved(world), library::answers(&engine, world));
        if let Some(at) = (0..own.len()).find(|at| own[*at] != theirs[*at]) {
            let mut one = world.clone();
            one.orders.truncate(at + 1);
            self.kinds.entry(compare::kind(&own[at], &theirs[at])).or_insert((0, one)).0 += 1;
        }
        coverage::note_outcomes(world, &own, &mut self.seen);
        if asks {
            coverage::note_decided(world, &own, &mut self.seen);
        }
    }

    fn join(&mut self, other: Self) {
        self.refused.extend(other.refused);
        for (kind, (count, world)) in other.kinds {
            self.kinds.entry(kind).or_insert((0, world)).0 += count;
        }
        for (name, count) in other.seen {
            *self.seen.entry(name).or_default() += count;
        }
    }

    fn check(&self) {
        let refused = self.refused.iter().take(3).cloned().collect::<Vec<_>>().join("\n");
        assert!(refused.is_empty(), "{} refused:\n{refused}", self.refused.len());
        let mut told = String::new();
        for (kind, (count, world)) in &self.kinds {
            writeln!(told, "== {kind}: {count}\n{}", compare::shown(world, kind)).unwrap();
        }
        assert!(told.is_empty(), "the solver and the library differ\n{told}");
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap())
}

/// All worlds of some numbers, each thread taking its turn.
fn run(
    numbers: Range<u64>,
    world: impl Fn(u64) -> World + Sync,
    engine: impl Fn(&mut Engines, &World) -> Result<Engine, String> + Sync,
) -> Run {
    let part = |thread: u64| {
        let (mut run, mut engines) = (Run::default(), Engines::default());
        for number in (numbers.start + thread..numbers.end).step_by(THREADS as usize) {
            let world = world(number);
            run.world(&world, engine(&mut engines, &world), number % ASKED == 0);
        }
        run
    };
    std::thread::scope(|scope| {
        let part = &part;
        let threads: Vec<_> = (0..THREADS).map(|at| scope.spawn(move || part(at))).collect();
        let mut all = Run::default();
        threads.into_iter().for_each(|thread| all.join(thread.join().unwrap()));
        all
    })
}

#[test]
fn the_solver_and_the_library_agree_on_random_worlds() {
    let (from, count) = (setting("LONGTAIL_PROMISE_FROM", 0), setting("LONGTAIL_PROMISE", WORLDS));
    let started = Instant::now();
    let run = run(from..from + count, generate::world, |_, world| library::read(world));
    println!("{count} worlds in {:.1} s", started.elapsed().as_secs_f64());
    for (name, count) in &run.seen {
        println!("{count:9} {name}");
    }
    run.check();
    let missing = coverage::missing(&run.seen);
    assert!(count < WORLDS || missing.is_empty(), "never happened: {missing:?}");
}

#[test]
fn the_solver_and_the_library_agree_on_every_tiny_world() {
    for family in tiny::FAMILIES {
        let started = Instant::now();
        let run = run(0..family.count, family.world, Engines::of);
        println!("{:9} {}: {:.1} s", family.count, family.name, started.elapsed().as_secs_f64());
        run.check();
    }
}
