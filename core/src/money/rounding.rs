use super::Exact;
use super::exact::product;

/// Which way a number that lies between two steps goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// To the nearest step, ties away from zero.
    #[default]
    HalfUp,
    /// To the nearest step, ties to the even step.
    HalfEven,
    /// To the nearest step, ties towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the higher number.
    Ceiling,
    /// To the lower number.
    Floor,
}

impl Mode {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 7] =
        ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"];

    /// The mode with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "half_up" => Self::HalfUp,
            "half_even" => Self::HalfEven,
            "half_down" => Self::HalfDown,
            "up" => Self::Up,
            "down" => Self::Down,
            "ceiling" => Self::Ceiling,
            "floor" => Self::Floor,
            _ => return None,
        })
    }
}

/// A named rounding step: a mode and an increment such as 0.01, 0.05 or 10.
///
/// ```
/// use longtail::{Exact, Mode, Rounding};
/// let five_cents = Rounding { mode: Mode::HalfUp, increment: Exact::new(5, 2) };
/// let rounded = five_cents.apply(Exact::new(1_225, 3)).expect("in range");
/// assert_eq!(rounded.text(2), "1.25");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Which way.
    pub mode: Mode,
    /// To multiples of what; above zero.
    pub increment: Exact,
}

impl Rounding {
    /// Half up to a number of decimals.
    #[must_use]
    pub const fn decimals(decimals: u8) -> Self {
        Self { mode: Mode::HalfUp, increment: Exact::new(1, decimals) }
    }

    /// The same where it gives whole units of so many decimals; else to such a unit.
    #[must_use]
    pub(crate) fn whole_units(self, decimals: u8) -> Self {
        let increment = match self.increment.rescaled(decimals) {
            Some(_) => self.increment,
            None => Exact::new(1, decimals),
        };
        Self { increment, ..self }
    }

    /// The multiple of the increment; `None` when out of range or the
    /// increment is not above zero.
    #[must_use]
    pub fn apply(&self, value: Exact) -> Option<Exact> {
        let scale = value.scale().max(self.increment.scale());
        let step = self.increment.rescaled(scale)?;
        let number = value.rescaled(scale)?;
        let steps = divide(number, step, self.mode)?;
        Some(Exact::new(product(steps, self.increment.mantissa())?, self.increment.scale()))
    }
}

/// `numerator / denominator` in whole steps, rounded by `mode`.
pub(crate) fn divide(numerator: i128, denominator: i128, mode: Mode) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let (quotient, remainder) = match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(n), Ok(d)) => (i128::from(n / d), i128::from(n % d)),
        _ => (numerator / denominator, numerator % denominator),
    };
    if remainder == 0 {
        return Some(quotient);
    }
    let sign = remainder.signum();
    // Twice the remainder could leave the range; compare with what is left of the step.
    let half = remainder.abs().cmp(&(denominator - remainder.abs()));
    let away = match mode {
        Mode::Up => true,
        Mode::Down => false,
        Mode::Ceiling => sign > 0,
        Mode::Floor => sign < 0,
        Mode::HalfUp => half.is_ge(),
        Mode::HalfDown => half.is_gt(),
        Mode::HalfEven => half.is_gt() || (half.is_eq() && quotient % 2 != 0),
    };
    if away { quotient.checked_add(sign) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_on_both_sides_of_zero() {
        // value in tenths, then half_up, half_even, half_down, up, down, ceiling, floor
        let table = [
            (25, [3, 2, 2, 3, 2, 3, 2]),
            (-25, [-3, -2, -2, -3, -2, -2, -3]),
            (35, [4, 4, 3, 4, 3, 4, 3]),
            (24, [2, 2, 2, 3, 2, 3, 2]),
            (-26, [-3, -3, -3, -3, -2, -2, -3]),
            (20, [2, 2, 2, 2, 2, 2, 2]),
            (0, [0, 0, 0, 0, 0, 0, 0]),
        ];
        for (tenths, expected) in table {
            for (name, want) in Mode::NAMES.iter().zip(expected) {
                let mode = Mode::parse(name).unwrap_or_default();
                let got =
                    Rounding { mode, increment: Exact::whole(1) }.apply(Exact::new(tenths, 1));
                assert_eq!(got, Some(Exact::whole(want)), "{tenths} {name}");
            }
        }
    }

    #[test]
    fn increments_coarser_than_one_and_odd_ones() {
        let to = |increment, value| {
            Rounding { mode: Mode::HalfUp, increment }.apply(value).map(|v| v.text(0))
        };
        assert_eq!(to(Exact::whole(10), Exact::whole(1_295)).as_deref(), Some("1300"));
        assert_eq!(to(Exact::new(25, 2), Exact::new(137, 2)).as_deref(), Some("1.25"));
        assert_eq!(to(Exact::ZERO, Exact::whole(1)), None);
    }
}
