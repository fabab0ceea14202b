//! Control of false discoveries.

/// The q-value of each p-value: the smallest rate of false discoveries at which
/// it still counts as one (Benjamini and Hochberg 1995). Keeping all with a
/// q-value of at most 0.1 means that on average at most a tenth are chance.
///
/// ```
/// let q = longtail::q_values(&[0.01, 0.04, 0.03, 0.5]);
/// assert_eq!(q.iter().filter(|q| **q <= 0.06).count(), 3);
/// ```
#[must_use]
pub fn q_values(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (place, &at) in order.iter().enumerate().rev() {
        least = least.min(p[at] * p.len() as f64 / (place + 1) as f64);
        q[at] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Benjamini and Hochberg (1995), section 4.1: at 5 % four of
    /// the fifteen hypotheses are rejected.
    #[test]
    fn the_published_example() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let q = q_values(&p);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!(q.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn no_p_values_have_no_q_values() {
        assert!(q_values(&[]).is_empty());
    }
}
