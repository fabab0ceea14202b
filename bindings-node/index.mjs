import longtail from './dist/index.js';

export const { Engine, LongtailError, Verdict, checkRulebook, evaluate, figures, gtinValid } = longtail;
