//! Orders: resolve, price, promise, total, fee, decide. One straight line, all
//! findings at once.

mod adjust;
mod confidence;
mod decide;
mod decision;
mod draft;
mod fee;
mod hint;
mod list;
mod note;
mod outlook;
mod plan;
mod pocket;
mod price;
mod promise;
mod reason;
mod resolve;
mod share;
mod total;

pub(crate) use adjust::split_within;
pub use confidence::{Basis, DateConfidence, LeansOn, PromiseConfidence, SureDate};
pub use decide::{Options, Stock, Workspace};
pub use decision::{Decision, FeeLine, Line, LineAmounts, LineStatus, ShareLine, Totals, Verdict};
pub(crate) use decision::{NONE, Row, RowKind, Span};
pub use draft::{Draft, DraftLine, Facts, Quantity};
pub(crate) use fee::line_sums;
pub(crate) use note::{Datum, Note, NoteRule};
pub use outlook::{Lapse, NextTier, Outlook, PlanOutlook, Prospect};
pub use plan::PlanTerms;
pub use reason::PromiseReason;
pub(crate) use resolve::QUANTITY_MAX;
