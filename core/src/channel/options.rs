//! What is asked of the figures.

use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::money::Exact;
use crate::sales::Returns;
use crate::tally::TallyOptions;

/// Options of [`channel_figures`](super::channel_figures).
///
/// ```
/// use longtail::{ChannelOptions, Exact, Returns};
/// let options = ChannelOptions::default();
/// assert_eq!(options.returns, Returns::Net);
/// assert_eq!((options.from, options.until), (None, None));
/// assert_eq!(options.head_share, Exact::new(80, 2));
/// assert_eq!(options.share_decimals, 6);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelOptions {
    /// What happens to rows with a negative amount.
    pub returns: Returns,
    /// The first day that counts; none: from the beginning.
    pub from: Option<Day>,
    /// The first day that does not count any more; none: to the end.
    pub until: Option<Day>,
    /// The head is the smallest set of largest partners that makes at least
    /// this share of the revenue; above 0, at most 1.
    pub head_share: Exact,
    /// The decimals of every share, rounded half up; at most 12.
    pub share_decimals: u8,
}

impl Default for ChannelOptions {
    fn default() -> Self {
        Self {
            returns: Returns::Net,
            from: None,
            until: None,
            head_share: Exact::new(80, 2),
            share_decimals: 6,
        }
    }
}

const DECIMALS_MAX: u8 = 12;

impl ChannelOptions {
    /// Refuses options outside their range.
    pub(super) fn check(&self) -> Result<(), Error> {
        let one = Exact::whole(1);
        if self.head_share.signum() <= 0 || self.head_share > one {
            let share = self.head_share.text(0);
            return Err(input(format!("`head_share` is {share}; expected above 0 and at most 1")));
        }
        if self.head_share.scale() > DECIMALS_MAX {
            return Err(input(format!("`head_share` has more than {DECIMALS_MAX} decimals")));
        }
        if self.share_decimals > DECIMALS_MAX {
            let decimals = self.share_decimals;
            return Err(input(format!(
                "`share_decimals` is {decimals}; expected at most {DECIMALS_MAX}"
            )));
        }
        if self.returns == Returns::Matched {
            let message = "`returns` is `matched`, which a tally can; expected `net` or `gross`";
            return Err(input(message.into()));
        }
        Ok(())
    }

    /// What a tally is asked that these figures are read of.
    ///
    /// # Errors
    /// `Input` for options out of their range.
    pub fn tally(&self) -> Result<TallyOptions, Error> {
        self.check()?;
        Ok(TallyOptions {
            returns: self.returns,
            from: self.from,
            until: self.until,
            excluded_products: Vec::new(),
            orders: false,
            products: false,
        })
    }
}

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Tally;

    #[test]
    fn options_out_of_their_range_are_refused() {
        let refused = |options: ChannelOptions| {
            options.tally().and_then(|options| Tally::new(&options)).is_err()
        };
        let default = ChannelOptions::default;
        assert!(!refused(default()));
        assert!(!refused(ChannelOptions { head_share: Exact::whole(1), ..default() }));
        assert!(refused(ChannelOptions { head_share: Exact::ZERO, ..default() }));
        assert!(refused(ChannelOptions { head_share: Exact::new(101, 2), ..default() }));
        assert!(refused(ChannelOptions { head_share: Exact::new(1, 13), ..default() }));
        assert!(refused(ChannelOptions { share_decimals: 13, ..default() }));
        assert!(refused(ChannelOptions { returns: Returns::Matched, ..default() }));
        let day = Some(Day(5));
        assert!(refused(ChannelOptions { from: day, until: day, ..default() }));
        assert!(!refused(ChannelOptions { from: day, until: Some(Day(6)), ..default() }));
    }
}
