//! Numbers to minor units, and moments to days.

use longtail::{Day, Moment, Zone};
use std::collections::HashMap;

/// From one number of decimals to another, without rounding.
pub enum Step {
    Times(i128),
    Over(i128),
}

impl Step {
    pub fn new(scale: i8, exponent: u8) -> Option<Self> {
        let more = i32::from(exponent) - i32::from(scale);
        let power = 10i128.checked_pow(more.unsigned_abs())?;
        Some(if more >= 0 { Self::Times(power) } else { Self::Over(power) })
    }

    /// Whether nothing is lost; what still has no answer is too large.
    pub fn is_exact(&self, number: i128) -> bool {
        match self {
            Self::Times(_) => true,
            Self::Over(power) => number % power == 0,
        }
    }

    pub fn apply(&self, number: i128) -> Option<i64> {
        let minor = match self {
            Self::Times(power) => number.checked_mul(*power)?,
            Self::Over(power) if number % power == 0 => number / power,
            Self::Over(_) => return None,
        };
        i64::try_from(minor).ok()
    }
}

/// The local days of moments, remembered by the hour.
pub struct LocalDays {
    zone: Option<Zone>,
    /// The days of the first and the last second of an hour.
    hours: HashMap<i64, (Day, Day)>,
}

impl LocalDays {
    pub fn new(zone: Option<Zone>) -> Self {
        Self { zone, hours: HashMap::new() }
    }

    pub fn day(&mut self, seconds: i64) -> Option<Day> {
        let Some(zone) = self.zone else { return utc_day(seconds) };
        let hour = seconds.div_euclid(3_600);
        let (first, last) = match self.hours.get(&hour) {
            Some(days) => *days,
            None => {
                let days = (local(zone, hour * 3_600)?, local(zone, hour * 3_600 + 3_599)?);
                self.hours.insert(hour, days);
                days
            }
        };
        if first == last { Some(first) } else { local(zone, seconds) }
    }
}

fn utc_day(seconds: i64) -> Option<Day> {
    i32::try_from(seconds.div_euclid(86_400)).ok().map(Day)
}

fn local(zone: Zone, seconds: i64) -> Option<Day> {
    Some(moment(Some(zone), seconds)?.day)
}

/// The local day and minute of a moment; without a zone it is local already.
pub fn moment(zone: Option<Zone>, seconds: i64) -> Option<Moment> {
    zone.unwrap_or(Zone::UTC).moment(seconds)
}
