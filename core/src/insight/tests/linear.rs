//! A small linear programme: the attacker's, not the library's.

const EPSILON: f64 = 1e-9;

/// Equations over amounts of zero or more, with a solution to start from.
pub struct Equations {
    table: Vec<Vec<f64>>,
    basis: Vec<usize>,
    variables: usize,
}

impl Equations {
    /// The equations `rows * x = right`; they must have a solution.
    pub fn new(rows: &[Vec<f64>], right: &[f64]) -> Self {
        let variables = rows.first().map_or(0, Vec::len);
        let all = variables + rows.len();
        let mut table: Vec<Vec<f64>> = Vec::new();
        for (at, (row, right)) in rows.iter().zip(right).enumerate() {
            let mut line = row.clone();
            line.extend((0..rows.len()).map(|k| f64::from(u8::from(k == at))));
            line.push(*right);
            table.push(line);
        }
        let mut own = Self { table, basis: (variables..all).collect(), variables };
        let mut goal = vec![0.0; variables];
        for row in rows {
            goal.iter_mut().zip(row).for_each(|(goal, own)| *goal += own);
        }
        goal.extend(vec![0.0; rows.len()]);
        let reached = own.climb(&goal, all);
        let whole: f64 = right.iter().sum();
        assert!(reached > whole - 1e-6 * whole.max(1.0), "no solution: {reached} of {whole}");
        own.drop_helpers();
        own
    }

    fn drop_helpers(&mut self) {
        let mut row = 0;
        while row < self.table.len() {
            if self.basis[row] >= self.variables {
                let pivot = (0..self.variables).find(|at| self.table[row][*at].abs() > 1e-7);
                match pivot {
                    Some(at) => self.turn(row, at),
                    None => {
                        self.table.remove(row);
                        self.basis.remove(row);
                        continue;
                    }
                }
            }
            row += 1;
        }
    }

    /// The greatest value of a sum of variables; infinite when nothing bounds it.
    pub fn greatest(&mut self, goal: &[f64]) -> f64 {
        let mut goal = goal.to_vec();
        goal.resize(self.width(), 0.0);
        self.climb(&goal, self.variables)
    }

    /// The least value.
    pub fn least(&mut self, goal: &[f64]) -> f64 {
        -self.greatest(&goal.iter().map(|g| -g).collect::<Vec<_>>())
    }

    fn width(&self) -> usize {
        self.table.first().map_or(self.variables, |row| row.len() - 1)
    }

    /// Bland's rule, so that it ends.
    fn climb(&mut self, goal: &[f64], columns: usize) -> f64 {
        let at_goal = |at: usize| goal.get(at).copied().unwrap_or(0.0);
        // What each variable still gains, and last what is reached so far, negative.
        let mut gains: Vec<f64> = (0..self.width()).map(at_goal).collect();
        gains.push(0.0);
        for (basic, row) in self.basis.iter().zip(&self.table) {
            let worth = at_goal(*basic);
            gains.iter_mut().zip(row).for_each(|(gain, x)| *gain -= worth * x);
        }
        loop {
            let entering = (0..columns).find(|at| gains[*at] > EPSILON);
            let Some(entering) = entering else { return -gains[gains.len() - 1] };
            let mut leaving: Option<(usize, f64)> = None;
            for (at, row) in self.table.iter().enumerate() {
                if row[entering] > EPSILON {
                    let ratio = row[row.len() - 1].max(0.0) / row[entering];
                    let better = leaving.is_none_or(|(known, least)| {
                        ratio < least - 1e-12
                            || (ratio <= least + 1e-12 && self.basis[at] < self.basis[known])
                    });
                    if better {
                        leaving = Some((at, ratio));
                    }
                }
            }
            let Some((row, _)) = leaving else { return f64::INFINITY };
            self.turn(row, entering);
            let worth = gains[entering];
            gains.iter_mut().zip(&self.table[row]).for_each(|(gain, x)| *gain -= worth * x);
            gains[entering] = 0.0;
        }
    }

    fn turn(&mut self, row: usize, column: usize) {
        let by = self.table[row][column];
        self.table[row].iter_mut().for_each(|x| *x /= by);
        let pivot = self.table[row].clone();
        for (at, line) in self.table.iter_mut().enumerate() {
            let times = line[column];
            if at != row && times != 0.0 {
                line.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= times * p);
            }
        }
        self.basis[row] = column;
    }
}

#[test]
fn a_programme_with_a_known_answer() {
    // x + y + s = 4, x + 3y + t = 6: most of 3x + 5y is 14 at (3, 1).
    let rows = [vec![1.0, 1.0, 1.0, 0.0], vec![1.0, 3.0, 0.0, 1.0]];
    let mut equations = Equations::new(&rows, &[4.0, 6.0]);
    assert!((equations.greatest(&[3.0, 5.0]) - 14.0).abs() < 1e-9);
    assert!(equations.least(&[1.0, 1.0]).abs() < 1e-9);
    let mut open = Equations::new(&[vec![1.0, -1.0]], &[1.0]);
    assert_eq!(open.greatest(&[1.0, 0.0]), f64::INFINITY);
}
