//! The gamma function's logarithm and derivatives, and the gamma distribution.

use super::normal::normal_quantile;
use libm::{exp, lgamma, log, pow};

/// The steps after which a series or fraction has converged or never will.
const STEPS_MAX: usize = 10_000;
const TINY: f64 = 1e-300;
const EPSILON: f64 = 1e-16;

/// From here on the asymptotic series is exact to the last bits.
const ASYMPTOTIC_FROM: f64 = 12.0;

/// The derivative of the logarithm of the gamma function, for `x > 0`:
/// recurrence up to 12, then the asymptotic series (Abramowitz and Stegun 6.3.18).
pub(super) fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < ASYMPTOTIC_FROM {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series =
        y * (1.0 / 12.0 - y * (1.0 / 120.0 - y * (1.0 / 252.0 - y * (1.0 / 240.0 - y / 132.0))));
    sum + log(x) - 0.5 / x - series
}

/// The derivative of [`digamma`] (Abramowitz and Stegun 6.4.12).
pub(super) fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < ASYMPTOTIC_FROM {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series =
        y * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0 - y * 5.0 / 66.0))));
    sum + 1.0 / x + 0.5 * y + series / x
}

/// The regularised lower incomplete gamma function: the chance that a gamma
/// variable of this shape and rate 1 is at most `x`. By series below the mean, by
/// Lentz's continued fraction above it.
pub(super) fn gamma_p(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = exp(shape * log(x) - x - lgamma(shape));
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
pub(super) fn gamma_quantile(shape: f64, p: f64) -> f64 {
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
        x = exp((log(p) + lgamma(shape + 1.0)) / shape).min(0.5 * high);
    }
    for _ in 0..200 {
        let gap = gamma_p(shape, x) - p;
        if gap > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = exp((shape - 1.0) * log(x) - x - lgamma(shape));
        let newton = x - gap / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-14 * x {
            return next;
        }
        x = next;
    }
    x
}

/// `x` to the power `1 / a`, for the generator of gamma variables.
pub(super) fn root(x: f64, a: f64) -> f64 {
    pow(x, 1.0 / a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs().max(1e-3), "{found} {expected}");
    }

    /// Values of Abramowitz and Stegun, and of closed forms.
    #[test]
    fn derivatives_of_the_logarithm_of_gamma() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        near(digamma(1.0), -EULER);
        near(digamma(0.5), -EULER - 2.0 * log(2.0));
        near(digamma(2.0), 1.0 - EULER);
        near(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0);
        near(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0);
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
