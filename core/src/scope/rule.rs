use crate::explain::Language;
use crate::money::write_digits;

/// For whom and for what a rule holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Scope {
    /// All must hold; none at all means everyone, which the rulebook must say
    /// in so many words.
    pub conditions: Vec<Condition>,
}

/// One condition of a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The name used in the rulebook.
    pub name: Box<str>,
    /// What it asks about.
    pub subject: Subject,
    /// What must hold.
    pub test: Test,
}

/// What a condition asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The partner's own id.
    Partner,
    /// A niche the partner belongs to.
    Niche,
    /// A declared attribute of the partner.
    PartnerAttribute(u16),
    /// The product's own id.
    Product,
    /// A declared attribute of the product.
    ProductAttribute(u16),
    /// The quantity of the line.
    Quantity,
    /// The partner's place among those that registered the order's deal.
    Deal,
}

/// A partner's place among those that registered a deal, in the order in which
/// they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DealPlace {
    /// It registered none, or its protection has ended.
    #[default]
    None,
    /// It was first.
    First,
    /// It was second.
    Second,
    /// Others were before, more than one.
    Later,
}

impl DealPlace {
    /// The words a rulebook uses.
    pub const NAMES: [&'static str; 4] = ["none", "first", "second", "later"];

    /// The word for this place.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl Subject {
    /// Whether it is known from the partner alone.
    #[must_use]
    pub const fn of_partner(self) -> bool {
        matches!(self, Self::Partner | Self::Niche | Self::PartnerAttribute(_))
    }

    /// Whether it is known from the product alone.
    #[must_use]
    pub const fn of_product(self) -> bool {
        matches!(self, Self::Product | Self::ProductAttribute(_))
    }
}

/// What must hold of the subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// One of these.
    AnyOf(Vec<Box<str>>),
    /// Beginning with one of these.
    Prefix(Vec<Box<str>>),
    /// There is a value, and it is none of these.
    Not(Vec<Box<str>>),
    /// At least, and below.
    Range(Option<i64>, Option<i64>),
    /// A day that is not before that of the order.
    NotBefore,
}

impl Test {
    /// Whether a text value meets the test.
    #[must_use]
    pub fn meets(&self, value: &str) -> bool {
        match self {
            Self::AnyOf(words) => words.iter().any(|w| **w == *value),
            Self::Prefix(words) => words.iter().any(|w| value.starts_with(&**w)),
            Self::Not(words) => !words.iter().any(|w| **w == *value),
            Self::Range(..) | Self::NotBefore => false,
        }
    }

    /// What was expected, in the words of a trace.
    #[must_use]
    pub fn expected(&self, language: Language) -> String {
        let mut out = String::new();
        self.write_expected(language, &mut out);
        out
    }

    /// Appends the text of [`Test::expected`].
    pub(crate) fn write_expected(&self, language: Language, out: &mut String) {
        let words = match language {
            Language::En => &ENGLISH,
            Language::Nl => &DUTCH,
        };
        let mut bound = |words: &str, bound: &Option<i64>| {
            if let Some(bound) = bound {
                out.push_str(words);
                // A bound of a quantity is never below zero.
                write_digits(u128::from(bound.unsigned_abs()), 0, out);
            }
        };
        match self {
            Self::AnyOf(any) => any_of("", any, words, out),
            Self::Prefix(any) => any_of(words.starting_with, any, words, out),
            Self::Not(any) => any_of(words.not, any, words, out),
            Self::Range(low, high) => {
                bound(words.at_least, low);
                bound(if low.is_some() { words.and_below } else { words.below }, high);
            }
            Self::NotBefore => out.push_str(words.not_before),
        }
    }
}

/// What a condition asks, in words.
struct Asked {
    at_least: &'static str,
    and_below: &'static str,
    below: &'static str,
    starting_with: &'static str,
    not: &'static str,
    or: &'static str,
    not_before: &'static str,
}

const ENGLISH: Asked = Asked {
    at_least: "at least ",
    and_below: " and below ",
    below: "below ",
    starting_with: "starting with ",
    not: "not ",
    or: " or ",
    not_before: "a day not before the order's",
};

const DUTCH: Asked = Asked {
    at_least: "ten minste ",
    and_below: " en minder dan ",
    below: "minder dan ",
    starting_with: "beginnend met ",
    not: "niet ",
    or: " of ",
    not_before: "een dag niet voor die van de bestelling",
};

fn any_of(before: &str, any: &[Box<str>], words: &Asked, out: &mut String) {
    out.push_str(before);
    for (at, word) in any.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == any.len() { words.or } else { ", " });
        }
        out.push_str(word);
    }
}

/// One attribute that a rulebook declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// The values it may have; none: any text.
    pub values: Option<Vec<Box<str>>>,
    /// Whether its values are days.
    pub day: bool,
}

/// The attributes a rulebook declares: what scopes may ask about and master
/// data may carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Of partners.
    pub partner: Vec<Attribute>,
    /// Of products.
    pub product: Vec<Attribute>,
}

impl Test {
    /// The words it names.
    pub(crate) fn words(&self) -> &[Box<str>] {
        match self {
            Self::AnyOf(words) | Self::Prefix(words) | Self::Not(words) => words,
            Self::Range(..) | Self::NotBefore => &[],
        }
    }
}
