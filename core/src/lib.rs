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
mod id;
mod ledger;
mod money;
mod niche;
mod order;
mod partner;
mod pricing;
mod product;
mod replay;
mod rulebook;
mod sales;
mod schedule;
mod scope;
mod stock;
mod wire;

pub use analysis::{Analysed, Analysis, Example};
pub use availability::Terms as PromiseTerms;
pub use availability::{
    Ask, Availability, Buyer, Cycle, Delivery, Hold, Overlay, PartnerGroup, Planner, Pool, PoolId,
    Promised, Protection, QuantityPolicy, Quota, Recipes, Sourcing, Supplies, Supply, Unavailable,
};
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
pub use id::{Id, Names, NicheId, PartnerId, PriceListId, ProductId, ValueId};
pub use ledger::{
    Account, Booking, Entry, EntryKind, PayoutPolicy, PayoutTerm, Receiver, Refund, Sale,
    Settlement, Source, Statement, StatementRow, Terms, accrue, refund, settle, statement, verify,
};
pub use money::{Currency, Exact, Mode, Rounding, split};
pub use niche::Niche;
pub use order::{
    Decision, Draft, DraftLine, Facts, FeeLine, Line, LineAmounts, LineStatus, Options, PlanTerms,
    Quantity, ShareLine, Stock, Totals, Verdict, Workspace,
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
    AmountMin, Engine, MasterData, OrderRules, Permission, PriceEntry, PromiseRow, ProtectionRow,
    QuotaRow, Registration, Rulebook, StockRow, SupplyData, SupplyRow,
};
pub use sales::{Keys, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Sales};
pub use schedule::{
    Charge, Measure, Reach, Reached, Schedule, ScheduleMode, Slice, Tier, Usage, top_up,
};
pub use scope::{Attribute, Condition, DealPlace, Scope, Subject, Test, Vocabulary};
pub use stock::{
    AtRisk, Claim, Claimed, Delta, OrderLine, OrderState, PoolKey, PoolPromise, PoolReceipt,
    PoolSupply, Repromise, RepromisePolicy, RepromiseTerms, RiskDay, RiskPromise, Seen,
    ShippedUnits, Sight, StockAnswer, StockBooks, StockEntry, StockEvent, StockKey, StockLedger,
    StockOrder, StockPlan, StockPool, Strategy, Whose,
};
pub use wire::{
    DeliveryView, EVALUATIONS, FeeView, LineView, OptionWords, PlanSale, PriceView, ShareView,
    SupplyTables, Table, Tables, View, analysis_json, error_json, evaluate, findings_json,
    ledger_json, names_json, options, read_order, replay, replay_json, sales_json, sales_of,
    stock_json, story, trace_hash, trace_json, trace_rows, verdict_json, verdict_rows,
};
