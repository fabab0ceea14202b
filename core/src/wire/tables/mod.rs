//! Master data from text: CSV with a header, or JSON rows.

mod deals;
mod grid;
mod partners;
mod prices;
mod products;
mod recipes;
mod row;
mod supply;

use self::supply::Known;
use crate::error::{Error, ErrorKind};
use crate::explain::Finding;
use crate::rulebook::{Engine, MasterData, Rulebook};

/// One table as text, with the name that faults call it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table<'a> {
    /// Such as a file name.
    pub source: &'a str,
    /// CSV with a header, a JSON array of rows, or JSON rows one a line.
    pub text: &'a str,
}

/// The master data of a company as text. Tables that are empty have no rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tables<'a> {
    /// `id`, `name`, and what the guide's page on formats lists.
    pub partners: Table<'a>,
    /// `id`, `name`, and what the guide's page on formats lists.
    pub products: Table<'a>,
    /// `list`, `product`, `unit_price`, and optional columns.
    pub prices: Table<'a>,
    /// What can be promised.
    pub supply: SupplyTables<'a>,
    /// `deal`, `partner`, `date`: who registered which deal.
    pub registrations: Table<'a>,
    /// `kit`, `part`, `quantity`: what kits are made of.
    pub kits: Table<'a>,
    /// `product`, `substitute`: what may take a product's place.
    pub substitutes: Table<'a>,
}

/// What can be promised, and for whom, as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct SupplyTables<'a> {
    /// `product`, `on_hand`, and optional columns.
    pub stock: Table<'a>,
    /// `product`, `date`, `quantity`, and optional columns.
    pub receipts: Table<'a>,
    /// `product`, `date`, `quantity`, and optional columns.
    pub promises: Table<'a>,
    /// `product`, `date`, `quantity`: what is kept back from a day on.
    pub safety: Table<'a>,
    /// `product`, `group`, `from`, `until`, `quantity`: at most so many.
    pub quotas: Table<'a>,
    /// `product`, `group`, `quantity`, and optional columns: kept free.
    pub protections: Table<'a>,
}

impl Engine {
    /// Reads master data and compiles it with a rulebook.
    ///
    /// # Errors
    ///
    /// Of kind `data`, with every fault in every table as a finding.
    ///
    /// ```
    /// use longtail::{Engine, Rulebook, Table, Tables};
    /// let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: general, for: everyone}]}";
    /// let book = Rulebook::parse(book, "book.yaml").expect("no faults");
    /// let tables = Tables {
    ///     partners: Table { source: "partners.csv", text: "id,name\nP-1,Jansen\n" },
    ///     products: Table { source: "products.csv", text: "id,name\nA-1,Glove\n" },
    ///     prices: Table { source: "prices.csv", text: "list,product,unit_price\ngeneral,A-1,1.25\n" },
    ///     ..Tables::default()
    /// };
    /// assert!(Engine::from_tables(book, &tables).is_ok());
    /// ```
    pub fn from_tables(book: Rulebook, tables: &Tables<'_>) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let partners = partners::read(&book, tables.partners, &mut faults);
        let products = products::read(&book, tables.products, &mut faults);
        let prices = prices::read(&book, &products.ids, tables.prices, &mut faults);
        let recipes = recipes::read(&products.ids, tables.kits, tables.substitutes, &mut faults);
        let known = Known {
            book: &book,
            products: &products.ids,
            partners: &partners.ids,
            recipes: &recipes,
        };
        let supply = known.read(&tables.supply, &mut faults);
        let registrations = deals::read(&partners.ids, tables.registrations, &mut faults);
        clean(faults)?;
        let data = MasterData { partners, products, prices, supply, recipes, registrations };
        Ok(Self::new(book, data))
    }

    /// The same rules, partners, products, prices, kits and substitutes with
    /// other stock.
    ///
    /// # Errors
    ///
    /// Of kind `data`, with every fault as a finding.
    pub fn with_supply_tables(&self, tables: &SupplyTables<'_>) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let supply = Known::of(self).read(tables, &mut faults);
        clean(faults)?;
        Ok(self.with_supply(&supply))
    }
}

type ProductNames = crate::id::Names<crate::id::ProductId>;

fn clean(faults: Vec<Finding>) -> Result<(), Error> {
    if faults.is_empty() { Ok(()) } else { Err(Error::with_findings(ErrorKind::Data, faults)) }
}
