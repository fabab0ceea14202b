//! Fitting a model of orders, and saying where it has nothing to say.

use super::betageometric::{self, First};
use super::input;
use super::pareto;
use super::rows::{OrderRow, Rows, check, check_horizon};
use crate::error::Error;
use crate::numeric::{climb_from, covariance, exp, ln};

/// A model of repeat orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OrderModel {
    /// BG/NBD: a partner may leave after each repeat order.
    #[default]
    BgNbd,
    /// MBG/NBD: it may leave after the first order too.
    MbgNbd,
    /// Pareto/NBD: it may leave at any moment.
    ParetoNbd,
}

impl OrderModel {
    /// The words for the variants, in their order.
    pub const NAMES: [&'static str; 3] = ["bg_nbd", "mbg_nbd", "pareto_nbd"];
    const ALL: [Self; 3] = [Self::BgNbd, Self::MbgNbd, Self::ParetoNbd];

    /// The variant with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// The word for this variant.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The names of its parameters, in their order.
    #[must_use]
    pub const fn parameters(self) -> [&'static str; 4] {
        match self {
            Self::BgNbd | Self::MbgNbd => ["r", "alpha", "a", "b"],
            Self::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// The logarithms of the parameters are searched within this. Where all partners
    /// leave the Pareto/NBD at one rate, the likelihood rises as `beta` goes to
    /// infinity, by some part of `1 / beta`: what is left beyond this bound is below
    /// the digits of the sum.
    const fn bound(self) -> f64 {
        match self {
            Self::BgNbd | Self::MbgNbd => BOUND,
            Self::ParetoNbd => 20.0,
        }
    }

    /// The log-likelihood at the logarithms of the parameters, with its slopes.
    pub(super) fn value(self, rows: &Rows, at: &[f64], slope: &mut [f64]) -> f64 {
        match self {
            Self::BgNbd => betageometric::value(rows, First::Stays, at, slope),
            Self::MbgNbd => betageometric::value(rows, First::MayLeave, at, slope),
            Self::ParetoNbd => pareto::value(rows, at, slope),
        }
    }

    /// The chance that a partner is still there, under these parameters.
    pub(super) fn alive(self, p: [f64; 4], x: u32, recency: f64, age: f64) -> f64 {
        match self {
            Self::BgNbd => betageometric::alive(p, First::Stays, x, recency, age),
            Self::MbgNbd => betageometric::alive(p, First::MayLeave, x, recency, age),
            Self::ParetoNbd => pareto::alive(p, x, recency, age),
        }
    }
}

/// A reason not to lean on a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelLimit {
    /// A model in which nobody ever leaves is as likely: the chance of being there
    /// says nothing, and silence is no sign of it.
    NoDropout,
    /// A parameter ran to the end of what is searched.
    AtBound,
    /// The search ended before its peak.
    NotReached,
}

impl ModelLimit {
    /// The word for the limit.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDropout => "no_dropout",
            Self::AtBound => "at_bound",
            Self::NotReached => "not_reached",
        }
    }
}

/// A model of repeat orders fitted to partners.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderFit {
    /// Which model.
    pub model: OrderModel,
    /// Its parameters, in the order of [`OrderModel::parameters`].
    pub parameters: [f64; 4],
    /// The logarithm of the largest likelihood.
    pub log_likelihood: f64,
    /// How much less it is where nobody ever leaves.
    pub dropout_gain: f64,
    /// Where the model has nothing to say; empty when all is well.
    pub limits: Vec<ModelLimit>,
    /// The covariance of the logarithms of the parameters; none on a boundary.
    pub covariance: Option<Vec<Vec<f64>>>,
    /// How many partners it was fitted to.
    pub partners: u64,
}

/// A parameter whose logarithm is as far from zero has run off.
const BOUND: f64 = 14.0;
/// Two parameters that gain less than this are not worth having (Akaike).
const WORTH: f64 = 2.0;

/// Fits a model by largest likelihood. Rows alike are counted together first.
///
/// ```
/// use longtail::{OrderModel, OrderRow, fit_orders};
/// let row = |repeats, recency, age| OrderRow { repeats, recency, age, partners: 10 };
/// let fit = fit_orders(
///     OrderModel::BgNbd,
///     &[row(0, 0.0, 30.0), row(1, 4.0, 30.0), row(3, 28.0, 30.0), row(9, 29.0, 30.0)],
/// )?;
/// let (regular, silent) = (fit.p_alive(9, 29.0, 30.0), fit.p_alive(9, 10.0, 30.0));
/// assert!(regular > silent);
/// assert!(fit.expected_orders(9, 29.0, 30.0, 10.0) > 2.0);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for rows that cannot be, none at all, or none with a repeat order.
pub fn fit_orders(model: OrderModel, rows: &[OrderRow]) -> Result<OrderFit, Error> {
    let rows = Rows::read(rows)?;
    let mut f = |at: &[f64], slope: &mut [f64]| model.value(&rows, at, slope);
    let bound = model.bound();
    let peak = climb_from(&mut f, &starts(model, &rows), (-bound, bound), 1e-15)
        .ok_or_else(|| input("the model has no likelihood on these rows".into()))?;
    let parameters = [0, 1, 2, 3].map(|i| exp(peak.at[i]));
    let dropout_gain = peak.value - without_dropout(&rows);
    let mut limits = Vec::new();
    if dropout_gain < WORTH {
        limits.push(ModelLimit::NoDropout);
    }
    if peak.at.iter().any(|x| x.abs() > BOUND - 0.01) {
        limits.push(ModelLimit::AtBound);
    }
    if !peak.reached {
        limits.push(ModelLimit::NotReached);
    }
    let covariance = covariance(&mut f, &peak.at).filter(|c| (0..4).all(|i| c[i][i] < WIDE));
    Ok(OrderFit {
        model,
        parameters,
        log_likelihood: peak.value,
        dropout_gain,
        limits,
        covariance,
        partners: rows.partners as u64,
    })
}

/// A parameter known no better than to a factor of e^±4 is not known.
const WIDE: f64 = 4.0;

/// The rates by their moments, with much and with little dropout.
fn starts(model: OrderModel, rows: &Rows) -> Vec<Vec<f64>> {
    let (r, alpha) = rate_start(rows);
    let age = rows.rows.iter().map(|row| row.age).fold(0.0, f64::max);
    let drop: [(f64, f64); 4] = match model {
        OrderModel::ParetoNbd => {
            [(0.6, 0.4 * age), (0.2, 0.4 * age), (1.0, 4.0 * age), (0.05, 0.1 * age)]
        }
        _ => [(0.8, 2.5), (0.1, 2.0), (0.02, 8.0), (1.5, 1.5)],
    };
    let start = |(a, b): (f64, f64)| vec![ln(r), ln(alpha), ln(a), ln(b)];
    drop.map(start).to_vec()
}

/// `r` and `alpha` by mean and variance of the repeats.
fn rate_start(rows: &Rows) -> (f64, f64) {
    let (mean, variance, rate) = rows.moments();
    let r = if variance > mean { mean * mean / (variance - mean) } else { 10.0 };
    let r = r.clamp(0.05, 10.0);
    (r, r / rate)
}

/// The largest log-likelihood of orders at a gamma distributed rate alone.
fn without_dropout(rows: &Rows) -> f64 {
    let mut f = |at: &[f64], slope: &mut [f64]| {
        let (r, alpha) = (exp(at[0]), exp(at[1]));
        let (mut total, mut d_r, mut d_alpha, mut start) = (0.0, 0.0, 0.0, 0);
        let (mut rising, mut by_r, mut known) = (0.0, 0.0, 0);
        for &(x, partners, end) in &rows.groups {
            while known < x {
                rising += ln(r + f64::from(known));
                by_r += 1.0 / (r + f64::from(known));
                known += 1;
            }
            total += partners * (rising + r * at[1]);
            d_r += partners * (by_r + at[1]);
            d_alpha += partners * r / alpha;
            for row in &rows.rows[start..end] {
                let (weight, power) = (row.partners as f64, r + f64::from(x));
                total -= weight * power * ln(alpha + row.age);
                d_r -= weight * ln(alpha + row.age);
                d_alpha -= weight * power / (alpha + row.age);
            }
            start = end;
        }
        (slope[0], slope[1]) = (d_r * r, d_alpha * alpha);
        total
    };
    let (r, alpha) = rate_start(rows);
    let starts = [vec![ln(r), ln(alpha)]];
    climb_from(&mut f, &starts, (-BOUND, BOUND), 1e-15).map_or(f64::NEG_INFINITY, |peak| peak.value)
}

impl OrderFit {
    /// The chance that a partner will order again at all.
    ///
    /// With [`ModelLimit::NoDropout`] it says nothing about the partner.
    #[must_use]
    pub fn p_alive(&self, repeats: u32, recency: f64, age: f64) -> f64 {
        self.model.alive(self.parameters, repeats, recency, age)
    }

    /// The orders expected of a partner within `horizon` after the observed time, in
    /// the unit of its recency and age.
    #[must_use]
    pub fn expected_orders(&self, repeats: u32, recency: f64, age: f64, horizon: f64) -> f64 {
        let p = self.parameters;
        let there = match self.model {
            OrderModel::BgNbd => {
                betageometric::orders_if_alive(p, First::Stays, repeats, age, horizon)
            }
            OrderModel::MbgNbd => {
                betageometric::orders_if_alive(p, First::MayLeave, repeats, age, horizon)
            }
            OrderModel::ParetoNbd => pareto::orders_if_alive(p, repeats, age, horizon),
        };
        self.p_alive(repeats, recency, age) * there
    }

    /// [`p_alive`](Self::p_alive) of each row, once all of them are checked.
    ///
    /// # Errors
    /// `Input` for a row that cannot be, as with [`fit_orders`].
    pub fn p_alive_each(&self, rows: &[OrderRow]) -> Result<Vec<f64>, Error> {
        check(rows)?;
        Ok(rows.iter().map(|r| self.p_alive(r.repeats, r.recency, r.age)).collect())
    }

    /// [`expected_orders`](Self::expected_orders) of each row, once all are checked.
    ///
    /// # Errors
    /// `Input` for a row that cannot be, as with [`fit_orders`], and for a horizon below
    /// zero or beyond 10⁹ units.
    pub fn expected_orders_each(&self, rows: &[OrderRow], horizon: f64) -> Result<Vec<f64>, Error> {
        check(rows)?;
        check_horizon(horizon)?;
        let of = |r: &OrderRow| self.expected_orders(r.repeats, r.recency, r.age, horizon);
        Ok(rows.iter().map(of).collect())
    }

    /// Whether the chance of being there says anything.
    #[must_use]
    pub fn sees_dropout(&self) -> bool {
        !self.limits.contains(&ModelLimit::NoDropout)
    }
}
