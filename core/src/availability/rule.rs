use crate::scope::Scope;

/// How lines are promised.
#[derive(Clone, Debug, PartialEq)]
pub struct Availability {
    /// The locations that supply, in order of preference; at least one. A row
    /// of supply that names none is of the first.
    pub locations: Vec<Box<str>>,
    /// Whether a line comes from one location or from several.
    pub sourcing: Sourcing,
    /// Whether all lines leave on one day, for orders that do not say.
    pub together: bool,
    /// What becomes of an order of which a line gets nothing.
    pub unavailable: Unavailable,
    /// Whether a line may be confirmed for less than it asks, or in several
    /// deliveries.
    pub partial: bool,
    /// In how many deliveries at most; 0 is read as 1.
    pub deliveries_max: u16,
    /// The least units of a delivery that is not all of its line, for products
    /// that do not say; below 1 it is read as 1.
    pub shipment_min: i64,
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
    /// How many days from today a receipt that is overdue is taken to come;
    /// `None` leaves it out.
    pub overdue_days: Option<u32>,
    /// Groups of partners for quotas and protections: a partner is in the first
    /// whose scope holds for it, or in none.
    pub groups: Vec<PartnerGroup>,
}

impl Availability {
    /// The position of a location among those that supply.
    #[must_use]
    pub fn location(&self, name: &str) -> Option<u32> {
        self.locations.iter().zip(0u32..).find(|(own, _)| ***own == *name).map(|(_, at)| at)
    }
}

/// Partners that a quota caps or for which a protection keeps free.
#[derive(Clone, Debug, PartialEq)]
pub struct PartnerGroup {
    /// Its name in the tables.
    pub id: Box<str>,
    /// Who is in it.
    pub scope: Scope,
}

impl Default for Availability {
    fn default() -> Self {
        Self {
            locations: vec!["main".into()],
            sourcing: Sourcing::default(),
            together: false,
            unavailable: Unavailable::default(),
            partial: true,
            deliveries_max: 2,
            shipment_min: 1,
            late_days_max: None,
            quantity: QuantityPolicy::default(),
            untracked: Supply::default(),
            horizon_days: None,
            beyond: Supply::default(),
            overdue_days: None,
            groups: Vec::new(),
        }
    }
}

/// Whether a line comes from one location or from several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sourcing {
    /// All of it from one: the one that gives most, then the one that is done
    /// earliest, then the one named first.
    #[default]
    Single,
    /// Each delivery day is filled from the locations in their order.
    Split,
}

impl Sourcing {
    /// The names a rulebook uses, in the order of the variants.
    pub const NAMES: [&'static str; 2] = ["single", "split"];

    /// The value with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "single" => Self::Single,
            "split" => Self::Split,
            _ => return None,
        })
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
        assert_eq!(
            Sourcing::NAMES.map(Sourcing::parse),
            [Some(Sourcing::Single), Some(Sourcing::Split)]
        );
        assert_eq!(Sourcing::parse("both"), None);
        assert_eq!(Supply::parse("None"), None);
        assert_eq!(Unavailable::parse(""), None);
        assert_eq!(QuantityPolicy::parse("round"), None);
    }
}
