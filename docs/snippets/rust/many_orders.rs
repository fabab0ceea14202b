#[path = "shop.rs"]
mod shop;

use longtail::{Options, Stock, Workspace};

fn main() -> Result<(), longtail::Error> {
    let engine = shop::engine()?;
    let order = shop::ORDER.replace('\n', " ");
    // --8<-- [start:code]
    let orders = format!("{order}\n{order}\n"); // one order a line
    let arrivals = |options: &Options| {
        let mut verdicts = String::new();
        engine.decide_lines(&orders, options, &mut Workspace::new(), &mut verdicts);
        let on_third = r#""arrive":"2026-03-03","quantity":80"#;
        verdicts.lines().map(|verdict| verdict.contains(on_third)).collect::<Vec<_>>()
    };

    // Running stock: the first order took the 80 gloves that were there.
    assert_eq!(arrivals(&Options::default()), [true, false]);

    // A snapshot: each order is decided as if it were alone.
    let alone = Options { stock: Stock::Snapshot, ..Options::default() };
    assert_eq!(arrivals(&alone), [true, true]);
    // --8<-- [end:code]
    Ok(())
}
