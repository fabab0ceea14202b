//! The holiday sets that come with the library: the Netherlands, Belgium and
//! Germany with its sixteen Länder. The guide's page on holidays names the law
//! behind each.

use super::{DateRule, Holiday, HolidayKind, HolidaySet};
use DateRule::{Easter, Fixed, WeekdayFrom};
use HolidayKind::{Customary, Statutory};

/// The version of the shipped sets; it changes with any of their days.
pub const SETS_VERSION: &str = "2026.1";

/// The ids of the shipped sets.
pub const SHIPPED_SETS: [&str; 19] = [
    "NL", "BE", "DE", "DE-BB", "DE-BE", "DE-BW", "DE-BY", "DE-HB", "DE-HE", "DE-HH", "DE-MV",
    "DE-NI", "DE-NW", "DE-RP", "DE-SH", "DE-SL", "DE-SN", "DE-ST", "DE-TH",
];

impl HolidaySet {
    /// The set that comes with the library under this id; see [`SHIPPED_SETS`].
    ///
    /// ```
    /// use longtail::{HolidaySet, SHIPPED_SETS};
    /// let bavaria = HolidaySet::shipped("DE-BY").expect("a shipped set");
    /// assert!(bavaria.days.iter().any(|day| day.id == "epiphany"));
    /// assert!(SHIPPED_SETS.iter().all(|id| HolidaySet::shipped(id).is_some()));
    /// assert_eq!(HolidaySet::shipped("DE-XX"), None);
    /// ```
    #[must_use]
    pub fn shipped(id: &str) -> Option<Self> {
        let rows: Vec<Row> = match id.split_once('-') {
            Some(("DE", land)) => [&DE, of_land(land)?].concat(),
            Some(_) => return None,
            None => match id {
                "NL" => NL.to_vec(),
                "BE" => BE.to_vec(),
                "DE" => DE.to_vec(),
                _ => return None,
            },
        };
        let days = rows.iter().map(Row::holiday).collect();
        Some(Self { id: id.into(), version: SETS_VERSION.into(), days })
    }
}

/// A holiday as the tables below write it.
#[derive(Clone, Copy)]
struct Row {
    id: &'static str,
    english: &'static str,
    dutch: &'static str,
    kind: HolidayKind,
    rule: DateRule,
    sunday: i8,
    every_years: u16,
    from: Option<u16>,
    until: Option<u16>,
}

impl Row {
    fn holiday(&self) -> Holiday {
        Holiday {
            id: self.id.into(),
            names: [self.english.into(), self.dutch.into()],
            kind: self.kind,
            rule: self.rule,
            moved: [0, 0, 0, 0, 0, 0, self.sunday],
            every_years: self.every_years,
            from: self.from,
            until: self.until,
        }
    }

    const fn from(self, year: u16) -> Self {
        Self { from: Some(year), ..self }
    }

    const fn until(self, year: u16) -> Self {
        Self { until: Some(year), ..self }
    }

    const fn customary(self) -> Self {
        Self { kind: Customary, ..self }
    }
}

/// A statutory day that is one every year and never moves.
const fn row(id: &'static str, english: &'static str, dutch: &'static str, rule: DateRule) -> Row {
    let kind = Statutory;
    Row { id, english, dutch, kind, rule, sunday: 0, every_years: 1, from: None, until: None }
}

const NEW_YEAR: Row =
    row("new_years_day", "New Year's Day", "Nieuwjaarsdag", Fixed { month: 1, day: 1 });
const GOOD_FRIDAY: Row = row("good_friday", "Good Friday", "Goede Vrijdag", Easter { days: -2 });
const EASTER_SUNDAY: Row =
    row("easter_sunday", "Easter Sunday", "Eerste Paasdag", Easter { days: 0 });
const EASTER_MONDAY: Row =
    row("easter_monday", "Easter Monday", "Tweede Paasdag", Easter { days: 1 });
const LABOUR_DAY: Row =
    row("labour_day", "Labour Day", "Dag van de Arbeid", Fixed { month: 5, day: 1 });
const ASCENSION: Row = row("ascension_day", "Ascension Day", "Hemelvaartsdag", Easter { days: 39 });
const WHIT_SUNDAY: Row =
    row("whit_sunday", "Whit Sunday", "Eerste Pinksterdag", Easter { days: 49 });
const WHIT_MONDAY: Row =
    row("whit_monday", "Whit Monday", "Tweede Pinksterdag", Easter { days: 50 });
const CORPUS_CHRISTI: Row =
    row("corpus_christi", "Corpus Christi", "Sacramentsdag", Easter { days: 60 });
const ASSUMPTION: Row =
    row("assumption_day", "Assumption Day", "Maria-Hemelvaart", Fixed { month: 8, day: 15 });
const ALL_SAINTS: Row =
    row("all_saints_day", "All Saints' Day", "Allerheiligen", Fixed { month: 11, day: 1 });
const CHRISTMAS_EVE: Row =
    row("christmas_eve", "Christmas Eve", "kerstavond", Fixed { month: 12, day: 24 });
const CHRISTMAS: Row =
    row("christmas_day", "Christmas Day", "Eerste Kerstdag", Fixed { month: 12, day: 25 });
const BOXING_DAY: Row = row(
    "second_christmas_day",
    "Second Day of Christmas",
    "Tweede Kerstdag",
    Fixed { month: 12, day: 26 },
);
const NEW_YEARS_EVE: Row =
    row("new_years_eve", "New Year's Eve", "oudejaarsdag", Fixed { month: 12, day: 31 });
const EPIPHANY: Row = row("epiphany", "Epiphany", "Driekoningen", Fixed { month: 1, day: 6 });
const WOMENS_DAY: Row =
    row("womens_day", "Women's Day", "Internationale Vrouwendag", Fixed { month: 3, day: 8 });
const REFORMATION_DAY: Row =
    row("reformation_day", "Reformation Day", "Hervormingsdag", Fixed { month: 10, day: 31 });

const LIBERATION_DAY: Row =
    row("liberation_day", "Liberation Day", "Bevrijdingsdag", Fixed { month: 5, day: 5 });

const NL: [Row; 13] = [
    NEW_YEAR,
    // Put on a level with the statutory days for terms only; most people work.
    GOOD_FRIDAY.customary(),
    // A Sunday, which the law counts as such and not as a holiday.
    EASTER_SUNDAY.customary(),
    EASTER_MONDAY,
    Row {
        sunday: -1,
        ..row("queens_day", "Queen's Day", "Koninginnedag", Fixed { month: 4, day: 30 })
    }
    .from(1_980)
    .until(2_014),
    Row { sunday: -1, ..row("kings_day", "King's Day", "Koningsdag", Fixed { month: 4, day: 27 }) }
        .from(2_014),
    // In the law every year; a day off, by custom, in every fifth.
    Row { every_years: 5, ..LIBERATION_DAY }.from(1_990),
    Row { id: "liberation_day_yearly", ..LIBERATION_DAY }.customary(),
    ASCENSION,
    WHIT_SUNDAY.customary(),
    WHIT_MONDAY,
    CHRISTMAS,
    BOXING_DAY,
];

const BE: [Row; 15] = [
    NEW_YEAR,
    GOOD_FRIDAY.customary(),
    EASTER_SUNDAY.customary(),
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    row(
        "ascension_friday",
        "Friday after Ascension Day",
        "vrijdag na Hemelvaart",
        Easter { days: 40 },
    )
    .customary(),
    WHIT_SUNDAY.customary(),
    WHIT_MONDAY,
    row("national_day", "National Day", "nationale feestdag", Fixed { month: 7, day: 21 }),
    ASSUMPTION,
    ALL_SAINTS,
    row("armistice_day", "Armistice Day", "Wapenstilstand", Fixed { month: 11, day: 11 }),
    CHRISTMAS,
    BOXING_DAY.customary(),
];

/// In all of Germany.
const DE: [Row; 12] = [
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    row("unity_day", "German Unity Day", "Dag van de Duitse Eenheid", Fixed { month: 10, day: 3 })
        .from(1_990),
    // Once in all Länder, 500 years after the theses; in some every year, below.
    Row { id: "reformation_jubilee", ..REFORMATION_DAY }.from(2_017).until(2_018),
    CHRISTMAS_EVE.customary(),
    CHRISTMAS,
    BOXING_DAY,
    NEW_YEARS_EVE.customary(),
];

const BB: [Row; 3] = [EASTER_SUNDAY, WHIT_SUNDAY, REFORMATION_DAY];
const BERLIN: [Row; 4] = [
    WOMENS_DAY.from(2_019),
    Row { id: "end_of_war_2020", ..END_OF_WAR }.from(2_020).until(2_021),
    Row { id: "end_of_war_2025", ..END_OF_WAR }.from(2_025).until(2_026),
    row("uprising_2028", "Uprising of 1953", "Opstand van 1953", Fixed { month: 6, day: 17 })
        .from(2_028)
        .until(2_029),
];
const END_OF_WAR: Row = row(
    "end_of_war",
    "Liberation from Nazism",
    "Bevrijding van het nazisme",
    Fixed { month: 5, day: 8 },
);
const BW: [Row; 3] = [EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS];
// The Assumption by the law of Bavaria only where more Catholics live than Protestants.
const BY: [Row; 4] = [EPIPHANY, CORPUS_CHRISTI, ASSUMPTION.customary(), ALL_SAINTS];
const NORTH: [Row; 1] = [REFORMATION_DAY.from(2_018)];
const HE: [Row; 1] = [CORPUS_CHRISTI];
const MV: [Row; 2] = [WOMENS_DAY.from(2_023), REFORMATION_DAY];
const RHINE: [Row; 2] = [CORPUS_CHRISTI, ALL_SAINTS];
const SL: [Row; 3] = [CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS];
// Corpus Christi in Saxony and Thuringia in some communes only.
const SN: [Row; 3] = [
    CORPUS_CHRISTI.customary(),
    REFORMATION_DAY,
    // The Wednesday before 23 November.
    row(
        "repentance_day",
        "Repentance and Prayer Day",
        "Boete- en Bededag",
        WeekdayFrom { month: 11, day: 16, weekday: 2 },
    ),
];
const ST: [Row; 2] = [EPIPHANY, REFORMATION_DAY];
const TH: [Row; 3] = [
    CORPUS_CHRISTI.customary(),
    row("childrens_day", "World Children's Day", "Wereldkinderdag", Fixed { month: 9, day: 20 })
        .from(2_019),
    REFORMATION_DAY,
];

/// What a Land has beside the days of all of Germany.
fn of_land(land: &str) -> Option<&'static [Row]> {
    Some(match land {
        "BB" => &BB,
        "BE" => &BERLIN,
        "BW" => &BW,
        "BY" => &BY,
        "HB" | "HH" | "NI" | "SH" => &NORTH,
        "HE" => &HE,
        "MV" => &MV,
        "NW" | "RP" => &RHINE,
        "SL" => &SL,
        "SN" => &SN,
        "ST" => &ST,
        "TH" => &TH,
        _ => return None,
    })
}
