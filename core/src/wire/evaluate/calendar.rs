use super::super::json;
use super::super::steps::{write_holiday, write_steps};
use super::{Failed, Question};
use crate::calendar::{Day, HOLIDAY_YEARS, Itinerary, Observed};
use crate::document::Reader;
use crate::explain::Language;
use crate::rulebook::{read_calendar, read_holidays, read_own_sets, read_zone};

/// `{"calendar","zone","placed_at","requested","language"}` to
/// `{"earliest","ship","arrive","steps"}`.
pub(super) fn calendar(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let zone = fields.required(reader, "zone", read_zone);
    let calendar = fields.required(reader, "calendar", |r, n| read_calendar(r, n, zone));
    let placed = fields.required(reader, "placed_at", |reader, node| {
        let text = reader.text(node)?;
        let moment = zone?.local(text);
        if moment.is_none() {
            reader.invalid(node, "a time such as 2026-03-02T10:15:00+01:00");
        }
        moment
    });
    let requested = fields.optional(reader, "requested", Reader::day);
    let language = read_language(reader, fields);
    let (Some(calendar), Some(placed)) = (calendar, placed) else { return Err(Failed::Faults) };
    Ok(written(&calendar.itinerary(placed, requested), language))
}

fn read_language(reader: &mut Reader, fields: &mut Question<'_>) -> Language {
    const LANGUAGES: [Language; 2] = [Language::En, Language::Nl];
    let language = fields
        .optional(reader, "language", |r, n| r.word(n, &["en", "nl"]).map(|at| LANGUAGES[at]));
    language.unwrap_or_default()
}

fn written(way: &Itinerary<'_>, language: Language) -> String {
    let mut out = String::from("{\"earliest\":");
    json::day(way.earliest, &mut out);
    out.push_str(",\"ship\":");
    json::day(way.ship, &mut out);
    out.push_str(",\"arrive\":");
    json::day(way.arrive, &mut out);
    out.push_str(",\"steps\":");
    write_steps(&way.steps, language, &mut out);
    out.push('}');
    out
}

/// `{"holidays","holiday_sets","year","language"}` to `{"days"}`, in the order of
/// the year.
pub(super) fn holidays(reader: &mut Reader, fields: &mut Question<'_>) -> Result<String, Failed> {
    let (first, end) = (i64::from(HOLIDAY_YEARS.start), i64::from(HOLIDAY_YEARS.end));
    let sets = fields.optional(reader, "holiday_sets", read_own_sets).unwrap_or_default();
    let kept = fields.required(reader, "holidays", |r, n| Some(read_holidays(r, n, &sets)));
    let year = fields.required(reader, "year", |r, n| r.whole(n, first, end - 1));
    let language = read_language(reader, fields);
    let (Some(kept), Some(year)) = (kept, year) else { return Err(Failed::Faults) };
    let in_year = |own: &'_ Observed| own.holiday.in_year(year as u16);
    let days = kept.iter().filter_map(|own| Some((in_year(own)?, own)));
    let mut days: Vec<(Day, &Observed)> = days.collect();
    days.sort_by_key(|(day, _)| *day);
    let mut out = String::from("{\"days\":[");
    for (at, (day, own)) in days.into_iter().enumerate() {
        out.push_str(if at > 0 { ",{\"day\":" } else { "{\"day\":" });
        json::day(day, &mut out);
        out.push(',');
        write_holiday(own, language, &mut out);
        out.push('}');
    }
    out.push_str("]}");
    Ok(out)
}
