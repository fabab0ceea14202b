//! What figures compute with: functions, integrals, a search for the largest
//! likelihood, and numbers drawn from a seed.
//!
//! All of it gives the same bits on every platform: logarithms and exponentials
//! are those of the `libm` crate and never the platform's, sums have a fixed
//! order, and draws depend on a seed and a place in a stream only.

mod climb;
mod draws;
mod gamma;
mod gamma_distribution;
mod gauss;
mod mills;
mod normal;
#[cfg(test)]
mod tests;
mod watch;
mod zeta;

pub use climb::{Climb, cholesky, climb_from, covariance, line_max};
pub use draws::Draws;
pub use gamma::{digamma, hyper_2f1, ln_gamma, trigamma};
pub use gamma_distribution::{gamma_p, gamma_quantile};
pub use gauss::{gauss, nodes};
pub use mills::{ln_upper_tail, mills_gap, two_sided};
pub use normal::{normal_cdf, normal_quantile};
pub use watch::{Progress, Watch, nobody, share_out};
pub use zeta::{zeta, zeta_tail};

/// The natural logarithm, the same bits everywhere.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The exponential function, the same bits everywhere.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The logarithm of the sum of two numbers given by their logarithms.
pub fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(exp(low - high)) }
}
