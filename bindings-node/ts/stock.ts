import { Engine, nativeOf } from './engine';
import { guarded } from './error';
import { native, type NativeStockLedger } from './native';
import { jsonText } from './order';
import { misuse, shown, textOf, wordOf } from './text';
import type { StockVerb, TextOrBytes } from './types';

/**
 * A stock ledger in memory, for hosts that keep stock in no database.
 *
 * Each command is done whole or not at all; append `log(after)` to a store before
 * acting on an answer.
 *
 * ```js
 * const ledger = new StockLedger();
 * ledger.ask(engine, 'count', { product: 'G-100', on_hand: 80, today: '2026-03-02' });
 * const plan = ledger.ask(engine, 'plan', { order, now: '2026-03-02T09:00:00Z' });
 * const answer = ledger.ask(engine, 'commit', { plan, now: '2026-03-02T09:00:01Z' });
 * ```
 */
export class StockLedger {
  readonly #native: NativeStockLedger;

  /**
   * The ledger of a stored `snapshot` and the stored `log` after it; without them
   * it is empty.
   *
   * Throws a `LongtailError` of kind `input` when a line cannot be read or is
   * missing.
   */
  constructor(snapshot: TextOrBytes = '', log: TextOrBytes = '') {
    const texts = [textOf('snapshot', snapshot), textOf('log', log)] as const;
    this.#native = guarded(() => native.NativeStockLedger.restore(...texts));
  }

  /**
   * Asks or tells it something; the rules are those of the engine. The guide's page
   * *The stock ledger* has the verbs, what each reads and what it answers. `plan`,
   * `at_risk`, `repromise`, `supply`, `state` and `verify` change nothing; all
   * others answer with an `outcome`: `ok`, `replayed`, `conflict` or `refused`.
   *
   * Throws a `LongtailError` of kind `input` for a question that cannot be read and
   * for a plan that no engine made; the ledger is unchanged.
   */
  ask(engine: Engine, verb: StockVerb, question: object | TextOrBytes): unknown {
    if (!(engine instanceof Engine)) throw misuse(`engine: expected an engine, found ${shown(engine)}`);
    const name = wordOf('verb', verb);
    const text = jsonText('question', question);
    return JSON.parse(guarded(() => this.#native.ask(nativeOf(engine), name, text)));
  }

  /** The entries after the one with this number, one JSON text a line. */
  log(after = 0): string {
    if (!Number.isSafeInteger(after) || after < 0) {
      throw misuse(`after: expected the number of an entry, found ${shown(after)}`);
    }
    return guarded(() => this.#native.log(after));
  }

  /** The state as it is now, one JSON text a line. */
  snapshot(): string {
    return guarded(() => this.#native.snapshot());
  }

  /** Forgets the entries so far, once a snapshot is stored: the log begins anew. */
  compact(): void {
    guarded(() => this.#native.compact());
  }
}
