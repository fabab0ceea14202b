/// Splits an amount of minor units over weights, by largest remainder.
///
/// Every unit is given out; ties go to the earlier weight; weights that are all
/// zero mean equal parts. A negative amount is split like its opposite.
/// Returns `false` and leaves zeros when there is no weight at all or a weight
/// is negative.
///
/// ```
/// let mut parts = [0; 3];
/// assert!(longtail::split(300, &[4_300, 1_400, 2_300], &mut parts));
/// assert_eq!(parts, [161, 53, 86]);
/// ```
#[must_use]
pub fn split(amount: i64, weights: &[i64], parts: &mut [i64]) -> bool {
    parts.fill(0);
    let Some(total) = total(weights) else { return false };
    if weights.is_empty() || parts.len() != weights.len() {
        return false;
    }
    let equal = total == 0;
    let total = if equal { weights.len() as i128 } else { total };
    let magnitude = i128::from(amount).abs();
    let weight = |i: usize| if equal { 1 } else { i128::from(weights[i]) };
    let mut given = 0i128;
    for (i, part) in parts.iter_mut().enumerate() {
        let whole = magnitude * weight(i) / total;
        given += whole;
        // INVARIANT: a part never exceeds the amount, which is an i64.
        *part = whole as i64;
    }
    give_rest(parts, magnitude - given, |i, part| magnitude * weight(i) - i128::from(part) * total);
    if amount < 0 {
        parts.iter_mut().for_each(|part| *part = -*part);
    }
    true
}

fn total(weights: &[i64]) -> Option<i128> {
    weights.iter().try_fold(0i128, |sum, &w| (w >= 0).then(|| sum + i128::from(w)))
}

/// From so many parts on they are sorted once, not searched for each unit.
const SORTED_FROM: usize = 32;

/// Gives a unit each to the parts that are furthest below their exact share,
/// ties to the earlier. There are fewer units than parts.
fn give_rest(parts: &mut [i64], rest: i128, need: impl Fn(usize, i64) -> i128) {
    if parts.len() >= SORTED_FROM {
        let mut needy: Vec<usize> = (0..parts.len()).collect();
        needy.sort_by_key(|&i| std::cmp::Reverse(need(i, parts[i])));
        for (i, _) in needy.into_iter().zip(0..rest) {
            parts[i] += 1;
        }
        return;
    }
    for _ in 0..rest {
        // A part that has received its unit is above its share: never chosen twice.
        if let Some(i) = (0..parts.len()).rev().max_by_key(|&i| need(i, parts[i])) {
            parts[i] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(amount: i64, weights: &[i64]) -> Vec<i64> {
        let mut out = vec![0; weights.len()];
        assert!(split(amount, weights, &mut out));
        out
    }

    #[test]
    fn ties_go_to_the_earlier_weight() {
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(2, &[1, 1, 1]), [1, 1, 0]);
        assert_eq!(parts(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(parts(5, &[0, 0]), [3, 2]);
    }

    #[test]
    fn nothing_is_given_without_a_valid_weight() {
        assert!(!split(1, &[], &mut []));
        assert!(!split(1, &[1, -1], &mut [0, 0]));
    }

    proptest! {
        #[test]
        fn every_cent_is_conserved_and_no_part_is_off_by_one(
            amount in -1_000_000_000_000i64..1_000_000_000_000,
            weights in prop::collection::vec(0i64..1_000_000, 1..80),
        ) {
            let got = parts(amount, &weights);
            prop_assert_eq!(got.iter().sum::<i64>(), amount);
            let total: i128 = weights.iter().map(|&w| i128::from(w)).sum();
            if total > 0 {
                for (part, weight) in got.iter().zip(&weights) {
                    let off = i128::from(*part) * total - i128::from(amount) * i128::from(*weight);
                    prop_assert!(off.abs() < total);
                }
            }
        }
    }
}
