//! The BG/NBD and MBG/NBD models: orders at a rate of the partner's own, and after
//! an order the chance that it was the last.
//!
//! Rates are gamma distributed (`r`, `alpha`), chances beta distributed (`a`, `b`).
//! For whole numbers of orders the gamma and beta functions of the likelihoods are
//! products, so their logarithms are sums that lose no digit where `b` is large.

use super::rows::Rows;
use crate::numeric::{exp, gauss, hyper_2f1, ln};

/// Whether a partner can drop out right after its first order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// No (BG/NBD): one that never ordered again counts as there.
    Stays,
    /// Yes (MBG/NBD).
    MayLeave,
}

/// The log-likelihood at `(ln r, ln alpha, ln a, ln b)`, with its slopes.
pub fn value(rows: &Rows, first: First, at: &[f64], slope: &mut [f64]) -> f64 {
    let [r, alpha, a, b] = [exp(at[0]), exp(at[1]), exp(at[2]), exp(at[3])];
    let mut sums = Sums::new(first, a, b);
    let mut d = [0.0f64; 4];
    let (mut total, mut start) = (0.0, 0);
    for &(x, partners, end) in &rows.groups {
        sums.up_to(x, r, a, b);
        total += partners * (sums.rising + sums.stays + r * at[1]);
        d[0] += partners * (sums.by_r + at[1]);
        d[1] += partners * r / alpha;
        d[2] += partners * sums.by_a;
        d[3] += partners * sums.by_b;
        let power = r + f64::from(x);
        let chances = chances(first, x, b);
        for row in &rows.rows[start..end] {
            let weight = row.partners as f64;
            let end = ln(alpha + row.age);
            let mut ends = -power * end;
            let (mut by_r, mut by_alpha) = (-end, -power / (alpha + row.age));
            if let Some(chances) = chances {
                let gap = end - ln(alpha + row.recency);
                let (gone, there) = softplus(at[2] - ln(chances) + power * gap);
                ends += there;
                by_r += gone * gap;
                by_alpha += gone * power * (1.0 / (alpha + row.age) - 1.0 / (alpha + row.recency));
                d[2] += weight * gone / a;
                d[3] -= weight * gone / chances;
            }
            total += weight * ends;
            d[0] += weight * by_r;
            d[1] += weight * by_alpha;
        }
        start = end;
    }
    for (slope, (d, p)) in slope.iter_mut().zip(d.iter().zip([r, alpha, a, b])) {
        *slope = d * p;
    }
    total
}

/// The odds of having left, given the past, are `a / chances` times a power.
fn chances(first: First, x: u32, b: f64) -> Option<f64> {
    match (first, x) {
        (First::Stays, 0) => None,
        (First::Stays, x) => Some(b + f64::from(x) - 1.0),
        (First::MayLeave, x) => Some(b + f64::from(x)),
    }
}

/// `e^q / (1 + e^q)` and `ln(1 + e^q)`.
fn softplus(q: f64) -> (f64, f64) {
    if q > 0.0 {
        let small = exp(-q);
        (1.0 / (1.0 + small), q + libm::log1p(small))
    } else {
        let small = exp(q);
        (small / (1.0 + small), libm::log1p(small))
    }
}

/// Sums over the orders of a partner, taken up as the number of orders grows.
struct Sums {
    x: u32,
    first: First,
    /// `ln Γ(r+x) - ln Γ(r)` and its slope.
    rising: f64,
    by_r: f64,
    /// `ln B(a, b+x) - ln B(a, b)`, or with one more than `x`, and its slopes.
    stays: f64,
    by_a: f64,
    by_b: f64,
}

impl Sums {
    fn new(first: First, a: f64, b: f64) -> Self {
        let mut sums =
            Self { x: 0, first, rising: 0.0, by_r: 0.0, stays: 0.0, by_a: 0.0, by_b: 0.0 };
        if first == First::MayLeave {
            sums.stay(0.0, a, b);
        }
        sums
    }

    fn stay(&mut self, i: f64, a: f64, b: f64) {
        self.stays -= libm::log1p(a / (b + i));
        self.by_a -= 1.0 / (a + b + i);
        self.by_b += a / ((b + i) * (a + b + i));
    }

    fn up_to(&mut self, x: u32, r: f64, a: f64, b: f64) {
        let ahead = f64::from(u8::from(self.first == First::MayLeave));
        while self.x < x {
            let i = f64::from(self.x);
            self.rising += ln(r + i);
            self.by_r += 1.0 / (r + i);
            self.stay(i + ahead, a, b);
            self.x += 1;
        }
    }
}

/// The chance that a partner is still there.
pub fn alive(p: [f64; 4], first: First, x: u32, recency: f64, age: f64) -> f64 {
    let [r, alpha, a, b] = p;
    let Some(chances) = chances(first, x, b) else { return 1.0 };
    let gap = ln((alpha + age) / (alpha + recency));
    1.0 - softplus(ln(a) - ln(chances) + (r + f64::from(x)) * gap).0
}

/// `b` of the chance to leave of a partner that is there after `x` repeat orders.
pub fn b_after(first: First, x: u32, b: f64) -> f64 {
    b + f64::from(x) + f64::from(u8::from(first == First::MayLeave))
}

/// The orders expected within `horizon` of a partner that is still there.
///
/// The published closed form divides by `a - 1`; the integral over time of the rate
/// at which orders come holds for every `a`, and all of it is positive.
pub fn orders_if_alive(p: [f64; 4], first: First, x: u32, age: f64, horizon: f64) -> f64 {
    let [r, alpha, a, b] = p;
    let (power, stay, start) = (r + f64::from(x), b_after(first, x, b), alpha + age);
    // In v = ln(start + time) the rate is smooth, however far the horizon.
    let end = libm::log1p(horizon / start);
    let rate = |v: f64| {
        let z = -libm::expm1(-v);
        power * exp(v) * hyper_2f1(power + 1.0, stay, a + stay, z, power + 1.0)
    };
    let panels = libm::ceil(end).max(1.0);
    let width = end / panels;
    (0..panels as usize).map(|k| gauss(k as f64 * width, (k as f64 + 1.0) * width, 10, rate)).sum()
}
