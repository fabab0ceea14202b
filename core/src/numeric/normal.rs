//! The normal distribution.

use libm::{erfc, exp, log, sqrt};
use std::f64::consts::{PI, SQRT_2};

/// The chance that a standard normal variable is at most `x`.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// The `p` quantile of the standard normal distribution: Acklam's rational
/// approximation and one step of Halley's method, which makes it exact to the
/// last bits. Minus or plus infinity at 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let x = rational(p);
    let error = (normal_cdf(x) - p) * sqrt(2.0 * PI) * exp(0.5 * x * x);
    x - error / (1.0 + 0.5 * x * error)
}

const A: [f64; 6] = [
    -3.969_683_028_665_376e1,
    2.209_460_984_245_205e2,
    -2.759_285_104_469_687e2,
    1.383_577_518_672_69e2,
    -3.066_479_806_614_716e1,
    2.506_628_277_459_239,
];
const B: [f64; 5] = [
    -5.447_609_879_822_406e1,
    1.615_858_368_580_409e2,
    -1.556_989_798_598_866e2,
    6.680_131_188_771_972e1,
    -1.328_068_155_288_572e1,
];
const C: [f64; 6] = [
    -7.784_894_002_430_293e-3,
    -3.223_964_580_411_365e-1,
    -2.400_758_277_161_838,
    -2.549_732_539_343_734,
    4.374_664_141_464_968,
    2.938_163_982_698_783,
];
const D: [f64; 4] = [
    7.784_695_709_041_462e-3,
    3.224_671_290_700_398e-1,
    2.445_134_137_142_996,
    3.754_408_661_907_416,
];

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

fn rational(p: f64) -> f64 {
    const EDGE: f64 = 0.02425;
    let tail = |p: f64| {
        let q = sqrt(-2.0 * log(p));
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    };
    if p < EDGE {
        tail(p)
    } else if p > 1.0 - EDGE {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_quantiles() {
        for (p, expected) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.95, 1.644_853_626_951_472_2),
            (0.001, -3.090_232_306_167_813),
        ] {
            let found = normal_quantile(p);
            assert!((found - expected).abs() < 1e-12, "{p}: {found}");
            assert!((normal_cdf(found) - p).abs() < 1e-14);
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }
}
