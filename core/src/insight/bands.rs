//! Bands: how a number is told without telling it.

/// The lower bounds of bands of shares, in percent.
const SHARES: [u8; 7] = [0, 1, 2, 5, 10, 20, 50];

/// The lower bounds of bands of partners.
const PARTNERS: [u64; 9] = [3, 5, 10, 20, 50, 100, 200, 500, 1_000];

/// A share told as a band: from a bound to below the next, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareBand {
    /// The lower bound.
    pub from_percent: u8,
    /// The upper bound.
    pub until_percent: u8,
}

/// The band of a part in a whole. A part below zero lies in the lowest.
pub(super) fn share_band(part: i128, whole: i128) -> ShareBand {
    let reached = |percent: &u8| {
        let limit = whole.checked_mul(i128::from(*percent));
        whole > 0 && matches!((part.checked_mul(100), limit), (Some(p), Some(l)) if p >= l)
    };
    let at = SHARES.iter().rposition(reached).unwrap_or(0);
    let until_percent = SHARES.get(at + 1).copied().unwrap_or(100);
    ShareBand { from_percent: SHARES[at], until_percent }
}

/// The lower bound of the band of a number of partners: at least so many.
pub(super) fn partners_from(partners: u64) -> u64 {
    PARTNERS.iter().copied().rfind(|bound| partners >= *bound).unwrap_or(0)
}

/// A part in a whole times 100 as a multiple of ten.
pub(super) fn index_of(part: i128, mean_times: i128, count: i128) -> Option<i64> {
    // part / (sum / count) * 100, to the nearest ten, half away from zero.
    let tens = part.checked_mul(count)?.checked_mul(20)?;
    let whole = mean_times.checked_mul(2)?;
    if whole <= 0 {
        return None;
    }
    let half = if tens < 0 { -mean_times } else { mean_times };
    i64::try_from((tens + half) / whole * 10).ok()
}

/// A number to two significant digits, half away from zero.
pub(super) fn two_digits(value: i128) -> i128 {
    let mut step = 1i128;
    while value.unsigned_abs() / step.unsigned_abs() >= 100 {
        step *= 10;
    }
    round_to(value, step)
}

/// As [`two_digits`], of a number with decimals: of its exact value, half to even.
pub(super) fn two_digits_of(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// A number as a multiple of a step, half away from zero.
pub(super) fn round_to(value: i128, step: i128) -> i128 {
    let half = if value < 0 { -(step / 2) } else { step / 2 };
    value.saturating_add(half) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_its_lower_bound() {
        let band = |part, whole| {
            let ShareBand { from_percent, until_percent } = share_band(part, whole);
            (from_percent, until_percent)
        };
        assert_eq!(band(199, 10_000), (1, 2));
        assert_eq!(band(200, 10_000), (2, 5));
        assert_eq!(band(100, 100), (50, 100));
        assert_eq!(band(-5, 100), (0, 1));
        assert_eq!(band(5, 0), (0, 1));
        assert_eq!((partners_from(4), partners_from(5), partners_from(5_000)), (3, 5, 1_000));
    }

    #[test]
    fn numbers_are_rounded_half_away_from_zero() {
        assert_eq!(
            (two_digits(12_500), two_digits(12_499), two_digits(-12_500)),
            (13_000, 12_000, -13_000)
        );
        assert_eq!((two_digits(0), two_digits(99), two_digits(995)), (0, 99, 1_000));
        let of = [0.0, 0.012_34, -0.012_36, 12.5, 0.998, 99.4].map(two_digits_of);
        assert_eq!(of, [0.0, 0.012, -0.012, 12.0, 1.0, 99.0]);
        assert_eq!(index_of(12, 30, 3), Some(120));
        assert_eq!(index_of(1, 3, 3), Some(100));
        assert_eq!(index_of(1, 0, 3), None);
    }
}
