//! Days, half-open intervals, time zones and working days. No clock: every
//! moment is an argument.

mod day;
mod interval;
mod working;
mod zone;

pub use day::Day;
pub use interval::{Interval, IntervalState, Validity};
pub use working::{ShippingCalendar, WorkingDays, parse_time};
pub use zone::{Moment, Zone};
