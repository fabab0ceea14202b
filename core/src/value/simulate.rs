//! Predictive intervals: futures drawn from the fitted models.
//!
//! A future draws everything that is not known: the parameters (normal around the
//! estimate, by its covariance), whether the partner is still there, its own rate and
//! chance of leaving given its past, the orders, and their amounts.

use super::amounts::AmountFit;
use super::betageometric::{First, b_after};
use super::fit::{OrderFit, OrderModel};
use super::rows::OrderRow;
use crate::numeric::{Draws, Watch, cholesky, exp, ln, share_out};

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
/// The stream of parameters; partners have their places as streams.
const PARAMETERS: u64 = u64::MAX;

impl Futures<'_> {
    /// The intervals of every partner and of all together; none when stopped.
    pub fn ends(&self, known: &[Known], watch: Watch<'_>) -> Option<(Vec<Ends>, Ends)> {
        let parameters = self.parameters();
        let pieces = known.len().div_ceil(CHUNK);
        let chunks = share_out(
            pieces,
            self.workers,
            watch,
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

    fn parameters(&self) -> Vec<Parameters> {
        let orders_root = self.orders.covariance.as_deref().and_then(cholesky);
        let amounts_root =
            self.amounts.and_then(|fit| fit.covariance.as_deref()).and_then(cholesky);
        let mut stream = Draws::numbered(self.seed, PARAMETERS);
        (0..self.draws)
            .map(|_| {
                let mut orders = self.orders.parameters;
                shake(&mut orders, orders_root.as_deref(), &mut stream);
                let amounts = self.amounts.map(|fit| {
                    let mut own = [fit.p, fit.q, fit.gamma];
                    shake(&mut own, amounts_root.as_deref(), &mut stream);
                    own
                });
                Parameters { orders, amounts }
            })
            .collect()
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
    futures.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let orders = (at(futures, 0.025).0, at(futures, 0.975).0);
    futures.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
    Ends { orders, value: (at(futures, 0.025).1, at(futures, 0.975).1) }
}

/// The smallest future that so many are not above.
fn at(futures: &[(f64, f64)], share: f64) -> (f64, f64) {
    let place = libm::ceil(share * futures.len() as f64) as usize;
    futures.get(place.saturating_sub(1)).copied().unwrap_or_default()
}
