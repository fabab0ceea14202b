use crate::errors::{input, raise};
use longtail::{OptionWords, Options, SupplyTables, Table, Tables};
use napi::bindgen_prelude::{Either, Uint8Array};

/// Options from the words of the host.
pub fn options(
    trace: Option<&str>,
    language: Option<&str>,
    stock: Option<&str>,
) -> napi::Result<Options> {
    longtail::options(&OptionWords { trace, language, stock }).map_err(|error| raise(&error))
}

/// The table of a name among texts in the order of their names; one that is not
/// given has no rows.
fn table<'a>(source: &'a str, text: Option<&'a Option<String>>) -> Table<'a> {
    Table { source, text: text.and_then(Option::as_deref).unwrap_or("") }
}

/// The tables of master data and of what can be promised, in the order of
/// `MASTER` and `SUPPLY` in `given.ts`.
pub fn tables<'a>(master: &'a [Option<String>], supplies: &'a [Option<String>]) -> Tables<'a> {
    Tables {
        partners: table("partners", master.first()),
        products: table("products", master.get(1)),
        prices: table("prices", master.get(2)),
        registrations: table("registrations", master.get(3)),
        kits: table("kits", master.get(4)),
        substitutes: table("substitutes", master.get(5)),
        supply: supply(supplies),
    }
}

/// The tables of what can be promised, in the order of `SUPPLY` in `given.ts`.
pub fn supply(texts: &[Option<String>]) -> SupplyTables<'_> {
    SupplyTables {
        stock: table("stock", texts.first()),
        receipts: table("receipts", texts.get(1)),
        promises: table("promises", texts.get(2)),
        safety: table("safety", texts.get(3)),
        quotas: table("quotas", texts.get(4)),
        protections: table("protections", texts.get(5)),
    }
}

/// The bytes of a text that is read off the thread of the host. They are copied, for the
/// host may change its own.
pub fn source(text: Either<String, Uint8Array>) -> Vec<u8> {
    match text {
        Either::A(text) => text.into_bytes(),
        Either::B(bytes) => bytes.to_vec(),
    }
}

/// The text of bytes; `name` says in messages what it is.
pub fn read_text<'b>(name: &str, bytes: &'b [u8]) -> napi::Result<&'b str> {
    str::from_utf8(bytes).map_err(|_| input(format!("{name}: the bytes are not UTF-8")))
}
