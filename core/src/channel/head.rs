//! Three definitions of the head, each with a name.

use super::ranking::places_for;
use crate::error::{Error, ErrorKind};
use crate::money::{Exact, power_of_ten};

/// Which of the largest partners are the head; all others are the tail.
///
/// Only partners with revenue above zero can be head. Equal amounts at the border
/// go by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Head {
    /// A share of the partners, rounded up: `0.20` of 6 partners is 2 partners.
    Partners(Exact),
    /// The smallest set of largest partners that makes at least a share of the
    /// revenue.
    Revenue(Exact),
    /// Every partner with at least this amount, in minor units.
    Amount(i64),
}

impl Head {
    /// The head of the article's rule of thumb: a fifth of the partners.
    pub const FIFTH: Self = Self::Partners(Exact::new(20, 2));

    /// Refuses a share that is not above 0 and at most 1, and an amount below 1.
    pub(super) fn check(&self) -> Result<(), Error> {
        let fault = match self {
            Self::Partners(share) | Self::Revenue(share) => {
                let fits = share.signum() > 0 && *share <= Exact::whole(1) && share.scale() <= 12;
                (!fits).then(|| {
                    format!("the head's share is {}; expected above 0 and at most 1", share.text(0))
                })
            }
            Self::Amount(amount) => {
                (*amount < 1).then(|| format!("the head's amount is {amount}; expected at least 1"))
            }
        };
        fault.map_or(Ok(()), |message| Err(Error::new(ErrorKind::Input, message)))
    }

    /// How many of the amounts, from the largest to the smallest and all above
    /// zero, are head.
    pub(super) fn places(&self, ranked: &[i64], base: i64) -> Option<usize> {
        match self {
            Self::Partners(share) => {
                let one = power_of_ten(share.scale())?;
                let wanted = (ranked.len() as i128).checked_mul(share.mantissa())?;
                usize::try_from(wanted.checked_add(one - 1)? / one).ok()
            }
            Self::Revenue(share) => places_for(ranked, base, *share),
            Self::Amount(amount) => Some(ranked.partition_point(|each| each >= amount)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_definition_has_its_own_border() {
        let ranked = [50, 30, 10, 5, 3, 2];
        let places = |head: Head| head.places(&ranked, 100);
        assert_eq!(places(Head::FIFTH), Some(2), "6 partners: 1.2, rounded up");
        assert_eq!(places(Head::Partners(Exact::new(5, 1))), Some(3), "exactly half");
        assert_eq!(places(Head::Revenue(Exact::new(80, 2))), Some(2), "reached exactly");
        assert_eq!(places(Head::Revenue(Exact::new(81, 2))), Some(3));
        assert_eq!(places(Head::Amount(10)), Some(3), "the amount itself is head");
        assert_eq!(places(Head::Amount(51)), Some(0));
    }

    #[test]
    fn shares_and_amounts_out_of_range_are_refused() {
        assert!(Head::FIFTH.check().is_ok());
        for head in [
            Head::Partners(Exact::ZERO),
            Head::Partners(Exact::new(101, 2)),
            Head::Revenue(Exact::new(-1, 1)),
            Head::Amount(0),
        ] {
            assert!(head.check().is_err(), "{head:?}");
        }
    }
}
