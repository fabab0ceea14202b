use super::rule::{Plan, Reach, Schedule, ScheduleMode, Tier};
use crate::money::{Currency, Exact, Mode, Rounding, divide};

/// A fee on one base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fee {
    /// Before rounding and bounds.
    pub exact: Exact,
    /// In minor units.
    pub minor: i64,
    /// Whether a bound was not stated in the currency.
    pub bound_missing: bool,
}

/// The number left its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeeFault;

/// The fee of a plan on a base of minor units, rounded and within its bounds.
pub(crate) fn fee_of(plan: &Plan, base: i64, currency: Currency) -> Result<Fee, FeeFault> {
    compute(plan, base, currency).ok_or(FeeFault)
}

fn compute(plan: &Plan, base: i64, currency: Currency) -> Option<Fee> {
    let exponent = currency.exponent();
    let exact = plan.schedule.amount(Exact::new(i128::from(base), exponent))?;
    let rounding = plan.rounding.unwrap_or(Rounding::decimals(exponent));
    let mut rounded = rounding.apply(exact)?;
    let mut bound_missing = false;
    let mut bound = |bounds: &[(Currency, Exact)]| {
        let found = bounds.iter().find(|(c, _)| *c == currency).map(|(_, bound)| *bound);
        bound_missing |= found.is_none() && !bounds.is_empty();
        found
    };
    if let Some(minimum) = bound(&plan.minimum) {
        rounded = rounded.max(minimum);
    }
    if let Some(maximum) = bound(&plan.maximum) {
        rounded = rounded.min(maximum);
    }
    let minor = i64::try_from(rounded.rescaled(exponent)?).ok()?;
    Some(Fee { exact, minor, bound_missing })
}

impl Schedule {
    /// Whether it names an amount, which holds in its own currency only.
    #[must_use]
    pub fn states_amount(&self) -> bool {
        let zero = |number: Exact| number == Exact::ZERO;
        let percent_only = |t: &Tier| zero(t.from) && zero(t.fixed) && zero(t.per_package);
        !self.tiers.iter().all(percent_only)
    }

    /// The exact amount the schedule gives for `quantity`; `None` when out of range.
    #[must_use]
    pub fn amount(&self, quantity: Exact) -> Option<Exact> {
        match self.mode {
            ScheduleMode::Flat => self.tiers.first()?.all_of(quantity),
            ScheduleMode::Volume => self.reached(quantity)?.all_of(quantity),
            ScheduleMode::Package => self.reached(quantity)?.packages_of(quantity),
            ScheduleMode::Graduated => self.slices(quantity),
        }
    }

    fn entered(&self, tier: &Tier, quantity: Exact) -> bool {
        match self.reach {
            Reach::AtOrAbove => quantity >= tier.from,
            Reach::Above => quantity > tier.from,
        }
    }

    /// The last tier entered; the first counts as entered always.
    fn reached(&self, quantity: Exact) -> Option<&Tier> {
        self.tiers.iter().rev().find(|t| self.entered(t, quantity)).or(self.tiers.first())
    }

    fn slices(&self, quantity: Exact) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for (i, tier) in self.tiers.iter().enumerate() {
            if i > 0 && !self.entered(tier, quantity) {
                break;
            }
            let until = match self.tiers.get(i + 1) {
                Some(next) if self.entered(next, quantity) => next.from,
                _ => quantity,
            };
            let from = if i == 0 { Exact::ZERO } else { tier.from };
            sum = sum.plus(tier.all_of(until.minus(from)?)?)?;
        }
        Some(sum)
    }
}

impl Tier {
    fn all_of(&self, quantity: Exact) -> Option<Exact> {
        quantity.share(self.percent)?.plus(self.fixed)
    }

    fn packages_of(&self, quantity: Exact) -> Option<Exact> {
        let scale = quantity.scale().max(self.package_size.scale());
        let size = self.package_size.rescaled(scale)?;
        let started = divide(quantity.rescaled(scale)?, size, Mode::Up)?;
        self.per_package.times(Exact::new(started, 0))?.plus(self.fixed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    fn tier(from: &str, percent: &str, fixed: &str) -> Tier {
        Tier { from: n(from), percent: n(percent), fixed: n(fixed), ..Tier::default() }
    }

    fn schedule(mode: ScheduleMode, reach: Reach) -> Schedule {
        let mut tiers = vec![tier("0", "2", "0"), tier("1000", "3", "5"), tier("5000", "4", "0")];
        for tier in &mut tiers {
            tier.package_size = n("100");
            tier.per_package = n("1.50");
        }
        Schedule { mode, reach, tiers }
    }

    #[test]
    fn the_four_modes_at_below_and_on_a_bound() {
        use Reach::{Above, AtOrAbove};
        use ScheduleMode::{Flat, Graduated, Package, Volume};
        for (mode, reach, quantity, expected) in [
            (Flat, AtOrAbove, "1000", "20"),
            (Graduated, AtOrAbove, "999.99", "19.9998"),
            (Graduated, AtOrAbove, "1000", "25"),
            (Graduated, Above, "1000", "20"),
            (Graduated, AtOrAbove, "6000", "185"),
            (Volume, AtOrAbove, "999.99", "19.9998"),
            (Volume, AtOrAbove, "1000", "35"),
            (Volume, Above, "1000", "20"),
            (Volume, AtOrAbove, "6000", "240"),
            (Package, AtOrAbove, "0", "0"),
            (Package, AtOrAbove, "100", "1.50"),
            (Package, AtOrAbove, "100.01", "3"),
        ] {
            let got = schedule(mode, reach).amount(n(quantity));
            assert_eq!(got, Some(n(expected)), "{mode:?} {reach:?} {quantity}");
        }
    }

    proptest! {
        #[test]
        fn graduated_without_fixed_parts_has_no_jump(bound in 1i64..100_000, step in 0i64..5) {
            let mut schedule = schedule(ScheduleMode::Graduated, Reach::AtOrAbove);
            schedule.tiers[1].from = Exact::new(i128::from(bound), 2);
            schedule.tiers[1].fixed = Exact::ZERO;
            let at = |minor: i64| schedule.amount(Exact::new(i128::from(minor), 2)).unwrap_or_default();
            let low = at(bound + step - 1);
            let high = at(bound + step);
            prop_assert!(high >= low);
            prop_assert!(high.minus(low).unwrap_or_default() <= Exact::new(4, 4));
        }
    }
}
