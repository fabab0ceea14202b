// Many orders off the thread of the caller.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LongtailError, Verdict } from 'longtail';
import { FULL, TRACES, order, shop } from './shop.mjs';

const engine = shop();
const orders = [FULL, order(), '{}', order(), order({ quantity: NaN }), null, order({ product: 'M-200' }), order()];
const told = (answers) => answers.map((answer) => JSON.stringify(answer));

test('it gives what `decideAll` gives', async () => {
  for (const trace of TRACES) {
    for (const stock of ['running', 'snapshot']) {
      for (const language of ['en', 'nl']) {
        const options = { trace, stock, language };
        assert.deepEqual(told(await engine.decideAllAsync(orders, options)), told(engine.decideAll(orders, options)));
      }
    }
  }
  assert.deepEqual(await engine.decideAllAsync([]), []);
});

test('an order that cannot be read has its error in its place', async () => {
  const answers = await engine.decideAllAsync(orders);
  assert.deepEqual(
    answers.map((answer) => answer.constructor),
    [Verdict, Verdict, LongtailError, Verdict, LongtailError, LongtailError, Verdict, Verdict],
  );
});

test('the thread of the caller goes on while it works', async () => {
  const many = Array.from({ length: 20_000 }, () => JSON.stringify(FULL));
  let done = false;
  const answers = engine.decideAllAsync(many, { trace: 'none' }).finally(() => (done = true));
  let turns = 0;
  for (; !done; turns += 1) {
    await setImmediate();
    if (!done) engine.decideText(order());
  }
  assert.equal((await answers).length, many.length);
  // Were it decided here, the promise would be settled before the first turns.
  assert.ok(turns > 10, `${turns} turns`);
});

test('several at the same time do not take from each other', async () => {
  const wanted = told(engine.decideAll(orders));
  const all = await Promise.all(Array.from({ length: 8 }, () => engine.decideAllAsync(orders)));
  for (const answers of all) assert.deepEqual(told(answers), wanted);
});

test('orders are taken when it is called, not when it works', async () => {
  const own = order();
  const many = [own];
  const answers = engine.decideAllAsync(many);
  own.partner = 'P-9';
  many.length = 0;
  assert.deepEqual(told(await answers), told(engine.decideAll([order()])));
});

test('misuse rejects with an error and does not throw', async () => {
  const calls = [
    [[orders, { trace: 'all' }], '`all` is not one of'],
    [[orders, { stock: 'own' }], '`own` is not one of'],
    [[orders, { trace: 5 }], 'option `trace`'],
    [[orders, null], 'options: expected an object'],
    [[null], 'orders: expected an iterable'],
    [['text'], 'orders: expected an iterable'],
    [[], 'orders: expected an iterable'],
  ];
  for (const [given, words] of calls) {
    const promise = engine.decideAllAsync(...given);
    await assert.rejects(promise, (error) => {
      assert.ok(error instanceof LongtailError);
      assert.equal(error.kind, 'input');
      assert.ok(error.message.includes(words), error.message);
      return true;
    });
  }
});

test('what it began is ended when nobody holds the engine any more', async () => {
  const answers = await shop().decideAllAsync(orders, { trace: 'full' });
  assert.deepEqual(told(answers), told(engine.decideAll(orders, { trace: 'full' })));
});
