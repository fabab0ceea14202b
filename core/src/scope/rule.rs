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
}

impl Test {
    /// Whether a text value meets the test.
    #[must_use]
    pub fn meets(&self, value: &str) -> bool {
        match self {
            Self::AnyOf(words) => words.iter().any(|w| **w == *value),
            Self::Prefix(words) => words.iter().any(|w| value.starts_with(&**w)),
            Self::Not(words) => !words.iter().any(|w| **w == *value),
            Self::Range(..) => false,
        }
    }

    /// What was expected, in the words of a trace.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::AnyOf(words) => any_of(words),
            Self::Prefix(words) => format!("starting with {}", any_of(words)),
            Self::Not(words) => format!("not {}", any_of(words)),
            Self::Range(Some(low), Some(high)) => format!("at least {low} and below {high}"),
            Self::Range(Some(low), None) => format!("at least {low}"),
            Self::Range(None, Some(high)) => format!("below {high}"),
            Self::Range(None, None) => "any".to_owned(),
        }
    }
}

fn any_of(words: &[Box<str>]) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// One attribute that a rulebook declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// The values it may have; none: any text.
    pub values: Option<Vec<Box<str>>>,
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
            Self::Range(..) => &[],
        }
    }
}
