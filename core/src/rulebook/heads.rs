use super::Rulebook;

/// What each row of a trace that names a list or an adjustment begins with, from
/// its stage to its outcome: most rows of an answer are of these, and their names
/// never change.
#[derive(Debug, Default)]
pub(crate) struct RowHeads {
    pub lists: Vec<Box<str>>,
    pub adjustments: Vec<Box<str>>,
}

impl RowHeads {
    pub(super) fn new(book: &Rulebook) -> Self {
        let stages = book.stages.iter();
        let adjustments =
            stages.flat_map(|stage| stage.adjustments.iter().map(move |a| (stage, a)));
        Self {
            lists: book.price_lists.iter().map(|list| head("list", &list.id)).collect(),
            adjustments: adjustments.map(|(stage, rule)| head(&stage.name, &rule.id)).collect(),
        }
    }
}

fn head(stage: &str, rule: &str) -> Box<str> {
    // INVARIANT: a text always has a JSON text.
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    format!("\"stage\":{},\"rule\":{},\"outcome\":\"", quoted(stage), quoted(rule)).into()
}
