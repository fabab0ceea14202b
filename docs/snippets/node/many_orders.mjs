import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Engine, LongtailError } from 'longtail';

const shop = fileURLToPath(new URL('../shop', import.meta.url));
const engine = Engine.load(shop);
const order = readFileSync(`${shop}/order.json`, 'utf8');

// --8<-- [start:code]
const glovesOnThird = (verdicts) =>
  verdicts
    .map(({ lines }) => lines[0].deliveries[0])
    .filter(({ arrive }) => arrive === '2026-03-03')
    .map(({ quantity }) => quantity);

// Running stock: the first order took the 80 gloves that were there.
assert.deepEqual(glovesOnThird(engine.decideAll([order, order])), [80]);

// A snapshot: each order is decided as if it were alone.
assert.deepEqual(glovesOnThird(engine.decideAll([order, order], { stock: 'snapshot' })), [80, 80]);

// An order that cannot be read gives its error in the place of a verdict.
const [, error] = engine.decideAll([order, '{"partner": 7}']);
assert(error instanceof LongtailError && error.kind === 'input');
// --8<-- [end:code]
