use crate::error::{Error, ErrorKind};
use crate::explain::{Language, TraceLevel};
use crate::order::{self, Stock};

/// Options as words, as hosts write them; what is not given is the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// `none`, `summary`, `candidates` or `full`.
    pub trace: Option<&'a str>,
    /// `en` or `nl`.
    pub language: Option<&'a str>,
    /// `running` or `snapshot`.
    pub stock: Option<&'a str>,
}

/// Options from words.
///
/// # Errors
///
/// Of kind `input` for a word that is not one of the option's.
///
/// ```
/// use longtail::{OptionWords, TraceLevel, options};
/// let words = OptionWords { trace: Some("full"), ..OptionWords::default() };
/// assert_eq!(options(&words).map(|o| o.trace), Ok(TraceLevel::Full));
/// let error = options(&OptionWords { language: Some("fr"), ..words }).unwrap_err();
/// assert_eq!(error.to_string(), "option `language`: `fr` is not one of en, nl");
/// ```
pub fn options(words: &Options<'_>) -> Result<order::Options, Error> {
    Ok(order::Options {
        trace: word("trace", words.trace, TraceLevel::parse, &TraceLevel::NAMES)?,
        language: word("language", words.language, Language::parse, &["en", "nl"])?,
        stock: word("stock", words.stock, Stock::parse, &Stock::NAMES)?,
    })
}

fn word<T: Default>(
    name: &str,
    given: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<T, Error> {
    let Some(word) = given else { return Ok(T::default()) };
    parse(word).ok_or_else(|| {
        let names = names.join(", ");
        Error::new(ErrorKind::Input, format!("option `{name}`: `{word}` is not one of {names}"))
    })
}
