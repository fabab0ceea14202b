#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod analysis;
mod availability;
mod calendar;
mod channel;
mod document;
mod error;
mod explain;
mod fees;
mod heavy_tail;
mod id;
mod ledger;
mod money;
mod niche;
mod numeric;
mod order;
mod partner;
mod pricing;
mod product;
mod replay;
mod rulebook;
mod sales;
mod schedule;
mod scope;
mod value;
mod wire;

pub use analysis::{Analysed, Analysis, Example};
pub use availability::{Availability, Delivery, QuantityPolicy, Supply, Unavailable};
pub use calendar::{
    Day, Interval, IntervalState, Moment, ShippingCalendar, Validity, WorkingDays, Zone,
};
pub use channel::{
    ChannelFigures, ChannelOptions, ChannelSketch, ChannelSummary, Concentration, LeftOut,
    LeftOutRows, NicheTable, Part, PartnerTable, Returns, channel_figures,
};
pub use error::{Error, ErrorKind};
pub use explain::{Code, Finding, Language, Outcome, Position, Severity, TraceLevel, Value};
pub use fees::{Beneficiary, EarnPoint, Plan, PlanKind, RefundPolicy, Share, Window};
pub use heavy_tail::{
    PowerLawFit, PowerLawOptions, Repeats, Rival, RivalFit, TailAdvice, TailKind, TailReason,
    fit_power_law,
};
pub use id::{Id, Names, NicheId, PartnerId, PriceListId, ProductId, ValueId};
pub use ledger::{
    Account, Booking, Entry, EntryKind, PayoutPolicy, PayoutTerm, Receiver, Refund, Sale,
    Settlement, Source, Statement, StatementRow, Terms, accrue, refund, settle, statement, verify,
};
pub use money::{Currency, Exact, Mode, Rounding, split};
pub use niche::Niche;
pub use numeric::{Progress, Watch, nobody};
pub use order::{
    Decision, Draft, DraftLine, Facts, FeeLine, Line, LineAmounts, LineStatus, Options, Quantity,
    ShareLine, Stock, Totals, Verdict, Workspace,
};
pub use partner::{Partner, PartnerStatus, Partners};
pub use pricing::{
    Adjustment, Bound, Breaks, Change, ChoosePrice, Combine, Conversion, Group, Guard,
    OrderAdjustment, OrderChange, Over, PriceList, Reaction, RoundingRules, SplitMethod, Stage,
    Step, Tax, run_formula,
};
pub use product::{Product, Products, gtin};
pub use replay::{Change as ReplayChange, Figures as ReplayFigures, Replay, ReplayTables};
pub use rulebook::{
    AmountMin, Engine, MasterData, OrderRules, Permission, PriceEntry, Registration, Rulebook,
    StockRow, SupplyData, SupplyRow,
};
pub use sales::{Keys, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Sales};
pub use schedule::{
    Charge, Measure, Reach, Reached, Schedule, ScheduleMode, Slice, Tier, Usage, top_up,
};
pub use scope::{Attribute, Condition, DealPlace, Scope, Subject, Test, Vocabulary};
pub use value::{
    AmountFit, AmountRow, CalibrationRow, Forecast, HistoryLeftOut, ModelLimit, OrderFit,
    OrderHistory, OrderModel, OrderRow, PartnerValue, Score, ValueOptions, ValueSummary,
    ValueTable, ValueWarning, fit_amounts, fit_orders, partner_value,
};
pub use wire::{
    DeliveryView, EVALUATIONS, FeeView, LineView, OptionWords, PlanSale, PriceView, ShareView,
    SupplyTables, Table, Tables, View, analysis_json, error_json, evaluate, findings_json,
    ledger_json, names_json, options, partner_value_json, power_law_json, read_order, replay,
    replay_json, sales_json, sales_of, story, trace_hash, trace_json, trace_rows, verdict_json,
    verdict_rows,
};
