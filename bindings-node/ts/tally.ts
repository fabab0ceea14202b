import { types } from 'node:util';
import { awaited, guarded } from './error';
import { threadsOf } from './figures';
import { native, type NativeTally } from './native';
import { checkOrders, jsonSource, jsonText } from './order';
import { misuse, shown } from './text';
import type { FigureColumn, FigureQuestion, FigureSales, FiguresOptions, TallyOptions, TextOrBytes } from './types';

/**
 * Sales summed once: a state that takes rows in, merges, is stored, and answers many
 * questions. The guide's page *Figures on sales* says which questions there are.
 *
 * All its work is done off the thread of the caller, and any number of calls may run at
 * the same time; rows come to the same sums in any order. After an error the tally is
 * what it was.
 *
 * ```js
 * const tally = new Tally({ currency: 'EUR' });
 * await tally.update({ partner: ['P-1', 'P-2'], amount: ['60.00', '15.00'] });
 * const { revenue } = await tally.figure({ figure: 'revenue' }); // ['60.00', '15.00']
 * const later = await Tally.fromBytes(await tally.toBytes());
 * ```
 */
export class Tally {
  readonly #native: NativeTally;

  /**
   * A tally without rows.
   *
   * Throws a `LongtailError` of kind `input` for options that cannot be read.
   */
  constructor(options: TallyOptions | TextOrBytes);
  /** Takes over a tally that was read. @internal */
  constructor(tally: NativeTally);
  constructor(given: TallyOptions | TextOrBytes | NativeTally) {
    this.#native = given instanceof native.NativeTally ? given : built(given);
  }

  /**
   * The tally that bytes hold; its options and its currency are in them.
   *
   * The promise is rejected with a `LongtailError` of kind `input` for bytes that are no
   * tally, or one of another version.
   */
  static async fromBytes(bytes: Uint8Array): Promise<Tally> {
    if (!types.isUint8Array(bytes)) throw misuse(`bytes: expected bytes, found ${shown(bytes)}`);
    return new Tally(await awaited(() => native.tallyOfBytes(bytes)));
  }

  /**
   * Takes rows in: columns as an object, its JSON text or the bytes of that. Matched
   * returns are paired within the columns of one call.
   *
   * The promise is rejected with a `LongtailError` of kind `input` for what cannot be
   * read, `table` for columns that do not fit, `range` for sums out of range.
   */
  async update(columns: FigureSales | TextOrBytes, options: FiguresOptions = {}): Promise<void> {
    const threads = threadsOf(options);
    checkOrders('', columns);
    const source = jsonSource('columns', columns);
    await awaited(() => this.#native.update(source, threads));
  }

  /**
   * Takes in what another tally has; both were made with the same options.
   *
   * The promise is rejected with a `LongtailError` of kind `input` when the options
   * differ, `table` when the currencies do, `range` for sums out of range.
   */
  async merge(other: Tally): Promise<void> {
    if (!(other instanceof Tally)) throw misuse(`other: expected a tally, found ${shown(other)}`);
    await awaited(() => this.#native.merge(other.#native));
  }

  /**
   * The tally as bytes, to be stored or sent. The same rows give the same bytes, however
   * they were split and ordered, in every language.
   */
  toBytes(): Promise<Uint8Array> {
    return awaited(() => this.#native.toBytes());
  }

  /**
   * Answers a question as `figures` does: a table of columns. Amounts are text with the
   * decimals of the currency; what does not apply is null.
   *
   * The promise is rejected with a `LongtailError` of kind `input` for a question that
   * cannot be read, `table` when the tally lacks a column that it needs, `range` for sums
   * out of range.
   */
  async figure(question: FigureQuestion | TextOrBytes, options: FiguresOptions = {}): Promise<Record<string, FigureColumn>> {
    const threads = threadsOf(options);
    const text = jsonText('question', question);
    return JSON.parse(await awaited(() => this.#native.figure(text, threads))) as Record<string, FigureColumn>;
  }
}

function built(options: unknown): NativeTally {
  const text = jsonText('options', options);
  return guarded(() => native.NativeTally.build(text));
}
