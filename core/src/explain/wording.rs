/// A language that findings are worded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
}

impl Language {
    /// The language with this ISO 639-1 code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::En),
            "nl" => Some(Self::Nl),
            _ => None,
        }
    }
}

/// Writes a template, each `{name}` replaced by what `value` writes for it.
///
/// A part between `[` and `]` is left out when a value in it is empty, so that
/// one template serves with and without a suggestion.
pub fn fill(template: &str, out: &mut String, mut value: impl FnMut(&str, &mut String)) {
    let mut rest = template;
    let mut optional: Option<usize> = None;
    let mut empty = false;
    while let Some(at) = rest.find(['{', '[', ']']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        rest = &tail[1..];
        match tail.as_bytes()[0] {
            b'[' => {
                optional = Some(out.len());
                empty = false;
            }
            b']' => {
                if let Some(start) = optional.take().filter(|_| empty) {
                    out.truncate(start);
                }
            }
            _ => {
                let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
                let start = out.len();
                value(name, out);
                empty |= out.len() == start;
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let mut out = String::new();
        fill(template, &mut out, |name, out| match name {
            "word" => out.push_str("dentist"),
            "near" => out.push_str("dentists"),
            _ => {}
        });
        out
    }

    #[test]
    fn an_optional_part_needs_all_its_values() {
        assert_eq!(
            filled("unknown `{word}`[; did you mean `{near}`?]"),
            "unknown `dentist`; did you mean `dentists`?"
        );
        assert_eq!(filled("unknown `{word}`[; did you mean `{none}`?]"), "unknown `dentist`");
        assert_eq!(filled("plain"), "plain");
    }
}
