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
///
/// All partners may leave at one rate, or order at one: then `s` and `beta`, or `r` and
/// `alpha`, run off together. So times are taken in units of `alpha` and `beta`, and no
/// sum holds the logarithm of one of these times the other.
pub fn value(rows: &Rows, at: &[f64], slope: &mut [f64]) -> f64 {
    let own = Own::new([at[0], at[1], at[2], at[3]]);
    let [r, _, s, _] = own.p;
    let mut d = [0.0f64; 4];
    let (mut total, mut start) = (0.0, 0);
    let (mut rising, mut by_r, mut known) = (0.0, 0.0, 0);
    for &(x, partners, end) in &rows.groups {
        while known < x {
            rising += ln(r + f64::from(known)) - at[1];
            by_r += 1.0 / (r + f64::from(known));
            known += 1;
        }
        total += partners * rising;
        d[0] += partners * by_r;
        d[1] -= partners * f64::from(x);
        let power = r + f64::from(x);
        for row in &rows.rows[start..end] {
            let weight = row.partners as f64;
            let end = own.at(row.age);
            let there = -power * end.ln_a - s * end.ln_b;
            let Some((height, gone)) = own.gone(power, row.recency, row.age) else {
                total += weight * there;
                d[0] -= weight * end.ln_a;
                d[1] += weight * power * end.of_a;
                d[2] -= weight * end.ln_b;
                d[3] += weight * s * end.of_b;
                continue;
            };
            let both = ln_add(there, height);
            let share = exp(height - both);
            let mix = |gone: f64, there: f64| weight * (share * gone + (1.0 - share) * there);
            total += weight * both;
            d[0] -= mix(gone.ln_a, end.ln_a);
            d[1] += power * mix(gone.of_a, end.of_a);
            d[2] -= mix(gone.ln_b - 1.0 / s, end.ln_b);
            d[3] += mix((s + 1.0) * gone.of_b - 1.0, s * end.of_b);
        }
        start = end;
    }
    slope.copy_from_slice(&[d[0] * r, d[1], d[2] * s, d[3]]);
    total
}

/// The parameters with their logarithms.
struct Own {
    p: [f64; 4],
    logs: [f64; 4],
}

/// A moment in units of `alpha` and `beta`: `ln(1 + time / alpha)` and
/// `time / (alpha + time)`, or their means.
#[derive(Clone, Copy)]
struct Moment {
    ln_a: f64,
    of_a: f64,
    ln_b: f64,
    of_b: f64,
}

/// How far the integrand may fall within one panel of the quadrature.
const FALL: f64 = 9.0;
const PANELS_MAX: f64 = 64.0;
/// Below this part of a scale, one more the time on it is not told from one.
const SMALL: f64 = 1e-3;

/// `ln(1 + time / scale)`.
fn ln_over(time: f64, scale: f64, ln_scale: f64) -> f64 {
    if time < SMALL * scale { libm::log1p(time / scale) } else { ln(scale + time) - ln_scale }
}

impl Own {
    fn new(logs: [f64; 4]) -> Self {
        Self { p: logs.map(exp), logs }
    }

    fn at(&self, time: f64) -> Moment {
        let [_, alpha, _, beta] = self.p;
        Moment {
            ln_a: ln_over(time, alpha, self.logs[1]),
            of_a: time / (alpha + time),
            ln_b: ln_over(time, beta, self.logs[3]),
            of_b: time / (beta + time),
        }
    }

    /// The part of a likelihood in which the partner left: its logarithm, and the means
    /// over the moments at which it may have left. None when there is no such time.
    fn gone(&self, power: f64, from: f64, to: f64) -> Option<(f64, Moment)> {
        let [_, alpha, s, beta] = self.p;
        let least = alpha.min(beta);
        // In v = ln(least + time) the integrand's nearest singularity is π away. Where
        // `least` is long against the time, it is far away in the time itself.
        let even = to < SMALL * least;
        let (low, high) = if even { (from, to) } else { (ln(least + from), ln(least + to)) };
        if high <= low {
            return None;
        }
        let (first, last) = (self.at(from), self.at(to));
        let height = -power * first.ln_a - (s + 1.0) * first.ln_b;
        let fall = power * (last.ln_a - first.ln_a) + (s + 1.0) * (last.ln_b - first.ln_b);
        let length = if even { 0.0 } else { high - low };
        let panels = libm::ceil(fall / FALL).max(libm::ceil(length / 2.0)).clamp(1.0, PANELS_MAX);
        let width = (high - low) / panels;
        let places = match (fall / panels).max(2.5 * length / panels) {
            most if most < 2.0 => 6,
            most if most < 6.0 => 10,
            _ => 16,
        };
        let [_, ln_alpha, _, ln_beta] = self.logs;
        let (mut all, mut mean) = (0.0, Moment { ln_a: 0.0, of_a: 0.0, ln_b: 0.0, of_b: 0.0 });
        for panel in 0..panels as usize {
            let middle = low + (panel as f64 + 0.5) * width;
            for (x, weight) in nodes(places) {
                let v = middle + 0.5 * width * x;
                let (time, since) = if even {
                    (v, 1.0)
                } else {
                    let since = exp(v);
                    (since - least, since)
                };
                let (ln_a, ln_b) = if even {
                    (ln_over(time, alpha, ln_alpha), ln_over(time, beta, ln_beta))
                } else if alpha < beta {
                    (v - ln_alpha, ln_over(time, beta, ln_beta))
                } else {
                    (ln_over(time, alpha, ln_alpha), v - ln_beta)
                };
                // The integrand is largest at its beginning.
                let part = weight * since * exp(-power * ln_a - (s + 1.0) * ln_b - height);
                all += part;
                mean.ln_a += part * ln_a;
                mean.of_a += part * time / (alpha + time);
                mean.ln_b += part * ln_b;
                mean.of_b += part * time / (beta + time);
            }
        }
        let mean = Moment {
            ln_a: mean.ln_a / all,
            of_a: mean.of_a / all,
            ln_b: mean.ln_b / all,
            of_b: mean.of_b / all,
        };
        Some((height + ln(0.5 * width * all) + self.logs[2] - ln_beta, mean))
    }
}

/// The chance that a partner is still there.
pub fn alive(p: [f64; 4], x: u32, recency: f64, age: f64) -> f64 {
    let own = Own { p, logs: p.map(ln) };
    let power = p[0] + f64::from(x);
    let end = own.at(age);
    let there = -power * end.ln_a - p[2] * end.ln_b;
    match own.gone(power, recency, age) {
        None => 1.0,
        Some((gone, _)) => exp(there - ln_add(there, gone)),
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
