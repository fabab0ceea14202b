//! Baskets, laid out so that all pairs of products are counted quickly.

use super::together::BasketLines;
use crate::sales::MISSING_KEY;
use crate::statistics::Count;

/// Baskets as sorted lists of dense products, and where each product stands.
pub(super) struct BasketIndex {
    /// The caller's number of each product.
    pub(super) products: Vec<u32>,
    /// The products of all baskets, one basket after the other.
    items: Vec<u32>,
    /// Where each basket ends.
    end: Vec<u32>,
    /// Whose each basket is.
    owner: Vec<u32>,
    /// How many baskets each partner has.
    of_partners: OfPartners,
    /// For each product where in `items` it stands, and in which basket.
    places: Vec<(u32, u32)>,
    from: Vec<u32>,
}

impl BasketIndex {
    pub(super) fn of(lines: BasketLines<'_>) -> Self {
        let mut rows: Vec<(u32, u32, u32)> = (0..lines.order.len())
            .map(|row| (lines.order[row], lines.product[row], lines.partner[row]))
            .filter(|(o, p, q)| ![o, p, q].into_iter().any(|id| *id == MISSING_KEY))
            .collect();
        rows.sort_unstable();
        rows.dedup_by_key(|(order, product, _)| (*order, *product));
        let mut products: Vec<u32> = rows.iter().map(|(_, product, _)| *product).collect();
        products.sort_unstable();
        products.dedup();
        let largest = products.last().map_or(0, |last| *last as usize + 1);
        // Numbers far apart are looked up instead of laid out.
        let dense: Option<Vec<u32>> = (largest <= rows.len().saturating_mul(8)).then(|| {
            let mut dense = vec![0; largest];
            products.iter().enumerate().for_each(|(at, id)| dense[*id as usize] = at as u32);
            dense
        });
        let place = |id: u32| match &dense {
            Some(dense) => dense[id as usize],
            None => products.binary_search(&id).unwrap_or_default() as u32,
        };
        let (mut items, mut end, mut owner) = (Vec::with_capacity(rows.len()), vec![], vec![]);
        for (at, (order, product, partner)) in rows.iter().enumerate() {
            if at == 0 || rows[at - 1].0 != *order {
                end.push(items.len() as u32);
                owner.push(*partner);
            }
            items.push(place(*product));
            if let Some(last) = end.last_mut() {
                *last = items.len() as u32;
            }
        }
        let mut from = vec![0u32; products.len() + 1];
        items.iter().for_each(|item| from[*item as usize + 1] += 1);
        for at in 1..from.len() {
            from[at] += from[at - 1];
        }
        let (mut next, mut places) = (from.clone(), vec![(0, 0); items.len()]);
        let mut basket = 0;
        for (at, item) in items.iter().enumerate() {
            while end[basket] as usize <= at {
                basket += 1;
            }
            let slot = &mut next[*item as usize];
            places[*slot as usize] = (at as u32, basket as u32);
            *slot += 1;
        }
        let of_partners = counted(owner.clone());
        Self { products, items, end, owner, of_partners, places, from }
    }

    /// The baskets with a product, and the products after it in each.
    pub(super) fn with(&self, product: usize) -> impl Iterator<Item = (usize, &[u32])> + Clone {
        let places = self.from[product] as usize..self.from[product + 1] as usize;
        self.places[places].iter().map(|(at, basket)| {
            let end = self.end[*basket as usize] as usize;
            (*basket as usize, &self.items[*at as usize + 1..end])
        })
    }

    pub(super) fn count(&self, product: usize) -> u64 {
        u64::from(self.from[product + 1] - self.from[product])
    }

    /// Baskets with both beside what they would be by chance.
    pub(super) fn beside_chance(&self, a: usize, b: usize, together: u64) -> Count {
        let by_chance = self.count(a) as f64 * self.count(b) as f64;
        Count { seen: together, expected: by_chance / self.owner.len() as f64 }
    }

    /// How many baskets there are.
    pub(super) fn len(&self) -> u64 {
        self.owner.len() as u64
    }

    /// How many products there are in them, each once a basket.
    pub(super) fn items(&self) -> u64 {
        self.items.len() as u64
    }

    /// The baskets with a product, of each partner.
    fn of_partners(&self, product: usize) -> OfPartners {
        counted(self.with(product).map(|(basket, _)| self.owner[basket]).collect())
    }

    /// The baskets with both products, with one alone, with the other alone, and with
    /// neither, of each partner.
    pub(super) fn parts(&self, a: usize, b: usize) -> [OfPartners; 4] {
        let both = self.with(a).filter(|(_, later)| later.binary_search(&(b as u32)).is_ok());
        let both = counted(both.map(|(basket, _)| self.owner[basket]).collect());
        let only_a = less(&self.of_partners(a), &both);
        let only_b = less(&self.of_partners(b), &both);
        let mut some = [&both[..], &only_a, &only_b].concat();
        some.sort_unstable();
        let neither = less(&self.of_partners, &some);
        [both, only_a, only_b, neither]
    }
}

/// Partners, ascending, and how many baskets each has; none has 0.
pub(super) type OfPartners = Vec<(u32, u32)>;

fn counted(mut owners: Vec<u32>) -> OfPartners {
    owners.sort_unstable();
    owners.chunk_by(|a, b| a == b).map(|own| (own[0], own.len() as u32)).collect()
}

/// The first without the second, which is a part of it; in that a partner may stand
/// several times.
fn less(all: &[(u32, u32)], part: &[(u32, u32)]) -> OfPartners {
    let mut part = part.iter().peekable();
    let rest = all.iter().map(|&(partner, mut baskets)| {
        while let Some((_, own)) = part.next_if(|(other, _)| *other == partner) {
            baskets -= own;
        }
        (partner, baskets)
    });
    rest.filter(|(_, baskets)| *baskets > 0).collect()
}
