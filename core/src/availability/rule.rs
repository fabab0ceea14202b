/// How lines are promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// The location that supplies.
    pub location: Box<str>,
    /// What becomes of an order of which a line gets nothing.
    pub unavailable: Unavailable,
    /// Whether a line may be confirmed for less than it asks, or in several
    /// deliveries.
    pub partial: bool,
    /// In how many deliveries at most; 0 is read as 1.
    pub deliveries_max: u16,
    /// How many calendar days after the wanted ship day the last delivery may
    /// leave; `None` is without limit.
    pub late_days_max: Option<u32>,
    /// What becomes of a quantity below the minimum or between two multiples.
    pub quantity: QuantityPolicy,
    /// The supply of a product that has no stock row.
    pub untracked: Supply,
    /// How many days from today supply is known; `None` is for ever.
    pub horizon_days: Option<u32>,
    /// The supply after the horizon.
    pub beyond: Supply,
}

impl Default for Availability {
    fn default() -> Self {
        Self {
            location: "main".into(),
            unavailable: Unavailable::default(),
            partial: true,
            deliveries_max: 2,
            late_days_max: None,
            quantity: QuantityPolicy::default(),
            untracked: Supply::default(),
            horizon_days: None,
            beyond: Supply::default(),
        }
    }
}

/// What becomes of an order of which a line gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Unavailable {
    /// The line is rejected, the others stand.
    #[default]
    RejectLine,
    /// The order is rejected.
    RejectOrder,
}

impl Unavailable {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["reject_line", "reject_order"];

    /// The value with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "reject_line" => Self::RejectLine,
            "reject_order" => Self::RejectOrder,
            _ => return None,
        })
    }
}

/// What becomes of a quantity below the minimum or between two multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum QuantityPolicy {
    /// It is raised to the next one allowed.
    #[default]
    RoundUp,
    /// The line is rejected.
    Reject,
}

impl QuantityPolicy {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["round_up", "reject"];

    /// The value with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "round_up" => Self::RoundUp,
            "reject" => Self::Reject,
            _ => return None,
        })
    }
}

/// A supply that no row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Supply {
    /// Nothing.
    #[default]
    None,
    /// Whatever is asked.
    Unlimited,
}

impl Supply {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["none", "unlimited"];

    /// The value with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::None,
            "unlimited" => Self::Unlimited,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_nothing_else() {
        assert_eq!(
            Unavailable::NAMES.map(Unavailable::parse),
            [Some(Unavailable::RejectLine), Some(Unavailable::RejectOrder)]
        );
        assert_eq!(
            QuantityPolicy::NAMES.map(QuantityPolicy::parse),
            [Some(QuantityPolicy::RoundUp), Some(QuantityPolicy::Reject)]
        );
        assert_eq!(Supply::NAMES.map(Supply::parse), [Some(Supply::None), Some(Supply::Unlimited)]);
        assert_eq!(Supply::parse("None"), None);
        assert_eq!(Unavailable::parse(""), None);
        assert_eq!(QuantityPolicy::parse("round"), None);
    }
}
