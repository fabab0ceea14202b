//! The upper tail of the normal distribution, also far out.

use super::{exp, ln};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Beyond this many standard deviations the continued fraction is used.
const FAR: f64 = 2.5;

/// The logarithm of the probability that a standard normal number exceeds `h`.
pub fn ln_upper_tail(h: f64) -> f64 {
    if h < FAR {
        return ln(0.5 * libm::erfc(h * FRAC_1_SQRT_2));
    }
    // Q = φ / λ, where λ = h + gap.
    -0.5 * h * h - 0.5 * ln(2.0 * PI) - ln(h + mills_gap(h))
}

/// The mean excess over `h` of a standard normal number that exceeds it:
/// φ(h)/Q(h) - h, without cancellation for large `h`.
pub fn mills_gap(h: f64) -> f64 {
    if h < FAR {
        let density = exp(-0.5 * h * h) / libm::sqrt(2.0 * PI);
        return density / (0.5 * libm::erfc(h * FRAC_1_SQRT_2)) - h;
    }
    // λ = h + 1/(h + 2/(h + 3/(h + ...))): Abramowitz and Stegun, 26.2.14.
    let mut below = h;
    for k in (2..=160).rev() {
        below = h + f64::from(k) / below;
    }
    1.0 / below
}

/// The two-sided p-value of a standard normal number.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}
