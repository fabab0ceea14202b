import { types } from 'node:util';
import { native } from './native';
import { jsonText } from './order';
import { isText } from './text';
import type {
  AmountFit,
  AmountQuestion,
  OrderFit,
  OrderQuestion,
  OrderRows,
  OrderRowsQuestion,
  PartnerValue,
  PartnerValueQuestion,
  PowerLawFit,
  PowerLawQuestion,
  TextOrBytes,
  WorkOptions,
} from './types';
import { worked, workOptions } from './work';

type Verb = 'fit_power_law' | 'fit_orders' | 'fit_amounts' | 'partner_value' | 'order_rows';

/** Columns of a member of the question. */
interface Inside {
  member: string;
  columns: readonly string[];
}

const ORDERS = ['repeats', 'recency', 'age'];
const AMOUNTS = ['orders', 'mean'];
const SALES: Inside = { member: 'sales', columns: ['amount'] };
/** Where questions have columns of numbers. */
const PLACES: Record<Verb, { columns: readonly string[]; inside?: Inside }> = {
  fit_power_law: { columns: ['values'] },
  fit_orders: { columns: ORDERS, inside: { member: 'ask', columns: ORDERS } },
  fit_amounts: { columns: AMOUNTS, inside: { member: 'ask', columns: AMOUNTS } },
  partner_value: { columns: [], inside: SALES },
  order_rows: { columns: [], inside: SALES },
};

/**
 * Fits a power law to the tail of values, beside its rivals, with a goodness-of-fit
 * p-value and plain advice, off the thread of the caller. The guide's page *Heavy
 * tails* says what the answer means.
 *
 * The promise is rejected with a `LongtailError` of kind `input` for values without a
 * tail and for an option, and with the signal's reason as soon as it is aborted. The
 * draws of the p-value are what tells its progress and can be stopped.
 *
 * ```js
 * const { alpha, p_value, advice } = await fitPowerLaw({ values: revenues });
 * ```
 */
export function fitPowerLaw(question: PowerLawQuestion | TextOrBytes, options?: WorkOptions): Promise<PowerLawFit> {
  return asked('fit_power_law', question, options);
}

/**
 * Fits a model of repeat orders (BG/NBD, MBG/NBD, Pareto/NBD) to partners: its
 * parameters, and for each partner the chance that it orders again and, with a
 * `horizon`, the orders expected within it.
 *
 * The promise is rejected with a `LongtailError` of kind `input` for rows that cannot
 * be, for a horizon out of its range and when no partner ordered twice.
 *
 * ```js
 * const fit = await fitOrders({ repeats: [0, 1, 3, 9], recency: [0, 4, 28, 29], age: [30, 30, 30, 30], horizon: 10 });
 * fit.expected_orders; // of each of the four
 * ```
 */
export function fitOrders(question: OrderQuestion | TextOrBytes, options?: WorkOptions): Promise<OrderFit> {
  return asked('fit_orders', question, options);
}

/**
 * Fits the Gamma-Gamma model: what partners spend on an order.
 *
 * The promise is rejected with a `LongtailError` of kind `input` for means that are not
 * above zero, and for fewer than two partners that differ.
 *
 * ```js
 * const fit = await fitAmounts({ orders: [1, 9, 12], mean: [90, 15, 45] });
 * fit.expected_amount; // of each of the three
 * ```
 */
export function fitAmounts(question: AmountQuestion | TextOrBytes, options?: WorkOptions): Promise<AmountFit> {
  return asked('fit_amounts', question, options);
}

/**
 * What each partner is worth over a horizon: orders by a model, amounts by the
 * Gamma-Gamma model, with intervals of what will come, always beside a plain rate and a
 * rate with its season, and judged where what came afterwards is in the sales. The
 * guide's page *What partners are worth* says what the answer means.
 *
 * The promise is rejected with a `LongtailError` of kind `input` for an option and when
 * nobody ordered twice, `table` for columns that do not fit, and with the signal's
 * reason as soon as it is aborted. The draws of the intervals are what tells its
 * progress and can be stopped.
 *
 * ```js
 * const { partners, warnings } = await partnerValue({ currency: 'EUR', sales, horizon_days: 91 });
 * ```
 */
export function partnerValue(
  question: PartnerValueQuestion | TextOrBytes,
  options?: WorkOptions,
): Promise<PartnerValue> {
  return asked('partner_value', question, options);
}

/**
 * How sales become what the models read: for each partner its repeat orders, the times
 * from its first order to its last and to the end of what was observed, and the mean
 * amount of its repeat orders. All sales of a partner on one day are one order.
 *
 * The promise is rejected as that of `partnerValue`.
 *
 * ```js
 * const rows = await orderRows({ currency: 'EUR', sales });
 * const fit = await fitOrders({ repeats: rows.repeats, recency: rows.recency, age: rows.age });
 * ```
 */
export function orderRows(question: OrderRowsQuestion | TextOrBytes, options?: WorkOptions): Promise<OrderRows> {
  return asked('order_rows', question, options);
}

async function asked<T>(verb: Verb, question: unknown, options: unknown): Promise<T> {
  const own = workOptions(options);
  own.signal?.throwIfAborted();
  const text = questionText(verb, question);
  return JSON.parse(await worked(own, (work) => native.modelsAsync(verb, text, work))) as T;
}

/** The text of a question; typed arrays are columns like any others. */
function questionText(verb: Verb, question: unknown): string {
  if (isText(question)) return jsonText('question', question);
  const { columns, inside } = PLACES[verb];
  return jsonText('question', withArrays(question, columns, inside));
}

/**
 * The same object but for typed arrays in its columns, and in those of its member `inside`.
 * Whatever else it holds is left to JSON.
 */
function withArrays(given: unknown, columns: readonly string[], inside?: Inside): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const changed: PropertyDescriptorMap = {};
  const change = (name: string, to: (value: unknown) => unknown) => {
    const own = Object.getOwnPropertyDescriptor(given, name);
    const value: unknown = own?.value;
    const instead = to(value);
    if (instead !== value) changed[name] = { ...own, value: instead };
  };
  for (const name of columns) change(name, (value) => (types.isTypedArray(value) ? Array.from<unknown>(value) : value));
  if (inside !== undefined) change(inside.member, (value) => withArrays(value, inside.columns));
  if (Object.keys(changed).length === 0) return given;
  const own = Object.getOwnPropertyDescriptors(given);
  return Object.create(Object.getPrototypeOf(given) as object | null, { ...own, ...changed });
}
