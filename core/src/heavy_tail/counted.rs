//! Lognormal and stretched exponential of counts: a count has the share between half a
//! unit below it and half a unit above.

use super::shapes::{BOUND, STRETCH, Shape, Values, climb_inside, normal_start, stretched};
use crate::numeric::{exp, ln, ln_upper_tail, mills_gap};

/// The unit of each count, by logarithms above the least edge, which is half a unit
/// below the start of the tail.
struct Cells<'a> {
    values: &'a Values,
    edge: f64,
    lower: Vec<f64>,
    /// How far the ends lie apart; not by their difference, of which large counts leave
    /// a few digits only.
    width: Vec<f64>,
    middle: Vec<f64>,
}

impl<'a> Cells<'a> {
    fn new(values: &'a Values) -> Self {
        let edge = ln(values.xmin - 0.5);
        let lower: Vec<f64> = values.value.iter().map(|k| ln(k - 0.5) - edge).collect();
        let width: Vec<f64> = values.value.iter().map(|k| libm::log1p(1.0 / (k - 0.5))).collect();
        let middle = lower.iter().zip(&width).map(|(low, width)| low + 0.5 * width).collect();
        Self { values, edge, lower, width, middle }
    }

    /// The log-likelihood of a normal law of the logarithms that starts `p[0]` standard
    /// deviations above its mean and has a mean excess of `e^p[1]`, with its slopes.
    /// By the mean excess and not by sigma: at the best fit it hardly depends on the start.
    fn normal(&self, p: &[f64], slope: &mut [f64]) -> f64 {
        let (h, gap, sigma) = (p[0], mills_gap(p[0]), sigma(p));
        let n = self.values.n;
        let (mut total, mut by_start, mut by_sigma) = (0.0, 0.0, 0.0);
        for (at, count) in self.values.count.iter().enumerate() {
            let cell = self.normal_cell(at, h, sigma);
            total += count * cell.ln;
            by_start += count * cell.by_start;
            by_sigma += count * cell.by_sigma;
        }
        // The slope of the gap is `(h + gap) gap - 1`.
        slope[0] = by_start + n * (h + gap) - by_sigma * sigma * (h + gap - 1.0 / gap);
        slope[1] = by_sigma * sigma;
        total - n * ln_upper_tail(h)
    }

    fn normal_cell(&self, at: usize, h: f64, sigma: f64) -> NormalCell {
        NormalCell::new(h, self.lower[at], self.width[at], sigma)
    }

    /// The scale of the stretched exponential in units of the start, and the slope of
    /// its logarithm by `beta = e^p[0]`. `e^p[1]` is its ratio to the best scale of
    /// measured values, from which that of counts hardly differs.
    fn scale(&self, p: &[f64]) -> (f64, f64) {
        let (beta, mut all, mut by_beta) = (exp(p[0]), 0.0, 0.0);
        for (middle, count) in self.middle.iter().zip(&self.values.count) {
            let rise = libm::expm1(beta * middle);
            all += count * rise;
            by_beta += count * middle * (1.0 + rise);
        }
        (exp(p[1]) * self.values.n / all, -by_beta / all)
    }

    /// The log-likelihood of the stretched exponential, with its slopes.
    fn stretched(&self, p: &[f64], slope: &mut [f64]) -> f64 {
        let (beta, (scale, scale_by_beta)) = (exp(p[0]), self.scale(p));
        let (mut total, mut by_beta, mut by_scale) = (0.0, 0.0, 0.0);
        for (at, count) in self.values.count.iter().enumerate() {
            let cell = self.stretched_cell(at, beta, scale);
            total += count * cell.ln;
            by_beta += count * cell.by_beta;
            by_scale += count * cell.by_scale;
        }
        (slope[0], slope[1]) = (beta * (by_beta + by_scale * scale_by_beta), by_scale);
        total
    }

    fn stretched_cell(&self, at: usize, beta: f64, scale: f64) -> StretchedCell {
        let (low, width) = (self.lower[at], self.width[at]);
        let (rise, over) = (libm::expm1(beta * low), libm::expm1(beta * width));
        let fall = scale * (1.0 + rise) * over;
        let gone = -libm::expm1(-fall);
        // What the logarithm gains as `fall` grows.
        let gain = (1.0 - gone) / gone;
        let steeper = scale * (1.0 + rise) * (low * over + width * (1.0 + over));
        StretchedCell {
            ln: ln(gone) - scale * rise,
            by_beta: gain * steeper - scale * low * (1.0 + rise),
            by_scale: gain * fall - scale * rise,
        }
    }
}

pub fn lognormal(values: &Values) -> Option<Shape> {
    let cells = Cells::new(values);
    let first = values.sum(|at| cells.middle[at]) / values.n;
    let second = values.sum(|at| cells.middle[at] * cells.middle[at]) / values.n;
    // Where the best fit of measured values is, that of counts is near; the ridge it
    // lies on is too flat to be walked from afar.
    let near = normal_start(second / (first * first));
    let starts = near.into_iter().chain([-2.0, 0.0, 1.0, 3.0, 8.0]);
    let starts: Vec<Vec<f64>> = starts.map(|h| vec![h, ln(first)]).collect();
    let mut value = |p: &[f64], slope: &mut [f64]| cells.normal(p, slope);
    let (at, inside) = climb_inside(&mut value, &starts, (-BOUND, BOUND))?;
    let (h, sigma) = (at[0], sigma(&at));
    let parameters = vec![("mu", cells.edge - h * sigma), ("sigma", sigma)];
    let all = ln_upper_tail(h);
    inside.then(|| values.shape(parameters, |at| cells.normal_cell(at, h, sigma).ln - all))
}

fn sigma(p: &[f64]) -> f64 {
    exp(p[1]) / mills_gap(p[0])
}

pub fn stretched_exponential(values: &Values) -> Option<Shape> {
    let cells = Cells::new(values);
    let starts = [0.02, 0.1, 0.3, 1.0].map(|beta: f64| vec![ln(beta), 0.0]);
    let mut value = |p: &[f64], slope: &mut [f64]| cells.stretched(p, slope);
    let (at, _) = climb_inside(&mut value, &starts, (-BOUND, BOUND))?;
    let (beta, (scale, _)) = (exp(at[0]), cells.scale(&at));
    let inside = at[0] > STRETCH.0 + 0.1;
    let parameters = stretched(beta, scale, values.xmin - 0.5);
    inside.then(|| values.shape(parameters, |at| cells.stretched_cell(at, beta, scale).ln))
}

/// The logarithm of the share of a Weibull law in one cell, with its slopes by `beta`
/// and by the logarithm of the scale.
struct StretchedCell {
    ln: f64,
    by_beta: f64,
    by_scale: f64,
}

/// The logarithm of the share of a normal law in one cell, with its slopes by the start
/// of the law and by sigma.
struct NormalCell {
    ln: f64,
    by_start: f64,
    by_sigma: f64,
}

impl NormalCell {
    /// The cell that begins `low` above the start `h` of the law. A narrow one is the
    /// density in its middle, corrected for its bend: as a difference of two tails it
    /// would be noise, in which no slope is seen.
    fn new(h: f64, low: f64, width: f64, sigma: f64) -> Self {
        const NARROW: f64 = 1e-3;
        let half_ln_tau = 0.5 * ln(2.0 * std::f64::consts::PI);
        let (from, wide) = (h + low / sigma, width / sigma);
        let middle = from + 0.5 * wide;
        if wide * (1.0 + middle.abs()) < NARROW {
            let bend = (middle * middle - 1.0) * wide * wide / 24.0;
            let by_middle = middle * (wide * wide / 12.0 / (1.0 + bend) - 1.0);
            let by_ln_width = 1.0 + 2.0 * bend / (1.0 + bend);
            return Self {
                ln: -0.5 * middle * middle - half_ln_tau + ln(wide) + libm::log1p(bend),
                by_start: by_middle,
                by_sigma: -(by_middle * (middle - h) + by_ln_width) / sigma,
            };
        }
        let to = from + wide;
        let above = ln_upper_tail(from);
        let ln = above + ln(-libm::expm1(ln_upper_tail(to) - above));
        // The densities at both ends over the share between them.
        let [first, last] = [from, to].map(|end| exp(-0.5 * end * end - half_ln_tau - ln));
        Self {
            ln,
            by_start: last - first,
            by_sigma: (first * (from - h) - last * (to - h)) / sigma,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::TailKind;
    use super::*;

    #[test]
    fn slopes_are_those_of_differences() {
        for (xmin, step) in [(1.0, 1.0), (7.0, 3.0), (2_000.0, 900.0)] {
            let value: Vec<f64> = (0..40).map(|k| xmin + step * f64::from(k * k)).collect();
            let count: Vec<f64> = (0..40).map(|k| f64::from(1 + 300 / (k * k + 1))).collect();
            let n = count.iter().sum();
            let values = Values {
                kind: TailKind::Discrete,
                xmin,
                log: value.iter().map(|x| ln(x / xmin)).collect(),
                value,
                count,
                n,
            };
            let cells = Cells::new(&values);
            type Likelihood<'a> = &'a dyn Fn(&[f64], &mut [f64]) -> f64;
            let laws: [(&str, Likelihood<'_>, [[f64; 2]; 4]); 2] = [
                (
                    "normal",
                    &|p, slope| cells.normal(p, slope),
                    [[-2.0, 0.3], [0.5, -0.2], [3.0, 0.1], [8.5, 0.4]],
                ),
                (
                    "stretched",
                    &|p, slope| cells.stretched(p, slope),
                    [[-3.0, 0.1], [-1.0, -0.3], [-0.5, 0.4], [-5.0, 0.0]],
                ),
            ];
            for (name, law, places) in laws {
                for at in places {
                    let mut slope = [0.0; 2];
                    law(&at, &mut slope);
                    for i in 0..2 {
                        let side = |width: f64| {
                            let mut beside = at;
                            beside[i] += width;
                            law(&beside, &mut [0.0; 2])
                        };
                        let rough = (side(1e-5) - side(-1e-5)) / 2e-5;
                        let off = (slope[i] - rough).abs() / (n + rough.abs());
                        assert!(off < 1e-7, "{name} {xmin} {at:?} {i}: {} {rough}", slope[i]);
                    }
                }
            }
        }
    }
}
