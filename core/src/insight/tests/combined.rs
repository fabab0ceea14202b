//! A partner that knows its own amounts, who else sells what and when, everything that
//! best sellers show, and every benchmark of its own, release after release.

use super::attack::{LEAVES, P_PERCENT, STEPS, World, in_niche, policy, tree};
use super::linear::Equations;
use crate::insight::{
    Publication, RankBy, Release, WhiteSpotOptions, benchmark, best_sellers, publish, white_spots,
};
use std::collections::BTreeMap;

/// A benchmark that was told: of which niche, when, and the three bounds.
type Told = (String, usize, [i128; 3]);

struct Seen {
    /// Niche and step of each cell that is shown.
    shown: Vec<(String, usize)>,
    told: Vec<Told>,
}

fn name(partner: usize) -> String {
    format!("P-{partner:02}")
}

/// Everything that a partner gets to see.
fn seen(world: &World, attacker: usize) -> Seen {
    let mut previous: Vec<Release> = Vec::new();
    let mut seen = Seen { shown: Vec::new(), told: Vec::new() };
    for step in 0..STEPS {
        let cells = world.cells(step);
        let publication = publish(&cells, &policy(), &previous).unwrap();
        for ((niche, _), withheld) in &publication.cells {
            if withheld.is_empty() {
                seen.shown.push((cells.niches[*niche as usize].clone(), step));
            }
        }
        for niche in &cells.niches {
            let own = name(attacker);
            let found = benchmark(&cells, &publication, &policy(), &previous, niche, &own);
            if let Some(peers) = found.unwrap().peers.filter(|peers| peers.niche == *niche) {
                let bounds =
                    [peers.lower_from_minor, peers.median_from_minor, peers.upper_from_minor];
                seen.told.push((niche.clone(), step, bounds));
            }
        }
        previous.push(publication.release(&step.to_string(), &cells));
    }
    seen
}

/// The same of a gate that counts partners: quartiles on the same grid, cells and
/// niches with three others or more.
fn counted(world: &World, attacker: usize) -> Seen {
    let mut seen = Seen { shown: Vec::new(), told: Vec::new() };
    for step in 0..STEPS {
        let cells = world.cells(step);
        for ((niche, _), cell) in &cells.cells {
            if cell.len() >= 3 {
                seen.shown.push((cells.niches[*niche as usize].clone(), step));
            }
        }
        for niche in &cells.niches {
            let mut sizes = sizes(world, niche, step, attacker);
            sizes.retain(|(_, size)| *size > 0);
            sizes.sort_by_key(|(_, size)| -size);
            if sizes.len() >= 3 {
                let at = |quarters: usize| grid(sizes[(sizes.len() * quarters).div_ceil(4) - 1].1);
                seen.told.push((niche.clone(), step, [at(3), at(2), at(1)]));
            }
        }
    }
    seen
}

/// 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20 ...
fn steps() -> impl DoubleEndedIterator<Item = i128> {
    let tens = (0..12).map(|ten| 10i128.pow(ten));
    tens.flat_map(|ten| [10, 12, 15, 20, 25, 30, 40, 50, 60, 80].map(|step| step * ten / 10))
}

fn grid(value: i128) -> i128 {
    steps().rfind(|step| *step <= value).unwrap_or(0)
}

pub(super) fn next(value: i128) -> i128 {
    steps().find(|step| *step > value).unwrap()
}

/// What each other partner sold in a niche until a step.
fn sizes(world: &World, niche: &str, until: usize, attacker: usize) -> Vec<(usize, i128)> {
    let sum = |p: usize| -> i128 {
        let leaves = (0..LEAVES.len()).filter(|leaf| in_niche(LEAVES[*leaf], niche));
        leaves
            .flat_map(|leaf| (0..=until).map(move |s| (s, leaf)))
            .map(|(s, l)| i128::from(world.sold[s][l][p]))
            .sum()
    };
    (0..world.partners).filter(|p| *p != attacker).map(|p| (p, sum(p))).collect()
}

/// How many amounts the attacker comes within p % of, from above.
fn disclosed(world: &World, attacker: usize, seen: &Seen) -> usize {
    let mut places: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    for (step, leaves) in world.sold.iter().enumerate() {
        for (leaf, partners) in leaves.iter().enumerate() {
            for (p, sold) in partners.iter().enumerate() {
                if p != attacker && *sold > 0 {
                    let next = places.len();
                    places.insert((step, leaf, p), next);
                }
            }
        }
    }
    let sum_of = |niche: &str, steps: std::ops::RangeInclusive<usize>, of: Option<usize>| {
        let inside = places.iter().filter(|((step, leaf, p), _)| {
            steps.contains(step) && in_niche(LEAVES[*leaf], niche) && of.is_none_or(|of| of == *p)
        });
        inside.map(|(_, at)| *at).collect::<Vec<usize>>()
    };
    // Rows as places of ones, an own variable for what is over or under, and the sum.
    let mut rows: Vec<(Vec<usize>, f64, f64)> = Vec::new();
    for (niche, step) in &seen.shown {
        let right: i128 = sizes(world, niche, *step, attacker).iter().map(|(_, size)| size).sum();
        rows.push((sum_of(niche, 0..=*step, None), 0.0, right as f64));
    }
    // The tightest bound of each partner's sum over the same places.
    let mut bounds: BTreeMap<Vec<usize>, (i128, i128)> = BTreeMap::new();
    for (niche, step, quartiles) in &seen.told {
        let all = sizes(world, niche, *step, attacker);
        let peers = all.iter().filter(|(_, size)| *size > 0).count();
        for (quarters, bound) in [3, 2, 1].into_iter().zip(quartiles) {
            let needed = (peers * quarters).div_ceil(4);
            let over = all.iter().filter(|(_, size)| *size >= next(*bound)).count();
            for (p, size) in all.iter().filter(|(_, size)| *size > 0) {
                let entry =
                    bounds.entry(sum_of(niche, 0..=*step, Some(*p))).or_insert((0, i128::MAX));
                if size >= bound {
                    entry.0 = entry.0.max(*bound);
                }
                // One more above the next of the grid, and the bound were that.
                if over + 1 == needed && *size < next(*bound) {
                    entry.1 = entry.1.min(next(*bound) - 1);
                }
            }
        }
    }
    for (places, (low, high)) in bounds {
        if low > 0 {
            rows.push((places.clone(), -1.0, low as f64));
        }
        if high < i128::MAX {
            rows.push((places, 1.0, high as f64));
        }
    }
    let free = rows.iter().filter(|(_, free, _)| *free != 0.0).count();
    let width = places.len() + free;
    let mut at_free = places.len();
    let mut left: Vec<Vec<f64>> = Vec::new();
    for (places, free, _) in &rows {
        let mut row = vec![0.0; width];
        places.iter().for_each(|at| row[*at] = 1.0);
        if *free != 0.0 {
            row[at_free] = *free;
            at_free += 1;
        }
        left.push(row);
    }
    if left.is_empty() {
        return 0;
    }
    let right: Vec<f64> = rows.iter().map(|(_, _, right)| *right).collect();
    let mut equations = Equations::new(&left, &right);
    let mut found = 0;
    for niche in LEAVES.iter().chain(&["a", "b", "all"]) {
        for steps in [0..=0, 1..=1, 2..=2, 0..=2] {
            let amount = |p: usize| -> i64 {
                let inside = places.keys().filter(|(step, leaf, of)| {
                    *of == p && steps.contains(step) && in_niche(LEAVES[*leaf], niche)
                });
                inside.map(|(step, leaf, of)| world.sold[*step][*leaf][*of]).sum()
            };
            let others = (0..world.partners).filter(|p| *p != attacker);
            let Some((most, largest)) = others.map(|p| (amount(p), p)).max() else { continue };
            if most == 0 {
                continue;
            }
            let mut goal = vec![0.0; width];
            sum_of(niche, steps, Some(largest)).into_iter().for_each(|at| goal[at] = 1.0);
            let high = equations.greatest(&goal);
            found += usize::from(high < most as f64 * (1.0 + P_PERCENT / 100.0) - 1e-4);
        }
    }
    found
}

/// The partner that sells most, and another one.
fn attackers(world: &World, seed: u32) -> [usize; 2] {
    let total = |p: &usize| -> i64 { world.sold.iter().flatten().map(|own| own[*p]).sum() };
    let largest = (0..world.partners).max_by_key(total).unwrap();
    [largest, (largest + 1 + seed as usize % (world.partners - 1)) % world.partners]
}

#[test]
fn best_sellers_and_benchmarks_together_tell_of_nobody_in_a_thousand_worlds() {
    let (mut shown, mut told, mut naive) = (0, 0, 0);
    for seed in 0..1_000 {
        let world = World::new(seed);
        for attacker in attackers(&world, seed) {
            let seen = seen(&world, attacker);
            shown += seen.shown.len();
            told += seen.told.len();
            let found = disclosed(&world, attacker, &seen);
            assert_eq!(
                found, 0,
                "world {seed}, attacker {attacker}: {:?} {:?}",
                seen.shown, seen.told
            );
            if seed < 20 {
                naive += disclosed(&world, attacker, &counted(&world, attacker));
            }
        }
    }
    println!(
        "{shown} sums and {told} benchmarks told; counting only discloses {naive} in 20 worlds"
    );
    assert!(told > 200, "{told}: a benchmark that is never told helps nobody");
    assert!(naive > 20, "{naive}");
}

/// Best sellers and white spots follow from the sums that are shown: two worlds in
/// which these are the same tell the same, whatever lies behind them.
#[test]
fn white_spots_and_best_sellers_tell_only_what_is_shown() {
    let mut compared = 0;
    for seed in 0..300 {
        let world = World::new(seed);
        let other = moved(&world, seed);
        for step in 0..STEPS {
            let (one, two) = (world.cells(step), other.cells(step));
            let publications = [&one, &two].map(|cells| publish(cells, &policy(), &[]).unwrap());
            let [first, second] = &publications;
            if first != second {
                continue;
            }
            let viewer = name(world.partners - 1);
            for niche in &one.niches {
                let answer = |cells, publication: &Publication| {
                    let options = WhiteSpotOptions { peers_percent_min: 0, ..Default::default() };
                    let spots = white_spots(cells, publication, niche, &viewer, &options).unwrap();
                    let by = RankBy::Amount;
                    let best = best_sellers(cells, publication, &policy(), niche, by, 9).unwrap();
                    (spots, best)
                };
                assert_eq!(answer(&one, first), answer(&two, second), "world {seed}, {niche}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}

/// The same world with an amount moved from one partner to another in each leaf and
/// step, so that every sum stays as it was.
fn moved(world: &World, seed: u32) -> World {
    let mut other = World::new(seed);
    for leaf in other.sold.iter_mut().flatten() {
        let last = world.partners - 1;
        let sellers: Vec<usize> = (0..last).filter(|p| leaf[*p] > 1).collect();
        if let [from, .., to] = sellers[..] {
            let part = leaf[from] / 4;
            leaf[from] -= part;
            leaf[to] += part;
        }
    }
    other
}

#[test]
fn the_tree_of_the_worlds_is_the_one_that_is_attacked() {
    assert_eq!(tree().up("a1"), ["a1", "a", "all"]);
}
