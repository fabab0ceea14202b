//! Figures on sales: who makes the revenue, and how it is spread.
//!
//! Every figure is `update -> merge -> finish` over whole numbers. Merging is
//! associative and commutative, and the finished figures are the same bits for
//! any split of the rows and any order of the parts: one machine, several
//! processes and a distributed engine agree. Ties break by name.
//!
//! These are a company's figures on its own sales. A figure that leaves the
//! company passes a disclosure gate first; there is none here.

mod best;
mod change;
mod concentration;
mod cost;
mod figures;
mod head;
mod niche;
mod options;
mod ranking;
mod slope;
mod spread;
mod steady;
mod tail;
#[cfg(test)]
mod tests;
mod totals;

pub use best::{BestBy, BestSeller, best_sellers};
pub(crate) use change::change_of;
pub use change::{ChangeRow, change_between};
pub use concentration::Concentration;
pub use cost::{CostOfSales, CostRow, OpeningHours, OrderCosts, cost_of_sales};
pub use figures::{ChannelFigures, ChannelSummary, PartnerTable};
pub use head::Head;
pub use niche::NicheTable;
pub use options::ChannelOptions;
pub use ranking::Part;
pub use slope::{SlopeRow, rank_slopes};
pub(crate) use spread::spread_of;
pub use spread::{
    DependenceRow, LorenzPoint, SpreadRow, Theil, TheilNiche, dependence, lorenz, spread, theil,
};
pub(crate) use steady::steadiness_of;
pub use steady::{SteadyRow, steadiness};
pub(crate) use tail::tail_of;
pub use tail::{TailRow, tail_over_time};
pub(crate) use totals::ByPeriod;

use crate::error::Error;
use crate::sales::Sales;
use crate::tally::Tally;

/// The figures of one table of sales.
///
/// ```
/// use longtail::{ChannelOptions, Currency, Keys, Sales, channel_figures};
/// let partners = Keys::from_texts(["P-1", "P-2", "P-1", "P-3"].map(Some));
/// let sales = Sales::new(Currency::EURO, partners, &[60_00, 15_00, 20_00, 5_00])?;
/// let figures = channel_figures(&sales, &ChannelOptions::default())?;
/// assert_eq!(figures.partners.partner, ["P-1", "P-2", "P-3"]);
/// assert_eq!(figures.partners.revenue_minor, [80_00, 15_00, 5_00]);
/// assert_eq!(figures.partners.share[1].text(2), "0.15");
/// assert_eq!(figures.summary.head_partners, 1);
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Input` for options out of their range, `Table` for a period without a
/// column of days, `Range` for a sum beyond 64 bits.
pub fn channel_figures(
    sales: &Sales<'_>,
    options: &ChannelOptions,
) -> Result<ChannelFigures, Error> {
    let mut tally = Tally::new(&options.tally()?)?;
    tally.update(sales)?;
    ChannelFigures::of(&tally, options)
}
