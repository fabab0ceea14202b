//! Niches that overlap: an attacker who adds and subtracts whatever is shown.

use super::linear::Equations;
use crate::insight::{
    Amounts, Cells, Dominance, GatePolicy, InsightState, NicheTree, Release, SalesLines, publish,
};
use crate::numeric::Draws;
use crate::sales::Keys;
use std::collections::BTreeMap;

const NICHES: [&str; 5] = ["a", "b", "c", "d", "e"];
const STEPS: usize = 2;

fn policy() -> GatePolicy {
    GatePolicy {
        partners_min: 3,
        dominance: vec![Dominance { largest: 1, percent_max: 75 }],
        p_percent: 10,
        amounts: Amounts::Exact,
    }
}

struct World {
    members: BTreeMap<String, Vec<String>>,
    /// What each partner sold at each step.
    sold: Vec<Vec<i64>>,
}

fn name(partner: usize) -> String {
    format!("P-{partner:02}")
}

impl World {
    fn new(seed: u32) -> Self {
        let mut draws = Draws::new(97, 3, seed);
        let partners = 10 + (draws.uniform() * 30.0) as usize;
        let busy = 0.2 + 0.4 * draws.uniform();
        let mut members = BTreeMap::new();
        for partner in 0..partners {
            let own = NICHES.iter().filter(|_| draws.uniform() < busy);
            members.insert(name(partner), own.map(|niche| (*niche).to_owned()).collect());
        }
        let mut sell = |chance: f64| {
            (0..partners)
                .map(|_| {
                    let sells = draws.uniform() < chance;
                    let amount = (100.0 * libm::exp(1.2 * draws.normal())) as i64 + 1;
                    if sells { amount } else { 0 }
                })
                .collect::<Vec<i64>>()
        };
        Self { members, sold: vec![sell(0.9), sell(0.3)] }
    }

    fn cells(&self, until: usize) -> Cells {
        let rows: Vec<(String, i64)> = self.sold[..=until]
            .iter()
            .flat_map(|sold| sold.iter().enumerate().map(|(p, amount)| (name(p), *amount)))
            .filter(|(_, amount)| *amount > 0)
            .collect();
        let amounts: Vec<i64> = rows.iter().map(|(_, amount)| *amount).collect();
        let lines = SalesLines {
            partner: &Keys::from_texts(rows.iter().map(|(p, _)| Some(&**p))),
            product: &Keys::from_texts(rows.iter().map(|_| Some("x"))),
            amount_minor: &amounts,
            quantity: None,
            niche: None,
            period: None,
            order: None,
            left_out: None,
        };
        let mut state = InsightState::new();
        state.update(&lines).unwrap();
        state.cells(&NicheTree::default(), Some(&self.members), None).unwrap()
    }

    fn lies_in(&self, partner: usize, niche: &str) -> bool {
        niche == "all" || self.members[&name(partner)].iter().any(|own| own == niche)
    }

    /// How many largest amounts an attacker, none when -1, comes within p % of.
    fn disclosed(&self, shown: &[(String, usize)], attacker: Option<usize>) -> usize {
        let others: Vec<(usize, usize)> = (0..STEPS)
            .flat_map(|step| (0..self.sold[step].len()).map(move |p| (step, p)))
            .filter(|(step, p)| self.sold[*step][*p] > 0 && Some(*p) != attacker)
            .collect();
        if shown.is_empty() {
            return 0;
        }
        let row = |niche: &str, until: usize| -> Vec<f64> {
            let inside = |(step, p): &(usize, usize)| *step <= until && self.lies_in(*p, niche);
            others.iter().map(|other| f64::from(u8::from(inside(other)))).collect()
        };
        let rows: Vec<Vec<f64>> = shown.iter().map(|(niche, until)| row(niche, *until)).collect();
        let amounts: Vec<f64> = others.iter().map(|(s, p)| self.sold[*s][*p] as f64).collect();
        let sum = |row: &Vec<f64>| row.iter().zip(&amounts).map(|(a, b)| a * b).sum::<f64>();
        let right: Vec<f64> = rows.iter().map(sum).collect();
        let mut equations = Equations::new(&rows, &right);
        // Every partner and step by itself: the largest of any group is among them.
        let bound = |at: usize| {
            let mut goal = vec![0.0; others.len()];
            goal[at] = 1.0;
            goal
        };
        let mut found = 0;
        for niche in NICHES.iter().chain(&["all"]) {
            for step in 0..STEPS {
                let inside = (0..others.len()).filter(|at| {
                    let (s, p) = others[*at];
                    s == step && self.lies_in(p, niche)
                });
                let most = inside.max_by(|a, b| amounts[*a].total_cmp(&amounts[*b]));
                let Some(at) = most else { continue };
                let high = equations.greatest(&bound(at));
                found += usize::from(high < amounts[at] * 1.1 - 1e-5);
            }
        }
        found
    }
}

/// What is shown over two releases when a rule says so of each cell.
fn released(world: &World, gated: bool) -> Vec<(String, usize)> {
    let (mut shown, mut previous): (Vec<(String, usize)>, Vec<Release>) = (vec![], vec![]);
    for step in 0..STEPS {
        let cells = world.cells(step);
        let publication = publish(&cells, &policy(), &previous).unwrap();
        for ((niche, product), withheld) in &publication.cells {
            let amounts = cells.cell(*niche, *product).iter().map(|(_, sums)| sums.amount_minor);
            if if gated { withheld.is_empty() } else { policy().judge(amounts).is_empty() } {
                shown.push((cells.niches[*niche as usize].clone(), step));
            }
        }
        previous.push(publication.release(&step.to_string(), &cells));
    }
    shown
}

#[test]
fn overlapping_niches_tell_of_nobody_in_a_thousand_worlds() {
    let (mut told, mut alone, mut naive) = (0, 0, 0);
    for seed in 0..1_000 {
        let world = World::new(seed);
        let (shown, all) = (released(&world, true), released(&world, false));
        told += shown.len();
        alone += all.len();
        let mut order: Vec<usize> = (0..world.sold[0].len()).collect();
        order.sort_by_key(|p| -world.sold[0][*p]);
        for attacker in [None, Some(order[0]), Some(order[1])] {
            let found = world.disclosed(&shown, attacker);
            assert_eq!(found, 0, "world {seed}, {attacker:?}: {shown:?}");
            naive += if seed < 100 { world.disclosed(&all, attacker) } else { 0 };
        }
    }
    println!("{told} of {alone} cells told that pass alone; alone they disclose {naive}");
    assert!(told * 8 > alone, "{told} of {alone}");
    assert!(naive > 50, "{naive}");
}

#[test]
fn niches_that_overlap_are_shown_when_every_group_they_tell_apart_passes() {
    let names: Vec<String> = (0..9).map(name).collect();
    let own = |at: usize| match at {
        0..3 => vec!["a".to_owned()],
        3..6 => vec!["a".to_owned(), "b".to_owned()],
        _ => vec!["b".to_owned()],
    };
    let members = names.iter().enumerate().map(|(at, name)| (name.clone(), own(at))).collect();
    let world = World { members, sold: vec![vec![100; 9], vec![0; 9]] };
    assert_eq!(released(&world, true).len(), 6, "a, b and all, twice");
    // One more partner in both alone: the whole less the others tells it.
    let mut sold = vec![100; 9];
    sold[3] = 5_000;
    let world = World { sold: vec![sold, vec![0; 9]], ..world };
    assert!(released(&world, true).len() < 6);
}
