use crate::calendar::Day;
use crate::money::Exact;
use crate::schedule::Measure;
use std::borrow::Cow;

/// An order as a partner wrote it, not yet checked against anything.
///
/// Text is borrowed where it can be, so that a draft costs next to nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft<'a> {
    /// The partner's own id of the order.
    pub id: Option<Cow<'a, str>>,
    /// Who orders.
    pub partner: Cow<'a, str>,
    /// When: an RFC 3339 time, or local time in the rulebook's zone.
    pub placed_at: Cow<'a, str>,
    /// In which currency, when not the partner's own.
    pub currency: Option<Cow<'a, str>>,
    /// The day of arrival asked for.
    pub requested: Option<Day>,
    /// The day whose knowledge counts: prices that became known later do not.
    pub known_at: Option<Day>,
    /// Whether all lines leave on one day; the rulebook's word when not said.
    pub together: Option<bool>,
    /// Whether lines may be confirmed for less or in several deliveries, when
    /// the rulebook lets them.
    pub partial: Option<bool>,
    /// How many days late the last delivery of a line may leave, when the
    /// rulebook does not say less.
    pub late_days_max: Option<u32>,
    /// Whose holds do not count against it.
    pub owner: Option<Cow<'a, str>>,
    /// The partner's reference; carried along.
    pub reference: Option<Cow<'a, str>>,
    /// The deal it belongs to, as the company calls it.
    pub deal: Option<Cow<'a, str>>,
    /// What came before in the period of a plan, or was used of a budget.
    pub to_date: Vec<Facts<'a>>,
    /// What is ordered.
    pub lines: Vec<DraftLine<'a>>,
}

/// What a company's systems know of a rule and this partner before the order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// The id of the fee plan.
    pub rule: Cow<'a, str>,
    /// How much of the plan's base there was in its period.
    pub base: Exact,
    /// How many transactions there were in its period.
    pub count: i64,
    /// What was paid of its budget.
    pub paid: Exact,
    /// How much there was in its period of other measures that choose a tier.
    pub measures: Vec<(Measure, Exact)>,
}

impl Facts<'_> {
    /// How much there was of a measure; `base` is what the plan is over.
    pub(crate) fn of(&self, measure: Measure, base: Measure) -> Exact {
        let told = self.measures.iter().find(|(own, _)| *own == measure).map(|(_, value)| *value);
        told.unwrap_or(match measure {
            _ if measure == base => self.base,
            Measure::Count => Exact::whole(self.count),
            _ => Exact::ZERO,
        })
    }
}

/// One line of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftLine<'a> {
    /// The partner's own id of the line.
    pub id: Option<Cow<'a, str>>,
    /// The product's id.
    pub product: Option<Cow<'a, str>>,
    /// The product's GTIN.
    pub gtin: Option<Cow<'a, str>>,
    /// How many, in whole units.
    pub quantity: Quantity<'a>,
    /// The unit the quantity is counted in, when not the product's own.
    pub unit: Option<Cow<'a, str>>,
    /// The day of arrival asked for, when not the order's.
    pub requested: Option<Day>,
    /// Whether it may be confirmed for less or in several deliveries, when the
    /// rulebook and the order let it.
    pub partial: Option<bool>,
    /// How many days late its last delivery may leave, when neither the
    /// rulebook nor the order says less.
    pub late_days_max: Option<u32>,
    /// The unit price the partner expects.
    pub unit_price: Option<Exact>,
}

/// A quantity as written: most are whole, the others are findings later on.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity<'a> {
    /// A whole number, of any sign.
    Whole(i64),
    /// A number with decimals.
    Fraction(Cow<'a, str>),
    /// A number beyond the range of the type.
    Huge(Cow<'a, str>),
}

impl<'a> Quantity<'a> {
    /// Reads a JSON number or its text; `None` when it is no number.
    ///
    /// ```
    /// use longtail::Quantity;
    /// assert_eq!(Quantity::parse("12"), Some(Quantity::Whole(12)));
    /// assert_eq!(Quantity::parse("12.0"), Some(Quantity::Whole(12)));
    /// assert_eq!(Quantity::parse("1.2e1"), Some(Quantity::Whole(12)));
    /// assert_eq!(Quantity::parse("1e400"), Some(Quantity::Huge("1e400".into())));
    /// assert_eq!(Quantity::parse("0.5"), Some(Quantity::Fraction("0.5".into())));
    /// assert_eq!(Quantity::parse("dozen"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Ok(whole) = text.parse::<i64>() {
            return (!text.starts_with('+')).then_some(Self::Whole(whole));
        }
        let number = Scientific::parse(text)?;
        Some(match number.whole() {
            Whole::Is(whole) => Self::Whole(whole),
            Whole::Fraction => Self::Fraction(text.into()),
            Whole::Huge => Self::Huge(text.into()),
        })
    }
}

enum Whole {
    Is(i64),
    Fraction,
    Huge,
}

/// The parts of a JSON number.
struct Scientific<'t> {
    negative: bool,
    before: &'t str,
    after: &'t str,
    exponent: i64,
}

impl<'t> Scientific<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            None => (text, 0),
            Some((mantissa, exponent)) => {
                let plain = exponent.trim_start_matches(['+', '-']);
                if !digits(plain) || exponent.len() - plain.len() > 1 {
                    return None;
                }
                let size = plain.parse::<i64>().unwrap_or(i64::MAX).min(1_000_000);
                (mantissa, if exponent.starts_with('-') { -size } else { size })
            }
        };
        let (negative, plain) =
            mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
        let (before, after) = plain.split_once('.').unwrap_or((plain, "0"));
        (digits(before) && digits(after)).then_some(Self { negative, before, after, exponent })
    }

    fn whole(&self) -> Whole {
        let all: String = [self.before, self.after].concat();
        let significant = all.trim_end_matches('0');
        if significant.trim_start_matches('0').is_empty() {
            return Whole::Is(0);
        }
        // INVARIANT: lengths are far below i64; the exponent is bounded above.
        let point = self.before.len() as i64 + self.exponent;
        if point < significant.len() as i64 {
            return Whole::Fraction;
        }
        let zeros = point - significant.len() as i64;
        if zeros > 20 {
            return Whole::Huge;
        }
        let digits = format!("{significant}{}", "0".repeat(zeros as usize));
        match digits.parse::<i64>() {
            Ok(value) => Whole::Is(if self.negative { -value } else { value }),
            Err(_) => Whole::Huge,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_whole_however_they_are_written() {
        for (text, whole) in [
            ("0", 0),
            ("-0.0", 0),
            ("1e3", 1000),
            ("-12.50e1", -125),
            ("120e-1", 12),
            ("0.001e3", 1),
        ] {
            assert_eq!(Quantity::parse(text), Some(Quantity::Whole(whole)), "{text}");
        }
        for text in ["", "-", "+1", "1e", "1e+-2", "NaN", "Infinity", ".5", "5.", "1_000", "1 "] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
        for text in ["9223372036854775808", "1e999999999999"] {
            assert_eq!(Quantity::parse(text), Some(Quantity::Huge(text.into())), "{text}");
        }
        assert_eq!(Quantity::parse("1e-9"), Some(Quantity::Fraction("1e-9".into())));
    }
}
