//! Forecasts against what was ordered afterwards.

/// Who made a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The model.
    Model,
    /// The partner's plain rate: repeats by age.
    Rate,
    /// The plain rate with the season of the months.
    Seasonal,
}

impl Forecast {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Model, Self::Rate, Self::Seasonal];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Rate => "rate",
            Self::Seasonal => "seasonal",
        }
    }
}

/// How far a forecast of orders was off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Whose.
    pub forecast: Forecast,
    /// The sum of its orders.
    pub expected: f64,
    /// What was ordered.
    pub actual: f64,
    /// The mean absolute error by partner.
    pub mae: f64,
    /// The root of the mean squared error.
    pub rmse: f64,
    /// How often a partner that ordered was ranked above one that did not, ties half;
    /// none when all did or none.
    pub auc: Option<f64>,
}

/// A tenth of the partners, by what the model expects of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationRow {
    /// From 1, the tenth of which most is expected.
    pub decile: u32,
    /// How many partners.
    pub partners: u64,
    /// Mean orders expected by the model.
    pub model: f64,
    /// Mean orders by the plain rate.
    pub rate: f64,
    /// Mean orders by the rate with its season.
    pub seasonal: f64,
    /// Mean orders that came.
    pub actual: f64,
}

pub fn score(forecast: Forecast, expected: &[f64], actual: &[f64]) -> Score {
    let n = expected.len() as f64;
    let off = || expected.iter().zip(actual).map(|(e, a)| e - a);
    Score {
        forecast,
        expected: expected.iter().sum(),
        actual: actual.iter().sum(),
        mae: off().map(f64::abs).sum::<f64>() / n,
        rmse: libm::sqrt(off().map(|d| d * d).sum::<f64>() / n),
        auc: auc(expected, actual),
    }
}

/// By ranks, those of ties shared (Mann and Whitney).
fn auc(expected: &[f64], actual: &[f64]) -> Option<f64> {
    let mut order: Vec<usize> = (0..expected.len()).collect();
    order.sort_by(|a, b| expected[*a].total_cmp(&expected[*b]));
    let active = actual.iter().filter(|a| **a > 0.0).count() as f64;
    let silent = actual.len() as f64 - active;
    let (mut sum, mut at) = (0.0, 0);
    while at < order.len() {
        let value = expected[order[at]];
        let end = at + order[at..].iter().take_while(|i| expected[**i] == value).count();
        let rank = (at + 1 + end) as f64 / 2.0;
        sum += rank * order[at..end].iter().filter(|i| actual[**i] > 0.0).count() as f64;
        at = end;
    }
    (active > 0.0 && silent > 0.0)
        .then(|| (sum - active * (active + 1.0) / 2.0) / (active * silent))
}

/// Partners in tenths; ties by their order.
pub fn deciles(forecasts: [&[f64]; 3], actual: &[f64]) -> Vec<CalibrationRow> {
    let mut order: Vec<usize> = (0..actual.len()).collect();
    order.sort_by(|a, b| forecasts[0][*b].total_cmp(&forecasts[0][*a]));
    let tenth = |k: usize| k * order.len() / 10;
    let row = |k: usize| {
        let own = &order[tenth(k)..tenth(k + 1)];
        let mean = |values: &[f64]| own.iter().map(|i| values[*i]).sum::<f64>() / own.len() as f64;
        (!own.is_empty()).then(|| CalibrationRow {
            decile: k as u32 + 1,
            partners: own.len() as u64,
            model: mean(forecasts[0]),
            rate: mean(forecasts[1]),
            seasonal: mean(forecasts[2]),
            actual: mean(actual),
        })
    };
    (0..10).filter_map(row).collect()
}
