//! When goods that wait for receipts are there, each receipt late as others were.

use super::quantile::LatenessTable;
use crate::calendar::Day;

/// Of so many receipts chances are counted.
const RECEIPTS: u64 = 1_000_000_000;

/// One percent of them.
const PERCENT: u64 = RECEIPTS / 100;

/// How late one receipt can be, and with which chance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chances {
    expected: Day,
    // INVARIANT: rising; sums of weights times `RECEIPTS` stay in range.
    steps: Vec<(i32, u128)>,
    whole: u128,
}

impl LatenessTable {
    /// How late a receipt of a supplier can be that was not there before `today`.
    #[must_use]
    pub fn chances(&self, supplier: Option<&str>, expected: Day, today: Day) -> Chances {
        let steps = self.weights(supplier, None, expected, Some(today));
        let whole = steps.iter().map(|(_, weight)| weight).sum();
        Chances { expected, steps, whole }
    }
}

impl Chances {
    /// Whether any receipt was seen that tells of this one.
    #[must_use]
    pub const fn known(&self) -> bool {
        self.whole > 0
    }

    /// How many of a thousand million such receipts come after a day, rounded up;
    /// none where nothing is known.
    fn later(&self, day: Day) -> u64 {
        let days = i64::from(day.0) - i64::from(self.expected.0);
        let later = self.steps.iter().filter(|(late, _)| i64::from(*late) > days);
        let weight: u128 = later.map(|(_, weight)| weight).sum();
        let share = (weight * u128::from(RECEIPTS)).div_ceil(self.whole.max(1));
        u64::try_from(share).unwrap_or(RECEIPTS)
    }
}

/// A receipt that may serve what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    /// It serves nothing before this day.
    pub counted: Day,
    /// Units.
    pub quantity: i128,
    /// How late it can be.
    pub chances: Chances,
}

/// Units of which enough must have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// How many.
    pub units: i128,
    /// What may come.
    pub receipts: Vec<Possible>,
}

/// The first day from `from` on by which all needs are met with this percentage,
/// at the least; nothing when they never are.
///
/// The chance that something is lacking is taken as the sum of the chances that
/// each receipt that is needed is late (Boole's inequality): it holds however
/// receipts hang together, also when a supplier's are late all at once. Of more
/// receipts than are needed those count that are surest on the day.
///
/// ```
/// use longtail::{Day, Lateness, Need, Possible, Receipt, met_by};
/// let mut lateness = Lateness::default();
/// for days in [0, 0, 0, 0, 0, 0, 0, 0, 0, 7] {
///     let (expected, arrived) = (Day(0), Day(days));
///     lateness.update(&Receipt { supplier: "S-1", class: "", expected, arrived })?;
/// }
/// let table = lateness.finish();
/// let receipt = |day| Possible {
///     counted: day,
///     quantity: 5,
///     chances: table.chances(Some("S-1"), day, Day(0)),
/// };
/// let receipts = vec![receipt(Day(20)), receipt(Day(21))];
/// // One of them is there on its day in nine of ten cases; both, perhaps in eight.
/// let one = [Need { units: 5, receipts: receipts.clone() }];
/// assert_eq!(met_by(&one, Day(20), 90), Some(Day(20)));
/// let both = [Need { units: 10, receipts }];
/// assert_eq!(met_by(&both, Day(21), 80), Some(Day(21)));
/// assert_eq!(met_by(&both, Day(21), 90), Some(Day(27)));
/// # Ok::<(), longtail::Error>(())
/// ```
#[must_use]
pub fn met_by(needs: &[Need], from: Day, percent: u8) -> Option<Day> {
    let mut days = vec![from];
    for possible in needs.iter().flat_map(|need| &need.receipts) {
        let steps = possible.chances.steps.iter();
        let late = steps.map(|(days, _)| possible.chances.expected.plus(*days));
        days.extend(late.chain([possible.counted]).map(|day| day.max(possible.counted)));
    }
    days.retain(|day| *day >= from);
    days.sort_unstable();
    days.dedup();
    let doubt = 100u64.saturating_sub(u64::from(percent)) * PERCENT;
    days.into_iter().find(|day| lacking(needs, *day) <= doubt)
}

/// With which whole percentage, at the least, all needs are met by a day.
#[must_use]
pub fn percent_by(needs: &[Need], day: Day) -> u8 {
    let sure = RECEIPTS - lacking(needs, day);
    u8::try_from(sure / PERCENT).unwrap_or(100)
}

/// Of a thousand million cases, in how many at most something is lacking.
fn lacking(needs: &[Need], day: Day) -> u64 {
    let sum = needs.iter().map(|need| need.lacking(day)).fold(0, u64::saturating_add);
    sum.min(RECEIPTS)
}

impl Need {
    fn lacking(&self, day: Day) -> u64 {
        let there = self.receipts.iter().filter(|own| own.counted <= day);
        let mut by_doubt: Vec<(u64, i128)> =
            there.map(|own| (own.chances.later(day), own.quantity)).collect();
        by_doubt.sort_by_key(|&(doubt, quantity)| (doubt, -quantity));
        let mut have = 0;
        let mut taken = 0;
        while have < self.units {
            let Some((_, quantity)) = by_doubt.get(taken) else { return RECEIPTS };
            have += quantity;
            taken += 1;
        }
        // Of those, what can be spared is not waited for, the least sure first.
        let mut doubt: u64 = 0;
        for (own, quantity) in by_doubt[..taken].iter().rev() {
            if have - quantity >= self.units {
                have -= quantity;
            } else {
                doubt = doubt.saturating_add(*own);
            }
        }
        doubt
    }
}

#[cfg(test)]
mod tests;
