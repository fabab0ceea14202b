#[path = "shop.rs"]
mod shop;

use longtail::{Language, Options, TraceLevel, View, Workspace};

fn main() -> Result<(), longtail::Error> {
    let engine = shop::engine()?;
    let mut workspace = Workspace::new();
    // --8<-- [start:code]
    let options = Options { trace: TraceLevel::Full, ..Options::default() };
    let order = longtail::read_order(shop::ORDER)?;
    let decision = engine.decide(&order, &options, &mut workspace)?;

    let view = View::new(&engine, decision);
    let found = view.findings();
    assert_eq!(found[0].code.name(), "order.quantity_not_multiple");
    assert_eq!(found[0].path, "lines[0].quantity");
    assert_eq!(
        found[0].message(Language::En),
        "quantity 115 is not a multiple of 10; 120 was taken"
    );
    assert_eq!(found[1].code.name(), "availability.late");

    // The trace is part of the verdict's text, which is the same in every language.
    let mut text = String::new();
    longtail::verdict_json(&engine, decision, Language::En, &mut text);
    assert!(text.contains(r#""stage":"partner","rule":"gold","outcome":"applied""#));
    // --8<-- [end:code]
    Ok(())
}
