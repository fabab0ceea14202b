use super::{Day, Moment, WorkingDays, Zone};

/// When goods leave and when they arrive.
///
/// The shipper takes orders until the cut-off and handles goods, the carrier
/// brings them, the receiver takes them in; each has days of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingCalendar {
    /// Where the warehouse's clock hangs. Without one the clock that the moment
    /// of the order was read on counts, and days have no gaps and folds.
    pub zone: Option<Zone>,
    /// The minute of the day before which an order still counts for that day,
    /// Monday first. A day without one takes orders until midnight.
    pub cut_off: [Option<u16>; 7],
    /// The days on which the shipper handles goods and lets them leave.
    pub working: WorkingDays,
    /// The shipper's working days between the order and the earliest ship day.
    pub handling_days: u16,
    /// The carrier's working days between the ship day and the arrival.
    pub transit_days: u16,
    /// The days on which goods travel; without them the shipper's.
    pub carrier: Option<WorkingDays>,
    /// The days on which goods are taken in; without them the carrier's.
    pub receiver: Option<WorkingDays>,
}

impl Default for ShippingCalendar {
    /// The same as [`ShippingCalendar::open`].
    fn default() -> Self {
        Self::open()
    }
}

impl ShippingCalendar {
    /// What a rulebook without a `calendar` means: every day works, goods
    /// leave on the day of the order and arrive on the day they leave. A
    /// `calendar` that does not name its working days has Monday to Friday.
    #[must_use]
    pub fn open() -> Self {
        Self {
            zone: None,
            cut_off: [None; 7],
            working: WorkingDays::every_day(),
            handling_days: 0,
            transit_days: 0,
            carrier: None,
            receiver: None,
        }
    }

    /// The first day on which an order placed at this moment may leave: its
    /// own day if it works and the moment lies before the cut-off, else the
    /// next working day; plus the handling days. Its own day is the
    /// warehouse's, and never before the one on the clock it was read on.
    #[must_use]
    pub fn earliest_ship(&self, placed: Moment) -> Day {
        let here = self.at_warehouse(placed);
        let missed = self.seconds_late(here).is_some();
        self.ship_from(placed, here.day.plus(i32::from(missed)))
    }

    /// The earliest ship day of an order that counts for a day.
    pub(super) fn ship_from(&self, placed: Moment, day: Day) -> Day {
        let start = self.working.at_or_after(day.max(placed.day));
        self.working.plus(start, self.handling_days)
    }

    /// The moment on the warehouse's clock.
    pub(super) fn at_warehouse(&self, placed: Moment) -> Moment {
        self.zone.and_then(|zone| zone.moment(placed.instant)).unwrap_or(placed)
    }

    /// How many seconds after the cut-off of its day a moment on the warehouse's
    /// clock lies; `None` before it, and on a day without one.
    pub(super) fn seconds_late(&self, here: Moment) -> Option<i64> {
        let cut_off = self.cut_off[usize::from(here.day.weekday())]?;
        let late = match self.zone {
            Some(zone) => here.instant.saturating_sub(zone.instant_at(here.day, cut_off)),
            None => (i64::from(here.minute_of_day) - i64::from(cut_off)) * 60,
        };
        (late >= 0).then_some(late)
    }

    /// The carrier's working days.
    #[must_use]
    pub fn carrier_days(&self) -> &WorkingDays {
        self.carrier.as_ref().unwrap_or(&self.working)
    }

    /// The receiver's working days.
    #[must_use]
    pub fn receiver_days(&self) -> &WorkingDays {
        self.receiver.as_ref().unwrap_or(self.carrier_days())
    }

    /// The day on which goods arrive that leave on `ship`: the transit days
    /// later, or the next day from there on on which the carrier works and the
    /// receiver is open.
    #[must_use]
    pub fn arrival(&self, ship: Day) -> Day {
        let brought = self.carrier_days().plus(ship, self.transit_days);
        self.delivery(brought, 1)
    }

    /// The last of the shipper's working days from which goods arrive by
    /// `requested`.
    #[must_use]
    pub fn ship_for_arrival(&self, requested: Day) -> Day {
        let carrier = self.carrier_days();
        let last = carrier.at_or_before(self.delivery(requested, -1));
        let latest = match self.transit_days {
            0 => last,
            // Goods arrive by `last` when so many of the carrier's days come
            // after the ship day, the last one included.
            days => carrier.minus(last, days - 1).plus(-1),
        };
        self.working.at_or_before(latest)
    }

    /// The first day from `day` on, in the direction of `step`, on which the
    /// carrier brings and the receiver takes in.
    fn delivery(&self, mut day: Day, step: i32) -> Day {
        let Some(receiver) = &self.receiver else { return day };
        let carrier = self.carrier_days();
        let next = |day: Day| match step {
            1 => receiver.at_or_after(day),
            _ => receiver.at_or_before(day),
        };
        // Without a day of the week in common no search would end: then only
        // the receiver counts. A rulebook is refused for that.
        if !carrier.meets(receiver) {
            return next(day);
        }
        loop {
            day = next(day);
            let on = day.plus(step);
            if carrier.is_working(day) || on == day {
                return day;
            }
            day = on;
        }
    }
}

#[cfg(test)]
mod tests;
