//! Attackers: partners who know their own amounts and everything that was ever
//! shown, totals, roll-ups and releases, and who solve for the rest.

use super::linear::Equations;
use crate::insight::{
    Amounts, Cells, Dominance, GatePolicy, InsightState, NicheTree, Release, SafeTable, SalesLines,
    publish, safe_table,
};
use crate::numeric::Draws;
use crate::sales::Keys;
use std::collections::BTreeMap;

pub(super) const P_PERCENT: f64 = 10.0;
pub(super) const LEAVES: [&str; 6] = ["a1", "a2", "a3", "b1", "b2", "c1"];
pub(super) const STEPS: usize = 3;

pub(super) fn tree() -> NicheTree {
    NicheTree::new([("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b")]).unwrap()
}

pub(super) fn policy() -> GatePolicy {
    GatePolicy {
        partners_min: 3,
        dominance: vec![Dominance { largest: 1, percent_max: 75 }],
        p_percent: P_PERCENT as u32,
        amounts: Amounts::Exact,
    }
}

/// What each partner sold in each niche at each step.
pub(super) struct World {
    /// `sold[step][leaf][partner]`.
    pub(super) sold: Vec<Vec<Vec<i64>>>,
    pub(super) partners: usize,
}

impl World {
    pub(super) fn new(seed: u32) -> Self {
        let mut draws = Draws::new(99, 1, seed);
        let partners = 6 + (draws.uniform() * 14.0) as usize;
        let mut sold = vec![vec![vec![0; partners]; LEAVES.len()]; STEPS];
        for (step, leaves) in sold.iter_mut().enumerate() {
            // In later steps few sell, sometimes one alone.
            let busy = [0.5, 0.25, 0.08][step] * (0.4 + 1.2 * draws.uniform());
            for amount in leaves.iter_mut().flatten() {
                if draws.uniform() < busy {
                    *amount = (100.0 * libm::exp(1.3 * draws.normal())) as i64 + 1;
                }
            }
        }
        Self { sold, partners }
    }

    pub(super) fn cells(&self, until: usize) -> Cells {
        let (mut niche, mut partner, mut period, mut amount) = (vec![], vec![], vec![], vec![]);
        let names: Vec<String> = (0..self.partners).map(|p| format!("P-{p:02}")).collect();
        for (step, leaves) in self.sold.iter().enumerate() {
            for (leaf, partners) in leaves.iter().enumerate() {
                for (p, sold) in partners.iter().enumerate().filter(|(_, sold)| **sold > 0) {
                    niche.push(Some(LEAVES[leaf]));
                    partner.push(Some(names[p].as_str()));
                    period.push(Some(["0", "1", "2"][step]));
                    amount.push(*sold);
                }
            }
        }
        let product = Keys::from_texts(vec![Some("x"); amount.len()]);
        let lines = SalesLines {
            partner: &Keys::from_texts(partner),
            product: &product,
            amount_minor: &amount,
            quantity: None,
            niche: Some(&Keys::from_texts(niche)),
            period: Some(&Keys::from_texts(period)),
            order: None,
            left_out: None,
        };
        let mut state = InsightState::new();
        state.update(&lines).unwrap();
        state.cells(&tree(), None, Some(&["0", "1", "2"][..=until])).unwrap()
    }

    /// What others than this partner sold in a niche up to a step.
    fn others(&self, niche: &str, until: usize, but: Option<usize>) -> f64 {
        let all = (0..=until).flat_map(|s| (0..LEAVES.len()).map(move |l| (s, l)));
        all.filter(|(_, l)| in_niche(LEAVES[*l], niche))
            .flat_map(|(s, l)| self.sold[s][l].iter().enumerate())
            .filter(|(p, _)| Some(*p) != but)
            .map(|(_, sold)| *sold as f64)
            .sum()
    }
}

pub(super) fn in_niche(leaf: &str, niche: &str) -> bool {
    tree().up(leaf).contains(&niche)
}

/// What was shown: niche and step.
type Shown = Vec<(String, usize)>;

/// The library's gate over successive releases.
fn gated(world: &World) -> Shown {
    let mut previous: Vec<Release> = Vec::new();
    let mut shown = Vec::new();
    for step in 0..STEPS {
        let cells = world.cells(step);
        let publication = publish(&cells, &policy(), &previous).unwrap();
        for ((niche, _), withheld) in &publication.cells {
            if withheld.is_empty() {
                shown.push((cells.niches[*niche as usize].clone(), step));
            }
        }
        previous.push(publication.release(&step.to_string(), &cells));
    }
    shown
}

/// What a gate does that counts partners and nothing else.
fn counted(world: &World) -> Shown {
    let mut shown = Vec::new();
    for step in 0..STEPS {
        let cells = world.cells(step);
        for ((niche, _), cell) in &cells.cells {
            if cell.len() >= 3 {
                shown.push((cells.niches[*niche as usize].clone(), step));
            }
        }
    }
    shown
}

/// How many amounts an attacker comes within p % of.
fn disclosed(world: &World, shown: &Shown, attacker: Option<usize>) -> usize {
    let variable = |step: usize, leaf: usize| step * LEAVES.len() + leaf;
    let variables = STEPS * LEAVES.len();
    let sum_of = |niche: &str, steps: std::ops::RangeInclusive<usize>| {
        let mut row = vec![0.0; variables];
        for step in steps {
            for (leaf, name) in LEAVES.iter().enumerate() {
                row[variable(step, leaf)] = f64::from(u8::from(in_niche(name, niche)));
            }
        }
        row
    };
    if shown.is_empty() {
        return 0;
    }
    let rows: Vec<Vec<f64>> = shown.iter().map(|(niche, step)| sum_of(niche, 0..=*step)).collect();
    let right: Vec<f64> =
        shown.iter().map(|(niche, step)| world.others(niche, *step, attacker)).collect();
    let mut equations = Equations::new(&rows, &right);
    let mut found = 0;
    let whole = LEAVES.iter().chain(&["a", "b", "all"]);
    for (niche, steps) in
        whole.flat_map(|niche| [(niche, 0..=0), (niche, 1..=1), (niche, 2..=2), (niche, 0..=2)])
    {
        let amounts: Vec<f64> = (0..world.partners)
            .filter(|p| Some(*p) != attacker)
            .map(|p| {
                let leaves = (0..LEAVES.len()).filter(|l| in_niche(LEAVES[*l], niche));
                let all = leaves.flat_map(|l| steps.clone().map(move |s| (s, l)));
                all.map(|(s, l)| world.sold[s][l][p] as f64).sum::<f64>()
            })
            .filter(|amount| *amount > 0.0)
            .collect();
        let Some(most) = amounts.iter().copied().reduce(f64::max) else { continue };
        let goal = sum_of(niche, steps.clone());
        let high = equations.greatest(&goal);
        let from_above = high < most * (1.0 + P_PERCENT / 100.0) - 1e-6;
        // Who knows that there is one other only knows from below, too.
        let from_below =
            amounts.len() == 1 && equations.least(&goal) > most * (1.0 - P_PERCENT / 100.0) + 1e-6;
        found += usize::from(from_above || from_below);
    }
    found
}

/// The outsider and the partners that could know most: the largest of each niche.
fn attackers(world: &World) -> Vec<Option<usize>> {
    let mut found = vec![None];
    for leaf in 0..LEAVES.len() {
        let total = |p: &usize| (0..STEPS).map(|s| world.sold[s][leaf][*p]).sum::<i64>();
        let mut order: Vec<usize> = (0..world.partners).collect();
        order.sort_by_key(|p| (-total(p), *p));
        found.extend(order.into_iter().take(2).map(Some));
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn no_partner_learns_of_another_in_a_thousand_worlds() {
    let (mut told, mut cells, mut naive) = (0, 0, 0);
    for seed in 0..1_000 {
        let world = World::new(seed);
        let shown = gated(&world);
        told += shown.len();
        cells += (0..STEPS).map(|step| world.cells(step).cells.len()).sum::<usize>();
        let all = counted(&world);
        for attacker in attackers(&world) {
            let found = disclosed(&world, &shown, attacker);
            assert_eq!(found, 0, "world {seed}, attacker {attacker:?}, shown {shown:?}");
            if seed < 50 {
                naive += disclosed(&world, &all, attacker);
            }
        }
    }
    println!("{told} of {cells} cells told; counting partners only discloses {naive} in 50 worlds");
    assert!(
        told > cells / 10,
        "{told} of {cells}: a gate that shows nothing protects nobody's work"
    );
    assert!(naive > 50, "{naive}");
}

/// A gate that looks at each cell alone is not enough either: totals give away.
#[test]
fn each_cell_alone_is_not_enough() {
    let mut found = 0;
    for seed in 0..100 {
        let world = World::new(seed);
        let mut shown = Vec::new();
        for step in 0..STEPS {
            let cells = world.cells(step);
            for ((niche, _), cell) in &cells.cells {
                if policy().judge(cell.iter().map(|(_, s)| s.amount_minor)).is_empty() {
                    shown.push((cells.niches[*niche as usize].clone(), step));
                }
            }
        }
        found += attackers(&world).into_iter().map(|a| disclosed(&world, &shown, a)).sum::<usize>();
    }
    assert!(found > 20, "{found}");
}

type Table = Vec<Vec<Vec<(u32, i64)>>>;

fn random_table(seed: u32) -> Table {
    let mut draws = Draws::new(98, 2, seed);
    let rows = 2 + (draws.uniform() * 4.0) as usize;
    let columns = 2 + (draws.uniform() * 4.0) as usize;
    let partners = 6 + (draws.uniform() * 20.0) as u32;
    let busy = 0.1 + 0.5 * draws.uniform();
    let mut cell = || {
        let mut cell = Vec::new();
        for partner in 0..partners {
            if draws.uniform() < busy {
                cell.push((partner, (100.0 * libm::exp(1.3 * draws.normal())) as i64 + 1));
            }
        }
        cell
    };
    (0..rows).map(|_| (0..columns).map(|_| cell()).collect()).collect()
}

fn of_partner(cell: &[(u32, i64)], partner: Option<u32>) -> f64 {
    cell.iter().filter(|(p, _)| Some(*p) == partner).map(|(_, a)| *a as f64).sum()
}

/// The equations of everything that is shown, for what others have.
fn known(table: &Table, safe: &SafeTable, attacker: Option<u32>) -> Equations {
    let (height, width) = (table.len(), table[0].len());
    let (mut rows, mut right) = (Vec::new(), Vec::new());
    for (r, line) in safe.withheld.iter().enumerate() {
        for (c, _) in line.iter().enumerate().filter(|(_, withheld)| withheld.is_empty()) {
            let mut row = vec![0.0; height * width];
            let mut own = 0.0;
            for (i, j) in (0..height).flat_map(|i| (0..width).map(move |j| (i, j))) {
                if (r == height || r == i) && (c == width || c == j) {
                    row[i * width + j] = 1.0;
                    own += of_partner(&table[i][j], attacker);
                }
            }
            rows.push(row);
            right.push(safe.amounts[r][c] as f64 - own);
        }
    }
    if rows.is_empty() {
        (rows, right) = (vec![vec![0.0; height * width]], vec![0.0]);
    }
    Equations::new(&rows, &right)
}

#[test]
fn tables_with_totals_keep_every_partner_unknown() {
    let (mut told, mut all, mut bounded) = (0, 0, 0);
    for seed in 0..300 {
        let table = random_table(seed);
        let safe = safe_table(&table, &policy()).unwrap();
        told += safe.withheld.iter().flatten().filter(|w| w.is_empty()).count();
        all += safe.withheld.iter().flatten().count();
        let width = table[0].len();
        let mut attackers: Vec<Option<u32>> = vec![None];
        for cell in table.iter().flatten() {
            let mut order = cell.clone();
            order.sort_by_key(|(p, a)| (-a, *p));
            attackers.extend(order.iter().take(2).map(|(p, _)| Some(*p)));
        }
        attackers.sort_unstable();
        attackers.dedup();
        for attacker in attackers {
            let mut equations = known(&table, &safe, attacker);
            for (at, cell) in table.iter().flatten().enumerate() {
                let mut goal = vec![0.0; table.len() * width];
                goal[at] = 1.0;
                let (low, high) = (equations.least(&goal), equations.greatest(&goal));
                if attacker.is_none() {
                    let bounds = safe.audit[at / width][at % width];
                    let top = bounds.high.map_or(f64::INFINITY, |high| high as f64);
                    assert!(
                        (low - bounds.low as f64).abs() < 1e-5,
                        "{seed} {at}: {low} {bounds:?}"
                    );
                    assert!(high == top || (high - top).abs() < 1e-5, "{seed} {at}: {high} {top}");
                    bounded += 1;
                }
                let others: Vec<f64> = cell
                    .iter()
                    .filter(|(p, _)| Some(*p) != attacker)
                    .map(|(_, amount)| *amount as f64)
                    .collect();
                let Some(most) = others.iter().copied().reduce(f64::max) else { continue };
                assert!(high >= most * 1.1 - 1e-5, "world {seed}, {attacker:?}, cell {at}: {high}");
                let alone = others.len() == 1 && low > most * 0.9 + 1e-5;
                assert!(!alone, "world {seed}, {attacker:?}, cell {at}: {low} of {most}");
            }
        }
    }
    println!("tables: {told} of {all} cells told; {bounded} audited bounds equal the programme's");
    assert!(told * 5 > all, "{told} of {all}");
}

#[test]
fn a_table_that_cannot_be_judged_is_refused() {
    assert!(safe_table(&[vec![vec![(0, -1)]]], &policy()).is_err());
    assert!(safe_table(&[vec![vec![]], vec![]], &policy()).is_err());
    let none = safe_table(&[], &policy()).unwrap();
    assert_eq!(none.amounts, [[0]]);
    let zero = safe_table(&[vec![vec![], vec![(1, 0)]]], &policy()).unwrap();
    assert!(zero.withheld.iter().flatten().all(Vec::is_empty));
}

#[test]
fn a_joined_partner_is_not_told_by_the_difference() {
    let release = |extra: &[(&str, i64)]| {
        let partners: Vec<(String, i64)> = (0..8).map(|p| (format!("P-{p}"), 100 + p)).collect();
        let mut rows: Vec<(&str, i64)> = partners.iter().map(|(p, a)| (p.as_str(), *a)).collect();
        rows.extend(extra);
        let amount: Vec<i64> = rows.iter().map(|(_, a)| *a).collect();
        let lines = SalesLines {
            partner: &Keys::from_texts(rows.iter().map(|(p, _)| Some(*p))),
            product: &Keys::from_texts(rows.iter().map(|_| Some("x"))),
            amount_minor: &amount,
            quantity: None,
            niche: Some(&Keys::from_texts(rows.iter().map(|_| Some("a1")))),
            period: None,
            order: None,
            left_out: None,
        };
        let mut state = InsightState::new();
        state.update(&lines).unwrap();
        state.cells(&tree(), None, None).unwrap()
    };
    let first = release(&[]);
    let told = publish(&first, &policy(), &[]).unwrap();
    assert!(told.cells.values().all(Vec::is_empty));
    let before = [told.release("march", &first)];
    let again = publish(&first, &policy(), &before).unwrap();
    assert_eq!(again, told, "the same once more gives nothing away");
    let joined = release(&[("P-9", 150)]);
    let after = publish(&joined, &policy(), &before).unwrap();
    assert!(after.cells.values().all(|w| *w == [crate::insight::Withheld::Difference]));
    let several = release(&[("P-1", 40), ("P-2", 50), ("P-8", 45), ("P-9", 60)]);
    assert!(publish(&several, &policy(), &before).unwrap().cells.values().all(Vec::is_empty));
    // What was withheld once stays so.
    let kept = [after.release("april", &joined)];
    let later = publish(&several, &policy(), &kept).unwrap();
    let reasons: BTreeMap<_, _> = later.cells;
    assert!(reasons.values().all(|w| *w == [crate::insight::Withheld::WithheldBefore]));
}
