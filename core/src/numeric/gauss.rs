//! Gauss-Legendre quadrature.

use std::sync::OnceLock;

const SIZES: [usize; 6] = [4, 6, 8, 10, 16, 24];

/// The places in `[-1, 1]` and weights of the rule with this many places; the
/// next larger one that there is (4, 6, 8, 10, 16, 24).
pub fn nodes(size: usize) -> &'static [(f64, f64)] {
    static RULES: OnceLock<[Vec<(f64, f64)>; SIZES.len()]> = OnceLock::new();
    let rules = RULES.get_or_init(|| SIZES.map(rule));
    let at = SIZES.iter().position(|&known| known >= size).unwrap_or(SIZES.len() - 1);
    &rules[at]
}

/// The roots of the Legendre polynomial by Newton's method, from below.
fn rule(size: usize) -> Vec<(f64, f64)> {
    let n = size as f64;
    let place = |i: usize| {
        let mut x = -libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..50 {
            let (mut before, mut value) = (1.0, x);
            for k in 2..=size {
                let k = k as f64;
                (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
            }
            slope = n * (x * value - before) / (x * x - 1.0);
            let step = value / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..size).map(place).collect()
}

/// The integral of a smooth function over one panel.
pub fn gauss(from: f64, to: f64, size: usize, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    nodes(size).iter().map(|(x, weight)| weight * f(middle + half * x)).sum::<f64>() * half
}
