import { guarded } from './error';
import { checkOptions } from './given';
import { native } from './native';
import { jsonText } from './order';
import { textOf, wordOf } from './text';
import type { CheckOptions, Evaluation, Finding, ReliabilityVerb, TextOrBytes } from './types';

/**
 * Whether a text is a GTIN (8, 12, 13 or 14 digits) with a right check digit.
 *
 * Throws a `LongtailError` of kind `input` for what is no text.
 *
 * ```js
 * gtinValid('4006381333931'); // true
 * ```
 */
export function gtinValid(code: string): boolean {
  const word = wordOf('code', code);
  return guarded(() => native.gtinValid(word));
}

/**
 * Checks a rulebook: every fault as a finding with line and column, none for a
 * rulebook without faults. For an editor, or a check before a commit.
 *
 * Throws a `LongtailError` of kind `input` for what is no text.
 *
 * ```js
 * for (const { line, column, message } of checkRulebook(text)) {
 *   console.log(`${line}:${column}: ${message}`);
 * }
 * ```
 */
export function checkRulebook(rulebook: TextOrBytes, options: CheckOptions = {}): Finding[] {
  const { source = 'rulebook', language } = checkOptions(options);
  const text = textOf('rulebook', rulebook);
  return JSON.parse(guarded(() => native.checkRulebook(text, source, language))) as Finding[];
}

/**
 * Evaluates one rule by itself, without an order around it. The guide's page *Rules
 * by themselves* says what each kind reads and answers; numbers in answers that can
 * have decimals are text.
 *
 * Throws a `LongtailError` of kind `input` with every fault of the question as a
 * finding, and of kind `range` when a number leaves its range.
 *
 * ```js
 * evaluate('rounding', { value: '1.225', increment: '0.05' }).value; // '1.25'
 * ```
 */
export function evaluate(kind: Evaluation, question: object | TextOrBytes): Record<string, unknown> {
  const name = wordOf('kind', kind);
  const text = jsonText('question', question);
  return JSON.parse(guarded(() => native.evaluate(name, text))) as Record<string, unknown>;
}

/**
 * How late suppliers are, and which promises were kept. `count_receipts` and
 * `count_promises` count rows into the `state` of the question and give it back,
 * `merge_receipts` and `merge_promises` add up `states`, `confidence` says by when an
 * expected receipt is there, and `kept` the rate of kept promises. The guide's page
 * *Trusting dates* has every field. Nothing is kept here: store the state.
 *
 * Throws a `LongtailError` of kind `input` with every fault of the question as a
 * finding, and of kind `range` for what leaves its range.
 *
 * ```js
 * const receipts = [{ supplier: 'S-1', expected: '2026-01-05', arrived: '2026-01-07' }];
 * reliability('count_receipts', { receipts }).state; // { receipts: 1, counts: [['S-1', '', 2, 1]] }
 * ```
 */
export function reliability(verb: ReliabilityVerb, question: object | TextOrBytes): Record<string, unknown> {
  const name = wordOf('verb', verb);
  const text = jsonText('question', question);
  return JSON.parse(guarded(() => native.reliability(name, text))) as Record<string, unknown>;
}
