use crate::errors::raise;
use longtail::{OptionWords, Options, SupplyTables, Table};

/// Options from the words of the host.
pub fn options(
    trace: Option<&str>,
    language: Option<&str>,
    stock: Option<&str>,
) -> napi::Result<Options> {
    longtail::options(&OptionWords { trace, language, stock }).map_err(|error| raise(&error))
}

/// A table as text; one that is not given has no rows.
pub fn table<'a>(source: &'a str, text: Option<&'a String>) -> Table<'a> {
    Table { source, text: text.map_or("", String::as_str) }
}

/// The tables of what can be promised.
pub fn supply<'a>(
    stock: Option<&'a String>,
    receipts: Option<&'a String>,
    promises: Option<&'a String>,
) -> SupplyTables<'a> {
    SupplyTables {
        stock: table("stock", stock),
        receipts: table("receipts", receipts),
        promises: table("promises", promises),
    }
}
