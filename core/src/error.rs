//! Misuse: the one error type. A business "no" is a [`Finding`], never an error.

use crate::explain::Finding;

/// What kind of misuse it was; hosts map each to their own exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An order or option that cannot be read as one.
    Input,
    /// A rulebook with faults.
    Rulebook,
    /// Master data with faults.
    Data,
    /// A column of the wrong type or length, or unequal currencies.
    Table,
    /// A number beyond its range.
    Range,
    /// Long work that the host broke off.
    Cancelled,
}

impl ErrorKind {
    /// The stable word for the kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Rulebook => "rulebook",
            Self::Data => "data",
            Self::Table => "table",
            Self::Range => "range",
            Self::Cancelled => "cancelled",
        }
    }
}

/// More lines nobody reads.
const FAULTS_TOLD_MAX: usize = 20;

/// Misuse or unreadable input. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    findings: Vec<Finding>,
}

impl Error {
    /// An error with a message of its own.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), findings: Vec::new() }
    }

    /// An error that consists of findings, all of them.
    #[must_use]
    pub fn with_findings(kind: ErrorKind, findings: Vec<Finding>) -> Self {
        let message = match (kind, findings.len()) {
            (_, 1) => findings[0].to_string(),
            (_, n) => format!(
                "{n} faults; the first: {}",
                findings.first().map(ToString::to_string).unwrap_or_default()
            ),
        };
        Self { kind, message, findings }
    }

    /// An error of kind `input` for faults that are told together: one as it is, several a line
    /// each after their number. None when there are none.
    pub(crate) fn together(faults: Vec<String>) -> Result<(), Self> {
        let message = match &faults[..] {
            [] => return Ok(()),
            [fault] => fault.clone(),
            faults => {
                let mut lines = vec![format!("{} faults:", faults.len())];
                lines.extend(faults.iter().take(FAULTS_TOLD_MAX).cloned());
                if let Some(more) = faults.len().checked_sub(FAULTS_TOLD_MAX + 1) {
                    lines.push(format!("and {} more", more + 1));
                }
                lines.join("\n")
            }
        };
        Err(Self::new(ErrorKind::Input, message))
    }

    /// The kind of misuse.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The faults one by one, if there are any.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
