//! Holiday sets: those that a calendar keeps, and a company's own.

use super::calendar::DAYS;
use crate::calendar::{
    DateRule, Day, HOLIDAY_YEARS, Holiday, HolidayKind, HolidaySet, Observed, SHIPPED_SETS,
};
use crate::document::{Fields, Node, Reader, Value, nearest};
use crate::explain::Code;
use std::borrow::Cow;

/// `[NL]` or `[{ set: DE-BY, kinds: [statutory], without: [whit_monday] }]`.
pub(crate) fn read_holidays(reader: &mut Reader, node: &Node, own: &[HolidaySet]) -> Vec<Observed> {
    reader.each(node, |reader, node| read_kept(reader, node, own)).concat()
}

fn read_kept(reader: &mut Reader, node: &Node, own: &[HolidaySet]) -> Option<Vec<Observed>> {
    if !matches!(node.value, Value::Mapping(_)) {
        let (set, kinds) = read_set(reader, node, own)?;
        return Some(set.observed(kinds, &[]));
    }
    let mut fields = reader.fields(node)?;
    let set = fields.required(reader, "set", |r, n| read_set(r, n, own));
    let kinds = fields.optional(reader, "kinds", |reader, node| Some(reader.each(node, read_kind)));
    let without = fields.optional(reader, "without", |reader, node| {
        let set = set.as_ref().map(|(set, _)| set);
        Some(reader.each(node, |r, n| read_day_id(r, n, set)))
    });
    fields.finish(reader);
    let (set, usual) = set?;
    let kinds = kinds.unwrap_or_else(|| usual.to_vec());
    Some(set.observed(&kinds, &without.unwrap_or_default()))
}

/// A set by its name, a company's own before a shipped one, with the kinds that
/// are kept unless others are named: of a shipped set what the law names, of a
/// company's own set everything.
fn read_set(
    reader: &mut Reader,
    node: &Node,
    own: &[HolidaySet],
) -> Option<(HolidaySet, &'static [HolidayKind])> {
    let text = reader.text(node)?;
    if let Some(set) = own.iter().find(|set| *set.id == *text) {
        return Some((set.clone(), &HolidayKind::ALL));
    }
    let shipped = HolidaySet::shipped(text);
    if shipped.is_none() {
        let known = own.iter().map(|set| &*set.id).chain(SHIPPED_SETS);
        let near = nearest(text, known).unwrap_or("");
        let data = [("found", text), ("expected", "holiday set"), ("nearest", near)];
        reader.fault(node, Code::UnknownName, &data);
    }
    Some((shipped?, &[HolidayKind::Statutory]))
}

fn read_kind(reader: &mut Reader, node: &Node) -> Option<HolidayKind> {
    reader.word(node, &HolidayKind::NAMES).map(|at| HolidayKind::ALL[at])
}

/// The id of a day in a set.
fn read_day_id<'n>(
    reader: &mut Reader,
    node: &'n Node,
    set: Option<&HolidaySet>,
) -> Option<&'n str> {
    let text = reader.text(node)?;
    let set = set?;
    if set.days.iter().any(|day| day.id == text) {
        return Some(text);
    }
    let near = nearest(text, set.days.iter().map(|day| &*day.id)).unwrap_or("");
    let data = [("found", text), ("expected", "holiday"), ("nearest", near)];
    reader.fault(node, Code::UnknownName, &data);
    None
}

/// A company's own sets; each may take days from shipped sets and from those
/// before it, and takes the place of a shipped one with its id.
pub(crate) fn read_own_sets(reader: &mut Reader, node: &Node) -> Option<Vec<HolidaySet>> {
    let mut ids = Vec::new();
    let mut sets: Vec<HolidaySet> = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a holiday set");
        let version = fields.optional(reader, "version", |r, n| r.text(n).map(Box::from));
        let taken = fields
            .optional(reader, "extends", |r, n| Some(read_holidays(r, n, &sets)))
            .unwrap_or_default();
        let mut days: Vec<Holiday> = taken.into_iter().map(|own| own.holiday).collect();
        let mut names: Vec<Box<str>> = Vec::new();
        let own = fields.optional(reader, "days", |reader, node| {
            Some(reader.each(node, |r, n| read_day(r, n, &mut names)))
        });
        fields.finish(reader);
        // What has the id of a day that was taken over takes its place.
        days.retain(|day| !names.iter().any(|name| **name == *day.id));
        days.extend(own.unwrap_or_default());
        sets.push(HolidaySet { id: id?, version: version.unwrap_or_default(), days });
        Some(())
    });
    Some(sets)
}

/// A day of a company's own set.
fn read_day(reader: &mut Reader, node: &Node, ids: &mut Vec<Box<str>>) -> Option<Holiday> {
    let mut fields = reader.fields(node)?;
    let id = reader.unique_id(&mut fields, ids, "a holiday");
    let name = fields.optional(reader, "name", |r, n| r.text(n).map(str::to_owned));
    let kind = fields.optional(reader, "kind", read_kind).unwrap_or(HolidayKind::Customary);
    let rule = read_rule(reader, &mut fields);
    let moved = fields.optional(reader, "moved", read_moved).unwrap_or_default();
    let every = fields.optional(reader, "every_years", |r, n| r.whole(n, 1, 100));
    let (first, end) = (i64::from(HOLIDAY_YEARS.start), i64::from(HOLIDAY_YEARS.end));
    let from = fields.optional(reader, "from", |r, n| r.whole(n, first, end - 1));
    let until = fields.optional(reader, "until", |reader, node| {
        let until = reader.whole(node, first + 1, end)?;
        if let Some(from) = from.filter(|from| *from >= until) {
            let (from, until) = (from.to_string(), until.to_string());
            reader.fault(node, Code::IntervalInverted, &[("from", &from), ("until", &until)]);
            return None;
        }
        Some(until)
    });
    fields.finish(reader);
    let id = id?;
    let name: Cow<'static, str> = name.unwrap_or_else(|| id.to_string()).into();
    let year = |year: i64| year as u16;
    Some(Holiday {
        id: String::from(id).into(),
        names: [name.clone(), name],
        kind,
        rule: rule?,
        moved,
        every_years: every.map_or(1, year),
        from: from.map(year),
        until: until.map(year),
    })
}

/// Exactly one of `date`, `easter` and `weekday`.
fn read_rule(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<DateRule> {
    const RULES: [&str; 3] = ["date", "easter", "weekday"];
    let date = fields.optional(reader, "date", |reader, node| {
        read_date(reader, node).map(|(month, day)| DateRule::Fixed { month, day })
    });
    let easter = fields.optional(reader, "easter", |reader, node| {
        reader.whole(node, -80, 250).map(|days| DateRule::Easter { days: days as i16 })
    });
    let weekday = fields.optional(reader, "weekday", read_weekday);
    if RULES.iter().filter(|name| fields.has(name)).count() != 1 {
        fields.not_one(reader, &RULES);
        return None;
    }
    date.or(easter).or(weekday)
}

/// `{ day: mon, nth: -1, month: 5 }` or `{ day: wed, from: 11-16 }`.
fn read_weekday(reader: &mut Reader, node: &Node) -> Option<DateRule> {
    let mut fields = reader.fields(node)?;
    let weekday = fields.required(reader, "day", |r, n| r.word(n, &DAYS)).map(|day| day as u8);
    let rule = if fields.has("from") {
        let from = fields.required(reader, "from", read_date);
        weekday.zip(from).map(|(weekday, (month, day))| DateRule::WeekdayFrom {
            month,
            day,
            weekday,
        })
    } else {
        let nth = fields.required(reader, "nth", |reader, node| {
            let nth = reader.whole(node, -5, 5)?;
            if nth == 0 {
                reader.invalid(node, "1 to 5, or -1 to -5 from the end");
            }
            Some(nth as i8)
        });
        let month = fields.required(reader, "month", |r, n| r.whole(n, 1, 12));
        weekday.zip(nth.zip(month)).map(|(weekday, (nth, month))| DateRule::NthWeekday {
            month: month as u8,
            weekday,
            nth,
        })
    };
    fields.finish(reader);
    rule
}

/// `{ sun: -1 }`: by how many days it moves when it falls on such a day.
fn read_moved(reader: &mut Reader, node: &Node) -> Option<[i8; 7]> {
    let mut fields = reader.fields(node)?;
    let moved = DAYS.map(|day| fields.optional(reader, day, |r, n| r.whole(n, -6, 6)));
    fields.finish(reader);
    Some(moved.map(|days| days.unwrap_or(0) as i8))
}

/// Month and day, such as `04-27`; 29 February is one.
fn read_date(reader: &mut Reader, node: &Node) -> Option<(u8, u8)> {
    let text = reader.text(node)?;
    // A leap year has every date there is.
    let date = Day::parse(&format!("2000-{text}"));
    let number = |at: usize| text.get(at..at + 2).and_then(|part| part.parse().ok());
    let read = date.and_then(|_| Some((number(0)?, number(3)?)));
    if read.is_none() {
        reader.invalid(node, "a date such as 04-27");
    }
    read
}
