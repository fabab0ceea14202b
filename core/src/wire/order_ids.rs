//! Which lines are one order: by a text, or by a whole number.

use crate::error::{Error, ErrorKind};
use crate::sales::{Keys, MISSING_NUMBER, Orders};
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;
use std::fmt;

/// The id of an order as it is written. Numbers and texts are two kinds: `7` and `"7"`
/// are not the same order.
#[derive(Clone, Debug)]
pub(super) enum OrderId<'t> {
    Number(i64),
    Text(Cow<'t, str>),
}

struct Written;

impl<'de> de::Visitor<'de> for Written {
    type Value = OrderId<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an order: a text, or a whole number of 64 bits")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        if number == MISSING_NUMBER {
            return Err(E::invalid_value(de::Unexpected::Signed(number), &self));
        }
        Ok(OrderId::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let fits = i64::try_from(number).map(OrderId::Number);
        fits.map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(OrderId::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(OrderId::Text(Cow::Borrowed(text)))
    }
}

impl<'de: 't, 't> Deserialize<'de> for OrderId<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// An order where only its name counts: a number is the text that it is written as.
pub(super) fn order_text<'de: 't, 't, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'t, str>>, D::Error> {
    let text = |order: OrderId<'t>| match order {
        OrderId::Number(number) => Cow::Owned(number.to_string()),
        OrderId::Text(text) => text,
    };
    Ok(Option::<OrderId<'t>>::deserialize(deserializer)?.map(text))
}

/// A column of orders: numbers when there is one, else texts.
pub(super) fn order_column<'o>(orders: &'o [Option<OrderId<'_>>]) -> Result<Orders<'o>, Error> {
    let is_number = |order: &Option<OrderId<'_>>| matches!(order, Some(OrderId::Number(_)));
    if !orders.iter().any(is_number) {
        let text = |order: &'o Option<OrderId<'_>>| match order {
            Some(OrderId::Text(text)) => Some(&**text),
            _ => None,
        };
        return Ok(Orders::Texts(Keys::from_texts(orders.iter().map(text))));
    }
    let number = |(row, order): (usize, &Option<OrderId<'_>>)| match order {
        None => Ok(MISSING_NUMBER),
        Some(OrderId::Number(number)) => Ok(*number),
        Some(OrderId::Text(text)) => {
            let message = format!(
                "column `order`, row {row}: `{text}` is a text among numbers; write one kind"
            );
            Err(Error::new(ErrorKind::Table, message))
        }
    };
    let numbers = orders.iter().enumerate().map(number).collect::<Result<Vec<_>, _>>()?;
    Ok(Orders::Numbers(Cow::Owned(numbers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Option<OrderId<'_>>>, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn a_column_is_of_numbers_or_of_texts_and_never_of_both() {
        let numbers = read("[7, null, -9223372036854775807, 9223372036854775807]").unwrap();
        let Orders::Numbers(found) = order_column(&numbers).unwrap() else { panic!("texts") };
        assert_eq!(found[..], [7, MISSING_NUMBER, -i64::MAX, i64::MAX]);
        let texts = read(r#"["7", null, "\u0061"]"#).unwrap();
        let Orders::Texts(found) = order_column(&texts).unwrap() else { panic!("numbers") };
        assert_eq!(found.names(), ["7", "a"]);
        assert!(matches!(order_column(&read("[null]").unwrap()), Ok(Orders::Texts(_))));
        let both = read(r#"[null, 7, "x"]"#).unwrap();
        let fault = order_column(&both).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Table);
        assert_eq!(
            fault.to_string(),
            "column `order`, row 2: `x` is a text among numbers; write one kind"
        );
    }

    #[test]
    fn a_number_that_is_not_whole_or_has_no_room_is_no_order() {
        for text in ["1.5", "1e3", "9223372036854775808", "-9223372036854775808", "true", "{}"] {
            let fault = read(&format!("[{text}]")).unwrap_err().to_string();
            assert!(fault.contains("an order: a text, or a whole number"), "{text}: {fault}");
        }
    }

    #[test]
    fn where_only_the_name_counts_a_number_is_its_text() {
        fn read(text: &str) -> Option<Cow<'_, str>> {
            order_text(&mut serde_json::Deserializer::from_str(text)).unwrap()
        }
        assert_eq!(read("7").as_deref(), Some("7"));
        assert_eq!(read("\"7\"").as_deref(), Some("7"));
        assert_eq!(read("null"), None);
    }
}
