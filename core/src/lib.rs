#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod analysis;
mod availability;
mod calendar;
mod channel;
pub mod discovery;
mod document;
mod error;
mod explain;
mod fees;
mod heavy_tail;
mod id;
pub mod insight;
mod ledger;
mod money;
mod niche;
mod numeric;
mod order;
mod partner;
mod pricing;
mod product;
mod reliability;
mod replay;
mod rulebook;
mod sales;
mod schedule;
mod scope;
mod statistics;
mod stock;
mod tally;
mod value;
mod wire;

pub use analysis::{Analysed, Analysis, Example};
pub use availability::{
    Ask, Availability, Better, Binding, BindingKind, Buyer, Coming, Cycle, Delivery,
    ExpectedReceipt, Hold, Joined, Overlay, PartnerGroup, Peg, Planner, Pool, PoolId, Promised,
    Protection, QuantityPolicy, Quota, Recipes, Sourcing, Supplies, Supply, Terms as PromiseTerms,
    Unavailable, Wait,
};
pub use calendar::{
    CalendarStep, ClosedBy, CutOff, DateRule, Day, HOLIDAY_YEARS, Holiday, HolidayKind, HolidaySet,
    Interval, IntervalState, Itinerary, Moment, Observed, Party, SETS_VERSION, SHIPPED_SETS,
    ShippingCalendar, Validity, WorkingDays, Zone, easter,
};
pub use channel::{
    BestBy, BestSeller, ChangeRow, ChannelFigures, ChannelOptions, ChannelSummary, Concentration,
    CostOfSales, CostRow, DependenceRow, Head, LorenzPoint, NicheTable, OpeningHours, OrderCosts,
    Part, PartnerTable, SlopeRow, SpreadRow, SteadyRow, TailRow, Theil, TheilNiche, best_sellers,
    change_between, channel_figures, cost_of_sales, dependence, lorenz, rank_slopes, spread,
    steadiness, tail_over_time, theil,
};
pub use error::{Error, ErrorKind};
pub use explain::{Code, Finding, Language, Outcome, Position, Severity, TraceLevel, Value};
pub use fees::{Beneficiary, ChooseFee, EarnPoint, Plan, PlanKind, RefundPolicy, Share, Window};
pub use heavy_tail::{
    PowerLawFit, PowerLawOptions, Repeats, Rival, RivalFit, TailAdvice, TailKind, TailReason,
    fit_power_law,
};
pub use id::{Id, Names, NicheId, PartnerId, PriceListId, ProductId, ValueId};
pub use ledger::{
    Account, Booking, Entry, EntryKind, Ledger, PayoutPolicy, PayoutTerm, Receiver, Refund, Sale,
    Settlement, Source, Statement, StatementRow, Terms, accrue, refund, settle, statement, verify,
};
pub use money::{Currency, Exact, Mode, Rounding, split};
pub use niche::Niche;
pub use numeric::{Draws, Progress, Watch, nobody};
pub use order::{
    Basis, DateConfidence, Decision, Draft, DraftLine, Facts, FeeLine, Lapse, LeansOn, Line,
    LineAmounts, LineStatus, NextTier, Options, Outlook, PlanOutlook, PlanTerms, PromiseConfidence,
    PromiseReason, Prospect, Quantity, ShareLine, Stock, SureDate, Totals, Verdict, Workspace,
};
pub use partner::{Partner, PartnerStatus, Partners};
pub use pricing::{
    Adjustment, Bound, Breaks, Change, ChoosePrice, Combine, Conversion, Group, Guard,
    OrderAdjustment, OrderChange, Over, PriceList, Reaction, RoundingRules, SplitMethod, Stage,
    Step, Tax, run_formula,
};
pub use product::{Product, Products, gtin};
pub use reliability::{
    Chances, Confidence, Kept, KeptBy, KeptRate, KeptRow, KeptTable, Lateness, LatenessTable, Need,
    Possible, Quantile, Receipt, met_by, percent_by,
};
pub use replay::{Change as ReplayChange, Figures as ReplayFigures, Replay, ReplayTables};
pub use rulebook::{
    AmountMin, Engine, MasterData, OrderRules, Permission, PriceEntry, PromiseRow, ProtectionRow,
    QuotaRow, Registration, Rulebook, StockRow, SupplyData, SupplyRow,
};
pub use sales::{
    Days, Keys, LeftOut, LeftOutRows, MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Matched, Orders,
    Returns, Sales, SalesFilter, match_returns,
};
pub use schedule::{
    Charge, Measure, Reach, Reached, Schedule, ScheduleMode, Slice, Tier, Usage, top_up,
};
pub use scope::{Attribute, Condition, DealPlace, Scope, Subject, Test, Vocabulary};
pub use statistics::{Count, GammaPoisson, Mean, NormalPrior, Shrunken, q_values};
pub use stock::{
    AtRisk, Claim, Claimed, Delta, LoosePromise, LooseSupply, OrderKit, OrderLine, OrderState,
    PoolKey, PoolPromise, PoolReceipt, PoolSupply, QuotaLimit, Repromise, RepromisePolicy,
    RepromiseTerms, RiskDay, RiskPromise, Seen, ShippedUnits, Sight, StockAnswer, StockBooks,
    StockEntry, StockEvent, StockKey, StockLedger, StockOrder, StockPlan, StockPool, StockSupply,
    Strategy, SupplyPromise, Whose,
};
pub use tally::{
    Cell, Cells, PartnerSales, Period, PeriodRow, Periods, ProductCell, ProductCells, Sums, Tally,
    TallyOptions, Work,
};
pub use value::{
    AmountFit, AmountRow, CalibrationRow, Forecast, HistoryLeftOut, ModelLimit, OrderFit,
    OrderHistory, OrderModel, OrderRow, OrderTable, PartnerValue, Score, ValueOptions,
    ValueSummary, ValueTable, ValueWarning, fit_amounts, fit_orders, partner_value,
};
pub use wire::{
    CostQuestion, DeliveryView, EVALUATIONS, FeeView, FigureColumn, FigureTable, FigureValues,
    InsightSales, LineView, OptionWords, PlanSale, PriceView, ShareView, SupplyTables, Table,
    Tables, View, analysis_json, cost_question, cost_tables, count_cells, error_json, evaluate,
    figure, figures_json, findings_json, insight_json, ledger_json, models_json, names_json,
    niches_json, niches_json_with, options, partner_value_json, power_law_json, read_gate,
    read_order, read_release, release_json, reliability, replay, replay_json, sales_json, sales_of,
    stock_json, story, tally_columns, tally_options, trace_hash, trace_json, trace_rows,
    verdict_json, verdict_rows,
};
