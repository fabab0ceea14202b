import { guarded } from './error';
import { native } from './native';
import { checkOrders, jsonText } from './order';
import { isText, misuse, shown } from './text';
import type { FigureAnswers, FigureRequest, FiguresOptions, TextOrBytes } from './types';

const THREADS_MAX = 64;

/**
 * Figures on sales: columns of sales and questions in, a table of columns for each
 * question out. The guide's page *Figures on sales* says which questions there are.
 * Amounts are text with the decimals of the currency; what does not apply is null.
 *
 * Throws a `LongtailError` of kind `input` for a request that cannot be read as one,
 * `table` for columns that do not fit, `range` for sums out of range.
 *
 * ```js
 * const { answers } = figures({
 *   currency: 'EUR',
 *   sales: { partner: ['a', 'b'], amount: ['75.00', '25.00'] },
 *   questions: [{ figure: 'dependence', largest: [1] }],
 * });
 * answers[0].share; // [0.75]
 * ```
 */
export function figures(request: FigureRequest | TextOrBytes, options: FiguresOptions = {}): FigureAnswers {
  const threads = threadsOf(options);
  if (!isText(request)) checkOrders('sales', (request as Partial<FigureRequest> | null)?.sales);
  const text = jsonText('request', request);
  return JSON.parse(guarded(() => native.figures(text, threads))) as FigureAnswers;
}

/** How many threads work. @internal */
export function threadsOf({ threads = 1 }: FiguresOptions): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= THREADS_MAX) return threads;
  throw misuse(`threads: expected a whole number from 1 to ${THREADS_MAX}, found ${shown(threads)}`);
}
