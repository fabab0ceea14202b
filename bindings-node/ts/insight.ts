import { types } from 'node:util';
import { awaited, guarded } from './error';
import { onlyOf } from './given';
import { native, type NativeInsight } from './native';
import { checkOrders, jsonSource, jsonText } from './order';
import { isText, misuse, shown, wordOf } from './text';
import type {
  AbortOptions,
  Benchmark,
  BenchmarkOptions,
  BestSellers,
  BestSellersOptions,
  InsightSales,
  InsightTerms,
  InsightVerb,
  LeftOutLines,
  NicheScores,
  Publication,
  PublishOptions,
  ScoreOptions,
  TextOrBytes,
  Together,
  TogetherOptions,
  WhiteSpots,
  WhiteSpotsOptions,
  WorkOptions,
} from './types';
import { worked, workOptions } from './work';

const BEST_SELLERS = ['by', 'audience', 'limit', 'previous', 'language'] as const;
const WHITE_SPOTS = ['peers_percent_min', 'permitted', 'available', 'limit', 'previous'] as const;
const BENCHMARK = ['previous', 'language'] as const;
const TOGETHER = ['support_min_per_10_000', 'baskets_min', 'limit', 'audience', 'previous', 'language'] as const;
const PUBLISH = ['release', 'previous', 'language'] as const;
const SCORES = [
  'niche_orders_min',
  'product_orders_min',
  'partners_min',
  'false_discoveries_max',
  'coverage',
  'limit',
] as const;

/**
 * What sells to whom, as far as it may be shared: sales read once and asked many times.
 *
 * It never changes, so any number of questions can be asked at the same time; when there
 * are new sales, read the next one. Questions are answered off the thread of the caller.
 * Each answer is what `insight` gives for the same sales and question, and passes the
 * same gate. The guide's page *What may be shared* says what the answers mean; money and
 * statistics are text.
 *
 * The promise of a question is rejected with a `LongtailError` of kind `input` for what
 * cannot be read, an option that is none and a niche without sales, and of kind `range`
 * for a sum out of range. A `signal` among its options rejects it at once with its reason; the
 * question then runs to its end on its own thread.
 *
 * ```js
 * const insight = await Insight.read({ currency: 'EUR', sales });
 * const { products } = await insight.bestSellers('dentists', { audience: 'partner' });
 * const { own, peers } = await insight.benchmark('P-1', 'dentists');
 * ```
 */
export class Insight {
  readonly #native: NativeInsight;

  private constructor(read: NativeInsight) {
    if (!(read instanceof native.NativeInsight)) throw misuse('an insight is made by `Insight.read`');
    this.#native = read;
  }

  /**
   * Reads sales off the thread of the caller: an object, its JSON text or the bytes of
   * that. An object becomes text first, on the thread of the caller; bytes of many sales
   * cost it nothing but a copy.
   *
   * The promise is rejected with a `LongtailError` of kind `input` for what cannot be
   * read and for a gate that protects nobody, and of kind `range` for a sum out of range. It
   * tells its progress and can be stopped, from step to step.
   */
  static async read(sales: InsightSales | TextOrBytes, options: WorkOptions = {}): Promise<Insight> {
    const own = workOptions(options);
    own.signal?.throwIfAborted();
    if (!isText(sales)) checkOrders('sales', (sales as Partial<InsightSales> | null | undefined)?.sales);
    const given = jsonSource('sales', sales);
    return new Insight(await worked(own, (work) => native.readInsight(given, work)));
  }

  /**
   * The sales of bytes that `toBytes` gave, in Node, Python or Rust, put together. The terms
   * are those of `read` but for the lines and what says which of them take part; `currency` is
   * the one that the lines were read with.
   *
   * The promise is rejected as that of `read`, with a `LongtailError` of kind `input` for bytes
   * of another kind or version, and of kind `table` when some lines have orders and others none, or
   * another currency.
   */
  static async merge(
    parts: readonly Uint8Array[],
    terms: InsightTerms | TextOrBytes,
    options: WorkOptions = {},
  ): Promise<Insight> {
    const own = workOptions(options);
    own.signal?.throwIfAborted();
    if (!Array.isArray(parts)) throw misuse(`parts: expected an array of bytes, found ${shown(parts)}`);
    const bytes = parts.map((part: unknown, at) => bytesOf(`parts[${at}]`, part));
    const text = jsonText('terms', terms);
    return new Insight(await worked(own, (work) => native.mergeInsight(text, bytes, work)));
  }

  /** The sales of the bytes of one `toBytes`; as `merge` of them alone. */
  static async fromBytes(bytes: Uint8Array, terms: InsightTerms | TextOrBytes, options: WorkOptions = {}): Promise<Insight> {
    return Insight.merge([bytesOf('bytes', bytes)], terms, options);
  }

  /**
   * The sums of the lines as bytes, for another process: the same for the same lines, however
   * they were split, in every language. They hold amounts of partners and are never shown.
   */
  toBytes(): Promise<Uint8Array> {
    return awaited(() => this.#native.toBytes());
  }

  /** The niches with sales, and `all`; sorted. */
  get niches(): string[] {
    return guarded(() => this.#native.niches);
  }

  /**
   * The lines that take no part, by reason: how many, and what they amount to. Every reason is
   * there: those of `figures`, and `no_product`.
   */
  get leftOut(): LeftOutLines[] {
    return (JSON.parse(guarded(() => this.#native.leftOut)) as { left_out: LeftOutLines[] }).left_out;
  }

  /**
   * The best sellers of a niche. What may not be told of it is told of the niche above, up
   * to `all`; without an `audience` it also says what is withheld, for the company.
   */
  async bestSellers(niche: string, options: BestSellersOptions & AbortOptions = {}): Promise<BestSellers> {
    return this.#ask('best_sellers', options, BEST_SELLERS, { niche: wordOf('niche', niche) });
  }

  /** What a partner does not sell, but enough of its peers in a niche do. */
  async whiteSpots(partner: string, niche: string, options: WhiteSpotsOptions & AbortOptions = {}): Promise<WhiteSpots> {
    return this.#ask('white_spots', options, WHITE_SPOTS, placeOf(partner, niche));
  }

  /** A partner beside its peers in a niche, without itself among them. */
  async benchmark(partner: string, niche: string, options: BenchmarkOptions & AbortOptions = {}): Promise<Benchmark> {
    return this.#ask('benchmark', options, BENCHMARK, placeOf(partner, niche));
  }

  /**
   * What is bought together in a niche; in all of them when none is named. What may not be
   * told of it is told of the niche above; without an `audience` it also says what is
   * withheld, for the company.
   */
  async together(niche?: string, options: TogetherOptions & AbortOptions = {}): Promise<Together> {
    return this.#ask('together', options, TOGETHER, niche === undefined ? {} : { niche: wordOf('niche', niche) });
  }

  /**
   * Every product in every niche, whether it may be shown, and why not; with `release`
   * what to keep for the next time. For the company: it says where there were sales.
   */
  async publish(options: PublishOptions & AbortOptions = {}): Promise<Publication> {
    return this.#ask('publish', options, PUBLISH, {});
  }

  /** Where niches buy more than expected, by orders: for the company, not for partners. */
  async scores(options: ScoreOptions & AbortOptions = {}): Promise<NicheScores> {
    return this.#ask('scores', options, SCORES, {});
  }

  async #ask<T>(verb: InsightVerb, options: object, names: readonly string[], place: object): Promise<T> {
    const { signal, ...asked } = onlyOf('options', options, [...names, 'signal']);
    const own = workOptions({ signal });
    const text = jsonText('question', { ...asked, ...place });
    return JSON.parse(await worked(own, () => this.#native.askAsync(verb, text))) as T;
  }
}

function placeOf(partner: string, niche: string): { partner: string; niche: string } {
  return { partner: wordOf('partner', partner), niche: wordOf('niche', niche) };
}

function bytesOf(name: string, value: unknown): Uint8Array {
  if (types.isUint8Array(value)) return value;
  throw misuse(`${name}: expected bytes, found ${shown(value)}`);
}
