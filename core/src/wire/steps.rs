//! The steps of a calendar as JSON.

use super::field::{day, whole};
use super::json;
use crate::calendar::{CalendarStep, ClosedBy, Observed};
use crate::explain::{Language, time};

/// Appends the steps as a list, each with its words.
pub(super) fn write_steps(steps: &[CalendarStep<'_>], language: Language, out: &mut String) {
    out.push('[');
    for (at, step) in steps.iter().enumerate() {
        out.push_str(if at > 0 { ",{\"step\":" } else { "{\"step\":" });
        json::text(step.name(), out);
        write_values(step, language, out);
        out.push_str(",\"words\":");
        json::text(&step.words(language), out);
        out.push('}');
    }
    out.push(']');
}

fn write_values(step: &CalendarStep<'_>, language: Language, out: &mut String) {
    match *step {
        CalendarStep::CutOffMissed(cut_off) => {
            day("day", cut_off.day, out);
            out.push_str(",\"cut_off\":");
            json::text(&time(cut_off.minute_of_day), out);
            whole("missed_minutes", cut_off.missed_minutes, out);
            whole("earlier_minutes", cut_off.earlier_minutes, out);
            day("ships", cut_off.ships, out);
        }
        CalendarStep::Closed { who, from, to, by } => {
            out.push_str(",\"who\":");
            json::text(who.name(), out);
            day("day", from, out);
            day("to", to, out);
            if let ClosedBy::Holiday(own) = by {
                out.push(',');
                write_holiday(own, language, out);
            }
        }
        CalendarStep::Handled { days, ready: at } | CalendarStep::Travels { days, brought: at } => {
            whole("days", i64::from(days), out);
            day("day", at, out);
        }
        CalendarStep::Leaves { day: at } | CalendarStep::Arrives { day: at } => day("day", at, out),
        CalendarStep::Late { requested, days } => {
            whole("days", i64::from(days), out);
            day("requested", requested, out);
        }
    }
}

/// Appends the fields of a holiday, without braces.
pub(super) fn write_holiday(own: &Observed, language: Language, out: &mut String) {
    let holiday = &own.holiday;
    for (at, (name, value)) in [
        ("id", &*holiday.id),
        ("name", &*holiday.names[language as usize]),
        ("set", &*own.set),
        ("version", &*own.version),
        ("kind", holiday.kind.name()),
    ]
    .into_iter()
    .enumerate()
    {
        if at > 0 {
            out.push(',');
        }
        json::text(name, out);
        out.push(':');
        json::text(value, out);
    }
}
