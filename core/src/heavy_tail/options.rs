//! What is asked of a fit.

use super::input;
use crate::error::Error;

/// What kind of numbers the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TailKind {
    /// Measured: amounts, sizes, durations.
    #[default]
    Continuous,
    /// Counted: whole numbers, each of which has its own probability.
    Discrete,
}

/// How repeated values count in the Kolmogorov-Smirnov distance. On data without
/// repeated values the two agree; on rounded data they can choose another start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Repeats {
    /// Every value is a step of its own, also among equals: the distance is taken at
    /// both ends of a run of equal values. So do Clauset, Shalizi and Newman, in
    /// whose tables the published figures stand.
    #[default]
    Each,
    /// Equal values are one step, and the distance is taken before it. So does the
    /// Python package `powerlaw`.
    Once,
}

macro_rules! words {
    ($($name:ident: $($variant:ident = $word:literal),+;)+) => {$(
        impl $name {
            /// The words for the variants, in their order.
            pub const NAMES: &'static [&'static str] = &[$($word),+];

            /// The variant with this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The word for this variant.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    )+};
}
pub(super) use words;

words! {
    TailKind: Continuous = "continuous", Discrete = "discrete";
    Repeats: Each = "each", Once = "once";
}

/// Options of [`fit_power_law`](super::fit_power_law).
#[derive(Clone, Debug, PartialEq)]
pub struct PowerLawOptions {
    /// What kind of numbers the values are.
    pub kind: TailKind,
    /// How repeated values count in the distance.
    pub repeats: Repeats,
    /// Where the tail starts; none: where the distance is smallest.
    pub xmin: Option<f64>,
    /// Exponents of counts are taken in steps of this size; none: to the last digit.
    /// With 0.01, as in the program of Clauset, Shalizi and Newman, the p-values are
    /// those of their tables; exact exponents can give others.
    pub alpha_step: Option<f64>,
    /// How many draws are refitted for the p-value; none: no p-value. 2,500 give it
    /// to within 0.01 (one standard error), 100 to within 0.05.
    pub draws: u32,
    /// The seed of the draws.
    pub seed: u64,
    /// How many threads share the draws, 1 to 64; the answer does not depend on it.
    pub workers: usize,
}

impl Default for PowerLawOptions {
    fn default() -> Self {
        Self {
            kind: TailKind::Continuous,
            repeats: Repeats::Each,
            xmin: None,
            alpha_step: None,
            draws: 2_500,
            seed: 1,
            workers: 1,
        }
    }
}

const DRAWS_MAX: u32 = 1_000_000;

impl PowerLawOptions {
    /// Refuses options outside their range.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.draws > DRAWS_MAX {
            return Err(input(format!("`draws` is {}; expected at most {DRAWS_MAX}", self.draws)));
        }
        if !(1..=64).contains(&self.workers) {
            return Err(input(format!("`workers` is {}; expected 1 to 64", self.workers)));
        }
        if let Some(step) = self.alpha_step
            && !(step > 0.0 && step <= 0.5)
        {
            return Err(input(format!("`alpha_step` is {step}; expected above 0, at most 0.5")));
        }
        match self.xmin {
            Some(xmin) if !(xmin > 0.0 && xmin.is_finite()) => {
                Err(input(format!("`xmin` is {xmin}; expected a number above zero")))
            }
            _ => Ok(()),
        }
    }
}
