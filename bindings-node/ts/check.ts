import { guarded } from './error';
import { checkOptions } from './given';
import { native } from './native';
import { textOf, wordOf } from './text';
import type { CheckOptions, Finding, TextOrBytes } from './types';

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
