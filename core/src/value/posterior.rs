//! Parameters as they may be, given the rows: draws of their posterior distribution.
//!
//! By the curvature at the peak alone, nothing would be known where the likelihood runs
//! along a ridge: there the curvature has no inverse, or one without meaning. And there
//! futures differ most. So draws around the peak are weighted by the likelihood itself
//! (importance sampling, by the split Student density of Geweke, "Bayesian inference in
//! econometric models using Monte Carlo integration", Econometrica 57, 1989).

use super::fit::{OrderFit, OrderModel};
use super::rows::Rows;
use crate::numeric::{Draws, Watch, cholesky, climb_from, covariance, exp, ln, share_out};

/// Draws parameters, as many as asked; none when stopped. Where there is no peak to
/// draw around, all are the estimate.
pub fn draw(
    fit: &OrderFit,
    rows: &Rows,
    count: usize,
    seed: u64,
    workers: usize,
    watch: Watch<'_>,
) -> Option<Vec<[f64; 4]>> {
    let target = Target::new(fit.model, rows);
    let Some(around) = Around::new(&target, fit) else {
        return Some(vec![fit.parameters; count]);
    };
    let mut stream = Draws::numbered(seed, CANDIDATES);
    let places: Vec<([f64; 4], f64)> =
        (0..candidates(count)).map(|_| around.draw(&mut stream)).collect();
    let weights = share_out(
        places.len(),
        workers,
        watch,
        || (),
        |(), at| {
            let (place, ln_density) = &places[at];
            let value = target.value(place, &mut [0.0; 4]);
            exp(value - around.value - ln_density)
        },
    )?;
    let picked = pick(&weights, count, stream.uniform());
    if picked.len() < count {
        return Some(vec![fit.parameters; count]);
    }
    Some(picked.into_iter().map(|at| target.logs(&places[at].0).0.map(exp)).collect())
}

/// How many places are weighted for so many draws.
pub fn candidates(count: usize) -> usize {
    count.max(400)
}

/// The stream of the places.
const CANDIDATES: u64 = u64::MAX - 1;

/// Evenly spread over the weights, each place as often as its weight says. None may
/// weigh more than the root of their number times their mean (Ionides, "Truncated
/// importance sampling", Journal of Computational and Graphical Statistics 17, 2008).
fn pick(weights: &[f64], count: usize, shift: f64) -> Vec<usize> {
    let weight = |w: &f64| if w.is_finite() { *w } else { 0.0 };
    let n = weights.len() as f64;
    let most = weights.iter().map(weight).sum::<f64>() / libm::sqrt(n);
    let total: f64 = weights.iter().map(|w| weight(w).min(most)).sum();
    let (mut sum, mut picked) = (0.0, Vec::with_capacity(count));
    for (at, w) in weights.iter().enumerate() {
        sum += weight(w).min(most) / total * count as f64;
        while picked.len() < count && picked.len() as f64 + shift < sum {
            picked.push(at);
        }
    }
    // The last may be lost by rounding.
    if let Some(last) = picked.last().copied()
        && picked.len() + 1 == count
    {
        picked.push(last);
    }
    picked
}

/// The posterior density, but for a factor, in places in which it is smooth and falls on
/// all sides: how different partners leave, how much they leave, how different they
/// order and how much, all by logarithms.
///
/// The prior is flat in the share that leaves, in the logarithm of the rate of orders,
/// and nearly so in `1 / s` and `1 / r`, the squared coefficients of variation of the
/// rates (with `a + b` for `s` where partners leave by chances). In `1 / s` the
/// likelihood tells about as much everywhere, also where all leave at one rate, so this
/// is near Jeffreys' prior; flat in the logarithms there would be no posterior.
struct Target<'a> {
    model: OrderModel,
    rows: &'a Rows,
    /// The mean age, within which the share that leaves is counted.
    age: f64,
}

/// Up to about this much `1 / s` and `1 / r` are equally likely beforehand.
const VARIATION: f64 = 10.0;
/// Logarithms beyond this are no parameters.
const FAR: f64 = 20.0;

impl<'a> Target<'a> {
    fn new(model: OrderModel, rows: &'a Rows) -> Self {
        let time: f64 = rows.rows.iter().map(|row| row.partners as f64 * row.age).sum();
        Self { model, rows, age: time / rows.partners }
    }

    /// The logarithms of the parameters, and the slopes of the last two of them by the
    /// first two of the place.
    fn logs(&self, place: &[f64; 4]) -> ([f64; 4], [[f64; 2]; 2]) {
        let [alike, leaves, r, rate] = *place;
        let (last, slopes) = match self.model {
            OrderModel::ParetoNbd => {
                // `leaves` is of s ln(1 + age / beta), the hazard up to the mean age.
                let part = exp(leaves - alike);
                let rise = libm::expm1(part);
                let steep = part + part / rise;
                ([alike, ln(self.age) - ln(rise)], [[1.0, steep], [0.0, -steep]])
            }
            OrderModel::BgNbd | OrderModel::MbgNbd => {
                // Of the odds of leaving, a / b.
                let (go, stay) = (-libm::log1p(exp(-leaves)), -libm::log1p(exp(leaves)));
                ([alike + go, alike + stay], [[1.0, 1.0], [exp(stay), -exp(go)]])
            }
        };
        ([r, r - rate, last[0], last[1]], slopes)
    }

    /// The place of parameters, not too far out to start from.
    fn place(&self, p: [f64; 4]) -> [f64; 4] {
        let [r, alpha, c, d] = p;
        let (alike, leaves) = match self.model {
            OrderModel::ParetoNbd => (ln(c), ln(c) + ln(libm::log1p(self.age / d))),
            OrderModel::BgNbd | OrderModel::MbgNbd => (ln(c + d), ln(c) - ln(d)),
        };
        let near = |x: f64| x.clamp(-6.0, 6.0);
        [near(alike), near(leaves), near(ln(r)), ln(r) - ln(alpha)]
    }

    fn value(&self, place: &[f64; 4], slope: &mut [f64; 4]) -> f64 {
        let (logs, [by_alike, by_leaves]) = self.logs(place);
        if !logs.iter().all(|x| x.abs() < FAR) {
            return f64::NEG_INFINITY;
        }
        let mut own = [0.0; 4];
        let value = self.model.value(self.rows, &logs, &mut own);
        let [alike, leaves, r, _] = *place;
        let (leaving, by_leaving) = match self.model {
            OrderModel::ParetoNbd => (leaves - exp(leaves), 1.0 - exp(leaves)),
            OrderModel::BgNbd | OrderModel::MbgNbd => {
                let small = exp(-leaves.abs());
                let value = -leaves.abs() - 2.0 * libm::log1p(small);
                (value, -leaves.signum() * (1.0 - small) / (1.0 + small))
            }
        };
        let ((differ, by_differ), (orders, by_orders)) = (variation(alike), variation(r));
        *slope = [
            by_alike[0] * own[2] + by_alike[1] * own[3] + by_differ,
            by_leaves[0] * own[2] + by_leaves[1] * own[3] + by_leaving,
            own[0] + own[1] + by_orders,
            -own[1],
        ];
        value + leaving + differ + orders
    }
}

/// The logarithm of the prior density of a shape by its logarithm, with its slope.
fn variation(ln_shape: f64) -> (f64, f64) {
    let known = VARIATION * exp(ln_shape);
    (ln_shape - 2.0 * libm::log1p(known), 1.0 - 2.0 * known / (1.0 + known))
}

/// The density that places are drawn of: Student's around the peak, wider on the sides
/// on which the posterior falls more slowly than its curvature says.
struct Around {
    peak: [f64; 4],
    value: f64,
    root: Vec<Vec<f64>>,
    /// For each direction how much wider it is below and above.
    wider: [[f64; 2]; 4],
}

/// The degrees of freedom: tails that are heavier than those of a posterior.
const DEGREES: f64 = 5.0;
/// Where the fall is looked at, in standard deviations, and the most it widens.
const LOOKS: [f64; 5] = [1.0, 2.0, 3.0, 4.5, 6.0];
const WIDER_MAX: f64 = 5.0;

impl Around {
    fn new(target: &Target<'_>, fit: &OrderFit) -> Option<Self> {
        let mut f = |at: &[f64], slope: &mut [f64]| {
            let mut own = [0.0; 4];
            let value = target.value(&[at[0], at[1], at[2], at[3]], &mut own);
            slope.copy_from_slice(&own);
            value
        };
        let own = target.place(fit.parameters);
        let starts = [own.to_vec(), vec![0.0, 0.0, own[2], own[3]]];
        let found = climb_from(&mut f, &starts, (-FAR, FAR), 1e-12)?;
        let root = cholesky(&covariance(&mut f, &found.at)?)?;
        let peak = [0, 1, 2, 3].map(|i| found.at[i]);
        let mut around = Self { peak, value: found.value, root, wider: [[1.0; 2]; 4] };
        for axis in 0..4 {
            for (side, sign) in [-1.0, 1.0].into_iter().enumerate() {
                let width = |look: f64| {
                    let mut step = [0.0; 4];
                    step[axis] = sign * look;
                    let fall = found.value - target.value(&around.place(step), &mut [0.0; 4]);
                    if fall > 0.0 { look / libm::sqrt(2.0 * fall) } else { 1.0 }
                };
                let widest = LOOKS.into_iter().map(width).fold(1.0, f64::max);
                around.wider[axis][side] = widest.min(WIDER_MAX);
            }
        }
        Some(around)
    }

    /// The place so many standard deviations from the peak.
    fn place(&self, step: [f64; 4]) -> [f64; 4] {
        let along = |i: usize| (0..=i).map(|j| self.root[i][j] * step[j]).sum::<f64>();
        [0, 1, 2, 3].map(|i| self.peak[i] + along(i))
    }

    /// A place, and the logarithm of its density but for a constant.
    fn draw(&self, stream: &mut Draws) -> ([f64; 4], f64) {
        let normal = [0; 4].map(|_| stream.normal());
        let scale = libm::sqrt(0.5 * DEGREES / stream.gamma(0.5 * DEGREES));
        let wider = [0, 1, 2, 3].map(|i| self.wider[i][usize::from(normal[i] > 0.0)]);
        let step = [0, 1, 2, 3].map(|i| normal[i] * scale * wider[i]);
        let far: f64 = normal.iter().map(|z| z * z * scale * scale).sum();
        let widths: f64 = wider.iter().map(|w| ln(*w)).sum();
        (self.place(step), -0.5 * (DEGREES + 4.0) * libm::log1p(far / DEGREES) - widths)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit_orders;
    use super::super::tests::world_of;
    use super::*;
    use crate::numeric::nobody;

    const MODELS: [OrderModel; 3] = [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd];

    fn of(model: OrderModel) -> [f64; 4] {
        if model == OrderModel::ParetoNbd { [0.6, 4.0, 0.6, 12.0] } else { [0.6, 4.0, 0.8, 2.5] }
    }

    #[test]
    fn slopes_of_the_posterior_are_those_of_differences() {
        for model in MODELS {
            let (rows, _) = world_of(model, of(model), 80, 1.0, 5);
            let rows = Rows::read(&rows).unwrap();
            let target = Target::new(model, &rows);
            for at in [[-0.4, -0.3, -0.5, -1.9], [2.0, 0.4, 0.3, -1.0], [-1.0, -2.0, 1.0, -2.5]] {
                let mut slope = [0.0; 4];
                target.value(&at, &mut slope);
                for i in 0..4 {
                    let side = |width: f64| {
                        let mut beside = at;
                        beside[i] += width;
                        target.value(&beside, &mut [0.0; 4])
                    };
                    let rough = (side(1e-5) - side(-1e-5)) / 2e-5;
                    let off = (slope[i] - rough).abs() / (1.0 + rough.abs());
                    assert!(off < 1e-6, "{model:?} {at:?} {i}: {} for {rough}", slope[i]);
                }
            }
        }
    }

    #[test]
    fn a_place_and_its_parameters_are_one() {
        let (rows, _) = world_of(OrderModel::BgNbd, of(OrderModel::BgNbd), 80, 1.0, 5);
        let rows = Rows::read(&rows).unwrap();
        for model in MODELS {
            let target = Target::new(model, &rows);
            let found = target.logs(&target.place(of(model))).0.map(exp);
            for (found, wanted) in found.into_iter().zip(of(model)) {
                assert!((found / wanted - 1.0).abs() < 1e-12, "{model:?}: {found} {wanted}");
            }
        }
    }

    /// With many partners the prior hardly matters, and the curvature says it all.
    #[test]
    fn draws_spread_as_the_curvature_says_where_much_is_known() {
        for model in MODELS {
            let (rows, _) = world_of(model, of(model), 6_000, 1.0, 5);
            let fit = fit_orders(model, &rows).unwrap();
            let rows = Rows::read(&rows).unwrap();
            let drawn = draw(&fit, &rows, 400, 1, 2, &mut nobody()).unwrap();
            let covariance = fit.covariance.unwrap();
            for i in 0..4 {
                let logs: Vec<f64> = drawn.iter().map(|p| ln(p[i] / fit.parameters[i])).collect();
                let mean = logs.iter().sum::<f64>() / 400.0;
                let square = logs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 400.0;
                let ratio = square / covariance[i][i];
                assert!((0.75..1.35).contains(&ratio), "{model:?} {i}: {ratio}");
                assert!(mean * mean < 0.1 * covariance[i][i], "{model:?} {i}: {mean}");
            }
        }
    }

    /// Here all partners seem to leave at one rate, so that `s` and `beta` run off; they
    /// were made with an `s` of 0.6.
    #[test]
    fn draws_come_back_from_where_the_estimate_runs_off() {
        let model = OrderModel::ParetoNbd;
        let (rows, _) = world_of(model, of(model), 300, 15.0, 20_029);
        let fit = fit_orders(model, &rows).unwrap();
        assert!(fit.covariance.is_none() && fit.parameters[2] > 1e6, "{fit:?}");
        let rows = Rows::read(&rows).unwrap();
        let drawn = draw(&fit, &rows, 1_000, 1, 1, &mut nobody()).unwrap();
        let share = |from: f64, to: f64| {
            drawn.iter().filter(|p| (from..to).contains(&p[2])).count() as f64 / 1_000.0
        };
        let shares = [share(0.0, 2.0), share(2.0, 50.0), share(50.0, f64::INFINITY)];
        assert!(shares.iter().all(|share| *share > 0.02), "{shares:?}");
    }

    #[test]
    fn each_place_is_picked_as_often_as_it_weighs() {
        let weights = [0.0, 2.0, 1.0, f64::NAN, 1.0, 0.0, f64::INFINITY, 2.0, 2.0];
        for shift in [0.001, 0.4, 0.999] {
            let picked = pick(&weights, 8, shift);
            let times = |at: usize| picked.iter().filter(|picked| **picked == at).count();
            assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 8].map(times), [0, 2, 1, 0, 1, 0, 0, 2, 2]);
        }
        assert_eq!(pick(&[0.0, f64::NAN], 3, 0.5), [] as [usize; 0]);
        // None weighs more than the root of their number times the mean.
        let mut one = [1.0; 100];
        one[50] = 201.0;
        let times = pick(&one, 1_290, 0.5).into_iter().filter(|at| *at == 50).count();
        assert!(times.abs_diff(300) <= 1, "{times}");
    }
}
