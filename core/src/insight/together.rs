//! What is bought together.

use super::bands::partners_from;
use super::gate::GatePolicy;
use crate::error::{Error, ErrorKind};
use crate::sales::MISSING_KEY;
use crate::statistics::{Count, GammaPoisson};

/// Lines of orders as numbers, all columns of one length: which order, which
/// product, whose. A line without an order, product or partner is left out.
#[derive(Clone, Copy, Debug)]
pub struct BasketLines<'a> {
    /// The order of each line.
    pub order: &'a [u32],
    /// Its product.
    pub product: &'a [u32],
    /// The partner that ordered.
    pub partner: &'a [u32],
}

/// What is asked about pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairOptions {
    /// In at least so many of 10,000 baskets.
    pub support_min_per_10_000: u32,
    /// In at least so many baskets, however few there are.
    pub baskets_min: u32,
}

/// One basket in a hundred, and at least three.
impl Default for PairOptions {
    fn default() -> Self {
        Self { support_min_per_10_000: 100, baskets_min: 3 }
    }
}

/// Two products that are bought together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one with the lower number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Baskets with both.
    pub baskets: u64,
    /// At least so many partners bought both.
    pub partners_from: u64,
    /// Baskets with both, of all.
    pub support: f64,
    /// Baskets with both, of those with `a`.
    pub confidence_a: f64,
    /// Baskets with both, of those with `b`.
    pub confidence_b: f64,
    /// Support over what it would be by chance.
    pub lift: f64,
    /// The lift drawn towards what all pairs say, so that a pair of few baskets does not
    /// lead; none where there is nothing to learn from.
    pub lift_shrunken: Option<f64>,
    /// Support less what it would be by chance.
    pub leverage: f64,
}

/// The pairs, and what they were counted among.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// The pairs that are frequent enough and pass the gate: by baskets, ties by
    /// number.
    pub pairs: Vec<Pair>,
    /// Baskets.
    pub baskets: u64,
    /// Products in baskets, each once a basket.
    pub basket_products: u64,
    /// Different pairs.
    pub pairs_seen: u64,
    /// Pairs that are frequent enough.
    pub pairs_frequent: u64,
}

/// Counts all pairs of products in baskets. A basket is an order; a product that
/// stands in it twice counts once. A pair passes the gate by the baskets of each
/// partner.
///
/// For each product the baskets with it are walked once, with a counter for each
/// other product: all pairs are counted and none is kept that is not asked for.
///
/// `lift_shrunken` is the mean of the gamma posterior of seen over expected baskets,
/// expected as if the two products had nothing to do with each other. The prior is that
/// of all pairs of products that stand in enough baskets themselves, also those that are
/// never bought together; of more than some 50,000 of them each so manieth. DuMouchel,
/// Bayesian Data Mining in Large Frequency Tables, The American Statistician 53 (1999),
/// with one gamma for the prior.
///
/// # Errors
/// `Table` for columns of unequal length, `Input` for a policy that protects nobody.
pub fn bought_together(
    lines: BasketLines<'_>,
    policy: &GatePolicy,
    options: PairOptions,
) -> Result<Pairs, Error> {
    policy.check()?;
    if lines.order.len() != lines.product.len() || lines.order.len() != lines.partner.len() {
        let message = "the columns of the baskets differ in length";
        return Err(Error::new(ErrorKind::Table, message));
    }
    let baskets = Baskets::of(lines);
    let share = baskets.owner.len() as u64 * u64::from(options.support_min_per_10_000);
    let least = share.div_ceil(10_000).max(u64::from(options.baskets_min)).max(1);
    let mut answer = Pairs {
        baskets: baskets.owner.len() as u64,
        basket_products: baskets.items.len() as u64,
        ..Pairs::default()
    };
    let mut counts = vec![0u32; baskets.products.len()];
    let mut sample = Sample::of(&baskets, least);
    let mut found: Vec<(Pair, Count)> = Vec::new();
    for a in 0..baskets.products.len() {
        let with_a = baskets.with(a);
        for (_, later) in with_a.clone() {
            for b in later {
                counts[*b as usize] += 1;
            }
        }
        for (b, count) in counts.iter_mut().enumerate().skip(a + 1) {
            let together = u64::from(std::mem::take(count));
            answer.pairs_seen += u64::from(together > 0);
            if baskets.count(a).min(baskets.count(b)) >= least {
                sample.see(|| baskets.beside_chance(a, b, together));
            }
            if together >= least {
                answer.pairs_frequent += 1;
                let pair = baskets.pair(a, b, together, policy);
                found.extend(pair.map(|pair| (pair, baskets.beside_chance(a, b, together))));
            }
        }
    }
    let prior = GammaPoisson::fit(&sample.counts);
    answer.pairs = found
        .into_iter()
        .map(|(pair, count)| Pair { lift_shrunken: prior.map(|prior| prior.mean(count)), ..pair })
        .collect();
    answer.pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.baskets), pair.a, pair.b));
    Ok(answer)
}

/// About so many pairs tell the prior.
const SAMPLE: usize = 50_000;

/// Pairs that the prior is learned from: all, or each so manieth in their order.
struct Sample {
    each: usize,
    seen: usize,
    counts: Vec<Count>,
}

impl Sample {
    /// For pairs of products that stand in at least so many baskets.
    fn of(baskets: &Baskets, least: u64) -> Self {
        let products = 0..baskets.products.len();
        let enough = products.filter(|product| baskets.count(*product) >= least).count();
        let pairs = enough * enough.saturating_sub(1) / 2;
        // Odd, so that it does not fall in step with products that come in twos.
        Self { each: (pairs / SAMPLE) | 1, seen: 0, counts: Vec::new() }
    }

    fn see(&mut self, count: impl FnOnce() -> Count) {
        if self.seen.is_multiple_of(self.each) {
            self.counts.push(count());
        }
        self.seen += 1;
    }
}

/// Baskets as sorted lists of dense products, and where each product stands.
struct Baskets {
    /// The caller's number of each product.
    products: Vec<u32>,
    /// The products of all baskets, one basket after the other.
    items: Vec<u32>,
    /// Where each basket ends.
    end: Vec<u32>,
    owner: Vec<u32>,
    /// For each product where in `items` it stands, and in which basket.
    places: Vec<(u32, u32)>,
    from: Vec<u32>,
}

impl Baskets {
    fn of(lines: BasketLines<'_>) -> Self {
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
        Self { products, items, end, owner, places, from }
    }

    /// The baskets with a product, and the products after it in each.
    fn with(&self, product: usize) -> impl Iterator<Item = (usize, &[u32])> + Clone {
        let places = self.from[product] as usize..self.from[product + 1] as usize;
        self.places[places].iter().map(|(at, basket)| {
            let end = self.end[*basket as usize] as usize;
            (*basket as usize, &self.items[*at as usize + 1..end])
        })
    }

    fn count(&self, product: usize) -> u64 {
        u64::from(self.from[product + 1] - self.from[product])
    }

    /// Baskets with both beside what they would be by chance.
    fn beside_chance(&self, a: usize, b: usize, together: u64) -> Count {
        let by_chance = self.count(a) as f64 * self.count(b) as f64;
        Count { seen: together, expected: by_chance / self.owner.len() as f64 }
    }

    fn pair(&self, a: usize, b: usize, together: u64, policy: &GatePolicy) -> Option<Pair> {
        let both = self.with(a).filter(|(_, later)| later.binary_search(&(b as u32)).is_ok());
        let mut owners: Vec<u32> = both.map(|(basket, _)| self.owner[basket]).collect();
        owners.sort_unstable();
        let of_each = owners.chunk_by(|a, b| a == b).map(|own| own.len() as i128);
        if !policy.judge(of_each.clone()).is_empty() {
            return None;
        }
        let (all, of_a, of_b) =
            (self.owner.len() as f64, self.count(a) as f64, self.count(b) as f64);
        let both = together as f64;
        Some(Pair {
            a: self.products[a],
            b: self.products[b],
            baskets: together,
            partners_from: partners_from(of_each.count() as u64),
            support: both / all,
            confidence_a: both / of_a,
            confidence_b: both / of_b,
            lift: both * all / (of_a * of_b),
            lift_shrunken: None,
            leverage: both / all - of_a / all * (of_b / all),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Draws;
    use std::collections::{BTreeMap, BTreeSet};

    fn open() -> GatePolicy {
        GatePolicy { partners_min: 3, dominance: vec![], p_percent: 0, ..GatePolicy::default() }
    }

    #[test]
    fn pairs_are_those_of_a_plain_count() {
        let mut draws = Draws::new(5, 0, 0);
        let mut number = |below: f64| (draws.uniform() * below) as u32;
        let rows: Vec<[u32; 3]> =
            (0..3_000).map(|_| [number(300.0), number(40.0) * 7, 0]).collect();
        let rows: Vec<[u32; 3]> = rows.into_iter().map(|[o, p, _]| [o, p, o % 25]).collect();
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<u32>>();
        let (order, product, partner) = (column(0), column(1), column(2));
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let options = PairOptions { support_min_per_10_000: 0, baskets_min: 1 };
        let found = bought_together(lines, &open(), options).unwrap();
        let mut baskets: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for [order, product, _] in &rows {
            baskets.entry(*order).or_default().insert(*product);
        }
        let mut expected: BTreeMap<(u32, u32), (u64, BTreeSet<u32>)> = BTreeMap::new();
        for (order, items) in &baskets {
            for a in items {
                for b in items.range(a + 1..) {
                    let entry = expected.entry((*a, *b)).or_default();
                    entry.0 += 1;
                    entry.1.insert(order % 25);
                }
            }
        }
        assert_eq!(found.pairs_seen, expected.len() as u64);
        expected.retain(|_, (_, partners)| partners.len() >= 3);
        assert!(expected.len() > 100);
        let counts: BTreeMap<(u32, u32), u64> =
            found.pairs.iter().map(|pair| ((pair.a, pair.b), pair.baskets)).collect();
        assert_eq!(counts, expected.into_iter().map(|(key, (n, _))| (key, n)).collect());
        assert!(found.pairs.windows(2).all(|p| p[0].baskets >= p[1].baskets));
    }

    #[test]
    fn measures_of_a_pair_by_hand() {
        // Ten baskets of ten partners: five with both, three with a alone, two with b.
        let with = |basket: u32| match basket {
            0..5 => vec![1, 2],
            5..8 => vec![1],
            _ => vec![2],
        };
        let rows: Vec<(u32, u32)> =
            (0..10).flat_map(|b| with(b).into_iter().map(move |p| (b, p))).collect();
        let (order, product): (Vec<u32>, Vec<u32>) = rows.into_iter().unzip();
        let lines = BasketLines { order: &order, product: &product, partner: &order };
        let found = bought_together(lines, &GatePolicy::default(), PairOptions::default()).unwrap();
        let pair = found.pairs[0];
        assert_eq!((pair.a, pair.b, pair.baskets, pair.partners_from), (1, 2, 5, 5));
        assert_eq!((pair.support, pair.confidence_a), (0.5, 0.625));
        assert!((pair.lift - 0.5 / (0.8 * 0.7)).abs() < 1e-12);
        assert!((pair.leverage + 0.06).abs() < 1e-12);
    }

    /// Forty products that have nothing to do with each other, two that are bought
    /// together often, and two that stand in few baskets, by chance in the same.
    #[test]
    fn a_pair_of_few_baskets_does_not_lead_by_its_shrunken_lift() {
        let mut draws = Draws::new(6, 0, 0);
        let mut rows: Vec<[u32; 2]> = Vec::new();
        for basket in 0..2_000 {
            let mut add = |product: u32| rows.push([basket, product]);
            (0..40).filter(|_| draws.uniform() < 0.1).for_each(&mut add);
            if basket % 20 == 0 {
                [100, 101].into_iter().for_each(&mut add);
            }
            if draws.uniform() < 0.02 {
                add(100 + u32::from(draws.uniform() < 0.5));
            }
            if basket % 500 == 7 {
                [200, 201].into_iter().for_each(&mut add);
            }
        }
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<u32>>();
        let (order, product) = (column(0), column(1));
        let lines = BasketLines { order: &order, product: &product, partner: &order };
        let options = PairOptions { support_min_per_10_000: 0, baskets_min: 3 };
        let found = bought_together(lines, &open(), options).unwrap();
        let pair = |a: u32| found.pairs.iter().find(|pair| (pair.a, pair.b) == (a, a + 1)).unwrap();
        let (often, rare) = (pair(100), pair(200));
        assert_eq!((often.baskets > 90, rare.baskets), (true, 4));
        assert!(rare.lift > 20.0 * often.lift, "{} {}", rare.lift, often.lift);
        let shrunken = |pair: &Pair| pair.lift_shrunken.unwrap();
        assert!(shrunken(often) > 2.0, "{often:?}");
        assert!(shrunken(rare) < 0.1 * rare.lift, "{rare:?}");
        let first = found.pairs.iter().max_by(|a, b| shrunken(a).total_cmp(&shrunken(b)));
        assert_eq!(first.map(|pair| pair.a), Some(100));
        // The posterior by hand.
        let mut cells: Vec<Count> = Vec::new();
        let products: BTreeSet<u32> = product.iter().copied().collect();
        let mut baskets: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        rows.iter().for_each(|[order, product]| {
            baskets.entry(*order).or_default().insert(*product);
        });
        let count =
            |product: u32| baskets.values().filter(|own| own.contains(&product)).count() as f64;
        for a in &products {
            for b in products.range(a + 1..) {
                let both = baskets.values().filter(|own| own.contains(a) && own.contains(b));
                let expected = count(*a) * count(*b) / baskets.len() as f64;
                cells.push(Count { seen: both.count() as u64, expected });
            }
        }
        let prior = GammaPoisson::fit(&cells).unwrap();
        let expected = count(200) * count(201) / baskets.len() as f64;
        let by_hand = (prior.shape + 4.0) / (prior.rate + expected);
        assert!((shrunken(rare) - by_hand).abs() < 1e-9, "{} {by_hand}", shrunken(rare));
    }

    #[test]
    fn a_pair_of_one_partner_is_not_told() {
        let order: Vec<u32> = (0..20).flat_map(|b| [b, b]).collect();
        let product = [1, 2].repeat(20);
        let partner = vec![7; 40];
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, &open(), PairOptions::default()).unwrap();
        assert_eq!((found.pairs.len(), found.pairs_frequent), (0, 1));
    }

    #[test]
    fn no_lines_have_no_pairs_and_missing_ids_take_no_part() {
        let none = BasketLines { order: &[], product: &[], partner: &[] };
        assert_eq!(
            bought_together(none, &open(), PairOptions::default()).unwrap(),
            Pairs::default()
        );
        let missing =
            BasketLines { order: &[1, MISSING_KEY], product: &[MISSING_KEY, 1], partner: &[1, 1] };
        assert_eq!(bought_together(missing, &open(), PairOptions::default()).unwrap().baskets, 0);
        let uneven = BasketLines { order: &[1], product: &[], partner: &[1] };
        assert!(bought_together(uneven, &open(), PairOptions::default()).is_err());
    }
}
