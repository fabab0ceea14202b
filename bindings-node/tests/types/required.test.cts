// CommonJS has the same types.

import longtail = require('longtail');

const verdict: longtail.Verdict = longtail.Engine.load('company').decide('{}');
const answer: longtail.Answer = verdict.verdict;

export = answer;
