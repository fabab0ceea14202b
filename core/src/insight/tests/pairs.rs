//! Pairs beside what can be worked out from them, by sets.

use crate::insight::{
    BasketLines, Baskets, GatePolicy, PairOptions, Withheld, bought_together, together,
};
use crate::numeric::Draws;
use std::collections::{BTreeMap, BTreeSet};

/// What each order holds, and whose it is.
type World = Vec<(u32, BTreeSet<u32>)>;

/// Partners of unlike size, of which one buys a product more than all others.
fn world(seed: u32) -> World {
    let mut draws = Draws::new(83, 0, seed);
    let mut number = |below: f64| (draws.uniform() * below) as u32;
    let (partners, fan) = (8 + number(8.0), number(6.0));
    (0..150)
        .map(|_| {
            let partner = if number(4.0) == 0 { number(3.0) } else { number(f64::from(partners)) };
            let mut items: BTreeSet<u32> = (0..2 + number(2.0)).map(|_| number(6.0)).collect();
            // Only with others, or by the one that buys it always.
            match partner {
                0 if number(2.0) == 0 => items = BTreeSet::from([fan]),
                0 => _ = items.insert(fan),
                _ if number(3.0) > 0 => _ = items.remove(&fan),
                _ => {}
            }
            (partner, items)
        })
        .collect()
}

fn lines(world: &World) -> [Vec<u32>; 3] {
    let mut columns = [vec![], vec![], vec![]];
    for (order, (partner, items)) in world.iter().enumerate() {
        for item in items {
            columns[0].push(order as u32);
            columns[1].push(*item);
            columns[2].push(*partner);
        }
    }
    columns
}

/// Whether no partner's baskets can be told from their number, as the default gate has it.
fn is_safe(baskets: &BTreeMap<u32, u64>) -> bool {
    let mut sizes: Vec<u64> = baskets.values().copied().collect();
    sizes.sort_unstable();
    sizes.reverse();
    let all: u64 = sizes.iter().sum();
    let rest = all - sizes.iter().take(2).sum::<u64>();
    sizes.len() >= 5
        && sizes[0] * 2 <= all
        && (sizes[0] + sizes[1]) * 4 <= all * 3
        && rest * 10 >= sizes[0]
}

/// The baskets of each partner that hold a, or not, and b, or not.
fn parts(world: &World, a: u32, b: u32) -> [BTreeMap<u32, u64>; 4] {
    let mut parts: [BTreeMap<u32, u64>; 4] = Default::default();
    for (partner, items) in world.iter().filter(|(_, items)| !items.is_empty()) {
        let part = match (items.contains(&a), items.contains(&b)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        *parts[part].entry(*partner).or_default() += 1;
    }
    parts
}

#[test]
fn what_can_be_worked_out_from_a_pair_passes_the_gate() {
    let (mut told, mut giving_away) = (0, 0);
    for seed in 0..1_000 {
        let world = world(seed);
        let [order, product, partner] = lines(&world);
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, &GatePolicy::default(), PairOptions::default()).unwrap();
        for pair in &found.pairs {
            let parts = parts(&world, pair.a, pair.b);
            assert!(is_safe(&parts[0]), "{seed} {pair:?}");
            assert!(parts.iter().all(|part| part.is_empty() || is_safe(part)), "{seed} {pair:?}");
        }
        told += found.pairs.len();
        for pair in &found.withheld {
            let parts = parts(&world, pair.a, pair.b);
            let own = is_safe(&parts[0]);
            assert_eq!(own, pair.reasons == [Withheld::GivesAway], "{seed} {pair:?}");
            if own {
                assert!(parts[1..].iter().any(|part| !part.is_empty() && !is_safe(part)));
                giving_away += 1;
            }
        }
    }
    // A gate that looks at the baskets with both alone would have told these too.
    println!("pairs told {told}, withheld as they would give away {giving_away}");
    assert!(told > 1_000 && giving_away > 1_000);
}

#[test]
fn a_pair_that_one_niche_may_not_tell_is_told_of_the_one_above() {
    let worlds: Vec<World> = (0..3).map(world).collect();
    let baskets = |niche: &str| {
        let world = match niche {
            "all" => worlds.concat(),
            _ => worlds[0].clone(),
        };
        let [order, product, partner] = lines(&world);
        let products = (0..6).map(|product| format!("g{product}")).collect();
        Baskets { order, product, partner, products }
    };
    let policy = GatePolicy::default();
    let alone = |path: &[&str]| together(path, baskets, &policy, PairOptions::default()).unwrap();
    let (all, found) = (alone(&["all"]), alone(&["dentists", "all"]));
    let own: BTreeSet<_> =
        alone(&["dentists"]).pairs.into_iter().map(|pair| (pair.a, pair.b)).collect();
    let above: BTreeSet<_> = all.pairs.iter().map(|pair| (&pair.a, &pair.b)).collect();
    assert!(found.pairs.iter().all(|pair| {
        own.contains(&(pair.a.clone(), pair.b.clone())) == (pair.niche == "dentists")
    }));
    let raised: Vec<_> = found.pairs.iter().filter(|pair| pair.niche == "all").collect();
    assert!(!raised.is_empty() && !own.is_empty());
    for pair in &found.withheld {
        let shown = above.contains(&(&pair.a, &pair.b));
        assert_eq!(pair.shown_at.as_deref(), shown.then_some("all"), "{pair:?}");
        let told = raised.iter().any(|other| (&other.a, &other.b) == (&pair.a, &pair.b));
        assert_eq!(told, shown);
    }
}
