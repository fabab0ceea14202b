use super::pool::Booked;
use super::search::Search;
use super::split::{Split, Step};
use super::{Delivery, Quota};
use crate::calendar::Day;

/// Space that lines are planned in; kept, so that nothing is allocated once it
/// is warm.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// What a pool can promise, by day.
    pub rises: Vec<(Day, i128)>,
    /// What is taken of a pool beside its events and bookings.
    pub extra: Vec<Booked>,
    /// What all parts so far can promise, by day, and one part more.
    pub parts: Vec<(Day, i64)>,
    pub merged: Vec<(Day, i64)>,
    /// What each location can have sent by a day.
    pub steps: Vec<Vec<Step>>,
    /// What all locations together can have sent.
    pub sum: Vec<Step>,
    pub split: Split,
    pub search: Search,
    /// The windows that cap a line: which family, the quota, its number.
    pub caps: Vec<(usize, Quota, u32)>,
    pub days: Vec<Day>,
    pub chosen: Vec<Step>,
    /// What has left of each location.
    pub sent: Vec<i64>,
    /// The best way of those tried so far, and the one tried.
    pub best: Vec<Delivery>,
    pub trial: Vec<Delivery>,
}
