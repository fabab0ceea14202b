//! Writing JSON without an intermediate tree.

use crate::calendar::Day;
use crate::money::{Exact, write_digits};

/// Appends a text in quotes.
pub(super) fn text(value: &str, out: &mut String) {
    out.push('"');
    let from = out.len();
    out.push_str(value);
    escape_from(from, out);
    out.push('"');
}

/// Escapes what was appended since `from`; almost always nothing.
pub(super) fn escape_from(from: usize, out: &mut String) {
    let plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    if out.as_bytes()[from..].iter().all(plain) {
        return;
    }
    let tail = out.split_off(from);
    for letter in tail.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            low if low < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(low))),
            other => out.push(other),
        }
    }
}

/// Appends what `write` appends, in quotes.
pub(super) fn quoted(out: &mut String, write: impl FnOnce(&mut String)) {
    out.push('"');
    let from = out.len();
    write(out);
    escape_from(from, out);
    out.push('"');
}

/// Appends a text in quotes, or `null`.
pub(super) fn text_or_null(value: Option<&str>, out: &mut String) {
    match value {
        Some(value) => text(value, out),
        None => out.push_str("null"),
    }
}

/// Appends a whole number.
pub(super) fn whole(value: i64, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    write_digits(u128::from(value.unsigned_abs()), 0, out);
}

/// Appends minor units as an amount, without quotes.
pub(super) fn plain_amount(minor: i64, exponent: u8, out: &mut String) {
    if minor < 0 {
        out.push('-');
    }
    write_digits(u128::from(minor.unsigned_abs()), exponent, out);
}

/// Appends minor units as an amount, in quotes.
pub(super) fn amount(minor: i64, exponent: u8, out: &mut String) {
    out.push('"');
    plain_amount(minor, exponent, out);
    out.push('"');
}

/// Appends an exact number in quotes.
pub(super) fn price(value: Exact, exponent: u8, out: &mut String) {
    out.push('"');
    value.write(exponent, out);
    out.push('"');
}

/// Appends a day in quotes.
pub(super) fn day(value: Day, out: &mut String) {
    out.push('"');
    value.write_iso(out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_any_reader_expects() {
        for value in ["", "plain", "é \u{1f9e4}", "\"\\\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}/"] {
            let mut out = String::from("x");
            text(value, &mut out);
            assert_eq!(out[1..], serde_json::to_string(value).unwrap_or_default());
        }
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (minor, exponent, expected) in [
            (5, 2, "0.05"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (-1_234, 0, "-1234"),
            (i64::MIN, 3, "-9223372036854775.808"),
        ] {
            let mut out = String::new();
            plain_amount(minor, exponent, &mut out);
            assert_eq!(out, expected);
        }
    }
}
