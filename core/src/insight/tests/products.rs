//! A partner beside several products: a bound is of all of them together, a sum of one.
//! It knows its own amounts, who else sells what, where and when, every sum that is shown
//! and all its own benchmarks, and solves for what each other sells of one product and of
//! all.

use super::combined::next;
use super::linear::Equations;
use crate::insight::{
    Amounts, Benchmarks, Cells, GatePolicy, InsightState, NicheTree, Release, SalesLines, publish,
};
use crate::numeric::Draws;
use crate::sales::Keys;
use std::collections::BTreeMap;

const LEAVES: [&str; 3] = ["a1", "a2", "b"];
const PRODUCTS: [&str; 2] = ["x", "y"];
const STEPS: usize = 2;

fn policy() -> GatePolicy {
    GatePolicy { partners_min: 3, dominance: vec![], p_percent: 10, amounts: Amounts::Exact }
}

fn inside(leaf: usize, niche: &str) -> bool {
    niche == "all" || LEAVES[leaf] == niche || (niche == "a" && LEAVES[leaf].starts_with('a'))
}

fn name(partner: usize) -> String {
    format!("P-{partner:02}")
}

/// Step, leaf, product and partner.
type Place = (usize, usize, usize, usize);

struct World {
    sold: BTreeMap<Place, i64>,
    partners: usize,
}

impl World {
    fn new(seed: u32) -> Self {
        let mut draws = Draws::new(96, 4, seed);
        let partners = 7 + (draws.uniform() * 4.0) as usize;
        let mut sold = BTreeMap::new();
        for step in 0..STEPS {
            let busy = [0.6, 0.3][step];
            for leaf in 0..LEAVES.len() {
                for product in 0..PRODUCTS.len() {
                    for partner in 0..partners {
                        if draws.uniform() < busy {
                            // Not far from each other, so that bounds are tight.
                            let amount = (100.0 * libm::exp(0.4 * draws.normal())) as i64 + 1;
                            sold.insert((step, leaf, product, partner), amount);
                        }
                    }
                }
            }
        }
        Self { sold, partners }
    }

    fn cells(&self, until: usize) -> Cells {
        let rows: Vec<(&Place, &i64)> =
            self.sold.iter().filter(|((step, ..), _)| *step <= until).collect();
        let amounts: Vec<i64> = rows.iter().map(|(_, amount)| **amount).collect();
        let names: Vec<String> = (0..self.partners).map(name).collect();
        let lines = SalesLines {
            partner: &Keys::from_texts(rows.iter().map(|((_, _, _, p), _)| Some(&*names[*p]))),
            product: &Keys::from_texts(rows.iter().map(|((_, _, x, _), _)| Some(PRODUCTS[*x]))),
            amount_minor: &amounts,
            quantity: None,
            niche: Some(&Keys::from_texts(rows.iter().map(|((_, l, ..), _)| Some(LEAVES[*l])))),
            period: None,
            order: None,
            left_out: None,
        };
        let mut state = InsightState::new();
        state.update(&lines).unwrap();
        let tree = NicheTree::new([("a1", "a"), ("a2", "a")]).unwrap();
        state.cells(&tree, None, None).unwrap()
    }

    /// What each other partner sold in a niche until a step.
    fn sizes(&self, niche: &str, until: usize, attacker: usize) -> BTreeMap<usize, i128> {
        let mut sizes = BTreeMap::new();
        for ((step, leaf, _, partner), amount) in &self.sold {
            if *step <= until && inside(*leaf, niche) && *partner != attacker {
                *sizes.entry(*partner).or_default() += i128::from(*amount);
            }
        }
        sizes
    }
}

struct Seen {
    shown: Vec<(String, usize, usize)>,
    told: Vec<(String, usize, [i128; 3])>,
}

fn seen(world: &World, attacker: usize, is_gated: bool) -> Seen {
    let mut previous: Vec<Release> = Vec::new();
    let mut seen = Seen { shown: Vec::new(), told: Vec::new() };
    for step in 0..STEPS {
        let cells = world.cells(step);
        let publication = publish(&cells, &policy(), &previous).unwrap();
        for ((niche, product), withheld) in &publication.cells {
            if withheld.is_empty() || !is_gated {
                let product = PRODUCTS.iter().position(|x| *x == cells.products[*product as usize]);
                seen.shown.push((cells.niches[*niche as usize].clone(), product.unwrap(), step));
            }
        }
        let benchmarks = Benchmarks::new(&cells, &publication, &policy(), &previous).unwrap();
        for niche in &cells.niches {
            let found = benchmarks.of(niche, &name(attacker)).unwrap().peers;
            if let Some(peers) = found.filter(|peers| peers.niche == *niche) {
                let bounds =
                    [peers.lower_from_minor, peers.median_from_minor, peers.upper_from_minor];
                seen.told.push((niche.clone(), step, bounds));
            }
        }
        previous.push(publication.release("", &cells));
    }
    seen
}

/// How many amounts the attacker comes within p % of, from above.
fn disclosed(world: &World, attacker: usize, seen: &Seen) -> usize {
    let places: Vec<&Place> = world.sold.keys().filter(|place| place.3 != attacker).collect();
    let ones = |of: &dyn Fn(&Place) -> bool| -> Vec<f64> {
        places.iter().map(|place| f64::from(u8::from(of(place)))).collect()
    };
    // A row, an own variable for what is over or under, and the sum.
    let mut rows: Vec<(Vec<f64>, f64, f64)> = Vec::new();
    let sum = |row: &[f64]| -> f64 {
        row.iter().zip(&places).map(|(one, place)| one * world.sold[*place] as f64).sum()
    };
    for (niche, product, until) in &seen.shown {
        let row = ones(&|(step, leaf, x, _)| step <= until && inside(*leaf, niche) && x == product);
        let right = sum(&row);
        rows.push((row, 0.0, right));
    }
    for (niche, until, quartiles) in &seen.told {
        let all = world.sizes(niche, *until, attacker);
        for (quarters, bound) in [3, 2, 1].into_iter().zip(quartiles) {
            let needed = (all.len() * quarters).div_ceil(4);
            let over = all.values().filter(|size| **size >= next(*bound)).count();
            for (partner, size) in &all {
                let row = || {
                    ones(&|(step, leaf, _, p)| {
                        step <= until && inside(*leaf, niche) && p == partner
                    })
                };
                if *bound > 0 && size >= bound {
                    rows.push((row(), -1.0, *bound as f64));
                }
                if over + 1 == needed && *size < next(*bound) {
                    rows.push((row(), 1.0, (next(*bound) - 1) as f64));
                }
            }
        }
    }
    if rows.is_empty() {
        return 0;
    }
    let free = rows.iter().filter(|(_, free, _)| *free != 0.0).count();
    let (mut left, mut right, mut at_free) = (Vec::new(), Vec::new(), places.len());
    for (mut row, sign, sum) in rows {
        row.resize(places.len() + free, 0.0);
        if sign != 0.0 {
            row[at_free] = sign;
            at_free += 1;
        }
        left.push(row);
        right.push(sum);
    }
    let mut equations = Equations::new(&left, &right);
    let mut found = 0;
    for niche in LEAVES.iter().chain(&["a", "all"]) {
        for product in [Some(0), Some(1), None] {
            for step in [Some(0), Some(1), None] {
                let of = |partner: usize| {
                    ones(&|(s, leaf, x, p)| {
                        *p == partner
                            && inside(*leaf, niche)
                            && product.is_none_or(|product| product == *x)
                            && step.is_none_or(|step| step == *s)
                    })
                };
                let amounts = (0..world.partners).map(|partner| (sum(&of(partner)), partner));
                let most = amounts.max_by(|a, b| a.0.total_cmp(&b.0));
                let Some((most, largest)) = most.filter(|(most, _)| *most > 0.0) else { continue };
                let high = equations.greatest(&of(largest));
                found += usize::from(high < most * 1.1 - 1e-4);
            }
        }
    }
    found
}

#[test]
fn bounds_over_products_tell_of_nobody_in_three_hundred_worlds() {
    let (mut shown, mut told, mut naive) = (0, 0, 0);
    for seed in 0..300 {
        let world = World::new(seed);
        let attacker = seed as usize % world.partners;
        let seen = self::seen(&world, attacker, true);
        shown += seen.shown.len();
        told += seen.told.len();
        let found = disclosed(&world, attacker, &seen);
        assert_eq!(found, 0, "world {seed}, {attacker}: {:?} {:?}", seen.shown, seen.told);
        if seed < 20 {
            naive += disclosed(&world, attacker, &self::seen(&world, attacker, false));
        }
    }
    println!("{shown} sums and {told} benchmarks told; every sum shown discloses {naive}");
    assert!(told > 200 && shown > 500, "{told} {shown}");
    assert!(naive > 20, "{naive}");
}
