//! Order by revenue, shares of it, and where the head ends.

use super::options::ChannelOptions;
use crate::error::Error;
use crate::money::{Exact, Mode, divide, power_of_ten};
use crate::sales::out_of_range;

/// Which part of the curve a partner or niche belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The smallest set of largest ones that makes the head's share.
    Head,
    /// All others.
    Tail,
}

impl Part {
    /// The stable word for the part.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Tail => "tail",
        }
    }
}

/// Totals from the largest to the smallest.
///
/// Shares are of the sum of the totals above zero: with negative totals in the
/// sum, the shares of the others would add up to more than one. A total at or
/// below zero has share zero and belongs to the tail.
pub(super) struct Ranking {
    /// For each place, the index of the total.
    pub(super) order: Vec<usize>,
    /// The sum of the totals above zero.
    pub(super) base: i64,
    /// How many places the head has.
    pub(super) head: usize,
    /// What the head makes.
    pub(super) head_revenue: i64,
    /// For each place, its share.
    pub(super) share: Vec<Exact>,
    /// For each place, the share of this and all places before.
    pub(super) cumulative_share: Vec<Exact>,
}

impl Ranking {
    /// Ranks totals that stand in the order of their names: equal totals keep it.
    pub(super) fn new(totals: &[i64], options: &ChannelOptions) -> Result<Self, Error> {
        let mut order: Vec<usize> = (0..totals.len()).collect();
        order.sort_by(|&a, &b| totals[b].cmp(&totals[a]));
        let ranked: Vec<i64> = order.iter().map(|&i| totals[i]).collect();
        let base = sum(ranked.iter().copied().filter(|t| *t > 0))?;
        let head = places_for(&ranked, base, options.head_share).ok_or_else(out_of_range)?;
        let head_revenue = sum(ranked[..head].iter().copied())?;
        let decimals = options.share_decimals;
        let (share, cumulative_share) = shares(&ranked, base, decimals).ok_or_else(out_of_range)?;
        Ok(Self { order, base, head, head_revenue, share, cumulative_share })
    }

    /// For each place, its part.
    pub(super) fn parts(&self) -> Vec<Part> {
        let part = |place| if place < self.head { Part::Head } else { Part::Tail };
        (0..self.order.len()).map(part).collect()
    }

    /// For each place, its number from 1.
    pub(super) fn ranks(&self) -> Vec<u64> {
        (1..=self.order.len() as u64).collect()
    }
}

/// The sum, when it fits.
pub(super) fn sum(amounts: impl Iterator<Item = i64>) -> Result<i64, Error> {
    narrow(amounts.map(i128::from).sum())
}

/// A sum as it leaves, when it fits.
pub(super) fn narrow(sum: i128) -> Result<i64, Error> {
    i64::try_from(sum).map_err(|_| out_of_range())
}

/// How many of the largest amounts make at least `share` of `base`; zero when
/// nothing is above zero.
pub(super) fn places_for(ranked: &[i64], base: i64, share: Exact) -> Option<usize> {
    let one = power_of_ten(share.scale())?;
    let wanted = i128::from(base).checked_mul(share.mantissa())?;
    let mut made = 0i128;
    for (place, &amount) in ranked.iter().enumerate() {
        if amount <= 0 {
            return Some(place);
        }
        made = made.checked_add(i128::from(amount).checked_mul(one)?)?;
        if made >= wanted {
            return Some(place + 1);
        }
    }
    Some(ranked.len())
}

/// Cumulative shares come from sums, not from rounded shares.
fn shares(ranked: &[i64], base: i64, decimals: u8) -> Option<(Vec<Exact>, Vec<Exact>)> {
    let mut made = 0i128;
    let mut each = Vec::with_capacity(ranked.len());
    let mut cumulative = Vec::with_capacity(ranked.len());
    for &amount in ranked {
        let amount = i128::from(amount.max(0));
        made += amount;
        each.push(share_of(amount, base, decimals)?);
        cumulative.push(share_of(made, base, decimals)?);
    }
    Some((each, cumulative))
}

/// `amount / base` to so many decimals, half up; zero when there is no base.
pub(super) fn share_of(amount: i128, base: i64, decimals: u8) -> Option<Exact> {
    if base == 0 {
        return Some(Exact::new(0, decimals));
    }
    let wide = amount.checked_mul(power_of_ten(decimals)?)?;
    Some(Exact::new(divide(wide, i128::from(base), Mode::HalfUp)?, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(totals: &[i64]) -> Ranking {
        Ranking::new(totals, &ChannelOptions::default()).unwrap()
    }

    #[test]
    fn the_head_is_the_smallest_set_that_reaches_the_share() {
        assert_eq!(ranking(&[80, 20]).head, 1, "reached exactly");
        assert_eq!(ranking(&[79, 21]).head, 2, "missed by one");
        assert_eq!(ranking(&[10; 10]).head, 8);
        assert_eq!(ranking(&[]).head, 0);
        assert_eq!(ranking(&[0, -5]).head, 0);
    }

    #[test]
    fn equal_totals_keep_the_order_of_their_names() {
        assert_eq!(ranking(&[5, 7, 5, 7]).order, [1, 3, 0, 2]);
    }

    #[test]
    fn totals_at_or_below_zero_have_no_share() {
        let ranking = ranking(&[-50, 0, 60, 40]);
        assert_eq!(ranking.base, 100);
        let text = |v: &[Exact]| v.iter().map(|s| s.text(0)).collect::<Vec<_>>();
        assert_eq!(text(&ranking.share), ["0.6", "0.4", "0", "0"]);
        assert_eq!(text(&ranking.cumulative_share), ["0.6", "1", "1", "1"]);
    }

    #[test]
    fn sums_beyond_the_range_are_an_error() {
        assert!(Ranking::new(&[i64::MAX, 1], &ChannelOptions::default()).is_err());
        let options = ChannelOptions { share_decimals: 12, ..ChannelOptions::default() };
        let largest = Ranking::new(&[i64::MAX], &options).unwrap();
        assert_eq!(largest.share, [Exact::whole(1)]);
    }
}
