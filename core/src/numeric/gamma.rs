//! The gamma function's logarithm, its derivatives, and Gauss's series.

use super::{exp, ln};

/// The logarithm of the gamma function, for arguments above zero.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Where the asymptotic series of the digamma function is exact enough.
const ASYMPTOTIC: f64 = 12.0;

/// The derivative of [`ln_gamma`], for arguments above zero: the recurrence up
/// to 12, then the asymptotic series (Abramowitz and Stegun, 6.3.5 and 6.3.18).
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < ASYMPTOTIC {
        below += 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    const TERMS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 120.0,
        1.0 / 252.0,
        -1.0 / 240.0,
        1.0 / 132.0,
        -691.0 / 32_760.0,
        1.0 / 12.0,
        -3_617.0 / 8_160.0,
    ];
    let series = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * square);
    ln(x) - 0.5 * inverse - series - below
}

/// The derivative of [`digamma`], for arguments above zero (Abramowitz and Stegun,
/// 6.4.6 and 6.4.12).
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < ASYMPTOTIC {
        below += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series =
        y * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0 - y * 5.0 / 66.0))));
    below + 1.0 / x + 0.5 * y + series / x
}

const TERMS_MAX: u32 = 200_000;

/// Gauss's hypergeometric function times `(1 - z)^scale`, for positive `a`, `b`,
/// `c` and `0 <= z < 1`. Every term is positive, so nothing cancels; the factor is
/// applied by logarithms, so that neither part overflows alone.
pub fn hyper_2f1(a: f64, b: f64, c: f64, z: f64, scale: f64) -> f64 {
    let (mut term, mut sum, mut shift) = (1.0, 1.0, 0.0);
    for n in 0..TERMS_MAX {
        let n = f64::from(n);
        let ratio = (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
        term *= ratio;
        sum += term;
        if ratio < 1.0 && term < sum * 1e-17 * (1.0 - ratio) {
            break;
        }
        if sum > 1e200 {
            (term, sum, shift) = (term * 1e-200, sum * 1e-200, shift + 200.0);
        }
    }
    exp(ln(sum) + shift * std::f64::consts::LN_10 + scale * libm::log1p(-z))
}
