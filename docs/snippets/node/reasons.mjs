import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Engine } from 'longtail';

const shop = fileURLToPath(new URL('../shop', import.meta.url));
const engine = Engine.load(shop);
const order = readFileSync(`${shop}/order.json`);

// --8<-- [start:code]
const verdict = engine.decide(order, { trace: 'full' });

const [multiple, late] = verdict.findings;
assert.equal(multiple.code, 'order.quantity_not_multiple');
assert.equal(multiple.path, 'lines[0].quantity');
assert.equal(multiple.message, 'quantity 115 is not a multiple of 10; 120 was taken');
assert.deepEqual(multiple.data, { quantity: 115, multiple: 10, accepted: 120 });
assert.equal(late.code, 'availability.late');

const applied = verdict.trace.filter(({ outcome }) => outcome === 'applied');
assert(applied.some(({ stage, rule }) => stage === 'partner' && rule === 'gold'));
// --8<-- [end:code]
