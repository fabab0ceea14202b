import assert from 'node:assert/strict';
import { figures } from 'longtail';

// --8<-- [start:code]
const { answers, left_out } = figures({
  currency: 'EUR',
  sales: {
    partner: ['P-1', 'P-2', 'P-3', null],
    niche: ['dentists', 'dentists', 'vets', 'vets'],
    amount: ['80.00', '15.00', '5.00', '1.00'],
  },
  questions: [{ figure: 'dependence', largest: [1] }, { figure: 'revenue', by: 'niche' }],
});
assert.deepEqual(answers[0].revenue_without, ['20.00']);
assert.deepEqual(answers[1].niche, ['dentists', 'vets']);
assert.equal(left_out.rows[left_out.reason.indexOf('no_partner')], 1);
// --8<-- [end:code]
