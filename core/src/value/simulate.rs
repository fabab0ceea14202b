//! Predictive intervals: futures drawn from the fitted models.
//!
//! A future draws everything that is not known: the parameters (of orders by their
//! posterior, of amounts normal around the estimate), whether the partner is still there,
//! its own rate and chance of leaving given its past, the orders, and their amounts.

use super::amounts::AmountFit;
use super::betageometric::{First, b_after};
use super::fit::{OrderFit, OrderModel};
use super::posterior;
use super::rows::{OrderRow, Rows};
use crate::numeric::{Draws, Progress, Watch, cholesky, exp, ln, share_out};

/// The lower and upper ends of 95 of 100 futures.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Ends {
    pub orders: (f64, f64),
    pub value: (f64, f64),
}

/// What is known of a partner.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub row: OrderRow,
    /// The sum of the repeat orders' amounts.
    pub amount: f64,
}

pub struct Futures<'a> {
    pub orders: &'a OrderFit,
    /// None: every order is worth the mean.
    pub amounts: Option<&'a AmountFit>,
    pub mean_amount: f64,
    pub horizon: f64,
    pub draws: usize,
    pub seed: u64,
    pub workers: usize,
}

/// Partners that are drawn together.
const CHUNK: usize = 64;
/// The stream of the parameters of amounts; partners have their places as streams.
const PARAMETERS: u64 = u64::MAX;

impl Futures<'_> {
    /// The intervals of every partner and of all together; none when stopped.
    pub fn ends(&self, known: &[Known], watch: Watch<'_>) -> Option<(Vec<Ends>, Ends)> {
        let pieces = known.len().div_ceil(CHUNK);
        let before = posterior::candidates(self.draws);
        let total = before + pieces;
        let mut first = |told: Progress| watch(Progress { total, ..told });
        let parameters = self.parameters(known, &mut first)?;
        let mut then = |told: Progress| watch(Progress { done: before + told.done, total });
        let chunks = share_out(
            pieces,
            self.workers,
            &mut then,
            || (),
            |(), at| {
                let own = &known[at * CHUNK..known.len().min((at + 1) * CHUNK)];
                self.chunk(own, at * CHUNK, &parameters)
            },
        )?;
        let mut totals = vec![(0.0, 0.0); self.draws];
        let mut ends = Vec::with_capacity(known.len());
        for (own, sums) in chunks {
            ends.extend(own);
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total = (total.0 + sum.0, total.1 + sum.1);
            }
        }
        Some((ends, both_ends(&mut totals)))
    }

    /// The ends of some partners, and the sums over them of each future.
    fn chunk(
        &self,
        known: &[Known],
        first: usize,
        parameters: &[Parameters],
    ) -> (Vec<Ends>, Vec<(f64, f64)>) {
        let mut sums = vec![(0.0, 0.0); self.draws];
        let ends = known.iter().enumerate().map(|(at, known)| {
            let mut stream = Draws::numbered(self.seed, (first + at) as u64);
            let mut futures: Vec<(f64, f64)> = parameters
                .iter()
                .map(|parameters| self.future(known, parameters, &mut stream))
                .collect();
            for (sum, future) in sums.iter_mut().zip(&futures) {
                *sum = (sum.0 + future.0, sum.1 + future.1);
            }
            both_ends(&mut futures)
        });
        (ends.collect(), sums)
    }

    /// The orders of one future, and what they come to.
    fn future(&self, known: &Known, parameters: &Parameters, stream: &mut Draws) -> (f64, f64) {
        let row = known.row;
        let p = parameters.orders;
        let there = self.orders.model.alive(p, row.repeats, row.recency, row.age);
        if stream.uniform() >= there {
            return (0.0, 0.0);
        }
        let orders = self.orders_drawn(p, row, stream);
        if orders == 0.0 {
            return (0.0, 0.0);
        }
        let value = match parameters.amounts {
            None => orders * self.mean_amount,
            Some([p, q, gamma]) => {
                let shape = q + p * f64::from(row.repeats);
                let rate = stream.ln_gamma(shape) - ln(gamma + known.amount);
                exp(stream.ln_gamma(p * orders) - rate)
            }
        };
        (orders, value)
    }

    fn orders_drawn(&self, p: [f64; 4], row: OrderRow, stream: &mut Draws) -> f64 {
        let [r, alpha, c, d] = p;
        let rate = stream.gamma(r + f64::from(row.repeats)) / (alpha + row.age);
        let first = match self.orders.model {
            OrderModel::BgNbd => First::Stays,
            OrderModel::MbgNbd => First::MayLeave,
            OrderModel::ParetoNbd => {
                let leaving = stream.gamma(c) / (d + row.age);
                let stays = stream.exponential() / leaving;
                return stream.poisson(rate * stays.min(self.horizon)) as f64;
            }
        };
        let orders = stream.poisson(rate * self.horizon) as f64;
        if orders == 0.0 {
            return 0.0;
        }
        // A beta number by two gamma numbers, by logarithms: `a` may be tiny.
        let leave = stream.ln_gamma(c);
        let stay = stream.ln_gamma(b_after(first, row.repeats, d));
        let odds = exp(leave - stay);
        // The order after which it leaves: geometric.
        let last = libm::ceil(stream.exponential() / libm::log1p(odds));
        orders.min(last.max(1.0))
    }

    /// The parameters of each future; none when stopped.
    fn parameters(&self, known: &[Known], watch: Watch<'_>) -> Option<Vec<Parameters>> {
        let rows: Vec<OrderRow> = known.iter().map(|known| known.row).collect();
        let orders = match Rows::read(&rows) {
            Ok(rows) => {
                posterior::draw(self.orders, &rows, self.draws, self.seed, self.workers, watch)?
            }
            // INVARIANT: a model was fitted to these rows, so they can be read.
            Err(_) => vec![self.orders.parameters; self.draws],
        };
        let root = self.amounts.and_then(|fit| fit.covariance.as_deref()).and_then(cholesky);
        let mut stream = Draws::numbered(self.seed, PARAMETERS);
        let with_amounts = |orders| {
            let amounts = self.amounts.map(|fit| {
                let mut own = [fit.p, fit.q, fit.gamma];
                shake(&mut own, root.as_deref(), &mut stream);
                own
            });
            Parameters { orders, amounts }
        };
        Some(orders.into_iter().map(with_amounts).collect())
    }
}

/// The parameters of one future.
struct Parameters {
    orders: [f64; 4],
    amounts: Option<[f64; 3]>,
}

/// Moves parameters by a draw of their uncertainty.
fn shake(parameters: &mut [f64], root: Option<&[Vec<f64>]>, stream: &mut Draws) {
    let Some(root) = root else { return };
    let draws: Vec<f64> = parameters.iter().map(|_| stream.normal()).collect();
    for (parameter, row) in parameters.iter_mut().zip(root) {
        *parameter *= exp(row.iter().zip(&draws).map(|(a, b)| a * b).sum::<f64>());
    }
}

fn both_ends(futures: &mut [(f64, f64)]) -> Ends {
    let (low, high) = places(futures.len());
    let at = |futures: &[(f64, f64)], place: usize| futures.get(place).copied().unwrap_or_default();
    futures.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let orders = (at(futures, low).0, at(futures, high).0);
    futures.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
    Ends { orders, value: (at(futures, low).1, at(futures, high).1) }
}

/// The places of the ends among sorted futures. What comes is one more future: of `n + 1`
/// in a row it is below the `k`-th of the others `k / (n + 1)` times.
fn places(futures: usize) -> (usize, usize) {
    let beyond = libm::floor(0.025 * (futures as f64 + 1.0)) as usize;
    let low = beyond.saturating_sub(1);
    (low, futures.saturating_sub(low + 1))
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn ends_leave_as_many_futures_below_as_above_and_hold_95_of_100() {
        for draws in [100, 200, 399, 400, 1_000, 2_500, 100_000] {
            let (low, high) = places(draws);
            assert_eq!(low + high + 1, draws);
            let held = (high - low) as f64 / (draws as f64 + 1.0);
            assert!((0.95..0.97).contains(&held), "{draws}: {held}");
        }
        assert_eq!((places(0), places(1), places(40)), ((0, 0), (0, 0), (0, 39)));
    }
}
