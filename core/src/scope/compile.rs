use super::{DealPlace, Scope, Subject, Test};
use crate::id::{Id, Names, ValueId};
use crate::partner::AttributeValues;

/// A scope against the values that one set of master data has.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompiledScope {
    conditions: Vec<CompiledCondition>,
    range: Option<(i64, i64)>,
    /// What only an order can tell; most scopes ask nothing of the kind.
    order: Option<Box<OfOrder>>,
}

/// Conditions on what is known of an order alone.
#[derive(Clone, Debug, Default)]
struct OfOrder {
    /// The places that hold, of each condition on the deal.
    places: Vec<[bool; 4]>,
    /// The partner's attributes whose day must not have passed.
    days: Vec<u16>,
}

/// What an order tells beside partner and products.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderFacts {
    pub place: DealPlace,
    /// The partner's attributes that have a day which has not passed.
    pub days: Vec<u16>,
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
        _ => (0u32..)
            .zip(names.iter())
            .filter(|(_, name)| test.meets(name))
            .map(|(i, _)| i)
            .collect(),
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
                Subject::Deal => {
                    let own = compiled.order.get_or_insert_default();
                    own.places.push(DealPlace::NAMES.map(|name| test.meets(name)));
                    continue;
                }
                Subject::PartnerAttribute(a) if *test == Test::NotBefore => {
                    compiled.order.get_or_insert_default().days.push(a);
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
            compiled.conditions.push(CompiledCondition {
                subject: condition.subject,
                ids: ids.into(),
                all,
            });
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

    /// The deal and the day alone.
    pub(crate) fn facts_hold(&self, facts: &OrderFacts) -> bool {
        self.order.as_ref().is_none_or(|own| own.holds(facts))
    }

    /// Whether what the order tells is what is asked for: a quantity within the
    /// range, and its deal and day.
    pub(crate) fn order_holds(&self, quantity: i64, facts: &OrderFacts) -> bool {
        self.range.is_none_or(|(low, high)| quantity >= low && quantity < high)
            && self.facts_hold(facts)
    }
}

impl OfOrder {
    fn holds(&self, facts: &OrderFacts) -> bool {
        let place = facts.place as usize;
        self.places.iter().all(|places| places[place])
            && self.days.iter().all(|attribute| facts.days.contains(attribute))
    }
}

impl CompiledCondition {
    fn holds(&self, subjected: &Subjected<'_>) -> bool {
        let among = |id: u32| self.ids.binary_search(&id).is_ok();
        match self.subject {
            Subject::Partner | Subject::Product => among(subjected.id),
            // A "not" on a set of values asks that none of them is excluded,
            // and that there is at least one.
            Subject::Niche => any_and_none_out(subjected.niches.iter().copied(), among, self.all),
            Subject::PartnerAttribute(a) | Subject::ProductAttribute(a) => {
                let own = subjected.values.iter().filter(|(at, _)| *at == a).map(|(_, v)| v.0);
                any_and_none_out(own, among, self.all)
            }
            Subject::Quantity | Subject::Deal => true,
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
