import assert from 'node:assert/strict';
import { partnerValue } from 'longtail';

// --8<-- [start:code]
// Twelve partners order every two weeks; the first four fell silent in May.
const dayAt = (number) => new Date(Date.UTC(2026, 0, 5 + number)).toISOString().slice(0, 10);
const rows = Array.from({ length: 12 }, (_, k) =>
  Array.from({ length: k < 4 ? 9 : 20 }, (_, n) => [`P-${k}`, dayAt(14 * n + k), 5000 + 100 * k + 10 * n]),
).flat();
const column = (at) => rows.map((row) => row[at]);
const sales = { partner: column(0), day: column(1), amount: column(2) };

const value = await partnerValue({ currency: 'EUR', sales, horizon_days: 56 });
const risk = Object.fromEntries(value.partners.map((row) => [row.partner, row.churn_risk]));
assert.ok(risk['P-0'] > 0.9 && risk['P-8'] < 0.5);
for (const { warning, message } of value.warnings) console.log(warning, '-', message);
// --8<-- [end:code]
assert.equal(value.summary.partners, 12);
