//! What is bought together, as far as it may be told.

use super::bands::{partners_from, two_digits_of};
use super::baskets::{BasketIndex, OfPartners};
use super::gate::{GatePolicy, Withheld};
use super::peers::grid;
use crate::error::{Error, ErrorKind};
use crate::statistics::{Count, GammaPoisson};
use std::cmp::Reverse;

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

/// Two products that are bought together, and what may be told of them. Baskets are told
/// as one of 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120 ... that they reach; the rest
/// to two digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one with the lower number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// At least so many baskets with both.
    pub baskets_from: u64,
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

/// Two products that are often bought together, of which nothing may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithheldPair {
    /// The one with the lower number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Why.
    pub reasons: Vec<Withheld>,
}

/// The pairs, and what they were counted among. But for `pairs` it is the company's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// The pairs that are frequent enough and pass the gate: by baskets, ties by
    /// number.
    pub pairs: Vec<Pair>,
    /// The pairs that are frequent enough and do not pass: in the same order.
    pub withheld: Vec<WithheldPair>,
    /// Baskets.
    pub baskets: u64,
    /// Products in baskets, each once a basket.
    pub basket_products: u64,
    /// Different pairs.
    pub pairs_seen: u64,
}

/// Counts all pairs of products in baskets. A basket is an order; a product that
/// stands in it twice counts once. A pair passes the gate when the baskets of each
/// partner do: those with both products, those with one of them, with the other, and with
/// neither, as all of these can be worked out from what is told; where there are none
/// there is nothing to pass.
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
    let baskets = BasketIndex::of(lines);
    let share = baskets.len() * u64::from(options.support_min_per_10_000);
    let least = share.div_ceil(10_000).max(u64::from(options.baskets_min)).max(1);
    let mut pairs_seen = 0;
    let mut counts = vec![0u32; baskets.products.len()];
    let mut sample = Sample::of(&baskets, least);
    let mut frequent: Vec<(usize, usize, u64)> = Vec::new();
    for a in 0..baskets.products.len() {
        for (_, later) in baskets.with(a) {
            for b in later {
                counts[*b as usize] += 1;
            }
        }
        for (b, count) in counts.iter_mut().enumerate().skip(a + 1) {
            let together = u64::from(std::mem::take(count));
            pairs_seen += u64::from(together > 0);
            if baskets.count(a).min(baskets.count(b)) >= least {
                sample.see(|| baskets.beside_chance(a, b, together));
            }
            if together >= least {
                frequent.push((a, b, together));
            }
        }
    }
    // Products are numbered as the caller numbers them, only without gaps.
    frequent.sort_by_key(|(a, b, together)| (Reverse(*together), *a, *b));
    let prior = GammaPoisson::fit(&sample.counts);
    let mut answer = Pairs {
        baskets: baskets.len(),
        basket_products: baskets.items(),
        pairs_seen,
        ..Pairs::default()
    };
    for (a, b, together) in frequent {
        let parts = baskets.parts(a, b);
        let reasons = withheld(&parts, policy);
        if reasons.is_empty() {
            let lift_shrunken = prior.map(|it| it.mean(baskets.beside_chance(a, b, together)));
            answer.pairs.push(told(&baskets, a, b, &parts[0], lift_shrunken));
        } else {
            let [a, b] = [a, b].map(|at| baskets.products[at]);
            answer.withheld.push(WithheldPair { a, b, reasons });
        }
    }
    Ok(answer)
}

/// Why a pair with these parts is withheld.
fn withheld(parts: &[OfPartners; 4], policy: &GatePolicy) -> Vec<Withheld> {
    let judged = |part: &OfPartners| policy.judge(part.iter().map(|(_, own)| i128::from(*own)));
    let [both, beside @ ..] = parts;
    let mut reasons = judged(both);
    if beside.iter().any(|part| !part.is_empty() && !judged(part).is_empty()) {
        reasons.push(Withheld::GivesAway);
    }
    reasons
}

/// What is told of a pair that passes.
fn told(
    baskets: &BasketIndex,
    a: usize,
    b: usize,
    both: &OfPartners,
    lift_shrunken: Option<f64>,
) -> Pair {
    let together: u64 = both.iter().map(|(_, own)| u64::from(*own)).sum();
    let (all, of_a, of_b) =
        (baskets.len() as f64, baskets.count(a) as f64, baskets.count(b) as f64);
    let both_of = together as f64;
    Pair {
        a: baskets.products[a],
        b: baskets.products[b],
        baskets_from: grid(together.into()) as u64,
        partners_from: partners_from(both.len() as u64),
        support: two_digits_of(both_of / all),
        confidence_a: two_digits_of(both_of / of_a),
        confidence_b: two_digits_of(both_of / of_b),
        lift: two_digits_of(both_of * all / (of_a * of_b)),
        lift_shrunken: lift_shrunken.map(two_digits_of),
        leverage: two_digits_of(both_of / all - of_a / all * (of_b / all)),
    }
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
    fn of(baskets: &BasketIndex, least: u64) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Draws;
    use crate::sales::MISSING_KEY;
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
            found.pairs.iter().map(|pair| ((pair.a, pair.b), pair.baskets_from)).collect();
        let step = |n: u64| grid(n.into()) as u64;
        assert_eq!(counts, expected.into_iter().map(|(key, (n, _))| (key, step(n))).collect());
        assert!(found.pairs.windows(2).all(|p| p[0].baskets_from >= p[1].baskets_from));
    }

    #[test]
    fn measures_of_a_pair_by_hand() {
        // Twenty baskets of twenty partners: ten with both, five with a alone, five with b.
        let with = |basket: u32| match basket {
            0..10 => vec![1, 2],
            10..15 => vec![1],
            _ => vec![2],
        };
        let rows: Vec<(u32, u32)> =
            (0..20).flat_map(|b| with(b).into_iter().map(move |p| (b, p))).collect();
        let (order, product): (Vec<u32>, Vec<u32>) = rows.into_iter().unzip();
        let lines = BasketLines { order: &order, product: &product, partner: &order };
        let found = bought_together(lines, &GatePolicy::default(), PairOptions::default()).unwrap();
        let pair = found.pairs[0];
        assert_eq!((pair.a, pair.b, pair.baskets_from, pair.partners_from), (1, 2, 10, 10));
        assert_eq!((pair.support, pair.confidence_a), (0.5, 0.67));
        // 0.5 / (0.75 * 0.75) and 0.5 - 0.75 * 0.75
        assert_eq!((pair.lift, pair.leverage), (0.89, -0.062));
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
        assert_eq!((often.baskets_from > 90, rare.baskets_from), (true, 4));
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
        assert_eq!(shrunken(rare), two_digits_of(by_hand));
    }

    #[test]
    fn a_pair_of_one_partner_is_not_told() {
        let order: Vec<u32> = (0..20).flat_map(|b| [b, b]).collect();
        let product = [1, 2].repeat(20);
        let partner = vec![7; 40];
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, &open(), PairOptions::default()).unwrap();
        assert_eq!((found.pairs.len(), found.withheld.len()), (0, 1));
        assert_eq!(found.withheld[0].reasons[0], Withheld::TooFewPartners);
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
