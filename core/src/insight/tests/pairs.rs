//! Pairs beside what can be worked out from them, by sets.

use crate::insight::{
    BasketLines, Baskets, GatePolicy, InsightState, NicheTree, PairOptions, Release, SalesLines,
    Withheld, bought_together, publish, together,
};
use crate::numeric::Draws;
use crate::sales::Keys;
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

/// The worlds of three niches, each with partners of its own; two of them lie in one.
fn niches() -> (InsightState, NicheTree) {
    let mut rows: Vec<[String; 4]> = Vec::new();
    for (at, niche) in ["dentists", "vets", "bakers"].into_iter().enumerate() {
        for (order, (partner, items)) in world(at as u32).iter().enumerate() {
            for item in items {
                let names = [format!("{niche}-{partner}"), format!("g{item}")];
                rows.push(
                    [&names[0], &names[1], niche, &format!("{niche}-{order}")]
                        .map(|x| x.to_string()),
                );
            }
        }
    }
    let keys = |at: usize| Keys::from_texts(rows.iter().map(|row| Some(&*row[at])));
    let mut state = InsightState::new();
    let lines = SalesLines {
        partner: &keys(0),
        product: &keys(1),
        amount_minor: &vec![100; rows.len()],
        quantity: None,
        niche: Some(&keys(2)),
        period: None,
        order: Some(&keys(3)),
        left_out: None,
    };
    state.update(&lines).unwrap();
    (state, NicheTree::new([("dentists", "care"), ("vets", "care")]).unwrap())
}

#[test]
fn a_pair_is_told_of_the_lowest_niche_in_which_it_and_both_products_may_be() {
    let (state, tree) = niches();
    let (policy, options) = (GatePolicy::default(), PairOptions::default());
    let cells = state.cells(&tree, None, None).unwrap();
    let shown = publish(&cells, &policy, &[]).unwrap();
    let baskets = |niche: &str| state.baskets(&tree, None, None, Some(niche));
    let may_tell = |niche: &str| {
        let Baskets { order, product, partner, products } = baskets(niche);
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, &policy, options).unwrap();
        let at = cells.niche(niche).unwrap();
        let is_shown = |name: &String| shown.shows(at, cells.product(name).unwrap());
        let named = |id: u32| products[id as usize].clone();
        let pairs = found.pairs.iter().map(|pair| [named(pair.a), named(pair.b)]);
        let all = found.withheld.iter().map(|pair| [named(pair.a), named(pair.b)]);
        let frequent: BTreeSet<_> = pairs.clone().chain(all).collect();
        (pairs.filter(|pair| pair.iter().all(is_shown)).collect::<BTreeSet<_>>(), frequent)
    };
    let (mut raised, mut kept, mut hidden) = (0, 0, 0);
    for niche in ["dentists", "vets", "care", "bakers"] {
        let found = together(&cells, &shown, &policy, Some(niche), baskets, options).unwrap();
        let levels: Vec<_> = tree.up(niche).into_iter().map(|at| (at, may_tell(at))).collect();
        let (own, frequent) = &levels[0].1;
        let mut expected = BTreeMap::new();
        for pair in frequent {
            let lowest = levels.iter().find(|(_, (told, _))| told.contains(pair));
            expected.insert(pair.clone(), lowest.map(|(at, _)| (*at).to_owned()));
        }
        let told: BTreeMap<_, _> = found
            .pairs
            .iter()
            .map(|pair| ([pair.a.clone(), pair.b.clone()], Some(pair.niche.clone())))
            .collect();
        raised += found.pairs.iter().filter(|pair| pair.niche != niche).count();
        let withheld: BTreeMap<_, _> = found
            .withheld
            .iter()
            .map(|pair| ([pair.a.clone(), pair.b.clone()], pair.shown_at.clone()))
            .collect();
        assert!(found.withheld.iter().all(|pair| !pair.reasons.is_empty()));
        let others = |pair: &[String; 2]| !own.contains(pair);
        let shown_at: BTreeMap<_, _> =
            expected.clone().into_iter().filter(|(pair, _)| others(pair)).collect();
        assert_eq!(withheld, shown_at, "{niche}");
        assert_eq!(told, expected.into_iter().filter(|(_, at)| at.is_some()).collect());
        kept += own.len();
        hidden += withheld.values().filter(|at| at.is_none()).count();
    }
    println!("pairs of their own niche {kept}, of one above {raised}, of none {hidden}");
    assert!(kept > 0 && raised > 0);
    assert!(together(&cells, &shown, &policy, Some("zz"), baskets, options).is_err());
}

#[test]
fn a_pair_is_withheld_with_a_product_that_an_earlier_release_withheld() {
    let (state, tree) = niches();
    let (policy, options) = (GatePolicy::default(), PairOptions::default());
    let cells = state.cells(&tree, None, None).unwrap();
    let baskets = |niche: &str| state.baskets(&tree, None, None, Some(niche));
    let first = publish(&cells, &policy, &[]).unwrap();
    let mut release = first.release("first", &cells);
    let told = |previous: &[Release]| {
        let shown = publish(&cells, &policy, previous).unwrap();
        together(&cells, &shown, &policy, None, baskets, options).unwrap()
    };
    let before = told(&[]);
    assert_eq!(told(std::slice::from_ref(&release)), before);
    let product = before.pairs[0].a.clone();
    release.cells.get_mut(&("all".to_owned(), product.clone())).unwrap().shown = false;
    let after = told(&[release]);
    assert!(after.pairs.iter().all(|pair| pair.a != product && pair.b != product));
    let of_it = after.withheld.iter().filter(|pair| pair.a == product || pair.b == product);
    assert!(of_it.clone().count() > 0);
    assert!(of_it.into_iter().all(|pair| pair.reasons.contains(&Withheld::WithheldBefore)));
}
