use crate::money::Exact;

/// What an amount or a quantity comes to, and where that may jump.
pub(super) struct Curve<'a> {
    /// Where something begins.
    pub bounds: Vec<Exact>,
    /// Whether it begins only beyond its bound.
    pub above: bool,
    /// The least difference there can be between two amounts.
    pub step: Exact,
    /// What it comes to; nothing when a number leaves its range.
    pub value: &'a dyn Fn(Exact) -> Option<Exact>,
}

/// Where more comes to less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cliff {
    /// The first amount that comes to more than the bound does.
    pub from: Exact,
    /// The last amount before the fall, and what it comes to.
    pub until: Exact,
    pub before: Exact,
    /// The amount after the fall, and what it comes to.
    pub bound: Exact,
    pub after: Exact,
}

/// An amount of which two parts come to something else than the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    pub part: Exact,
    pub rest: Exact,
    pub whole: Exact,
    /// What the two parts come to.
    pub split: Exact,
    /// What the whole comes to.
    pub together: Exact,
}

/// From so many bounds on only halves are tried.
const PAIRS_UP_TO: usize = 8;

impl Curve<'_> {
    /// Every bound at which the value falls.
    pub fn cliffs(&self) -> Vec<Cliff> {
        let starts = self.starts();
        (0..starts.len()).filter_map(|at| self.cliff(&starts, at)).collect()
    }

    fn cliff(&self, starts: &[i128], at: usize) -> Option<Cliff> {
        let (until, bound) = (starts[at] - 1, starts[at]);
        let (before, after) = (self.at(until)?, self.at(bound)?);
        if until < 1 || before <= after {
            return None;
        }
        let mut from = bound;
        for tier in (0..=at).rev() {
            let start = if tier == 0 { 1 } else { starts[tier - 1] };
            from = self.first_above(after, start, from - 1)?;
            if from > start {
                break;
            }
        }
        let of = |steps| self.amount(steps);
        Some(Cliff { from: of(from)?, until: of(until)?, before, bound: of(bound)?, after })
    }

    /// The first of a tier whose value is above; within a tier values never fall.
    fn first_above(&self, value: Exact, mut low: i128, mut high: i128) -> Option<i128> {
        if self.at(high)? <= value {
            return Some(high + 1);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle)? > value { high = middle } else { low = middle + 1 }
        }
        Some(high)
    }

    /// The cut by which most is won: parts that come to more than the whole, or
    /// to less.
    pub fn best_cut(&self, more: bool) -> Option<Cut> {
        let mut best: Option<(Exact, Cut)> = None;
        for (part, rest) in self.parts() {
            let (Some(one), Some(other)) = (self.at(part), self.at(rest)) else { continue };
            let (Some(together), Some(split)) = (self.at(part + rest), one.plus(other)) else {
                continue;
            };
            let won = if more { split.minus(together)? } else { together.minus(split)? };
            if won <= best.map_or(Exact::ZERO, |(most, _)| most) {
                continue;
            }
            let of = |steps| self.amount(steps);
            let (part, rest, whole) = (of(part)?, of(rest)?, of(part + rest)?);
            best = Some((won, Cut { part, rest, whole, split, together }));
        }
        best.map(|(_, cut)| cut)
    }

    /// Pairs of amounts around the bounds, of which there may be none.
    fn parts(&self) -> Vec<(i128, i128)> {
        let starts = self.starts();
        let usual = self.steps(Exact::whole(1_000)).unwrap_or(1_000);
        let mut tried: Vec<i128> = vec![usual];
        for &start in &starts {
            tried.extend([start, start - 1, start / 2 + start % 2]);
        }
        tried.retain(|steps| *steps > 0);
        tried.sort_unstable();
        tried.dedup();
        if starts.len() > PAIRS_UP_TO {
            return tried.iter().map(|steps| (*steps, *steps)).collect();
        }
        let pairs = |at: usize| tried[at..].iter().map(move |rest| (at, *rest));
        (0..tried.len()).flat_map(pairs).map(|(at, rest)| (tried[at], rest)).collect()
    }

    /// The first step of each tier but the one that begins with the first.
    fn starts(&self) -> Vec<i128> {
        let start = |bound: &Exact| {
            let steps = self.steps(*bound)?;
            let exact = self.amount(steps)? == *bound;
            Some(if exact && !self.above { steps } else { steps + 1 })
        };
        let mut starts: Vec<i128> = self.bounds.iter().filter_map(start).collect();
        starts.retain(|start| *start > 1);
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// How many whole steps an amount is.
    fn steps(&self, amount: Exact) -> Option<i128> {
        let scale = self.step.scale().max(amount.scale());
        Some(amount.rescaled(scale)? / self.step.rescaled(scale)?.max(1))
    }

    fn amount(&self, steps: i128) -> Option<Exact> {
        let mantissa = self.step.mantissa().checked_mul(steps)?;
        Some(Exact::new(mantissa, self.step.scale()))
    }

    fn at(&self, steps: i128) -> Option<Exact> {
        (self.value)(self.amount(steps)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Schedule, ScheduleMode, Tier, Usage};

    fn n(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_default()
    }

    fn schedule(mode: ScheduleMode, tiers: &[(&str, &str)]) -> Schedule {
        let tier = |(from, percent): &(&str, &str)| Tier {
            from: n(from),
            percent: n(percent),
            ..Tier::default()
        };
        Schedule { mode, tiers: tiers.iter().map(tier).collect(), ..Schedule::default() }
    }

    fn with<T>(schedule: &Schedule, paid: bool, read: impl FnOnce(&Curve<'_>) -> T) -> T {
        let value = |x: Exact| {
            let own = schedule.amount(&Usage::of(x))?;
            if paid { x.minus(own) } else { Some(own) }
        };
        let bounds = schedule.tiers.iter().map(|tier| tier.from).collect();
        read(&Curve { bounds, above: false, step: n("0.01"), value: &value })
    }

    #[test]
    fn a_discount_on_everything_makes_a_cliff_that_begins_where_the_price_is_equal() {
        let volume = schedule(ScheduleMode::Volume, &[("0", "0"), ("1000", "10")]);
        let cliffs = with(&volume, true, |curve| curve.cliffs());
        let expected = Cliff {
            from: n("900.01"),
            until: n("999.99"),
            before: n("999.99"),
            bound: n("1000"),
            after: n("900"),
        };
        assert_eq!(cliffs, [expected]);
        let graduated = schedule(ScheduleMode::Graduated, &[("0", "0"), ("1000", "10")]);
        assert_eq!(with(&graduated, true, |curve| curve.cliffs()), []);
    }

    #[test]
    fn a_cliff_reaches_back_over_tiers() {
        let volume = schedule(ScheduleMode::Volume, &[("0", "0"), ("900", "1"), ("1000", "50")]);
        let cliffs = with(&volume, true, |curve| curve.cliffs());
        assert_eq!((cliffs.len(), cliffs[1].from), (2, n("500.01")));
    }

    #[test]
    fn a_fee_with_falling_rates_is_more_in_two_parts() {
        let falling = schedule(ScheduleMode::Graduated, &[("0", "5"), ("1000", "2")]);
        let cut = with(&falling, false, |curve| curve.best_cut(true));
        let found = cut.map(|cut| (cut.whole, cut.split, cut.together));
        assert_eq!(found, Some((n("2000"), n("100"), n("70"))));
        let rising = schedule(ScheduleMode::Graduated, &[("0", "2"), ("1000", "5")]);
        assert_eq!(with(&rising, false, |curve| curve.best_cut(true)), None);
    }
}
