use crate::explain::{Code, Finding};

/// How many faults of one document are told. More help nobody, and a hostile
/// document could hold millions.
pub(super) const FAULTS_MAX: usize = 10_000;

/// How much of a word of the document is repeated in a finding, in characters.
const SHOWN_MAX: usize = 80;

/// The faults of one text.
#[derive(Debug)]
pub(super) struct Faults {
    source: String,
    told: Vec<Finding>,
    /// Those beyond the number that is told.
    dropped: usize,
}

impl Faults {
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), told: Vec::new(), dropped: 0 }
    }

    /// With what was told of the text before.
    pub(super) fn of(source: &str, told: Vec<Finding>) -> Self {
        Self { source: source.to_owned(), told, dropped: 0 }
    }

    pub(super) fn count(&self) -> usize {
        self.told.len() + self.dropped
    }

    /// Whether a further fault would not be told.
    pub(super) fn full(&self) -> bool {
        self.told.len() >= FAULTS_MAX
    }

    /// Empty data are left out.
    pub(super) fn add(
        &mut self,
        path: &str,
        (line, column): (u32, u32),
        code: Code,
        data: &[(&'static str, &str)],
    ) {
        if self.full() {
            self.dropped += 1;
            return;
        }
        let mut finding = Finding::new(code, path);
        for (name, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
            finding = finding.with(name, *value);
        }
        self.told.push(finding.at(&self.source, line, column));
    }

    /// In the order of their places; those of one place as they were found.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        let place = |f: &Finding| f.position.as_ref().map(|p| (p.line, p.column));
        self.told.sort_by_key(place);
        let last = self.told.last().and_then(place);
        if let (1.., Some((line, column))) = (self.dropped, last) {
            let found = format!("{} faults", self.count());
            let expected = format!("{FAULTS_MAX} are told");
            let finding = Finding::new(Code::TooLarge, "").with("found", found);
            self.told.push(finding.with("expected", expected).at(&self.source, line, column));
        }
        self.told
    }
}

/// A text of the document as a finding repeats it.
pub(super) fn shown(text: &str) -> String {
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    match text.char_indices().nth(SHOWN_MAX) {
        Some(_) => text.chars().take(SHOWN_MAX - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// Lengthens a path by a key, in quotes unless it is a plain word.
pub(super) fn push_key(path: &mut String, key: &str) {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !path.is_empty() {
        path.push('.');
    }
    if key.is_empty() {
        path.push_str("\"\"");
    } else if key.chars().all(plain) {
        path.push_str(&shown(key));
    } else {
        path.push_str(&format!("{:?}", shown(key)));
    }
}

/// Lengthens a path by the place in a list, from 0.
pub(super) fn push_index(path: &mut String, index: usize) {
    path.push_str(&format!("[{index}]"));
}
