// Worker threads open the engine of another thread and give the same bytes.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Engine, LongtailError } from 'longtail';
import { FULL, TRACES, order, shop } from './shop.mjs';

const engine = shop();
const file = new URL('worker.mjs', import.meta.url);

const begin = (task, data = {}) => new Worker(file, { workerData: { task, token: engine.share(), ...data } });

/** The answer of a worker that does one task and ends. */
async function answer(task, data) {
  const worker = begin(task, data);
  const [[value], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  assert.equal(code, 0);
  return value;
}

const orders = [FULL, order(), order({ product: 'M-200', quantity: 500 }), order({}, { partner: 'P-9' })];
const texts = orders.map((each) => JSON.stringify(each));

/** What the worker's task `texts` gives, here. */
const here = () => [
  ...texts.flatMap((each) =>
    TRACES.flatMap((trace) => [engine.decideText(each, { trace }), engine.decide(each, { trace }).text]),
  ),
  ...engine.decideAll(texts).map(String),
  engine.decideLines(texts.join('\n')),
];

test('four workers give the bytes of the main thread', async () => {
  const wanted = here();
  const answers = await Promise.all(Array.from({ length: 4 }, () => answer('texts', { orders: texts })));
  for (const each of answers) assert.deepEqual(each, wanted);
});

test('a token opens the same engine in the same thread too, again and again', () => {
  const token = engine.share();
  for (let time = 0; time < 3; time += 1) {
    const same = Engine.shared(token);
    assert.ok(same instanceof Engine);
    assert.equal(same.decideText(FULL), engine.decideText(FULL));
  }
  assert.notEqual(engine.share(), token, 'each call gives another token');
});

test('an engine with other stock is shared as any other', async () => {
  const later = engine.withSupply({ stock: 'product,on_hand\nG-100,1000\n' });
  const [text] = await answer('texts', { token: later.share(), orders: [JSON.stringify(order())] });
  assert.equal(text, later.decideText(order(), { trace: 'none' }));
  assert.notEqual(text, engine.decideText(order(), { trace: 'none' }));
});

test('the token of an engine that ended with its thread is an error', async () => {
  const token = await answer('own');
  assert.throws(() => Engine.shared(token), (error) => {
    assert.ok(error instanceof LongtailError);
    assert.equal(error.kind, 'input');
    assert.ok(error.message.includes(`no shared engine ${token}`));
    return true;
  });
});

test('a token that was never given is an error in a worker too', async () => {
  const error = await answer('refused', { token: 4_000_000_000 });
  assert.deepEqual([error.known, error.kind], [true, 'input']);
  assert.ok(error.message.includes('4000000000'));
});

test('an engine that a worker opened lives on when the worker ends', async () => {
  const worker = begin('own', { wait: true });
  const [token] = await once(worker, 'message');
  const kept = Engine.shared(token);
  worker.postMessage('end');
  await once(worker, 'exit');
  assert.equal(kept.decideText(FULL), engine.decideText(FULL));
  assert.equal(Engine.shared(token).decideText(FULL), engine.decideText(FULL));
});

test('a worker that is ended in the middle of its decisions leaves the others alive', async () => {
  const wanted = here();
  for (let round = 0; round < 3; round += 1) {
    const lost = [begin('forever'), begin('forever'), begin('forever')];
    await Promise.all(lost.map((worker) => once(worker, 'message')));
    const [others] = await Promise.all([
      answer('texts', { orders: texts }),
      ...lost.map(async (worker) => assert.equal(await worker.terminate(), 1)),
    ]);
    assert.deepEqual(others, wanted);
    assert.deepEqual(here(), wanted);
  }
});

test('a worker that ends before its decisions off the thread do leaves the others alive', async () => {
  for (let round = 0; round < 3; round += 1) {
    const worker = begin('unfinished');
    await once(worker, 'message');
    await worker.terminate();
  }
  assert.equal(engine.decideAll(texts).length, texts.length);
});

test('deep documents are errors in the small stack of a worker', async () => {
  assert.deepEqual(await answer('deep'), ['{"error":{', '{"error":{', '{"error":{']);
});
