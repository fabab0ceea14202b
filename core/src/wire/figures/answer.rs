use super::question::{self, By, Question, day};
use super::rows_used::rows_used;
use super::table::{FigureColumn, FigureTable, FigureValues};
use crate::calendar::Day;
use crate::channel::{
    BestBy, ByPeriod, Concentration, SpreadRow, best_sellers, change_of, dependence, lorenz,
    rank_slopes, spread, spread_of, steadiness_of, tail_of, theil,
};
use crate::error::{Error, ErrorKind};
use crate::money::Currency;
use crate::sales::LeftOut;
use crate::tally::{Cells, Period, PeriodRow, ProductCells, Sums, Tally, check_threads};

/// More points than a curve can show.
const STEPS_MAX: u32 = 100_000;

/// Answers a question about a tally, read by so many threads.
///
/// The guide's page *Figures on sales* says which questions there are, what each
/// reads and which columns it answers.
///
/// ```
/// use longtail::{Currency, FigureValues, Keys, Sales, Tally, TallyOptions, figure};
/// let partners = Keys::from_texts(["a", "b", "c"].map(Some));
/// let sales = Sales::new(Currency::EURO, partners, &[60_00, 30_00, 10_00])?;
/// let mut tally = Tally::new(&TallyOptions::default())?;
/// tally.update(&sales)?;
/// let table = figure(&tally, r#"{"figure": "dependence", "largest": [1]}"#, 1)?;
/// assert_eq!(table.columns[3].values, FigureValues::Ratio(vec![Some(0.6)]));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a question that cannot be read as one; `Table` when the tally lacks
/// a column that it needs; `Range` for sums out of range.
pub fn figure<'t>(
    tally: &'t Tally,
    question: &str,
    threads: usize,
) -> Result<FigureTable<'t>, Error> {
    check_threads(threads)?;
    let exponent = tally.currency().map_or(2, |currency: Currency| currency.exponent());
    let columns = match question::read(question)? {
        Question::Revenue(q) => revenue(tally, q.by, threads)?,
        Question::Concentration(q) => concentration(tally, &q, threads)?,
        Question::Lorenz(q) => {
            if !(1..=STEPS_MAX).contains(&q.steps) {
                let message = format!("`steps` is {}; expected 1 to {STEPS_MAX}", q.steps);
                return Err(question::input(&message));
            }
            let points = lorenz(amounts(tally, q.by, threads)?.into_iter(), q.steps)?;
            vec![
                count("count", points.iter().map(|p| p.count)),
                ratio("count_share", points.iter().map(|p| Some(p.count_share))),
                ratio("revenue_share", points.iter().map(|p| Some(p.revenue_share))),
            ]
        }
        Question::Dependence(q) => {
            let amounts = amounts(tally, q.by, threads)?;
            let above = amounts.iter().filter(|amount| **amount > 0).count() as u64;
            let rows = dependence(amounts.into_iter(), &q.largest)?;
            vec![
                count("largest", rows.iter().map(|r| r.largest)),
                amount("revenue", rows.iter().map(|r| r.revenue)),
                amount("revenue_without", rows.iter().map(|r| r.revenue_without)),
                ratio("share", rows.iter().map(|r| r.share)),
                flag("small", rows.iter().map(|_| above < q.partners_min)),
            ]
        }
        Question::Theil(q) => theil_rows(tally, q.partners_min, threads)?,
        Question::Slopes(q) => {
            let rows = rank_slopes(amounts(tally, q.by, threads)?.into_iter(), &q.bounds)?;
            vec![
                count("rank_from", rows.iter().map(|r| r.rank_from)),
                count("rank_to", rows.iter().map(|r| r.rank_to)),
                ratio("slope", rows.iter().map(|r| r.slope)),
                ratio("r2", rows.iter().map(|r| r.r2)),
                ratio("hill", rows.iter().map(|r| r.hill)),
                flag("small", rows.iter().map(|r| r.rank_to - r.rank_from + 1 < q.partners_min)),
            ]
        }
        Question::Tail(q) => {
            let past_until = q.past_until.map(|text| day("past_until", &text)).transpose()?;
            let sales = by_period(tally, q.period.0, threads)?;
            let rows = tail_of(&sales, q.head.head(exponent)?, past_until, q.partners_min)?;
            let mut columns = periods(rows.iter().map(|r| Some(r.period)));
            columns.extend([
                flag("past", rows.iter().map(|r| r.past)),
                count("partners", rows.iter().map(|r| r.partners)),
                amount("revenue", rows.iter().map(|r| r.revenue)),
                count("fixed_head_partners", rows.iter().map(|r| r.fixed_head_partners)),
                ratio("fixed_tail_share", rows.iter().map(|r| r.fixed_tail_share)),
                count("moving_head_partners", rows.iter().map(|r| r.moving_head_partners)),
                ratio("moving_tail_share", rows.iter().map(|r| r.moving_tail_share)),
                flag("small", rows.iter().map(|r| r.small)),
            ]);
            columns
        }
        Question::Steadiness(q) => {
            if q.season == 0 {
                return Err(question::input("`season` is 0; expected a number of periods"));
            }
            let past_until = q.past_until.map(|text| day("past_until", &text)).transpose()?;
            let sales = by_period(tally, q.period.0, threads)?;
            let rows = steadiness_of(&sales, q.head.head(exponent)?, past_until, q.season)?;
            // The mean is in whole units of money, as every amount a host sees.
            let unit = 10f64.powi(i32::from(exponent));
            vec![
                words("part", rows.iter().map(|r| r.part)),
                count("periods", rows.iter().map(|r| r.periods)),
                ratio("mean", rows.iter().map(|r| r.mean.map(|mean| mean / unit))),
                ratio("cv", rows.iter().map(|r| r.cv)),
                ratio("growth_mad", rows.iter().map(|r| r.growth_mad)),
                ratio("seasonal_mase", rows.iter().map(|r| r.seasonal_mase)),
                flag("chosen_on_same", rows.iter().map(|r| r.chosen_on_same)),
                count("partners", rows.iter().map(|r| r.partners)),
                flag("small", rows.iter().map(|r| r.partners < q.partners_min)),
            ]
        }
        Question::Change(q) => {
            let (before, after) = (day("before", &q.before)?, day("after", &q.after)?);
            let sales = by_period(tally, q.period.0, threads)?;
            let rows = change_of(&sales, q.head.head(exponent)?, before, after)?;
            vec![
                words("part", rows.iter().map(|r| r.part)),
                count("partners", rows.iter().map(|r| r.partners)),
                amount("before", rows.iter().map(|r| r.before)),
                amount("after", rows.iter().map(|r| r.after)),
                amount("change", rows.iter().map(|r| r.change)),
                flag("whole", rows.iter().map(|r| r.whole)),
                flag("small", rows.iter().map(|r| r.partners < q.partners_min)),
            ]
        }
        Question::BestSellers(q) => {
            let by = BestBy::parse(&q.by).ok_or_else(|| {
                let words = BestBy::NAMES.join(", ");
                question::input(&format!("`by` is `{}`; expected one of {words}", q.by))
            })?;
            let cells = product_cells(tally, threads)?;
            needs("niche", cells.niches.is_empty() && !cells.cells.is_empty())?;
            let rows = best_sellers(&cells, by, q.limit, q.partners_min)?;
            vec![
                names("niche", &cells.niches, rows.iter().map(|r| r.niche)),
                count("rank", rows.iter().map(|r| r.rank)),
                names("product", &cells.products, rows.iter().map(|r| r.product)),
                amount("revenue", rows.iter().map(|r| r.amount)),
                units(
                    "quantity",
                    rows.iter().map(|r| (r.quantity, r.rows, r.rows_without_quantity)),
                ),
                count("rows_without_quantity", rows.iter().map(|r| r.rows_without_quantity)),
                count("rows", rows.iter().map(|r| r.rows)),
                count("partners", rows.iter().map(|r| r.partners)),
                ratio("lift", rows.iter().map(|r| r.lift)),
                flag("small", rows.iter().map(|r| r.small)),
            ]
        }
        Question::Partners(q) => {
            let as_of = q.as_of.map(|text| day("as_of", &text)).transpose()?;
            partners(tally, as_of, threads)?
        }
        Question::LeftOut(_) => {
            let rows = LeftOut::ALL.iter().zip(tally.left_out());
            vec![
                words("reason", LeftOut::ALL.iter().map(|reason| reason.name())),
                count("rows", rows.clone().map(|(_, sums)| sums.rows)),
                amount("amount", rows.map(|(_, sums)| sums.amount)),
            ]
        }
        Question::RowsUsed(_) => rows_used(tally, threads)?,
    };
    Ok(FigureTable { exponent, columns })
}

pub(super) type Columns<'t> = Vec<FigureColumn<'t>>;

fn text<'t>(name: &'static str, values: impl Iterator<Item = Option<&'t str>>) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Text(values.collect()) }
}

pub(super) fn words<'t>(
    name: &'static str,
    values: impl Iterator<Item = &'t str>,
) -> FigureColumn<'t> {
    text(name, values.map(Some))
}

/// The names of places; a place outside the names is none.
fn names<'t>(
    name: &'static str,
    names: &[&'t str],
    places: impl Iterator<Item = u32>,
) -> FigureColumn<'t> {
    text(name, places.map(|place| names.get(place as usize).copied()))
}

pub(super) fn count<'t>(name: &'static str, values: impl Iterator<Item = u64>) -> FigureColumn<'t> {
    counts(name, values.map(Some))
}

fn counts<'t>(name: &'static str, values: impl Iterator<Item = Option<u64>>) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Count(values.collect()) }
}

pub(super) fn amount<'t>(
    name: &'static str,
    values: impl Iterator<Item = i128>,
) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Amount(values.collect()) }
}

/// Units, rows, and rows without a quantity; of no quantity at all no sum is told.
fn units<'t>(
    name: &'static str,
    values: impl Iterator<Item = (i128, u64, u64)>,
) -> FigureColumn<'t> {
    let known = |(units, rows, without): (i128, u64, u64)| (without < rows).then_some(units);
    FigureColumn { name, values: FigureValues::Units(values.map(known).collect()) }
}

const fn units_of(sums: &Sums) -> (i128, u64, u64) {
    (sums.quantity, sums.rows, sums.rows_without_quantity)
}

pub(super) fn ratio<'t>(
    name: &'static str,
    values: impl Iterator<Item = Option<f64>>,
) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Ratio(values.collect()) }
}

pub(super) fn flag<'t>(name: &'static str, values: impl Iterator<Item = bool>) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Flag(values.collect()) }
}

fn days<'t>(name: &'static str, values: impl Iterator<Item = Option<Day>>) -> FigureColumn<'t> {
    FigureColumn { name, values: FigureValues::Day(values.collect()) }
}

fn periods<'t>(rows: impl Iterator<Item = Option<PeriodRow>> + Clone) -> Columns<'t> {
    // All days together of sales without days begin nowhere.
    let known = rows.clone().map(|p| p.filter(|p| p.first < p.until));
    vec![
        days("period", known.clone().map(|p| p.map(|p| p.first))),
        days("period_until", known.map(|p| p.map(|p| p.until))),
        flag("whole", rows.map(|p| p.is_some_and(|p| p.whole))),
    ]
}

/// What each partner, niche or product comes to, by name; rows that have none are
/// left out.
fn totals(tally: &Tally, by: By, threads: usize) -> Result<Vec<(&str, Sums)>, Error> {
    match by {
        By::Partner => {
            let rows = tally.partner_sales(threads)?;
            Ok(rows.into_iter().map(|row| (row.partner, row.sums)).collect())
        }
        By::Niche => {
            let sums = tally.niche_sums(threads)?;
            needs("niche", sums.is_empty() && any_rows(tally, threads)?)?;
            Ok(sums)
        }
        By::Product => {
            let sums = tally.product_sums()?;
            let none = sums.is_empty() && any_rows(tally, threads)?;
            needs("product", none || !tally.options().products)?;
            Ok(sums)
        }
    }
}

fn by_period(tally: &Tally, period: Period, threads: usize) -> Result<ByPeriod, Error> {
    Ok(ByPeriod::of_amounts(tally.amounts(period, false, threads)?))
}

fn product_cells(tally: &Tally, threads: usize) -> Result<ProductCells<'_>, Error> {
    let cells = tally.product_cells(threads)?;
    let none = cells.products.is_empty() && any_rows(tally, threads)?;
    needs("product", none || !tally.options().products)?;
    Ok(cells)
}

fn any_rows(tally: &Tally, threads: usize) -> Result<bool, Error> {
    Ok(!tally.partner_sales(threads)?.is_empty())
}

/// Refuses a question about a column that was not given, or that has no value: an
/// empty answer would look like one.
fn needs(column: &str, lacks: bool) -> Result<(), Error> {
    if !lacks {
        return Ok(());
    }
    let message = format!("the figure needs the column `{column}`, and no row has a value in it");
    Err(Error::new(ErrorKind::Table, message))
}

fn amounts(tally: &Tally, by: By, threads: usize) -> Result<Vec<i128>, Error> {
    Ok(totals(tally, by, threads)?.into_iter().map(|(_, sums)| sums.amount).collect())
}

/// The largest first, ties by name.
fn revenue(tally: &Tally, by: By, threads: usize) -> Result<Columns<'_>, Error> {
    let mut rows = totals(tally, by, threads)?;
    rows.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.amount));
    let base: i128 = rows.iter().map(|(_, sums)| sums.amount.max(0)).fold(0, i128::saturating_add);
    let share = |sums: &Sums| (base > 0).then(|| sums.amount.max(0) as f64 / base as f64);
    let name = match by {
        By::Partner => "partner",
        By::Niche => "niche",
        By::Product => "product",
    };
    Ok(vec![
        words(name, rows.iter().map(|(name, _)| *name)),
        count("rank", 1..=rows.len() as u64),
        count("rows", rows.iter().map(|(_, sums)| sums.rows)),
        count("return_rows", rows.iter().map(|(_, sums)| sums.return_rows)),
        amount("revenue", rows.iter().map(|(_, sums)| sums.amount)),
        units("quantity", rows.iter().map(|(_, sums)| units_of(sums))),
        count("rows_without_quantity", rows.iter().map(|(_, sums)| sums.rows_without_quantity)),
        ratio("share", rows.iter().map(|(_, sums)| share(sums))),
    ])
}

fn concentration<'t>(
    tally: &'t Tally,
    question: &question::Concentration,
    threads: usize,
) -> Result<Columns<'t>, Error> {
    let by_partner = question.by == By::Partner;
    if !by_partner && (question.per_niche || question.period.0 != Period::All) {
        return Err(question::input("`period` and `per_niche` go with `by` `partner` only"));
    }
    let (periods_of, niches, rows) = if by_partner {
        let amounts = tally.amounts(question.period.0, question.per_niche, threads)?;
        let lacks = amounts.niches.is_empty() && !amounts.piles.is_empty();
        needs("niche", question.per_niche && lacks)?;
        let rows = spread_of(&amounts, question.partners_min)?;
        (amounts.periods, amounts.niches, rows)
    } else {
        let cells = as_partners(totals(tally, question.by, threads)?);
        let rows = spread(&cells, question.partners_min)?;
        (cells.periods, cells.niches, rows)
    };
    let period = |row: &SpreadRow| periods_of.rows.get(row.period as usize).copied();
    let mut columns = periods(rows.iter().map(period));
    columns.push(names("niche", &niches, rows.iter().map(|r| r.niche)));
    columns.extend([
        count("partners", rows.iter().map(|r| r.partners)),
        amount("revenue", rows.iter().map(|r| r.revenue)),
    ]);
    let figure = |name, of: fn(&Concentration) -> Option<f64>| {
        ratio(name, rows.iter().map(move |r| r.concentration.as_ref().and_then(of)))
    };
    let whole = |name, of: fn(&Concentration) -> u64| {
        counts(name, rows.iter().map(move |r| r.concentration.as_ref().map(of)))
    };
    columns.extend([
        whole("partners_above_zero", |c| c.partners),
        figure("gini", |c| Some(c.gini)),
        figure("gini_sample", |c| c.gini_sample),
        figure("hhi", |c| Some(c.hhi)),
        figure("effective_number", |c| Some(c.effective_number)),
        figure("cr1", |c| Some(c.cr1)),
        figure("cr4", |c| Some(c.cr4)),
        figure("cr10", |c| Some(c.cr10)),
        whole("partners_for_half", |c| c.partners_for_half),
        whole("largest_fifth", |c| c.largest_fifth),
        figure("largest_fifth_share", |c| Some(c.largest_fifth_share)),
        flag("small", rows.iter().map(|r| r.small)),
    ]);
    Ok(columns)
}

/// Totals of niches or products in the shape of partners.
fn as_partners<'t>(totals: Vec<(&'t str, Sums)>) -> Cells<'t> {
    let cell = |(partner, (_, sums)): (u32, &(&str, Sums))| crate::tally::Cell {
        period: 0,
        niche: crate::sales::MISSING_KEY,
        partner,
        sums: *sums,
    };
    let cells = (0..).zip(&totals).map(cell).collect();
    let partners = totals.iter().map(|(name, _)| *name).collect();
    Cells { partners, cells, ..Cells::default() }
}

fn theil_rows(tally: &Tally, partners_min: u64, threads: usize) -> Result<Columns<'_>, Error> {
    let cells = tally.cells_with(Period::All, threads)?;
    let Some(split) = theil(&cells)? else {
        return Ok(vec![
            words("part", std::iter::empty()),
            names("niche", &cells.niches, std::iter::empty()),
            counts("partners", std::iter::empty()),
            ratio("share", std::iter::empty()),
            ratio("theil", std::iter::empty()),
            flag("small", std::iter::empty()),
        ]);
    };
    let parts = [("total", split.total), ("within", split.within), ("between", split.between)];
    // Without niches nothing lies within or between them.
    let (parts, own) = match cells.niches.is_empty() {
        true => (&parts[..1], &[][..]),
        false => (&parts[..], &split.niches[..]),
    };
    let none = || parts.iter().map(|_| None);
    let all: u64 = split.niches.iter().map(|n| n.partners).sum();
    Ok(vec![
        words("part", parts.iter().map(|p| p.0).chain(own.iter().map(|_| "niche"))),
        text(
            "niche",
            parts
                .iter()
                .map(|_| None)
                .chain(own.iter().map(|n| cells.niches.get(n.niche as usize).copied())),
        ),
        counts("partners", parts.iter().map(|_| None).chain(own.iter().map(|n| Some(n.partners)))),
        ratio("share", none().chain(own.iter().map(|n| Some(n.share)))),
        ratio("theil", parts.iter().map(|p| Some(p.1)).chain(own.iter().map(|n| Some(n.theil)))),
        flag(
            "small",
            parts
                .iter()
                .map(|_| all)
                .chain(own.iter().map(|n| n.partners))
                .map(|n| n < partners_min),
        ),
    ])
}

fn partners(tally: &Tally, as_of: Option<Day>, threads: usize) -> Result<Columns<'_>, Error> {
    let rows = tally.partner_sales(threads)?;
    let as_of = as_of.or_else(|| rows.iter().filter_map(|row| row.last).max());
    // A day after `as_of` is no recency: none, and the day itself shows why.
    let since = |last: Option<Day>| {
        let (last, as_of) = (last?, as_of?);
        u64::try_from(i64::from(as_of.0) - i64::from(last.0)).ok()
    };
    Ok(vec![
        words("partner", rows.iter().map(|r| r.partner)),
        days("first", rows.iter().map(|r| r.first)),
        days("last", rows.iter().map(|r| r.last)),
        counts("days_since", rows.iter().map(|r| since(r.last))),
        counts("days", rows.iter().map(|r| r.first.map(|_| r.days))),
        counts("orders", rows.iter().map(|r| r.orders)),
        count("rows", rows.iter().map(|r| r.sums.rows)),
        amount("revenue", rows.iter().map(|r| r.sums.amount)),
        units("quantity", rows.iter().map(|r| units_of(&r.sums))),
        count("rows_without_quantity", rows.iter().map(|r| r.sums.rows_without_quantity)),
    ])
}
