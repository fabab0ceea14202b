import { guarded, toldBy } from './error';
import { native } from './native';
import { jsonText } from './order';
import { isText, misuse, shown } from './text';
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

const OPTIONS = ['signal', 'onProgress'];
const EVERY_MS = 50;

/**
 * Fits a power law to the tail of values, beside its rivals, with a goodness-of-fit
 * p-value and plain advice, off the thread of the caller. The guide's page *Heavy
 * tails* says what the answer means.
 *
 * The promise is rejected with a `LongtailError` of kind `input` for values without a
 * tail and for an option, and with the signal's reason when it is aborted.
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
 * be and when no partner ordered twice.
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
 * reason when it is aborted.
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

async function asked<T>(verb: string, question: unknown, options: unknown): Promise<T> {
  const { signal, onProgress } = workOptions(options);
  signal?.throwIfAborted();
  const text = questionText(question);
  const work = guarded(() => new native.NativeWork());
  const raised: unknown[] = [];
  const tell = () => {
    const [done = 0, total = 0] = work.progress();
    if (total === 0 || raised.length > 0) return;
    try {
      onProgress?.(done, total);
    } catch (fault) {
      raised.push(fault);
      work.stop();
    }
  };
  const stop = () => work.stop();
  const timer = onProgress === undefined ? undefined : setInterval(tell, EVERY_MS);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await native.modelsAsync(verb, text, work);
    tell();
    if (raised.length > 0) throw raised[0];
    signal?.throwIfAborted();
    return JSON.parse(answer) as T;
  } catch (fault) {
    if (raised.length > 0) throw raised[0];
    signal?.throwIfAborted();
    throw toldBy(fault);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** The text of a question; typed arrays in it are columns like any others. */
function questionText(question: unknown): string {
  if (isText(question) || typeof question !== 'object' || question === null) return jsonText('question', question);
  return jsonText('question', plain(question));
}

function plain(value: object): object {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (Array.isArray(value)) return value;
  const nested = (member: unknown) => (typeof member === 'object' && member !== null ? plain(member) : member);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, nested(member)]));
}

function workOptions(options: unknown): { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw misuse(`options: expected an object, found ${shown(options)}`);
  }
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) throw misuse(`options: \`${unknown}\` is not one of ${OPTIONS.join(', ')}`);
  const { signal, onProgress } = options as Record<string, unknown>;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw misuse(`option \`signal\`: expected an AbortSignal, found ${shown(signal)}`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw misuse(`option \`onProgress\`: expected a function, found ${shown(onProgress)}`);
  }
  return options as { signal?: AbortSignal; onProgress?: (done: number, total: number) => void };
}
