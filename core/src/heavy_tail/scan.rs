//! The start of the tail: where the fitted law and the values are closest.

use super::options::{PowerLawOptions, Repeats, TailKind};
use super::sample::Sample;
use crate::numeric::{exp, ln, zeta, zeta_tail};

/// A law fitted from one of the distinct values on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// The place of the start among the distinct values.
    pub start: usize,
    pub alpha: f64,
    pub distance: f64,
}

impl Tail {
    /// How many values the tail has.
    pub fn len(&self, sample: &Sample) -> u64 {
        sample.len() - sample.below[self.start]
    }

    /// The standard error of the exponent, from the curvature of the likelihood.
    pub fn alpha_error(&self, sample: &Sample, kind: TailKind) -> f64 {
        let n = self.len(sample) as f64;
        match kind {
            TailKind::Continuous => (self.alpha - 1.0) / libm::sqrt(n),
            TailKind::Discrete => {
                let z = zeta(self.alpha, sample.values[self.start]);
                let slope = z.slope / z.value;
                1.0 / libm::sqrt(n * (z.curve / z.value - slope * slope))
            }
        }
    }
}

/// Candidates that are looked at first, spread over all, so that most of the others
/// are seen to be farther off at their first value.
const SCOUTS: usize = 32;

/// The tail with the smallest distance; of equals the longest. None when fewer than
/// two values differ. The largest value alone is no candidate.
pub fn scan(sample: &Sample, options: &PowerLawOptions) -> Option<Tail> {
    let candidates = sample.logs.len().checked_sub(1)?;
    let stride = candidates.div_ceil(SCOUTS).max(1);
    let scouts = (0..candidates).step_by(stride);
    let others = (0..candidates).filter(|at| at % stride != 0);
    let mut best: Option<Tail> = None;
    let mut guess = Guess { alpha: 2.0, worst: 0 };
    for start in scouts.chain(others) {
        let bound = best.map_or(f64::INFINITY, |tail| tail.distance);
        let Some(tail) = tail_within(sample, start, bound, options, &mut guess) else { continue };
        let better = |best: Tail| {
            tail.distance < best.distance || tail.distance == best.distance && start < best.start
        };
        if best.is_none_or(better) {
            best = Some(tail);
        }
    }
    best
}

/// The tail from one value on, whatever its distance.
pub fn tail_at(sample: &Sample, start: usize, options: &PowerLawOptions) -> Option<Tail> {
    let mut guess = Guess { alpha: 2.0, worst: 0 };
    (sample.logs.len() > start + 1).then_some(())?;
    tail_within(sample, start, f64::INFINITY, options, &mut guess)
}

/// What the last candidate had, where the next one likely is as well.
struct Guess {
    alpha: f64,
    worst: usize,
}

fn tail_within(
    sample: &Sample,
    start: usize,
    bound: f64,
    options: &PowerLawOptions,
    guess: &mut Guess,
) -> Option<Tail> {
    let n = (sample.len() - sample.below[start]) as f64;
    let mean_log = sample.excess[start] / n;
    let each = options.repeats == Repeats::Each;
    let alpha = match options.kind {
        TailKind::Continuous => 1.0 + 1.0 / mean_log,
        TailKind::Discrete => {
            let (xmin, mean) = (sample.values[start], mean_log + sample.logs[start]);
            let exact = discrete_alpha(xmin, mean, guess.alpha);
            options.alpha_step.map_or(exact, |step| stepped(exact, step, xmin, mean))
        }
    };
    guess.alpha = alpha;
    let offset = sample.below[start];
    let share = |count: u64| (count - offset) as f64 / n;
    let found = match options.kind {
        TailKind::Continuous => {
            let steps = |at: usize| {
                let model = 1.0 - exp(-(alpha - 1.0) * (sample.logs[at] - sample.logs[start]));
                // The start that was asked for may have no value of its own.
                let last = (sample.below[at + 1]).max(sample.below[at] + 1) - 1;
                let after = if each { last } else { sample.below[at] };
                Steps { model: (model, model), seen: (share(sample.below[at]), share(after)) }
            };
            distance(start, sample.logs.len() - 1, bound, guess, steps)
        }
        TailKind::Discrete => {
            let all = zeta_tail(alpha, sample.values[start]);
            let steps = |at: usize| {
                let value = sample.values[at];
                let from = zeta_tail(alpha, value);
                let (before, seen) = (1.0 - from / all, share(sample.below[at]));
                if !each {
                    return Steps { model: (before, before), seen: (seen, seen) };
                }
                let after = before + exp(-alpha * sample.logs[at]) / all;
                Steps { model: (before, after), seen: (seen, share(sample.below[at + 1])) }
            };
            distance(start, sample.logs.len() - 1, bound, guess, steps)
        }
    };
    found.map(|distance| Tail { start, alpha, distance })
}

/// Both distributions at one distinct value: before it and at it.
#[derive(Clone, Copy)]
struct Steps {
    model: (f64, f64),
    seen: (f64, f64),
}

impl Steps {
    fn distance(self) -> f64 {
        (self.model.0 - self.seen.0).abs().max((self.model.1 - self.seen.1).abs())
    }
}

/// The largest distance over a range of distinct values; none once it exceeds the
/// bound. Both distributions only rise, so what lies between two values is bounded by
/// these two, and a stretch that cannot exceed what was found is passed over.
fn distance(
    first: usize,
    last: usize,
    bound: f64,
    guess: &mut Guess,
    steps: impl Fn(usize) -> Steps,
) -> Option<f64> {
    let mut most = 0.0f64;
    let mut worst = guess.worst;
    let mut seen = |at: usize| {
        let both = steps(at);
        let distance = both.distance();
        if distance > most {
            (most, worst) = (distance, at);
        }
        (both, most)
    };
    let hint = guess.worst.clamp(first, last);
    let mut stack = Vec::with_capacity(64);
    let (middle, _) = seen(hint);
    let (low, _) = seen(first);
    let (high, mut found) = seen(last);
    stack.push((hint, middle, last, high));
    stack.push((first, low, hint, middle));
    while let Some((from, low, to, high)) = stack.pop() {
        if found > bound {
            break;
        }
        let above = high.model.1 - low.seen.0;
        let below = high.seen.1 - low.model.0;
        if to - from < 2 || above.max(below) <= found {
            continue;
        }
        let at = from + (to - from) / 2;
        let (between, now) = seen(at);
        found = now;
        stack.push((at, between, to, high));
        stack.push((from, low, at, between));
    }
    guess.worst = worst;
    (found <= bound).then_some(found)
}

const ALPHA: (f64, f64) = (1.000_001, 60.0);

/// The exponent of counts from `xmin` on, by Newton's method: at the largest
/// likelihood the law's mean logarithm is that of the values.
fn discrete_alpha(xmin: f64, mean_log: f64, guess: f64) -> f64 {
    let (mut low, mut high) = ALPHA;
    let mut alpha = guess;
    for _ in 0..60 {
        let z = zeta(alpha, xmin);
        let slope = z.slope / z.value;
        // Positive when the exponent is still too small.
        let short = -slope - mean_log;
        if short > 0.0 {
            low = alpha;
        } else {
            high = alpha;
        }
        let curve = z.curve / z.value - slope * slope;
        let step = short / curve;
        let next = alpha + step;
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        if (next - alpha).abs() < 1e-12 * alpha {
            return next;
        }
        alpha = next;
    }
    alpha
}

/// The more likely of the two steps around an exponent.
fn stepped(exact: f64, step: f64, xmin: f64, mean_log: f64) -> f64 {
    let below = (libm::floor(exact / step) * step).max(1.0 + step);
    let above = below + step;
    let value = |alpha: f64| -ln(zeta_tail(alpha, xmin)) - alpha * mean_log;
    if value(below) >= value(above) { below } else { above }
}
