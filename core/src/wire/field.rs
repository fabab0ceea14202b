//! Fields of an object that is being written, each after another one.

use super::json;
use crate::calendar::Day;

pub(super) fn key(name: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
}

pub(super) fn whole(name: &str, value: i64, out: &mut String) {
    key(name, out);
    json::whole(value, out);
}

pub(super) fn text(name: &str, value: &str, out: &mut String) {
    key(name, out);
    json::text(value, out);
}

pub(super) fn day(name: &str, value: Day, out: &mut String) {
    key(name, out);
    json::day(value, out);
}
