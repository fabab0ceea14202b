import longtail from './dist/index.js';

export const { Engine, LongtailError, Verdict, checkRulebook, evaluate, gtinValid, insight, niches } = longtail;
