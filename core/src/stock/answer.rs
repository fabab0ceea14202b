use super::plan::StockKey;
use crate::explain::{Code, Finding};

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockAnswer {
    /// It was done.
    Done {
        /// The number of the last entry it made.
        seq: u64,
        /// What it leads to, such as promises at risk.
        findings: Vec<Finding>,
    },
    /// It was done before; nothing changed. For a plan: the answer that was
    /// given then.
    Replayed {
        /// The answer of the plan; empty for other commands.
        answer: Box<str>,
    },
    /// Something the plan takes from has changed since it was made; nothing
    /// changed. Plan again.
    Conflict {
        /// What has changed.
        changed: Vec<StockKey>,
    },
    /// It cannot be done; nothing changed.
    Refused {
        /// Why.
        findings: Vec<Finding>,
    },
}

impl StockAnswer {
    /// The word used in answers.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "ok",
            Self::Replayed { .. } => "replayed",
            Self::Conflict { .. } => "conflict",
            Self::Refused { .. } => "refused",
        }
    }

    /// Whether the ledger changed.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }
}

/// The reason for a refusal, on its way to the answer.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Vec<Finding>);

impl Refused {
    pub(super) fn one(code: Code, path: &str, data: &[(&'static str, Datum<'_>)]) -> Self {
        let mut finding = Finding::new(code, path);
        for (name, value) in data {
            finding = match value {
                Datum::Text(text) => finding.with(name, *text),
                Datum::Whole(number) => finding.with(name, *number),
            };
        }
        Self(vec![finding])
    }
}

impl From<Refused> for StockAnswer {
    fn from(refused: Refused) -> Self {
        Self::Refused { findings: refused.0 }
    }
}

/// One datum of a finding.
#[derive(Clone, Copy, Debug)]
pub(super) enum Datum<'a> {
    /// A name.
    Text(&'a str),
    /// Units.
    Whole(i64),
}
