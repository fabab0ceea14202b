//! The steps of a calendar in words.

use super::{Language, fill};
use crate::calendar::{CalendarStep, ClosedBy, HolidayKind, Party};
use std::fmt::Write;

impl CalendarStep<'_> {
    /// The step in words, without a full stop.
    ///
    /// ```
    /// use longtail::{CalendarStep, Day, Language};
    /// let day = Day::parse("2026-03-03").expect("a real day");
    /// let step = CalendarStep::Arrives { day };
    /// assert_eq!(step.words(Language::En), "arrives on 2026-03-03");
    /// assert_eq!(step.words(Language::Nl), "komt aan op 2026-03-03");
    /// ```
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let mut out = String::new();
        let template = self.template()[language as usize];
        fill(template, &mut out, |name, out| self.value(name, language, out));
        out
    }

    /// English and Dutch.
    const fn template(&self) -> [&'static str; 2] {
        match self {
            Self::CutOffMissed(_) => [
                "the cut-off of {cut_off} on {day} was missed by {missed} min; ordered {earlier} min earlier it could leave on {ships}",
                "de uiterste besteltijd {cut_off} op {day} is met {missed} min gemist; {earlier} min eerder besteld kon het op {ships} weg",
            ],
            Self::Closed { by: ClosedBy::Weekday, .. } => [
                "{who} does not work on {day}[ to {to}]",
                "{who} werkt niet op {day}[ tot en met {to}]",
            ],
            Self::Closed { by: ClosedBy::Listed, .. } => [
                "{who} is closed on {day}[ to {to}]",
                "{who} is gesloten op {day}[ tot en met {to}]",
            ],
            Self::Closed { by: ClosedBy::Holiday(_), .. } => [
                "{who} is closed on {day}: {name} ({set}, {kind})",
                "{who} is gesloten op {day}: {name} ({set}, {kind})",
            ],
            Self::Handled { .. } => [
                "working days of handling: {days}, until {day}",
                "werkdagen voor het klaarmaken: {days}, tot {day}",
            ],
            Self::Leaves { .. } => ["leaves on {day}", "gaat weg op {day}"],
            Self::Travels { .. } => [
                "working days in transit: {days}, until {day}",
                "werkdagen onderweg: {days}, tot {day}",
            ],
            Self::Arrives { .. } => ["arrives on {day}", "komt aan op {day}"],
            Self::Late { .. } => {
                ["days after the requested {day}: {days}", "dagen na de gevraagde {day}: {days}"]
            }
        }
    }

    fn value(&self, name: &str, language: Language, out: &mut String) {
        let mut number = |value: i64| {
            // Writing to a text never fails.
            let _ = write!(out, "{value}");
        };
        match (self, name) {
            (Self::CutOffMissed(cut_off), "missed") => number(cut_off.missed_minutes),
            (Self::CutOffMissed(cut_off), "earlier") => number(cut_off.earlier_minutes),
            (Self::CutOffMissed(cut_off), "cut_off") => {
                out.push_str(&time(cut_off.minute_of_day));
            }
            (Self::CutOffMissed(cut_off), "ships") => cut_off.ships.write_iso(out),
            (Self::CutOffMissed(cut_off), _) => cut_off.day.write_iso(out),
            (Self::Closed { from, to, .. }, "to") => {
                if from != to {
                    to.write_iso(out);
                }
            }
            (Self::Closed { who, .. }, "who") => out.push_str(party(*who, language)),
            (Self::Closed { from, .. }, "day") => from.write_iso(out),
            (Self::Closed { by: ClosedBy::Holiday(own), .. }, _) => out.push_str(match name {
                "name" => &own.holiday.names[language as usize],
                "set" => &own.set,
                _ => kind(own.holiday.kind, language),
            }),
            (Self::Closed { .. }, _) => {}
            (Self::Handled { days, .. } | Self::Travels { days, .. }, "days") => {
                number(i64::from(*days));
            }
            (Self::Late { days, .. }, "days") => number(i64::from(*days)),
            (Self::Handled { ready: day, .. }, _)
            | (Self::Travels { brought: day, .. }, _)
            | (Self::Late { requested: day, .. }, _)
            | (Self::Leaves { day } | Self::Arrives { day }, _) => day.write_iso(out),
        }
    }
}

/// A minute of the day as a clock shows it, such as `16:00`.
pub(crate) fn time(minute_of_day: u16) -> String {
    format!("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60)
}

const fn party(who: Party, language: Language) -> &'static str {
    match (who, language) {
        (Party::Shipper, Language::En) => "the shipper",
        (Party::Shipper, Language::Nl) => "de verzender",
        (Party::Carrier, Language::En) => "the carrier",
        (Party::Carrier, Language::Nl) => "de vervoerder",
        (Party::Receiver, Language::En) => "the receiver",
        (Party::Receiver, Language::Nl) => "de ontvanger",
    }
}

const fn kind(kind: HolidayKind, language: Language) -> &'static str {
    match (kind, language) {
        (HolidayKind::Statutory, Language::Nl) => "wettelijk",
        (HolidayKind::Customary, Language::Nl) => "gebruikelijk",
        (kind, Language::En) => kind.name(),
    }
}
