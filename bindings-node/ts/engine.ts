import { LongtailError, awaited, errorOf, guarded, isError } from './error';
import { analyseOptions, batchOptions, decideOptions, hintOptions, supplyOf, tablesOf, workersOf } from './given';
import { folderText } from './load';
import { native, type NativeEngine } from './native';
import { jsonText, orderText, orderTexts } from './order';
import { rowAt, type Names } from './rows';
import { misuse, shown, textOf, wordOf } from './text';
import { verdictOf, type Verdict } from './verdict';
import type {
  AnalyseOptions,
  Analysis,
  BatchOptions,
  ConfidenceQuestion,
  DecideOptions,
  Fee,
  Finding,
  HintOptions,
  LedgerVerb,
  Order,
  OrderConfidence,
  Outlook,
  PromiseReason,
  Replay,
  ReplayOptions,
  SupplyText,
  TablesText,
  TextOrBytes,
} from './types';

const TOKEN_MAX = 0xffff_ffff;

function built(rulebook: TextOrBytes, tables: TablesText): NativeEngine {
  const book = textOf('rulebook', rulebook);
  const { master, supply } = tablesOf(tables);
  return guarded(() =>
    native.NativeEngine.build(book, master, supply),
  );
}

/** What is inside an engine, for the other classes of the package. @internal */
export let nativeOf: (engine: Engine) => NativeEngine;

/**
 * A rulebook compiled with the master data of one moment.
 *
 * It never changes: build it once, keep it, and make the next one when the data
 * does. Worker threads open the same one with `share` and `Engine.shared`.
 *
 * ```js
 * const engine = new Engine(rulebook, { partners, products, prices, stock });
 * const verdict = engine.decide(order);
 * console.log(verdict.verdict, verdict.totals.gross, verdict.currency);
 * ```
 */
export class Engine {
  readonly #native: NativeEngine;

  static {
    nativeOf = (engine) => engine.#native;
  }

  /**
   * Compiles a rulebook (YAML or JSON) with tables; a table that is not given has
   * no rows.
   *
   * Throws a `LongtailError` with every fault as a finding: of kind `rulebook` or
   * `data`, or `input` for what is no text.
   */
  constructor(rulebook: TextOrBytes, tables?: TablesText);
  /** Takes over an engine that is built. @internal */
  constructor(engine: NativeEngine);
  constructor(first: TextOrBytes | NativeEngine, tables: TablesText = {}) {
    this.#native = first instanceof native.NativeEngine ? first : built(first, tables);
  }

  /**
   * The engine of a folder with `rulebook.yaml` (or `.yml`, `.json`) and tables as
   * `partners.csv` (or `.json`, `.jsonl`, `.ndjson`) and so on.
   *
   * Throws a `LongtailError` as the constructor does, and of kind `input` when
   * there is no rulebook or a file cannot be read.
   *
   * ```js
   * const engine = Engine.load(new URL('./company/', import.meta.url));
   * ```
   */
  static load(folder: string | URL): Engine {
    const { rulebook, tables } = folderText(folder);
    return new Engine(rulebook, tables);
  }

  /**
   * A token with which other threads of this process open the same engine, as
   * long as some thread holds it.
   */
  share(): number {
    return guarded(() => this.#native.share());
  }

  /**
   * Opens an engine that another thread has shared and still holds. It costs
   * nothing: the engine is the same, not a copy.
   *
   * Throws a `LongtailError` of kind `input` when there is none with this token.
   *
   * ```js
   * new Worker(file, { workerData: engine.share() }); // in one thread
   * const engine = Engine.shared(workerData); // in the other
   * ```
   */
  static shared(token: number): Engine {
    if (!Number.isInteger(token) || token < 0 || token > TOKEN_MAX) {
      throw misuse(`token: expected a number that \`share\` gave, found ${shown(token)}`);
    }
    return new Engine(guarded(() => native.NativeEngine.open(token)));
  }

  /**
   * The same rules, partners, products and prices with other stock, receipts and
   * promises; what is not given has no rows. It shares everything else.
   *
   * Throws a `LongtailError` of kind `data`, or `input` for what is no text.
   */
  withSupply(supply: SupplyText): Engine {
    const texts = supplyOf(supply);
    return new Engine(guarded(() => this.#native.withSupply(texts)));
  }

  /** The rulebook's id. */
  get rulebookId(): string {
    return guarded(() => this.#native.rulebookId);
  }

  /** 16 hex digits that stand for the content of the rulebook. */
  get rulebookHash(): string {
    return guarded(() => this.#native.rulebookHash);
  }

  /** What was noticed in the data without making it unusable. */
  get findings(): Finding[] {
    return JSON.parse(guarded(() => this.#native.findings())) as Finding[];
  }

  /** The currency of everything in the rulebook that names none. */
  get currency(): string {
    return guarded(() => this.#native.currency);
  }

  /**
   * The ids of the niches a partner belongs to, in the order of the rulebook.
   *
   * Throws a `LongtailError` of kind `input` for a partner that is not known.
   */
  nichesOf(partner: string): string[] {
    const id = wordOf('partner', partner);
    return guarded(() => this.#native.nichesOf(id));
  }

  // Read once an engine, when the first trace is.
  #read: Names | undefined;
  readonly #names = (): Names => (this.#read ??= JSON.parse(guarded(() => this.#native.names())) as Names);

  /**
   * Decides one order.
   *
   * An object is taken as `JSON.stringify` writes it; a `bigint` may stand for a
   * quantity or a price.
   *
   * Throws a `LongtailError` of kind `input`, only when the order or an option
   * cannot be read. An order that cannot be fulfilled is a verdict with findings.
   */
  decide(order: Order | TextOrBytes, options?: DecideOptions): Verdict {
    const { trace, language } = decideOptions(options);
    const text = orderText(order);
    const answer = guarded(() => this.#native.decideRows(text, trace, language));
    const end = answer.indexOf('\n');
    const ticket = Number(answer.slice(0, end));
    const traceRows = () => guarded(() => this.#native.traceRows(ticket, text, trace));
    return verdictOf(answer.slice(end + 1), traceRows, this.#names);
  }

  /**
   * Decides one order to the JSON text of the verdict: the way through for web
   * servers, which makes no objects in between.
   *
   * Throws as `decide` does.
   */
  decideText(order: Order | TextOrBytes, options?: DecideOptions): string {
    const { trace, language } = decideOptions(options);
    const text = orderText(order);
    return guarded(() => this.#native.decideText(text, trace, language));
  }

  /**
   * Decides many orders, in their order; one that cannot be read gives its error
   * in the place of a verdict. With running stock (the default) each takes what
   * it was promised from those after it; that is forgotten after the call.
   *
   * Throws a `LongtailError` of kind `input` when an option cannot be read or
   * `orders` is no iterable of orders.
   */
  decideAll(orders: Iterable<Order | TextOrBytes>, options?: BatchOptions): (Verdict | LongtailError)[] {
    const { trace, language, stock } = batchOptions(options);
    const given = orderTexts(orders);
    return this.#answers(given, guarded(() => this.#native.decideMany(readable(given), trace, language, stock)));
  }

  /** The same off the thread of the caller; the promise is rejected where `decideAll` throws. */
  async decideAllAsync(
    orders: Iterable<Order | TextOrBytes>,
    options?: BatchOptions,
  ): Promise<(Verdict | LongtailError)[]> {
    const { trace, language, stock } = batchOptions(options);
    const given = orderTexts(orders);
    const texts = await awaited(() => this.#native.decideManyAsync(readable(given), trace, language, stock));
    return this.#answers(given, texts);
  }

  /** The answers to what could be read as text, and the errors of the others, in their places. */
  #answers(given: (string | LongtailError)[], texts: string[]): (Verdict | LongtailError)[] {
    let next = 0;
    return given.map((order) => (order instanceof LongtailError ? order : this.#answer(texts[next++] ?? '')));
  }

  #answer(text: string): Verdict | LongtailError {
    return isError(text) ? errorOf(text) : verdictOf(text, () => rowAt(text, 4), this.#names);
  }

  /**
   * Decides many orders, one JSON text a line, to one text a line: a verdict, or
   * `{"error":...}` for an order that cannot be read. Empty lines are passed over.
   *
   * Throws a `LongtailError` of kind `input` for what is no text.
   */
  decideLines(orders: TextOrBytes, options?: BatchOptions): string {
    const { trace, language, stock } = batchOptions(options);
    const text = textOf('orders', orders);
    return guarded(() => this.#native.decideLines(text, trace, language, stock));
  }

  /**
   * How an order comes to its answer, in words: a line for each step. The order is
   * decided as if it were alone; `trace` is `full` unless said otherwise, and then
   * also tells of rules that did not apply, and why.
   *
   * Throws as `decide` does.
   */
  explain(order: Order | TextOrBytes, options?: DecideOptions): string {
    const { trace, language } = decideOptions(options);
    const text = orderText(order);
    return guarded(() => this.#native.explain(text, trace, language));
  }

  /**
   * Why the lines of an order are promised as they are, and what single change would
   * have each leave whole on the day it is wanted, or be promised whole at all: the
   * calendar's steps, what binds on that day, the receipts that deliveries lean on, and
   * what would make it better, each worked out by planning again; and `words`, a
   * sentence for each of these. The order is decided as if it were alone.
   *
   * Throws as `decide` does.
   */
  explainPromise(order: Order | TextOrBytes, options?: HintOptions): PromiseReason[] {
    const { language } = hintOptions(options);
    const text = orderText(order);
    return JSON.parse(guarded(() => this.#native.explainPromise(text, language))) as PromiseReason[];
  }

  /**
   * By which dates the promises of an order are there, and with which percentage. The
   * question holds the `state` of lateness that `reliability('count_receipts', ...)`
   * counts, and as it likes `percents` (50, 80 and 95), the `pool` and the `language`.
   * The order is decided as if it were alone.
   *
   * Throws as `decide` does, and for a question that cannot be read.
   */
  confidence(order: Order | TextOrBytes, question: ConfidenceQuestion | TextOrBytes): OrderConfidence {
    const text = orderText(order);
    const asked = jsonText('question', question);
    return JSON.parse(guarded(() => this.#native.confidence(text, asked))) as OrderConfidence;
  }

  /**
   * What is near an order: quantities, amounts and tiers from which on the partner
   * would do better, each worked out by deciding the order that reaches it.
   *
   * Throws as `decide` does.
   */
  hints(order: Order | TextOrBytes, options?: HintOptions): Finding[] {
    const { language } = hintOptions(options);
    const text = orderText(order);
    return JSON.parse(guarded(() => this.#native.hints(text, language))) as Finding[];
  }

  /**
   * What an order holds for the partner that asks: what it earns, how far the next
   * tiers are, what a registered deal would change, until when its certificates hold
   * and what the order is without them, and what is near. Nothing is booked.
   *
   * Throws as `decide` does.
   */
  outlook(order: Order | TextOrBytes, options?: HintOptions): Outlook {
    const { language } = hintOptions(options);
    const text = orderText(order);
    return JSON.parse(guarded(() => this.#native.outlook(text, language))) as Outlook;
  }

  /**
   * Looks for rules that cannot have been meant, before they are published: rules
   * that never apply or that tie, periods that overlap, tables that fall or that pay
   * for splitting, plans that together pay more than there is, missing currencies,
   * guards that can never hold, and what has ended. `new Engine(rulebook)` is enough;
   * with master data its prices are looked at too.
   *
   * Throws a `LongtailError` of kind `input` when `at` is no day.
   */
  analyse(options: AnalyseOptions = {}): Analysis {
    const { at, limit, language } = analyseOptions(options);
    return JSON.parse(guarded(() => this.#native.analyse(at, limit, language))) as Analysis;
  }

  /**
   * Asks the fee ledger, with the fee plans of the rulebook. The question holds the
   * `entries` so far and what the verb needs, the answer new entries to store; the
   * guide's page *The fee ledger* has both. Money is text.
   *
   * Throws a `LongtailError` of kind `input` for a question that cannot be read and
   * for what the verb refuses; nothing was booked.
   */
  ledger(verb: LedgerVerb, question: object | TextOrBytes): unknown {
    const name = wordOf('verb', verb);
    const text = jsonText('question', question);
    return JSON.parse(guarded(() => this.#native.ledger(name, text)));
  }

  /**
   * Plans one order for a host that keeps stock in its own database: what to book,
   * and which versions must still hold then. The question holds the `order`, which
   * needs an id, the moment `now` at which supply was read, and the `versions` of
   * the pools; the guide's page *The stock ledger* has the statements.
   *
   * Throws a `LongtailError` of kind `input` for a question that cannot be read, an
   * order without an id, and a pool without its version.
   */
  plan(question: object | TextOrBytes): Record<string, unknown> {
    const text = jsonText('question', question);
    return JSON.parse(guarded(() => this.#native.plan(text))) as Record<string, unknown>;
  }

  /**
   * The sales that an order makes, one a fee plan, as the ledger's `accrue` takes
   * them. `booked` is the day on which they are entered; a rejected order makes none.
   *
   * Throws a `LongtailError` of kind `input` for what is no order, and for an order
   * without an id.
   */
  sales(order: Order | TextOrBytes, booked: string, event: Fee['earn_on'] = 'ordered'): Record<string, unknown>[] {
    const day = wordOf('booked', booked);
    const name = wordOf('event', event);
    const text = orderText(order);
    return JSON.parse(guarded(() => this.#native.sales(text, name, day))) as Record<string, unknown>[];
  }

  /**
   * Replays past orders, one JSON text a line, under these rules and under those of
   * a candidate, each order as if it were alone, off the thread of the caller.
   *
   * The promise is rejected with a `LongtailError` of kind `input` for what is no
   * text or no number of workers.
   */
  async replay(candidate: Engine, orders: TextOrBytes, options: ReplayOptions = {}): Promise<Replay> {
    const workers = workersOf(options);
    const text = textOf('orders', orders);
    if (!(candidate instanceof Engine)) throw misuse(`candidate: expected an engine, found ${shown(candidate)}`);
    return JSON.parse(await awaited(() => this.#native.replayAsync(candidate.#native, text, workers))) as Replay;
  }
}

function readable(given: (string | LongtailError)[]): string[] {
  return given.filter((order) => typeof order === 'string');
}
