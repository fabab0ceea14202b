//! The best schedule where deliveries have a least size or windows a cap.

use super::split::Step;
use crate::calendar::Day;

/// A day on which something may leave, with how much can have left by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub day: Day,
    pub total: i64,
}

/// So many sets of days are looked at; where there are more, the middle days
/// are left out. Larger than any line of a few dozen days and three deliveries
/// needs.
const SETS_MAX: u64 = 200_000;

/// No window: nothing may leave.
pub(super) const CLOSED: u32 = u32::MAX;

/// Space in which days are chosen, one by one.
///
/// Of all sets of at most so many days, the one of which most can leave; of
/// several the least sum of quantity × day; then the fewest deliveries; then
/// the earliest days. Of given days the quantities are not chosen: once each
/// day has its least, as much as possible on the first day leaves most for
/// none of the others less and has the least waiting, for what could have left
/// by a day never falls, and windows are stretches of days.
///
/// All quantities are in multiples.
#[derive(Debug, Default)]
pub(super) struct Search {
    days: Vec<Candidate>,
    // For each day the cap of every family of windows that holds on it.
    windows: Vec<u32>,
    families: usize,
    caps: Vec<i64>,
    least: i64,
    first: Day,
    set: Vec<usize>,
    room: Vec<i64>,
    left: Vec<i64>,
    parts: Vec<i64>,
    best: Option<Rank>,
    best_set: Vec<usize>,
    best_parts: Vec<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rank {
    total: i64,
    waiting: i128,
}

impl Search {
    /// Begins a line whose days have so many families of windows.
    pub fn clear(&mut self, families: usize, first: Day) {
        self.days.clear();
        self.windows.clear();
        self.caps.clear();
        self.families = families;
        self.first = first;
    }

    /// A cap of a window; gives its number.
    pub fn cap(&mut self, multiples: i64) -> u32 {
        self.caps.push(multiples);
        self.caps.len() as u32 - 1
    }

    /// Adds a day with the windows that hold on it, one a family; a later day
    /// that can do no more than the one before is of no use.
    pub fn day(&mut self, candidate: Candidate, windows: impl Iterator<Item = u32>) {
        let start = self.windows.len();
        self.windows.extend(windows);
        let (before, own) = self.windows.split_at(start);
        let open = !own.contains(&CLOSED) && candidate.total > 0;
        let same = self.days.last().is_some_and(|last| {
            last.total == candidate.total && before[start - self.families..] == *own
        });
        if open && !same {
            self.days.push(candidate);
        } else {
            self.windows.truncate(start);
        }
    }

    /// Finds the best schedule: at most `most` deliveries, each of at least
    /// `least` multiples; gives what they sum to.
    pub fn run(&mut self, most: usize, least: i64) -> i64 {
        self.least = least.max(1);
        self.best = None;
        self.best_set.clear();
        self.best_parts.clear();
        self.thin(most);
        self.set.clear();
        self.extend(0, most);
        self.best.map_or(0, |best| best.total)
    }

    /// The deliveries found, as day and quantity up to and with it.
    pub fn found(&self) -> impl Iterator<Item = Step> + '_ {
        let mut total = 0;
        self.best_set.iter().zip(&self.best_parts).map(move |(&at, part)| {
            total += part;
            Step { day: self.days[at].day, total }
        })
    }

    /// Leaves out the middle where there are too many sets to look at.
    fn thin(&mut self, most: usize) {
        let mut kept = self.days.len();
        while kept > 2 && sets(kept, most) > SETS_MAX {
            kept -= 1 + kept / 16;
        }
        let cut = self.days.len() - kept;
        if cut > 0 {
            let from = kept.div_ceil(2);
            self.days.drain(from..from + cut);
            self.windows.drain(from * self.families..(from + cut) * self.families);
        }
    }

    fn extend(&mut self, from: usize, more: usize) {
        if more == 0 {
            return;
        }
        for at in from..self.days.len() {
            self.set.push(at);
            // More days only leave less room for the least of each.
            if self.fill() {
                self.consider();
                self.extend(at + 1, more - 1);
            }
            self.set.pop();
        }
    }

    /// The quantities of the days chosen; `false` when not each can have the
    /// least.
    fn fill(&mut self) -> bool {
        let Self { days, windows, families, caps, least, set, room, left, parts, .. } = self;
        let windows = |at: usize| &windows[at * *families..(at + 1) * *families];
        // What is left of totals and caps once each day has its least.
        room.clear();
        let given = (1i64..).map(|count| count.saturating_mul(*least));
        room.extend(set.iter().zip(given).map(|(&at, given)| days[at].total - given));
        for at in (1..room.len()).rev() {
            room[at - 1] = room[at - 1].min(room[at]);
        }
        left.clone_from(caps);
        for window in set.iter().flat_map(|&at| windows(at)) {
            left[*window as usize] -= *least;
        }
        if room.first().is_some_and(|room| *room < 0) || left.iter().any(|left| *left < 0) {
            // A cap that is below zero of itself was never given.
            return false;
        }
        parts.clear();
        let mut sum = 0;
        for (&at, room) in set.iter().zip(room.iter()) {
            let caps = windows(at).iter().map(|window| left[*window as usize]);
            let more = caps.fold(*room - sum, i64::min);
            sum += more;
            windows(at).iter().for_each(|window| left[*window as usize] -= more);
            parts.push(*least + more);
        }
        true
    }

    fn consider(&mut self) {
        let days =
            self.set.iter().map(|&at| i64::from(self.days[at].day.0) - i64::from(self.first.0));
        let waiting =
            days.zip(&self.parts).map(|(days, part)| i128::from(days) * i128::from(*part));
        let rank = Rank { waiting: waiting.sum(), total: self.parts.iter().sum() };
        if self.best.is_none_or(|best| self.better(rank, best)) {
            self.best = Some(rank);
            self.best_set.clone_from(&self.set);
            self.best_parts.clone_from(&self.parts);
        }
    }

    fn better(&self, rank: Rank, best: Rank) -> bool {
        let key =
            |rank: Rank, set: &[usize]| (std::cmp::Reverse(rank.total), rank.waiting, set.len());
        let (own, known) = (key(rank, &self.set), key(best, &self.best_set));
        own < known || (own == known && self.set < self.best_set)
    }
}

/// How many sets of one to `most` of so many days there are.
fn sets(days: usize, most: usize) -> u64 {
    let (mut sum, mut of_size) = (0u64, 1u64);
    for size in 0..most.min(days) as u64 {
        of_size = of_size.saturating_mul(days as u64 - size) / (size + 1);
        sum = sum.saturating_add(of_size);
        if sum > SETS_MAX {
            break;
        }
    }
    sum
}
