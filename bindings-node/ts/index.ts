/**
 * Decide partner orders from rules that are data: prices, promises, fees and
 * reasons.
 */

export { checkRulebook, evaluate, gtinValid } from './check';
export { Engine } from './engine';
export { LongtailError } from './error';
export { insight, niches } from './sharing';
export { Verdict } from './verdict';
export type * from './types';
