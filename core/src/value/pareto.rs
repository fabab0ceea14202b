//! The Pareto/NBD model: orders at a rate of the partner's own, and a lifetime of its
//! own that ends unseen.
//!
//! Rates are gamma distributed (`r`, `alpha`), and so are the rates of leaving (`s`,
//! `beta`). The likelihood is that of being there to the end, plus the integral over
//! the moments between the last order and the end at which the partner may have left.
//! The integral is taken by quadrature: its slopes come from the same places, and no
//! hypergeometric functions are subtracted from each other.

use super::rows::Rows;
use crate::numeric::{exp, ln, ln_add, nodes};

/// The log-likelihood at `(ln r, ln alpha, ln s, ln beta)`, with its slopes.
pub fn value(rows: &Rows, at: &[f64], slope: &mut [f64]) -> f64 {
    let p = [exp(at[0]), exp(at[1]), exp(at[2]), exp(at[3])];
    let [r, alpha, s, beta] = p;
    let mut d = [0.0f64; 4];
    let (mut total, mut start) = (0.0, 0);
    let (mut rising, mut by_r, mut known) = (0.0, 0.0, 0);
    for &(x, partners, end) in &rows.groups {
        while known < x {
            rising += ln(r + f64::from(known));
            by_r += 1.0 / (r + f64::from(known));
            known += 1;
        }
        total += partners * (rising + r * at[1] + s * at[3]);
        d[0] += partners * (by_r + at[1]);
        d[1] += partners * r / alpha;
        d[2] += partners * at[3];
        d[3] += partners * s / beta;
        let power = r + f64::from(x);
        for row in &rows.rows[start..end] {
            let weight = row.partners as f64;
            let (ln_a, ln_b) = (ln(alpha + row.age), ln(beta + row.age));
            let there = -power * ln_a - s * ln_b;
            let Some(gone) = gone(p, power, row.recency, row.age) else {
                total += weight * there;
                d[0] -= weight * ln_a;
                d[1] -= weight * power / (alpha + row.age);
                d[2] -= weight * ln_b;
                d[3] -= weight * s / (beta + row.age);
                continue;
            };
            let both = ln_add(there, gone.ln);
            let share = exp(gone.ln - both);
            let mix = |gone: f64, there: f64| weight * (share * gone + (1.0 - share) * there);
            total += weight * both;
            d[0] -= mix(gone.ln_a, ln_a);
            d[1] -= power * mix(gone.per_a, 1.0 / (alpha + row.age));
            d[2] -= mix(gone.ln_b - 1.0 / s, ln_b);
            d[3] -= mix((s + 1.0) * gone.per_b, s / (beta + row.age));
        }
        start = end;
    }
    for (slope, (d, p)) in slope.iter_mut().zip(d.iter().zip(p)) {
        *slope = d * p;
    }
    total
}

/// The part of a likelihood in which the partner left: its logarithm, and the means
/// over the moments at which it may have left.
struct Gone {
    ln: f64,
    ln_a: f64,
    per_a: f64,
    ln_b: f64,
    per_b: f64,
}

/// How far the integrand may fall within one panel of the quadrature.
const FALL: f64 = 9.0;
const PANELS_MAX: f64 = 64.0;

/// None when there is no time in which the partner could have left.
fn gone([_, alpha, s, beta]: [f64; 4], power: f64, from: f64, to: f64) -> Option<Gone> {
    let least = alpha.min(beta);
    let (low, high) = (ln(least + from), ln(least + to));
    if high <= low {
        return None;
    }
    // In v = ln(least + time) the integrand's nearest singularity is π away.
    let ends = [ln(alpha + from), ln(beta + from)];
    let fall = power * (ln(alpha + to) - ends[0]) + (s + 1.0) * (ln(beta + to) - ends[1]);
    let panels = libm::ceil(fall / FALL).max(libm::ceil((high - low) / 2.0)).clamp(1.0, PANELS_MAX);
    let width = (high - low) / panels;
    let places = match (fall / panels).max(2.5 * width) {
        most if most < 2.0 => 6,
        most if most < 6.0 => 10,
        _ => 16,
    };
    // The integrand is largest at its beginning.
    let height = -power * ends[0] - (s + 1.0) * ends[1];
    let mut sum = [0.0f64; 5];
    for panel in 0..panels as usize {
        let middle = low + (panel as f64 + 0.5) * width;
        for (x, weight) in nodes(places) {
            let v = middle + 0.5 * width * x;
            let since = exp(v);
            let (a, b) = (since - least + alpha, since - least + beta);
            let (ln_a, ln_b) = if alpha < beta { (v, ln(b)) } else { (ln(a), v) };
            let part = weight * since * exp(-power * ln_a - (s + 1.0) * ln_b - height);
            sum[0] += part;
            sum[1] += part * ln_a;
            sum[2] += part / a;
            sum[3] += part * ln_b;
            sum[4] += part / b;
        }
    }
    let [all, ln_a, per_a, ln_b, per_b] = sum;
    Some(Gone {
        ln: height + ln(0.5 * width * all * s),
        ln_a: ln_a / all,
        per_a: per_a / all,
        ln_b: ln_b / all,
        per_b: per_b / all,
    })
}

/// The chance that a partner is still there.
pub fn alive(p: [f64; 4], x: u32, recency: f64, age: f64) -> f64 {
    let [r, alpha, s, beta] = p;
    let power = r + f64::from(x);
    let there = -power * ln(alpha + age) - s * ln(beta + age);
    match gone(p, power, recency, age) {
        None => 1.0,
        Some(gone) => exp(there - ln_add(there, gone.ln)),
    }
}

/// The orders expected within `horizon` of a partner that is still there.
pub fn orders_if_alive(p: [f64; 4], x: u32, age: f64, horizon: f64) -> f64 {
    let [r, alpha, s, beta] = p;
    let span = libm::log1p(horizon / (beta + age));
    let fall = (s - 1.0) * span;
    // (1 - e^-fall) / (s - 1), also where s is 1.
    let time = if fall == 0.0 { span } else { -libm::expm1(-fall) / fall * span };
    (r + f64::from(x)) / (alpha + age) * (beta + age) * time
}
