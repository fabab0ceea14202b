//! The way from an order to its arrival, step by step, as data.

use super::{ClosedBy, Day, Moment, ShippingCalendar, WorkingDays};

/// Whose days they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Who handles the goods and lets them leave.
    Shipper,
    /// Who brings them.
    Carrier,
    /// Who takes them in.
    Receiver,
}

impl Party {
    /// The word in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shipper => "shipper",
            Self::Carrier => "carrier",
            Self::Receiver => "receiver",
        }
    }
}

/// A cut-off that was missed, and what an earlier order would have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// The day on the warehouse's clock.
    pub day: Day,
    /// The cut-off, in minutes of that day, as the calendar says it.
    pub minute_of_day: u16,
    /// By how many whole minutes the order came after it; 0 is less than one.
    pub missed_minutes: i64,
    /// By how many minutes earlier the order would have been in time.
    pub earlier_minutes: i64,
    /// The earliest ship day of an order so much earlier.
    pub ships: Day,
}

/// A step on the way from an order to its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarStep<'c> {
    /// The order came after the cut-off, and so leaves later than it could have.
    CutOffMissed(CutOff),
    /// Somebody does not work on these days.
    Closed {
        /// Whose days they are.
        who: Party,
        /// The first.
        from: Day,
        /// The last.
        to: Day,
        /// Why.
        by: ClosedBy<'c>,
    },
    /// The shipper handles the goods.
    Handled {
        /// Working days of the shipper.
        days: u16,
        /// The earliest ship day.
        ready: Day,
    },
    /// The goods leave.
    Leaves {
        /// The ship day.
        day: Day,
    },
    /// The carrier brings the goods.
    Travels {
        /// Working days of the carrier.
        days: u16,
        /// When they could be taken in.
        brought: Day,
    },
    /// The goods arrive.
    Arrives {
        /// The day of arrival.
        day: Day,
    },
    /// They arrive after the requested day.
    Late {
        /// The day that was asked for.
        requested: Day,
        /// Calendar days after it.
        days: i32,
    },
}

impl CalendarStep<'_> {
    /// The stable name of the step.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CutOffMissed(_) => "cut_off_missed",
            Self::Closed { by: ClosedBy::Weekday, .. } => "not_working",
            Self::Closed { by: ClosedBy::Holiday(_), .. } => "holiday",
            Self::Closed { by: ClosedBy::Listed, .. } => "closed",
            Self::Handled { .. } => "handled",
            Self::Leaves { .. } => "leaves",
            Self::Travels { .. } => "travels",
            Self::Arrives { .. } => "arrives",
            Self::Late { .. } => "late",
        }
    }
}

/// When an order leaves and arrives, and why not earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itinerary<'c> {
    /// The earliest day on which it may leave.
    pub earliest: Day,
    /// The day on which it leaves: the last one that brings it in time, never
    /// before the earliest.
    pub ship: Day,
    /// The day on which it arrives.
    pub arrive: Day,
    /// The way there.
    pub steps: Vec<CalendarStep<'c>>,
}

impl ShippingCalendar {
    /// The way of an order placed at a moment: as early as possible, or for a
    /// requested day of arrival. Stock is not looked at.
    ///
    /// ```
    /// use longtail::{CalendarStep, Day, ShippingCalendar, WorkingDays, Zone};
    /// let zone = Zone::parse("Europe/Amsterdam").expect("a known zone");
    /// let calendar = ShippingCalendar {
    ///     zone: Some(zone),
    ///     cut_off: [Some(16 * 60); 7],
    ///     working: WorkingDays::default(),
    ///     ..ShippingCalendar::open()
    /// };
    /// let placed = zone.local("2026-03-02T16:12").expect("a time");
    /// let way = calendar.itinerary(placed, None);
    /// assert_eq!(Some(way.ship), Day::parse("2026-03-03"));
    /// let CalendarStep::CutOffMissed(cut_off) = way.steps[0] else { panic!("it was missed") };
    /// assert_eq!((cut_off.missed_minutes, cut_off.earlier_minutes), (12, 13));
    /// assert_eq!(Some(cut_off.ships), Day::parse("2026-03-02"));
    /// ```
    #[must_use]
    pub fn itinerary(&self, placed: Moment, requested: Option<Day>) -> Itinerary<'_> {
        let mut steps = self.steps_to_ship(placed);
        let earliest = self.earliest_ship(placed);
        let ship = requested.map_or(earliest, |day| self.ship_for_arrival(day).max(earliest));
        steps.extend(self.steps_of_transit(ship));
        let arrive = self.arrival(ship);
        if let Some(requested) = requested {
            if arrive > requested {
                let days = arrive.0.saturating_sub(requested.0);
                steps.push(CalendarStep::Late { requested, days });
            } else {
                // Why it comes before the day that was asked for.
                self.waiting(arrive.plus(1), requested.plus(1), &mut steps);
            }
        }
        Itinerary { earliest, ship, arrive, steps }
    }

    /// What lies between an order and its earliest ship day.
    #[must_use]
    pub fn steps_to_ship(&self, placed: Moment) -> Vec<CalendarStep<'_>> {
        let mut steps = Vec::new();
        let here = self.at_warehouse(placed);
        let earliest = self.earliest_ship(placed);
        let missed = self.cut_off_missed(placed, here, earliest);
        let from = here.day.plus(i32::from(missed.is_some())).max(placed.day);
        steps.extend(missed.map(CalendarStep::CutOffMissed));
        closed(Party::Shipper, &self.working, from, earliest, &mut steps);
        if self.handling_days > 0 {
            steps.push(CalendarStep::Handled { days: self.handling_days, ready: earliest });
        }
        steps
    }

    /// What lies between a ship day and the arrival.
    #[must_use]
    pub fn steps_of_transit(&self, ship: Day) -> Vec<CalendarStep<'_>> {
        let mut steps = vec![CalendarStep::Leaves { day: ship }];
        let brought = self.carrier_days().plus(ship, self.transit_days);
        let from = ship.plus(i32::from(self.transit_days > 0));
        closed(Party::Carrier, self.carrier_days(), from, brought, &mut steps);
        if self.transit_days > 0 {
            steps.push(CalendarStep::Travels { days: self.transit_days, brought });
        }
        let arrive = self.arrival(ship);
        self.waiting(brought, arrive, &mut steps);
        steps.push(CalendarStep::Arrives { day: arrive });
        steps
    }

    /// The cut-off, when an order before it would have left earlier.
    fn cut_off_missed(&self, placed: Moment, here: Moment, earliest: Day) -> Option<CutOff> {
        let late = self.seconds_late(here)?;
        let minute_of_day = self.cut_off[usize::from(here.day.weekday())]?;
        let earlier_minutes = late / 60 + 1;
        let ships = self.earliest_ship(earlier(placed, earlier_minutes));
        (ships < earliest).then_some(CutOff {
            day: here.day,
            minute_of_day,
            missed_minutes: late / 60,
            earlier_minutes,
            ships,
        })
    }

    /// Days from `from` until `until` on which nothing is taken in.
    fn waiting<'c>(&'c self, from: Day, until: Day, steps: &mut Vec<CalendarStep<'c>>) {
        let mut day = from;
        while day < until {
            let next = day.plus(1);
            let before = steps.len();
            closed(Party::Receiver, self.receiver_days(), day, next, steps);
            if steps.len() == before && self.receiver_days().is_working(day) {
                closed(Party::Carrier, self.carrier_days(), day, next, steps);
            }
            day = next;
        }
    }
}

/// The same moment so many minutes earlier on the same clock.
fn earlier(placed: Moment, minutes: i64) -> Moment {
    let clock = i64::from(placed.day.0) * 1_440 + i64::from(placed.minute_of_day) - minutes;
    Moment {
        day: Day(i32::try_from(clock.div_euclid(1_440)).unwrap_or(placed.day.0)),
        minute_of_day: clock.rem_euclid(1_440) as u16,
        instant: placed.instant.saturating_sub(minutes.saturating_mul(60)),
    }
}

/// The days from `from` until `until` on which somebody does not work; days in a
/// row for one reason are one step.
fn closed<'c>(
    who: Party,
    days: &'c WorkingDays,
    from: Day,
    until: Day,
    steps: &mut Vec<CalendarStep<'c>>,
) {
    let mut day = from;
    while day < until {
        if let Some(by) = days.closed_by(day) {
            match steps.last_mut() {
                Some(CalendarStep::Closed { who: same, to, by: reason, .. })
                    if *same == who && *reason == by && to.plus(1) == day =>
                {
                    *to = day;
                }
                _ => steps.push(CalendarStep::Closed { who, from: day, to: day, by }),
            }
        }
        day = day.plus(1);
    }
}

#[cfg(test)]
mod tests;
