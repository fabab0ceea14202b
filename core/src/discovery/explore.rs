//! Where to recruit the next partners: learn and earn at once.

use super::twice;
use crate::error::{Error, ErrorKind};
use crate::numeric::{Draws, Progress, Watch, nobody};

/// A niche as something to try, with what came of it so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arm {
    /// The niche.
    pub niche: String,
    /// Partners recruited long enough ago that it is known whether they sell.
    pub tried: u64,
    /// Of these, partners that sell.
    pub succeeded: u64,
    /// Partners recruited of which it is not known yet: for each the part of the
    /// time that has passed, from 0 to 1. One who does not sell yet counts as that
    /// part of a failure; one who sells already belongs to the tried.
    pub waiting: Vec<f64>,
    /// What a partner that sells brings, in any unit that is the same for all.
    pub value: f64,
    /// How many more partners can be recruited there at most.
    pub room: u64,
}

/// What is asked of the exploration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExploreOptions {
    /// How many partners to recruit next.
    pub partners: u64,
    /// At least so many percent of them in niches that are new.
    pub new_percent: u32,
    /// A niche is new below so many tried.
    pub new_below: u64,
    /// The seed: the same gives the same plan.
    pub seed: u64,
    /// How many draws the chance of being best stands on.
    pub draws: u32,
    /// A niche is proven when its rate is above this one ...
    pub proven_above: f64,
    /// ... with at least this chance, ...
    pub proven_chance: f64,
    /// ... and at least so many were tried.
    pub proven_tried_min: u64,
}

/// 20 partners, a fifth of them in niches with fewer than 10 tried, 10,000 draws;
/// proven above a rate of 0.2 with a chance of 95 % from 10 tried.
impl Default for ExploreOptions {
    fn default() -> Self {
        Self {
            partners: 20,
            new_percent: 20,
            new_below: 10,
            seed: 0,
            draws: 10_000,
            proven_above: 0.2,
            proven_chance: 0.95,
            proven_tried_min: 10,
        }
    }
}

/// The plan for one niche.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmPlan {
    /// The niche.
    pub niche: String,
    /// Partners to recruit there.
    pub recruit: u64,
    /// Whether it is new.
    pub new: bool,
    /// The mean of its rate: posterior.
    pub rate: f64,
    /// The rate is above this with a chance of 95 %.
    pub rate_low_5: f64,
    /// The chance that no niche brings more a partner.
    pub chance_best: f64,
    /// The chance that its rate is above the one to prove.
    pub chance_above: f64,
    /// Whether it is proven.
    pub proven: bool,
}

/// What a draw is for; a purpose has streams of its own.
const FOR_PLAN: u32 = 1;
const FOR_CHANCE: u32 = 2;

/// Where to recruit the next partners, by Thompson sampling (Thompson 1933; Chapelle
/// and Li 2011): for each partner a rate is drawn for every niche from what is known
/// of it, and the one with the greatest rate times value gets the partner. New niches
/// keep a floor, or a few early failures would close them for ever.
///
/// The prior is the mean of all niches, worth two partners. Draws are by niche name,
/// so the order of the arms, other platforms and threads change nothing. Where all
/// niches together have less room, fewer partners are placed than asked: those that
/// were are the sum of `recruit`.
///
/// # Errors
/// `Input` for a niche given twice, more successes than tried, a number that is not
/// finite or out of its range, or no arms.
pub fn explore(arms: &[Arm], options: &ExploreOptions) -> Result<Vec<ArmPlan>, Error> {
    explore_with(arms, options, &mut nobody())
}

/// As [`explore`], and tells `watch` how far it is: rates drawn, of all to draw.
///
/// # Errors
/// As for `explore`, and `Cancelled` when `watch` says so.
///
/// ```
/// use longtail::discovery::{Arm, ExploreOptions, explore_with};
/// use longtail::ErrorKind;
/// use std::ops::ControlFlow;
/// let arm = Arm { niche: "dentists".into(), value: 1.0, room: 5, ..Arm::default() };
/// let stopped = explore_with(&[arm], &ExploreOptions::default(), &mut |_| ControlFlow::Break(()));
/// assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
/// ```
pub fn explore_with(
    arms: &[Arm],
    options: &ExploreOptions,
    watch: Watch<'_>,
) -> Result<Vec<ArmPlan>, Error> {
    check(arms, options)?;
    let rounds = usize::try_from(options.partners).unwrap_or(usize::MAX);
    let rounds = rounds.saturating_add(options.draws as usize);
    let mut told = Told { watch, done: 0, total: rounds.saturating_mul(arms.len()) };
    let mut sorted: Vec<&Arm> = arms.iter().collect();
    sorted.sort_by(|a, b| a.niche.cmp(&b.niche));
    let posterior = posteriors(&sorted);
    let new: Vec<bool> = sorted.iter().map(|arm| arm.tried < options.new_below).collect();
    let recruit = plan(&sorted, &posterior, &new, options, &mut told)?;
    let chances = chances(&sorted, &posterior, options, &mut told)?;
    told.end()?;
    let of = |(at, arm): (usize, &&Arm)| {
        let (a, b) = posterior[at];
        let Chances { best, above, low_5 } = chances[at];
        let tried_enough = arm.tried >= options.proven_tried_min;
        ArmPlan {
            niche: arm.niche.clone(),
            recruit: recruit[at],
            new: new[at],
            rate: a / (a + b),
            rate_low_5: low_5,
            chance_best: best,
            chance_above: above,
            proven: tried_enough && above >= options.proven_chance,
        }
    };
    let mut plans: Vec<ArmPlan> = sorted.iter().enumerate().map(of).collect();
    plans.sort_by(|a, b| b.recruit.cmp(&a.recruit).then_with(|| a.niche.cmp(&b.niche)));
    Ok(plans)
}

fn check(arms: &[Arm], options: &ExploreOptions) -> Result<(), Error> {
    let mut faults = Vec::new();
    if arms.is_empty() {
        faults.push("no niches to recruit in".to_owned());
    }
    for name in twice(arms.iter().map(|arm| &*arm.niche)) {
        faults.push(format!("niche `{name}` is given twice"));
    }
    for arm in arms {
        let name = &arm.niche;
        if arm.succeeded > arm.tried {
            let (s, t) = (arm.succeeded, arm.tried);
            faults.push(format!("niche `{name}`: {s} succeeded of {t} tried"));
        }
        if !arm.waiting.iter().all(|part| (0.0..=1.0).contains(part)) {
            faults.push(format!("niche `{name}`: `waiting` holds parts from 0 to 1"));
        }
        if !(arm.value.is_finite() && arm.value >= 0.0) {
            faults.push(format!("niche `{name}`: `value` is {}; expected 0 or more", arm.value));
        }
    }
    let unit = |value: f64| value > 0.0 && value < 1.0;
    if !unit(options.proven_above) || !unit(options.proven_chance) {
        faults.push("`proven_above` and `proven_chance` lie between 0 and 1".to_owned());
    }
    if options.new_percent > 100 || options.draws == 0 || options.draws > 10_000_000 {
        faults.push("`new_percent` is at most 100, `draws` from 1 to 10,000,000".to_owned());
    }
    if options.partners > 1_000_000 {
        faults.push("`partners` is at most 1,000,000".to_owned());
    }
    Error::together(faults)
}

/// The two shapes of each niche's rate.
fn posteriors(arms: &[&Arm]) -> Vec<(f64, f64)> {
    let succeeded: f64 = arms.iter().map(|arm| arm.succeeded as f64).sum();
    let tried: f64 = arms.iter().map(|arm| arm.tried as f64).sum();
    let mean = (succeeded + 1.0) / (tried + 2.0);
    let of = |arm: &&Arm| {
        let failed = (arm.tried - arm.succeeded) as f64 + arm.waiting.iter().sum::<f64>();
        (arm.succeeded as f64 + 2.0 * mean, failed + 2.0 * (1.0 - mean))
    };
    arms.iter().map(of).collect()
}

/// A number for a niche's stream that other niches do not change (FNV-1a).
fn stream(niche: &str) -> u32 {
    niche.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn streams(arms: &[&Arm], purpose: u32, seed: u64) -> Vec<Draws> {
    arms.iter().map(|arm| Draws::new(seed, purpose, stream(&arm.niche))).collect()
}

/// Rates drawn, and who is told of them.
struct Told<'w> {
    watch: Watch<'w>,
    done: usize,
    total: usize,
}

/// Between two words of the watcher: a fifth of a millisecond of drawing.
const TELL_EVERY: usize = 1 << 10;

impl Told<'_> {
    fn drawn(&mut self, rates: usize) -> Result<(), Error> {
        let before = self.done / TELL_EVERY;
        self.done = self.done.saturating_add(rates);
        if self.done / TELL_EVERY > before { self.tell() } else { Ok(()) }
    }

    /// All is drawn, or was not needed.
    fn end(&mut self) -> Result<(), Error> {
        self.done = self.total;
        self.tell()
    }

    fn tell(&mut self) -> Result<(), Error> {
        let progress = Progress { done: self.done, total: self.total };
        if (self.watch)(progress).is_break() {
            return Err(Error::new(ErrorKind::Cancelled, "the exploration was stopped"));
        }
        Ok(())
    }
}

fn plan(
    arms: &[&Arm],
    posterior: &[(f64, f64)],
    new: &[bool],
    options: &ExploreOptions,
    told: &mut Told<'_>,
) -> Result<Vec<u64>, Error> {
    let mut recruit = vec![0u64; arms.len()];
    let mut draws = streams(arms, FOR_PLAN, options.seed);
    let floor = (options.partners * u64::from(options.new_percent)).div_ceil(100);
    for slot in 0..options.partners {
        let open = |at: usize, recruit: &[u64]| recruit[at] < arms[at].room;
        // The floor comes first; without room in new niches it is free for all.
        let reserved = slot < floor && (0..arms.len()).any(|at| new[at] && open(at, &recruit));
        let mut best: Option<(f64, usize)> = None;
        for at in 0..arms.len() {
            let (a, b) = posterior[at];
            let value = draws[at].beta(a, b) * arms[at].value;
            let may = open(at, &recruit) && (new[at] || !reserved);
            if may && best.is_none_or(|(most, _)| value > most) {
                best = Some((value, at));
            }
        }
        told.drawn(arms.len())?;
        match best {
            Some((_, at)) => recruit[at] += 1,
            None => break,
        }
    }
    Ok(recruit)
}

#[derive(Clone, Copy, Default)]
struct Chances {
    best: f64,
    above: f64,
    low_5: f64,
}

/// A niche draws from streams of its own, so they are gone through one by one and only
/// the best of each draw is kept: memory does not grow with the number of niches.
fn chances(
    arms: &[&Arm],
    posterior: &[(f64, f64)],
    options: &ExploreOptions,
    told: &mut Told<'_>,
) -> Result<Vec<Chances>, Error> {
    let draws = options.draws as usize;
    let share = |count: usize| count as f64 / f64::from(options.draws);
    let mut found = vec![Chances::default(); arms.len()];
    // The greatest value of each draw so far, and whose it is; of equals the first.
    let mut most: Vec<(f64, usize)> = vec![(f64::NEG_INFINITY, 0); draws];
    let mut rates: Vec<f64> = Vec::with_capacity(draws);
    for (at, mut stream) in streams(arms, FOR_CHANCE, options.seed).into_iter().enumerate() {
        let (a, b) = posterior[at];
        rates.clear();
        for best in &mut most {
            let rate = stream.beta(a, b);
            let value = rate * arms[at].value;
            if at == 0 || value > best.0 {
                *best = (value, at);
            }
            rates.push(rate);
            told.drawn(1)?;
        }
        let above = rates.iter().filter(|rate| **rate > options.proven_above).count();
        let place = draws / 20;
        let (_, low_5, _) = rates.select_nth_unstable_by(place, f64::total_cmp);
        found[at] = Chances { best: 0.0, above: share(above), low_5: *low_5 };
    }
    let mut best = vec![0usize; arms.len()];
    most.iter().for_each(|(_, at)| best[*at] += 1);
    found.iter_mut().zip(best).for_each(|(chances, best)| chances.best = share(best));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(niche: &str, tried: u64, succeeded: u64) -> Arm {
        let niche = niche.into();
        Arm { niche, tried, succeeded, waiting: vec![], value: 1.0, room: 1_000 }
    }

    fn options(partners: u64, new_percent: u32) -> ExploreOptions {
        ExploreOptions { partners, new_percent, draws: 2_000, ..ExploreOptions::default() }
    }

    fn of<'a>(plans: &'a [ArmPlan], niche: &str) -> &'a ArmPlan {
        plans.iter().find(|plan| plan.niche == niche).unwrap()
    }

    #[test]
    fn partners_go_where_they_succeed_and_a_floor_to_what_is_new() {
        let arms = [arm("good", 100, 60), arm("poor", 100, 5), arm("new", 3, 0)];
        let plans = explore(&arms, &options(100, 20)).unwrap();
        assert!(of(&plans, "good").recruit >= 70, "{plans:?}");
        assert!(of(&plans, "new").recruit >= 20);
        assert_eq!(of(&plans, "poor").recruit, 0);
        assert_eq!(plans.iter().map(|plan| plan.recruit).sum::<u64>(), 100);
        assert!(of(&plans, "good").proven && !of(&plans, "poor").proven);
        assert!(of(&plans, "new").new && !of(&plans, "good").new);
        let chances: f64 = plans.iter().map(|plan| plan.chance_best).sum();
        assert!((chances - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_in_any_order_of_the_arms() {
        let arms = [arm("a", 10, 3), arm("b", 10, 4), arm("c", 0, 0)];
        let plan = explore(&arms, &options(50, 10)).unwrap();
        let turned: Vec<Arm> = arms.iter().rev().cloned().collect();
        assert_eq!(explore(&turned, &options(50, 10)).unwrap(), plan);
        let other = ExploreOptions { seed: 1, ..options(50, 10) };
        assert_ne!(explore(&arms, &other).unwrap(), plan);
    }

    /// As the first version drew them: niche by niche, or draw by draw, is the same.
    #[test]
    fn chances_are_those_of_drawing_all_niches_at_once() {
        let arms = [arm("a", 10, 3), arm("b", 10, 3), arm("c", 0, 0)];
        let sorted: Vec<&Arm> = arms.iter().collect();
        let (posterior, options) = (posteriors(&sorted), options(1, 0));
        let mut draws = streams(&sorted, FOR_CHANCE, options.seed);
        let (mut best, mut rates) = ([0u32; 3], vec![Vec::new(); 3]);
        for _ in 0..options.draws {
            let drawn: Vec<f64> =
                posterior.iter().zip(&mut draws).map(|((a, b), own)| own.beta(*a, *b)).collect();
            let most = drawn.iter().copied().fold(0.0, f64::max);
            best[drawn.iter().position(|rate| *rate == most).unwrap()] += 1;
            drawn.iter().zip(&mut rates).for_each(|(rate, all)| all.push(*rate));
        }
        let plans = explore(&arms, &options).unwrap();
        for (at, own) in arms.iter().enumerate() {
            rates[at].sort_by(f64::total_cmp);
            let plan = of(&plans, &own.niche);
            assert_eq!(plan.chance_best, f64::from(best[at]) / f64::from(options.draws));
            assert_eq!(plan.rate_low_5, rates[at][options.draws as usize / 20]);
        }
    }

    #[test]
    fn it_tells_how_far_it_is_to_the_end_and_is_stopped_at_any_word() {
        let arms = [arm("a", 10, 3), arm("b", 10, 4)];
        let options = options(600, 10);
        let mut told: Vec<Progress> = Vec::new();
        let watched = explore_with(&arms, &options, &mut |progress| {
            told.push(progress);
            std::ops::ControlFlow::Continue(())
        });
        assert_eq!(watched.unwrap(), explore(&arms, &options).unwrap());
        assert!(told.len() > 4 && told.windows(2).all(|two| two[0].done < two[1].done));
        assert_eq!(told.last(), Some(&Progress { done: 5_200, total: 5_200 }));
        for at in 0..told.len() {
            let mut words = 0;
            let stopped = explore_with(&arms, &options, &mut |_| {
                words += 1;
                if words > at {
                    return std::ops::ControlFlow::Break(());
                }
                std::ops::ControlFlow::Continue(())
            });
            assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
            assert_eq!(words, at + 1);
        }
    }

    #[test]
    fn who_is_not_known_yet_counts_as_the_part_of_the_time_that_passed() {
        let mut waiting = arm("a", 20, 10);
        waiting.waiting = vec![0.5; 40];
        let plans = explore(&[waiting, arm("b", 40, 10)], &options(1, 0)).unwrap();
        let (a, b) = (of(&plans, "a").rate, of(&plans, "b").rate);
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }

    #[test]
    fn no_more_partners_than_there_is_room_for() {
        let mut small = arm("good", 100, 90);
        small.room = 3;
        let mut full = arm("new", 0, 0);
        full.room = 0;
        let plans = explore(&[small.clone(), full.clone(), arm("poor", 100, 5)], &options(10, 50));
        let plans = plans.unwrap();
        assert_eq!((of(&plans, "good").recruit, of(&plans, "new").recruit), (3, 0));
        assert_eq!(of(&plans, "poor").recruit, 7);
        let plans = explore(&[small, full], &options(10, 0)).unwrap();
        assert_eq!(plans.iter().map(|plan| plan.recruit).sum::<u64>(), 3);
    }

    /// A hundred seeded worlds: after ten rounds of recruiting with delayed outcomes
    /// more than four in five of all partners that the best niche would have gained
    /// are gained, against about half for recruiting evenly.
    #[test]
    fn exploring_gains_more_than_recruiting_evenly() {
        let rates = [0.1, 0.2, 0.3, 0.5];
        let (mut gained, mut evenly, mut most) = (0.0, 0.0, 0.0);
        for world in 0..100u32 {
            let mut draws = Draws::new(31, 0, world);
            let mut arms: Vec<Arm> = (0..4).map(|k| arm(&format!("n{k}"), 0, 0)).collect();
            for round in 0..10u64 {
                let options = ExploreOptions { seed: round, draws: 10, ..options(40, 10) };
                let plans = explore(&arms, &options).unwrap();
                for (arm, rate) in arms.iter_mut().zip(rates) {
                    // Those of the round before become known, new ones wait.
                    let known = arm.waiting.len() as u64;
                    arm.tried += known;
                    arm.succeeded += (0..known).filter(|_| draws.uniform() < rate).count() as u64;
                    let recruit = of(&plans, &arm.niche).recruit;
                    arm.waiting = vec![0.3; recruit as usize];
                    gained += recruit as f64 * rate;
                }
                evenly += 40.0 * rates.iter().sum::<f64>() / 4.0;
                most += 40.0 * 0.5;
            }
        }
        println!("gained {:.3} of the most, evenly {:.3}", gained / most, evenly / most);
        assert!(gained / most > 0.8 && evenly / most < 0.6);
    }

    #[test]
    fn arms_that_cannot_be_are_refused() {
        let mut late = arm("a", 1, 1);
        late.waiting = vec![1.5];
        let mut worth = arm("a", 1, 1);
        worth.value = f64::NAN;
        for arms in [
            vec![],
            vec![arm("a", 1, 2)],
            vec![arm("a", 1, 1), arm("a", 1, 1)],
            vec![late],
            vec![worth],
        ] {
            let fault = explore(&arms, &options(1, 0)).unwrap_err();
            assert_eq!(fault.kind(), ErrorKind::Input);
        }
        let one = [arm("a", 0, 0)];
        for options in [
            ExploreOptions { new_percent: 101, ..ExploreOptions::default() },
            ExploreOptions { draws: 0, ..ExploreOptions::default() },
            ExploreOptions { proven_above: f64::NAN, ..ExploreOptions::default() },
        ] {
            assert!(explore(&one, &options).is_err());
        }
    }
}
