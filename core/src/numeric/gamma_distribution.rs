//! The gamma distribution.

use super::normal::normal_quantile;
use super::{exp, ln, ln_gamma};

/// The steps after which a series or fraction has converged or never will.
const STEPS_MAX: usize = 10_000;
const TINY: f64 = 1e-300;
const EPSILON: f64 = 1e-16;

/// The regularised lower incomplete gamma function: the chance that a gamma
/// variable of this shape and rate 1 is at most `x`. By series below the mean, by
/// Lentz's continued fraction above it.
pub fn gamma_p(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = exp(shape * ln(x) - x - ln_gamma(shape));
    if x < shape + 1.0 {
        (front * lower_series(shape, x)).clamp(0.0, 1.0)
    } else {
        (1.0 - front * upper_fraction(shape, x)).clamp(0.0, 1.0)
    }
}

fn lower_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut a) = (1.0 / shape, 1.0 / shape, shape);
    for _ in 0..STEPS_MAX {
        a += 1.0;
        term *= x / a;
        sum += term;
        if term < sum * EPSILON {
            break;
        }
    }
    sum
}

fn upper_fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..STEPS_MAX {
        let i = i as f64;
        let an = -i * (i - shape);
        b += 2.0;
        d = an * d + b;
        if d.abs() < TINY {
            d = TINY;
        }
        c = b + an / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = 1.0 / d;
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < EPSILON {
            break;
        }
    }
    h
}

/// The `p` quantile of a gamma variable of this shape and rate 1: the
/// approximation of Wilson and Hilferty, then Newton's steps kept inside a
/// bracket that only shrinks.
pub fn gamma_quantile(shape: f64, p: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, (shape + 10.0).max(2.0 * shape));
    while gamma_p(shape, high) < p {
        high *= 2.0;
        if !high.is_finite() {
            return f64::INFINITY;
        }
    }
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + normal_quantile(p) * ninth.sqrt();
    let mut x = shape * cube * cube * cube;
    if x.is_nan() || x <= low || x >= high {
        x = exp((ln(p) + ln_gamma(shape + 1.0)) / shape).min(0.5 * high);
    }
    for _ in 0..200 {
        let gap = gamma_p(shape, x) - p;
        if gap > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = exp((shape - 1.0) * ln(x) - x - ln_gamma(shape));
        let newton = x - gap / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-14 * x {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs().max(1e-3), "{found} {expected}");
    }

    #[test]
    fn the_gamma_distribution_in_closed_form() {
        for x in [0.01, 0.5, 1.0, 3.0, 20.0] {
            near(gamma_p(1.0, x), 1.0 - exp(-x));
            near(gamma_p(2.0, x), 1.0 - exp(-x) * (1.0 + x));
        }
        assert_eq!(gamma_p(3.0, 0.0), 0.0);
    }

    #[test]
    fn a_quantile_turns_the_distribution_round() {
        for shape in [0.05, 0.5, 1.0, 1.84, 40.0, 5_000.0] {
            for p in [0.001, 0.05, 0.5, 0.95, 0.999] {
                let x = gamma_quantile(shape, p);
                let back = gamma_p(shape, x);
                assert!((back - p).abs() < 1e-9, "{shape} {p}: {x} {back}");
            }
        }
    }
}
