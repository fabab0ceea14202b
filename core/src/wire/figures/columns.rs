//! A tally whose rows come as columns of JSON.

use super::super::plain;
use super::request::{Columns, Options, read};
use crate::error::Error;
use crate::money::Currency;
use crate::tally::{Tally, TallyOptions};
use serde::Deserialize;

/// What a tally is made with, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    currency: String,
    returns: Option<String>,
    from: Option<String>,
    until: Option<String>,
    excluded_products: Option<Vec<String>>,
    orders: Option<bool>,
    products: Option<bool>,
}

/// The options of a tally and the currency of its sales, from JSON: `currency` and, as the
/// `options` of a request to [`figures_json`](crate::figures_json), `returns`, `from`,
/// `until` and `excluded_products`; with `orders` and `products` as in [`TallyOptions`].
///
/// ```
/// let (options, currency) = longtail::tally_options(r#"{"currency":"EUR","products":false}"#)?;
/// assert!(options.orders && !options.products);
/// assert_eq!(currency, longtail::Currency::EURO);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a text that cannot be read as options, or a word or day that is none.
pub fn tally_options(text: &str) -> Result<(TallyOptions, Currency), Error> {
    let given: Given = read("the options", text)?;
    let currency = plain::currency(&given.currency)?;
    let filter = Options {
        returns: given.returns,
        from: given.from,
        until: given.until,
        excluded_products: given.excluded_products.unwrap_or_default(),
    };
    let usual = TallyOptions::default();
    let orders = given.orders.unwrap_or(usual.orders);
    let products = given.products.unwrap_or(usual.products);
    Ok((TallyOptions { orders, products, ..filter.read()? }, currency))
}

/// The tally of columns of sales, from JSON: the `sales` of a request to
/// [`figures_json`](crate::figures_json), read by so many threads. To add them to another
/// tally, let it [`absorb`](Tally::absorb) this one. Matched returns are paired within
/// the columns.
///
/// ```
/// let (options, currency) = longtail::tally_options(r#"{"currency":"EUR"}"#)?;
/// let columns = r#"{"partner":["a","b"],"amount":["75.00",2500]}"#;
/// let tally = longtail::tally_columns(columns, currency, &options, 1)?;
/// assert_eq!(tally.partner_sales(1)?[0].sums.amount, 75_00);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a text that cannot be read as columns, an empty period or a number of
/// threads out of range; `Table` for columns that do not fit; `Range` for sums out of range.
pub fn tally_columns(
    text: &str,
    currency: Currency,
    options: &TallyOptions,
    threads: usize,
) -> Result<Tally, Error> {
    read::<Columns<'_>>("the columns", text)?.tally(currency, options, threads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::wire::{figure, figures_json};

    const COLUMNS: &str = r#"{"partner":["a","b","b",null],"product":["x","x","POST","x"],
        "day":["2026-01-05","2026-02-01","2026-02-01","2026-02-02"],"quantity":[5,1,1,1],
        "amount":["60.00",1500,"4.95","9.00"]}"#;

    #[test]
    fn a_tally_of_columns_answers_as_the_request_with_these_columns() {
        let own = r#""excluded_products":["POST"],"from":"2026-01-01","returns":"matched""#;
        let (options, currency) = tally_options(&format!(r#"{{"currency":"EUR",{own}}}"#)).unwrap();
        let tally = tally_columns(COLUMNS, currency, &options, 1).unwrap();
        let question = r#"{"figure":"rows_used"}"#;
        let mut told = String::new();
        figure(&tally, question, 1).unwrap().write_json(&mut told);
        let request = format!(
            r#"{{"currency":"EUR","sales":{COLUMNS},"options":{{{own}}},"questions":[{question}]}}"#
        );
        let whole = figures_json(&request, 1).unwrap();
        assert!(whole.starts_with(&format!(r#"{{"answers":[{told}]"#)), "{whole}\n{told}");
        assert!(told.contains(r#""rows":[4,2,2,0,2]"#), "{told}");
    }

    #[test]
    fn columns_in_parts_come_to_the_same_bytes() {
        let (options, currency) = tally_options(r#"{"currency":"EUR"}"#).unwrap();
        let of = |text: &str| tally_columns(text, currency, &options, 1).unwrap();
        let mut parts = of(r#"{"partner":["b"],"amount":[1500],"product":["x"]}"#);
        parts.absorb(of(r#"{"partner":["a"],"amount":["60.00"],"product":["x"]}"#)).unwrap();
        let whole = of(r#"{"partner":["a","b"],"amount":[6000,"15.00"],"product":["x","x"]}"#);
        assert_eq!(parts.to_bytes().unwrap(), whole.to_bytes().unwrap());
    }

    #[test]
    fn what_cannot_be_read_says_what_it_is() {
        for (text, words) in [
            ("{}", "the options: missing field `currency`"),
            (r#"{"currency":"euro"}"#, "unknown currency `euro`"),
            (r#"{"currency":"EUR","return":"net"}"#, "unknown field `return`"),
            (r#"{"currency":"EUR","returns":"some"}"#, "`returns` is `some`"),
            (r#"{"currency":"EUR","from":"1 May"}"#, "`from` is `1 May`"),
        ] {
            let error = tally_options(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{text}");
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
        let (options, currency) = tally_options(r#"{"currency":"EUR"}"#).unwrap();
        for (text, kind, words) in [
            ("[", ErrorKind::Input, "the columns: "),
            (r#"{"partner":["a"]}"#, ErrorKind::Input, "missing field `amount`"),
            (r#"{"partner":["a"],"amount":[]}"#, ErrorKind::Table, "column `amount` has 0 rows"),
            (r#"{"partner":["a"],"amount":["0.001"]}"#, ErrorKind::Table, "`0.001` is no amount"),
        ] {
            let error = tally_columns(text, currency, &options, 1).unwrap_err();
            assert_eq!(error.kind(), kind, "{text}");
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
        assert!(tally_columns(COLUMNS, currency, &options, 0).is_err());
    }
}
