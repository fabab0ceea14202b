//! The border: text in, text out. One reader and one writer for every host,
//! so that the answers are the same to the byte.

mod analysis;
mod confidence;
mod errors;
mod evaluate;
mod facts;
mod field;
mod figures;
mod insight;
mod json;
mod ledger;
mod lines;
mod model_questions;
mod models;
mod niches;
mod options;
mod order;
mod order_ids;
mod outlook;
mod plain;
mod reason;
mod reliability;
mod replay;
mod steps;
mod stock;
mod story;
mod tables;
mod trace;
mod verdict;
mod view;

pub use analysis::analysis_json;
pub use errors::error_json;
pub use evaluate::{EVALUATIONS, evaluate};
pub use figures::{
    CostQuestion, FigureColumn, FigureTable, FigureValues, cost_question, cost_tables, figure,
    figures_json, tally_columns, tally_options,
};
pub use insight::{InsightSales, insight_json, read_gate, read_release, release_json};
pub use ledger::{PlanSale, ledger_json, sales_json, sales_of};
pub use model_questions::models_json;
pub use models::{partner_value_json, power_law_json};
pub use niches::{count_cells, niches_json, niches_json_with};
pub use options::{Options as OptionWords, options};
pub use order::read_order;
pub use reliability::reliability;
pub use replay::{replay, replay_json};
pub use stock::stock_json;
pub use story::{story, trace_hash};
pub use tables::{SupplyTables, Table, Tables};
pub use verdict::{findings_json, names_json, trace_json, trace_rows, verdict_json, verdict_rows};
pub use view::{DeliveryView, FeeView, LineView, PriceView, ShareView, View};
