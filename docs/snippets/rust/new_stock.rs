#[path = "shop.rs"]
mod shop;

use longtail::{Options, SupplyTables, Table, Workspace};

fn main() -> Result<(), longtail::Error> {
    let engine = shop::engine()?;
    let order = longtail::read_order(shop::ORDER)?;
    // --8<-- [start:code]
    let text = "product,on_hand\nG-100,1000\nM-200,500\n";
    let stock = Table { source: "stock.csv", text };
    let later = engine.with_supply_tables(&SupplyTables { stock, ..SupplyTables::default() })?;

    let mut workspace = Workspace::new();
    let decision = later.decide(&order, &Options::default(), &mut workspace)?;
    assert_eq!(decision.lines()[0].status.name(), "confirmed");

    // The engine before it is unchanged; those who hold it go on with it.
    let mut workspace = Workspace::new(); // the first one holds what was promised
    let decision = engine.decide(&order, &Options::default(), &mut workspace)?;
    assert_eq!(decision.lines()[0].status.name(), "late");
    // --8<-- [end:code]
    Ok(())
}
