import assert from 'node:assert/strict';
import { Engine, LongtailError, checkRulebook } from 'longtail';

// --8<-- [start:code]
const text = `format: 1
id: broken
zone: Europe/Amsterdam
currency: EURO
price_lists:
  - { id: general, for: everyone, valid: { from: 2026-02-01, until: 2026-02-01 } }
waterfal: []
`;
const faults = checkRulebook(text, { source: 'broken.yaml' });

assert.equal(faults.length, 3);
assert.deepEqual([faults[2].line, faults[2].column], [7, 1]);
assert.equal(faults[2].message, 'unknown field `waterfal`; did you mean `waterfall`?');

assert.throws(
  () => new Engine(text),
  (error) => error instanceof LongtailError && error.kind === 'rulebook' && error.findings.length === 3,
);
// --8<-- [end:code]
