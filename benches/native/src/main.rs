//! The native side of the benches.
//!
//! `longtail-bench time JOB [--repeat N]` prints one line of JSON with the time
//! of each stage, the best of N rounds. `longtail-bench counts JOB` prints
//! allocations and bytes. `longtail-bench decide JOB` writes the verdicts to
//! standard output. `longtail-bench replay JOB` prints the time of a replay of a
//! million order lines. `longtail-bench ledger` and `longtail-bench rules` need no
//! job: they print how the time grows with the sales of a ledger and with the rules
//! of a rulebook. `longtail-bench pools` prints what pools of supply cost, and
//! `longtail-bench stock` what planning and booking from the stock ledger does.

mod counting;
mod job;
mod ledger;
mod pools;
mod rules;
mod stock;

use counting::Counting;
use job::Job;
use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("longtail-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let grown = match arguments.first().map(String::as_str) {
        Some("ledger") => Some(ledger::growth(&[1_000, 2_000, 4_000, 16_000])?),
        Some("rules") => Some(rules::growth(&[500, 1_000, 2_500, 5_000])?),
        _ => None,
    };
    if let Some(grown) = grown {
        println!("{grown:#}");
    }

    if arguments == ["pools"] {
        println!("{}", pools::measured()?);
        return Ok(());
    }
    if arguments == ["stock"] {
        println!("{:#}", stock::measured()?);
        return Ok(());
    }
    let [mode, folder, rest @ ..] = &arguments[..] else {
        let usage = "usage: longtail-bench time|counts|decide|replay JOB [--repeat N], or ledger, rules, pools, stock";
        return Err(usage.into());
    };
    let repeat = match rest {
        [flag, number] if flag == "--repeat" => number.parse()?,
        _ => 5,
    };
    let job = Job::load(Path::new(folder))?;
    match mode.as_str() {
        "time" => println!("{}", job.times(repeat)?),
        "replay" => println!("{}", job.replays(repeat)?),
        "counts" => println!("{}", job.counts()?),
        "decide" => std::io::stdout().write_all(job.verdicts().as_bytes())?,
        other => return Err(format!("unknown mode {other}").into()),
    }
    Ok(())
}
