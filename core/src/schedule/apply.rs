use super::rule::{Reach, Reached, Schedule, ScheduleMode, Tier};
use crate::money::{Exact, Mode, Rounding, divide};

/// What a schedule is asked: one transaction, and what came before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage<'u> {
    /// How much of the measure the schedule is over.
    pub amount: Exact,
    /// How much of it there was before, in the same period.
    pub before: Exact,
    /// How many transactions there were before, in the same period.
    pub count_before: i64,
    /// The measures that choose the tier, in the order of the schedule's `by`.
    /// Of a period they include this transaction.
    pub by: &'u [Exact],
}

impl Usage<'_> {
    /// One transaction with nothing before it.
    #[must_use]
    pub fn of(amount: Exact) -> Self {
        Self { amount, ..Self::default() }
    }
}

/// What a schedule comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charge {
    /// Exactly.
    pub exact: Exact,
    /// What was left of the amount after what is free.
    pub paid: Exact,
    /// What each tier adds; they total less than `exact` where a fixed part or a
    /// minimum is on top, and more where a maximum cuts off.
    pub slices: Vec<Slice>,
}

/// What one tier adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// The tier, from 0.
    pub tier: usize,
    /// How much of the measure it is for.
    pub quantity: Exact,
    /// What it adds.
    pub exact: Exact,
}

impl Schedule {
    /// What a transaction comes to; `None` when a number leaves its range.
    ///
    /// The tiers of a period give what they come to after it, less what they
    /// came to before it. A transaction that is free altogether costs nothing,
    /// also no fixed part and no minimum.
    ///
    /// ```
    /// use longtail::{Exact, Schedule, ScheduleMode, Tier, Usage};
    /// let n = |text| Exact::parse(text).expect("a number");
    /// let tier = |from, percent| Tier { from: n(from), percent: n(percent), ..Tier::default() };
    /// let schedule = Schedule {
    ///     mode: ScheduleMode::Graduated,
    ///     tiers: vec![tier("0", "2"), tier("1000", "3")],
    ///     ..Schedule::default()
    /// };
    /// let first = schedule.amount(&Usage::of(n("1500"))).expect("in range");
    /// assert_eq!(first.text(2), "35.00");
    /// let later = Usage { amount: n("500"), before: n("1500"), count_before: 1, by: &[] };
    /// assert_eq!(schedule.amount(&later).expect("in range").text(2), "15.00");
    /// ```
    #[must_use]
    pub fn amount(&self, usage: &Usage<'_>) -> Option<Exact> {
        self.visit(usage, |_| {}).map(|(exact, _)| exact)
    }

    /// The same, with what each tier adds.
    #[must_use]
    pub fn charge(&self, usage: &Usage<'_>) -> Option<Charge> {
        let mut slices = Vec::new();
        let (exact, paid) = self.visit(usage, |slice| slices.push(slice))?;
        Some(Charge { exact, paid, slices })
    }

    fn visit(&self, usage: &Usage<'_>, mut slice: impl FnMut(Slice)) -> Option<(Exact, Exact)> {
        // Less than nothing before counts as nothing.
        let had = usage.before.or_zero();
        let paid_before = had.minus(self.free)?.or_zero();
        let Some(paid) = self.paid(usage)? else { return Some((Exact::ZERO, Exact::ZERO)) };
        let first = self.nothing_paid(usage);
        let mut exact = self.tiers_of(usage, paid_before, paid, first, &mut slice)?;
        exact = exact.plus(self.fixed)?;
        if let Some(minimum) = self.minimum {
            exact = exact.max(minimum);
        }
        if let Some(maximum) = self.maximum {
            exact = exact.min(maximum);
        }
        Some((exact, paid))
    }

    /// Whether what came before comes to nothing: there is none, or all of it is free.
    fn nothing_paid(&self, usage: &Usage<'_>) -> bool {
        let none = usage.count_before == 0 && usage.before == Exact::ZERO;
        let counted = self.free_count == 0 || usage.count_before <= self.free_count;
        none || (self.free > Exact::ZERO && usage.before <= self.free && counted)
    }

    /// What is left after what is free: inner `None` when that is all of it.
    fn paid(&self, usage: &Usage<'_>) -> Option<Option<Exact>> {
        let amount = usage.amount;
        let left = self.free.minus(usage.before.or_zero())?.or_zero();
        let counted = usage.count_before < self.free_count;
        let covered = match (self.free > Exact::ZERO, self.free_count > 0) {
            (false, false) => return Some(Some(amount)),
            (true, false) => left.min(amount),
            (false, true) if counted => amount,
            // What is free ends when either allowance is used up.
            (true, true) if counted => left.min(amount),
            _ => Exact::ZERO,
        };
        if covered == amount && covered > Exact::ZERO {
            return Some(None);
        }
        amount.minus(covered).map(Some)
    }

    fn tiers_of(
        &self,
        usage: &Usage<'_>,
        before: Exact,
        paid: Exact,
        first: bool,
        slice: &mut impl FnMut(Slice),
    ) -> Option<Exact> {
        let after = before.plus(paid)?;
        if self.mode == ScheduleMode::Graduated {
            return self.slices(before, after, first, slice);
        }
        let Some(tier) = self.reached(usage.by, after) else { return Some(Exact::ZERO) };
        let exact = if !self.by.is_empty() {
            // A tier that another measure chooses holds for this transaction alone.
            self.whole(tier, paid)?
        } else if first {
            self.whole(tier, after)?
        } else {
            let earlier = match self.reached(&[], before) {
                Some(tier) => self.whole(tier, before)?,
                None => Exact::ZERO,
            };
            self.whole(tier, after)?.minus(earlier)?
        };
        slice(Slice { tier, quantity: paid, exact });
        Some(exact)
    }

    /// Everything at the rates of one tier.
    fn whole(&self, tier: usize, quantity: Exact) -> Option<Exact> {
        let tier = self.tiers.get(tier)?;
        if self.mode == ScheduleMode::Package {
            tier.packages_of(quantity)
        } else {
            tier.all_of(quantity)
        }
    }

    /// The tier reached, by its own measure or by others; none when even the
    /// first is not entered.
    #[must_use]
    pub fn reached(&self, by: &[Exact], own: Exact) -> Option<usize> {
        let enters = |at: usize| {
            let tier = &self.tiers[at];
            if self.by.is_empty() {
                return self.enters(at, own, tier.from);
            }
            let bounds = std::iter::once(tier.from).chain(tier.also_from.iter().copied());
            let mut entered =
                by.iter().zip(bounds).map(|(value, from)| self.enters(at, *value, from));
            match self.reached {
                Reached::Any => entered.any(|entered| entered),
                Reached::All => entered.all(|entered| entered),
            }
        };
        (0..self.tiers.len()).rev().find(|at| enters(*at))
    }

    fn enters(&self, at: usize, value: Exact, from: Exact) -> bool {
        if at == 0 && value == from {
            return self.entered_at_zero;
        }
        match self.reach {
            Reach::AtOrAbove => value >= from,
            Reach::Above => value > from,
        }
    }

    /// Each slice between `before` and `after` at the rate of its own tier, plus
    /// the fixed part of every tier that is entered on the way.
    fn slices(
        &self,
        before: Exact,
        after: Exact,
        first: bool,
        report: &mut impl FnMut(Slice),
    ) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for (at, tier) in self.tiers.iter().enumerate() {
            if !self.enters(at, after, tier.from) {
                break;
            }
            let until = self.tiers.get(at + 1).map_or(after, |next| next.from.min(after));
            let quantity = until.minus(tier.from.max(before))?.or_zero();
            let entered = first || !self.enters(at, before, tier.from);
            let mut exact = tier.rated(quantity)?;
            if entered {
                exact = exact.plus(tier.fixed)?;
            }
            if entered || quantity > Exact::ZERO {
                report(Slice { tier: at, quantity, exact });
            }
            sum = sum.plus(exact)?;
        }
        Some(sum)
    }
}

impl Tier {
    /// By its percentage and its amount a unit.
    fn rated(&self, quantity: Exact) -> Option<Exact> {
        let by_percent = quantity.share(self.percent)?;
        if self.unit == Exact::ZERO {
            return Some(by_percent);
        }
        by_percent.plus(quantity.times(self.unit)?)
    }

    fn all_of(&self, quantity: Exact) -> Option<Exact> {
        self.rated(quantity)?.plus(self.fixed)
    }

    fn packages_of(&self, quantity: Exact) -> Option<Exact> {
        let scale = quantity.scale().max(self.package_size.scale());
        let size = self.package_size.rescaled(scale)?;
        let started = divide(quantity.rescaled(scale)?, size, Mode::Up)?;
        self.per_package.times(Exact::new(started, 0))?.plus(self.fixed)
    }
}

/// What is still owed of a commitment for `days` of the `days_of_period`:
/// rounded once, never below zero. `None` when a number leaves its range or a
/// period has no days.
///
/// ```
/// use longtail::{Exact, Rounding, top_up};
/// let n = |text| Exact::parse(text).expect("a number");
/// // 500 a month, 10 of 30 days, 120 used: 166.67 less 120.
/// let owed = top_up(n("500"), n("120"), 10, 30, Rounding::decimals(2)).expect("in range");
/// assert_eq!(owed.text(2), "46.67");
/// ```
#[must_use]
pub fn top_up(
    commitment: Exact,
    used: Exact,
    days: i64,
    days_of_period: i64,
    rounding: Rounding,
) -> Option<Exact> {
    if days_of_period <= 0 || days < 0 || days > days_of_period {
        return None;
    }
    // commitment × days / days_of_period − used, as one fraction over the days.
    let owed = commitment.times_whole(days)?.minus(used.times_whole(days_of_period)?)?;
    if owed.signum() <= 0 {
        return Some(Exact::ZERO);
    }
    let step = rounding.increment.times_whole(days_of_period)?;
    let scale = owed.scale().max(step.scale());
    let steps = divide(owed.rescaled(scale)?, step.rescaled(scale)?, rounding.mode)?;
    rounding.increment.times(Exact::new(steps, 0))
}
