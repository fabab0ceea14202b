//! The upper tail of the normal distribution, also far out.

use super::{exp, ln};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Beyond this many standard deviations the gap is by its continued fraction: as a
/// difference it would lose digits.
const FAR: f64 = 2.5;
/// The tail itself loses none, and is quicker as it is, up to here.
const FAR_TAIL: f64 = 8.0;

/// The logarithm of the probability that a standard normal number exceeds `h`.
pub fn ln_upper_tail(h: f64) -> f64 {
    if h < FAR_TAIL {
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
    continued(h, terms(h))
}

/// How many terms of the continued fraction give all digits: more than are needed by
/// none, one or two, as 40 digits show.
fn terms(h: f64) -> u32 {
    libm::ceil(6.0 + 44.0 / h + 380.0 / (h * h)) as u32
}

/// λ = h + 1/(h + 2/(h + 3/(h + ...))): Abramowitz and Stegun, 26.2.14.
fn continued(h: f64, terms: u32) -> f64 {
    let below = (2..=terms).rev().fold(h, |below, k| h + f64::from(k) / below);
    1.0 / below
}

/// The two-sided p-value of a standard normal number.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_terms_of_the_continued_fraction_change_no_digit() {
        for step in 0..4_000 {
            let h = FAR + 0.01 * f64::from(step);
            let off = continued(h, terms(h)) / continued(h, 10 * terms(h)) - 1.0;
            assert!(off.abs() < 3e-16, "{h}: {off}");
        }
    }

    #[test]
    fn both_ways_to_the_tail_meet() {
        for h in [FAR_TAIL - 1e-12, FAR_TAIL] {
            let by_fraction = -0.5 * h * h - 0.5 * ln(2.0 * PI) - ln(h + mills_gap(h));
            assert!((ln_upper_tail(h) / by_fraction - 1.0).abs() < 1e-15, "{h}");
        }
    }
}
