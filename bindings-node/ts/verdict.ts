import { inspect } from 'node:util';
import { native } from './native';
import { lineOf, linesText, rowAt, rowOf, type LineValues, type Names, type RowValues } from './rows';
import type { Fee, Finding, Line, Totals, TraceRow, VerdictData, VerdictHead } from './types';

/** Makes the verdict of rows of text; its trace is asked for when it is read. @internal */
export let verdictOf: (rows: string, traceRows: () => string, names: () => Names) => Verdict;

/**
 * The answer to an order. Engines make it.
 *
 * It holds the answer as text; each part is read when it is first asked for.
 * Money is text with the currency's decimals, days are `YYYY-MM-DD`.
 *
 * A verdict cannot be posted to another thread, and two are not equal because
 * their fields are; post or compare `text` or `toJSON()`.
 *
 * ```js
 * const verdict = engine.decide(order);
 * if (verdict.verdict === 'rejected') {
 *   for (const { message, remedy } of verdict.findings) console.log(`${message}; ${remedy}`);
 * }
 * ```
 */
export class Verdict {
  readonly #rows: string;
  readonly #traceRows: () => string;
  readonly #names: () => Names;
  #head: VerdictHead | undefined;
  #findings: Finding[] | undefined;
  #lines: Line[] | undefined;
  #fees: Fee[] | undefined;
  #trace: TraceRow[] | undefined;

  private constructor(rows: string, traceRows: () => string, names: () => Names) {
    this.#rows = rows;
    this.#traceRows = traceRows;
    this.#names = names;
  }

  static {
    verdictOf = (rows, traceRows, names) => new Verdict(rows, traceRows, names);
  }

  #row(number: number): string {
    return rowAt(this.#rows, number);
  }

  get #top(): VerdictHead {
    return (this.#head ??= JSON.parse(this.#row(0)) as VerdictHead);
  }

  /** The order's id, as the partner wrote it. */
  get order(): string | null {
    return this.#top.order;
  }
  /** Who ordered, as written. */
  get partner(): string | null {
    return this.#top.partner;
  }
  /** The partner's reference, when the order had one. */
  get reference(): string | undefined {
    return this.#top.reference;
  }
  /** The answer in one word. A rejected order books nothing. */
  get verdict(): VerdictData['verdict'] {
    return this.#top.verdict;
  }
  /** By which rulebook: its id, and 16 hex digits of its content. */
  get rulebook(): VerdictData['rulebook'] {
    return this.#top.rulebook;
  }
  /** The currency of every amount, such as `EUR`. */
  get currency(): string {
    return this.#top.currency;
  }
  /** The sums over all lines. */
  get totals(): Totals {
    return this.#top.totals;
  }
  /** Everything that was changed, risked or refused, all at once, in the order found. */
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
  /** How each amount came about, as far as the option `trace` asked. */
  get trace(): TraceRow[] {
    if (this.#trace === undefined) {
      const names = this.#names();
      this.#trace = (JSON.parse(this.#traceRows()) as RowValues[]).map((values) => rowOf(values, names));
    }
    return this.#trace;
  }
  /**
   * The hash of the trace, 16 hexadecimal digits, to be stored with what is booked:
   * the same order under the same rulebook and data has the same hash, at the same
   * level of the trace.
   */
  get traceHash(): string {
    return native.traceHash(JSON.stringify(this.trace));
  }
  /** The verdict's JSON text, the same in every language to the byte. */
  get text(): string {
    const head = this.#row(0).slice(0, -1);
    const lines = linesText(this.#row(2));
    const trace = JSON.stringify(this.trace);
    return `${head},"findings":${this.#row(1)},"lines":${lines},"fees":${this.#row(3)},"trace":${trace}}`;
  }
  /** The same as `text`. */
  toString(): string {
    return this.text;
  }
  /** The verdict as plain data, with its keys in the order of its text. */
  toJSON(): VerdictData {
    const { findings, lines, fees, trace } = this;
    return { ...this.#top, findings, lines, fees, trace };
  }
  /** What `console.log` shows. @internal */
  [inspect.custom](): VerdictData {
    return this.toJSON();
  }
}
