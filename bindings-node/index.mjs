import longtail from './dist/index.js';

export const { Engine, LongtailError, StockLedger, Verdict, checkRulebook, evaluate, figures, gtinValid, insight, niches, reliability } = longtail;
