//! The rivals' likelihoods on one tail: what each gives to each distinct value.
//!
//! Lognormal, stretched exponential and cut-off law all have the power law as a
//! limit. Where the likelihood only rises towards that limit there is no best fit,
//! and the rival says no more than the power law does: then `None` is given.

use super::counted;
use super::options::TailKind;
use super::sample::Sample;
use super::scan::Tail;
use crate::numeric::{
    Climb, climb_from, exp, gauss, line_max, ln, ln_upper_tail, mills_gap, zeta_tail,
};

/// One tail: distinct values with how often each occurs.
pub struct Values {
    pub kind: TailKind,
    pub xmin: f64,
    pub value: Vec<f64>,
    pub count: Vec<f64>,
    /// `ln(value / xmin)`.
    pub log: Vec<f64>,
    pub n: f64,
}

/// The parameters of a fitted shape and the logarithm of what it gives each value.
pub struct Shape {
    pub parameters: Vec<(&'static str, f64)>,
    pub ln_density: Vec<f64>,
}

impl Values {
    pub fn new(sample: &Sample, tail: &Tail, kind: TailKind) -> Self {
        let places = tail.start..sample.values.len();
        let xmin = sample.values[tail.start];
        Self {
            kind,
            xmin,
            value: sample.values[places.clone()].to_vec(),
            count: places.clone().map(|at| sample.count(at) as f64).collect(),
            log: places.map(|at| sample.logs[at] - sample.logs[tail.start]).collect(),
            n: tail.len(sample) as f64,
        }
    }

    pub fn sum(&self, each: impl Fn(usize) -> f64) -> f64 {
        self.count.iter().enumerate().map(|(at, count)| count * each(at)).sum()
    }

    pub(super) fn shape(
        &self,
        parameters: Vec<(&'static str, f64)>,
        ln_density: impl Fn(usize) -> f64,
    ) -> Shape {
        Shape { parameters, ln_density: (0..self.value.len()).map(ln_density).collect() }
    }

    /// The power law itself.
    pub fn power_law(&self, alpha: f64) -> Shape {
        let norm = match self.kind {
            TailKind::Continuous => ln((alpha - 1.0) / self.xmin),
            TailKind::Discrete => -ln(zeta_tail(alpha, self.xmin)) - alpha * ln(self.xmin),
        };
        self.shape(vec![("alpha", alpha)], |at| norm - alpha * self.log[at])
    }

    /// The exponential law; of counts the geometric one.
    pub fn exponential(&self) -> Option<Shape> {
        let excess = self.sum(|at| self.value[at] - self.xmin) / self.n;
        let (rate, norm) = match self.kind {
            TailKind::Continuous => (1.0 / excess, -ln(excess)),
            TailKind::Discrete => {
                let rate = libm::log1p(1.0 / excess);
                (rate, ln(-libm::expm1(-rate)))
            }
        };
        let density = |at: usize| norm - rate * (self.value[at] - self.xmin);
        Some(self.shape(vec![("lambda", rate)], density))
    }

    pub fn lognormal(&self) -> Option<Shape> {
        match self.kind {
            TailKind::Continuous => self.lognormal_measured(),
            TailKind::Discrete => counted::lognormal(self),
        }
    }

    /// The normal law of the logarithms above `ln xmin`, found by its two moments:
    /// with `h` the start in standard deviations above the mean, the ratio of the
    /// second moment to the square of the first rises with `h` from 1 to 2. A ratio of
    /// 2, which the power law has, is met by none.
    fn lognormal_measured(&self) -> Option<Shape> {
        let first = self.sum(|at| self.log[at]) / self.n;
        let second = self.sum(|at| self.log[at] * self.log[at]) / self.n;
        let h = normal_start(second / (first * first))?;
        let gap = mills_gap(h);
        let sigma = first / gap;
        let mu = ln(self.xmin) - h * sigma;
        let norm = -ln(sigma) - ln(self.xmin);
        let density = |at: usize| {
            let z = self.log[at] / sigma;
            // ln of φ(h + z) / Q(h), without the two large parts that cancel.
            norm + ln_hazard(h, gap) - h * z - 0.5 * z * z - self.log[at]
        };
        Some(self.shape(vec![("mu", mu), ("sigma", sigma)], density))
    }

    pub fn stretched_exponential(&self) -> Option<Shape> {
        match self.kind {
            TailKind::Continuous => self.stretched_measured(),
            TailKind::Discrete => counted::stretched_exponential(self),
        }
    }

    /// Weibull's law above `xmin`: for each `beta` the best scale is known, so one
    /// number is searched.
    fn stretched_measured(&self) -> Option<Shape> {
        let first = self.sum(|at| self.log[at]) / self.n;
        let rise = |beta: f64| self.sum(|at| libm::expm1(beta * self.log[at])) / self.n;
        let profile = |log: f64| log - ln(rise(exp(log))) + exp(log) * first;
        let (log, _) = line_max(STRETCH.0, STRETCH.1, profile);
        if log < STRETCH.0 + 0.1 {
            return None;
        }
        let (beta, scale) = (exp(log), 1.0 / rise(exp(log)));
        let density = |at: usize| {
            ln(beta * scale / self.xmin) + (beta - 1.0) * self.log[at]
                - scale * libm::expm1(beta * self.log[at])
        };
        Some(self.shape(stretched(beta, scale, self.xmin), density))
    }

    /// The power law with an exponential cut-off.
    pub fn truncated_power_law(&self, alpha: f64) -> Option<Shape> {
        let first = self.sum(|at| self.log[at]) / self.n;
        let mean = self.sum(|at| self.value[at]) / self.n / self.xmin;
        // The rate is in units of 1/xmin; its logarithm is searched.
        let norm = |alpha: f64, rate: f64| match self.kind {
            TailKind::Continuous => ln_cut_off(alpha, rate),
            TailKind::Discrete => ln_cut_off_sum(alpha, rate, self.xmin),
        };
        let mut value = |p: &[f64]| {
            let rate = exp(p[1]);
            self.n * (-p[0] * first - rate * mean - norm(p[0], rate))
        };
        let starts: Vec<Vec<f64>> = [1.0, 0.1, 0.01]
            .iter()
            .flat_map(|part| [vec![alpha, ln(part / mean)], vec![0.5 * alpha, ln(part / mean)]])
            .collect();
        let (at, inside) = climb_by_differences(&mut value, &starts, (-BOUND, BOUND))?;
        let (alpha, rate) = (at[0], exp(at[1]));
        let norm =
            norm(alpha, rate) + if self.kind == TailKind::Continuous { ln(self.xmin) } else { 0.0 };
        let density = |at: usize| -alpha * self.log[at] - rate * self.value[at] / self.xmin - norm;
        let parameters = vec![("alpha", alpha), ("lambda", rate / self.xmin)];
        inside.then(|| self.shape(parameters, density))
    }
}

/// Parameters that are searched as they are or by their logarithm stay within this.
pub(super) const BOUND: f64 = 25.0;
/// The logarithms of the least and largest `beta`.
pub(super) const STRETCH: (f64, f64) = (-8.0, 3.0);

/// `exp(-(lambda x)^beta)` from the scale in units of the start.
pub(super) fn stretched(beta: f64, scale: f64, start: f64) -> Vec<(&'static str, f64)> {
    vec![("lambda", exp(ln(scale) / beta) / start), ("beta", beta)]
}

/// The logarithm of φ(h)/Q(h); `gap` is that less `h`.
fn ln_hazard(h: f64, gap: f64) -> f64 {
    if h > 0.0 {
        return ln(h + gap);
    }
    -0.5 * h * h - 0.5 * ln(2.0 * std::f64::consts::PI) - ln_upper_tail(h)
}

/// The start of a normal law, in standard deviations above its mean, whose excesses
/// have this ratio of the second moment to the square of the first.
pub(super) fn normal_start(ratio: f64) -> Option<f64> {
    const FAR: f64 = 1e3;
    let at = |h: f64| {
        let gap = mills_gap(h);
        if h < 2.5 { (1.0 - h * gap) / (gap * gap) } else { (1.0 / gap - h) / gap }
    };
    if ratio.is_nan() || ratio >= at(FAR) {
        return None;
    }
    let (mut low, mut high) = (-1e4, FAR);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if at(middle) < ratio {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// The peak of a function with its slopes, and whether it lies off the bounds.
pub(super) fn climb_inside(
    f: Climb<'_>,
    starts: &[Vec<f64>],
    bounds: (f64, f64),
) -> Option<(Vec<f64>, bool)> {
    let peak = climb_from(f, starts, bounds, 1e-12)?;
    let inside = peak.at.iter().all(|x| *x > bounds.0 + 0.1 && *x < bounds.1 - 0.1);
    Some((peak.at, inside))
}

/// The same of a function of which the slopes are not known.
fn climb_by_differences(
    value: &mut dyn FnMut(&[f64]) -> f64,
    starts: &[Vec<f64>],
    bounds: (f64, f64),
) -> Option<(Vec<f64>, bool)> {
    const WIDTH: f64 = 1e-5;
    let mut f = |at: &[f64], slope: &mut [f64]| {
        for i in 0..at.len() {
            let mut beside = at.to_vec();
            beside[i] = at[i] + WIDTH;
            let up = value(&beside);
            beside[i] = at[i] - WIDTH;
            slope[i] = (up - value(&beside)) / (2.0 * WIDTH);
        }
        value(at)
    };
    climb_inside(&mut f, starts, bounds)
}

/// The logarithm of `∫ t^-alpha e^(-rate t) dt` from 1 on.
pub fn ln_cut_off(alpha: f64, rate: f64) -> f64 {
    // In u = ln t; where both parts have fallen by e^-700 there is nothing left.
    let by_rate = ln(1.0 + (700.0 + 60.0 * (1.0 - alpha).max(0.0)) / rate);
    let end = if alpha > 1.0 { by_rate.min(700.0 / (alpha - 1.0)) } else { by_rate };
    // The largest exponent, to keep the sum within range.
    let top = if alpha < 1.0 { ln(((1.0 - alpha) / rate).max(1.0)) } else { 0.0 };
    let exponent = |u: f64| (1.0 - alpha) * u - rate * exp(u);
    let height = exponent(top);
    let panels = libm::ceil(end / 0.5).max(4.0);
    let width = end / panels;
    let panel = |k: usize| {
        let from = k as f64 * width;
        gauss(from, from + width, 10, |u| exp(exponent(u) - height))
    };
    height + ln((0..panels as usize).map(panel).sum::<f64>())
}

/// The same summed over whole numbers from `xmin` on, in units of `xmin`: the first
/// terms one by one, the others by Euler and Maclaurin.
pub fn ln_cut_off_sum(alpha: f64, rate: f64, xmin: f64) -> f64 {
    const TERMS: usize = 60;
    let per_unit = rate / xmin;
    let term = |k: f64| exp(-alpha * ln(k / xmin) - per_unit * (k - xmin));
    let start = xmin + TERMS as f64;
    let first: f64 = (0..TERMS).map(|k| term(xmin + k as f64)).sum();
    let last = term(start);
    // f'/f, from which the third derivative is close enough.
    let fall = -(alpha / start + per_unit);
    let curve = alpha / (start * start);
    let third = fall * fall * fall + 3.0 * fall * curve - 2.0 * curve / start;
    let ends = last * (0.5 - fall / 12.0 + third / 720.0);
    let scale = start / xmin;
    let integral = exp(ln_cut_off(alpha, rate * scale) + (1.0 - alpha) * ln(scale) + rate) * xmin;
    ln(first + integral + ends) - rate
}
