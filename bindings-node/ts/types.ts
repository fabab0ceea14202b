/** A text, or the bytes of its UTF-8, such as a `Buffer` that was read. */
export type TextOrBytes = string | Uint8Array;

/**
 * How much of the way to an answer is recorded: nothing, the rules that applied,
 * also those that competed and lost, or also every rule that did not match and
 * why.
 */
export type TraceLevel = 'none' | 'summary' | 'candidates' | 'full';

/** A language that findings are worded in. */
export type Language = 'en' | 'nl';

/** Options of one decision; what is not given is the default. */
export interface DecideOptions {
  /** Default `summary`. */
  trace?: TraceLevel | undefined;
  /** Default `en`. */
  language?: Language | undefined;
}

/** Options of many decisions. */
export interface BatchOptions extends DecideOptions {
  /**
   * `running` (default): an order that is not rejected books what it was
   * promised. `snapshot`: each order is decided as if it were alone.
   */
  stock?: 'running' | 'snapshot' | undefined;
}

/** Options of a check of a rulebook. */
export interface CheckOptions {
  /** What findings call the text, such as the name of its file; default `rulebook`. */
  source?: string | undefined;
  /** Default `en`. */
  language?: Language | undefined;
}

/**
 * An order as a partner writes it.
 *
 * ```js
 * const order = {
 *   partner: 'P-0001',
 *   placed_at: '2026-03-02T10:15:00+01:00',
 *   lines: [{ product: 'A-100', quantity: 10, unit_price: '1.25' }],
 * };
 * ```
 */
export interface Order {
  /** The partner's own id of the order. */
  id?: string | null | undefined;
  /** Who orders: a partner's id. */
  partner: string;
  /** When: RFC 3339; without an offset it is local time in the rulebook's zone. */
  placed_at: string;
  /** In which currency, when not the partner's own. */
  currency?: string | null | undefined;
  /** The day of arrival asked for, `YYYY-MM-DD`. */
  requested?: string | null | undefined;
  /** The day whose knowledge of prices counts, `YYYY-MM-DD`; default everything is known. */
  known_at?: string | null | undefined;
  /** Carried along into the verdict. */
  reference?: string | null | undefined;
  /** The deal it belongs to, as the company calls it. */
  deal?: string | null | undefined;
  /** Whether all lines leave on one day; default as the rulebook says. */
  together?: boolean | null | undefined;
  /** `false`: each line all at once, or not at all. */
  partial?: boolean | null | undefined;
  /** How many days late the last delivery of a line may leave, when the rulebook does not say less. */
  late_days_max?: number | null | undefined;
  /** Whose holds do not count against the order. */
  owner?: string | null | undefined;
  /** What came before the order, by fee plan. */
  to_date?: Record<string, Facts> | null | undefined;
  /** What is ordered. */
  lines: OrderLine[];
}

/** What came before an order in the period of a fee plan; amounts best as text. */
export interface Facts {
  /** How much there was of what the plan is over. */
  base?: string | number | undefined;
  /** How many transactions there were. */
  count?: number | undefined;
  /** What was paid of the plan's budget. */
  paid?: string | number | undefined;
  /** Units, where they choose a tier. */
  quantity?: string | number | undefined;
  /** Amounts at list prices, where they choose a tier. */
  list?: string | number | undefined;
  /** Amounts without tax, where they choose a tier. */
  net?: string | number | undefined;
  /** Amounts with tax, where they choose a tier. */
  gross?: string | number | undefined;
  /** Net less cost, where it chooses a tier. */
  margin?: string | number | undefined;
}

/** One line of an order: a product or a GTIN, and how many. */
export interface OrderLine {
  /** The partner's own id of the line. */
  id?: string | null | undefined;
  /** A product's id. */
  product?: string | null | undefined;
  /** A product's GTIN: 8, 12, 13 or 14 digits. */
  gtin?: string | null | undefined;
  /** How many, in whole units. */
  quantity: number | string | bigint;
  /** The unit the quantity is counted in, when not the product's own. */
  unit?: string | null | undefined;
  /** The day of arrival asked for, when not the order's. */
  requested?: string | null | undefined;
  /** `false`: all at once, or not at all. */
  partial?: boolean | null | undefined;
  /** How many days late its last delivery may leave, when neither rulebook nor order says less. */
  late_days_max?: number | null | undefined;
  /** The unit price that is expected, best as text; a difference is a finding. */
  unit_price?: string | number | bigint | null | undefined;
}

/**
 * Master data: each table is CSV with a header, a JSON array, or JSON rows one a
 * line. One that is not given has no rows.
 */
export interface TablesText extends SupplyText {
  /** Who may order: `id`, `name`, and what the rulebook asks about. */
  partners?: TextOrBytes | undefined;
  /** What may be ordered: `id`, `name`, and what the rulebook asks about. */
  products?: TextOrBytes | undefined;
  /** `list`, `product`, `unit_price`, and from which quantity and when. */
  prices?: TextOrBytes | undefined;
  /** `deal`, `partner`, `date`: who registered which deal. */
  registrations?: TextOrBytes | undefined;
  /** `kit`, `part`, `quantity`: what kits are made of. */
  kits?: TextOrBytes | undefined;
  /** `product`, `substitute`: what may take a product's place, the best first. */
  substitutes?: TextOrBytes | undefined;
}

/** The tables of what can be promised. */
export interface SupplyText {
  /** `product`, `on_hand`, and what of it is kept back. */
  stock?: TextOrBytes | undefined;
  /** `product`, `date`, `quantity` that come in. */
  receipts?: TextOrBytes | undefined;
  /** `product`, `date`, `quantity` that are promised already. */
  promises?: TextOrBytes | undefined;
  /** `product`, `date`, `quantity` that are kept back from that day on. */
  safety?: TextOrBytes | undefined;
  /** `product`, `group`, `from`, `until`, `quantity`: at most so many for a group. */
  quotas?: TextOrBytes | undefined;
  /** `product`, `group`, `quantity`, and where and when: kept free for a group. */
  protections?: TextOrBytes | undefined;
}

/**
 * A reason: something that was changed, risked or refused in an order, or a
 * fault in what was written.
 */
export interface Finding {
  /** The violated rule in stable words, such as `order.quantity_below_minimum`. */
  code: string;
  /** `block` rejects an order, `approve` asks for approval, the others only tell. */
  severity: 'hint' | 'warn' | 'approve' | 'block';
  /** Where, such as `lines[2].quantity`; empty for the whole. */
  path: string;
  /** The id of the rule or product that spoke. */
  rule?: string | null;
  /** In which text, for faults of a document: `rulebook`, `prices` and so on. */
  source?: string;
  /** In which line of it, from 1. */
  line?: number;
  /** In which column of it, from 1. */
  column?: number;
  /** What the message tells of; amounts, prices and days are text. */
  data: Record<string, string | number>;
  /** What it is, in the language asked for. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** The sums of an order, as text in the verdict's currency. */
export interface Totals {
  /** At list prices. */
  list: string;
  /** What the waterfall took off (negative) or put on. */
  discount: string;
  /** Without tax. */
  net: string;
  /** The tax on it. */
  tax: string;
  /** With tax. */
  gross: string;
  /** What is paid to partners in fees. */
  fee: string;
}

/** One line of a verdict; money is text in the verdict's currency. */
export interface Line {
  /** The partner's own id of the line. */
  id: string | null;
  /** The product's id, or what was written when it is not known. */
  product: string | null;
  /** What is delivered in its place; `null` for the product itself. */
  substitute: string | null;
  /** Whether all comes in time, all later, some, or nothing. */
  status: 'confirmed' | 'late' | 'partial' | 'rejected';
  /** How many were written; `null` when that was no whole number. */
  ordered: number | null;
  /** How many after minimum and multiple. */
  quantity: number;
  /** How many are promised. */
  confirmed: number;
  /** The list that the price is from; `null` when there is no price. */
  price_list: string | null;
  /** The unit price of the list, with as many decimals as it needs. */
  list_price: string | null;
  /** The unit price to pay, with as many decimals as it needs. */
  unit_price: string | null;
  /** The list price times what is promised. */
  list: string;
  /** The unit price times what is promised, without tax. */
  net: string;
  /** The tax on it. */
  tax: string;
  /** With tax. */
  gross: string;
  /** When it comes. */
  deliveries: Delivery[];
}

/** Units that leave and arrive together; days are `YYYY-MM-DD`. */
export interface Delivery {
  /** The day they leave. */
  ship: string;
  /** The day they arrive. */
  arrive: string;
  /** How many. */
  quantity: number;
  /** The location they leave from. */
  location: string;
}

/** What one plan pays on the order or on a line, as text in the verdict's currency. */
export interface Fee {
  /** The plan's id. */
  plan: string;
  /** What the plan is to the company that pays it. */
  kind: 'fee' | 'rebate' | 'fund' | 'claim';
  /** When in the life of the sale it is earned. */
  earn_on: 'ordered' | 'delivered' | 'invoiced' | 'paid' | 'sold_through';
  /** The line, from 0; `null` for the whole order. */
  line: number | null;
  /** What it is paid on: an amount, or units. */
  base: string;
  /** Before rounding, minimum and maximum. */
  exact: string;
  /** What is paid. */
  fee: string;
  /** The tax on it. */
  tax: string;
  /** Who gets it; the amounts add up to the fee. */
  shares: { to: string; partner: string; amount: string }[];
}

/** What became of a rule. */
export type Outcome =
  | 'applied'
  | 'shadowed'
  | 'not_matched'
  | 'not_yet_valid'
  | 'expired'
  | 'below_quantity'
  | 'clamped'
  | 'approval'
  | 'refused'
  | 'passed'
  | 'rounded'
  | 'no_receiver'
  | 'not_yet_known'
  | 'corrected';

/** One step on the way to the answer; what does not concern it is not there. */
export interface TraceRow {
  /** The line, from 0; not there for the whole order. */
  line?: number;
  /** `list`, `conversion`, a stage of the rulebook, `rounding`, `guards`, `order` or `fees`. */
  stage: string;
  /** The rule's id. */
  rule?: string;
  /** What became of it. */
  outcome: Outcome;
  /** From which quantity the price holds. */
  quantity_from?: number;
  /** The unit price of the list. */
  price?: string;
  /** The price or amount that came in. */
  before?: string;
  /** The price or amount that went out. */
  after?: string;
  /** The rate of a conversion. */
  rate?: string;
  /** The first condition that failed. */
  condition?: string;
  /** What it asks for. */
  expected?: string;
  /** What it found. */
  actual?: string;
}

/** The answer to an order, in four words. */
export type Answer = 'accepted' | 'accepted_with_changes' | 'needs_approval' | 'rejected';

/** What a verdict says of the order as a whole. */
export interface VerdictHead {
  /** The order's id, as the partner wrote it. */
  order: string | null;
  /** Who ordered, as written. */
  partner: string | null;
  /** The partner's reference, when the order had one. */
  reference?: string;
  /** The answer in one word. */
  verdict: Answer;
  /** By which rulebook: its id, and 16 hex digits of its content. */
  rulebook: { id: string; hash: string };
  /** The currency of every amount. */
  currency: string;
  /** The sums over all lines. */
  totals: Totals;
}

/** A verdict as plain data. */
export interface VerdictData extends VerdictHead {
  /** Everything that was changed, risked or refused. */
  findings: Finding[];
  /** The lines, in the order written. */
  lines: Line[];
  /** The fees, by plan and line. */
  fees: Fee[];
  /** How each amount came about. */
  trace: TraceRow[];
}

/**
 * What kind of misuse an error is: an order, a text or an option (`input`), a
 * rulebook or master data with faults (`rulebook`, `data`), a table or a number
 * that cannot be taken (`table`, `range`), or a fault of longtail's own
 * (`internal`).
 */
export type ErrorKind = 'input' | 'rulebook' | 'data' | 'table' | 'range' | 'internal';

/** What keeps a line from leaving whole on the day it is wanted. */
export interface Binding {
  /** Too little supply, units kept free for a group, a quota, a day outside its windows or beyond the horizon. */
  kind: 'supply' | 'protection' | 'quota' | 'no_window' | 'horizon';
  /** The line's product, or a part of the kit. */
  product: string;
  /** The location, for supply. */
  location: string | null;
  /** The group that units are kept free for, or whose quota it is. */
  group: string | null;
  /** The day on which it binds. */
  day: string;
  /** How many units of the product are missing. */
  short: number;
}

/** One change with which a promise would be better. */
export interface Better {
  /**
   * More units by a day, a receipt that comes earlier, a larger quota, another
   * multiple, a substitute in a quantity it is sold in, more deliveries, more
   * lateness, in parts, apart from the other lines, or ordered before the cut-off.
   */
  kind:
    | 'units'
    | 'receipt'
    | 'quota'
    | 'multiple'
    | 'substitute'
    | 'deliveries'
    | 'lateness'
    | 'partial'
    | 'apart'
    | 'order';
  /** The product it is about; of all but `multiple`. */
  product?: string;
  /** Of `units` and `receipt`. */
  location?: string;
  /** By when units are there, or when the receipt is expected. */
  day?: string;
  /** How many units: more, larger by, or promised then. */
  quantity?: number;
  /** The ids of the receipts of that day, as far as they have one. */
  ids?: string[];
  /** How many days earlier the receipt comes. */
  days_earlier?: number;
  /** The first day of the quota's window. */
  from?: string;
  /** The first day after it. */
  until?: string;
  /** The other multiple. */
  multiple?: number;
  /** How many deliveries. */
  deliveries_max?: number;
  /** How many calendar days after the wanted ship day. */
  late_days_max?: number;
  /** How many minutes earlier the order comes. */
  minutes_earlier?: number;
  /** When the first units would leave. */
  first?: string;
  /** When the last units would leave. */
  last?: string;
}

/** A step between an order and its arrival. */
export interface CalendarStep {
  /** What happens. */
  step:
    | 'cut_off_missed'
    | 'not_working'
    | 'holiday'
    | 'closed'
    | 'handled'
    | 'leaves'
    | 'travels'
    | 'arrives'
    | 'late';
  /** The day it is about. */
  day?: string;
  /** The same in a sentence. */
  words: string;
  /** What else the step has, such as the holiday's `name`. */
  [field: string]: unknown;
}

/** A delivery, and how it comes. */
export interface DeliverySteps extends Delivery {
  /** From the ship day to the arrival. */
  steps: CalendarStep[];
}

/** What is asked about how sure dates are. */
export interface ConfidenceQuestion {
  /** What `reliability('count_receipts', ...)` gave as `state`. */
  state: unknown;
  /** From 1 to 100; 50, 80 and 95 by default. */
  percents?: number[];
  /** How many receipts' worth of belief in its class a supplier starts with, 10 by default. */
  pool?: number;
  /** The language of the words: `en` (default) or `nl`. */
  language?: Language;
}

/** How sure the dates of an order are. */
export interface OrderConfidence {
  /** What becomes of the order. */
  verdict: Answer;
  /** The lines that have a price. */
  lines: LineConfidence[];
}

/** How sure a date is. */
export interface DateConfidence {
  /** The promised ship day. */
  ship: string;
  /** The promised day of arrival. */
  arrive: string;
  /** Stock on hand, receipts, or supply that the rulebook assumes. */
  basis: 'stock' | 'receipts' | 'assumed';
  /** With which percentage, at the least, it leaves on the promised day. */
  percent: number;
  /** By when it leaves and is there, with each percentage. */
  quantiles: { percent: number; ship: string; arrive: string }[];
  /** The receipts whose units it gets. */
  receipts: ReceiptConfidence[];
  /** The same in a sentence. */
  words: string;
}

/** How sure the date of a line is; one of which nothing is promised has no dates. */
export interface LineConfidence extends Partial<Omit<DateConfidence, 'words'>> {
  /** The place of the line, from 0. */
  line: number;
  /** The product that was ordered. */
  product: string;
  /** What is delivered in its place. */
  substitute: string | null;
  /** Whether all comes in time, all later, some, or nothing. */
  status: Line['status'];
  /** How many are asked. */
  quantity: number;
  /** How many are promised. */
  confirmed: number;
  /** The same in a sentence. */
  words: string;
  /** How sure each delivery is. */
  deliveries: (DateConfidence & { quantity: number; location: string })[];
}

/** A receipt whose units a delivery gets, and what is known of its supplier. */
export interface ReceiptConfidence {
  /** The product that comes in. */
  product: string;
  /** Where. */
  location: string;
  /** The day it is expected. */
  day: string;
  /** How many of its units. */
  quantity: number;
  /** What you call it. */
  id: string | null;
  /** Who supplies. */
  supplier: string | null;
  /** Receipts of the supplier that were observed. */
  observations: number;
  /** Receipts of its class. */
  class_observations: number;
  /** Receipts of all suppliers. */
  all_observations: number;
  /** Whether any of them tells of this one; else its date is taken as said. */
  known: boolean;
}

/** Units of a receipt that a line's deliveries lean on. */
export interface Peg {
  /** The product that comes in. */
  product: string;
  /** Where. */
  location: string;
  /** The day it is expected. */
  day: string;
  /** How many of its units. */
  quantity: number;
  /** The ids of the receipts of that day, as far as they have one. */
  ids: string[];
}

/** Why a line is promised as it is. */
export interface PromiseReason {
  /** The place of the line, from 0. */
  line: number;
  /** The product that was ordered. */
  product: string;
  /** What is delivered in its place. */
  substitute: string | null;
  /** Whether all comes in time, all later, some, or nothing. */
  status: Line['status'];
  /** How many were written. */
  ordered: number;
  /** How many after minimum and multiple. */
  quantity: number;
  /** What deliveries are multiples of. */
  multiple: number;
  /** How many are promised. */
  confirmed: number;
  /** The first day on which the order may leave. */
  earliest: string;
  /** The ship day that is wanted. */
  target: string;
  /** From the order to the first day on which it may leave. */
  steps: CalendarStep[];
  /** When it comes. */
  deliveries: DeliverySteps[];
  /** What binds on the wanted day; nothing when all can leave on it. */
  binding: Binding[];
  /** The receipts that the deliveries lean on. */
  receipts: Peg[];
  /** What would have it leave whole on the wanted day, or earlier. */
  better: Better[];
  /** Of a line promised in part or not at all: what would have it promised whole. */
  complete: Better[];
  /** A sentence for each of these. */
  words: string[];
}

/** Options of `hints`. */
export interface HintOptions {
  /** The language of messages and remedies: `en` (default) or `nl`. */
  language?: Language | undefined;
}

/** Options of `analyse`. */
export interface AnalyseOptions {
  /** The day from which the rulebook will be used, such as `2026-11-24`. */
  at?: string | undefined;
  /** How many findings of one code are told, 100 by default; the others are counted. */
  limit?: number | undefined;
  /** The language of messages and remedies: `en` (default) or `nl`. */
  language?: Language | undefined;
}

/** What an order comes to for the partner that asks. */
export interface Prospect {
  /** The answer. */
  verdict: Answer;
  /** What is paid without tax. */
  net: string;
  /** What is paid with tax. */
  gross: string;
  /** What the partner itself receives, by kind of plan. */
  earned: Record<Fee['kind'], string>;
}

/** What an order holds for the partner that asks. */
export interface Outlook {
  /** The day of the order in the zone of the rulebook. */
  day: string;
  /** The currency of every amount. */
  currency: string;
  /** The order as it stands. */
  now: Prospect;
  /** What each plan that pays gives the partner, and its next tier. */
  plans: {
    plan: string;
    kind: Fee['kind'];
    /** What the partner itself receives. */
    earned: string;
    /** How much of the plan's base there is in its period with the order. */
    base: string;
    /** `from` where it begins, what is `missing`, and what it gives. */
    next: ({ from: string; missing: string } & Record<string, string>) | null;
  }[];
  /** The order if the partner were first to register its deal, and if second. */
  deals: { first: Prospect; second: Prospect };
  /** The partner's days that rules can ask for; `days` after the day of the order. */
  lapses: { attribute: string; until: string; days: number; without: Prospect }[];
  /** What is near the order: findings of severity `hint`. */
  near: Finding[];
}

/** What a rulebook holds that its author may not have meant. */
export interface Analysis {
  /** How many rules were looked at. */
  rules: number;
  /** What was found. */
  findings: AnalysisFinding[];
  /** How many more there are of a code of which not all are told. */
  more: { code: string; count: number }[];
}

/** What the analysis of a rulebook found. */
export interface AnalysisFinding {
  /** The stable code. */
  code: string;
  /** How much it weighs. */
  severity: Finding['severity'];
  /** The place of the rule in the rulebook, such as `waterfall[0].adjustments[2]`. */
  path: string;
  /** The rule it is about. */
  rule: string;
  /** What the message speaks of; `other` is the other rule where there are two. */
  data: Record<string, string | number>;
  /** What is wrong, in words. */
  message: string;
  /** What to do about it, in words. */
  remedy: string;
  /** An order that shows it, and the rows it needs that the master data does not have. */
  example: { order: Order; rows: Record<string, Record<string, string>> } | null;
}

/** What can be evaluated by itself. */
export type Evaluation =
  | 'rounding'
  | 'split'
  | 'schedule'
  | 'commitment'
  | 'scope'
  | 'waterfall'
  | 'fee'
  | 'calendar'
  | 'holidays';

/** What can be asked about how far dates can be trusted. */
export type ReliabilityVerb =
  | 'count_receipts'
  | 'merge_receipts'
  | 'confidence'
  | 'count_promises'
  | 'merge_promises'
  | 'kept';

/** A column of an answer about sales. */
export type FigureColumn = (string | number | boolean | null)[];

/** Sales as columns of equal length: a row is one sold or returned line. */
export interface FigureSales {
  /** Who bought; a row without one is left out and counted. */
  partner: (string | null)[];
  /** A text such as `12.50`, or whole minor units; below zero for a return. */
  amount: (string | number | null)[];
  /** The segment of the line. */
  niche?: (string | null)[];
  /** What was sold. */
  product?: (string | null)[];
  /** Which lines are one order: texts, or whole numbers, one kind in a column and in all that is merged. */
  order?: (string | number | bigint | null)[];
  /** When, such as `2026-03-02`. */
  day?: (string | null)[];
  /** Units, below zero for a return. */
  quantity?: (number | null)[];
}

/** What is left out before the sums. */
export interface FigureFilter {
  /** Whether returns lower the revenue (`net`, default), are left out, or are left out with the sale that they undo. */
  returns?: 'net' | 'gross' | 'matched';
  /** The first day that counts. */
  from?: string;
  /** The first day that does not count any more. */
  until?: string;
  /** Codes that are no products: postage, fees, samples. */
  excluded_products?: string[];
}

/** A question about sales. */
export interface FigureQuestion {
  /** Which figure; the guide's page *Figures on sales* has them all. */
  figure: string;
  /** The options of that figure. */
  [option: string]: unknown;
}

/** Sales as columns of equal length, and questions about them. */
export interface FigureRequest {
  /** A code such as `EUR`. */
  currency: string;
  /** The columns. */
  sales: FigureSales;
  /** What is left out before the sums. */
  options?: FigureFilter;
  /** The questions, each answered by a table. */
  questions: FigureQuestion[];
}

/** What a tally is made with. */
export interface TallyOptions extends FigureFilter {
  /** A code such as `EUR`. */
  currency: string;
  /** Whether orders are told apart (default); without, a tally is smaller. */
  orders?: boolean;
  /** Whether products are summed (default); without, a tally is much smaller and has no best sellers. */
  products?: boolean;
}

/** A table of columns for each question, and the rows that are in no figure. */
export interface FigureAnswers {
  /** The columns of each question, by name. */
  answers: Record<string, FigureColumn>[];
  /** The rows that are in no figure, and why. */
  left_out: Record<string, FigureColumn>;
}

/** Options of `figures` and of a tally's work. */
export interface FiguresOptions {
  /** How many threads work, 1 (default) to 64; the answer does not depend on it. */
  threads?: number | undefined;
}

/** What can be asked of the fee ledger. */
export type LedgerVerb = 'accrue' | 'refund' | 'settle' | 'statement' | 'verify';

/** What can be asked of a stock ledger. */
export type StockVerb =
  | 'add_receipt'
  | 'adjust'
  | 'arrive'
  | 'at_risk'
  | 'cancel_receipt'
  | 'commit'
  | 'confirm'
  | 'count'
  | 'expire'
  | 'hold'
  | 'move_receipt'
  | 'plan'
  | 'purge'
  | 'release'
  | 'repromise'
  | 'ship'
  | 'state'
  | 'supply'
  | 'take'
  | 'verify';

/** A line of sales as `Insight.read` and `insight` take it. */
export interface SalesLine {
  /** Who sold it. A line without one takes no part. */
  partner: string | null;
  /** What was sold. A line without it takes no part. */
  product: string | null;
  /** An amount in the currency of the sales, negative for returns. A line without one takes no part. */
  amount: string | number | null;
  /** Units. */
  quantity?: number | undefined;
  /** The niche it was sold in. */
  niche?: string | undefined;
  /** The period, as the company names it. */
  period?: string | undefined;
  /** The order it stands in, a number being its text; without orders each line counts as one. */
  order?: string | number | bigint | undefined;
  /** The day it was sold, such as `2026-03-02`; `from`, `until` and matched returns look at it. */
  day?: string | undefined;
}

/** What changes the rule of the gate. */
export interface Gate {
  /** The fewest partners, never below 3. */
  partners_min?: number | undefined;
  /** How many percent so many of the largest may make at most. */
  dominance?: { largest: number; percent_max: number }[] | undefined;
  /** The p % rule; 0 switches it off. */
  p_percent?: number | undefined;
  /** Whether amounts are told; hidden unless said otherwise. */
  amounts?: 'hidden' | 'exact' | { rounded: string | number } | undefined;
}

/** How sales are looked at, and what may be told of them. */
export interface InsightTerms {
  /** A code such as `EUR`. */
  currency: string;
  /** The niche above each niche. */
  tree?: Record<string, string> | undefined;
  /** The niches of each partner, in place of those of the lines. */
  members?: Record<string, string[]> | undefined;
  /** The periods that count; all when not given. */
  periods?: string[] | undefined;
  /** What changes the rule of the gate. */
  gate?: Gate | undefined;
  /** What was released earlier, from the first to the last: every question is answered beside it. */
  previous?: Release[] | undefined;
}

/** Sales, which of them count, and what may be told of them. */
export interface InsightSales extends InsightTerms {
  /** The lines. */
  sales: SalesLine[];
  /** Whether returns lower the sales (`net`), are left out, or are left out with the sale that they undo. */
  returns?: 'net' | 'gross' | 'matched' | undefined;
  /** The first day that counts; all when not given. Lines without a day are left out. */
  from?: string | undefined;
  /** The first day that does not count any more. */
  until?: string | undefined;
  /** Codes that are no products: postage, fees, samples. */
  excluded_products?: string[] | undefined;
}

/** Lines that take no part for one reason. */
export interface LeftOutLines {
  /** The stable word for it. */
  reason:
    | 'no_day'
    | 'outside_period'
    | 'no_amount'
    | 'excluded_product'
    | 'matched_return'
    | 'matched_sale'
    | 'return'
    | 'no_partner'
    | 'no_product';
  /** How many; a line with several reasons counts under the first. */
  rows: number;
  /** What they amount to. */
  amount: string;
}

/** Options of a question that is judged beside what was shown before. */
export interface BenchmarkOptions {
  /** What was released earlier of the same or an overlapping period, when it did not come with the sales. */
  previous?: Release[] | undefined;
  /** What `why` is worded in; English unless said otherwise. */
  language?: Language | undefined;
}

/** Why figures of an answer are withheld, once each. */
export interface WithheldReason {
  /** The word that stands with the figures. */
  reason: string;
  /** The stable code; the guide's page *Codes* has them. */
  code: string;
  /** What the gate asks, in words. */
  message: string;
  /** What to do about it, in words. */
  remedy: string;
}

/** Options of `bestSellers`. */
export interface BestSellersOptions extends BenchmarkOptions {
  /** What best sellers are ranked by; partners unless said otherwise. */
  by?: 'partners' | 'orders' | 'amount' | undefined;
  /** Who reads it; a partner is not told what is withheld. The company unless said otherwise. */
  audience?: 'company' | 'partner' | undefined;
  /** The most products for each level that is told of; 10 unless said otherwise. */
  limit?: number | undefined;
}

/** Options of `whiteSpots`. */
export interface WhiteSpotsOptions extends Omit<BenchmarkOptions, 'language'> {
  /** The percent of peers that sell a white spot at least; 25 unless said otherwise. */
  peers_percent_min?: number | undefined;
  /** Products the partner may order; all when not given. */
  permitted?: string[] | undefined;
  /** Products that can be delivered; all when not given. */
  available?: string[] | undefined;
  /** The most white spots; 20 unless said otherwise. */
  limit?: number | undefined;
}

/** Options of `together`. */
export interface TogetherOptions extends BenchmarkOptions {
  /** In at least so many of 10,000 baskets; 100 unless said otherwise. */
  support_min_per_10_000?: number | undefined;
  /** In at least so many baskets; 3 unless said otherwise. */
  baskets_min?: number | undefined;
  /** The most pairs; 20 unless said otherwise. */
  limit?: number | undefined;
  /** Whom the answer is for; the company unless said otherwise. */
  audience?: 'company' | 'partner' | undefined;
  /** What `why` is worded in; English unless said otherwise. */
  language?: Language | undefined;
}

/** Options of `publish`. */
export interface PublishOptions extends BenchmarkOptions {
  /** The id of the release to keep of this publication; without it there is none. */
  release?: string | undefined;
}

/** Sales and a question about them; the guide's page *What may be shared* says what each verb reads. */
export interface InsightQuestion
  extends InsightSales, BestSellersOptions, WhiteSpotsOptions, TogetherOptions, PublishOptions, ScoreOptions {
  /** The niche asked about. */
  niche?: string | undefined;
  /** The partner asked for. */
  partner?: string | undefined;
}

/** A product that may be told. */
export interface BestSeller {
  /** The product. */
  product: string;
  /** The level told of: the niche asked about or one above it. */
  niche: string;
  /** Its place, from 1. */
  rank: number;
  /** At least so many partners sell it. */
  partners_from: number;
  /** Its share of what the niche sells. */
  share: { from_percent: number; until_percent: number };
  /** 100 is the mean of the products told. */
  index: number | null;
  /** How much more often it is ordered here than everywhere, shrunken. */
  lift: string | null;
  /** Only when the gate lets it be told. */
  amount: string | null;
}

/** The answer to `best_sellers`. */
export interface BestSellers {
  /** What may be told. */
  products: BestSeller[];
  /** For the company: what may not, why, and at which level it may. */
  withheld?: { product: string; reasons: string[]; shown_at: string | null }[];
  /** For the company: the reasons in words. */
  why?: WithheldReason[];
}

/** The answer to `benchmark`. */
export interface Benchmark {
  /** The partner's own amount. */
  own: string;
  /** Its peers without itself; null when nothing may be told. */
  peers: {
    niche: string;
    own: string;
    partners_from: number;
    /** Three quarters of them sell at least so much. */
    lower_from: string;
    /** Half of them do. */
    median_from: string;
    /** A quarter of them does. */
    upper_from: string;
    above_percent: number;
  } | null;
  /** Why nothing is told of the niche asked about. */
  withheld: string[];
  /** The same in words. */
  why: WithheldReason[];
}

/** A product that a partner does not sell, but enough of its peers do. */
export interface WhiteSpot {
  /** The product. */
  product: string;
  /** Whose peers: the niche asked about or one above it. */
  niche: string;
  /** At least so many percent of them sell it. */
  peers_percent_from: number;
  /** What a partner of this size would sell of it, from; null where it sells nothing in the niche. */
  expected_from: string | null;
  /** And until; null also where few peers sell it. */
  expected_until: string | null;
}

/** The answer to `white_spots`. */
export interface WhiteSpots {
  /** By the percent of peers that sell it, the most first. */
  spots: WhiteSpot[];
}

/** Two products that are bought together. */
export interface ProductPair {
  /** One of them. */
  a: string;
  /** The other. */
  b: string;
  /** The niche that the figures are of: the one asked for, or the lowest above it that may be told. */
  niche: string;
  /** At least so many baskets hold both: one of 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120 ... */
  baskets_from: number;
  /** At least so many partners have such a basket. */
  partners_from: number;
  /** The share of all baskets that hold both; this and what follows has two digits. */
  support: string;
  /** Of the baskets with `a` the share that hold `b`. */
  confidence_a: string;
  /** Of the baskets with `b` the share that hold `a`. */
  confidence_b: string;
  /** How much more often they are together than by chance. */
  lift: string;
  /** The lift, drawn towards what pairs have in common: to sort by; null when that cannot be learned. */
  lift_shrunken: string | null;
  /** The support less what chance would give. */
  leverage: string;
}

/** The answer to `together`. */
export interface Together {
  /** Those that may be told: of the niche first, then of those above it. */
  pairs: ProductPair[];
  /** What may not be told of the niche, why, and the lowest niche above that tells it; only for the company. */
  withheld?: { a: string; b: string; reasons: string[]; shown_at: string | null }[];
  /** For the company: the reasons in words. */
  why?: WithheldReason[];
}

/** What a publication showed, to be given to the next. It holds amounts of partners: never show it. */
export interface Release {
  /** Its id. */
  id: string;
  /** Its cells, with the amount of each partner. */
  cells: { niche: string; product: string; shown: boolean; amounts: Record<string, string | number> }[];
}

/** A product in a niche, and whether it may be shown. */
export interface PublishedCell {
  /** The niche. */
  niche: string;
  /** The product. */
  product: string;
  /** Whether it passes the gate. */
  shown: boolean;
  /** Why it does not. */
  reasons: string[];
  /** The lowest niche at which the product may be told. */
  shown_at: string | null;
  /** Only when the gate lets it be told. */
  amount: string | null;
}

/** The answer to `publish`. */
export interface Publication {
  /** Every cell of niche and product. */
  cells: PublishedCell[];
  /** How many of them may be shown. */
  shown: number;
  /** How many may not. */
  withheld: number;
  /** The reasons in words. */
  why: WithheldReason[];
  /** What to keep for the next publication, when it was asked for. */
  release: Release | null;
}

/** A table of amounts with totals in both directions. */
export interface TableQuestion {
  /** A code such as `EUR`. */
  currency: string;
  /** What a partner has in a cell; amounts of the same three add up. */
  cells: { row: string; column: string; partner: string; amount: string | number }[];
  /** What changes the rule of the gate. */
  gate?: Gate | undefined;
  /** What `why` is worded in; English unless said otherwise. */
  language?: Language | undefined;
}

/** The answer to `table`. */
export interface SafeTable {
  /** Every cell, and the totals. */
  cells: SafeCell[];
  /** The reasons in words. */
  why: WithheldReason[];
}

/** A cell of a table, or a total. */
export interface SafeCell {
  /** The row; null in a total of a column. */
  row: string | null;
  /** The column; null in a total of a row. */
  column: string | null;
  /** Only when it may be shown. */
  amount: string | null;
  /** Why it may not. */
  reasons: string[];
  /** What an outsider can work out: at least so much. */
  low: string;
  /** And at most so much; null without a bound. */
  high: string | null;
}

/** What can be asked of `insight`. */
export type InsightVerb =
  | 'best_sellers'
  | 'white_spots'
  | 'benchmark'
  | 'together'
  | 'publish'
  | 'scores'
  | 'left_out'
  | 'table';

/** Which cells are scored, and how surely. */
export interface ScoreOptions {
  /** The fewest orders of a niche; 1000 unless said otherwise. */
  niche_orders_min?: number | undefined;
  /** The fewest orders of a product; 20 unless said otherwise. */
  product_orders_min?: number | undefined;
  /** The fewest partners of a discovery; 3 unless said otherwise. */
  partners_min?: number | undefined;
  /** The accepted rate of false discoveries; 0.1 unless said otherwise. */
  false_discoveries_max?: number | undefined;
  /** What intervals cover; 0.95 unless said otherwise. */
  coverage?: number | undefined;
  /** The most cells; all unless said otherwise. */
  limit?: number | undefined;
}

/** A statistic drawn towards what all cells say, with its interval. */
export interface Interval {
  /** The middle. */
  mean: string | null;
  /** The lower end. */
  low: string | null;
  /** The upper end. */
  high: string | null;
}

/** The answer to `scores`. */
export interface NicheScores {
  /** What all cells say of a ratio before it is seen. */
  prior: { shape: string | null; rate: string | null; log_likelihood: string | null; converged: boolean };
  /** The cells with enough orders. */
  judged: number;
  /** Those within the accepted rate of false discoveries. */
  within_rate: number;
  /** Those to look at first come first. */
  cells: ScoredCell[];
}

/** How much more often a niche orders a product than expected. */
export interface ScoredCell {
  /** The niche. */
  niche: string;
  /** The product. */
  product: string;
  /** Its orders there. */
  orders: number;
  /** The partners that ordered it there. */
  partners: number;
  /** The orders expected. */
  expected: string | null;
  /** Seen over expected. */
  raw: string | null;
  /** The same, drawn towards what all cells say. */
  lift: Interval;
  /** The ratio is above it with a chance of 95 %: to sort by. */
  low_5: string | null;
  /** The rate of false discoveries among this and all clearer ones. */
  q: string | null;
  /** Whether it is one: within the rate, and with enough partners. */
  discovery: boolean;
}

/** Who belongs to a niche: whoever meets every attribute, and has a code of the list. */
export interface NicheRule {
  /** The niche. */
  id: string;
  /** The niche above it. */
  parent?: string | null | undefined;
  /** One of the values of every attribute. */
  attributes?: Record<string, string[]> | undefined;
  /** A code that begins with one of `under`, in its own revision. */
  codes?: { tree: string; revision: string; under: string[] }[] | undefined;
}

/** The question `members`. */
export interface MembersQuestion {
  /** The niches. */
  rules: NicheRule[];
  /** Who may belong to them. */
  partners: {
    id: string;
    attributes?: Record<string, string[]> | undefined;
    codes?: { tree: string; revision: string; code: string }[] | undefined;
  }[];
}

/** The answer to `members`. */
export interface NicheMembers {
  /** The niches of each partner. */
  niches: Record<string, string[]>;
  /** The partners of each niche. */
  partners: Record<string, string[]>;
  /** Who belongs nowhere. */
  in_none: string[];
  /** Codes of a revision that no niche of their tree speaks of. */
  other_revision: { partner: string; tree: string; revision: string }[];
}

/** The question `scores`. */
export interface ScoresQuestion extends ScoreOptions {
  /** What each niche ordered of each product. */
  cells: { niche: string; product: string; orders: number; partners: number }[];
}

/** The question `amount_scores`. */
export interface AmountScoresQuestion extends ScoreOptions {
  /** What each partner of a niche bought of a product, in minor units. */
  cells: { niche: string; product: string; amounts_minor: number[] }[];
}

/** The answer to `amount_scores`. */
export interface AmountScores {
  /** What a partner of the niche buys, beside everywhere. */
  cells: {
    niche: string;
    product: string;
    partners: number;
    raw: string | null;
    ratio: Interval;
    chance_not_above: string | null;
  }[];
}

/** The question `potential`. */
export interface PotentialQuestion {
  /** A code such as `EUR`. */
  currency: string;
  /** What partners buy there, one amount each, and how many there could be. */
  niches: {
    niche: string;
    parent?: string | null | undefined;
    amounts: (string | number)[];
    headcount: number;
  }[];
  /** 1, 2 (unless said otherwise) or 3. */
  quartile?: number | undefined;
  /** With fewer partners the niche above stands in; 5 unless said otherwise. */
  support_min?: number | undefined;
}

/** The answer to `potential`. */
export interface Potentials {
  /** What each niche brings, and could bring. */
  niches: {
    niche: string;
    present: string;
    partners: number;
    not_yet: number;
    measured_in: string | null;
    per_partner: string | null;
    potential: string | null;
    low: string | null;
    high: string | null;
  }[];
}

/** The question `trend`. */
export interface TrendQuestion {
  /** The orders of each niche by period, the earliest first. */
  niches: Record<string, number[]>;
  /** What intervals cover; 0.95 unless said otherwise. */
  coverage?: number | undefined;
}

/** The answer to `trend`: null below four periods. */
export interface Trends {
  /** The later half over the earlier. */
  niches: Record<string, { before: number; after: number; ratio: Interval; overdispersion: string | null } | null>;
}

/** The question `explore`. */
export interface ExploreQuestion {
  /** What was tried in each niche, and what came of it. */
  niches: {
    niche: string;
    tried: number;
    succeeded: number;
    /** The part of its time that has passed, of each that is waited for. */
    waiting?: number[] | undefined;
    value?: number | undefined;
    room?: number | undefined;
  }[];
  /** How many partners are to be recruited; 20 unless said otherwise. */
  partners?: number | undefined;
  /** The percent that goes to new niches at least; 20 unless said otherwise. */
  new_percent?: number | undefined;
  /** A niche in which fewer were tried is new; 10 unless said otherwise. */
  new_below?: number | undefined;
  /** Makes the draws; 0 unless said otherwise. */
  seed?: number | undefined;
  /** How many there are; 10,000 unless said otherwise. */
  draws?: number | undefined;
  /** A niche is proven when its rate is above it; 0.2 unless said otherwise. */
  proven_above?: number | undefined;
  /** With this chance; 0.95 unless said otherwise. */
  proven_chance?: number | undefined;
  /** And so many were tried; 10 unless said otherwise. */
  proven_tried_min?: number | undefined;
}

/** The answer to `explore`. */
export interface Exploration {
  /** Where to recruit how many. */
  niches: {
    niche: string;
    recruit: number;
    new: boolean;
    rate: string | null;
    rate_low_5: string | null;
    chance_best: string | null;
    chance_above: string | null;
    proven: boolean;
  }[];
}

/** The question `trial`. */
export interface TrialQuestion {
  /** How many partners could be recruited in each niche, and what it could bring. */
  niches: { niche: string; room: number; potential_minor?: number | undefined }[];
  /** How many partners the trial may have; 100 unless said otherwise. */
  partners?: number | undefined;
  /** The rate of a poor niche; 0.1 unless said otherwise. */
  rate_poor?: number | undefined;
  /** The rate of a good one; 0.3 unless said otherwise. */
  rate_good?: number | undefined;
  /** How often a poor niche may look good; 0.1 unless said otherwise. */
  false_alarm_max?: number | undefined;
  /** How often a good one must; 0.8 unless said otherwise. */
  power_min?: number | undefined;
}

/** The answer to `trial`. */
export interface Trial {
  /** The partners that each niche needs. */
  partners_each: number;
  /** It is good when so many succeed. */
  succeed_from: number;
  /** How often a poor niche looks good. */
  false_alarm: string | null;
  /** How often a good one does. */
  power: string | null;
  /** The niches that are tried. */
  niches: { niche: string; partners: number }[];
  /** Those without room. */
  too_small: string[];
  /** Those for which no partners are left. */
  later: string[];
  /** The partners that no niche needs. */
  left: number;
}

/** The question `strata`. */
export interface StrataQuestion {
  /** Those with and without something, and how many succeeded, in each stratum. */
  strata: {
    stratum: string;
    with: number;
    with_succeeded: number;
    without: number;
    without_succeeded: number;
  }[];
}

/** The answer to `strata`. */
export interface StrataComparison {
  /** The difference of all together. */
  total: string | null;
  /** The difference inside the strata. */
  within: string | null;
  /** Whether they have opposite signs. */
  reversed: boolean;
  /** Whether the strata disagree among themselves. */
  mixed: boolean;
  /** The difference of each. */
  strata: { stratum: string; difference: string | null }[];
}

/** What can be asked about niches. */
export type NicheVerb =
  | 'members'
  | 'scores'
  | 'amount_scores'
  | 'potential'
  | 'trend'
  | 'explore'
  | 'trial'
  | 'strata';

/** Options of `replay`. */
export interface ReplayOptions {
  /** How many threads share the orders, 1 (default) to 64; the answer does not depend on it. */
  workers?: number | undefined;
}

/** Orders before and after; a rejected order comes to nothing. */
export interface ReplayChange {
  /** Orders that are not rejected, under the rules of today. */
  orders_before: number;
  /** Orders that are not rejected, under the candidate. */
  orders_after: number;
  /** Units confirmed today. */
  units_before: number;
  /** Units confirmed under the candidate. */
  units_after: number;
  /** Without tax, today. */
  revenue_before: string;
  /** Without tax, under the candidate. */
  revenue_after: string;
  /** What is paid out in fees today. */
  fee_before: string;
  /** What is paid out in fees under the candidate. */
  fee_after: string;
  /** Revenue less known cost and fees, today. */
  margin_before: string;
  /** Revenue less known cost and fees, under the candidate. */
  margin_after: string;
}

/** A row of a replay: a partner, niche or product. */
export interface ReplayRow extends ReplayChange {
  /** Its id. */
  id: string;
}

/** What a candidate rulebook would have changed. */
export interface Replay {
  /** Orders that could be decided. */
  orders: number;
  /** Lines that are no orders. */
  unreadable: number;
  /** How many orders have which verdict before and after. */
  verdicts: { before: Answer; after: Answer; orders: number }[];
  /** The tables, by currency. */
  currencies: {
    /** The currency of every amount. */
    currency: string;
    /** All orders together. */
    total: ReplayChange;
    /** By partner. */
    partners: ReplayRow[];
    /** By niche; a partner in two niches counts in both. */
    niches: ReplayRow[];
    /** By product. */
    products: ReplayRow[];
  }[];
}

/** What a promise may be broken off with. */
export interface AbortOptions {
  /** Rejects the promise at once with its reason, and stops work that can be stopped. */
  signal?: AbortSignal | undefined;
}

/**
 * Options of work that takes its time.
 *
 * The draws of a power law's p-value and those of partners' value tell their progress and
 * can be stopped. All other work is told of by nobody and runs to its end on its own
 * thread, also when its answer is no longer awaited.
 */
export interface WorkOptions extends AbortOptions {
  /**
   * Called now and then with what is done and all there is. What it throws, or rejects with,
   * rejects the promise and stops the work. An asynchronous one is awaited before it is called
   * again, and before the answer.
   */
  onProgress?: ((done: number, total: number) => void | PromiseLike<void>) | undefined;
}

/** A column of numbers; a typed array is one at the places of columns only. */
export type NumberColumn =
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Values whose tail is fitted, and how. */
export interface PowerLawQuestion {
  /** The values; those of zero and below are left out and counted. */
  values: NumberColumn;
  /** Amounts and sizes (`continuous`, the default), or counts. */
  kind?: 'continuous' | 'discrete';
  /** How repeated values count in the distance: as in the published tables (`each`, the default), or once. */
  repeats?: 'each' | 'once';
  /** Where the tail starts; otherwise where the distance is smallest. */
  xmin?: number;
  /** Exponents of counts are taken in steps of this size. */
  alpha_step?: number;
  /** How many draws are refitted for the p-value, 2500 unless said otherwise; 0: none. */
  draws?: number;
  /** Makes the draws. */
  seed?: number;
  /** How many threads share the draws, 1 (default) to 64; the answer does not depend on it. */
  workers?: number;
}

/** A rival of the power law on the same tail. */
export interface PowerLawRival {
  /** Its name. */
  rival: 'exponential' | 'lognormal' | 'stretched_exponential' | 'truncated_power_law';
  /** Its parameters by name; empty where it has no best fit. */
  parameters: Record<string, number>;
  /** The logarithm of its likelihood. */
  log_likelihood: number;
  /** The power law's log-likelihood less this one: above zero speaks for the power law. */
  ratio: number;
  /** The same in standard deviations. */
  z: number;
  /** The p-value of Vuong's test. */
  p_value: number;
  /** Whether it is best where it becomes the power law. */
  at_limit: boolean;
}

/** A power law fitted to a tail, with what else was tried and what to make of it. */
export interface PowerLawFit {
  /** What kind of numbers the values were taken for. */
  kind: 'continuous' | 'discrete';
  /** How repeated values counted. */
  repeats: 'each' | 'once';
  /** Values above zero. */
  values: number;
  /** Values of zero and below, which took no part. */
  left_out: number;
  /** The exponent: the density falls as `x ** -alpha`. */
  alpha: number;
  /** Its standard error, for this start of the tail. */
  alpha_error: number;
  /** Where the tail starts. */
  xmin: number;
  /** Values in the tail. */
  tail_values: number;
  /** The Kolmogorov-Smirnov distance between the tail and its fit. */
  distance: number;
  /** The logarithm of the likelihood of the tail. */
  log_likelihood: number;
  /** The share of draws farther from their fit than the values; null without draws. */
  p_value: number | null;
  /** How many draws were refitted. */
  draws: number;
  /** What to make of it. */
  advice: 'power_law' | 'lognormal' | 'truncated_power_law' | 'not_power_law' | 'cannot_tell';
  /** The reasons for the advice, one sentence each. */
  reasons: string[];
  /** The rivals. */
  rivals: PowerLawRival[];
}

/** A model of repeat orders. */
export type OrderModel = 'bg_nbd' | 'mbg_nbd' | 'pareto_nbd';

/** What is known of partners, in columns of equal length and times of any one unit. */
export interface OrderColumns {
  /** Orders after the first. */
  repeats: NumberColumn;
  /** Time from the first order to the last. */
  recency: NumberColumn;
  /** Time from the first order to the end of what was observed. */
  age: NumberColumn;
}

/** Partners to which a model of orders is fitted. */
export interface OrderQuestion extends OrderColumns {
  /** The model, `bg_nbd` unless said otherwise. */
  model?: OrderModel;
  /** How far ahead orders are expected, 0 to 10⁹ in the unit of recency and age. */
  horizon?: number;
  /** The partners to answer for; otherwise those the model is fitted to. */
  ask?: OrderColumns;
}

/** A model of repeat orders fitted to partners. */
export interface OrderFit {
  /** Which model. */
  model: OrderModel;
  /** Its parameters by name, times in the unit that was given. */
  parameters: Record<string, number>;
  /** The logarithm of the largest likelihood. */
  log_likelihood: number;
  /** How much less it is where nobody ever leaves. */
  dropout_gain: number;
  /** Where the model has nothing to say; empty when all is well. */
  limits: ('no_dropout' | 'at_bound' | 'not_reached')[];
  /** How many partners it was fitted to. */
  partners: number;
  /** The chance of each partner that it will order again at all. */
  p_alive: number[];
  /** The orders expected of each within the horizon; null without one. */
  expected_orders: number[] | null;
}

/** What partners spent, in columns of equal length. */
export interface AmountColumns {
  /** How many orders each mean is over. */
  orders: NumberColumn;
  /** The mean amount of an order, above zero. */
  mean: NumberColumn;
}

/** Partners to which the model of amounts is fitted. */
export interface AmountQuestion extends AmountColumns {
  /** The partners to answer for; otherwise those the model is fitted to. */
  ask?: AmountColumns;
}

/** The Gamma-Gamma model fitted to partners. */
export interface AmountFit {
  /** Its parameters `p`, `q` and `gamma`. */
  parameters: Record<string, number>;
  /** The logarithm of the largest likelihood. */
  log_likelihood: number;
  /** The mean amount over all orders that were seen. */
  mean: number;
  /** Where the model has nothing to say; empty when all is well. */
  limits: ('at_bound' | 'not_reached')[];
  /** What each partner is expected to spend on an order. */
  expected_amount: number[];
}

/** Sales as columns of equal length: a row a sale. */
export interface OrderSales {
  /** The partner. */
  partner: (string | null)[];
  /** The day, such as `2026-03-02`. */
  day: (string | null)[];
  /** A text such as `12.50`, or whole minor units. */
  amount: (string | number | null)[] | NumberColumn;
}

/** Sales, and the question what their partners are worth. */
export interface PartnerValueQuestion {
  /** A code such as `EUR`. */
  currency: string;
  /** The sales; all of a partner on one day are one order. */
  sales: OrderSales;
  /** The model of orders, `bg_nbd` unless said otherwise. */
  model?: OrderModel;
  /** How many days ahead, 91 unless said otherwise. */
  horizon_days?: number;
  /** The first day that is not observed; what came after it judges the forecast. */
  until?: string;
  /** How many futures are drawn for the intervals, 1000 unless said otherwise; 0: none. */
  draws?: number;
  /** Makes the draws. */
  seed?: number;
  /** How many threads share the draws, 1 (default) to 64; the answer does not depend on it. */
  workers?: number;
}

/** What one partner is worth; amounts are estimates, in units of the currency. */
export interface PartnerWorth {
  /** The partner. */
  partner: string;
  /** Days with orders, the first included. */
  orders: number;
  /** Days from the first order to the last. */
  recency_days: number;
  /** Days from the first order to the last day observed. */
  age_days: number;
  /** The chance that it orders again at all, by the model. */
  p_alive: number;
  /** The risk that it is gone: one less the chance, or by its own gaps. */
  churn_risk: number;
  /** Orders expected within the horizon. */
  expected_orders: number;
  /** The 95 % interval of the orders that will come; null without draws. */
  orders_interval: [number, number] | null;
  /** Orders by its plain rate. */
  rate_orders: number;
  /** Orders by its rate with the season. */
  seasonal_orders: number;
  /** The amount expected of an order. */
  expected_amount: number;
  /** What the expected orders come to. */
  value: number;
  /** The 95 % interval of what the orders will come to; null without draws. */
  value_interval: [number, number] | null;
  /** What its plain rate comes to. */
  rate_value: number;
  /** Orders that came within the horizon; null when it was not observed. */
  actual_orders: number | null;
}

/** A forecast against what came. */
export interface ForecastScore {
  /** Which forecast. */
  forecast: 'model' | 'rate' | 'seasonal';
  /** Orders expected of all partners. */
  expected: number;
  /** Orders that came. */
  actual: number;
  /** The mean distance a partner. */
  mae: number;
  /** The root of the mean squared distance. */
  rmse: number;
  /** The chance that one that ordered was expected to order more than one that did not. */
  auc: number | null;
}

/** Forecasts against what came, for a tenth of the partners; means a partner. */
export interface CalibrationRow {
  /** The tenth, from 1: those of whom most is expected first. */
  decile: number;
  /** How many partners are in it. */
  partners: number;
  /** Orders by the model. */
  model: number;
  /** By the plain rate. */
  rate: number;
  /** By the rate with its season. */
  seasonal: number;
  /** Orders that came. */
  actual: number;
}

/** The value of partners over a horizon, beside plain baselines. */
export interface PartnerValue {
  /** Those worth most first. */
  partners: PartnerWorth[];
  /** What to know before the figures are used; empty when all is well. */
  warnings: { warning: string; message: string }[];
  /** The forecasts against what came; empty unless all of the horizon was observed. */
  scores: ForecastScore[];
  /** The same by tenths of partners. */
  calibration: CalibrationRow[];
  /** All partners together. */
  summary: {
    currency: string | null;
    rows: number;
    left_out: Record<string, number>;
    partners: number;
    repeats: number;
    until: string;
    horizon_end: string;
    expected_orders: number;
    orders_interval: [number, number] | null;
    value: number;
    value_interval: [number, number] | null;
    rate_orders: number;
    seasonal_orders: number;
    alive: number;
    season: number[];
    model: OrderModel;
    parameters: Record<string, number>;
    amount_parameters: Record<string, number> | null;
    log_likelihood: number;
  };
}

/** Sales, and how the models are to see them. */
export interface OrderRowsQuestion {
  /** A code such as `EUR`. */
  currency: string;
  /** The sales; all of a partner on one day are one order. */
  sales: OrderSales;
  /** The first day that is not observed; otherwise the one after the last order. */
  until?: string;
  /** The days in a unit of time, 7 unless said otherwise. */
  unit_days?: number;
}

/** What the models know of each partner, by name: columns of equal length. */
export interface OrderRows {
  /** The partner. */
  partner: string[];
  /** Orders after the first. */
  repeats: number[];
  /** Time from the first order to the last. */
  recency: number[];
  /** Time from the first order to the last day observed. */
  age: number[];
  /** The mean amount of the orders after the first; null without any. */
  amount_mean: (number | null)[];
  /** Rows of sales taken in. */
  rows: number;
  /** Of these the ones left out, by reason. */
  left_out: Record<string, number>;
}
