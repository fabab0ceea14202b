//! The place where a smooth function is largest.

/// A function with its gradient: gives the value and writes the slopes.
pub type Climb<'a> = &'a mut dyn FnMut(&[f64], &mut [f64]) -> f64;

/// Where a climb ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Peak {
    /// The place.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Whether no step went any higher; otherwise the steps ran out.
    pub reached: bool,
}

const STEPS_MAX: usize = 300;
/// Steps from each of the best starts before the best of them goes on.
const STEPS_FIRST: usize = 5;
const STARTS_FIRST: usize = 2;

/// Climbs from the best of several starts, inside of bounds that hold for all
/// places alike. The starts come in their order of trust; ties keep it. It ends where
/// a step promises less than `tolerance` times the value.
pub fn climb_from(
    f: Climb<'_>,
    starts: &[Vec<f64>],
    bounds: (f64, f64),
    tolerance: f64,
) -> Option<Peak> {
    let mut climbers: Vec<Climber> = starts
        .iter()
        .map(|start| Climber::new(f, start, bounds))
        .filter(|climber| climber.value.is_finite())
        .collect();
    let highest = |climbers: &mut Vec<Climber>| {
        climbers.sort_by(|a, b| b.value.total_cmp(&a.value));
    };
    highest(&mut climbers);
    climbers.truncate(STARTS_FIRST);
    for climber in &mut climbers {
        climber.go(f, STEPS_FIRST, bounds, tolerance);
    }
    highest(&mut climbers);
    let mut best = climbers.into_iter().next()?;
    let reached = best.go(f, STEPS_MAX, bounds, tolerance);
    Some(Peak { at: best.at, value: best.value, reached })
}

/// A climb by the method of Broyden, Fletcher, Goldfarb and Shanno, with a step
/// that is shortened until it pays. A coordinate at its bound stays there as long as
/// the slope points outwards.
struct Climber {
    at: Vec<f64>,
    value: f64,
    slope: Vec<f64>,
    inverse: Vec<Vec<f64>>,
    /// Whether nothing is known of the curvature yet.
    fresh: bool,
}

impl Climber {
    fn new(f: Climb<'_>, start: &[f64], bounds: (f64, f64)) -> Self {
        let at: Vec<f64> = start.iter().map(|x| x.clamp(bounds.0, bounds.1)).collect();
        let mut slope = vec![0.0; at.len()];
        let value = f(&at, &mut slope);
        let inverse = identity(at.len(), first_step(&slope));
        Self { at, value, slope, inverse, fresh: true }
    }

    fn forget(&mut self) {
        self.inverse = identity(self.at.len(), first_step(&self.slope));
        self.fresh = true;
    }

    /// Goes so many steps, and tells whether it got to the peak.
    fn go(&mut self, f: Climb<'_>, steps: usize, bounds: (f64, f64), tolerance: f64) -> bool {
        let n = self.at.len();
        let mut flat = 0;
        for _ in 0..steps {
            let free: Vec<bool> =
                (0..n).map(|i| is_free(self.at[i], self.slope[i], bounds)).collect();
            let direction = direction(&self.inverse, &self.slope, &free);
            let rise: f64 = (0..n).map(|i| direction[i] * self.slope[i]).sum();
            let size = 1.0 + self.value.abs();
            let step = if rise > tolerance * size {
                step(f, (&self.at, self.value), &direction, rise, bounds)
            } else {
                None
            };
            let Some(step) = step else {
                // What is still to be had is beyond the last digits of the value.
                if self.fresh || rise.abs() < LAST_DIGITS * size {
                    return true;
                }
                self.forget();
                continue;
            };
            flat = if step.value - self.value < LAST_DIGITS * size { flat + 1 } else { 0 };
            let moved: Vec<f64> = (0..n).map(|i| step.at[i] - self.at[i]).collect();
            let bent: Vec<f64> = (0..n).map(|i| self.slope[i] - step.slope[i]).collect();
            update(&mut self.inverse, &moved, &bent, self.fresh);
            (self.at, self.value, self.slope) = (step.at, step.value, step.slope);
            self.fresh = false;
            if flat >= 2 {
                return true;
            }
        }
        false
    }
}

/// A gain below this part of the value is noise of its sum.
const LAST_DIGITS: f64 = 1e-13;

fn is_free(x: f64, slope: f64, (low, high): (f64, f64)) -> bool {
    !(x <= low && slope < 0.0 || x >= high && slope > 0.0)
}

/// A first step is no longer than a half in any coordinate.
fn first_step(slope: &[f64]) -> f64 {
    let steepest = slope.iter().fold(0.0f64, |most, s| most.max(s.abs()));
    if steepest > 0.0 { (0.5 / steepest).min(1.0) } else { 1.0 }
}

fn identity(n: usize, scale: f64) -> Vec<Vec<f64>> {
    (0..n).map(|i| (0..n).map(|j| if i == j { scale } else { 0.0 }).collect()).collect()
}

fn direction(inverse: &[Vec<f64>], slope: &[f64], free: &[bool]) -> Vec<f64> {
    let row = |i: usize| {
        let along = (0..slope.len()).filter(|&j| free[j]).map(|j| inverse[i][j] * slope[j]);
        if free[i] { along.sum::<f64>() } else { 0.0 }
    };
    (0..slope.len()).map(row).collect()
}

struct Step {
    at: Vec<f64>,
    value: f64,
    slope: Vec<f64>,
}

/// In logarithms of parameters more than this at once is a leap into the dark.
const LEAP_MAX: f64 = 3.0;

fn step(
    f: Climb<'_>,
    (at, value): (&[f64], f64),
    direction: &[f64],
    rise: f64,
    bounds: (f64, f64),
) -> Option<Step> {
    let longest = direction.iter().fold(0.0f64, |most, d| most.max(d.abs()));
    let mut length = (LEAP_MAX / longest).min(1.0);
    let mut slope = vec![0.0; at.len()];
    for _ in 0..25 {
        let to: Vec<f64> = at
            .iter()
            .zip(direction)
            .map(|(x, d)| (x + length * d).clamp(bounds.0, bounds.1))
            .collect();
        let reached = f(&to, &mut slope);
        if reached.is_finite() && reached >= value + 1e-4 * length * rise {
            return Some(Step { at: to, value: reached, slope });
        }
        length *= 0.4;
    }
    None
}

/// The update of the inverse curvature; left as it is where it would not stay
/// positive definite.
fn update(inverse: &mut Vec<Vec<f64>>, moved: &[f64], bent: &[f64], fresh: bool) {
    let n = moved.len();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let along = dot(moved, bent);
    let least = 1e-12 * libm::sqrt(dot(moved, moved) * dot(bent, bent));
    if along.is_nan() || along <= least {
        return;
    }
    if fresh {
        *inverse = identity(n, along / dot(bent, bent));
    }
    let hy: Vec<f64> = inverse.iter().map(|row| dot(row, bent)).collect();
    let spread = 1.0 + dot(bent, &hy) / along;
    for i in 0..n {
        for j in 0..n {
            inverse[i][j] +=
                (spread * moved[i] * moved[j] - hy[i] * moved[j] - moved[i] * hy[j]) / along;
        }
    }
}

/// The covariance of an estimate at a peak of a log-likelihood: the inverse of its
/// negative curvature, by differences of the gradient. None where it is not
/// positive definite, as at a bound.
pub fn covariance(f: Climb<'_>, at: &[f64]) -> Option<Vec<Vec<f64>>> {
    const WIDTH: f64 = 1e-4;
    let n = at.len();
    let mut curve = vec![vec![0.0; n]; n];
    let (mut up, mut down) = (vec![0.0; n], vec![0.0; n]);
    for i in 0..n {
        let mut place = at.to_vec();
        place[i] = at[i] + WIDTH;
        f(&place, &mut up);
        place[i] = at[i] - WIDTH;
        f(&place, &mut down);
        for j in 0..n {
            curve[i][j] += (down[j] - up[j]) / (4.0 * WIDTH);
            curve[j][i] += (down[j] - up[j]) / (4.0 * WIDTH);
        }
    }
    let root = cholesky(&curve)?;
    Some(inverse_of(&root))
}

/// The lower triangular root; none where the matrix is not positive definite.
pub fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut root = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let rest = matrix[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            if i > j {
                root[i][j] = rest / root[j][j];
            } else if rest > 1e-12 * matrix[i][i].abs() && rest.is_finite() {
                root[i][i] = libm::sqrt(rest);
            } else {
                return None;
            }
        }
    }
    Some(root)
}

fn inverse_of(root: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = root.len();
    let mut low = vec![vec![0.0; n]; n];
    for j in 0..n {
        low[j][j] = 1.0 / root[j][j];
        for i in j + 1..n {
            low[i][j] = -(j..i).map(|k| root[i][k] * low[k][j]).sum::<f64>() / root[i][i];
        }
    }
    let cell = |i: usize, j: usize| (i.max(j)..n).map(|k| low[k][i] * low[k][j]).sum();
    (0..n).map(|i| (0..n).map(|j| cell(i, j)).collect()).collect()
}

/// The place in an interval where a function of one number is largest, by golden
/// section: the function has one hill.
pub fn line_max(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (low, high);
    let mut left = high - GOLDEN * (high - low);
    let mut right = low + GOLDEN * (high - low);
    let (mut at_left, mut at_right) = (f(left), f(right));
    for _ in 0..80 {
        if at_left >= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = f(right);
        }
        if high - low < 1e-9 * (1.0 + low.abs()) {
            break;
        }
    }
    if at_left >= at_right { (left, at_left) } else { (right, at_right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley, upside down: its peak is at (1, 1).
    fn valley(x: &[f64], slope: &mut [f64]) -> f64 {
        let bend = x[1] - x[0] * x[0];
        slope[0] = 2.0 * (1.0 - x[0]) + 400.0 * x[0] * bend;
        slope[1] = -200.0 * bend;
        -((1.0 - x[0]) * (1.0 - x[0]) + 100.0 * bend * bend)
    }

    #[test]
    fn a_bent_valley_is_climbed_to_its_peak() {
        let peak = climb_from(&mut valley, &[vec![-1.2, 1.0]], (-10.0, 10.0), 1e-15).unwrap();
        assert!(peak.reached && (peak.at[0] - 1.0).abs() < 1e-6, "{peak:?}");
    }

    #[test]
    fn a_peak_outside_the_bounds_is_met_at_the_bound() {
        let peak = climb_from(&mut valley, &[vec![-1.2, 0.5]], (-10.0, 0.5), 1e-15).unwrap();
        assert!((peak.at[0] - 0.5).abs() < 1e-9 && (peak.at[1] - 0.25).abs() < 1e-6, "{peak:?}");
    }

    #[test]
    fn covariance_is_the_inverse_of_the_curvature() {
        let mut f = |x: &[f64], slope: &mut [f64]| {
            slope[0] = -4.0 * x[0] - x[1];
            slope[1] = -x[0] - 2.0 * x[1];
            0.0
        };
        let cov = covariance(&mut f, &[0.0, 0.0]).unwrap();
        for (found, wanted) in
            cov.concat().iter().zip([2.0 / 7.0, -1.0 / 7.0, -1.0 / 7.0, 4.0 / 7.0])
        {
            assert!((found - wanted).abs() < 1e-9, "{cov:?}");
        }
        let mut flat = |_: &[f64], slope: &mut [f64]| {
            slope.fill(0.0);
            0.0
        };
        assert_eq!(covariance(&mut flat, &[0.0, 0.0]), None);
    }

    #[test]
    fn the_top_of_one_hill_is_found() {
        let (at, _) = line_max(-3.0, 5.0, |x| -(x - 1.25) * (x - 1.25));
        assert!((at - 1.25).abs() < 1e-7);
    }
}
