//! The sum of `k^-s` over whole numbers from `q`: Hurwitz's zeta function.

use super::{exp, ln};

/// The sum with its two derivatives by the exponent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zeta {
    /// `Σ k^-s`.
    pub value: f64,
    /// `-Σ ln(k) k^-s`.
    pub slope: f64,
    /// `Σ ln(k)² k^-s`.
    pub curve: f64,
}

/// From here on the Euler-Maclaurin series has its full accuracy.
const EULER_FROM: f64 = 12.0;
/// The Bernoulli numbers 2, 4, ... over the factorials of their indices.
const BERNOULLI: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
];

/// The sum of `k^-s` over `k = q, q + 1, ...`, for `s > 1` and `q > 0`.
pub fn zeta_tail(s: f64, q: f64) -> f64 {
    let (mut q, mut below) = (q, 0.0);
    while q < EULER_FROM {
        below += exp(-s * ln(q));
        q += 1.0;
    }
    let power = exp(-s * ln(q));
    let inverse = 1.0 / q;
    let mut sum = q / (s - 1.0) + 0.5;
    let mut rising = s * inverse;
    for (k, factor) in BERNOULLI.iter().enumerate() {
        sum += factor * rising;
        let at = s + 2.0 * k as f64;
        rising *= (at + 1.0) * (at + 2.0) * inverse * inverse;
    }
    below + power * sum
}

/// The same with derivatives.
pub fn zeta(s: f64, q: f64) -> Zeta {
    let mut q = q;
    let mut sum = Zeta { value: 0.0, slope: 0.0, curve: 0.0 };
    while q < EULER_FROM {
        let log = ln(q);
        let power = exp(-s * log);
        sum.value += power;
        sum.slope -= log * power;
        sum.curve += log * log * power;
        q += 1.0;
    }
    // Each term is q^-s times a rational function of s; by the product rule.
    let (log, inverse) = (ln(q), 1.0 / q);
    let power = exp(-s * log);
    let t = 1.0 / (s - 1.0);
    let (mut f, mut f1, mut f2) = (q * t + 0.5, -q * t * t, 2.0 * q * t * t * t);
    let (mut r, mut r1, mut r2) = (s * inverse, inverse, 0.0);
    for (k, factor) in BERNOULLI.iter().enumerate() {
        f += factor * r;
        f1 += factor * r1;
        f2 += factor * r2;
        for step in [1.0, 2.0] {
            let at = s + 2.0 * k as f64 + step;
            (r, r1, r2) =
                (r * at * inverse, (r1 * at + r) * inverse, (r2 * at + 2.0 * r1) * inverse);
        }
    }
    sum.value += power * f;
    sum.slope += power * (f1 - log * f);
    sum.curve += power * (f2 - 2.0 * log * f1 + log * log * f);
    sum
}
