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
    let moments: Vec<Moment> = rows.times.iter().map(|time| own.at(*time)).collect();
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
        for (row, (first, last)) in rows.rows[start..end].iter().zip(&rows.places[start..end]) {
            let weight = row.partners as f64;
            let end = moments[*last];
            let there = -power * end.ln_a - s * end.ln_b;
            let Some((height, gone)) = own.gone(power, moments[*first], end) else {
                total += weight * there;
                d[0] -= weight * end.ln_a;
                d[1] += weight * power * end.of_a;
                d[2] -= weight * end.ln_b;
                d[3] += weight * s * end.of_b;
                continue;
            };
            // What the smaller of the two is of the larger.
            let part = exp(-(height - there).abs());
            let both = there.max(height) + libm::log1p(part);
            let share = if height > there { 1.0 } else { part } / (1.0 + part);
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

/// A moment, also in units of `alpha` and `beta`: `ln(1 + time / alpha)` and
/// `time / (alpha + time)`; or the means over moments.
#[derive(Clone, Copy)]
struct Moment {
    time: f64,
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
            time,
            ln_a: ln_over(time, alpha, self.logs[1]),
            of_a: time / (alpha + time),
            ln_b: ln_over(time, beta, self.logs[3]),
            of_b: time / (beta + time),
        }
    }

    /// The part of a likelihood in which the partner left: its logarithm, and the means
    /// over the moments at which it may have left. None when there is no such time.
    fn gone(&self, power: f64, first: Moment, last: Moment) -> Option<(f64, Moment)> {
        let [_, alpha, s, beta] = self.p;
        let [_, ln_alpha, _, ln_beta] = self.logs;
        let least = alpha.min(beta);
        // In v = ln(1 + time / least) the integrand's nearest singularity is π away. Where
        // `least` is long against the time, it is far away in the time itself.
        let even = last.time < SMALL * least;
        let (low, high) = match (even, alpha < beta) {
            (true, _) => (first.time, last.time),
            (false, true) => (first.ln_a, last.ln_a),
            (false, false) => (first.ln_b, last.ln_b),
        };
        if high <= low {
            return None;
        }
        let height = -power * first.ln_a - (s + 1.0) * first.ln_b;
        let fall = power * (last.ln_a - first.ln_a) + (s + 1.0) * (last.ln_b - first.ln_b);
        let length = if even { 0.0 } else { high - low };
        let panels = libm::ceil(fall / FALL).max(libm::ceil(length / 2.0)).clamp(1.0, PANELS_MAX);
        let width = (high - low) / panels;
        let places = match (fall / panels).max(2.5 * length / panels) {
            most if most < 0.2 => 4,
            most if most < 1.0 => 6,
            most if most < 3.0 => 8,
            most if most < 6.0 => 10,
            _ => 16,
        };
        let (mut all, mut mean) =
            (0.0, Moment { time: 0.0, ln_a: 0.0, of_a: 0.0, ln_b: 0.0, of_b: 0.0 });
        for panel in 0..panels as usize {
            let middle = low + (panel as f64 + 0.5) * width;
            for (x, weight) in nodes(places) {
                let v = middle + 0.5 * width * x;
                let since = if even { 1.0 } else { exp(v) };
                let time = if even { v } else { least * (since - 1.0) };
                let (ln_a, ln_b) = match (even, alpha < beta) {
                    (true, _) => (ln_over(time, alpha, ln_alpha), ln_over(time, beta, ln_beta)),
                    (false, true) => (v, ln_over(time, beta, ln_beta)),
                    (false, false) => (ln_over(time, alpha, ln_alpha), v),
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
            time: 0.0,
            ln_a: mean.ln_a / all,
            of_a: mean.of_a / all,
            ln_b: mean.ln_b / all,
            of_b: mean.of_b / all,
        };
        let unit = if even { 0.0 } else { ln_alpha.min(ln_beta) };
        Some((height + ln(0.5 * width * all) + unit + self.logs[2] - ln_beta, mean))
    }
}

/// The chance that a partner is still there.
pub fn alive(p: [f64; 4], x: u32, recency: f64, age: f64) -> f64 {
    let own = Own { p, logs: p.map(ln) };
    let power = p[0] + f64::from(x);
    let end = own.at(age);
    let there = -power * end.ln_a - p[2] * end.ln_b;
    match own.gone(power, own.at(recency), end) {
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
