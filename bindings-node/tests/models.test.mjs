// Tails and the value of partners: the vectors, published figures, progress and abort.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LongtailError, fitAmounts, fitOrders, fitPowerLaw, orderRows, partnerValue } from '../index.mjs';

const VERBS = {
  fit_power_law: fitPowerLaw,
  fit_orders: fitOrders,
  fit_amounts: fitAmounts,
  partner_value: partnerValue,
  order_rows: orderRows,
};
const { cases } = JSON.parse(readFileSync(new URL('../../vectors/models/fits.json', import.meta.url), 'utf8'));

for (const { name, ask, question, expect, error } of cases) {
  test(`vector: ${name}`, async () => {
    if (error === undefined) {
      assert.deepEqual(await VERBS[ask](question), expect);
      return;
    }
    await assert.rejects(VERBS[ask](question), (fault) => {
      assert.ok(fault instanceof LongtailError);
      assert.deepEqual(fault.toJSON(), { error });
      return true;
    });
  });
}

const data = process.env.LONGTAIL_DATA ?? new URL('../../../shared/data', import.meta.url).pathname;
const there = existsSync(`${data}/cdnow`);
const skip = there ? false : `no data in ${data}; set LONGTAIL_DATA`;
const table = (path) =>
  readFileSync(`${data}/${path}`, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
const near = (found, wanted, within, what) =>
  assert.ok(Math.abs(found - wanted) <= within, `${what}: ${found} for ${wanted}`);

test('models of orders on CDNOW are the published ones', { skip }, async () => {
  const rows = table('cdnow/cdnow_customers_summary.csv');
  const column = (at) => Float64Array.from(rows, (row) => row[at]);
  const columns = { repeats: column(1), recency: column(2), age: column(3) };
  const published = {
    bg_nbd: [{ r: 0.242593, alpha: 4.413532, a: 0.792886, b: 2.425752 }, -9582.42556],
    pareto_nbd: [{ r: 0.553276, alpha: 10.57761, s: 0.606214, beta: 11.66792 }, -9594.97393],
  };
  for (const [model, [parameters, likelihood]] of Object.entries(published)) {
    const fit = await fitOrders({ ...columns, model, horizon: 39 });
    near(fit.log_likelihood, likelihood, 5e-6, model);
    for (const [name, wanted] of Object.entries(parameters)) near(fit.parameters[name] / wanted, 1, 5e-6, name);
    if (model !== 'bg_nbd') continue;
    const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
    near(sum(fit.expected_orders) / 1653.4233, 1, 1e-6, 'orders of 39 weeks');
    near(sum(fit.p_alive) / 1917.2763, 1, 1e-6, 'partners that are there');
  }
});

test('amounts on CDNOW are the published ones', { skip }, async () => {
  const rows = table('cdnow/cdnow_customers_summary_with_transactions.csv').filter((row) => row[1] > 0);
  const fit = await fitAmounts({ orders: rows.map((row) => row[1]), mean: rows.map((row) => row[4]) });
  near(fit.log_likelihood, -4055.92324, 5e-5, 'likelihood');
  for (const [name, wanted] of Object.entries({ p: 6.248803, q: 3.744588, gamma: 15.44775 })) {
    near(fit.parameters[name] / wanted, 1, 1e-5, name);
  }
});

test('a published tail has its exponent and p-value', { skip }, async () => {
  const text = readFileSync(`${data}/heavy-tails/blackouts.txt`, 'utf8');
  const fit = await fitPowerLaw({ values: Float64Array.from(text.trim().split(/\s+/), Number), workers: 2 });
  near(fit.alpha, 2.272637, 1e-6, 'alpha');
  assert.deepEqual([fit.xmin, fit.tail_values, fit.draws], [230000, 59, 2500]);
  near(fit.distance, 0.0606738, 1e-7, 'distance');
  near(fit.p_value, 0.62, 0.03, 'p-value');
});

const long = { values: Array.from({ length: 3000 }, (_, k) => 1e4 / (k + 1.5)), draws: 5000 };

test('long work leaves the thread free, and tells how far it is', async () => {
  const told = [];
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  await fitPowerLaw({ ...long, draws: 600 }, { onProgress: (done, total) => told.push([done, total]) });
  clearInterval(timer);
  assert.ok(turns > 3, `${turns}`);
  assert.ok(told.length > 1 && told.every(([done, total]) => done <= total && total === 600), `${told}`);
  assert.deepEqual(told.at(-1), [600, 600]);
});

test('a signal stops the work, also one that was given before', async () => {
  const own = new AbortController();
  const start = performance.now();
  const work = fitPowerLaw({ ...long, draws: 1_000_000 }, { signal: own.signal });
  setTimeout(() => own.abort(new Error('enough')), 30);
  await assert.rejects(work, /enough/);
  assert.ok(performance.now() - start < 20_000);
  await assert.rejects(partnerValue({}, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('what progress throws stops the work', async () => {
  const fault = new TypeError('no more');
  const onProgress = () => {
    throw fault;
  };
  await assert.rejects(fitPowerLaw({ ...long, draws: 1_000_000 }, { onProgress }), (found) => found === fault);
});

// Many different partners: a fit that takes its time and looks at no watch.
const many = () => {
  const [repeats, recency, age] = [1, 2, 3].map(() => new Float64Array(60_000));
  for (let at = 0; at < repeats.length; at += 1) {
    repeats[at] = at % 9;
    recency[at] = repeats[at] === 0 ? 0 : 1 + at / 6_000;
    age[at] = 22 + at / 3_000;
  }
  return { repeats: Uint32Array.from(repeats), recency, age };
};

test('an abort rejects at once, also of work that cannot be stopped', async () => {
  const question = JSON.stringify(Object.fromEntries(Object.entries(many()).map(([name, own]) => [name, Array.from(own)])));
  const start = performance.now();
  let over = false;
  const whole = fitOrders(question).then(() => (over = true));
  const own = new AbortController();
  const work = fitOrders(question, { signal: own.signal });
  const fault = new Error('enough');
  setTimeout(() => own.abort(fault), 5);
  await assert.rejects(work, (found) => found === fault);
  assert.equal(over, false, 'the fit that nobody stopped was faster');
  const aborted = performance.now() - start;
  await whole;
  assert.ok(aborted < (performance.now() - start) / 2, `${aborted} ms of ${performance.now() - start}`);
});

test('the reason of a signal may be anything, and comes before a fault of the question', async () => {
  await assert.rejects(fitOrders({}, { signal: AbortSignal.abort(7) }), (reason) => reason === 7);
  const own = new AbortController();
  const question = {
    get values() {
      own.abort(8);
      return 'none';
    },
  };
  await assert.rejects(fitPowerLaw(question, { signal: own.signal }), (reason) => reason === 8);
});

test('a rejection of an asynchronous progress stops the work, and none is left unhandled', async () => {
  const unhandled = [];
  const listen = (fault) => unhandled.push(fault);
  process.on('unhandledRejection', listen);
  try {
    const fault = new TypeError('no more');
    const onProgress = async () => {
      await null;
      throw fault;
    };
    for (const draws of [1_000_000, 100]) {
      await assert.rejects(fitPowerLaw({ ...long, draws }, { onProgress }), (found) => found === fault);
    }
    // One that is told of the last draw fails only after the answer is there.
    const late = async (done, total) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (done === total) throw fault;
    };
    await assert.rejects(fitPowerLaw({ ...long, draws: 200 }, { onProgress: late }), (found) => found === fault);
    const own = new AbortController();
    const both = async () => {
      own.abort(new Error('enough'));
      throw fault;
    };
    await assert.rejects(fitPowerLaw({ ...long, draws: 1_000_000 }, { onProgress: both, signal: own.signal }), /enough/);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(unhandled, []);
  } finally {
    process.off('unhandledRejection', listen);
  }
});

test('an asynchronous progress is never told twice at once', async () => {
  let [now, most, calls] = [0, 0, 0];
  const onProgress = async () => {
    [now, calls] = [now + 1, calls + 1];
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 120));
    now -= 1;
  };
  await fitPowerLaw({ ...long, draws: 600 }, { onProgress });
  assert.deepEqual([now, most], [0, 1]);
  assert.ok(calls > 0);
});

test('a question is what JSON makes of it, but for the columns that are typed arrays', async () => {
  const values = [3, 4, 4, 5, 9, 30, 7, 3.5];
  const wanted = await fitPowerLaw({ values, draws: 0 });
  for (const [name, given] of Object.entries({
    typed: { values: Float64Array.from(values), draws: 0 },
    inherited: Object.assign(Object.create({ mood: 1 }), { values: Float64Array.from(values), draws: 0 }),
    written: { toJSON: () => ({ values, draws: 0 }) },
    'written, with a column': {
      values: Float64Array.from(values),
      toJSON() {
        return { values: this.values, draws: 0 };
      },
    },
  })) {
    assert.deepEqual(await fitPowerLaw(given), wanted, name);
  }
  let reads = 0;
  const counted = {
    values: Float64Array.from(values),
    get draws() {
      reads += 1;
      return 0;
    },
  };
  await fitPowerLaw(counted);
  assert.equal(reads, 1, 'a getter is read as often as JSON does');
  assert.ok(counted.values instanceof Float64Array, 'the question is left as it was');
});

test('typed arrays are columns where columns are, and nowhere else', async () => {
  const sales = { partner: ['a', 'a', 'a'], day: ['2026-01-05', '2026-01-12', '2026-02-02'] };
  const plain = await orderRows({ currency: 'EUR', sales: { ...sales, amount: [500, 700, 650] } });
  assert.deepEqual(await orderRows({ currency: 'EUR', sales: { ...sales, amount: Int32Array.of(500, 700, 650) } }), plain);
  const fit = { repeats: [0, 1, 3, 9], recency: [0, 4, 28, 29], age: [30, 30, 30, 30], horizon: 10 };
  const ask = { repeats: [9], recency: [29], age: [30] };
  const typed = { repeats: Uint8Array.of(9), recency: Float32Array.of(29), age: Float64Array.of(30) };
  assert.deepEqual(await fitOrders({ ...fit, ask: typed }), await fitOrders({ ...fit, ask }));
  for (const [question, said] of [
    [{ values: new DataView(new ArrayBuffer(16)) }, /invalid type: map, expected a sequence/],
    [{ values: [1, 2, 3], kind: Float64Array.of(1) }, /invalid type: map, expected a string/],
    [{ values: [[Float64Array.of(1)]] }, /invalid type/],
    [{ values: [1, 2, 3], mood: { values: Float64Array.of(1) } }, /unknown field `mood`/],
  ]) {
    await assert.rejects(fitPowerLaw(question), (fault) => {
      assert.ok(fault instanceof LongtailError, String(fault));
      assert.match(fault.message, said);
      return true;
    });
  }
  const around = { currency: 'EUR', sales: {} };
  around.sales.partner = around;
  await assert.rejects(orderRows(around), (fault) => fault instanceof LongtailError && /contains itself/.test(fault.message));
});

test('what cannot be read is an error of kind input', async () => {
  const values = [1, 2, 3];
  for (const [ask, said] of [
    [() => fitPowerLaw({ values: [1, NaN] }), /values\[1\]: NaN is no number/],
    [() => fitPowerLaw({ values: Float64Array.of(1, Infinity) }), /values\[1\]: Infinity is no number/],
    [() => fitPowerLaw({ values }, { signal: 1 }), /option `signal`: expected an AbortSignal, found 1/],
    [() => fitPowerLaw({ values }, { onProgress: 1 }), /option `onProgress`: expected a function/],
    [() => fitPowerLaw({ values }, { progress: 1 }), /`progress` is not one of signal, onProgress/],
    [() => fitPowerLaw({ values }, 5), /options: expected an object/],
    [() => fitPowerLaw(7), /question: expected a text/],
    [() => fitOrders({ repeats: [1] }), /missing field `recency`/],
    [() => fitPowerLaw({ values, mood: 1 }), /unknown field `mood`/],
  ]) {
    await assert.rejects(ask, (fault) => {
      assert.ok(fault instanceof LongtailError, String(fault));
      assert.equal(fault.kind, 'input');
      assert.match(fault.message, said);
      return true;
    });
  }
});
