/**
 * Decide partner orders from rules that are data: prices, promises, fees and
 * reasons.
 */

export { checkRulebook, evaluate, gtinValid, reliability } from './check';
export { Engine } from './engine';
export { LongtailError } from './error';
export { figures } from './figures';
export { Insight } from './insight';
export { fitAmounts, fitOrders, fitPowerLaw, orderRows, partnerValue } from './models';
export { StockLedger } from './stock';
export { insight, niches } from './sharing';
export { Tally } from './tally';
export { Verdict } from './verdict';
export type * from './types';
