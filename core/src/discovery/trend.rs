//! Whether a niche grows.

use crate::error::{Error, ErrorKind};
use crate::numeric::normal_quantile;
use libm::{exp, log, sqrt};

/// Growth from the first half of the periods to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Orders in the earlier half.
    pub before: u64,
    /// Orders in the later half.
    pub after: u64,
    /// With an odd number of periods the orders of the middle one, which is in neither
    /// half: both are as long.
    pub middle: Option<u64>,
    /// Later over earlier, with half an order added to both (Gart 1966).
    pub ratio: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How much more the periods vary than orders by chance do; 1 when no more. The
    /// interval is widened by its root.
    pub overdispersion: f64,
}

/// The trend of orders a period, all periods whole and of one length. None below four
/// periods or without any order.
///
/// # Errors
/// `Input` for a coverage that is not between 0 and 1.
pub fn trend(orders: &[u64], coverage: f64) -> Result<Option<Trend>, Error> {
    if !(coverage > 0.0 && coverage < 1.0) {
        let message = format!("`coverage` is {coverage}; expected a number between 0 and 1");
        return Err(Error::new(ErrorKind::Input, message));
    }
    let half = orders.len() / 2;
    let (earlier, later) = (&orders[..half], &orders[orders.len() - half..]);
    let total = |orders: &[u64]| orders.iter().fold(0u64, |sum, n| sum.saturating_add(*n));
    let (before, after) = (total(earlier), total(later));
    if half < 2 || before.saturating_add(after) == 0 {
        return Ok(None);
    }
    let mut chi_square = 0.0;
    for (part, sum) in [(earlier, before), (later, after)] {
        let mean = sum as f64 / half as f64;
        if mean > 0.0 {
            chi_square +=
                part.iter().map(|n| (*n as f64 - mean) * (*n as f64 - mean) / mean).sum::<f64>();
        }
    }
    let overdispersion = (chi_square / (2 * half - 2) as f64).max(1.0);
    let (early, late) = (before as f64 + 0.5, after as f64 + 0.5);
    let error = sqrt(overdispersion * (1.0 / early + 1.0 / late));
    let reach = normal_quantile(0.5 + 0.5 * coverage) * error;
    let ratio = late / early;
    let (low, high) = (exp(log(ratio) - reach), exp(log(ratio) + reach));
    let middle = orders[half..orders.len() - half].first().copied();
    Ok(Some(Trend { before, after, middle, ratio, low, high, overdispersion }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_later_over_earlier() {
        let found = trend(&[10, 10, 99, 20, 20], 0.95).unwrap().unwrap();
        assert_eq!((found.before, found.after, found.overdispersion), (20, 40, 1.0));
        assert_eq!(found.middle, Some(99));
        assert_eq!(trend(&[10, 10, 20, 20], 0.95).unwrap().unwrap().middle, None);
        assert!((found.ratio - 40.5 / 20.5).abs() < 1e-12);
        assert!(found.low > 1.0 && found.high < 3.5, "{found:?}");
    }

    #[test]
    fn uneven_periods_widen_the_interval() {
        let even = trend(&[50, 50, 50, 50], 0.95).unwrap().unwrap();
        let uneven = trend(&[5, 95, 95, 5], 0.95).unwrap().unwrap();
        assert!(uneven.overdispersion > 50.0 && uneven.high > 3.0 * even.high);
    }

    #[test]
    fn too_little_is_no_trend() {
        assert_eq!(trend(&[], 0.95).unwrap(), None);
        assert_eq!(trend(&[1, 2, 3], 0.95).unwrap(), None);
        assert_eq!(trend(&[0; 8], 0.95).unwrap(), None);
        assert!(trend(&[0, 0, 0, 4], 0.95).unwrap().is_some());
        assert!(trend(&[1; 4], 1.0).is_err());
    }
}
