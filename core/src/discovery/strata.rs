//! A total beside its strata: whether the whole says what its parts say.

use super::twice;
use crate::error::Error;

/// Two groups, counted in one stratum: how many, and how many of them succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arms {
    /// The stratum, such as a size class.
    pub stratum: String,
    /// Partners with it.
    pub with: u64,
    /// Of these, partners that succeeded.
    pub with_succeeded: u64,
    /// Partners without it.
    pub without: u64,
    /// Of these, partners that succeeded.
    pub without_succeeded: u64,
}

/// One stratum with its difference of rates.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The stratum.
    pub stratum: String,
    /// Rate with less rate without; none when a group is empty.
    pub difference: Option<f64>,
}

/// The total and the strata.
#[derive(Clone, Debug, PartialEq)]
pub struct Strata {
    /// Rate with less rate without, all strata thrown together; none when a group is
    /// empty.
    pub total: Option<f64>,
    /// The difference inside the strata, each weighted by its smaller group (Mantel
    /// and Haenszel 1959); none when no stratum has both groups.
    pub within: Option<f64>,
    /// The strata, by name.
    pub strata: Vec<Stratum>,
    /// Simpson's paradox: the total and the difference inside the strata have
    /// opposite signs. Then show the strata and not the total.
    pub reversed: bool,
    /// Some strata say the opposite of others: there is no one answer.
    pub mixed: bool,
}

/// Compares two groups in total and inside strata.
///
/// ```
/// use longtail::discovery::{Arms, compare_strata};
/// // Kidney stones (Charig and others 1986): better for small and for large stones,
/// // worse in total, because the hard cases got it.
/// let arms = |stratum: &str, with, with_succeeded, without, without_succeeded| Arms {
///     stratum: stratum.into(), with, with_succeeded, without, without_succeeded,
/// };
/// let found = compare_strata(&[arms("small", 87, 81, 270, 234), arms("large", 263, 192, 80, 55)])?;
/// assert!(found.reversed && !found.mixed);
/// assert!(found.total < Some(0.0) && found.within > Some(0.0));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for a stratum given twice or more successes than partners.
pub fn compare_strata(arms: &[Arms]) -> Result<Strata, Error> {
    let mut faults = Vec::new();
    for stratum in twice(arms.iter().map(|arms| &*arms.stratum)) {
        faults.push(format!("stratum `{stratum}` is given twice"));
    }
    let mut sorted: Vec<&Arms> = arms.iter().collect();
    sorted.sort_by(|a, b| a.stratum.cmp(&b.stratum));
    let over = |a: &&&Arms| a.with_succeeded > a.with || a.without_succeeded > a.without;
    for wrong in sorted.iter().filter(over) {
        faults.push(format!("stratum `{}`: more succeeded than there are", wrong.stratum));
    }
    Error::together(faults)?;
    let sum = |of: fn(&Arms) -> u64| sorted.iter().map(|a| of(a) as f64).sum::<f64>();
    let total = difference(
        sum(|a| a.with),
        sum(|a| a.with_succeeded),
        sum(|a| a.without),
        sum(|a| a.without_succeeded),
    );
    let of = |a: &&Arms| {
        let [n, x, m, y] =
            [a.with, a.with_succeeded, a.without, a.without_succeeded].map(|n| n as f64);
        (difference(n, x, m, y), n * m / (n + m))
    };
    let each: Vec<(Option<f64>, f64)> = sorted.iter().map(of).collect();
    let known: Vec<(f64, f64)> = each.iter().filter_map(|(d, w)| Some(((*d)?, *w))).collect();
    let weights: f64 = known.iter().map(|(_, weight)| weight).sum();
    let within = (weights > 0.0).then(|| {
        known.iter().map(|(difference, weight)| difference * weight).sum::<f64>() / weights
    });
    let opposite = matches!((total, within), (Some(t), Some(w)) if t * w < 0.0);
    let some = |sign: f64| known.iter().any(|(difference, _)| difference * sign > 0.0);
    let stratum = |(arms, (difference, _)): (&&Arms, &(Option<f64>, f64))| Stratum {
        stratum: arms.stratum.clone(),
        difference: *difference,
    };
    Ok(Strata {
        total,
        within,
        strata: sorted.iter().zip(&each).map(stratum).collect(),
        reversed: opposite,
        mixed: some(1.0) && some(-1.0),
    })
}

fn difference(n: f64, x: f64, m: f64, y: f64) -> Option<f64> {
    (n > 0.0 && m > 0.0).then(|| x / n - y / m)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arms(stratum: &str, numbers: [u64; 4]) -> Arms {
        let [with, with_succeeded, without, without_succeeded] = numbers;
        Arms { stratum: stratum.into(), with, with_succeeded, without, without_succeeded }
    }

    #[test]
    fn strata_that_agree_with_the_total_give_no_warning() {
        let found =
            compare_strata(&[arms("a", [10, 6, 10, 4]), arms("b", [10, 8, 10, 5])]).unwrap();
        assert!(!found.reversed && !found.mixed);
        assert!((found.total.unwrap() - 0.25).abs() < 1e-12);
        assert!((found.within.unwrap() - 0.25).abs() < 1e-12);
    }

    #[test]
    fn strata_that_disagree_are_said_to() {
        let found =
            compare_strata(&[arms("a", [10, 9, 10, 1]), arms("b", [10, 1, 10, 2])]).unwrap();
        assert!(found.mixed && !found.reversed);
    }

    #[test]
    fn an_empty_group_has_no_rate() {
        let found = compare_strata(&[arms("a", [0, 0, 10, 1])]).unwrap();
        assert_eq!((found.total, found.within, found.strata[0].difference), (None, None, None));
        assert_eq!(compare_strata(&[]).unwrap().total, None);
        assert!(compare_strata(&[arms("a", [1, 2, 1, 1])]).is_err());
        assert!(compare_strata(&[arms("a", [1, 1, 1, 1]), arms("a", [1, 1, 1, 1])]).is_err());
    }
}
