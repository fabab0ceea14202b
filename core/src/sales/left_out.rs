//! What happens to returns, and why a row takes no part in a figure.

/// What happens to rows with a negative amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Returns {
    /// They lower the revenue.
    #[default]
    Net,
    /// They are left out and counted.
    Gross,
    /// Each is left out together with the earlier sale that it undoes, which
    /// [`match_returns`](super::match_returns) finds; one without such a sale is left
    /// out alone.
    Matched,
}

impl Returns {
    /// The words for the variants, in their order.
    pub const NAMES: [&'static str; 3] = ["net", "gross", "matched"];
    /// Every variant, in their order.
    pub const ALL: [Self; 3] = [Self::Net, Self::Gross, Self::Matched];

    /// The variant with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|returns| returns.name() == name)
    }

    /// The word for this variant.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Whether a row with a negative amount takes no part in the figures.
    #[must_use]
    pub const fn leave_out(self) -> bool {
        !matches!(self, Self::Net)
    }
}

/// Why a row takes no part. A row with several reasons counts under the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A period is asked and the row has no day.
    NoDay,
    /// The day is outside the period.
    OutsidePeriod,
    /// The row has no amount.
    NoAmount,
    /// The product is on the list of codes that are no products.
    ExcludedProduct,
    /// The row is a return that was paired with an earlier sale.
    MatchedReturn,
    /// The row is a sale that a later return was paired with.
    MatchedSale,
    /// The amount is negative and returns are left out.
    Return,
    /// The row has no partner.
    NoPartner,
}

impl LeftOut {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 8] = [
        Self::NoDay,
        Self::OutsidePeriod,
        Self::NoAmount,
        Self::ExcludedProduct,
        Self::MatchedReturn,
        Self::MatchedSale,
        Self::Return,
        Self::NoPartner,
    ];

    /// The stable word for the reason.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDay => "no_day",
            Self::OutsidePeriod => "outside_period",
            Self::NoAmount => "no_amount",
            Self::ExcludedProduct => "excluded_product",
            Self::MatchedReturn => "matched_return",
            Self::MatchedSale => "matched_sale",
            Self::Return => "return",
            Self::NoPartner => "no_partner",
        }
    }
}

/// The rows left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOutRows {
    /// The reason.
    pub reason: LeftOut,
    /// How many rows.
    pub rows: u64,
    /// What they amount to.
    pub amount_minor: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_for_returns_is_read_back() {
        for name in Returns::NAMES {
            assert_eq!(Returns::parse(name).map(Returns::name), Some(name));
        }
        assert_eq!(Returns::parse("all"), None);
    }

    #[test]
    fn reasons_stand_in_the_order_of_their_numbers() {
        for (place, reason) in LeftOut::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, place);
        }
    }
}
