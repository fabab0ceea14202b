//! The Gamma-Gamma model: what a partner spends on an order.

use super::fit::ModelLimit;
use super::input;
use crate::error::Error;
use crate::numeric::{climb_from, covariance, digamma, exp, ln, ln_gamma};

/// What a partner spent on average, or several alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AmountRow {
    /// Orders that the mean is over; at least one.
    pub orders: u32,
    /// The mean amount of an order, above zero.
    pub mean: f64,
    /// How many partners are so.
    pub partners: u64,
}

/// The model fitted to partners.
#[derive(Clone, Debug, PartialEq)]
pub struct AmountFit {
    /// The shape of the amounts of one partner: large where they are alike.
    pub p: f64,
    /// The shape of the partners: large where they are alike.
    pub q: f64,
    /// The scale of the amounts.
    pub gamma: f64,
    /// The logarithm of the largest likelihood.
    pub log_likelihood: f64,
    /// The mean amount over all orders that were seen.
    pub mean: f64,
    /// Where the model has nothing to say.
    pub limits: Vec<ModelLimit>,
    /// The covariance of the logarithms of `p`, `q` and `gamma`; none on a boundary.
    pub covariance: Option<Vec<Vec<f64>>>,
}

const BOUND: f64 = 20.0;

/// Fits the model by largest likelihood, from several starts: from a poor one a
/// search can be caught on a ridge where all amounts of a partner are alike.
///
/// ```
/// use longtail::{AmountRow, fit_amounts};
/// let row = |orders, mean| AmountRow { orders, mean, partners: 1 };
/// let fit = fit_amounts(&[
///     row(1, 5.0), row(1, 90.0), row(1, 20.0), row(1, 60.0),
///     row(9, 15.0), row(12, 45.0), row(10, 38.0), row(8, 80.0),
/// ])?;
/// // One order says less about a partner than many.
/// assert!(fit.expected_amount(1, 90.0) < fit.expected_amount(40, 90.0));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for means that are no numbers above zero, no orders, and fewer than two
/// partners with different means.
pub fn fit_amounts(rows: &[AmountRow]) -> Result<AmountFit, Error> {
    let mut rows: Vec<AmountRow> = check(rows)?;
    rows.sort_by(|a, b| a.orders.cmp(&b.orders).then(a.mean.total_cmp(&b.mean)));
    let weight = |row: &AmountRow| row.partners as f64 * f64::from(row.orders);
    let orders: f64 = rows.iter().map(weight).sum();
    let mean = rows.iter().map(|row| weight(row) * row.mean).sum::<f64>() / orders;
    // In units of the mean the search is the same whatever the currency.
    let scaled: Vec<AmountRow> =
        rows.iter().map(|row| AmountRow { mean: row.mean / mean, ..*row }).collect();
    let logs: Vec<f64> = scaled.iter().map(|row| ln(row.mean)).collect();
    let mut f = |at: &[f64], slope: &mut [f64]| value(&scaled, &logs, at, slope);
    let starts = [(2.0, 3.0), (6.0, 3.0), (1.0, 6.0), (0.5, 2.0), (20.0, 2.5)]
        .map(|(p, q): (f64, f64)| vec![ln(p), ln(q), ln((q - 1.0) / p)]);
    // Partners who always pay about the same; `q` may then be so small that there is no
    // mean, so these start from the middle of the logarithms.
    let middle = scaled.iter().zip(&logs).map(|(row, log)| row.partners as f64 * log).sum::<f64>()
        / scaled.iter().map(|row| row.partners as f64).sum::<f64>();
    let steady = [(100.0, 0.3), (100.0, 1.5), (1_000.0, 0.5)]
        .map(|(p, q): (f64, f64)| vec![ln(p), ln(q), middle + ln(q / p)]);
    let mut climb = |starts: &[Vec<f64>]| climb_from(&mut f, starts, (-BOUND, BOUND), 1e-15);
    let (peak, other) = (climb(&starts), climb(&steady));
    let peak = match (peak, other) {
        (Some(peak), Some(other)) if other.value > peak.value + HIGHER => Some(other),
        (peak, other) => peak.or(other),
    };
    let peak = peak.ok_or_else(|| input("the model has no likelihood on these amounts".into()))?;
    let mut limits = Vec::new();
    let ran_off = peak.at.iter().any(|x| x.abs() > BOUND - 0.01);
    if ran_off || peak.at[0] > ALIKE || peak.at[1] > ALIKE {
        limits.push(ModelLimit::AtBound);
    }
    if !peak.reached {
        limits.push(ModelLimit::NotReached);
    }
    let partners: f64 = rows.iter().map(|row| row.partners as f64).sum();
    Ok(AmountFit {
        p: exp(peak.at[0]),
        q: exp(peak.at[1]),
        gamma: exp(peak.at[2]) * mean,
        // The density of an amount is per unit of currency.
        log_likelihood: peak.value - partners * ln(mean),
        mean,
        limits,
        covariance: covariance(&mut f, &peak.at).filter(|c| (0..3).all(|i| c[i][i] < 4.0)),
    })
}

/// A peak is another one when it is higher by this: not by rounding.
const HIGHER: f64 = 1e-6;
/// Beyond this logarithm of `p` the amounts of a partner are all alike; beyond it of `q` all
/// partners are.
const ALIKE: f64 = 9.0;

/// No mean amount of an order is more, in whatever unit of whatever currency.
const MEAN_MAX: f64 = 1e18;

fn check(rows: &[AmountRow]) -> Result<Vec<AmountRow>, Error> {
    rows.iter().enumerate().try_for_each(|(at, row)| check_row(at, row))?;
    let rows: Vec<AmountRow> = rows.iter().copied().filter(|row| row.partners > 0).collect();
    let differ = rows.iter().any(|row| row.mean != rows[0].mean);
    if differ { Ok(rows) } else { Err(input("fewer than two partners differ in amounts".into())) }
}

fn check_row(at: usize, row: &AmountRow) -> Result<(), Error> {
    let AmountRow { orders, mean, .. } = row;
    let fault = if *orders == 0 || *mean <= 0.0 || mean.is_nan() {
        "expected at least one order and a mean above zero"
    } else if *mean > MEAN_MAX {
        "the mean is more than any amount"
    } else {
        return Ok(());
    };
    Err(input(format!("row {at}: {fault}; found {orders} and {mean}")))
}

fn value(rows: &[AmountRow], logs: &[f64], at: &[f64], slope: &mut [f64]) -> f64 {
    let [p, q, gamma] = [exp(at[0]), exp(at[1]), exp(at[2])];
    let (mut total, mut d) = (0.0, [0.0f64; 3]);
    let (ln_q, psi_q) = (ln_gamma(q), digamma(q));
    let mut group = (0, 0.0, 0.0, 0.0);
    for (row, log) in rows.iter().zip(logs) {
        let x = f64::from(row.orders);
        if group.0 != row.orders {
            let psi = digamma(p * x + q);
            let base = ln_gamma(p * x + q) - ln_gamma(p * x) - ln_q + q * at[2] + p * x * ln(x);
            let by_p = x * (psi - digamma(p * x) + ln(x));
            group = (row.orders, base, by_p, psi - psi_q + at[2]);
        }
        let (weight, sum) = (row.partners as f64, gamma + x * row.mean);
        let ln_sum = ln(sum);
        total += weight * (group.1 + (p * x - 1.0) * log - (p * x + q) * ln_sum);
        d[0] += weight * (group.2 + x * (log - ln_sum));
        d[1] += weight * (group.3 - ln_sum);
        d[2] += weight * (q / gamma - (p * x + q) / sum);
    }
    for (slope, (d, p)) in slope.iter_mut().zip(d.iter().zip([p, q, gamma])) {
        *slope = d * p;
    }
    total
}

impl AmountFit {
    /// What a partner is expected to spend on an order, after `orders` of this mean;
    /// with none, what partners spend. Where the model has no mean, the mean seen.
    #[must_use]
    pub fn expected_amount(&self, orders: u32, mean: f64) -> f64 {
        let known = if orders == 0 { 0.0 } else { f64::from(orders) * mean };
        let shape = self.p * f64::from(orders) + self.q - 1.0;
        if shape > 0.05 { self.p * (self.gamma + known) / shape } else { self.mean }
    }

    /// [`expected_amount`](Self::expected_amount) of each row, once all of them are
    /// checked. A partner without orders has no mean; what stands in its place is not
    /// looked at.
    ///
    /// # Errors
    /// `Input` for a mean that is no number above zero, as with [`fit_amounts`].
    pub fn expected_amount_each(&self, rows: &[AmountRow]) -> Result<Vec<f64>, Error> {
        let mut ordered = rows.iter().enumerate().filter(|(_, row)| row.orders > 0);
        ordered.try_for_each(|(at, row)| check_row(at, row))?;
        Ok(rows.iter().map(|row| self.expected_amount(row.orders, row.mean)).collect())
    }
}
