import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LongtailError, figures } from '../index.mjs';

const sales = {
  partner: ['a', 'b', 'b', null],
  niche: ['x', 'x', 'y', 'x'],
  product: ['p', 'p', 'q', 'p'],
  day: ['2026-01-05', '2026-01-06', '2026-02-01', '2026-02-02'],
  amount: ['60.00', 1500, '25.00', '9.00'],
};

test('questions are answered by columns, amounts as text', () => {
  const { answers, left_out } = figures({
    currency: 'EUR',
    sales,
    questions: [
      { figure: 'dependence', largest: [1] },
      { figure: 'best_sellers', by: 'partners', limit: 1 },
      { figure: 'concentration', period: 'month' },
    ],
  });
  const [dependence, best, months] = answers;
  assert.deepEqual(dependence, { largest: [1], revenue: ['60.00'], revenue_without: ['40.00'], share: [0.6], small: [true] });
  assert.deepEqual(best.product, ['p', 'q']);
  assert.deepEqual(months.period, ['2026-01-01', '2026-02-01']);
  assert.deepEqual(months.gini_sample, [0.6, null]);
  const reason = left_out.reason.indexOf('no_partner');
  assert.deepEqual([left_out.rows[reason], left_out.amount[reason]], [1, '9.00']);
});

test('what cannot be read is an error with its kind', () => {
  const fails = (request, options) => {
    try {
      figures(request, options);
    } catch (error) {
      assert.ok(error instanceof LongtailError);
      return [error.kind, error.message];
    }
    return assert.fail('no error');
  };
  const ask = (more) => ({ currency: 'EUR', sales, questions: [], ...more });
  assert.match(fails(ask({ questions: [{ figure: 'mood' }] }))[1], /unknown variant `mood`/);
  assert.deepEqual(fails(ask({ currency: 'euro' })), ['input', 'unknown currency `euro`']);
  assert.equal(fails(ask({ sales: { partner: ['a'], amount: [] } }))[0], 'table');
  assert.match(fails(ask({ sales: { partner: ['a'], amount: ['1.005'] } }))[1], /row 0: `1.005` is no amount/);
  assert.match(fails(ask({}), { threads: 0 })[1], /threads: expected a whole number from 1 to 64/);
});
