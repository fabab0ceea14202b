use super::Day;
use super::day::two_digits;
use super::working::minute_of_day;
use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};

const DAY_SECONDS: i64 = 86_400;

/// A local day and the minute of it, counted from midnight, and the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Moment {
    /// The local day.
    pub day: Day,
    /// 0 to 1,439, as the clock on the wall says: also on the days on which it
    /// is put forward or back.
    pub minute_of_day: u16,
    /// Seconds since 1970-01-01T00:00Z. On the days on which a clock is put back
    /// the same minute of the day comes twice; the instant tells them apart.
    pub instant: i64,
}

/// A time zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone with this name, such as `Europe/Amsterdam`, capitals as in the
    /// database.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The names of all zones, always in the same order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// Reads a time such as `2026-03-02T10:15:30.5+01:00` and says which local
    /// day and minute it is in this zone.
    ///
    /// - Date, hours and minutes are required; seconds, and a fraction of
    ///   them, may follow. `T` may be `t` or a space. Second 60, a leap
    ///   second, counts as the 59th: the minute stays the same.
    /// - `Z`, `+01:00`, `+0100` or `+01` at the end makes it an instant, which
    ///   is converted.
    /// - Without one it is local time already and stays as it is, except in
    ///   the gap of a clock put forward: there it moves forward by the gap. In
    ///   the fold of a clock put back the earlier instant is meant; both have
    ///   the same day and minute, so the answer is the same.
    ///
    /// ```
    /// use longtail::{Day, Moment, Zone};
    /// let zone = Zone::parse("Europe/Amsterdam").expect("a known zone");
    /// let day = Day::parse("2026-03-02").expect("a real day");
    /// let moment = zone.local("2026-03-01T23:30:00Z").expect("a time");
    /// assert_eq!((moment.day, moment.minute_of_day), (day, 30));
    /// assert_eq!(zone.local("2026-03-02 00:30"), Some(moment));
    /// ```
    #[must_use]
    pub fn local(&self, text: &str) -> Option<Moment> {
        let written = Written::parse(text.as_bytes())?;
        let instant = match written.offset {
            Some(offset) => written.seconds - i64::from(offset),
            None => self.instant_of(written.seconds),
        };
        self.moment(instant)
    }

    /// The local day and minute of an instant; `None` where the day has no number.
    #[must_use]
    pub fn moment(&self, instant: i64) -> Option<Moment> {
        let seconds = self.instant_to_local(instant);
        let day = i32::try_from(seconds.div_euclid(DAY_SECONDS)).ok()?;
        let minute_of_day = (seconds.rem_euclid(DAY_SECONDS) / 60) as u16;
        Some(Moment { day: Day(day), minute_of_day, instant })
    }

    /// The instant at which a clock here shows this minute of the day. In the
    /// gap of a clock put forward it is that of the time moved forward by the
    /// gap; in the fold of a clock put back, the earlier one.
    ///
    /// ```
    /// use longtail::{Day, Zone};
    /// let zone = Zone::parse("Europe/Amsterdam").expect("a known zone");
    /// // The clock is put forward from 02:00 to 03:00: 02:30 becomes 03:30.
    /// let day = Day::parse("2026-03-29").expect("a real day");
    /// assert_eq!(zone.instant_at(day, 150), zone.instant_at(day, 210));
    /// ```
    #[must_use]
    pub fn instant_at(&self, day: Day, minute_of_day: u16) -> i64 {
        self.instant_of(i64::from(day.0) * DAY_SECONDS + i64::from(minute_of_day) * 60)
    }

    /// The instant of local seconds, forward out of a gap and the earlier of a fold.
    fn instant_of(self, local: i64) -> i64 {
        if self == Self::UTC {
            return local;
        }
        let local = self.past_gap(local);
        let earliest = naive(local).and_then(|clock| self.0.from_local_datetime(&clock).earliest());
        earliest.map_or(local, |time| time.timestamp())
    }

    /// Reads a time as [`Zone::local`] does and says which instant it is, in
    /// seconds since 1970-01-01T00:00 in universal time. Of a local time in a
    /// fold that is the earlier one.
    #[must_use]
    pub fn instant(&self, text: &str) -> Option<i64> {
        let written = Written::parse(text.as_bytes())?;
        Some(match written.offset {
            Some(offset) => written.seconds - i64::from(offset),
            None => self.instant_of(written.seconds),
        })
    }

    /// Local seconds of an instant.
    fn instant_to_local(self, instant: i64) -> i64 {
        if self == Self::UTC {
            return instant;
        }
        let offset = naive(instant)
            .map_or(0, |utc| self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc());
        instant + i64::from(offset)
    }

    /// The local seconds, moved forward by the gap when they lie in one.
    fn past_gap(self, local: i64) -> i64 {
        if self == Self::UTC {
            return local;
        }
        let gap = naive(local).and_then(|local| GapInfo::new(&local, &self.0));
        let length = gap.and_then(|gap| {
            let (begin, _) = gap.begin?;
            Some(gap.end?.naive_local().signed_duration_since(begin).num_seconds())
        });
        local + length.unwrap_or(0)
    }
}

fn naive(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
}

/// A time as it is written.
struct Written {
    /// Since 1970-01-01T00:00 on the clock that was read.
    seconds: i64,
    /// How many seconds that clock is ahead of universal time, when it says so.
    offset: Option<i32>,
}

impl Written {
    fn parse(text: &[u8]) -> Option<Self> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        let day = Day::from_bytes(date)?;
        let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, rest @ ..] = rest else { return None };
        let minute = minute_of_day(two_digits(*h1, *h2)?, two_digits(*m1, *m2)?)?;
        let (second, rest) = second(rest)?;
        let offset = if rest.is_empty() { None } else { Some(offset(rest)?) };
        let seconds = i64::from(day.0) * DAY_SECONDS + i64::from(minute) * 60 + i64::from(second);
        Some(Self { seconds, offset })
    }
}

/// Reads `:30` or `:30.25`, if there, and gives back what follows. A fraction
/// never reaches the next second, so it is passed over.
fn second(text: &[u8]) -> Option<(u32, &[u8])> {
    let [b':', s1, s2, rest @ ..] = text else { return Some((0, text)) };
    let second = two_digits(*s1, *s2).filter(|&second| second <= 60)?.min(59);
    let [b'.', fraction @ ..] = rest else { return Some((second, rest)) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then(|| (second, &fraction[digits..]))
}

/// The seconds of `Z`, `+01:00`, `+0100` or `+01`.
fn offset(text: &[u8]) -> Option<i32> {
    let (sign, h1, h2, m1, m2) = match *text {
        [b'Z' | b'z'] => return Some(0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (sign, h1, h2, m1, m2),
        [sign, h1, h2] => (sign, h1, h2, b'0', b'0'),
        _ => return None,
    };
    let minutes = minute_of_day(two_digits(h1, h2)?, two_digits(m1, m2)?)?;
    match sign {
        b'+' => Some(i32::from(minutes) * 60),
        b'-' => Some(i32::from(minutes) * -60),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
