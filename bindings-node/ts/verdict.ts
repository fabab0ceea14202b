import type { Answer, Fee, Finding, Line, Totals, TraceRow } from './types';

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

/**
 * The answer to an order.
 *
 * It holds the verdict's text; each part is read when it is first asked for.
 * The parts are found by their keys: inside a text of the verdict every quote
 * is escaped, so these marks can stand nowhere else.
 */
export class Verdict {
  readonly #text: string;
  #head: Head | undefined;
  #findings: Finding[] | undefined;
  #lines: Line[] | undefined;
  #fees: Fee[] | undefined;
  #trace: TraceRow[] | undefined;

  /** @internal */
  constructor(text: string) {
    this.#text = text;
  }

  get #top(): Head {
    return (this.#head ??= JSON.parse(this.#text.slice(0, this.#text.indexOf(',"findings":[')) + '}') as Head);
  }

  #part<T>(mark: string, next: string): T {
    const start = this.#text.indexOf(mark) + mark.length - 1;
    const end = next === '' ? this.#text.length - 1 : this.#text.indexOf(next, start) + 1;
    return JSON.parse(this.#text.slice(start, end)) as T;
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
    return (this.#findings ??= this.#part<Finding[]>(',"findings":[', '],"lines":['));
  }
  /** The lines, in the order written. */
  get lines(): Line[] {
    return (this.#lines ??= this.#part<Line[]>('],"lines":[', '],"fees":['));
  }
  /** The fees, by plan and line. */
  get fees(): Fee[] {
    return (this.#fees ??= this.#part<Fee[]>('],"fees":[', '],"trace":['));
  }
  /** How the answer came about. */
  get trace(): TraceRow[] {
    return (this.#trace ??= this.#part<TraceRow[]>('],"trace":[', ''));
  }
  /** The verdict's JSON text, the same as in every language. */
  get text(): string {
    return this.#text;
  }
  toString(): string {
    return this.#text;
  }
  toJSON(): VerdictData {
    return JSON.parse(this.#text) as VerdictData;
  }
}
