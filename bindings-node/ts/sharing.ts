import { guarded } from './error';
import { native } from './native';
import { checkOrders, jsonText } from './order';
import { isText, wordOf } from './text';
import type {
  AmountScores,
  AmountScoresQuestion,
  Benchmark,
  BestSellers,
  Exploration,
  ExploreQuestion,
  InsightQuestion,
  InsightVerb,
  LeftOutLines,
  MembersQuestion,
  NicheMembers,
  NicheScores,
  NicheVerb,
  PotentialQuestion,
  Potentials,
  Publication,
  SafeTable,
  ScoresQuestion,
  StrataComparison,
  StrataQuestion,
  TableQuestion,
  TextOrBytes,
  Together,
  TrendQuestion,
  Trends,
  Trial,
  TrialQuestion,
  WhiteSpots,
} from './types';

/**
 * Asks what sells to whom, as far as it may be shared. The guide's page *What may be
 * shared* says what each verb reads and answers; money and statistics are text. Who asks
 * often reads the sales once, with `Insight.read`.
 *
 * Throws a `LongtailError` of kind `input` for a question that cannot be read or
 * answered, and of kind `range` for a sum out of range.
 *
 * ```js
 * const { products } = insight('best_sellers', { currency: 'EUR', sales, niche: 'dentists', audience: 'partner' });
 * ```
 */
export function insight(verb: 'best_sellers', question: InsightQuestion): BestSellers;
export function insight(verb: 'white_spots', question: InsightQuestion): WhiteSpots;
export function insight(verb: 'benchmark', question: InsightQuestion): Benchmark;
export function insight(verb: 'together', question: InsightQuestion): Together;
export function insight(verb: 'publish', question: InsightQuestion): Publication;
export function insight(verb: 'scores', question: InsightQuestion): NicheScores;
export function insight(verb: 'left_out', question: InsightQuestion): { left_out: LeftOutLines[] };
export function insight(verb: 'table', question: TableQuestion): SafeTable;
export function insight(verb: InsightVerb, question: object | TextOrBytes): Record<string, unknown>;
export function insight(verb: InsightVerb, question: object | TextOrBytes): unknown {
  const name = wordOf('verb', verb);
  if (!isText(question)) checkOrders('sales', (question as Partial<InsightQuestion> | null)?.sales);
  const text = jsonText('question', question);
  return JSON.parse(guarded(() => native.insight(name, text)));
}

/**
 * Asks about niches: who belongs to them, what they buy, where to recruit next. These
 * are figures for the company itself. The guide's page *Niches* says what each verb
 * reads and answers; money and statistics are text.
 *
 * Throws a `LongtailError` of kind `input` for a question that cannot be read or
 * answered, and of kind `range` for a sum out of range.
 *
 * ```js
 * niches('trial', { niches: [{ niche: 'dentists', room: 40 }], partners: 60 }).partners_each; // 18
 * ```
 */
export function niches(verb: 'members', question: MembersQuestion): NicheMembers;
export function niches(verb: 'scores', question: ScoresQuestion): NicheScores;
export function niches(verb: 'amount_scores', question: AmountScoresQuestion): AmountScores;
export function niches(verb: 'potential', question: PotentialQuestion): Potentials;
export function niches(verb: 'trend', question: TrendQuestion): Trends;
export function niches(verb: 'explore', question: ExploreQuestion): Exploration;
export function niches(verb: 'trial', question: TrialQuestion): Trial;
export function niches(verb: 'strata', question: StrataQuestion): StrataComparison;
export function niches(verb: NicheVerb, question: object | TextOrBytes): Record<string, unknown>;
export function niches(verb: NicheVerb, question: object | TextOrBytes): unknown {
  const name = wordOf('verb', verb);
  const text = jsonText('question', question);
  return JSON.parse(guarded(() => native.niches(name, text)));
}
