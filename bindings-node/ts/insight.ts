import { awaited, guarded } from './error';
import { onlyOf } from './given';
import { native, type NativeInsight } from './native';
import { jsonSource, jsonText } from './order';
import { misuse, wordOf } from './text';
import type {
  Benchmark,
  BenchmarkOptions,
  BestSellers,
  BestSellersOptions,
  InsightSales,
  InsightVerb,
  Publication,
  PublishOptions,
  TextOrBytes,
  Together,
  TogetherOptions,
  WhiteSpots,
  WhiteSpotsOptions,
} from './types';

const BEST_SELLERS = ['by', 'audience', 'limit', 'previous'] as const;
const WHITE_SPOTS = ['peers_percent_min', 'permitted', 'available', 'limit', 'previous'] as const;
const BENCHMARK = ['previous'] as const;
const TOGETHER = ['support_min_per_10_000', 'baskets_min', 'limit', 'audience', 'previous'] as const;
const PUBLISH = ['release', 'previous'] as const;

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
 * for a sum out of range.
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
   * read and for a gate that protects nobody, and of kind `range` for a sum out of range.
   */
  static async read(sales: InsightSales | TextOrBytes): Promise<Insight> {
    const given = jsonSource('sales', sales);
    return new Insight(await awaited(() => native.readInsight(given)));
  }

  /** The niches with sales, and `all`; sorted. */
  get niches(): string[] {
    return guarded(() => this.#native.niches);
  }

  /** How many lines take no part: without an amount, or left out by what was asked. */
  get leftOut(): number {
    return guarded(() => this.#native.leftOut);
  }

  /**
   * The best sellers of a niche. What may not be told of it is told of the niche above, up
   * to `all`; without an `audience` it also says what is withheld, for the company.
   */
  async bestSellers(niche: string, options: BestSellersOptions = {}): Promise<BestSellers> {
    const asked = { ...onlyOf('options', options, BEST_SELLERS), niche: wordOf('niche', niche) };
    return this.#ask('best_sellers', asked);
  }

  /** What a partner does not sell, but enough of its peers in a niche do. */
  async whiteSpots(partner: string, niche: string, options: WhiteSpotsOptions = {}): Promise<WhiteSpots> {
    return this.#ask('white_spots', { ...onlyOf('options', options, WHITE_SPOTS), ...placeOf(partner, niche) });
  }

  /** A partner beside its peers in a niche, without itself among them. */
  async benchmark(partner: string, niche: string, options: BenchmarkOptions = {}): Promise<Benchmark> {
    return this.#ask('benchmark', { ...onlyOf('options', options, BENCHMARK), ...placeOf(partner, niche) });
  }

  /**
   * What is bought together in a niche; in all of them when none is named. What may not be
   * told of it is told of the niche above; without an `audience` it also says what is
   * withheld, for the company.
   */
  async together(niche?: string, options: TogetherOptions = {}): Promise<Together> {
    const named = niche === undefined ? {} : { niche: wordOf('niche', niche) };
    return this.#ask('together', { ...onlyOf('options', options, TOGETHER), ...named });
  }

  /**
   * Every product in every niche, whether it may be shown, and why not; with `release`
   * what to keep for the next time. For the company: it says where there were sales.
   */
  async publish(options: PublishOptions = {}): Promise<Publication> {
    return this.#ask('publish', { ...onlyOf('options', options, PUBLISH) });
  }

  async #ask<T>(verb: InsightVerb, asked: object): Promise<T> {
    const text = jsonText('question', asked);
    return JSON.parse(await awaited(() => this.#native.askAsync(verb, text))) as T;
  }
}

function placeOf(partner: string, niche: string): { partner: string; niche: string } {
  return { partner: wordOf('partner', partner), niche: wordOf('niche', niche) };
}
