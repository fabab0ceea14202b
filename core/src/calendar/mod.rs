//! Days, half-open intervals, time zones, holidays, working days and the steps
//! between an order and its arrival. No clock: every moment is an argument.

mod day;
mod holiday;
mod interval;
mod shipping;
mod steps;
mod working;
mod zone;

pub use day::Day;
pub use holiday::{
    DateRule, HOLIDAY_YEARS, Holiday, HolidayKind, HolidaySet, Observed, SETS_VERSION,
    SHIPPED_SETS, easter,
};
pub use interval::{Interval, IntervalState, Validity};
pub use shipping::ShippingCalendar;
pub use steps::{CalendarStep, CutOff, Itinerary, Party};
pub use working::{ClosedBy, WorkingDays, parse_time};
pub use zone::{Moment, Zone};
