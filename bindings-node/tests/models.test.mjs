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
