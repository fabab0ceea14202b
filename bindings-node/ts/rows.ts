import type { Delivery, Line, Outcome, TraceRow } from './types';

/** What the numbers in the rows of a trace stand for. @internal */
export interface Names {
  outcomes: Outcome[];
  lists: string[];
  stages: string[];
  adjustments: string[];
  guards: string[];
  plans: string[];
  order_adjustments: string[];
}

/** The values of a line, in the order of its keys. @internal */
export type LineValues = [
  string | null,
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

/**
 * A line of its values. These are taken by position: taking an array apart by
 * pattern runs its iterator, which costs more than all the rest. @internal
 */
export function lineOf(values: LineValues): Line {
  return {
    id: values[0],
    product: values[1],
    substitute: values[2],
    status: values[3],
    ordered: values[4],
    quantity: values[5],
    confirmed: values[6],
    price_list: values[7],
    list_price: values[8],
    unit_price: values[9],
    list: values[10],
    net: values[11],
    tax: values[12],
    gross: values[13],
    deliveries: values[14],
  };
}

const LINE_KEYS = [
  'id',
  'product',
  'substitute',
  'status',
  'ordered',
  'quantity',
  'confirmed',
  'price_list',
  'list_price',
  'unit_price',
  'list',
  'net',
  'tax',
  'gross',
  'deliveries',
];

// A text, a list of deliveries, a number or nothing. No list of lines looks like
// a list of deliveries, for it begins with two brackets.
const VALUE = /"[^"\\]*(?:\\.[^"\\]*)*"|\[(?:\{(?:"[^"\\]*(?:\\.[^"\\]*)*"|[^"}])*\},?)*\]|-?\d+|null/g;

/**
 * The JSON text of the lines. It is made from text: a number of JavaScript would
 * not hold every quantity that can be written. @internal
 */
export function linesText(row: string): string {
  const values = row.slice(1, -1).match(VALUE) ?? [];
  const pairs = values.map((value, at) => {
    const key = LINE_KEYS[at % LINE_KEYS.length] ?? '';
    const open = key === 'id' ? (at === 0 ? '{' : '},{') : ',';
    return `${open}"${key}":${value}`;
  });
  return `[${pairs.join('')}${pairs.length === 0 ? '' : '}'}]`;
}

/** The values of a row of the trace. @internal */
export type RowValues = [number, number, number, number, never, never, never];

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

/** A row of the trace, with its keys in the order of the verdict's text. @internal */
export function rowOf(values: RowValues, names: Names): TraceRow {
  const line = values[0];
  const kind = values[1];
  const stage = stageOf(kind, values[3], names);
  const rule = ruleOf(kind, values[3], names);
  const outcome = names.outcomes[values[2]] as Outcome;
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
  if (kind === ENTRY && count === 6) return { line, stage, rule, outcome, quantity_from: values[4], price: values[5] };
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
