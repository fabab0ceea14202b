//! Products: what can be ordered, in which quantities, under which code.

use crate::id::{Names, ProductId, ValueId};
use crate::money::Exact;
use crate::partner::AttributeValues;
use hashbrown::HashMap;

/// The columns of the product table that are no attributes.
pub const PRODUCT_COLUMNS: [&str; 12] = [
    "id",
    "name",
    "gtin",
    "unit",
    "tax",
    "quantity_min",
    "quantity_multiple",
    "quantity_max",
    "cost",
    "status",
    "units",
    "shipment_min",
];

/// One product.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its name, for people.
    pub name: Box<str>,
    /// The global trade item number, as a number.
    pub gtin: Option<u64>,
    /// The unit it is counted in.
    pub unit: Box<str>,
    /// Other units it is ordered in, each with how many of its own it is.
    pub units: Box<[(Box<str>, i64)]>,
    /// Which of the rulebook's tax rates it has.
    pub tax: u16,
    /// The smallest quantity of a line.
    pub quantity_min: i64,
    /// Quantities are multiples of this.
    pub quantity_multiple: i64,
    /// The largest quantity of a line.
    pub quantity_max: i64,
    /// The least units of a delivery that is not all of its line, when not the
    /// rulebook's.
    pub shipment_min: Option<i64>,
    /// What one unit costs the company, in the rulebook's currency.
    pub cost: Option<Exact>,
    /// Whether it can still be ordered.
    pub active: bool,
    /// Its attributes.
    pub values: AttributeValues,
}

/// All products of a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// Their ids.
    pub ids: Names<ProductId>,
    /// One row an id.
    pub rows: Vec<Product>,
    /// Products by their GTIN.
    pub by_gtin: HashMap<u64, ProductId>,
    /// The values of each declared attribute.
    pub values: Vec<Names<ValueId>>,
}

/// A GTIN-8, -12, -13 or -14 as a number, when its check digit is right.
///
/// The check digit is that of the GS1 General Specifications: weights 3 and 1
/// from the right. A right digit says that the code can exist, not that it does.
///
/// ```
/// assert_eq!(longtail::gtin("4006381333931"), Some(4_006_381_333_931));
/// assert_eq!(longtail::gtin("4006381333932"), None);
/// ```
#[must_use]
pub fn gtin(text: &str) -> Option<u64> {
    if !matches!(text.len(), 8 | 12 | 13 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let weighted: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, digit)| u32::from(digit - b'0') * if i % 2 == 1 { 3 } else { 1 })
        .sum();
    if weighted.is_multiple_of(10) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::gtin;

    #[test]
    fn the_check_digit_and_the_length_decide() {
        for (text, ok) in [
            ("96385074", true),
            ("036000291452", true),
            ("00012345600012", true),
            ("96385075", false),
            ("9638507", false),
            ("963850744", false),
            ("9638507a", false),
            ("", false),
        ] {
            assert_eq!(gtin(text).is_some(), ok, "{text}");
        }
    }
}
