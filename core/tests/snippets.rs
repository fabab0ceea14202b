//! The Rust programs of the guide run, and assert what they say.

#![allow(
    clippy::duplicate_mod,
    clippy::unwrap_used,
    reason = "each program stands on its own; some show an error that is expected"
)]

/// One program of the guide, with a test that runs it.
macro_rules! program {
    ($name:ident, $file:literal) => {
        mod $name {
            include!(concat!("../../docs/snippets/rust/", $file));

            #[test]
            fn runs_as_the_guide_says() {
                main().unwrap();
            }
        }
    };
}

program!(figures, "figures.rs");
program!(first_order, "first_order.rs");
program!(heavy_tails, "heavy_tails.rs");
program!(partner_value, "partner_value.rs");
program!(reasons, "reasons.rs");
program!(faults, "faults.rs");
program!(many_orders, "many_orders.rs");
program!(new_stock, "new_stock.rs");
program!(tally, "tally.rs");

#[test]
fn every_program_of_the_guide_is_run() {
    let own = include_str!("snippets.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/snippets/rust");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "shop.rs" || own.contains(&format!("\"{name}\"")), "{name} is not run");
    }
}
