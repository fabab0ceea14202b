// The engine of the folder `shop`, for the other programs here.
use longtail::{Engine, Error, Rulebook, SupplyTables, Table, Tables};

pub const ORDER: &str = include_str!("../shop/order.json");

pub fn engine() -> Result<Engine, Error> {
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
    Engine::from_tables(book, &tables)
}
