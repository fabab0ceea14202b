use longtail::{Engine, Options, Rulebook, SupplyTables, Table, Tables, Workspace};

fn main() -> Result<(), longtail::Error> {
    let book = Rulebook::parse(include_str!("../shop/rulebook.yaml"), "rulebook.yaml")?;
    let table = |source, text| Table { source, text };
    let supply = SupplyTables {
        stock: table("stock.csv", include_str!("../shop/stock.csv")),
        receipts: table("receipts.csv", include_str!("../shop/receipts.csv")),
        ..SupplyTables::default()
    };
    let tables = Tables {
        partners: table("partners.csv", include_str!("../shop/partners.csv")),
        products: table("products.csv", include_str!("../shop/products.csv")),
        prices: table("prices.csv", include_str!("../shop/prices.csv")),
        supply,
        ..Tables::default()
    };
    let engine = Engine::from_tables(book, &tables)?;

    let order = longtail::read_order(include_str!("../shop/order.json"))?;
    let mut workspace = Workspace::new();
    let decision = engine.decide(&order, &Options::default(), &mut workspace)?;
    assert_eq!(decision.verdict().name(), "accepted_with_changes");
    assert_eq!(decision.totals().gross, 2219); // 22.19 in whole cents
    Ok(())
}
