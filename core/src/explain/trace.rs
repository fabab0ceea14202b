/// How much of the way to an answer is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum TraceLevel {
    /// Nothing.
    None,
    /// The rules that applied.
    #[default]
    Summary,
    /// Also those that competed and lost.
    Candidates,
    /// Also those that did not match, with the first failing condition.
    Full,
}

impl TraceLevel {
    /// The names of the levels, in rising order.
    pub const NAMES: [&'static str; 4] = ["none", "summary", "candidates", "full"];

    /// The level with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "summary" => Some(Self::Summary),
            "candidates" => Some(Self::Candidates),
            "full" => Some(Self::Full),
            _ => None,
        }
    }
}

/// What became of a rule that was considered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It took part in the answer.
    Applied,
    /// It would have held, but another rule won.
    Shadowed,
    /// A condition of its scope failed.
    NotMatched,
    /// Its validity has not begun.
    NotYetValid,
    /// Its validity has ended.
    Expired,
    /// The quantity is less than it asks.
    BelowQuantity,
    /// A guard raised the price.
    Clamped,
    /// A guard asks a person.
    Approval,
    /// A guard refused.
    Refused,
    /// A guard had nothing to say.
    Passed,
    /// A rounding step changed the number.
    Rounded,
    /// Nobody is there to receive it.
    NoReceiver,
    /// It became known later than what is asked.
    NotYetKnown,
    /// What became known later took its place.
    Corrected,
}

impl Outcome {
    /// All of them, in the order of the variants.
    pub const ALL: [Self; 14] = [
        Self::Applied,
        Self::Shadowed,
        Self::NotMatched,
        Self::NotYetValid,
        Self::Expired,
        Self::BelowQuantity,
        Self::Clamped,
        Self::Approval,
        Self::Refused,
        Self::Passed,
        Self::Rounded,
        Self::NoReceiver,
        Self::NotYetKnown,
        Self::Corrected,
    ];

    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Shadowed => "shadowed",
            Self::NotMatched => "not_matched",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
            Self::BelowQuantity => "below_quantity",
            Self::Clamped => "clamped",
            Self::Approval => "approval",
            Self::Refused => "refused",
            Self::Passed => "passed",
            Self::Rounded => "rounded",
            Self::NoReceiver => "no_receiver",
            Self::NotYetKnown => "not_yet_known",
            Self::Corrected => "corrected",
        }
    }
}
