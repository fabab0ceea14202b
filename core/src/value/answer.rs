//! The answer to one question: what is each partner worth over a horizon?

use super::amounts::{AmountFit, AmountRow, fit_amounts};
use super::fit::{ModelLimit, OrderFit, OrderModel, fit_orders};
use super::history::{HistoryLeftOut, OrderHistory, Partner};
use super::input;
use super::judge::{CalibrationRow, Forecast, Score, deciles, score};
use super::rows::OrderRow;
use super::season::Season;
use super::simulate::{Ends, Futures, Known};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::money::Currency;
use crate::numeric::Watch;

/// Options of [`partner_value`].
#[derive(Clone, Debug, PartialEq)]
pub struct ValueOptions {
    /// The model of orders.
    pub model: OrderModel,
    /// How many days ahead.
    pub horizon_days: u32,
    /// The first day that is not observed; none: the day after the last order. With
    /// an earlier day, what came after it judges the forecast.
    pub until: Option<Day>,
    /// How many futures are drawn for the intervals; none: no intervals.
    pub draws: u32,
    /// The seed of the draws.
    pub seed: u64,
    /// How many threads share the draws, 1 to 64; the answer does not depend on it.
    pub workers: usize,
}

impl Default for ValueOptions {
    fn default() -> Self {
        Self {
            model: OrderModel::BgNbd,
            horizon_days: 91,
            until: None,
            draws: 1_000,
            seed: 1,
            workers: 1,
        }
    }
}

/// What to know before the figures are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueWarning {
    /// The model of orders has a limit.
    Orders(ModelLimit),
    /// The model of amounts has a limit.
    Amounts(ModelLimit),
    /// Too few partners ordered again to model amounts; every order is worth the mean.
    MeanAmounts,
    /// Partners that order more often spend more or less on each order, which the
    /// model of amounts says they do not.
    AmountsFollowOrders,
    /// Months of the horizon were never seen, so the season says nothing of them.
    SeasonUnseen,
    /// Over the judged days the plain rate was less far off.
    RateIsBetter,
    /// Over the judged days the rate with its season was less far off.
    SeasonIsBetter,
}

impl ValueWarning {
    /// The word for the warning.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders(limit) => limit.name(),
            Self::Amounts(_) => "amounts_at_bound",
            Self::MeanAmounts => "mean_amounts",
            Self::AmountsFollowOrders => "amounts_follow_orders",
            Self::SeasonUnseen => "season_unseen",
            Self::RateIsBetter => "rate_is_better",
            Self::SeasonIsBetter => "season_is_better",
        }
    }

    /// The warning as a sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Orders(ModelLimit::NoDropout) => {
                "the model sees no partner leave, so its chance of being there says nothing; \
                 churn risk is by each partner's own gaps"
            }
            Self::Orders(ModelLimit::AtBound) => {
                "a parameter ran to its bound; rely on the baselines"
            }
            Self::Orders(ModelLimit::NotReached) => {
                "the search ended before its peak; rely on the baselines"
            }
            Self::Amounts(_) => "the model of amounts has no sure peak",
            Self::MeanAmounts => "too few repeat orders to model amounts; each is worth the mean",
            Self::AmountsFollowOrders => {
                "amounts depend on how often a partner orders; values of the busiest and the \
                 quietest are off"
            }
            Self::SeasonUnseen => "not every month of the horizon was seen before",
            Self::RateIsBetter => "the plain rate was less far off than the model",
            Self::SeasonIsBetter => "the rate with its season was less far off than the model",
        }
    }
}

/// The partners, those worth most first, ties by name; columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueTable {
    /// The partner.
    pub partner: Vec<String>,
    /// Days with orders, the first included.
    pub orders: Vec<u64>,
    /// Days from the first order to the last.
    pub recency_days: Vec<i64>,
    /// Days from the first order to the last day observed.
    pub age_days: Vec<i64>,
    /// The chance that the partner orders again at all, by the model.
    pub p_alive: Vec<f64>,
    /// The risk that it is gone: one less the chance, or by gaps.
    pub churn_risk: Vec<f64>,
    /// Orders expected within the horizon.
    pub expected_orders: Vec<f64>,
    /// The lower end of the 95 % interval of the orders that will come, not of their
    /// expectation; empty without draws.
    pub orders_low: Vec<f64>,
    /// The upper end.
    pub orders_high: Vec<f64>,
    /// Orders by the partner's plain rate.
    pub rate_orders: Vec<f64>,
    /// Orders by the plain rate with the season.
    pub seasonal_orders: Vec<f64>,
    /// The amount expected of an order, in units of currency.
    pub expected_amount: Vec<f64>,
    /// What the expected orders come to.
    pub value: Vec<f64>,
    /// The lower end of the 95 % interval of what the orders will come to; empty
    /// without draws.
    pub value_low: Vec<f64>,
    /// The upper end.
    pub value_high: Vec<f64>,
    /// What its plain rate comes to, at its mean amount.
    pub rate_value: Vec<f64>,
    /// Orders that came within the horizon; empty when it was not observed.
    pub actual_orders: Vec<u64>,
}

/// All partners together.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSummary {
    /// The currency of the amounts.
    pub currency: Option<Currency>,
    /// Rows of sales taken in, those left out included.
    pub rows: u64,
    /// The rows left out, by reason.
    pub left_out: [(HistoryLeftOut, u64); 4],
    /// Partners that ordered before the day `until`.
    pub partners: u64,
    /// Their repeat orders before it.
    pub repeats: u64,
    /// The first day that was not observed.
    pub until: Day,
    /// The first day after the horizon.
    pub horizon_end: Day,
    /// Orders expected, and the ends of their interval.
    pub expected_orders: f64,
    /// The 95 % interval; none without draws.
    pub orders_ends: Option<(f64, f64)>,
    /// What they come to.
    pub value: f64,
    /// The 95 % interval; none without draws.
    pub value_ends: Option<(f64, f64)>,
    /// Orders by plain rates.
    pub rate_orders: f64,
    /// Orders by plain rates with their season.
    pub seasonal_orders: f64,
    /// The sum of the chances of being there.
    pub alive: f64,
    /// Busyness of the months, January first, against an even rate.
    pub season: [f64; 12],
}

/// The value of partners over a horizon, always beside plain baselines.
#[derive(Clone, Debug, PartialEq)]
pub struct PartnerValue {
    /// One row a partner.
    pub partners: ValueTable,
    /// All together.
    pub summary: ValueSummary,
    /// The model of orders; times in weeks.
    pub orders: OrderFit,
    /// The model of amounts; none with [`ValueWarning::MeanAmounts`].
    pub amounts: Option<AmountFit>,
    /// What to know first; empty when all is well.
    pub warnings: Vec<ValueWarning>,
    /// The forecasts against what came; empty unless the whole horizon was observed.
    pub scores: Vec<Score>,
    /// The same by tenths of partners.
    pub calibration: Vec<CalibrationRow>,
}

/// The models count time in weeks.
const WEEK: f64 = 7.0;
const HORIZON_MAX: u32 = 36_525;
/// Fewer partners with repeat orders than this do not make a model of amounts.
const AMOUNTS_MIN: usize = 10;

/// What each partner is worth over a horizon: orders by a model, amounts by the
/// Gamma-Gamma model, with intervals, beside plain rates, and judged where what came
/// afterwards is known.
///
/// ```
/// use longtail::{Currency, Day, Keys, OrderHistory, Sales, ValueOptions, nobody, partner_value};
/// // Partner 1 orders every week, partner 2 ordered twice and fell silent.
/// let days = [0, 7, 14, 21, 28, 35, 42, 49, 0, 7];
/// let partners = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2].map(|k| Some(if k == 1 { "P-1" } else { "P-2" }));
/// let sales = Sales::new(Currency::EURO, Keys::from_texts(partners), vec![50_00; 10])?
///     .with_day(days.map(|day| Day(20_000 + day)).to_vec())?;
/// let mut history = OrderHistory::default();
/// history.update(&sales)?;
/// let value = partner_value(&history, &ValueOptions::default(), &mut nobody())?;
/// assert_eq!(value.partners.partner, ["P-1", "P-2"]);
/// assert!(value.partners.churn_risk[1] > value.partners.churn_risk[0]);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for options out of their range, a history in which nobody ordered twice
/// before `until`, or none at all; `Cancelled` when `watch` says so.
pub fn partner_value(
    history: &OrderHistory,
    options: &ValueOptions,
    watch: Watch<'_>,
) -> Result<PartnerValue, Error> {
    let (first, last) = check(history, options)?;
    let until = options.until.unwrap_or(last);
    let end = until.plus(options.horizon_days as i32);
    let partners: Vec<Partner<'_>> = history.by_partner();
    let partners: Vec<Partner<'_>> =
        partners.into_iter().filter(|partner| !partner.before(until).is_empty()).collect();
    let rows: Vec<OrderRow> = partners.iter().filter_map(|p| p.row(until, WEEK)).collect();
    let orders = fit_orders(options.model, &rows)?;
    let money = Money::new(&partners, until, history.unit());
    let amounts = money.fit();
    let season = Season::new(&partners, until);
    let horizon = f64::from(options.horizon_days) / WEEK;
    let futures = Futures {
        orders: &orders,
        amounts: amounts.as_ref(),
        mean_amount: money.mean,
        horizon,
        draws: options.draws as usize,
        seed: options.seed,
        workers: options.workers,
    };
    let known: Vec<Known> = rows
        .iter()
        .zip(&money.repeats)
        .map(|(row, amount)| Known { row: *row, amount: *amount })
        .collect();
    let drawn = match options.draws {
        0 => None,
        _ => Some(futures.ends(&known, watch).ok_or_else(|| {
            Error::new(ErrorKind::Cancelled, "the value of partners was stopped")
        })?),
    };
    let ladder = season.ladder(first, end);
    let gaps = Gaps::new(&partners, until);
    let lines: Vec<Line> = partners
        .iter()
        .zip(&rows)
        .enumerate()
        .map(|(at, (partner, row))| {
            let expected = orders.expected_orders(row.repeats, row.recency, row.age, horizon);
            let alive = orders.p_alive(row.repeats, row.recency, row.age);
            let amount = match &amounts {
                Some(fit) => fit.expected_amount(row.repeats, money.mean_of(at, row)),
                None => money.mean,
            };
            let first = partner.before(until).first().map_or(until.0, |day| day.0);
            let busy = ladder.over(first.saturating_add(1), until.0);
            let repeats = f64::from(row.repeats);
            Line {
                row: *row,
                expected,
                alive,
                churn: if orders.sees_dropout() {
                    1.0 - alive
                } else {
                    gaps.risk(partner.before(until), until)
                },
                rate: if row.age > 0.0 { repeats / row.age * horizon } else { 0.0 },
                seasonal: if busy > 0.0 {
                    repeats / busy * ladder.over(until.0, end.0)
                } else {
                    0.0
                },
                amount,
                rate_amount: if row.repeats > 0 { money.mean_of(at, row) } else { money.mean },
                actual: (partner.before(end).len() - partner.before(until).len()) as u64,
            }
        })
        .collect();
    let judged = options.until.is_some() && end.0 <= last.0;
    let (scores, calibration) = if judged { judge(&lines) } else { (Vec::new(), Vec::new()) };
    let mut warnings: Vec<ValueWarning> =
        orders.limits.iter().copied().map(ValueWarning::Orders).collect();
    match &amounts {
        Some(fit) => warnings.extend(fit.limits.iter().copied().map(ValueWarning::Amounts)),
        None => warnings.push(ValueWarning::MeanAmounts),
    }
    if money.follows_orders(&rows) {
        warnings.push(ValueWarning::AmountsFollowOrders);
    }
    if !season.knows(until, end) {
        warnings.push(ValueWarning::SeasonUnseen);
    }
    if let [model, rate, seasonal] = &scores[..] {
        let better = |other: &Score| other.mae < model.mae;
        warnings.extend(better(rate).then_some(ValueWarning::RateIsBetter));
        warnings.extend(better(seasonal).then_some(ValueWarning::SeasonIsBetter));
    }
    let sum = |f: &dyn Fn(&Line) -> f64| lines.iter().map(f).sum::<f64>();
    let totals = drawn.as_ref().map(|(_, totals)| *totals);
    let summary = ValueSummary {
        currency: history.currency,
        rows: history.rows(),
        left_out: history.left_out(),
        partners: lines.len() as u64,
        repeats: rows.iter().map(|row| u64::from(row.repeats)).sum(),
        until,
        horizon_end: end,
        expected_orders: sum(&|line| line.expected),
        orders_ends: totals.map(|ends| ends.orders),
        value: sum(&|line| line.expected * line.amount),
        value_ends: totals.map(|ends| ends.value),
        rate_orders: sum(&|line| line.rate),
        seasonal_orders: sum(&|line| line.seasonal),
        alive: sum(&|line| line.alive),
        season: season.index,
    };
    let ends = drawn.map(|(ends, _)| ends);
    Ok(PartnerValue {
        partners: table(&partners, &lines, ends.as_deref(), judged),
        summary,
        orders,
        amounts,
        warnings,
        scores,
        calibration,
    })
}

fn check(history: &OrderHistory, options: &ValueOptions) -> Result<(Day, Day), Error> {
    let days = options.horizon_days;
    if !(1..=HORIZON_MAX).contains(&days) {
        return Err(input(format!("`horizon_days` is {days}; expected 1 to {HORIZON_MAX}")));
    }
    if options.draws != 0 && !(100..=100_000).contains(&options.draws) {
        let draws = options.draws;
        return Err(input(format!("`draws` is {draws}; expected 0, or 100 to 100000")));
    }
    if !(1..=64).contains(&options.workers) {
        return Err(input(format!("`workers` is {}; expected 1 to 64", options.workers)));
    }
    let Some((first, last)) = history.span() else {
        return Err(input("there are no orders".into()));
    };
    let until = options.until.unwrap_or(last);
    if until <= first {
        return Err(input(format!("`until` is {until}; the first order is of {first}")));
    }
    // Seasons are summed day by day.
    if i64::from(until.0) - i64::from(first.0) > SPAN_MAX {
        return Err(input(format!("the orders span more than {SPAN_MAX} days")));
    }
    Ok((first, last))
}

const SPAN_MAX: i64 = 200_000;

/// What one partner comes to.
struct Line {
    row: OrderRow,
    expected: f64,
    alive: f64,
    churn: f64,
    rate: f64,
    seasonal: f64,
    amount: f64,
    rate_amount: f64,
    actual: u64,
}

/// Amounts in units of currency.
struct Money {
    /// The sum of each partner's repeat orders.
    repeats: Vec<f64>,
    counts: Vec<u32>,
    /// The mean of all orders.
    mean: f64,
}

impl Money {
    fn new(partners: &[Partner<'_>], until: Day, unit: f64) -> Self {
        let sum = |days: &[(i32, i128)]| days.iter().map(|d| d.1).sum::<i128>() as f64 / unit;
        let repeats = partners.iter().map(|p| sum(&p.before(until)[1..])).collect();
        let all: f64 = partners.iter().map(|p| sum(p.before(until))).sum();
        let counts: Vec<u32> = partners.iter().map(|p| p.before(until).len() as u32 - 1).collect();
        let orders: f64 = counts.iter().map(|count| f64::from(*count) + 1.0).sum();
        Self { repeats, counts, mean: all / orders }
    }

    fn mean_of(&self, at: usize, row: &OrderRow) -> f64 {
        if row.repeats == 0 { 0.0 } else { self.repeats[at] / f64::from(row.repeats) }
    }

    fn fit(&self) -> Option<AmountFit> {
        let rows: Vec<AmountRow> = self
            .counts
            .iter()
            .zip(&self.repeats)
            .filter(|(count, _)| **count > 0)
            .map(|(&orders, sum)| AmountRow { orders, mean: sum / f64::from(orders), partners: 1 })
            .collect();
        if rows.len() < AMOUNTS_MIN { None } else { fit_amounts(&rows).ok() }
    }

    /// Whether the logarithms of mean amounts and of orders go together clearly.
    fn follows_orders(&self, rows: &[OrderRow]) -> bool {
        const CLEAR: f64 = 0.3;
        let pairs: Vec<(f64, f64)> = rows
            .iter()
            .zip(&self.repeats)
            .filter(|(row, _)| row.repeats > 0)
            .map(|(row, sum)| {
                let orders = f64::from(row.repeats);
                (crate::numeric::ln(orders), crate::numeric::ln(sum / orders))
            })
            .collect();
        let n = pairs.len() as f64;
        let mean = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
        let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
        let cross = mean(&|p| (p.0 - x) * (p.1 - y));
        let spread = mean(&|p| (p.0 - x) * (p.0 - x)) * mean(&|p| (p.1 - y) * (p.1 - y));
        pairs.len() >= AMOUNTS_MIN && cross.abs() > CLEAR * libm::sqrt(spread) && spread > 0.0
    }
}

/// The gaps between orders, of all partners together.
struct Gaps {
    sorted: Vec<i32>,
}

impl Gaps {
    fn new(partners: &[Partner<'_>], until: Day) -> Self {
        let own = |p: &Partner<'_>| gaps(p.before(until)).collect::<Vec<_>>();
        let mut sorted: Vec<i32> = partners.iter().flat_map(own).collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    /// The share of the partner's own gaps that were shorter than its silence is now;
    /// all partners' gaps count as one gap more.
    fn risk(&self, days: &[(i32, i128)], until: Day) -> f64 {
        let silence = days.last().map_or(0, |day| until.0 - 1 - day.0);
        let own = gaps(days).filter(|gap| *gap < silence).count() as f64;
        let shorter = self.sorted.partition_point(|gap| *gap < silence) as f64;
        let pooled = shorter / (self.sorted.len().max(1)) as f64;
        (own + pooled) / days.len().max(1) as f64
    }
}

fn gaps(days: &[(i32, i128)]) -> impl Iterator<Item = i32> + '_ {
    days.windows(2).map(|pair| pair[1].0 - pair[0].0)
}

fn judge(lines: &[Line]) -> (Vec<Score>, Vec<CalibrationRow>) {
    let column = |f: &dyn Fn(&Line) -> f64| lines.iter().map(f).collect::<Vec<f64>>();
    let forecasts = [column(&|l| l.expected), column(&|l| l.rate), column(&|l| l.seasonal)];
    let actual = column(&|line| line.actual as f64);
    let scores = Forecast::ALL
        .iter()
        .zip(&forecasts)
        .map(|(forecast, expected)| score(*forecast, expected, &actual))
        .collect();
    (scores, deciles([&forecasts[0], &forecasts[1], &forecasts[2]], &actual))
}

fn table(
    partners: &[Partner<'_>],
    lines: &[Line],
    ends: Option<&[Ends]>,
    judged: bool,
) -> ValueTable {
    let value = |at: &usize| lines[*at].expected * lines[*at].amount;
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| value(b).total_cmp(&value(a)));
    let column = |f: &dyn Fn(&Line) -> f64| order.iter().map(|at| f(&lines[*at])).collect();
    let days = |f: &dyn Fn(&Line) -> f64| {
        order.iter().map(|at| libm::round(f(&lines[*at]) * WEEK) as i64).collect()
    };
    let end = |f: &dyn Fn(&Ends) -> f64| match ends {
        Some(ends) => order.iter().map(|at| f(&ends[*at])).collect(),
        None => Vec::new(),
    };
    ValueTable {
        partner: order.iter().map(|at| partners[*at].name.to_owned()).collect(),
        orders: order.iter().map(|at| u64::from(lines[*at].row.repeats) + 1).collect(),
        recency_days: days(&|line| line.row.recency),
        age_days: days(&|line| line.row.age),
        p_alive: column(&|line| line.alive),
        churn_risk: column(&|line| line.churn),
        expected_orders: column(&|line| line.expected),
        orders_low: end(&|ends| ends.orders.0),
        orders_high: end(&|ends| ends.orders.1),
        rate_orders: column(&|line| line.rate),
        seasonal_orders: column(&|line| line.seasonal),
        expected_amount: column(&|line| line.amount),
        value: order.iter().map(value).collect(),
        value_low: end(&|ends| ends.value.0),
        value_high: end(&|ends| ends.value.1),
        rate_value: column(&|line| line.rate * line.rate_amount),
        actual_orders: if judged {
            order.iter().map(|at| lines[*at].actual).collect()
        } else {
            Vec::new()
        },
    }
}
