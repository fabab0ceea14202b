//! The values in order, with what every fit needs of them.

use super::input;
use super::options::{PowerLawOptions, TailKind};
use crate::error::Error;
use crate::numeric::ln;

/// Counts above this are no longer whole numbers of their own in a float.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// Distinct values from below, each with what lies from there on. A fit from value
/// `i` on needs no pass over the values: `excess` has the sum it is made of.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Values below the start that was asked for; they take no part.
    pub below_start: u64,
    /// The distinct values; of draws of a continuous law empty, for only their
    /// logarithms are needed.
    pub values: Vec<f64>,
    /// Their logarithms.
    pub logs: Vec<f64>,
    /// How many values lie below each, and at the end the number of all.
    pub below: Vec<u64>,
    /// `Σ (ln x - ln value)` over all values from here on.
    pub excess: Vec<f64>,
}

impl Sample {
    /// Checks and sorts values. Also tells how many are not above zero.
    pub fn read(values: &[f64], options: &PowerLawOptions) -> Result<(Self, u64), Error> {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(input(format!(
                "value {row} is {}; expected a number that is not infinite",
                values[row]
            )));
        }
        let mut above: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
        let left_out = (values.len() - above.len()) as u64;
        if options.kind == TailKind::Discrete {
            let whole = |value: &&f64| libm::floor(**value) != **value || **value > WHOLE_MAX;
            if let Some(value) = above.iter().find(whole) {
                return Err(input(format!(
                    "`{value}` is no whole number; values with decimals are `continuous`"
                )));
            }
        }
        above.sort_unstable_by(f64::total_cmp);
        let all = above.len();
        if let Some(xmin) = options.xmin {
            let start = above.partition_point(|value| *value < xmin);
            above.drain(..start);
        }
        let mut sample = Self { below_start: (all - above.len()) as u64, ..Self::default() };
        // A start that was asked for is the first value, also where none equals it.
        if let (Some(xmin), Some(least)) = (options.xmin, above.first())
            && *least > xmin
        {
            sample.values.push(xmin);
            sample.logs.push(ln(xmin));
            sample.below.push(0);
        }
        for (row, value) in above.iter().enumerate() {
            if sample.values.last() != Some(value) {
                sample.values.push(*value);
                sample.logs.push(ln(*value));
                sample.below.push(row as u64);
            }
        }
        sample.close(above.len() as u64);
        Ok((sample, left_out))
    }

    /// Writes what follows from the logarithms and counts.
    pub fn close(&mut self, len: u64) {
        self.below.push(len);
        self.excess.clear();
        self.excess.resize(self.logs.len(), 0.0);
        for at in (0..self.logs.len().saturating_sub(1)).rev() {
            let step = self.logs[at + 1] - self.logs[at];
            self.excess[at] = self.excess[at + 1] + (len - self.below[at + 1]) as f64 * step;
        }
    }

    /// Empties the sample, and keeps its room.
    pub fn clear(&mut self) {
        self.values.clear();
        self.logs.clear();
        self.below.clear();
    }

    /// How many values there are.
    pub fn len(&self) -> u64 {
        self.below.last().copied().unwrap_or(0)
    }

    /// How often the distinct value occurs.
    pub fn count(&self, at: usize) -> u64 {
        self.below[at + 1] - self.below[at]
    }
}
