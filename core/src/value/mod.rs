//! What a partner will order: models of repeat orders, beside plain baselines.
//!
//! The models are the BG/NBD (Fader, Hardie and Lee, "Counting your customers the
//! easy way", Marketing Science 24, 2005), its form with dropout after the first
//! order (MBG/NBD: Batislam, Denizel and Filiztekin, 2007), the Pareto/NBD
//! (Schmittlein, Morrison and Colombo, 1987) and for amounts the Gamma-Gamma model
//! (Fader and Hardie, 2013). On wholesale data they can fail without a sound, so
//! every answer stands beside what a plain rate and the season would have said, and
//! tells where a model has nothing to say.

mod amounts;
mod answer;
mod betageometric;
mod bytes;
#[cfg(test)]
mod coverage;
mod fit;
mod history;
mod judge;
mod pareto;
mod posterior;
mod rows;
mod season;
mod simulate;
#[cfg(test)]
mod tests;

pub use amounts::{AmountFit, AmountRow, fit_amounts};
pub use answer::{
    PartnerValue, ValueOptions, ValueSummary, ValueTable, ValueWarning, partner_value,
};
pub use fit::{ModelLimit, OrderFit, OrderModel, fit_orders};
pub use history::{HistoryLeftOut, OrderHistory, OrderTable};
pub use judge::{CalibrationRow, Forecast, Score};
pub use rows::OrderRow;

use crate::error::{Error, ErrorKind};

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}
