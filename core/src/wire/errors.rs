use super::json;
use super::verdict::write_finding;
use crate::error::Error;
use crate::explain::Language;

/// An error as JSON: `{"error":{"kind":…,"message":…,"findings":[…]}}`.
///
/// ```
/// use longtail::{Error, ErrorKind, Language, error_json};
/// let error = Error::new(ErrorKind::Input, "no such trace level");
/// assert_eq!(
///     error_json(&error, Language::En),
///     r#"{"error":{"kind":"input","message":"no such trace level","findings":[]}}"#
/// );
/// ```
#[must_use]
pub fn error_json(error: &Error, language: Language) -> String {
    let mut out = String::from("{\"error\":{\"kind\":");
    json::text(error.kind().name(), &mut out);
    out.push_str(",\"message\":");
    json::text(&error.to_string(), &mut out);
    out.push_str(",\"findings\":[");
    for (at, finding) in error.findings().iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_finding(finding, language, &mut out);
    }
    out.push_str("]}}");
    out
}
