//! Numbers as fractions: nothing is lost, so nothing has to be argued.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::Value;

/// A number of any size, exact.
pub type R = BigRational;

pub fn int(value: i64) -> R {
    R::from_integer(BigInt::from(value))
}

pub fn zero() -> R {
    R::zero()
}

/// Reads `-12.345`.
pub fn dec(text: &str) -> R {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all: BigInt = format!("{whole}{part}").parse().unwrap();
    R::new(all * sign, BigInt::from(10).pow(part.len() as u32))
}

/// A number of a document, with or without quotes.
pub fn read(value: &Value) -> R {
    match value {
        Value::String(text) => dec(text),
        other => dec(&other.to_string()),
    }
}

pub fn maybe(value: &Value) -> Option<R> {
    (!value.is_null()).then(|| read(value))
}

pub fn or_zero(value: &Value) -> R {
    maybe(value).unwrap_or_else(zero)
}

/// As text, with at least so many decimals and as many more as it needs.
pub fn text(value: &R, decimals: usize) -> String {
    let mut places = decimals;
    let mut scaled = value * R::from_integer(BigInt::from(10).pow(places as u32));
    while !scaled.is_integer() {
        assert!(places < 200, "{value} has no end");
        places += 1;
        scaled *= int(10);
    }
    let digits = scaled.to_integer().abs().to_string();
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if value.is_negative() { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// To a multiple of the increment.
pub fn round(value: &R, mode: &str, increment: &R) -> R {
    let steps = value / increment;
    let below = steps.floor();
    if steps == below {
        return value.clone();
    }
    let above = &below + int(1);
    let (to_zero, from_zero) =
        if value.is_negative() { (&above, &below) } else { (&below, &above) };
    let twice = (&steps - &below) * int(2);
    let nearest = |tie: &R| match twice.cmp(&int(1)) {
        std::cmp::Ordering::Less => below.clone(),
        std::cmp::Ordering::Greater => above.clone(),
        std::cmp::Ordering::Equal => tie.clone(),
    };
    let even = if (&below / int(2)).is_integer() { &below } else { &above };
    let chosen = match mode {
        "half_up" => nearest(from_zero),
        "half_down" => nearest(to_zero),
        "half_even" => nearest(even),
        "up" => from_zero.clone(),
        "down" => to_zero.clone(),
        "ceiling" => above,
        "floor" => below,
        other => panic!("no such mode: {other}"),
    };
    chosen * increment
}

/// The increment of so many decimals.
pub fn places(decimals: usize) -> R {
    R::new(BigInt::from(1), BigInt::from(10).pow(decimals as u32))
}

/// A rounding of a document: its mode (default half up) and its increment.
pub fn round_as(value: &R, rule: &Value, decimals: usize) -> R {
    let increment = maybe(&rule["increment"]).unwrap_or_else(|| places(decimals));
    round(value, rule["mode"].as_str().unwrap_or("half_up"), &increment)
}

pub fn percent(value: &R, rate: &R) -> R {
    value * rate / int(100)
}
