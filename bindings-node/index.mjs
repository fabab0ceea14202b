import longtail from './dist/index.js';

export const {
  Engine, Insight, LongtailError, StockLedger, Tally, Verdict, checkRulebook, evaluate, figures, fitAmounts,
  fitOrders, fitPowerLaw, gtinValid, insight, niches, orderRows, partnerValue, reliability,
} = longtail;
