import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { LongtailError, guarded } from './error';
import { native, type NativeEngine } from './native';
import { Verdict, rowAt, type Names } from './verdict';
import type { BatchOptions, DecideOptions, Finding, Language, Order, SupplyText, TablesText } from './types';

export type * from './types';
export type { VerdictData } from './verdict';
export { LongtailError, Verdict };

const decoder = new TextDecoder('utf-8', { fatal: true });

function textOf(order: Order | string | Uint8Array): string {
  if (typeof order === 'string') return order;
  if (order instanceof Uint8Array) return decoded(order);
  return JSON.stringify(order, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new LongtailError('input', 'the bytes are not UTF-8');
  }
}

/**
 * A rulebook compiled with the master data of one moment. Immutable; worker
 * threads open the same one with `share` and `Engine.shared`.
 */
export class Engine {
  readonly #native: NativeEngine;

  /** Compiles a rulebook (YAML or JSON) with tables. Throws `LongtailError`. */
  constructor(rulebook: string, tables: TablesText = {}) {
    const { partners, products, prices, stock, receipts, promises } = tables;
    this.#native =
      Engine.#adopted ??
      guarded(() => native.NativeEngine.build(rulebook, partners, products, prices, stock, receipts, promises));
  }

  // Set for the length of one constructor call that takes over a native engine.
  static #adopted: NativeEngine | undefined;

  static #adopt(engine: NativeEngine): Engine {
    try {
      Engine.#adopted = engine;
      return new Engine('');
    } finally {
      Engine.#adopted = undefined;
    }
  }

  /**
   * The engine of a folder with `rulebook.yaml` (or `.json`) and tables as
   * `.csv`, `.json`, `.jsonl` or `.ndjson`.
   */
  static load(folder: string): Engine {
    const read = (name: string, suffixes: string[]): string | undefined => {
      const path = suffixes.map((suffix) => join(folder, name + suffix)).find(existsSync);
      return path === undefined ? undefined : decoded(readFileSync(path));
    };
    const rulebook = read('rulebook', ['.yaml', '.yml', '.json']);
    if (rulebook === undefined) {
      throw new LongtailError('input', `no rulebook.yaml or rulebook.json in ${folder}`);
    }
    const table = (name: string) => read(name, ['.csv', '.json', '.jsonl', '.ndjson']);
    return new Engine(rulebook, {
      partners: table('partners'),
      products: table('products'),
      prices: table('prices'),
      stock: table('stock'),
      receipts: table('receipts'),
      promises: table('promises'),
    });
  }

  /** A token with which other threads of this process open the same engine. */
  share(): number {
    return guarded(() => this.#native.share());
  }

  /** Opens an engine that another thread has shared and still holds. */
  static shared(token: number): Engine {
    return Engine.#adopt(guarded(() => native.NativeEngine.open(token)));
  }

  /** The same rules, partners, products and prices with other stock. */
  withSupply({ stock, receipts, promises }: SupplyText): Engine {
    return Engine.#adopt(guarded(() => this.#native.withSupply(stock, receipts, promises)));
  }

  get rulebookId(): string {
    return this.#native.rulebookId;
  }

  get rulebookHash(): string {
    return this.#native.rulebookHash;
  }

  /** What was noticed in the data without making it unusable. */
  get findings(): Finding[] {
    return JSON.parse(this.#native.findings()) as Finding[];
  }

  /** The currency of everything in the rulebook that names none. */
  get currency(): string {
    return this.#native.currency;
  }

  /** The ids of the niches a partner belongs to, in the order of the rulebook. */
  nichesOf(partner: string): string[] {
    return guarded(() => this.#native.nichesOf(partner));
  }

  // Read once an engine, when the first trace is.
  #read: Names | undefined;
  readonly #names = (): Names => (this.#read ??= JSON.parse(this.#native.names()) as Names);

  readonly #answerOf = (text: string): Verdict | LongtailError =>
    text.startsWith('{"error":') ? LongtailError.fromText(text) : new Verdict(text, () => rowAt(text, 4), this.#names);

  /** Decides one order. Throws `LongtailError` only when it cannot be read. */
  decide(order: Order | string | Uint8Array, options: DecideOptions = {}): Verdict {
    const text = textOf(order);
    const { trace, language } = options;
    const answer = guarded(() => this.#native.decideRows(text, trace, language));
    const end = answer.indexOf('\n');
    const ticket = Number(answer.slice(0, end));
    const traceRows = () => guarded(() => this.#native.traceRows(ticket, text, trace));
    return new Verdict(answer.slice(end + 1), traceRows, this.#names);
  }

  /** Decides one order to the JSON text of the verdict: the way through for web servers. */
  decideText(order: Order | string | Uint8Array, options: DecideOptions = {}): string {
    const text = textOf(order);
    return guarded(() => this.#native.decideText(text, options.trace, options.language));
  }

  /** Decides many orders; one that cannot be read gives its error in the place of a verdict. */
  decideAll(orders: Iterable<Order | string>, options: BatchOptions = {}): (Verdict | LongtailError)[] {
    const texts = Array.from(orders, textOf);
    const { trace, language, stock } = options;
    return guarded(() => this.#native.decideMany(texts, trace, language, stock)).map(this.#answerOf);
  }

  /** The same, off the main thread. */
  async decideAllAsync(
    orders: Iterable<Order | string>,
    options: BatchOptions = {},
  ): Promise<(Verdict | LongtailError)[]> {
    const texts = Array.from(orders, textOf);
    const { trace, language, stock } = options;
    try {
      return (await this.#native.decideManyAsync(texts, trace, language, stock)).map(this.#answerOf);
    } catch (fault) {
      throw fault instanceof LongtailError || !(fault instanceof Error)
        ? fault
        : LongtailError.fromText(fault.message);
    }
  }

  /** Decides many orders, one JSON text a line, to one verdict a line. */
  decideLines(orders: string | Uint8Array, options: BatchOptions = {}): string {
    const text = textOf(orders);
    return guarded(() => this.#native.decideLines(text, options.trace, options.language, options.stock));
  }
}

/** Whether a text is a GTIN with a right check digit. */
export function gtinValid(code: string): boolean {
  return guarded(() => native.gtinValid(code));
}

/** Checks a rulebook; every fault as a finding. */
export function checkRulebook(rulebook: string, options: { source?: string; language?: Language } = {}): Finding[] {
  const { source = 'rulebook', language } = options;
  return JSON.parse(guarded(() => native.checkRulebook(rulebook, source, language))) as Finding[];
}
