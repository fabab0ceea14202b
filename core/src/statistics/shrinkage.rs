//! Shrinkage: what a small cell says is drawn towards what all cells say.

use crate::numeric::{
    digamma, exp, gamma_p, gamma_quantile, ln, ln_gamma, normal_cdf, normal_quantile, trigamma,
};
use libm::sqrt;

/// A count beside what was expected of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// What was seen.
    pub seen: u64,
    /// What would be seen without any preference; above zero.
    pub expected: f64,
}

/// An estimate drawn towards the prior, with an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrunken {
    /// The mean of the posterior.
    pub mean: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// A gamma prior for the ratio of seen to expected, with the likelihood it was
/// found at. A count given its ratio is Poisson, so over all cells it is negative
/// binomial, and the posterior of a cell is again gamma.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaPoisson {
    /// The shape of the prior.
    pub shape: f64,
    /// Its rate; the prior's mean is shape over rate.
    pub rate: f64,
    /// The log-likelihood of all cells.
    pub log_likelihood: f64,
    /// Whether the search ended at an optimum inside its bounds. It does not when
    /// the cells differ no more than chance makes them: then the prior is as
    /// narrow as is allowed, and every ratio is drawn to the mean.
    pub converged: bool,
}

/// A prior this narrow says that all ratios are equal.
const LOG_MAX: f64 = 13.8;
const LOG_MIN: f64 = -13.8;

impl GammaPoisson {
    /// The prior with the greatest likelihood: Newton's method on the logarithms
    /// of shape and rate with halved steps, from the moments. None without cells
    /// or with nothing seen at all.
    #[must_use]
    pub fn fit(cells: &[Count]) -> Option<Self> {
        if cells.iter().any(|c| !(c.expected.is_finite() && c.expected > 0.0)) {
            return None;
        }
        let seen: u64 = cells.iter().map(|c| c.seen).sum();
        if seen == 0 {
            return None;
        }
        let mut at = Self::start(cells);
        let mut best = likelihood(cells, at);
        let mut converged = false;
        for _ in 0..200 {
            let (gradient, hessian) = derivatives(cells, at);
            let step = newton(gradient, hessian);
            let mut scale = 1.0;
            let mut moved = false;
            while scale > 1e-9 {
                let next = [
                    (at[0] + scale * step[0]).clamp(LOG_MIN, LOG_MAX),
                    (at[1] + scale * step[1]).clamp(LOG_MIN, LOG_MAX),
                ];
                let value = likelihood(cells, next);
                if value > best {
                    moved = (next[0] - at[0]).abs() + (next[1] - at[1]).abs() > 1e-12;
                    (at, best) = (next, value);
                    break;
                }
                scale *= 0.5;
            }
            if !moved {
                converged = at.iter().all(|x| *x > LOG_MIN + 0.1 && *x < LOG_MAX - 0.1);
                break;
            }
        }
        Some(Self { shape: exp(at[0]), rate: exp(at[1]), log_likelihood: best, converged })
    }

    fn start(cells: &[Count]) -> [f64; 2] {
        let expected: f64 = cells.iter().map(|c| c.expected).sum();
        let seen: f64 = cells.iter().map(|c| c.seen as f64).sum();
        let mean = seen / expected;
        let excess: f64 = cells
            .iter()
            .map(|c| {
                let gap = c.seen as f64 - mean * c.expected;
                gap * gap - mean * c.expected
            })
            .sum();
        let squares: f64 = cells.iter().map(|c| c.expected * c.expected).sum();
        let variance = (excess / squares).max(1e-3 * mean * mean);
        [ln(mean * mean / variance).clamp(-7.0, 7.0), ln(mean / variance).clamp(-7.0, 7.0)]
    }

    /// The ratio of a cell: posterior mean and the interval that holds it with
    /// this chance, as much outside on either side.
    #[must_use]
    pub fn posterior(&self, cell: Count, coverage: f64) -> Shrunken {
        let tail = 0.5 * (1.0 - coverage);
        Shrunken {
            mean: self.mean(cell),
            low: self.quantile(cell, tail),
            high: self.quantile(cell, 1.0 - tail),
        }
    }

    /// The posterior mean of a cell's ratio.
    #[must_use]
    pub fn mean(&self, cell: Count) -> f64 {
        (self.shape + cell.seen as f64) / (self.rate + cell.expected)
    }

    /// A quantile of the posterior of a cell's ratio.
    #[must_use]
    pub fn quantile(&self, cell: Count, p: f64) -> f64 {
        gamma_quantile(self.shape + cell.seen as f64, p) / (self.rate + cell.expected)
    }

    /// The chance that the cell's ratio is at most `ratio`.
    #[must_use]
    pub fn chance_at_most(&self, cell: Count, ratio: f64) -> f64 {
        gamma_p(self.shape + cell.seen as f64, ratio * (self.rate + cell.expected))
    }
}

impl Count {
    /// The chance of at least so many when only chance is at work: the upper tail
    /// of the Poisson distribution.
    #[must_use]
    pub fn p_value(self) -> f64 {
        if self.seen == 0 { 1.0 } else { gamma_p(self.seen as f64, self.expected) }
    }

    /// Seen over expected, not shrunken.
    #[must_use]
    pub fn ratio(self) -> f64 {
        self.seen as f64 / self.expected
    }
}

fn likelihood(cells: &[Count], [log_a, log_b]: [f64; 2]) -> f64 {
    let (a, b) = (exp(log_a), exp(log_b));
    let at_zero = ln_gamma(a);
    let of = |c: &Count| {
        let (n, e) = (c.seen as f64, c.expected);
        let common = -a * libm::log1p(e / b);
        if c.seen == 0 {
            return common;
        }
        ln_gamma(a + n) - at_zero - ln_gamma(n + 1.0) + common + n * ln(e / (b + e))
    };
    cells.iter().map(of).sum()
}

/// First and second derivatives with respect to the logarithms.
fn derivatives(cells: &[Count], [log_a, log_b]: [f64; 2]) -> ([f64; 2], [f64; 3]) {
    let (a, b) = (exp(log_a), exp(log_b));
    let (digamma_a, trigamma_a) = (digamma(a), trigamma(a));
    let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for c in cells {
        let (n, e) = (c.seen as f64, c.expected);
        let (da, daa) = if c.seen == 0 {
            (0.0, 0.0)
        } else {
            (digamma(a + n) - digamma_a, trigamma(a + n) - trigamma_a)
        };
        ga += da - libm::log1p(e / b);
        gb += a / b - (a + n) / (b + e);
        haa += daa;
        hab += 1.0 / b - 1.0 / (b + e);
        hbb += -a / (b * b) + (a + n) / ((b + e) * (b + e));
    }
    ([a * ga, b * gb], [a * a * haa + a * ga, a * b * hab, b * b * hbb + b * gb])
}

/// Newton's step towards the maximum, by the logarithms of the mean and the shape:
/// the surface is a ridge of equal means, along which steps by shape and rate
/// crawl. Where it is not curved like a hill, each of the two is moved by itself.
fn newton([ga, gb]: [f64; 2], [haa, hab, hbb]: [f64; 3]) -> [f64; 2] {
    let (g_shape, g_mean) = (ga + gb, -gb);
    let (h_shape, h_both, h_mean) = (haa + 2.0 * hab + hbb, -(hab + hbb), hbb);
    let det = h_shape * h_mean - h_both * h_both;
    let (shape, mean) = if h_shape < 0.0 && det > 0.0 {
        (-(h_mean * g_shape - h_both * g_mean) / det, -(h_shape * g_mean - h_both * g_shape) / det)
    } else {
        let alone = |g: f64, h: f64| if h == 0.0 { 0.0 } else { g / h.abs() };
        (alone(g_shape, h_shape), alone(g_mean, h_mean))
    };
    let shape = shape.clamp(-2.0, 2.0);
    [shape, shape - mean.clamp(-2.0, 2.0)]
}

/// A mean of several values with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean, for instance of log amounts.
    pub mean: f64,
    /// Its standard error; above zero.
    pub error: f64,
}

/// A normal prior for true means: each mean seen is normal around the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalPrior {
    /// The prior's mean.
    pub mean: f64,
    /// Its standard deviation; zero when the means differ no more than their
    /// errors say.
    pub deviation: f64,
    /// The log-likelihood of all means.
    pub log_likelihood: f64,
}

impl NormalPrior {
    /// The prior with the greatest likelihood: for a given deviation the best mean
    /// is in closed form; the deviation is found by a fixed grid and golden-section
    /// search. None without values or with an error that is not above zero.
    #[must_use]
    pub fn fit(cells: &[Mean]) -> Option<Self> {
        let usable = |c: &Mean| c.mean.is_finite() && c.error.is_finite() && c.error > 0.0;
        if cells.is_empty() || !cells.iter().all(usable) {
            return None;
        }
        let (least, most) = cells
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), c| (l.min(c.mean), m.max(c.mean)));
        let top = (most - least).max(1e-9);
        let grid = |k: usize| top * k as f64 / 64.0;
        let at = |deviation: f64| profile(cells, deviation);
        let mut best = 0;
        for k in 1..=64 {
            if at(grid(k)).log_likelihood > at(grid(best)).log_likelihood {
                best = k;
            }
        }
        let (mut low, mut high) = (grid(best.saturating_sub(1)), grid((best + 1).min(64)));
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        for _ in 0..100 {
            let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
            if at(left).log_likelihood >= at(right).log_likelihood {
                high = right;
            } else {
                low = left;
            }
        }
        let found = at(0.5 * (low + high));
        let none = at(0.0);
        Some(if none.log_likelihood >= found.log_likelihood { none } else { found })
    }

    /// A true mean: posterior mean and the interval that holds it with this chance.
    #[must_use]
    pub fn posterior(&self, cell: Mean, coverage: f64) -> Shrunken {
        let (mean, deviation) = self.of(cell);
        let reach = normal_quantile(0.5 + 0.5 * coverage) * deviation;
        Shrunken { mean, low: mean - reach, high: mean + reach }
    }

    /// The chance that the true mean is at most `value`.
    #[must_use]
    pub fn chance_at_most(&self, cell: Mean, value: f64) -> f64 {
        let (mean, deviation) = self.of(cell);
        if deviation > 0.0 {
            normal_cdf((value - mean) / deviation)
        } else {
            f64::from(u8::from(mean <= value))
        }
    }

    fn of(&self, cell: Mean) -> (f64, f64) {
        let (prior, error) = (self.deviation * self.deviation, cell.error * cell.error);
        let weight = prior / (prior + error);
        (self.mean + weight * (cell.mean - self.mean), sqrt(weight * error))
    }
}

fn profile(cells: &[Mean], deviation: f64) -> NormalPrior {
    let variance = |c: &Mean| deviation * deviation + c.error * c.error;
    let weights: f64 = cells.iter().map(|c| 1.0 / variance(c)).sum();
    let mean = cells.iter().map(|c| c.mean / variance(c)).sum::<f64>() / weights;
    let of = |c: &Mean| {
        let (v, gap) = (variance(c), c.mean - mean);
        -0.5 * (ln(2.0 * std::f64::consts::PI * v) + gap * gap / v)
    };
    NormalPrior { mean, deviation, log_likelihood: cells.iter().map(of).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Draws;
    use crate::statistics::q_values;

    #[test]
    fn cells_that_differ_by_chance_alone_are_all_drawn_to_the_mean() {
        let cells: Vec<Count> = (0..200).map(|_| Count { seen: 10, expected: 10.0 }).collect();
        let prior = GammaPoisson::fit(&cells).unwrap();
        assert!(!prior.converged);
        let odd = prior.mean(Count { seen: 30, expected: 10.0 });
        assert!((odd - 1.0).abs() < 0.01, "{odd}");
    }

    /// A few large cells near 1 make the moments look narrow; the many small ones
    /// know better, and the search must get from one to the other.
    #[test]
    fn a_few_large_cells_do_not_hide_what_the_small_ones_say() {
        let mut draws = Draws::new(14, 0, 0);
        let mut cells: Vec<Count> = (0..2_000)
            .map(|_| {
                let (ratio, expected) = (draws.gamma(1.8) / 1.8, 0.5 + 4.0 * draws.uniform());
                Count { seen: poisson(&mut draws, ratio * expected), expected }
            })
            .collect();
        cells.extend((0..3).map(|k| Count { seen: 19_990 + 10 * k, expected: 20_000.0 }));
        let prior = GammaPoisson::fit(&cells).unwrap();
        assert!(prior.converged && (1.5..2.5).contains(&prior.shape), "{prior:?}");
    }

    #[test]
    fn nothing_to_learn_from_is_no_prior() {
        assert_eq!(GammaPoisson::fit(&[]), None);
        assert_eq!(GammaPoisson::fit(&[Count { seen: 0, expected: 3.0 }]), None);
        for expected in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(GammaPoisson::fit(&[Count { seen: 1, expected }]), None);
        }
        assert_eq!(NormalPrior::fit(&[]), None);
        assert_eq!(NormalPrior::fit(&[Mean { mean: 1.0, error: 0.0 }]), None);
        assert_eq!(NormalPrior::fit(&[Mean { mean: f64::NAN, error: 1.0 }]), None);
    }

    fn poisson(draws: &mut Draws, mean: f64) -> u64 {
        let (limit, mut product, mut seen) = (exp(-mean), draws.uniform(), 0);
        while product > limit {
            product *= draws.uniform();
            seen += 1;
        }
        seen
    }

    /// Worlds with a known ratio for every cell: nominal 95 % holds in 93 to 97 %.
    #[test]
    fn intervals_of_ratios_hold_the_truth_as_often_as_they_say() {
        let (mut inside, mut all) = (0, 0);
        for world in 0..40 {
            let mut draws = Draws::new(11, 0, world);
            let cells: Vec<(f64, Count)> = (0..400)
                .map(|_| {
                    let ratio = draws.gamma(1.8) / 1.8;
                    let expected = exp(1.2 * draws.normal()).min(40.0);
                    let seen = poisson(&mut draws, ratio * expected);
                    (ratio, Count { seen, expected })
                })
                .collect();
            let prior = GammaPoisson::fit(&cells.iter().map(|c| c.1).collect::<Vec<_>>()).unwrap();
            for (ratio, cell) in cells {
                let p = prior.posterior(cell, 0.95);
                all += 1;
                inside += usize::from(p.low <= ratio && ratio <= p.high);
            }
        }
        let coverage = f64::from(inside as u32) / f64::from(all);
        println!("coverage of ratios: {coverage:.4} of {all}");
        assert!((0.93..=0.97).contains(&coverage), "{coverage}");
    }

    #[test]
    fn intervals_of_log_amounts_hold_the_truth_as_often_as_they_say() {
        let (mut inside, mut all) = (0, 0);
        for world in 0..40 {
            let mut draws = Draws::new(12, 0, world);
            let cells: Vec<(f64, Mean)> = (0..300)
                .map(|_| {
                    let truth = 0.2 + 0.5 * draws.normal();
                    let error = 0.1 + draws.uniform();
                    (truth, Mean { mean: truth + error * draws.normal(), error })
                })
                .collect();
            let prior = NormalPrior::fit(&cells.iter().map(|c| c.1).collect::<Vec<_>>()).unwrap();
            for (truth, cell) in cells {
                let p = prior.posterior(cell, 0.95);
                all += 1;
                inside += usize::from(p.low <= truth && truth <= p.high);
            }
        }
        let coverage = f64::from(inside as u32) / f64::from(all);
        println!("coverage of log amounts: {coverage:.4} of {all}");
        assert!((0.93..=0.97).contains(&coverage), "{coverage}");
    }

    /// Nine cells in ten have no preference; of what is kept at 10 % at most a
    /// tenth may be of those, on average over worlds.
    #[test]
    fn false_discoveries_stay_below_their_rate() {
        let (mut rate, worlds) = (0.0, 200);
        for world in 0..worlds {
            let mut draws = Draws::new(13, 0, world);
            let cells: Vec<(bool, Count)> = (0..500)
                .map(|k| {
                    let real = k % 10 == 0;
                    let expected = 2.0 + 10.0 * draws.uniform();
                    let seen = poisson(&mut draws, expected * if real { 2.5 } else { 1.0 });
                    (real, Count { seen, expected })
                })
                .collect();
            let q = q_values(&cells.iter().map(|c| c.1.p_value()).collect::<Vec<_>>());
            let kept: Vec<bool> =
                q.iter().zip(&cells).filter(|(q, _)| **q <= 0.1).map(|(_, c)| c.0).collect();
            let wrong = kept.iter().filter(|real| !**real).count();
            rate += wrong as f64 / kept.len().max(1) as f64 / f64::from(worlds);
        }
        println!("false-discovery rate at 10 %: {rate:.4}");
        assert!(rate <= 0.1 && rate > 0.0, "{rate}");
    }
}
