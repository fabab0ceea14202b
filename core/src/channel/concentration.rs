//! How far the revenue depends on few partners.

use super::ranking::places_for;
use crate::money::Exact;

/// Concentration of revenue over the partners with revenue above zero.
///
/// Partners at or below zero take no part: with negative totals the Gini
/// coefficient and the shares lose their meaning. Every figure is a quotient of
/// two whole numbers, divided once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// `n`: the partners with revenue above zero.
    pub partners: u64,
    /// The Gini coefficient of these partners as the whole population:
    /// `2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n`, with `x` ascending and
    /// `i` from 1. 0: all equal; `(n - 1) / n`: one has everything.
    pub gini: f64,
    /// The same times `n / (n - 1)`, for partners that are a small sample;
    /// none for a single partner.
    pub gini_sample: Option<f64>,
    /// Herfindahl-Hirschman index: the sum of squared shares, from `1 / n` to 1
    /// (times 10,000 on the scale that competition authorities use).
    pub hhi: f64,
    /// `1 / hhi`: so many equal partners would be as concentrated.
    pub effective_number: f64,
    /// The share of the largest partner.
    pub cr1: f64,
    /// The share of the four largest.
    pub cr4: f64,
    /// The share of the ten largest.
    pub cr10: f64,
    /// The smallest number of partners that makes at least half.
    pub partners_for_half: u64,
    /// A fifth of the partners, rounded up.
    pub largest_fifth: u64,
    /// The share that the largest fifth makes.
    pub largest_fifth_share: f64,
}

impl Concentration {
    /// Of amounts from the largest to the smallest; none when no amount is
    /// above zero. `base` is the sum of those above zero.
    pub(super) fn of(ranked: &[i64], base: i64) -> Option<Self> {
        let n = ranked.iter().take_while(|amount| **amount > 0).count();
        let ranked = &ranked[..n];
        let half = places_for(ranked, base, Exact::new(5, 1))?;
        let numerator = gini_numerator(ranked, base)?;
        let (n_wide, base_wide) = (n as i128, i128::from(base));
        if n == 0 {
            return None;
        }
        // INVARIANT: the base fits 63 bits, so its square and every product
        // with a number of partners fit 127.
        let (square, squares) = (base_wide * base_wide, sum_of_squares(ranked));
        let fifth = n.div_ceil(5);
        Some(Self {
            partners: n as u64,
            gini: ratio(numerator, n_wide * base_wide),
            gini_sample: (n > 1).then(|| ratio(numerator, (n_wide - 1) * base_wide)),
            hhi: ratio(squares, square),
            effective_number: ratio(square, squares),
            cr1: share_of_largest(ranked, 1, base),
            cr4: share_of_largest(ranked, 4, base),
            cr10: share_of_largest(ranked, 10, base),
            partners_for_half: half as u64,
            largest_fifth: fifth as u64,
            largest_fifth_share: share_of_largest(ranked, fifth, base),
        })
    }
}

/// `2 * sum(i * x_i) - (n + 1) * sum(x)`, `x` ascending.
fn gini_numerator(descending: &[i64], base: i64) -> Option<i128> {
    let n = descending.len() as i128;
    let weighted = (1..=n)
        .zip(descending.iter().rev())
        .try_fold(0i128, |sum, (i, &x)| sum.checked_add(i.checked_mul(i128::from(x))?))?;
    weighted.checked_mul(2)?.checked_sub((n + 1).checked_mul(i128::from(base))?)
}

/// INVARIANT: at most the square of the base, which fits 126 bits.
fn sum_of_squares(amounts: &[i64]) -> i128 {
    amounts.iter().map(|&x| i128::from(x) * i128::from(x)).sum()
}

fn share_of_largest(ranked: &[i64], k: usize, base: i64) -> f64 {
    ratio(ranked.iter().take(k).map(|&x| i128::from(x)).sum(), i128::from(base))
}

fn ratio(numerator: i128, denominator: i128) -> f64 {
    numerator as f64 / denominator as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(mut amounts: Vec<i64>) -> Concentration {
        amounts.sort_by_key(|amount| std::cmp::Reverse(*amount));
        let base = amounts.iter().filter(|a| **a > 0).sum();
        Concentration::of(&amounts, base).unwrap()
    }

    /// United States Department of Justice, "Herfindahl-Hirschman Index": four
    /// firms with shares of 30, 30, 20 and 20 percent have an HHI of 2,600.
    #[test]
    fn the_published_example_of_the_hhi() {
        let c = of(vec![30, 30, 20, 20]);
        assert_eq!(c.hhi, 0.26);
        assert_eq!((c.cr1, c.cr4, c.cr10), (0.3, 1.0, 1.0));
        assert_eq!(c.partners_for_half, 2);
    }

    /// For 1, 2 .. n the sums are known: the Gini coefficient is (n - 1) / 3n.
    #[test]
    fn the_closed_form_of_the_gini() {
        for n in [1, 2, 10, 1_000] {
            let c = of((1..=n).collect());
            let expected = (n - 1) as f64 / (3 * n) as f64;
            assert!((c.gini - expected).abs() < 1e-15, "{n}: {} {expected}", c.gini);
            let sample = (n > 1).then_some(1.0 / 3.0);
            assert_eq!(c.gini_sample.is_some(), sample.is_some());
            assert!((c.gini_sample.unwrap_or(0.0) - sample.unwrap_or(0.0)).abs() < 1e-15);
        }
    }

    #[test]
    fn the_extremes() {
        let equal = of(vec![7; 20]);
        assert_eq!((equal.gini, equal.hhi, equal.effective_number), (0.0, 0.05, 20.0));
        assert_eq!((equal.largest_fifth, equal.largest_fifth_share), (4, 0.2));
        let single = of(vec![9]);
        assert_eq!((single.gini, single.gini_sample, single.hhi), (0.0, None, 1.0));
    }

    #[test]
    fn amounts_at_or_below_zero_take_no_part() {
        assert_eq!(of(vec![60, 40, 0, -1_000]), of(vec![60, 40]));
        assert_eq!(Concentration::of(&[0, -5], 0), None);
        assert_eq!(Concentration::of(&[], 0), None);
    }

    #[test]
    fn the_largest_amounts_stay_in_range() {
        let c = of(vec![i64::MAX - 1, 1]);
        assert!((c.gini - 0.5).abs() < 1e-15);
        assert!((c.hhi - 1.0).abs() < 1e-15);
    }

    proptest! {
        /// Every partner k times: the Gini coefficient stays, the HHI falls to a k-th.
        #[test]
        fn replication_leaves_the_gini_and_divides_the_hhi(
            amounts in prop::collection::vec(1i64..1_000_000_000, 1..40),
            k in 2usize..6,
        ) {
            let many = amounts.iter().copied().cycle().take(amounts.len() * k).collect();
            let (one, many) = (of(amounts), of(many));
            prop_assert!((one.gini - many.gini).abs() < 1e-12);
            prop_assert!((one.hhi / k as f64 - many.hhi).abs() < 1e-12);
        }

        #[test]
        fn the_gini_is_half_the_mean_difference_over_the_mean(
            amounts in prop::collection::vec(1i64..1_000_000, 1..30),
        ) {
            let differences: i64 =
                amounts.iter().flat_map(|a| amounts.iter().map(move |b| (a - b).abs())).sum();
            let n = amounts.len() as i64;
            let expected = differences as f64 / (2 * n * amounts.iter().sum::<i64>()) as f64;
            prop_assert!((of(amounts).gini - expected).abs() < 1e-12);
        }
    }
}
