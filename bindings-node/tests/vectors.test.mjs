// The vectors: what the engine answers, case by case and to the byte.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Engine, Insight, LongtailError, StockLedger, Tally, checkRulebook, evaluate, insight, niches, reliability } from '../index.mjs';

const folder = new URL('../../vectors/', import.meta.url);

function* cases() {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
    const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    for (const own of file.cases) {
      const company = { ...file.company, ...own.company };
      yield [`${name.replace('.json', '')}: ${own.name}`, { ...own, company }];
    }
  }
}

const SUPPLY = ['stock', 'receipts', 'promises', 'safety', 'quotas', 'protections'];

const textOf = (order) => (typeof order === 'string' ? order : JSON.stringify(order));

const texts = (tables) => Object.fromEntries(Object.entries(tables).map(([name, lines]) => [name, lines.join('\n')]));

function changed(text, change) {
  for (const [old, replacement] of Object.entries(change)) {
    assert.equal(text.split(old).length, 2, `\`${old}\` stands once in the rulebook`);
    text = text.split(old).join(replacement);
  }
  return text;
}

const rulebookOf = ({ company, change = {} }) => changed((company.rulebook ?? []).join('\n'), change);

function engineOf(own, change = {}) {
  const { rulebook: _, ...tables } = own.company;
  const engine = new Engine(changed(rulebookOf(own), change), texts(tables));
  if (own.with_supply === undefined) return engine;
  const all = { ...own.company, ...own.with_supply };
  return engine.withSupply(texts(Object.fromEntries(SUPPLY.map((name) => [name, all[name] ?? []]))));
}

function stockLedger(engine, own) {
  const stored = (name) => (own[name] ?? []).map(textOf).join('\n');
  const ledger = new StockLedger(stored('snapshot'), stored('log'));
  const answers = [];
  for (const [verb, question] of own.stock_ledger) {
    let text = textOf(question);
    answers.forEach((known, at) => {
      text = text.replaceAll(`"$${at}"`, () => JSON.stringify(known));
      if (known?.plan) text = text.replaceAll(`"$${at}.plan"`, () => JSON.stringify(known.plan));
    });
    answers.push(ledger.ask(engine, verb, text));
  }
  return JSON.stringify(answers);
}

async function tallied(own) {
  const tally = new Tally(own.tally);
  for (const columns of own.columns) await tally.update(columns);
  const bytes = Buffer.from(await tally.toBytes()).toString('hex');
  assert.equal(Buffer.from(await (await Tally.fromBytes(Buffer.from(bytes, 'hex'))).toBytes()).toString('hex'), bytes);
  return JSON.stringify({ bytes, answer: await tally.figure(own.question) });
}

async function merged({ parts, terms, ask: [verb, question] }) {
  const bytes = await Promise.all(parts.map(async (part) => (await Insight.read(part)).toBytes()));
  const sales = await Insight.merge(bytes, terms);
  const whole = Buffer.from(await sales.toBytes()).toString('hex');
  const kept = await Insight.fromBytes(Buffer.from(whole, 'hex'), terms);
  assert.deepEqual(await kept.publish(), await sales.publish());
  assert.equal(verb, 'left_out');
  assert.deepEqual(question, {});
  return JSON.stringify({ bytes: whole, answer: { left_out: kept.leftOut } });
}

async function answer(own) {
  const { options = {} } = own;
  if (own.evaluate !== undefined) return JSON.stringify(evaluate(own.evaluate, own.question));
  if (own.reliability !== undefined) return JSON.stringify(reliability(own.reliability, own.question));
  if (own.insight !== undefined) return JSON.stringify(insight(own.insight, own.question));
  if (own.niches !== undefined) return JSON.stringify(niches(own.niches, own.question));
  if (own.parts !== undefined) return merged(own);
  if (own.tally !== undefined) return tallied(own);
  if (own.check_rulebook !== undefined) return JSON.stringify(checkRulebook(rulebookOf(own), options));
  if (own.ledger !== undefined) return JSON.stringify(new Engine(rulebookOf(own)).ledger(own.ledger, own.question));
  const engine = engineOf(own);
  if (own.stock_ledger !== undefined) return stockLedger(engine, own);
  if (own.replay !== undefined) {
    const orders = own.orders.map(textOf).join('\n');
    return JSON.stringify(await engine.replay(engineOf(own, own.replay), orders, { workers: 2 }));
  }
  if (own.explain !== undefined) {
    const order = textOf(own.order);
    const lines = engine.explain(order, options).trimEnd().split('\n');
    return JSON.stringify({ trace_hash: engine.decide(order, options).traceHash, lines });
  }
  if (own.analyse !== undefined) return JSON.stringify(engine.analyse({ ...own.analyse, ...options }));
  if (own.outlook !== undefined) return JSON.stringify(engine.outlook(textOf(own.order), options));
  if (own.reasons !== undefined) return JSON.stringify(engine.explainPromise(textOf(own.order), options));
  if (own.confidence !== undefined) return JSON.stringify(engine.confidence(textOf(own.order), own.confidence));
  if (own.hints !== undefined) return JSON.stringify(engine.hints(textOf(own.order), options));
  if (own.orders !== undefined) {
    const answers = engine.decideLines(own.orders.map(textOf).join('\n'), options).trimEnd();
    return `[${answers.split('\n').join(',')}]`;
  }
  if (own.order === undefined) return JSON.stringify(engine.findings);
  const order = textOf(own.order);
  const text = engine.decideText(order, options);
  assert.equal(JSON.stringify(engine.decide(order, options)), text, 'both ways give the same');
  return text;
}

for (const [name, own] of cases()) {
  test(name, async () => {
    if (own.error === undefined) {
      assert.equal(await answer(own), JSON.stringify(own.expect));
      return;
    }
    await assert.rejects(
      () => answer(own),
      (fault) => {
        assert.ok(fault instanceof LongtailError);
        assert.equal(JSON.stringify(fault), JSON.stringify({ error: own.error }));
        return true;
      },
    );
  });
}
