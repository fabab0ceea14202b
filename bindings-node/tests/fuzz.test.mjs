// Whatever is given, there is an answer or a LongtailError. The seeds are fixed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, LongtailError, Verdict } from 'longtail';
import { FULL, RULEBOOK, TABLES, chance, order, shop } from './shop.mjs';

const engine = shop();
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const pick = (random, list) => list[Math.floor(random() * list.length)];
const upTo = (random, most) => Math.floor(random() * most);

const MARKS = [...'\0\x7f{}[]:,"\'-+.0eE\n \t#&*!|>%@`\\'].map((mark) => mark.charCodeAt(0));
const PIECES = ['9'.repeat(40), '-1', '1e999', 'null', '\\ud800', '['.repeat(70), '{"a":'.repeat(70), 'é漢😀'];
const BROKEN = [[0xff], [0xed, 0xa0, 0x80], [0xc3]];

/** The bytes of a text with a few changes. */
function mutated(random, text) {
  let made = [...encoder.encode(text)];
  for (let change = upTo(random, 4); change >= 0; change -= 1) {
    const at = upTo(random, made.length);
    const from = upTo(random, made.length);
    const edits = [
      () => made.splice(at, 1, pick(random, MARKS)),
      () => made.splice(at, 1 + upTo(random, 12)),
      () => made.splice(at, 0, ...made.slice(from, from + 1 + upTo(random, 40))),
      () => made.splice(at, 0, ...encoder.encode(pick(random, PIECES))),
      () => made.splice(at, 0, ...(random() < 0.3 ? pick(random, BROKEN) : [])),
      () => (made = random() < 0.2 ? made.slice(0, at) : made),
    ];
    pick(random, edits)();
    if (made.length === 0) made.push(32);
  }
  return Uint8Array.from(made);
}

/** As bytes or, when they still are one, as a text. */
function given(random, bytes) {
  if (random() < 0.5) return bytes;
  try {
    return decoder.decode(bytes);
  } catch {
    return bytes;
  }
}

/** Counts answers and errors; what is neither fails, with what led to it. */
function counted(counts, input, work) {
  try {
    work();
    counts.answers += 1;
  } catch (error) {
    if (!(error instanceof LongtailError)) {
      assert.fail(`${error?.stack}\nfor ${typeof input === 'string' ? JSON.stringify(input) : String(input)}`);
    }
    assert.notEqual(error.kind, 'internal', error.message);
    assert.ok(error.message.length > 0);
    assert.equal(JSON.stringify(error.toJSON().error.kind), JSON.stringify(error.kind));
    counts.errors += 1;
  }
}

const bothWays = ({ answers, errors }) => assert.ok(answers > 20 && errors > 20, `${answers} and ${errors}`);

test('any text of an order gives a verdict or an error', () => {
  const random = chance(1);
  const counts = { answers: 0, errors: 0 };
  for (let round = 0; round < 1500; round += 1) {
    const input = given(random, mutated(random, JSON.stringify(FULL)));
    counted(counts, input, () => {
      const verdict = engine.decide(input, { trace: 'full', language: 'nl' });
      assert.equal(verdict.text, engine.decideText(input, { trace: 'full', language: 'nl' }));
      assert.equal(verdict.lines.length, verdict.toJSON().lines.length);
    });
  }
  bothWays(counts);
});

const cycle = () => {
  const own = {};
  own.own = own;
  return own;
};
const ODD = [
  ...[undefined, null, true, 0, -0, -1, 12, 1e21, 2 ** 53, 0.1, 1e-7, NaN, Infinity, -Infinity, 12n, -1n, 10n ** 30n],
  ...['', 'P-1', 'G-100', '12', '1e3', '-0.0', '2026-03-02', '\ud800', 'a\0b', 'é'.repeat(300), '9007199254740993'],
  ...[[], {}, [[]], { a: {} }, new Map(), new Date(0), new Date(NaN), /x/, Symbol('x'), () => 1, cycle(), Object(1n)],
  ...[new Uint8Array(2), { toJSON: () => 'G-100' }, Object.create({ inherited: 1 }), new Proxy({}, {}), new Error('x')],
];

test('any object gives a verdict or an error', () => {
  const random = chance(2);
  const counts = { answers: 0, errors: 0 };
  for (let round = 0; round < 1000; round += 1) {
    const made = structuredClone(FULL);
    for (let change = 0; change < 2 && Array.isArray(made.lines); change += 1) {
      const [line] = made.lines;
      const place = random() < 0.5 && Object(line) === line ? line : made;
      if (Object.keys(place).length === 0) break;
      place[pick(random, Object.keys(place))] = pick(random, ODD);
    }
    counted(counts, Object.keys(made), () => assert.equal(engine.decide(made).text, engine.decideText(made)));
  }
  bothWays(counts);
});

test('any rulebook gives an engine or an error', () => {
  const random = chance(3);
  const counts = { answers: 0, errors: 0 };
  for (let round = 0; round < 1000; round += 1) {
    const input = given(random, mutated(random, RULEBOOK));
    counted(counts, input, () => assert.ok(new Engine(input, TABLES).decide(order(), { trace: 'full' }).text));
  }
  bothWays(counts);
});

test('any table gives an engine or an error', () => {
  const random = chance(4);
  const counts = { answers: 0, errors: 0 };
  for (let round = 0; round < 500; round += 1) {
    const name = pick(random, Object.keys(TABLES));
    const input = given(random, mutated(random, TABLES[name]));
    counted(counts, input, () => assert.ok(shop({ [name]: input }).decide(order(), { trace: 'full' }).text));
  }
  bothWays(counts);
});

test('any lines of orders give a line each', () => {
  const random = chance(5);
  for (let round = 0; round < 100; round += 1) {
    const lines = Array.from({ length: 5 }, () => {
      const bytes = mutated(random, JSON.stringify(order())).filter((byte) => byte < 0x80 && byte > 0x0d);
      return bytes.length === 0 || bytes.every((byte) => byte <= 0x20) ? '{}' : decoder.decode(bytes);
    });
    const answers = engine.decideLines(lines.join('\n')).trimEnd().split('\n');
    const many = engine.decideAll(lines);
    assert.equal(answers.length, lines.length);
    assert.deepEqual(
      many.map((answer) => (answer instanceof Verdict ? answer.text : JSON.stringify(answer))),
      answers,
    );
  }
});

test('any argument of any function gives an answer or an error', () => {
  const random = chance(6);
  const counts = { answers: 0, errors: 0 };
  const methods = ['decide', 'decideText', 'decideAll', 'decideLines', 'withSupply', 'nichesOf'];
  for (let round = 0; round < 1000; round += 1) {
    const [first, second] = [pick(random, ODD), pick(random, ODD)];
    counted(counts, first, () => engine[pick(random, methods)](first, random() < 0.5 ? undefined : second));
    counted(counts, first, () => new Engine(random() < 0.5 ? RULEBOOK : first, second));
  }
  bothWays(counts);
});

test('deep documents are an error and never the end of the process', () => {
  for (const open of ['[', '{"a":', '{"lines":[', '- ', 'a: {b: [', '"', '&a [*a, ']) {
    const text = open.repeat(200_000);
    const calls = [() => engine.decide(text), () => new Engine(text), () => shop({ prices: text })];
    for (const call of calls) assert.throws(call, LongtailError);
    assert.ok(engine.decideLines(text).startsWith('{"error":'));
  }
});
