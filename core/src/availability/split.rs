use crate::calendar::Day;

/// A ship day and how much can have left by it, in whole multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub day: Day,
    pub total: i64,
}

/// Space in which the deliveries of a line are chosen.
///
/// The choice is exact: of all ways to ship the greatest possible total in at
/// most so many deliveries, the one with the least waiting, which is the sum
/// of quantity × ship day; of several, the one whose first delivery is
/// earliest, then the second, and so on.
///
/// The greatest total is what can have left by the last day. The last delivery
/// leaves on the first day on which that total can have left; the ones before
/// it leave on days on which more can have left than the day before, and each
/// takes all that is there: waiting with any unit only adds waiting. So only
/// the days remain to be chosen, among the steps. One more delivery, where
/// there is a step for it, always saves waiting.
#[derive(Debug, Default)]
pub(super) struct Split {
    // INVARIANT: days and totals rise strictly.
    steps: Vec<Step>,
    // The saving of the best choice that begins at each step with one delivery
    // fewer than the layer under way, and of the layer itself.
    before: Vec<i128>,
    saved: Vec<i128>,
    // By layer, then step: the step that follows in the best choice.
    follows: Vec<u32>,
}

impl Split {
    /// Begins a line.
    pub fn clear(&mut self) {
        self.steps.clear();
    }

    /// Adds a step, or raises the last one when it is of the same day. Says
    /// whether the day is still in time.
    pub fn step(&mut self, step: Step, last: Day) -> bool {
        if step.day > last || step.total <= self.total() {
            return step.day <= last;
        }
        match self.steps.last_mut() {
            Some(known) if known.day == step.day => *known = step,
            _ => self.steps.push(step),
        }
        true
    }

    /// The greatest total.
    pub fn total(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.total)
    }

    /// Chooses at most `most` of the steps, in order; the last one always.
    pub fn choose(&mut self, most: usize) -> &[Step] {
        let end = self.steps.len().saturating_sub(1);
        let early = most.max(1) - 1;
        if early < end {
            let mut at = if early > 0 { self.weigh(early, end) } else { end };
            for kept in 0..early {
                self.steps[kept] = self.steps[at];
                at = self.follows[(early - 1 - kept) * end + at] as usize;
            }
            self.steps[early] = self.steps[end];
            self.steps.truncate(early + 1);
        }
        &self.steps
    }

    /// Finds the best `early` steps before `end` and gives the first of them.
    ///
    /// A chosen step saves, compared with shipping everything at the end, its
    /// total × the days until the next chosen step. Layer by layer, from the
    /// last chosen step backwards.
    fn weigh(&mut self, early: usize, end: usize) -> usize {
        self.follows.clear();
        self.follows.resize(early * end, end as u32);
        self.saved.clear();
        self.saved.extend((0..end).map(|at| saving(&self.steps, at, end)));
        for layer in 1..early {
            std::mem::swap(&mut self.before, &mut self.saved);
            self.saved.clear();
            self.saved.resize(end, 0);
            let followed = &mut self.follows[layer * end..(layer + 1) * end];
            let mut weighing = Layer {
                steps: &self.steps,
                before: &self.before,
                saved: &mut self.saved,
                followed,
            };
            weighing.weigh(0, end - layer, 1, end - layer);
        }
        let firsts = &self.saved[..=end - early];
        (1..firsts.len()).fold(0, |best, at| if firsts[at] > firsts[best] { at } else { best })
    }
}

/// What is saved by having shipped all that can have left at one step, until
/// another.
fn saving(steps: &[Step], at: usize, until: usize) -> i128 {
    let days = i64::from(steps[until].day.0) - i64::from(steps[at].day.0);
    i128::from(steps[at].total) * i128::from(days)
}

/// One more delivery before those already weighed.
struct Layer<'a> {
    steps: &'a [Step],
    before: &'a [i128],
    saved: &'a mut [i128],
    followed: &'a mut [u32],
}

impl Layer<'_> {
    /// For the steps `from..to` the best step that follows, known to lie in
    /// `low..=high`; of equals the earliest.
    ///
    /// Totals and days both rise, so a later step is never followed by an
    /// earlier one than its predecessor is: the middle step's answer halves
    /// the search of both sides.
    fn weigh(&mut self, from: usize, to: usize, low: usize, high: usize) {
        if from >= to {
            return;
        }
        let middle = from.midpoint(to);
        let worth = |next: usize| saving(self.steps, middle, next) + self.before[next];
        let first = low.max(middle + 1);
        let best = (first + 1..=high).fold((first, worth(first)), |best, next| {
            let worth = worth(next);
            if worth > best.1 { (next, worth) } else { best }
        });
        self.saved[middle] = best.1;
        self.followed[middle] = best.0 as u32;
        self.weigh(from, middle, low, best.0);
        self.weigh(middle + 1, to, best.0, high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All choices of at most `most` steps that end with the last one.
    fn choices(steps: &[Step], most: usize) -> Vec<Vec<Step>> {
        let Some((last, early)) = steps.split_last() else { return vec![Vec::new()] };
        (0..1u32 << early.len())
            .map(|bits| {
                let kept = early.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                kept.map(|(_, step)| *step).chain([*last]).collect::<Vec<_>>()
            })
            .filter(|choice| choice.len() <= most.max(1))
            .collect()
    }

    fn waiting(choice: &[Step]) -> i64 {
        let mut before = 0;
        let quantity = |total| total - std::mem::replace(&mut before, total);
        let quantities: Vec<i64> = choice.iter().map(|step| step.total).map(quantity).collect();
        quantities.iter().zip(choice).map(|(q, step)| q * i64::from(step.day.0)).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        // Small rises make many ties.
        #[test]
        fn the_choice_is_the_best_of_all(
            rises in prop::collection::vec((1..4i32, 1..4i64), 0..11), most in 0..8usize,
        ) {
            let mut split = Split::default();
            let (mut day, mut total) = (0, 0);
            for (days, quantity) in rises {
                (day, total) = (day + days, total + quantity);
                let step = Step { day: Day(day), total };
                prop_assert!(split.step(step, Day(99)));
            }
            let days = |choice: &[Step]| choice.iter().map(|step| step.day).collect::<Vec<_>>();
            let best = choices(&split.steps, most)
                .into_iter()
                .min_by_key(|choice| (waiting(choice), choice.len(), days(choice)));
            prop_assert_eq!(Some(split.choose(most).to_vec()), best);
        }
    }

    #[test]
    fn ten_thousand_steps_in_a_hundred_deliveries() {
        let mut split = Split::default();
        for day in 0..10_000 {
            split.step(Step { day: Day(day), total: i64::from(day) + 1 }, Day(i32::MAX));
        }
        let chosen = split.choose(100);
        assert_eq!(chosen.len(), 100);
        let gaps = chosen.windows(2).map(|pair| pair[1].day.0 - pair[0].day.0);
        assert!(gaps.into_iter().all(|gap| (99..=102).contains(&gap)));
    }
}
