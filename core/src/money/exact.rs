use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// An exact decimal number: `mantissa / 10^scale`.
///
/// The arithmetic of prices and fees. Sums and products are exact or `None`;
/// nothing is ever rounded in silence (a 96-bit decimal type does that in a
/// product of many digits) and nothing wraps around. At the borders it is a
/// [`rust_decimal::Decimal`] or text.
///
/// ```
/// use longtail::Exact;
/// let price = Exact::parse("12.50").expect("a number");
/// let lower = price.percent(Exact::parse("-7.5").expect("a number")).expect("in range");
/// assert_eq!(lower.text(2), "11.5625");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Exact {
    mantissa: i128,
    scale: u8,
}

const SCALE_MAX: u8 = 30;

const fn powers() -> [i128; 39] {
    let mut table = [1i128; 39];
    let mut i = 1;
    while i < 39 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
}
static POWERS: [i128; 39] = powers();

/// 10^n, or `None` beyond the range of the type.
pub(crate) fn power_of_ten(n: u8) -> Option<i128> {
    POWERS.get(n as usize).copied()
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    /// One hundred.
    pub const HUNDRED: Self = Self { mantissa: 100, scale: 0 };

    /// `mantissa / 10^scale`.
    #[must_use]
    pub const fn new(mantissa: i128, scale: u8) -> Self {
        Self { mantissa, scale }
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self { mantissa: value as i128, scale: 0 }
    }

    /// Reads `-?digits(.digits)?`: at most 18 digits before and 12 after the point.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (before, after) = digits.split_once('.').unwrap_or((digits, "0"));
        if before.is_empty() || before.len() > 18 || after.is_empty() || after.len() > 12 {
            return None;
        }
        let after = if digits.contains('.') { after } else { "" };
        let mut mantissa = 0i128;
        for byte in before.bytes().chain(after.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(byte - b'0');
        }
        // INVARIANT: at most 30 digits, far inside i128; 12 fits u8.
        let scale = after.len() as u8;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// The digits without the point.
    #[must_use]
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many of the digits stand behind the point.
    #[must_use]
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Below, at or above zero.
    #[must_use]
    pub const fn signum(self) -> i128 {
        self.mantissa.signum()
    }

    /// The number, or zero when it is below.
    #[must_use]
    pub const fn or_zero(self) -> Self {
        if self.mantissa < 0 { Self::ZERO } else { self }
    }

    /// The same number written with `scale` decimals; `None` when out of range.
    #[must_use]
    pub fn rescaled(self, scale: u8) -> Option<i128> {
        match scale.cmp(&self.scale) {
            Ordering::Equal => Some(self.mantissa),
            Ordering::Greater => product(self.mantissa, power_of_ten(scale - self.scale)?),
            Ordering::Less => {
                let divisor = power_of_ten(self.scale - scale)?;
                (self.mantissa % divisor == 0).then(|| self.mantissa / divisor)
            }
        }
    }

    /// The sum.
    #[must_use]
    #[inline]
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.scale == other.scale {
            let mantissa = self.mantissa.checked_add(other.mantissa)?;
            return Some(Self { mantissa, scale: self.scale });
        }
        let scale = self.scale.max(other.scale);
        let mantissa = self.rescaled(scale)?.checked_add(other.rescaled(scale)?)?;
        Some(Self { mantissa, scale })
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// The product.
    #[must_use]
    #[inline]
    pub fn times(self, other: Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        match product(self.mantissa, other.mantissa) {
            Some(mantissa) if scale <= SCALE_MAX => Some(Self { mantissa, scale }),
            _ => self.times_stripped(other),
        }
    }

    /// Trailing zeros are dropped only when the plain product does not fit.
    fn times_stripped(self, other: Self) -> Option<Self> {
        let (a, b) = (self.stripped(0), other.stripped(0));
        let product =
            Self { mantissa: a.mantissa.checked_mul(b.mantissa)?, scale: a.scale + b.scale }
                .stripped(0);
        (product.scale <= SCALE_MAX).then_some(product)
    }

    /// The product with a whole number.
    #[must_use]
    pub fn times_whole(self, factor: i64) -> Option<Self> {
        self.times(Self::whole(factor))
    }

    /// This plus `percent` hundredths of it; a negative percentage lowers.
    #[must_use]
    pub fn percent(self, percent: Self) -> Option<Self> {
        self.times(Self::HUNDRED.plus(percent)?)?.hundredth()
    }

    /// `percent` hundredths of this.
    #[must_use]
    pub fn share(self, percent: Self) -> Option<Self> {
        self.times(percent)?.hundredth()
    }

    fn hundredth(self) -> Option<Self> {
        let scale = self.scale + 2;
        if scale <= SCALE_MAX {
            return Some(Self { mantissa: self.mantissa, scale });
        }
        let stripped = self.stripped(0);
        let scale = stripped.scale + 2;
        (scale <= SCALE_MAX).then_some(Self { mantissa: stripped.mantissa, scale })
    }

    /// The number with the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        // INVARIANT: i128::MIN cannot arise: mantissas come from at most 30
        // digits or from checked products, which are symmetric but for one value.
        Self { mantissa: self.mantissa.wrapping_neg(), scale: self.scale }
    }

    /// The same number without trailing zeros beyond `decimals_min` decimals.
    #[must_use]
    pub fn stripped(self, decimals_min: u8) -> Self {
        let mut number = self;
        while number.scale > decimals_min && number.mantissa % 10 == 0 {
            number.mantissa /= 10;
            number.scale -= 1;
        }
        number
    }

    /// As text with at least `decimals_min` decimals and no trailing zeros beyond them.
    #[must_use]
    pub fn text(self, decimals_min: u8) -> String {
        let mut out = String::new();
        self.write(decimals_min, &mut out);
        out
    }

    /// Appends the text of [`Exact::text`].
    pub fn write(self, decimals_min: u8, out: &mut String) {
        let mut number = self.stripped(decimals_min);
        if number.scale < decimals_min
            && let Some(mantissa) = number.rescaled(decimals_min)
        {
            number = Self { mantissa, scale: decimals_min };
        }
        if number.mantissa < 0 {
            out.push('-');
        }
        write_digits(number.mantissa.unsigned_abs(), number.scale, out);
    }

    /// As a [`Decimal`]; `None` beyond its 96 bits.
    #[must_use]
    pub fn decimal(self) -> Option<Decimal> {
        let number = self.stripped(0);
        Decimal::try_from_i128_with_scale(number.mantissa, u32::from(number.scale)).ok()
    }
}

/// Writes `magnitude / 10^scale` in plain digits.
pub(crate) fn write_digits(magnitude: u128, scale: u8, out: &mut String) {
    match (u64::try_from(magnitude), POWERS.get(scale as usize).map(|p| u64::try_from(*p))) {
        // 64-bit division is several times cheaper than 128-bit; almost all fit.
        (Ok(narrow), Some(Ok(one))) => {
            push_digits(narrow / one, 1, out);
            if scale > 0 {
                out.push('.');
                push_digits(narrow % one, scale as usize, out);
            }
        }
        _ => write_wide(magnitude, scale, out),
    }
}

fn write_wide(magnitude: u128, scale: u8, out: &mut String) {
    let digits = format!("{magnitude:0>width$}", width = scale as usize + 1);
    let (before, after) = digits.split_at(digits.len() - scale as usize);
    out.push_str(before);
    if scale > 0 {
        out.push('.');
        out.push_str(after);
    }
}

/// Two digits each of the numbers from 0 to 99.
const PAIRS: &str = "00010203040506070809101112131415161718192021222324252627282930313233\
    34353637383940414243444546474849505152535455565758596061626364656667\
    6869707172737475767778798081828384858687888990919293949596979899";

/// Appends a number with at least `width` digits.
fn push_digits(mut number: u64, width: usize, out: &mut String) {
    // The pairs from the right; the first may be one digit.
    let mut pairs = [0u8; 10];
    let mut count = 0;
    while number >= 100 {
        pairs[count] = (number % 100) as u8;
        number /= 100;
        count += 1;
    }
    let first = number as usize;
    let digits = 2 * count + if first < 10 { 1 } else { 2 };
    for _ in digits..width {
        out.push('0');
    }
    out.push_str(&PAIRS[if first < 10 { 2 * first + 1 } else { 2 * first }..2 * first + 2]);
    for pair in pairs[..count].iter().rev() {
        let at = 2 * *pair as usize;
        out.push_str(&PAIRS[at..at + 2]);
    }
}

/// The product, if it is in range. Nearly all numbers fit 64 bits, whose product
/// always is: that is worth asking first.
#[inline]
pub(crate) fn product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        // INVARIANT: a Decimal has at most 28 decimals and 96 bits.
        Self { mantissa: value.mantissa(), scale: value.scale() as u8 }
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        self.cmp_scaled(other)
    }
}

impl Exact {
    fn cmp_scaled(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.rescaled(scale), other.rescaled(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Only the number with fewer decimals can be too large to rescale,
            // and then its magnitude decides.
            (None, _) => self.signum().cmp(&0),
            (_, None) => 0.cmp(&other.signum()),
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    #[test]
    fn text_keeps_the_currency_decimals_and_drops_other_zeros() {
        for (text, decimals, expected) in [
            ("1.2500", 2, "1.25"),
            ("1.1", 2, "1.10"),
            ("0", 2, "0.00"),
            ("-0.005", 2, "-0.005"),
            ("7", 0, "7"),
            ("0.5", 0, "0.5"),
            ("123456789012345678.123456789012", 2, "123456789012345678.123456789012"),
        ] {
            assert_eq!(n(text).text(decimals), expected, "{text}");
        }
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let numbers =
            [0, 5, 9, 10, 42, 99, 100, 101, 999, 1_000, 123_456_789, u128::from(u64::MAX)];
        for magnitude in numbers.into_iter().chain([u128::from(u64::MAX) + 1, u128::MAX]) {
            for scale in [0u8, 1, 2, 3, 12, 18, 19, 20, 30] {
                let mut out = String::from("x");
                write_digits(magnitude, scale, &mut out);
                let mut expected = format!("{magnitude:0>width$}", width = scale as usize + 1);
                if scale > 0 {
                    expected.insert(expected.len() - scale as usize, '.');
                }
                assert_eq!(out[1..], expected, "{magnitude} / 10^{scale}");
            }
        }
    }

    #[test]
    fn only_plain_decimals_are_numbers() {
        for text in
            ["", "-", ".5", "5.", "1e3", "NaN", "1,5", "+1", "--1", "1.1.1", "1234567890123456789"]
        {
            assert!(Exact::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn comparison_ignores_how_a_number_is_written() {
        assert_eq!(n("1.50"), n("1.5"));
        assert!(n("999999999999999999") > n("0.000000000001"));
        assert!(n("-999999999999999999") < n("0.000000000001"));
        assert!(Exact::new(i128::MAX, 0) > Exact::new(1, 30));
    }

    #[test]
    fn a_product_beyond_the_range_is_none() {
        let large = Exact::new(i128::MAX / 2, 0);
        assert!(large.times_whole(3).is_none());
        assert!(large.times(Exact::new(1000, 3)).is_some(), "trailing zeros do not count");
    }
}
