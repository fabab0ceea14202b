//! The p-value: draws of the fitted law, each refitted as the data were.

use super::options::{PowerLawOptions, TailKind};
use super::sample::Sample;
use super::scan::{Tail, scan, tail_at};
use super::stopped;
use crate::error::Error;
use crate::numeric::{Draws, Watch, ln, share_out, zeta_tail};

/// The share of draws whose distance is at least that of the data.
pub fn p_value(
    sample: &Sample,
    tail: &Tail,
    options: &PowerLawOptions,
    watch: Watch<'_>,
) -> Result<f64, Error> {
    let law = Law::new(sample, tail, options);
    let distances = share_out(
        options.draws as usize,
        options.workers,
        watch,
        || Space { sample: Sample::default(), body: Vec::new(), tail: Vec::new() },
        |space, draw| law.distance(&mut Draws::numbered(options.seed, draw as u64), space),
    );
    let distances = distances.ok_or_else(stopped)?;
    let farther = distances.iter().filter(|distance| **distance >= tail.distance).count();
    Ok(farther as f64 / f64::from(options.draws))
}

/// What draws are made of: the data below the start, the law above it.
struct Law<'a> {
    sample: &'a Sample,
    tail: &'a Tail,
    options: &'a PowerLawOptions,
    /// For each value below the start its place among the distinct ones.
    body: Vec<u32>,
    /// The shares of the law at and above `xmin`, `xmin + 1`, ...; of counts only.
    shares: Vec<f64>,
}

/// The room of one thread.
struct Space {
    sample: Sample,
    body: Vec<u64>,
    tail: Vec<f64>,
}

/// Counts up to so far above the start are drawn by table, the few above by search.
const TABLE: usize = 4_096;
/// Larger counts are not drawn: above this they are no whole numbers of their own.
const COUNT_MAX: f64 = 4_503_599_627_370_496.0;

impl<'a> Law<'a> {
    fn new(sample: &'a Sample, tail: &'a Tail, options: &'a PowerLawOptions) -> Self {
        let place = |at: usize| std::iter::repeat_n(at as u32, sample.count(at) as usize);
        let body = (0..tail.start).flat_map(place).collect();
        let shares = match options.kind {
            TailKind::Continuous => Vec::new(),
            TailKind::Discrete => {
                let xmin = sample.values[tail.start];
                let all = zeta_tail(tail.alpha, xmin);
                (0..TABLE).map(|k| zeta_tail(tail.alpha, xmin + k as f64) / all).collect()
            }
        };
        Self { sample, tail, options, body, shares }
    }

    /// The distance of one draw from its own fit.
    fn distance(&self, stream: &mut Draws, space: &mut Space) -> f64 {
        self.draw(stream, space);
        let drawn = &space.sample;
        let fit = match self.options.xmin {
            Some(_) => tail_at(drawn, 0, self.options),
            None => scan(drawn, self.options),
        };
        // A draw of equal values is its own fit.
        fit.map_or(0.0, |fit| fit.distance)
    }

    fn draw(&self, stream: &mut Draws, space: &mut Space) {
        let n = self.sample.len();
        space.body.clear();
        space.body.resize(self.tail.start, 0);
        space.tail.clear();
        for _ in 0..n {
            match self.body.get(stream.below(n) as usize) {
                Some(&at) => space.body[at as usize] += 1,
                None => space.tail.push(self.tail_value(stream)),
            }
        }
        space.tail.sort_unstable_by(f64::total_cmp);
        self.gather(space);
    }

    /// A value of the law: its logarithm where that is all a fit needs.
    fn tail_value(&self, stream: &mut Draws) -> f64 {
        match self.options.kind {
            TailKind::Continuous => {
                self.sample.logs[self.tail.start] + stream.exponential() / (self.tail.alpha - 1.0)
            }
            TailKind::Discrete => self.count(stream.uniform()),
        }
    }

    /// The largest count of which the law holds more than `share` at and above it.
    fn count(&self, share: f64) -> f64 {
        let xmin = self.sample.values[self.tail.start];
        let known = self.shares.partition_point(|above| *above > share);
        if known < TABLE {
            return xmin + (known - 1) as f64;
        }
        let all = zeta_tail(self.tail.alpha, xmin);
        let above = |k: f64| zeta_tail(self.tail.alpha, k) / all > share;
        let (mut low, mut high) = (xmin + (TABLE - 1) as f64, xmin + 2.0 * TABLE as f64);
        while high < COUNT_MAX && above(high) {
            (low, high) = (high, high * 2.0);
        }
        while high - low > 1.0 {
            let middle = libm::floor(0.5 * (low + high));
            if above(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The draw as a sample; what is below the start lies below all of its tail.
    fn gather(&self, space: &mut Space) {
        let drawn = &mut space.sample;
        let discrete = self.options.kind == TailKind::Discrete;
        drawn.clear();
        let mut seen = 0;
        for (at, count) in space.body.iter().enumerate().filter(|(_, count)| **count > 0) {
            drawn.logs.push(self.sample.logs[at]);
            drawn.below.push(seen);
            if discrete {
                drawn.values.push(self.sample.values[at]);
            }
            seen += count;
        }
        let mut last = f64::NEG_INFINITY;
        if self.options.xmin.is_some() {
            let start = self.tail.start;
            drawn.logs.push(self.sample.logs[start]);
            drawn.below.push(seen);
            last = self.sample.logs[start];
            if discrete {
                drawn.values.push(self.sample.values[start]);
                last = self.sample.values[start];
            }
        }
        for value in &space.tail {
            if *value != last {
                drawn.logs.push(if discrete { ln(*value) } else { *value });
                drawn.below.push(seen);
                if discrete {
                    drawn.values.push(*value);
                }
                last = *value;
            }
            seen += 1;
        }
        drawn.close(seen);
    }
}
