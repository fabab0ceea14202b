//! A program that links longtail: loads a company's folder, decides its orders,
//! tells about a few, and writes verdicts and a table of them.
//!
//! `longtail-demo FOLDER OUT [--trace LEVEL]`

mod account;
mod company;

use longtail::{OptionWords, Workspace};
use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;
use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("longtail-demo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, out, rest @ ..] = &arguments[..] else {
        return Err("usage: longtail-demo FOLDER OUT [--trace LEVEL]".into());
    };
    let trace = rest.iter().position(|word| word == "--trace").and_then(|at| rest.get(at + 1));
    let words = OptionWords { trace: trace.map(String::as_str), ..OptionWords::default() };
    let options = longtail::options(&words)?;

    let begin = Instant::now();
    let engine = company::load(Path::new(folder))?;
    println!(
        "Rust: loaded in {:.2} s: {}",
        begin.elapsed().as_secs_f64(),
        company::summary(&engine)
    );

    let orders = fs::read_to_string(Path::new(folder).join("orders.jsonl"))?;
    let mut verdicts = String::with_capacity(orders.len() * 4);
    let begin = Instant::now();
    let count = engine.decide_lines(&orders, &options, &mut Workspace::new(), &mut verdicts);
    let seconds = begin.elapsed().as_secs_f64();

    let table = account::table(&verdicts)?;
    print!("{}", account::examples(&verdicts)?);
    let mut summary = String::new();
    for (verdict, number) in account::counts(&verdicts)? {
        write!(summary, "  {verdict}: {number}")?;
    }
    println!("Rust: {count} orders{summary}; {:.0} orders a second", count as f64 / seconds);

    fs::create_dir_all(out)?;
    fs::write(Path::new(out).join("verdicts.jsonl"), verdicts)?;
    fs::write(Path::new(out).join("verdicts.csv"), table)?;
    Ok(())
}
