// The package: the same names from both module systems, and nothing else.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as imported from 'longtail';
import { order, shop } from './shop.mjs';

const require = createRequire(import.meta.url);
const required = require('longtail');
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const EXPORTED = ['Engine', 'Insight', 'LongtailError', 'StockLedger', 'Tally', 'Verdict', 'checkRulebook', 'evaluate', 'figures', 'fitAmounts', 'fitOrders', 'fitPowerLaw', 'gtinValid', 'insight', 'niches', 'orderRows', 'partnerValue', 'reliability'];
const MEMBERS = {
  Engine: {
    own: ['load', 'shared'],
    each: [
      ...['analyse', 'confidence', 'currency', 'decide', 'decideAll', 'decideAllAsync', 'decideLines', 'decideText', 'explain', 'explainPromise', 'findings'],
      ...['hints', 'ledger', 'nichesOf', 'outlook', 'plan', 'replay', 'rulebookHash', 'rulebookId', 'sales', 'share', 'withSupply'],
    ],
  },
  Insight: {
    own: ['fromBytes', 'merge', 'read'],
    each: ['benchmark', 'bestSellers', 'leftOut', 'niches', 'publish', 'scores', 'toBytes', 'together', 'whiteSpots'],
  },
  LongtailError: { own: [], each: ['toJSON'] },
  StockLedger: { own: [], each: ['ask', 'compact', 'log', 'snapshot'] },
  Tally: { own: ['fromBytes'], each: ['figure', 'merge', 'toBytes', 'update'] },
  Verdict: {
    own: [],
    each: [
      ...['currency', 'fees', 'findings', 'lines', 'order', 'partner', 'reference', 'rulebook', 'text', 'toJSON'],
      ...['toString', 'totals', 'trace', 'traceHash', 'verdict'],
    ],
  },
};
const TYPES = [
  ...['AbortOptions', 'AmountColumns', 'AmountFit', 'AmountQuestion', 'AmountScores', 'AmountScoresQuestion', 'AnalyseOptions', 'Analysis'],
  ...['AnalysisFinding', 'Answer', 'BatchOptions', 'Benchmark', 'BenchmarkOptions', 'BestSeller', 'BestSellers', 'BestSellersOptions'],
  ...['Better', 'Binding', 'CalendarStep', 'CalibrationRow', 'CheckOptions', 'ConfidenceQuestion', 'DateConfidence', 'DecideOptions'],
  ...['Delivery', 'DeliverySteps', 'ErrorKind', 'Evaluation', 'Exploration', 'ExploreQuestion', 'Facts', 'Fee'],
  ...['FigureAnswers', 'FigureColumn', 'FigureFilter', 'FigureQuestion', 'FigureRequest', 'FigureSales', 'FiguresOptions', 'Finding'],
  ...['ForecastScore', 'Gate', 'HintOptions', 'InsightQuestion', 'InsightSales', 'InsightTerms', 'InsightVerb', 'Interval'],
  ...['Language', 'LedgerVerb', 'LeftOutLines', 'Line', 'LineConfidence', 'MembersQuestion', 'NicheMembers', 'NicheRule'],
  ...['NicheScores', 'NicheVerb', 'NumberColumn', 'Order', 'OrderColumns', 'OrderConfidence', 'OrderFit', 'OrderLine'],
  ...['OrderModel', 'OrderQuestion', 'OrderRows', 'OrderRowsQuestion', 'OrderSales', 'Outcome', 'Outlook', 'PartnerValue'],
  ...['PartnerValueQuestion', 'PartnerWorth', 'Peg', 'PotentialQuestion', 'Potentials', 'PowerLawFit', 'PowerLawQuestion', 'PowerLawRival'],
  ...['ProductPair', 'PromiseReason', 'Prospect', 'Publication', 'PublishOptions', 'PublishedCell', 'ReceiptConfidence', 'Release'],
  ...['ReliabilityVerb', 'Replay', 'ReplayChange', 'ReplayOptions', 'ReplayRow', 'SafeCell', 'SafeTable', 'SalesLine'],
  ...['ScoreOptions', 'ScoredCell', 'ScoresQuestion', 'StockVerb', 'StrataComparison', 'StrataQuestion', 'SupplyText', 'TableQuestion'],
  ...['TablesText', 'TallyOptions', 'TextOrBytes', 'Together', 'TogetherOptions', 'Totals', 'TraceLevel', 'TraceRow'],
  ...['TrendQuestion', 'Trends', 'Trial', 'TrialQuestion', 'VerdictData', 'VerdictHead', 'WhiteSpot', 'WhiteSpots'],
  ...['WhiteSpotsOptions', 'WithheldReason', 'WorkOptions'],
];

test('import and require give these names', () => {
  assert.deepEqual(Object.keys(imported).sort(), EXPORTED);
  assert.deepEqual(Object.keys(required).sort(), EXPORTED);
});

test('import and require give the same things', () => {
  for (const name of EXPORTED) assert.equal(imported[name], required[name]);
  assert.ok(shop().decide(order()) instanceof required.Verdict);
});

test('the classes have these members', () => {
  const plain = (made, known) => Object.getOwnPropertyNames(made).filter((name) => !known.includes(name)).sort();
  for (const [name, { own, each }] of Object.entries(MEMBERS)) {
    assert.deepEqual(plain(imported[name], ['length', 'name', 'prototype']), own, name);
    assert.deepEqual(plain(imported[name].prototype, ['constructor']), each, name);
  }
  assert.deepEqual(Object.getOwnPropertyNames(shop()), [], 'what is inside an engine is not seen');
  assert.deepEqual(Object.getOwnPropertyNames(shop().decide(order())), []);
});

test('the types that are exported are these', () => {
  const names = [...read('dist/types.d.ts').matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(names.sort(), TYPES);
  assert.ok(read('dist/index.d.ts').includes("export type * from './types';"));
});

test('nothing internal is in the declarations', () => {
  const files = readdirSync(new URL('../dist/', import.meta.url)).filter((name) => name.endsWith('.d.ts'));
  assert.ok(files.includes('index.d.ts') && files.includes('engine.d.ts'));
  for (const name of files) {
    const text = read(`dist/${name}`).replaceAll(/[oO]rderRows|Rows of sales/g, '');
    assert.doesNotMatch(text, /@internal|[Nn]ative|Rows|Names|verdictOf|errorOf|guarded|inspect/, name);
  }
});

test('every public member is documented', () => {
  for (const name of ['engine', 'stock', 'verdict', 'error', 'check', 'models', 'insight', 'figures', 'tally', 'types']) {
    const lines = read(`dist/${name}.d.ts`).split('\n');
    lines.forEach((line, at) => {
      const told = /^( {4}(?!#|private|\*|readonly name)(static |get |readonly )?\w+\??[(:]|export (declare|interface|type))/;
      if (!told.test(line)) return;
      assert.match(lines[at - 1], /\*\/$/, `${name}.d.ts: ${line.trim()}`);
    });
  }
});

test('only the package itself can be imported', () => {
  for (const path of ['longtail/dist/index.js', 'longtail/longtail.node', 'longtail/dist/verdict.js']) {
    assert.throws(() => require(path), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
  }
});

test('what is handed out is there, and needs no other package', () => {
  const own = JSON.parse(read('package.json'));
  assert.equal(own.dependencies, undefined);
  assert.deepEqual(own.files, ['dist', 'index.mjs', 'index.d.mts', 'longtail.node']);
  for (const name of own.files) assert.ok(existsSync(new URL(`../${name}`, import.meta.url)), name);
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "https/);
});

test('an addon that is handed out has no entries that fail on purpose', () => {
  const names = Object.keys(require('../longtail.node')).sort();
  assert.deepEqual(names, ['NativeEngine', 'NativeInsight', 'NativeStockLedger', 'NativeTally', 'NativeWork', 'checkRulebook', 'evaluate', 'figures', 'gtinValid', 'insight', 'mergeInsight', 'modelsAsync', 'niches', 'readInsight', 'reliability', 'tallyOfBytes', 'traceHash']);
});
