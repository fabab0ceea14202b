//! Scopes: for whom and for what a rule holds.
//!
//! A scope is a conjunction of conditions on declared attributes. A list inside
//! one condition means any of them; a missing attribute never matches;
//! "everyone" has to be written.

use crate::id::{Id, Names, ValueId};
use crate::partner::AttributeValues;

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

/// A scope against the values that one set of master data has.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompiledScope {
    conditions: Vec<CompiledCondition>,
    range: Option<(i64, i64)>,
}

#[derive(Clone, Debug)]
struct CompiledCondition {
    subject: Subject,
    /// Sorted ids of the values that meet the test.
    ids: Box<[u32]>,
    /// Whether all of the subject's values must meet it (`not`), or any.
    all: bool,
}

/// The tables in which a condition's values are looked up.
pub(crate) struct Values<'a> {
    pub partner_ids: &'a dyn Fn(&Test) -> Vec<u32>,
    pub product_ids: &'a dyn Fn(&Test) -> Vec<u32>,
    pub niches: &'a [Box<str>],
    pub partner: &'a [Names<ValueId>],
    pub product: &'a [Names<ValueId>],
}

/// The ids in `names` that meet the test; a list of words is looked up, only
/// prefixes and exclusions walk the names.
pub(crate) fn ids_of<I: Id>(names: &Names<I>, test: &Test) -> Vec<u32> {
    let mut ids: Vec<u32> = match test {
        Test::AnyOf(words) => {
            words.iter().filter_map(|w| names.get(w)).map(|id| id.index() as u32).collect()
        }
        _ => (0u32..).zip(names.iter()).filter(|(_, name)| test.meets(name)).map(|(i, _)| i).collect(),
    };
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What is asked of one partner or product.
pub(crate) struct Subjected<'a> {
    pub id: u32,
    pub niches: &'a [u32],
    pub values: &'a AttributeValues,
}

impl CompiledScope {
    pub(crate) fn new(scope: &Scope, values: &Values<'_>) -> Self {
        let mut compiled = Self::default();
        for condition in &scope.conditions {
            let test = &condition.test;
            let ids = match condition.subject {
                Subject::Quantity => {
                    if let Test::Range(low, high) = test {
                        compiled.range = Some((low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX)));
                    }
                    continue;
                }
                Subject::Partner => (values.partner_ids)(test),
                Subject::Product => (values.product_ids)(test),
                Subject::Niche => (0u32..)
                    .zip(values.niches)
                    .filter(|(_, name)| test.meets(name))
                    .map(|(i, _)| i)
                    .collect(),
                Subject::PartnerAttribute(a) => {
                    values.partner.get(a as usize).map(|n| ids_of(n, test)).unwrap_or_default()
                }
                Subject::ProductAttribute(a) => {
                    values.product.get(a as usize).map(|n| ids_of(n, test)).unwrap_or_default()
                }
            };
            let all = matches!(test, Test::Not(_));
            compiled.conditions.push(CompiledCondition { subject: condition.subject, ids: ids.into(), all });
        }
        compiled
    }

    /// Whether every condition on the partner holds.
    pub(crate) fn partner_holds(&self, partner: &Subjected<'_>) -> bool {
        self.conditions.iter().filter(|c| c.subject.of_partner()).all(|c| c.holds(partner))
    }

    /// Whether every condition on the product holds.
    pub(crate) fn product_holds(&self, product: &Subjected<'_>) -> bool {
        self.conditions.iter().filter(|c| c.subject.of_product()).all(|c| c.holds(product))
    }

    /// Whether the quantity is within the range asked for.
    pub(crate) fn quantity_holds(&self, quantity: i64) -> bool {
        self.range.is_none_or(|(low, high)| quantity >= low && quantity < high)
    }
}

impl CompiledCondition {
    fn holds(&self, subjected: &Subjected<'_>) -> bool {
        let among = |id: u32| self.ids.binary_search(&id).is_ok();
        match self.subject {
            Subject::Partner | Subject::Product => among(subjected.id),
            // A "not" on a set of values asks that none of them is excluded,
            // and that there is at least one.
            Subject::Niche => {
                any_and_none_out(subjected.niches.iter().copied(), among, self.all)
            }
            Subject::PartnerAttribute(a) | Subject::ProductAttribute(a) => {
                let own = subjected.values.iter().filter(|(at, _)| *at == a).map(|(_, v)| v.0);
                any_and_none_out(own, among, self.all)
            }
            Subject::Quantity => true,
        }
    }
}

fn any_and_none_out(
    mut own: impl Iterator<Item = u32>,
    among: impl Fn(u32) -> bool,
    all: bool,
) -> bool {
    if all {
        let mut some = false;
        own.all(|id| {
            some = true;
            among(id)
        }) && some
    } else {
        own.any(among)
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

impl Test {
    /// The words it names.
    pub(crate) fn words(&self) -> &[Box<str>] {
        match self {
            Self::AnyOf(words) | Self::Prefix(words) | Self::Not(words) => words,
            Self::Range(..) => &[],
        }
    }
}
