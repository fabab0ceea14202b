//! JSON whose keys keep the order of the file, with one way of writing it.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value. Numbers, `true`, `false` and `null` are kept as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Plain(String),
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

/// Lines of the files are no longer than this where they can be broken.
const WIDTH: usize = 100;

impl Json {
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault} in {text}"))
    }

    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(fields) => fields.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }

    pub fn set(&mut self, name: &str, value: Option<Self>) {
        if let Self::Map(fields) = self {
            fields.retain(|(key, _)| key != name);
            fields.extend(value.map(|value| (name.to_owned(), value)));
        }
    }

    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub fn fields(&self) -> &[(String, Self)] {
        match self {
            Self::Map(fields) => fields,
            _ => &[],
        }
    }

    /// The text of a text; nothing else has one.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// Without white space, as the engine writes it.
    pub fn compact(&self) -> String {
        let joined = |parts: Vec<String>| parts.join(",");
        match self {
            Self::Plain(word) => word.clone(),
            Self::Text(text) => quoted(text),
            Self::List(items) => format!("[{}]", joined(items.iter().map(Self::compact).collect())),
            Self::Map(fields) => {
                let field = |(key, value): &(String, Self)| quoted(key) + ":" + &value.compact();
                format!("{{{}}}", joined(fields.iter().map(field).collect()))
            }
        }
    }

    /// For people: what fits on a line stays on one.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(0, 0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, indent: usize, before: usize, out: &mut String) {
        let line = self.on_one_line();
        // A comma may follow.
        if before + line.chars().count() < WIDTH || self.is_leaf() {
            return out.push_str(&line);
        }
        let (open, close) = if matches!(self, Self::List(_)) { ('[', ']') } else { ('{', '}') };
        let within = indent + 2;
        let next_line = |spaces: usize, out: &mut String| {
            out.push('\n');
            out.push_str(&" ".repeat(spaces));
        };
        out.push(open);
        for (at, (key, value)) in self.parts().into_iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            next_line(within, out);
            let key = key.map(|key| quoted(key) + ": ").unwrap_or_default();
            out.push_str(&key);
            value.write(within, within + key.chars().count(), out);
        }
        next_line(indent, out);
        out.push(close);
    }

    fn is_leaf(&self) -> bool {
        self.parts().is_empty()
    }

    fn parts(&self) -> Vec<(Option<&str>, &Self)> {
        let items = self.items().iter().map(|item| (None, item));
        items.chain(self.fields().iter().map(|(key, value)| (Some(&**key), value))).collect()
    }

    fn on_one_line(&self) -> String {
        let line = |(key, value): (Option<&str>, &Self)| match key {
            Some(key) => quoted(key) + ": " + &value.on_one_line(),
            None => value.on_one_line(),
        };
        let inner = self.parts().into_iter().map(line).collect::<Vec<_>>().join(", ");
        match self {
            Self::List(_) => format!("[{inner}]"),
            Self::Map(fields) if fields.is_empty() => "{}".to_owned(),
            Self::Map(_) => format!("{{ {inner} }}"),
            _ => self.compact(),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Ordered)
    }
}

struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Plain("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut map = Vec::new();
        while let Some(field) = fields.next_entry()? {
            map.push(field);
        }
        Ok(Json::Map(map))
    }
}
