//! Where a niche buys more of a product than the rest does.

use super::twice;
use crate::error::{Error, ErrorKind};
use crate::statistics::{Count, GammaPoisson, Mean, NormalPrior, Shrunken, q_values};
use libm::{log, sqrt};
use std::collections::BTreeMap;

/// Orders of a product in a niche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountCell {
    /// The niche.
    pub niche: String,
    /// The product.
    pub product: String,
    /// Orders with the product, each once.
    pub orders: u64,
    /// Partners that placed them.
    pub partners: u64,
}

/// What is asked of scores.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreOptions {
    /// Only niches with at least so many orders of products are scored; what is
    /// expected stands on all.
    pub niche_orders_min: u64,
    /// Only products with at least so many orders over all niches.
    pub product_orders_min: u64,
    /// A cell of fewer partners is never called a discovery.
    pub partners_min: u64,
    /// The rate of false discoveries that is accepted.
    pub false_discoveries_max: f64,
    /// The chance with which an interval holds the truth.
    pub coverage: f64,
}

/// 1,000 orders a niche, 20 a product, 3 partners, 10 %, 95 %.
impl Default for ScoreOptions {
    fn default() -> Self {
        Self {
            niche_orders_min: 1_000,
            product_orders_min: 20,
            partners_min: 3,
            false_discoveries_max: 0.1,
            coverage: 0.95,
        }
    }
}

impl ScoreOptions {
    /// Refuses options out of their range and cells that are given twice.
    fn check<'a>(&self, cells: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
        let parts =
            [("false_discoveries_max", self.false_discoveries_max), ("coverage", self.coverage)];
        let wrong = parts.into_iter().filter(|(_, value)| !(*value > 0.0 && *value < 1.0));
        let wrong = wrong
            .map(|(name, value)| format!("`{name}` is {value}; expected a number between 0 and 1"));
        let again = twice(cells)
            .into_iter()
            .map(|(niche, product)| format!("niche `{niche}`, product `{product}` is given twice"));
        Error::together(wrong.chain(again).collect())
    }
}

/// The score of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredCell {
    /// The niche.
    pub niche: String,
    /// The product.
    pub product: String,
    /// Orders seen.
    pub orders: u64,
    /// Partners that placed them.
    pub partners: u64,
    /// Orders that the niche's and the product's sizes make expect.
    pub expected: f64,
    /// Seen over expected.
    pub raw: f64,
    /// The ratio drawn towards what all cells say, with its interval.
    pub lift: Shrunken,
    /// The ratio is above this with a chance of 95 %: what to sort by.
    pub low_5: f64,
    /// The smallest rate of false discoveries at which it counts.
    pub q: f64,
    /// Whether it is a discovery: within the rate, of enough partners, and more than
    /// expected.
    pub discovery: bool,
}

/// The scores of all cells, with the prior they were drawn to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// The cells that were sold in at all, the strongest first: by `low_5`, ties by
    /// niche and product.
    pub cells: Vec<ScoredCell>,
    /// How many cells were judged, those without an order among them.
    pub judged: u64,
    /// How many are within the rate of false discoveries, however few partners.
    pub within_rate: u64,
    /// What all cells say of how much ratios differ.
    pub prior: GammaPoisson,
}

/// Scores niches by orders: a gamma prior found from all cells (empirical Bayes, by
/// maximum likelihood), the posterior of each ratio, and the false-discovery control
/// of Benjamini and Hochberg on the Poisson tail.
///
/// A cell that is not given has no orders. With few orders a raw ratio is mostly
/// chance: on real sales nine of the ten highest came from fewer than three partners.
///
/// # Errors
/// `Input` when a cell is given twice, an option is out of its range, or no cell is
/// left to learn from.
pub fn scores(cells: &[CountCell], options: &ScoreOptions) -> Result<Scores, Error> {
    options.check(cells.iter().map(|cell| (&*cell.niche, &*cell.product)))?;
    let mut given: BTreeMap<(&str, &str), &CountCell> = BTreeMap::new();
    let (mut niches, mut products, mut all) = (BTreeMap::new(), BTreeMap::new(), 0u64);
    for cell in cells {
        given.insert((&cell.niche, &cell.product), cell);
        let add = |sum: &mut u64| sum.checked_add(cell.orders).map(|new| *sum = new);
        let added = [
            add(niches.entry(&*cell.niche).or_insert(0)),
            add(products.entry(&*cell.product).or_insert(0)),
            add(&mut all),
        ];
        if added.contains(&None) {
            return Err(Error::new(ErrorKind::Range, "a sum of orders is out of range"));
        }
    }
    niches.retain(|_, orders| *orders >= options.niche_orders_min.max(1));
    products.retain(|_, orders| *orders >= options.product_orders_min.max(1));
    let (mut counts, mut places) = (Vec::new(), Vec::new());
    for (niche, of_niche) in &niches {
        for (product, of_product) in &products {
            let cell = given.get(&(*niche, *product)).copied();
            let expected = *of_niche as f64 * *of_product as f64 / all as f64;
            counts.push(Count { seen: cell.map_or(0, |cell| cell.orders), expected });
            places.push(cell);
        }
    }
    let prior = GammaPoisson::fit(&counts)
        .ok_or_else(|| input("no niche and product has enough orders to be scored".to_owned()))?;
    let q = q_values(&counts.iter().map(|count| count.p_value()).collect::<Vec<_>>());
    let within = |q: f64| q <= options.false_discoveries_max;
    let scored = |((cell, count), q): ((&Option<&CountCell>, &Count), &f64)| {
        let cell = (*cell)?;
        (cell.orders > 0).then(|| ScoredCell {
            niche: cell.niche.clone(),
            product: cell.product.clone(),
            orders: cell.orders,
            partners: cell.partners,
            expected: count.expected,
            raw: count.ratio(),
            lift: prior.posterior(*count, options.coverage),
            low_5: prior.quantile(*count, 0.05),
            q: *q,
            discovery: within(*q)
                && cell.partners >= options.partners_min
                && count.seen as f64 > count.expected,
        })
    };
    let mut scored: Vec<ScoredCell> =
        places.iter().zip(&counts).zip(&q).filter_map(scored).collect();
    scored.sort_by(|a, b| b.low_5.total_cmp(&a.low_5));
    Ok(Scores {
        cells: scored,
        judged: counts.len() as u64,
        within_rate: q.iter().filter(|q| within(**q)).count() as u64,
        prior,
    })
}

/// What the partners of a niche spent on a product, one amount a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountCell {
    /// The niche.
    pub niche: String,
    /// The product.
    pub product: String,
    /// The amounts, in minor units; those at or below zero have no logarithm and
    /// take no part.
    pub amounts_minor: Vec<i64>,
}

/// How much a partner of the niche spends on the product beside partners elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct AmountScore {
    /// The niche.
    pub niche: String,
    /// The product.
    pub product: String,
    /// The partners with an amount above zero.
    pub partners: u64,
    /// Their geometric mean over that of all partners of the product, not shrunken.
    pub raw: f64,
    /// The ratio drawn towards what all cells say, with its interval.
    pub ratio: Shrunken,
    /// The chance that the ratio is at most 1.
    pub chance_not_above: f64,
}

/// Scores niches by amount: the mean of the logarithms in the cell less the mean over
/// all partners of the product, with the spread inside cells as the error of each,
/// drawn towards a normal prior. By the lower end of the interval, ties by niche and
/// product. Cells with fewer than `partners_min` partners take no part.
///
/// # Errors
/// `Input` when an option is out of its range or too few amounts are left.
pub fn amount_scores(
    cells: &[AmountCell],
    options: &ScoreOptions,
) -> Result<Vec<AmountScore>, Error> {
    options.check(cells.iter().map(|cell| (&*cell.niche, &*cell.product)))?;
    let logs = |cell: &AmountCell| -> Vec<f64> {
        let positive = cell.amounts_minor.iter().filter(|amount| **amount > 0);
        let mut sorted: Vec<i64> = positive.copied().collect();
        sorted.sort_unstable();
        sorted.into_iter().map(|amount| log(amount as f64)).collect()
    };
    let mut sorted: Vec<(&AmountCell, Vec<f64>)> =
        cells.iter().map(|cell| (cell, logs(cell))).collect();
    sorted.sort_by(|(a, _), (b, _)| (&a.product, &a.niche).cmp(&(&b.product, &b.niche)));
    let (mut squares, mut freedom) = (0.0, 0usize);
    for (_, logs) in &sorted {
        let mean = mean(logs);
        squares += logs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        freedom += logs.len().saturating_sub(1);
    }
    if freedom == 0 || squares <= 0.0 {
        return Err(input("the amounts do not vary inside any niche; nothing to learn".to_owned()));
    }
    let spread = sqrt(squares / freedom as f64);
    let mut means = Vec::new();
    for of_product in sorted.chunk_by(|(a, _), (b, _)| a.product == b.product) {
        let all: Vec<f64> = of_product.iter().flat_map(|(_, logs)| logs.iter().copied()).collect();
        let whole = mean(&all);
        for (cell, logs) in of_product {
            if logs.len() as u64 >= options.partners_min.max(1) && logs.len() < all.len() {
                let error = spread * sqrt(1.0 / logs.len() as f64 - 1.0 / all.len() as f64);
                means.push((cell, logs.len(), Mean { mean: mean(logs) - whole, error }));
            }
        }
    }
    let prior = NormalPrior::fit(&means.iter().map(|(_, _, mean)| *mean).collect::<Vec<_>>());
    let prior =
        prior.ok_or_else(|| input("no niche has enough partners to be scored".to_owned()))?;
    let scored = |(cell, partners, seen): &(&&AmountCell, usize, Mean)| {
        let logs = prior.posterior(*seen, options.coverage);
        AmountScore {
            niche: cell.niche.clone(),
            product: cell.product.clone(),
            partners: *partners as u64,
            raw: libm::exp(seen.mean),
            ratio: Shrunken {
                mean: libm::exp(logs.mean),
                low: libm::exp(logs.low),
                high: libm::exp(logs.high),
            },
            chance_not_above: prior.chance_at_most(*seen, 0.0),
        }
    };
    let means: Vec<(&&AmountCell, usize, Mean)> =
        means.iter().map(|(cell, partners, mean)| (*cell, *partners, *mean)).collect();
    let mut scored: Vec<AmountScore> = means.iter().map(scored).collect();
    scored.sort_by(|a, b| {
        let names = || (&a.niche, &a.product).cmp(&(&b.niche, &b.product));
        b.ratio.low.total_cmp(&a.ratio.low).then_with(names)
    });
    Ok(scored)
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(niche: &str, product: &str, orders: u64, partners: u64) -> CountCell {
        CountCell { niche: niche.into(), product: product.into(), orders, partners }
    }

    fn all() -> ScoreOptions {
        ScoreOptions { niche_orders_min: 1, product_orders_min: 1, ..ScoreOptions::default() }
    }

    fn market() -> Vec<CountCell> {
        let mut cells = Vec::new();
        for niche in ["bakers", "dentists", "florists"] {
            for product in 0..30 {
                let orders = 20 + (product * 7 + niche.len() as u64 * 3) % 9;
                cells.push(cell(niche, &format!("p{product:02}"), orders, 8));
            }
        }
        cells.push(cell("dentists", "gloves", 90, 30));
        cells.push(cell("bakers", "gloves", 5, 4));
        cells.push(cell("florists", "vases", 3, 1));
        cells
    }

    #[test]
    fn the_strongest_is_the_one_that_many_orders_show() {
        let found = scores(&market(), &all()).unwrap();
        let first = &found.cells[0];
        assert_eq!((&*first.niche, &*first.product, first.discovery), ("dentists", "gloves", true));
        let few = found.cells.iter().find(|cell| cell.product == "vases").unwrap();
        assert!(few.raw > first.raw * 0.9, "{} {}", few.raw, first.raw);
        assert!(few.lift.mean < few.raw && !few.discovery);
        assert_eq!(found.judged, 3 * 32);
        assert!(first.lift.low < first.lift.mean && first.lift.mean < first.lift.high);
    }

    #[test]
    fn the_order_of_the_cells_changes_nothing() {
        let mut cells = market();
        let found = scores(&cells, &all()).unwrap();
        cells.reverse();
        assert_eq!(scores(&cells, &all()).unwrap(), found);
    }

    #[test]
    fn one_partner_is_no_discovery_however_many_orders() {
        let mut cells = market();
        cells.push(cell("florists", "ribbon", 200, 2));
        let found = scores(&cells, &all()).unwrap();
        let ribbon = found.cells.iter().find(|cell| cell.product == "ribbon").unwrap();
        assert!(ribbon.q < 0.01 && !ribbon.discovery);
    }

    #[test]
    fn what_cannot_be_scored_is_an_error() {
        let kind = |cells: &[CountCell], options: &ScoreOptions| {
            scores(cells, options).unwrap_err().kind()
        };
        assert_eq!(kind(&[], &all()), ErrorKind::Input);
        assert_eq!(kind(&[cell("n", "p", 0, 0)], &all()), ErrorKind::Input);
        assert_eq!(kind(&vec![cell("n", "p", 1, 1); 2], &all()), ErrorKind::Input);
        let most = [cell("n", "p", u64::MAX, 1), cell("n", "q", 1, 1)];
        assert_eq!(kind(&most, &all()), ErrorKind::Range);
        for wrong in [0.0, 1.0, -0.1, f64::NAN] {
            let options = ScoreOptions { coverage: wrong, ..all() };
            assert_eq!(kind(&market(), &options), ErrorKind::Input);
        }
    }

    fn amounts(niche: &str, amounts_minor: &[i64]) -> AmountCell {
        AmountCell {
            niche: niche.into(),
            product: "p".into(),
            amounts_minor: amounts_minor.to_vec(),
        }
    }

    #[test]
    fn amounts_are_compared_by_their_geometric_mean() {
        let cells = [
            amounts("large", &[4_000, 5_000, 6_000, 5_500, 4_500]),
            amounts("small", &[400, 500, 600, 550, 450]),
            amounts("few", &[9_000, -3, 0]),
        ];
        let found = amount_scores(&cells, &ScoreOptions::default()).unwrap();
        let names: Vec<&str> = found.iter().map(|s| &*s.niche).collect();
        assert_eq!(names, ["large", "small"]);
        assert!(found[0].raw > 1.0 && found[0].ratio.low > 1.0, "{found:?}");
        assert!(found[1].ratio.high < 1.0 && found[1].chance_not_above > 0.99);
        assert!(found[0].ratio.mean < found[0].raw);
    }

    #[test]
    fn amounts_that_say_nothing_are_an_error() {
        for cells in [vec![], vec![amounts("a", &[5, 5, 5])], vec![amounts("a", &[-1, 0])]] {
            assert!(amount_scores(&cells, &ScoreOptions::default()).is_err());
        }
    }
}
