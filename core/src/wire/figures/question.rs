use crate::calendar::Day;
use crate::channel::Head;
use crate::error::{Error, ErrorKind};
use crate::money::Exact;
use crate::tally::Period;
use serde::Deserialize;

/// A question as it is written.
#[derive(Deserialize)]
#[serde(tag = "figure", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Question {
    Revenue(Revenue),
    Concentration(Concentration),
    Lorenz(Lorenz),
    Dependence(Dependence),
    Theil(Theil),
    Slopes(Slopes),
    Tail(Tail),
    Steadiness(Steadiness),
    Change(Change),
    BestSellers(BestSellers),
    Partners(Partners),
    LeftOut(LeftOut),
    RowsUsed(RowsUsed),
}

/// What amounts belong to.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    #[default]
    Partner,
    Niche,
    Product,
}

/// Questions with the fields that may be left out, and what they are then.
macro_rules! questions {
    ($($name:ident { $($field:ident: $kind:ty = $usual:expr),* $(,)? })*) => {$(
        #[derive(Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct $name {
            $(pub(super) $field: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $usual,)* }
            }
        }
    )*};
}

/// Fewer partners than this make a cell small, unless the question says otherwise.
const PARTNERS_MIN: u64 = 10;

questions! {
    Revenue { by: By = By::Partner }
    Concentration {
        by: By = By::Partner,
        period: PeriodWord = PeriodWord(Period::All),
        per_niche: bool = false,
        partners_min: u64 = PARTNERS_MIN,
    }
    Lorenz { by: By = By::Partner, steps: u32 = 100 }
    Dependence {
        by: By = By::Partner,
        largest: Vec<u64> = vec![1, 4, 10],
        partners_min: u64 = PARTNERS_MIN,
    }
    Theil { partners_min: u64 = PARTNERS_MIN }
    Slopes {
        by: By = By::Partner,
        bounds: Vec<u64> = vec![10, 100, 1_000, 10_000, 100_000],
        partners_min: u64 = PARTNERS_MIN,
    }
    Tail {
        period: PeriodWord = PeriodWord(Period::Month),
        head: HeadWords = HeadWords::default(),
        past_until: Option<String> = None,
        partners_min: u64 = PARTNERS_MIN,
    }
    Steadiness {
        period: PeriodWord = PeriodWord(Period::Month),
        head: HeadWords = HeadWords::default(),
        past_until: Option<String> = None,
        season: u32 = 12,
        partners_min: u64 = PARTNERS_MIN,
    }
    BestSellers {
        by: String = "partners".to_owned(),
        limit: usize = 10,
        partners_min: u64 = PARTNERS_MIN,
    }
    Partners { as_of: Option<String> = None }
    LeftOut {}
    RowsUsed {}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(default = "month")]
    pub(super) period: PeriodWord,
    #[serde(default)]
    pub(super) head: HeadWords,
    pub(super) before: String,
    pub(super) after: String,
    #[serde(default = "partners_min")]
    pub(super) partners_min: u64,
}

const fn month() -> PeriodWord {
    PeriodWord(Period::Month)
}

const fn partners_min() -> u64 {
    PARTNERS_MIN
}

/// One of the three definitions of a head.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadWords {
    #[serde(default)]
    partners: Option<Number>,
    #[serde(default)]
    revenue: Option<Number>,
    #[serde(default)]
    amount: Option<Number>,
}

/// A number as text, or as a JSON number whose text is taken.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Number(serde_json::Number),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct PeriodWord(pub(super) Period);

impl TryFrom<String> for PeriodWord {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let words = Period::EVERY.map(Period::name).join(", ");
        let period = Period::parse(&word);
        period.map(Self).ok_or_else(|| format!("the period is `{word}`; expected one of {words}"))
    }
}

impl HeadWords {
    /// The head; without any words a fifth of the partners.
    pub(super) fn head(&self, exponent: u8) -> Result<Head, Error> {
        let given = [&self.partners, &self.revenue, &self.amount];
        if given.iter().filter(|each| each.is_some()).count() > 1 {
            return Err(input("`head` has one of `partners`, `revenue` and `amount`, not several"));
        }
        if let Some(share) = &self.partners {
            return Ok(Head::Partners(share.exact("head.partners")?));
        }
        if let Some(share) = &self.revenue {
            return Ok(Head::Revenue(share.exact("head.revenue")?));
        }
        let Some(amount) = &self.amount else { return Ok(Head::FIFTH) };
        let minor = amount.exact("head.amount")?.rescaled(exponent);
        let minor = minor.and_then(|minor| i64::try_from(minor).ok());
        minor
            .map(Head::Amount)
            .ok_or_else(|| input(&format!("`head.amount` is no amount of {exponent} decimals")))
    }
}

impl Number {
    fn exact(&self, name: &str) -> Result<Exact, Error> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        };
        let exact = Exact::parse(&text);
        exact.ok_or_else(|| input(&format!("`{name}` is `{text}`; expected a number such as 0.20")))
    }
}

/// A day that a question names.
pub(super) fn day(name: &str, text: &str) -> Result<Day, Error> {
    let day = Day::parse(text);
    day.ok_or_else(|| input(&format!("`{name}` is `{text}`; expected a date such as 2026-03-01")))
}

pub(super) fn input(message: &str) -> Error {
    Error::new(ErrorKind::Input, message)
}
