import type { Answer, Delivery, Fee, Finding, Line, Totals, TraceRow } from './types';

interface Head {
  order: string | null;
  partner: string | null;
  reference?: string;
  verdict: Answer;
  rulebook: { id: string; hash: string };
  currency: string;
  totals: Totals;
}

/** A verdict as plain data. */
export interface VerdictData extends Head {
  findings: Finding[];
  lines: Line[];
  fees: Fee[];
  trace: TraceRow[];
}

/** What the numbers in the rows of a trace stand for. @internal */
export interface Names {
  outcomes: string[];
  lists: string[];
  stages: string[];
  adjustments: string[];
  guards: string[];
  plans: string[];
  order_adjustments: string[];
}

type LineValues = [
  string | null,
  string | null,
  Line['status'],
  number | null,
  number,
  number,
  string | null,
  string | null,
  string | null,
  string,
  string,
  string,
  string,
  Delivery[],
];

// Values are taken by position: taking an array apart by pattern runs its
// iterator, which costs more than all the rest.
function lineOf(values: LineValues): Line {
  return {
    id: values[0],
    product: values[1],
    status: values[2],
    ordered: values[3],
    quantity: values[4],
    confirmed: values[5],
    price_list: values[6],
    list_price: values[7],
    unit_price: values[8],
    list: values[9],
    net: values[10],
    tax: values[11],
    gross: values[12],
    deliveries: values[13],
  };
}

type RowValues = [number, number, number, number, never, never, never];

/** Kinds of rows, in the order of the core. */
const ENTRY = 0;
const ADJUSTMENT = 1;
const UNIT_ROUNDING = 2;
const GUARD = 3;
const LINE_ROUNDING = 4;
const PLAN = 5;
const NO_PLAN = 6;
const CONVERSION = 7;
const ORDER_ADJUSTMENT = 8;
const POCKET = 9;

/** The stages of the kinds; that of an adjustment is named in the rulebook. */
const STAGES: Record<number, string> = {
  [ENTRY]: 'list',
  [UNIT_ROUNDING]: 'rounding',
  [GUARD]: 'guards',
  [LINE_ROUNDING]: 'rounding',
  [PLAN]: 'fees',
  [NO_PLAN]: 'fees',
  [CONVERSION]: 'conversion',
  [ORDER_ADJUSTMENT]: 'order',
  [POCKET]: 'guards',
};

function stageOf(kind: number, rule: number, names: Names): string {
  return (kind === ADJUSTMENT ? names.stages[rule] : STAGES[kind]) ?? '';
}

function ruleOf(kind: number, rule: number, names: Names): string | undefined {
  switch (kind) {
    case ENTRY:
    case CONVERSION:
      return names.lists[rule];
    case ADJUSTMENT:
      return names.adjustments[rule];
    case UNIT_ROUNDING:
      return 'unit';
    case GUARD:
    case POCKET:
      return names.guards[rule];
    case LINE_ROUNDING:
      return 'line';
    case PLAN:
      return names.plans[rule];
    case ORDER_ADJUSTMENT:
      return names.order_adjustments[rule];
    default:
      return undefined;
  }
}

/** A row of the trace, with its keys in the order of the verdict's text. */
function rowOf(values: RowValues, names: Names): TraceRow {
  const line = values[0];
  const kind = values[1];
  const stage = stageOf(kind, values[3], names);
  const rule = ruleOf(kind, values[3], names);
  const outcome = names.outcomes[values[2]] ?? '';
  if (rule === undefined) return { stage, outcome };
  // How many values follow tells which they are. One literal a shape, so that
  // all rows of a shape share one hidden class.
  const count: number = values.length;
  if (line < 0) {
    if (count === 6) return { stage, rule, outcome, before: values[4], after: values[5] };
    if (count === 7) {
      return { stage, rule, outcome, condition: values[4], expected: values[5], actual: values[6] };
    }
    return { stage, rule, outcome };
  }
  if (kind === CONVERSION) {
    return { line, stage, rule, outcome, before: values[4], after: values[5], rate: values[6] };
  }
  if (kind === ENTRY) return { line, stage, rule, outcome, quantity_from: values[4], price: values[5] };
  if (count === 6) return { line, stage, rule, outcome, before: values[4], after: values[5] };
  if (count === 7) {
    return { line, stage, rule, outcome, condition: values[4], expected: values[5], actual: values[6] };
  }
  return { line, stage, rule, outcome };
}

/** One row of a text; the rows are JSON, so no line break is inside one. @internal */
export function rowAt(rows: string, number: number): string {
  let start = 0;
  for (let row = 0; row < number; row += 1) start = rows.indexOf('\n', start) + 1;
  const end = rows.indexOf('\n', start);
  return rows.slice(start, end < 0 ? undefined : end);
}

/**
 * The answer to an order.
 *
 * It holds the answer in rows of text; each part is read when it is first
 * asked for.
 */
export class Verdict {
  readonly #rows: string;
  readonly #traceRows: () => string;
  readonly #names: () => Names;
  #head: Head | undefined;
  #findings: Finding[] | undefined;
  #lines: Line[] | undefined;
  #fees: Fee[] | undefined;
  #trace: TraceRow[] | undefined;

  /** @internal */
  constructor(rows: string, traceRows: () => string, names: () => Names) {
    this.#rows = rows;
    this.#traceRows = traceRows;
    this.#names = names;
  }

  #row(number: number): string {
    return rowAt(this.#rows, number);
  }

  get #top(): Head {
    return (this.#head ??= JSON.parse(this.#row(0)) as Head);
  }

  get order(): string | null {
    return this.#top.order;
  }
  get partner(): string | null {
    return this.#top.partner;
  }
  get reference(): string | undefined {
    return this.#top.reference;
  }
  get verdict(): Answer {
    return this.#top.verdict;
  }
  get rulebook(): { id: string; hash: string } {
    return this.#top.rulebook;
  }
  get currency(): string {
    return this.#top.currency;
  }
  /** The sums; money is text. */
  get totals(): Totals {
    return this.#top.totals;
  }
  /** Everything that was found, all at once. */
  get findings(): Finding[] {
    return (this.#findings ??= JSON.parse(this.#row(1)) as Finding[]);
  }
  /** The lines, in the order written. */
  get lines(): Line[] {
    return (this.#lines ??= (JSON.parse(this.#row(2)) as LineValues[]).map(lineOf));
  }
  /** The fees, by plan and line. */
  get fees(): Fee[] {
    return (this.#fees ??= JSON.parse(this.#row(3)) as Fee[]);
  }
  /** How the answer came about. */
  get trace(): TraceRow[] {
    if (this.#trace === undefined) {
      const names = this.#names();
      this.#trace = (JSON.parse(this.#traceRows()) as RowValues[]).map((values) => rowOf(values, names));
    }
    return this.#trace;
  }
  /** The verdict's JSON text, the same as in every language. */
  get text(): string {
    return JSON.stringify(this.toJSON());
  }
  toString(): string {
    return this.text;
  }
  /** The verdict as plain data, with its keys in the order of its text. */
  toJSON(): VerdictData {
    const { findings, lines, fees, trace } = this;
    return { ...this.#top, findings, lines, fees, trace };
  }
}
