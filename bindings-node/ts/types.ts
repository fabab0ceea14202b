/** How much of the way to an answer is recorded. */
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

/** An order as a partner writes it. Numbers may be text, and should be for prices. */
export interface Order {
  id?: string | null;
  partner: string;
  /** RFC 3339; without an offset it is local time in the rulebook's zone. */
  placed_at: string;
  currency?: string | null;
  /** The day of arrival asked for, `YYYY-MM-DD`. */
  requested?: string | null;
  /** The day whose knowledge of prices counts, `YYYY-MM-DD`; default everything is known. */
  known_at?: string | null;
  reference?: string | null;
  /** What came before the order, by fee plan. */
  to_date?: Record<string, Facts> | null;
  lines: OrderLine[];
}

/** What came before an order in the period of a fee plan. */
export interface Facts {
  /** How much there was of what the plan is over. */
  base?: string | number;
  /** How many transactions there were. */
  count?: number;
  /** What was paid of the plan's budget. */
  paid?: string | number;
  quantity?: string | number;
  list?: string | number;
  net?: string | number;
  gross?: string | number;
  margin?: string | number;
}

/** One line of an order: a product or a GTIN, and how many. */
export interface OrderLine {
  id?: string | null;
  product?: string | null;
  gtin?: string | null;
  quantity: number | string | bigint;
  /** The unit the quantity is counted in; default the product's own. */
  unit?: string | null;
  requested?: string | null;
  /** The unit price that is expected; a difference is a finding. */
  unit_price?: string | number | null;
}

/** Master data as text: CSV with a header, a JSON array, or JSON rows one a line. */
export interface TablesText extends SupplyText {
  partners?: string | undefined;
  products?: string | undefined;
  prices?: string | undefined;
}

/** What can be promised, as text. */
export interface SupplyText {
  stock?: string | undefined;
  receipts?: string | undefined;
  promises?: string | undefined;
}

/** A business answer or a fault in what was written. */
export interface Finding {
  code: string;
  severity: 'hint' | 'warn' | 'approve' | 'block';
  /** Such as `lines[2].quantity`. */
  path: string;
  rule?: string | null;
  /** Where in the text, for faults of a document. */
  source?: string;
  line?: number;
  column?: number;
  data: Record<string, string | number>;
  message: string;
  remedy: string;
}

/** The sums of an order; money is text. */
export interface Totals {
  list: string;
  discount: string;
  net: string;
  tax: string;
  gross: string;
  fee: string;
}

/** One line of a verdict; money is text. */
export interface Line {
  id: string | null;
  product: string | null;
  status: 'confirmed' | 'late' | 'partial' | 'rejected';
  ordered: number | null;
  quantity: number;
  confirmed: number;
  price_list: string | null;
  list_price: string | null;
  unit_price: string | null;
  list: string;
  net: string;
  tax: string;
  gross: string;
  deliveries: Delivery[];
}

/** Units that leave and arrive together. */
export interface Delivery {
  ship: string;
  arrive: string;
  quantity: number;
}

/** What one plan pays on the order or on a line. */
export interface Fee {
  plan: string;
  /** What the plan is to the company that pays it. */
  kind: 'fee' | 'rebate' | 'fund' | 'claim';
  /** When in the life of the sale it is earned. */
  earn_on: 'ordered' | 'delivered' | 'invoiced' | 'paid' | 'sold_through';
  line: number | null;
  base: string;
  exact: string;
  fee: string;
  tax: string;
  shares: { to: string; partner: string; amount: string }[];
}

/** One step on the way to the answer. */
export interface TraceRow {
  line?: number;
  stage: string;
  rule?: string;
  outcome: string;
  quantity_from?: number;
  price?: string;
  before?: string;
  after?: string;
  rate?: string;
  condition?: string;
  expected?: string;
  actual?: string;
}

/** The answer to an order, in four words. */
export type Answer = 'accepted' | 'accepted_with_changes' | 'needs_approval' | 'rejected';

/** What kind of misuse an error is. */
export type ErrorKind = 'input' | 'rulebook' | 'data' | 'table' | 'range' | 'internal';
