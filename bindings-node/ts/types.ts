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
export type Evaluation = 'rounding' | 'split' | 'schedule' | 'commitment' | 'scope' | 'waterfall' | 'fee';

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
  | 'release'
  | 'repromise'
  | 'ship'
  | 'state'
  | 'supply'
  | 'take'
  | 'verify';

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
