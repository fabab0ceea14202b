//! Tables with totals in both directions: which cells to withhold so that nobody
//! can work out another.
//!
//! A table is a flow: what enters a row by its total leaves it by its cells, and
//! enters the columns. How far a withheld cell can move is then a greatest flow
//! through the other withheld cells, exact and in whole numbers; there is no linear
//! programme to solve (Castro 2012, "Recent advances in optimization techniques for
//! statistical tabular data protection", on networks).

use super::gate::{GatePolicy, Withheld};
use crate::error::{Error, ErrorKind};
use std::collections::{BTreeMap, VecDeque};

/// What an outsider who knows the table, and no amount of his own, can say of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least so much.
    pub low: i128,
    /// At most so much; none when there is no bound.
    pub high: Option<i128>,
}

/// A table with its totals in the last row and column, and what is withheld of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SafeTable {
    /// Why each cell is withheld: nothing when it is shown. By rows.
    pub withheld: Vec<Vec<Vec<Withheld>>>,
    /// The amount of each cell.
    pub amounts: Vec<Vec<i128>>,
    /// What an outsider can say of each cell: for a shown one its amount.
    pub audit: Vec<Vec<Bounds>>,
}

/// Judges every cell and total of a table, and withholds others until nobody can
/// work out a withheld one within p %, also not a partner that knows its own amounts
/// (every cell is guarded as if its largest partner attacked the others).
///
/// `cells[row][column]` has an amount of zero or more for each partner. Greedy and
/// deterministic: cells in their order, each protected along the cheapest way round.
///
/// # Errors
/// `Input` for rows of unequal length, a negative amount or a policy that protects
/// nobody; `Range` for a sum out of range.
pub fn safe_table(cells: &[Vec<Vec<(u32, i64)>>], policy: &GatePolicy) -> Result<SafeTable, Error> {
    policy.check()?;
    let columns = cells.first().map_or(0, Vec::len);
    let input = |message: &str| Err(Error::new(ErrorKind::Input, message));
    if cells.iter().any(|row| row.len() != columns) {
        return input("the rows of the table differ in length");
    }
    if cells.iter().flatten().flatten().any(|(_, amount)| *amount < 0) {
        return input("a table with negative amounts cannot be protected; publish gross sales");
    }
    let mut flow = Flow::of(cells, policy);
    flow.protect();
    Ok(flow.table())
}

/// One cell or total: an arc between two equations.
struct Arc {
    from: usize,
    to: usize,
    /// What each partner has in it, the largest first.
    sizes: Vec<i128>,
    partners: BTreeMap<u32, i128>,
    amount: i128,
    withheld: Vec<Withheld>,
}

impl Arc {
    fn top(&self, place: usize) -> i128 {
        self.sizes.get(place).copied().unwrap_or(0)
    }
}

struct Flow<'a> {
    policy: &'a GatePolicy,
    rows: usize,
    columns: usize,
    arcs: Vec<Arc>,
}

/// No table holds so much: amounts are 64 bits and a table fits in memory.
const UNBOUNDED: i128 = i128::MAX / 4;

/// The two ways a cell can move.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl<'a> Flow<'a> {
    fn of(cells: &[Vec<Vec<(u32, i64)>>], policy: &'a GatePolicy) -> Self {
        let (rows, columns) = (cells.len(), cells.first().map_or(0, Vec::len));
        let mut flow = Self { policy, rows, columns, arcs: Vec::new() };
        for row in 0..=rows {
            for column in 0..=columns {
                let mut partners: BTreeMap<u32, i128> = BTreeMap::new();
                let inside = |at: usize, place: usize, total: usize| place == total || place == at;
                for (r, line) in cells.iter().enumerate().filter(|(r, _)| inside(*r, row, rows)) {
                    let _ = r;
                    let within = |(c, _): &(usize, _)| inside(*c, column, columns);
                    for (_, cell) in line.iter().enumerate().filter(within) {
                        for (partner, amount) in cell {
                            *partners.entry(*partner).or_default() += i128::from(*amount);
                        }
                    }
                }
                flow.arcs.push(flow.arc(row, column, partners));
            }
        }
        flow
    }

    fn arc(&self, row: usize, column: usize, partners: BTreeMap<u32, i128>) -> Arc {
        let of_row = row;
        let of_column = self.rows + 1 + column;
        // Cells lead from their row to their column, row totals the other way
        // round, column totals onwards to the total row, the grand total back.
        let forth = (row == self.rows) == (column == self.columns);
        let (from, to) = if forth { (of_row, of_column) } else { (of_column, of_row) };
        let mut sizes: Vec<i128> = partners.values().copied().filter(|a| *a != 0).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let amount = sizes.iter().sum();
        let empty = amount == 0;
        let withheld = if empty { Vec::new() } else { self.policy.judge(sizes.iter().copied()) };
        Arc { from, to, sizes, partners, amount, withheld }
    }

    fn protect(&mut self) {
        while self.protect_rests() || self.protect_cells() {}
    }

    /// The sum of what is withheld in a row or column is known; it must pass the
    /// gate like any other figure.
    fn protect_rests(&mut self) -> bool {
        for node in 0..self.rows + self.columns + 2 {
            let ends = |arc: &&Arc| arc.from == node || arc.to == node;
            let inside: Vec<usize> = self.parts_of(node);
            let total_shown = (0..self.arcs.len())
                .filter(|at| ends(&&self.arcs[*at]) && !inside.contains(at))
                .all(|at| self.arcs[at].withheld.is_empty());
            if !total_shown {
                continue;
            }
            let mut rest: BTreeMap<u32, i128> = BTreeMap::new();
            for arc in inside.iter().map(|at| &self.arcs[*at]) {
                if !arc.withheld.is_empty() {
                    arc.partners.iter().for_each(|(p, a)| *rest.entry(*p).or_default() += a);
                }
            }
            if rest.is_empty() || self.policy.judge(rest.into_values()).is_empty() {
                continue;
            }
            let shown = inside.iter().copied().filter(|at| self.can_be_withheld(*at));
            let next = shown.min_by_key(|at| (self.arcs[*at].amount, *at)).or_else(|| {
                (0..self.arcs.len()).find(|at| ends(&&self.arcs[*at]) && self.can_be_withheld(*at))
            });
            if let Some(at) = next {
                self.arcs[at].withheld.push(Withheld::GivesAway);
                return true;
            }
        }
        false
    }

    /// The arcs that add up to a row's or column's total.
    fn parts_of(&self, node: usize) -> Vec<usize> {
        let width = self.columns + 1;
        if node <= self.rows {
            (0..self.columns).map(|column| node * width + column).collect()
        } else {
            let column = node - self.rows - 1;
            (0..self.rows).map(|row| row * width + column).collect()
        }
    }

    fn can_be_withheld(&self, at: usize) -> bool {
        self.arcs[at].withheld.is_empty() && self.arcs[at].amount > 0
    }

    /// Withholds what the first cell that is not yet safe needs.
    fn protect_cells(&mut self) -> bool {
        for at in 0..self.arcs.len() {
            if self.arcs[at].withheld.is_empty() {
                continue;
            }
            for (way, need) in [(Way::Up, self.need_up(at)), (Way::Down, self.need_down(at))] {
                if self.room(at, way, true) >= need {
                    continue;
                }
                let added = self.way_round(at, way, need).or_else(|| self.way_round(at, way, 1));
                let added = added.unwrap_or_else(|| {
                    let rest = (0..self.arcs.len()).filter(|at| self.can_be_withheld(*at));
                    rest.min_by_key(|at| (self.arcs[*at].amount, *at)).into_iter().collect()
                });
                for at in &added {
                    self.arcs[*at].withheld.push(Withheld::GivesAway);
                }
                if !added.is_empty() {
                    return true;
                }
            }
        }
        false
    }

    fn percent(&self) -> i128 {
        i128::from(self.policy.p_percent.max(1))
    }

    /// So far up must the cell seem able to go: the second-largest partner must not
    /// bring the largest within p %.
    fn need_up(&self, at: usize) -> i128 {
        let arc = &self.arcs[at];
        let p = (self.percent() * arc.top(0) + 99) / 100;
        (arc.top(0) + p + arc.top(1) - arc.amount).max(0)
    }

    /// So far down: a cell known to be of one partner must not be known within p %.
    fn need_down(&self, at: usize) -> i128 {
        let arc = &self.arcs[at];
        ((self.percent() * arc.top(0) + 99) / 100).min(arc.amount)
    }

    /// How far a cell can move. With `insiders` no other cell falls below what its
    /// largest partner knows is in it.
    fn room(&self, at: usize, way: Way, insiders: bool) -> i128 {
        let mut residual: BTreeMap<(usize, usize), i128> = BTreeMap::new();
        let mut add = |from, to, room: i128| {
            let entry = residual.entry((from, to)).or_insert(0);
            *entry = entry.saturating_add(room).min(UNBOUNDED);
        };
        for (other, arc) in self.arcs.iter().enumerate() {
            if other != at && !arc.withheld.is_empty() {
                let kept = if insiders { arc.top(0) } else { 0 };
                add(arc.from, arc.to, UNBOUNDED);
                add(arc.to, arc.from, arc.amount - kept);
            }
        }
        let (source, sink) = self.ends(at, way);
        let most = greatest_flow(&mut residual, self.rows + self.columns + 2, source, sink);
        if way == Way::Down { most.min(self.arcs[at].amount) } else { most }
    }

    /// Where the way round starts and ends: a rise returns from the cell's head to
    /// its tail, a fall is made up for from its tail to its head.
    fn ends(&self, at: usize, way: Way) -> (usize, usize) {
        let arc = &self.arcs[at];
        if way == Way::Up { (arc.to, arc.from) } else { (arc.from, arc.to) }
    }

    /// The shown cells of the cheapest way round that can carry `need`.
    fn way_round(&self, at: usize, way: Way, need: i128) -> Option<Vec<usize>> {
        let nodes = self.rows + self.columns + 2;
        let (source, sink) = self.ends(at, way);
        let mut cost: Vec<Option<(i128, Option<usize>, usize)>> = vec![None; nodes];
        cost[source] = Some((0, None, source));
        // Bellman and Ford: the table has few nodes, and ties stay with the first.
        for _ in 0..nodes {
            for (other, arc) in self.arcs.iter().enumerate() {
                let usable = other != at && (arc.amount > 0 || !arc.withheld.is_empty());
                let price = if arc.withheld.is_empty() { arc.amount + 1 } else { 0 };
                let back = arc.amount - arc.top(0) >= need.max(1);
                for (from, to, open) in [(arc.from, arc.to, true), (arc.to, arc.from, back)] {
                    let Some((so_far, ..)) = cost[from].filter(|_| usable && open) else {
                        continue;
                    };
                    let next = so_far + price;
                    if cost[to].is_none_or(|(known, ..)| next < known) {
                        cost[to] = Some((next, Some(other), from));
                    }
                }
            }
        }
        let (mut path, mut node) = (Vec::new(), sink);
        for _ in 0..nodes {
            let (_, arc, before) = cost[node]?;
            let Some(arc) = arc else { break };
            if self.arcs[arc].withheld.is_empty() {
                path.push(arc);
            }
            node = before;
        }
        (!path.is_empty()).then_some(path)
    }

    fn table(self) -> SafeTable {
        let bounds = |at: usize| {
            let arc = &self.arcs[at];
            if arc.withheld.is_empty() {
                return Bounds { low: arc.amount, high: Some(arc.amount) };
            }
            let up = self.room(at, Way::Up, false);
            let high = (up < UNBOUNDED).then(|| arc.amount + up);
            Bounds { low: arc.amount - self.room(at, Way::Down, false), high }
        };
        let audit: Vec<Bounds> = (0..self.arcs.len()).map(bounds).collect();
        let width = self.columns + 1;
        let lines = |row: usize| row * width..(row + 1) * width;
        let all = 0..=self.rows;
        SafeTable {
            withheld: all
                .clone()
                .map(|row| self.arcs[lines(row)].iter().map(|a| a.withheld.clone()).collect())
                .collect(),
            amounts: all
                .clone()
                .map(|row| self.arcs[lines(row)].iter().map(|a| a.amount).collect())
                .collect(),
            audit: all.map(|row| audit[lines(row)].to_vec()).collect(),
        }
    }
}

/// The greatest flow by shortest ways (Edmonds and Karp 1972).
fn greatest_flow(
    residual: &mut BTreeMap<(usize, usize), i128>,
    nodes: usize,
    source: usize,
    sink: usize,
) -> i128 {
    let mut flow = 0i128;
    loop {
        let mut before = vec![None; nodes];
        before[source] = Some(source);
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for (&(_, next), &room) in residual.range((node, 0)..(node + 1, 0)) {
                if room > 0 && before[next].is_none() {
                    before[next] = Some(node);
                    queue.push_back(next);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = sink;
        while at != source {
            let Some(node) = before[at] else { return flow };
            way.push((node, at));
            at = node;
        }
        let least = way.iter().filter_map(|edge| residual.get(edge)).min().copied().unwrap_or(0);
        if least >= UNBOUNDED {
            return UNBOUNDED;
        }
        for (from, to) in way {
            let forth = residual.entry((from, to)).or_insert(0);
            if *forth < UNBOUNDED {
                *forth -= least;
            }
            let back = residual.entry((to, from)).or_insert(0);
            *back = back.saturating_add(least).min(UNBOUNDED);
        }
        flow += least;
    }
}
