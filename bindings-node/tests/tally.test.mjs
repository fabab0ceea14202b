// Sales summed once: a tally that takes rows in, merges, is stored and answers questions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LongtailError, Tally, figures } from 'longtail';

const EUR = { currency: 'EUR' };
const SALES = {
  partner: ['P-2', 'P-1', 'P-1', 'P-1', null],
  niche: ['vets', 'dentists', 'dentists', 'dentists', 'vets'],
  product: ['gloves', 'gloves', 'masks', 'gloves', 'gloves'],
  order: ['O-2', 'O-1', 'O-1', 'O-3', 'O-4'],
  day: ['2026-03-02', '2026-03-01', '2026-03-01', '2026-04-01', '2026-04-02'],
  quantity: [10, 20, 5, -2, 1],
  amount: ['75.50', '120.00', 3025, '-12.00', '9.00'],
};
/** Rows of these places. */
const rows = (...places) =>
  Object.fromEntries(Object.entries(SALES).map(([name, column]) => [name, places.map((at) => column[at])]));
const QUESTIONS = [
  { figure: 'revenue', by: 'niche' },
  { figure: 'best_sellers', by: 'amount', limit: 1 },
  { figure: 'concentration', period: 'month' },
  { figure: 'partners', as_of: '2026-05-01' },
  { figure: 'left_out' },
];

async function tallied(options, ...parts) {
  const tally = new Tally(options);
  for (const part of parts) await tally.update(part);
  return tally;
}

const hex = async (tally) => Buffer.from(await tally.toBytes()).toString('hex');

test('orders that are numbers add up with those of other languages, if JavaScript holds them exactly', async () => {
  const made = async (order) => {
    const tally = new Tally({ currency: 'EUR' });
    await tally.update({ partner: ['P-1', 'P-1'], order, amount: ['1.00', '2.00'] });
    return tally;
  };
  const numbers = await made([7, Number.MAX_SAFE_INTEGER]);
  assert.deepEqual(await numbers.toBytes(), await (await made([7n, 9007199254740991n])).toBytes());
  await numbers.merge(await made([8, null]));
  assert.deepEqual((await numbers.figure({ figure: 'partners' })).orders, [3]);
  await assert.rejects(numbers.merge(await made(['7', '8'])), { kind: 'table', message: /orders are numbers in one table/ });
  await assert.rejects(made([7, '8']), { kind: 'table', message: /row 1: `8` is a text among numbers/ });
  for (const order of [2 ** 53, 2n ** 53n]) {
    await assert.rejects(made([7, order]), { kind: 'input', message: /^order\[1\]: 9007199254740992 is beyond/ });
    const sales = { partner: ['P-1'], order: [order], amount: [1] };
    assert.throws(() => figures({ currency: 'EUR', sales, questions: [] }), { kind: 'input', message: /^sales.order\[0\]/ });
  }
});

test('it answers what `figures` answers for the same rows', async () => {
  for (const options of [{}, { returns: 'gross', excluded_products: ['masks'] }, { returns: 'matched', from: '2026-03-02' }]) {
    const { answers, left_out } = figures({ ...EUR, sales: SALES, options, questions: QUESTIONS });
    const tally = await tallied({ ...EUR, ...options }, SALES);
    assert.deepEqual(await Promise.all(QUESTIONS.map((question) => tally.figure(question))), answers);
    assert.deepEqual(await tally.figure({ figure: 'left_out' }), left_out);
  }
});

test('rows in parts, in any order and on many threads, come to the same bytes', async () => {
  const wanted = await hex(await tallied(EUR, SALES));
  assert.equal(await hex(await tallied(EUR, rows(3, 4), rows(2), rows(0, 1))), wanted);
  const text = JSON.stringify(SALES);
  for (const given of [text, Buffer.from(text), Buffer.from(`..${text}`).subarray(2)]) {
    assert.equal(await hex(await tallied(EUR, given)), wanted);
  }
  const threaded = new Tally(EUR);
  await threaded.update(SALES, { threads: 4 });
  assert.deepEqual(await threaded.figure(QUESTIONS[0], { threads: 4 }), await (await tallied(EUR, SALES)).figure(QUESTIONS[0]));
  assert.equal(await hex(threaded), wanted);
});

test('it is stored, read again and merged', async () => {
  const [first, second] = await Promise.all([tallied(EUR, rows(0, 1)), tallied(EUR, rows(2, 3, 4))]);
  const again = await Tally.fromBytes(await first.toBytes());
  assert.equal(await hex(again), await hex(first));
  await again.merge(second);
  assert.equal(await hex(again), await hex(await tallied(EUR, SALES)));
  const more = await Tally.fromBytes(await first.toBytes());
  await more.update(rows(2, 3, 4));
  assert.equal(await hex(more), await hex(again), 'what was stored takes rows in its own currency');
  const twice = await tallied(EUR, rows(0));
  await twice.merge(twice);
  assert.deepEqual((await twice.figure({ figure: 'revenue' })).revenue, ['151.00']);
});

test('orders and products are left away when they are not wanted', async () => {
  const small = await tallied({ ...EUR, orders: false, products: false }, SALES);
  assert.ok((await small.toBytes()).length < (await (await tallied(EUR, SALES)).toBytes()).length);
  await rejects(small.figure({ figure: 'best_sellers' }), 'table', 'the column `product`');
});

test('many at the same time do not take from each other', async () => {
  const tally = new Tally(EUR);
  const parts = Array.from({ length: 40 }, (_, at) => rows(at % 5));
  const seen = [];
  await Promise.all(parts.flatMap((part) => [
    tally.update(part),
    tally.figure({ figure: 'rows_used' }).then(({ rows: [given] }) => seen.push(given)),
  ]));
  assert.deepEqual((await tally.figure({ figure: 'rows_used' })).rows.slice(0, 2), [40, 32]);
  assert.ok(seen.every((given) => given >= 0 && given <= 40));
  assert.equal(await hex(tally), await hex(await tallied(EUR, ...parts.toReversed())));
});

test('the thread of the caller goes on while rows are taken in', async () => {
  const count = 100_000;
  const many = Object.fromEntries(
    Object.entries(SALES).map(([name, column]) => [name, Array.from({ length: count }, (_, at) => column[at % 5])]),
  );
  const bytes = Buffer.from(JSON.stringify({ ...many, order: many.order.map((_, at) => `O-${at >> 2}`) }));
  const tally = new Tally(EUR);
  let done = false;
  const work = tally.update(bytes).finally(() => (done = true));
  bytes.fill(0);
  let turns = 0;
  for (; !done; turns += 1) await setImmediate();
  await work;
  assert.ok(turns > 10, `${turns} turns`);
  assert.deepEqual((await tally.figure({ figure: 'rows_used' })).rows.slice(0, 2), [count, 0.8 * count]);
});

const rejects = (promise, kind, words) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof LongtailError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.ok(error.message.includes(words), error.message);
    return true;
  });

test('options that cannot be read are an error', () => {
  const cases = [
    [undefined, 'options: expected a text, its bytes or an object'],
    [{}, 'missing field `currency`'],
    [{ currency: 'euro' }, 'unknown currency `euro`'],
    [{ ...EUR, return: 'net' }, 'unknown field `return`'],
    [{ ...EUR, returns: 'some' }, '`returns` is `some`'],
    [{ ...EUR, from: '1 May' }, '`from` is `1 May`'],
    [{ ...EUR, from: '2026-04-01', until: '2026-03-01' }, 'the period is empty'],
    [{ ...EUR, orders: 1 }, 'the options'],
  ];
  for (const [given, words] of cases) {
    assert.throws(() => new Tally(given), (error) => error.kind === 'input' && error.message.includes(words), words);
  }
});

test('after an error the tally is what it was', async () => {
  const tally = await tallied(EUR, SALES);
  const wanted = await hex(tally);
  const dollars = await tallied({ currency: 'USD' }, { partner: ['P-9'], amount: ['1.00'] });
  const cases = [
    [() => tally.update(), 'input', 'columns: expected a text, its bytes or an object'],
    [() => tally.update('['), 'input', 'the columns'],
    [() => tally.update(Uint8Array.of(0xff)), 'input', 'columns: the bytes are not UTF-8'],
    [() => tally.update({ ...SALES, colour: [] }), 'input', 'unknown field `colour`'],
    [() => tally.update({ ...SALES, amount: [1] }), 'table', 'column `amount`'],
    [() => tally.update({ ...SALES, amount: [1, 2, 3, NaN, 5] }), 'input', 'amount[3]: NaN is no number'],
    [() => tally.update({ ...SALES, amount: ['1', '2', '3', '0.001', '5'] }), 'table', 'row 3: `0.001` is no amount'],
    [() => tally.update({ ...SALES, day: ['2026-03-02', 'x', null, null, null] }), 'table', 'row 1: `x` is no date'],
    [() => tally.update(SALES, { threads: 0 }), 'input', 'threads: expected a whole number from 1 to 64'],
    [() => tally.merge(), 'input', 'other: expected a tally, found undefined'],
    [() => tally.merge({}), 'input', 'other: expected a tally, found an object'],
    [() => tally.merge(dollars), 'table', 'USD'],
    [() => tally.merge(new Tally({ ...EUR, returns: 'gross' })), 'input', 'options'],
    [() => tally.figure({ figure: 'mood' }), 'input', 'unknown variant `mood`'],
    [() => tally.figure(7), 'input', 'question: expected a text, its bytes or an object'],
    [() => tally.figure({ figure: 'revenue' }, { threads: 65 }), 'input', 'threads: expected'],
  ];
  for (const [call, kind, words] of cases) {
    await rejects(call(), kind, words);
    assert.equal(await hex(tally), wanted, words);
  }
});

test('bytes that are no tally are refused by name', async () => {
  const bytes = await (await tallied(EUR, SALES)).toBytes();
  const version = Uint8Array.from(bytes);
  version[7] = 1;
  const cases = [
    [undefined, 'bytes: expected bytes, found undefined'],
    ['LTTALLY', 'bytes: expected bytes, found a text'],
    [new Uint8Array(0), 'no tally'],
    [Buffer.from('OTHER BYTES'), 'no tally'],
    [version, 'the tally has version 1'],
    [bytes.subarray(0, bytes.length - 1), 'damaged'],
    [Uint8Array.from([...bytes, 0]), 'damaged'],
  ];
  for (const [given, words] of cases) await rejects(Tally.fromBytes(given), 'input', words);
  for (let at = 0; at < bytes.length; at += 1) {
    const broken = Uint8Array.from(bytes);
    broken[at] ^= 0x41;
    await Tally.fromBytes(broken).catch((error) => assert.equal(error.kind, 'input', `byte ${at}: ${error.message}`));
  }
});

test('a stored tally without rows has no currency to take rows in', async () => {
  const empty = await Tally.fromBytes(await new Tally(EUR).toBytes());
  await rejects(empty.update(SALES), 'input', 'has no currency');
  await empty.merge(await tallied(EUR, SALES));
  assert.equal(await hex(empty), await hex(await tallied(EUR, SALES)));
});
