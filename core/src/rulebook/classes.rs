use super::Rulebook;
use crate::id::{Id, PartnerId, ProductId};
use crate::partner::{AttributeValues, Partners};
use crate::product::Products;
use crate::scope::{CompiledScope, Scope, Subject, Subjected, Values, ids_of};
use hashbrown::HashMap;

/// A set of rule numbers as bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bits(Box<[u64]>);

impl Bits {
    fn of(count: usize, holds: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0u64; count.div_ceil(64)].into_boxed_slice();
        for at in (0..count).filter(|&at| holds(at)) {
            words[at / 64] |= 1 << (at % 64);
        }
        Self(words)
    }

    pub(crate) fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    /// The numbers in `range` that are in both sets, rising.
    pub(crate) fn both<'a>(
        &'a self,
        other: &'a Self,
        range: std::ops::Range<usize>,
    ) -> impl Iterator<Item = usize> + Clone + 'a {
        let words = range.start / 64..range.end.div_ceil(64).min(self.0.len()).min(other.0.len());
        words.flat_map(move |w| Ones((self.0[w] & other.0[w]) & within(w, &range), w * 64))
    }
}

/// The bits of word `w` that lie in `range`.
fn within(w: usize, range: &std::ops::Range<usize>) -> u64 {
    let (low, high) = (w * 64, w * 64 + 64);
    let from = if range.start > low { u64::MAX << (range.start - low) } else { u64::MAX };
    let until = if range.end < high { (1u64 << (range.end - low)) - 1 } else { u64::MAX };
    from & until
}

#[derive(Clone)]
struct Ones(u64, usize);

impl Iterator for Ones {
    type Item = usize;
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(self.1 + at)
    }
}

/// Every scope of a rulebook against the values of one set of master data, by
/// kind of rule.
#[derive(Debug)]
pub(crate) struct Scopes {
    pub lists: Vec<CompiledScope>,
    pub adjustments: Vec<CompiledScope>,
    pub guards: Vec<CompiledScope>,
    pub plans: Vec<CompiledScope>,
    pub amount_min: Vec<CompiledScope>,
    pub permission_partners: Vec<CompiledScope>,
    pub permission_products: Vec<CompiledScope>,
    order_adjustments: Vec<CompiledScope>,
    groups: Vec<CompiledScope>,
    supply_groups: Vec<CompiledScope>,
    niches: Vec<CompiledScope>,
}

impl Scopes {
    pub(crate) fn new(book: &Rulebook, partners: &Partners, products: &Products) -> Self {
        let niches: Vec<Box<str>> = book.niches.iter().map(|n| n.id.clone()).collect();
        let values = Values {
            partner_ids: &|test| ids_of(&partners.ids, test),
            product_ids: &|test| ids_of(&products.ids, test),
            niches: &niches,
            partner: &partners.values,
            product: &products.values,
        };
        let compile = |scope: &Scope| CompiledScope::new(scope, &values);
        Self {
            lists: book.price_lists.iter().map(|r| compile(&r.scope)).collect(),
            adjustments: adjustments(book).map(|r| compile(&r.scope)).collect(),
            guards: book.guards.iter().map(|r| compile(&r.scope)).collect(),
            plans: book.plans.iter().map(|r| compile(&r.scope)).collect(),
            amount_min: book.order_rules.amount_min.iter().map(|r| compile(&r.scope)).collect(),
            permission_partners: book.permissions.iter().map(|r| compile(&r.partners)).collect(),
            permission_products: book.permissions.iter().map(|r| compile(&r.products)).collect(),
            order_adjustments: book.order_adjustments.iter().map(|r| compile(&r.scope)).collect(),
            groups: book.groups.iter().map(|r| compile(&r.products)).collect(),
            supply_groups: book.availability.groups.iter().map(|r| compile(&r.scope)).collect(),
            niches: book.niches.iter().map(|r| compile(&r.scope)).collect(),
        }
    }
}

/// All adjustments of all stages, in document order: their number is their rank.
pub(crate) fn adjustments(book: &Rulebook) -> impl Iterator<Item = &crate::pricing::Adjustment> {
    book.stages.iter().flat_map(|s| &s.adjustments)
}

/// Which rules hold for a partner, as far as the partner alone decides.
#[derive(Debug)]
pub(crate) struct PartnerClass {
    pub niches: Box<[u32]>,
    pub lists: Box<[u32]>,
    pub adjustments: Bits,
    pub guards: Bits,
    pub plans: Bits,
    pub amount_min: Bits,
    pub permissions: Bits,
    pub order_adjustments: Bits,
    /// The group of quotas and protections that it is in.
    pub supply_group: Option<u32>,
}

/// Which rules hold for a product, as far as the product alone decides.
#[derive(Debug)]
pub(crate) struct ProductClass {
    pub adjustments: Bits,
    pub guards: Bits,
    pub plans: Bits,
    pub permissions: Bits,
    /// The group it counts with.
    pub group: Option<u32>,
}

/// Partners and products that no scope can tell apart share one class.
#[derive(Debug)]
pub(crate) struct Classes {
    pub partners: Vec<PartnerClass>,
    pub products: Vec<ProductClass>,
    pub of_partner: Vec<u32>,
    pub of_product: Vec<u32>,
}

impl Classes {
    pub(crate) fn new(
        book: &Rulebook,
        scopes: &Scopes,
        partners: &Partners,
        products: &Products,
    ) -> Self {
        let asked = Asked::new(book);
        let (of_partner, partner_classes) = group(
            (0u32..).zip(&partners.rows).map(|(i, p)| (i, &p.values)),
            |id, values| {
                let niches = niches_of(scopes, id, values);
                let named = asked.partners.contains(partners.ids.name(PartnerId(id))).then_some(id);
                (named, niches, asked.kept(values, Subject::PartnerAttribute))
            },
            |id, values, key| PartnerClass::new(scopes, id, values, &key.1),
        );
        let (of_product, product_classes) = group(
            (0u32..).zip(&products.rows).map(|(i, p)| (i, &p.values)),
            |id, values| {
                let named = asked.products.contains(products.ids.name(ProductId(id))).then_some(id);
                (named, Vec::new(), asked.kept(values, Subject::ProductAttribute))
            },
            |id, values, _| ProductClass::new(scopes, id, values),
        );
        Self { partners: partner_classes, products: product_classes, of_partner, of_product }
    }

    pub(crate) fn partner(&self, id: PartnerId) -> &PartnerClass {
        // INVARIANT: every id of the snapshot has a class.
        &self.partners[self.of_partner[id.index()] as usize]
    }

    pub(crate) fn product(&self, id: ProductId) -> &ProductClass {
        &self.products[self.of_product[id.index()] as usize]
    }
}

type Key = (Option<u32>, Vec<u32>, Vec<(u16, u32)>);

/// Gives every row the number of its class, making each class once.
fn group<'a, C>(
    rows: impl Iterator<Item = (u32, &'a AttributeValues)>,
    key_of: impl Fn(u32, &AttributeValues) -> Key,
    class_of: impl Fn(u32, &AttributeValues, &Key) -> C,
) -> (Vec<u32>, Vec<C>) {
    let mut seen: HashMap<Key, u32> = HashMap::new();
    let mut classes = Vec::new();
    let of_row = rows
        .map(|(id, values)| {
            let key = key_of(id, values);
            if let Some(&known) = seen.get(&key) {
                return known;
            }
            classes.push(class_of(id, values, &key));
            let number = classes.len() as u32 - 1;
            seen.insert(key, number);
            number
        })
        .collect();
    (of_row, classes)
}

/// What the scopes ask about at all, but for niches, which are worked out first.
struct Asked {
    subjects: Vec<Subject>,
    partners: hashbrown::HashSet<Box<str>>,
    products: hashbrown::HashSet<Box<str>>,
}

impl Asked {
    fn new(book: &Rulebook) -> Self {
        let mut asked = Self {
            subjects: Vec::new(),
            partners: hashbrown::HashSet::new(),
            products: hashbrown::HashSet::new(),
        };
        let scopes = book
            .price_lists
            .iter()
            .map(|r| &r.scope)
            .chain(adjustments(book).map(|r| &r.scope))
            .chain(book.guards.iter().map(|r| &r.scope))
            .chain(book.plans.iter().map(|r| &r.scope))
            .chain(book.order_rules.amount_min.iter().map(|r| &r.scope))
            .chain(book.order_adjustments.iter().map(|r| &r.scope))
            .chain(book.groups.iter().map(|r| &r.products))
            .chain(book.availability.groups.iter().map(|r| &r.scope))
            .chain(book.permissions.iter().flat_map(|r| [&r.partners, &r.products]));
        for condition in scopes.flat_map(|s| &s.conditions) {
            match condition.subject {
                Subject::Partner => asked.partners.extend(condition.test.words().iter().cloned()),
                Subject::Product => asked.products.extend(condition.test.words().iter().cloned()),
                subject if !asked.subjects.contains(&subject) => asked.subjects.push(subject),
                _ => {}
            }
        }
        asked
    }

    fn kept(&self, values: &AttributeValues, subject: impl Fn(u16) -> Subject) -> Vec<(u16, u32)> {
        let asked = |a: &u16| self.subjects.contains(&subject(*a));
        values.iter().filter(|(a, _)| asked(a)).map(|(a, v)| (*a, v.0)).collect()
    }
}

fn niches_of(scopes: &Scopes, id: u32, values: &AttributeValues) -> Vec<u32> {
    let subjected = Subjected { id, niches: &[], values };
    (0u32..)
        .zip(&scopes.niches)
        .filter(|(_, s)| s.partner_holds(&subjected))
        .map(|(i, _)| i)
        .collect()
}

impl PartnerClass {
    fn new(scopes: &Scopes, id: u32, values: &AttributeValues, niches: &[u32]) -> Self {
        let subjected = Subjected { id, niches, values };
        let bits =
            |rules: &[CompiledScope]| Bits::of(rules.len(), |i| rules[i].partner_holds(&subjected));
        let lists = (0u32..).zip(&scopes.lists).filter(|(_, s)| s.partner_holds(&subjected));
        Self {
            niches: niches.into(),
            lists: lists.map(|(i, _)| i).collect(),
            adjustments: bits(&scopes.adjustments),
            guards: bits(&scopes.guards),
            plans: bits(&scopes.plans),
            amount_min: bits(&scopes.amount_min),
            permissions: bits(&scopes.permission_partners),
            order_adjustments: bits(&scopes.order_adjustments),
            supply_group: (0u32..)
                .zip(&scopes.supply_groups)
                .find(|(_, scope)| scope.partner_holds(&subjected))
                .map(|(at, _)| at),
        }
    }
}

impl ProductClass {
    fn new(scopes: &Scopes, id: u32, values: &AttributeValues) -> Self {
        let subjected = Subjected { id, niches: &[], values };
        let bits =
            |rules: &[CompiledScope]| Bits::of(rules.len(), |i| rules[i].product_holds(&subjected));
        Self {
            adjustments: bits(&scopes.adjustments),
            guards: bits(&scopes.guards),
            plans: bits(&scopes.plans),
            permissions: bits(&scopes.permission_products),
            group: (0u32..)
                .zip(&scopes.groups)
                .find(|(_, group)| group.product_holds(&subjected))
                .map(|(at, _)| at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_gives_the_common_numbers_of_a_range() {
        let even = Bits::of(200, |i| i % 2 == 0);
        let third = Bits::of(200, |i| i % 3 == 0);
        for range in [0..200, 0..64, 64..128, 60..70, 66..67, 67..72, 199..200, 5..5] {
            let expected: Vec<_> = range.clone().filter(|i| i % 6 == 0).collect();
            assert_eq!(even.both(&third, range.clone()).collect::<Vec<_>>(), expected, "{range:?}");
        }
    }
}
